"""The database itself: one writer, honest errors, nothing lost; the same lines on SQLite and PostgreSQL."""

import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from bot.cli import schema
from storage import memberships, migrate, people, people_data, seen, tafels
from storage.database import PAUSE, Database, Instant, OpenDate, Session, Unavailable, insert_new
from storage.writer import GROUP, WAIT_SECONDS, Waiting
from tests.databases import Postgres, opened
from tests.waiting import HANG
from tests.world import MONDAY

NOW = MONDAY.astimezone(UTC)
counters = Table(
    "counters", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer, nullable=False)
)


class Wrong(Exception):
    """What a handler may raise."""


@pytest.fixture
def tafel(db: Database) -> int:
    """A tafel to count at."""
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        return tafels.add(
            session, region, key="bouw", prefix="BOUW", name="Bouw", colour="#000000", organisations=(), now=NOW
        )


def claim(name: str) -> Callable[[Session], bool]:
    return lambda session: seen.first_time(session, name, NOW)


def fail(name: str) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        seen.first_time(session, name, NOW)
        raise Wrong(name)

    return work


def claimed(db: Database) -> set[str]:
    return set(db.read(lambda session: session.execute(select(seen.seen.c.id)).scalars().all()).result())


def held_up(db: Database, works: list[Callable[[Session], object]]) -> list[Future[object]]:
    """Let works wait together behind one that takes its time, so that a single writer finds them as a group."""
    gate = threading.Event()
    db.write(lambda _session: gate.wait(HANG))
    futures = [db.write(work) for work in works]
    gate.set()
    return futures


@contextmanager
def patient(url: str) -> Iterator[Database]:
    """A database where many get in each other's way and nobody gives up, however slow the machine is."""
    db = Database(url, Waiting(patience=HANG))
    yield db
    db.close()


class Stopwatch:
    """Time that passes only while somebody sleeps, and not before `running` is set."""

    def __init__(self) -> None:
        self.seconds, self.running = 0.0, threading.Event()

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        assert self.running.wait(HANG)
        self.seconds += seconds


# --- people ----------------------------------------------------------------------------------------------------------


def test_a_name_is_found_whatever_its_capitals_also_those_with_accents(db: Database) -> None:
    names = ["Élise van den Berg", "ÉLISE", "Elise", "Éliseo", "Jan Willem de Boer", "Straße_%"]
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        for name in names:
            people.add(session, region, name=name, now=NOW)
        renamed = people.add(session, region, name="onbekende collega", now=NOW)
        people.change(session, renamed.id, name="Zoë")

        def found(name: str) -> list[str]:
            return [person.name for person in people.by_name(session, name)]

        assert found("élise") == found("ÉLISE") == found("e\u0301lise") == ["Élise van den Berg", "ÉLISE"]
        assert found("jan willem") == ["Jan Willem de Boer"]
        assert found("STRASSE_%") == ["Straße_%"]
        assert found("%") == found("_") == found("") == found("onbekende") == []
        assert found("ZOË") == ["Zoë"]
        people_data.forget(session, renamed.id, NOW)
        assert found("zoë") == found("voormalig") == []


def test_a_name_is_found_among_ten_thousand_without_reading_them_all(db: Database) -> None:
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        rows = [{"region_id": region, "name": f"Naam {number}", "folded": f"naam {number}", "created_at": NOW}
                for number in range(10_000)]  # fmt: skip
        session.execute(insert(people.people), rows)
        values = {"whole": "naam", "first": "naam 77", "end": "naam 78"}
        if session.dialect.name == "postgresql":
            session.execute(text("ANALYZE people"))
        kind = "EXPLAIN QUERY PLAN " if session.dialect.name == "sqlite" else "EXPLAIN "
        compiled = people.BY_NAME.params(values).compile(session, compile_kwargs={"literal_binds": True})
        plan = "\n".join(str(tuple(row)) for row in session.execute(text(kind + str(compiled))))
    assert "ix_people_folded" in plan


# --- transactions ----------------------------------------------------------------------------------------------------


