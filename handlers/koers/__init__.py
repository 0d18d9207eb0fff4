"""KOERS, goals against results: how far every goal is, its history with corrections, what may come of it, and what the
sources contradict each other about. Everybody reads; administrators enter results and keep the goals."""

from collections.abc import Mapping

from handlers.feature import Command, Feature, Verb
from handlers.koers import cockpit, commands, entry, jobs, target
from storage import koers
from storage.database import Session
from storage.people import Person

_COMMAND = Command(
    word="koers",
    help="De doelen van het programma naast wat er is bereikt",
    bare=commands.overview,
    other=commands.one,
    verbs=(
        Verb(word="zet", does=entry.typed, help="Voer een resultaat in (beheerder)",
             usage="inwoners 1.300 op 1 maart 2026 bron Rapportage Q1"),
        Verb(word="doel", does=target.asked, help="Maak een doel, of pas er een aan (beheerder)", usage="inwoners"),
    ),
    other_usage=(("inwoners", "Eén doel: verloop, correcties en vooruitblik"),),
)  # fmt: skip


def holds(session: Session, person: Person) -> Mapping[str, object]:
    """The results that a person entered."""
    return {"resultaten": koers.about(session, person.id)}


def forgets(session: Session, person: Person) -> None:
    """The results stay; who entered them is nobody any more."""
    koers.forget(session, person.id)


FEATURE = Feature(
    name="koers",
    commands=(_COMMAND,),
    presses={
        "alles": commands.overview_pressed,
        "toon": commands.one_pressed,
        "deel": commands.share,
        "invoeren": entry.begin,
        "zeker": entry.sure,
        "anders": entry.otherwise,
        "ongedaan": entry.undo,
        "doel": target.pressed,
    },
    submits={"resultaat": entry.submitted, "doel": target.submitted},
    jobs={"maak": jobs.make},
    cockpit=cockpit.sections,
    holds=holds,
    forgets=forgets,
)
