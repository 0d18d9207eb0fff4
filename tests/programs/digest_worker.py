"""A worker that makes the digests that are due and then stands still for ever, where a test kills it.

It stands still once they are "made" or while one is "sent", and says so.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
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

    def __init__(self, app: App, say: Callable[[str], None]) -> None:
        super().__init__(app)
        self.say = say

    async def send(self, sending: Sending) -> str:
        self.say("sent")
        await asyncio.Event().wait()
        return ""


async def live(url: str, moment: str, where: str, say: Callable[[str], None]) -> None:
    now = Now(datetime.fromisoformat(moment), ZoneInfo("Europe/Amsterdam"))
    app = App(Settings(), Database(url), build_registry(FEATURES), lambda: now)
    app.doors["nep"] = Silent(app, say)
    await schedule.tick(app)
    if where == "made":
        say("made")
        await asyncio.Event().wait()
    await Courier(app, pace=Pace(settle=0)).deliver()


def main(url: str, moment: str, where: str, told: "Connection[str, str]") -> None:
    """Where a process begins."""
    asyncio.run(live(url, moment, where, told.send))
