"""The courier: deliver each message of the outbox once, each living card as it is now, each reply while it matters.

A message is posted after its intent was committed, under a lock that ends with the process. Before a second attempt it
is looked up on the platform; where that is impossible it becomes *onzeker* and a person decides. No transaction is open
during a call, and only ids, kinds and error codes are logged. Why: docs/decisions/0003-outbox-of-three-kinds.md.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
import structlog
from prometheus_client import Counter

from bot.app import App
from bot.background.pace import Pace
from bot.background.rounds import Rounds, WorkerPart, held, where
from bot.doors.door import CannotTell, Door, Gone, NotNow, Refused, Sending, Unclear, Why
from handlers import delivery
from handlers.delivery import SPACING, Sent
from handlers.feature import Address, Asker, Post
from storage import backup, outbox, posted
from storage.database import Session, Unavailable
from storage.locks import Locks
from storage.outbox import Delivery, State

__all__ = ["Courier", "Pace"]

T = TypeVar("T")
log = structlog.get_logger()
DELIVERIES: Final = Counter(
    "tafelbot_deliveries", "What became of attempts to deliver", ["kind", "platform", "outcome"]
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row with its words read, and the door it leaves by."""

    row: Delivery
    door: Door
    address: Address
    content: Sent

    def sending(self, first_try: datetime) -> Sending:
        return Sending(self.row.key or f"{self.row.kind}:{self.row.id}", self.address, self.content, first_try)

    @property
    def public(self) -> bool:
        return isinstance(self.content, Post) and not isinstance(self.content.to, Asker)


