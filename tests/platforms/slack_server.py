"""A Slack to talk to: the Web API, response addresses and Socket Mode on a free port of this machine.

Faults, slow history and rate limits can be switched on: `slack.faults.append(Fault("chat.postMessage", "500-after"))`.
"""

import asyncio
import json
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

from aiohttp import WSMsgType, web

from tests.platforms.served import Served, left, reset
from tests.platforms.slack_world import APP, TOKEN, Fault, Json, SlackWorld
from tests.waiting import HANG

T = TypeVar("T")


class FakeSlack(Served, SlackWorld):
    """The workspace with its address."""

    def __init__(self, manifest: Json, *, now: Callable[[], datetime], people: Mapping[str, str] | None = None) -> None:
        SlackWorld.__init__(self, manifest, now=now, people=people)
        Served.__init__(self)
        self._acks: dict[str, asyncio.Future[Json | None]] = {}
        self.connected = threading.Event()
        self.files: dict[str, bytes] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.greeting: Json = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}}
        """The first thing that Slack says over a socket."""
        self.tickets_refused = 0
        """How many of the next connections are turned away, as when their address is too old."""
        self.used_tickets: set[str] = set()

    @property
    def url(self) -> str:
        """The base address of the Web API."""
        return f"{self.address}/api/"

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.post("/api/{method}", self._call),
            web.get("/api/{method}", self._call),
            web.get("/api/files/{id}", self._file),
            web.post("/api/upload/{id}", self._upload),
            web.post("/commands/{team}/{key}", self._respond),
            web.get("/link", self._link),
        ]  # fmt: skip

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        await self._may_pass(method)
        arguments = await _arguments(request)
        if self.limited(method, arguments):
            return _later(1)
        fault = self.fault(method)
        if fault and not fault.kind.endswith(("-after", "truncated", "html")):
            return await _broken(request, fault, {})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = self.call(method, token, arguments, as_json=request.content_type == "application/json")
        if fault:
            return await _broken(request, fault, answer)
        scopes = ",".join(self.manifest["oauth_config"]["scopes"]["bot"])
        return web.json_response(answer, headers={"X-OAuth-Scopes": scopes})

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        await self._may_pass("response_url")
        if fault := self.fault("response_url"):
            return await _broken(request, fault, {})
        status, text = self.respond(request.match_info["key"], payload)
        return web.Response(status=status, text=text)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        await self._may_pass("files")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=302, headers={"Location": "/login"})
        found = self.files.get(request.match_info["id"])
        return web.Response(body=found) if found is not None else web.Response(status=404)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, raw; whoever knows the address needs no token."""
        await self._may_pass("upload")
        body = await request.read()
        if (fault := self.fault("upload")) and not fault.kind.endswith("-after"):
            return await _broken(request, fault, {})
        took = self.take_bytes(request.match_info["id"], body)
        if fault:
            return await _broken(request, fault, {})
        return web.Response(text=f"OK - {len(body)}") if took else web.Response(status=400)

    # --- the socket --------------------------------------------------------------------------------------------------

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if self.tickets_refused > 0 or ticket in self.used_tickets:
            self.tickets_refused -= 1
            self.used_tickets.add(ticket)
            return web.Response(status=404)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self.greeting)
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
        self._run(self._hang_up()).result(HANG)

    async def _stop(self) -> None:
        await self._hang_up()
        await super()._stop()

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
        return await ack


async def _arguments(request: web.Request) -> Json:
    """What a call says: in its body, as JSON or as a form, or in its address."""
    if not request.can_read_body:
        return dict(request.query)
    if request.content_type == "application/json":
        found: Json = await request.json()
        return found
    return dict(await request.post())


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
            return await reset(request)
        case "slow":
            await left(request)
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
