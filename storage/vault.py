"""Wrap the keys of anonymous subjects with the installation's secret, and make with such a key what only it can link.

A subject (one vote) has a random key of its own. `wrap` makes it safe to store beside the ballots: without the secret
of the installation nobody can use it. `token` says which ballot is somebody's, `seal` hides a number in a row. Once the
key is destroyed, tokens and seals are noise.
"""

import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_PURPOSE: Final = "tafelbot anonymous key 1"


class Vault:
    """The secrets of an installation: the first one wraps, every one of them unwraps ("nieuw,oud" while replacing)."""

    def __init__(self, installation_secrets: tuple[str, ...]) -> None:
        if not installation_secrets or not all(installation_secrets):
            msg = "wrapping keys needs a secret"
            raise ValueError(msg)
        self._ciphers = [AESGCM(_derive(secret.encode(), _PURPOSE)) for secret in installation_secrets]

    def wrap(self, key: bytes, about: str) -> bytes:
        """Encrypt a key; `about` (the feature and the subject) is bound in, so that no key fits another subject."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, key, about.encode())

    def unwrap(self, wrapped: bytes, about: str) -> bytes | None:
        """Decrypt a key; None when no secret of this installation made it, or it belongs to another subject."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], about.encode())
            except InvalidTag:
                continue
        return None


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def token(key: bytes, person_id: int) -> bytes:
    """The mark of a person's ballot in one subject: stable for that person, random to anybody without the key."""
    return _derive(key, f"token {person_id}")


def seal(key: bytes, number: int) -> bytes:
    """Hide a number. The same number never looks the same twice, and every number is equally long."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_derive(key, "seal")).encrypt(nonce, number.to_bytes(8, "big"), None)


def unseal(key: bytes, sealed: bytes) -> int:
    found = AESGCM(_derive(key, "seal")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    return int.from_bytes(found, "big")


def _derive(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode(), hashlib.sha256)
