"""Close anonymous subjects whose time is over, so that their ballots can never be linked to people again.

Four steps, and the process may end after each: one transaction writes the ballots anew without tokens and destroys the
key; the feature follows up once, in an ordinary transaction (`Anonymous.after`); then the traces of key and tokens are
erased from where the database keeps deleted rows; only then the subject says that it is unlinkable. The state of each
subject is in the database, so any worker continues. Why: docs/decisions/0013-anonymous-actions.md.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.app import App
from bot.background.rounds import Rounds, WorkerPart, held, where
from handlers import delivery
from handlers.anonymous import Anonymous
from handlers.answer import flat
from handlers.delivery import SPACING
from handlers.feature import Now, Turn, Work
from storage import jobs, people, posted
from storage.apart import Apart, write_apart
from storage.database import Session, Unavailable
from storage.jobs import Run
from storage.locks import Locks
from storage.unlinking import erase_traces
from storage.vault import Vault

T = TypeVar("T")
log = structlog.get_logger()
LOCK: Final = "anonymous:"
PAUSE: Final = 1.0
"""Seconds between two looks whether a term has ended: the result is to be there within two."""
REST: Final = timedelta(seconds=30)
"""How long a feature that failed after a close is left alone."""
_PERIOD: Final = 40  # the width of the column


class Unlinking(WorkerPart):
    """One process's closing of anonymous subjects."""

    def __init__(self, app: App, *, pause: float = PAUSE, locks: Locks | None = None) -> None:
        super().__init__(app.db, locks)
        self._app = app
        self._resting: dict[tuple[str, str], datetime] = {}
        self._rounds.append(Rounds("anonymous", app.live, self._due, self._do, pause=pause, at_once=1))

    async def _due(self) -> list[str]:
        """The features that have something to close, to tell or to erase."""
        features = {each.ballots.name: each for each in self._features()}
        return [name for name, each in features.items() if any(await self._waiting(each))]

    def _features(self) -> list[Anonymous[Turn, Work]]:
        return [each.around.anonymous for each in self._app.registry.features if each.around.anonymous is not None]

    async def _waiting(self, feature: Anonymous[Turn, Work]) -> tuple[list[str], list[str]]:
        """The subjects to close, and those that are closed and not unlinkable yet."""
        now = self._app.clock()

        def work(session: Session) -> tuple[list[str], list[str]]:
            open_ones = feature.ballots.still_open(session)
            over = sorted(set(feature.ends(session, now)).intersection(open_ones)) if open_ones else []
            closed = feature.ballots.to_erase(session)
            return over, [each for each in closed if not self._rests(feature, each, now)]

        return await self._app.read(work)

    def _rests(self, feature: Anonymous[Turn, Work], subject: str, now: Now) -> bool:
        until = self._resting.get((feature.ballots.name, subject))
        return until is not None and now.instant < until

    async def _do(self, name: str) -> None:
        [feature] = [each for each in self._features() if each.ballots.name == name]
        async with held(self._locks, f"{LOCK}{name}") as mine:
            if mine:
                await self._close(feature)
                await self._end(feature)

    async def _close(self, feature: Anonymous[Turn, Work]) -> None:
        over, _ = await self._waiting(feature)
        if not over:
            return
        same = await self._app.read(people.merged)
        for subject in over:
            await self._write(feature, partial(feature.ballots.close, subject=subject, same=same, fold=feature.fold))
            log.info("closed", feature=feature.ballots.name)
            if feature.after is None:
                await self._redraw(feature, subject)

    async def _write(self, feature: Anonymous[Turn, Work], work: Callable[[Apart], T]) -> T:
        vault = Vault(self._app.settings.tafelbot_geheim)
        return await asyncio.wrap_future(write_apart(self._app.db, feature.touched, vault, work))

    async def _tell(self, feature: Anonymous[Turn, Work], subject: str) -> None:
        """Let the feature follow up a close, unless it did. One that fails is told again after a while: the subject
        stays `closed` so long. Erasing does not wait for that."""
        now, key = self._app.clock(), (feature.ballots.name, subject)
        self._resting.pop(key, None)
        try:
            did = await self._app.write(lambda session: _follow(self._app.work(session, now), feature, subject))
        except Unavailable:
            raise  # nothing can be erased now either: the next round does all of it
        except Exception as error:  # noqa: BLE001 - a key that is to be erased is more urgent than what a feature does
            name, kind = feature.ballots.name, type(error).__name__
            log.error("after a close failed", feature=name, error=kind, at=where(error))  # noqa: TRY400
            self._resting[key] = now.instant + REST
            return
        if did:
            await self._redraw(feature, subject)

    async def _end(self, feature: Anonymous[Turn, Work]) -> None:
        """Bring what is closed to its end; what is closed meanwhile waits for the next round."""
        _, closed = await self._waiting(feature)
        if not closed:
            return
        for subject in closed:
            await self._tell(feature, subject)
        if not await asyncio.to_thread(erase_traces, self._app.db, feature.ballots):
            log.info("traces not erased yet", feature=feature.ballots.name)
            return
        told = [each for each in closed if (feature.ballots.name, each) not in self._resting]
        await self._app.write(lambda session: feature.ballots.erased(session, told))
        for subject in told:
            await self._redraw(feature, subject)

    async def _redraw(self, feature: Anonymous[Turn, Work], subject: str) -> None:
        self._app.live.ring()
        if not feature.card:
            return
        now = self._app.clock().instant
        await self._app.write(
            lambda session: posted.refresh(session, f"{feature.card}:{subject}", now, spacing=SPACING)
        )
        self._app.live.ring()


def _follow(work: Work, feature: Anonymous[Turn, Work], subject: str) -> bool:
    """Call the feature and queue what it answers, in one transaction with the note that this was done; says whether."""
    if feature.after is None or not jobs.claim(work.session, _run(feature, subject, work.now)):
        return False
    delivery.send(work.session, flat(feature.after(work, subject)), None, work.now)
    return True


def _run(feature: Anonymous[Turn, Work], subject: str, now: Now) -> Run:
    period = subject if len(subject) <= _PERIOD else hashlib.sha256(subject.encode()).hexdigest()[:_PERIOD]
    return Run(f"{LOCK}{feature.ballots.name}", "", period, "gedaan", now.instant, now.instant, "")
