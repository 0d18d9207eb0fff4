"""Say whether this process can do its work: the database answers, has our schema, and takes a write."""

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from bot.app import App
from bot.background.schedule import HEARTBEAT
from storage import jobs, migrate, outbox, seen
from storage.database import Session, Unavailable

Report: TypeAlias = dict[str, object]

EVERY: Final = 3.0  # seconds between two writes at least, however often somebody asks
_NO_SCHEMA: Final = "ontbreekt of te oud"


class Readiness:
    """What one web process reports of itself. Reading says too little: a demoted PostgreSQL reads for days."""

    def __init__(self, app: App, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._app, self._stopwatch = app, stopwatch
        self._key = f"klaar:{secrets.token_hex(8)}"  # of this process: two that ask at once do not wait for each other
        self._turn = asyncio.Lock()
        self._written_at: float | None = None
        self._why = ""

    async def report(self) -> tuple[bool, Report]:
        """Whether the process is ready, and the details."""
        try:
            found = await self._app.read(partial(summary, now=self._app.clock().instant))
            why = await self._why_not_written() if found["schema"] == "goed" else ""
        except Unavailable as error:
            found = {"database": error.why}
        except Exception:  # noqa: BLE001 - whatever is wrong with the schema, this is what it looks like from here
            found = {"database": "goed", "schema": _NO_SCHEMA}
        else:
            found |= {"database": why} if why else {}
        is_ready = (found["database"], found.get("schema")) == ("goed", "goed")
        return is_ready, found | {name: state() for name, state in self._app.health.items()}

    async def _why_not_written(self) -> str:
        """Why the last write failed, or "": one now, unless there was one just before."""
        async with self._turn:
            now = self._stopwatch()
            if self._written_at is None or now - self._written_at >= EVERY:
                self._why = await self._tried()
                self._written_at = now
        return self._why

    async def _tried(self) -> str:
        """Write a row and take it back."""
        try:
            await self._app.write(self._write_and_undo)
        except _Undone:
            return ""
        except Unavailable as error:
            return error.why
        return ""

    def _write_and_undo(self, session: Session) -> None:
        seen.first_time(session, self._key, self._app.clock().instant)
        raise _Undone


class _Undone(Exception):
    """The write went well, and is rolled back."""


def summary(session: Session, *, now: datetime) -> Report:
    """The state of the work in the database: what waits, what failed, and the last tick of the worker."""
    if behind := migrate.behind(migrate.revision(session)):
        return {"database": "goed", "schema": f"mist {', '.join(behind)}"}
    oldest, dead, unsure = outbox.health(session)
    age = max(0, round((now - oldest).total_seconds())) if oldest else 0
    queue = {"oudste_wachtende_seconden": age, "dood": dead, "onzeker": unsure, "taken": jobs.waiting_count(session)}
    tick = jobs.last_beat(session, HEARTBEAT)
    return {"database": "goed", "schema": "goed", "laatste_tik": tick.isoformat() if tick else None, **queue}
