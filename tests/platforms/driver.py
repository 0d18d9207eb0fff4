"""What the drivers of all platforms have in common: the app with its courier and jobs, and what a person looks at."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bot.app import App
from bot.background.courier import Courier, Pace
from bot.background.jobs import Jobs
from bot.background.unlinking import Unlinking
from bot.doors.door import Door
from tests.platforms import Seen
from tests.waiting import HANG, until

T = TypeVar("T")
V = TypeVar("V")


class Driver:
    """The real app, with everything that runs by itself under a test's control."""

    door: Door

    def __init__(self, app: App) -> None:
        self.app, self.last_message = app, ""
        self._courier, self._jobs, self._unlinking = Courier(app), Jobs(app), Unlinking(app)
        self._runner = asyncio.Runner()
        self._timeout = self._briefly = HANG  # that a machine is busy is no reason to give up

    async def _begin(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self._runner.run(self._end())
        self._runner.close()

    async def _end(self) -> None:
        await self._courier.stop()
        await self._jobs.stop()
        await self._unlinking.stop()
        await self.door.stop()

    def restart(self) -> None:
        """Another process takes over: what one only remembered is gone."""
        self._runner.run(self.door.stop())
        self._runner.run(self._begin())

    @contextmanager
    def in_haste(self, *, timeout: float = HANG, briefly: float = HANG) -> Iterator[None]:
        """For a while a process that gives up on the platform soon: on a call, and on what comes before an answer."""
        self._timeout, self._briefly = timeout, briefly
        self.restart()
        yield
        self._timeout = self._briefly = HANG
        self.restart()

    def settle(self) -> None:
        self._runner.run(self._settled())

    async def _settled(self) -> None:
        await self._followed()
        await self._courier.deliver()
        await self._jobs.work()
        await self._unlinking.work()
        await self._courier.deliver()

    async def _followed(self) -> None:
        """Wait for what a door gives from memory after its response."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Something of the door's own."""
        return self._runner.run(work)

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Let what runs by itself go on until it is there."""
        self._runner.run(until(there, "what a driver waits for"))

    def courier_waits_no_longer(self) -> None:
        """A courier without the seconds in which a platform's history may lag behind."""
        self._courier = Courier(self.app, pace=Pace(settle=0))


class ReadOnce(Generic[V, T]):
    """What a function makes of an object, found out once: what stands on a platform is replaced and never changed."""

    def __init__(self, read: Callable[[V], T]) -> None:
        self._read = read
        self._kept: dict[int, tuple[V, T]] = {}  # with the object itself, so that no other gets its id

    def __call__(self, value: V) -> T:
        if id(value) not in self._kept:
            self._kept[id(value)] = (value, self._read(value))
        return self._kept[id(value)][1]


@dataclass(frozen=True)
class Placed(Seen):
    """What was seen, with where it stands and the message behind it."""

    at: str = ""
    written: Any = field(default=None, compare=False, repr=False)


P = TypeVar("P", bound=Placed)


def message_of(seen: Placed) -> Any:
    assert seen.written is not None, f"{seen.title!r} is no message"
    return seen.written


def noticed(news: list[P], here: list[P], on: Seen | None, *, direct: bool) -> P | None:
    """What somebody looks at of what is new or was drawn anew: here before elsewhere, private before public."""
    pressed = [seen for seen in here if isinstance(on, Placed) and seen.written is on.written]
    private = [seen for seen in here if seen.private or direct]
    order = [pressed and private and private[-1:], private[-1:], pressed, here[-1:], news[-1:]]
    found = next(filter(None, order), [])
    return found[-1] if found else None
