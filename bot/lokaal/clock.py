"""The clock of the trial workspace: real time plus an offset that visitors move ahead.

`let_pass` moves it and stops at each moment at which something falls due, so that things happen in their order. The
other functions say moments in words.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import App
from bot.background import schedule
from bot.lokaal.crowd import Company
from handlers import parts
from handlers.dates import is_working_day
from handlers.dates.words import MONTHS, SHORT_DAYS
from handlers.feature import Now, Work
from handlers.parts import Missing
from storage import demo, jobs, outbox
from storage.database import Database, Session

_MORNING, _SHORTLY = time(9), timedelta(minutes=5)
_PATIENCE = 6.0  # seconds for all stops together, so that a courier that cannot send does not hold up the clock
_GLANCE = 0.03


def machine_time() -> datetime:
    return datetime.now(UTC)


class DemoClock:
    """Call it for the moment it is. It never runs back, also when the machine's own clock is set back."""

    def __init__(self, db: Database, zone: ZoneInfo, real: Callable[[], datetime] = machine_time) -> None:
        self._db, self._zone, self._real = db, zone, real
        offset, last = db.read(_kept).result()
        self._offset, self._last = offset, last

    def __call__(self) -> Now:
        self._last = max(self._last, self._real() + self._offset)
        return Now(self._last, self._zone)

    def target(self, *, hours: int = 0, days: int = 0, weeks: int = 0) -> datetime:
        """The moment so much later; days and weeks later it is the same time on people's clocks."""
        local = self().local + timedelta(days=days, weeks=weeks)
        return local.astimezone(UTC) + timedelta(hours=hours)

    def later(self, *, hours: int = 0, days: int = 0, weeks: int = 0) -> Now:
        """Move ahead, and remember it."""
        return self.move(self.target(hours=hours, days=days, weeks=weeks))

    def move(self, moment: datetime) -> Now:
        """Make it this moment, unless it is later already."""
        now = self()
        if moment > now.instant:
            self._offset, self._last = moment - self._real(), moment
        seconds, last = str(self._offset.total_seconds()), self._last
        self._db.write(lambda session: _keep(session, seconds, last)).result()
        return self()


def _kept(session: Session) -> tuple[timedelta, datetime]:
    seconds, last = demo.setting(session, "clock ahead"), demo.setting(session, "clock last")
    return timedelta(seconds=float(seconds or 0)), datetime.fromisoformat(last or "2000-01-01T00:00:00+00:00")


def _keep(session: Session, seconds: str, last: datetime) -> None:
    demo.set_setting(session, "clock ahead", seconds)
    demo.set_setting(session, "clock last", last.isoformat())
    demo.touch(session, demo.EVERYTHING)


def stops(work: Work, target: datetime) -> list[datetime]:
    """The moments between now and then at which things fall due: working mornings, and shortly after what the features
    say; also of what fell due just before now and was perhaps not sent yet."""
    now = work.now
    early = replace(work, now=replace(now, instant=now.instant - _SHORTLY))
    every = ((each.name, partial(timed.comes, early, target)) for each in work.registry.features
             for timed in each.by_itself.timed)  # fmt: skip
    due = [each + _SHORTLY for each in parts.gather(work.session, "timed", every) if not isinstance(each, Missing)]
    return sorted(moment for moment in {*due, *_mornings(now, target)} if now.instant < moment < target)


def _mornings(now: Now, target: datetime) -> Iterator[datetime]:
    days = (now.today + timedelta(days=number) for number in range((target - now.instant).days + 2))
    return (datetime.combine(day, _MORNING, now.zone).astimezone(UTC) for day in days if is_working_day(day))


async def let_pass(
    app: App, clock: DemoClock, company: Company, *, hours: int = 0, days: int = 0, weeks: int = 0
) -> Now:
    """Let time pass, with everything that falls due on the way, and what made-up people do meanwhile."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    now, target = clock(), clock.target(hours=hours, days=days, weeks=weeks)
    due = await app.read(lambda session: stops(app.work(session, now), target))
    for moment in sorted({*due, *await company.moments(until=target), target}):
        await asyncio.to_thread(clock.move, moment)
        await company.act()
        await schedule.tick(app)
        await _sent(app, deadline)
    return clock()


async def _sent(app: App, deadline: float) -> None:
    """Wait until what is due was done and delivered; else it would be delivered at a later time than it was written
    for."""
    app.live.ring()
    loop = asyncio.get_running_loop()
    while loop.time() < deadline and await app.read(partial(_due, app=app)):  # noqa: ASYNC110 - no bell tells of it
        await asyncio.sleep(_GLANCE)


def _due(session: Session, app: App) -> bool:
    now, doors = app.clock().instant, set(app.doors)
    messages = outbox.lanes_due(session, now, doors) or outbox.replies_due(session, now, doors)
    return bool(messages or jobs.due(session, now))


# --- times in words --------------------------------------------------------------------------------------------------


def day_text(local: datetime, today: datetime) -> str:
    """ "ma 23 november", with the year when it is not this one."""
    day = f"{SHORT_DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    return day if local.year == today.year else f"{day} {local.year}"


def clock_text(local: datetime) -> str:
    """ "ma 23 november 2026, 08:02"."""
    return f"{SHORT_DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def recent_text(local: datetime, today: datetime) -> str:
    """ "vandaag 09:14", "gisteren 17:30", "ma 23 november 09:14"."""
    days = (today.date() - local.date()).days
    day = {0: "vandaag", 1: "gisteren"}.get(days) or day_text(local, today)
    return f"{day} {local:%H:%M}"
