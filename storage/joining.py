"""Short codes with which a person says, from another platform, that they are the same person.

A code knows which account asked for it and works once. Who typed wrong ones is remembered for a while, and which
account came along with which, so that whoever gave the code can take that back.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, func, insert, select

from storage.database import Instant, Session, metadata

codes = Table(
    "join_codes",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("account", String(200), nullable=False),
    Column("expires", Instant, nullable=False),
)

tries = Table(
    "join_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(200), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

joined = Table(
    "joined_accounts",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("by", String(200), nullable=False),
    Column("at", Instant, nullable=False),
)

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look like another
_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Given:
    """Whose code it was, and the account that asked for it."""

    person: int
    account: str


def give(session: Session, person_id: int, account: str, expires: datetime) -> str:
    """A new code for a person; the one before stops working. Only a hash of it is kept."""
    session.execute(delete(codes).where(codes.c.person_id == person_id))
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    session.execute(insert(codes).values(code=_hash(code), person_id=person_id, account=account, expires=expires))
    return code


def take(session: Session, code: str, now: datetime) -> Given | None:
    """Whose code it is. Whoever asks this has used it up; of two at once one gets it."""
    mine = delete(codes).where(codes.c.code == _hash(code))
    row = session.execute(mine.returning(codes.c.person_id, codes.c.account, codes.c.expires)).first()
    return Given(row.person_id, row.account) if row and row.expires > now else None


def tried(session: Session, account: str, since: datetime) -> int:
    """How many codes this account typed since then that did not work."""
    mine = (tries.c.account == account) & (tries.c.at > since)
    return session.execute(select(func.count()).select_from(tries).where(mine)).scalar_one()


def note_try(session: Session, account: str, now: datetime) -> None:
    session.execute(insert(tries).values(account=account, at=now))


def remember(session: Session, account: str, by: str, now: datetime) -> None:
    """An account came along with the one that gave the code."""
    session.execute(delete(joined).where(joined.c.account == account))
    session.execute(insert(joined).values(account=account, by=by, at=now))


def undo(session: Session, account: str, by: str) -> bool:
    """Forget that an account came along; False unless it did, with a code of this one."""
    return session.execute(delete(joined).where(joined.c.account == account, joined.c.by == by)).rowcount > 0


def forget(session: Session, person_id: int, accounts: tuple[str, ...]) -> None:
    session.execute(delete(codes).where(codes.c.person_id == person_id))
    session.execute(delete(tries).where(tries.c.account.in_(accounts)))
    session.execute(delete(joined).where(joined.c.account.in_(accounts) | joined.c.by.in_(accounts)))


def clean(session: Session, before: datetime) -> None:
    session.execute(delete(codes).where(codes.c.expires < before))
    for table in (tries, joined):
        session.execute(delete(table).where(table.c.at < before))


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
