"""A worker that makes the digests that are due and then stands still for ever, where a test kills it.

Its arguments: the database, the moment, and whether it stands still once they are "made" or while one is "sent".
"""

import asyncio
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app import App
from bot.background import schedule
from bot.background.courier import Courier, Pace
from bot.doors.door import Sending
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Now
from handlers.registry import build_registry
from storage.database import Database
from tests.programs.fake_door import FakeDoor


class Silent(FakeDoor):
    """A platform that never answers."""

    async def send(self, sending: Sending) -> str:
        sys.stdout.write(f"sent {sending.key}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
        return ""


async def live(url: str, moment: str, where: str) -> None:
    now = Now(datetime.fromisoformat(moment), ZoneInfo("Europe/Amsterdam"))
    app = App(Settings(), Database(url), build_registry(FEATURES), lambda: now)
    app.doors["nep"] = Silent(app)
    await schedule.tick(app)
    if where == "made":
        sys.stdout.write("made\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
    await Courier(app, pace=Pace(settle=0)).deliver()


if __name__ == "__main__":
    asyncio.run(live(*sys.argv[1:]))
