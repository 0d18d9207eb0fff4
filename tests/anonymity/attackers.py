"""Somebody with the whole database, its files, the logs and the copies, who wants to know who voted what.

The attacker knows who voted in which order (a platform's administrator can), so every order that is left anywhere links
every ballot. Each attack gives candidates; `score` tells which part of the ballots the best of them links. On ballots
that are really anonymous that is what guessing gives: one of them on average, however many there are.
"""

import contextlib
import itertools
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Table, inspect, select, text

from storage import people
from storage.ballots import Ballots
from storage.database import Database, Session
from storage.vault import Vault, token

VOTERS: Final = 30
CHANCE: Final = 10
"""Of thirty ballots in random order ten or more are linked by chance less than once in ten million tries."""


@dataclass(frozen=True)
class Evidence:
    """What an attacker has. `voters` are the accounts in the order in which they voted, `truth` says who voted what,
    `since` is how far PostgreSQL had written its log before."""

    db: Database
    ballots: Ballots
    voters: Sequence[str]
    truth: Mapping[str, str]
    log: str = ""
    secrets: tuple[str, ...] = ()
    since: str = ""

    @cached_property
    def contents(self) -> frozenset[str]:
        return frozenset(self.truth.values())


Guess: TypeAlias = Mapping[str, str]
Attack: TypeAlias = Callable[[Evidence], Iterable[Guess]]


def score(attack: Attack, evidence: Evidence) -> int:
    """How many ballots the best candidate links to whoever cast them."""
    return max((_right(guess, evidence.truth) for guess in attack(evidence)), default=0)


def _right(guess: Guess, truth: Guess) -> int:
    return sum(guess.get(account) == content for account, content in truth.items())


def _in_order(found: Sequence[str], evidence: Evidence) -> Iterator[Guess]:
    """What an order of ballots says, as it is and backwards."""
    ordered = list(dict.fromkeys(each for each in found if each in evidence.contents))
    yield dict(zip(evidence.voters, ordered, strict=False))
    yield dict(zip(evidence.voters, reversed(ordered), strict=False))


# --- the order of rows -----------------------------------------------------------------------------------------------


def order_of_rows(evidence: Evidence) -> Iterator[Guess]:
    """By row number, by place, by transaction, by every column (an id, a time), and as the database happens to say."""
    hidden = ["rowid"] if evidence.db.is_sqlite else ["ctid", "xmin::text::bigint"]
    for name in _tables(evidence.db):
        if evidence.contents.isdisjoint(itertools.chain(*_values(evidence.db, name, None))):
            continue  # however it is sorted, there is no ballot in it
        for column in [None, *_columns(evidence.db, name), *hidden]:
            for texts in _values(evidence.db, name, column):
                yield from _in_order(texts, evidence)


def _tables(db: Database) -> list[str]:
    return sorted(inspect(db.engine).get_table_names())


def _columns(db: Database, name: str) -> list[str]:
    return [f'"{each["name"]}"' for each in inspect(db.engine).get_columns(name)]


def _values(db: Database, name: str, order: str | None) -> Iterator[list[str]]:
    """Every column of text of a table, in that order."""
    behind = f" ORDER BY {order}" if order else ""
    with db.engine.connect() as session:
        try:
            rows = session.execute(text(f'SELECT * FROM "{name}"{behind}')).all()
        except Exception:  # noqa: BLE001 - a table without row numbers, or a column without an order
            return
    for column in zip(*rows, strict=True):
        yield [each for each in column if isinstance(each, str)]


def same_transaction(evidence: Evidence) -> Iterator[Guess]:
    """PostgreSQL writes the number of the transaction into every row: of the ballot, and of what is about somebody."""
    if evidence.db.is_sqlite:
        return
    whose: dict[str, str] = {}
    what: dict[str, str] = {}
    with evidence.db.transaction() as session:
        persons = _persons(session, evidence)
        for name in _tables(evidence.db):
            for xmin, *row in session.execute(text(f'SELECT xmin::text, * FROM "{name}"')):
                found = [account for account, number in persons.items() if _is_about(row, account, number)]
                if len(found) == 1:
                    whose[xmin] = found[0]
                for content in (each for each in row if each in evidence.contents):
                    what[xmin] = content
    yield {account: what[xmin] for xmin, account in whose.items() if xmin in what}


