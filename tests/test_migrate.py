"""The schema: the same from migrations as from the code, on both databases, however many start at once."""

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from bot.cli import schema
from handlers.digest import settings as digest
from handlers.factsheet import timing as factsheet
from storage import (
    actions,
    audit,
    digests,
    documents,
    facts,
    memberships,
    messages,
    migrate,
    outbox,
    page_links,
    people,
    tafel_settings,
    tafels,
)
from storage.action_facts import ACTION
from storage.actions import Draft
from storage.database import Database, Instant, Session, metadata
from storage.migrate import WrongSchema
from storage.page_links import PageLink
from storage.tables import load_tables
from tests.databases import opened
from tests.programs import launch
from tests.world import MONDAY

UPGRADE = """
import sys
from storage import migrate
from storage.database import Database
db = Database(sys.argv[1])
print(migrate.upgrade(db))
db.close()
"""


def fill(db: Database) -> None:
    """A little of everything that points at something else."""
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=False)
        tafel = tafels.add(
            session,
            region,
            key="bouw",
            prefix="BOUW",
            name="Bouw",
            colour="#000000",
            organisations=("FNV",),
            now=MONDAY,
        )
        tafels.link(session, tafel, "slack", "C1", "bouw", MONDAY)
        petra = people.add(session, region, name="Petra", now=MONDAY)
        people.identify(session, petra.id, "slack:U1")
        memberships.appoint(session, petra.id, tafel, "projectleider")
        bouw = tafels.by_id(session, tafel)
        for title in ("Stagepact tekenen", "Open dag"):
            actions.create(session, bouw, Draft(title=title, owner=petra), now=MONDAY, by=petra.id)
        outbox.put(session, "once", platform="slack", lane="C1", address="{}", content="{}", now=MONDAY, key="digest")


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with db.transaction() as session:
        tables = metadata.sorted_tables
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr) for table in tables
        }


def test_migrations_give_the_tables_of_the_code(db: Database) -> None:
    load_tables()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == [], 'python -m storage.migrations "what changes"'


def test_the_numbers_of_the_files_are_the_order_of_the_migrations() -> None:
    scripts = ScriptDirectory.from_config(migrate.config())
    every = tuple(script.revision for script in scripts.walk_revisions())[::-1]
    assert migrate.behind(None) == every
    assert (migrate.newest(),) == tuple(scripts.get_heads())


