"""Store people the bot did not know yet, with a provisional name, once a handler needs them."""

from handlers.feature import Account, Now, Refusal
from storage import people, tafels
from storage.database import Session
from storage.people import Person


def renamed(session: Session, person: Person, account: Account) -> Person:
    """Follow the name that the platform shows. A login name is only used where there is no other."""
    if not account.name or person.name == account.name or (account.login and not person.provisional):
        return person
    return people.follow_name(session, person, account.id, account.name)


def meet(session: Session, account: Account, now: Now) -> Person:
    """Store a new person with a provisional name."""
    region = tafels.region(session)
    if region is None:
        msg = "Tafelbot is nog niet ingericht. Vraag de beheerder om `python -m bot migrate` te draaien."
        raise Refusal(msg)
    name = account.name or "onbekend"
    person = people.add(session, region[0], name=name[:100], now=now.instant, provisional=True)
    if people.identify_new(session, person.id, account.id):
        return person
    people.remove(session, person.id)  # somebody else met them in this same moment
    return people.by_account(session, account.id) or person
