"""How a room is told in words: its phase, how many voted, and how long it still takes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from handlers.cards import Line, joined, line, soft, strong
from handlers.dutch import counted, listed, shortened
from handlers.versnellingskamer import phases
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.until import Until, said_until, time_left
from storage import kamer_ballots, kamer_people

PHASES: Final[Mapping[str, str]] = {
    "voorbereiden": "wordt voorbereid", "wegen": "stemming open", "bespreken": "uitslag bespreken",
    "afgerond": "afgerond",
}  # fmt: skip
_LEAST_WARNING: Final = timedelta(minutes=2)
_WARNED_PART: Final = 0.1


def stands(room: Room) -> str:
    """Where a room stands: "stemming open tot 15:00 uur"."""
    if room.is_over:
        return "de stemmen worden geteld"
    at = room.kamer.step.closes_at
    if room.is_open and at is not None:
        return f"stemming open {said_until(at, room.now)}"
    return PHASES[room.kamer.step.phase]


def row(room: Room, longest: int = 90) -> Line:
    """A room in a list."""
    return joined([
        line(strong(room.kamer.key), f" {shortened(room.kamer.question, longest)}"), line(soft(stands(room))),
    ])  # fmt: skip


def counter(room: Room) -> str:
    """How many voted, of how many: "22 van 30 hebben gestemd"."""
    if room.is_poll:
        return f"{counted(room.voted, 'mens heeft', 'mensen hebben')} gestemd" if room.voted else "Nog niemand stemde"
    return f"{room.voted} van {room.listed} {'heeft' if room.listed == 1 else 'hebben'} gestemd"


def counter_by_group(room: Room) -> str:
    """The same per group, where groups are told apart: "onderwijs 5 van 8"."""
    if room.vote.level != "groep" or len(room.vote.groups) < 2:  # noqa: PLR2004 - one group is everybody
        return ""
    here = kamer_people.listed_by_group(room.session, room.kamer.id)
    voted = kamer_ballots.counted_by_group(room.session, room.kamer.subject)
    return " · ".join(f"{each} {voted.get(each, 0)} van {here.get(each, 0)}" for each in room.vote.groups)


def time(room: Room) -> str:
    """Until when people can vote, and how long that is."""
    at = room.kamer.step.closes_at
    if at is None:
        return "Open tot de begeleider sluit."
    return f"Open {said_until(at, room.now)}, {time_left(at, room.now)}."


def planned(room: Room) -> str:
    """The end that was planned before the opening."""
    end = Until(room.kamer.minutes, room.kamer.until)
    if end.minutes:
        return f"{counted(end.minutes, 'minuut', 'minuten')} vanaf het openen"
    return said_until(end.at, room.now) if end.at else "tot je zelf sluit"


def is_nearly_over(room: Room) -> bool:
    """Whether a tenth of the time is left, or two minutes."""
    closes_at, opened = room.kamer.step.closes_at, phases.opened_at(room.steps)
    if closes_at is None or opened is None:
        return False
    return room.now.instant >= closes_at - max((closes_at - opened) * _WARNED_PART, _LEAST_WARNING)


def criteria(room: Room) -> str:
    """The criteria with their weights: "Impact (2), Vliegwiel en Businesscase"."""
    return listed([f"{each.name} ({each.weight})" if each.weight > 1 else each.name for each in room.vote.criteria])


def asked(room: Room) -> str:
    """What is asked, in a few words: "10 richtingen, met cijfers op Impact en Vliegwiel"."""
    vote = room.vote
    many = counted(len(vote.directions), "antwoord", "antwoorden") if vote.method == "peiling" else counted(
        len(vote.directions), "richting", "richtingen"
    )  # fmt: skip
    how = {
        "score": f"cijfers op {criteria(room)}", "akkoord": "akkoord, zorg of bezwaar",
        "stippen": f"{counted(vote.budget, 'stip', 'stippen')} per persoon", "peiling": "",
    }[vote.method]  # fmt: skip
    return f"{many}, {how}" if how else many
