"""Meet people the bot did not know yet: a person with a provisional name, made once something needs one."""

from handlers.feature import Account, Now, Refusal
from storage import people, tafels
from storage.database import Session
from storage.people import Person


def renamed(session: Session, person: Person, account: Account) -> Person:
    """A person's name follows what the platform shows; what somebody logs in with is no name, but better than none."""
    if not account.name or person.name == account.name or (account.login and not person.provisional):
        return person
    return people.follow_name(session, person, account.id, account.name)


def meet(session: Session, account: Account, now: Now) -> Person:
    """Somebody the bot has not seen before becomes a person with a provisional name."""
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
