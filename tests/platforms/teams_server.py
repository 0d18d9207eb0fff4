"""A Teams to talk to: the bot's service, Microsoft's keys and somebody's storage on a free port of this machine.

Faults can be switched on: `teams.faults.append(Fault("POST activities", "500-after"))`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.platforms.served import Served, left, reset
from tests.platforms.teams_world import APP, TEAM, TENANT, Fault, Json, TeamsWorld
from tests.programs import at

T = TypeVar("T")
ISSUER = "https://api.botframework.com"


@cache
def key(name: str) -> RSAPrivateKey:
    """A key pair of Microsoft's, or of somebody who would like to be Microsoft."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(name: str, **more: Any) -> Json:
    return {
        **jwt.algorithms.RSAAlgorithm.to_jwk(key(name).public_key(), as_dict=True),
        "kid": name,
        "use": "sig",
        **more,
    }


def token(service_url: str, name: str = "k1", kid: str = "", **claims: Any) -> str:
    """A token as Microsoft signs it for a call to the bot."""
    now = int(at.now().timestamp())
    usual = {"iss": ISSUER, "aud": APP, "exp": now + 3600, "nbf": now - 10, "iat": now, "serviceurl": service_url}
    given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return jwt.encode(given, key(name), algorithm="RS256", headers={"kid": kid or name})


class FakeTeams(Served, TeamsWorld):
    """The tenant with its address."""

    def __init__(self, *, now: Callable[[], datetime], people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        TeamsWorld.__init__(self, now=now, people=people, channels=channels)
        Served.__init__(self)
        self.keys = [published("k1", endorsements=["msteams"])]
        self.key_fetches = 0

    @property
    def url(self) -> str:
        """The address that activities name."""
        return f"{self.address}/emea/"

    def bot_token(self, scope: str, tenant: str | None = None) -> str | None:
        """What Microsoft's sign-in gives the bot for its own calls."""
        assert scope == "https://api.botframework.com/.default"
        assert tenant == TENANT
        if self.fault("token"):
            msg = "invalid_client"
            raise ValueError(msg)
        return jwt.encode({"aud": ISSUER, "appid": APP}, key("bot"), algorithm="RS256")

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/keys", self._keys),
            web.put("/storage/{name}", self._stored),
            web.get("/storage/{name}", self._read),
            web.route("*", "/emea/v3/conversations{rest:.*}", self._called),
            web.get("/emea/v3/teams/{team}/conversations", self._team),
        ]  # fmt: skip

    # --- what is behind the address ----------------------------------------------------------------------------------

    async def _keys(self, _request: web.Request) -> web.StreamResponse:
        self.key_fetches += 1
        await self._may_pass("GET keys")
        return web.json_response({"keys": self.keys})

    async def _called(self, request: web.Request) -> web.StreamResponse:
        parts = [unquote(each) for each in request.raw_path.partition("?")[0].split("/")[4:] if each]
        body = await request.json() if request.can_read_body else {}
        call = f"{request.method} {_kind(parts)}"
        await self._may_pass(call)
        fault = self.fault(call)
        if fault and not fault.kind.endswith(("-after", "truncated")):
            return await _broken(request, fault, {})
        if not _is_ours(request.headers.get("Authorization", "")):
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        status, answer = self.call(request.method, parts, request.query, body)
        return await _broken(request, fault, answer) if fault else web.json_response(answer, status=status)

    async def _team(self, request: web.Request) -> web.StreamResponse:
        await self._may_pass("GET team")
        if not _is_ours(request.headers.get("Authorization", "")) or request.match_info["team"] != TEAM:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        if fault := self.fault("GET team"):
            return await _broken(request, fault, {})
        return web.json_response(self.team())

    async def _stored(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        await self._may_pass("PUT storage")
        if fault := self.fault("PUT storage"):
            return await _broken(request, fault, {})
        assert request.headers["Content-Range"] == f"bytes 0-{len(body) - 1}/{len(body)}"
        assert "Authorization" not in request.headers, "our token is not for this"
        self.uploads[request.match_info["name"]] = body
        return web.Response(status=201)

    async def _read(self, request: web.Request) -> web.StreamResponse:
        await self._may_pass("GET storage")
        found = self.uploads.get(request.match_info["name"])
        return web.Response(body=found) if found is not None else web.Response(status=404)


def _kind(parts: list[str]) -> str:
    if not parts:
        return "conversations"
    return next((each for each in ("reactions", "members", "activities") if each in parts), "?")


def _is_ours(given: str) -> bool:
    try:
        jwt.decode(given.removeprefix("Bearer "), key("bot").public_key(), algorithms=["RS256"], audience=ISSUER)
    except jwt.PyJWTError:
        return False
    return True


async def _broken(request: web.Request, fault: Fault, answer: Json) -> web.StreamResponse:
    """An answer that never comes, or not as it should."""
    match fault.kind.removesuffix("-after"):
        case "429":
            return web.json_response({}, status=429, headers={"Retry-After": fault.retry_after})
        case "500" | "502" | "412" | "401":
            status = int(fault.kind.removesuffix("-after"))
            return web.json_response({"error": {"code": "ServiceError"}}, status=status)
        case "reset":
            return await reset(request)
        case "slow":
            await left(request)
            return web.json_response(answer)
        case "truncated":
            return web.Response(text=json.dumps(answer)[:-3], status=201, content_type="application/json")
        case kind:
            refused, _, code = kind.partition(":")
            return web.json_response({"error": {"code": code, "message": "geheime woorden"}}, status=int(refused))
