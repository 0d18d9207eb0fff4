"""The tables of every feature that declares anonymous actions, and what becomes of them when copies are put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Integer, LargeBinary, String, Table, Text, text

from handlers import FEATURES
from handlers.anonymous import AnonymousAction
from handlers.feature import Feature
from handlers.registry import build_registry
from storage import backup, ballot_tables, ballots, migrate
from storage.ballots import OPEN_ONLY, Ballots
from storage.database import Database, metadata
from tests.anonymity import peiling
from tests.anonymity.attackers import VOTERS, traces
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PLAYS, PeilingPlay
from tests.databases import opened
from tests.declarations import missing
from tests.small_feature import small_feature

DECLARING = {each.name: each for each in (*FEATURES, peiling.FEATURE) if each.around.anonymous is not None}


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def db(url: str, db: Database) -> Database:
    return db


def tables_of(feature: Feature) -> list[Table]:
    assert feature.around.anonymous is not None
    return sorted(feature.around.anonymous.touched, key=lambda table: table.name)


@pytest.mark.parametrize("name", DECLARING)
def test_anonymous_tables_hold_no_number_time_or_person(name: str) -> None:
    for table in tables_of(DECLARING[name]):
        assert not table.foreign_keys, table.name
        assert table.dialect_options["sqlite"]["with_rowid"] is False, table.name
        counted = "begun" if table.name.endswith("_subjects") else ""
        kinds = {column.name: type(column.type) for column in table.columns if column.name != counted}
        assert set(kinds.values()) <= {String, Text, LargeBinary}, table.name
        assert Integer not in {type(column.type) for column in table.primary_key}, table.name


@pytest.mark.parametrize("name", DECLARING)
def test_anonymous_tables_declare_that_nobody_is_in_them(name: str) -> None:
    """Forgetting and merging leave them alone: nobody may be able to tell which ballot is whose."""
    assert missing(tables_of(DECLARING[name])) == []


@pytest.mark.parametrize("name", DECLARING)
def test_what_is_only_there_while_a_subject_is_open_is_known_by_its_name(name: str) -> None:
    anonymous = DECLARING[name].around.anonymous
    assert anonymous is not None
    assert anonymous.ballots.keys.name.startswith(OPEN_ONLY)
    assert anonymous.ballots.open_ballots.name.startswith(OPEN_ONLY)


@pytest.mark.parametrize("name", DECLARING)
def test_postgresql_keeps_what_is_only_there_while_a_subject_is_open_in_its_table_alone(pg_url: str, name: str) -> None:
    """Not in the write-ahead log, and no samples of it as statistics."""
    with opened(pg_url) as db:
        PLAYS[name].create(db)
        with db.transaction() as session:
            found = session.execute(text(
                "SELECT relname, relpersistence, attstattarget FROM pg_class "
                "JOIN pg_attribute ON attrelid = pg_class.oid WHERE relkind = 'r' AND attnum > 0 "
                "AND relname LIKE 'anonymous%'"
            )).all()  # fmt: skip
    assert found
    assert {(persistence, statistics) for _, persistence, statistics in found} == {("u", 0)}


def test_a_migration_makes_tables_that_postgresql_keeps_as_strictly(pg_url: str) -> None:
    """A migration makes them statement by statement, without what `Ballots` does by itself in tests."""
    with opened(pg_url) as db, db.transaction() as session:
        for name, columns in (("keys", "subject text, wrapped bytea"), ("ballots", "subject text, content text")):
            session.execute(text(f"CREATE TABLE anonymous_proef_{name} ({columns})"))
        ballot_tables.keep_here(session, "proef")
        found = session.execute(text(
            "SELECT relname, relpersistence, attstattarget FROM pg_class JOIN pg_attribute "
            "ON attrelid = pg_class.oid WHERE relkind = 'r' AND attnum > 0 AND relname LIKE 'anonymous_proef%'"
        )).all()  # fmt: skip
    assert len(found) == 4
    assert {(persistence, statistics) for _, persistence, statistics in found} == {("u", 0)}


def test_a_migration_on_sqlite_has_nothing_more_to_do(sqlite_db: Database) -> None:
    with sqlite_db.transaction() as session:
        ballot_tables.keep_here(session, "proef")


def test_statistics_of_postgresql_remember_nothing_of_a_vote(pg_url: str) -> None:
    with opened(pg_url) as db:
        campaign = Campaign(db, PeilingPlay())
        campaign.vote()
        sought = campaign.tokens()
        with db.transaction() as session:
            session.execute(text("ANALYZE"))
        campaign.close()
        assert traces(db, sought) == 0


def test_an_action_is_not_both_anonymous_and_ordinary() -> None:
    made = peiling.FEATURE
    assert made.around.anonymous is not None
    twice = small_feature("x", presses={"stem": peiling.end}, anonymous=made.around.anonymous)
    with pytest.raises(ValueError, match="both as anonymous and as ordinary"):
        build_registry((twice,))


def test_the_registry_knows_anonymous_actions_by_kind_and_full_name() -> None:
    known = build_registry((*FEATURES, peiling.FEATURE)).anonymous
    assert {("press", "peiling.stem"), ("submit", "peiling.stem")} <= known.keys()
    assert all(isinstance(each.action, AnonymousAction) for each in known.values())


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_holds_closed_votes_and_no_open_one(sqlite_url: str, tmp_path: Path) -> None:
    with opened(sqlite_url) as db:
        closed = Campaign(db, PeilingPlay())
        closed.vote()
        closed.close()
        still_open = Campaign(db, PeilingPlay())
        still_open.vote()
        backup.backup(db, tmp_path / "kopie.db")
    with closing(sqlite3.connect(tmp_path / "kopie.db")) as copy:
        counts = {
            table.name: copy.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] for table in BALLOTS.tables
        }
    assert counts == {
        "anonymous_peiling_keys": 0,
        "anonymous_peiling_ballots": 0,
        "peiling_subjects": 2,
        "peiling_closed_ballots": VOTERS,
    }


def test_an_open_vote_begins_again_after_a_copy_was_put_back_and_people_are_told(db: Database) -> None:
    campaign = Campaign(db, PeilingPlay())
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 01")
    with db.transaction() as session:
        backup.mark(session, campaign.clock.instant)
    with db.transaction() as session:
        assert BALLOTS.is_lost(session, campaign.subject)
        assert BALLOTS.count(session, campaign.subject) == 0
    campaign.clock.forward(minutes=1)
    form = campaign.voters.open_form(campaign.subject, "slack:UANNA")
    assert "Deze peiling is opnieuw begonnen." in form.fields[0].label
    campaign.voters.submit(form, "slack:UANNA", "Plan 02")
    campaign.close()
    with db.transaction() as session:
        assert BALLOTS.closed(session, campaign.subject) == ["Plan 02"]
        assert BALLOTS.state(session, campaign.subject) == "unlinkable"


def test_a_vote_whose_key_cannot_be_unwrapped_any_more_begins_again(db: Database) -> None:
    """Somebody replaced the secret of the installation without keeping the former one beside it."""
    campaign = Campaign(db, PeilingPlay())
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 01")
    with db.transaction() as session:
        session.execute(BALLOTS.keys.update().values(wrapped=b"x" * 60))
    campaign.clock.forward(minutes=1)
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 02")
    campaign.close()
    with db.transaction() as session:
        assert BALLOTS.closed(session, campaign.subject) == ["Plan 02"]


def test_moving_to_postgresql_leaves_open_votes_behind() -> None:
    probe = Ballots("proef", metadata)
    try:
        names = [table.name for table in metadata.sorted_tables if table.name.startswith(ballots.OPEN_ONLY)]
        assert [each for each in names if "_kamer_" not in each] == ["anonymous_proef_ballots", "anonymous_proef_keys"]
        assert [table.name for table in migrate.moving()] == [
            table.name for table in metadata.sorted_tables if table.name not in names
        ]
    finally:
        for table in probe.tables:
            metadata.remove(table)
