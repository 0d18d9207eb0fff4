"""Stand in front of the Teams SDK and let only Teams through: what is not signed, whole and meant for us ends here.

An ASGI endpoint for `/api/messages`. It reads no more than it must, has the SDK check the token over an address that we
would answer to, and hands a parsed activity on. Its answers are for machines; bodies and tokens are never logged. The
SDK reads any body, fetches keys while everybody waits, and answers what it does not know with a traceback.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.doors import lenient
from bot.serving.body import Rejected, declared, read, values
from bot.serving.local import is_here, is_own
from bot.teams.payloads import Activity
from bot.teams.sdk import Microsoft, Sdk, facts

Deliver: TypeAlias = Callable[[Activity], Awaitable[Mapping[str, Any] | None]]

LARGEST: Final = 1024 * 1024
DEEPEST: Final = 60  # a card is about twenty deep
KNOWN: Final = frozenset(
    {"message", "messageUpdate", "messageDelete", "invoke", "conversationUpdate", "installationUpdate"}
)
"""What somebody may want something from us with; the rest is acknowledged and left."""
_TOKEN = re.compile(r"Bearer ([\w-]+\.[\w-]+\.[\w-]+)", re.ASCII)
_LONGEST_TOKEN = 16_000
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"})
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Whom this installation listens to; without credentials only to a program on this machine."""

    microsoft: Microsoft
    tenant: str = ""
    open: bool = False


class Edge:
    """The endpoint. `sdk` gives the SDK's app once it is there, `deliver` gets each activity that passed."""

    def __init__(self, rules: Rules, sdk: Callable[[], Sdk | None], deliver: Deliver) -> None:
        self._rules, self._sdk, self._deliver = rules, sdk, deliver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except Rejected as rejected:
            log.info("activity rejected", status=rejected.status, why=rejected.why)
            headers = {"Allow": "POST"} if rejected.status == 405 else None  # noqa: PLR2004 - method not allowed
            response = PlainTextResponse(rejected.why, rejected.status, headers)
        except ConnectionError:
            return
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] != "POST":
            raise Rejected(405, "method not allowed")
        _check_headers(scope["headers"])
        token = self._token(scope)
        body = parse(await read(receive, LARGEST))
        await self._trusted(token, body)
        if body["type"] not in KNOWN:
            return Response()
        activity = _activity(body)
        if self._rules.tenant and {each.casefold() for each in activity.tenants} != {self._rules.tenant.casefold()}:
            raise Rejected(403, "another tenant")
        answer = await self._deliver(activity)
        return JSONResponse(answer) if answer is not None else Response()

    def _token(self, scope: Scope) -> str:
        """The token, when there is one that looks like it; without one nothing is read."""
        if self._rules.open:
            if not _is_local(scope):
                raise Rejected(403, "only from this machine")
            return ""
        given = [value for key, value in scope["headers"] if key.lower() == b"authorization"]
        text = given[0].decode("latin-1") if len(given) == 1 else ""
        found = _TOKEN.fullmatch(text) if len(text) <= _LONGEST_TOKEN else None
        if found is None:
            raise Rejected(401, "no token")
        return found[1]

    async def _trusted(self, token: str, body: Mapping[str, Any]) -> None:
        """Our token goes to the address that an activity names: it must be Microsoft's, and the token must name it."""
        address, microsoft = body["serviceUrl"], self._rules.microsoft
        if not is_at(address, microsoft.service_hosts, microsoft.scheme) or {"?", "#"} & set(address):
            raise Rejected(403, "unknown service")
        if body.get("channelId") not in microsoft.channels:
            raise Rejected(403, "another channel")
        sdk = self._sdk()
        if sdk is None:
            raise Rejected(503, "not started")
        if not self._rules.open:
            await self._known(sdk, token)
        named = {"type": body["type"], "id": "activity", "serviceUrl": address}
        passed = await sdk.app.server.handle_request({"body": named, "headers": {"authorization": f"Bearer {token}"}})
        if passed["status"] != 200:  # noqa: PLR2004 - the SDK lets it through
            raise Rejected(401, "invalid token")

    async def _known(self, sdk: Sdk, token: str) -> None:
        """Have the key at hand that the token names; only tokens of the Bot Framework are looked at."""
        kid, issuer = facts(token)
        if not kid or issuer != self._rules.microsoft.issuer or sdk.keys is None:
            raise Rejected(401, "invalid token")
        await sdk.keys.ready(kid)
        if not sdk.keys.any:
            raise Rejected(503, "no keys")


def is_at(address: str, hosts: tuple[str, ...], scheme: str = "https") -> bool:
    """Whether an address is at one of these hosts; those that begin with a dot are what a host may end with."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").casefold()
        usual_port = parts.port is None or scheme != "https" or parts.port == 443  # noqa: PLR2004 - of https
    except ValueError:
        return False
    named = any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)
    return parts.scheme == scheme and usual_port and named and not {"@", "\\"} & set(address)


def _is_local(scope: Scope) -> bool:
    """Whether a program on this machine calls, and not a proxy on it or a page in its browser."""
    if any(key.lower() in _FORWARDED for key, _ in scope["headers"]):
        return False
    return is_here(scope) and is_own(Headers(scope=scope))


# --- reading ---------------------------------------------------------------------------------------------------------


def _check_headers(headers: list[tuple[bytes, bytes]]) -> None:
    kinds = [value.split(b";")[0].strip().lower() for value in values(headers, b"content-type")]
    if kinds != [b"application/json"]:
        raise Rejected(415, "unsupported content type")
    declared(headers, LARGEST)


def parse(body: bytes) -> dict[str, Any]:
    """The activity in a body, as far as its sender has to be checked: an object with a type and an address."""
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise Rejected(400, "malformed body") from error
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise Rejected(400, "no activity")
    if not isinstance(found.get("serviceUrl"), str):
        raise Rejected(400, "no service")
    if _is_deep(found, DEEPEST):
        raise Rejected(400, "too deep")
    return found


def _is_deep(part: object, left: int) -> bool:
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return any(left == 0 or _is_deep(each, left - 1) for each in inside if isinstance(each, dict | list))


def _activity(body: Mapping[str, Any]) -> Activity:
    try:
        activity, odd = lenient.read(body, Activity)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Rejected(400, "malformed activity") from error
    for path in odd:
        log.warning("odd field passed over", path=path, type=activity.type)
    return activity
