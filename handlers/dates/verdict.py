"""Decide about a date behind a title: keep it, ask, or leave it in the title.

Behind something to do ("Offerte opvragen 19/6") more counts as a date than behind a subject ("Verdeling 1/3").
"""

from handlers.dates.grammar import JUST_GONE, Manner, trimmed
from handlers.dates.hearing import Heard
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Due, Past, Reading, Unsure, Why

MONTHS_IN_YEAR = 12
_OTHER_SENSES = frozenset({"vrij", "zat", "din", "zon"})
_ASKED_OF_TASKS = frozenset({Kind.NEAR, Kind.LABEL, Kind.AROUND})
_ASKED_OF_ALL = frozenset({Kind.SHORT_DAY, Kind.AROUND})
ASKED_OF_VERBS = frozenset(
    {
        Kind.SHORT_DAY, Kind.HYPHENED, Kind.SLASHED, Kind.MONTH, Kind.LABEL, Kind.FEAST, Kind.RANGE, Kind.WEEK,
        Kind.NEAR, Kind.LOW_WEEK,
    }
)  # fmt: skip
"""Asked behind what may be a verb that `tasks` does not know."""
_NUMBERS = frozenset({Kind.HYPHENED, Kind.SLASHED, Kind.DOTTED, Kind.FRACTION})


def judge(answer: Due, manner: Manner, *, task: bool, phrase: str) -> Due | None:
    """Keep a date that was heard, ask about it, or leave it in the title (None)."""
    if _means_something_else(manner, phrase, task=task):
        return None
    if manner.closes or "ó" in phrase:  # "vóór" has only one meaning
        return answer
    if task:
        return _behind_a_task(answer, manner, phrase)
    doubted = manner.bare and manner.kind in _ASKED_OF_ALL
    doubted = doubted or (manner.kind in _NUMBERS and _day_of(phrase) > MONTHS_IN_YEAR)
    return as_question(answer, phrase) if doubted else None


def _means_something_else(manner: Manner, phrase: str, *, task: bool) -> bool:
    """ "Pilot VR", "Jongeren vrij"."""
    if manner.kind is not Kind.SHORT_DAY or not manner.bare:
        return False
    return phrase.isupper() or (not task and phrase in _OTHER_SENSES)


def _behind_a_task(answer: Due, manner: Manner, phrase: str) -> Due | None:
    """ "Begroting maken voor 2027" is about that year; "Planning maken voor volgende week" may be."""
    if manner.kind is Kind.YEAR:
        return None if manner.lead.moves else as_question(answer, phrase)
    asked = manner.lead.moves and manner.kind in _ASKED_OF_TASKS
    return as_question(answer, phrase) if asked else answer


def _day_of(phrase: str) -> int:
    """The number of "19/6" or "op 30-11", which can be no part of a whole and no range of levels."""
    number = phrase.rsplit(maxsplit=1)[-1].strip("(").replace("-", "/").replace(".", "/").partition("/")[0]
    return int(number) if number.isdecimal() else 0


def comes_back(heard: Heard) -> bool:
    """Koningsdag in August is next year's."""
    return heard.manner.kind is Kind.FEAST and heard.gone > JUST_GONE


def as_question(answer: Due, phrase: str) -> Unsure | Past | None:
    match answer:
        case Reading(due=due):
            return Unsure(trimmed(phrase), (due,), Why.PLACE)
        case Ambiguous(readings=readings):
            return Unsure(trimmed(phrase), tuple(reading.due for reading in readings), Why.PLACE)
        case Past():
            return answer
        case _:
            return None
