"""The schedule: find every half minute what has fallen due, and do it once for all processes.

APScheduler only ticks. What is due is a pure function of the moment; a period is claimed by inserting a unique row in
the transaction that builds and queues its messages. So a tick may come twice, late, or not at all.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import App
from bot.background.look_around import look_around
from bot.background.rounds import where
from handlers import delivery
from handlers.answer import flat
from handlers.feature import Due, Now, Timed, Work
from storage import documents, jobs, messages, outbox, page_links, seen
from storage.database import Session, Unavailable
from storage.jobs import Run

log = structlog.get_logger()
TICK, HOUSEKEEPING = timedelta(seconds=30), timedelta(hours=1)
HEARTBEAT: Final = "tick"
_SEEN = timedelta(days=7)
_BREATH: Final = 0.01  # the ticker winds down in the next steps of the event loop


class Schedule:
    """The ticks of one process. `last_tick` is when the last one ended well."""

    def __init__(self, app: App, every: timedelta = TICK) -> None:
        self._app, self._every = app, every
        self._under_way: set[asyncio.Task[None]] = set()
        self.last_tick: datetime | None = None
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._ticker = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._ticker.add_listener(_complain, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self) -> None:
        """Tick now, and from now on; call it from a running event loop."""
        for work, interval in ((self._tick, self._every), (self._keep_house, HOUSEKEEPING)):
            trigger = IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC)
            self._ticker.add_job(work, trigger, next_run_time=datetime.now(UTC))
        self._ticker.start()

    async def stop(self) -> None:
        """Begin nothing more, and let what is under way end."""
        if not self._ticker.running:
            return
        self._ticker.pause()
        while self._under_way:
            await asyncio.wait(self._under_way)
        await asyncio.sleep(_BREATH)
        self._ticker.shutdown(wait=False)
        await asyncio.sleep(_BREATH)

    async def _tick(self) -> None:
        await self._to_its_end(self._ticked())

    async def _keep_house(self) -> None:
        await self._to_its_end(keep_house(self._app))
        await self._to_its_end(look_around(self._app))

    async def _ticked(self) -> None:
        now = self._app.clock()
        if await tick(self._app):
            self.last_tick = now.instant

    async def _to_its_end(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work that the ticker cannot break off: a transaction is better left to end."""
        task = asyncio.create_task(_unharmed(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)


async def _unharmed(work: Coroutine[Any, Any, None]) -> None:
    """Say what went wrong in our own words: the ticker would log those of the error."""
    try:
        await work
    except Unavailable as error:
        log.warning("database unavailable", rounds="schedule", why=error.why)
    except Exception as error:  # noqa: BLE001 - the next tick comes anyhow
        log.error("tick failed", error=type(error).__name__, at=where(error))  # noqa: TRY400


def _complain(event: JobExecutionEvent) -> None:
    error = getattr(event, "exception", None)
    log.error("ticker", job=event.job_id, error=type(error).__name__ if error else "missed")


# --- the tick --------------------------------------------------------------------------------------------------------


async def tick(app: App) -> bool:
    """Do everything that is due, each in a transaction of its own; says whether all of it succeeded."""
    now = app.clock()
    done = [await _done(app, timed, now) for timed in app.registry.timed.values()]
    await app.write(lambda session: jobs.beat(session, HEARTBEAT, now.instant))
    app.live.ring()
    return all(done)


async def _done(app: App, timed: Timed, now: Now) -> bool:
    """Do what is due of one kind. What fails is tried at the next tick and stops no other kind."""
    try:
        dues = await app.read(lambda session: _open(app.work(session, now), timed))
    except Exception as error:  # noqa: BLE001 - one kind that fails does not stop the others
        _failed(timed, error)
        return False
    return all([await _tried(app, timed, due, now) for due in dues])


def _open(work: Work, timed: Timed) -> list[Due]:
    return [due for due in timed.due(work) if not jobs.claimed(work.session, timed.kind, due.tafel, due.period)]


async def _tried(app: App, timed: Timed, due: Due, now: Now) -> bool:
    try:
        if await app.write(lambda session: _happen(app.work(session, now), timed, due)):
            log.info("due", kind=timed.kind, tafel=due.tafel, period=due.period, skipped=due.skipped)
    except Exception as error:  # noqa: BLE001 - the same
        _failed(timed, error, due)
        return False
    return True


def _happen(work: Work, timed: Timed, due: Due) -> bool:
    """Claim a period and queue its messages; False when another process claimed it first."""
    state = "overgeslagen" if due.skipped else "gedaan"
    run = Run(timed.kind, due.tafel, due.period, state, due.at, work.now.instant, "")
    if not jobs.claim(work.session, run):
        return False
    if not due.skipped:
        delivery.send(work.session, flat(timed.does(work, due)), None, work.now)
    return True


def _failed(timed: Timed, error: Exception, due: Due | None = None) -> None:
    facts = {"tafel": due.tafel, "period": due.period} if due else {}
    log.error("due failed", kind=timed.kind, error=type(error).__name__, at=where(error), **facts)


# --- housekeeping ----------------------------------------------------------------------------------------------------


async def keep_house(app: App) -> None:
    """Delete what is kept for a limited time: the house's own rows, and those of each feature."""
    now = app.clock()
    at, kept = now.instant, now.instant - timedelta(days=app.settings.tafelbot_bewaar_dagen)
    works: tuple[Callable[[Session], object], ...] = (
        lambda session: outbox.expire(session, at),
        lambda session: outbox.clean(session, kept),
        lambda session: jobs.clean(session, kept),
        lambda session: seen.clean(session, at - _SEEN),
        lambda session: messages.clean(session, at - _SEEN),
        lambda session: documents.clean(session, at),
        lambda session: page_links.clean(session, kept),
    )
    for work in works:
        await app.write(work)
    for each in app.registry.features:
        if each.by_itself.cleans:
            await _cleaned(app, each.name, partial(_clean, app, each.by_itself.cleans, now, kept))


async def _cleaned(app: App, feature: str, work: Callable[[Session], None]) -> None:
    """Let one feature clean up; the others do when it fails."""
    try:
        await app.write(work)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one feature that fails does not stop the others
        log.error("cleaning failed", feature=feature, error=type(error).__name__, at=where(error))  # noqa: TRY400


def _clean(app: App, clean: Callable[[Work, datetime], None], now: Now, kept: datetime, session: Session) -> None:
    clean(app.work(session, now), kept)
