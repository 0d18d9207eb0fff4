"""Hear Slack over a socket that we open ourselves, for an installation without a public address.

Every envelope takes the same way as a request over HTTP, and is acknowledged after its transaction was committed; what
was not acknowledged comes again, and is then known.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.web_api import quiet


class Socket(AsyncSocketModeHandler):
    """One connection; it opens itself again when it breaks."""

    def __init__(
        self, bolt: AsyncApp, token: str, receive: Callable[[dict[str, Any]], Awaitable[BoltResponse]]
    ) -> None:
        super().__init__(bolt, token, logger=quiet)
        self._receive = receive
        self._opening: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, however long that takes: Slack may be out of reach just now."""
        self._opening = asyncio.create_task(self.client.connect())  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        self.client.closed = True
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        await self.client.close()  # type: ignore[no-untyped-call]
        tasks = [self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver]
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*filter(None, tasks), return_exceptions=True)

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """An envelope that could not be answered is not acknowledged."""
        if isinstance(req.payload, dict):
            start = time.time()
            await send_async_response(client, req, await self._receive(req.payload), start)
