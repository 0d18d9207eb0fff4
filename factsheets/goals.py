"""Results beside a goal: how far it is, what each source says, which of them contradict each other, what was revised.

Pure values without pandas, so every process may import this. Nothing is chosen silently: where sources disagree about a
day both values stay, and whatever must show one figure takes the least favourable and says so.
"""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Literal, TypeAlias

import msgspec

from factsheets.dutch import exact, listed, number
from factsheets.observation import Period

Rule: TypeAlias = Literal["minstens", "hoogstens", "tussen"]
Place: TypeAlias = Literal["onder", "erin", "erboven"]

PERCENT_SIGN = "%"


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What should be reached, between when and when. Without `high` it is "minstens", without `low` "hoogstens"."""

    key: str
    name: str
    unit: str
    low: float | None
    high: float | None
    start: date | None = None
    until: date | None = None
    pillar: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            message = f"{self.key}: a goal has a bound"
            raise ValueError(message)
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"{self.key}: {self.low} to {self.high} is upside down"
            raise ValueError(message)

    @property
    def rule(self) -> Rule:
        if self.high is None:
            return "minstens"
        return "hoogstens" if self.low is None else "tussen"

    @property
    def bound(self) -> float:
        """The bound to reach, or the ceiling."""
        return (self.low if self.low is not None else self.high) or 0

    @property
    def most(self) -> float:
        """The highest that was aimed at."""
        return (self.high if self.high is not None else self.low) or 0

    @property
    def target(self) -> str:
        """ "minstens 530", "hoogstens 2", "2.500 tot 5.000", "400"."""
        if self.rule == "tussen" and self.low != self.high:
            return f"{amount(self.low or 0)} tot {self.shown(self.high or 0)}"
        return ("" if self.rule == "tussen" else f"{self.rule} ") + self.shown(self.bound)

    @property
    def whole(self) -> bool:
        """Whether it counts things, so that a half cannot be."""
        return not self.unit.startswith(PERCENT_SIGN)

    def shown(self, value: float) -> str:
        """A value of this goal as people read it."""
        return amount(value) + ("" if self.whole else PERCENT_SIGN)

    def place(self, value: float) -> Place:
        """Whether a value is below, in or above the target."""
        if self.low is not None and value < self.low:
            return "onder"
        return "erboven" if self.high is not None and value > self.high else "erin"

    def met(self, value: float) -> bool:
        """More than was aimed at is good too, unless the goal is a ceiling."""
        return value <= self.bound if self.rule == "hoogstens" else value >= self.bound

    def percent(self, value: float) -> int:
        """The share of the bound that was reached, in whole per cents rounded down, so that 100 is never too early."""
        if not self.bound:
            return 100 if value >= self.bound else 0
        return int(exact(value) * 100 // exact(self.bound))


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One figure as one source gave it once. `how` says what it was summed from; `id` is that of an entered row."""

    on: date
    value: float
    source: str
    edition: str = ""
    how: str = ""
    by: str = ""
    at: datetime | None = None
    id: int = 0

    @property
    def named(self) -> str:
        """The name of a source behind a figure: "Ontwikkelfonds, uitgave april 2021"."""
        return self.source + (f", uitgave {edition(self.edition)}" if self.edition else "")


class Reading(msgspec.Struct, frozen=True):
    """The last figure of one source for one day; `was` holds its former ones, oldest first."""

    last: Told
    was: tuple[Told, ...] = ()

    @property
    def on(self) -> date:
        return self.last.on

    @property
    def value(self) -> float:
        return self.last.value


class Contradiction(msgspec.Struct, frozen=True):
    """Sources that say something else about the same day."""

    on: date
    readings: tuple[Reading, ...]

    def sentence(self, goal: Goal) -> str:
        return f"{goal.name}, {self.sides(goal)}."

    def sides(self, goal: Goal) -> str:
        """The sources with their figures: "december 2020: 290 (Ontwikkelfonds) en 330 (Beeldverslag HCA)"."""
        told = [f"{goal.shown(each.value)} ({_source(each.last)})" for each in self.readings]
        return f"{when(self.on)}: {listed(told)}"


