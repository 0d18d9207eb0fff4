"""When something weekly falls due: once per ISO week, at a time on people's clocks.

A time that does not exist (the hour that spring takes) moves along by that hour; one that exists twice counts the
first time. Only the newest moment is worth doing, and only while it is at most six days old; the others are `missed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time as wall_clock, timedelta
from itertools import count, dropwhile, islice, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from handlers.feature import Now

FRESH: Final = timedelta(days=6)
MOST: Final = 10
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A week's moment; `period` is that week, as "2026-W48"."""

    period: str
    at: datetime


def newest_due(now: Now, weekday: int, time: str, since: datetime) -> Occurrence | None:
    """The newest occurrence that is due now; `weekday` is 1 (Monday) to 7, `time` "08:00"."""
    newest = next(_passed(now, weekday, time, since), None)
    return newest if newest and now.instant - newest.at <= FRESH else None


def missed(now: Now, weekday: int, time: str, since: datetime, most: int = MOST) -> list[Occurrence]:
    """Occurrences that are too old to be done: the newest `most`, oldest first."""
    due = newest_due(now, weekday, time, since)
    older = (each for each in _passed(now, weekday, time, since) if each != due)
    return list(islice(older, most))[::-1]


def upcoming(now: Now, weekday: int, time: str) -> Iterator[Occurrence]:
    """The moments after now, one a week, without an end."""
    moments = (_of_week(_monday(now.today) + weeks * _WEEK, weekday, time, now.zone) for weeks in count(-1))
    return dropwhile(lambda each: each.at <= now.instant, moments)


def _passed(now: Now, weekday: int, time: str, since: datetime) -> Iterator[Occurrence]:
    """The moments until now, newest first, back to when the rule was made."""
    weeks = (_monday(now.today) - back * _WEEK for back in count(-1))
    moments = (_of_week(monday, weekday, time, now.zone) for monday in weeks)
    until_now = (each for each in moments if each.at <= now.instant)
    return takewhile(lambda each: each.at >= since, until_now)


def _of_week(monday: date, weekday: int, time: str, zone: ZoneInfo) -> Occurrence:
    day = monday + timedelta(days=weekday - 1)
    year, week, _ = day.isocalendar()
    return Occurrence(f"{year}-W{week:02}", datetime.combine(day, wall_clock.fromisoformat(time), zone).astimezone(UTC))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
