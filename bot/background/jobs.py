"""Run jobs: each in a thread and a transaction of its own, with its answers to the person who asked.

The work and its answers commit together with the closing of the job, so they happen exactly once. A job that fails is
tried five times; then the person who asked hears that it failed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

import msgspec
import structlog
from prometheus_client import Counter

from bot.app import App
from bot.background.attachments import fetcher
from bot.background.rounds import Rounds, WorkerPart, where
from handlers import delivery
from handlers.answer import flat
from handlers.delivery import Asked
from handlers.feature import Answer, Outdated, Outside, Post, Refusal, refused
from storage import jobs, people
from storage.database import Session
from storage.jobs import Job
from storage.locks import Locks

T = TypeVar("T")
log = structlog.get_logger()
JOBS: Final = Counter("tafelbot_jobs", "What became of attempts to do a job", ["kind", "outcome"])
STEPS: Final = (2.0, 10.0, 30.0, 120.0)
_OUTDATED = "Dit was nog gevraagd aan een oudere versie van Tafelbot. Vraag het nog eens."
_FAILED = (
    "Dat is niet gelukt, ook niet na {} keer proberen. Probeer het later nog eens, "
    "of geef de beheerder dit nummer: taak {}."
)


class Jobs(WorkerPart):
    """One process's worker for job rows."""

    def __init__(
        self, app: App, *, pause: float = 2, at_once: int = 2, steps: tuple[float, ...] = STEPS,
        locks: Locks | None = None,
    ) -> None:  # fmt: skip
        super().__init__(app.db, locks)
        self._app, self._steps = app, steps
        self._rounds.append(Rounds("jobs", app.live, self._due, self._do, pause=pause, at_once=at_once))

    async def _due(self) -> list[str]:
        now = self._app.clock().instant
        found = await self._app.read(lambda session: jobs.due(session, now))
        return [str(job.id) for job in found]

    async def _do(self, job_id: str) -> None:
        outside = replace(self._app.outside, fetch=fetcher(self._app, asyncio.get_running_loop()))
        await asyncio.to_thread(self._held, int(job_id), outside)
        self._app.live.ring()

    def _held(self, job_id: int, outside: Outside) -> None:
        with self._locks.try_hold(f"job:{job_id}") as mine:
            job = self._begun(job_id) if mine else None
            if job:
                self._tried(job, outside)

    def _begun(self, job_id: int) -> Job | None:
        now = self._app.clock().instant
        again = now + timedelta(seconds=self._steps[0])
        return self._write(lambda session: jobs.begin(session, job_id, now, again))

    def _tried(self, job: Job, outside: Outside) -> None:
        """One attempt, and what follows from its outcome."""
        try:
            if job.attempts > self._most:
                self._give_up(job, "afgebroken")
            else:
                self._attempt(job, outside)
                _note(job, "klaar")
        except Outdated:
            self._close(job, Post(refused(_OUTDATED)), error="verouderd")
            _note(job, "geweigerd")
        except Refusal as refusal:
            self._close(job, Post(refused(refusal.text, refusal.also)))
            _note(job, "geweigerd")
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again or told
            self._failed(job, error)

    def _attempt(self, job: Job, outside: Outside) -> None:
        with jobs.transaction(self._app.db) as session:
            asked, now = _asked(job), self._app.clock()
            person = people.living(session, asked.person) if asked and asked.person else None
            work = replace(self._app.work(session, now), person=person, outside=outside)
            found = self._app.registry.jobs[job.kind]
            delivery.send(session, flat(found.does(work, found.task.decode(job.payload))), asked, now)
            if not jobs.finish(session, job.id):
                raise DoneElsewhere

    def _failed(self, job: Job, error: Exception) -> None:
        reason = type(error).__name__
        log.error("job failed", job=job.id, kind=job.kind, attempt=job.attempts, error=reason, at=where(error))
        if job.attempts >= self._most:
            self._give_up(job, reason)
            return
        until = self._app.clock().instant + timedelta(seconds=self._steps[job.attempts - 1])
        self._write(lambda session: jobs.postpone(session, job, until, reason))
        _note(job, "later")

    def _give_up(self, job: Job, reason: str) -> None:
        self._close(job, Post(refused(_FAILED.format(self._most, job.id))), error=reason)
        _note(job, "dood")

    def _close(self, job: Job, answer: Answer, *, error: str = "") -> None:
        """Close a job whose work was rolled back, with a sentence for the person who asked."""
        asked, now = _asked(job), self._app.clock()

        def work(session: Session) -> None:
            if jobs.finish(session, job.id, error=error) and asked:
                delivery.send(session, (answer,), asked, now)

        self._write(work)

    def _write(self, work: Callable[[Session], T]) -> T:
        return self._app.db.write(work).result()

    @property
    def _most(self) -> int:
        return len(self._steps) + 1


class DoneElsewhere(Exception):
    """Another process closed the job first; what this one did is undone."""


def _asked(job: Job) -> Asked | None:
    """The person who asked; None when that cannot be decoded any more."""
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(job.request, type=Asked | None)
    return None


def _note(job: Job, outcome: str) -> None:
    JOBS.labels(job.kind, outcome).inc()
    log.info("job", job=job.id, kind=job.kind, outcome=outcome)
