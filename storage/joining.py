"""Short codes with which a person says, from another platform, that they are the same person.

A code knows which account asked for it and works once. Who typed wrong ones is remembered for a while, and which
account came along with which, so that whoever gave the code can take that back.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Column, Integer, String, Table, delete, func, insert, select

from storage.database import Instant, Session, metadata
from storage.personal import Export, names, person_column

_CODES = Export(chapter="tafels", heading="koppelcodes", shows={"gemaakt door": "account", "geldig tot": "expires"})
_JOINED = Export(
    chapter="tafels", heading="gekoppeld met een code", shows={"account": "account", "code van": "by", "moment": "at"}
)

codes = Table(
    "join_codes",
    metadata,
    Column("code", String(64), primary_key=True),
    # a code of somebody who is another now is not worth keeping: it works for a quarter of an hour
    person_column("person_id", forget="remove", merge="remove", nullable=False, index=True, export=_CODES),
    Column("account", String(200), nullable=False, info=names(
        "account", forget="remove", merge="stay", export=_CODES)),
    Column("expires", Instant, nullable=False),
)  # fmt: skip

tries = Table(
    "join_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(200), nullable=False, index=True, info=names(
        "account", forget="remove", merge="stay", export=Export(
            chapter="tafels", heading="codes die niet werkten", shows={"account": "account", "moment": "at"}))),
    Column("at", Instant, nullable=False),
)  # fmt: skip

joined = Table(
    "joined_accounts",
    metadata,
    Column("account", String(200), primary_key=True, info=names(
        "account", forget="remove", merge="stay", export=_JOINED)),
    Column("by", String(200), nullable=False, info=names(
        "account", forget="remove", merge="stay", export=_JOINED)),
    Column("at", Instant, nullable=False),
)  # fmt: skip

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


def holder(session: Session, code: str) -> int:
    """The person whose code it is, without using it up; 0 where the code is unknown."""
    return session.execute(select(codes.c.person_id).where(codes.c.code == _hash(code))).scalar() or 0


def take(session: Session, code: str, now: datetime) -> Given | None:
    """Use a code up and return the person whose it is; of two callers at once only one gets it."""
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


def clean(session: Session, before: datetime) -> None:
    session.execute(delete(codes).where(codes.c.expires < before))
    for table in (tries, joined):
        session.execute(delete(table).where(table.c.at < before))


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
