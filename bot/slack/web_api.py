"""Call Slack's Web API once, and translate the outcome into the errors of `bot.doors.door`.

A 429 and a refused connection were surely not accepted. After a 5xx, a time-out, a reset or an unreadable answer nobody
knows. Any other refusal is final. Nothing here retries, and no token, address or text gets into an error message.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doors.door import NotNow, Refused, TooLarge, Unclear, Why
from bot.settings import LOOPBACK

TIMEOUT: Final = 10.0  # seconds for one call
PAUSE: Final = 30.0  # when Slack says "later" and not how much later
REFUSED_CONNECTION: Final = 5.0
_LATER: Final = frozenset({"ratelimited", "rate_limited"})
_UNCLEAR: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", ""})
_WHY: Final[Mapping[str, Why]] = {
    "not_in_channel": "removed", "is_archived": "archived", "channel_not_found": "missing",
    "channel_is_archived": "archived", "restricted_action": "forbidden",
    "restricted_action_read_only_channel": "forbidden", "restricted_action_thread_only_channel": "forbidden",
    "restricted_action_non_threadable_channel": "forbidden", "no_permission": "forbidden",
    "not_allowed_token_type": "access", "ekm_access_denied": "forbidden", "invalid_blocks": "content",
    "invalid_blocks_format": "content", "msg_too_long": "content", "msg_blocks_too_long": "content",
    "no_text": "content", "too_many_attachments": "content", "invalid_arguments": "content",
    "invalid_metadata_format": "content", "metadata_too_large": "content", "message_limit_exceeded": "forbidden",
    "posting_to_general_channel_denied": "forbidden", "posting_to_channel_denied": "forbidden",
    "invalid_auth": "access", "not_authed": "access", "account_inactive": "access", "token_revoked": "access",
    "token_expired": "access", "missing_scope": "access", "org_login_required": "access",
}  # fmt: skip
"""Slack's codes for what people can do something about."""
_BROKEN: Final = (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)  # the SDK's own among them


def _quiet() -> logging.Logger:
    """A logger for the SDK and Bolt: below errors they write whole requests, and with errors whole tracebacks."""
    logger = logging.getLogger("slack_sdk.tafelbot")
    logger.setLevel(logging.ERROR)
    logger.addFilter(_without_traceback)
    return logger


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = record.exc_text = None
    return True


quiet: Final = _quiet()


class WebApi:
    """The methods that the bot calls, over one session."""

    def __init__(self, token: str, base_url: str, timeout: float = TIMEOUT) -> None:
        self.client = AsyncWebClient(token, base_url, retry_handlers=[], logger=quiet)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        if urlsplit(base_url).hostname in LOOPBACK:
            self.client.proxy = None  # the SDK takes a proxy from the environment, and has no exceptions to it
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = self.client.session = aiohttp.ClientSession(timeout=self._timeout)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method that writes, with its arguments as JSON."""
        return await self._answer(method, json=arguments)

    async def read(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method that reads; Slack takes no JSON there."""
        return await self._answer(method, params=arguments)

    async def respond(self, url: str, payload: Mapping[str, object]) -> None:
        """Answer to the address that came with a command or a press."""
        try:
            async with self._open_session.post(url, json=payload, proxy=self.client.proxy) as response:
                text = await response.text()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotNow(REFUSED_CONNECTION, "no connection") from None
        except _BROKEN as error:
            raise Unclear(type(error).__name__) from None
        _check(response.status, response.headers, _code(text))

    async def fetch(self, url: str, most: int) -> bytes:
        """The bytes of a file that a person sent; the token is sent to Slack's own hosts only."""
        if not url.startswith(("https://files.slack.com/", self.client.base_url)):
            msg = "not a file of Slack's"
            raise Refused(msg)
        headers = {"Authorization": f"Bearer {self.client.token}"}
        try:
            asked = self._open_session.get(url, headers=headers, allow_redirects=False, proxy=self.client.proxy)
            async with asked as response:
                _check(response.status, response.headers, "ok" if response.status == 200 else "not_found")  # noqa: PLR2004
                body = await response.content.read(most + 1)
                while len(body) <= most and (more := await response.content.read(most + 1 - len(body))):
                    body += more
        except _BROKEN as error:
            raise NotNow(REFUSED_CONNECTION, type(error).__name__) from None
        if len(body) > most:
            msg = "file too large"
            raise TooLarge(msg)
        return body

    async def upload(self, url: str, body: bytes) -> None:
        """Bring the bytes of a file to the address that Slack gave for it, and nowhere else."""
        if not url.startswith(("https://files.slack.com/", self.client.base_url)):
            msg = "not an address of Slack's"
            raise Refused(msg)
        headers = {"Content-Type": "application/octet-stream"}
        try:
            asked = self._open_session.post(
                url, data=body, headers=headers, allow_redirects=False, proxy=self.client.proxy
            )
            async with asked as response:
                await response.read()
        except _BROKEN as error:
            raise NotNow(REFUSED_CONNECTION, type(error).__name__) from None
        if response.content_type == "text/html":  # a page of something in between
            raise NotNow(PAUSE, "a page instead of an answer")
        _check(response.status, response.headers, "ok" if response.status == 200 else f"upload {response.status}")  # noqa: PLR2004

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            msg = "the door is not open"
            raise RuntimeError(msg)
        return self._session

    async def _answer(self, method: str, **how: Any) -> Mapping[str, Any]:  # noqa: ANN401 - the SDK's own arguments
        try:
            response = await self.client.api_call(method, http_verb="GET" if "params" in how else "POST", **how)
        except SlackApiError as error:
            raise _meaning(error) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotNow(REFUSED_CONNECTION, "no connection") from None
        except _BROKEN as error:
            raise Unclear(type(error).__name__) from None
        data = response.data
        return data if isinstance(data, dict) else {}


def _meaning(error: SlackApiError) -> Exception:
    """What an answer that is not "ok" says."""
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # an answer that was no JSON
        return _judged(getattr(response, "status", 0), getattr(response, "headers", {}), "")
    data = response.data if isinstance(response.data, dict) else {}
    return _judged(response.status_code, response.headers, _detailed(data))


def _detailed(data: Mapping[str, Any]) -> str:
    """Slack's code, with the places that it points at; those are paths, not what stands there."""
    code = str(data.get("error") or "")
    details = data.get("response_metadata")
    messages = details.get("messages") if isinstance(details, dict) else None
    return " ".join([code, *map(str, messages[:3])])[:300] if isinstance(messages, list) else code


def _check(status: int, headers: Mapping[str, str], code: str) -> None:
    if status != 200 or code != "ok":  # noqa: PLR2004 - done
        raise _judged(status, headers, code)


def _judged(status: int, headers: Mapping[str, str], code: str) -> Exception:
    if status == 429 or code in _LATER:  # noqa: PLR2004 - too many requests
        return NotNow(_wait(headers), "ratelimited")
    if status >= 500 or code.partition(" ")[0] in _UNCLEAR:  # noqa: PLR2004 - the server's fault
        return Unclear(code or f"status {status}")
    return Refused(code, _WHY.get(code.partition(" ")[0], ""))


def _wait(headers: Mapping[str, str]) -> float:
    asked = headers.get("Retry-After", "")
    return max(float(asked), 1.0) if asked.isdecimal() else PAUSE


def _code(text: str) -> str:
    """What a response address says: "ok", an object with an error, or a word."""
    try:
        data = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text.strip()[:100]
    if isinstance(data, dict):
        return "ok" if data.get("ok") else str(data.get("error") or "")
    return text.strip()[:100]
