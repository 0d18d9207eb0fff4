"""Open the database, read from it beside others, and write to it one after another.

SQLite has one writer thread (`storage.writer`) and read-only connections beside it; PostgreSQL has a thread per pooled
connection. Callers see the same: `write(work)` and `read(work)` return a future of what `work(session)` returned.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Engine,
    Insert,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection, QueuePool
from sqlalchemy.sql.dml import ReturningInsert

from storage.errors import Cause, find_cause
from storage.reconnect import CommitUnsure, drop_lost_connections, run_twice_at_most
from storage.writer import Waiting, Writer

Session: TypeAlias = Connection
"""One transaction's connection: what every function of storage gets first."""

T = TypeVar("T")
Work: TypeAlias = Callable[[Session], T]

CONNECTIONS: Final = 8
SILENCE: Final = 3000  # milliseconds after which a server that acknowledges nothing counts as gone
PAUSE: Final = 0.01  # seconds between two looks whether a SQLite database is free again

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, and the same on SQLite, which keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "an instant needs a zone"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Unavailable(Exception):
    """The database cannot do this now: locked, read-only, full, or out of reach. With "unsure" the connection broke
    during a commit, so it may have been stored."""

    def __init__(self, why: Cause | Literal["unsure"]) -> None:
        super().__init__(why)
        self.why = why


class Database:
    """One database with its engines and threads; close it when done."""

    def __init__(self, url: str, waiting: Waiting | None = None) -> None:
        self.url, self._waiting = make_url(url), waiting or Waiting()
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._engine, self._reader = (_sqlite(self.url, self._waiting, readonly=each) for each in (False, True))
            self._writer: Writer | None = Writer(lambda until: _transaction(self._engine, until), self._waiting)
        else:
            self._engine = self._reader = _postgres(self.url, self._waiting.patience)
            self._writer = None
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="database")

    def write(self, work: Work[T]) -> Future[T]:
        """Run repeatable work in a transaction; its exception undoes it alone and comes back in the future."""
        if self._writer:
            return self._writer.put(work)
        return self._threads.submit(self._in_transaction, self._engine, work, reads=False)

    def write_alone(self, work: Work[T]) -> Future[T]:
        """Like `write`, in a transaction that commits nothing else: see `storage.apart`."""
        if self._writer:
            return self._writer.put(work, alone=True)
        return self._threads.submit(self._in_transaction, self._engine, work, reads=False)

    def read(self, work: Work[T]) -> Future[T]:
        """Run work that only reads, beside the writer."""
        return self._threads.submit(self._in_transaction, self._reader, work, reads=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction of one's own, in this thread, for the command line and for tests."""
        with _transaction(self._engine, self._waiting.deadline()) as session:
            yield session

    def _in_transaction(self, engine: Engine, work: Work[T], *, reads: bool) -> T:
        try:
            return run_twice_at_most(lambda: _transaction(engine, self._waiting.deadline()), work, reads=reads)
        except CommitUnsure as error:
            raise Unavailable(why="unsure") from error

    @property
    def engine(self) -> Engine:
        """For migrations and for locks that live as long as a connection."""
        return self._engine

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._threads.shutdown(wait=True)
        self._engine.dispose()
        self._reader.dispose()


@contextmanager
def _transaction(engine: Engine, until: float) -> Iterator[Session]:
    """A transaction that waits for SQLite's write lock until a moment on the clock of `Waiting`."""
    with honest(), engine.connect() as session:
        session.info["until"] = until
        with session.begin():
            yield session


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _sqlite(url: URL, waiting: Waiting, *, readonly: bool) -> Engine:
    """An engine whose every transaction is ours: SQLAlchemy's default mode loses updates (it begins too late)."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=CONNECTIONS if readonly else 1,
        max_overflow=0 if readonly else 2,
        pool_timeout=waiting.patience,
        connect_args={"timeout": waiting.patience, "check_same_thread": False},
        hide_parameters=True,  # they are people's own words, and an error's text ends up in logs
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        # the last one: once connected, a writer does its own waiting
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16000",
                   "busy_timeout=0"]  # fmt: skip
        if readonly:
            pragmas = ["query_only=ON", "cache_size=-16000"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    begin = _begin if readonly else partial(_begin_immediate, waiting)
    engine.dialect.do_begin = begin  # type: ignore[method-assign,assignment]
    return engine


def _begin(connection: PoolProxiedConnection) -> None:
    """Begin by ourselves, not at an event: engines with events take longer over every statement."""
    connection.cursor().execute("BEGIN")


def _begin_immediate(waiting: Waiting, connection: PoolProxiedConnection) -> None:
    """Take the write lock, and wait for it ourselves: SQLite's own wait starts anew for each who waits in a row."""
    until = connection.info.pop("until", None) or waiting.deadline()
    while True:
        try:
            connection.cursor().execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if (why := find_cause(error)) != "locked" or waiting.now() > until:
                raise Unavailable(why or "unreachable") from error
            waiting.sleep(PAUSE)
        else:
            return


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _postgres(url: URL, patience: float) -> Engine:
    options = f"-c lock_timeout={int(patience * 1000)} -c timezone=UTC"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=patience,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 2, "tcp_user_timeout": SILENCE},
    )
    drop_lost_connections(engine)
    return engine


# --- honest errors ---------------------------------------------------------------------------------------------------


@contextmanager
def honest() -> Iterator[None]:
    """Turn the drivers' ways of saying "not now" into one."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(why="locked") from error
    except DBAPIError as error:
        if why := find_cause(error):
            raise Unavailable(why) from error
        raise


@dataclass(frozen=True, slots=True)
class Failed:
    """The error of a part of a transaction that was rolled back."""

    error: Exception


def attempt(session: Session | None, work: Callable[[], T]) -> T | Failed:
    """Run a part of a transaction in a savepoint, so that an error undoes that part alone.

    Errors of the whole database (locked, full, lost) are raised: a savepoint does not help there. Without a session
    there is nothing to undo.
    """
    try:
        with session.begin_nested() if session is not None else nullcontext():
            return work()
    except (Unavailable, OperationalError, PoolTimeout):
        raise
    except DBAPIError as error:
        if error.connection_invalidated or find_cause(error):
            raise
        return Failed(error)
    except Exception as error:  # noqa: BLE001 - it belongs to this part alone
        return Failed(error)


# --- portable pieces -------------------------------------------------------------------------------------------------


def insert_new(session: Session, table: Table, **values: object) -> bool:
    """Insert a row unless its unique key exists; says whether it was inserted."""
    return session.execute(_insert_new(session.dialect.name, table), values).rowcount == 1


def insert_new_id(session: Session, table: Table, **values: object) -> int | None:
    """The same for a table with ids: gives the new row's, or None."""
    row = session.execute(_insert_new_id(session.dialect.name, table), values).first()
    return row[0] if row else None


def new_id(result: CursorResult[Any]) -> int:
    """The id of a row that was inserted just now. SQLite takes longer over RETURNING than over the insert itself."""
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row into a table with ids has one
    return int(key[0])


@cache
def _insert_new_id(dialect: str, table: Table) -> ReturningInsert[int]:
    return _insert_new(dialect, table).returning(table.c.id)


@cache
def _insert_new(dialect: str, table: Table) -> Insert:
    """The statement, cached per table."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


class OpenDate(TypeDecorator[date]):
    """A date that may be absent; absent ones are kept as the last of all dates, so that they sort and compare last."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> date:
        return value or date.max

    def process_result_value(self, value: date | None, _dialect: Dialect) -> date | None:
        return None if value == date.max else value
