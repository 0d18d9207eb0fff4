"""Where the bot can speak by itself: per place the platform's conversation, its address, and what is known about it.

Teams gives an address with everything that comes in, and takes it back when the bot is removed. A place is what answers
go to: a channel, or a person for their direct messages.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Boolean, Column, ColumnElement, Index, String, Table, bindparam, delete, select, update

from storage import standing
from storage.database import Instant, Session, insert_new, metadata
from storage.personal import Export, names
from storage.standing import ChannelState, Gone
from storage.tafels import links

references = Table(
    "conversation_references",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("place", String(200), primary_key=True, info=names(
        "place", forget="remove", merge="stay", export=Export(
            chapter="tafels", heading="gesprekken met jou",
            shows={"platform": "platform", "gesprek": "conversation", "naam": "name", "bijgewerkt": "at"}))),
    Column("conversation", String(300), nullable=False),
    Column("service_url", String(300), nullable=False),
    Column("tenant", String(60), nullable=False, default=""),
    Column("team", String(200), nullable=False, default=""),
    Column("name", String(200), nullable=False, default=""),
    Column("kind", String(10), nullable=False, default="channel"),
    Column("hears_all", Boolean, nullable=False, default=False),
    Column("gone", String(100), nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Index("ix_conversation_references_team", "platform", "team"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One conversation. `hears_all` says that a message without a mention reached us there; `gone` why it is closed."""

    platform: str
    place: str
    conversation: str
    service_url: str
    tenant: str = ""
    team: str = ""
    name: str = ""
    kind: str = "channel"
    hears_all: bool = False
    gone: str = ""


_FIELDS = tuple(column for column in references.c if column.name != "at")
_ONE = select(*_FIELDS).where(references.c.platform == bindparam("platform"), references.c.place == bindparam("place"))


def of(session: Session, platform: str, place: str) -> Reference | None:
    row = session.execute(_ONE, {"platform": platform, "place": place}).mappings().first()
    return Reference(**row) if row else None


def keep(session: Session, reference: Reference, now: datetime) -> None:
    """Remember a conversation as it is now. That it hears everything stays known; an empty name or team erases none."""
    before = of(session, reference.platform, reference.place)
    values = {column.name: getattr(reference, column.name) for column in _FIELDS} | {"at": now}
    if before is None:
        insert_new(session, references, **values)
        return
    values |= {"hears_all": reference.hears_all or before.hears_all}
    values |= {key: values[key] or getattr(before, key) for key in ("name", "team", "tenant")}
    session.execute(update(references).where(_at(reference.platform, reference.place)).values(**values))
    if before.gone and not reference.gone:  # something was heard there again
        back = ChannelState(platform=reference.platform, channel=reference.place, gone="")
        standing.note(session, [back], now)


def close(session: Session, platform: str, place: str, why: str, now: datetime, gone: Gone = "removed") -> None:
    """Note that the bot was removed from a place, and forget whether it could hear everything there."""
    session.execute(update(references).where(_at(platform, place)).values(gone=why[:100], hears_all=False, at=now))
    standing.note(session, [ChannelState(platform=platform, channel=place, gone=gone)], now)


def close_team(session: Session, platform: str, team: str, why: str, now: datetime, gone: Gone = "removed") -> None:
    """The same for all channels of a team; without a reason they are open again."""
    there = (references.c.platform == platform) & (references.c.team == team)
    session.execute(update(references).where(there).values(gone=why[:100], hears_all=False, at=now))
    places = session.execute(select(references.c.place).where(there)).scalars().all()
    standing.note(session, [ChannelState(platform=platform, channel=place, gone=gone) for place in places], now)


def rename(session: Session, platform: str, place: str, name: str, now: datetime) -> None:
    """A channel has another name, and so has its link to a tafel."""
    session.execute(update(references).where(_at(platform, place)).values(name=name[:200], at=now))
    linked = (links.c.platform == platform) & (links.c.channel == place)
    session.execute(update(links).where(linked).values(name=name[:200]))


def copy(session: Session, platform: str, place: str, to: str, now: datetime) -> None:
    """Know a place under another name too, unless that is known already."""
    before = of(session, platform, place)
    if before is not None and of(session, platform, to) is None:
        keep(session, replace(before, place=to), now)


def newest_service(session: Session, platform: str) -> str:
    """The service address that was heard last, for people who never wrote to the bot; "" where there is none."""
    statement = select(references.c.service_url).where(references.c.platform == platform)
    return session.execute(statement.order_by(references.c.at.desc()).limit(1)).scalar() or ""


def closed(session: Session) -> list[Reference]:
    """Places from which the bot was removed, for `doctor`."""
    rows = session.execute(select(*_FIELDS).where(references.c.gone != "")).mappings()
    return [Reference(**row) for row in rows]


def forget(session: Session, platform: str, place: str) -> None:
    session.execute(delete(references).where(_at(platform, place)))


def _at(platform: str, place: str) -> ColumnElement[bool]:
    return (references.c.platform == platform) & (references.c.place == place)