def test_a_start_without_a_migration_does_without_alembic(sqlite_url: str) -> None:
    look = "import bot.__main__, bot.background.worker; " + UPGRADE + "print('alembic' in sys.modules)"
    command = launch.command("-c", look, sqlite_url)
    done = subprocess.run(command, env=launch.environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_an_empty_database_gets_the_whole_schema_and_a_second_time_nothing(empty_url: str) -> None:
    with opened(empty_url) as db:
        assert migrate.current(db) is None
        assert "0001" in migrate.pending(db)
        assert migrate.upgrade(db) is True
        assert migrate.current(db) == migrate.newest()
        assert migrate.pending(db) == ()
        assert migrate.upgrade(db) is False


def test_whom_a_database_knew_before_is_found_by_name_after(empty_url: str) -> None:
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0003")
            session.execute(text("INSERT INTO regions (id, name, demo) VALUES (1, 'Proef', false)"))
            nobody = "'', '', false, false, false, '2026-05-18 07:00:00'"
            session.execute(text(f"INSERT INTO people VALUES (1, 1, 'Élise van den Berg', {nobody})"))
        migrate.upgrade(db)
        with db.transaction() as session:
            assert [person.name for person in people.by_name(session, "élise")] == ["Élise van den Berg"]


BEFORE = """
INSERT INTO regions (id, name, demo) VALUES (1, 'Proef', false);
INSERT INTO tafels (id, region_id, key, prefix, name, colour, organisations, last_number, digest_on, digest_weekday,
  digest_time, digest_since, created_at, factsheet_on) VALUES
  (1, 1, 'bouw', 'BOUW', 'Bouw', '#000000', '', 1, true, 1, '08:00', '2026-05-18 07:00', '2026-05-18 07:00', true),
  (2, 1, 'tech', 'TECH', 'Techniek', '#000000', '', 0, true, 1, '08:00', '2026-05-18 07:00', '2026-05-18 07:00', true);
INSERT INTO people (id, region_id, name, organisation, sphere, provisional, administrator, forgotten, created_at,
  folded, became, erased_at) VALUES
  (1, 1, 'Bram', 'FNV', 'omgeving', false, false, false, '2026-05-18 07:00', 'bram', NULL, NULL),
  (2, 1, 'voormalig lid', '', '', false, false, true, '2026-05-18 07:01', 'voormalig lid', 1, NULL),
  (3, 1, 'voormalig lid', '', '', false, false, true, '2026-05-18 07:02', 'voormalig lid', NULL, '2026-05-19 07:00'),
  (4, 1, 'Jan', '', '', false, false, false, '2026-05-18 07:03', 'jan', NULL, NULL),
  (5, 1, 'Jan', 'X', '', false, false, false, '2026-05-18 07:03', 'jan', NULL, NULL),
  (6, 1, 'voormalig lid', '', '', false, false, true, '2026-05-18 07:04', 'voormalig lid', 2, NULL);
INSERT INTO memberships (person_id, tafel_id, role) VALUES (1, 1, 'kartrekker'), (1, 2, 'deelnemer'),
  (4, 1, 'waarnemer');
INSERT INTO actions (id, tafel_id, number, title, description, theme, target_group, partners, owner_id, due, review,
  status, closed, progress, proposed, origin, origin_url, snoozed_until, created_at, created_by, news_at) VALUES
  (1, 1, 1, 'Open dag', '', '', '', '', 1, '2026-05-29', '9999-12-31', 'open', false, 0, false, '', '', '0001-01-01',
   '2026-05-18 07:00', 6, '2026-05-18 07:00');
INSERT INTO action_history (id, action_id, at, person_id, field, old, new, reason) VALUES
  (1, 1, '2026-05-18 07:00', 2, 'actiehouder', 'Jan', 'Bram', ''),
  (2, 1, '2026-05-18 07:00', 3, 'title', 'Bram', 'Open dag', '');
INSERT INTO audit (id, at, person_id, tafel_id, did, detail) VALUES
  (1, '2026-05-18 07:00', 2, 1, 'rol kartrekker', 'persoon 1'),
  (2, '2026-05-18 07:00', 3, 1, 'rol', 'persoon 2: waarnemer'),
  (3, '2026-05-18 07:00', 1, NULL, 'persoon vergeten', ''), (4, '2026-05-18 07:00', 1, 1, 'koppeling', 'persoon x');
INSERT INTO documents (key, name, mime, body, person_id, expires, created_at) VALUES
  ('a', 'a.json', 'x', '', 2, '2026-06-18 07:00', '2026-05-18 07:00'),
  ('b', 'b.json', 'x', '', 3, '2026-06-18 07:00', '2026-05-18 07:00');
"""
"""A database of before organisations belonged to memberships, in which a merge had left rows behind."""


def _told(session: Session) -> list[tuple[str, facts.Value, facts.Value]]:
    """The facts about the one item, the newest first."""
    return [
        (each.by, each.old_owner or each.before, each.new_owner or each.after)
        for each in facts.listed(session, facts.SELECT.where(facts.facts.c.thing == ACTION.name))
    ][::-1]


def test_what_a_database_knew_of_people_before_is_kept_where_it_belongs_now(empty_url: str) -> None:
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0008")
            for statement in BEFORE.strip().split(";\n"):
                session.execute(text(statement.removesuffix(";").replace(":", r"\:")))
        migrate.upgrade(db)
        with db.transaction() as session:
            at = {
                tafel: [(each.title, each.sphere) for each in memberships.members(session, tafel)] for tafel in (1, 2)
            }
            assert at == {1: [("Bram (FNV)", "omgeving"), ("Jan", "")], 2: [("Bram (FNV)", "omgeving")]}
            assert [people.by_id(session, number) for number in (2, 6)] == [people.by_id(session, 1)] * 2
            assert people.is_former(session, 3)
            created = session.execute(select(actions.actions.c.created_by)).scalars().all()
            changes = _told(session)
            logged = [(each.name, each.did, each.about, each.detail) for each in audit.latest(session, 1)][::-1]
            kept = session.execute(select(documents.documents.c.person_id)).scalars().all()
            if db.is_sqlite:  # on PostgreSQL numbers that were given by hand do not count
                assert people.add(session, 1, name="Nieuw", now=MONDAY).id > 6
    assert (created, kept) == ([1], [1])
    assert changes == [("", "Bram", "Open dag"), ("Bram", "Jan", "Bram")]
    assert logged == [
        ("Bram", "rol kartrekker", "Bram", ""), (None, "rol", "Bram", "waarnemer"),
        ("Bram", "koppeling", None, "persoon x"),
    ]  # fmt: skip


def test_what_stood_in_the_history_is_facts_and_what_was_told_is_not_told_again(empty_url: str) -> None:
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0008")
            for statement in _HISTORY.split(";"):
                session.exec_driver_sql(statement)
        migrate.upgrade(db)
        with db.transaction() as session:
            happened = facts.of_thing(session, ACTION, "BOUW-1")[::-1]
            [link] = tafels.links_of(session)
            untold = digests.untold(session, link, MONDAY - timedelta(weeks=4), MONDAY)
            [last] = digests.of_channel(session, 1, "slack", "C1")
        assert [(fact.kind, fact.before, fact.after) for fact in happened] == [
            ("created", None, "Stagepact"), ("owner", None, None), ("news", None, None),
            ("due", date(2026, 5, 22), date(2026, 5, 29)), ("progress", 20, 60), ("status", "open", "bezig"),
        ]  # fmt: skip
        assert happened[1].new_owner == "Petra"
        assert [fact.kind for fact in untold] == ["progress", "status"]
        assert (last.period, last.state) == ("2026-W20", "verzonden")


def test_what_became_of_messages_is_kept(empty_url: str) -> None:
    stones = {"slack:C1:1": 4, "bewerkt:slack:C1:1": 3, "gekozen:slack:C1:2": 5, "terug:teams:19:a@b:9": 6}
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0008")
            for message, day in stones.items():
                session.exec_driver_sql(f"INSERT INTO tombstones VALUES ('{message}', {_day(day)})")
        migrate.upgrade(db)
        with db.transaction() as session:
            first, second, third = (
                messages.find_state(session, each) for each in ("slack:C1:1", "slack:C1:2", "teams:19:a@b:9")
            )
        assert (first.deleted_at, first.no_news_at, first.chosen_at) == (_moment(4), _moment(3), None)
        assert (second.deleted_at, second.chosen_at) == (None, _moment(5))
        assert (third.deleted_at, third.restored_at) == (None, _moment(6))


def _moment(day: int) -> datetime:
    return datetime(2026, 5, day, 6, tzinfo=UTC)


def _day(number: int) -> str:
    return f"'2026-05-{number:02} 06:00:00'"


_HISTORY = f"""
INSERT INTO regions (id, name, demo) VALUES (1, 'Proef', false);
INSERT INTO people VALUES (1, 1, 'Petra', '', '', false, false, false, {_day(1)}, 'petra', NULL, NULL);
INSERT INTO tafels
    (id, region_id, key, prefix, name, colour, organisations, last_number, digest_on, digest_weekday, digest_time,
    digest_since, created_at, factsheet_on)
    VALUES (1, 1, 'bouw', 'BOUW', 'Bouw', '#000', '', 1, true, 1, '08:00', {_day(1)}, {_day(1)}, true);
INSERT INTO channel_links VALUES (1, 1, 'slack', 'C1', 'bouw', {_day(1)});
INSERT INTO actions
    (id, tafel_id, number, title, description, theme, target_group, partners, due, review, status, closed, progress,
    proposed, origin, origin_url, snoozed_until, created_at, news_at)
    VALUES (1, 1, 1, 'Stagepact', '', '', '', '', '2026-05-29', '0001-01-01', 'bezig', false, 60, false, '', '',
    '0001-01-01', {_day(4)}, {_day(4)});
INSERT INTO action_history VALUES (1, 1, {_day(4)}, 1, 'aangemaakt', '', 'Stagepact', '');
INSERT INTO action_history VALUES (2, 1, {_day(5)}, 1, 'actiehouder', '', 'Petra', '');
INSERT INTO action_history VALUES (3, 1, {_day(8)}, 1, 'datum', '2026-05-22', '2026-05-29', '');
INSERT INTO action_history VALUES (4, 1, {_day(12)}, 1, 'voortgang', '20', '60', '');
INSERT INTO action_history VALUES (5, 1, {_day(13)}, 1, 'status', 'open', 'bezig', '');
INSERT INTO action_updates VALUES (1, 1, 1, 'eerste', {_day(6)}, {_day(6)}, '', '', '', '');
INSERT INTO outbox
    (id, kind, key, platform, lane, address, content, version, state, attempts, not_before, message, error, created_at)
    VALUES (1, 'once', 'weekbericht:bouw:2026-W20:slack:C1', 'slack', 'slack:C1', '', '', 1, 'verzonden', 1,
    {_day(11)}, 'm1', '', {_day(11)})
"""
"""What an installation of before looks like: an item with a past, and a digest that arrived in the middle of it."""


def test_a_link_to_the_cockpit_that_was_given_out_goes_on_to_work(empty_url: str) -> None:
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0010")
            statement = "INSERT INTO cockpit_links VALUES (:key, 'Bestuur', NULL, :made, :until, NULL)"
            made, until = MONDAY, MONDAY + timedelta(days=90)
            stored = Instant().process_bind_param
            times = {"made": stored(made, db.engine.dialect), "until": stored(until, db.engine.dialect)}
            session.execute(text(statement), {"key": "sleutel", **times})
        migrate.upgrade(db)
        with db.transaction() as session:
            found = page_links.get(session, "cockpit", "sleutel", MONDAY)
            assert "cockpit_links" not in inspect(session).get_table_names()
    assert found == PageLink("sleutel", "cockpit", "", "Bestuur", made, until)


def test_what_tafels_set_in_columns_is_what_their_features_ask_for_after(empty_url: str) -> None:
    columns = "id, region_id, key, prefix, name, colour, organisations, last_number, created_at, digest_since"
    rows = {
        1: ("bouw", f"{_day(1)}, {_day(1)}, true, 1, '08:00', true"),  # as it was made
        2: ("tech", f"{_day(1)}, {_day(9)}, false, 5, '16:30', true"),
        3: ("zorg", f"{_day(1)}, {_day(8)}, true, 1, '08:00', false"),  # moved, and moved back
    }
    with opened(empty_url) as db:
        with db.transaction() as session:
            command.upgrade(migrate.config(session), "0013")
            session.exec_driver_sql("INSERT INTO regions (id, name, demo) VALUES (1, 'Proef', false)")
            for number, (key, values) in rows.items():
                session.exec_driver_sql(
                    f"INSERT INTO tafels ({columns}, digest_on, digest_weekday, digest_time, factsheet_on) VALUES"
                    f" ({number}, 1, '{key}', '{key}', '{key}', '#000', 'FNV|Cibap', {number}, {values})"
                )
            session.exec_driver_sql(
                f"INSERT INTO channel_links VALUES (1, 2, 'slack', 'C1', 'tech', {_day(1)}, '', NULL)"
            )
        migrate.upgrade(db)
        with db.transaction() as session:
            bouw, tech, zorg = tafels.all_tafels(session)
            assert [link.tafel_id for link in tafels.links_of(session)] == [2]
            assert tafels.next_number(session, 2) == 3
            columns_left = {each["name"] for each in inspect(session).get_columns("tafels")}
            assert session.execute(select(func.count()).select_from(tafel_settings.settings)).scalar_one() == 5
    assert (bouw.settings, bouw.organisations) == ((), ("FNV", "Cibap"))
    assert digest.rule(bouw) == digest.Rule(on=True, weekday=1, time="08:00", since=_moment(1))
    assert digest.rule(tech) == digest.Rule(on=False, weekday=5, time="16:30", since=_moment(9))
    assert digest.rule(zorg) == digest.Rule(on=True, weekday=1, time="08:00", since=_moment(8))
    assert [factsheet.SWITCH.of(each) for each in (bouw, tech, zorg)] == [True, True, False]
    assert not {each for each in columns_left if each.startswith(("digest", "factsheet"))}


def test_several_that_start_at_once_do_it_once(empty_url: str) -> None:
    command, env = launch.command("-c", UPGRADE, empty_url), launch.environment()
    started = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [process.communicate(timeout=60) for process in started]
    assert [err for _, err in said] == ["", "", "", ""]
    assert sorted(out.strip() for out, _ in said) == ["False", "False", "False", "True"]
    with opened(empty_url) as db:
        assert migrate.pending(db) == ()


def test_what_has_to_follow_happens_in_the_same_transaction(empty_url: str) -> None:
    def wrong(_session: object) -> None:
        msg = "no"
        raise ValueError(msg)

    with opened(empty_url) as db:
        with pytest.raises(ValueError, match="no"):
            migrate.upgrade(db, wrong)
        assert inspect(db.engine).get_table_names() == []


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """A database that cannot be used, with what whoever started the program reads of it."""
    with pytest.raises(WrongSchema) as error:
        yield
    assert sentence in schema.explain(error.value)


def test_a_database_of_a_newer_program_is_left_alone(db: Database) -> None:
    with db.transaction() as session:
        session.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with refused("nieuwere versie"):
        migrate.upgrade(db)
    assert migrate.pending(db) == ()  # nothing is missing: this program may go on serving during a roll-out


def test_references_hold_again_after_a_migration_on_sqlite(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'new.db'}") as db:
        migrate.upgrade(db)
        with db.transaction() as session:
            assert session.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_leaves_something_dangling_is_undone(sqlite_url: str) -> None:
    def dangle(session: Session) -> None:
        session.exec_driver_sql("INSERT INTO identities (account, person_id, name) VALUES ('slack:U1', 4711, '')")

    with opened(sqlite_url) as db:
        with refused("wijzen 1 rijen"):
            migrate.upgrade(db, dangle)
        assert everything(db)["identities"] == []


def test_a_migration_waits_for_who_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "busy.db"
    with opened(f"sqlite:///{path}") as db:
        migrate.upgrade(db)
        busy = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        busy.execute("BEGIN IMMEDIATE")
        letting_go = threading.Timer(2.5, busy.close)
        letting_go.start()
        assert migrate.upgrade(db) is False
        letting_go.join()


# --- from SQLite to PostgreSQL ---------------------------------------------------------------------------------------


def test_moving_to_postgresql_loses_nothing_and_numbers_go_on(sqlite_url: str, pg_url: str) -> None:
    with opened(sqlite_url) as old, opened(pg_url) as new:
        fill(old)
        before = everything(old)
        assert migrate.move(old, new) == sum(map(len, before.values()))
        assert everything(new) == before
        assert everything(old) == before
        with new.transaction() as session:
            added = people.add(session, 1, name="Karim", now=MONDAY)
            assert added.id == max(row[0] for row in before["people"] if isinstance(row[0], int)) + 1
            assert tafels.next_number(session, 1) == 3


def test_moving_never_mixes_two_installations(sqlite_url: str, pg_url: str) -> None:
    with opened(sqlite_url) as old, opened(pg_url) as new:
        fill(old)
        fill(new)
        before = everything(new)
        with refused("niet leeg"):
            migrate.move(old, new)
        assert everything(new) == before
