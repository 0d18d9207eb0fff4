"""Forgetting and merging people: whole, in every table, whatever else happens at the same moment."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Column, insert, select
from sqlalchemy.exc import IntegrityError

from handlers.tafels.joining import explain
from storage import audit, joining, memberships, people, people_data, people_export, personal, tafels
from storage.database import Database, Session, metadata
from storage.people import former_people
from storage.people_data import CannotMerge
from storage.people_rows import declared
from storage.personal import Both, Export, Personal, person_column
from storage.writer import Waiting
from tests.random_rows import ACCOUNTS, NAMES, NEW, NOW, OLD, Row, Rows, everything, fill, fixed, unique_keys
from tests.waiting import HANG, wait_until

RANDOMS = st.randoms(use_true_random=False)
DECLARED = [pytest.param(column, id=f"{column.table}.{column.name}") for column, _ in declared()
            if column is not people.people.c.id]  # fmt: skip


def of(each: Any) -> Personal:
    """The declaration of a column among `DECLARED`."""
    rule = personal.of(each.values[0])
    assert rule is not None
    return rule


patient = settings(
    max_examples=200 if os.environ.get("STORM") else 15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)


@contextmanager
def undone(db: Database) -> Iterator[Session]:
    """A transaction of which nothing is kept."""
    with db.engine.connect() as session, session.begin() as transaction:
        yield session
        transaction.rollback()


# --- merging random rows ---------------------------------------------------------------------------------------------


def as_the_other(row: Row, table: str) -> Row:
    """A row as it should be once the one turned out to be the other."""
    changed = dict(row)
    for column, rule in declared():
        if str(column.table) == table and rule.merge == "move" and row[column.name] == OLD:
            changed[column.name] = NEW
        if str(column.table) == table and rule.merge == "rewrite":
            changed[column.name] = json.dumps(
                in_json(json.loads(row[column.name])), separators=(",", ":"), ensure_ascii=False
            )
    return changed


def in_json(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: in_json(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [in_json(each) for each in value]
    if key == "person" and value in {OLD, str(OLD)}:
        return type(value)(NEW)
    return value.replace(NAMES[OLD], NAMES[NEW]) if isinstance(value, str) else value


def goes(row: Row, table: str) -> bool:
    """Whether a row is not worth having once its person is another."""
    return any(str(column.table) == table and rule.merge == "remove" and row[column.name] == OLD
               for column, rule in declared())  # fmt: skip


def leave_out(monkeypatch: pytest.MonkeyPatch, column: Column[Any]) -> None:
    """An identity names its person twice: by itself and by number."""
    for each in people.identities.c if column.table is people.identities else (column,):
        monkeypatch.setattr(each, "info", {})


def check_merged(before: Rows, after: Rows) -> None:
    """Nothing lost, nothing twice, nothing that still leads to who is another now."""
    assert [row["id"] for row in after["people"]] == [number for number in NAMES if number != OLD]
    assert (OLD, NEW) in [(row["number"], row["became"]) for row in after["former_people"]]
    for table in metadata.sorted_tables:
        if table.name not in {"people", "former_people"}:
            wanted = [as_the_other(row, table.name) for row in before[table.name] if not goes(row, table.name)]
            check_same(table.name, wanted, after[table.name])


def check_same(table: str, wanted: list[Row], found: list[Row]) -> None:
    """The same rows, but one for each unique key. Of two rows that became one, one number is left."""
    keys = list(unique_keys(metadata.tables[table]))
    single = [row for row in wanted if all(count(wanted, row, key) == 1 or None in as_key(row, key) for key in keys)]
    for key in keys:
        for row in found:
            assert count(found, row, key) == 1 or None in as_key(row, key)
        kept = {as_key(row, key) for row in found}
        must = single if key == ("id",) else wanted
        assert {as_key(row, key) for row in must} <= kept <= {as_key(row, key) for row in wanted}, (
            f"{table}: lost or invented"
        )
    assert [row for row in single if row not in found] == [], f"{table}: changed"


def count(rows: list[Row], row: Row, key: tuple[str, ...]) -> int:
    return [as_key(each, key) for each in rows].count(as_key(row, key))


def as_key(row: Row, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in key)


@patient
@given(random=RANDOMS)
def test_merging_loses_nothing_and_doubles_nothing(db: Database, random: Random) -> None:
    with undone(db) as session:
        fill(session, random)
        before = everything(session)
        people_data.merge(session, OLD, NEW)
        check_merged(before, everything(session))


@pytest.mark.parametrize("column", [each for each in DECLARED if of(each).merge != "stay"])
def test_merging_fails_as_soon_as_one_declaration_is_left_out(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, column: Column[Any]
) -> None:
    """The check above sees it, or the database itself: no row can lead to somebody who is not there."""
    with undone(sqlite_db) as session:
        fill(session, fixed(), always=OLD, only=column)
        before = everything(session)
        leave_out(monkeypatch, column)
        with pytest.raises((IntegrityError, AssertionError)):  # noqa: PT012 - either of both
            people_data.merge(session, OLD, NEW)
            monkeypatch.undo()
            check_merged(before, everything(session))


# --- forgetting random rows ------------------------------------------------------------------------------------------


def check_forgotten(before: Rows, after: Rows) -> None:
    """No trace of who is forgotten, and nobody else's row touched."""
    left = repr(after)
    places = [repr(account.partition(":")[2]) for account in ACCOUNTS[OLD]]
    assert [trace for trace in (NAMES[OLD], *ACCOUNTS[OLD], *places) if trace in left] == []
    assert [row["id"] for row in after["people"]] == [number for number in NAMES if number != OLD]
    for table, rows in before.items():
        assert [row for row in rows if not leads_to_old(row, table) and row not in after[table]] == [], table
        assert len(after[table]) <= len(rows) + (table == "former_people")


