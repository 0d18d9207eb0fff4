"""Copy the SQLite database while everything goes on, and put a copy back without sending anything twice.

A copy knows less than the platforms do: what was sent after it was made. So a database that was put back is marked
(`restores`), and the courier looks up what may have been sent before it makes a first attempt.
"""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Integer, Table, func, insert, select

from storage import migrate
from storage.database import Database, Instant, Session, metadata

DOUBT: Final = timedelta(days=8)  # one more than the longest period between two digests

restores = Table(
    "restores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
)


class CannotCopy(Exception):
    """A sentence for whoever makes or puts back a copy."""


def mark(session: Session, now: datetime) -> None:
    """Write down that this database is a copy that was put back just now."""
    session.execute(insert(restores).values(at=now))


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
    try:
        _copy(path, part)
        _check(part)
        part.replace(target)
    except OSError as error:
        msg = f"De kopie kon niet worden geschreven: {error.strerror}."
        raise CannotCopy(msg) from error
    finally:
        part.unlink(missing_ok=True)


def restore(db: Database, source: Path, now: datetime) -> Path | None:
    """Put a copy back, brought to the newest schema and marked; gives where the former database went."""
    path = _file_of(db, "Zet de kopie terug met pg_restore en draai daarna: python -m bot restore --achteraf.")
    if not source.is_file():
        msg = f"{source} is er niet."
        raise CannotCopy(msg)
    _check(source)
    part = path.with_name(f"{path.name}.deel")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy(source, part)
        _ready(part, now)
        former = _set_aside(path)
        part.replace(path)
    finally:
        for left in (part, part.with_name(f"{part.name}-migratie")):
            left.unlink(missing_ok=True)
    return former


def _file_of(db: Database, otherwise: str) -> Path:
    if db.path is None:
        raise CannotCopy(otherwise)
    return db.path


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copying, which sees one moment of a database that is written to."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(_open(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _check(path: Path) -> None:
    """Refuse what is damaged, and what is no database of Tafelbot."""
    try:
        with closing(_open(path)) as connection:
            [[verdict]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        msg = f"{path} is geen leesbare database: {error}."
        raise CannotCopy(msg) from error
    if verdict != "ok":
        msg = f"{path} is beschadigd: {verdict}."
        raise CannotCopy(msg)
    if not {"alembic_version", "regions", "outbox"} <= tables:
        msg = f"{path} is geen database van Tafelbot."
        raise CannotCopy(msg)


def _ready(part: Path, now: datetime) -> None:
    db = Database(f"sqlite:///{part}")
    try:
        migrate.upgrade(db)
        with db.transaction() as session:
            mark(session, now)
    finally:
        db.close()
    _check(part)


def _set_aside(path: Path) -> Path | None:
    """Move the present database out of the way; refuses while a process has it open."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=0.2)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # only works for who is alone with the file
        except sqlite3.OperationalError as error:
            msg = f"{path} is in gebruik. Stop eerst Tafelbot (ook web en worker)."
            raise CannotCopy(msg) from error
    former = path.with_name(f"{path.name}.voor-herstel")
    path.replace(former)
    for left in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + left).unlink()
    return former
