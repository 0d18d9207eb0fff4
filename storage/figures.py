"""Figures as they came in: a batch adds what is new and takes nothing away, so a revised figure keeps its old value.

Here is also what became of the latest look at each outside source. The state of the figures is the number of the last
batch that brought something new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Column,
    Delete,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from factsheets.observation import Observation, period
from storage.database import Instant, Session, insert_new, insert_new_id, metadata
from storage.personal import NOBODY

CHUNK: Final = 2000

batches = Table(
    "figure_batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, default=""),
    Column("document", String(60), nullable=False, default=""),
    Column("added", Integer, nullable=False, default=0),
    Column("at", Instant, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("figure_batches.id"), nullable=False, index=True),
    Column("indicator", String(60), nullable=False),
    Column("branch", String(40), nullable=False),
    Column("region", String(20), nullable=False),
    Column("region_name", String(100), nullable=False),
    Column("region_kind", String(20), nullable=False),
    Column("period", String(100), nullable=False),
    Column("source", String(40), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("value", Float),
    Column("missing", String(30), nullable=False),
    Column("status", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sbi", String(20), nullable=False),
    Column("table_id", String(40), nullable=False),
    Column("edition", String(40), nullable=False),
    Column("retrieved", Instant),
    Index("ix_observations_key", "indicator", "region", "period", "branch", "source"),
)

sources = Table(
    "figure_sources",
    metadata,
    Column("table_id", String(40), primary_key=True),
    Column("version", String(40), nullable=False, default=""),
    Column("fingerprint", String(64), nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("checked_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("parts", Text, nullable=False, default="", info=NOBODY),
    Column("pending", String(64), nullable=False, default=""),
)


# --- what came in ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A delivery: `key` is the same when the same thing is delivered again; `document` is the raw file, if any."""

    key: str
    name: str
    sha256: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: the state of the figures after it, and how many of its figures were new or revised."""

    state: int
    added: int


def store(session: Session, batch: Batch, seen: Iterable[Observation], now: datetime) -> Stored | None:
    """Keep what a batch says that was not known yet; None when it was stored before."""
    values = {"key": batch.key, "name": batch.name[:200], "sha256": batch.sha256, "document": batch.document}
    batch_id = insert_new_id(session, batches, **values, added=0, at=now)
    if batch_id is None:
        return None
    rows = (_row(batch_id, one) for one in seen)
    while some := list(islice(rows, CHUNK)):
        session.execute(insert(observations), some)
    session.execute(_DROP_KNOWN, {"batch": batch_id})
    mine = select(func.count()).where(observations.c.batch_id == batch_id)
    added = int(session.execute(mine).scalar_one())
    session.execute(update(batches).where(batches.c.id == batch_id).values(added=added))
    return Stored(batch_id, added)


def _row(batch_id: int, seen: Observation) -> dict[str, object]:
    names = ("indicator", "branch", "source", "unit", "value", "status", "kind", "sbi", "edition", "retrieved")
    place = {"region": seen.region.code, "region_name": seen.region.name, "region_kind": seen.region.kind}
    more = {"batch_id": batch_id, "period": seen.period.code, "missing": seen.missing or "", "table_id": seen.table}
    return {name: getattr(seen, name) for name in names} | place | more


def _drop_known() -> Delete:
    """Of a new batch, what repeats the last word that the same source had on the same figure."""
    key = ("indicator", "region", "period", "branch", "source")
    earlier, last = observations.alias("earlier"), observations.alias("last")
    same = [last.c[name] == observations.c[name] for name in key]
    newest = select(func.max(last.c.id)).where(*same, last.c.batch_id < bindparam("batch"))
    told = [earlier.c[name] == observations.c[name] for name in ("missing", "status", "kind", "unit")]
    repeated = and_(
        earlier.c.id == newest.correlate(observations).scalar_subquery(),
        earlier.c.value.is_not_distinct_from(observations.c.value), *told,
    )  # fmt: skip
    known = exists(select(earlier.c.id).where(repeated).correlate(observations))
    return delete(observations).where(observations.c.batch_id == bindparam("batch"), known)


_DROP_KNOWN = _drop_known()


def is_stored(session: Session, key: str) -> bool:
    return session.execute(select(batches.c.id).where(batches.c.key == key)).first() is not None


def state(session: Session) -> int:
    """The number of the last batch that brought something new; 0 while there are no figures at all."""
    return int(session.execute(select(func.max(batches.c.id)).where(batches.c.added > 0)).scalar() or 0)


def observed(session: Session, *, indicator: str = "", source: str = "") -> list[Observation]:
    """Everything ever said, in the order in which it came: of one indicator or source, or of all."""
    statement = _OBSERVED
    if indicator:
        statement = statement.where(observations.c.indicator == indicator)
    if source:
        statement = statement.where(observations.c.source == source)
    return [_observation(row._mapping) for row in session.execute(statement)]  # noqa: SLF001 - the documented way


def about(session: Session, indicators: Sequence[str], region: str) -> list[Observation]:
    """The same of some indicators in one region, all branches together."""
    mine = observations.c.indicator.in_(indicators) & (observations.c.region == region) & (observations.c.branch == "")
    return [_observation(row._mapping) for row in session.execute(_OBSERVED.where(mine))]  # noqa: SLF001 - the same


_OBSERVED = (
    select(observations, batches.c.key.label("batch"))
    .join(batches, batches.c.id == observations.c.batch_id)
    .order_by(observations.c.id)
)


def _observation(row: Mapping[Any, Any]) -> Observation:
    names = ("indicator", "branch", "source", "unit", "value", "status", "kind", "sbi", "edition", "retrieved", "batch")
    place = {"code": row["region"], "name": row["region_name"], "kind": row["region_kind"]}
    more = {"region": place, "period": period(row["period"]), "missing": row["missing"] or None}
    return msgspec.convert({name: row[name] for name in names} | more | {"table": row["table_id"]}, Observation)


@dataclass(frozen=True, slots=True)
class Origin:
    """A source or a table of it, with how much we have of it and how far it reaches."""

    source: str
    table: str
    figures: int
    newest: str
    edition: str
    retrieved: datetime | None


def origins(session: Session) -> list[Origin]:
    column = observations.c
    counted = select(
        column.source, column.table_id, func.count(), func.max(column.period), func.max(column.edition),
        func.max(column.retrieved),
    )  # fmt: skip
    grouped = counted.group_by(column.source, column.table_id).order_by(column.source, column.table_id)
    return [Origin(*row) for row in session.execute(grouped)]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of a branch in a place, with of how many periods it tells and how far it reaches."""

    indicator: str
    branch: str
    region: str
    region_name: str
    region_kind: str
    periods: int
    newest: str


