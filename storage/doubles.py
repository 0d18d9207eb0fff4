"""Join two people who turn out to be one: an account that got another name, or two accounts of one person."""

from storage import people, people_data
from storage.database import Session
from storage.people import Person


def rename_account(session: Session, old: str, new: str) -> Person | None:
    """Move an account to another id. Two people who have one of both each become one; None where nobody had the old id.

    The person who stays is an administrator before others, then one with a name of their own, then the older one.
    """
    before, after = people.by_account(session, old), people.by_account(session, new)
    if before is None:
        return None
    people.let_go(session, old)
    if after is None:
        people.identify(session, before.id, new)
        return before
    return before if before.id == after.id else _joined(session, before, after)


def _joined(session: Session, one: Person, other: Person) -> Person:
    stays, goes = sorted((one, other), key=lambda each: (not each.administrator, each.provisional, each.id))
    people_data.merge(session, goes.id, stays.id)
    return people.by_id(session, stays.id) or stays
