"""Hold a lock that ends with its process, not with a clock.

A lease in a table lapses while its holder is only frozen (a suspended laptop, a long pause of the machine); then two
couriers send the same message. So on PostgreSQL a lock is an advisory lock of a session that does nothing else, and on
SQLite a file beside the database that the operating system locks: both end when the process or its connection ends.
Why: docs/decisions/0003-outbox-of-three-kinds.md.

`with Locks(db).try_hold("lane:slack:C1") as is_ours:` does not wait.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, honest

Release: TypeAlias = Callable[[], None]
"""Gives a lock back; calling it again does nothing."""


class Locks:
    """The locks of one process; usable from any thread. No name is held twice, also not within the process."""

    def __init__(self, db: Database) -> None:
        path = db.path
        self._keeper: _Keeper = _Files(path.with_name(f"{path.name}.locks")) if path else _Advisory(db.engine)

    @contextmanager
    def try_hold(self, name: str) -> Iterator[bool]:
        """Hold the lock for the length of the block, and say whether it is held; does not wait."""
        release = self.take(name)
        try:
            yield release is not None
        finally:
            if release:
                release()

    def take(self, name: str) -> Release | None:
        """Take a lock that outlives the block; returns how to give it back, or None when another holds it."""
        with honest():
            return self._keeper.take(name)

    def close(self) -> None:
        """Give everything back."""
        self._keeper.close()


class _Keeper(Protocol):
    def take(self, name: str) -> Release | None: ...

    def close(self) -> None: ...


# --- SQLite ----------------------------------------------------------------------------------------------------------


class _Files:
    """Locked files beside the database; the last holder removes its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: set[_File] = set()

    def take(self, name: str) -> Release | None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / hashlib.sha256(name.encode()).hexdigest()[:32]
        while (file := _locked(path)) is not None:
            if file.is_still_there():
                self._open.add(file)
                return lambda: self._release(file)
            os.close(file.handle)  # its former holder removed it just now
        return None

    def _release(self, file: "_File") -> None:
        with suppress(KeyError):
            self._open.remove(file)
            file.remove()

    def close(self) -> None:
        for file in list(self._open):
            self._release(file)


class _File:
    """An open file with the lock on it."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self.handle = path, handle

    def is_still_there(self) -> bool:
        with suppress(FileNotFoundError):
            return self._path.stat().st_ino == os.fstat(self.handle).st_ino
        return False

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)  # while it is still locked: who opened it meanwhile looks again
        os.close(self.handle)


def _locked(path: Path) -> _File | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return _File(path, handle)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

_TAKE = text("SELECT pg_try_advisory_lock(:number), current_setting('transaction_read_only') = 'on'")
_GIVE_BACK = text("SELECT pg_advisory_unlock(:number)")
_NOTICE: Final = ("tcp_keepalives_idle = 20", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")


class _Advisory:
    """Advisory locks of one connection outside the pool. A session may take its own lock twice, so we keep count."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mutex = threading.Lock()
        self._session: Connection | None = None
        self._held: dict[str, Connection] = {}

    def take(self, name: str) -> Release | None:
        with self._mutex:
            if name in self._held or not self._asked(name):
                return None
            session = self._held[name] = self._connected()
            return lambda: self._release(name, session)

    def _release(self, name: str, session: Connection) -> None:
        with self._mutex:
            if self._held.get(name) is not session:
                return  # it went with a session that broke, or was given back before
            del self._held[name]
            try:
                session.execute(_GIVE_BACK, {"number": number(name)})
            except DBAPIError:
                self._lose()

    def close(self) -> None:
        with self._mutex:
            self._lose()

    def _asked(self, name: str) -> bool:
        """Whether the lock was granted. A server that became read-only is left, because other processes ask the new
        one."""
        try:
            taken, readonly = self._ask(name)
        except DBAPIError:
            taken, readonly = False, True
        if readonly:
            self._lose()
            self._engine.dispose()  # what the pool still holds goes back to the same server
            taken, _ = self._ask(name)
        return taken

    def _ask(self, name: str) -> tuple[bool, bool]:
        taken, readonly = self._connected().execute(_TAKE, {"number": number(name)}).one()
        return bool(taken), bool(readonly)

    def _connected(self) -> Connection:
        if self._session is None:
            self._session = _alone(self._engine)
        return self._session

    def _lose(self) -> None:
        """The session is over, and every lock with it."""
        session, self._session = self._session, None
        self._held.clear()
        if session:
            with suppress(DBAPIError):
                session.close()


def _alone(engine: Engine) -> Connection:
    """A session of its own. The server notices within a minute when the machine at this end is gone."""
    session = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    session.detach()
    for setting in _NOTICE:
        session.execute(text(f"SET {setting}"))
    return session


def number(name: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock."""
    return int.from_bytes(hashlib.sha256(f"tafelbot:{name}".encode()).digest()[:8], signed=True)
