"""Compare figures honestly: the same quarter a year earlier, within what the rounding allows, and never with a guess.

A `Figure` is a number as it may be printed: with its place, its moment, how exact it is and whether it is old. A
`Track` is a row of them in time. Nothing here is ever zero because it was missing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec
import pandas as pd

from factsheets.catalogue import Indicator, Source, indicators, sources
from factsheets.dutch import exact, listed, number
from factsheets.frame import stamp
from factsheets.observation import Kind, Missing, Observation, Period, PeriodKind, Region, Status

Direction: TypeAlias = Literal["meer", "minder", "gelijk"]
STALE_MONTHS: dict[PeriodKind, int] = {"week": 2, "month": 3, "quarter": 6, "year": 18, "schoolyear": 18}
FILE = "(bestand)"
PERCENT_NEEDS = 100  # roundings that a figure must count before a percentage of it means something


class Origin(msgspec.Struct, frozen=True):
    """The origin of a figure: a table, an edition of a report, or a delivered file."""

    table: str = ""
    edition: str = ""
    retrieved: date | None = None

    @property
    def delivered(self) -> bool:
        """A file of no named table; its edition is only the day on which it came."""
        return self.retrieved is not None and not self.table

    @property
    def name(self) -> str:
        return FILE if self.delivered else self.table or self.edition


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that may be printed; the sum of several branches keeps how many roundings went into it."""

    indicator: Indicator
    region: Region
    period: Period
    source: Source
    value: float | None = None
    missing: Missing | None = None
    parts: int = 1
    at_least: bool = False
    status: Status = "onbekend"
    kind: Kind = "exact"
    origins: tuple[Origin, ...] = (Origin(),)
    """Of each branch that was added up, the latest first."""

    @property
    def edition(self) -> str:
        return self.origins[0].edition

    @property
    def retrieved(self) -> date | None:
        return self.origins[0].retrieved

    @property
    def amount(self) -> Decimal | None:
        """The figure in whole units, 18.1 (x 1.000) as 18100."""
        return None if self.value is None else exact(self.value) * self.indicator.scale

    @property
    def rounding(self) -> Decimal:
        """How far the amount may be from the truth, both sides together."""
        return exact(self.indicator.step) * self.indicator.scale * self.parts

    @property
    def text(self) -> str:
        if self.amount is None:
            return f"geen cijfer ({self.missing})"
        if self.amount == 0 and self.rounding > 1:
            return f"minder dan {number(self.rounding / 2)}"
        return ("ten minste " if self.at_least else "") + number(self.amount, _decimals(self.indicator))

    @property
    def origin(self) -> str:
        """ "CBS 80472ned", "CBS (bestand)", "Rapportage Ontwikkelfonds 2021-04"."""
        return f"{self.source.doc} {listed(list(dict.fromkeys(one.name for one in self.origins)))}".rstrip()

    def age(self, today: date) -> int:
        """Whole months since the period ended."""
        last = self.period.last
        return (today.year - last.year) * 12 + today.month - last.month - (1 if today.day < last.day else 0)

    def stale(self, today: date) -> bool:
        """Too old to speak about the present: a quarter after 6 months, a year after 18."""
        return self.period.kind == "other" or _add_months(self.period.last, STALE_MONTHS[self.period.kind]) < today


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Period("month", year, month + 1).last if day.day > 28 else date(year, month + 1, day.day)  # noqa: PLR2004


def _decimals(indicator: Indicator) -> int:
    step = exact(indicator.step) * indicator.scale
    return max(0, -int(step.normalize().as_tuple().exponent)) if step else 0


class Track(msgspec.Struct, frozen=True):
    """One indicator for one place in time, oldest first."""

    indicator: Indicator
    region: Region
    figures: tuple[Figure, ...]

    @property
    def last(self) -> Figure | None:
        """The newest figure that is there."""
        return next((figure for figure in reversed(self.figures) if figure.value is not None), None)

    def at(self, period: Period | None) -> Figure | None:
        return next((figure for figure in self.figures if figure.period == period), None)

    def alike(self, period: Period) -> tuple[Figure, ...]:
        """The figures of the same quarter (month, week) of every year."""
        return tuple(figure for figure in self.figures if figure.period.number == period.number)

    def since(self, year: int) -> "Track":
        return msgspec.structs.replace(self, figures=tuple(f for f in self.figures if f.period.year >= year))

    def recent(self, amount: int) -> "Track":
        return msgspec.structs.replace(self, figures=self.figures[-amount:])


def track(
    frame: pd.DataFrame, indicator: str, region: str, branches: Sequence[str] = ("",), cadence: PeriodKind | None = None
) -> Track | None:
    """The series of an indicator for a place, summed over branches.

    Year rows between quarters are left out. With some branches missing the sum is "ten minste", with all missing it is
    missing. Of several sources the series is that of the one that reaches furthest: they are never added up (`history`
    shows them all).
    """
    named = indicators()[indicator]
    kind = cadence or named.cadence
    rows = frame[frame["indicator"] == indicator]
    rows = rows[(rows["region"] == region) & rows["branch"].isin(branches) & (rows["period_kind"] == kind)]
    if rows.empty:
        return None
    groups: dict[date, list[Observation]] = {}
    for seen in _furthest(_last_words(list(rows["observation"]))):
        groups.setdefault(seen.period.first, []).append(seen)
    figures = tuple(summed(named, groups[first], len(branches)) for first in sorted(groups))
    return Track(named, figures[0].region, figures)


