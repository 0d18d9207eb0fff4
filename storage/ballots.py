"""Store one ballot per person and subject so that nothing in the database tells whose it is.

`Ballots("peiling")` makes four tables. Two of them have rows only while a subject is open, and their names begin with
`anonymous_`: the key of each subject, wrapped, and the ballots, each with a token that only the key can compute. No
copy holds them (`storage.backup`). The other two stay: how each subject stands, and the ballots of those that are
closed, without tokens. Every write puts down anew, in random order, all ballots of the subject, or of a large one those
in the same bucket (`storage.buckets`).

Only an anonymous action writes here (`storage.apart`); anybody may count, and read what is closed.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    delete,
    event,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import buckets, vault
from storage.apart import Apart
from storage.ballot_statements import BallotStatements
from storage.buckets import Bucket
from storage.database import Session, metadata as product
from storage.personal import NOBODY

OPEN_ONLY: Final = "anonymous_"
"""Begins the name of every table that holds keys or open ballots, and so must not be in any copy of the database."""

State: TypeAlias = Literal["", "open", "closed", "unlinkable"]
"""What became of a subject: never opened, open, closed, and closed with the traces of the key and the tokens erased."""
Cast: TypeAlias = Literal["stored", "again", "older", "other"]
"""What became of a ballot: stored; the same form once more; a form older than the one that counts; or the same form
once more with something else filled in. Only the first one changes anything."""
T = TypeVar("T")
Fold: TypeAlias = Callable[[Sequence[str]], Iterable[str]]


class NotOpen(Exception):
    """The subject takes no ballots: it is closed, or was never opened."""


@dataclass(frozen=True, slots=True, repr=False)
class Voter:
    """Who votes, as an opaque value: an anonymous action may pass it on and learns nothing from it.

    It is made of the person's number and those of people who were merged into them, and gives none of them back: only
    what becomes of each with a key, which an action never has.
    """

    __ids: tuple[int, ...]

    def _each_as(self, make: Callable[[int], bytes]) -> list[bytes]:
        """What becomes of each number; the person's own comes first."""
        return [make(number) for number in self.__ids]

    def __repr__(self) -> str:
        return "Voter(...)"


@dataclass(frozen=True, slots=True, repr=False)
class _Ballot:
    token: bytes
    seal: bytes
    content: str


