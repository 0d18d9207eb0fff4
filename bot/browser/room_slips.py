"""What travels with everything that a guest can press or send: for whom it was drawn, when, and the form itself.

A slip is signed and bound to one room. The form in it is drawn again as it was filled in, whatever goes wrong, and what
was sent is read by the fields that we asked, not by those that the sender names.
"""

import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from bot.serving.signing import Signer
from handlers.forms import Form

_LONGEST: Final = 60_000  # characters; a form with twenty questions takes some 3,000


class Slip(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """`number` tells this page from every other one: the same press on it twice is once."""

    account: str
    number: str
    opened: int
    form: Form | None = None

    @property
    def opened_at(self) -> datetime:
        return datetime.fromtimestamp(self.opened, UTC)


def new_slip(account: str, now: datetime) -> Slip:
    return Slip(account, secrets.token_urlsafe(12), int(now.timestamp()))


@dataclass(frozen=True, slots=True)
class Slips:
    """Writes and reads the slips of one room."""

    signer: Signer
    purpose: str

    def write(self, slip: Slip, form: Form | None = None) -> str:
        """The slip as a hidden field holds it; with a form, without what is filled in there."""
        if form is not None:
            empty = form.refused(dict.fromkeys((field.name for field in form.fields), ""), {})
            slip = msgspec.structs.replace(slip, form=empty)
        packed = urlsafe_b64encode(zlib.compress(msgspec.json.encode(slip))).decode().rstrip("=")
        return f"{self.signer.mark(packed, self.purpose)}.{packed}"

    def read(self, text: str, account: str | None = None) -> Slip | None:
        """A slip of ours, for this account; None for one that was changed, or is another's or another room's."""
        mark, _, packed = text.partition(".")
        if len(text) > _LONGEST or not packed.isascii() or not self.signer.is_mark(mark, packed, self.purpose):
            return None
        slip = msgspec.json.decode(zlib.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4))), type=Slip)
        return slip if account in (None, slip.account) else None
