"""The interface of a door: it takes requests in, and sends what the courier gives it.

A door never decides about a second attempt; for an answer that only one person sees it may try another way to reach
them. It raises what it knows: `NotNow` (surely not accepted, retry later), `Refused` (never), `Unclear` (perhaps
accepted), `Gone` (the message to edit does not exist any more).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias

from starlette.routing import BaseRoute

from handlers.cards import Card
from handlers.delivery import Sent
from handlers.feature import Address, Attachment
from storage.standing import State

LONGEST: Final = 3600.0  # seconds; nothing that somebody waits for is left alone for longer


class NotNow(Exception):
    """The platform surely did not take it; try again after `seconds`, and however many it asks, after an hour."""

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason or f"again after {seconds:g} s")
        self.seconds = min(seconds, LONGEST)


Why: TypeAlias = Literal["", "removed", "archived", "missing", "forbidden", "content", "access", "unreachable"]
"""For which reason a platform will never take something, as far as that can be told to people: the bot was removed, the
channel was archived or is missing, the bot may not write there, the content is wrong, the token is."""


class Refused(Exception):
    """The platform will never take this: the channel is gone, the token is wrong, the trigger is too old."""

    def __init__(self, reason: str = "", why: Why = "") -> None:
        super().__init__(reason)
        self.why: Why = why


class TooLarge(Refused):
    """A sent file is larger than allowed."""


class Unclear(Exception):
    """Perhaps the platform took it: the connection broke, or the answer did."""


class Gone(Exception):
    """The message to edit is not there any more."""


class CannotTell(Exception):
    """This platform (or this kind of message) cannot be looked up: a person has to decide."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One thing to send. `key` marks it on the platform, signed, so that it can be found again."""

    key: str
    address: Address
    content: Sent
    first_try: datetime


class Door(Protocol):
    """A platform. `send` and `redraw` never repeat what everybody would see twice."""

    platform: str

    def routes(self) -> list[BaseRoute]:
        """The paths under which the platform calls us."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, sending: Sending) -> str:
        """Post a card, open a form or put a reaction; gives the platform's message id, "" where there is none."""
        ...

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        """Draw a posted card anew."""
        ...

    async def fetch(self, file: Attachment, most: int) -> bytes:
        """Fetch a file that a person sent, from the platform's own storage only. Raises `TooLarge` beyond `most` bytes,
        `Refused` where it is not there or not the platform's, else `NotNow`."""
        ...

    async def look(self, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
        """Ask how the platform shows these accounts and linked channels; returns only what is certain. Raises like
        `fetch`."""
        ...

    async def find(self, sending: Sending) -> str | None:
        """The id of the message that an earlier attempt left behind, or None; raises `CannotTell`."""
        ...
