"""Let made-up people take part in the trial workspace: at one press, or bit by bit while its clock goes on.

They press and fill in by the same requests as everybody. What each of them did is known only while the program runs:
after a new start they do it once more, which changes nothing.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog

from bot.app import App
from bot.lokaal.visits import Wrong
from handlers.answer import Ask
from handlers.crowd import Crowd, Deed
from handlers.feature import Address, Place, Refusal, Request, Work
from handlers.forms import Form
from storage import tafels
from storage.database import Session, Unavailable
from storage.people import GUEST

log = structlog.get_logger()
_GLANCE: Final = 1.0  # seconds between two looks at who is due
_MOST_FORMS: Final = 40  # of one deed, so that a form that comes back for ever ends


@dataclass(frozen=True, slots=True)
class Extra:
    """A button beside the clock, such as thirty people who join in; `run` gets the channel it was pressed in."""

    key: str
    label: str
    hint: str
    run: Callable[[str], Awaitable[None]]


@dataclass
class Company:
    """The made-up people of one program."""

    app: App
    _done: set[str] = field(default_factory=set)
    _task: asyncio.Task[None] | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    def extras(self) -> list[Extra]:
        """A button beside the clock for each feature with a crowd."""
        return [
            Extra(name, crowd.label, crowd.hint, partial(self._pressed, crowd))
            for name, crowd in self._crowds().items()
        ]

    def start(self) -> None:
        if self._crowds():
            self._task = asyncio.create_task(self._keep_up())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def act(self, *, early: bool = False) -> None:
        """Do what is due at this moment; `early` does what is still to come as well."""
        async with self._busy:
            for each in await self.app.read(self._deeds):
                if each.key not in self._done and (early or each.at <= self.app.clock().instant):
                    await self._do(each)

    async def moments(self, *, until: datetime) -> set[datetime]:
        """The moment at which everybody who is due until then has acted; none where nobody is."""
        waiting = [each.at for each in await self.app.read(self._deeds) if each.key not in self._done]
        due = [at for at in waiting if self.app.clock().instant < at < until]
        return {max(due)} if due else set()

    # --- how ---------------------------------------------------------------------------------------------------------

    def _crowds(self) -> dict[str, Crowd[Work]]:
        features = self.app.registry.features
        return {each.name: each.around.crowd for each in features if each.around.crowd is not None}

    async def _pressed(self, crowd: Crowd[Work], channel: str) -> None:
        try:
            joined = await self.app.write(partial(self._join, crowd, channel))
        except Refusal as refusal:
            raise Wrong(422, refusal.text.replace("`", "")) from refusal
        if not joined:
            await self.act(early=True)

    def _join(self, crowd: Crowd[Work], channel: str, session: Session) -> bool:
        tafel = tafels.by_key(session, channel)
        if tafel is None:
            msg = "Kies eerst het kanaal van een tafel."
            raise Refusal(msg)
        return crowd.joins(self.app.work(session, self.app.clock()), tafel)

    def _deeds(self, session: Session) -> list[Deed]:
        work = self.app.work(session, self.app.clock())
        return sorted(
            (each for crowd in self._crowds().values() for each in crowd.deeds(work)), key=lambda each: each.at
        )

    async def _do(self, deed: Deed) -> None:
        self._done.add(deed.key)
        form = await self._send(deed, "press", action=deed.action, value=deed.value)
        for number in range(1, _MOST_FORMS):
            if form is None or form.errors:
                return
            values = deed.fill(number)
            form = await self._send(deed, "submit", action=form.action, value=form.state, values=values)

    async def _send(self, deed: Deed, kind: Any, **more: Any) -> Form | None:  # noqa: ANN401 - the fields of a Request
        """Send a request; gives the form that opens, if any."""
        where = Address(Place(GUEST, deed.key.partition(":")[0], "direct"), deed.account)
        request = Request(
            kind, f"{deed.account.id}:{secrets.token_hex(8)}", where, self.app.clock().instant, inline=("Post", "Ask"),
            **more,
        )  # fmt: skip
        reply = await self.app.answer(request)
        return _opened(reply.inline)

    async def _keep_up(self) -> None:
        """Look every second who is due. What goes wrong is logged, and tried again at the next look."""
        while True:
            await asyncio.sleep(_GLANCE)
            try:
                await self.act()
            except Unavailable as error:
                log.warning("made-up people wait", why=error.why)
            except Exception:  # without them the workspace goes on
                log.exception("made-up people failed")


def _opened(answers: Iterable[object]) -> Form | None:
    return next((each.form for each in answers if isinstance(each, Ask)), None)
