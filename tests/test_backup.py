"""Copies of the database: whole while everything goes on, refused when they are not, and never sending twice after."""

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from storage import backup, jobs, migrate, people, people_data, seen
from storage.backup import CannotCopy, PutBack
from storage.database import Database, Session
from storage.people import Person
from tests.databases import opened
from tests.test_migrate import everything, fill
from tests.world import MONDAY

NOW = MONDAY.astimezone(UTC)


@pytest.fixture
def filled(sqlite_url: str) -> str:
    with opened(sqlite_url) as db:
        fill(db)
    return sqlite_url


def forget(session: Session, person: Person) -> None:
    people_data.forget(session, person.id, NOW)


def put_back(db: Database, source: Path) -> PutBack:
    return backup.restore(db, source, NOW)


def test_a_copy_holds_everything_and_is_for_its_owner_alone(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, target)
        before = everything(db)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with opened(f"sqlite:///{target}") as copy:
        assert everything(copy) == before


def test_a_copy_made_while_people_write_holds_whole_transactions(sqlite_url: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def pair(db: Database, number: int) -> None:
        def work(session: Session) -> None:
            seen.first_time(session, f"{number}a", NOW)
            seen.first_time(session, f"{number}b", NOW)

        db.write(work).result()

    def keep_writing(db: Database) -> None:
        number = 0
        while not stop.is_set():
            pair(db, number := number + 1)

    with opened(sqlite_url) as db:
        writer = threading.Thread(target=keep_writing, args=[db])
        writer.start()
        for number in range(5):
            backup.backup(db, tmp_path / f"{number}.db")
        stop.set()
        writer.join()
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            ids = [row[0] for row in copy.execute("SELECT id FROM seen_requests")]
        assert {name[:-1] for name in ids if name.endswith("a")} == {name[:-1] for name in ids if name.endswith("b")}


def test_a_copy_is_never_written_over_another_file(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    target.write_text("iets van een ander")
    with opened(filled) as db, pytest.raises(CannotCopy, match="bestaat al"):
        backup.backup(db, target)
    assert target.read_text() == "iets van een ander"


def test_a_copy_to_where_nothing_can_be_written_says_so(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db, pytest.raises(CannotCopy, match="kon niet worden geschreven"):
        backup.backup(db, tmp_path / "geen map" / "kopie.db")


def test_a_copy_is_not_put_back_in_folders_that_nobody_made(filled: str, tmp_path: Path) -> None:
    copy = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, copy)
    with opened(f"sqlite:///{tmp_path}/geen/map/x.db") as db, pytest.raises(CannotCopy, match="kon niet worden"):
        put_back(db, copy)
    assert not (tmp_path / "geen").exists()


def test_postgresql_has_its_own_tools_for_this(pg_url: str, tmp_path: Path) -> None:
    with opened(pg_url) as db:
        with pytest.raises(CannotCopy, match="pg_dump"):
            backup.backup(db, tmp_path / "kopie.db")
        with pytest.raises(CannotCopy, match="--achteraf"):
            put_back(db, tmp_path / "kopie.db")


# --- putting back ----------------------------------------------------------------------------------------------------


def test_what_is_put_back_is_the_copy_and_knows_it(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, target)
        before = everything(db)
        db.write(lambda session: seen.first_time(session, "after the copy", NOW)).result()
        assert not db.read(lambda session: backup.in_doubt(session, NOW)).result()
    with opened(filled) as db:
        former = put_back(db, target).former
    with opened(filled) as db:
        after = everything(db)
        assert db.read(lambda session: backup.in_doubt(session, NOW + timedelta(days=7))).result()
        assert not db.read(lambda session: backup.in_doubt(session, NOW + timedelta(days=9))).result()
    assert len(after.pop("restores")) == 1
    assert {**after, "restores": []} == before
    assert former is not None
    with opened(f"sqlite:///{former}") as old:
        assert [row[0] for row in everything(old)["seen_requests"]] == ["after the copy"]


def test_whoever_was_forgotten_after_the_copy_is_forgotten_again(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as db:
        with db.transaction() as session:
            karim, twice, bram = (people.add(session, 1, name=name, now=NOW) for name in ("Karim", "K.", "Bram"))
        backup.backup(db, target)
        with db.transaction() as session:
            people_data.merge(session, twice.id, karim.id)
            forget(session, karim)
            people_data.merge(session, bram.id, people.add(session, 1, name="Bram", now=NOW).id)
            forget(session, people.add(session, 1, name="Nieuw", now=NOW))
    with opened(filled) as db:
        assert put_back(db, target).forgotten == (karim.id, twice.id)
        with db.transaction() as session:
            names = {name: len(people.by_name(session, name)) for name in ("Karim", "K.", "Bram", "Petra")}
    assert names == {"Karim": 0, "K.": 0, "Bram": 1, "Petra": 1}
    with opened(filled) as db:  # and once more: what was put back knows it too
        assert put_back(db, target).forgotten == (karim.id, twice.id)


def test_a_database_of_an_older_version_tells_who_was_forgotten_too(filled: str, tmp_path: Path) -> None:
    copy = tmp_path / "kopie.db"
    with opened(filled) as db:
        with db.transaction() as session:
            [petra] = people.by_name(session, "Petra")
            since = session.execute(
                select(people.people.c.created_at).where(people.people.c.id == petra.id)
            ).scalar_one()
        backup.backup(db, copy)
    (tmp_path / "test.db").unlink()
    with opened(filled) as db, db.transaction() as session:
        command.upgrade(migrate.config(session), "0008")
        session.execute(text("INSERT INTO regions (id, name, demo) VALUES (1, 'Proef', false)"))
        row = "1, 'voormalig lid', '', '', false, false, true, 'voormalig lid'"
        columns = "region_id, name, organisation, sphere, provisional, administrator, forgotten, folded"
        session.execute(
            text(f"INSERT INTO people (id, created_at, erased_at, {columns}) VALUES (:id, :at, :at, {row})"),
            {"id": petra.id, "at": since.strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
    with opened(filled) as db:
        assert put_back(db, copy).forgotten == (petra.id,)
        with db.transaction() as session:
            assert people.by_name(session, "Petra") == []


def test_a_number_that_somebody_else_had_meanwhile_is_not_forgotten(filled: str, tmp_path: Path) -> None:
    early, late = tmp_path / "zonder.db", tmp_path / "met.db"
    with opened(filled) as db:
        backup.backup(db, early)
        with db.transaction() as session:
            karim = people.add(session, 1, name="Karim", now=NOW)
        backup.backup(db, late)
    with opened(filled) as db:
        put_back(db, early)
        with db.transaction() as session:
            other = people.add(session, 1, name="Bram", now=NOW + timedelta(hours=1))
            forget(session, other)
    assert other.id == karim.id
    with opened(filled) as db:
        assert put_back(db, late).forgotten == ()
        with db.transaction() as session:
            assert [person.id for person in people.by_name(session, "Karim")] == [karim.id]


def test_where_nobody_can_tell_who_was_forgotten_that_is_said(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db:
        backup.backup(db, tmp_path / "kopie.db")
    (tmp_path / "test.db").write_bytes(b"geen database meer" * 500)
    with opened(filled) as db:
        assert put_back(db, tmp_path / "kopie.db").forgotten is None


def test_what_somebody_had_asked_for_is_not_done_again(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db:
        with db.transaction() as session:
            asked = jobs.enqueue(session, "tafels.gegevens", "{}", '{"person": 1}', NOW)
            planned = jobs.enqueue(session, "factsheet.vernieuw", "{}", "null", NOW)
        backup.backup(db, tmp_path / "kopie.db")
    with opened(filled) as db:
        assert put_back(db, tmp_path / "kopie.db").dropped == 1
    with opened(filled) as db, db.transaction() as session:
        assert [job.id for job in jobs.due(session, NOW)] == [planned]
        state = session.execute(select(jobs.jobs.c.state).where(jobs.jobs.c.id == asked)).scalar()
        assert state not in {None, "wacht"}


def test_every_database_that_was_set_aside_stays(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, target)
        db.write(lambda session: seen.first_time(session, "only here", NOW)).result()
    formers = []
    for _ in range(3):
        with opened(filled) as db:
            formers.append(put_back(db, target).former)
    assert [former.name for former in formers if former] == [
        "test.db.voor-herstel", "test.db.voor-herstel-2", "test.db.voor-herstel-3",
    ]  # fmt: skip
    with opened(f"sqlite:///{formers[0]}") as first:
        assert [row[0] for row in everything(first)["seen_requests"]] == ["only here"]


def test_copying_and_putting_back_leave_nothing_else_behind(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db:
        backup.backup(db, tmp_path / "kopie.db")
    with opened(filled) as db:
        put_back(db, tmp_path / "kopie.db")
        migrate.upgrade(db)
    assert {path.name for path in tmp_path.iterdir()} == {"test.db", "test.db.voor-herstel", "kopie.db"}


def test_a_damaged_database_goes_aside_with_all_that_belongs_to_it(filled: str, tmp_path: Path) -> None:
    path, copy = tmp_path / "test.db", tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, copy)
    path.write_bytes(b"geen database meer" * 500)
    (tmp_path / "test.db-wal").write_bytes(b"het laatste nieuws")
    with opened(filled) as db:
        put_back(db, copy)
    assert (tmp_path / "test.db.voor-herstel").read_bytes() == b"geen database meer" * 500
    assert (tmp_path / "test.db.voor-herstel-wal").read_bytes() == b"het laatste nieuws"
    with opened(filled) as db:
        assert everything(db)["people"]


def test_the_database_itself_is_no_copy(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db, pytest.raises(CannotCopy, match="de database zelf"):
        put_back(db, tmp_path / "test.db")


def test_a_copy_is_put_back_where_there_is_no_database_yet(filled: str, tmp_path: Path) -> None:
    copy = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, copy)
    with opened(f"sqlite:///{tmp_path / 'nieuw' / 'tafelbot.db'}") as new:
        assert put_back(new, copy) == PutBack(None, 0, None)
        assert migrate.pending(new) == ()


def test_a_copy_is_not_put_back_under_a_running_program(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as running:
        backup.backup(running, target)
        running.write(lambda session: seen.first_time(session, "busy", NOW)).result()
        with opened(filled) as db, pytest.raises(CannotCopy, match="Stop eerst Tafelbot"):
            put_back(db, target)
        assert running.read(lambda session: seen.answer_of(session, "busy")).result() == ""
        assert running.write(lambda session: seen.first_time(session, "still there", NOW)).result()


def test_a_damaged_copy_is_refused_and_nothing_changes(filled: str, tmp_path: Path) -> None:
    target = tmp_path / "kopie.db"
    with opened(filled) as db:
        backup.backup(db, target)
        before = everything(db)
    body = bytearray(target.read_bytes())
    body[4096 * 3 : 4096 * 5] = b"\xff" * (4096 * 2)
    target.write_bytes(body)
    with opened(filled) as db:
        with pytest.raises(CannotCopy, match=r"beschadigd|geen leesbare"):
            put_back(db, target)
        assert everything(db) == before


@pytest.mark.parametrize("what", ["text", "another database", "nothing"])
def test_what_is_no_copy_of_ours_is_refused(filled: str, tmp_path: Path, what: str) -> None:
    target = tmp_path / "kopie.db"
    if what == "text":
        target.write_text("geen database, maar wel lang genoeg om er een te zijn" * 100)
    elif what == "another database":
        with closing(sqlite3.connect(target)) as other:
            other.execute("CREATE TABLE recipes (name TEXT)")
    with opened(filled) as db, pytest.raises(CannotCopy, match=r"geen (leesbare )?database|is er niet"):
        put_back(db, target)
