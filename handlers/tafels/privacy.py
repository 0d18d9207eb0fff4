"""What is kept about a person, as a file for that person; and forgetting them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from handlers.cards import Buttons, Card, Confirm, File, Note, Text, code, line
from handlers.feature import NOTHING, Answers, Direct, Nothing, Post, Refusal, Registry, Turn, Work
from handlers.tafels import callbacks
from storage import audit, documents, joining, people, references, tafels
from storage.database import Session
from storage.people import Person

_KEPT = timedelta(days=7)
_NOTHING = Text(line("Je staat hier nog niet opgeschreven. Dat gebeurt pas als je iets doet, zoals een actie maken."))


def mine(turn: Turn, words: str) -> Answers:
    """`/tafel mijn gegevens`: the file comes by direct message; whoever is not written down hears just that."""
    if words.casefold() not in ("", "gegevens"):
        msg = "Bedoelde je `/tafel mijn gegevens`?"
        raise Refusal(msg)
    account = Note(line("Je account hier is ", code(turn.request.account.id), "."))
    if turn.known is None:
        return Post(Card("gegevens", "Ik heb niets over je bewaard", (_NOTHING, account)))
    text = Text(line("Je krijgt zo een direct bericht met het bestand."))
    return [callbacks.COLLECT.later(NOTHING), Post(Card("gegevens", "Ik verzamel je gegevens", (text, account)))]


def collect(work: Work, _nothing: Nothing) -> Answers:
    """Put everything about whoever asked in one file that only they get."""
    person = work.person
    if person is None:  # forgotten since they asked
        return Post(Card("gegevens", "Ik heb niets over je bewaard", (_NOTHING,)))
    body = msgspec.json.format(msgspec.json.encode(held(work.session, person, work.registry)), indent=2)
    now = work.now.instant
    key = documents.keep(work.session, "mijn-gegevens.json", "application/json", body, now=now,
                         expires=now + _KEPT, person=person.id)  # fmt: skip
    note = Note(line("Alleen jij kunt dit bestand openen. Over zeven dagen is het weg."))
    card = Card("gegevens", "Dit heb ik over je bewaard", (File(key, "mijn-gegevens.json"), note))
    return Post(card, Direct(person.id))


def held(session: Session, person: Person, registry: Registry) -> dict[str, object]:
    """What every feature holds about a person, by feature."""
    return {
        feature.name: feature.about_people.holds(session, person)
        for feature in registry.features
        if feature.about_people.holds
    }


def forget(_turn: Turn, words: str) -> Answers:
    """`/tafel vergeet mij`: what will happen, and the button that does it."""
    if words.casefold() not in ("", "mij"):
        msg = "Alleen jezelf: `/tafel vergeet mij`. Voor een ander doet de beheerder dat."
        raise Refusal(msg)
    text = Text(line("Je naam, rollen en accounts verdwijnen. Acties en updates blijven staan, onder “voormalig lid”."))
    confirm = Confirm("Zeker weten?", "Dit kan niet ongedaan worden gemaakt.", "Ja, vergeet mij")
    pressed = Buttons((callbacks.FORGET.button("Vergeet mij", "", style="danger", confirm=confirm),))
    return Post(Card("vergeten", "Wil je dat ik je vergeet?", (text, pressed)))


def forget_pressed(turn: Turn, _payload: str) -> Answers:
    remove(turn.session, turn.person, turn.registry, turn.now.instant)
    audit.write(turn.session, "persoon vergeten", now=turn.now.instant, by=None)
    return Post(Card("vergeten", "Klaar. Ik ken je niet meer."), replace=True)


def remove(session: Session, person: Person, registry: Registry, now: datetime) -> None:
    """Have every feature forget a person, take away the name and the accounts, and remember that this was asked."""
    people.erase(session, person.id, now)
    for feature in registry.features:
        if feature.about_people.forgets:
            feature.about_people.forgets(session, person)


def holds(session: Session, person: Person) -> Mapping[str, object]:
    """The person, their accounts and their roles."""
    roles = people.roles_of(session, person.id)
    return {
        "naam": person.name,
        "organisatie": person.organisation,
        "groep": person.sphere,
        "accounts": list(people.accounts_of(session, [person.id]).get(person.id, ())),
        "rollen": {tafels.by_id(session, tafel_id).name: role for tafel_id, role in roles.items()},
        "logboek": audit.of_person(session, person.id),
    }


def forgets(session: Session, person: Person) -> None:
    accounts = people.accounts_of(session, [person.id]).get(person.id, ())
    joining.forget(session, person.id, accounts)
    for account in accounts:
        platform, _, place = account.partition(":")
        references.forget(session, platform, place)
    people.forget(session, person.id)
    audit.forget(session, person.id)
    documents.forget(session, person.id)
