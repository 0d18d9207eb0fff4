"""Where what this installation keeps can be opened: a document by its key, or a page by its name ("cockpit/4f2a").

The address is signed, under the name of its kind: what opens a document opens no page. A path ("/k/7Q4D-M2RX", a room
with its code) is an address already.
"""

from typing import Final

from bot.serving.signing import DOCUMENT, Signer
from bot.settings import Settings

HEALTH: Final = "/healthz"
MARK: Final = "X-Tafelbot"
"""The header of /healthz by which an installation knows itself."""


def path(signer: Signer, name: str) -> str:
    """Behind the address of this installation."""
    if name.startswith("/"):
        return name
    kind, _, key = name.rpartition("/")
    purpose = kind or DOCUMENT
    return f"/{purpose}/{signer.sign(key, purpose)}"


def public(settings: Settings, signer: Signer, name: str) -> str:
    """The address as anybody can open it; "" without a public address."""
    return f"{settings.public_url}{path(signer, name)}" if settings.tafelbot_url else ""


def own_mark(settings: Settings) -> str:
    """What only this installation, with this secret, says of itself; without a secret nothing."""
    return Signer(settings.tafelbot_geheim).mark(HEALTH, MARK) if settings.tafelbot_geheim else ""


def is_own_mark(given: str, settings: Settings) -> bool:
    """Whether this installation said so; without a secret nobody can tell, and every answer will do."""
    return not settings.tafelbot_geheim or Signer(settings.tafelbot_geheim).is_mark(given, HEALTH, MARK)
