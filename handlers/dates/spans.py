"""From a period to the day that is kept, and from a period that comes back every year to the one that is meant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TypeAlias

from handlers.dates.calendar import DAY, Period, Unit, last_working_day, month, next_working_day


@dataclass(frozen=True, slots=True)
class Span:
    """A reading in the making.

    `turn` is the first day that is too late for "voor": the first of May for "voor mei", the first of June for
    "voor eind mei". `gone` is how many days ago the occurrence before this one ended, None when none was passed over.
    """

    start: date
    end: date
    due: date
    turn: date
    gone: int | None = None


Spans: TypeAlias = tuple[Span, ...]
Derive: TypeAlias = Callable[[Period], Span]


def one_day(day: date) -> Span:
    return Span(day, day, day, day)


def stretch(start: date, end: date) -> Span:
    return Span(start, end, due_by(end, start, end), start)


def whole(period: Period) -> Span:
    return stretch(period.start, period.end)


def due_by(day: date, start: date, end: date) -> date:
    """The last working day up to `day`, else the first one after it, and `end` when the period has none at all."""
    before = last_working_day(day)
    return before if before >= start else min(next_working_day(day), end)


def _part(first: date, last: date, *, target: date | None = None, turn: date | None = None) -> Span:
    return Span(first, last, due_by(target or last, first, last), turn or target or first)


def _month_part(part: str, month_: Period) -> Span:
    first, last = month_.start, month_.end
    match part:
        case "begin":
            return _part(first, first.replace(day=10))
        case "half":
            return _part(first.replace(day=11), first.replace(day=20), target=first.replace(day=15))
        case "eerste helft":
            return _part(first, first.replace(day=15))
        case "tweede helft":
            return _part(first.replace(day=16), last)
        case _:
            return _part(first.replace(day=21), last, turn=last + DAY)


def _week_part(part: str, week: Period) -> Span:
    monday = week.start
    match part:
        case "begin":
            return _part(monday, monday + DAY)
        case "half":
            return _part(monday + DAY, monday + 3 * DAY, target=monday + 2 * DAY)
        case "eind":
            return _part(monday + 3 * DAY, week.end, turn=week.end + DAY)
        case _:
            msg = "people do not divide a week in halves"
            raise ValueError(msg)


def _quarter_part(part: str, quarter: Period) -> Span:
    months = [month(quarter.start.year, quarter.start.month + later) for later in range(3)]
    match part:
        case "begin":
            return whole(months[0])
        case "half":
            middle = months[1]
            return _part(middle.start, middle.end, target=middle.start.replace(day=15))
        case "eind":
            return _part(months[2].start, quarter.end, turn=quarter.end + DAY)
        case _:
            msg = "people do not divide a quarter in halves"
            raise ValueError(msg)


def _year_part(part: str, year: Period) -> Span:
    number = year.start.year
    match part:
        case "begin":
            return whole(month(number, 1))
        case "half":
            return _part(date(number, 6, 1), date(number, 7, 31), target=date(number, 6, 30))
        case "eerste helft":
            return _part(year.start, date(number, 6, 30))
        case "tweede helft":
            return _part(date(number, 7, 1), year.end)
        case _:
            return _part(date(number, 12, 1), year.end, turn=year.end + DAY)


def _half_year_part(part: str, half: Period) -> Span:
    """Its first month, the end of its first quarter, or its last month."""
    year, first = half.start.year, half.start.month
    match part:
        case "begin":
            return whole(month(year, first))
        case "half":
            return _part(half.start, month(year, first + 3).end, target=month(year, first + 2).end)
        case "eind":
            return _part(month(year, first + 5).start, half.end, turn=half.end + DAY)
        case _:
            msg = "people do not divide half a year in halves"
            raise ValueError(msg)


_PARTS: Mapping[Unit, Callable[[str, Period], Span]] = {
    Unit.WEEK: _week_part, Unit.MONTH: _month_part, Unit.QUARTER: _quarter_part, Unit.HALF_YEAR: _half_year_part,
    Unit.YEAR: _year_part,
}  # fmt: skip
_SAME = (
    dict.fromkeys(("medio", "midden", "halverwege", "mid"), "half")
    | dict.fromkeys(("einde", "ultimo"), "eind")
    | {"primo": "begin"}
)


def part_of(part: str, period: Period) -> Span:
    """Begin is the first ten days, half is around the fifteenth, eind runs from the twenty-first; see the tests."""
    return _PARTS[period.unit](_SAME.get(part, part).replace("1e", "eerste").replace("2e", "tweede"), period)


def upcoming(periods: Sequence[Period], derive: Derive, today: date) -> Spans:
    """The periods that may be meant: the single one of a named year, which may have passed, else the next ones."""
    return first_ahead(_derived(periods, derive, today), today)


def _derived(periods: Sequence[Period], derive: Derive, today: date) -> Iterator[Span]:
    for period in periods:
        # A month that is over is not divided: 29 February may be impossible in it and still lie ahead.
        over = period.end < today and period is not periods[-1]
        yield whole(period) if over else derive(period)


def first_ahead(spans: Iterable[Span], today: date) -> Spans:
    """The first that is not over. When only its working days are over, the next one may be meant as well."""
    ended: Span | None = None
    rest = iter(spans)
    for span in rest:
        if span.end >= today:
            found = replace(span, gone=(today - ended.end).days if ended else None)
            return (found,) if span.due >= today else (_hurried(found, today), *islice(rest, 1))
        ended = span
    return (ended,) if ended else ()


def _hurried(span: Span, today: date) -> Span:
    return replace(span, due=due_by(span.end, today, span.end))
