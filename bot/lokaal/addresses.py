"""The addresses of the trial workspace: `Look` is what one asks for, and the functions say who may see what."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from storage import documents
from storage.demo import DIRECT, Said
from storage.people import Person

PLATFORM = "lokaal"
BOT, BOT_NAME = "tafelbot", "Tafelbot"
PRESS, HOME = "/lokaal/druk", "start"
GONE = "weg"  # what the address says once the person that somebody was is no longer there
NEWEST, NEWEST_ANSWER = "nieuwste", "nieuwste-antwoord"
"""The last message of a channel and of a thread: without script an address with this behind # shows it from its top."""
MENTION = re.compile(r"(?<![\w@/.])@([A-Za-z0-9][A-Za-z0-9_-]*)")
LONGEST = 8_000  # characters of a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks, and at what. `key` is a tafel's, or the bot's in direct messages."""

    account: str
    kind: Literal["channel", "direct"] = "channel"
    key: str = ""
    thread: str = ""
    opened: str = ""
    document: str = ""
    editing: str = ""
    before: str = ""
    draft: str = ""
    notice: str = ""
    ribbon: bool = False
    fragment: bool = False

    @property
    def person(self) -> str:
        return self.account.removeprefix(f"{PLATFORM}:")

    @property
    def channel(self) -> str:
        """What posts carry: "bouw", "direct/tafelbot"."""
        return self.key if self.kind == "channel" else f"{DIRECT}{self.key}"

    @property
    def conversation(self) -> str:
        return self.key if self.kind == "channel" else direct_of(self.account)

    @property
    def url(self) -> str:
        return address(self.channel)

    def at(self, **query: str | int) -> str:
        """The address of this page with something open."""
        return f"{self.url}?{urlencode({name: value for name, value in query.items() if value})}"


def address(channel: str, **query: str | int) -> str:
    """The page of a channel as posts carry it, or of the bot's direct messages."""
    path = f"/lokaal/{channel}" if channel.startswith(DIRECT) else f"/lokaal/kanaal/{channel}"
    return f"{path}?{urlencode(query)}" if query else path


def direct_of(account: str) -> str:
    """Somebody's conversation with the bot."""
    return DIRECT + account.removeprefix(f"{PLATFORM}:")


def visible(said: Said | None, account: str) -> bool:
    """Whether an account may see a message."""
    if said is None or said.private_for not in ("", account):
        return False
    return not said.conversation.startswith(DIRECT) or said.conversation == direct_of(account)


def may_open(document: documents.Document | None, person: Person | None) -> bool:
    """Whether a person may open a document: it exists and is nobody else's."""
    return document is not None and (document.person_id is None or (person or Person(0, "")).id == document.person_id)


def document_url(key: str) -> str:
    """Where a document or a page is; a path ("/k/7Q4D-M2RX") is an address already."""
    return key if key.startswith("/") else f"/lokaal/document/{key}"


def number_of(message: str) -> int:
    """The id of a message, or 0 for what is no id."""
    return int(message) if message.isascii() and message.isdecimal() and len(message) < 16 else 0  # noqa: PLR2004
