"""What tests of figures in chat share: figures that come in, and what came of them."""

import asyncio
import itertools

from sqlalchemy import select

from bot.background.schedule import tick
from factsheets.catalogue import regions
from factsheets.observation import Observation, period
from handlers.factsheet import fetching
from storage import documents, jobs
from storage.figures import Batch
from tests.world import MONDAY

_numbers = itertools.count(1)


def sheets(chat, key="bouw"):
    return [seen for seen in chat.channel(key) if seen.title.startswith("Factsheet ")]


def open_in(quarter, value, branch="350000"):
    return Observation(
        indicator="vacatures_open", region=regions()["NL01"], period=period(quarter), unit="x 1.000", source="cbs",
        value=value, branch=branch, table="80472ned", edition="202606", retrieved=MONDAY, status="voorlopig",
    )  # fmt: skip


def comes_in(world, *seen):
    with world.db.transaction() as session:
        return fetching.take_in(session, Batch(key=f"test-{next(_numbers)}", name="test"), seen, world.clock())


def let_pass(world, chat, **amount):
    world.clock.forward(**amount)
    asyncio.run(tick(world.app))
    chat.settle()


def waiting(world):
    with world.db.transaction() as session:
        return jobs.waiting_count(session)


def kept(world, mime):
    """What was drawn, without the smaller copies of pictures."""
    with world.db.transaction() as session:
        column = documents.documents.c
        return list(
            session.execute(
                select(column.body).where(column.mime == mime, ~column.name.endswith("-klein.png"))
            ).scalars()
        )
