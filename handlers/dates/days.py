"""Single days: "vrijdag", "volgende week dinsdag", "1 mei", "de 15e", "over twee weken".

A day that does not exist (31 juni) raises ValueError and is no reading.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from handlers.dates.calendar import (
    DAY,
    WEEK,
    Period,
    Unit,
    iso_week,
    month,
    months_after,
    nth_weekday,
    quarter,
    working_days_after,
)
from handlers.dates.periods import NEAR_PAST, NEAR_YEARS, named_months, periods_in
from handlers.dates.spans import Derive, Span, Spans, one_day, stretch, upcoming
from handlers.dates.words import Words

Find: TypeAlias = Callable[[Words], Spans]
NEAR_NUMERIC = 3
NEAR_MONTHS = 3


def none(why: str) -> Spans:
    """For a rule that fits in form only."""
    raise ValueError(why)


def days_from_today(count: int) -> Find:
    return lambda words: (one_day(words.today + count * DAY),)


def end_of_today(words: Words) -> Spans:
    """ "voor het einde van de dag" is today as well."""
    today = words.today
    return (Span(today, today, today, today + DAY),)


def _after_today(weekday: int, today: date) -> date:
    return today + ((weekday - today.isoweekday() - 1) % 7 + 1) * DAY


def weekday(slot: str) -> Find:
    """ "vrijdag", said on a Friday, may be today."""

    def find(words: Words) -> Spans:
        coming = one_day(_after_today(words[slot], words.today))
        return (one_day(words.today), coming) if coming.start - words.today == WEEK else (coming,)

    return find


def coming_weekday(words: Words) -> Spans:
    return (one_day(_after_today(words["weekday"], words.today)),)


def next_weekday(words: Words) -> Spans:
    """ "volgende vrijdag" is this week's to one person and next week's to another."""
    coming = _after_today(words["weekday"], words.today)
    return one_day(coming), one_day(coming + WEEK)


def weekday_of_week(words: Words) -> Spans:
    def derive(week: Period) -> Span:
        return one_day(nth_weekday(week, words["weekday"], 1))

    if words.text("period") in {"week", "de week"}:
        return none("which week")
    return upcoming(periods_in(words.text("period"), words.today, Unit.WEEK), derive, words.today)


# -- dates -------------------------------------------------------------------------------------------------------------


def _nth_day(number: int) -> Derive:
    return lambda period: one_day(period.start.replace(day=number))


def day_of_month(words: Words) -> Spans:
    return upcoming(named_months(words), _nth_day(words["day"]), words.today)


def day_of_month_and_short_year(words: Words) -> Spans:
    """ "1 mei 26" names a year only when that is near; "1 mei 12" is noon, or twelve of something."""
    if not words.today.year - NEAR_PAST <= words["yy"] <= words.today.year + NEAR_YEARS:
        return none("no year")
    return (one_day(date(words["yy"], words["month"], words["day"])),)


def rank_in_month(words: Words) -> Spans:
    months = periods_in(words.text("period") or "maand", words.today, Unit.MONTH)
    return upcoming(months, _nth_day(words["rank"]), words.today)


def numeric(words: Words) -> Spans:
    return (one_day(date(words["yyyy" if words.text("yyyy") else "yy"], words["mm"], words["dd"])),)


def long_ago(words: Words) -> Spans:
    number = words["mm"] if words.text("mm") else words["month"]
    return (one_day(date(words["old"], number, words["dd"] if words.text("dd") else words["day"])),)


def numeric_near(words: Words) -> Spans:
    """ "1.5.27" and "1.5.'31" are dates, the year of the first is near; "1.4.10" is a number of something."""
    near = words.today.year - 1 <= words["yy"] <= words.today.year + NEAR_NUMERIC
    return numeric(words) if near or words.text("yy").startswith("'") else none("no year")


FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "24/7"})
"""These are read as parts of a whole, and as "always"."""


def slashed(words: Words) -> Spans:
    if f"{words['dd']}/{words['mm']}" in FRACTIONS:
        return none("a fraction")
    return numeric_yearless(words)


def day_and_rank(words: Words) -> Spans:
    """ "maandag de 6e" has to be near: a Monday the sixth that is half a year away is a mistake."""
    months = (months_after(words.today.replace(day=1), later) for later in range(NEAR_MONTHS))
    for first in months:
        days = month(first.year, first.month)
        day = days.start + (words["rank"] - 1) * DAY
        if words.today <= day <= days.end and day.isoweekday() == words["weekday"]:
            return (one_day(day),)
    return none("not that day of the week")


def coming_working_day(words: Words) -> Spans:
    return (one_day(working_days_after(words.today, 1)),)


def numeric_yearless(words: Words) -> Spans:
    months = [month(words.today.year + later, words["mm"]) for later in (0, 1)]
    return upcoming(months, _nth_day(words["dd"]), words.today)


def day_range(words: Words) -> Spans:
    def derive(month_: Period) -> Span:
        return stretch(month_.start.replace(day=words["day"]), month_.start.replace(day=words["until"]))

    spans = upcoming(periods_in(words.text("period"), words.today, Unit.MONTH), derive, words.today)
    return spans if all(span.start < span.end for span in spans) else none("backwards")


# -- offsets -----------------------------------------------------------------------------------------------------------


def offsets(day: date, words: Words) -> tuple[date, ...]:
    """Two when the offset has half a day in it: anderhalve week is ten days or eleven."""
    whole, half = divmod(words["count"], 2)
    unit = words.text("unit")
    if unit in {"week", "weken"}:
        return tuple(day + timedelta(days=7 * whole + extra) for extra in ((3, 4) if half else (0,)))
    if unit in {"maand", "maanden"}:
        return (months_after(day, whole) + half * 15 * DAY,)
    if unit == "halfjaar":
        return (months_after(day, 3 * words["count"]),)
    if unit in {"jaar", "jaren"}:
        return (months_after(day, 6 * words["count"]),)
    if half:
        msg = "half a day is no date"
        raise ValueError(msg)
    if unit in {"kwartaal", "kwartalen"}:
        return (months_after(day, 3 * whole),)
    return (working_days_after(day, whole) if unit.startswith("werk") else day + whole * DAY,)


def over(words: Words) -> Spans:
    return tuple(map(one_day, offsets(words.today, words)))


def week_range(words: Words) -> Spans:
    """ "week 18-19" is due at the end of the second."""
    year = words.year or words.today.isocalendar().year
    for number in (year,) if words.year else (year, year + 1):
        start, end = iso_week(number, words["any_week"]), iso_week(number, words["until_week"])
        if start.start >= end.start:
            return none("backwards")
        if words.year or end.end >= words.today:
            return (stretch(start.start, end.end),)
    return none("backwards")


def quarter_range(words: Words) -> Spans:
    """ "Q1-Q2" is due at the end of the second."""
    if words["quarter"] >= words["until_quarter"]:
        return none("backwards")
    year = words.year or words.today.year
    later = 0 if words.year or quarter(year, words["until_quarter"]).end >= words.today else 1
    return (stretch(quarter(year + later, words["quarter"]).start, quarter(year + later, words["until_quarter"]).end),)


def month_range(words: Words) -> Spans:
    year = words.year or words.today.year
    for number in (year,) if words.year else (year, year + 1):
        start, end = month(number, words["month"]), month(number, words["until_month"])
        if start.start >= end.start:
            end = month(number + 1, words["until_month"])
        if words.year or end.end >= words.today:
            return (stretch(start.start, end.end),)
    return none("backwards")


def within(words: Words) -> Spans:
    return tuple(stretch(words.today, end) for end in offsets(words.today, words))
