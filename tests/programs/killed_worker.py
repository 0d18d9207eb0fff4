"""A worker that a test kills: the real courier, jobs and schedule, with a door to the platform of `platform_server`.

It can be told to kill itself at its n-th step: before a commit, after it, before and after each lock and each call.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import httpx
import structlog
from starlette.routing import BaseRoute

from bot.app import App
from bot.background.courier import Pace
from bot.background.worker import Worker
from bot.doors.door import NotNow, Refused, Sending, Unclear
from bot.settings import Settings
from handlers.cards import Card
from handlers.feature import Answer, Attachment, Channels, Due, Feature, Now, Post, Work
from handlers.registry import build_registry
from storage import audit, jobs, outbox, tafels
from storage.database import Database, Session, Unavailable
from storage.locks import Locks, Release
from storage.standing import State
from tests.programs import at
from tests.small_feature import small_feature

T = TypeVar("T")
PACE = Pace(settle=1.0, patience=0.8, pause=0.05, steps=(0.05,) * 10_000)  # a slow machine needs more attempts
TICK = timedelta(seconds=0.2)
TIMEOUT = 0.6  # of a call, less than the patience of the courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a test wants of a worker. Every tafel gets `periods` messages, one each `every` seconds from `start`."""

    url: str
    port: int
    start: datetime
    periods: int = 1
    every: float = 0.0
    kill_at: int = 0
    until_done: bool = True


async def work_until_told(worker: Worker) -> None:
    """Run a worker until the process is asked to stop."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, asked.set)
    worker.start()
    await asked.wait()
    await worker.stop()


class Steps:
    """Counts what happens, and ends the process at the step it was told."""

    def __init__(self, last: int) -> None:
        self._last, self._count, self._mutex = last, 0, threading.Lock()

    def next(self) -> None:
        with self._mutex:
            self._count += 1
            if self._count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Each transaction has two steps: before its commit and after it."""

    def __init__(self, url: str, steps: Steps) -> None:
        super().__init__(url)
        self._steps = steps

    def write(self, work: Callable[[Session], T]) -> Future[T]:
        def mortal(session: Session) -> T:
            result = work(session)
            self._steps.next()
            return result

        future = super().write(mortal)
        future.add_done_callback(lambda _: self._steps.next())
        return future


class MortalLocks(Locks):
    """Each lock has three: before it is asked for, when it is held, and when it was given back."""

    def __init__(self, db: Database, steps: Steps) -> None:
        super().__init__(db)
        self._steps = steps

    def take(self, name: str) -> Release | None:
        self._steps.next()
        release = super().take(name)
        if release is None:
            return None
        self._steps.next()
        return lambda: self._given_back(release)

    def _given_back(self, release: Release) -> None:
        release()
        self._steps.next()


class HttpDoor:
    """The door to that platform, as careful as a real one."""

    platform = "nep"

    def __init__(self, port: int, steps: Steps) -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT, limits=limits)
        self._steps = steps

    def routes(self) -> list[BaseRoute]:
        return []

    async def start(self) -> None: ...

    async def stop(self) -> None:
        await self._client.aclose()

    async def send(self, sending: Sending) -> str:
        content = sending.content
        title = content.card.title if isinstance(content, Post) else ""
        message = {"key": sending.key, "channel": sending.address.place.channel, "text": title, "called": called()}
        return str((await self._called("POST", "/", json=message))["id"])

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        raise NotImplementedError

    async def look(self, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
        return []

    async def fetch(self, file: Attachment, most: int) -> bytes:
        raise Refused(file.name)

    async def find(self, sending: Sending) -> str | None:
        asked = {"channel": sending.address.place.channel, "called": called()}
        shown = await self._called("GET", "/history", params=asked)
        return next((each["id"] for each in shown if each["key"] == sending.key), None)

    async def _called(self, method: str, path: str, **options):
        self._steps.next()
        try:
            answer = await asyncio.wait_for(self._client.request(method, path, **options), TIMEOUT)
            self._steps.next()
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                raise NotNow(answer.json()["retry_after"])
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            raise Unclear(type(error).__name__) from error


def called() -> float:
    """The moment of a call, from which the platform knows how old a message is."""
    return asyncio.get_running_loop().time()


def feature(orders: Orders) -> Feature:
    """Something for every tafel and period, and a job that posts too."""

    def due(context: Work) -> Iterator[Due]:
        for period in range(orders.periods):
            at = orders.start + timedelta(seconds=period * orders.every)
            if at <= context.now.instant:
                for tafel in tafels.all_tafels(context.session):
                    yield Due(tafel=tafel.key, period=f"{period:03}", at=at)

    def happens(context: Work, what: Due) -> Iterable[Answer]:
        tafel = tafels.by_key(context.session, what.tafel)
        if tafel:
            once = f"proef:{tafel.key}:{what.period}"
            yield Post(Card("proef", once), Channels(tafel.id), once=once)

    def work(context: Work, payload: dict[str, str]) -> Answer:
        number = payload["nummer"]
        audit.write(context.session, f"taak {number}", now=context.now.instant, by=None)
        tafel = tafels.all_tafels(context.session)[0]
        return Post(Card("proef", f"taak:{number}"), Channels(tafel.id), once=f"taak:{number}")

    return small_feature("proef", timed=(due, happens), jobs={"werk": work})


def is_done(session: Session, orders: Orders) -> bool:
    """Whether everything that was to happen has happened."""
    count = len(tafels.all_tafels(session)) * orders.periods
    ran = sum(len(jobs.runs_of(session, "proef", each.key, most=9999)) for each in tafels.all_tafels(session))
    return ran == count and not outbox.waiting(session, ["wacht"]) and not jobs.waiting_count(session)


async def is_over(app: App, orders: Orders) -> bool:
    """Whether all is done. A server without room for one more client is asked again: those of processes that
    were killed are still there for a moment."""
    try:
        return await app.read(lambda session: is_done(session, orders))
    except Unavailable:
        return False


async def live(orders: Orders) -> None:
    steps = Steps(orders.kill_at)
    db = MortalDatabase(orders.url, steps)
    zone = ZoneInfo("Europe/Amsterdam")
    app = App(Settings(), db, build_registry((feature(orders),)), lambda: Now(at.now(), zone))
    door = app.doors["nep"] = HttpDoor(orders.port, steps)
    worker = Worker(app, replace(PACE, grace=0.1), every=TICK, locks=MortalLocks(db, steps))
    if orders.until_done:
        worker.start()
        while not await is_over(app, orders):  # noqa: ASYNC110 - it asks the database
            await asyncio.sleep(0.05)
        await worker.stop()
    else:
        await work_until_told(worker)
    await door.stop()
    db.close()


def main(orders: Orders) -> None:
    """Where a process begins."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    asyncio.run(live(orders))
