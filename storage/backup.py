"""Copy the SQLite database while the program runs, and put a copy back without sending anything twice.

A copy does not know what was sent after it was made. So a restored database is marked (`restores`), and the courier
looks every message up on its platform before a first attempt. Requests and replies that still waited are dropped: they
may have been answered. People who were forgotten after the copy was made are forgotten again.

The keys and ballots of open anonymous subjects are in no copy: with them and the installation's secret one could find
out who voted what, even after the close. After a restore an open subject begins again.
"""

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Integer, Table, func, insert, select

from storage import ballot_tables, ballots, jobs, migrate, people, people_data
from storage.database import Database, Instant, Session, metadata
from storage.errors import find_cause, is_damaged

DOUBT: Final = timedelta(days=8)  # one more than the longest period between two digests
_MAGIC: Final = b"SQLite format 3\0"
_BESIDE: Final = ("-wal", "-shm", "-journal")

restores = Table(
    "restores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
)


class CannotCopy(Exception):
    """A copy cannot be made or put back; its words are a Dutch sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """The outcome of a restore: where the former database went, how many waiting requests were dropped, and the numbers
    of the people who were forgotten again (None where the former database could not be read)."""

    former: Path | None
    dropped: int
    forgotten: tuple[int, ...] | None


def mark(session: Session, now: datetime) -> int:
    """Write down that this database is a copy that was put back just now; gives how many questions were dropped."""
    session.execute(insert(restores).values(at=now))
    ballot_tables.begin_again(session)
    return jobs.drop_asked(session)


def in_doubt(session: Session, now: datetime) -> bool:
    """Whether the platforms may have messages that this database does not remember."""
    last = session.execute(select(func.max(restores.c.at))).scalar()
    return last is not None and now - last < DOUBT


def backup(db: Database, target: Path) -> None:
    """Write a consistent copy, checked, in one piece or not at all."""
    path = _file_of(db, "Gebruik voor PostgreSQL pg_dump, bijvoorbeeld: pg_dump --format=custom --file=kopie.dump")
    if not path.is_file():
        msg = f"Er is nog geen database in {path}."
        raise CannotCopy(msg)
    if target.exists():
        msg = f"{target} bestaat al. Kies een andere naam; een kopie wordt nooit overschreven."
        raise CannotCopy(msg)
    part = target.with_name(f"{target.name}.deel")
    with _written(part, "De kopie kon niet worden geschreven"):
        _copy(path, part, without=ballots.OPEN_ONLY)
        _check(part)
        part.replace(target)


def restore(db: Database, source: Path, now: datetime, *, trial: bool | None = None) -> PutBack:
    """Put a copy back, migrate it to the newest schema and mark it; people who were forgotten since are forgotten
    again. `trial` is the kind of installation, for when there is no former database to tell it."""
    path = _file_of(db, "Zet de kopie terug met pg_restore en draai daarna: python -m bot restore --achteraf.")
    if not source.is_file():
        msg = f"{source} is er niet."
        raise CannotCopy(msg)
    if path.exists() and source.samefile(path):
        msg = f"{source} is de database zelf, geen kopie."
        raise CannotCopy(msg)
    _check(source)
    present = _is_trial(path)
    _same_kind(source, trial=trial if present is None else present)
    erased = _erased(path)
    part = path.with_name(f"{path.name}.deel")
    with _written(part, "De kopie kon niet worden teruggezet"):
        path.parent.mkdir(exist_ok=True)
        _copy(source, part)
        dropped, forgotten = _ready(part, now, erased or ())
        former = _set_aside(path)
        part.replace(path)
    return PutBack(former, dropped, None if erased is None else forgotten)


@contextmanager
def _written(part: Path, otherwise: str) -> Iterator[None]:
    """A file is made in full before it gets its name; nothing of it is left behind, whatever goes wrong."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        msg = f"{otherwise}: {getattr(error, 'strerror', None) or error}."
        raise CannotCopy(msg) from error
    finally:
        for left in ("", *_BESIDE):
            with suppress(OSError):
                part.with_name(part.name + left).unlink()


def _same_kind(source: Path, *, trial: bool | None) -> None:
    """Refuse a copy of the trial workspace over real data, and the other way round."""
    given = _is_trial(source)
    if None not in {given, trial} and given != trial:
        this, that = ("de proefwerkruimte", "echt gebruik") if given else ("echt gebruik", "de proefwerkruimte")
        msg = f"{source} is van {this}, en deze database is voor {that}. Kijk of DATABASE_URL en .env kloppen."
        raise CannotCopy(msg)


def _is_trial(path: Path) -> bool | None:
    """Whether a database is of the trial workspace; None where it is empty or cannot be read."""
    if not path.is_file():
        return None
    with suppress(sqlite3.Error), closing(_open(path)) as connection:
        row = connection.execute("SELECT demo FROM regions ORDER BY id").fetchone()
        return bool(row[0]) if row else None
    return None


