"""Work for the worker, what happened once per kind, tafel and period, and the heartbeats of what repeats itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    NullPool,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)

from storage.database import Database, Instant, Session, insert_new, metadata
from storage.personal import Export, names
from storage.writer import WAIT_SECONDS

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("payload", Text, nullable=False, info=names(
        "json", forget="rewrite", merge="rewrite", export="Hoort bij wat er nog voor je loopt.")),
    Column("request", Text, nullable=False, info=names("json", forget="remove", merge="rewrite", export=Export(
        chapter="tafels", heading="wat er nog voor je loopt",
        shows={"taak": "kind", "gevraagd": "created_at", "stand": "state"}))),
    Column("state", String(10), nullable=False, default="wacht"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Instant, nullable=False),
    Column("error", String(500), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Index("ix_jobs_waiting", "state", "not_before"),
)  # fmt: skip

runs = Table(
    "runs",
    metadata,
    Column("kind", String(40), nullable=False),
    Column("tafel", String(20), nullable=False),
    Column("period", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", String(300), nullable=False, default=""),
    UniqueConstraint("kind", "tafel", "period"),
)


heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A waiting job; payload and request are JSON, `attempts` is how often it was begun."""

    id: int
    kind: str
    payload: str
    request: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Run:
    """What happened to a period: "gedaan", "stil" (nothing worth saying) or "overgeslagen"."""

    kind: str
    tafel: str
    period: str
    state: str
    due_at: datetime
    at: datetime
    note: str


def enqueue(session: Session, kind: str, payload: str, request: str, now: datetime) -> int:
    values = {"kind": kind, "payload": payload, "request": request, "not_before": now, "created_at": now}
    return int(session.execute(insert(jobs).values(**values).returning(jobs.c.id)).scalar_one())


def due(session: Session, now: datetime, most: int = 20) -> list[Job]:
    waiting = (jobs.c.state == "wacht") & (jobs.c.not_before <= now)
    return [Job(*row) for row in session.execute(_JOB.where(waiting).order_by(jobs.c.id).limit(most))]


_NOBODY = "null"
_JOB = select(jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.request, jobs.c.attempts)


def begin(session: Session, job_id: int, now: datetime, again: datetime) -> Job | None:
    """Count an attempt before it is made, so that a job that kills its process is given up in the end. None when the
    job is done or taken. It is due `again` if no outcome follows."""
    mine = (jobs.c.id == job_id) & (jobs.c.state == "wacht") & (jobs.c.not_before <= now)
    if not session.execute(update(jobs).where(mine).values(attempts=jobs.c.attempts + 1, not_before=again)).rowcount:
        return None
    return Job(*session.execute(_JOB.where(jobs.c.id == job_id)).one())


def finish(session: Session, job_id: int, *, error: str = "") -> bool:
    """Close a job as done or dead, and drop its words and address; False when it was closed already."""
    values = {"state": "dood" if error else "klaar", "error": error[:500], "payload": "{}", "request": _NOBODY}
    mine = (jobs.c.id == job_id) & (jobs.c.state == "wacht")
    return session.execute(update(jobs).where(mine).values(**values)).rowcount == 1


def postpone(session: Session, job: Job, until: datetime, error: str) -> None:
    values = {"not_before": until, "error": error[:500]}
    session.execute(update(jobs).where(jobs.c.id == job.id, jobs.c.state == "wacht").values(**values))


def drop_asked(session: Session) -> int:
    """Close waiting jobs that a person asked for, as dead: they may have been answered. Returns how many.

    Jobs of the calendar stay: their messages have keys and are looked up first.
    """
    asked = (jobs.c.state == "wacht") & (jobs.c.request != _NOBODY)
    values = {"state": "dood", "error": "stond in een teruggezette kopie", "payload": "{}", "request": _NOBODY}
    return session.execute(update(jobs).where(asked).values(**values)).rowcount


def clean(session: Session, before: datetime) -> int:
    """Forget jobs that were closed long ago."""
    old = (jobs.c.created_at < before) & (jobs.c.state != "wacht")
    return session.execute(delete(jobs).where(old)).rowcount


def waiting_count(session: Session) -> int:
    return int(session.execute(select(func.count()).where(jobs.c.state == "wacht")).scalar_one())


def claim(session: Session, run: Run) -> bool:
    """Claim a period by inserting its unique row; False when it was claimed before."""
    return insert_new(
        session, runs, kind=run.kind, tafel=run.tafel, period=run.period, state=run.state, due_at=run.due_at,
        at=run.at, note=run.note,
    )  # fmt: skip


def mark(session: Session, kind: str, tafel: str, period: str, state: str, note: str = "") -> None:
    """Store the outcome of a claimed period."""
    mine = (runs.c.kind == kind) & (runs.c.tafel == tafel) & (runs.c.period == period)
    session.execute(update(runs).where(mine).values(state=state, note=note[:300]))


def runs_of(session: Session, kind: str, tafel: str, most: int = 10) -> list[Run]:
    """The latest periods of a kind at a tafel, newest first."""
    mine = (runs.c.kind == kind) & (runs.c.tafel == tafel)
    return [Run(*row) for row in session.execute(select(runs).where(mine).order_by(runs.c.due_at.desc()).limit(most))]


def claimed(session: Session, kind: str, tafel: str, period: str) -> bool:
    mine = (runs.c.kind == kind) & (runs.c.tafel == tafel) & (runs.c.period == period)
    return session.execute(select(runs.c.at).where(mine)).first() is not None


# --- heartbeats ------------------------------------------------------------------------------------------------------


def beat(session: Session, name: str, now: datetime) -> None:
    """Say that something that has to happen again and again has just happened."""
    if not session.execute(update(heartbeats).where(heartbeats.c.name == name).values(at=now)).rowcount:
        insert_new(session, heartbeats, name=name, at=now)


def last_beat(session: Session, name: str) -> datetime | None:
    return session.execute(select(heartbeats.c.at).where(heartbeats.c.name == name)).scalar()


# --- a transaction that takes its time -------------------------------------------------------------------------------


@contextmanager
def transaction(db: Database) -> Iterator[Session]:
    """A transaction for a job, which may read and calculate for long and blocks other writers from its first write on.

    Until that write each read sees what is committed at that moment, on SQLite as on PostgreSQL. A job that relies on
    what it read writes first.
    """
    if not db.is_sqlite:
        with db.transaction() as session:
            yield session
        return
    engine = _patient(db)
    try:
        with engine.begin() as session:
            yield session
    finally:
        engine.dispose()


def _patient(db: Database) -> Engine:
    engine = create_engine(db.url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "before_cursor_execute")
    def _about_to(_connection: Connection, cursor: sqlite3.Cursor, statement: str, *_others: Any) -> None:  # noqa: ANN401
        if not cursor.connection.in_transaction and not statement.lstrip().upper().startswith("SELECT"):
            cursor.execute("BEGIN IMMEDIATE")

    return engine
