"""Run a transaction that can touch a few named tables and nothing else: where an anonymous action is written.

A row about a person in the transaction of a ballot links the two for good: PostgreSQL stores the number of the
transaction in every row. So an anonymous action runs in a transaction of its own, with an `Apart` instead of a
`Session`. The type offers no more than statements on the feature's own anonymous tables; the database itself is asked
to refuse the rest, for whoever finds a way around the type. Whatever was refused, the transaction is rolled back.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import CursorResult, Delete, Insert, Result, Select, Table, Update, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.sql.elements import ColumnClause, TextClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause, TableClause
from sqlalchemy.sql.visitors import ExternallyTraversible, iterate

from storage.database import Database, Session
from storage.locks import number
from storage.vault import Vault

AnonymousTable: TypeAlias = Table
"""A table that anonymous actions write, for whoever declares it."""
T = TypeVar("T")
Statement: TypeAlias = Select[Any] | Insert | Update | Delete
_HOLD: Final = {
    False: text("SELECT pg_advisory_xact_lock(:number)"),
    True: text("SELECT pg_advisory_xact_lock_shared(:number)"),
}
Values: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]
_FUNCTIONS: Final = frozenset({"avg", "coalesce", "count", "max", "min", "sum"})
_ALLOWED: Final = frozenset({
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_RECURSIVE,
})  # fmt: skip
_ON_TABLES: Final = frozenset({
    sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE,
})  # fmt: skip


_passed: Final[WeakKeyDictionary[Statement, frozenset[Table]]] = WeakKeyDictionary()
"""What was looked at before, with the tables it may touch: a statement that is built once is looked at once."""


class Elsewhere(Exception):
    """An anonymous action tried something that could tell whose it is. The code is wrong: nothing may be stored."""


class Apart:
    """The session of an anonymous action: statements on these tables alone, written with SQLAlchemy's constructs.

    It has no connection to give away, and no text of SQL passes. `vault` unwraps the keys of subjects. `newest` is the
    highest revision of the asker's own ballots that was read, so that a form that opens now gets a higher one.
    """

    def __init__(self, session: Session, tables: Iterable[Table], vault: Vault) -> None:
        self.__session, self.__tables = session, frozenset(tables)
        self.vault, self.newest = vault, 0
        self.refused: list[str] = []

    def execute(self, statement: Statement, values: Values | None = None) -> Result[Any]:
        """Run a statement; raises `Elsewhere` for anything but the tables of this action."""
        if _passed.get(statement) != self.__tables:
            if why := _why_not(statement, self.__tables):
                self.refused.append(why)
                raise Elsewhere(why)
            _passed[statement] = self.__tables
        return self.__session.execute(statement, values)

    def change(self, statement: Insert | Update | Delete, values: Values | None = None) -> int:
        """Run a statement that writes; gives how many rows it touched."""
        result = self.execute(statement, values)
        return result.rowcount if isinstance(result, CursorResult) else 0

    def hold(self, name: str, *, shared: bool = False) -> None:
        """Hold a lock by name to the end of the transaction: alone, or with whoever else shares it.

        SQLite needs none, as nobody else writes there meanwhile. PostgreSQL keeps no trace of one.
        """
        if self.dialect_name == "postgresql":
            self.__session.execute(_HOLD[shared], {"number": number(name)})

    @property
    def dialect_name(self) -> str:
        return self.__session.dialect.name


def write_apart(db: Database, tables: Iterable[Table], vault: Vault, work: Callable[[Apart], T]) -> Future[T]:
    """Run work in a transaction of its own that can touch these tables alone.

    "Of its own" also where the writer thread of SQLite would commit it together with what others wrote.
    """
    allowed = frozenset(tables)

    def run(session: Session) -> T:
        apart = Apart(session, allowed, vault)
        with _guarded(session, frozenset(table.name for table in allowed)):
            result = work(apart)
        if apart.refused:  # the handler caught the exception and went on: that undoes nothing of what it is
            raise Elsewhere(apart.refused[0])
        return result

    return db.write_alone(run)


# --- what a statement may be made of ---------------------------------------------------------------------------------


def _why_not(statement: object, tables: frozenset[Table]) -> str:
    """Why this statement is refused; "" when it may run."""
    if not isinstance(statement, Select | Insert | Update | Delete):
        return f"an anonymous action runs no {type(statement).__name__}"
    written = [] if isinstance(statement, Select) else [statement.table]
    parts = [*iterate(statement), *written]
    return next(filter(None, (_wrong(part, tables) for part in parts)), "")


def _wrong(part: FromClause | ExternallyTraversible, tables: frozenset[Table]) -> str:
    """Why one part of a statement is refused."""
    if isinstance(part, TextClause) or (isinstance(part, ColumnClause) and part.is_literal):
        return "an anonymous action runs no text of SQL"
    if isinstance(part, FunctionElement):
        name = getattr(part, "name", type(part).__name__)
        return "" if name in _FUNCTIONS else f"an anonymous action calls no {name}()"
    found = part.table if isinstance(part, ColumnClause) else part
    if isinstance(found, TableClause) and found not in tables:  # a table that is only named by hand is one, too
        return f"the table {found.name} is not of this anonymous action"
    return ""


# --- what the database itself refuses --------------------------------------------------------------------------------


@contextmanager
def _guarded(session: Session, names: frozenset[str]) -> Iterator[None]:
    guard = _sqlite_guard if session.dialect.name == "sqlite" else _postgres_guard
    with guard(session, names):
        yield


@contextmanager
def _sqlite_guard(session: Session, names: frozenset[str]) -> Iterator[None]:
    """SQLite asks for each table while it prepares a statement, also one that this connection prepared before."""
    connection: sqlite3.Connection = session.connection.driver_connection  # type: ignore[assignment]
    denied: list[str] = []

    def authorize(action: int, table: str | None, _column: str | None, _schema: str | None, _by: str | None) -> int:
        if action in _ALLOWED or (action in _ON_TABLES and table in names):
            return sqlite3.SQLITE_OK
        denied.append(f"the database was asked for {table or 'something else'} (action {action})")
        return sqlite3.SQLITE_DENY

    connection.set_authorizer(authorize)
    try:
        yield
    except DatabaseError as error:
        if denied:
            raise Elsewhere(denied[0]) from error
        raise
    finally:
        connection.set_authorizer(None)
    if denied:
        raise Elsewhere(denied[0])


_TOUCHED: Final = text("""
    SELECT DISTINCT relations.relname FROM pg_locks AS locks
    JOIN pg_class AS relations ON relations.oid = locks.relation
    JOIN pg_namespace AS schemas ON schemas.oid = relations.relnamespace
    WHERE locks.pid = pg_backend_pid() AND locks.locktype = 'relation'
    AND relations.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
    AND schemas.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
""")
"""The tables that a transaction has touched so far: PostgreSQL keeps a lock on each, also on what was only read."""


@contextmanager
def _postgres_guard(session: Session, names: frozenset[str]) -> Iterator[None]:
    """PostgreSQL has no such question, so its locks are looked at before the commit."""
    yield
    if strange := sorted(set(session.execute(_TOUCHED).scalars()) - names):
        msg = f"the transaction touched {', '.join(strange)}"
        raise Elsewhere(msg)
