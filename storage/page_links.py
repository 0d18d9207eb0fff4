"""Links to pages for guests: which page and what on it, for whom each was made, until when it works, and whether it
was taken back.

A key is worth nothing by itself: the door signs it, and looks here whether it still works.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Column, ColumnElement, String, Table, delete, insert, select, update

from storage.database import Instant, Session, metadata
from storage.personal import Export, person_column

_LISTS: Final[dict[str, tuple[str, str]]] = {}

page_links = Table(
    "page_links",
    metadata,
    Column("key", String(30), primary_key=True),
    Column("page", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("made_for", String(150), nullable=False),
    person_column("created_by", forget="clear", merge="move", index=True, export=Export(
        chapter="tafels", heading="links naar pagina’s", shows={"moment": "created_at", "voor": "made_for"},
        by="page", lists=_LISTS)),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("revoked_at", Instant),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link that was given out; it works until just before `expires`. `subject` is what of the page it shows."""

    key: str
    page: str
    subject: str
    made_for: str
    created_at: datetime
    expires: datetime

    @property
    def path(self) -> str:
        """What a card or the command line makes an address of."""
        return f"{self.page}/{self.key}"


_LINK = select(*(page_links.c[name] for name in ("key", "page", "subject", "made_for", "created_at", "expires")))


def list_apart(page: str, *, chapter: str, heading: str) -> None:
    """Say where people read the links to this page that they made, in their own data."""
    _LISTS[page] = (chapter, heading)


def make(
    session: Session, page: str, subject: str = "", *, made_for: str, by: int | None, now: datetime, expires: datetime
) -> PageLink:  # fmt: skip
    link = PageLink(secrets.token_urlsafe(12), page, subject, made_for, now, expires)
    values = {"page": page, "subject": subject, "made_for": made_for, "created_by": by, "created_at": now}
    session.execute(insert(page_links).values(key=link.key, expires=expires, **values))
    return link


def live(session: Session, page: str, now: datetime) -> list[PageLink]:
    """Every link to a page that works, the newest first."""
    statement = _LINK.where(page_links.c.page == page, _works(now))
    statement = statement.order_by(page_links.c.created_at.desc(), page_links.c.key)
    return [PageLink(*row) for row in session.execute(statement)]


def get(session: Session, page: str, key: str, now: datetime) -> PageLink | None:
    """A link, while it works."""
    row = session.execute(_LINK.where(_is(page, key), _works(now))).first()
    return PageLink(*row) if row else None


def revoke(session: Session, page: str, key: str, now: datetime) -> PageLink | None:
    """Revoke a link and return it; None where it did not work any more."""
    link = get(session, page, key, now)
    mine = update(page_links).where(_is(page, key), _works(now))
    return link if session.execute(mine.values(revoked_at=now)).rowcount else None


def clean(session: Session, before: datetime) -> None:
    """Let go of links that ended before this moment."""
    over = (page_links.c.expires < before) | (page_links.c.revoked_at < before)
    session.execute(delete(page_links).where(over))


def _is(page: str, key: str) -> ColumnElement[bool]:
    return (page_links.c.page == page) & (page_links.c.key == key)


def _works(now: datetime) -> ColumnElement[bool]:
    return page_links.c.revoked_at.is_(None) & (page_links.c.expires > now)
