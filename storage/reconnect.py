"""Leave a connection that is of no use any more, and run its work once more on a fresh one.

A connection is lost when it broke, and also when its server became read-only: after a failover the old primary keeps
answering, and every session that the pool still holds there would refuse every write for as long as it lives.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

READ_ONLY: Final = "25006"
_ENDED: Final = frozenset({READ_ONLY, "25P03", "57P01", "57P02", "57P03", "57P04", "57P05"})
"""The server's own codes for a session that is of no use any more: read-only, timed out, or ended by the server."""
_CONNECTION: Final = "08"
"""The class of the codes that say that the connection itself failed."""


class CommitUnsure(Exception):
    """The connection broke during a commit: it may or may not have been stored."""


class _Lost(Exception):
    """The connection was lost before the commit, so that surely nothing was stored."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def drop_lost_connections(engine: Engine) -> None:
    """Have the pool drop all its connections as soon as one of them turns out to be lost.

    The others go back to the same server, so each would cost one more request its answer.
    """
    event.listen(engine, "handle_error", _mark_lost)


def _mark_lost(context: ExceptionContext) -> None:
    if _says_lost(context.original_exception):
        context.is_disconnect = True


def run_twice_at_most(begin: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], T], *,
                      reads: bool = False) -> T:  # fmt: skip
    """Run repeatable work in a transaction, and when its connection is lost once more in one on a fresh connection.

    Raises `CommitUnsure` where running it again could do it twice; work that only reads may always run again.
    """
    try:
        return _attempt(begin, work, reads=reads)
    except _Lost:
        pass
    try:
        return _attempt(begin, work, reads=reads)
    except _Lost as again:
        raise again.error from None


def _attempt(begin: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], T], *,
             reads: bool) -> T:  # fmt: skip
    connected = worked = False
    try:
        with begin() as session:
            connected = True
            result = work(session)
            worked = True
    except Exception as error:
        if not connected or not is_lost(error):  # a server out of reach is not asked twice: somebody waits
            raise
        if worked and not reads:
            raise CommitUnsure from error
        raise _Lost(error) from error
    return result


def is_lost(error: BaseException) -> bool:
    """Whether an error, or its cause, says that its connection is lost."""
    for each in (error, error.__cause__):
        if isinstance(each, DBAPIError) and (each.connection_invalidated or _says_lost(each.orig)):
            return True
    return False


def _says_lost(error: BaseException | None) -> bool:
    code = getattr(error, "sqlstate", None) or ""
    return code in _ENDED or code.startswith(_CONNECTION)
