"""Wait for what a thread, a task or another process does: the one place where tests look at a clock.

Every wait goes on until the condition holds. `HANG` only ends a wait that would last for ever: a machine that is five
times as slow, or stands still for a while, never reaches it, so it says nothing about speed.
"""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
HANG = 60.0  # seconds; nothing that a test waits for takes a tenth of it
_LOOK = 0.01  # seconds between two looks


def wait_until(condition: Callable[[], T], what: str, *, every: float = _LOOK) -> T:
    """Look until the condition gives something true, and give that; `what` says in an error what never happened."""
    deadline = time.monotonic() + HANG
    while not (found := condition()):
        assert time.monotonic() < deadline, f"this never happened: {what}"
        time.sleep(every)
    return found


async def until(condition: Callable[[], T], what: str) -> T:
    """The same inside an event loop, which goes on meanwhile."""
    deadline = time.monotonic() + HANG
    while not (found := condition()):
        assert time.monotonic() < deadline, f"this never happened: {what}"
        await asyncio.sleep(_LOOK)
    return found


async def ended(work: Coroutine[Any, Any, T], what: Callable[[], str]) -> T:
    """The result of work that ends by itself; broken off where it hangs, and then `what` says why."""
    task = asyncio.ensure_future(work)
    await asyncio.wait([task], timeout=HANG)
    if not task.done():
        said = what()
        task.cancel()
        await asyncio.wait([task])
        raise AssertionError(said)
    return task.result()


@contextmanager
def must_end(what: str) -> Iterator[None]:
    """Break a computation off that hangs, be it inside one match of a regular expression."""

    def break_off(*_: object) -> NoReturn:
        raise AssertionError(what)

    before = signal.signal(signal.SIGALRM, break_off)
    signal.setitimer(signal.ITIMER_REAL, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
