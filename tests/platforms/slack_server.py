"""A Slack to talk to: the Web API, response addresses and Socket Mode on a free port of this machine.

Faults, slow history and rate limits can be switched on: `slack.faults.append(Fault("chat.postMessage", "500-after"))`.
"""

import asyncio
import json
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

from tests.platforms.slack_world import APP, TOKEN, Fault, Json, SlackWorld

T = TypeVar("T")


class FakeSlack(SlackWorld):
    """The workspace with its address, served by a thread of its own."""

    def __init__(self, manifest: Json, *, now: Callable[[], datetime], people: Mapping[str, str] | None = None) -> None:
        super().__init__(manifest, now=now, people=people)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None
        self._acks: dict[str, asyncio.Future[Json | None]] = {}
        self.connected = threading.Event()
        self.files: dict[str, bytes] = {}
        self.sockets: list[web.WebSocketResponse] = []

    @property
    def url(self) -> str:
        """The base address of the Web API."""
        return f"{self.address}/api/"

    def start(self) -> None:
        self._thread.start()
        self._run(self._start()).result(10)

    def _run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _start(self, port: str = "0") -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes([
            web.post("/api/{method}", self._call),
            web.get("/api/{method}", self._call),
            web.get("/api/files/{id}", self._file),
            web.post("/commands/{team}/{key}", self._respond),
            web.get("/link", self._link),
        ])  # fmt: skip
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", int(port))
        await site.start()
        self.address = "http://{}:{}".format(*self._runner.addresses[0][:2])

    @contextmanager
    def out_of_reach(self) -> Iterator[None]:
        """Nobody answers at the address for a while."""
        self._run(self._stop()).result(10)
        yield
        self._run(self._start(self.address.rpartition(":")[2])).result(10)

    def stop(self) -> None:
        self._run(self._stop()).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        await self._hang_up()
        if self._runner:
            await self._runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await request.json() if request.can_read_body else dict(request.query)
        if self.limited(method, arguments):
            return _later(1)
        fault = self.fault(method)
        if fault and not fault.kind.endswith(("-after", "truncated", "html")):
            return await _broken(request, fault, {})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = self.call(method, token, arguments)
        return await _broken(request, fault, answer) if fault else web.json_response(answer)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        if fault := self.fault("response_url"):
            return await _broken(request, fault, {})
        status, text = self.respond(request.match_info["key"], payload)
        return web.Response(status=status, text=text)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=302, headers={"Location": "/login"})
        found = self.files.get(request.match_info["id"])
        return web.Response(body=found) if found is not None else web.Response(status=404)

    # --- the socket --------------------------------------------------------------------------------------------------

    async def _link(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        self.connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                answer = json.loads(message.data)
                ack = self._acks.pop(answer["envelope_id"], None)
                if ack and not ack.done():
                    ack.set_result(answer.get("payload"))
        self.sockets.remove(socket)
        return socket

    def hang_up(self) -> None:
        """Close every socket, as Slack does every few hours."""
        self.connected.clear()
        self._run(self._hang_up()).result(10)

    async def _hang_up(self) -> None:
        for socket in self.sockets[:]:
            await socket.close()

    def envelope(self, kind: str, payload: Json) -> Future[Json | None]:
        """Send something over the app's socket; gives the payload of its acknowledgement."""
        return self._run(self._envelope(kind, payload))

    async def _envelope(self, kind: str, payload: Json) -> Json | None:
        envelope_id = secrets.token_hex(8)
        ack: asyncio.Future[Json | None] = self._loop.create_future()
        self._acks[envelope_id] = ack
        body = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.sockets[-1].send_json(body)
        return await asyncio.wait_for(ack, 3)


async def _broken(  # noqa: PLR0911 - one for each fault
    request: web.Request, fault: Fault, answer: Json
) -> web.StreamResponse:
    """An answer that never comes, or not as it should."""
    match fault.kind.removesuffix("-after"):
        case "429":
            return _later(fault.retry_after)
        case "500" | "503" as status:
            return web.json_response({"ok": False, "error": "fatal_error"}, status=int(status))
        case "reset":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        case "slow":
            await asyncio.sleep(fault.retry_after)
            return web.json_response(answer)
        case "truncated":
            return web.Response(text=json.dumps(answer)[:-7], content_type="application/json")
        case "html":
            return web.Response(text="<html>Even geduld</html>", content_type="text/html")
        case kind:
            return web.json_response({"ok": False, "error": kind.removeprefix("error:")})


def _later(seconds: int) -> web.Response:
    headers = {"Retry-After": str(seconds)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