def test_what_was_written_can_be_read(db: Database) -> None:
    assert db.write(claim("a")).result() is True
    assert claimed(db) == {"a"}


def test_a_future_tells_only_after_the_commit(db: Database) -> None:
    futures = held_up(db, [claim(str(number)) for number in range(20)])
    for number, future in enumerate(futures):
        assert future.result()
        assert str(number) in claimed(db)


def test_work_that_fails_is_undone_alone(db: Database) -> None:
    good, bad, other = held_up(db, [claim("good"), fail("bad"), claim("other")])
    assert good.result() is True
    assert other.result() is True
    with pytest.raises(Wrong, match="bad"):
        bad.result()
    assert claimed(db) == {"good", "other"}


def test_a_request_that_was_refused_may_come_again(db: Database) -> None:
    with pytest.raises(Wrong):
        db.write(fail("again")).result()
    assert db.write(claim("again")).result() is True


def test_when_the_commit_of_a_group_fails_each_is_tried_alone(db: Database) -> None:
    def fails_at_commit(session: Session) -> None:
        if db.is_sqlite:
            session.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        session.execute(insert(memberships.memberships).values(person_id=999, tafel_id=999, role="waarnemer"))

    first, bad, last = held_up(db, [claim("first"), fails_at_commit, claim("last")])
    assert first.result() is True
    assert last.result() is True
    with pytest.raises(IntegrityError):
        bad.result()
    assert claimed(db) == {"first", "last"}


def test_many_who_wait_share_one_commit(sqlite_url: str) -> None:
    commits: list[Session] = []
    with opened(sqlite_url) as db:
        event.listen(db.engine, "commit", commits.append)
        for future in held_up(db, [claim(str(number)) for number in range(GROUP)]):
            future.result()
        assert len(claimed(db)) == GROUP
    assert len(commits) == 2


def test_closing_waits_for_what_was_asked_before(url: str) -> None:
    with opened(url) as db:
        futures = held_up(db, [claim(str(number)) for number in range(10)])
    assert all(future.done() and future.result() for future in futures)


def test_reading_does_not_wait_for_who_writes(db: Database) -> None:
    gate, inside = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        seen.first_time(session, "slow", NOW)
        inside.set()
        gate.wait(HANG)

    writing = db.write(slow)
    assert inside.wait(HANG)
    assert claimed(db) == set()
    assert not writing.done()
    gate.set()
    writing.result()
    assert claimed(db) == {"slow"}


def test_reading_cannot_write_on_sqlite(sqlite_url: str) -> None:
    with opened(sqlite_url) as db, pytest.raises(Unavailable, match="readonly"):
        db.read(claim("a")).result()


def test_references_are_kept(db: Database) -> None:
    def dangling(session: Session) -> None:
        session.execute(insert(people.identities).values(account="slack:U1", person_id=4711))

    with pytest.raises(IntegrityError):
        db.write(dangling).result()


def test_a_sqlite_commit_survives_a_power_cut(sqlite_url: str) -> None:
    with opened(sqlite_url) as db, db.transaction() as session:
        assert session.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert session.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert session.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


# --- nothing lost ----------------------------------------------------------------------------------------------------


def test_a_number_is_never_given_out_twice(url: str, tafel: int) -> None:
    with patient(url) as db, ThreadPoolExecutor(8) as threads:
        futures = threads.map(
            lambda _: db.write(lambda session: tafels.next_number(session, tafel)).result(), range(200)
        )
        assert sorted(futures) == list(range(1, 201))


def test_reading_and_then_writing_loses_no_update_on_sqlite(sqlite_url: str) -> None:
    def increment(session: Session) -> None:
        value = session.execute(select(counters.c.value)).scalar_one()
        time.sleep(0.0005)  # let others in, who would read the same
        session.execute(update(counters).values(value=value + 1))

    with patient(sqlite_url) as db, patient(sqlite_url) as elsewhere, ThreadPoolExecutor(8) as threads:
        counters.metadata.create_all(db.engine)
        db.write(lambda session: session.execute(insert(counters).values(value=0))).result()
        both = [db, elsewhere] * 60
        for future in [threads.submit(lambda each: each.write(increment).result(), each) for each in both]:
            future.result()
        assert db.read(lambda session: session.execute(select(counters.c.value)).scalar_one()).result() == 120