def leads_to_old(row: Row, table: str) -> bool:
    numbers = (column.name for column, rule in declared() if str(column.table) == table and rule.holds == "person")
    place = f"{row.get('platform')}:{row.get('channel', row.get('place'))}"
    text = repr(list(row.values()))
    return (
        any(row[name] == OLD for name in numbers)
        or place in ACCOUNTS[OLD]
        or any(sign in text for sign in (NAMES[OLD], *ACCOUNTS[OLD], f'"person":{OLD},', f'"person":"{OLD}"'))
    )


@patient
@given(random=RANDOMS)
def test_of_who_is_forgotten_no_trace_is_left_and_nobody_else_is_touched(db: Database, random: Random) -> None:
    with undone(db) as session:
        fill(session, random)
        before = everything(session)
        assert people_data.forget(session, OLD, NOW)
        check_forgotten(before, everything(session))
        assert people_export.collect(session, OLD) == {}


@pytest.mark.parametrize("column", DECLARED)
def test_forgetting_fails_as_soon_as_one_declaration_is_left_out(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, column: Column[Any]
) -> None:
    with undone(sqlite_db) as session:
        fill(session, fixed(), always=OLD, only=column)
        before = everything(session)
        leave_out(monkeypatch, column)
        with pytest.raises((IntegrityError, AssertionError)):  # noqa: PT012 - either of both
            people_data.forget(session, OLD, NOW)
            monkeypatch.undo()
            check_forgotten(before, everything(session))


@patient
@given(random=RANDOMS)
def test_who_is_forgotten_after_a_merge_leaves_no_trace_of_either_name(db: Database, random: Random) -> None:
    with undone(db) as session:
        fill(session, random)
        people_data.merge(session, OLD, NEW)
        people_data.forget(session, NEW, NOW)
        left = repr(everything(session))
    assert [trace for number in (OLD, NEW) for trace in (NAMES[number], *ACCOUNTS[number]) if trace in left] == []


