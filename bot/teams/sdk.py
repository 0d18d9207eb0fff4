"""Make the Teams SDK's app for this installation, tamed: no `.env` of its own, no blocking fetches, no tracebacks.

It checks tokens that come in and gets the ones that go out. What its models make of an activity is left unused: they
answer with a traceback to what they do not know, and Teams sends new things whenever it likes. `inbound` reads those.
"""

import asyncio
import logging
import os
import threading
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.settings import Settings

if TYPE_CHECKING:
    import msal  # type: ignore[import-untyped]
    from jwt import PyJWK
    from microsoft_teams.apps import App as SdkApp

PATH: Final = "/api/messages"
SCOPE: Final = "https://api.botframework.com/.default"
"""What our own token is for."""
EMULATOR: Final = "00000000-0000-0000-0000-000000000000"
"""The app id where there is none: Microsoft's emulator does not look at it."""
log = structlog.get_logger()
_FRESH: Final = 24 * 3600.0  # seconds that keys are used before they are fetched again
_PAUSE: Final = 60.0  # seconds between two fetches, whatever strangers call their keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Microsoft:
    """Where Microsoft is, and whom we give our token: hosts, or what they end with where it begins with a dot."""

    service_url: str = "https://smba.trafficmanager.net/teams"
    service_hosts: tuple[str, ...] = ("smba.trafficmanager.net", ".botframework.com", ".teams.microsoft.com")
    file_hosts: tuple[str, ...] = (".sharepoint.com", ".svc.ms")
    scheme: str = "https"
    openid: str = "https://login.botframework.com/v1/.well-known/keys"
    login: str = "https://login.microsoftonline.com"
    issuer: str = "https://api.botframework.com"
    channels: tuple[str, ...] = ("msteams",)
    token: Callable[[str, str | None], str | Awaitable[str] | None] | None = None
    pause: float = _PAUSE
    patience: float = 4.0


def no_token(_scope: str, _tenant: str | None = None) -> None:
    """What is sent without credentials carries no token."""


LOCAL: Final = Microsoft(
    service_url="http://127.0.0.1:56150/_connector", service_hosts=("127.0.0.1", "localhost", "::1"),
    file_hosts=("127.0.0.1", "localhost", "::1"), scheme="http",
    channels=("msteams", "emulator", "webchat", "directline"), token=no_token,
)  # fmt: skip
"""Microsoft's emulator on this machine, without credentials."""


@dataclass(frozen=True, slots=True)
class Sdk:
    """The app, with the keys by which it knows Microsoft."""

    app: "SdkApp"
    keys: "Keys | None"


async def build(settings: Settings, microsoft: Microsoft, patience: float) -> Sdk:
    """The SDK's app, ready to check and to send; its import takes a second, so that happens beside the event loop."""
    sdk = await asyncio.to_thread(_made, settings, microsoft, patience)
    with _quietly():
        await sdk.app.initialize()
    sdk.app.server.on_request = _let_through
    if sdk.app.server._token_validator is not None:  # noqa: SLF001 - nothing else lets us keep the event loop free
        keys = Keys(microsoft)
        sdk.app.server._token_validator._service_validator._jwks_client = keys  # type: ignore[assignment]  # noqa: SLF001
        await keys.ready("")
        return Sdk(sdk.app, keys)
    return sdk


def _made(settings: Settings, microsoft: Microsoft, patience: float) -> Sdk:
    with _quietly():
        from microsoft_teams.api.auth.cloud_environment import PUBLIC  # noqa: PLC0415 - other installations do without
        from microsoft_teams.apps import App  # noqa: PLC0415
        from microsoft_teams.common import Client, ClientOptions  # noqa: PLC0415

        credentials: dict[str, Any] = {"client_id": settings.teams_client_id or EMULATOR}
        credentials["token"] = microsoft.token or SignIn(settings, microsoft)
        app = App(
            **credentials, tenant_id=settings.teams_tenant_id or None, http_server_adapter=_NoServer(),
            client=Client(ClientOptions(timeout=patience)), cloud=replace(PUBLIC, token_issuer=microsoft.issuer),
            service_url=microsoft.service_url, messaging_endpoint=PATH, fetch_user_token=False, state=False,
            dangerously_allow_unauthenticated_requests=bool(settings.teams_onbeveiligd),
        )  # fmt: skip
    logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL)  # it writes a line and a traceback per bad token
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return Sdk(app, None)


def version() -> str:
    """The version of the installed SDK; raises ImportError where it does not load."""
    with _quietly():
        import microsoft_teams.apps  # noqa: F401, PLC0415 - whether that works is the question
    return metadata.version("microsoft-teams-apps")


@contextmanager
def _quietly() -> Iterator[None]:
    """The SDK reads the nearest `.env` into the environment when it is imported, and warns about its own previews."""
    before = os.environ.get("PYTHON_DOTENV_DISABLED")
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if before is None:
            del os.environ["PYTHON_DOTENV_DISABLED"]
        else:
            os.environ["PYTHON_DOTENV_DISABLED"] = before


