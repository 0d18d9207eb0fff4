"""Bring a database's schema to the newest, and move an installation from SQLite to PostgreSQL.

`upgrade` is safe when several processes start at once: one does the work, the others wait for it and find it done.
"""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias

from sqlalchemy import Connection, MetaData, String, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Column

from storage import ballots
from storage.database import Database, Session, Unavailable, honest, metadata
from storage.errors import is_damaged
from storage.tables import load_tables

# Alembic is imported where a migration is due: it takes a ninth of a start, and most starts find nothing to migrate.
if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER: Final = Path(__file__).parent / "migrations"
_VERSION: Final = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
_LOCK: Final = 7_210_923  # any number will do, as long as every version of the program takes the same
_ROWS: Final = 500
_PATIENCE: Final = 30.0


WhyWrong: TypeAlias = Literal["newer", "damaged", "dangling", "no folder", "not ours", "not empty"]
"""Why a database cannot be used as it is.

- `newer`: a newer program made its schema
- `damaged`: a file that is no SQLite database, or is one no more
- `dangling`: so many rows would lead to nothing after the migration, which was undone
- `no folder`: the folder that should have a folder for it
- `not ours`: a file to move from that has no schema of this program
- `not empty`: tables with rows in the database to move to
"""


class WrongSchema(Exception):
    """A database that cannot be used as it is; `what` is the file, the number or the names that `why` speaks of."""

    def __init__(self, *, why: WhyWrong, what: object = "") -> None:
        super().__init__(f"{why}: {what}" if what else why)
        self.why, self.what = why, str(what)


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, without a file of its own."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(db: Database, then: Callable[[Session], object] | None = None) -> bool:
    """Migrate the schema to the newest and run what has to follow, under a lock; says whether it was behind."""
    with _alone(db) as session:
        found = revision(session)
        if found is not None and found not in _history():
            raise WrongSchema(why="newer")
        if found != newest():
            _migrate(session)
        if then is not None:
            then(session)
    return found != newest()


def _migrate(session: Session) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(config(session), "head")


def current(db: Database) -> str | None:
    """The revision of the database; None where there is no schema yet."""
    with _told(db):
        return db.read(revision).result()


def pending(db: Database) -> tuple[str, ...]:
    """Revisions that this program has and the database has not, oldest first."""
    return behind(current(db))


def behind(found: str | None) -> tuple[str, ...]:
    """Revisions after this one; none for one that this program does not know, which is a newer one."""
    history = _history()
    if found is None:
        return history
    return history[history.index(found) + 1 :] if found in history else ()


def is_newer(found: str) -> bool:
    """Whether a newer version of this program made the schema."""
    return found not in _history()


def newest() -> str:
    return _history()[-1]


@cache
def _history() -> tuple[str, ...]:
    """Every revision, oldest first: their files begin with their numbers."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")))


def revision(session: Session) -> str | None:
    if not inspect(session).has_table(_VERSION.name):
        return None
    return session.execute(select(_VERSION.c.version_num)).scalar_one_or_none()


@contextmanager
def _told(db: Database) -> Iterator[None]:
    """Tell a file that is no database apart from one that is out of reach, at the first contact."""
    try:
        with honest():
            yield
    except DBAPIError as error:
        if is_damaged(error):
            raise WrongSchema(why="damaged", what=db.path) from error
        raise


@contextmanager
def _alone(db: Database) -> Iterator[Session]:
    """A transaction that no other process migrates beside; its lock dies with the process."""
    if db.path is None:
        with _told(db), db.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '120s'"))
            session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield session
    else:
        with _file_lock(db.path), _told(db), _connected(db) as session, _without_references(session), session.begin():
            yield session
            if broken := session.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise WrongSchema(why="dangling", what=len(broken))


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """Held before the first connection: making a new file a WAL database bears no company."""
    beside = path.with_name(f"{path.name}-migratie")
    while True:
        with _made(beside) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_at(beside, lock):
                continue  # who held it before took it away, and the next one may have another
            try:
                yield
            finally:
                beside.unlink(missing_ok=True)
            return


def _made(path: Path) -> TextIO:
    try:
        path.parent.mkdir(exist_ok=True)
        return path.open("w")
    except FileNotFoundError as error:
        raise WrongSchema(why="no folder", what=path.parent.parent) from error
    except OSError as error:
        raise Unavailable(why="full" if error.errno == errno.ENOSPC else "readonly") from error


def _is_at(path: Path, lock: TextIO) -> bool:
    try:
        return path.stat().st_ino == os.fstat(lock.fileno()).st_ino
    except FileNotFoundError:
        return False


@contextmanager
def _connected(db: Database) -> Iterator[Session]:
    """A connection with more patience than people have: another process may be writing, or just closing the file."""
    until = time.monotonic() + _PATIENCE
    with _connection(db, until) as session:
        session.info["until"] = until
        yield session


def _connection(db: Database, until: float) -> Connection:
    while True:
        try:
            with honest():
                return db.engine.connect()
        except Unavailable as error:
            if error.why != "locked" or time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextmanager
def _without_references(session: Session) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it, which references to it would not survive."""
    driver = session.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


# --- from SQLite to PostgreSQL ---------------------------------------------------------------------------------------


def move(source: Database, target: Database) -> int:
    """Copy every row of an installation into an empty database; gives how many rows there were.

    Open anonymous subjects begin again: their keys and ballots are in no copy (`storage.ballots`).
    """
    load_tables()
    if current(source) is None:
        raise WrongSchema(why="not ours", what=source.path)
    current(target)  # out of reach is said before anything is done to the old one
    upgrade(source)
    upgrade(target)
    with source.transaction() as old, target.transaction() as new:
        filled = [table.name for table in metadata.sorted_tables if _count(new, table)]
        if filled:
            raise WrongSchema(why="not empty", what=", ".join(filled[:3]))
        rows = sum(_copy(old, new, table) for table in moving())
        for table in metadata.sorted_tables:
            _continue_numbering(new, table)
    return rows


def moving() -> list[Table]:
    """The tables whose rows move along."""
    return [table for table in metadata.sorted_tables if not table.name.startswith(ballots.OPEN_ONLY)]


def _count(session: Session, table: Table) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _copy(old: Session, new: Session, table: Table) -> int:
    order = table.primary_key.columns.values() or list(table.columns)
    result = old.execute(select(table).order_by(*order))
    copied = 0
    while rows := result.fetchmany(_ROWS):
        new.execute(insert(table), [dict(row._mapping) for row in rows])  # noqa: SLF001 - the documented way
        copied += len(rows)
    return copied


def _continue_numbering(session: Session, table: Table) -> None:
    """PostgreSQL gives out numbers by itself; after a copy it has to go on behind the highest."""
    column = table.autoincrement_column
    if column is None or session.dialect.name != "postgresql":
        return
    highest = session.execute(select(func.max(column))).scalar()
    if highest is not None:
        session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), highest)))
