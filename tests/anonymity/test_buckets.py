"""A large vote lives in buckets: a write touches one of them, nobody is lost, and an attacker has nothing from it."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import event

from storage import buckets
from storage.apart import Apart
from storage.ballots import NotOpen, Voter
from storage.buckets import LARGE, Bucket
from storage.database import Database, Unavailable
from storage.unlinking import erase_traces
from storage.writer import Waiting
from tests.anonymity.attackers import (
    CHANCE,
    EVERY,
    by_bucket,
    order_in_pages,
    order_of_rows,
    same_row,
    same_transaction,
    score,
)
from tests.anonymity.crowd import SUBJECT, Crowd
from tests.databases import opened
from tests.waiting import HANG

MANY = 300
"""So many ballots are in two, four or eight buckets: which of the three depends on their tokens."""
TOKENS = st.binary(min_size=32, max_size=32)


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def db(url: str, db: Database) -> Database:
    return db


# --- which bucket ----------------------------------------------------------------------------------------------------


@given(token=TOKENS, depth=st.integers(0, 12))
def test_every_token_is_in_one_bucket_of_each_depth(token: bytes, depth: int) -> None:
    mine = Bucket.of(token, depth)
    assert mine.first <= token <= mine.last
    others = [Bucket(depth, bits) for bits in {0, mine.bits - 1, mine.bits + 1, 2**depth - 1} if 0 <= bits < 2**depth]
    assert [each for each in others if each.first <= token <= each.last] in ([], [mine])


@given(count=st.integers(LARGE, 20 * LARGE), seed=st.integers())
def test_the_first_bucket_is_halved_as_soon_as_it_is_large(count: int, seed: int) -> None:
    drawn = random.Random(seed).randbytes(32 * count)  # noqa: S311 - the same for the same seed
    tokens = [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
    depth = buckets.depth(sorted(tokens)[LARGE - 1])
    whole, half = (sum(each <= Bucket(level, 0).last for each in tokens) for level in (depth - 1, depth))
    assert half < LARGE <= whole


def test_a_small_subject_is_one_bucket() -> None:
    assert buckets.depth(None) == 0
    assert (Bucket.of(b"\xff" * 32, 0).first, Bucket.of(b"\xff" * 32, 0).last) == (b"\0" * 32, b"\xff" * 32)


@given(own=st.lists(TOKENS, min_size=1, max_size=3), halves=st.integers(0, 6), other=TOKENS, more=st.integers(0, 6))
def test_two_who_could_write_the_same_ballot_exclude_each_other(
    own: list[bytes], halves: int, other: bytes, more: int
) -> None:
    mine, yours = {Bucket.of(each, 1 + halves) for each in own}, Bucket.of(other, 1 + more)
    overlap = any(a.first <= b.last and b.first <= a.last for a in mine for b in [yours])
    locks, theirs = dict(buckets.in_order(mine)), dict(buckets.in_order([yours]))
    assert any(not (locks[each] and theirs[each]) for each in locks.keys() & theirs.keys()) == overlap
    assert list(locks) == sorted(locks), "always from large to small, so that nobody waits in a circle"


# --- what a write touches --------------------------------------------------------------------------------------------


def test_a_write_in_a_large_vote_puts_down_anew_one_bucket_of_it(db: Database) -> None:
    crowd = Crowd(db, MANY)
    crowd.vote(range(MANY - 1))
    with counted(db) as written:
        crowd.vote([MANY - 1])
    assert max(written) < 2 * LARGE
    assert max(written) > LARGE / 4, "enough to hide among"


def test_a_write_in_a_small_vote_puts_down_anew_all_of_it(db: Database) -> None:
    crowd = Crowd(db, 40)
    crowd.vote(range(39))
    with counted(db) as written:
        crowd.vote([39])
    assert max(written) == 40


@contextmanager
def counted(db: Database) -> Iterator[list[int]]:
    """How many rows each statement put down."""
    rows: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("INSERT"):
            rows.append(len(parameters) if isinstance(parameters, list) else 1)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield rows
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_everybody_counts_once_and_reads_their_own_ballot_however_often_buckets_are_halved(db: Database) -> None:
    crowd = Crowd(db, MANY)
    crowd.vote(range(MANY))
    assert crowd.cast(Voter((crowd.ids[7],)), "Stem 7777", revision=2) == "stored"
    assert crowd.cast(Voter((crowd.ids[7],)), "Stem 8888", revision=1) == "older"
    assert crowd.cast(Voter((crowd.ids[7],)), "Stem 7777", revision=2) == "again"
    assert crowd.cast(Voter((crowd.ids[7],)), "Stem 8888", revision=2) == "other"
    expected = [*crowd.contents[:7], "Stem 7777", *crowd.contents[8:]]
    assert [own(crowd, Voter((each,))) for each in crowd.ids] == expected
    with db.transaction() as session:
        assert crowd.ballots.count(session, SUBJECT) == MANY
    assert crowd.close()
    assert crowd.closed() == sorted(expected)


def test_who_turns_out_to_be_somebody_else_leaves_one_ballot_whatever_buckets_they_are_in(db: Database) -> None:
    crowd = Crowd(db, MANY)
    crowd.vote(range(MANY))
    first, second = places_apart(crowd)
    both = Voter((crowd.ids[second], crowd.ids[first]))
    assert own(crowd, both) in (crowd.contents[first], crowd.contents[second])
    with counted(db) as written:
        assert crowd.cast(both, "Stem 9999", revision=2) == "stored"
    assert LARGE / 2 < max(written) < MANY, "both buckets"
    kept = [each for number, each in enumerate(crowd.contents) if number not in (first, second)]
    assert crowd.close()
    assert crowd.closed() == sorted([*kept, "Stem 9999"])


def test_two_who_turn_out_to_be_one_person_count_once_at_the_close_whatever_buckets_they_are_in(db: Database) -> None:
    crowd = Crowd(db, MANY)
    crowd.vote(range(MANY))
    first, second = places_apart(crowd)
    crowd.cast(Voter((crowd.ids[first],)), "Stem 9999", revision=5)
    assert crowd.close([(crowd.ids[first], crowd.ids[second])])
    kept = [each for number, each in enumerate(crowd.contents) if number not in (first, second)]
    assert crowd.closed() == sorted([*kept, "Stem 9999"]), "the later of the two"


def own(crowd: Crowd, voter: Voter) -> str | None:
    return crowd.apart(lambda apart: crowd.ballots.own(apart, SUBJECT, voter))


def places_apart(crowd: Crowd) -> tuple[int, int]:
    """Two people whose ballots are in different halves, so in different buckets."""
    halves = [each[0] >= 128 for each in crowd.tokens()]
    return halves.index(False), halves.index(True)


# --- an attacker -----------------------------------------------------------------------------------------------------


def test_a_crowd_is_attacked_in_vain(db: Database) -> None:
    """While it is open by somebody with the database, and after the close by somebody with its files and every key."""
    crowd = Crowd(db, 200)
    crowd.vote(range(200))
    attacks = [order_of_rows, same_transaction, by_bucket]
    if db.is_sqlite:
        attacks.append(order_in_pages)  # PostgreSQL leaves what was deleted for a while: decision 13
    assert {each.__name__: found for each in attacks if (found := score(each, crowd.evidence())) >= CHANCE} == {}
    assert crowd.close()
    assert erase_traces(db, crowd.ballots)
    later = [each for each in EVERY.values() if each is not same_row]  # it takes long, and is the same for few
    assert {each.__name__: found for each in later if (found := score(each, crowd.evidence())) >= CHANCE} == {}


# --- at once ---------------------------------------------------------------------------------------------------------


def test_who_votes_in_another_bucket_is_not_waited_for_and_a_close_waits_for_everybody(pg_url: str) -> None:
    with opened(pg_url) as db, closing(Database(pg_url, Waiting(patience=0.2))) as hasty:
        crowd = Crowd(db, MANY)
        crowd.vote(range(MANY))
        first, second = places_apart(crowd)
        with held(crowd, first):
            assert crowd.cast(Voter((crowd.ids[second],)), "Stem 8888", revision=2, db=hasty) == "stored"
            for at_once in (
                lambda: crowd.cast(Voter((crowd.ids[first],)), "x", 3, db=hasty),
                lambda: crowd.close(db=hasty),
            ):
                with pytest.raises(Unavailable, match="locked"):
                    at_once()
        assert crowd.close()
        assert {"Stem 8888", "Stem 9999"} <= set(crowd.closed())


def test_a_bucket_and_a_half_of_it_wait_for_each_other(pg_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who count just before and just after a bucket is halved."""
    with opened(pg_url) as db, closing(Database(pg_url, Waiting(patience=0.2))) as hasty:
        crowd = Crowd(db, MANY)
        crowd.vote(range(MANY))
        first, second = places_apart(crowd)
        with held(crowd, first):
            monkeypatch.setattr(buckets, "depth", lambda _pivot: 1)
            assert crowd.cast(Voter((crowd.ids[second],)), "Stem 8888", revision=2, db=hasty) == "stored"
            for depth in (0, 1, 9):
                monkeypatch.setattr(buckets, "depth", lambda _pivot, depth=depth: depth)
                with pytest.raises(Unavailable, match="locked"):
                    crowd.cast(Voter((crowd.ids[first],)), "x", revision=3, db=hasty)


