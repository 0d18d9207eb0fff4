"""Tell open pages of rooms where their room stands: one look for all pages of a room together.

A page holds one task that waits for its connection to end, and no more: three hundred of them have to be cheap. What is
said is the same for everybody in the room, so whoever listens learns nothing that is not on the wall.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.types import Receive, Scope, Send

from bot.app import App
from bot.browser.room_words import left, step
from handlers.feature import Room, Standing
from handlers.parts import note
from storage.database import Session, Unavailable

EVERY: Final = 2.0  # seconds between looks: another process may have changed something without ringing here
_REST: Final = 0.4  # seconds between looks, however often the bell rings
_BREATH: Final = 15.0  # seconds of silence in which a proxy may think that a page is gone
MOST: Final = 2_000  # open pages of one process
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff"),
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Follower:
    """An open page; what it does not take in time is left out, because a later event says it too."""

    subject: str
    send: Send
    told: Standing | None = None
    told_at: float = 0.0
    saying: "asyncio.Task[None] | None" = None

    def say(self, text: bytes, *, more: bool = True) -> bool:
        if self.saying is not None:
            return False
        message = {"type": "http.response.body", "body": text, "more_body": more}
        self.saying = asyncio.ensure_future(self._sent(message))
        return True

    async def _sent(self, message: dict[str, object]) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # it is gone, or about to be
            await self.send(message)
        self.saying = None


class Followers:
    """The open pages of one kind of room in this process."""

    def __init__(self, app: App, feature: str, room: Room, stopwatch: Callable[[], float] | None = None) -> None:
        self._app, self._feature, self._room = app, feature, room
        self._pages: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._asked = asyncio.Event()
        self._stopwatch = stopwatch

    async def follow(self, subject: str, _scope: Scope, receive: Receive, send: Send) -> None:
        """One page, until it is closed."""
        if self._app.live.ended or len(self._pages) >= MOST:
            await send({"type": "http.response.start", "status": 503, "headers": [(b"retry-after", b"30")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        page = Follower(subject, send)
        self._pages.add(page)
        self._begin()
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._pages.discard(page)

    def _begin(self) -> None:
        self._asked.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        clock = self._stopwatch or asyncio.get_running_loop().time
        with contextlib.closing(self._app.live.listen()) as listener:
            while self._pages and not self._app.live.ended:
                self._asked.clear()
                try:
                    subjects = {page.subject for page in self._pages}
                    self._tell(await self._app.read(partial(self._stand, subjects)), clock())
                except Unavailable:
                    pass  # the next look says it
                except Exception as error:  # noqa: BLE001 - open pages wait for the next look
                    note(error, self._feature, "rooms")
                await asyncio.sleep(_REST)
                if not self._asked.is_set():
                    await listener.wait(EVERY - _REST)
        for page in self._pages:
            page.say(b"", more=False)

    def _stand(self, subjects: set[str], session: Session) -> dict[str, Standing | None]:
        """How each room stands of which a page is open."""
        work = self._app.work(session, self._app.clock())
        found: dict[str, Standing | None] = {}
        for subject in subjects:
            try:
                found[subject] = self._room.stands(work, subject)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - one room that cannot be read keeps no other from its pages
                note(error, self._feature, "rooms")
        return found

    def _tell(self, found: dict[str, Standing | None], now: float) -> None:
        events: dict[str, bytes] = {}
        for page in self._pages:
            if page.subject not in found:
                continue
            standing = found[page.subject]
            if standing != page.told or page.told_at == 0.0 or now - page.told_at >= _BREATH:
                event = events.setdefault(page.subject, self._event(standing))
                if page.say(event):
                    page.told, page.told_at = standing, now

    def _event(self, standing: Standing | None) -> bytes:
        if standing is None:
            return b'event: stand\ndata: {"gone": true}\n\n'
        told = {
            "revision": standing.revision, "phase": standing.phase, "step": step(standing),
            "counter": standing.counter, "left": left(standing, self._app.clock().instant),
        }  # fmt: skip
        return f"event: stand\ndata: {json.dumps(told)}\n\n".encode()
