"""Read until when a vote is open, as people write it: "over 20 minuten", "15:00", "morgen 12:00", "vrijdag om 15 uur".

What is written as a duration counts from the opening, and anything else is a moment. A day without an hour ends at
five o'clock. What cannot be read for certain is refused with a sentence that says how it can be written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from handlers import dates
from handlers.dates.speech import EARLIEST
from handlers.dutch import counted, either
from handlers.feature import Now
from handlers.words import tidy

LONGEST: Final = timedelta(days=62)
_END_OF_DAY: Final = time(17, 0)
_MINUTES: Final[Mapping[str, int]] = {"min": 1, "minuut": 1, "minuten": 1, "m": 1, "u": 60, "uur": 60, "kwartier": 15}
_SPOKEN: Final[Mapping[str, int]] = {
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "tien": 10, "vijftien": 15, "twintig": 20,
    "dertig": 30,
}  # fmt: skip
_LASTS: Final = re.compile(
    rf"(?:over |nog )?(?P<number>\d{{1,4}}|{'|'.join(_SPOKEN)}) ?"
    rf"(?P<unit>{'|'.join(sorted(_MINUTES, reverse=True))})\b\.?"
)
_HALF_HOUR: Final = re.compile(r"(?:over )?(?:een )?half uur(?:tje)?|(?:over )?(?:een )?halfuur")
_HOUR: Final = re.compile(
    r"(?:^|\s)(?:om )?(?:(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?: ?u(?:ur)?)?"
    r"|(?P<whole>[01]?\d|2[0-3]) ?u(?:ur)?)$"
)
_BEGIN: Final = re.compile(r"^(?:tot(?: en met)?|t/m|uiterlijk|op)\s+")
HOW: Final = "Schrijf bijvoorbeeld “over 20 minuten”, “15:00” of “vrijdag 15:00”, of laat het leeg."


class Unread(Exception):
    """Words that name no certain moment; the message is for people."""


@dataclass(frozen=True, slots=True)
class Until:
    """How long a vote lasts, or until which moment it does; neither for one that somebody closes."""

    minutes: int | None = None
    at: datetime | None = None

    def from_now(self, now: datetime) -> datetime | None:
        """When it ends for a vote that opens now."""
        return now + timedelta(minutes=self.minutes) if self.minutes else self.at


LIVE: Final = Until()
"""A vote without an end: the begeleider closes it."""


def read_until(words: str, now: Now) -> Until:
    """What somebody wrote as the end; nothing at all is `LIVE`. Raises `Unread`."""
    said = _BEGIN.sub("", tidy(words).casefold().strip(" ."))
    if said in ("", "live", "geen", "zonder", "open"):
        return LIVE
    if _HALF_HOUR.fullmatch(said):
        return Until(minutes=30)
    if lasts := _LASTS.fullmatch(said):
        return Until(minutes=_in_reach(_number(lasts["number"]) * _MINUTES[lasts["unit"]]))
    return Until(at=_moment(said, words, now))


def _number(word: str) -> int:
    return _SPOKEN.get(word) or int(word)


def _in_reach(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST.total_seconds() / 60:
        raise Unread(_TOO_FAR)
    return minutes


_TOO_FAR: Final = f"Een stemming duurt minstens een minuut en hooguit {LONGEST.days} dagen."


def _moment(said: str, words: str, now: Now) -> datetime:
    hour = _HOUR.search(said)
    day = _day(said[: hour.start()].strip(" ,") if hour else said, words, now)
    at = _time(hour) if hour else _END_OF_DAY
    moment = datetime.combine(day, at, now.zone).astimezone(UTC)
    if moment <= now.instant:
        msg = f"“{tidy(words)}” is {said_at(moment, now)}, en dat is al voorbij. {HOW}"
        raise Unread(msg)
    if moment - now.instant > LONGEST:
        raise Unread(_TOO_FAR)
    return moment


def _time(hour: re.Match[str]) -> time:
    """An hour before seven counts only as "03:00": "3 uur" is the afternoon to whoever says it."""
    digits = hour["hour"] or hour["whole"]
    if int(digits) in range(EARLIEST) and not digits.startswith("0"):
        minute = hour["minute"] or "00"
        msg = f"Is dat 0{digits}:{minute} of {int(digits) + 12}:{minute}? Schrijf het uur met vier cijfers."
        raise Unread(msg)
    return time(int(digits), int(hour["minute"] or 0))


def _day(said: str, words: str, now: Now) -> date:
    if not said:
        return now.today
    match dates.read(said, now.today):
        case dates.Reading(due=due):
            return due
        case dates.Ambiguous(readings=readings):
            days = either([dates.spoken(each.due, now.today) for each in readings])
            msg = f"“{said}” kan {days} zijn. Schrijf de dag voluit."
            raise Unread(msg)
        case _:
            msg = f"“{tidy(words)[:60]}” kan ik niet als moment lezen. {HOW}"
            raise Unread(msg)


# --- saying it -------------------------------------------------------------------------------------------------------


def said_at(moment: datetime, now: Now) -> str:
    """A moment as people say it: "om 15:00 uur", "vr 22 mei om 15:00 uur"."""
    local = moment.astimezone(now.zone)
    day = "" if local.date() == now.today else f"{dates.spoken(local.date(), now.today)} "
    return f"{day}om {local:%H:%M} uur"


def said_until(moment: datetime, now: Now) -> str:
    """An end as people say it: "tot 15:00 uur", "tot vr 22 mei om 15:00 uur"."""
    return f"tot {said_at(moment, now).removeprefix('om ')}"


def time_left(closes_at: datetime, now: Now) -> str:
    """How long there is still: "nog 12 minuten", "nog 3 uur". A minute that began counts as one."""
    minutes = -(-int((closes_at - now.instant).total_seconds()) // 60)
    if minutes < 1:
        return "de tijd is om"
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"nog {counted(minutes, 'minuut', 'minuten')}"
    hours = round(minutes / 60)
    return f"nog {hours} uur" if hours < 48 else f"nog {counted(hours // 24, 'dag', 'dagen')}"  # noqa: PLR2004
