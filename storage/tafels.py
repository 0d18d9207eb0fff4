"""Sectortafels: what they are, which channels they are linked to, and when their digest goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

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

from storage.database import Instant, Session, metadata
from storage.personal import call

Sent: TypeAlias = Literal["digest", "factsheet"]
"""What a tafel is sent by itself, each with a switch of its own."""

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
    Column("digest_on", Boolean, nullable=False, default=True),
    Column("digest_weekday", Integer, nullable=False, default=1),
    Column("digest_time", String(5), nullable=False, default="08:00"),
    Column("digest_since", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("factsheet_on", Boolean, nullable=False, default=True),
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
    """A sectortafel. `key` is what people type ("bouw"), `prefix` starts its actions' keys ("BOUW")."""

    id: int
    region_id: int
    key: str
    prefix: str
    name: str
    colour: str
    organisations: tuple[str, ...]
    digest_on: bool
    digest_weekday: int
    digest_time: str
    digest_since: datetime
    created_at: datetime
    factsheet_on: bool

    def sends(self, what: Sent) -> bool:
        """Whether the tafel is sent this by itself."""
        return {"digest": self.digest_on, "factsheet": self.factsheet_on}[what]


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


COLUMNS = tuple(column for column in tafels.c if column.name != "last_number")
"""The columns that make a `Tafel`."""
_ORGANISATIONS = 6
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
    before, joined, behind = row[:_ORGANISATIONS], row[_ORGANISATIONS], row[_ORGANISATIONS + 1 :]
    return Tafel(*before, tuple(joined.split("|")) if joined else (), *behind)  # type: ignore[call-arg]


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
    statement = statement.values(digest_since=now, created_at=now)
    return int(session.execute(statement.returning(tafels.c.id)).scalar_one())


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


def switch(session: Session, tafel_id: int, what: Sent, *, on: bool, now: datetime) -> None:
    """Send a tafel something by itself, or not any more. A digest that was off counts from now on."""
    if what == "digest":
        set_digest(session, tafel_id, on=on, now=now)
        return
    session.execute(update(tafels).where(tafels.c.id == tafel_id).values({f"{what}_on": on}))


def set_digest(
    session: Session, tafel_id: int, *, now: datetime, on: bool | None = None, weekday: int | None = None,
    time: str | None = None,
) -> None:  # fmt: skip
    """Change when the digest comes. A rule that is new counts from now on: no moment before it falls due afterwards."""
    wanted = {"digest_on": on, "digest_weekday": weekday, "digest_time": time}
    before = by_id(session, tafel_id)
    values = {name: new for name, new in wanted.items() if new is not None and new != getattr(before, name)}
    if values:
        mine = update(tafels).where(tafels.c.id == tafel_id)
        session.execute(mine.values(**values, digest_since=now))


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
