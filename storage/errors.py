"""Recognise what a database's error means, by the code that SQLite or PostgreSQL gives with it.

The sentences of an error differ per version and per language of the server; its code does not.
"""

import sqlite3
from typing import Final, Literal, TypeAlias

from sqlalchemy.exc import DBAPIError, OperationalError

Cause: TypeAlias = Literal["locked", "readonly", "full", "unreachable"]

_SQLITE: Final[dict[int, Cause]] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_IOERR: "unreachable",
}
_DAMAGED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_POSTGRES: Final[dict[str, Cause]] = {
    "55P03": "locked",  # lock_not_available, after lock_timeout
    "40P01": "locked",  # deadlock_detected
    "25006": "readonly",  # read_only_sql_transaction
    "53100": "full",  # disk_full
    "53300": "unreachable",  # too_many_connections
    "57P01": "unreachable",  # admin_shutdown, also of one connection
    "57P02": "unreachable",  # crash_shutdown
    "57P03": "unreachable",  # cannot_connect_now: the server is starting up
    "58030": "unreachable",  # io_error
}
_CONNECTION: Final = "08"  # the class of connection exceptions


def find_cause(error: DBAPIError | sqlite3.Error) -> Cause | None:
    """Why the database cannot do this now; None for an error of another kind, such as a broken constraint."""
    raw = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raw, sqlite3.Error):
        return _SQLITE.get(_primary_code(raw))
    state = getattr(raw, "sqlstate", None)
    if state is None:  # no server answered: it was not found, refused the connection, or the connection broke
        return "unreachable" if isinstance(error, OperationalError) else None
    return "unreachable" if state.startswith(_CONNECTION) else _POSTGRES.get(state)


def is_damaged(error: DBAPIError | sqlite3.Error) -> bool:
    """Whether a file is no SQLite database, or no longer one that can be read."""
    raw = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(raw, sqlite3.Error) and _primary_code(raw) in _DAMAGED


def _primary_code(error: sqlite3.Error) -> int:
    """The primary code of an SQLite error: the higher bits hold details. Errors of Python's own module have none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
