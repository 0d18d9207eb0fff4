"""The one thread that writes to a SQLite database, with grouped commits.

SQLite has one write lock, and with `synchronous=FULL` every commit waits for a flush of the disk. Thirty people who
press a button at once would queue for thirty flushes, and the last of them would wait longer than Slack does. So the
thread takes the lock, runs every piece of work that waits in a savepoint of its own, and commits them together: one
flush serves all. When the group's commit fails each piece runs again in a transaction of its own, so work must be
repeatable. Nobody gets a result before its commit. Work that was put with `alone` shares its commit with nothing. Why:
docs/decisions/0001-sync-core-one-writer.md.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

WAIT_SECONDS: Final = 1.5  # people wait three seconds at most; half of it for a lock leaves time for an honest answer
GROUP: Final = 64  # writes per commit; more would make the first of them wait for the last

T = TypeVar("T")
Begin: TypeAlias = Callable[[float], AbstractContextManager[Connection]]
"""Opens a transaction, waiting for the lock until a moment on the clock of `Waiting`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long to wait for a locked database, in seconds, with a clock and a sleep that tests can replace."""

    patience: float = WAIT_SECONDS
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def deadline(self) -> float:
        """The moment on the clock `now` at which a wait that begins now ends."""
        return self.now() + self.patience


class Writer:
    """Takes work from any thread and gives futures."""

    def __init__(self, begin: Begin, waiting: Waiting) -> None:
        self._begin, self._deadline = begin, waiting.deadline
        self._waiting: queue.SimpleQueue[_Pending | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, work: Callable[[Connection], T], *, alone: bool = False) -> Future[T]:
        pending = _Pending(work, self._deadline(), alone=alone)
        self._waiting.put(pending)
        return pending.future

    def close(self) -> None:
        """Finish what waits, and stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        pending = self._waiting.get()
        while pending is not None:
            group, behind = self._group(pending)
            self._write([each for each in group if each.is_wanted()])
            pending = behind[0] if behind else self._waiting.get()

    def _write(self, group: list["_Pending"]) -> None:
        if len(group) <= 1 or not self._together(group):
            for pending in group:
                pending.alone(self._begin)

    def _group(self, first: "_Pending") -> tuple[list["_Pending"], list["_Pending | None"]]:
        """The work to commit together now, and the piece (one or none) that was taken from the queue and must wait."""
        group = [first]
        while len(group) < GROUP and not first.is_alone:
            try:
                pending = self._waiting.get_nowait()
            except queue.Empty:
                break
            if pending is None or pending.is_alone:
                return group, [pending]
            group.append(pending)
        return group, []

    def _together(self, group: list["_Pending"]) -> bool:
        """Commit a group in one transaction; False when each has to be tried in its own."""
        try:
            with self._begin(group[0].until) as session:
                for pending in group:
                    pending.attempt(session)
        except Exception:  # noqa: BLE001 - whatever broke the group, each of them finds out by itself
            return False
        for pending in group:
            pending.tell()
        return True


class _Pending:
    """A piece of work that waits for its commit, with the future of its caller."""

    def __init__(self, work: Callable[[Connection], Any], until: float, *, alone: bool = False) -> None:
        self._work, self.until, self.is_alone = work, until, alone
        self.future: Future[Any] = Future()
        self._result: Any = None
        self._error: Exception | None = None

    def is_wanted(self) -> bool:
        """Whether the caller still waits; from here on the work cannot be cancelled."""
        return self.future.set_running_or_notify_cancel()

    def attempt(self, session: Connection) -> None:
        """Run the work in a savepoint; what it raises undoes it alone."""
        self._result, self._error = None, None
        # A plain statement to the driver: `begin_nested` of SQLAlchemy takes as long as three statements of ours, for
        # each of up to 64 pieces of work while all of their callers wait (decision 1). The names may repeat, as a
        # savepoint is released before the next one begins.
        driver: Any = session.connection.driver_connection
        driver.execute("SAVEPOINT work")
        try:
            self._result = self._work(session)
        except OperationalError:
            raise  # a full or broken database concerns the whole group
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            driver.execute("ROLLBACK TO work")
            self._error = error
        driver.execute("RELEASE work")

    def alone(self, begin: Begin) -> None:
        """Run the work in a transaction of its own, within the time that was left when it was put in the queue."""
        self._error = None
        try:
            with begin(self.until) as session:
                self._result = self._work(session)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            self._error = error
        self.tell()

    def tell(self) -> None:
        if self._error is not None:
            self.future.set_exception(self._error)
        else:
            self.future.set_result(self._result)
