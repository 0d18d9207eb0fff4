"""Find items: a tafel's agenda in its order, what is late, silent or coming, and how many there are.

A query is built from the functions that take and give one, then read with `listed` or `counted`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true
from sqlalchemy.sql import visitors

from storage.action_facts import ACTION
from storage.actions import ITEM, Action, actions, read
from storage.database import Session
from storage.facts import facts

Query: TypeAlias = Select[Any]
_ORDER = (actions.c.theme, actions.c.due, actions.c.number)

COUNTED = 1000  # counting stops here: an agenda of a million items is counted as fast as one of a hundred


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, and how many of those are late; each stops counting at `COUNTED`."""

    open: int
    late: int


def of_tafel(tafel_id: int) -> Query:
    """Every item of a tafel, in the order of its agenda: by theme, then by date."""
    mine = ITEM.where(actions.c.tafel_id == tafel_id)
    return mine.order_by(*_ORDER)


def owned_by(person_id: int) -> Query:
    """Every open item of a person, at whichever tafel; a proposal is nobody's yet."""
    mine = agreed(ITEM.where(actions.c.owner_id == person_id, actions.c.closed.is_(False)))
    return mine.order_by(actions.c.due, actions.c.id)


def not_closed(query: Query) -> Query:
    """Narrow a query to items that are not finished or dropped; proposals are among them."""
    return query.where(actions.c.closed.is_(False))


def agreed(query: Query) -> Query:
    """Narrow a query to what was agreed. A proposal is not open, not late and not counted until it is accepted."""
    return query.where(actions.c.proposed.is_(False))


def open_ones(query: Query) -> Query:
    return agreed(not_closed(query))


def late(query: Query, today: date) -> Query:
    return open_ones(query).where(actions.c.due < today)


def owned(query: Query) -> Query:
    return query.where(actions.c.owner_id.is_not(None))


def on_time(query: Query, today: date) -> Query:
    """Narrow a query to items that are not late; an item without a date never is."""
    return query.where(actions.c.due >= today)


def due_between(query: Query, first: date, last: date) -> Query:
    return open_ones(query).where(actions.c.due >= first, actions.c.due <= last)


def silent(query: Query, since: datetime) -> Query:
    return open_ones(query).where(actions.c.news_at < since)


def ownerless(query: Query) -> Query:
    return open_ones(query).where(actions.c.owner_id.is_(None))


def proposals(query: Query) -> Query:
    return not_closed(query).where(actions.c.proposed.is_(True))


def reminded(session: Session, today: date, ahead: int) -> list[Action]:
    """Open items with an owner that are due within `ahead` or up for review, unless snoozed; by owner, then by date."""
    near = (actions.c.due <= today + timedelta(days=ahead)) | (actions.c.review <= today)
    awake = (actions.c.snoozed_until <= today) & actions.c.owner_id.is_not(None)
    query = open_ones(ITEM).where(near, awake)
    return listed(session, query.order_by(actions.c.owner_id, actions.c.due, actions.c.id), most=100_000)


def overdue(session: Session, before: date) -> list[Action]:
    """Open items of every tafel that were due before a day, by tafel and date."""
    query = open_ones(ITEM).where(actions.c.due < before)
    return listed(session, query.order_by(actions.c.tafel_id, actions.c.due, actions.c.id), most=100_000)


def finished(session: Session, tafel_id: int, since: datetime, until: datetime) -> int:
    """How many items were finished in a period, up to `COUNTED`: what was opened again does not count."""
    keys = session.execute(_FINISHED, {"tafel": tafel_id, "since": since, "until": until}).scalars()
    numbers = [int(key.rpartition("-")[2]) for key in keys]
    if not numbers:
        return 0
    return int(session.execute(_STILL_FINISHED, {"tafel": tafel_id, "numbers": numbers}).scalar_one())


_FINISHED = (
    select(facts.c.key)
    .where(
        facts.c.tafel_id == bindparam("tafel"), facts.c.thing == ACTION.name, facts.c.kind == "status",
        facts.c.at > bindparam("since"), facts.c.at <= bindparam("until"), facts.c.after == "klaar",
    )
    .distinct()
    .limit(COUNTED)
)  # fmt: skip
_STILL_FINISHED = (
    select(func.count())
    .select_from(actions)
    .where(actions.c.tafel_id == bindparam("tafel"), actions.c.status == "klaar",
           actions.c.number.in_(bindparam("numbers", expanding=True)))
)  # fmt: skip


def matching(query: Query, words: str) -> Query:
    """Items whose title, description or theme holds every word, with whichever quote marks and hyphens."""
    for word in words.lower().split():
        columns = (actions.c.title, actions.c.description, actions.c.theme, actions.c.partners)
        found = f"%{_ANY_MARK.sub('_', _WILD.sub(_ESCAPED, word))}%"
        query = query.where(or_(*(func.lower(column).like(found, escape="/") for column in columns)))
    return query


_WILD, _ESCAPED = re.compile("[/%_]"), r"/\g<0>"
_ANY_MARK = re.compile("['‘’`´‐‑–-]")


def walked(query: Query) -> Query:
    """The same items of a tafel, for when there are many: read along its agenda until the page is full.

    Searching them by date SQLite would find them all first, and then sort them. So the dates do not tempt it here.
    """
    chosen = true() if query.whereclause is None else query.whereclause
    return ITEM.where(visitors.replacement_traverse(chosen, {}, _untempting)).order_by(*_ORDER)


def _untempting(element: object, **_: object) -> ColumnElement[Any] | None:
    """A column as an expression that no index knows."""
    dated = element is actions.c.due or element is actions.c.news_at
    return func.coalesce(element, element) if dated else None


def listed(session: Session, query: Query, *, skip: int = 0, most: int = 200) -> list[Action]:
    return [read(row) for row in session.execute(query.offset(skip).limit(most))]


def counted(session: Session, query: Query) -> int:
    """How many there are, up to `COUNTED`; for queries that ask nothing of other tables than that of the items."""
    asked = true() if query.whereclause is None else query.whereclause
    some = select(actions.c.id).where(asked).limit(COUNTED).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def counts(session: Session, tafel_id: int, today: date) -> Counts:
    query = of_tafel(tafel_id)
    return Counts(counted(session, open_ones(query)), counted(session, late(query, today)))


def reach(session: Session, tafel_id: int) -> tuple[datetime | None, datetime | None]:
    """When the first item of a tafel was made, and when its newest news came; None where there are no items."""
    statement = select(func.min(actions.c.created_at), func.max(actions.c.news_at))
    first, newest = session.execute(statement.where(actions.c.tafel_id == tafel_id)).one()
    return first, newest