# --- an export -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", [each for each in DECLARED if isinstance(of(each).export, Export)])
def test_every_list_of_an_export_holds_the_rows_that_lead_to_somebody(sqlite_db: Database, column: Column[Any]) -> None:
    rule = personal.of(column)
    assert rule is not None
    assert isinstance(rule.export, Export)
    chapter, heading = rule.export.chapter, rule.export.heading
    with undone(sqlite_db) as session:
        fill(session, fixed(), always=OLD, only=column)
        assert people_export.collect(session, OLD)[chapter][heading]
        bram = people_export.collect(session, 3).get(chapter, {})
    assert heading not in bram or heading == "accounts"


def test_what_is_a_row_to_us_is_a_name_to_people(db: Database) -> None:
    with undone(db) as session:
        fill(session, fixed(), always=OLD, most=1)
        told = people_export.collect(session, OLD)
        [role], [item] = told["tafels"]["rollen"], told["actieagenda"]["acties"]
        [change] = told["gebeurtenissen"]["door jou"]
        tafel, action = tafels.all_tafels(session)[0], told["actieagenda"]["helpt mee bij"][0]
    assert role["tafel"] == tafel.name
    assert item["actie"] == action
    assert action.startswith(f"{tafel.prefix}-")
    assert change["van wie"] == change["naar wie"] == NAMES[OLD]
    assert told["tafels"]["naam"] == NAMES[OLD]
    assert told["tafels"]["berichten aan jou"][0]["bericht"] == f"Actie van {NAMES[OLD]}"


# --- which row wins --------------------------------------------------------------------------------------------------


@pytest.fixture
def two(db: Database) -> tuple[int, int, int]:
    """A tafel, and two people who turn out to be one."""
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        tafel = tafels.add(
            session, region, key="bouw", prefix="BOUW", name="Bouw", colour="#000000", organisations=(), now=NOW
        )
        one, other = (people.add(session, region, name=name, now=NOW).id for name in ("Karim B.", "Karim"))
        people.identify(session, one, "slack:U1")
        people.identify(session, other, "teams:29:k")
    return tafel, one, other


@pytest.mark.parametrize(("old", "new", "best"), [
    ("kartrekker", "deelnemer", "kartrekker"), ("deelnemer", "projectleider", "projectleider"),
    ("projectleider", "kartrekker", "projectleider"), ("waarnemer", "deelnemer", "deelnemer"),
])  # fmt: skip
def test_of_two_roles_at_one_tafel_the_strongest_stays(
    db: Database, two: tuple[int, int, int], old: memberships.Role, new: memberships.Role, best: memberships.Role
) -> None:
    tafel, one, other = two
    with db.transaction() as session:
        memberships.appoint(session, one, tafel, old, organisation="FNV", sphere="omgeving")
        memberships.appoint(session, other, tafel, new, organisation="FNV Bouw")
        people_data.merge(session, one, other)
        [member] = memberships.members(session, tafel)
    assert (member.person.id, member.role, member.organisation, member.sphere) == (other, best, "FNV Bouw", "omgeving")


def test_of_two_votes_for_one_thing_the_latest_counts(db: Database, two: tuple[int, int, int]) -> None:
    """A table of a feature that is still to be made, with the rule that fits a vote."""
    from sqlalchemy import Integer, Table  # noqa: PLC0415 - what only this test makes

    _, one, other = two
    voter = person_column("voter_id", forget="remove", merge="move", both=Both(latest="at"), primary_key=True,
                          export=Export(chapter="proef", heading="stemmen", shows={"stem": "vote"}))  # fmt: skip
    votes = Table("toy_votes", metadata, voter, Column("idea", Integer, primary_key=True), Column("vote", Integer),
                  Column("at", Integer))  # fmt: skip
    try:
        with undone(db) as session:
            votes.create(session)
            rows = [(one, 1, 5, 20), (other, 1, 2, 10), (one, 2, 5, 10), (other, 2, 2, 20), (one, 3, 4, 1)]
            for row in rows:
                session.execute(insert(votes).values(row))
            people_data.merge(session, one, other)
            left = session.execute(select(votes.c.voter_id, votes.c.idea, votes.c.vote).order_by(votes.c.idea)).all()
            assert people_export.collect(session, other)["proef"]["stemmen"] == [{"stem": 5}, {"stem": 2}, {"stem": 4}]
    finally:
        metadata.remove(votes)
    assert [tuple(row) for row in left] == [(other, 1, 5), (other, 2, 2), (other, 3, 4)]