class Ballots:
    """The ballots of one feature."""

    def __init__(self, name: str, metadata: MetaData = product) -> None:
        self.name = name
        self.keys = Table(
            f"{OPEN_ONLY}{name}_keys", metadata,
            Column("subject", String(80), primary_key=True),
            Column("wrapped", LargeBinary, nullable=False, info=NOBODY),
            sqlite_with_rowid=False,
        )  # fmt: skip
        self.open_ballots = self._open_table(metadata)
        self.subjects = Table(
            f"{name}_subjects", metadata,
            Column("subject", String(80), primary_key=True),
            Column("state", String(12), nullable=False),
            Column("begun", Integer, nullable=False),
            sqlite_with_rowid=False,
        )  # fmt: skip
        self.closed_ballots = Table(
            f"{name}_closed_ballots", metadata,
            Column("subject", String(80), primary_key=True),
            Column("id", LargeBinary(16), primary_key=True, info=NOBODY),
            Column("content", Text, nullable=False, info=NOBODY),
            sqlite_with_rowid=False,
        )  # fmt: skip
        self._statements = BallotStatements(self.keys, self.open_ballots, self.subjects)
        for table in (self.keys, self.open_ballots):
            event.listen(table, "after_create", _keep_to_itself)
        for column in (each for table in self.tables for each in table.columns):
            column.info.update(NOBODY)  # an id and a token are random, and what a ballot says is nobody's

    def _open_table(self, metadata: MetaData) -> Table:
        return Table(
            f"{OPEN_ONLY}{self.name}_ballots", metadata,
            Column("subject", String(80), primary_key=True),
            Column("token", LargeBinary(32), primary_key=True, info=NOBODY),
            Column("seal", LargeBinary(36), nullable=False, info=NOBODY),
            Column("content", Text, nullable=False, info=NOBODY),
            sqlite_with_rowid=False,
        )  # fmt: skip

    @property
    def tables(self) -> frozenset[Table]:
        return frozenset({self.keys, self.open_ballots, self.subjects, self.closed_ballots})

    # --- for everybody to read ---------------------------------------------------------------------------------------

    def state(self, session: Session | Apart, subject: str) -> State:
        found: Any = session.execute(self._statements.state, {"subject": subject}).scalar()
        return found or ""

    def begun(self, session: Session | Apart, subject: str) -> int:
        """How often the subject was opened: more than once when its key was lost, and everybody votes again."""
        return session.execute(self._of(self.subjects.c.begun, subject)).scalar() or 0

    def is_lost(self, session: Session | Apart, subject: str) -> bool:
        """Whether an open subject has no key (any more): a copy was put back, or PostgreSQL fell over."""
        here = session.execute(self._of(self.keys.c.subject, subject)).first()
        return self.state(session, subject) == "open" and here is None

    def count(self, session: Session | Apart, subject: str) -> int:
        """How many ballots there are, which is all that is told while a subject is open."""
        table = self.open_ballots if self.state(session, subject) == "open" else self.closed_ballots
        of_subject = select(func.count()).select_from(table).where(table.c.subject == subject)
        return int(session.execute(of_subject).scalar() or 0)

    def closed(self, session: Session | Apart, subject: str) -> list[str]:
        """What the ballots of a closed subject say, in an order that means nothing."""
        table = self.closed_ballots
        ballots = select(table.c.content).where(table.c.subject == subject).order_by(table.c.id)
        return list(session.execute(ballots).scalars())

    def still_open(self, session: Session | Apart) -> list[str]:
        """The subjects that take ballots."""
        return self._in_state(session, "open")

    def to_erase(self, session: Session | Apart) -> list[str]:
        """The closed subjects of which it was not made sure yet that nothing is left of key and tokens."""
        return self._in_state(session, "closed")

    def _in_state(self, session: Session | Apart, state: State) -> list[str]:
        found = select(self.subjects.c.subject).where(self.subjects.c.state == state)
        return list(session.execute(found.order_by(self.subjects.c.subject)).scalars())

    # --- for an anonymous action -------------------------------------------------------------------------------------

    def open(self, apart: Apart, subject: str) -> bool:
        """Open a subject with a key of its own; False when it is open. One whose key was lost begins again, empty."""
        if self.state(apart, subject) == "open" and self._key(apart, subject) is not None:
            return False
        first = self._insert_new(apart, self.subjects, subject=subject, state="open", begun=0)
        if not first and self._lock(apart, subject) != "open":
            raise NotOpen
        if self._key(apart, subject) is not None:
            return False
        for table in (self.open_ballots, self.keys):
            apart.execute(delete(table).where(table.c.subject == subject))
        wrapped = apart.vault.wrap(vault.new_key(), self._about(subject))
        apart.execute(insert(self.keys), {"subject": subject, "wrapped": wrapped})
        again = update(self.subjects).where(self.subjects.c.subject == subject)
        apart.execute(again.values(begun=self.subjects.c.begun + 1))
        return True

    def own(self, apart: Apart, subject: str, voter: Voter) -> str | None:
        """The content of this voter's own ballot; None when there is none."""
        key = self._key(apart, subject)
        if key is None:
            return None
        mine = self._newest(key, self._read(apart, self._statements.those, subject, tokens=self._tokens(key, voter)))
        if mine is None:
            return None
        apart.newest = max(apart.newest, vault.unseal(key, mine.seal))
        return mine.content

    def cast(self, apart: Apart, subject: str, voter: Voter, *, revision: int, content: str) -> Cast:
        """Store somebody's ballot in the place of the one they cast before, unless that came of a later form.

        Who casts in another bucket of the subject meanwhile is not waited for; a close waits for everybody.
        """
        depth = self._depth(apart, subject)
        key = self._open_key(apart, subject, shared=depth > 0)
        tokens = self._tokens(key, voter)
        own = sorted({Bucket.of(each, depth) for each in tokens})
        self._hold(apart, subject, own)
        ballots = [each for bucket in own for each in self._read_bucket(apart, subject, bucket)]
        mine = self._newest(key, [each for each in ballots if each.token in tokens])
        known = vault.unseal(key, mine.seal) if mine else -1
        if mine and revision <= known:
            return "older" if revision < known else ("again" if content == mine.content else "other")
        new = _Ballot(tokens[0], vault.seal(key, revision), content)
        self._rewrite(apart, subject, own, [*(each for each in ballots if each.token not in tokens), new])
        return "stored"

    def close(self, apart: Apart, subject: str, *, same: Iterable[tuple[int, int]] = (), fold: Fold = list) -> bool:
        """Close a subject: keep its ballots without tokens, in random order and under new ids, and destroy the key.
        False when it is closed already.

        `same` maps merged people to the number that they go by; of one person the latest ballot counts. `fold` may
        reduce the ballots before they are kept. The subject is unlinkable only after `storage.unlinking` erased the
        traces.
        """
        if self._lock(apart, subject) != "open":
            return False
        key = self._key(apart, subject)
        ballots = self._one_each(key, self._read(apart, self._statements.every, subject), same) if key else []
        kept = list(fold([each.content for each in _shuffled(ballots)]))
        rows = [{"subject": subject, "id": _new_id(), "content": content} for content in _shuffled(kept)]
        if rows:
            apart.execute(insert(self.closed_ballots), rows)
        for table in (self.open_ballots, self.keys):
            apart.execute(delete(table).where(table.c.subject == subject))
        apart.execute(update(self.subjects).where(self.subjects.c.subject == subject).values(state="closed"))
        return True

    def erased(self, session: Session | Apart, subjects: Iterable[str]) -> None:
        """It was made sure that nothing is left by which the ballots of these subjects can be linked."""
        mine = self.subjects.c.subject.in_(list(subjects)) & (self.subjects.c.state == "closed")
        session.execute(update(self.subjects).where(mine).values(state="unlinkable"))

    # --- how ---------------------------------------------------------------------------------------------------------

    def _about(self, subject: str) -> str:
        return f"{self.name}\0{subject}"

    @staticmethod
    def _of(column: Column[Any], subject: str) -> Select[Any]:
        return select(column).where(column.table.c.subject == subject)

    def _lock(self, apart: Apart, subject: str) -> State:
        """Let whoever else changes this subject wait; gives how it stands."""
        row = apart.execute(self._statements.standing[False], {"subject": subject}).first()
        return row.state if row else ""

    def _open_key(self, apart: Apart, subject: str, *, shared: bool) -> bytes:
        """The key of an open subject that nobody closes meanwhile; `shared` with who casts in other buckets."""
        row = apart.execute(self._statements.standing[shared], {"subject": subject}).first()
        key = self._unwrap(apart, subject, row.wrapped) if row and row.state == "open" else None
        if key is None and row and row.state == "open":
            key = self._key(apart, subject)  # who was waited for began the subject again
        if key is None:
            raise NotOpen
        return key

    def _key(self, apart: Apart, subject: str) -> bytes | None:
        return self._unwrap(apart, subject, apart.execute(self._statements.key, {"subject": subject}).scalar())

    def _unwrap(self, apart: Apart, subject: str, wrapped: bytes | None) -> bytes | None:
        return apart.vault.unwrap(wrapped, self._about(subject)) if wrapped is not None else None

    def _token(self, key: bytes, person_id: int) -> bytes:
        return vault.token(key, person_id)

    def _tokens(self, key: bytes, voter: Voter) -> list[bytes]:
        """Under what ballots of this person may be stored; a new one comes under the first."""
        return voter._each_as(partial(self._token, key))  # noqa: SLF001 - nobody else may see a number

    def _depth(self, apart: Apart, subject: str) -> int:
        """How many times the subject is halved for now. Others may count differently at this moment: see `_hold`."""
        return buckets.depth(apart.execute(self._statements.pivot, {"subject": subject}).scalar())

    def _hold(self, apart: Apart, subject: str, own: Iterable[Bucket]) -> None:
        """Let whoever else writes in these buckets wait, or in halves of them, or in what they are halves of."""
        for each, shared in buckets.in_order(own):
            apart.hold(f"{self._about(subject)}\0{each.name}", shared=shared)

    def _read_bucket(self, apart: Apart, subject: str, bucket: Bucket) -> list[_Ballot]:
        return self._read(apart, self._statements.bucket, subject, first=bucket.first, last=bucket.last)

    def _read(self, apart: Apart, statement: Select[Any], subject: str, **which: object) -> list[_Ballot]:
        rows = apart.execute(statement, {"subject": subject, **which})
        return [_Ballot(row.token, row.seal, row.content) for row in rows]

    @staticmethod
    def _newest(key: bytes, ballots: Iterable[_Ballot]) -> _Ballot | None:
        return max(ballots, key=lambda each: vault.unseal(key, each.seal), default=None)

    def _one_each(self, key: bytes, ballots: Sequence[_Ballot], same: Iterable[tuple[int, int]]) -> list[_Ballot]:
        """One ballot per person, where somebody voted under two names before it was known that they were one."""
        whose = {self._token(key, old): self._token(key, new) for old, new in same}
        latest: dict[bytes, _Ballot] = {}
        for each in sorted(ballots, key=lambda each: vault.unseal(key, each.seal)):
            latest[whose.get(each.token, each.token)] = each
        return list(latest.values())

    def _rewrite(self, apart: Apart, subject: str, own: Iterable[Bucket], ballots: Sequence[_Ballot]) -> None:
        """The order of rows in a page is that in which they were written, whatever their tokens."""
        for bucket in own:
            apart.execute(self._statements.clear, {"subject": subject, "first": bucket.first, "last": bucket.last})
        rows = [
            {"subject": subject, "token": each.token, "seal": each.seal, "content": each.content}
            for each in _shuffled(ballots)
        ]
        apart.execute(self._statements.put, rows)

    @staticmethod
    def _insert_new(apart: Apart, table: Table, **values: object) -> bool:
        """Insert a row unless it exists, waiting for a concurrent insert of the same one."""
        make = postgresql.insert if apart.dialect_name == "postgresql" else sqlite.insert
        return apart.change(make(table).values(**values).on_conflict_do_nothing()) == 1


def only_here(table: str, columns: Iterable[str]) -> list[str]:
    """The statements that keep a table of keys or open ballots in one place on PostgreSQL; for migrations.

    The table is unlogged, because the write-ahead log is kept in archives, replicas and base backups. It has no
    statistics, because those are samples of its values in another table, which outlives the rows.
    """
    statistics = [f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0' for column in columns]
    return [f'ALTER TABLE "{table}" SET UNLOGGED', *statistics]


def _keep_to_itself(table: Table, session: Session, **_more: object) -> None:
    if session.dialect.name == "postgresql":
        for statement in only_here(table.name, (column.name for column in table.columns)):
            session.execute(text(statement))


def _shuffled(values: Iterable[T]) -> list[T]:
    found = list(values)
    secrets.SystemRandom().shuffle(found)
    return found


def _new_id() -> bytes:
    return secrets.token_bytes(16)
