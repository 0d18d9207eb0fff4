"""Rendered files, kept as rows because web and worker may be different machines; each under an unguessable key."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, select

from storage.database import Instant, Session, metadata
from storage.personal import Export, person_column

documents = Table(
    "documents",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("mime", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    person_column("person_id", forget="remove", merge="move", index=True, export=Export(
        chapter="tafels", heading="bestanden voor jou",
        shows={"naam": "name", "gemaakt": "created_at", "bewaard tot": "expires"})),
    Column("expires", Instant, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A file; `person_id` is set when it belongs to one person alone."""

    key: str
    name: str
    mime: str
    body: bytes
    person_id: int | None
    expires: datetime


def keep(
    session: Session, name: str, mime: str, body: bytes, *, now: datetime, expires: datetime, person: int | None = None
) -> str:
    """Store a file; gives its key."""
    key = secrets.token_urlsafe(24)
    values = {"key": key, "name": name, "mime": mime, "body": body, "person_id": person}
    session.execute(insert(documents).values(**values, expires=expires, created_at=now))
    return key


def get(session: Session, key: str, now: datetime) -> Document | None:
    columns = (documents.c.key, documents.c.name, documents.c.mime, documents.c.body, documents.c.person_id)
    statement = select(*columns, documents.c.expires).where(documents.c.key == key, documents.c.expires > now)
    row = session.execute(statement).first()
    return Document(*row) if row else None


def clean(session: Session, now: datetime) -> int:
    return session.execute(delete(documents).where(documents.c.expires < now)).rowcount
