"""A PostgreSQL that fails over: the next request is answered from a fresh connection, and nothing is done twice."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import Connection, text

from bot.app import App
from bot.serving.readiness import EVERY, Readiness, Report
from bot.settings import Settings
from handlers import FEATURES
from handlers.feature import Account, Address, Place, Post, Request
from handlers.registry import build_registry
from storage import seen
from storage.database import Database, Unavailable
from storage.locks import Locks
from tests.databases import Postgres, opened
from tests.waiting import wait_until
from tests.world import Clock, open_actions

SESSIONS = 4  # sessions that the pool holds when it happens


@pytest.fixture
def template() -> str:
    """The people and tafels of the workspace in Slack."""
    return "slack"


@pytest.fixture
def pool(pg_url: str) -> Iterator[Database]:
    """A database whose pool holds open sessions."""
    with opened(pg_url) as db:
        fill_pool(db)
        yield db


@pytest.fixture
def app(pool: Database, clock: Clock) -> App:
    return App(Settings(tafelbot_geheim=("een geheim voor proeven",)), pool, build_registry(FEATURES), clock)


def fill_pool(db: Database) -> None:
    """Have as many sessions open at once, and give them back."""
    barrier = threading.Barrier(SESSIONS)

    def work(session: Connection) -> None:
        session.execute(text("SELECT 1"))
        barrier.wait()

    for future in [db.read(work) for _ in range(SESSIONS)]:
        future.result()


def everyone(db: Database, does: Callable[[Connection], Any]) -> list[Any]:
    """Do something with every session of the pool."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(db.engine.connect()) for _ in range(SESSIONS)]
        return [does(session) for session in sessions]


@contextmanager
def failed_over(postgres: Postgres, db: Database) -> Iterator[None]:
    """Sessions that stand can only read, and new ones can write: the old primary is demoted, and a new one answers."""
    postgres.admin.execute(f'ALTER DATABASE "{db.url.database}" SET default_transaction_read_only = off'.encode())
    postgres.admin.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    postgres.admin.execute("SELECT pg_reload_conf()")
    try:
        wait_until(lambda: all(everyone(db, is_read_only)), "every session of the pool can only read")
        yield
    finally:
        postgres.admin.execute("ALTER SYSTEM RESET default_transaction_read_only")
        postgres.admin.execute("SELECT pg_reload_conf()")
        wait_until(lambda: not _shows_on(postgres), "the server is as it was")


def is_read_only(session: Connection) -> bool:
    return bool(session.execute(text("SHOW default_transaction_read_only")).scalar() == "on")


def _shows_on(postgres: Postgres) -> bool:
    return postgres.admin.execute("SHOW default_transaction_read_only").fetchone() == ("on",)


def new_action(title: str, clock: Clock, number: int = 1) -> Request:
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"))
    words = f"/actie nieuw {title}"
    return Request("say", f"slack:{number}", address, clock().instant, words, addressed=True, inline=("Post",))


def answered(app: App, request: Request) -> str:
    [post] = asyncio.run(app.answer(request)).inline
    assert isinstance(post, Post)
    return post.card.title


def titles(db: Database) -> list[str]:
    return db.read(lambda session: [each.title for each in open_actions(session, "bouw")]).result()


# --- a demoted primary -----------------------------------------------------------------------------------------------


def test_the_first_write_after_a_failover_is_stored_and_the_pool_leaves_the_old_primary(
    app: App, pool: Database, postgres: Postgres, clock: Clock
) -> None:
    with failed_over(postgres, pool):
        assert answered(app, new_action("Open dag", clock)) == "BOUW-1 · Open dag"
        assert not any(everyone(pool, is_read_only))
    assert titles(pool) == ["Open dag"]


def test_where_fresh_sessions_can_only_read_too_it_says_so_and_heals_when_they_can_write(
    app: App, pool: Database, postgres: Postgres, clock: Clock
) -> None:
    change = f'ALTER DATABASE "{pool.url.database}" {{}}'
    postgres.admin.execute(change.format("SET default_transaction_read_only = on").encode())
    end_sessions(postgres, pool)
    refused = answered(app, new_action("Open dag", clock))
    postgres.admin.execute(change.format("RESET default_transaction_read_only").encode())

    assert "niets opslaan, alleen lezen" in refused
    assert answered(app, new_action("Open dag", clock)) == "BOUW-1 · Open dag"


def test_locks_are_asked_of_the_server_that_everybody_else_asks(pool: Database, postgres: Postgres) -> None:
    mine, theirs = Locks(pool), Locks(pool)
    mine.take("voor")
    fill_pool(pool)  # locks have a session of their own
    with failed_over(postgres, pool):
        release = mine.take("lane:slack:C1")
        assert release
        assert mine.take("voor")  # what was held on the old primary is held no more
        assert theirs.take("lane:slack:C1") is None
    mine.close()
    theirs.close()


# --- whether it is ready ---------------------------------------------------------------------------------------------


