"""Slack tells things twice, at once and out of order, and the web process is killed meanwhile: everything counts once.

A real process of the program on a real database gets signed messages, edits, deletions and commands. Some are told
again: at the same moment, later, or after a kill, when Slack heard no answer. What was acknowledged must be in the
database exactly once. `STORM=1` makes it ten thousand events.
"""

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.settings import Settings
from bot.slack import manifest
from handlers import FEATURES
from handlers.registry import build_registry
from storage import actions, facts, news, outbox, tafels
from storage.actions import Draft
from storage.database import Database
from tests.platforms import PEOPLE
from tests.platforms.slack_payloads import Payloads, as_body, encoded, signed, user
from tests.platforms.slack_server import FakeSlack
from tests.platforms.slack_world import SECRET, TEAM, TOKEN, Written
from tests.programs import at
from tests.programs.web_process import WebProcess
from tests.waiting import HANG
from tests.world import Clock, World, fill

STORM = bool(os.environ.get("STORM"))
ITEMS = 10  # actions that are spoken about
AT_ONCE = 12  # deliveries under way
TIMEOUT = aiohttp.ClientTimeout(total=3)  # Slack waits no longer, and tells it again: a slow machine hears more
GIVE_UP = 10 * HANG
SEED = 20260518

Json = dict[str, Any]


@dataclass
class Told:
    """An event or a command, how often it was acknowledged, and the different answers to it."""

    payload: Json
    acknowledged: int = 0
    broken: int = 0
    answers: set[bytes] = field(default_factory=set)


@dataclass
class Story:
    """Everything that happens, and what must be in the database when all of it was acknowledged."""

    told: list[Told] = field(default_factory=list)
    commands: dict[str, Told] = field(default_factory=dict)
    updates: dict[str, tuple[int, str] | None] = field(default_factory=dict)


class Author:
    """Makes up a story from a seed: messages, edits, deletions and commands of six people in one channel."""

    def __init__(self, slack: FakeSlack, dice: random.Random) -> None:
        self._slack, self._dice, self._payloads = slack, dice, Payloads(slack)
        self._channel = slack.channels["CBOUW"]
        self._standing: list[Written] = []
        self.story = Story()

    def write(self, count: int) -> Story:
        for number in range(count):
            chance = self._dice.random()
            if chance < 0.35:
                self._command(number)
            elif chance < 0.8 or len(self._standing) < 5:
                self._message(number)
            elif chance < 0.92:
                self._edit(number)
            else:
                self._delete()
        return self.story

    def _command(self, number: int) -> None:
        title = f"Actie {number}"
        told = Told(self._payloads.command(f"/actie nieuw {title}", self._somebody(), self._channel))
        self.story.told.append(told)
        self.story.commands[title] = told

    def _message(self, number: int) -> None:
        words, item = self._words(number)
        [payload], ts = self._payloads.message(words, self._somebody(), self._channel)
        self._standing.append(self._slack.written[-1])
        self._says(ts, payload, (item, f"nieuws {number}"))

    def _edit(self, number: int) -> None:
        written = self._dice.choice(self._standing)
        words, item = self._words(number)
        old = written.json()
        written.text, written.edited = encoded(words), True
        what = {"subtype": "message_changed", "message": written.json(), "previous_message": old}
        self._says(written.ts, self._changed(what), (item, f"nieuws {number}"))

    def _delete(self) -> None:
        written = self._standing.pop(self._dice.randrange(len(self._standing)))
        self._slack.written.remove(written)
        what = {"subtype": "message_deleted", "deleted_ts": written.ts, "previous_message": written.json()}
        self._says(written.ts, self._changed(what), None)

    def _says(self, ts: str, payload: Json, update: tuple[int, str] | None) -> None:
        self.story.told.append(Told(payload))
        self.story.updates[ts] = update

    def _changed(self, what: Json) -> Json:
        event = {"type": "message", "hidden": True, "channel": self._channel.id, "ts": self._slack.ts(), **what}
        return self._payloads.event({**event, "channel_type": "channel", "event_ts": event["ts"]})

    def _words(self, number: int) -> tuple[str, int]:
        item = self._dice.randint(1, ITEMS)
        return f"BOUW-{item}: nieuws {number}", item

    def _somebody(self) -> str:
        return self._dice.choice(list(PEOPLE))