def series(session: Session) -> list[Series]:
    """Every series that there are figures of, wherever they came from."""
    column = observations.c
    key = (column.indicator, column.branch, column.region, column.region_name, column.region_kind)
    counted = select(*key, func.count(column.period.distinct()), func.max(column.period)).group_by(*key)
    return [Series(*row) for row in session.execute(counted.order_by(*key))]


# --- outside sources -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The latest look at a table: "nieuw", "ongewijzigd", "nakijken" or "niet bereikbaar", and why.

    `parts` is what the table was made of when its figures were last taken in; `pending` the fingerprint of what it is
    made of now, where somebody may accept that.
    """

    table: str
    version: str = ""
    fingerprint: str = ""
    sha256: str = ""
    outcome: str
    reason: str = ""
    checked_at: datetime
    fetched_at: datetime | None = None
    parts: str = ""
    pending: str = ""


def looks(session: Session) -> list[Look]:
    """The latest look at every table, by its name."""
    found = session.execute(select(sources).order_by(sources.c.table_id))
    names = ("version", "fingerprint", "sha256", "outcome", "reason", "checked_at", "fetched_at", "parts",
             "pending")  # fmt: skip
    return [Look(table=row.table_id, **{name: getattr(row, name) for name in names}) for row in found]


def looked(session: Session, look: Look) -> None:
    """Store the outcome of a look at a source. A look without new figures leaves the last good snapshot as it is."""
    told = ("outcome", "checked_at", "pending")
    values: dict[str, object] = {name: getattr(look, name) for name in told} | {"reason": look.reason[:500]}
    if look.outcome == "nieuw":
        known = ("version", "fingerprint", "sha256", "fetched_at", "parts")
        values |= {name: getattr(look, name) for name in known}
    mine = sources.c.table_id == look.table
    if not session.execute(update(sources).where(mine).values(**values)).rowcount:
        insert_new(session, sources, **{"version": "", "fingerprint": "", "sha256": ""} | values, table_id=look.table)