class _NoServer:
    """The SDK asks for a web server; the edge is ours."""

    def register_route(self, method: str, path: str, handler: object) -> None: ...

    def serve_static(self, path: str, directory: str) -> None: ...

    async def start(self, port: int) -> None: ...

    async def stop(self) -> None: ...


async def _let_through(_event: object) -> Any:  # noqa: ANN401 - the SDK's own type
    """What the SDK does with an activity whose token is good: nothing; the edge goes on with it."""
    from microsoft_teams.api import InvokeResponse  # noqa: PLC0415 - loaded by now

    return InvokeResponse(status=200)


# --- sign-in ---------------------------------------------------------------------------------------------------------


class SignIn:
    """Microsoft's sign-in with an end to every wait, which the SDK's own has not. A token is kept while it is good."""

    def __init__(self, settings: Settings, microsoft: Microsoft) -> None:
        self._settings, self._microsoft = settings, microsoft
        self._lock = threading.Lock()
        self._client: msal.ConfidentialClientApplication | None = None

    async def __call__(self, scope: str, _tenant: str | None = None) -> str:
        found = await asyncio.to_thread(self._asked, scope)
        if not (token := found.get("access_token")):
            raise ValueError(str(found.get("error"))[:60])
        return str(token)

    def _asked(self, scope: str) -> Mapping[str, Any]:
        import msal  # noqa: PLC0415 - comes with the SDK

        with self._lock:
            if self._client is None:
                settings, authority = self._settings, f"{self._microsoft.login}/{self._settings.teams_tenant_id}"
                self._client = msal.ConfidentialClientApplication(
                    settings.teams_client_id, client_credential=settings.teams_client_secret, authority=authority,
                    timeout=self._microsoft.patience, instance_discovery=False,
                )  # fmt: skip
        found: Mapping[str, Any] = self._client.acquire_token_for_client([scope])
        return found


# --- keys ------------------------------------------------------------------------------------------------------------


class Keys:
    """Microsoft's public keys, fetched in a thread and looked up without waiting, as the SDK's validator asks."""

    def __init__(self, microsoft: Microsoft) -> None:
        self._microsoft = microsoft
        self._keys: dict[str, PyJWK] = {}
        self._fetched, self._tried = 0.0, 0.0
        self._lock = asyncio.Lock()

    @property
    def any(self) -> bool:
        return bool(self._keys)

    async def ready(self, kid: str) -> None:
        """Fetch Microsoft's keys if this one is not at hand; made-up keys cost one fetch a minute together."""
        if self._has(kid) or self._tried_just_now():
            return
        async with self._lock:
            if self._has(kid) or self._tried_just_now():
                return
            self._tried = time.monotonic()
            try:
                found = await asyncio.to_thread(self._fetch)
            except Exception as error:  # noqa: BLE001 - what went wrong on the way does not matter; the old keys stay
                log.warning("keys out of reach", error=type(error).__name__)
                return
            self._keys, self._fetched = found, time.monotonic()

    def _has(self, kid: str) -> bool:
        return kid in self._keys and time.monotonic() - self._fetched < _FRESH

    def _tried_just_now(self) -> bool:
        return bool(self._tried) and time.monotonic() - self._tried < self._microsoft.pause

    def _fetch(self) -> "dict[str, PyJWK]":
        import jwt  # noqa: PLC0415 - comes with the SDK

        data = jwt.PyJWKClient(
            self._microsoft.openid, cache_jwk_set=False, timeout=self._microsoft.patience
        ).fetch_data()
        usable = [key for key in data["keys"] if _for_teams(key)]
        return {str(key.key_id): key for key in jwt.PyJWKSet.from_dict({"keys": usable}).keys}

    def get_signing_key_from_jwt(self, token: str) -> "PyJWK":
        """What the SDK asks for a token that it looks at."""
        import jwt  # noqa: PLC0415 - comes with the SDK

        kid = str(jwt.get_unverified_header(token).get("kid"))
        if kid not in self._keys:
            msg = "unknown key"
            raise jwt.PyJWKClientError(msg)
        return self._keys[kid]


def _for_teams(key: Mapping[str, Any]) -> bool:
    """A key may be endorsed for some channels only."""
    endorsed = key.get("endorsements")
    return not isinstance(endorsed, list) or "msteams" in endorsed


def facts(token: str) -> tuple[str, str]:
    """The key and issuer that a token claims, unverified; two empty strings when it is no token.

    A token without an end is none: the SDK checks an end only where there is one.
    """
    import jwt  # noqa: PLC0415 - comes with the SDK

    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False, "require": ["exp"]})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return "", ""
    return str(header.get("kid") or ""), str(claims.get("iss") or "")