def _erased(path: Path) -> list[tuple[int, datetime]] | None:
    """The numbers of the people who were forgotten, with since when each was theirs; None where that cannot be read."""
    for statement in _ERASED:
        with suppress(sqlite3.Error, ValueError), closing(_open(path)) as connection:
            rows = connection.execute(statement)
            return [(number, datetime.fromisoformat(since).replace(tzinfo=UTC)) for number, since in rows]
    return None


_ERASED: Final = (
    "SELECT number, since FROM former_people WHERE erased_at IS NOT NULL ORDER BY number",
    "SELECT id, created_at FROM people WHERE erased_at IS NOT NULL ORDER BY id",  # of before 0009
)


def _file_of(db: Database, otherwise: str) -> Path:
    if db.path is None:
        raise CannotCopy(otherwise)
    return db.path


def _copy(source: Path, target: Path, *, without: str = "") -> None:
    """SQLite's own copying, which sees one moment of a database that is written to; the copy is one file.

    `without` begins the names of tables of which no row reaches the copy, not even for a moment: where one of them has
    rows, the copy is made in memory first.
    """
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(_open(source, mode="rw")) as old, closing(sqlite3.connect(target)) as new:
        old.isolation_level = None
        old.execute("BEGIN")  # what is looked at and what is copied are of the same moment
        emptied = [name for name in _tables(old) if without and name.startswith(without) and _has_rows(old, name)]
        if emptied:
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as between:
                old.backup(between)
                _empty(between, emptied)
                between.backup(new)
        else:
            old.backup(new)
    _alone(target)


def _empty(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Leave nothing of these tables, in free pages either."""
    connection.execute("PRAGMA secure_delete=ON")
    for name in names:
        connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names of tables of this database
    connection.execute("VACUUM")


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _has_rows(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() is not None  # noqa: S608 - the same


def _alone(path: Path) -> None:
    """Put the write-ahead log back into the one file of the database; fails while another process has it open."""
    with closing(sqlite3.connect(path, timeout=0.2)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _open(path: Path, *, mode: str = "ro") -> sqlite3.Connection:
    """A WAL database that nobody has open gets files beside it, which only who may write takes away again."""
    idle = mode == "ro" and not any(path.with_name(path.name + beside).exists() for beside in ("-wal", "-journal"))
    return sqlite3.connect(f"{path.resolve().as_uri()}?{'immutable=1' if idle else f'mode={mode}'}", uri=True)


def _check(path: Path) -> None:
    """Refuse what is damaged, and what is no database of Tafelbot."""
    try:
        with closing(_open(path)) as connection:
            [[verdict]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            tables = set(_tables(connection))
    except sqlite3.DatabaseError as error:
        msg = f"{path} is geen leesbare database: {error}."
        raise CannotCopy(msg) from error
    if verdict != "ok":
        msg = f"{path} is beschadigd: {verdict}."
        raise CannotCopy(msg)
    if not {"alembic_version", "regions", "outbox"} <= tables:
        msg = f"{path} is geen database van Tafelbot."
        raise CannotCopy(msg)


def _ready(part: Path, now: datetime, erased: Iterable[tuple[int, datetime]]) -> tuple[int, tuple[int, ...]]:
    db = Database(f"sqlite:///{part}")
    try:
        migrate.upgrade(db)
        with db.transaction() as session:
            dropped = mark(session, now)
            again = [person for number, since in erased if (person := people.known_since(session, number, since))]
            for person in again:
                people_data.forget(session, person.id, now)
    finally:
        db.close()
    _alone(part)
    _check(part)
    return dropped, tuple(person.id for person in again)


def _set_aside(path: Path) -> Path | None:
    """Move the present database out of the way; refuses while a process has it open."""
    if not path.exists():
        return None
    try:
        if _begins_as(path, _MAGIC):  # beside another file SQLite would throw away what is there
            _alone(path)
    except sqlite3.Error as error:
        if find_cause(error) == "locked":
            msg = f"{path} is in gebruik. Stop eerst Tafelbot (ook web en worker)."
            raise CannotCopy(msg) from error
        if not is_damaged(error):
            raise
        # Damaged: that is what a copy is put back for. What is beside it goes along.
    former = _free_name(path)
    path.replace(former)
    for beside in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).replace(former.with_name(former.name + beside))
    return former


def _begins_as(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _free_name(path: Path) -> Path:
    """Reserve a file name that is not taken, so that an earlier file is kept."""
    for number in itertools.count(1):
        former = path.with_name(f"{path.name}.voor-herstel" + (f"-{number}" if number > 1 else ""))
        with suppress(FileExistsError):
            former.touch(exist_ok=False)
            return former
    raise AssertionError
