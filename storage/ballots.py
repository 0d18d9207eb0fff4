"""Store one ballot per person and subject so that nothing in the database tells whose it is.

`Ballots("peiling")` makes four tables. Two of them have rows only while a subject is open, and their names begin with
`anonymous_`: the key of each subject, wrapped, and the ballots, each with a token that only the key can compute. No
copy holds them (`storage.backup`). The other two stay: how each subject stands, and the ballots of those that are
closed, without tokens. Every write puts down all ballots of a subject anew, in random order and under fresh random ids.

Only an anonymous action writes here (`storage.apart`); anybody may count, and read what is closed.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    UniqueConstraint,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import vault
from storage.apart import Apart
from storage.database import Session, metadata as product

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

    `ids` are the person's number and those of people who were merged into them.
    """

    ids: tuple[int, ...]

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
            Column("wrapped", LargeBinary, nullable=False),
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
            Column("id", LargeBinary(16), primary_key=True),
            Column("content", Text, nullable=False),
            sqlite_with_rowid=False,
        )  # fmt: skip
        for table in (self.keys, self.open_ballots):
            event.listen(table, "after_create", _keep_to_itself)

    def _open_table(self, metadata: MetaData) -> Table:
        return Table(
            f"{OPEN_ONLY}{self.name}_ballots", metadata,
            Column("subject", String(80), primary_key=True),
            Column("id", LargeBinary(16), primary_key=True),
            Column("token", LargeBinary(32), nullable=False),
            Column("seal", LargeBinary(36), nullable=False),
            Column("content", Text, nullable=False),
            UniqueConstraint("subject", "token"),
            sqlite_with_rowid=False,
        )  # fmt: skip

    @property
    def tables(self) -> frozenset[Table]:
        return frozenset({self.keys, self.open_ballots, self.subjects, self.closed_ballots})

    # --- for everybody to read ---------------------------------------------------------------------------------------

    def state(self, session: Session | Apart, subject: str) -> State:
        found: State | None = session.execute(self._of(self.subjects.c.state, subject)).scalar()
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

    def to_erase(self, session: Session | Apart) -> list[str]:
        """Closed subjects whose traces were not erased yet (`storage.unlinking`)."""
        waiting = select(self.subjects.c.subject).where(self.subjects.c.state == "closed")
        return list(session.execute(waiting.order_by(self.subjects.c.subject)).scalars())

    # --- for an anonymous action -------------------------------------------------------------------------------------

    def open(self, apart: Apart, subject: str) -> bool:
        """Open a subject with a key of its own; False when it is open already. A subject whose key was lost begins
        again, empty."""
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
        mine = self._newest(key, self._read(apart, subject), voter) if key else None
        if key is None or mine is None:
            return None
        apart.newest = max(apart.newest, vault.unseal(key, mine.seal))
        return mine.content

    def cast(self, apart: Apart, subject: str, voter: Voter, *, revision: int, content: str) -> Cast:
        """Store this voter's ballot in place of their former one, unless that came from a form opened later."""
        key = self._open_key(apart, subject)
        ballots = self._read(apart, subject)
        mine = self._newest(key, ballots, voter)
        known = vault.unseal(key, mine.seal) if mine else -1
        if mine and revision <= known:
            return "older" if revision < known else ("again" if content == mine.content else "other")
        tokens = {vault.token(key, each) for each in voter.ids}
        new = _Ballot(vault.token(key, voter.ids[0]), vault.seal(key, revision), content)
        self._rewrite(apart, subject, [*(each for each in ballots if each.token not in tokens), new])
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
        ballots = _one_each(key, self._read(apart, subject), same) if key else []
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
        """Lock the row of a subject against other writers, and return its state."""
        found: State | None = apart.execute(self._of(self.subjects.c.state, subject).with_for_update()).scalar()
        return found or ""

    def _open_key(self, apart: Apart, subject: str) -> bytes:
        key = self._key(apart, subject) if self._lock(apart, subject) == "open" else None
        if key is None:
            raise NotOpen
        return key

    def _key(self, apart: Apart, subject: str) -> bytes | None:
        wrapped = apart.execute(self._of(self.keys.c.wrapped, subject)).scalar()
        return apart.vault.unwrap(wrapped, self._about(subject)) if wrapped is not None else None

    def _read(self, apart: Apart, subject: str) -> list[_Ballot]:
        table = self.open_ballots
        rows = apart.execute(select(table.c.token, table.c.seal, table.c.content).where(table.c.subject == subject))
        return [_Ballot(row.token, row.seal, row.content) for row in rows]

    @staticmethod
    def _newest(key: bytes, ballots: Iterable[_Ballot], voter: Voter) -> _Ballot | None:
        tokens = {vault.token(key, each) for each in voter.ids}
        mine = [each for each in ballots if each.token in tokens]
        return max(mine, key=lambda each: vault.unseal(key, each.seal), default=None)

    def _rewrite(self, apart: Apart, subject: str, ballots: Sequence[_Ballot]) -> None:
        """Write all ballots anew in random order: rows lie in a page in the order of writing, whatever their ids."""
        apart.execute(delete(self.open_ballots).where(self.open_ballots.c.subject == subject))
        rows = [
            {"subject": subject, "id": _new_id(), "token": each.token, "seal": each.seal, "content": each.content}
            for each in _shuffled(ballots)
        ]
        apart.execute(insert(self.open_ballots), rows)

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


def begin_again(session: Session) -> int:
    """Throw away every key and open ballot, of features that are switched off too; gives how many votes that were.

    For a database that was put back: an open vote begins again, because a copy may hold only a part of it.
    """
    names = sorted(name for name in inspect(session).get_table_names() if name.startswith(OPEN_ONLY))
    votes = [session.execute(text(f'SELECT count(*) FROM "{each}"')).scalar() or 0 for each in names if _is_keys(each)]  # noqa: S608 - names of tables of ours
    for name in names:
        session.execute(text(f'TRUNCATE "{name}"' if session.dialect.name == "postgresql" else f'DELETE FROM "{name}"'))  # noqa: S608 - the same
    return sum(votes)


def _is_keys(name: str) -> bool:
    return name.endswith("_keys")


def _one_each(key: bytes, ballots: Sequence[_Ballot], same: Iterable[tuple[int, int]]) -> list[_Ballot]:
    """Keep one ballot per person, for people who voted under two accounts before these were merged."""
    whose = {vault.token(key, old): vault.token(key, new) for old, new in same}
    latest: dict[bytes, _Ballot] = {}
    for each in sorted(ballots, key=lambda each: vault.unseal(key, each.seal)):
        latest[whose.get(each.token, each.token)] = each
    return list(latest.values())


def _shuffled(values: Iterable[T]) -> list[T]:
    found = list(values)
    secrets.SystemRandom().shuffle(found)
    return found


def _new_id() -> bytes:
    return secrets.token_bytes(16)
