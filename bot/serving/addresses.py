"""Where what this installation keeps can be opened: a document by its key, or a page by its name ("cockpit/4f2a").

The address is signed, under the name of its kind: what opens a document opens no page.
"""

from bot.serving.signing import DOCUMENT, Signer
from bot.settings import Settings


def path(signer: Signer, name: str) -> str:
    """Behind the address of this installation."""
    kind, _, key = name.rpartition("/")
    purpose = kind or DOCUMENT
    return f"/{purpose}/{signer.sign(key, purpose)}"


def public(settings: Settings, signer: Signer, name: str) -> str:
    """The address as everybody can open it; "" where nobody could."""
    return f"{settings.public_url}{path(signer, name)}" if settings.tafelbot_url else ""
