"""One figure with everything that is known about it: what, where, when, how sure, and from whom.

`Observation` is the only form in which figures enter, are kept and are compared. A figure is there or it has a reason
to be missing; it is never a silent zero.
"""

import calendar
import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

PeriodKind: TypeAlias = Literal["year", "quarter", "month", "week", "schoolyear", "other"]
RegionKind: TypeAlias = Literal[
    "land", "landsdeel", "provincie", "corop", "arbeidsmarktregio", "gemeente", "hca", "onbekend"
]
Status: TypeAlias = Literal["voorlopig", "nader voorlopig", "definitief", "onbekend"]
Kind: TypeAlias = Literal["exact", "benadering", "cumulatief"]
Missing: TypeAlias = Literal[
    "onbekend", "geheim", "niet van toepassing", "nog niet bekend", "te klein om te tonen", "onleesbaar"
]

_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december")  # fmt: skip
_SHORT = ("jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
_CBS = re.compile(r"(\d{4})(JJ|KW|MM|SJ|W1|X0)(\d{2})", re.ASCII)
_YEARS = range(1900, 2200)
_HIGHEST: dict[PeriodKind, int] = {"year": 0, "quarter": 4, "month": 12, "week": 53, "schoolyear": 0}
_CBS_KINDS: dict[str, PeriodKind] = {"JJ": "year", "KW": "quarter", "MM": "month", "W1": "week", "SJ": "schoolyear"}
_CBS_MARKS = {kind: mark for mark, kind in _CBS_KINDS.items()}


class Region(msgspec.Struct, frozen=True):
    """A place a figure is valid for; the code is CBS's where CBS has one."""

    code: str
    name: str
    kind: RegionKind


class Period(msgspec.Struct, frozen=True):
    """A stretch of time. Of kind "other" only the label is known, and it has no place in time."""

    kind: PeriodKind
    year: int = 0
    number: int = 0
    label: str = ""

    def __post_init__(self) -> None:
        if self.kind == "other":
            return
        lowest = 1 if _HIGHEST[self.kind] else 0
        if self.year not in _YEARS or not lowest <= self.number <= _HIGHEST[self.kind]:
            message = f"no such period: {self.kind} {self.year} {self.number}"
            raise ValueError(message)
        if self.kind == "week":
            date.fromisocalendar(self.year, self.number, 1)  # a week 53 exists in some years only

    @property
    def code(self) -> str:
        """As CBS writes it, so that codes of one kind sort as time."""
        return self.label if self.kind == "other" else f"{self.year}{_CBS_MARKS[self.kind]}{self.number:02d}"

    @property
    def first(self) -> date:
        return _FIRST[self.kind](self)

    @property
    def last(self) -> date:
        return _LAST[self.kind](self)

    def years_later(self, years: int) -> "Period | None":
        """The same quarter, month or week of another year; a week 53 may have no such."""
        if self.kind == "other":
            return None
        try:
            return Period(self.kind, self.year + years, self.number)
        except ValueError:
            return None

    @property
    def words(self) -> str:
        """ "3e kwartaal 2023"."""
        return _WORDS[self.kind](self)

    @property
    def named(self) -> str:
        """With the article that it takes: "het 3e kwartaal 2023", "april 2021"."""
        return ("het " if self.kind == "quarter" else "") + self.words

    @property
    def short(self) -> str:
        """ "3e kw. 2023", "apr. 2021"."""
        if self.kind == "month":
            return f"{_SHORT[self.number - 1]} {self.year}"
        return self.words.replace("kwartaal", "kw.")

    @property
    def alike(self) -> str:
        """What the same periods of all years are called: "3e kwartaal", "april", "week 12"."""
        return "jaar" if self.kind in {"year", "other", "schoolyear"} else self.words.rsplit(" ", 1)[0]


@lru_cache(maxsize=1024)
def period(code: str) -> Period:
    """Read a period as CBS writes it; what is no year, quarter, month, week or school year stays a label."""
    text = code.strip()
    found = _CBS.fullmatch(text)
    if not found or found[2] not in _CBS_KINDS:
        return Period("other", label=text)
    try:
        return Period(_CBS_KINDS[found[2]], int(found[1]), int(found[3]))
    except ValueError:
        return Period("other", label=text)


def _no_time(period: Period) -> date:
    message = f"not a moment in time: {period.label!r}"
    raise ValueError(message)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


_FIRST: dict[PeriodKind, Callable[[Period], date]] = {
    "year": lambda p: date(p.year, 1, 1),
    "quarter": lambda p: date(p.year, 3 * p.number - 2, 1),
    "month": lambda p: date(p.year, p.number, 1),
    "week": lambda p: date.fromisocalendar(p.year, p.number, 1),
    "schoolyear": lambda p: date(p.year, 8, 1),
    "other": _no_time,
}
_LAST: dict[PeriodKind, Callable[[Period], date]] = {
    "year": lambda p: date(p.year, 12, 31),
    "quarter": lambda p: _month_end(p.year, 3 * p.number),
    "month": lambda p: _month_end(p.year, p.number),
    "week": lambda p: date.fromisocalendar(p.year, p.number, 1) + timedelta(days=6),
    "schoolyear": lambda p: date(p.year + 1, 7, 31),
    "other": _no_time,
}
_WORDS: dict[PeriodKind, Callable[[Period], str]] = {
    "year": lambda p: str(p.year),
    "quarter": lambda p: f"{p.number}e kwartaal {p.year}",
    "month": lambda p: f"{_MONTHS[p.number - 1]} {p.year}",
    "week": lambda p: f"week {p.number} {p.year}",
    "schoolyear": lambda p: f"{p.year}/{p.year + 1}",
    "other": lambda p: p.label,
}


class Observation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure. `branch` is the SBI key it is about (empty: all branches); `edition` is a report's date or, where
    the date of retrieval is not known, the edition. Of two equal ones the later edition counts; both are kept."""

    indicator: str
    region: Region
    period: Period
    unit: str
    source: str
    value: float | None = None
    missing: Missing | None = None
    branch: str = ""
    status: Status = "onbekend"
    kind: Kind = "exact"
    sbi: str = ""
    table: str = ""
    edition: str = ""
    retrieved: datetime | None = None
    batch: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            message = f"{self.indicator} {self.period.code}: a figure has a value or a reason to be missing"
            raise ValueError(message)
        if self.value is not None and not math.isfinite(self.value):
            message = f"{self.indicator} {self.period.code}: {self.value} is no figure"
            raise ValueError(message)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the figure is about; two figures with one key are revisions or contradictions of each other."""
        return (self.indicator, self.branch, self.region.code, self.period.code)
