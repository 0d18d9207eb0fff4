"""The files that were made of a room's result: which document holds which, and of what it was made."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, select, update

from storage import documents
from storage.database import Instant, Session, insert_new, metadata

files = Table(
    "kamer_files",
    metadata,
    Column("kamer_id", ForeignKey("kamers.id"), nullable=False),
    Column("kind", String(10), nullable=False),  # "pdf", "xlsx", "csv", "json", "png", or "klein" for a smaller picture
    Column("state", String(64), nullable=False),  # the same for rooms of which the files are the same
    Column("document", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("kamer_id", "kind"),
)  # fmt: skip


def made(session: Session, kamer_id: int, state: str, now: datetime) -> Mapping[str, str]:
    """The documents that were made of this state, by kind; without those that are gone."""
    kept = documents.documents.c
    found = select(files.c.kind, files.c.document).join(documents.documents, kept.key == files.c.document)
    mine = found.where(files.c.kamer_id == kamer_id, files.c.state == state, kept.expires > now)
    return {row.kind: row.document for row in session.execute(mine)}


def keep(session: Session, kamer_id: int, kind: str, *, state: str, document: str, now: datetime) -> None:
    """Remember a file in the place of an earlier one of its kind."""
    values = {"state": state, "document": document, "at": now}
    if not insert_new(session, files, kamer_id=kamer_id, kind=kind, **values):
        mine = (files.c.kamer_id == kamer_id) & (files.c.kind == kind)
        session.execute(update(files).where(mine).values(**values))
