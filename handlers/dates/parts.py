"""Longer stretches and days inside them: "eind mei", "eerste maandag van april", "het weekend", "Pasen", "de zomer"."""

from dataclasses import replace
from datetime import date

from handlers.dates.calendar import (
    DAY,
    SATURDAY,
    WEEK,
    Period,
    Unit,
    months_after,
    nth_weekday,
    nth_working_day,
    week_of,
)
from handlers.dates.days import none
from handlers.dates.feasts import FEASTS
from handlers.dates.periods import Kind, find_periods, periods_in
from handlers.dates.school import HOLIDAYS
from handlers.dates.spans import Span, Spans, first_ahead, one_day, part_of, stretch, upcoming, whole
from handlers.dates.words import Words


def part(words: Words) -> Spans:
    def derive(period: Period) -> Span:
        return part_of(words.text("part"), period)

    return upcoming(periods_in(words.text("period"), words.today), derive, words.today)


def parts_range(words: Words) -> Spans:
    """ "begin tot half april" is due in the middle of it."""

    def derive(period: Period) -> Span:
        first, last = part_of(words.text("part"), period), part_of(words.text("until_part"), period)
        if first.end >= last.start:
            none("backwards")
        return replace(last, start=first.start)

    return upcoming(periods_in(words.text("period"), words.today), derive, words.today)


def within(words: Words) -> Spans:
    """ "binnen dit kwartaal"."""
    kind, periods = find_periods(words.text("period"), words.today) or (Kind.INNER, ())
    return upcoming(periods, whole, words.today) if kind in {Kind.NEAR, Kind.AROUND, Kind.LABEL} else none("no period")


def ranked_weekday(words: Words) -> Spans:
    def derive(period: Period) -> Span:
        return one_day(nth_weekday(period, words["weekday"], words["nth"]))

    periods = periods_in(words.text("period"), words.today, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
    return upcoming(periods, derive, words.today)


def ranked_working_day(words: Words) -> Spans:
    def derive(period: Period) -> Span:
        return one_day(nth_working_day(period, words["nth"]))

    return upcoming(periods_in(words.text("period"), words.today), derive, words.today)


def first_or_last_day(words: Words) -> Spans:
    def derive(period: Period) -> Span:
        return one_day(period.end if words["nth"] < 0 else period.start)

    if abs(words["nth"]) != 1:
        return none("people say 'de 3e' for the third day")
    return upcoming(periods_in(words.text("period"), words.today), derive, words.today)


def ranked_week(words: Words) -> Spans:
    """ "de eerste week van mei" is the one with the first of May to some, the first whole one to others."""
    periods = periods_in(words.text("period"), words.today, Unit.MONTH, Unit.YEAR)
    either = [
        *upcoming(periods, lambda period: whole(_counted(period, words["nth"], complete=False)), words.today),
        *upcoming(periods, lambda period: whole(_counted(period, words["nth"], complete=True)), words.today),
    ]
    return tuple(week for week in either if week.gone is None) or tuple(either)


def _counted(period: Period, nth: int, *, complete: bool) -> Period:
    first = week_of(period.start if nth > 0 else period.end)
    cut = first.start < period.start or first.end > period.end
    skip = int(complete and cut)
    return week_of(first.start + (nth - 1 + skip if nth > 0 else -skip) * WEEK)


def coming_week(words: Words) -> Spans:
    """This one or the next, to different people; in the weekend this one is over."""
    weeks = [whole(week_of(words.today + later * WEEK)) for later in range(2)]
    return tuple(week for week in weeks if week.due >= words.today)


def coming_month(words: Words) -> Spans:
    return stretch(words.today, months_after(words.today, 1)), *map(whole, periods_in("volgende maand", words.today))


def coming_year(words: Words) -> Spans:
    """Twelve months from now, or the next calendar year, to different people."""
    return stretch(words.today, months_after(words.today, 12)), *map(whole, periods_in("volgend jaar", words.today))


def this_weekend(words: Words) -> Spans:
    """It has no working days, so its last day is kept; "voor" and "na" find the working days around it."""
    sunday = week_of(words.today).end
    return (Span(sunday - DAY, sunday, sunday, sunday - DAY),)


def coming_weekend(words: Words) -> Spans:
    """In a weekend that is the one after it."""
    return this_weekend(replace(words, today=words.today + 2 * DAY))


def next_weekend(words: Words) -> Spans:
    """The coming one or the one after it, to different people."""
    (coming,) = coming_weekend(words)
    further = this_weekend(replace(words, today=coming.end + DAY))
    return (coming, *further) if words.today.weekday() < SATURDAY else (coming,)


def feast(words: Words) -> Spans:
    find = FEASTS[words.text("feast")]
    this_year = words.today.year
    # New Year's Eve of last year may still be going on.
    years = (words.year,) if words.year else (this_year - 1, this_year, this_year + 1)
    return first_ahead((_first_day(*find(number), words.today) for number in years), words.today)


def _first_day(start: date, end: date, today: date) -> Span:
    """A feast is kept on its first day, and on the second day when that is today."""
    return Span(start, end, today if start <= today <= end else start, start)


def school_holiday(words: Words) -> Spans:
    known = [stretch(*dates) for dates in HOLIDAYS[words.text("school")]]
    if words.year:
        return tuple(span for span in known if span.start.year == words.year) or none("not in the table")
    spans = first_ahead(known, words.today)[:1]
    return spans if spans[0].end >= words.today else none("not in the table yet")
