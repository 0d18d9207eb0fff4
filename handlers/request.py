"""What comes in: one thing that a person did, on whichever platform."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import msgspec

from handlers.forms import Value
from handlers.pieces import Mention, Pieces, own, plain
from handlers.typed import read_text

FORMS_LAST = timedelta(hours=24)
Kind: TypeAlias = Literal[
    "say", "press", "submit", "search", "edit", "delete", "react", "file", "open", "join", "leave"
]


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """The account that acts: `id` is "slack:U1"; `name` is what the platform shows, or a login name."""

    id: str
    name: str = ""
    login: bool = False


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something happens on a platform."""

    platform: str
    channel: str
    kind: Literal["channel", "group", "direct", "home"] = "channel"
    name: str = ""


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A platform's message: what was said, edited, deleted, or pressed on. `thread` is its parent's id, if any.

    `said` is what stands in it as pieces, `text` the same written out.
    """

    id: str
    text: str = ""
    thread: str = ""
    url: str = ""
    account: Account | None = None
    said: Pieces = ()

    @property
    def pieces(self) -> Pieces:
        return self.said or read_text(self.text)


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that came with a message or a form; the bytes stay at the door until a job asks for them."""

    id: str
    name: str
    size: int
    url: str = ""


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something goes: back to whoever asked, or to a channel or a person. A platform's own door reads the rest.

    `url` and `trigger` are short-lived secrets of the platform: they are never logged.
    """

    place: Place
    account: Account
    message: str = ""
    thread: str = ""
    url: str = ""
    trigger: str = ""
    view: str = ""


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that a person did. `id` is the same at every repeated delivery of it.

    `addressed` says that the words are meant for the bot (a slash command, a mention, a direct message). `inline` names
    the kinds of answer that the door can give in its own response; the rest goes through the outbox. `named` is what
    the platform calls the people who are mentioned or chosen, as far as the door knows. `opened` is since when the form
    that is submitted was open; a submission's `id` is that of the form, so that one form is one submission.
    `uploads` says that the door brings a card's documents to the platform itself, and so not in its response.
    `says_one` says that the door can say one sentence in its response, where it can give no card.
    `gives_all` says that the door gives every answer for the asker in its response: nothing can be sent to them later.
    `restored` says of an edit that the message was deleted, and is there again. `said` is what the person said as
    pieces, without quotes; `words` is the same written out (`handlers.pieces.plain`).
    """

    kind: Kind
    id: str
    address: Address
    at: datetime
    words: str = ""
    addressed: bool = False
    action: str = ""
    value: str = ""
    values: Mapping[str, Value] = {}
    message: Message | None = None
    files: tuple[Attachment, ...] = ()
    named: tuple[Account, ...] = ()
    inline: tuple[Literal["Post", "Ask", "React"], ...] = ()
    opened: datetime | None = None
    restored: bool = False
    uploads: bool = False
    says_one: bool = False
    gives_all: bool = False
    said: Pieces = ()

    def is_too_old(self, now: datetime) -> bool:
        """Whether a form was open for so long that its subject may have changed."""
        return self.opened is not None and now - self.opened > FORMS_LAST

    @property
    def pieces(self) -> Pieces:
        """What the person said as pieces; read from the words where the door made none."""
        return self.said or own(read_text(self.words))

    def with_mentions(self, known: Callable[[Mention], Mention]) -> "Request":
        """The same request with every mention as a door knows it by now."""

        def improved(pieces: Pieces) -> Pieces:
            return tuple(known(each) if isinstance(each, Mention) else each for each in pieces)

        said = improved(self.said)
        words = self.words.removesuffix(plain(self.said)) + plain(said) if self.said else self.words
        message = self.message and msgspec.structs.replace(self.message, said=improved(self.message.said))
        return msgspec.structs.replace(self, said=said, words=words, message=message)

    @property
    def place(self) -> Place:
        return self.address.place

    @property
    def account(self) -> Account:
        return self.address.account
