"""Dutch holidays by the names people use; `school` has the school holidays.

Movable feasts come from the `holidays` library; a year it does not know raises ValueError, and nothing is read.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeAlias

from handlers.dates.calendar import DAY, month, nth_weekday, public_holidays

Stretch: TypeAlias = tuple[date, date]
Feast: TypeAlias = Callable[[int], Stretch]


def _named(year: int, name: str) -> date:
    try:
        return public_holidays(year)[name]
    except KeyError as unknown:
        msg = f"no {name} known in {year}"
        raise ValueError(msg) from unknown


def _easter(first: int, days: int = 1) -> Feast:
    def find(year: int) -> Stretch:
        start = _named(year, "Eerste paasdag") + timedelta(days=first)
        return start, start + (days - 1) * DAY

    return find


def _fixed(number: int, day: int, days: int = 1) -> Feast:
    def find(year: int) -> Stretch:
        start = date(year, number, day)
        return start, start + (days - 1) * DAY

    return find


def _kings_day(year: int) -> Stretch:
    day = _named(year, "Koningsdag")
    return day, day


def _nth(number: int, *, weekday: int, nth: int) -> Feast:
    """ "de derde dinsdag van september"."""

    def find(year: int) -> Stretch:
        day = nth_weekday(month(year, number), weekday, nth)
        return day, day

    return find


def _both(*names: str, feast: Feast) -> dict[str, Feast]:
    return dict.fromkeys(names, feast)


FEASTS: Mapping[str, Feast] = MappingProxyType(
    _both("nieuwjaar", "nieuwjaarsdag", feast=_fixed(1, 1))
    | _both("driekoningen", feast=_fixed(1, 6))
    | _both("valentijnsdag", feast=_fixed(2, 14))
    | _both("vrouwendag", "internationale vrouwendag", feast=_fixed(3, 8))
    | _both("carnaval", feast=_easter(-49, days=3))
    | _both("aswoensdag", feast=_easter(-46))
    | _both("witte donderdag", feast=_easter(-3))
    | _both("goede vrijdag", feast=_easter(-2))
    | _both("pasen", "paasdagen", "paasweekend", feast=_easter(0, days=2))
    | _both("eerste paasdag", "1e paasdag", "paaszondag", feast=_easter(0))
    | _both("tweede paasdag", "2e paasdag", "paasmaandag", feast=_easter(1))
    | _both("koningsdag", feast=_kings_day)
    | _both("dag van de arbeid", feast=_fixed(5, 1))
    | _both("dodenherdenking", feast=_fixed(5, 4))
    | _both("bevrijdingsdag", feast=_fixed(5, 5))
    | _both("moederdag", feast=_nth(5, weekday=7, nth=2))
    | _both("hemelvaart", "hemelvaartsdag", feast=_easter(39))
    | _both("hemelvaartsweekend", "hemelvaartweekend", feast=_easter(39, days=4))
    | _both("pinksteren", "pinksterdagen", "pinksterweekend", feast=_easter(49, days=2))
    | _both("eerste pinksterdag", "1e pinksterdag", "pinksterzondag", feast=_easter(49))
    | _both("tweede pinksterdag", "2e pinksterdag", "pinkstermaandag", feast=_easter(50))
    | _both("vaderdag", feast=_nth(6, weekday=7, nth=3))
    | _both("keti koti", feast=_fixed(7, 1))
    | _both("prinsjesdag", feast=_nth(9, weekday=2, nth=3))
    | _both("dierendag", feast=_fixed(10, 4))
    | _both("halloween", feast=_fixed(10, 31))
    | _both("sint maarten", "sint-maarten", feast=_fixed(11, 11))
    | _both("sinterklaas", "sinterklaasavond", "pakjesavond", "sint", feast=_fixed(12, 5))
    | _both("kerstavond", feast=_fixed(12, 24))
    | _both("kerst", "kerstmis", "kerstdagen", feast=_fixed(12, 25, days=2))
    | _both("eerste kerstdag", "1e kerstdag", feast=_fixed(12, 25))
    | _both("tweede kerstdag", "2e kerstdag", feast=_fixed(12, 26))
    | _both("oudjaar", "oudejaarsdag", "oudejaarsavond", feast=_fixed(12, 31))
    | _both("oud en nieuw", "oud & nieuw", "oud-en-nieuw", "jaarwisseling", feast=_fixed(12, 31, days=2))
    | _both("feestdagen", feast=_fixed(12, 25, days=8))
)
"""Without the article; "de" or "het" may stand before any of them."""
