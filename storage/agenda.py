"""Find items: a tafel's agenda in its order, what is late, silent or coming, and how many there are.

A query is built from the functions that take and give one, then read with `listed` or `counted`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, or_, select, true, update
from sqlalchemy.sql import visitors

from storage.actions import ITEM, Action, actions, helpers, read
from storage.database import Session
from storage.history import changes
from storage.news import updates
from storage.tafels import tafels

Query: TypeAlias = Select[Any]
_ORDER = (actions.c.theme, actions.c.due, actions.c.number)

COUNTED = 1000  # counting stops here: an agenda of a million items is counted as fast as one of a hundred


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, late, and closed as done since a moment; each stops counting at `COUNTED`."""

    open: int
    late: int
    done: int


def of_tafel(tafel_id: int) -> Query:
    """Every item of a tafel, in the order of its agenda: by theme, then by date."""
    mine = ITEM.where(actions.c.tafel_id == tafel_id)
    return mine.order_by(*_ORDER)


def owned_by(person_id: int) -> Query:
    """Every open item of a person, at whichever tafel."""
    mine = ITEM.where(actions.c.owner_id == person_id, actions.c.closed.is_(False))
    return mine.order_by(actions.c.due, actions.c.id)


def open_ones(query: Query) -> Query:
    return query.where(actions.c.closed.is_(False))


def late(query: Query, today: date) -> Query:
    return open_ones(query).where(actions.c.due < today)


def owned(query: Query) -> Query:
    return query.where(actions.c.owner_id.is_not(None))


def on_time(query: Query, today: date) -> Query:
    """What is not late; an item without a date is not."""
    return query.where(actions.c.due >= today)


def due_between(query: Query, first: date, last: date) -> Query:
    return open_ones(query).where(actions.c.due >= first, actions.c.due <= last)


def silent(query: Query, since: datetime) -> Query:
    return open_ones(query).where(actions.c.news_at < since)


def ownerless(query: Query) -> Query:
    return open_ones(query).where(actions.c.owner_id.is_(None))


def proposals(query: Query) -> Query:
    return open_ones(query).where(actions.c.proposed.is_(True))


def reminded(session: Session, today: date, ahead: int) -> list[Action]:
    """Open items of somebody, due within so many days or to be looked at again, unless snoozed; by owner, then date."""
    near = (actions.c.due <= today + timedelta(days=ahead)) | (actions.c.review <= today)
    awake = actions.c.snoozed_until <= today
    query = ITEM.where(actions.c.closed.is_(False), actions.c.owner_id.is_not(None), near, awake)
    return listed(session, query.order_by(actions.c.owner_id, actions.c.due, actions.c.id), most=100_000)


def done_between(query: Query, since: datetime, until: datetime) -> Query:
    """What was done in a period. Closing is news, so `ix_actions_news` finds it: there is none on `closed_at`."""
    recent = query.where(actions.c.closed.is_(True), actions.c.news_at > since)
    return recent.where(actions.c.status == "klaar", actions.c.closed_at > since, actions.c.closed_at <= until)


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


def counts(session: Session, tafel_id: int, today: date, since: datetime, until: datetime) -> Counts:
    query = of_tafel(tafel_id)
    return Counts(
        counted(session, open_ones(query)),
        counted(session, late(query, today)),
        counted(session, done_between(query, since, until)),
    )


def reach(session: Session, tafel_id: int) -> tuple[datetime | None, datetime | None]:
    """When the first item of a tafel was made, and when the newest news came; None where there are no items."""
    statement = select(func.min(actions.c.created_at), func.max(actions.c.news_at))
    first, newest = session.execute(statement.where(actions.c.tafel_id == tafel_id)).one()
    return first, newest


def open_actions(session: Session, tafel_key: str) -> list[Action]:
    """Every open item of a tafel, by number; for tests and exports."""
    query = open_ones(ITEM.where(tafels.c.key == tafel_key)).order_by(actions.c.number)
    return listed(session, query, most=1_000_000)


# --- people ----------------------------------------------------------------------------------------------------------


def about(session: Session, person_id: int) -> dict[str, object]:
    """Everything that names a person here."""
    owned = ITEM.where(actions.c.owner_id == person_id).order_by(actions.c.id)
    said = select(updates.c.at, updates.c.text).where(updates.c.person_id == person_id).order_by(updates.c.id)
    did = select(changes.c.at, changes.c.field, changes.c.old, changes.c.new).where(changes.c.person_id == person_id)
    helped = ITEM.join(helpers, helpers.c.action_id == actions.c.id).where(helpers.c.person_id == person_id)
    return {
        "acties": [f"{action.key} {action.title}" for action in listed(session, owned, most=100_000)],
        "helpt mee bij": [f"{action.key} {action.title}" for action in listed(session, helped, most=100_000)],
        "updates": [{"moment": row.at.isoformat(), "tekst": row.text} for row in session.execute(said)],
        "wijzigingen": [
            {"moment": row.at.isoformat(), "wat": row.field, "van": row.old, "naar": row.new}
            for row in session.execute(did.order_by(changes.c.id))
        ],
    }


def forget(session: Session, person_id: int) -> None:
    """Take a person out of everything; texts and actions stay."""
    for column in (actions.c.owner_id, actions.c.created_by, updates.c.person_id, changes.c.person_id):
        session.execute(update(column.table).where(column == person_id).values({column.name: None}))
    session.execute(helpers.delete().where(helpers.c.person_id == person_id))


def hand_over(session: Session, old: int, new: int) -> None:
    """Everything of one person becomes another's: they turned out to be the same."""
    for column in (actions.c.owner_id, actions.c.created_by, updates.c.person_id, changes.c.person_id):
        session.execute(update(column.table).where(column == old).values({column.name: new}))
    both = select(helpers.c.action_id).where(helpers.c.person_id == new)
    session.execute(helpers.delete().where(helpers.c.person_id == old, helpers.c.action_id.in_(both)))
    session.execute(update(helpers).where(helpers.c.person_id == old).values(person_id=new))
