"""The state of an open dialog, signed and sent along with it: where it was opened, and for whom.

Teams returns a dialog without the card that it was opened from, so the dialog carries that. A client can read it, so it
is signed. A form may also wait behind a button, signed too, because Teams opens none after typed words.
"""

import base64
import binascii
import secrets
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from bot.doors import plain
from bot.doors.texts import clean
from bot.serving.signing import Signer
from bot.teams import forms, limits
from bot.teams.limits import size
from handlers.cards import Card
from handlers.forms import Form
from handlers.request import FORMS_LAST, Account, Address, Place

OPEN: Final = "teams.formulier"
"""The action of the button that opens a form where Teams would not let us open it by ourselves."""
_STATE: Final = "teams formulier"
_BUTTON: Final = "teams knop"
_PACKED: Final = 8000  # characters of a form behind a button
_AGAIN: Final = "Nog eens versturen"
_LARGEST: Final = 200_000
_TOO_OLD: Final = "Dit formulier is te oud. Open het opnieuw met de opdracht waar het bij hoorde."
_MARK: Final = 43  # characters of a mark: 32 bytes in base64


class Opened(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """An open form: which one, where and when it was opened, and its number."""

    action: str
    state: str
    account: str
    place: tuple[str, str, str]
    message: str = ""
    thread: str = ""
    view: str = ""
    number: str = ""
    at: float = 0


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A form behind a button, and since when it waits there."""

    form: Form
    at: float


class Dialogs:
    """The forms that are open. Nothing of them is kept here."""

    def __init__(self, signer: Signer, now: Callable[[], datetime]) -> None:
        self._signer, self._now = signer, now

    def draw(self, form: Form, address: Address) -> dict[str, Any]:
        """The dialog of a form that was asked for here, as Teams wants it in an answer."""
        place = address.place
        opened = Opened(
            form.action, form.state, address.account.id, (place.channel, place.kind, place.name), address.message,
            address.thread, address.view, secrets.token_urlsafe(9), self._now().timestamp(),
        )  # fmt: skip
        state = self._signer.sign(msgspec.json.encode(opened).decode(), _STATE) if form.action else ""
        return shown(forms.title(form), forms.dialog(form, state))

    def again(self, form: Form, sent: object, address: Address) -> dict[str, Any]:
        """A sentence in place of the submitted form, which can be submitted once more."""
        plain = self.draw(form, address)
        data = {key: _kept(value) for key, value in sent.items()} if isinstance(sent, Mapping) else {}
        send = {"type": "Action.Submit", "title": _AGAIN, "data": data}
        card = {**plain["value"]["card"]["content"], "actions": [send]}
        return shown(forms.title(form), card) if data.get("action") and size(card) <= limits.SIZE else plain

    def read(self, state: str, account: Account) -> tuple[Opened, Address] | None:
        """The opened form and the address for its answers; None unless it was opened for this account."""
        text = self._signer.verify(state, _STATE)
        if text is None:
            return None
        opened = msgspec.json.decode(text, type=Opened)
        if opened.account != account.id:
            return None
        channel, kind, name = opened.place
        place = msgspec.convert({"platform": "teams", "channel": channel, "kind": kind, "name": name}, Place)
        return opened, Address(place, account, opened.message, opened.thread, view=opened.view)

    # --- a form behind a button --------------------------------------------------------------------------------------

    def pack(self, form: Form) -> str:
        """A form as the value of a button, or "" when it is too large for that."""
        packed = base64.b85encode(zlib.compress(msgspec.json.encode(Packed(form, self._now().timestamp())), 9)).decode()
        value = self._signer.mark(packed, _BUTTON) + packed
        return value if len(value) <= _PACKED else ""

    def unpack(self, value: str) -> Form | None:
        mark, packed = value[:_MARK], value[_MARK:]
        if not self._signer.is_mark(mark, packed, _BUTTON):
            return None
        try:
            text = zlib.decompressobj().decompress(base64.b85decode(packed), _LARGEST)
            packed_form = msgspec.json.decode(text, type=Packed)
        except (ValueError, binascii.Error, zlib.error, msgspec.DecodeError):
            return None
        waited = self._now() - since(packed_form.at)
        return sentence(_TOO_OLD) if waited > FORMS_LAST else packed_form.form


def since(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _kept(value: object) -> object:
    """Something that was filled in, as it may go back; anybody may have sent anything."""
    if isinstance(value, list):
        return [clean(each) for each in value if isinstance(each, str)]
    return clean(value) if isinstance(value, str) else ""


def shown(title: str, card: dict[str, Any]) -> dict[str, Any]:
    """A card as an open dialog."""
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "continue", "value": {"title": title, "height": "medium", "width": "medium", "card": content}}


def sentence(text: str) -> Form:
    """A form that only says something."""
    return Form(action="", title="Dat lukt niet", submit="", fields=(), audience=text)


def told(card: Card) -> Form:
    """A card's words where only a dialog can be shown."""
    _, _, rest = plain.text(card).partition("\n")
    return Form(action="", title=card.title, submit="", fields=(), audience=rest.strip() or card.title)
