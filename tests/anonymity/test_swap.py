"""The swap test: two people exchange their ballots, and nothing that anybody can see or find is different.

The same vote is held three times on each door: twice alike, to learn what differs from run to run anyhow (random ids,
moments of the machine), and once with the ballots of two people exchanged. Compared are every row of the database
without keys and tokens, every message, every line of the log, the figures, the copy, what people are told about their
own data, and how long everything is that was sent.
"""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from prometheus_client import REGISTRY
from sqlalchemy import inspect, text

from bot.app import App
from bot.settings import Settings
from handlers import FEATURES
from handlers.registry import build_registry
from handlers.tafels import privacy
from storage import backup, people
from storage.database import Database
from tests import platforms
from tests.anonymity import leaky
from tests.anonymity.plays import PLAYS, OrdinaryPlay, Play
from tests.databases import Server, opened
from tests.platforms import Chat
from tests.platforms.lokaal import LokaalDriver
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.world import Clock, World

DRIVERS: Mapping[str, Callable[[App], Chat]] = {"lokaal": LokaalDriver, "slack": SlackDriver, "teams": TeamsDriver}
SECRETS = {"token", "seal", "wrapped"}
VOTES = {"petra": 0, "karim": 1, "fatima": 1, "bram": 2}
SWAPPED = {**VOTES, "petra": 1, "karim": 0}


@dataclass
class Seen:
    """Everything that a run leaves behind, by what it is; each as a list of comparable things."""

    parts: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, found: Any) -> None:
        self.parts.setdefault(name, []).append(found)


@pytest.mark.every_door
@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS.keys())
def test_two_people_who_exchange_their_ballots_change_nothing_that_anybody_sees(
    server: Server, platform: str, template: str, tmp_path: Path, play: Play
) -> None:
    """What differs is looked for once more: on a busy machine a card is redrawn once more or once less, whoever
    voted what, and what a ballot gives away it gives away every time."""
    runs = Runs(server, platform, template, tmp_path, play)
    found = differences(runs.run(VOTES), runs.run(VOTES), runs.run(SWAPPED))
    again = differences(runs.run(VOTES), runs.run(VOTES), runs.run(SWAPPED)) if found else []
    assert [each for each in found if each in again] == []


@pytest.mark.every_door
def test_the_swap_is_seen_everywhere_where_a_vote_is_an_ordinary_action(
    server: Server, platform: str, template: str, tmp_path: Path
) -> None:
    ballots = leaky.InOrder("lek")
    runs = Runs(server, platform, template, tmp_path, OrdinaryPlay(leaky.ordinary(ballots), known=ballots))
    found = differences(runs.run(VOTES), runs.run(VOTES), runs.run(SWAPPED))
    assert "messages open" in found
    assert platform != "lokaal" or "table open demo_messages rows" in found


class Runs:
    """The same vote again and again, each time in a fresh world."""

    def __init__(self, server: Server, platform: str, template: str, folder: Path, play: Play) -> None:
        self._server, self._platform, self._template, self._folder, self._play = (
            server,
            platform,
            template,
            folder,
            play,
        )
        self._numbers = itertools.count()

    def run(self, votes: Mapping[str, int]) -> Seen:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        with self._server.copy(self._template, folder) as url, opened(url) as db:
            return self._held(db, folder, votes)

    def _held(self, db: Database, folder: Path, votes: Mapping[str, int]) -> Seen:
        self._play.create(db)
        seen, clock, before = Seen(), Clock(), figures()
        app = App(
            Settings(tafelbot_geheim=("a secret for tests",)),
            db,
            build_registry({each.name: each for each in (*FEATURES, self._play.feature)}.values()),
            clock,
        )
        chat, world = DRIVERS[self._platform](app), World(app, clock, self._platform)
        watch(chat, seen)
        with structlog.testing.capture_logs() as lines:
            self._play.ask(chat)
            for by, choice in votes.items():
                clock.forward(seconds=20)
                self._play.vote(chat, by, self._play.contents[choice])
            look(chat, seen, "open")
            rows(db, seen, "open")
            self._play.close(chat)
            for _ in range(3):
                clock.forward(minutes=1)
                chat.settle()
        look(chat, seen, "closed")
        rows(db, seen, "closed")
        exports(world, seen, folder)
        logged = [{key: value for key, value in line.items() if key != "reference"} for line in lines]
        seen.add("log", [line for line in logged if line["event"] != "delivery"])
        # the courier sends a card and its redrawing side by side, whichever is ready first
        seen.add("log of deliveries", sorted(str(line) for line in logged if line["event"] == "delivery"))
        seen.add("figures", {key: value - before.get(key, 0) for key, value in figures().items()})
        chat.close()  # type: ignore[attr-defined]
        return seen