def _persons(session: Session, evidence: Evidence) -> dict[str, int]:
    found = {account: people.by_account(session, account) for account in evidence.voters}
    return {account: person.id for account, person in found.items() if person}


def _is_about(row: Sequence[Any], account: str, number: int) -> bool:
    words = " ".join(each for each in row if isinstance(each, str))
    return account in words or any(isinstance(each, int) and each == number for each in row)


def same_row(evidence: Evidence) -> Iterator[Guess]:
    """An answer that waits, a request that is remembered, a line of the log: what holds an account and a ballot."""
    found: dict[str, str] = {}
    with evidence.db.transaction() as session:
        names = {
            each: rf"{re.escape(each)}\b|nummer {number}\b" for each, number in _persons(session, evidence).items()
        }
    for words in [*_rows(evidence.db), *evidence.log.splitlines()]:
        accounts = [each for each, name in names.items() if re.search(name, words)]
        contents = [each for each in evidence.contents if each in words]
        if len(accounts) == 1 and len(contents) == 1:
            found[accounts[0]] = contents[0]
    yield found


def _rows(db: Database) -> Iterator[str]:
    with db.engine.connect() as session:
        for name in _tables(db):
            for row in session.execute(text(f'SELECT * FROM "{name}"')):
                yield " ".join(map(str, row))


def by_bucket(evidence: Evidence) -> Iterator[Guess]:
    """Ballots that stand together, because a column says the same or their tokens begin alike, and people whose
    numbers leave that rest: in small groups each ballot is somebody's."""
    with evidence.db.transaction() as session:
        persons = sorted(_persons(session, evidence).items(), key=lambda each: each[1])
    for groups in _groups(evidence):
        for divisor in range(2, MOST_BUCKETS + 1):
            people_of: dict[int, list[str]] = {}
            for account, number in persons:
                people_of.setdefault(number % divisor, []).append(account)
            yield {
                account: content
                for rest, contents in groups.items()
                for account, content in zip(people_of.get(rest, ()), contents, strict=False)
            }


MOST_BUCKETS: Final = 256


def _groups(evidence: Evidence) -> Iterator[dict[int, list[str]]]:
    """The ballots by what may be the number of a bucket: a column, or the first bits of one."""
    table = evidence.ballots.open_ballots
    with evidence.db.transaction() as session:
        rows = session.execute(select(table).where(table.c.content.in_(evidence.contents))).mappings().all()
    for name in table.c.keys():  # noqa: SIM118 - it is no mapping
        for bits in range(1, 9):
            groups: dict[int, list[str]] = {}
            for row in rows:
                groups.setdefault(_first_bits(row[name], bits), []).append(row["content"])
            yield groups


def _first_bits(value: object, bits: int) -> int:
    if isinstance(value, bytes):
        return value[0] >> (8 - bits)
    return value if isinstance(value, int) else 0


# --- the order in files ----------------------------------------------------------------------------------------------


def order_in_pages(evidence: Evidence) -> Iterator[Guess]:
    """Where the words of ballots stand in the files of the database, whatever its own order of them is."""
    for body in table_files(evidence.db):
        yield from _in_order(_by_place(body, evidence, first=True), evidence)
        yield from _in_order(_by_place(body, evidence, first=False), evidence)


def order_in_the_log_of_writes(evidence: Evidence) -> Iterator[Guess]:
    """Which ballot is written first in the write-ahead log."""
    for body in log_files(evidence.db, evidence.since):
        yield from _in_order(_by_place(body, evidence, first=True), evidence)


def _by_place(body: bytes, evidence: Evidence, *, first: bool) -> list[str]:
    look = body.find if first else body.rfind
    places = {content: look(content.encode()) for content in evidence.contents}
    return sorted((each for each in places if places[each] >= 0), key=lambda each: places[each])


