"""Give the report of a room to whoever asks: made once by the worker, as PDF, workbook, CSV and JSON."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from handlers.cards import Card, File, Note, line
from handlers.feature import Answers, Post, Refusal, Turn, Work
from handlers.versnellingskamer import callbacks, lookup, reported
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.reported import Reported
from storage import documents, kamer_files

KINDS: Final[Mapping[str, str]] = {
    "pdf": "Het hele rapport, om te lezen en te printen", "xlsx": "De cijfers voor Excel",
    "csv": "Eén cijfer per regel", "json": "Voor een ander programma",
}  # fmt: skip
KEPT: Final = timedelta(days=30)
KEPT_WITH_NAMES: Final = timedelta(days=1)
"""Names in a file do not follow when somebody is forgotten, so such a file is soon made anew."""
_NONE_YET: Final = "Het rapport is er nog niet: dat kan pas als de stemming gesloten is."


def show(turn: Turn, number: int) -> Answers:
    """The button "Rapport", and `/kamer KAMER-7 rapport`: at once where the files stand already."""
    room = lookup.find(turn, number)
    told = reported.of_room(room)
    if told is None:
        raise Refusal(_NONE_YET)
    made = kamer_files.made(turn.session, number, told.state, turn.now.instant)
    return Post(card(room, made)) if KINDS.keys() <= made.keys() else callbacks.MAKE_REPORT.later(number)


def make(work: Work, number: int) -> Answers:
    """Make the files unless somebody did, for whoever asked."""
    room = lookup.by_subject(work, str(number))
    told = reported.of_room(room) if room else None
    if room is None or told is None:
        raise Refusal(_NONE_YET)
    made = kamer_files.made(work.session, number, told.state, work.now.instant)
    if not KINDS.keys() <= made.keys():
        made = _kept(room, told)
    return Post(card(room, made))


def card(room: Room, made: Mapping[str, str]) -> Card:
    """The files of a report, for one person."""
    files = tuple(File(made[kind], name_of(room.kamer.key, kind), note) for kind, note in KINDS.items())
    said = "Wie deze kamer mag zien, kan het rapport opvragen. Dezelfde stemmen geven altijd hetzelfde rapport."
    return Card("kamer_rapport", f"Rapport van {room.kamer.key}", (*files, Note(line(said))), colour=room.tafel.colour)


def name_of(key: str, kind: str) -> str:
    """What a file is called."""
    return f"{key}-uitslag.{kind}"


def _kept(room: Room, told: Reported) -> Mapping[str, str]:
    from handlers.versnellingskamer import report_files  # noqa: PLC0415 - only here Typst is needed

    now = room.now.instant
    kept = {}
    for made in list(report_files.files(told)):  # nothing is written until all of them are there
        name, expires = name_of(room.kamer.key, made.kind), now + (KEPT_WITH_NAMES if told.named else KEPT)
        kept[made.kind] = documents.keep(room.session, name, made.mime, made.body, now=now, expires=expires)
        kamer_files.keep(
            room.session, room.kamer.id, made.kind, state=told.state, document=kept[made.kind], now=now
        )  # fmt: skip
    return kept
