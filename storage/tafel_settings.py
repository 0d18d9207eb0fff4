"""What tafels set: a value under a name that a feature declares, beside the moment since which it holds.

`storage.tafels` reads them with each tafel, in the same statement. A tafel that never set something has no row for it.
A value never holds a person: that belongs in a table of the feature's own, with a column that declares it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    ScalarSelect,
    String,
    Table,
    Text,
    cast,
    func,
    literal,
    select,
    type_coerce,
    update,
)

from storage.database import Instant, Session, insert_new, metadata
from storage.personal import NOBODY

settings = Table(
    "tafel_settings",
    metadata,
    Column("tafel_id", ForeignKey("tafels.id"), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False, info=NOBODY),  # JSON
    Column("set_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that a tafel set, as JSON, and since when it is so."""

    name: str
    value: str
    set_at: datetime


_BETWEEN, _ROW = "\t", "\n"  # JSON writes neither of them as such
_WRITTEN = (
    settings.c.name + literal(_BETWEEN) + cast(type_coerce(settings.c.set_at, Text), Text) + literal(_BETWEEN)
    + settings.c.value
)  # fmt: skip


def all_of(tafel_id: Column[int]) -> ScalarSelect[str]:
    """Everything that a tafel set as one text, for a statement that reads the tafel: `read` takes it apart."""
    mine = settings.c.tafel_id == tafel_id
    return select(func.aggregate_strings(_WRITTEN, _ROW)).where(mine).correlate(tafel_id.table).scalar_subquery()


def read(written: str | None) -> tuple[Kept, ...]:
    return tuple(_kept(row) for row in written.split(_ROW)) if written else ()


def _kept(row: str) -> Kept:
    name, set_at, value = row.split(_BETWEEN, 2)
    moment = datetime.fromisoformat(set_at)  # SQLite keeps no zone, and PostgreSQL writes that of the connection
    return Kept(name, value, moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))


def put(session: Session, tafel_id: int, name: str, value: str, now: datetime) -> None:
    """Keep a value, as JSON, from this moment on."""
    if not insert_new(session, settings, tafel_id=tafel_id, name=name, value=value, set_at=now):
        mine = (settings.c.tafel_id == tafel_id) & (settings.c.name == name)
        session.execute(update(settings).where(mine).values(value=value, set_at=now))
