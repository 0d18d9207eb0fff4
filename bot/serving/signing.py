"""Sign what travels through somebody else's hands, and verify it when it comes back.

`sign` makes a token that holds its text and fits in an address; `verify` returns the text, or None when the token is
not ours. `mark` makes an opaque label that only we can recognise. Every secret verifies, only the first one signs:
"nieuw,oud" while a secret is being replaced. A token for one purpose is invalid for another.
"""

import base64
import binascii
import hashlib
import hmac

DOCUMENT = "bestand"
"""The purpose of addresses of documents, under `/bestand/`."""


class Signer:
    """The installation's own signature."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not all(secrets) or not secrets:
            msg = "signing needs a secret"
            raise ValueError(msg)
        self._keys = [secret.encode() for secret in secrets]

    def sign(self, text: str, purpose: str) -> str:
        """A token with the text in it: readable by anybody, made only by us."""
        return f"{_packed(_mac(self._keys[0], text, purpose))}.{_packed(text.encode())}"

    def verify(self, token: str, purpose: str) -> str | None:
        """The text of a token of ours, or None."""
        mac, _, packed = token.partition(".")
        text = _unpacked(packed)
        return text if text is not None and self._is_ours(mac, text, purpose) else None

    def mark(self, text: str, purpose: str) -> str:
        """A label for a text from which the text cannot be read."""
        return _packed(_mac(self._keys[0], text, purpose))

    def marks(self, text: str, purpose: str) -> list[str]:
        """The labels that a text may have had: one for each secret."""
        return [_packed(_mac(key, text, purpose)) for key in self._keys]

    def is_mark(self, label: str, text: str, purpose: str) -> bool:
        return self._is_ours(label, text, purpose)

    def _is_ours(self, mac: str, text: str, purpose: str) -> bool:
        given = mac.encode("utf-8", "replace")
        ours = [_packed(_mac(key, text, purpose)).encode() for key in self._keys]
        return any([hmac.compare_digest(given, each) for each in ours])  # noqa: C419 - all of them, for equal time


def _mac(key: bytes, text: str, purpose: str) -> bytes:
    return hmac.digest(key, f"{purpose}\0{text}".encode(), hashlib.sha256)


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpacked(text: str) -> str | None:
    """The text that was packed; None unless it was packed in exactly this way."""
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return found if _packed(found.encode()) == text else None
