"""What a phrase that leaves the day open could mean: days to put on buttons, and the reason to ask."""

from dataclasses import dataclass
from datetime import date

from handlers.dates.calendar import next_working_day
from handlers.dates.grammar import parse
from handlers.dates.reading import Ambiguous, Reading, Why
from handlers.dates.rules import find_spans


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What makes it unsure, and the days that could be meant.

    A `weak` one is a time only behind something to do: "Programma herfstvakantie" is a name.
    """

    why: Why
    days: tuple[date, ...] = ()
    weak: bool = False


def read_days(text: str, today: date) -> tuple[date, ...]:
    """The days that a phrase can be read as."""
    parsed = parse(text, today)
    match parsed.read if parsed else None:
        case Reading(due=due):
            return (due,)
        case Ambiguous(readings=readings):
            return tuple(reading.due for reading in readings)
    return ()


def start_days(text: str, today: date) -> tuple[date, ...]:
    """Where a stretch begins: "vanaf mei" is from the first working day of May."""
    found = find_spans(text, today)
    if found is None:
        return read_days(text, today)
    one_day = all(span.start == span.end for span in found.spans)
    return tuple(span.start if one_day else next_working_day(span.start) for span in found.spans)
