"""Say a date the way the bot does ("vr 29 mei (week 22)"), and read the weekly moment of the digest."""

import re
from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType

from handlers.dates.templates import pattern
from handlers.dates.words import MONTHS, NUMBERS, SHORT_DAYS, normal

WEEK_DAYS = 7
EARLIEST = 7
""" "vrijdag 4 uur" is the afternoon to whoever says it; an hour before seven counts only as "04:00"."""

_HOURS = {word: number for word, number in NUMBERS.items() if number <= 12}  # noqa: PLR2004
_HOURS_OF: Mapping[str, range] = MappingProxyType(
    {"ochtend": range(12), "morgen": range(12), "middag": range(12, 19), "avond": range(17, 24)}
)
_PART = f"(?:{'|'.join(_HOURS_OF)})"
_MOMENT = re.compile(
    rf"(?:(?:elke|iedere|op) )?{pattern('{weekday}').pattern}(?P<part>{_PART})?(?: om)? "
    r"(?:(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-5][0-9])(?: ?u(?:ur)?)?"
    rf"|(?P<whole>[0-9]{{1,2}}|{'|'.join(_HOURS)}) ?u(?:ur)?)"
    rf"(?: 's (?P<later>{_PART})s)?"
)


def spoken(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{SHORT_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def spoken_with_week(day: date, today: date) -> str:
    return f"{spoken(day, today)} (week {day.isocalendar().week})"


def relative(day: date, today: date) -> str:
    """In words when it is late, and as long as it is less than a week away."""
    days = (day - today).days
    if days >= WEEK_DAYS:
        return spoken(day, today)
    if days in (0, 1):
        return ("vandaag", "morgen")[days]
    if days > 0:
        return f"over {days} dagen"
    return "1 dag te laat" if days == -1 else f"{-days} dagen te laat"


def moment(phrase: str) -> tuple[int, time] | None:
    """The ISO weekday and the time of "vr 16.00 uur" or "maandag om 8 uur"; None when the hour could be meant twice."""
    said = _MOMENT.fullmatch(normal(phrase))
    if not said:
        return None
    digits = said["hour"] or said["whole"]
    hour = _hour(_HOURS.get(digits) or int(digits), said["part"] or said["later"], sure=digits.startswith("0"))
    if hour is None:
        return None
    return SHORT_DAYS.index(said["weekday"][:2]) + 1, time(hour, int(said["minute"] or 0))


def _hour(number: int, part: str | None, *, sure: bool) -> int | None:
    if part:
        fitting = [hour for hour in (number, number + 12) if hour in _HOURS_OF[part]]
        return fitting[0] if len(fitting) == 1 else None
    return number if number in range(0 if sure else EARLIEST, 24) else None
