"""Every command of the bot typed once in a process that has loaded nothing yet, and what that loaded and started.

`python every_command.py DATABASE_URL` prints an object: how many commands were answered, which of the libraries that
take long are loaded by then, and in which states the jobs are.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import App
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Account, Address, Now, Place, Registry, Request
from handlers.filling import fill_shipped
from handlers.registry import build_registry
from storage import jobs, people, seed, tafels
from storage.database import Database
from tests.world import work

NOW = datetime(2026, 5, 18, 7, tzinfo=UTC)
PLACE, PETRA = Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra")
HEAVY = {"typst", "pandas", "numpy", "openpyxl", "xlsxwriter", "microsoft_teams"}


def fill(db: Database) -> None:
    """A tafel with a channel, and an administrator: somebody who may do everything."""
    with db.transaction() as session:
        region = seed.fill_tafels(session, seed.REGION, demo=False, path=None, now=NOW)
        fill_shipped(work(session, NOW))
        tafel = tafels.by_key(session, "bouw")
        assert tafel
        tafels.link(session, tafel.id, PLACE.platform, PLACE.channel, tafel.key, NOW)
        person = people.add(session, region, name=PETRA.name, now=NOW)
        people.change(session, person.id, administrator=True)
        people.identify(session, person.id, PETRA.id)


def typed(registry: Registry) -> Iterator[str]:
    """Each command alone, with each of its verbs, and as its help shows it."""
    for command in registry.commands.values():
        yield f"/{command.word}"
        yield from (f"/{command.word} {usage}" for usage, _ in (command.other.usages if command.other else ()))
        for verb in command.verbs:
            yield f"/{command.word} {verb.word}"
            yield f"/{command.word} {verb.word} {verb.usage}"


def main(url: str) -> None:
    db = Database(url)
    fill(db)
    clock, settings = partial(Now, NOW, ZoneInfo("Europe/Amsterdam")), Settings(tafelbot_geheim=("geheim",))
    app = App(settings, db, build_registry(FEATURES), clock)
    commands = list(typed(app.registry))
    for number, words in enumerate(commands):
        address = Address(PLACE, PETRA)
        asked = Request("say", f"slack:{number}", address, NOW, words, addressed=True, inline=("Post",))
        asyncio.run(app.answer(asked))
    with db.transaction() as session:
        states = sorted({row.state for row in session.execute(jobs.jobs.select())})
    db.close()
    print(json.dumps({"answered": len(commands), "loaded": sorted(HEAVY & sys.modules.keys()), "jobs": states}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