class Probe:
    """Whoever watches over the process, at moments that this names; a process lives in one event loop."""

    def __init__(self, app: App) -> None:
        self._runner = asyncio.Runner()
        self.seconds = 0.0
        self._readiness = Readiness(app, lambda: self.seconds)

    def ask(self) -> tuple[bool, Report]:
        return self._runner.run(self._readiness.report())

    def close(self) -> None:
        self._runner.close()


@pytest.fixture
def probe(app: App) -> Iterator[Probe]:
    made = Probe(app)
    yield made
    made.close()


def test_a_probe_finds_out_that_only_reading_is_left_and_that_writing_is_back(
    probe: Probe, pool: Database, postgres: Postgres
) -> None:
    change = f'ALTER DATABASE "{pool.url.database}" {{}}'
    assert probe.ask()[0]
    postgres.admin.execute(change.format("SET default_transaction_read_only = on").encode())
    end_sessions(postgres, pool)
    probe.seconds += EVERY
    assert probe.ask() == (False, {**probe.ask()[1], "database": "readonly"})
    postgres.admin.execute(change.format("RESET default_transaction_read_only").encode())
    probe.seconds += EVERY
    ready, report = probe.ask()
    assert (ready, report["database"]) == (True, "goed")


def test_a_probe_heals_a_pool_that_sits_on_the_old_primary(probe: Probe, pool: Database, postgres: Postgres) -> None:
    with failed_over(postgres, pool):
        assert probe.ask()[0]
        assert not any(everyone(pool, is_read_only))


# --- connections that break ------------------------------------------------------------------------------------------


def test_sessions_that_the_server_ended_cost_nobody_an_answer(
    app: App, pool: Database, postgres: Postgres, clock: Clock
) -> None:
    end_sessions(postgres, pool)
    assert answered(app, new_action("Open dag", clock)) == "BOUW-1 · Open dag"


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_session_that_ends_halfway_through_a_request_is_replaced_and_the_request_done_once(
    app: App, pool: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Whether it ends before or after what the request wrote first, that is undone and written again."""
    first_time, times = seen.first_time, list[int]()

    def ends(session: Connection, *args: Any) -> bool:
        times.append(1)
        is_first = first_time(session, *args) if at == "after" else False
        if len(times) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return is_first if at == "after" else first_time(session, *args)

    monkeypatch.setattr(seen, "first_time", ends)
    assert answered(app, new_action("Open dag", clock)) == "BOUW-1 · Open dag"
    assert len(times) == 2
    assert titles(pool) == ["Open dag"]


def test_a_request_whose_sessions_keep_ending_gets_an_honest_answer(
    app: App, pool: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(session: Connection, *_: Any) -> bool:
        return bool(session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())")))

    with monkeypatch.context() as patched:
        patched.setattr(seen, "first_time", ends)
        assert "Ik kan nu niet bij de gegevens. Er is niets opgeslagen." in answered(app, new_action("Open dag", clock))
    assert titles(pool) == []


def test_reading_goes_on_when_its_session_ends(pool: Database) -> None:
    times = list[int]()

    def work(session: Connection) -> int:
        times.append(1)
        if len(times) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return int(session.execute(text("SELECT 7")).scalar_one())

    assert pool.read(work).result() == 7


def end_sessions(postgres: Postgres, db: Database) -> None:
    """As a restart of the server does it."""
    ended = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
    postgres.admin.execute(ended, [db.url.database])


# --- a commit of which nobody knows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", [True, False])
def test_a_commit_whose_answer_is_lost_is_asked_after_and_happens_once(
    app: App, pool: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, stored: bool
) -> None:
    with losing_commits(pool, monkeypatch, times=1, stored=stored):
        answer = answered(app, new_action("Open dag", clock))
    assert answer == "BOUW-1 · Open dag"
    assert titles(pool) == ["Open dag"]


@pytest.mark.parametrize("stored", [True, False])
def test_when_even_that_cannot_be_asked_nobody_hears_that_nothing_was_stored(
    app: App, pool: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, stored: bool
) -> None:
    with losing_commits(pool, monkeypatch, times=9, stored=stored):
        answer = answered(app, new_action("Open dag", clock))
    assert "weet niet of dit is opgeslagen" in answer
    assert "niets opgeslagen" not in answer
    assert titles(pool) == (["Open dag"] if stored else [])


def test_other_work_is_not_done_again_after_such_a_commit(pool: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    times = list[int]()
    with losing_commits(pool, monkeypatch, times=1, stored=True), pytest.raises(Unavailable) as raised:
        pool.write(lambda _: times.append(1)).result()
    assert raised.value.why == "unsure"
    assert len(times) == 1


@contextmanager
def losing_commits(db: Database, monkeypatch: pytest.MonkeyPatch, *, times: int, stored: bool) -> Iterator[None]:
    """The connection breaks while a transaction is committed: just after the server did it, or just before."""
    commit, left = db.engine.dialect.do_commit, [times]

    def breaks(connection: Any) -> None:
        if left[0] <= 0:
            commit(connection)
            return
        left[0] -= 1
        if stored:
            commit(connection)
        connection.driver_connection.close()
        msg = "server closed the connection unexpectedly"
        raise OperationalError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(db.engine.dialect, "do_commit", breaks)
        yield
