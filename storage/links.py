"""Links to the cockpit: for whom each was made, until when it works, and whether it was taken back.

A key is worth nothing by itself: the door signs it, and looks here whether it still works.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, String, Table, delete, insert, select, update

from storage.database import Instant, Session, metadata
from storage.personal import Export, person_column

cockpit_links = Table(
    "cockpit_links",
    metadata,
    Column("key", String(30), primary_key=True),
    Column("made_for", String(150), nullable=False),
    person_column("created_by", forget="clear", merge="move", index=True, export=Export(
        chapter="koers", heading="links naar de cockpit", shows={"moment": "created_at", "voor": "made_for"})),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("revoked_at", Instant),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CockpitLink:
    """A link that was given out; it works until just before `expires`."""

    key: str
    made_for: str
    created_at: datetime
    expires: datetime


_LINK = select(*(cockpit_links.c[name] for name in ("key", "made_for", "created_at", "expires")))


def make(session: Session, made_for: str, *, by: int | None, now: datetime, expires: datetime) -> CockpitLink:
    link = CockpitLink(secrets.token_urlsafe(12), made_for, now, expires)
    values = {"key": link.key, "made_for": made_for, "created_by": by, "created_at": now, "expires": expires}
    session.execute(insert(cockpit_links).values(**values))
    return link


def live(session: Session, now: datetime) -> list[CockpitLink]:
    """Every link that works, the newest first."""
    statement = _LINK.where(_works(now)).order_by(cockpit_links.c.created_at.desc(), cockpit_links.c.key)
    return [CockpitLink(*row) for row in session.execute(statement)]


def get(session: Session, key: str, now: datetime) -> CockpitLink | None:
    """A link, while it works."""
    row = session.execute(_LINK.where(cockpit_links.c.key == key, _works(now))).first()
    return CockpitLink(*row) if row else None


def _works(now: datetime) -> ColumnElement[bool]:
    return cockpit_links.c.revoked_at.is_(None) & (cockpit_links.c.expires > now)


def revoke(session: Session, key: str, now: datetime) -> CockpitLink | None:
    """Take a link back; gives it, or None where it did not work any more."""
    link = get(session, key, now)
    mine = update(cockpit_links).where(cockpit_links.c.key == key, _works(now))
    return link if session.execute(mine.values(revoked_at=now)).rowcount else None


def clean(session: Session, before: datetime) -> None:
    """Let go of links that ended before this moment."""
    over = (cockpit_links.c.expires < before) | (cockpit_links.c.revoked_at < before)
    session.execute(delete(cockpit_links).where(over))
