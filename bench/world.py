"""What is measured against: a database with the nine tafels and their people, agendas of any size, and a Slack."""

import asyncio
import contextlib
import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bench.load import HOST
from bench.requests import PEOPLE
from handlers import FEATURES
from handlers.feature import Now, Work
from handlers.filling import fill_shipped
from handlers.registry import build_registry
from storage import actions, memberships, migrate, people, seed, tafels
from storage.actions import Draft
from storage.database import Database, Session

CHANNEL: Final = "19:bouw@thread.tacv2"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def database(path: Path, extra: int = 0) -> Path:
    """A migrated file: every tafel linked to a channel, Petra and Karim with roles at Bouw, and 300 other people."""
    db = Database(f"sqlite:///{path}")
    migrate.upgrade(db)
    with db.transaction() as session:
        _fill(session, datetime.now(UTC), extra)
    db.close()
    return path


def _fill(session: Session, now: datetime, extra: int) -> None:
    region = seed.fill_tafels(session, seed.REGION, demo=False, path=None, now=now)
    moment = Now(now, ZoneInfo("Europe/Amsterdam"))
    fill_shipped(Work(session=session, now=moment, registry=build_registry(FEATURES)))
    for number in range(extra):
        tafels.add(
            session, region, key=f"t{number}", prefix=_prefix(number), name=f"Tafel {number}", colour="#336699",
            organisations=(), now=now,
        )  # fmt: skip
    for tafel in tafels.all_tafels(session):
        tafels.link(session, tafel.id, "slack", f"C{tafel.key.upper()}", tafel.name, now)
    bouw = tafels.by_key(session, "bouw")
    assert bouw is not None
    roles: dict[str, memberships.Role] = {"UPETRA": "projectleider", "UKARIM": "kartrekker"}
    for account, role in roles.items():
        memberships.appoint(session, _person(session, region, account, now), bouw.id, role)
    for number in range(PEOPLE):
        _person(session, region, f"U{number:04}", now)


def _person(session: Session, region: int, account: str, now: datetime) -> int:
    person = people.add(session, region, name=account[1:].title(), now=now)
    people.identify(session, person.id, f"slack:{account}")
    return person.id


def beside_teams(path: Path) -> None:
    """Link Bouw to a channel in Teams too, where everybody has an account."""
    with contextlib.closing(Database(f"sqlite:///{path}")) as db, db.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
        assert bouw is not None
        tafels.link(session, bouw.id, "teams", CHANNEL, bouw.name, datetime.now(UTC))
        for number in range(PEOPLE):
            person = people.by_account(session, f"slack:U{number:04}")
            assert person is not None
            people.identify(session, person.id, f"teams:29:U{number:04}")


def _prefix(number: int) -> str:
    """Letters only, as in the key of an action."""
    return "T" + "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))


_DIFFERENT: Final = {
    "number": "number + n",
    "title": "'Stageplek nummer ' || n || ' bij een bedrijf in de regio'",
    "theme": "'Thema ' || (n % 5)",
    "owner_id": ":owner",
    "due": "date(:now, (n % 300 - 30) || ' days')",
    "status": "iif(n % 5 OR :owner IS NULL, 'open', 'klaar')",
    "closed": "n % 5 = 0 AND :owner IS NOT NULL",
    "news_at": "datetime(:now, '-' || (n % 80) || ' days') || '.000000'",
    "closed_at": "iif(n % 5 OR :owner IS NULL, NULL, datetime(:now, '-' || (n % 80) || ' days') || '.000000')",
}
"""In what the actions of a long agenda differ from its first one, as SQLite says it."""


def fill(path: Path, counts: Mapping[str, int], owner: int | None = 1) -> int:
    """Put so many actions on the agenda of each tafel: some late, some silent, five themes, and one in five closed
    unless nobody owns them.

    Gives the id of the first; the others follow.
    """
    now = datetime.now(UTC)
    with contextlib.closing(Database(f"sqlite:///{path}")) as db, db.transaction() as session:
        session.exec_driver_sql("PRAGMA cache_size=-1000000")
        return min([_filled(session, key, count, owner, now) for key, count in counts.items()])


def _filled(session: Session, key: str, count: int, owner: int | None, now: datetime) -> int:
    """The first action as the program makes it, and the others after it."""
    tafel = tafels.by_key(session, key)
    assert tafel is not None
    draft = Draft(title="Stageplek bij een bedrijf in de regio", owner=people.by_id(session, owner or 0))
    first = actions.create(session, tafel, draft, now=now, by=1).id
    columns = [column.name for column in actions.actions.c if column.name != "id"]
    statement = f"""
        INSERT INTO actions ({", ".join(columns)})
        WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count - 1)
        SELECT {", ".join(_DIFFERENT.get(name, name) for name in columns)} FROM counted, actions WHERE id = :first
    """  # noqa: S608 - no words of anybody
    values = {"count": count, "first": first, "owner": owner, "now": f"{now:%Y-%m-%d %H:%M:%S}"}
    session.execute(text(statement), values)
    more = {"more": count - 1, "tafel": tafel.id}
    session.execute(text("UPDATE tafels SET last_number = last_number + :more WHERE id = :tafel"), more)
    return first


def deliver(path: Path) -> None:
    """Put away what waits for the worker, as the worker would: nobody measures on a queue that only grows."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE outbox SET state = 'verzonden' WHERE state = 'wacht' AND kind = 'once'")


def rows(path: Path, table: str, where: str = "1") -> int:
    """How many rows there are now."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])  # noqa: S608 - the same


def quiet(path: Path) -> None:
    """Wait until every answer that the program sends by itself is sent."""
    until = time.monotonic() + 60
    while rows(path, "outbox", "state = 'wacht' AND kind = 'reply'"):
        assert time.monotonic() < until, "answers are still waiting"
        time.sleep(0.01)


class Rows:
    """What was stored since: `match` says that there is a row for every answer, or fails."""

    def __init__(self, path: Path, table: str, where: str = "1") -> None:
        self._what, self._before = (path, table, where), rows(path, table, where)

    def match(self, answers: int) -> str:
        stored = rows(*self._what) - self._before
        assert stored == answers, f"{answers} answers, but {stored} rows in {self._what[1]}"
        return f"{answers:,} answers, {stored:,} rows in `{self._what[1]}`."


# --- Slack -----------------------------------------------------------------------------------------------------------


class FakeSlack:
    """Says "ok" to every call and counts them, by the last part of their path; a page that it has it gives instead."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.pages: dict[str, bytes] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)
        return self

    async def _open(self) -> None:
        server = await self._loop.create_server(lambda: _Call(self.calls, self.pages), HOST, 0)
        self.port = server.sockets[0].getsockname()[1]

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class _Call(asyncio.Protocol):
    _ANSWER: Final = json.dumps({
        "ok": True, "user_id": "UBOT", "bot_id": "B1", "team_id": "T1", "url": "https://regio.slack.com/",
        "ts": "1779091200.000100", "channel": {"id": "D1"},
    }).encode()  # fmt: skip

    def __init__(self, calls: Counter[str], pages: Mapping[str, bytes]) -> None:
        self._calls, self._pages, self._buffer = calls, pages, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        found = _LENGTH.search(self._buffer, 0, end + 2)
        if len(self._buffer) < end + 4 + (int(found[1]) if found else 0):
            return
        path = self._buffer.split(b" ", 2)[1].split(b"?")[0].rpartition(b"/")[2].decode()
        self._calls[path] += 1
        self._buffer = b""
        assert self._transport is not None
        answer = self._pages.get(path, self._ANSWER)
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
        self._transport.write(head + answer)
