"""Tell requests of this machine from those of a foreign page in a browser on it.

For what runs without credentials: the trial workspace, and the door for Microsoft's emulator. A foreign page may let
its name resolve to this machine (DNS rebinding), so the requested host counts as well as the client.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.settings import LOOPBACK


def is_here(scope: Scope) -> bool:
    """Whether a program on this machine asks for an address of this machine."""
    return _is_near(scope.get("client")) and _host(Headers(scope=scope)) in LOOPBACK


def is_own(headers: Headers) -> bool:
    """Whether one of our own pages asks, as far as the browser says who does."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    return (origin is None or origin == f"http://{headers.get('host')}") and site in ("same-origin", "none")


def _is_near(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""
