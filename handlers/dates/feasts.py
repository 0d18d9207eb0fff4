"""Dutch holidays by the names people use, and the school holidays that split a working year.

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


def _prinsjesdag(year: int) -> Stretch:
    day = nth_weekday(month(year, 9), weekday=2, nth=3)
    return day, day


def _both(*names: str, feast: Feast) -> dict[str, Feast]:
    return dict.fromkeys(names, feast)


FEASTS: Mapping[str, Feast] = MappingProxyType(
    _both("nieuwjaar", "nieuwjaarsdag", feast=_fixed(1, 1))
    | _both("witte donderdag", feast=_easter(-3))
    | _both("goede vrijdag", feast=_easter(-2))
    | _both("pasen", "de paasdagen", "het paasweekend", feast=_easter(0, days=2))
    | _both("eerste paasdag", "1e paasdag", "paaszondag", feast=_easter(0))
    | _both("tweede paasdag", "2e paasdag", "paasmaandag", feast=_easter(1))
    | _both("koningsdag", feast=_kings_day)
    | _both("dag van de arbeid", "de dag van de arbeid", feast=_fixed(5, 1))
    | _both("dodenherdenking", feast=_fixed(5, 4))
    | _both("bevrijdingsdag", feast=_fixed(5, 5))
    | _both("hemelvaart", "hemelvaartsdag", feast=_easter(39))
    | _both("pinksteren", "de pinksterdagen", "het pinksterweekend", feast=_easter(49, days=2))
    | _both("eerste pinksterdag", "1e pinksterdag", "pinksterzondag", feast=_easter(49))
    | _both("tweede pinksterdag", "2e pinksterdag", "pinkstermaandag", feast=_easter(50))
    | _both("prinsjesdag", feast=_prinsjesdag)
    | _both("sint maarten", "sint-maarten", feast=_fixed(11, 11))
    | _both("sinterklaas", "sinterklaasavond", "pakjesavond", feast=_fixed(12, 5))
    | _both("kerstavond", feast=_fixed(12, 24))
    | _both("kerst", "de kerst", "kerstmis", "de kerstdagen", feast=_fixed(12, 25, days=2))
    | _both("eerste kerstdag", "1e kerstdag", feast=_fixed(12, 25))
    | _both("tweede kerstdag", "2e kerstdag", feast=_fixed(12, 26))
    | _both("oudjaar", "oudejaarsdag", "oudejaarsavond", feast=_fixed(12, 31))
    | _both("oud en nieuw", "oud & nieuw", feast=_fixed(12, 31, days=2))
    | _both("de feestdagen", feast=_fixed(12, 25, days=8))
)


# School region noord, which Zwolle follows, as published by the ministry and seen in school calendars there. The spring
# holiday around Koningsdag is left out: schools choose it themselves. A year that is missing is not read; add it here.
_SUMMER = (
    (date(2025, 7, 12), date(2025, 8, 24)),
    (date(2026, 7, 4), date(2026, 8, 16)),
    (date(2027, 7, 10), date(2027, 8, 22)),
)
_AUTUMN = ((date(2025, 10, 18), date(2025, 10, 26)), (date(2026, 10, 10), date(2026, 10, 18)))
_CHRISTMAS = ((date(2025, 12, 20), date(2026, 1, 4)), (date(2026, 12, 19), date(2027, 1, 3)))
_SPRING = ((date(2026, 2, 21), date(2026, 3, 1)), (date(2027, 2, 20), date(2027, 2, 28)))

SCHOOL_HOLIDAYS: Mapping[str, tuple[Stretch, ...]] = MappingProxyType(
    {
        "zomer": _SUMMER,
        "zomervakantie": _SUMMER,
        "herfstvakantie": _AUTUMN,
        "kerstvakantie": _CHRISTMAS,
        "voorjaarsvakantie": _SPRING,
    }
)
