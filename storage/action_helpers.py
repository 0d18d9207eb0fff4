"""Who helps with an item, beside its owner."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, insert, select

from storage import facts
from storage.database import Session, metadata
from storage.facts import Subject
from storage.people import PERSON, Person, people
from storage.personal import Both, Export, person_column

helpers = Table(
    "action_helpers",
    metadata,
    Column("action_id", ForeignKey("actions.id"), primary_key=True),
    person_column(
        "person_id", forget="remove", merge="move", both=Both(), primary_key=True, index=True,
        export=Export(chapter="actieagenda", heading="helpt mee bij", shows="action_id")),
)  # fmt: skip


def set_all(
    session: Session, action_id: int, subject: Subject, person_ids: Sequence[int], *, now: datetime, by: int | None
) -> None:  # fmt: skip
    """Say who helps; whoever is not named does not any more."""
    before = [person.id for person in of_action(session, action_id)]
    for person_id in before:
        if person_id not in person_ids:
            mine = (helpers.c.action_id == action_id) & (helpers.c.person_id == person_id)
            session.execute(helpers.delete().where(mine))
            facts.write(session, "helper", subject, now=now, by=by, old_owner=person_id)
    add(session, action_id, subject, [each for each in person_ids if each not in before], now=now, by=by)


def add(
    session: Session, action_id: int, subject: Subject, person_ids: Sequence[int], *, now: datetime, by: int | None
) -> None:  # fmt: skip
    """Say who helps as well."""
    for person_id in dict.fromkeys(person_ids):
        session.execute(insert(helpers).values(action_id=action_id, person_id=person_id))
        facts.write(session, "helper", subject, now=now, by=by, new_owner=person_id)


def of_action(session: Session, action_id: int) -> list[Person]:
    """Who helps with an item, by name."""
    statement = select(*PERSON).join(helpers, helpers.c.person_id == people.c.id)
    found = session.execute(statement.where(helpers.c.action_id == action_id).order_by(people.c.name))
    return [Person(*row) for row in found]
