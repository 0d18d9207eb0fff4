"""The trial workspace: people, channels and a clock to play with, on this machine only.

`Guard` protects every page: it lets in requests of this machine that come from our own pages, and tells the browser
that nothing from elsewhere belongs here. `download` serves files in a way that runs nothing, `Watch` tells open pages
what changed. Why: docs/decisions/0005-the-demo-is-a-platform.md.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import App
from bot.serving.local import is_here, is_own
from storage import demo
from storage.database import Unavailable

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
_BREATH: Final = 15.0
_QUIET: Final = frozenset({""})
_ELSEWHERE = "De proefwerkruimte is alleen te gebruiken op de computer waarop ze draait."
_FOREIGN = "Dit verzoek komt van een andere site. Er is niets veranderd."


class Guard:
    """Refuses what does not come from this machine and our own pages; puts `HEADERS` on answers that lack them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if sentence := _refusal(scope):
            await PlainTextResponse(sentence, status_code=403)(scope, receive, sending)
        else:
            await self._app(scope, receive, sending)


def _refusal(scope: Scope) -> str:
    """Why this may not go on, or nothing."""
    headers = Headers(scope=scope)
    if not is_here(scope):
        return _ELSEWHERE
    if scope["method"] in ("GET", "HEAD") or is_own(headers):
        return ""
    return _FOREIGN


def download(name: str, mime: str, body: bytes) -> Response:
    """A file; only what cannot run anything opens in the browser itself."""
    way = "inline" if mime in _SHOWN else "attachment"
    policy = "default-src 'none'; sandbox; frame-ancestors 'none'"
    if mime == "application/pdf":
        policy = "frame-ancestors 'self'"  # a sandbox would keep the browser from drawing it
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": policy,
    }
    return Response(body, media_type=mime or "application/octet-stream", headers=headers)


# --- open pages ------------------------------------------------------------------------------------------------------


class Watch:
    """Tells open pages which conversations changed: one query per bell for all of them together."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pages: set[asyncio.Queue[frozenset[str]]] = set()
        self._task: asyncio.Task[None] | None = None
        self._began = asyncio.Event()

    async def events(self) -> AsyncIterator[str]:
        """The stream of one page. It begins with everything: the page may be older than the stream."""
        page: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        if self._app.live.ended:
            return
        self._pages.add(page)
        if self._task is None or self._task.done():
            self._began = asyncio.Event()
            self._task = asyncio.create_task(self._run(self._began))
        try:
            await self._began.wait()  # what changes after the page was drawn must differ from what we compare with
            yield f"retry: 1500\n: ok\n\n{_event(demo.EVERYTHING)}"
            while changed := await _next(page):
                yield "".join(_event(name) for name in sorted(changed)) if changed != _QUIET else ": ok\n\n"
        finally:
            self._pages.discard(page)

    async def _run(self, began: asyncio.Event) -> None:
        with contextlib.closing(self._app.live.listen()) as listener, contextlib.ExitStack() as at_last:
            at_last.callback(began.set)
            known: dict[str, int] | None = None
            while self._pages and not self._app.live.ended:
                with contextlib.suppress(Unavailable):
                    now = await self._app.read(demo.versions)
                    before, known = now if known is None else known, now
                    if changed := frozenset(name for name in now if now[name] != before.get(name)):
                        self._tell(changed)
                began.set()
                await listener.wait(_BREATH)
        self._tell(frozenset())

    def _tell(self, changed: frozenset[str]) -> None:
        for page in self._pages:
            page.put_nowait(changed)

    async def stop(self) -> None:
        """End every stream, so that the server can close."""
        self._tell(frozenset())
        if self._task:
            self._task.cancel()


async def _next(page: "asyncio.Queue[frozenset[str]]") -> frozenset[str]:
    """What changed next; nothing changed for a while is `_QUIET`, and an empty set is the end."""
    try:
        return await asyncio.wait_for(page.get(), _BREATH)
    except TimeoutError:
        return _QUIET


def _event(conversation: str) -> str:
    channel = f"{demo.DIRECT}tafelbot" if conversation.startswith(demo.DIRECT) else conversation
    return f"event: changed\ndata: {json.dumps({'channel': channel})}\n\n"