class Standing(msgspec.Struct, frozen=True):
    """A goal with every figure that was given for it, in the order in which they came."""

    goal: Goal
    told: tuple[Told, ...] = ()
    also: tuple[str, ...] = ()
    """Sentences about other ways to count the same."""
    since: date | None = None
    """When the count began, where somebody said so."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        return settled(self.told)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        return tuple(contradictions(self.readings))

    @property
    def newest(self) -> tuple[Reading, ...]:
        """The readings of the latest day."""
        found = self.readings
        return tuple(each for each in found if each.on == found[-1].on)

    @property
    def value(self) -> float | None:
        """The newest figure; of several the least favourable."""
        return careful(self.goal, [each.value for each in self.newest])

    @property
    def baseline(self) -> float:
        """The figure at the start of the goal, for a count that began earlier."""
        start = self.goal.start
        return next((value for on, value in reversed(self.track) if start and on < start), 0.0)

    @property
    def counts(self) -> tuple[float, ...]:
        """The newest figures that a reader may count by: those of each source, and those since the goal's start where
        that decides whether it was met."""
        values = {each.value for each in self.newest}
        since = {
            value - self.baseline for value in values if self.goal.met(value) != self.goal.met(value - self.baseline)
        }
        return tuple(sorted(values | since))

    @property
    def least(self) -> float | None:
        """The least favourable of these figures, which a bar shows."""
        return careful(self.goal, self.counts)

    @property
    def on(self) -> date | None:
        return self.newest[0].on if self.told else None

    @property
    def disputed(self) -> bool:
        return len({each.value for each in self.newest}) > 1

    @property
    def met(self) -> bool:
        return self.least is not None and self.goal.met(self.least) and not self.unproven

    @property
    def unproven(self) -> bool:
        """Whether the goal is met only if enough was added since its start, while no figure of that start is known."""
        goal, value = self.goal, self.value
        early = bool(self.since and goal.start and self.since < goal.start and not self.baseline)
        if not early or value is None or goal.rule == "hoogstens":
            return False
        first = max(each.value for each in self.readings if each.on == self.readings[0].on)
        return goal.met(value) and not goal.met(value - first)

    @property
    def depends(self) -> bool:
        """Whether it was met hangs on which source or which beginning one takes."""
        return len({self.goal.met(count) for count in self.counts}) > 1 or self.unproven

    @property
    def late(self) -> bool:
        """It was met, and the first reading that says so is of after the target date."""
        until, goal = self.goal.until, self.goal
        if not self.met or until is None or goal.rule == "hoogstens":
            return False
        in_time = [careful(goal, [one.value for one in self.readings if one.on == each.on])
                   for each in self.readings if each.on <= until]  # fmt: skip
        return not any(value is not None and goal.met(value) for value in in_time)

    @property
    def shown(self) -> str:
        """The newest figure, or both where two sources differ: "35.947 of 345.947"."""
        values = sorted({each.value for each in self.newest})
        return " of ".join(map(self.goal.shown, values))

    @property
    def track(self) -> tuple[tuple[date, float], ...]:
        """One figure per day for what looks along the line; days on which sources differ are no part of it."""
        disputed = {each.on for each in self.contradictions}
        return tuple({each.on: each.value for each in self.readings if each.on not in disputed}.items())

    @property
    def before_start(self) -> str:
        """A sentence that the count began before the goal, and how much was added since; "" where it did not."""
        if self.unproven and self.since and self.goal.start:
            return (
                f"De teller loopt al vanaf {day(self.since)}, en dit doel begint op {day(self.goal.start)}. Hoeveel er "
                "toen al waren, is niet bekend."
            )
        if not self.baseline or not self.goal.start or self.value is None:
            return ""
        stood, since = self.goal.shown(self.baseline), self.goal.shown(self.value - self.baseline)
        return (
            f"De teller loopt al langer dan dit doel: {stood} van de {self.goal.shown(self.value)} waren er al toen "
            f"het begon, op {day(self.goal.start)}. Sindsdien zijn het er {since}."
        )

    @property
    def falls(self) -> tuple[Reading, Reading] | None:
        """The first step down in a row that only adds up."""
        along = [each for each in self.readings if each.on in dict(self.track)]
        return next((pair for pair in pairwise(along) if pair[1].value < pair[0].value), None)


def settled(told: Iterable[Told]) -> tuple[Reading, ...]:
    """The readings by day and source: the last figure of each, with its former ones. The order in which they were given
    decides."""
    said: dict[tuple[date, str], list[Told]] = {}
    for each in told:
        said.setdefault((each.on, each.source.casefold()), []).append(each)
    readings = (Reading(words[-1], tuple(_replaced(words))) for words in said.values())
    return tuple(sorted(readings, key=lambda each: (each.on, each.last.source)))


def _replaced(words: Sequence[Told]) -> Iterator[Told]:
    """The figures that were followed by a different one."""
    return (one for one, two in pairwise(words) if one.value != two.value)


def contradictions(readings: Iterable[Reading]) -> Iterator[Contradiction]:
    """Days about which sources disagree."""
    days: dict[date, list[Reading]] = {}
    for each in readings:
        days.setdefault(each.on, []).append(each)
    for on, said in days.items():
        if len({each.value for each in said}) > 1:
            yield Contradiction(on, tuple(sorted(said, key=lambda each: each.value)))


def careful(goal: Goal, values: Sequence[float]) -> float | None:
    """The least favourable of what sources say."""
    if not values:
        return None
    return max(values) if goal.rule == "hoogstens" else min(values)


# --- words -----------------------------------------------------------------------------------------------------------


def amount(value: float) -> str:
    """1300.0 as "1.300", 12.5 as "12,5"."""
    written = exact(value).normalize()
    exponent = written.as_tuple().exponent
    return number(written, max(0, -exponent) if isinstance(exponent, int) else 0)


def when(on: date) -> str:
    """ "april 2021" for the last day of a month, else "1 maart 2026"."""
    last = on.day == calendar.monthrange(on.year, on.month)[1]
    return Period("month", on.year, on.month).words if last else day(on)


def day(on: date) -> str:
    """A day in full: "31 december 2027"."""
    return f"{on.day} {Period('month', on.year, on.month).words}"


def edition(code: str) -> str:
    """A report's edition in words: "2021-04" is april 2021, "2020" stays 2020."""
    year, _, month = code.partition("-")
    return Period("month", int(year), int(month)).words if month.isdecimal() and year.isdecimal() else code


def _source(told: Told) -> str:
    return f"{told.source}, {told.how}" if told.how else told.source
