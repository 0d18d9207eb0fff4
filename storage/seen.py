"""Which inbound requests were handled, with the answer they got, so that a repetition gets the same one."""

from datetime import datetime

from sqlalchemy import Column, String, Table, Text, bindparam, delete, select, update

from storage.database import Instant, Session, insert_new, metadata

seen = Table(
    "seen_requests",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("answer", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False, index=True),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("message", String(500), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

_ANSWER = select(seen.c.answer).where(seen.c.id == bindparam("id"))
_SET = update(seen).where(seen.c.id == bindparam("request")).values(answer=bindparam("text"))


def first_time(session: Session, request_id: str, now: datetime) -> bool:
    """Claim a request; on PostgreSQL a second claimer waits here until the first has committed."""
    return insert_new(session, seen, id=request_id, answer="", at=now)


def remember(session: Session, request_id: str, answer: str) -> None:
    session.execute(_SET, {"request": request_id, "text": answer})


def answer_of(session: Session, request_id: str) -> str:
    return session.execute(_ANSWER, {"id": request_id}).scalar() or ""


def bury(session: Session, message: str, now: datetime) -> None:
    """A message was deleted; if it comes by later it is not to be heard."""
    insert_new(session, tombstones, message=message, at=now)


def is_buried(session: Session, message: str) -> bool:
    return session.execute(select(tombstones.c.at).where(tombstones.c.message == message)).first() is not None


def clean(session: Session, before: datetime) -> None:
    for table in (seen, tombstones):
        session.execute(delete(table).where(table.c.at < before))
