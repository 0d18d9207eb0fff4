"""Find out whether Slack would let this installation in over Socket Mode, by going in and out again."""

import asyncio
import contextlib
from typing import Any

import aiohttp
import msgspec

from bot.doors.door import NotNow, Refused, Unclear
from bot.slack.web_api import WebApi


async def try_socket(app_token: str, api_url: str, seconds: float) -> str:
    """Ask for an address, connect, wait until Slack says hello, and leave; gives the id of the app that Slack names.

    Raises `Refused` with Slack's own word, and `NotNow` or `Unclear` where it did not get that far.
    """
    api = WebApi(app_token, api_url, seconds)
    await api.open()
    try:
        async with asyncio.timeout(seconds):
            address = str((await api.call("apps.connections.open")).get("url") or "")
            return await _greeted(api, address)
    except TimeoutError as error:
        msg = "no hello"
        raise Unclear(msg) from error
    finally:
        await api.close()


async def _greeted(api: WebApi, address: str) -> str:
    """The first thing that Slack says. Until it hears from us again Slack sends nothing: we leave at once."""
    try:
        async with aiohttp.ClientSession() as session, session.ws_connect(address, proxy=api.client.proxy) as socket:
            said = _decoded((await socket.receive()).data)
    except (aiohttp.ClientError, OSError) as error:
        raise NotNow(0, type(error).__name__) from error
    if said.get("type") == "hello":
        return str((said.get("connection_info") or {}).get("app_id") or "")
    if said.get("type") == "disconnect":
        raise Refused(str(said.get("reason") or "disconnect"))
    msg = "no hello"
    raise Unclear(msg)


def _decoded(data: object) -> dict[str, Any]:
    with contextlib.suppress(msgspec.DecodeError):
        found = msgspec.json.decode(data) if isinstance(data, str | bytes) else None
        return found if isinstance(found, dict) else {}
    return {}
