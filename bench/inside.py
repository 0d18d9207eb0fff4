"""What is measured inside one process: how many statements a request takes, and building digests.

Digests are built as the tick does it: what is due, claimed, built, and queued, each in a transaction of its own.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event

from bench import world
from bench.report import Table, number
from bench.rig import Rig
from bot import logs
from bot.app import App
from bot.background.schedule import tick
from bot.settings import Settings
from handlers import FEATURES, actieagenda, digest
from handlers.digest import build
from handlers.feature import ByItself, Now, Post, Work
from handlers.pieces import Mention, Pieces, Text, plain
from handlers.registry import build_registry
from handlers.request import Account, Address, Message, Place, Request
from storage import tafels
from storage.database import Database, Session

_ZONE = ZoneInfo("Europe/Amsterdam")
_ITEMS = 30
_DIGESTS = build_registry(
    (replace(actieagenda.FEATURE, by_itself=ByItself()), digest.FEATURE)
)  # without reminders: digests alone
_KARIM = Mention("person", "slack:UKARIM", "Karim")
_SAID: tuple[Pieces, ...] = (
    (Text("/actie nieuw Open dag bij drie bouwers eind mei"),),
    (Text("/actie nieuw Open dag bij drie bouwers "), _KARIM, Text(" eind mei")),
    (Text("BOUW-1: de zaal is geboekt"),),
    (Text("/actie BOUW-1 60%"),),
    (Text("/actie"),),
)


def _monday() -> Now:
    """An hour after the digest's usual time, on the next Monday."""
    today = datetime.now(_ZONE)
    monday = (today + timedelta(days=7 - today.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    return Now(monday.astimezone(UTC), _ZONE)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Database]:
    logs.start(Settings(log_level="ERROR"))
    db = Database(f"sqlite:///{path}")
    try:
        yield db
    finally:
        db.close()


# --- statements ------------------------------------------------------------------------------------------------------


def statements(rig: Rig) -> list[Table]:
    """How many SQL statements a request takes; beginning and committing come on top."""
    world.database(path := rig.folder / "statements.db")
    numbers = itertools.count(1)
    with opened(path) as db, _counting() as seen:
        app = App(Settings(), db, build_registry(FEATURES), _monday)
        rows = []
        asyncio.run(app.answer(spoken((Text("/actie"),), "slack:0")))  # from here on the bot knows who Petra is
        for said in _SAID:
            seen.clear()
            reply = asyncio.run(app.answer(spoken(said, f"slack:{next(numbers)}")))
            assert not any(isinstance(each, Post) and each.card.name == "refusal" for each in reply.inline), reply
            rows.append((f"`{plain(said)}`".replace("@slack:UKARIM", "@karim"), f"{len(seen)}"))
    return [Table("SQL statements per request", ("request", "statements"), rows)]


def spoken(said: Pieces, request_id: str) -> Request:
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"), url="https://slack.test", trigger="1")
    words = plain(said)
    command = words.startswith("/")
    message = None if command else Message(request_id, words, account=address.account, said=said)
    inline: tuple[Literal["Post"], ...] = ("Post",) if command else ()
    return Request(
        "say", request_id, address, _monday().instant, words, command, message=message, inline=inline, said=said
    )


@contextlib.contextmanager
def _counting() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


# --- digests ---------------------------------------------------------------------------------------------------------


def digests(rig: Rig) -> list[Table]:
    """Nine digests, and a hundred regions' worth."""
    rows = []
    for count in rig.size.digests:
        path = _region(rig.folder / f"digests{count}.db", count)
        with opened(path) as db:
            app = App(Settings(), db, _DIGESTS, _monday)
            built = _milliseconds(partial(_build, db))
            queued = _milliseconds(partial(_tick, app))
        sent = world.rows(path, "outbox", "kind = 'once'")
        assert sent == count, f"{count} tafels, but {sent} digests"
        rows.append((f"{count}", *map(number, (built, built / count, queued, queued / count)), f"{sent}"))
    note = (
        f"{_ITEMS} actions per tafel. The tick is everything: what is due, claimed, built, and its row committed, one "
        "transaction per digest. Slack takes one message per second per channel, so sending them takes longer."
    )
    columns = ("digests", "build ms", "each", "tick ms", "each", "rows")
    return [Table("Weekly digests", columns, rows, [note])]


def _region(path: Path, count: int) -> Path:
    world.database(path, extra=count - 9)
    with opened(path) as db:
        keys = [tafel.key for tafel in db.read(tafels.all_tafels).result()]
    world.fill(path, dict.fromkeys(keys, _ITEMS))
    return path


def _tick(app: App) -> None:
    asyncio.run(tick(app))


def _build(db: Database) -> None:
    db.read(_built).result()


def _built(session: Session) -> None:
    now = _monday()
    for tafel in tafels.all_tafels(session):
        work = Work(session=session, now=now, registry=_DIGESTS)
        build.card(work, build.draft(work, tafel, now, None))


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