@contextmanager
def held(crowd: Crowd, number: int) -> Iterator[None]:
    """Somebody's vote that is written and not committed yet."""
    written, let_go = threading.Event(), threading.Event()

    def work(apart: Apart) -> None:
        crowd.ballots.cast(apart, SUBJECT, Voter((crowd.ids[number],)), revision=2, content="Stem 9999")
        written.set()
        assert let_go.wait(HANG)

    with ThreadPoolExecutor(1) as pool:
        voting = pool.submit(crowd.apart, work)
        try:
            assert written.wait(HANG)
            yield
        finally:
            let_go.set()
        voting.result()


def test_everybody_at_once_counts_once_while_buckets_are_halved(db: Database) -> None:
    crowd = Crowd(db, MANY)

    def votes(number: int) -> None:
        crowd.vote([number])
        assert crowd.cast(Voter((crowd.ids[number],)), crowd.contents[number], revision=1) == "again"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(votes, range(MANY)))
    assert crowd.close()
    assert crowd.closed() == sorted(crowd.contents)


@pytest.mark.parametrize("before", [0, MANY - 20], ids=["one bucket", "several"])
def test_one_lock_decides_between_votes_and_the_close_and_each_hears_which(db: Database, before: int) -> None:
    crowd = Crowd(db, MANY)
    crowd.vote(range(before))
    together = threading.Barrier(9)

    def votes(numbers: range) -> list[str]:
        together.wait(HANG)
        return [crowd.contents[number] for number in numbers if counts(crowd, number)]

    with ThreadPoolExecutor(8) as pool:
        voting = [pool.submit(votes, range(before + each, MANY, 8)) for each in range(8)]
        together.wait(HANG)
        assert crowd.close()
        told = [content for each in voting for content in each.result()]
    assert crowd.closed() == sorted([*crowd.contents[:before], *told])
    with db.transaction() as session:
        assert session.execute(crowd.ballots.open_ballots.select()).all() == []


def counts(crowd: Crowd, number: int) -> bool:
    try:
        crowd.vote([number])
    except NotOpen:
        return False
    return True
