"""Notice phrases that look like a time but are no certain date: "dondrdag", "vanaf 1 feb", "in het voorjaar", "elke
maandag".

They give `Unsure` with the days that may be meant, and the person is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from handlers.dates.calendar import WEEK, last_working_day
from handlers.dates.grammar import date_in, parse, trimmed
from handlers.dates.periods import Kind
from handlers.dates.reading import Unsure, Why
from handlers.dates.rules import find_spans
from handlers.dates.spelling import canonical, corrected
from handlers.dates.suggestion import Suggestion, read_days, start_days
from handlers.dates.suggestions import suggest

NEAR = timedelta(days=366 * 3)
"""Digits alone are a date only when it is near."""
_CUTS = {
    8: ((slice(6, 8), slice(4, 6), slice(0, 4)), (slice(0, 2), slice(2, 4), slice(4, 8))),
    6: ((slice(0, 2), slice(2, 4), slice(4, 6)),),
}
"""Where the day, the month and the year stand in so many digits."""
MOST_DAYS = 3
"""More buttons than these are no help."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could be meant. A `weak` one is a time only behind something to do: "Programma herfstvakantie" is a name."""

    unsure: Unsure
    weak: bool = False


def doubt(phrase: str, today: date) -> Doubt | None:
    """The whole phrase or nothing."""
    text = canonical(phrase)
    said = text
    for lead in _PASSED_OVER:
        text = text.removeprefix(lead)
    if text != said and (parsed := read_days(text, today)):
        return Doubt(Unsure(trimmed(phrase), parsed[:MOST_DAYS], Why.ROUGH))  # "zsm na 1 april"
    try:
        found = _look(text, today) if text else None
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None
    if found is None:
        return None
    days = tuple(dict.fromkeys(day for day in found.days if day >= today))[:MOST_DAYS]
    return Doubt(Unsure(trimmed(phrase), days, found.why), found.weak)


@lru_cache(maxsize=256)
def _look(text: str, today: date) -> Suggestion | None:
    if text.isdecimal():
        return _digits(text, today)
    found = _hedged(text, today) or _either(text, today) or suggest(text, today)
    if found:
        return found
    right = corrected(text)
    if right == text:
        return _begun(text, today)
    parsed = parse(right, today)
    if parsed:
        return Suggestion(Why.SLIP, _days(right, today), weak=not parsed.manner.closes)
    inside = _look(right, today)
    return Suggestion(Why.SLIP, inside.days, weak=inside.weak) if inside else None


def _digits(text: str, today: date) -> Suggestion | None:
    """ "20270308", "08032027" and "080327", which may be a number of something as well."""
    cuts = _CUTS.get(len(text), ())
    spelled = ("-".join((text[day], text[month], text[year][-2:])) for day, month, year in cuts)
    days = [day for each in spelled for day in read_days(each, today) if day < today + NEAR]
    return Suggestion(Why.ROUGH, tuple(days), weak=True) if days else None


def _begun(text: str, today: date) -> Suggestion | None:
    """ "voor Pasen" at Easter and "na de kerst" in the week behind it leave no day, or one in a year."""
    said = date_in(text, Kind.DAY)
    if said is None or not said[1].lead.moves:
        return None
    found = find_spans(said[0], today)
    return Suggestion(Why.BEGUN, weak=True) if found and found.kind not in {Kind.YEAR, Kind.AROUND} else None


def _days(text: str, today: date) -> tuple[date, ...]:
    """The days that a phrase is read as, or that could be meant by it."""
    found = None if (days := read_days(text, today)) else _look(text, today)
    return found.days if found else days


# -- a word before it that leaves it open ------------------------------------------------------------------------------


def _before(text: str, today: date) -> tuple[date, ...]:
    return _days(f"voor {text}", today)


def _well_before(text: str, today: date) -> tuple[date, ...]:
    days = _days(f"voor {text}", today)
    return (*(last_working_day(day - WEEK) for day in days[:1]), *days)


def _after(text: str, today: date) -> tuple[date, ...]:
    return _days(f"na {text}", today)


_Choose: TypeAlias = Callable[[str, date], tuple[date, ...]]

