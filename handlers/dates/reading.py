"""What a phrase about time can turn out to be: one reading, several to choose from, or deliberately open."""

from dataclasses import dataclass
from datetime import date
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
    """At least two readings, ordered by due date: somebody has to choose."""

    phrase: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """No date on purpose ("zsm", "doorlopend"); `review` is when to look at it again."""

    phrase: str
    review: date


Read: TypeAlias = Reading | Ambiguous | Open
