"""Links to the cockpit: the links to that one page for guests."""

from datetime import datetime
from typing import Final

from storage import page_links
from storage.database import Session
from storage.page_links import PageLink as CockpitLink, page_links as cockpit_links

PAGE: Final = "cockpit"
"""How the page is called in addresses, and in the rows of its links."""
page_links.list_apart(PAGE, chapter="koers", heading="links naar de cockpit")


def make(session: Session, made_for: str, *, by: int | None, now: datetime, expires: datetime) -> CockpitLink:
    return page_links.make(session, PAGE, made_for=made_for, by=by, now=now, expires=expires)


def live(session: Session, now: datetime) -> list[CockpitLink]:
    """Every link that works, the newest first."""
    return page_links.live(session, PAGE, now)


def get(session: Session, key: str, now: datetime) -> CockpitLink | None:
    """A link, while it works."""
    return page_links.get(session, PAGE, key, now)


def revoke(session: Session, key: str, now: datetime) -> CockpitLink | None:
    """Revoke a link and return it; None where it did not work any more."""
    return page_links.revoke(session, PAGE, key, now)


__all__ = ["PAGE", "CockpitLink", "cockpit_links", "get", "live", "make", "revoke"]