# --- what is looked at -----------------------------------------------------------------------------------------------


def watch(chat: Chat, seen: Seen) -> None:
    """Note how long everything is that the bot answers and sends."""
    if isinstance(chat, LokaalDriver):
        _wrapped(chat, "_asked", seen, "answered")
    elif isinstance(chat, SlackDriver):
        _wrapped(chat, "post", seen, "answered")
        _called(chat.slack, "call", seen)
    elif isinstance(chat, TeamsDriver):
        _wrapped(chat, "_post", seen, "answered")


def _wrapped(chat: Any, name: str, seen: Seen, part: str) -> None:
    original = getattr(chat, name)

    async def noting(*given: Any, **more: Any) -> httpx.Response:
        answer: httpx.Response = await original(*given, **more)
        seen.add(f"{part} lengths", (answer.status_code, len(answer.content)))
        return answer

    setattr(chat, name, noting)


def _called(world: Any, name: str, seen: Seen) -> None:
    original = getattr(world, name)

    def noting(method: str, token: str, arguments: dict[str, Any], **more: Any) -> Any:
        seen.add("sent lengths", (method, len(json.dumps(arguments))))
        return original(method, token, arguments, **more)

    setattr(world, name, noting)


def look(chat: Chat, seen: Seen, when: str) -> None:
    """Every message that anybody can see, the private ones of everybody too."""
    shown: list[tuple[str, platforms.Seen]] = [("everybody", each) for each in chat.channel("bouw")]
    for who in VOTES:
        private = chat.whispers(who, "bouw") if isinstance(chat, SlackDriver | TeamsDriver) else whispers(chat, who)
        shown += [(who, each) for each in [*chat.direct(who), *private]]
    seen.add(f"messages {when}", sorted((who, each.title, each.text) for who, each in shown))


def whispers(chat: Chat, who: str) -> list[platforms.Seen]:
    """What only this person sees in the channel of a trial workspace."""
    assert isinstance(chat, LokaalDriver)
    return [each for each in chat.seen_by(who, "bouw") if each.private]


def rows(db: Database, seen: Seen, when: str) -> None:
    for name in inspect(db.engine).get_table_names():
        with db.engine.connect() as session:
            found = session.execute(text(f'SELECT * FROM "{name}"')).mappings().all()
        for column in [] if not found else found[0].keys():
            seen.add(
                f"table {when} {name}.{column}", "" if column in SECRETS else sorted(str(row[column]) for row in found)
            )
        seen.add(
            f"table {when} {name} rows", [{k: str(v) for k, v in row.items() if k not in SECRETS} for row in found]
        )


def exports(world: World, seen: Seen, folder: Path) -> None:
    """The copy, and what each of them would be given as their own data."""
    if world.db.is_sqlite:
        backup.backup(world.db, folder / "kopie.db")
        with opened(f"sqlite:///{folder / 'kopie.db'}") as copy:
            rows(copy, seen, "copied")
    with world.db.transaction() as session:
        for who in VOTES:
            person = people.by_account(session, world.account(who))
            assert person is not None
            seen.add("own data", str(privacy.held(session, person, world.clock.zone)))


def figures() -> dict[str, float]:
    """What is counted; how long things took differs in every run."""
    return {
        f"{sample.name} {sorted(sample.labels.items())}": sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("tafelbot")
        for sample in metric.samples
        if not sample.name.endswith("_created")
    }


def differences(first: Seen, again: Seen, swapped: Seen) -> list[str]:
    """What is different with the ballots exchanged, and not by chance: two equal runs agree about it.

    Of rows, the columns that differ between two equal runs are left out, and what is left is compared as whole rows.
    """
    noise = {name for name in first.parts if first.parts[name] != again.parts.get(name)}
    found = []
    for name in sorted(first.parts.keys() | swapped.parts.keys()):
        if name.endswith(" rows"):
            table = name.removesuffix(" rows")
            ignored = {each.rpartition(".")[2] for each in noise if each.startswith(f"{table}.")}
            if _whole(first, name, ignored) != _whole(swapped, name, ignored):
                found.append(name)
        elif name not in noise and first.parts.get(name) != swapped.parts.get(name):
            found.append(name)
    return found


def _whole(seen: Seen, name: str, ignored: set[str]) -> Counter[str]:
    rows_of = [row for each in seen.parts.get(name, []) for row in each]
    return Counter(str({key: value for key, value in row.items() if key not in ignored}) for row in rows_of)