def deliveries(told: Sequence[Told], dice: random.Random) -> list[list[Told]]:
    """In what order and how often Slack tells it; what is in one list is told at the same moment."""
    places: list[tuple[float, list[Told]]] = []
    for place, each in enumerate(told):
        late = dice.uniform(0, 30) if dice.random() < 0.1 else 0.0
        again = dice.random()
        places.append((place + late, [each, each] if again < 0.12 else [each]))
        if 0.12 <= again < 0.3:
            places.append((place + dice.uniform(0, 120), [each]))
    return [together for _, together in sorted(places, key=lambda each: each[0])]


class Storm:
    """Tells it to the processes and kills them meanwhile."""

    def __init__(self, processes: Sequence[WebProcess], dice: random.Random, *, kills: int) -> None:
        self._up = {process: asyncio.Event() for process in processes}
        self._dice, self._kills = dice, kills
        self._handled = 0

    async def blow(self, moments: Sequence[list[Told]]) -> None:
        waiting = iter(moments)
        killed = [(number + 1) * len(moments) // (self._kills + 1) for number in range(self._kills)]
        async with aiohttp.ClientSession(timeout=TIMEOUT) as slack, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._begin())
            tasks.create_task(self._kill(killed))
            for _ in range(AT_ONCE):
                tasks.create_task(self._tell(slack, waiting))

    async def _begin(self) -> None:
        for process in self._up:
            process.start()
        for process in self._up:
            await self._ready(process)

    async def _ready(self, process: WebProcess) -> None:
        async with asyncio.timeout(GIVE_UP):
            while not await asyncio.to_thread(process.is_ready):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(0.05)
        self._up[process].set()

    async def _kill(self, moments: Sequence[int]) -> None:
        """Kill one of the processes whenever so much was told, and start it again."""
        for number, moment in enumerate(moments):
            while self._handled < moment:  # noqa: ASYNC110 - a moment in the middle of the work
                await asyncio.sleep(0.003)
            process = list(self._up)[number % len(self._up)]
            self._up[process].clear()
            await asyncio.to_thread(process.kill)
            process.start()
            await self._ready(process)

    async def _tell(self, slack: aiohttp.ClientSession, waiting: Iterator[list[Told]]) -> None:
        for together in waiting:
            async with asyncio.timeout(GIVE_UP):
                await asyncio.gather(*(self._until_acknowledged(slack, told) for told in together))
            self._handled += 1

    async def _until_acknowledged(self, slack: aiohttp.ClientSession, told: Told) -> None:
        """What is not acknowledged is told again."""
        while True:
            process = self._dice.choice(list(self._up))
            await self._up[process].wait()
            try:
                answer = await self._posted(slack, process, told)
            except (aiohttp.ClientError, TimeoutError, OSError):
                told.broken += 1
                await asyncio.sleep(0.05)
                continue
            told.acknowledged += 1
            told.answers.add(answer)
            return

    async def _posted(self, slack: aiohttp.ClientSession, process: WebProcess, told: Told) -> bytes:
        body, kind = as_body(told.payload)
        again = {"x-slack-retry-num": "1"} if told.acknowledged or told.broken else {}
        headers = {"content-type": kind, **signed(body), **again}
        async with slack.post(f"{process.address}/slack/events", data=body, headers=headers) as answer:
            content = await answer.read()
            assert answer.status == 200, f"{answer.status}: {content[:200]!r}"
            return content


# --- what must be there ----------------------------------------------------------------------------------------------


def check_commands(world: World, story: Story) -> None:
    """Each command made one action, and every answer to it named that one."""
    with world.db.transaction() as session:
        rows = session.execute(actions.actions.select()).all()
        made = session.execute(facts.facts.select().where(facts.facts.c.kind.in_(("created", "proposed")))).all()
    found = {row.title: row.number for row in rows}
    assert Counter(row.title for row in rows) == Counter([*story.commands, *map(item, range(1, ITEMS + 1))])
    assert len(made) == len(rows)
    assert sorted(found.values()) == list(range(1, len(rows) + 1))
    for title, told in story.commands.items():
        [answer] = told.answers
        assert f"BOUW-{found[title]} · {title}" in json.dumps(json.loads(answer), ensure_ascii=False)


