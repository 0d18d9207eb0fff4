"""Files that somebody sent to the bot, while they look at what it made of them: where each is, never what is in it.

A row lives for a day at most. The address in it is a short-lived secret of the platform, and is never logged.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Column, ForeignKey, String, Table, Text, delete, insert, select, update

from storage.database import Instant, Session, metadata
from storage.personal import NOBODY, Export, person_column

State: TypeAlias = Literal["gevraagd", "bewaard"]

sent_files = Table(
    "sent_files",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("file", Text, nullable=False, info=NOBODY),
    Column("sha256", String(64), nullable=False, default=""),
    Column("tafel_id", ForeignKey("tafels.id")),
    # not where the file is, which is a key to it
    person_column("person_id", forget="remove", merge="move", nullable=False, index=True, export=Export(
        chapter="bestand", heading="bestanden in voorbeeld", shows="file.name")),
    Column("state", String(20), nullable=False, default="gevraagd"),
    Column("expires", Instant, nullable=False, index=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """`file` is the attachment as its door describes it, in JSON; `sha256` that of what its sender was shown."""

    key: str
    platform: str
    file: str
    sha256: str
    tafel: int | None
    person: int
    state: State


def add(session: Session, platform: str, file: str, *, tafel: int | None, person: int, expires: datetime) -> str:
    """Write down that a file was sent; gives the key by which buttons name it."""
    key = secrets.token_urlsafe(16)
    values = {"key": key, "platform": platform, "file": file, "tafel_id": tafel, "person_id": person}
    session.execute(insert(sent_files).values(**values, sha256="", state="gevraagd", expires=expires))
    return key


def get(session: Session, key: str, now: datetime) -> SentFile | None:
    column = sent_files.c
    statement = select(sent_files).where(column.key == key, column.expires > now)
    row = session.execute(statement).first()
    if row is None:
        return None
    return SentFile(
        key=row.key, platform=row.platform, file=row.file, sha256=row.sha256, tafel=row.tafel_id,
        person=row.person_id, state=row.state,
    )  # fmt: skip


def shown(session: Session, key: str, sha256: str) -> None:
    """Store the checksum of the file that its sender previewed; only that file may be kept."""
    session.execute(update(sent_files).where(sent_files.c.key == key).values(sha256=sha256))


def kept(session: Session, key: str) -> bool:
    """Claim a file for keeping; False where it was kept already or has expired."""
    waiting = (sent_files.c.key == key) & (sent_files.c.state == "gevraagd")
    return session.execute(update(sent_files).where(waiting).values(state="bewaard")).rowcount > 0


def drop(session: Session, key: str) -> None:
    session.execute(delete(sent_files).where(sent_files.c.key == key))


def clean(session: Session, now: datetime) -> int:
    return session.execute(delete(sent_files).where(sent_files.c.expires < now)).rowcount