class Courier(WorkerPart):
    """One process's courier; with `replies_only` it leaves messages and living cards to the worker."""

    def __init__(
        self, app: App, *, replies_only: bool = False, pace: Pace | None = None, locks: Locks | None = None,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(app.db, locks)
        self._app, self._pace, self._stopwatch = app, pace or Pace(), stopwatch
        self._stopping = False
        self._seen: dict[tuple[int, int], float] = {}
        pause, lanes = self._pace.pause, self._pace.lanes
        replies = Rounds("replies", app.live, self._replies, self._reply_lane, pause=pause, at_once=2 * lanes)
        self._rounds.append(replies)
        if not replies_only:
            self._rounds.append(Rounds("lanes", app.live, self._lanes, self._lane, pause=pause, at_once=lanes))

    async def deliver(self) -> None:
        """Deliver what can be delivered now, and come back."""
        await self.work()

    async def stop(self, patience: float | None = None) -> None:
        """Let the calls that are under way end."""
        self._stopping = True
        await super().stop(self._pace.patience if patience is None else patience)

    @property
    def _now(self) -> datetime:
        return self._app.clock().instant

    # --- what there is to do -----------------------------------------------------------------------------------------

    async def _replies(self) -> list[str]:
        now, doors, grace = self._now, set(self._app.doors), timedelta(seconds=self._pace.grace)
        return await self._app.read(lambda session: outbox.replies_due(session, now, doors, grace=grace))

    async def _lanes(self) -> list[str]:
        now, doors = self._now, set(self._app.doors)
        return await self._app.read(lambda session: outbox.lanes_due(session, now, doors))

    async def _reply_lane(self, lane: str) -> None:
        """Send the answers of a lane in their order."""
        while not self._stopping and (row := await self._next_reply(lane)):
            parcel = await self._opened(row)
            if parcel and row.expires and row.expires <= self._now:
                await self._close(row, "vervallen", "te laat")
            elif parcel:
                await self._post(parcel)

    async def _next_reply(self, lane: str) -> Delivery | None:
        now, grace = self._now, timedelta(seconds=self._pace.grace)
        return await self._app.read(lambda session: outbox.reply_of_lane(session, lane, now, grace=grace))

    async def _lane(self, lane: str) -> None:
        """Send what waits for a channel: messages in their order, and edits between them."""
        async with held(self._locks, f"lane:{lane}") as mine:
            edits_only = False
            while mine and not self._stopping and (row := await self._head(lane, edits_only=edits_only)):
                if row.kind == "living":
                    await self._redraw(row)
                elif self._settled(row):
                    await self._deliver_once(row)
                else:
                    edits_only = True

    async def _head(self, lane: str, *, edits_only: bool) -> Delivery | None:
        now = self._now
        return await self._app.read(lambda session: outbox.head_of_lane(session, lane, now, edits_only=edits_only))

    # --- messages: once ----------------------------------------------------------------------------------------------

    def _settled(self, row: Delivery) -> bool:
        """Whether the last attempt is so long ago that the platform's history would show it. Both the time in the row
        and this process's own stopwatch must say so, because clocks of two machines differ."""
        if not row.attempts or not row.last_try:
            return True
        seen = self._seen.setdefault((row.id, row.attempts), self._stopwatch())
        over = row.last_try + timedelta(seconds=self._pace.patience + self._pace.settle)
        return not row.last_try <= self._now < over and self._stopwatch() - seen >= self._pace.settle

    async def _deliver_once(self, row: Delivery) -> None:
        parcel = await self._opened(row)
        if not parcel or not await self._is_new(parcel):
            return
        if self._is_hopeless(row):
            await self._close(row, "dood", row.error or "te vaak geprobeerd", "unreachable")
        else:
            await self._post(parcel)

    def _is_hopeless(self, row: Delivery) -> bool:
        tried_long = row.first_try is not None and self._now - row.first_try > self._pace.give_up
        return tried_long or row.attempts >= self._pace.attempts

    async def _is_new(self, parcel: Parcel) -> bool:
        """Whether the message was surely not sent before; if it was, or nobody can tell, the row is updated."""
        since = await self._doubtful_since(parcel.row)
        if since is None:
            return True
        try:
            message = await self._call(parcel.door.find(parcel.sending(since)))
        except (CannotTell, Refused) as error:
            await self._close(parcel.row, "onzeker", str(error))
        except (NotNow, Unclear, Gone) as error:
            await self._look_again(parcel.row, since, error)
        else:
            if message is None:
                return True
            await self._arrived(parcel, message)
        return False

    async def _doubtful_since(self, row: Delivery) -> datetime | None:
        """From when on it may have been sent: since the first attempt, or since before the database was put back."""
        now = self._now
        if await self._app.read(lambda session: backup.in_doubt(session, now)):
            return min(row.first_try or row.created_at, row.created_at) - backup.DOUBT
        return row.first_try or row.created_at if row.attempts else None

    async def _look_again(self, row: Delivery, since: datetime, error: Exception) -> None:
        if self._now - max(since, row.created_at) > self._pace.give_up:
            await self._close(row, "onzeker", str(error))
            return
        seconds = error.seconds if isinstance(error, NotNow) else self._pace.step(row.attempts)
        await self._postpone(row, seconds, error, certain=True)

    # --- one call ----------------------------------------------------------------------------------------------------

    async def _post(self, parcel: Parcel) -> None:
        """Store the intent, call the platform, store the outcome."""
        row, now, started = parcel.row, self._now, self._stopwatch()
        if not await self._app.write(lambda session: outbox.begin(session, row, now)):
            return
        if self._stopwatch() - started > self._pace.patience:
            return  # this process stood still, and somebody else may have taken over meanwhile
        try:
            message = await self._call(parcel.door.send(parcel.sending(row.first_try or now)))
        except NotNow as error:
            await self._put_off(row, error)
        except Refused as error:
            await self._close(row, "dood", str(error), error.why)
        except (Unclear, Gone, CannotTell) as error:
            await self._leave_open(parcel, error)
        else:
            await self._arrived(parcel, message)

    async def _put_off(self, row: Delivery, error: NotNow) -> None:
        if row.expires and row.expires <= self._now + timedelta(seconds=error.seconds):
            await self._close(row, "vervallen", str(error))
        else:
            await self._postpone(row, error.seconds, error, certain=True)

    async def _leave_open(self, parcel: Parcel, error: Exception) -> None:
        """Nobody knows whether it arrived: a message is looked up later, an answer is not sent twice."""
        row = parcel.row
        if row.kind == "reply":
            await self._close(row, "onzeker" if parcel.public else "vervallen", str(error))
            return
        self._seen[row.id, row.attempts + 1] = self._stopwatch()
        await self._postpone(row, self._pace.step(row.attempts + 1), error)

    async def _arrived(self, parcel: Parcel, message: str) -> None:
        """It is there; a living card is remembered in the same transaction."""
        row, content, now = parcel.row, parcel.content, self._now
        place = parcel.address.place

        def work(session: Session) -> None:
            outbox.finish(session, row, "verzonden", message=message)
            if isinstance(content, Post) and message and (content.card.key or content.replace):
                posted.keep(session, content.card.key, place.platform, place.channel, message, now)
            if row.about and outbox.is_outdated(session, row):
                posted.refresh(session, row.about, now, spacing=SPACING)

        await self._record(work)
        _note(row, "verzonden")

    # --- living cards ------------------------------------------------------------------------------------------------

    async def _redraw(self, row: Delivery) -> None:
        """Redraw a posted card; the card of a thing that is gone stays as it was."""
        now, channel = self._app.clock(), row.lane.removeprefix(f"{row.platform}:")
        try:
            card = await self._call(
                self._app.read(lambda session: self._app.registry.draw(self._app.work(session, now), row.content))
            )
            if card is None:
                await self._close(row, "verzonden", "niets meer te tekenen")
                return
            await self._call(self._app.doors[row.platform].redraw(channel, row.address, card))
        except NotNow as error:
            await self._postpone(row, error.seconds, error, certain=True)
        except Gone:
            await self._record(lambda session: posted.forget(session, row))
            _note(row, "weg")
        except (Refused, Unclear, CannotTell) as error:
            await self._draw_later(row, error)
        else:
            shown_at = self._now
            await self._record(lambda session: posted.shown(session, row, shown_at, spacing=SPACING))
            _note(row, "verzonden")

    async def _draw_later(self, row: Delivery, error: Exception) -> None:
        hopeless = row.attempts + 1 >= self._pace.attempts or self._now - row.created_at > self._pace.give_up
        if hopeless or isinstance(error, Refused):
            await self._close(row, "dood", str(error))
        else:
            await self._postpone(row, self._pace.step(row.attempts + 1), error)

    # --- small steps -------------------------------------------------------------------------------------------------

    async def _opened(self, row: Delivery) -> Parcel | None:
        """Decode a row; a row that cannot be decoded is closed, because it would block its lane for ever."""
        try:
            address, content = delivery.decode_address(row.address), delivery.decode_content(row.content)
        except msgspec.MsgspecError:
            await self._close(row, "dood", "onleesbaar")
            return None
        return Parcel(row, self._app.doors[row.platform], address, content)

    async def _call(self, call: Awaitable[T]) -> T:
        """Call the door with a time-out; after an error that no door raises, the outcome is unknown."""
        try:
            async with asyncio.timeout(self._pace.patience):
                return await call
        except (NotNow, Refused, Unclear, Gone, CannotTell, Unavailable):
            raise
        except Exception as error:
            log.error("call failed", error=type(error).__name__, at=where(error))  # noqa: TRY400 - no words of people
            raise Unclear(type(error).__name__) from error

    async def _postpone(self, row: Delivery, seconds: float, error: Exception, *, certain: bool = False) -> None:
        until = self._now + timedelta(seconds=max(seconds, self._pace.pause))
        await self._record(lambda session: outbox.postpone(session, row, until, error=str(error), certain=certain))
        _note(row, "later", str(error))

    async def _close(self, row: Delivery, state: State, error: str, why: Why = "") -> None:
        await self._record(lambda session: outbox.finish(session, row, state, error=error, why=why))
        _note(row, state, error)

    async def _record(self, work: Callable[[Session], T]) -> T:
        """Store the outcome, with retries: an outcome that is lost here has to be looked up."""
        for pause in (0.5, 1.5, 4):
            try:
                return await self._app.write(work)
            except Unavailable:
                await asyncio.sleep(pause)
        return await self._app.write(work)


def _note(row: Delivery, outcome: str, error: str = "") -> None:
    DELIVERIES.labels(row.kind, row.platform, outcome).inc()
    log.info("delivery", row=row.id, kind=row.kind, platform=row.platform, outcome=outcome, error=error[:100])
