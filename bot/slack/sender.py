"""Bring an answer to Slack: a message, a form, a sign, or the home page, each by the one call that fits.

What goes to everybody carries a signed label in its metadata, so that `find` can tell whether an earlier attempt got
through. What only the asker sees goes by the first way that Slack takes: the response address, an ephemeral message,
and where the bot is not in the channel a direct message. Without a public address a card's pictures and files follow it
as files of Slack's; only the asker sees them in a direct message, because nothing ephemeral holds a file.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal, TypeAlias, TypeVar

import msgspec

from bot.doors.door import CannotTell, Gone, NotNow, Refused, Sending, Unclear
from bot.serving.signing import Signer
from bot.slack import cards, labels
from bot.slack.escape import context
from bot.slack.forms import TooLarge
from bot.slack.modal import Modals
from bot.slack.uploads import Uploaded, Uploads
from bot.slack.web_api import WebApi
from handlers.answer import Ask, Asker, Here, InThread, Post, React
from handlers.cards import Button, Buttons, Card, Image, Note, documents, line
from handlers.forms import Form
from handlers.request import Address

Way: TypeAlias = Literal["home", "redraw", "message", "private"]
Payload: TypeAlias = dict[str, Any]
T = TypeVar("T")

OPEN: Final = "slack.formulier"
"""The action of the button that opens a form where Slack would not let us open it by ourselves."""
_SIGNS: Final = {"gezien": "white_check_mark", "vraag": "question"}
_ELSEWHERE: Final = Card("elders", "Dat staat in je directe berichten met Tafelbot, met de bestanden erbij.")
_NOT_UPLOADED: Final = (
    "De bestanden hierbij kon ik niet plaatsen: Slack neemt ze niet aan ({}). Vraag het de beheerder."
)
_QUIET: Final = {"link_names": False, "parse": "none", "unfurl_links": False, "unfurl_media": False}


class Sender:
    """Sends everything to Slack. `link` makes the address of a document; `uploads` is for an installation without a
    public address."""

    def __init__(
        self, api: WebApi, signer: Signer, modals: Modals, link: Callable[[str], str], uploads: Uploads | None = None
    ) -> None:
        self._api, self._labels, self._modals, self._link = api, labels.Labels(signer), modals, link
        self._uploads = uploads
        self._directs: dict[str, str] = {}
        self._arrived: dict[str, dict[int, str]] = {}

    async def send(self, sending: Sending) -> str:
        """One attempt; gives the id of the message, or ""."""
        match sending.content:
            case Ask(form):
                await self.open(form, sending.address)
                return ""
            case React():
                await self._react(sending.content, sending.address)
                return ""
            case Post():
                return await self._post(sending, sending.content)

    async def _post(self, sending: Sending, post: Post) -> str:
        address = sending.address
        match self._way(post, address):
            case "home":
                view = _drawn(lambda: cards.home(post.card, self._link))
                await self._api.call("views.publish", user_id=_user(address), view=view)
                return ""
            case "redraw":
                return await self._instead(address, post.card)
            case "private":
                return await self._private(address, post, sending.key)
            case "message":
                return await self._message(sending, post)

    def _way(self, post: Post, address: Address) -> Way:
        """By which call a card goes out; files cannot take the place of a message."""
        way = _way(post, address)
        return "message" if way == "redraw" and self._has_files(post.card) else way

    def _has_files(self, card: Card) -> bool:
        return self._uploads is not None and any(documents(card))

    async def _instead(self, address: Address, card: Card) -> str:
        try:
            await self.redraw(address.place.channel, address.message, card)
        except Gone as error:
            msg = "message_not_found"
            raise Refused(msg) from error
        return address.message

    # --- messages ----------------------------------------------------------------------------------------------------

    async def _message(self, sending: Sending, post: Post) -> str:
        """Post every part that is not there yet; a part that fails leaves the rest to a next attempt."""
        channel = await self._channel(sending.address.place.channel)
        arrived = self._arrived.pop(sending.key, {}) if sending.key else {}
        return await self._all(sending.key, channel, _thread(post, sending.address), post.card, arrived)

    async def _all(self, key: str, channel: str, thread: str, card: Card, arrived: dict[int, str]) -> str:
        """Every part that has not arrived, and as the last one the files; gives the id of the first."""
        payloads = self._drawn(card)
        files = await self._brought(card, key, len(payloads)) if len(payloads) not in arrived else None
        for part, payload in enumerate(payloads):
            if part not in arrived:
                arrived[part] = await _part(part, self._posted(key, part, channel, thread, payload))
        if files is not None:
            await _part(len(payloads), self._shared(key, len(payloads), channel, thread, files))
        return arrived[0]

    async def _posted(self, key: str, part: int, channel: str, thread: str, payload: Payload) -> str:
        where = {"channel": channel} | ({"thread_ts": thread} if thread else {})
        answer = await self._api.call(
            "chat.postMessage", **where, **payload, **_QUIET, **self._labels.metadata(key, part)
        )
        return str(answer.get("ts") or "")

    # --- files -------------------------------------------------------------------------------------------------------

    async def _brought(self, card: Card, key: str, part: int) -> list[Uploaded] | str | None:
        """A card's files, uploaded and not to be seen yet, or why Slack will never have them; None without any."""
        if self._uploads is None or not self._has_files(card):
            return None
        try:
            return await self._uploads.bring(card, self._labels.file_mark(key, part))
        except Refused as error:
            return str(error)

    async def _shared(self, key: str, part: int, channel: str, thread: str, files: list[Uploaded] | str) -> None:
        """Share uploaded files; where Slack refuses, say so in their place."""
        why = files if isinstance(files, str) else ""
        if self._uploads is not None and not isinstance(files, str):
            try:
                await self._uploads.share(files, channel, thread)
            except Refused as error:
                why = str(error)
        if why:
            [payload] = self._drawn(Card("geen bestanden", _NOT_UPLOADED.format(why)))
            await self._posted(key, part, channel, thread, payload)

    # --- changes -----------------------------------------------------------------------------------------------------

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        """Redraw a posted card in its one message, with a note where it does not fit."""
        payload, *more = self._drawn(_without_uploads(card) if self._uploads else card)
        if more:
            payload["blocks"] += context(line("De rest past niet in dit bericht."))
        where = {"channel": await self._channel(channel), "ts": message, "link_names": False, "parse": "none"}
        try:
            await self._api.call("chat.update", **where, **payload)
        except Refused as error:
            if str(error).startswith("message_not_found"):
                raise Gone from error
            raise

    # --- for one person ----------------------------------------------------------------------------------------------

    async def _private(self, address: Address, post: Post, key: str = "") -> str:
        """Send to one person by the first way that Slack accepts; a refusal says for sure that it was not sent."""
        if self._has_files(post.card):
            return await self._with_files(address, post.card, key)
        ways = [self._respond, self._ephemeral, self._direct]
        if not address.url:
            ways = ways[1:]
        if address.place.kind in ("direct", "home"):
            ways.remove(self._ephemeral)
        payloads = self._drawn(post.card)
        for way in ways[:-1]:
            try:
                return await way(address, payloads, replace=post.replace)
            except Refused:
                continue
        return await ways[-1](address, payloads, replace=post.replace)

    async def _with_files(self, address: Address, card: Card, key: str) -> str:
        """Send a card with files by direct message, and tell the asker in the channel where it is."""
        channel = await self._channel(_user(address))
        first = await self._all(key, channel, "", card, {})
        if address.place.kind in ("direct", "home"):
            return first
        with contextlib.suppress(NotNow, Refused, Unclear):  # it is there, also when nobody can say so here
            await self._private(address, Post(_ELSEWHERE))
        return ""

    async def _respond(self, address: Address, payloads: list[Payload], *, replace: bool) -> str:
        """A message that everybody sees is never replaced by something that only the asker may see."""
        thread = {"thread_ts": address.thread} if address.thread else {}
        instead = replace and not address.message
        for part, payload in enumerate(payloads):
            how = {"response_type": "ephemeral", "replace_original": instead and part == 0}
            await _part(part, self._api.respond(address.url, payload | thread | how))
        return ""

    async def _ephemeral(self, address: Address, payloads: list[Payload], *, replace: bool) -> str:  # noqa: ARG002
        thread = {"thread_ts": address.thread} if address.thread else {}
        where = {"channel": address.place.channel, "user": _user(address), **thread}
        for part, payload in enumerate(payloads):
            await _part(part, self._api.call("chat.postEphemeral", **where, **payload))
        return ""

    async def _direct(self, address: Address, payloads: list[Payload], *, replace: bool) -> str:  # noqa: ARG002
        where = {"channel": await self._channel(_user(address)), **_QUIET}
        first = ""
        for part, payload in enumerate(payloads):
            answer = await _part(part, self._api.call("chat.postMessage", **where, **payload))
            first = first or str(answer.get("ts") or "")
        return first if address.place.kind in ("direct", "home") else ""  # elsewhere it is not where it was asked

    # --- forms and signs ---------------------------------------------------------------------------------------------

    async def open(self, form: Form, address: Address) -> None:
        """Open a form. Slack allows that only just after a press or a command; after other words a button does it."""
        if address.trigger:
            view = _drawn(lambda: self._modals.draw(form, address, show_errors=True))
            await self._api.call("views.open", trigger_id=address.trigger, view=view)
            return
        await self._private(address, Post(self._behind_a_button(form)))

    def _behind_a_button(self, form: Form) -> Card:
        value = self._modals.pack(form)
        if not value:
            text = f"Het formulier “{form.title}” kan ik hier niet openen. Typ de opdracht met een / ervoor."
            return Card("formulier", text)
        note = Note(line("Hiervoor heb ik wat meer van je nodig. Alleen jij ziet deze knop."))
        return Card("formulier", form.title, (note, Buttons((Button("Invullen", OPEN, value, "primary", opens=True),))))

    async def _react(self, react: React, address: Address) -> None:
        method = "reactions.add" if react.on else "reactions.remove"
        # a message that was deleted meanwhile needs no sign any more
        done = ("already_reacted" if react.on else "no_reaction", "message_not_found")
        channel = await self._channel(address.place.channel)
        at = {"channel": channel, "timestamp": react.message or address.message}
        try:
            await self._api.call(method, name=_SIGNS[react.sign], **at)
        except Refused as error:
            if not str(error).startswith(done):
                raise

    # --- looking up --------------------------------------------------------------------------------------------------

    async def find(self, sending: Sending) -> str | None:
        """The first part of what an earlier attempt left, when all of it is there."""
        content = sending.content
        if isinstance(content, React):
            return None  # doing it again changes nothing
        if not isinstance(content, Post) or not sending.key:
            raise CannotTell
        way = self._way(content, sending.address)
        if way == "private":
            raise CannotTell
        return await self._found(sending, content) if way == "message" else None

    async def _found(self, sending: Sending, post: Post) -> str | None:
        parts = len(self._drawn(post.card)) + self._has_files(post.card)
        channel = await self._channel(sending.address.place.channel)
        history = labels.history(self._api, channel, _thread(post, sending.address), sending.first_try)
        arrived = await self._labels.find(history, sending.key, parts)
        if len(arrived) == parts:
            return arrived[0]
        if arrived:
            self._arrived[sending.key] = arrived
        return None

    # --- small things ------------------------------------------------------------------------------------------------

    async def _channel(self, channel: str) -> str:
        """The id that Slack wants: direct messages go by whose they are, and asking for them again is the same."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._directs:
            try:
                opened = await self._api.call("conversations.open", users=channel)
            except Unclear as error:
                raise NotNow(5, str(error)) from error
            self._directs[channel] = str(opened["channel"]["id"])
        return self._directs[channel]

    def _drawn(self, card: Card) -> list[Payload]:
        return _drawn(lambda: cards.message(card, self._link, uploads=self._uploads is not None))


def _without_uploads(card: Card) -> Card:
    """A card for a message that is there already: no file can be added to that."""
    shown = (each.instead if isinstance(each, Image) and each.instead else each for each in card.elements)
    return msgspec.structs.replace(card, elements=tuple(shown))


def _way(post: Post, address: Address) -> Way:
    """By which call a card goes out."""
    private = isinstance(post.to, Asker)
    kind = address.place.kind
    if kind == "home" and private and (post.replace or post.card.name == "home"):
        return "home"
    if post.replace and address.message and (not private or kind == "direct"):
        return "redraw"
    if private and (address.url or kind in ("channel", "group", "home")):
        return "private"
    return "message"


def _thread(post: Post, address: Address) -> str:
    """The thread of a message: what was asked in a thread is answered there."""
    match post.to:
        case InThread():
            return address.thread or address.message
        case Here():
            return address.thread
        case _:
            return ""


def _user(address: Address) -> str:
    return address.account.id.removeprefix("slack:")


async def _part(part: int, call: Awaitable[T]) -> T:
    """Post one of several messages. When a later one must wait, earlier ones did arrive, so a retry looks them up
    first."""
    try:
        return await call
    except NotNow as error:
        if part == 0:
            raise
        msg = "a first part is there, the rest is not"
        raise Unclear(msg) from error


def _drawn(draw: Callable[[], T]) -> T:
    """Draw a card, or raise `Refused`: what cannot be drawn will never be accepted."""
    try:
        return draw()
    except TooLarge as error:
        msg = "too large for Slack"
        raise Refused(msg, "content") from error