def table_files(db: Database) -> list[bytes]:
    """The database's file, or PostgreSQL's files of every table, with what the database itself does not show."""
    if db.path is not None:
        with contextlib.closing(sqlite3.connect(db.path)) as connection:
            return [db.path.read_bytes(), connection.serialize()]
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        for statement in _FLUSHING:
            session.exec_driver_sql(statement)
        files = session.execute(text(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid), 0, 100000000, true) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't') AND relname NOT LIKE 'pg\\_%' AND relname NOT LIKE 'sql\\_%'"
        ))  # fmt: skip
        return [bytes(each) for each in files.scalars() if each]


_FLUSHING: Final = (
    "DROP DATABASE IF EXISTS flushed",
    # a plain CHECKPOINT leaves out tables that are not logged
    "CREATE DATABASE flushed TEMPLATE template0 STRATEGY file_copy",
    "DROP DATABASE flushed",
)


def log_position(db: Database) -> str:
    """How far PostgreSQL has written its log."""
    if db.is_sqlite:
        return ""
    with db.transaction() as session:
        return str(session.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar_one())


def log_files(db: Database, since: str = "") -> list[bytes]:
    """SQLite's -wal file, or what PostgreSQL wrote to pg_wal since then, as one."""
    if db.path is not None:
        beside = db.path.with_name(f"{db.path.name}-wal")
        return [beside.read_bytes()] if beside.exists() else []
    with db.transaction() as session:
        name, offset = session.execute(text("SELECT * FROM pg_walfile_name_offset(CAST(:lsn AS pg_lsn))"),
                                       {"lsn": since or "0/1000000"}).one()  # fmt: skip
        last = session.execute(text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")).scalar_one()
        files = session.execute(text(
            "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() "
            "WHERE name BETWEEN :first AND :last ORDER BY name"
        ), {"first": name, "last": last})  # fmt: skip
        return [b"".join(bytes(each) for each in files.scalars())[offset if since else 0 :]]


def traces(db: Database, sought: Iterable[bytes]) -> int:
    """How many of these bytes can be read anywhere in the files of the database."""
    files = [*table_files(db), *log_files(db)]
    return sum(any(each in body for body in files) for each in sought)


# --- with the secret of the installation -----------------------------------------------------------------------------


def with_the_secret(evidence: Evidence) -> Iterator[Guess]:
    """Unwrap the keys that are in the database, and compute everybody's token."""
    with evidence.db.transaction() as session:
        yield linked(session, evidence)


def linked(session: Session, evidence: Evidence, keys: Iterable[bytes] = ()) -> dict[str, str]:
    """Who voted what, by the keys that are in the database or are known already."""
    known = [*keys, *open_keys(session, evidence)]
    persons, ballots = _persons(session, evidence), _tokens(session, evidence.ballots.open_ballots)
    tokens = {token(key, number): account for key in known for account, number in persons.items()}
    return {tokens[each]: content for each, content in ballots.items() if each in tokens}


def open_keys(session: Session, evidence: Evidence) -> list[bytes]:
    vault, ballots = Vault(evidence.secrets), evidence.ballots
    rows = session.execute(select(ballots.keys))
    unwrapped = [vault.unwrap(row.wrapped, f"{ballots.name}\0{row.subject}") for row in rows]
    return [each for each in unwrapped if each is not None]


def _tokens(session: Session, table: Table) -> dict[bytes, str]:
    if "token" not in table.c:
        return {}
    return {bytes(row.token): row.content for row in session.execute(select(table.c.token, table.c.content))}


def with_the_secret_and_a_copy(copy: Path, evidence: Evidence) -> dict[str, str]:
    """The same with a copy that was made while the subject was open."""
    db = Database(f"sqlite:///{copy}")
    try:
        with db.transaction() as session:
            return linked(session, evidence)
    finally:
        db.close()


WITHOUT_SECRET: Final[Mapping[str, Attack]] = {
    each.__name__: each for each in (order_of_rows, same_transaction, same_row, by_bucket, order_in_pages)
}
"""What must not work while a subject is open. See docs/decisions/0013 for what can be seen then."""
EVERY: Final[Mapping[str, Attack]] = {
    **WITHOUT_SECRET,
    order_in_the_log_of_writes.__name__: order_in_the_log_of_writes,
    with_the_secret.__name__: with_the_secret,
}
"""What must not work any more once a subject is unlinkable."""
