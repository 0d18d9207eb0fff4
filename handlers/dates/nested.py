"""Phrases with another phrase inside: "vrijdag 29 mei", "een week na Pasen", "tussen 4 en 9 feb", "28 mei t/m 2 juni".

Every function gets the words and `find`, which reads the inner phrase.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from string import ascii_lowercase, digits
from typing import NamedTuple, TypeAlias

from handlers.dates.calendar import (
    DAY,
    SATURDAY,
    WEEK,
    Period,
    last_working_day,
    months_after,
    next_working_day,
    week_of,
    working_days_before,
)
from handlers.dates.days import none, offsets
from handlers.dates.periods import Kind
from handlers.dates.spans import Span, Spans, one_day, stretch, whole
from handlers.dates.words import SHORT_DAYS, Words


class Found(NamedTuple):
    kind: Kind
    spans: Spans


Reader: TypeAlias = Callable[[str, date], Found | None]

_DATES = frozenset({Kind.DAY, Kind.HYPHENED, Kind.SLASHED, Kind.FRACTION})
_PARTS = frozenset({"begin", "half", "medio", "midden"})
_WEEKDAYS = frozenset({Kind.WEEKDAY, Kind.SHORT_DAY})
_ANCHORS = _DATES | {Kind.FEAST, Kind.SEASON, Kind.WEEKEND, Kind.MONTH, Kind.PART, Kind.WEEK}
_ENDS = _ANCHORS | _WEEKDAYS | {Kind.RANK, Kind.RELATIVE, Kind.NEAR, Kind.LABEL, Kind.AROUND, Kind.LOW_WEEK}


def _inner(words: Words, find: Reader, kinds: frozenset[Kind], slot: str = "period") -> Found:
    found = find(words.text(slot), words.today)
    if found is None or found.kind not in kinds:
        msg = f"{words.text(slot)} is no such phrase"
        raise ValueError(msg)
    return found


def weekday_with_date(words: Words, find: Reader) -> Spans:
    """ "vrijdag 29 mei": when that is no Friday, one of the two is a mistake and nothing is read."""
    spans = _inner(words, find, _DATES | {Kind.DOTTED}).spans
    fitting = tuple(span for span in spans if span.start.isoweekday() == words["weekday"])
    return fitting or none("not that day of the week")


def date_with_week(words: Words, find: Reader) -> Spans:
    """ "vr 29 mei (week 22)", the way the bot says it."""
    spans = _inner(words, find, frozenset({Kind.DAY})).spans
    fitting = tuple(span for span in spans if span.start.isocalendar().week == words["any_week"])
    return fitting or none("not in that week")


def weekday_and_weeks(words: Words, find: Reader) -> Spans:
    """ "vrijdag over een week" is a week after the coming Friday; in months there is no such thing."""
    if words.text("unit") not in {"week", "weken", "dagen"}:
        return none("a weekday comes back in weeks")
    spans = _inner(words, find, _WEEKDAYS | {Kind.RELATIVE}).spans
    pairs = [(span.start, day) for span in spans for day in offsets(span.start, words)]
    if any((day - start).days % 7 for start, day in pairs):
        return none("not whole weeks")
    return tuple(one_day(day) for _, day in pairs)


def weeks_and_weekday(words: Words, _find: Reader) -> Spans:
    """ "over twee weken op dinsdag" is the Tuesday of the week that is then."""
    if words.text("unit") not in {"week", "weken"}:
        return none("a weekday comes back in weeks")
    monday = week_of(offsets(words.today, words)[0]).start
    return (one_day(monday + (words["weekday"] - 1) * DAY),)


# -- counted from a day ------------------------------------------------------------------------------------------------


def counted(words: Words, find: Reader) -> Spans:
    """ "een week na Hemelvaart", "2 werkdagen voor Koningsdag"; around a holiday it ends up on a working day."""
    if words.text("side") == "voor":
        found = _inner(words, find, _ANCHORS)
        days = tuple(day for span in found.spans for day in _earlier(span.start, words))
        return tuple(one_day(last_working_day(day) if found.kind is Kind.SEASON else day) for day in days)
    (away,) = offsets(words.today, words)[:1]
    for found in _lately(words, find, away - words.today):
        days = tuple(day for span in found.spans for day in offsets(span.end, words))
        days = tuple(next_working_day(day) if found.kind is Kind.SEASON else day for day in days)
        if all(day >= words.today for day in days):
            return tuple(map(one_day, days))
    return none("no day ahead")


def _lately(words: Words, find: Reader, since: timedelta) -> Iterator[Found]:
    """The anchor that a stretch behind it may still be running from, and the one ahead."""
    if words.today.toordinal() > since.days:
        yield _inner(replace(words, today=words.today - since), find, _ANCHORS)
    yield _inner(words, find, _ANCHORS)


def _earlier(day: date, words: Words) -> tuple[date, ...]:
    whole_units, half = divmod(words["count"], 2)
    unit = words.text("unit")
    if half:
        msg = "half a unit before a day is no date"
        raise ValueError(msg)
    if unit in {"week", "weken"}:
        return (day - whole_units * WEEK,)
    if unit.startswith("werk"):
        return (working_days_before(day, whole_units),)
    months = {"maand": 1, "maanden": 1, "kwartaal": 3, "kwartalen": 3, "halfjaar": 6, "jaar": 12, "jaren": 12}.get(unit)
    return (months_after(day, -months * whole_units) if months else day - whole_units * DAY,)


def neighbour(words: Words, find: Reader) -> Spans:
    """ "de dag na Hemelvaart", "de week voor kerst", "vrijdag na Pasen", "eerste werkdag na 1 mei"."""
    forward = words.text("side") == "na"
    for found in _lately(words, find, 2 * WEEK * forward):
        spans = tuple(_beside(span, words.text("what"), forward=forward) for span in found.spans)
        if not forward or all(span.end >= words.today for span in spans):
            return spans
    return none("no day ahead")


def _beside(span: Span, what: str, *, forward: bool) -> Span:
    near = span.end + DAY if forward else span.start - DAY
    if what == "dag":
        return one_day(near)
    if what == "werkdag":
        return one_day(next_working_day(near) if forward else last_working_day(near))
    if what == "week":
        return whole(_week_beside(span, forward=forward))
    weekday = SHORT_DAYS.index(what[:2])
    away = (weekday - near.weekday()) % 7 if forward else -((near.weekday() - weekday) % 7)
    return one_day(near + away * DAY)


def _week_beside(span: Span, *, forward: bool) -> Period:
    """The week before or after that of its first day; the week before Easter, a Sunday, is the one that it ends."""
    if not forward:
        return week_of(span.start - (DAY if span.start.weekday() >= SATURDAY else WEEK))
    long = (span.end - span.start) >= WEEK
    return week_of((span.end if long else span.start) + WEEK)


# -- from one day to another -------------------------------------------------------------------------------------------


def between(words: Words, find: Reader) -> Spans:
    """Due on its last working day: "tussen 4 en 9 feb" on the ninth. A feast at the end is no working time."""
    words = _both_ends(words)
    first, last = words.text("other").rstrip("de"), words.text("period")
    end = find(last, words.today)
    if end is None or end.kind not in _ENDS:
        return none("no end")
    if first == "nu" or first in _PARTS:
        return tuple(_until(words.today, span, _eve(span, end.kind), end.kind) for span in end.spans)
    if first.isdigit() and end.kind in _DATES:
        begins = [(span.start.replace(day=int(first)), span) for span in end.spans if int(first) < span.start.day]
        return tuple(replace(stretch(start, span.end), gone=span.gone) for start, span in begins) or none("backwards")
    return _reaching(_inner(words, find, _ENDS, "other"), last, find, before_feast=True)


def _eve(span: Span, kind: Kind) -> date:
    """The last day of it; what runs until a holiday is over when that begins."""
    return span.start - DAY if kind in {Kind.FEAST, Kind.SEASON} else span.end


def _until(start: date, end: Span, till: date, kind: Kind) -> Span:
    """A range up to a part of a month is due when that part is: "tot half maart" in the middle of it."""
    span = stretch(start, till)
    return replace(span, due=end.due) if kind is Kind.PART and end.due > start else span


def through_dates(words: Words, find: Reader) -> Spans:
    """ "28 mei t/m 2 juni"."""
    words = _both_ends(words)
    return _reaching(_inner(words, find, _ENDS - _WEEKDAYS, "other"), words.text("period"), find)


def _both_ends(words: Words) -> Words:
    """With the month at both ends ("ma 5 t/m vr 9 april"), and with "zo" as Sunday, which it is behind another day."""
    first, last = words.text("other"), words.text("period")
    if first[-1].isdigit() and first[0].isalpha() and last[0].isalpha():
        first += last.lstrip(f"{ascii_lowercase} ").lstrip(digits)
    return replace(words, found={**words.found, "other": first, "period": "zondag" if last == "zo" else last})


def through_weekdays(words: Words, find: Reader) -> Spans:
    """ "maandag t/m woensdag"."""
    words = _both_ends(words)
    return _reaching(_inner(words, find, _WEEKDAYS, "other"), words.text("period"), find)


def _reaching(begin: Found, last: str, find: Reader, *, before_feast: bool = False) -> Spans:
    """Each end is the first one after its beginning."""
    reached = []
    for start in begin.spans[:1]:
        end = find(last, start.start)
        if end is None or end.kind not in _ENDS or (end.kind in _WEEKDAYS) != (begin.kind in _WEEKDAYS):
            return none("no end")
        for span in end.spans[-1:]:
            if span.end <= start.start:
                return none("backwards")
            till = _eve(span, end.kind) if before_feast else span.end
            reached.append(replace(_until(start.start, span, till, end.kind), gone=start.gone))
    return tuple(reached)
