"""Loops of the worker: find what there is to do, do the pieces concurrently, each by one task at a time."""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import structlog

from bot.live import Live
from storage.database import Database, Unavailable
from storage.locks import Locks, Release

PATIENCE: Final = 20.0  # seconds in which what is under way may end
log = structlog.get_logger()


class Rounds:
    """`look` names the pieces that can be done now, `do` does one. The bell or a pause starts the next look."""

    def __init__(
        self, name: str, live: Live, look: Callable[[], Awaitable[Iterable[str]]], do: Callable[[str], Awaitable[None]],
        *, pause: float, at_once: int,
    ) -> None:  # fmt: skip
        self._name, self._live, self._look, self._do, self._pause = name, live, look, do, pause
        self._slots = asyncio.Semaphore(at_once)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self.stopping = False

    async def run(self) -> None:
        """Go round until somebody calls `stop`."""
        ears = self._live.listen()
        try:
            while not self.stopping:
                await self._start()
                await ears.wait(self._pause)
        finally:
            ears.close()

    async def once(self) -> None:
        """One round, to its end."""
        await self._start()
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def stop(self, patience: float) -> None:
        """Begin nothing more, let what is under way end, and break off what takes longer."""
        self.stopping = True
        self._live.ring()
        self._again.clear()
        if tasks := list(self._tasks.values()):
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _start(self) -> None:
        with self._no_harm():
            for piece in await self._look():
                self._begin(piece)

    def _begin(self, piece: str) -> None:
        if piece in self._tasks:
            self._again.add(piece)  # what rang may have come after its last look
        elif not self.stopping:
            task = self._tasks[piece] = asyncio.create_task(self._done(piece))
            task.add_done_callback(lambda _: self._ended(piece))

    async def _done(self, piece: str) -> None:
        async with self._slots:
            with self._no_harm():
                if not self.stopping:
                    await self._do(piece)

    def _ended(self, piece: str) -> None:
        del self._tasks[piece]
        if piece in self._again:
            self._again.discard(piece)
            self._begin(piece)

    @contextlib.contextmanager
    def _no_harm(self) -> Iterator[None]:
        """Whatever goes wrong with one piece, the rounds go on."""
        try:
            yield
        except Unavailable as error:
            log.warning("database unavailable", rounds=self._name, why=error.why)
        except Exception as error:  # noqa: BLE001 - a piece that fails is no reason to stop the others
            log.error("round failed", rounds=self._name, error=type(error).__name__, at=where(error))  # noqa: TRY400


@contextlib.asynccontextmanager
async def held(locks: Locks, name: str) -> AsyncIterator[bool]:
    """A lock, without keeping the event loop waiting for a server; broken off or not, it is given back."""
    taking = asyncio.ensure_future(asyncio.to_thread(locks.take, name))
    try:
        release = await asyncio.shield(taking)
    except asyncio.CancelledError:
        taking.add_done_callback(_give_back)
        raise
    try:
        yield release is not None
    finally:
        if release:
            await asyncio.to_thread(release)


def _give_back(taking: "asyncio.Task[Release | None]") -> None:
    if not taking.cancelled() and not taking.exception() and (release := taking.result()):
        release()


def where(error: BaseException) -> str:
    """The file and line of an error; its message may quote a person, so it is not logged."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


class WorkerPart:
    """A part of the worker: it goes on in rounds until it is stopped. Locks that it made itself it closes."""

    def __init__(self, db: Database, locks: Locks | None) -> None:
        self._locks, self._own_locks = locks or Locks(db), locks is None
        self._rounds: list[Rounds] = []

    async def run(self) -> None:
        """Work until somebody calls `stop`."""
        await asyncio.gather(*(rounds.run() for rounds in self._rounds))

    async def work(self) -> None:
        """Do what is due now, and come back."""
        await asyncio.gather(*(rounds.once() for rounds in self._rounds))

    async def stop(self, patience: float = PATIENCE) -> None:
        """Begin nothing more, and let what is under way end for so many seconds."""
        await asyncio.gather(*(rounds.stop(patience) for rounds in self._rounds))
        if self._own_locks:
            await asyncio.to_thread(self._locks.close)
