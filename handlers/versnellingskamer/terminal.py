"""Rooms on the command line: list them, and write the report of one. Typst is imported only by the command that
needs it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from handlers.feature import Refusal, Terminal, TerminalCommand
from handlers.versnellingskamer import lookup, phases, reported, reports, words
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.reported import Reported
from storage import kamers

if TYPE_CHECKING:
    from handlers.versnellingskamer.report_files import Made

_HEAD: Final = ("SLEUTEL", "TAFEL", "FASE", "VRAAG")


def show(terminal: Terminal, _args: Namespace) -> None:
    """`kamer`: every room on a line."""
    with terminal.work() as work:
        found = [each for phase in (*phases.RUNNING, phases.DONE) for each in kamers.in_phase(work.session, phase)]
        rooms = [Room(work.session, each, work.now) for each in sorted(found, key=lambda each: each.id)]
        rows = [(room.kamer.key, room.tafel.key, words.stands(room), room.kamer.question) for room in rooms]
    if not rows:
        terminal.say("Er zijn nog geen kamers.")
        return
    terminal.table([_HEAD, *rows])


def write(terminal: Terminal, args: Namespace) -> None:
    """`kamer rapport SLEUTEL --uit MAP`: the report of a closed room, with its picture."""
    with terminal.work() as work:
        number = lookup.room_number(args.sleutel)
        kamer = kamers.get(work.session, number) if number is not None and number <= lookup.LARGEST else None
        if kamer is None:
            msg = f"“{args.sleutel}” is geen kamer. Met `python -m bot kamer` zie je welke er zijn."
            raise Refusal(msg)
        room = Room(work.session, kamer, work.now)
        told = reported.of_room(room)
        if told is None:
            raise Refusal(_why_not(room))
    _written(args.uit, list(_files(told)), kamer.key)
    terminal.say(f"{args.uit / reports.name_of(kamer.key, 'pdf')}, met .xlsx, .csv, .json en .png ernaast.")


def _why_not(room: Room) -> str:
    if room.is_open:
        return f"De stemming van {room.kamer.key} is nog open. Een rapport kan pas na het sluiten."
    if room.is_over:
        return f"De stemmen van {room.kamer.key} worden nu geteld. Probeer het over een minuut nog eens."
    if room.kamer.step.phase == phases.PREPARING:
        return f"De stemming van {room.kamer.key} is nog niet geopend. Een rapport kan pas na het sluiten."
    return f"{room.kamer.key} is niet doorgegaan, dus er is geen uitslag."


def _files(told: Reported) -> Iterator["Made"]:
    from handlers.versnellingskamer import report_files  # noqa: PLC0415 - only here Typst is needed

    yield from report_files.files(told)
    yield report_files.Made("png", "image/png", report_files.pictures(told).large)


def _written(folder: Path, files: list["Made"], key: str) -> None:
    """All files, or a sentence why the folder does not take them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in files:
            (folder / reports.name_of(key, each.kind)).write_bytes(each.body)
    except OSError as error:
        msg = f"In {folder} kan ik niet schrijven ({error.strerror}). Kies met --uit een andere map."
        raise Refusal(msg) from error


def _of_write(parser: ArgumentParser) -> None:
    parser.add_argument("sleutel", metavar="SLEUTEL", help="sleutel van de kamer, zoals KAMER-7")
    parser.add_argument("--uit", metavar="MAP", type=Path, required=True, help="map waarin ze komen")


COMMANDS: Final = (
    TerminalCommand(
        word="kamer", help="de Versnellingskamers, en het rapport van een gesloten kamer", does=show,
        more="Zonder meer: elke kamer met haar sleutel, tafel, fase en vraag, één per regel.",
        verbs=(
            TerminalCommand(
                word="rapport", help="schrijf het rapport van een gesloten kamer", does=write, arguments=_of_write,
                more="Als PDF, Excel, CSV en JSON, met het plaatje. Dezelfde stemmen geven steeds precies hetzelfde.",
            ),
        ),
    ),
)  # fmt: skip
