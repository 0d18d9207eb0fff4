"""The worker's parts side by side: courier, jobs, ticks and the closing of anonymous subjects, started together."""

import asyncio
from datetime import timedelta

from bot.app import App
from bot.background.courier import Courier, Pace
from bot.background.jobs import Jobs
from bot.background.schedule import TICK, Schedule
from bot.background.unlinking import Unlinking
from storage.locks import Locks

GRACE = 5.0  # seconds that a worker leaves an answer to the process that heard the question


class Worker:
    """Everything that goes on by itself. In one process with the web give it no grace: it sends all answers."""

    def __init__(
        self, app: App, pace: Pace | None = None, *, every: timedelta = TICK, locks: Locks | None = None
    ) -> None:
        self._locks = locks or Locks(app.db)
        self.courier = Courier(app, pace=pace or Pace(grace=GRACE), locks=self._locks)
        self.jobs = Jobs(app, locks=self._locks)
        self.unlinking = Unlinking(app, locks=self._locks)
        self.schedule = Schedule(app, every)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; call it from a running event loop."""
        self._tasks = [asyncio.create_task(part.run()) for part in (self.courier, self.jobs, self.unlinking)]
        self.schedule.start()

    async def stop(self) -> None:
        """Begin nothing more, let what is under way end, and give the locks back."""
        await self.schedule.stop()
        await asyncio.gather(self.courier.stop(), self.jobs.stop(), self.unlinking.stop())
        await asyncio.gather(*self._tasks)
        await asyncio.to_thread(self._locks.close)
