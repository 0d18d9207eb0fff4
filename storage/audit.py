"""Who did what, for whoever has to answer for it; never what somebody said anonymously."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, insert, select

from storage.database import Instant, Session, metadata
from storage.people import people
from storage.personal import Export, person_column

_SHOWN = {"moment": "at", "tafel": "tafel_id", "wat": "did", "detail": "detail"}

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    person_column("person_id", forget="clear", merge="move", export=Export(
        chapter="tafels", heading="logboek", shows=_SHOWN | {"over": "about_id"})),
    Column("tafel_id", ForeignKey("tafels.id"), index=True),
    Column("did", String(60), nullable=False),
    Column("detail", String(300), nullable=False, default=""),
    # whom it was done to
    person_column("about_id", forget="clear", merge="move", index=True, export=Export(
        chapter="tafels", heading="logboek over jou", shows=_SHOWN | {"door": "person_id"})),
)  # fmt: skip


def write(
    session: Session, did: str, *, now: datetime, by: int | None, tafel: int | None = None, detail: str = "",
    about: int | None = None,
) -> None:  # fmt: skip
    """Write down that somebody (None: the command line) did something, and to whom where it was about a person."""
    values = {"at": now, "person_id": by, "tafel_id": tafel, "did": did, "detail": detail[:300], "about_id": about}
    session.execute(insert(audit).values(**values))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: who did what, and `about` whom."""

    at: datetime
    name: str | None
    did: str
    detail: str
    about: str | None


def latest(session: Session, tafel_id: int | None, most: int = 30) -> list[Entry]:
    """The latest entries, newest first."""
    whom = people.alias("whom")
    statement = (
        select(audit.c.at, people.c.name, audit.c.did, audit.c.detail, whom.c.name)
        .outerjoin(people, people.c.id == audit.c.person_id)
        .outerjoin(whom, whom.c.id == audit.c.about_id)
    )
    if tafel_id is not None:
        statement = statement.where(audit.c.tafel_id == tafel_id)
    return [Entry(*row) for row in session.execute(statement.order_by(audit.c.id.desc()).limit(most))]