def check_updates(world: World, story: Story) -> None:
    """Each message has one update, as it was said last; a deleted one has none."""
    with world.db.transaction() as session:
        numbers = {row.id: row.number for row in session.execute(actions.actions.select())}
        rows = session.execute(news.updates.select().where(news.updates.c.text != "")).all()
    found = Counter((row.message, numbers[row.action_id], row.text) for row in rows)
    assert found == Counter((ts, *update) for ts, update in story.updates.items() if update)


def check_signs(slack: FakeSlack, story: Story, kills: int) -> None:
    """Every update has its sign, save what was under way at a kill: an answer is never begun twice."""
    standing = [each for each in slack.written if story.updates.get(each.ts)]
    bare = [each for each in standing if +each.reactions != Counter({"white_check_mark": 1})]
    assert len(bare) <= kills * AT_ONCE
    assert not slack.complaints, slack.complaints


def item(number: int) -> str:
    return f"Waar het over gaat: {number}"


# --- the storm -------------------------------------------------------------------------------------------------------


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    settings = Settings(tafelbot_url="https://tafelbot.test")
    made = manifest.slack(build_registry(FEATURES), settings)
    world = FakeSlack(made, now=at.now, people={user(key): name for key, name in PEOPLE.items()})
    for key in ("bouw", "zorg"):
        world.add_channel(key, members=set(world.people))
    world.start()
    yield world
    world.stop()


@pytest.fixture
def filled(db: Database) -> World:
    """The tafels with their people, and actions that anybody may write about."""
    clock = Clock(at.now() - timedelta(hours=1))
    world = World(App(Settings(tafelbot_geheim=("geheim",)), db, build_registry(FEATURES), clock), clock, "slack")
    fill(db, "slack")
    with db.transaction() as session:
        tafel = tafels.by_key(session, "bouw")
        assert tafel
        for number in range(1, ITEMS + 1):
            actions.create(session, tafel, Draft(title=item(number)), now=clock().instant, by=None)
    return world


def settings_of(slack: FakeSlack, url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_TEAM_ID": TEAM, "SLACK_API_URL": slack.url,
        "TAFELBOT_GEHEIM": "een geheim van lengte", "DATABASE_URL": url,
    }  # fmt: skip


def processes(folder: Path, slack: FakeSlack, url: str) -> list[WebProcess]:
    """On SQLite the one process that does everything; on PostgreSQL two that share the work."""
    settings = settings_of(slack, url)
    if url.startswith("sqlite"):
        return [WebProcess(folder, settings, command="run")]
    return [WebProcess(folder, settings), WebProcess(folder, settings)]


async def drained(world: World) -> None:
    """Wait until every answer was sent."""
    async with asyncio.timeout(GIVE_UP):
        while True:
            rows = await world.app.read(lambda session: outbox.waiting(session, ["wacht"]))
            if not any(row.kind == "reply" and not row.attempts for row in rows):
                return
            await asyncio.sleep(0.2)


def test_everything_that_was_acknowledged_is_there_once(
    tmp_path: Path, url: str, filled: World, slack: FakeSlack
) -> None:
    is_sqlite = url.startswith("sqlite")
    events, kills = (10_000, 40) if STORM else (300, 3) if is_sqlite else (200, 3)
    dice = random.Random(SEED)  # noqa: S311 - a storm can be repeated
    story = Author(slack, dice).write(events)
    running = processes(tmp_path, slack, url)
    try:
        asyncio.run(Storm(running, dice, kills=kills).blow(deliveries(story.told, dice)))
        asyncio.run(drained(filled))
        assert [process.stop() for process in running] == [0] * len(running)
    finally:
        for process in running:
            process.end()

    assert all(told.acknowledged and len(told.answers) == 1 for told in story.told)
    assert sum(told.acknowledged > 1 for told in story.told) > events * 0.2
    assert sum(told.broken for told in story.told) >= kills
    check_commands(filled, story)
    check_updates(filled, story)
    check_signs(slack, story, kills)
    for process in running:
        assert "Traceback" not in process.log
        assert "request failed" not in process.log
