"""Open pages of rooms: they hear how their room stands, cost one task each, and let go when they are closed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import ASGIApp

from bot.serving import web
from handlers.registry import build_registry
from handlers.rooms import show_code
from storage.database import Unavailable
from tests import toy_room
from tests.waiting import until
from tests.world import World


class OpenPage:
    """A stream that is open: what it was told, and its end."""

    def __init__(self, site: ASGIApp, code: str) -> None:
        self._site, self._path = site, f"/k/{show_code(code)}/live"
        self._closed = asyncio.Event()
        self.messages: list[dict[str, Any]] = []
        self.over = False

    async def run(self) -> None:
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": self._path,
            "scheme": "http", "raw_path": self._path.encode(), "query_string": b"", "root_path": "", "headers": [],
            "client": ("203.0.113.9", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self._closed.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.messages.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self._closed.set()  # as uvicorn does

        await self._site(scope, receive, send)
        self.over = True

    def close(self) -> None:
        self._closed.set()

    @property
    def told(self) -> list[dict[str, Any]]:
        text = b"".join(each.get("body", b"") for each in self.messages).decode()
        return [json.loads(row.removeprefix("data: ")) for row in text.splitlines() if row.startswith("data: ")]


@asynccontextmanager
async def opened(site: ASGIApp, *codes: str) -> AsyncIterator[list[OpenPage]]:
    pages = [OpenPage(site, code) for code in codes]
    tasks = [asyncio.create_task(page.run()) for page in pages]
    yield pages
    for page in pages:
        page.close()
    await asyncio.gather(*tasks)


@pytest.fixture
def room(world: World) -> toy_room.Made:
    world.app.registry = build_registry(toy_room.features())
    toy_room.create(world.db)
    return toy_room.make_room(world.db, world.clock().instant)


def test_a_page_hears_where_its_room_stands_and_what_changes(world: World, room: toy_room.Made) -> None:
    other = toy_room.make_room(world.db, world.clock().instant)

    async def play() -> None:
        async with opened(web.build(world.app), room.personal[0], room.open, room.screen, other.open) as pages:
            await until(lambda: all(page.told for page in pages), "everybody hears")
            assert pages[0].told[0] == {
                "revision": f"{room.subject}.1", "phase": "Wegen", "step": "stap 2 van 3",
                "counter": "0 van 30 stemden", "left": None,
            }  # fmt: skip
            await asyncio.to_thread(toy_room.step, world.db, room.subject, "Bespreken")
            world.app.live.ring()
            await until(lambda: all(page.told[-1]["phase"] == "Bespreken" for page in pages[:3]), "the room moved on")
            assert pages[3].told[-1]["phase"] == "Wegen", "another room did not"

    asyncio.run(play())


def test_another_process_that_changes_something_is_seen_too(world: World, room: toy_room.Made) -> None:
    async def play() -> None:
        async with opened(web.build(world.app), room.open) as [page]:
            await until(lambda: page.told, "it hears")
            await asyncio.to_thread(toy_room.step, world.db, room.subject, "Bespreken")
            await until(lambda: page.told[-1]["phase"] == "Bespreken", "it looks by itself")

    asyncio.run(play())


def test_a_room_that_is_gone_and_a_code_that_is_wrong(world: World, room: toy_room.Made) -> None:
    async def play() -> None:
        site = web.build(world.app)
        async with opened(site, room.open, "ABCDEFGH") as [page, wrong]:
            await until(lambda: page.told, "it hears")
            await until(lambda: wrong.over, "it is refused")
            assert wrong.messages[0]["status"] == 404
            await asyncio.to_thread(_remove, world, room.subject)
            await until(lambda: page.told[-1] == {"gone": True}, "it hears that the room is gone")

    asyncio.run(play())


def _remove(world: World, subject: str) -> None:
    with world.db.transaction() as session:
        session.execute(toy_room.rooms.delete().where(toy_room.rooms.c.id == int(subject)))


def test_a_process_that_stops_lets_its_pages_go(world: World, room: toy_room.Made) -> None:
    async def play() -> None:
        site = web.build(world.app)
        async with opened(site, room.open) as [page]:
            await until(lambda: page.told, "it hears")
            world.app.live.end()
            await until(lambda: page.over, "the stream ends")
        async with opened(site, room.open) as [late]:
            await until(lambda: late.over, "and none begins")
            assert late.messages[0]["status"] == 503

    asyncio.run(play())


def test_a_database_that_is_away_for_a_while_and_a_part_that_breaks_end_no_stream(
    world: World, room: toy_room.Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        async with opened(web.build(world.app), room.open) as [page]:
            await until(lambda: page.told, "it hears")
            tries: list[int] = []

            def broken(work: object) -> object:
                tries.append(1)
                raise Unavailable("locked") if len(tries) < 3 else RuntimeError

            with monkeypatch.context() as patched:
                patched.setattr(world.db, "read", broken)
                world.app.live.ring()
                await until(lambda: len(tries) >= 4, "it was tried")
            await asyncio.to_thread(toy_room.step, world.db, room.subject, "Bespreken")
            await until(lambda: page.told[-1]["phase"] == "Bespreken", "it goes on")

    asyncio.run(play())


def test_a_page_that_does_not_listen_holds_up_nobody(world: World, room: toy_room.Made) -> None:
    async def play() -> None:
        async with opened(web.build(world.app), room.open, room.personal[0]) as [stuck, page]:
            await until(lambda: stuck.told and page.told, "both hear")
            stuck.messages = _Stuck()
            for phase in ("Bespreken", "Wegen", "Bespreken"):
                await asyncio.to_thread(toy_room.step, world.db, room.subject, phase)
                world.app.live.ring()
                await until(lambda phase=phase: page.told[-1]["phase"] == phase, "the other goes on")  # type: ignore[misc]

    asyncio.run(play())


class _Stuck(list[Any]):
    """A connection that takes nothing and breaks."""

    def append(self, _message: Any) -> None:
        raise OSError
