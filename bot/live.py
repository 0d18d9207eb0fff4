"""Notify listeners in this process after a commit: the courier, and open pages of the trial workspace."""

import asyncio
import contextlib


class Live:
    """A bell without data: each listener that hears it looks in the database for what is new."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self.ended = False

    def end(self) -> None:
        """The process is going to stop: open pages let go, so that the server can close."""
        self.ended = True
        self.ring()

    def ring(self) -> None:
        """Call from the event loop's own thread."""
        for listener in self._listeners:
            listener.set()

    def listen(self) -> "Listener":
        return Listener(self._listeners)


class Listener:
    """One that waits. What rang since the last wait is not missed."""

    def __init__(self, listeners: set[asyncio.Event]) -> None:
        self._listeners, self._event = listeners, asyncio.Event()
        listeners.add(self._event)

    async def wait(self, seconds: float) -> bool:
        """Wait for the bell, at most so long; says whether it rang."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        rang = self._event.is_set()
        self._event.clear()
        return rang

    def close(self) -> None:
        self._listeners.discard(self._event)
