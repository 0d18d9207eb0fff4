"""The parts, wired: settings, database, features, clock and doors; and the one way in for every request."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

import structlog

from bot.doors.door import Door
from bot.live import Live
from bot.serving import anonymous
from bot.settings import Settings
from handlers import delivery
from handlers.cards import Option
from handlers.delivery import Reply
from handlers.dispatch import dispatch, explain, hand_over, look, route, search
from handlers.feature import Now, Outside, Refusal, Registry, Request, Work
from storage.database import Database, Session, Unavailable

Clock: TypeAlias = Callable[[], Now]
T = TypeVar("T")
log = structlog.get_logger()


@dataclass
class App:
    """One process's parts. Doors are added after it exists, because they answer through it."""

    settings: Settings
    db: Database
    registry: Registry
    clock: Clock
    doors: dict[str, Door] = field(default_factory=dict)
    live: Live = field(default_factory=Live)
    outside: Outside = field(default_factory=Outside)
    health: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What parts of this process say of themselves on /readyz, under a name of their own."""
    redraws: dict[str, datetime] = field(default_factory=dict)
    """Cards that wait to be redrawn after anonymous actions of this process, with the moment before which none is."""

    async def answer(self, request: Request) -> Reply:
        """Handle a request; never raises. What went wrong is a sentence for people and a line in the log."""
        if declaration := self.registry.anonymous.get((request.kind, request.action)):
            return await anonymous.answer(self, request, declaration)
        try:
            reply = await self._handled(request)
        except Exception as error:  # noqa: BLE001 - this is the error rule of the house
            reply = await self._explained(error, request)
        if reply.rows or reply.redraws:
            self.live.ring()
        return reply

    async def search(self, request: Request) -> tuple[Option, ...]:
        """Options for what has been typed so far."""
        now = self.clock()
        return await asyncio.wrap_future(self.db.read(lambda session: search(session, request, self.registry, now)))

    async def read(self, work: Callable[[Session], T]) -> T:
        return await asyncio.wrap_future(self.db.read(work))

    async def write(self, work: Callable[[Session], T]) -> T:
        return await asyncio.wrap_future(self.db.write(work))

    def work(self, session: Session, now: Now) -> Work:
        """The context of what the house does by itself in a transaction."""
        return Work(session=session, now=now, registry=self.registry, outside=self.outside)

    async def _handled(self, request: Request) -> Reply:
        """In the writer's turn, or beside it when the request only reads."""
        now, found = self.clock(), route(self.registry, request)
        if found.idle:
            return Reply()
        if not found.reads:
            return await self._dispatched(request, now)
        answers = await self.read(lambda session: look(session, request, self.registry, now))
        if delivery.fit(answers, request):
            return Reply(answers)
        return await self.write(lambda session: hand_over(session, request, answers, now))

    async def _dispatched(self, request: Request, now: Now) -> Reply:
        """Handle a request that writes. When the connection broke during the commit, run it once more: the request's id
        was stored with its effects, so a second run finds it and does nothing twice."""

        def work(session: Session) -> Reply:
            return dispatch(session, request, self.registry, now)

        try:
            return await self.write(work)
        except Unavailable as error:
            if error.why != "unsure":
                raise
            return await self.write(work)

    async def _explained(self, error: Exception, request: Request) -> Reply:
        """Say what went wrong, through the response where the door can, else through the outbox, and then once.

        When even that cannot be written down the reply holds it all the same: then the door has to find a way.
        """
        reference = _logged(error, request)
        answers = explain(error, request, reference)
        now = self.clock()
        if isinstance(error, Unavailable) or delivery.fit(answers, request):
            return Reply(answers)
        try:
            return await self.write(lambda session: hand_over(session, request, answers, now))
        except Unavailable:
            return Reply(answers)


def _logged(error: Exception, request: Request) -> str:
    """Log an error without anybody's words; returns the reference that the person is told."""
    reference = secrets.token_hex(4)
    facts: Mapping[str, str] = {"kind": request.kind, "platform": request.place.platform, "action": request.action}
    if isinstance(error, Refusal):
        log.info("refused", **facts)
    elif isinstance(error, Unavailable):
        log.warning("database unavailable", why=error.why, **facts)
    else:
        log.error("request failed", reference=reference, error=type(error).__name__, exc_info=error, **facts)
    return reference
