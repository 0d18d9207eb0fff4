"""What happened to an item: a line for each change, which is never changed itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, func, insert, select

from storage.database import Instant, Session, metadata
from storage.people import people

changes = Table(
    "action_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", ForeignKey("actions.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("person_id", ForeignKey("people.id")),
    Column("field", String(20), nullable=False),
    Column("old", String(300), nullable=False, default=""),
    Column("new", String(300), nullable=False, default=""),
    Column("reason", String(500), nullable=False, default=""),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an item's history."""

    at: datetime
    field: str
    old: str
    new: str
    reason: str
    by: str


_INSERT = insert(changes)


def note(
    session: Session, action_id: int, field: str, *, now: datetime, by: int | None, old: str = "", new: str = "",
    reason: str = "",
) -> None:  # fmt: skip
    """Write a line of history; it is never changed afterwards."""
    values = {"action_id": action_id, "at": now, "person_id": by, "field": field}
    session.execute(_INSERT, {**values, "old": old[:300], "new": new[:300], "reason": reason[:500]})


def of_action(session: Session, action_id: int, most: int = 20) -> list[Change]:
    """What happened to an item, newest first."""
    statement = (
        select(
            changes.c.at, changes.c.field, changes.c.old, changes.c.new, changes.c.reason,
            func.coalesce(people.c.name, ""),
        )
        .outerjoin(people, people.c.id == changes.c.person_id)
        .where(changes.c.action_id == action_id)
        .order_by(changes.c.id.desc())
    )  # fmt: skip
    return [Change(*row) for row in session.execute(statement.limit(most))]
