"""Close anonymous subjects whose time is over, so that their ballots can never be linked to people again.

Three steps, and the process may end after each: one transaction writes the ballots anew without tokens and destroys the
key; then the traces of both are erased from where the database keeps deleted rows; only then the subject says that it
is unlinkable. The state of each subject is in the database, so any worker continues. Why:
docs/decisions/0013-anonymous-actions.md.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.app import App
from bot.background.rounds import Rounds, WorkerPart, held
from handlers.anonymous import Anonymous
from handlers.delivery import SPACING
from handlers.feature import Turn
from storage import people, posted
from storage.apart import Apart, write_apart
from storage.database import Session
from storage.locks import Locks
from storage.unlinking import erase_traces
from storage.vault import Vault

T = TypeVar("T")
log = structlog.get_logger()
LOCK: Final = "anonymous:"


class Unlinking(WorkerPart):
    """One process's closing of anonymous subjects."""

    def __init__(self, app: App, *, pause: float = 2, locks: Locks | None = None) -> None:
        super().__init__(app.db, locks)
        self._app = app
        self._rounds.append(Rounds("anonymous", app.live, self._due, self._do, pause=pause, at_once=1))

    async def _due(self) -> list[str]:
        """The features that have something to close or to erase."""
        features = {each.ballots.name: each for each in self._features()}
        return [name for name, each in features.items() if any(await self._waiting(each))]

    def _features(self) -> list[Anonymous[Turn]]:
        return [each.around.anonymous for each in self._app.registry.features if each.around.anonymous is not None]

    async def _waiting(self, feature: Anonymous[Turn]) -> tuple[list[str], list[str]]:
        """The subjects to close, and those whose traces are to be erased."""
        now = self._app.clock()

        def work(session: Session) -> tuple[list[str], list[str]]:
            over = [each for each in feature.ends(session, now) if feature.ballots.state(session, each) == "open"]
            return over, feature.ballots.to_erase(session)

        return await self._app.read(work)

    async def _do(self, name: str) -> None:
        [feature] = [each for each in self._features() if each.ballots.name == name]
        async with held(self._locks, f"{LOCK}{name}") as mine:
            if mine:
                await self._close(feature)
                await self._erase(feature)

    async def _close(self, feature: Anonymous[Turn]) -> None:
        over, _ = await self._waiting(feature)
        if not over:
            return
        same = await self._app.read(people.merged)
        for subject in over:
            await self._write(feature, partial(feature.ballots.close, subject=subject, same=same, fold=feature.fold))
            await self._redraw(feature, subject)
            log.info("closed", feature=feature.ballots.name)

    async def _write(self, feature: Anonymous[Turn], work: Callable[[Apart], T]) -> T:
        vault = Vault(self._app.settings.tafelbot_geheim)
        return await asyncio.wrap_future(write_apart(self._app.db, feature.touched, vault, work))

    async def _erase(self, feature: Anonymous[Turn]) -> None:
        """Erase the traces of subjects that were closed before this began; later ones wait for the next round."""
        _, closed = await self._waiting(feature)
        if not closed:
            return
        if not await asyncio.to_thread(erase_traces, self._app.db, feature.ballots):
            log.info("traces not erased yet", feature=feature.ballots.name)
            return
        await self._app.write(lambda session: feature.ballots.erased(session, closed))
        for subject in closed:
            await self._redraw(feature, subject)

    async def _redraw(self, feature: Anonymous[Turn], subject: str) -> None:
        if not feature.card:
            return
        now = self._app.clock().instant
        await self._app.write(
            lambda session: posted.refresh(session, f"{feature.card}:{subject}", now, spacing=SPACING)
        )
        self._app.live.ring()
