"""Call Teams' service once, and translate the outcome into the errors of `bot.doors.door`.

A 429 and a refused connection were surely not accepted. After a 408, 409, 412 or 5xx, a time-out, a reset or an
unreadable answer nobody knows: a call that may be repeated is repeated later, any other is `Unclear`. Nothing here
retries, and no token, address or text gets into an error message.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

import httpx
import msgspec

from bot.doors.door import Gone, NotNow, Refused, Unclear, Why
from bot.teams.sdk import Sdk

TIMEOUT: Final = 10.0  # seconds for one call
PAUSE: Final = 30.0  # when Teams says "later" and not how much later
REFUSED_CONNECTION: Final = 5.0
NO_TOKEN: Final = 60.0
_REMOVED: Final = frozenset({
    "BotNotInConversationRoster", "BotDisabledByAdmin", "ConversationNotFound", "MessageWritesBlocked",
    "BotConversationRemoved",
})  # fmt: skip
_WHY: Final[Mapping[str, Why]] = {
    "BotNotInConversationRoster": "removed", "BotConversationRemoved": "removed", "BotDisabledByAdmin": "forbidden",
    "ConversationNotFound": "missing", "MessageWritesBlocked": "forbidden", "ForbiddenOperationException": "forbidden",
    "BadSyntax": "content", "BadArgument": "content", "MessageSizeTooBig": "content",
}  # fmt: skip
"""Teams' codes for what people can do something about."""
_MISSING: Final = frozenset({"ActivityNotFoundInConversation", "MessageNotFound", "ActivityNotFound"})


REMOVED: Final = "de bot is verwijderd"
CLOSED: Final[Mapping[str, Why]] = {
    "kanaal verwijderd": "missing", "team verwijderd": "missing", "team gearchiveerd": "archived", REMOVED: "removed",
}  # fmt: skip
"""What conversations are closed for, as it is remembered with them."""


class Removed(Refused):
    """The bot is not there any more, or may not write there; `missing` says that there is no such place at all."""

    @property
    def missing(self) -> bool:
        return "ConversationNotFound" in str(self)


class Service:
    """The service at whichever address an activity named; answers are objects, empty where there is none."""

    def __init__(self, sdk: Sdk, patience: float) -> None:
        """`patience` is how many seconds our own token may take."""
        self._app, self._patience = sdk.app, patience
        self._http = sdk.app.api.http

    async def get(self, base: str, path: str) -> Mapping[str, Any]:
        return await self._call("GET", f"{base.rstrip('/')}{path}", None, again=True)

    async def post(self, base: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Something that would be there twice if it were done twice."""
        return await self._call("POST", f"{base.rstrip('/')}{path}", body, again=False)

    async def create(self, base: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Something that Teams gives back as it is when it is there already."""
        return await self._call("POST", f"{base.rstrip('/')}{path}", body, again=True)

    async def put(self, base: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return await self._call("PUT", f"{base.rstrip('/')}{path}", body, again=True)

    async def delete(self, base: str, path: str) -> None:
        await self._call("DELETE", f"{base.rstrip('/')}{path}", None, again=True)

    async def _call(self, method: str, url: str, body: Mapping[str, Any] | None, *, again: bool) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if (token := await self._token()) else {}
        try:
            response = await self._http.request(method, url, json=body, headers=headers)
        except httpx.HTTPStatusError as error:
            raise judged(error.response, again=again) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise NotNow(REFUSED_CONNECTION, "no connection") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _doubt(type(error).__name__, again=again) from None
        return _object(response.content, again=again)

    async def _token(self) -> str:
        """The token of the bot; without one nothing is sent, and nothing is lost."""
        try:
            async with asyncio.timeout(self._patience):
                token = await self._app.token_provider.get_app_token()
        except Exception as error:  # noqa: BLE001 - whatever the sign-in service did
            raise NotNow(NO_TOKEN, f"no token: {type(error).__name__}") from None
        return str(token) if token is not None else ""


def judged(response: httpx.Response, *, again: bool) -> Exception:
    """What an answer that is not a success says."""
    status, code = response.status_code, _code(response)
    words = f"{status} {code}".strip()
    if status == 429:  # noqa: PLR2004 - too many requests
        return NotNow(wait(response.headers.get("retry-after", "")), "429")
    if status == 401:  # noqa: PLR2004 - a secret that ran out is renewed some time
        return NotNow(NO_TOKEN, words)
    if status in (408, 409, 412) or status >= 500:  # noqa: PLR2004 - these pass
        return _doubt(words, again=again)
    if code in _MISSING:
        return Gone(words)
    why: Why = "content" if status == 413 else _WHY.get(code, "")  # noqa: PLR2004 - too large
    return Removed(words, why) if code in _REMOVED else Refused(words, why)


def why(gone: str) -> Why:
    """The reason for which a conversation is closed: what Teams reported, or the code of the failed call."""
    return CLOSED.get(gone) or _WHY.get(gone.rpartition(" ")[2], "removed")


def _doubt(words: str, *, again: bool) -> Exception:
    """What may be done twice is simply done again."""
    return NotNow(REFUSED_CONNECTION, words) if again else Unclear(words)


def wait(asked: str) -> float:
    """Seconds, or a date."""
    if asked.strip().isdecimal():
        return max(float(asked), 1.0)
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return PAUSE
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 1.0)


def _code(response: httpx.Response) -> str:
    """The code of an error; its other fields may quote a person."""
    try:
        found = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code[:60] if isinstance(code, str) and code.isascii() else ""


def _object(content: bytes, *, again: bool) -> Mapping[str, Any]:
    if not content.strip():
        return {}
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _doubt(type(error).__name__, again=again) from None
    return found if isinstance(found, dict) else {}


# --- where things are ------------------------------------------------------------------------------------------------


def activities(conversation: str, message: str = "", *, thread: str = "") -> str:
    """The path of a conversation's messages, or of one; a thread is a conversation of its own."""
    where = f"{conversation};messageid={thread}" if thread else conversation
    path = f"{_conversation(where)}/activities"
    return f"{path}/{quote(message, safe=':')}" if message else path


def members(conversation: str, number: str) -> str:
    """The path of somebody in a conversation."""
    return f"{_conversation(conversation)}/members/{quote(number, safe=':')}"


def _conversation(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe=':@;=,!*')}"
