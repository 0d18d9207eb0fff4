"""Stand in front of Bolt and let only Slack through: what is not signed, whole and ours never reaches the program.

An ASGI endpoint for `/slack/events`. It reads no more than it must, checks the signature over the raw bytes with every
configured secret, and hands a parsed payload on. Its answers are for machines; bodies are never logged. Bolt reads a
body before it checks the signature, and answers a quarter of all malformed requests with a traceback.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.serving.body import Rejected, declared, read, values

Payload: TypeAlias = dict[str, Any]
Deliver: TypeAlias = Callable[[Payload], Awaitable[Response]]

LARGEST: Final = 1024 * 1024
CHECK_LARGEST: Final = 1024  # an ssl_check is a few words, and the only thing that comes without a signature
WINDOW: Final = 300  # seconds that Slack's own clock may differ from ours
_TIMESTAMP = re.compile(rb"[0-9]{9,11}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
_FORM, _JSON = b"application/x-www-form-urlencoded", b"application/json"
_FIELDS = 50  # a slash command has about fifteen


class Guard:
    """The endpoint. `deliver` gets each payload that passed."""

    def __init__(
        self, deliver: Deliver, *, secrets: tuple[str, ...], team: str = "", app_id: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        if not all(secrets) or not secrets:
            msg = "the guard needs a signing secret"
            raise ValueError(msg)
        self._deliver, self._team, self._app_id, self._clock = deliver, team, app_id, clock
        self._secrets = [secret.encode() for secret in secrets]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except Rejected as rejected:
            headers = {"Allow": "POST"} if rejected.status == 405 else None  # noqa: PLR2004 - method not allowed
            response = PlainTextResponse(rejected.why, rejected.status, headers)
        except ConnectionError:
            return
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] != "POST":
            raise Rejected(405, "method not allowed")
        headers = scope["headers"]
        told = declared(headers, LARGEST)
        stamped = self._stamp(headers)
        if stamped is None:
            return await _ssl_check(headers, receive, told)
        body = await read(receive, LARGEST)
        if not self._signed(body, *stamped):
            raise Rejected(401, "invalid signature")
        payload = parse(body, _kind(headers))
        if "ssl_check" in payload:
            return Response()
        if foreign(payload, self._team, self._app_id):
            raise Rejected(403, "another workspace or app")
        return await self._deliver(payload)

    def _stamp(self, headers: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """The time and the signature, when both are there once, well formed and recent."""
        times = values(headers, b"x-slack-request-timestamp")
        signatures = values(headers, b"x-slack-signature")
        if len(times) != 1 or len(signatures) != 1:
            return None
        if not _TIMESTAMP.fullmatch(times[0]) or not _SIGNATURE.fullmatch(signatures[0]):
            return None
        return (times[0], signatures[0]) if abs(self._clock() - int(times[0])) <= WINDOW else None

    def _signed(self, body: bytes, stamp: bytes, signature: bytes) -> bool:
        base = b"v0:" + stamp + b":" + body
        ours = [b"v0=" + hmac.new(secret, base, hashlib.sha256).hexdigest().encode() for secret in self._secrets]
        return any([hmac.compare_digest(each, signature) for each in ours])  # noqa: C419 - all of them, for equal time


def foreign(payload: Mapping[str, Any], team: str, app_id: str) -> bool:
    """Whether a payload comes from another workspace or app than the configured ones. Slack's own checks name none."""
    if payload.get("type") == "url_verification":
        return False
    return bool((team and team not in _teams(payload)) or (app_id and payload.get("api_app_id") != app_id))


def _teams(payload: Mapping[str, Any]) -> list[object]:
    """The workspaces that a payload is for. What happens in a channel that is shared with another workspace may bear
    that one's id; the authorizations then say that it is told to us."""
    named = payload.get("team")
    first = named.get("id") if isinstance(named, dict) else payload.get("team_id")
    told = payload.get("authorizations") if payload.get("type") == "event_callback" else None
    listed = told if isinstance(told, list) else []
    return [first, *(each.get("team_id") for each in listed if isinstance(each, dict))]


# --- reading ---------------------------------------------------------------------------------------------------------


async def _ssl_check(headers: list[tuple[bytes, bytes]], receive: Receive, told: int) -> Response:
    """Slack looks at the certificate with a request that it does not sign; everything else unsigned is refused."""
    if 0 < told <= CHECK_LARGEST and _content_type(headers) == _FORM:
        body = await read(receive, CHECK_LARGEST)
        if b"ssl_check=1" in body.split(b"&"):
            return Response()
    raise Rejected(401, "invalid signature")


def _content_type(headers: list[tuple[bytes, bytes]]) -> bytes:
    found = values(headers, b"content-type")
    return found[0].split(b";")[0].strip().lower() if len(found) == 1 else b""


def _kind(headers: list[tuple[bytes, bytes]]) -> bytes:
    kind = _content_type(headers)
    if kind not in (_FORM, _JSON):
        raise Rejected(415, "unsupported content type")
    return kind


def parse(body: bytes, kind: bytes) -> Payload:
    """The payload of a body: an object, whatever is in it."""
    try:
        text = body.decode()
        if kind == _JSON:
            return _object(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"))
        if "payload" in fields:
            return _object(fields["payload"])
    except (ValueError, RecursionError) as error:
        raise Rejected(400, "malformed body") from error
    if not {"command", "ssl_check"} & fields.keys():
        raise Rejected(400, "no payload")
    return fields


def _object(text: str) -> Payload:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Rejected(400, "no object")
    return found
