"""Sectortafels: what they are, which channels they are linked to, and what they set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from storage import tafel_settings
from storage.database import Instant, Session, metadata
from storage.personal import call
from storage.tafel_settings import Kept

regions = Table(
    "regions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
)

tafels = Table(
    "tafels",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("region_id", ForeignKey("regions.id"), nullable=False),
    Column("key", String(20), nullable=False),
    Column("prefix", String(8), nullable=False),
    Column("name", String(100), nullable=False),
    Column("colour", String(7), nullable=False),
    Column("organisations", String(1000), nullable=False, default=""),
    Column("last_number", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("region_id", "key"),
    UniqueConstraint("region_id", "prefix"),
)
call(tafels, tafels.c.name)

links = Table(
    "channel_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False, index=True),
    Column("platform", String(20), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("name", String(200), nullable=False, default=""),
    Column("since", Instant, nullable=False),
    Column("gone", String(20), nullable=False, default=""),  # why the bot cannot speak there, as the platform says
    Column("state_at", Instant),  # since when it is so, or is not any more
    UniqueConstraint("platform", "channel"),
)


@dataclass(frozen=True, slots=True)
class Tafel:
    """A sectortafel. `key` is what people type ("bouw"), `prefix` starts its actions' keys ("BOUW").

    `settings` is what it set, whichever feature asks for it: read one with `Setting.of`.
    """

    id: int
    region_id: int
    key: str
    prefix: str
    name: str
    colour: str
    organisations: tuple[str, ...]
    created_at: datetime
    settings: tuple[Kept, ...] = ()

    def kept(self, name: str) -> Kept | None:
        """What it set under a name, if anything."""
        return next((each for each in self.settings if each.name == name), None)


@dataclass(frozen=True, slots=True)
class ChannelLink:
    id: int
    tafel_id: int
    platform: str
    channel: str
    name: str
    gone: str = ""
    state_at: datetime | None = None

    @property
    def title(self) -> str:
        """The channel as people read it: "#bouw"."""
        return f"#{self.name.removeprefix('#')}" if self.name else "het kanaal"


COLUMNS = (
    *(column for column in tafels.c if column.name != "last_number"),
    tafel_settings.all_of(tafels.c.id).label("settings"),
)
"""The columns that make a `Tafel`."""
_BEFORE = 6  # columns that are as they are, before those of which something is made
_ALL = select(*COLUMNS).order_by(tafels.c.name)
_BY_ID = select(*COLUMNS).where(tafels.c.id == bindparam("id"))
_BY_KEY = select(*COLUMNS).where(tafels.c.key == bindparam("key"))
_OF_CHANNEL = (
    select(*COLUMNS)
    .join(links, links.c.tafel_id == tafels.c.id)
    .where(links.c.platform == bindparam("platform"), links.c.channel == bindparam("channel"))
)
_LINKS = select(
    links.c.id, links.c.tafel_id, links.c.platform, links.c.channel, links.c.name, links.c.gone, links.c.state_at
).order_by(links.c.id)


def read(row: Sequence[Any]) -> Tafel:
    """The tafel in a row of `COLUMNS`."""
    joined, created_at, settings = row[_BEFORE:]
    organisations = tuple(joined.split("|")) if joined else ()
    return Tafel(*row[:_BEFORE], organisations, created_at, tafel_settings.read(settings))  # type: ignore[call-arg]


def all_tafels(session: Session) -> list[Tafel]:
    return [read(row) for row in session.execute(_ALL)]


def by_id(session: Session, tafel_id: int) -> Tafel:
    return read(session.execute(_BY_ID, {"id": tafel_id}).one())


def by_key(session: Session, key: str) -> Tafel | None:
    row = session.execute(_BY_KEY, {"key": key}).first()
    return read(row) if row else None


def of_channel(session: Session, platform: str, channel: str) -> Tafel | None:
    row = session.execute(_OF_CHANNEL, {"platform": platform, "channel": channel}).first()
    return read(row) if row else None


def add_region(session: Session, name: str, *, demo: bool) -> int:
    result = session.execute(insert(regions).values(name=name, demo=demo).returning(regions.c.id))
    return int(result.scalar_one())


def region(session: Session) -> tuple[int, str, bool] | None:
    """The one region of this installation: id, name, and whether it is the demo."""
    row = session.execute(select(regions.c.id, regions.c.name, regions.c.demo).order_by(regions.c.id)).first()
    return (row.id, row.name, row.demo) if row else None


def add(
    session: Session, region_id: int, *, key: str, prefix: str, name: str, colour: str,
    organisations: tuple[str, ...], now: datetime,
) -> int:  # fmt: skip
    values = {"region_id": region_id, "key": key, "prefix": prefix, "name": name, "colour": colour}
    statement = insert(tafels).values(**values, organisations="|".join(organisations))
    return int(session.execute(statement.values(created_at=now).returning(tafels.c.id)).scalar_one())


def next_number(session: Session, tafel_id: int) -> int:
    """The number of the tafel's next action; never given out twice."""
    return int(session.execute(_NEXT_NUMBER, {"tafel": tafel_id}).scalar_one())


_NEXT_NUMBER = (
    update(tafels)
    .where(tafels.c.id == bindparam("tafel"))
    .values(last_number=tafels.c.last_number + 1)
    .returning(tafels.c.last_number)
)


def last_number(session: Session, tafel_id: int) -> int:
    return int(session.execute(select(tafels.c.last_number).where(tafels.c.id == tafel_id)).scalar_one())


def link(session: Session, tafel_id: int, platform: str, channel: str, name: str, now: datetime) -> None:
    """Link a channel; a channel that was linked before moves to this tafel."""
    unlink(session, platform, channel)
    values = {"tafel_id": tafel_id, "platform": platform, "channel": channel, "name": name, "since": now}
    session.execute(insert(links).values(**values))


def unlink(session: Session, platform: str, channel: str) -> bool:
    found = session.execute(delete(links).where(links.c.platform == platform, links.c.channel == channel))
    return found.rowcount > 0


def links_of(session: Session, tafel_id: int | None = None) -> list[ChannelLink]:
    statement = _LINKS.where(links.c.tafel_id == tafel_id) if tafel_id else _LINKS
    return [ChannelLink(*row) for row in session.execute(statement)]
