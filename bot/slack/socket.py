"""Hear Slack over a socket that we open ourselves, for an installation without a public address.

Every envelope takes the same way as a request over HTTP, and is acknowledged after its transaction was committed; what
was not acknowledged comes again, and is then known.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from aiohttp import WSMessage
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.web_api import quiet

STALE: Final = 30.0  # seconds; an address that Slack gave can be opened about as long


class Socket(AsyncSocketModeHandler):
    """One connection; it opens itself again when it breaks."""

    def __init__(
        self, bolt: AsyncApp, token: str, receive: Callable[[dict[str, Any]], Awaitable[BoltResponse]],
        now: Callable[[], datetime], stale: float = STALE,
    ) -> None:  # fmt: skip
        super().__init__(bolt, token, logger=quiet)
        self._receive, self._now, self._stale = receive, now, stale
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_hello, self._since, self._refusal = False, now(), ""
        self._issue = self.client.issue_new_wss_url
        self.client.issue_new_wss_url = self._asked_for_address  # type: ignore[method-assign]
        self.client.on_message_listeners.append(self._noted)
        self.client.on_close_listeners.append(self._ended)
        self.client.on_error_listeners.append(self._ended)

    def start(self) -> None:
        """Connect, however long that takes: Slack may be out of reach just now."""
        self._tasks = [
            asyncio.create_task(self.client.connect()),  # type: ignore[no-untyped-call]
            asyncio.create_task(self._renew()),
        ]

    async def stop(self) -> None:
        self.client.closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.close()  # type: ignore[no-untyped-call]
        tasks = [self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver]
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*filter(None, tasks), return_exceptions=True)

    # --- how it is ---------------------------------------------------------------------------------------------------

    def health(self) -> dict[str, object]:
        """Whether Slack is connected now, since when, and Slack's last refusal."""
        if self._heard_hello and not self._is_open:
            self._change(up=False)
        refused = {"geweigerd": self._refusal} if self._refusal else {}
        return {"verbonden": self._heard_hello, "sinds": self._since.isoformat(), **refused}

    @property
    def _is_open(self) -> bool:
        session = self.client.current_session
        return session is not None and not session.closed and not self.client.stale

    def _change(self, *, up: bool) -> None:
        self._heard_hello, self._since = up, self._now()

    async def _noted(self, message: WSMessage) -> None:
        """Slack says hello when it will send over this connection; before that it may still turn us away."""
        if '"hello"' in message.data and json.loads(message.data).get("type") == "hello":
            self._refusal = ""
            self._change(up=True)

    async def _ended(self, _message: WSMessage) -> None:
        if self._heard_hello and not self._is_open:
            self._change(up=False)

    async def _asked_for_address(self) -> str:
        """Ask Slack where to connect, and remember its refusal."""
        try:
            return await self._issue()
        except SlackApiError as error:
            self._refusal = str(error.response.get("error") or "")
            raise

    async def _renew(self) -> None:
        """Let an address go that did not lead to a connection in time: the SDK would try it for ever."""
        while True:
            await asyncio.sleep(self._stale)
            if not self._is_open:
                self.client.wss_uri = None

    # --- in ----------------------------------------------------------------------------------------------------------

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """An envelope that could not be answered is not acknowledged."""
        if isinstance(req.payload, dict):
            start = time.time()
            await send_async_response(client, req, await self._receive(req.payload), start)