def test_an_administrator_stays_one_and_a_code_of_before_works_no_more(db: Database, two: tuple[int, int, int]) -> None:
    _, one, other = two
    with db.transaction() as session:
        people.change(session, one, administrator=True)
        code = joining.give(session, one, "slack:U1", NOW)
        people_data.merge(session, one, other)
        assert [each.id for each in people.administrators(session)] == [other]
        assert joining.holder(session, code) == 0


# --- numbers of before -----------------------------------------------------------------------------------------------


def test_a_number_of_before_leads_to_who_somebody_is_now(db: Database, two: tuple[int, int, int]) -> None:
    _, one, other = two
    with db.transaction() as session:
        third = people.add(session, 1, name="K.", now=NOW).id
        people_data.merge(session, third, one)
        people_data.merge(session, one, other)
        assert [people.by_id(session, number) for number in (third, one)] == [people.by_id(session, other)] * 2
        assert people_data.forget(session, third, NOW)
        assert not people_data.forget(session, other, NOW)
        assert {people.is_former(session, number) for number in (third, one, other)} == {True}
        left = people.by_id(session, one)
        assert left is not None
        assert (left.name, people.living(session, one)) == ("voormalig lid", None)


def test_a_number_is_never_given_out_again(db: Database, two: tuple[int, int, int]) -> None:
    _, one, other = two
    with db.transaction() as session:
        people_data.merge(session, other, one)
        people_data.forget(session, one, NOW)
        assert people.add(session, 1, name="Nieuw", now=NOW).id > max(one, other)


# --- with oneself, in a circle, and at the same moment ---------------------------------------------------------------


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """A merge that is refused, with what people read of it."""
    with pytest.raises(CannotMerge) as error:
        yield
    assert sentence in explain(error.value)


def test_nobody_is_merged_with_themselves_and_nobody_twice(db: Database, two: tuple[int, int, int]) -> None:
    _, one, other = two
    with db.transaction() as session:
        third = people.add(session, 1, name="K.", now=NOW).id
        before = everything(session)
        with refused("al dezelfde persoon"):
            people_data.merge(session, one, one)
        with refused("Nummer 4711 is"):
            people_data.merge(session, one, 4711)
        assert everything(session) == before
        people_data.merge(session, one, other)
        for old, new, said in ((one, other, "al dezelfde persoon"), (other, one, "al dezelfde persoon"),
                               (one, third, f"hoort intussen bij nummer {other}")):  # fmt: skip
            before = everything(session)
            with refused(said):
                people_data.merge(session, old, new)
            assert everything(session) == before


class Second:
    """Another process that does something to the same database, while we look whether it waits for us."""

    def __init__(self, url: str) -> None:
        self._url, self._slept = url, threading.Event()
        self._db = Database(url, Waiting(patience=HANG, sleep=self._sleep))
        self._thread = ThreadPoolExecutor(1)

    def _sleep(self, seconds: float) -> None:
        self._slept.set()
        time.sleep(seconds)

    def begins(self, work: Callable[[Session], Any]) -> Future[Any]:
        """Begin a transaction, and wait until it waits."""
        future = self._thread.submit(self._done, work)
        wait_until(lambda: self._waits() or future.done(), "the second transaction waits")
        assert not future.done()
        return future

    def _done(self, work: Callable[[Session], Any]) -> Any:
        with self._db.transaction() as session:
            return work(session)

    def _waits(self) -> bool:
        if self._db.is_sqlite:
            return self._slept.is_set()
        with psycopg.connect(self._url) as looking:
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            [[count]] = looking.execute(waiting).fetchall()
            return bool(count)

    def close(self) -> None:
        self._thread.shutdown()
        self._db.close()


