"""Who did what, for whoever has to answer for it; never what somebody said anonymously."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, insert, select, update

from storage.database import Instant, Session, metadata
from storage.people import people

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("person_id", ForeignKey("people.id")),
    Column("tafel_id", ForeignKey("tafels.id"), index=True),
    Column("did", String(60), nullable=False),
    Column("detail", String(300), nullable=False, default=""),
)


def write(
    session: Session, did: str, *, now: datetime, by: int | None, tafel: int | None = None, detail: str = ""
) -> None:
    session.execute(insert(audit).values(at=now, person_id=by, tafel_id=tafel, did=did, detail=detail[:300]))


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    name: str | None
    did: str
    detail: str


def latest(session: Session, tafel_id: int | None, most: int = 30) -> list[Entry]:
    """The latest entries, newest first."""
    statement = select(audit.c.at, people.c.name, audit.c.did, audit.c.detail).outerjoin(people)
    if tafel_id is not None:
        statement = statement.where(audit.c.tafel_id == tafel_id)
    return [Entry(*row) for row in session.execute(statement.order_by(audit.c.id.desc()).limit(most))]


def of_person(session: Session, person_id: int) -> list[dict[str, str]]:
    """What is written about what a person did."""
    statement = select(audit.c.at, audit.c.did, audit.c.detail).where(audit.c.person_id == person_id)
    found = session.execute(statement.order_by(audit.c.id))
    return [{"moment": row.at.isoformat(), "wat": row.did, "detail": row.detail} for row in found]


def forget(session: Session, person_id: int) -> None:
    session.execute(update(audit).where(audit.c.person_id == person_id).values(person_id=None))
    session.execute(update(audit).where(audit.c.detail == f"persoon {person_id}").values(detail=""))
