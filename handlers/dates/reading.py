"""What a phrase about time can turn out to be: one reading, several to choose from, or deliberately open.

At the end of a title it can also be a day that has been, or one that no calendar has: somebody meant it, so they are
told. And it can look like a time without being certain: then somebody is asked.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a phrase.

    `start` and `end` are the period that was named, `due` is the day that is kept. `due` lies inside the period,
    except after "voor" (the last working day before it) and "na" (the first working day after it).
    """

    start: date
    end: date
    due: date
    phrase: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """At least two readings, ordered by due date, for the person to choose from."""

    phrase: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """No date on purpose ("zsm", "doorlopend"); `review` is when to look at it again."""

    phrase: str
    review: date


Read: TypeAlias = Reading | Ambiguous | Open


@dataclass(frozen=True, slots=True)
class Past:
    """A day that has passed: "1-2-2026", "gisteren", or "15 nov" on the 21st."""

    phrase: str
    day: date


@dataclass(frozen=True, slots=True)
class Impossible:
    """No calendar has it: "31 februari", "week 54", or "donderdag 26 mei" when that is a Tuesday."""

    phrase: str


class Why(Enum):
    """What makes a phrase unsure."""

    SLIP = auto()  # dondrdag
    BEGIN = auto()  # vanaf 1 feb, niet voor 1 feb
    ROUGH = auto()  # ruim voor kerst, binnenkort
    WISH = auto()  # het liefst vrijdag
    CHOICE = auto()  # maandag of dinsdag
    REPEAT = auto()  # elke maandag
    SEASON = auto()  # in het voorjaar
    SCHOOL = auto()  # voor de meivakantie
    CONFLICT = auto()  # maandag de 6e, where the sixth is no Monday
    BEGUN = auto()  # voor Pasen, said at Easter
    PLACE = auto()  # "Rapport 19/6": behind a subject it may be part of the name


@dataclass(frozen=True, slots=True)
class Unsure:
    """It looks like a time and is no certain date. `days` are those that could be meant, possibly none."""

    phrase: str
    days: tuple[date, ...]
    why: Why


Due: TypeAlias = Read | Past | Impossible | Unsure
