"""Requests that were handled, by idempotency key, with their answers.

Slack redelivers an event when our answer takes longer than three seconds, and Teams does later. The second delivery
waits at `first_time` for the first one's commit, and gets the same answer.
"""

from datetime import datetime

from sqlalchemy import Column, String, Table, Text, bindparam, delete, func, select, update

from storage.database import Instant, Session, insert_new, metadata
from storage.locks import number
from storage.personal import names

seen = Table(
    "seen_requests",
    metadata,
    Column("id", String(200), primary_key=True, info=names(
        "key", forget="remove", merge="stay", export="Nummers van wat je deed, zeven dagen lang.")),
    Column("answer", Text, nullable=False, default="", info=names(
        "json", forget="rewrite", merge="rewrite", export="Kopie van antwoorden, zeven dagen lang.")),
    Column("at", Instant, nullable=False, index=True),
)  # fmt: skip

_ANSWER = select(seen.c.answer).where(seen.c.id == bindparam("id"))
_SET = update(seen).where(seen.c.id == bindparam("request")).values(answer=bindparam("text"))


def first_time(session: Session, request_id: str, now: datetime) -> bool:
    """Claim a request by its key; False for a repetition. On PostgreSQL a concurrent claimer waits for the first one's
    commit."""
    return insert_new(session, seen, id=request_id, answer="", at=now)


def remember(session: Session, request_id: str, answer: str) -> None:
    session.execute(_SET, {"request": request_id, "text": answer})


def answer_of(session: Session, request_id: str) -> str:
    return session.execute(_ANSWER, {"id": request_id}).scalar() or ""


def alone(session: Session, message: str) -> None:
    """Lock a message until this transaction ends, so that concurrent events about it are handled one after another."""
    if session.dialect.name == "postgresql":  # SQLite has one writer
        session.execute(_ALONE, {"number": number(message)})


_ALONE = select(func.pg_advisory_xact_lock(bindparam("number")))


def clean(session: Session, before: datetime) -> None:
    """Delete claims that are too old to be repeated."""
    session.execute(delete(seen).where(seen.c.at < before))