def _last_words(told: Sequence[Observation]) -> list[Observation]:
    """As `newest`, of one indicator in one place: pandas takes a hundred times longer over a few dozen rows."""
    last = {}
    for seen in sorted(told, key=lambda one: (stamp(one.retrieved), one.edition)):
        last[seen.branch, seen.period, seen.source] = id(seen)
    kept = set(last.values())
    return [seen for seen in told if id(seen) in kept]


def _furthest(told: Sequence[Observation]) -> list[Observation]:
    """What the source with the newest figure says, and of several with it the one with the longest row."""
    firsts: dict[str, list[date]] = {}
    for seen in told:
        firsts.setdefault(seen.source, []).append(seen.period.first)
    source = max(firsts, key=lambda each: (max(firsts[each]), len(firsts[each]), each))
    return [seen for seen in told if seen.source == source]


def summed(indicator: Indicator, seen: Sequence[Observation], wanted: int) -> Figure:
    """The sum over the `wanted` branches of one source in one period."""
    values = [one.value for one in seen if one.value is not None]
    value = float(sum(map(exact, values))) if values else None
    missing: Missing | None = None if values else _reason(seen)
    first = max(seen, key=lambda one: one.edition)
    return Figure(
        indicator=indicator, region=first.region, period=first.period, source=sources()[first.source], value=value,
        missing=missing, parts=wanted, at_least=bool(values) and len(values) < wanted, status=_status(seen),
        kind=_kind(seen), origins=tuple(dict.fromkeys((_origin(first), *map(_origin, seen)))),
    )  # fmt: skip


def _origin(one: Observation) -> Origin:
    return Origin(one.table, one.edition, one.retrieved.date() if one.retrieved else None)


def _reason(seen: Sequence[Observation]) -> Missing:
    reasons = {one.missing for one in seen if one.missing}
    return reasons.pop() if len(reasons) == 1 else "onbekend"


def _status(seen: Sequence[Observation]) -> Status:
    found = {one.status for one in seen}
    order: tuple[Status, ...] = ("voorlopig", "nader voorlopig", "onbekend")
    return next((status for status in order if status in found), "definitief")


def _kind(seen: Sequence[Observation]) -> Kind:
    found = {one.kind for one in seen}
    order: tuple[Kind, ...] = ("cumulatief", "benadering")
    return next((kind for kind in order if kind in found), "exact")


class Comparison(msgspec.Struct, frozen=True):
    """Two figures of the same thing side by side; the difference counts only where the rounding allows it."""

    now: Figure
    then: Figure
    difference: Decimal
    direction: Direction
    share: Decimal | None

    @property
    def words(self) -> str:
        """ "1% minder", "600 meer", "ongeveer gelijk"."""
        if self.direction == "gelijk":
            return "gelijk" if self.difference == 0 else "ongeveer gelijk"
        size = number(abs(self.difference), _decimals(self.now.indicator))
        if self.share is not None and abs(self.share) >= Decimal("0.005"):
            size = number(abs(self.share) * 100) + "%"
        return f"{size} {self.direction}"


def compare(now: Figure | None, then: Figure | None) -> Comparison | None:
    """What changed; nothing where a figure is missing, incomplete, or not of the same kind of period."""
    if now is None or then is None or now.amount is None or then.amount is None:
        return None
    if now.at_least or then.at_least or now.period.kind != then.period.kind or now.parts != then.parts:
        return None
    difference = now.amount - then.amount
    meant = abs(difference) > now.rounding if now.rounding else difference != 0
    direction: Direction = "gelijk" if not meant else "meer" if difference > 0 else "minder"
    precise = then.amount > 0 and then.amount >= now.rounding * PERCENT_NEEDS
    return Comparison(now, then, difference, direction, difference / then.amount if precise else None)


def year_earlier(series: Track | None) -> Comparison | None:
    """The newest figure beside the same quarter, month or week of the year before."""
    last = series.last if series else None
    return compare(last, series.at(last.period.years_later(-1))) if series and last else None


def ranked(figures: Iterable[Figure]) -> list[Figure]:
    """The highest first; equal ones by name. Missing ones come last, visible."""
    return sorted(figures, key=lambda f: (f.amount is None, -(f.amount or 0), f.region.name))


def top(ordered: Sequence[Figure], wanted: int) -> tuple[Sequence[Figure], Sequence[Figure]]:
    """The first few and the rest, cut at a gap: equal figures are never separated, and a tie may leave fewer."""
    cut = min(wanted, len(ordered))
    while 0 < cut < len(ordered) and ordered[cut].amount == ordered[cut - 1].amount:
        cut -= 1
    if not cut:
        cut = next((n for n in range(1, len(ordered)) if ordered[n].amount != ordered[n - 1].amount), len(ordered))
    return ordered[:cut], ordered[cut:]
