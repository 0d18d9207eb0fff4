"""Hear a due date in a phrase, and also one that cannot be kept: "1-2-2026", "gisteren", "31 februari".

`read` answers with what is ahead. Whoever ends a title in "15 nov" on the 21st, or in a day that no calendar has, meant
something by it; guessing next year's or leaving it in the title would both be silent.
"""

import re
from dataclasses import dataclass
from datetime import date

from handlers.dates.calendar import DAY, WEEK, last_weekday, nth_weekday, week_of
from handlers.dates.grammar import JUST_GONE, Manner, Parsed, date_in, parse, read, trimmed
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Due, Impossible, Open, Past, Read
from handlers.dates.rules import find_spans
from handlers.dates.words import Words, pattern

LONG_GONE = 122
"""In days: "12 mei" in June is about last month, not next year."""

_DAYS = frozenset({Kind.DAY, Kind.HYPHENED, Kind.SLASHED})
_PERIODS = frozenset({Kind.PART, Kind.WEEK, Kind.LOW_WEEK, Kind.MONTH})
_MONTH = pattern("{month}").pattern
_WEEKDAY = pattern("{weekday}").pattern
_YEAR = "(?:19|20)[0-9]{2}"

_NAMES_DAY = (pattern("{day}( |-)[van ]{month}"), pattern("{dd}(-|/|.){mm}"))
_NAMES_PERIOD = re.compile(rf"\b{_MONTH}\b|\b(?:week|wk) ?[0-9]")
_YESTERDAY = re.compile(r"(eer)?gisteren(?:ochtend|middag|avond)?")
_LAST_WEEK = (pattern("vorige week {weekday}"), pattern("{weekday} vorige week"))
_LAST = (pattern("(afgelopen|vorige) {weekday}"), pattern("{weekday} (jl|jongstleden)"))

_DATE = re.compile(
    rf"(?:{_WEEKDAY} )?(?:(?:de )?[0-9]{{1,2}}(?:e|de|ste)?[ -](?:van )?{_MONTH}"
    rf"(?:[ -](?:van )?(?:{_YEAR}|'[0-9]{{2}}))?"
    rf"|[0-9]{{1,2}}(?P<mark>[-/.])[0-9]{{1,2}}(?P=mark){_YEAR}|{_YEAR}-[0-9]{{1,2}}-[0-9]{{1,2}})"
    rf"|(?:week|wk) ?(?:5[3-9]|[6-9][0-9])(?: (?:van |in )?{_YEAR})?"
)
_DATE_WITHOUT_YEAR = re.compile(r"[0-9]{1,2}[-/][0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Heard:
    """No answer means that it is a date, and none that anything is due on: "eind april", said in May."""

    answer: Due | None
    manner: Manner


def heard(phrase: str, today: date) -> Due | None:
    """What a whole phrase says: as `read`, and else a day that has been or that no calendar has."""
    said = read(phrase, today)
    if said:
        return said
    found = hear(phrase, today)
    return found.answer if found else None


def hear(phrase: str, today: date) -> Heard | None:
    said = date_in(phrase, Kind.DAY)
    if not said:
        return None
    rest, manner = said
    parsed = parse(phrase, today)
    lately = _lately(rest, today)
    if lately:
        return Heard(Past(trimmed(phrase), lately), manner)
    over = _over(phrase, rest, parsed, today)
    if over or parsed is None:
        return over or _impossible(phrase, rest, today)
    return Heard(None if _stale(parsed, rest) else parsed.read, parsed.manner)


def _lately(rest: str, today: date) -> date | None:
    if today.toordinal() <= LONG_GONE:
        return None
    if said := _YESTERDAY.fullmatch(rest):
        return today - (2 if said[1] else 1) * DAY
    for each in _LAST_WEEK:
        if said := each.fullmatch(rest):
            return nth_weekday(week_of(today - WEEK), Words(today, said.groupdict())["weekday"], 1)
    for each in _LAST:
        if said := each.fullmatch(rest):
            return last_weekday(today, Words(today, said.groupdict())["weekday"])
    return None


def _over(phrase: str, rest: str, parsed: Parsed | None, today: date) -> Heard | None:
    """What was meant is found by reading it as somebody would have some time ago."""
    if parsed and parsed.past and (parsed.manner.firm or _names_day(parsed, rest)):
        return _past(phrase, parsed, today)
    for days in (LONG_GONE, JUST_GONE):
        earlier = parse(phrase, date.fromordinal(max(today.toordinal() - days, 1)))
        if earlier and "jaar" not in rest and days == _goes_back(earlier, rest):
            return _past(phrase, earlier, today)
    return None


def _past(phrase: str, parsed: Parsed, today: date) -> Heard | None:
    day = _latest(parsed.read)
    return Heard(Past(trimmed(phrase), day), parsed.manner) if day < today else None


def _latest(read: Read) -> date:
    match read:
        case Ambiguous(readings=readings):
            return readings[-1].due
        case Open(review=review):
            return review
    return read.due


def _goes_back(parsed: Parsed, rest: str) -> int:
    if _names_day(parsed, rest):
        return LONG_GONE
    manner = parsed.manner
    return JUST_GONE if manner.firm and manner.kind in _PERIODS and _NAMES_PERIOD.search(rest) else 0


def _names_day(parsed: Parsed, rest: str) -> bool:
    return parsed.manner.kind in _DAYS and any(each.search(rest) for each in _NAMES_DAY)


def _stale(parsed: Parsed, rest: str) -> bool:
    if parsed.manner.firm or _names_day(parsed, rest):
        return False
    limit = JUST_GONE if parsed.manner.lead.moves else LONG_GONE
    return parsed.past or (parsed.gone is not None and parsed.gone <= limit)


def _impossible(phrase: str, rest: str, today: date) -> Heard | None:
    for form, kind in ((_DATE, Kind.DAY), (_DATE_WITHOUT_YEAR, Kind.HYPHENED)):
        said = date_in(phrase, kind)
        if said and form.fullmatch(rest) and not find_spans(rest, today):
            return Heard(Impossible(trimmed(phrase)), said[1])
    return None
