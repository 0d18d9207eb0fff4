"""The school holidays of region noord, to which Zwolle belongs, as the ministry of OCW publishes them.

Sources: rijksoverheid.nl, "Overzicht schoolvakanties" 2027-2028 and 2028-2029; for the other years the public data set
of OpenHolidays (openholidaysapi.org, state of January 2026), which has the same days for those two. Add a school year
to `_YEARS` when it is published; a year that is missing is asked, never guessed.

Only the summer holiday is the same for all schools. The others are advice, and the second week of the May holiday is
chosen by each school, so days around that holiday are only suggested.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import starmap
from types import MappingProxyType
from typing import TypeAlias

Stretch: TypeAlias = tuple[date, date]

_ORDER = ("herfstvakantie", "kerstvakantie", "voorjaarsvakantie", "meivakantie", "zomervakantie")
_WEEKS = (1, 2, 1, 1, 6)

# The first day (a Saturday) of the five holidays of each school year, in the order above.
_YEARS = (
    ("2025-10-18", "2025-12-20", "2026-02-21", "2026-04-25", "2026-07-04"),
    ("2026-10-10", "2026-12-19", "2027-02-20", "2027-04-24", "2027-07-10"),
    ("2027-10-16", "2027-12-25", "2028-02-19", "2028-04-29", "2028-07-15"),
    ("2028-10-14", "2028-12-23", "2029-02-17", "2029-04-28", "2029-07-21"),
    ("2029-10-20", "2029-12-22", "2030-02-16", "2030-04-27", "2030-07-20"),
)
_BEFORE = {"zomervakantie": "2025-07-12"}


def _stretch(first: str, weeks: int) -> Stretch:
    """From a Saturday to the Sunday at the end."""
    start = date.fromisoformat(first)
    return start, start + timedelta(weeks=weeks, days=1)


def _holiday(name: str) -> tuple[Stretch, ...]:
    column = _ORDER.index(name)
    firsts = [*filter(None, [_BEFORE.get(name)]), *(year[column] for year in _YEARS)]
    return tuple(starmap(_stretch, ((first, _WEEKS[column]) for first in firsts)))


_TABLE = {name: _holiday(name) for name in _ORDER}

HOLIDAYS: Mapping[str, tuple[Stretch, ...]] = MappingProxyType(
    {name: days for name, days in _TABLE.items() if name != "meivakantie"}
    | dict.fromkeys(("zomer", "grote vakantie"), _TABLE["zomervakantie"])
    | dict.fromkeys(("krokusvakantie", "carnavalsvakantie"), _TABLE["voorjaarsvakantie"])
)
"""By the names that people use; "de zomer" is that of the schools when somebody says "voor" or "na"."""

OTHER_HOLIDAYS: Mapping[str, tuple[Stretch, ...]] = MappingProxyType(
    {"meivakantie": _TABLE["meivakantie"], "meireces": _TABLE["meivakantie"]}
    | {f"{season}reces": _TABLE[f"{season}vakantie"] for season in ("herfst", "kerst", "voorjaars", "zomer")}
    | dict.fromkeys(("vakantie", "schoolvakantie", "paasvakantie", "bouwvak", "bouwvakantie", "reces"), ())
)
"""Those that somebody is always asked about: each school, firm or council has its own."""
