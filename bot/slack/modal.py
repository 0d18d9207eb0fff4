"""The state of an open modal, signed and sent along with it: where it was opened, and for whom.

Slack delivers a submission without its channel, so a modal carries that in its `private_metadata`. A client can read
that, so it is signed; the response address, with which one can post in the bot's name, stays in memory.
"""

import base64
import binascii
import secrets
import zlib
from collections import OrderedDict
from typing import Final

import msgspec

from bot.serving.signing import Signer
from bot.slack import forms, limits
from bot.slack.escape import Block, paragraphs, plain_text
from bot.slack.limits import SLACK
from handlers.cards import line
from handlers.forms import Form
from handlers.request import Account, Address, Place, Request

_METADATA: Final = "slack formulier"
_BUTTON: Final = "slack knop"
_REMEMBERED: Final = 2000  # response addresses; the oldest are forgotten, and then the answer goes another way
_LARGEST: Final = 100_000


class Opened(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """An open form, and where it was opened."""

    action: str
    state: str
    account: str
    place: tuple[str, str, str]
    message: str = ""
    thread: str = ""
    url: str = ""


class Modals:
    """The forms that are open, as far as this process has to remember anything about them."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._urls: OrderedDict[str, str] = OrderedDict()

    def draw(self, form: Form, address: Address, *, show_errors: bool = False) -> Block:
        """The modal of a form that was asked for here."""
        if not form.action:
            return said(form)
        place = address.place
        opened = Opened(
            form.action, form.state, address.account.id, (place.channel, place.kind, place.name), address.message,
            address.thread, self._keep(address.url),
        )  # fmt: skip
        metadata = self._signer.sign(msgspec.json.encode(opened).decode(), _METADATA)
        if len(metadata) > limits.VIEW_METADATA:
            msg = f"the state of {form.action} is too long: {len(form.state)} characters"
            raise forms.TooLarge(msg)
        return forms.view(form, metadata, show_errors=show_errors)

    def read(self, metadata: str, account: Account, view: str = "", trigger: str = "") -> tuple[Opened, Address] | None:
        """The opened form and the address for its answers; None unless it was opened for this account."""
        text = self._signer.verify(metadata, _METADATA)
        if text is None:
            return None
        opened = msgspec.json.decode(text, type=Opened)
        if opened.account != account.id:
            return None
        channel, kind, name = opened.place
        place = msgspec.convert({"platform": "slack", "channel": channel, "kind": kind, "name": name}, Place)
        url = self._urls.get(opened.url, "")
        return opened, Address(place, account, opened.message, opened.thread, url, trigger, view)

    def _keep(self, url: str) -> str:
        if not url:
            return ""
        key = secrets.token_urlsafe(9)
        self._urls[key] = url
        if len(self._urls) > _REMEMBERED:
            self._urls.popitem(last=False)
        return key

    # --- a form behind a button, for where Slack lets us open none -------------------------------------------------

    def pack(self, form: Form) -> str:
        """A form as the value of a button, or "" when it is too large for that."""
        packed = base64.b85encode(zlib.compress(msgspec.json.encode(form), 9)).decode()
        value = self._signer.mark(packed, _BUTTON) + packed
        return value if len(value) <= SLACK.button_value else ""

    def unpack(self, value: str) -> Form | None:
        mark, packed = value[:_MARK], value[_MARK:]
        if not self._signer.is_mark(mark, packed, _BUTTON):
            return None
        try:
            text = zlib.decompressobj().decompress(base64.b85decode(packed), _LARGEST)
            return msgspec.json.decode(text, type=Form)
        except (ValueError, binascii.Error, zlib.error, msgspec.DecodeError):
            return None


def sentence(text: str) -> Form:
    """A form that only says something."""
    return Form(action="", title="Dat lukt niet", submit="", fields=(), audience=text)


def said(form: Form) -> Block:
    """A form that asks nothing is something to read, and to close."""
    words = paragraphs(line(form.audience)) or paragraphs(line(form.title))
    title, close = plain_text(form.title, limits.VIEW_TITLE), plain_text("Sluiten")
    return {"type": "modal", "callback_id": "gelezen", "title": title, "close": close, "blocks": words}


_MARK: Final = 43  # characters of a mark: 32 bytes in base64


def wrong(form: Form, asked: Request) -> dict[str, str]:
    """What to say beside which field of the form that stays open; {} where another form takes its place."""
    if form.action == asked.action and (found := forms.errors(form)):
        return found
    if not form.fields and (first := next(iter(asked.values), "")):
        return {first: form.audience}  # what was typed stays
    return {}
