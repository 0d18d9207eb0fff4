"""Short codes with which a person says, from another platform, that they are the same person."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Column, ForeignKey, String, Table, delete, insert, select

from storage.database import Instant, Session, metadata

codes = Table(
    "join_codes",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("expires", Instant, nullable=False),
)

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look like another
_LENGTH: Final = 8


def give(session: Session, person_id: int, expires: datetime) -> str:
    """A new code for a person; the one before stops working. Only a hash of it is kept."""
    session.execute(delete(codes).where(codes.c.person_id == person_id))
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    session.execute(insert(codes).values(code=_hash(code), person_id=person_id, expires=expires))
    return code


def take(session: Session, code: str, now: datetime) -> int | None:
    """Whose code it is; it works once."""
    mine = codes.c.code == _hash(code)
    row = session.execute(select(codes.c.person_id).where(mine, codes.c.expires > now)).first()
    session.execute(delete(codes).where(mine))
    return row.person_id if row else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
