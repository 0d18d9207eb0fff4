"""Make sure that nothing is left of destroyed keys and tokens where a database keeps what was deleted.

A deleted row is still in SQLite's write-ahead log until a checkpoint empties that, and in PostgreSQL's table file until
the table is written anew. Both have to wait for whoever still reads, so both may fail, and are tried again: the state
of the subject says that it is still to be done.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Table, insert, select, text

from storage.ballots import Ballots
from storage.database import Database, Session, honest

_PAUSE: Final = 0.05  # seconds between two looks whether a reader is still in the way


def erase_traces(
    db: Database, ballots: Ballots, *, tries: int = 20, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Erase the deleted keys and tokens of closed subjects from the files; False when a reader is in the way."""
    if not db.is_sqlite:
        with db.transaction() as session:
            _write_anew(session, ballots)
        return True
    for left in reversed(range(tries)):
        if _is_emptied(db):
            return True
        sleep(_PAUSE if left else 0)
    return False


def _is_emptied(db: Database) -> bool:
    """Copy the write-ahead log into the database and cut it off. SQLite says 0 when nobody was in the way.

    What was deleted is overwritten with zeros in the database itself, because every connection that writes has
    `secure_delete`; one that has not would leave it there for good.
    """
    with honest(), db.engine.connect() as session:
        connection: sqlite3.Connection = session.connection.driver_connection  # type: ignore[assignment]
        [[overwrites]] = connection.execute("PRAGMA secure_delete").fetchall()
        if not overwrites:
            msg = "deleted keys stay readable in a database without secure_delete"
            raise RuntimeError(msg)
        [[busy, *_]] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not busy


def _write_anew(session: Session, ballots: Ballots) -> None:
    """Give the tables new files with only what is still open.

    TRUNCATE and not VACUUM FULL: that keeps deleted rows for as long as an older transaction could want to see them.
    """
    tables = (ballots.keys, ballots.open_ballots)
    names = ", ".join(f'"{table.name}"' for table in tables)
    session.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    kept = [(table, _rows(session, table)) for table in tables]
    session.execute(text(f"TRUNCATE {names}"))
    for table, rows in kept:
        if rows:
            session.execute(insert(table), rows)


def _rows(session: Session, table: Table) -> list[dict[str, object]]:
    """What is to be kept, in the order of its random ids."""
    ordered = select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(ordered).mappings()]
