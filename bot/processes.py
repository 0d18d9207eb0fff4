"""Put the parts together and run them: `assemble` makes an App, `run` serves it until somebody asks it to stop.

Without platform credentials the program is the trial workspace on a database that is marked as demo; with them it is
the real thing on a database that is not. Neither ever starts on the other's database.
"""

import asyncio
import contextlib
import errno
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import structlog
import uvicorn
import uvloop

from bot.app import App
from bot.background.courier import Courier, Pace
from bot.background.worker import Worker
from bot.lokaal.app import LokaalDoor
from bot.lokaal.clock import DemoClock
from bot.serving import web
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Now, Outside, Registry, Work
from handlers.filling import fill_example, fill_shipped
from handlers.registry import build_registry
from storage import demo, migrate, people, seed, tafels
from storage.database import Database, Session

DEMO_DATABASE: Final = "sqlite:///var/demo.db"
_GRACE: Final = 3  # seconds for requests under way when the program stops; open pages are cut off then
log = structlog.get_logger()

Announce = Callable[[str], None]


class CannotStart(Exception):
    """The program cannot start; its words are a Dutch sentence for who starts it."""


# --- the parts -------------------------------------------------------------------------------------------------------


def registry() -> Registry:
    return build_registry(FEATURES)


def clock(settings: Settings) -> Callable[[], Now]:
    return lambda: Now(datetime.now(UTC), settings.zone)


def address_of_database(settings: Settings) -> str:
    """The address of the database; the trial workspace has a file of its own unless another is named."""
    if settings.is_demo and settings.database_url == Settings().database_url:
        return DEMO_DATABASE
    return settings.database_url


def open_database(settings: Settings) -> Database:
    db = Database(address_of_database(settings))
    if db.path is not None:
        db.path.parent.mkdir(parents=True, exist_ok=True)
    return db


def assemble(settings: Settings) -> App:
    """Everything wired, on a database that is up to date; nothing is running yet. Raises `CannotStart`."""
    db = open_database(settings)
    try:
        return _trial(settings, db) if settings.is_demo else _real(settings, db)
    except BaseException:
        db.close()
        raise


def prepare(db: Database, settings: Settings) -> bool:
    """Migrate the database and fill it if it is empty; says whether the schema was behind."""
    if address_of_database(settings) == DEMO_DATABASE:
        return _prepare_trial(db, settings)
    return migrate.upgrade(db, partial(fill, settings=settings))


def _prepare_trial(db: Database, settings: Settings) -> bool:
    changed = migrate.upgrade(db, _only_trial)
    demo.create(db.engine)
    now = DemoClock(db, settings.zone)()
    with db.transaction() as session:
        fill_example(Work(session=session, now=now, registry=registry()))
    return changed


def _only_trial(session: Session) -> None:
    region = tafels.region(session)
    if region is not None and not region[2]:
        msg = (
            "Deze database is een echte, en zonder gegevens van Slack of Teams draait alleen de "
            "proefwerkruimte. Vul die in, of laat DATABASE_URL weg."
        )
        raise CannotStart(msg)


def _trial(settings: Settings, db: Database) -> App:
    if not db.is_sqlite:
        msg = (
            "DATABASE_URL wijst naar PostgreSQL, maar zonder gegevens van Slack of Teams draait alleen de "
            "proefwerkruimte, in een SQLite-bestand. Vul die in, of haal DATABASE_URL weg."
        )
        raise CannotStart(msg)
    _prepare_trial(db, settings)
    if not settings.tafelbot_geheim:
        settings = replace(settings, tafelbot_geheim=(kept_secret(),))
    app = App(settings, db, registry(), DemoClock(db, settings.zone), outside=outside(settings))
    app.doors["lokaal"] = LokaalDoor(app)
    return app


def _real(settings: Settings, db: Database) -> App:
    migrate.upgrade(db, partial(fill, settings=settings))
    app = App(settings, db, registry(), clock(settings), outside=outside(settings))
    if settings.has_slack:
        from bot.slack.app import SlackDoor  # noqa: PLC0415 - a fifth of a start, which the others need not wait for

        app.doors["slack"] = SlackDoor(app)
    if settings.has_teams:
        from bot.teams.app import TeamsDoor  # noqa: PLC0415 - the same

        app.doors["teams"] = TeamsDoor(app)
    return app


def outside(settings: Settings) -> Outside:
    return Outside(cbs_url=settings.cbs_url)