_FROM = """
    vanaf|niet voor|niet eerder dan|pas vanaf|pas op|pas in|pas|op zijn vroegst|op z'n vroegst|op zijn vroegst op
    |vroegstens|ten vroegste|start|startend op|ingaand op|ingaande|startdatum|start op|begindatum
"""
_FROM_AFTER = "pas na|niet voor het eind van|ergens na|een tijdje na"
_WELL_BEFORE = "ruim voor|ver voor|ruim op tijd voor|op tijd voor|tijdig voor|een tijdje voor|lang voor"
_JUST_BEFORE = "vlak voor|kort voor|net voor|ergens voor|direct voor|meteen voor"
_JUST_AFTER = "vlak na|kort na|net na|snel na|direct na|meteen na|gelijk na|spoedig na|ruim na|lang na"
_WISHES = """
    liefst|het liefst|bij voorkeur|idealiter|in principe|hopelijk|misschien|wellicht|waarschijnlijk|vermoedelijk
    |mogelijk|indien mogelijk|zo mogelijk|als het kan|als het lukt|als het even kan|voorlopig|eventueel
    |naar verwachting|desnoods|onder voorbehoud|gepland|gepland op|gepland voor
"""
_SOMEWHERE = """
    ergens|ergens rond|ergens op|zo ergens rond|ergens tegen|om en nabij|nabij|richting|zo tegen|rond of|of rond
"""
_HEDGES: tuple[tuple[Why, _Choose, str], ...] = (
    (Why.BEGIN, start_days, _FROM),
    (Why.BEGIN, _after, _FROM_AFTER),
    (Why.ROUGH, _well_before, _WELL_BEFORE),
    (Why.ROUGH, _before, _JUST_BEFORE),
    (Why.ROUGH, _after, _JUST_AFTER),
    (Why.WISH, _days, _WISHES),
    (Why.ROUGH, _days, _SOMEWHERE),
)
_HEDGE_OF = {hedge.strip(): (why, choose) for why, choose, hedges in _HEDGES for hedge in hedges.split("|")}
_LONGEST_HEDGE = max(len(hedge.split()) for hedge in _HEDGE_OF)
_FIRST_WORDS = frozenset(hedge.split()[0] for hedge in _HEDGE_OF)
_ENDINGS = (
    " of later", " of eerder", " of iets later", " of iets eerder", " of zo", " of daaromtrent", " onder voorbehoud",
    " ovb", " ovv", " ov", " ongeveer",
)  # fmt: skip
"""Behind a date these leave it open."""
_PASSED_OVER = (
    "zsm ", "asap ", "zo snel mogelijk ", "nog ", "graag ", "uiterlijk ", "deadline ", "in ieder geval ",
    "in elk geval ",
)  # fmt: skip


def _hedged(text: str, today: date) -> Suggestion | None:
    if text.endswith(_ENDINGS):
        days = next(_days(text.removesuffix(each), today) for each in _ENDINGS if text.endswith(each))
        return Suggestion(Why.WISH, days) if days else None
    words = text.split()
    if not words or words[0] not in _FIRST_WORDS:
        return None
    for count in range(min(_LONGEST_HEDGE, len(words) - 1), 0, -1):
        hedge = _HEDGE_OF.get(" ".join(words[:count]))
        rest = " ".join(words[count:])
        if hedge and _is_time(rest, today):
            why, choose = hedge
            return Suggestion(why, choose(rest, today) or _days(rest, today))
    return None


def _is_time(text: str, today: date) -> bool:
    found = find_spans(text, today)
    return found is not None or parse(text, today) is not None or _look(text, today) is not None


# -- one of two --------------------------------------------------------------------------------------------------------

_BETWEEN = (" en anders ", " of anders ", " anders ", " en/of ", " dan wel ", " of ", " en ", "/", " / ")


def _either(text: str, today: date) -> Suggestion | None:
    for mark in _BETWEEN:
        first, found, second = text.rpartition(mark)
        if not found or (mark == "/" and first[-1:].isdigit() and not any(map(str.isalpha, second))):
            continue
        days = _days(first, today)
        last = _days(second, today) or (days and _days(f"{first.rpartition(' ')[0]} {second}", today))
        days = days or (last and _completed(first, second, today))
        if days and last:
            return Suggestion(Why.CHOICE, (*days, *last), weak=mark in {" en ", "/", " / "})
    return None


def _completed(first: str, second: str, today: date) -> tuple[date, ...]:
    """ "1 of 2 juni" and "maandag of dinsdag volgende week": the first borrows the end of the second."""
    words, firsts = second.split(), first.split()
    rows = firsts if all(map(str.isdecimal, firsts)) else [first]  # "12, 19 en 26 april"
    for start in range(1, len(words)):
        ending = " ".join(words[start:])
        if days := tuple(day for each in rows for day in _days(f"{each} {ending}", today)):
            return days
    return ()


WORDS_AROUND = frozenset(
    word for hedges in (*_HEDGE_OF, *_ENDINGS, *_PASSED_OVER, *_BETWEEN) for word in hedges.replace("/", " ").split()
)
"""What may stand before and between the dates of a doubtful phrase."""
