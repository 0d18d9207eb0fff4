"""Calls to a platform that a door makes after its response, so that nobody waits for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Following:
    """The calls of one kind that are under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self, call: Coroutine[None, None, Any]) -> None:
        """Begin a call, which has to deal with its own errors."""
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ended(self) -> None:
        """Wait until all of them ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
