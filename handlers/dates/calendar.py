"""The Dutch working calendar: working days, public holidays, and weeks, months, quarters and years as periods.

A working day is Monday to Friday and not a public holiday according to the `holidays` library; that list has Goede
vrijdag every year and Bevrijdingsdag once in five years, as in most Dutch collective agreements.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache

import holidays

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SATURDAY = 5


class Unit(Enum):
    WEEK = "week"
    MONTH = "maand"
    QUARTER = "kwartaal"
    HALF_YEAR = "halfjaar"
    YEAR = "jaar"


@dataclass(frozen=True, slots=True)
class Period:
    """A whole week, month, quarter or year, both ends included."""

    unit: Unit
    start: date
    end: date


@cache
def public_holidays(year: int) -> Mapping[str, date]:
    found = holidays.country_holidays("NL", years=year, language="nl")
    return {name: day for day, name in found.items()}


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(public_holidays(year).values())


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def next_working_day(day: date) -> date:
    """The day itself when it is one."""
    while not is_working_day(day):
        day += DAY
    return day


def last_working_day(day: date) -> date:
    """The day itself when it is one, else the last one before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def working_days_after(day: date, count: int) -> date:
    for _ in range(count):
        day = next_working_day(day + DAY)
    return day


def working_days_before(day: date, count: int) -> date:
    for _ in range(count):
        day = last_working_day(day - DAY)
    return day


def months_after(day: date, count: int) -> date:
    """The same day of a later month, or the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week_of(day: date) -> Period:
    monday = day - day.weekday() * DAY
    return Period(Unit.WEEK, monday, monday + 6 * DAY)


def iso_week(year: int, week: int) -> Period:
    return week_of(date.fromisocalendar(year, week, 1))


def month(year: int, number: int) -> Period:
    return Period(Unit.MONTH, date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    return Period(Unit.QUARTER, month(year, 3 * number - 2).start, month(year, 3 * number).end)


def half_year(year: int, number: int) -> Period:
    return Period(Unit.HALF_YEAR, month(year, 6 * number - 5).start, month(year, 6 * number).end)


def year(number: int) -> Period:
    return Period(Unit.YEAR, date(number, 1, 1), date(number, 12, 31))


def nth_weekday(period: Period, weekday: int, nth: int) -> date:
    """The nth Monday (1) to Sunday (7) of a period, -1 for the last; ValueError when it has no such day."""
    first = period.start + (weekday - period.start.isoweekday()) % 7 * DAY
    last = period.end - (period.end.isoweekday() - weekday) % 7 * DAY
    day = first + (nth - 1) * WEEK if nth > 0 else last + (nth + 1) * WEEK
    return _inside(period, day)


def last_weekday(today: date, weekday: int) -> date:
    """The last Monday (1) to Sunday (7) before today."""
    return today - ((today.isoweekday() - weekday - 1) % 7 + 1) * DAY


def nth_working_day(period: Period, nth: int) -> date:
    if nth < 0:
        return _inside(period, last_working_day(period.end))
    return _inside(period, working_days_after(period.start - DAY, nth))


def _inside(period: Period, day: date) -> date:
    if not period.start <= day <= period.end:
        msg = f"{day} is not in {period}"
        raise ValueError(msg)
    return day
