"""What is kept about a person, as a file for that person; and forgetting them."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from handlers.cards import Buttons, Card, Confirm, File, Note, Text, code, line
from handlers.dates.words import MONTHS
from handlers.feature import (
    NOTHING,
    Answers,
    Direct,
    Nothing,
    Post,
    Refusal,
    Turn,
    Work,
)
from handlers.tafels import callbacks, departures
from storage import audit, documents, people_export
from storage.database import Session
from storage.people import Person

_KEPT = timedelta(days=7)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING = Text(line("Je staat hier nog niet opgeschreven. Dat gebeurt pas als je iets doet dat bewaard wordt."))


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
    body = msgspec.json.format(msgspec.json.encode(held(work.session, person, work.now.zone)), indent=2)
    now = work.now.instant
    key = documents.keep(work.session, "mijn-gegevens.json", "application/json", body, now=now,
                         expires=now + _KEPT, person=person.id)  # fmt: skip
    note = Note(line("Alleen jij kunt dit bestand openen. Over zeven dagen is het weg."))
    card = Card("gegevens", "Dit heb ik over je bewaard", (File(key, "mijn-gegevens.json"), note))
    return Post(card, Direct(person.id))


def held(session: Session, person: Person, zone: ZoneInfo) -> dict[str, dict[str, object]]:
    """Everything that is stored about a person, with moments and days as people write them."""
    found = people_export.collect(session, person.id)
    return {chapter: {heading: _readable(rows, zone) for heading, rows in lists.items()}
            for chapter, lists in found.items()}  # fmt: skip


def _readable(value: Any, zone: ZoneInfo) -> object:  # noqa: ANN401 - any value of a column
    if isinstance(value, dict):
        return {label: _readable(each, zone) for label, each in value.items()}
    if isinstance(value, list):
        return [_readable(each, zone) for each in value]
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):  # the history of an action keeps days as text
        return _day(date.fromisoformat(value))
    return _moment(value, zone)


def _moment(value: Any, zone: ZoneInfo) -> object:  # noqa: ANN401 - any value of a column
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{_day(local)} om {local:%H:%M} uur"
    return _day(value) if isinstance(value, date) else value


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def forget(_turn: Turn, words: str) -> Answers:
    """`/tafel vergeet mij`: what will happen, and the button that does it."""
    if words.casefold() not in ("", "mij"):
        msg = "Alleen jezelf: `/tafel vergeet mij`. Voor een ander doet de beheerder dat."
        raise Refusal(msg)
    text = Text(
        line(
            "Je naam, rollen en accounts verdwijnen. Wat je voor een tafel schreef blijft staan, onder “voormalig "
            "lid”. De projectleider hoort wat je open laat staan, zonder je naam."
        )
    )
    confirm = Confirm("Zeker weten?", "Dit kan niet ongedaan worden gemaakt.", "Ja, vergeet mij")
    pressed = Buttons((callbacks.FORGET.button("Vergeet mij", "", style="danger", confirm=confirm),))
    return Post(Card("vergeten", "Wil je dat ik je vergeet?", (text, pressed)))


def forget_pressed(turn: Turn, _payload: str) -> Answers:
    """Take away the name, the accounts and the roles, and whatever else the tables say of this person."""
    told = departures.forget(turn.work, turn.person)
    audit.write(turn.session, "persoon vergeten", now=turn.now.instant, by=None)
    return [Post(Card("vergeten", "Klaar. Ik ken je niet meer."), replace=True), *told]