def test_of_many_who_claim_the_same_one_gets_it(url: str) -> None:
    with patient(url) as db, ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda _: db.write(claim("the same")).result(), range(40)))
    assert sum(won) == 1


# --- honest errors ---------------------------------------------------------------------------------------------------


def hold(url: str) -> Callable[[], None]:
    """Another program takes what every writer needs; gives the way to let go."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other.close
    connection = psycopg.connect(url)
    connection.execute("LOCK TABLE seen_requests IN EXCLUSIVE MODE")
    return connection.close


def test_who_finds_the_database_locked_hears_so_while_it_still_is(db: Database, url: str) -> None:
    let_go = hold(url)
    with pytest.raises(Unavailable, match="locked"):
        db.write(claim("a")).result(HANG)
    assert claimed(db) == set()
    let_go()
    assert db.write(claim("a")).result() is True


@pytest.mark.parametrize("count", [1, 5])
def test_however_many_find_a_file_locked_all_wait_half_of_what_people_wait_and_no_more(
    sqlite_url: str, count: int
) -> None:
    """Their waiting does not add up: in the end each only looks once more."""
    watch = Stopwatch()
    db, let_go = Database(sqlite_url, Waiting(now=watch.now, sleep=watch.sleep)), hold(sqlite_url)
    futures = [db.write(claim(str(number))) for number in range(count)]
    watch.running.set()
    for future in futures:
        with pytest.raises(Unavailable, match="locked"):
            future.result(HANG)
    assert WAIT_SECONDS <= watch.seconds <= WAIT_SECONDS + (count + 1) * PAUSE
    assert WAIT_SECONDS == 3 / 2
    let_go()
    db.close()


def test_several_who_find_a_server_locked_wait_beside_each_other_as_long_as_agreed(pg_url: str) -> None:
    together, let_go = threading.Barrier(5), hold(pg_url)

    def meets_the_others(session: Session) -> bool:
        together.wait(HANG)  # each has begun, and none of them waits for the lock yet
        return seen.first_time(session, "a", NOW)

    with opened(pg_url) as db:
        for future in [db.write(meets_the_others) for _ in range(5)]:
            with pytest.raises(Unavailable, match="locked"):
                future.result(HANG)
        let_go()
        agreed = db.read(lambda session: session.execute(text("SHOW lock_timeout")).scalar_one()).result()
    assert agreed == f"{WAIT_SECONDS * 1000:.0f}ms"


def test_a_database_that_can_only_be_read_says_so(request: pytest.FixtureRequest, url: str) -> None:
    if url.startswith("sqlite"):
        url = f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&uri=true"
    else:
        name = url.removeprefix("postgresql://postgres@/").split("?")[0]
        server: Postgres = request.getfixturevalue("postgres")
        server.admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with opened(url) as db:
        with pytest.raises(Unavailable, match="readonly"):
            db.write(claim("a")).result()
        assert claimed(db) == set()


def test_a_full_disk_says_so_and_keeps_nothing_half(db: Database) -> None:
    def grow(session: Session) -> None:
        if not db.is_sqlite:  # the server's own error, as it reports a full disk
            session.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$")
            )
        for number in range(500):
            seen.first_time(session, f"{number}", NOW)
            seen.remember(session, f"{number}", "x" * 4000)

    def most(pages: int) -> None:
        if db.is_sqlite:
            with db.engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    most(1)  # SQLite makes that what the file has now
    with pytest.raises(Unavailable, match="full"):
        db.write(grow).result()
    most(1_000_000)
    assert claimed(db) == set()
    assert db.write(claim("later")).result() is True


def test_when_one_of_a_group_finds_the_disk_full_the_small_ones_still_fit(sqlite_url: str) -> None:
    def big(session: Session) -> None:
        seen.first_time(session, "big", NOW)
        seen.remember(session, "big", "x" * 4_000_000)

    with opened(sqlite_url) as db:
        with db.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        first, full, last = held_up(db, [claim("first"), big, claim("last")])
        assert first.result() is True
        assert last.result() is True
        with pytest.raises(Unavailable, match="full"):
            full.result()
        assert claimed(db) == {"first", "last"}


@pytest.mark.parametrize("nowhere", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/nothing",
                                     "postgresql://nobody@geen.host.invalid/nothing",
                                     "postgresql://nobody@/nothing?host=/nowhere"])  # fmt: skip
def test_a_database_that_is_not_there_says_so(nowhere: str) -> None:
    with opened(nowhere) as db:
        for asked in (db.read, db.write):
            with pytest.raises(Unavailable, match="unreachable"):
                asked(claim("a")).result()


def test_it_goes_on_by_itself_when_the_server_dropped_its_connections(pg_url: str, postgres: Postgres) -> None:
    with opened(pg_url) as db:
        db.write(claim("before")).result()
        postgres.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'")
        assert db.write(claim("after")).result() is True


def test_a_connection_that_breaks_half_way_says_so(pg_url: str, postgres: Postgres) -> None:
    def cut(session: Session) -> None:
        seen.first_time(session, "half", NOW)
        mine = session.execute(text("SELECT pg_backend_pid()")).scalar()
        postgres.admin.execute("SELECT pg_terminate_backend(%s)", [mine])
        seen.first_time(session, "way", NOW)

    with opened(pg_url) as db:
        with pytest.raises(Unavailable, match="unreachable"):
            db.write(cut).result()
        assert claimed(db) == set()


@pytest.mark.parametrize(
    ("code", "why"),
    [("55P03", "locked"), ("40P01", "locked"), ("25006", "readonly"), ("53100", "full"), ("53300", "unreachable"),
     ("57P01", "unreachable"), ("57P02", "unreachable"), ("57P03", "unreachable"), ("58030", "unreachable"),
     ("08006", "unreachable"), ("08001", "unreachable")],
)  # fmt: skip
def test_a_server_is_understood_by_its_code_in_whatever_language_it_speaks(pg_url: str, code: str, why: str) -> None:
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'het lukt niet' USING ERRCODE = '{code}'; END $$")
    with opened(pg_url) as db, pytest.raises(Unavailable, match=f"^{why}$"):
        db.write(lambda session: session.execute(raising)).result()


def test_an_error_that_only_quotes_another_is_not_taken_for_it(pg_url: str) -> None:
    raising = text("DO $$ BEGIN RAISE EXCEPTION 'database is locked, No space left, connection failed'; END $$")
    with opened(pg_url) as db, pytest.raises(DBAPIError):
        db.write(lambda session: session.execute(raising)).result()


def test_who_would_wait_for_each_other_forever_hears_that_it_is_locked(pg_url: str) -> None:
    together = threading.Barrier(2)

    def cross(first: int, second: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            session.execute(text("SET LOCAL lock_timeout = 0"))
            session.execute(text("SET LOCAL deadlock_timeout = 10"))
            session.execute(text(f"SELECT pg_advisory_xact_lock({first})"))
            together.wait(HANG)
            session.execute(text(f"SELECT pg_advisory_xact_lock({second})"))

        return work

    with opened(pg_url) as db:
        errors = [each.exception(HANG) for each in [db.write(cross(1, 2)), db.write(cross(2, 1))]]
    [error] = filter(None, errors)
    assert isinstance(error, Unavailable)
    assert error.why == "locked"


def test_a_table_that_is_being_read_is_locked_for_who_would_drop_it(sqlite_url: str) -> None:
    def drop_while_reading(session: Session) -> None:
        reading = session.connection.cursor()
        reading.execute("SELECT id FROM seen_requests")
        reading.fetchone()
        session.exec_driver_sql("DROP TABLE seen_requests")

    with opened(sqlite_url) as db:
        for name in "abc":
            db.write(claim(name)).result()
        with pytest.raises(Unavailable, match="locked"):
            db.write(drop_while_reading).result()
        assert claimed(db) == {"a", "b", "c"}


def test_a_file_that_the_system_refuses_to_write_is_out_of_reach(sqlite_url: str) -> None:
    def big(session: Session) -> None:
        seen.first_time(session, "big", NOW)
        seen.remember(session, "big", "x" * 64_000_000)

    with opened(sqlite_url) as db:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (32_000_000, hard))
        try:
            with pytest.raises(Unavailable, match="unreachable"):
                db.write(big).result()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert db.write(claim("after")).result() is True
        assert claimed(db) == {"after"}


@pytest.mark.parametrize("damage", ["no database", "a torn page"])
def test_a_file_that_is_damaged_is_told_apart_from_one_that_is_out_of_reach(sqlite_url: str, damage: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    body = bytearray(path.read_bytes())
    body[:16] = b"geen database..." if damage == "no database" else body[:16]
    body[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(body)
    with opened(sqlite_url) as db, pytest.raises(migrate.WrongSchema) as error:
        migrate.current(db)
    assert "geen SQLite-database, of is beschadigd" in schema.explain(error.value)


# --- portable pieces -------------------------------------------------------------------------------------------------

_ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=_ZONES),  # noqa: DTZ001 - hypothesis wants them bare
    st.sampled_from(sorted(_DIALECTS)),
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(moment: datetime, dialect: str) -> None:
    kind, speaks = Instant(), _DIALECTS[dialect]
    back = kind.process_result_value(kind.process_bind_param(moment, speaks), speaks)
    assert back == moment
    assert back is not None
    assert back.utcoffset() == timedelta(0)


def test_instants_are_stored_and_compared_as_they_are(db: Database) -> None:
    moments = [NOW + timedelta(hours=hours) for hours in (3, -5, 0)]
    with db.transaction() as session:
        for number, moment in enumerate(moments):
            seen.first_time(session, str(number), moment.astimezone(timezone(timedelta(hours=number * 4))))
        column = seen.seen.c.at
        assert list(session.execute(select(column).order_by(column)).scalars()) == sorted(moments)
        assert session.execute(select(seen.seen.c.id).where(column < NOW)).scalars().all() == ["1"]


def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="needs a zone"), db.transaction() as session:
        seen.first_time(session, "a", datetime(2026, 5, 18, 9, 0))  # noqa: DTZ001 - that is the point


@given(st.none() | st.dates(max_value=date(9999, 12, 30)), st.sampled_from(sorted(_DIALECTS)))
def test_an_open_date_comes_back_as_it_was_and_sorts_last(day: date | None, dialect: str) -> None:
    kind, speaks = OpenDate(), _DIALECTS[dialect]
    stored = kind.process_bind_param(day, speaks)
    assert kind.process_result_value(stored, speaks) == day
    assert stored <= date.max
    assert (stored == date.max) == (day is None)


def test_a_row_is_inserted_only_when_its_key_is_new(db: Database) -> None:
    with db.transaction() as session:
        assert insert_new(session, seen.seen, id="a", answer="one", at=NOW)
        assert not insert_new(session, seen.seen, id="a", answer="two", at=NOW)
        assert seen.answer_of(session, "a") == "one"


def test_two_programs_on_one_file_do_not_get_in_each_others_way(sqlite_url: str) -> None:
    with patient(sqlite_url) as one, patient(sqlite_url) as other:
        futures = [db.write(claim(f"{number}")) for number in range(100) for db in (one, other)]
        won = [future.result() for future in futures]
    assert sum(won) == 100
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("SELECT count(*) FROM seen_requests").fetchone() == (100,)


def test_who_takes_a_write_back_stops_nobody_else(db: Database) -> None:
    gate = threading.Event()
    db.write(lambda _session: gate.wait(HANG))
    futures = [db.write(claim(str(number))) for number in range(5)]
    futures[2].cancel()
    gate.set()
    for future in (*futures[:2], *futures[3:]):
        assert future.result(HANG) is True
    assert db.write(claim("after")).result(HANG) is True