@pytest.fixture
def second(url: str) -> Iterator[Second]:
    other = Second(url)
    yield other
    other.close()


def merging(old: int, new: int) -> Callable[[Session], None]:
    return lambda session: people_data.merge(session, old, new)


def numbers(db: Database) -> tuple[list[int], list[tuple[int, int | None, bool]]]:
    """Who there are, and which numbers are nobody's: who they became, and whether they asked to be forgotten."""
    with db.transaction() as session:
        left = session.execute(select(people.people.c.id).order_by(people.people.c.id)).scalars().all()
        gone = session.execute(select(former_people).order_by(former_people.c.number)).all()
    return list(left), [(row.number, row.became, row.erased_at is not None) for row in gone]


def test_a_merge_that_waits_for_the_opposite_one_is_refused(
    db: Database, second: Second, two: tuple[int, int, int]
) -> None:
    _, one, other = two
    with db.transaction() as session:
        people_data.merge(session, one, other)
        waiting = second.begins(merging(other, one))
    with refused("al dezelfde persoon"):
        waiting.result(HANG)
    assert numbers(db) == ([other], [(one, other, False)])


def test_who_is_forgotten_while_a_merge_waits_is_forgotten_and_the_merge_is_refused(
    db: Database, second: Second, two: tuple[int, int, int]
) -> None:
    _, one, other = two
    with db.transaction() as session:
        assert people_data.forget(session, one, NOW)
        waiting = second.begins(merging(one, other))
    with refused(f"Nummer {one} is intussen vergeten"):
        waiting.result(HANG)
    assert numbers(db) == ([other], [(one, None, True)])


def test_who_asks_to_be_forgotten_in_the_middle_of_a_merge_is_forgotten_as_who_they_are_then(
    db: Database, second: Second, two: tuple[int, int, int]
) -> None:
    _, one, other = two
    with db.transaction() as session:
        people_data.merge(session, one, other)
        waiting = second.begins(lambda session: people_data.forget(session, one, NOW))
    assert waiting.result(HANG) is True
    assert numbers(db) == ([], [(one, None, True), (other, None, True)])
    with db.transaction() as session:
        assert people.by_account(session, "slack:U1") is people.by_account(session, "teams:29:k") is None


def test_a_merge_that_fails_halfway_changes_nothing(
    db: Database, two: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tafel, one, other = two
    with db.transaction() as session:
        memberships.appoint(session, one, tafel, "kartrekker")
        audit.write(session, "iets", now=NOW, by=one)
        before = everything(session)
    monkeypatch.setattr(audit.audit.c.person_id, "info", {})
    with pytest.raises(IntegrityError), db.transaction() as session:
        people_data.merge(session, one, other)
    with db.transaction() as session:
        assert everything(session) == before


def test_what_is_written_about_somebody_while_they_are_merged_comes_along(
    db: Database, second: Second, two: tuple[int, int, int]
) -> None:
    """On PostgreSQL others write meanwhile: the merge waits for them."""
    _, one, other = two
    with db.transaction() as session:
        audit.write(session, "iets", now=NOW, by=one)
        waiting = second.begins(merging(one, other))
    waiting.result(HANG)
    with db.transaction() as session:
        assert session.execute(select(audit.audit.c.person_id)).scalars().all() == [other]


def test_what_comes_too_late_for_a_merge_leads_to_nobody_who_is_not_there(
    db: Database, second: Second, two: tuple[int, int, int]
) -> None:
    """A request that looked its person up before the merge is undone, and the next one finds the right person."""
    _, one, other = two
    with db.transaction() as session:
        people_data.merge(session, one, other)
        waiting = second.begins(lambda session: audit.write(session, "iets", now=NOW, by=one))
    with pytest.raises(IntegrityError):
        waiting.result(HANG)
    with db.transaction() as session:
        assert session.execute(select(audit.audit.c.person_id)).scalars().all() == []
