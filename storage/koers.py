"""The programme's goals and what was reached: goals that administrators keep, results that are never overwritten, and
the pictures that were drawn of them.

A correction is a new row for the same goal, day and source; the older one stays. The figures that come with the product
are no rows here: they are observations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table, delete, insert, select, update

from factsheets import catalogue, readings
from factsheets.goals import Goal, Told
from storage import documents
from storage.database import Instant, Session, insert_new, metadata, new_id
from storage.people import people
from storage.personal import Export, call, person_column

goals = Table(
    "goals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("name", String(150), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("start", Date),
    Column("until", Date),
    Column("pillar", String(100), nullable=False, default=""),
    Column("source", String(200), nullable=False, default=""),
    Column("retired_at", Instant),
    Column("changed_at", Instant, nullable=False),
)

call(goals, goals.c.name)

results = Table(
    "goal_results",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("goal_id", ForeignKey("goals.id"), nullable=False),
    Column("on", Date, nullable=False),
    Column("value", Float, nullable=False),
    Column("source", String(200), nullable=False),
    person_column("person_id", forget="clear", merge="move", index=True, export=Export(
        chapter="koers", heading="resultaten",
        shows={"doel": "goal_id", "waarde": "value", "op": "on", "bron": "source", "ingevoerd": "at"})),
    Column("at", Instant, nullable=False),
    Index("ix_goal_results_goal_id_on", "goal_id", "on"),
)  # fmt: skip

pictures = Table(
    "goal_pictures",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("document", String(60), nullable=False),
    Column("at", Instant, nullable=False),
)


# --- goals -----------------------------------------------------------------------------------------------------------

_GOAL = ("key", "name", "unit", "low", "high", "start", "until", "pillar", "source")
_SELECT = select(*(goals.c[name] for name in _GOAL)).order_by(goals.c.id)


def fill(session: Session, now: datetime) -> None:
    """Make every goal of the catalogue that was never here; one that was changed or retired is left alone."""
    known = set(session.execute(select(goals.c.key)).scalars())
    for each in catalogue.goals().values():
        if each.key not in known:
            add(session, readings.shipped_goal(each), now)


def add(session: Session, goal: Goal, now: datetime) -> bool:
    """Keep a new goal; False where another has its key."""
    return insert_new(session, goals, **_values(goal), changed_at=now)


def change(session: Session, goal: Goal, now: datetime, *, retired: bool = False) -> None:
    """Store the new version of a goal; its results stay. A retired goal is shown nowhere."""
    values = _values(goal) | {"retired_at": now if retired else None, "changed_at": now}
    session.execute(update(goals).where(goals.c.key == goal.key).values(**values))


def _values(goal: Goal) -> dict[str, object]:
    return {name: getattr(goal, name) for name in _GOAL}


def listed(session: Session) -> list[Goal]:
    """Every goal that is in force, in the order in which they were made."""
    return [_goal(row._mapping) for row in session.execute(_SELECT.where(goals.c.retired_at.is_(None)))]  # noqa: SLF001


def get(session: Session, key: str) -> Goal | None:
    """A goal in force."""
    row = session.execute(_SELECT.where(goals.c.key == key, goals.c.retired_at.is_(None))).first()
    return _goal(row._mapping) if row else None  # noqa: SLF001 - the documented way


def is_known(session: Session, key: str) -> bool:
    """Whether a key was ever given, to a goal in force or a retired one."""
    return session.execute(select(goals.c.id).where(goals.c.key == key)).first() is not None


def _goal(row: Mapping[Any, Any]) -> Goal:
    return Goal(**{name: row[name] for name in _GOAL})


# --- results ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """One row as it was entered."""

    id: int
    goal: str
    on: date
    value: float
    source: str
    person: int | None
    at: datetime


_RESULT = (
    select(
        results.c.id, goals.c.key, results.c.on, results.c.value, results.c.source, results.c.person_id, results.c.at
    )
    .join(goals, goals.c.id == results.c.goal_id)
    .order_by(results.c.id)
)


def enter(session: Session, goal: str, told: Told, *, by: int | None, now: datetime) -> int:
    """Keep a result and give its id; 0 where the same source already has this as its last word on that day."""
    goal_id = session.execute(select(goals.c.id).where(goals.c.key == goal).with_for_update()).scalar_one()
    same = [row for row in _of_day(session, goal, told.on) if row.source.casefold() == told.source.casefold()]
    if same and same[-1].value == told.value:
        return 0
    values = {"goal_id": goal_id, "on": told.on, "value": told.value, "source": told.source}
    return new_id(session.execute(insert(results).values(**values, person_id=by, at=now)))


def _of_day(session: Session, goal: str, on: date) -> list[Result]:
    return [Result(*row) for row in session.execute(_RESULT.where(goals.c.key == goal, results.c.on == on))]


def result(session: Session, result_id: int) -> Result | None:
    row = session.execute(_RESULT.where(results.c.id == result_id)).first()
    return Result(*row) if row else None


def is_last(session: Session, found: Result) -> bool:
    """Whether the same source said nothing later about that day."""
    later = (row for row in _of_day(session, found.goal, found.on) if row.id > found.id)
    return not any(row.source.casefold() == found.source.casefold() for row in later)


def take_back(session: Session, result_id: int) -> bool:
    """Delete an entry; False where it was deleted already."""
    return session.execute(delete(results).where(results.c.id == result_id)).rowcount == 1


def entered(session: Session, keys: Sequence[str]) -> dict[str, list[Told]]:
    """What was entered for each of these goals, in the order in which it was."""
    found: dict[str, list[Told]] = {}
    asked = _RESULT.add_columns(people.c.name).outerjoin(people, people.c.id == results.c.person_id)
    for *row, name in session.execute(asked.where(goals.c.key.in_(keys))):
        each = Result(*row)
        found.setdefault(each.goal, []).append(
            Told(on=each.on, value=each.value, source=each.source, by=name or "", at=each.at, id=each.id)
        )
    return found


# --- pictures --------------------------------------------------------------------------------------------------------


def drawn(session: Session, state: str, now: datetime) -> str | None:
    """The key of the picture of a state; None where it was not drawn or has expired."""
    kept = documents.documents.c
    statement = select(pictures.c.document).join(documents.documents, kept.key == pictures.c.document)
    return session.execute(statement.where(pictures.c.state == state, kept.expires > now)).scalar()


def keep_drawn(session: Session, state: str, document: str, now: datetime) -> str:
    """Store the picture of a state; returns the key that counts, which is another's where they were first."""
    if insert_new(session, pictures, state=state, document=document, at=now):
        return document
    if before := drawn(session, state, now):
        return before
    session.execute(update(pictures).where(pictures.c.state == state).values(document=document, at=now))
    return document
