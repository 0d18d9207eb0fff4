"""Which step leads a room where: a pure state machine over the steps that it took.

The newest step is how a room stands. Every function here gives the step that comes next, or raises `Illegal` with the
sentence that people hear. Later phases (ideeën, clusteren, intekenen, acties) come between those that are here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from storage.kamers import Step

Phase: TypeAlias = Literal["voorbereiden", "wegen", "bespreken", "afgerond"]
PREPARING, VOTING, TALKING, DONE = "voorbereiden", "wegen", "bespreken", "afgerond"
RUNNING: Final[tuple[Phase, ...]] = ("voorbereiden", "wegen", "bespreken")
What: TypeAlias = Literal["gemaakt", "geopend", "verlengd", "gesloten", "uitslag", "afgerond", "terug"]
MOVES: Final[Mapping[What, tuple[tuple[Phase, ...], Phase]]] = {
    "geopend": (("voorbereiden",), "wegen"),
    "verlengd": (("wegen",), "wegen"),
    "gesloten": (("wegen",), "wegen"),
    "uitslag": (("wegen",), "bespreken"),
    "afgerond": (("voorbereiden", "bespreken"), "afgerond"),
}
"""From which phases a step may be taken, and the phase that it leads to. "gesloten" is the begeleider's early close."""
_LASTING: Final = frozenset({"gemaakt", "gesloten", "uitslag"})
"""What is never taken back: a close least of all."""
_WRONG: Final[Mapping[What, str]] = {
    "geopend": "De stemming is al geopend.",
    "verlengd": "Er is nu geen stemming om te verlengen.",
    "gesloten": "Er is nu geen stemming om te sluiten.",
    "uitslag": "Er is nu geen stemming om te tellen.",
    "afgerond": "Sluit eerst de stemming. Daarna kun je de kamer afronden.",
}


class Illegal(Exception):
    """A step that cannot be taken from here; the message is for people."""


def begin(*, now: datetime, by: int | None) -> Step:
    """The first step of every room."""
    return Step(number=1, what="gemaakt", phase="voorbereiden", closes_at=None, at=now, by=by)


def is_closed(step: Step) -> bool:
    """Whether the begeleider closed the vote, whatever a clock says that was set back."""
    return step.what == "gesloten"


def is_over(step: Step, now: datetime) -> bool:
    """Whether nobody votes any more, and the ballots can be counted."""
    past = step.closes_at is not None and step.closes_at <= now
    return step.phase == "wegen" and (is_closed(step) or past)


def is_open(step: Step, now: datetime) -> bool:
    """Whether people can vote."""
    return step.phase == "wegen" and not is_over(step, now)


def opened(step: Step, *, closes_at: datetime | None, now: datetime, by: int | None) -> Step:
    """Open the vote, until a moment or until somebody closes it."""
    if closes_at is not None and closes_at <= now:
        msg = "Het einde dat je koos is al voorbij. Kies een nieuw einde, of haal het weg."
        raise Illegal(msg)
    return _next(step, "geopend", closes_at=closes_at, now=now, by=by)


def extended(step: Step, more: timedelta, *, now: datetime, by: int | None) -> Step:
    """Give people more time."""
    _require_open(step, "verlengd", now)
    if step.closes_at is None:
        msg = "Deze stemming heeft geen eindtijd: ze blijft open tot je haar sluit."
        raise Illegal(msg)
    return _next(step, "verlengd", closes_at=step.closes_at + more, now=now, by=by)


def moved(step: Step, closes_at: datetime | None, *, now: datetime, by: int | None) -> Step:
    """Give the vote another end, or none: a live room goes on over days, and the other way round."""
    _require_open(step, "verlengd", now)
    if closes_at is not None and closes_at <= now:
        msg = "Dat moment is al voorbij. Wil je nu sluiten? Gebruik dan de knop Sluit."
        raise Illegal(msg)
    return _next(step, "verlengd", closes_at=closes_at, now=now, by=by)


def closed(step: Step, *, now: datetime, by: int | None) -> Step:
    """Close the vote early."""
    _require_open(step, "gesloten", now)
    return _next(step, "gesloten", closes_at=now, now=now, by=by)


def told(step: Step, *, now: datetime) -> Step:
    """The result is there: time to talk about it."""
    if not is_over(step, now):
        raise Illegal(_WRONG["uitslag"])
    return _next(step, "uitslag", closes_at=step.closes_at, now=now, by=None)


def finished(step: Step, *, now: datetime, by: int | None) -> Step:
    """The room is done, or does not go on."""
    return _next(step, "afgerond", closes_at=step.closes_at, now=now, by=by)


def undone(steps: Sequence[Step], *, voted: int, now: datetime, by: int | None) -> Step:
    """Take the last step back; a vote that was closed stays closed, and one with ballots stays open."""
    standing = _standing(steps)
    last = standing[-1]
    if last.what in _LASTING or is_over(last, now):
        msg = (
            "Een gesloten stemming gaat niet weer open."
            if last.phase != "voorbereiden"
            else "Er is niets terug te nemen."
        )
        raise Illegal(msg)
    if last.what == "geopend" and voted:
        msg = "Er is al gestemd, dus de stemming blijft open. Je kunt haar wel sluiten."
        raise Illegal(msg)
    before = standing[-2]
    if before.phase == "wegen" and before.closes_at is not None and before.closes_at <= now:
        msg = "Het vorige einde is al voorbij. Kies een nieuw einde, of sluit de stemming."
        raise Illegal(msg)
    return Step(
        number=steps[-1].number + 1, what="terug", phase=before.phase, closes_at=before.closes_at, at=now, by=by
    )  # fmt: skip


def opening(steps: Iterable[Step]) -> int:
    """The number of the step that opened the vote; 0 where none did. What came of an earlier opening counts nowhere."""
    return max((each.number for each in _standing(steps) if each.what == "geopend"), default=0)


def opened_at(steps: Iterable[Step]) -> datetime | None:
    """When the vote opened."""
    return next((each.at for each in reversed(_standing(steps)) if each.what == "geopend"), None)


def _standing(steps: Iterable[Step]) -> list[Step]:
    """The steps that were not taken back."""
    found: list[Step] = []
    for each in steps:
        if each.what == "terug":
            found.pop()
        else:
            found.append(each)
    return found


def _require_open(step: Step, what: What, now: datetime) -> None:
    if is_over(step, now):
        msg = "De tijd is om: er wordt al geteld. Er is niets veranderd."
        raise Illegal(msg)
    if step.phase != "wegen":
        raise Illegal(_WRONG[what])


def _next(step: Step, what: What, *, closes_at: datetime | None, now: datetime, by: int | None) -> Step:
    allowed, leads_to = MOVES[what]
    if step.phase not in allowed:
        raise Illegal(_WRONG[what])
    return Step(number=step.number + 1, what=what, phase=leads_to, closes_at=closes_at, at=now, by=by)