def fill(session: Session, settings: Settings) -> None:
    """Region, tafels and administrators of a real installation; refuses a database of the trial workspace."""
    moment = clock(settings)()
    region, now = tafels.region(session), moment.instant
    if region is not None and region[2]:
        msg = (
            "Deze database is van de proefwerkruimte, en die is niet voor echt gebruik. "
            "Kies met DATABASE_URL een andere database."
        )
        raise CannotStart(msg)
    other = Path(settings.tafelbot_tafels) if settings.tafelbot_tafels else None
    try:
        region_id = seed.fill_tafels(session, seed.REGION, demo=False, path=other, now=now)
    except (KeyError, ValueError) as error:
        msg = f"TAFELBOT_TAFELS: “{other}” is niet te lezen als lijst van tafels ({error})."
        raise CannotStart(msg) from error
    fill_shipped(Work(session=session, now=moment, registry=registry()))
    for account in settings.tafelbot_beheerders:
        person = people.by_account(session, account)
        if person is None:
            person = people.add(session, region_id, name=account, now=now, provisional=True)
            people.identify(session, person.id, account)
        if not person.administrator:
            people.change(session, person.id, administrator=True)


def kept_secret() -> str:
    """The trial workspace's own secret, made once and kept away from its database."""
    state = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    path = folder / "tafelbot" / "geheim"
    try:
        if not path.is_file() or not path.read_text().strip():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text().strip()
    except OSError as error:
        msg = (
            f"Het geheim van de proefwerkruimte kan niet in {path} staan: {error.strerror}. Zet XDG_STATE_HOME elders."
        )
        raise CannotStart(msg) from error


# --- running ---------------------------------------------------------------------------------------------------------


def run(settings: Settings, announce: Announce, *, serves: bool = True, works: bool = True) -> None:
    """Run one process until SIGTERM or Ctrl+C: the web, the worker, or both. Raises `CannotStart`."""
    if settings.is_demo and not (serves and works):
        msg = "Zonder gegevens van Slack of Teams draait alleen de proefwerkruimte. Start die met: python -m bot run"
        raise CannotStart(msg)
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(_listening(settings.host, settings.port)) if serves else None
        if not serves:
            settings = replace(settings, slack_app_token="")  # a worker sends; what Socket Mode hears is for the web
        app = assemble(settings)
        stack.callback(app.db.close)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(app, listener, announce, works=works))


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The port, taken before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        msg = f"Luisteren op {host}, poort {port}, lukt niet: {error.strerror}."
        if error.errno == errno.EADDRINUSE:
            msg = f"Poort {port} is al in gebruik. Stop het andere programma, of kies een andere: PORT={port + 1}."
        raise CannotStart(msg) from error
    with listener:
        yield listener


async def _run(app: App, listener: socket.socket | None, announce: Announce, *, works: bool) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(_open_doors(app))
        busy = _working(app, serves=listener is not None) if works else _answering(app)
        await stack.enter_async_context(busy)
        if listener is not None:
            await stack.enter_async_context(_serving(app, listener, stop))
        announce(_greeting(app, listener, works=works))
        await stop.wait()
        log.info("stopping")
        app.live.end()


@contextlib.asynccontextmanager
async def _open_doors(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for door in app.doors.values():
            await door.start()
            stack.push_async_callback(door.stop)
        yield


@contextlib.asynccontextmanager
async def _working(app: App, *, serves: bool) -> AsyncIterator[None]:
    """The worker. In a process without a web server it leaves fresh replies to the process that heard the question."""
    worker = Worker(app, Pace()) if serves else Worker(app)
    worker.start()
    try:
        yield
    finally:
        await worker.stop()


@contextlib.asynccontextmanager
async def _answering(app: App) -> AsyncIterator[None]:
    """The courier of a web process beside workers elsewhere: it sends only replies that a person is waiting for."""
    courier = Courier(app, replies_only=True)
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        await courier.stop()
        await task


class _Server(uvicorn.Server):
    """uvicorn, with the signals left to us, and saying when it is there."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_there = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_there.set()


@contextlib.asynccontextmanager
async def _serving(app: App, listener: socket.socket, stop: asyncio.Event) -> AsyncIterator[None]:
    """The web server, until the block ends; should it end by itself, so does the process."""
    config = uvicorn.Config(
        web.build(app), loop="none", http="httptools", ws="none", lifespan="off", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    serving.add_done_callback(lambda _: stop.set())
    serving.add_done_callback(lambda _: server.is_there.set())
    await server.is_there.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _greeting(app: App, listener: socket.socket | None, *, works: bool) -> str:
    """The last line that the person who started the program reads."""
    if listener is None:
        return "De worker van Tafelbot draait. Stoppen: Ctrl+C."
    host = f"[{app.settings.host}]" if ":" in app.settings.host else app.settings.host
    url = f"http://{host}:{app.settings.port}"
    if "lokaal" in app.doors:
        return f"De proefwerkruimte van Tafelbot staat klaar:\n\n    {url}/lokaal\n\nStoppen: Ctrl+C."
    work = "" if works else " Wat er wordt verstuurd en vanzelf gaat, doet de worker: python -m bot worker."
    return f"Tafelbot luistert op {url} (openbaar adres: {app.settings.public_url}).{work} Stoppen: Ctrl+C."
