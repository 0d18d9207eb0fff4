"""Read a due date, including one that cannot be kept: "1-2-2026", "gisteren", "31 februari".

`read` gives dates ahead only. A title that ends in "15 nov" on the 21st, or in a day that no calendar has, was meant to
have a date; guessing next year or leaving it in the title would both be wrong without a word.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.dates.calendar import DAY, WEEK, last_weekday, nth_weekday, week_of
from handlers.dates.doubts import doubt
from handlers.dates.grammar import JUST_GONE, Manner, Parsed, date_in, parse, read, trimmed
from handlers.dates.occasions import is_occasion
from handlers.dates.periods import Kind
from handlers.dates.reading import Ambiguous, Due, Impossible, Open, Past, Read, Unsure, Why
from handlers.dates.rules import find_spans
from handlers.dates.templates import pattern, template
from handlers.dates.words import Words

YEAR = timedelta(days=365)
_LATE = (" jl", " jongstleden")
LONG_GONE = 122
"""In days: "12 mei" in June is about last month, not next year."""

_DAYS = frozenset({Kind.DAY, Kind.HYPHENED, Kind.SLASHED, Kind.FRACTION, Kind.DOTTED})
_PERIODS = frozenset({Kind.PART, Kind.WEEK, Kind.LOW_WEEK, Kind.MONTH})
_MONTH = pattern("{month}").pattern
_WEEKDAY = pattern("{weekday}").pattern
_YEAR = "(?:19|20)[0-9]{2}"

_NAMES_DAY = (pattern("{day}( |-)[van ]{month}"), pattern("{dd}(-|/|.){mm}"))
_ROLLING = frozenset({"maand", "week"})
_NAMES_PERIOD = re.compile(rf"\b{_MONTH}\b|\b(?:week|wk) ?[0-9]")
YESTERDAY = {
    before + part: days
    for before, days in (("gisteren", 1), ("eergisteren", 2))
    for part in ("", "ochtend", "middag", "avond")
}
_LAST_WEEK = (template("vorige week {weekday}"), template("{weekday} vorige week"))
_LAST = (template("(afgelopen|vorige) {weekday}"), template("{weekday} (jl|jongstleden)"))
LATELY = (*_LAST_WEEK, *_LAST)

_DATE = re.compile(
    rf"(?:{_WEEKDAY} )?(?:(?:de )?[0-9]{{1,2}}(?:e|de|ste)?[ -](?:van )?{_MONTH}"
    rf"(?:[ -](?:van )?(?:{_YEAR}|'[0-9]{{2}}))?"
    rf"|[0-9]{{1,2}}(?P<mark>[-/.])[0-9]{{1,2}}(?P=mark)(?:{_YEAR}|0000)"
    r"|(?:00?|3[2-9]|[4-9][0-9])(?P<odd>[-/.])[0-9]{1,2}(?P=odd)[0-9]{4}"
    rf"|{_YEAR}-[0-9]{{1,2}}-[0-9]{{1,2}})"
    rf"|(?:week|wk) ?(?:5[3-9]|[6-9][0-9])(?: (?:van |in )?{_YEAR})?"
)
_NEARLY = (pattern("{dd}(-|/){mm}"), pattern("{dd}-{mm}-{yy}"), pattern("{dd}/{mm}/{yy}"))
_DATE_WITHOUT_YEAR = re.compile(r"[0-9]{1,2}(?P<mark>[-/])[0-9]{1,2}(?:(?P=mark)'?[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Heard:
    """No answer means that it is a date, and hardly one to be due on: "eind april", said in May.

    Then `later` is the next one, or the day that it was where a year says so, and `gone` how many days ago it ended.
    """

    answer: Due | None
    manner: Manner
    later: Read | Past | None = None
    gone: int = 0


def heard(phrase: str, today: date) -> Due | None:
    """The reading of a whole phrase: a date ahead, else a day that has passed or does not exist, else a doubt."""
    said = read(phrase, today)
    if said:
        return said
    found = hear(phrase, today)
    if found and found.answer:
        return found.answer
    if doubted := doubt(phrase, today):
        return doubted.unsure
    return Unsure(trimmed(phrase), (), Why.ROUGH) if is_occasion(phrase) else None


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
    if _stale(parsed, rest):
        later = Past(trimmed(phrase), _latest(parsed.read)) if parsed.past else parsed.read
        return Heard(None, parsed.manner, later, parsed.gone or 0)
    return Heard(parsed.read, parsed.manner)


def _lately(rest: str, today: date) -> date | None:
    if today.toordinal() <= YEAR.days:
        return None
    if rest.endswith(_LATE) and (day := _last_year(rest, today)):
        return day
    if rest in YESTERDAY:
        return today - YESTERDAY[rest] * DAY
    for each in _LAST_WEEK:
        if said := each.match(rest):
            return nth_weekday(week_of(today - WEEK), Words(today, said.groupdict())["weekday"], 1)
    for each in _LAST:
        if said := each.match(rest):
            return last_weekday(today, Words(today, said.groupdict())["weekday"])
    return None


def _last_year(rest: str, today: date) -> date | None:
    """ "1 februari jl." is the last one."""
    parsed = parse(rest.rpartition(" ")[0], today - YEAR)
    return _latest(parsed.read) if parsed and _names_day(parsed, rest) else None


def _over(phrase: str, rest: str, parsed: Parsed | None, today: date) -> Heard | None:
    """Find a day that has passed by reading the phrase as of some time ago."""
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
    """Whether the last one was lately; "de 20e" and "eind van de maand" come back every month."""
    rolling = parsed.manner.kind is Kind.RANK or not _ROLLING.isdisjoint(rest.split())
    if parsed.manner.firm or (rolling and not parsed.past) or _names_day(parsed, rest):
        return False
    limit = JUST_GONE if parsed.manner.lead.moves else LONG_GONE
    return parsed.past or (parsed.gone is not None and parsed.gone <= limit)


def _impossible(phrase: str, rest: str, today: date) -> Heard | None:
    for form, kind in ((_DATE, Kind.DAY), (_DATE_WITHOUT_YEAR, Kind.HYPHENED)):
        said = date_in(phrase, kind)
        if said and said[1].bare and kind is Kind.HYPHENED and not any(each.fullmatch(rest) for each in _NEARLY):
            continue  # "kosten verdelen 60-40"
        if said and form.fullmatch(rest) and not find_spans(rest, today):
            return Heard(Impossible(trimmed(phrase)), said[1])
    return None
