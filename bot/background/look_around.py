"""Ask the platforms once a day how channels and people are called and whether they still exist: events may be missed.

A platform that does not answer is asked again an hour later. What the answers mean for open actions is told by the next
tick.
"""

from datetime import UTC, datetime, time
from functools import partial
from typing import Final

import structlog

from bot.app import App
from bot.doors.door import Door, Gone, NotNow, Refused, Unclear
from storage import jobs, standing
from storage.database import Session
from storage.jobs import Run

KIND: Final = "rondkijken"
_FROM: Final = time(5)
log = structlog.get_logger()


async def look_around(app: App) -> None:
    """Ask every platform that was not asked today."""
    now = app.clock()
    if now.local.time() < _FROM:
        return
    period = now.today.isoformat()
    for platform, door in list(app.doors.items()):
        if not await app.read(lambda session, key=platform: jobs.claimed(session, KIND, key, period)):  # type: ignore[misc]
            await _look(app, platform, door, period)


async def _look(app: App, platform: str, door: Door, period: str) -> None:
    accounts, channels = await app.read(lambda session: standing.known(session, platform))
    asked_at = app.clock().instant
    try:
        states = await door.look(accounts, channels)
    except (NotNow, Refused, Unclear, Gone) as error:
        log.warning("platform not seen", platform=platform, error=str(error)[:100])
        return
    run = Run(KIND, platform, period, "gedaan", datetime.combine(asked_at.date(), _FROM, UTC), asked_at, "")
    await app.write(partial(_keep, run=run, states=states))


def _keep(session: Session, *, run: Run, states: list[standing.State]) -> None:
    if jobs.claim(session, run):
        standing.note(session, states, run.at)
