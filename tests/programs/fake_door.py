"""A platform in memory that applies the rules: it complains when the courier breaks one, and fails as it is told to."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.routing import BaseRoute

from bot.app import App
from bot.doors.door import CannotTell, Gone, NotNow, Refused, Sending, Unclear
from handlers.cards import Card
from handlers.feature import Attachment, Post
from storage import outbox
from storage.database import Session
from storage.outbox import Delivery
from storage.standing import State
from tests.waiting import ended, until

_ERRORS = {
    "lost": Unclear("ReadTimeout"),
    "reset": Unclear("ConnectionResetError"),
    "refused": Refused("channel_not_found"),
    "bug": KeyError("wat Petra typte"),
}


@dataclass
class Message:
    """What stands in a channel."""

    id: str
    key: str
    channel: str
    title: str
    since: float
    edited_at: datetime
    edits: list[str] = field(default_factory=list)


class FakeDoor:
    """A door to a platform that stores what it is sent.

    `faults` says what happens to the next calls, one word each: "" goes well; "later" and "later:60" are not taken;
    "refused" never will be; "lost" arrives but the answer does not; "reset" does not arrive either; "bug" breaks the
    door itself; "hang" never ends; "slow" ends when `busy` says so no longer. What was sent is found when `lag` seconds
    have passed on the stopwatch.
    """

    def __init__(
        self, app: App, platform: str = "nep", *, lag: float = 0, stopwatch: Callable[[], float] = lambda: 0.0
    ) -> None:
        self._app, self.platform, self._lag, self._stopwatch, self.findable = app, platform, lag, stopwatch, True
        self.busy: Callable[[], bool] = lambda: False
        self.messages: list[Message] = []
        self.faults: list[str] = []
        self.calls: list[str] = []
        self.complaints: list[str] = []
        self.under_way = 0
        self.most_under_way = 0

    def routes(self) -> list[BaseRoute]:
        return []

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, sending: Sending) -> str:
        self.calls.append(f"send {title_of(sending)}")
        fault = self._next_fault()  # before anything is waited for: a call may be given up at any time
        await self._intent_stands(sending)
        await self._fails(fault)
        message = self.store(sending)
        if fault == "lost":
            raise _ERRORS["lost"]
        return message.id

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        self.calls.append(f"redraw {card.title}")
        await self._fails(self._next_fault())
        found = [each for each in self.messages if (each.channel, each.id) == (channel, message)]
        if not found:
            raise Gone
        now = self._app.clock().instant
        if now - found[0].edited_at < timedelta(seconds=2):
            self.complaints.append(f"{message} was edited twice within two seconds")
        found[0].edited_at = now
        found[0].title = card.title
        found[0].edits.append(card.title)

    async def look(self, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
        return []

    async def fetch(self, file: Attachment, most: int) -> bytes:
        raise Refused(file.name)

    async def find(self, sending: Sending) -> str | None:
        self.calls.append(f"find {sending.key}")
        if not self.findable:
            raise CannotTell
        await self._fails(self._next_fault())
        for message in self.messages:
            if message.key == sending.key and self._stopwatch() - message.since >= self._lag:
                return message.id
        return None

    @property
    def titles(self) -> list[str]:
        return [message.title for message in self.messages]

    def of(self, channel: str) -> list[str]:
        return [message.title for message in self.messages if message.channel == channel]

    def store(self, sending: Sending) -> Message:
        number, channel = f"m{len(self.messages) + 1}", sending.address.place.channel
        now = self._app.clock().instant
        message = Message(number, sending.key, channel, title_of(sending), self._stopwatch(), now)
        self.messages.append(message)
        return message

    def _next_fault(self) -> str:
        return self.faults.pop(0) if self.faults else ""

    async def _fails(self, fault: str) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self._fault(fault)
        finally:
            self.under_way -= 1

    async def _fault(self, fault: str) -> None:
        kind, _, seconds = fault.partition(":")
        if kind == "later":
            raise NotNow(float(seconds or 1))
        if kind in _ERRORS and kind != "lost":
            raise _ERRORS[kind]
        if kind == "hang":
            await asyncio.Event().wait()
        if kind == "slow":
            await until(lambda: not self.busy(), "the platform is busy no longer")

    async def _intent_stands(self, sending: Sending) -> None:
        """The intent is committed, and no transaction is open: this write would have to wait for it."""

        def look(session: Session) -> list[Delivery]:
            outbox.expire(session, datetime.min.replace(tzinfo=self._app.clock().instant.tzinfo))
            return [row for row in outbox.waiting(session, ["wacht"]) if row.kind != "living" and row.attempts]

        rows = await ended(self._app.write(look), lambda: "a transaction is open during a call")
        if not any((row.key or f"{row.kind}:{row.id}") == sending.key and row.last_try for row in rows):
            self.complaints.append(f"{title_of(sending)} was sent without a committed intent")


def title_of(sending: Sending) -> str:
    content = sending.content
    return content.card.title if isinstance(content, Post) else type(content).__name__
