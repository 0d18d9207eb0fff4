"""What happened to an item: a line for each change, which is never changed itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, func, insert, select

from storage.database import Instant, Session, metadata
from storage.people import FORMER, people
from storage.personal import Export, person_column

_WORDS = {"title": "titel", "description": "toelichting", "theme": "thema", "target_group": "doelgroep"}
_ABOUT = {"moment": "at", "actie": "action_id", "wat": "field", "van wie": "old_person", "naar wie": "new_person"}

_OTHERS = Export(
    chapter="actieagenda", heading="wijzigingen over jou", shows=_ABOUT | {"door": "person_id"}
)  # fmt: skip

changes = Table(
    "action_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", ForeignKey("actions.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
    person_column("person_id", forget="clear", merge="move", export=Export(
        chapter="actieagenda", heading="wijzigingen", words={"field": _WORDS},
        shows=_ABOUT | {"van": "old", "naar": "new", "reden": "reason"})),
    Column("field", String(20), nullable=False),
    Column("old", String(300), nullable=False, default=""),
    Column("new", String(300), nullable=False, default=""),
    Column("reason", String(500), nullable=False, default=""),
    # Of an item that got another owner: who had it and who got it. Their names are looked up, never kept here.
    person_column("old_person", forget="clear", beside={"old": FORMER}, merge="move", export=_OTHERS),
    person_column("new_person", forget="clear", beside={"new": FORMER}, merge="move", export=_OTHERS),
)  # fmt: skip


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
_OLD, _NEW = people.alias("old_owner"), people.alias("new_owner")


def note(
    session: Session, action_id: int, field: str, *, now: datetime, by: int | None, old: str = "", new: str = "",
    reason: str = "",
) -> None:  # fmt: skip
    """Write a line of history; it is never changed afterwards."""
    values = {"action_id": action_id, "at": now, "person_id": by, "field": field}
    session.execute(_INSERT, {**values, "old": old[:300], "new": new[:300], "reason": reason[:500]})


def note_owner(
    session: Session, action_id: int, old: int | None, new: int | None, *, now: datetime, by: int | None,
    reason: str = "",
) -> None:  # fmt: skip
    """Write down that an item went from one person (or nobody) to another."""
    values = {"action_id": action_id, "at": now, "person_id": by, "field": "actiehouder", "old": "", "new": ""}
    session.execute(_INSERT, {**values, "old_person": old, "new_person": new, "reason": reason[:500]})


def of_action(session: Session, action_id: int, most: int = 20) -> list[Change]:
    """What happened to an item, newest first."""
    statement = (
        select(
            changes.c.at, changes.c.field, func.coalesce(_OLD.c.name, changes.c.old),
            func.coalesce(_NEW.c.name, changes.c.new), changes.c.reason, func.coalesce(people.c.name, ""),
        )
        .outerjoin(people, people.c.id == changes.c.person_id)
        .outerjoin(_OLD, _OLD.c.id == changes.c.old_person)
        .outerjoin(_NEW, _NEW.c.id == changes.c.new_person)
        .where(changes.c.action_id == action_id)
        .order_by(changes.c.id.desc())
    )  # fmt: skip
    return [Change(*row) for row in session.execute(statement.limit(most))]
