"""What every test can ask for: a migrated database of each kind, a clock that obeys, and people on a platform."""

import functools
import gc
import io
import os
import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot import logs
from bot.app import App
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Registry
from handlers.registry import build_registry
from setup.machine import find_browser
from storage.database import Database
from tests import typesetting
from tests.bare_machine import machine  # noqa: F401 - a fixture for everybody
from tests.command_line import database, in_trial, real, run  # noqa: F401 - fixtures for everybody
from tests.cost import (  # noqa: F401 - hooks
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_terminal_summary,
)
from tests.databases import MIGRATED, REAL, Postgres, Server, Sqlite, opened
from tests.plain_logs import log_plainly, logging_kept
from tests.platforms import Chat
from tests.platforms.lokaal import LokaalDriver
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.programs import at
from tests.searches import examples
from tests.waiting import HANG
from tests.world import MONDAY, Clock, World

T = TypeVar("T")
_KINDS = ("sqlite", "postgresql")
# How fast something is, is for the bench to say.
hypothesis.settings.register_profile("patient", deadline=None, max_examples=examples(100))
hypothesis.settings.load_profile("patient")
expect.set_options(timeout=HANG * 1000)
log_plainly()
typesetting.remember()
# Loading the machine's certificates takes 20 ms, and Microsoft's SDK does it five times per app.
setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))  # noqa: B010 - of other arguments


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays: modules and thousands of tests, looked at again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_configure() -> None:
    """Begin on that Monday, whatever day it is: the machine's clock is not for tests to look at."""
    at.begin(at.ahead(MONDAY))


@pytest.fixture
def clock() -> Clock:
    return Clock()


# --- databases -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sqlite]:
    files = Sqlite(tmp_path_factory.mktemp("sqlite"))
    yield files
    files.stop()


@pytest.fixture
def template(request: pytest.FixtureRequest) -> str:
    """What is in a test's database: the world of its platform, what a real installation begins with, or nothing."""
    if "real" in request.fixturenames:
        return REAL
    if "platform" not in request.fixturenames:
        return MIGRATED
    platform: str = request.getfixturevalue("platform")
    return platform


@pytest.fixture(params=_KINDS)
def server(request: pytest.FixtureRequest) -> Server:
    """Once each kind of database."""
    found: Server = request.getfixturevalue("sqlite" if request.param == "sqlite" else "postgres")
    return found


@pytest.fixture
def url(server: Server, template: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own, once of each kind."""
    with server.copy(template, tmp_path) as address:
        yield address


@pytest.fixture
def sqlite_url(sqlite: Sqlite, template: str, tmp_path: Path) -> Iterator[str]:
    with sqlite.copy(template, tmp_path) as address:
        yield address


@pytest.fixture
def pg_url(postgres: Postgres, template: str) -> Iterator[str]:
    with postgres.copy(template) as address:
        yield address


@pytest.fixture
def db(request: pytest.FixtureRequest, server: Server, template: str) -> Iterator[Database]:
    """A database in this process, once of each kind: the one behind `url` where a test asks for that too."""
    if "url" not in request.fixturenames:
        yield server.reuse(template)
        return
    with opened(request.getfixturevalue("url")) as own:
        yield own


@pytest.fixture
def sqlite_db(sqlite: Sqlite, template: str) -> Database:
    """A database in this process for what does not depend on its kind."""
    return sqlite.reuse(template)


@pytest.fixture(params=_KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("template0") as address:
        yield address


# --- people on a platform --------------------------------------------------------------------------------------------


def _consenting(app: App) -> TeamsDriver:
    """A team of which the bot may read every message, and has read some."""
    driver = TeamsDriver(app)
    driver.say("Goedemorgen")
    return driver


_DRIVERS: dict[str, Callable[[App], LokaalDriver | SlackDriver | TeamsDriver]] = {
    "lokaal": LokaalDriver,
    "slack": SlackDriver,
    "teams": _consenting,
}

_PAIRS = [(door, kind) for door in sorted(_DRIVERS) for kind in _KINDS]
_WALKED = {("lokaal", "sqlite"), ("slack", "sqlite"), ("teams", "postgresql")}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test of a feature one door and one kind of database, by its name: a handler can know neither.

    Walks go through every door, and a test that names its doors keeps them, each with one kind of database. Where the
    kind is what a test is about, it is marked `every_database`. `STORM=1` does everything everywhere.
    What is left out pytest counts as deselected. Why: docs/decisions/0010.
    """
    if os.environ.get("STORM"):
        return
    left_out = {item for item in items if (pair := _pair(item)) and pair not in _wanted(item, pair)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _pair(item: pytest.Item) -> tuple[str, str] | None:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return (str(params["platform"]), str(params["server"])) if {"platform", "server"} <= params.keys() else None


def _wanted(item: pytest.Item, pair: tuple[str, str]) -> Iterable[tuple[str, str]]:
    here = item.nodeid.replace(pair[1], "")
    if any("platform" in str(mark.args[0]) for mark in item.iter_markers("parametrize")):
        every = item.get_closest_marker("every_database")
        return _PAIRS if every else [(pair[0], _by_name(here, _KINDS))]
    if item.get_closest_marker("every_door"):
        return _WALKED
    return [_by_name(here.replace(pair[0], ""), _PAIRS)]


def _by_name(name: str, among: Sequence[T]) -> T:
    """One of these, which never changes by chance."""
    return among[zlib.crc32(name.encode()) % len(among)]


@pytest.fixture(params=sorted(_DRIVERS))
def platform(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def registry() -> Registry:
    return build_registry(FEATURES)


@pytest.fixture
def world(db: Database, clock: Clock, platform: str, registry: Registry) -> World:
    settings = Settings(tafelbot_geheim=("a secret for tests",))
    return World(App(settings, db, registry, clock), clock, platform)


@pytest.fixture
def chat(world: World) -> Iterator[Chat]:
    """The same people, once in front of every platform."""
    driver = _DRIVERS[world.platform](world.app)
    yield driver
    driver.close()


# --- a real browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The chromium that `make browser` found or installed. For one module: its event loop fills the thread."""
    found = find_browser()
    assert found, "there is no chromium that starts: type `make browser`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},  # it hangs in libfaketime
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at the level that tells most."""
    stream = io.StringIO()
    with logging_kept():
        logs.start(replace(Settings(), log_level="DEBUG"), stream)
        yield stream
