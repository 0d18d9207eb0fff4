"""An attacker with everything an owner has links no ballot, and every ballot where one of the known mistakes is made.

Every feature that declares anonymous actions is attacked here, the toy feature and those of the product.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers import FEATURES
from storage import backup
from storage.database import Database
from storage.unlinking import erase_traces
from tests.anonymity import leaky, peiling
from tests.anonymity.attackers import (
    CHANCE,
    EVERY,
    VOTERS,
    WITHOUT_SECRET,
    Attack,
    by_bucket,
    order_in_pages,
    order_in_the_log_of_writes,
    order_of_rows,
    same_row,
    same_transaction,
    score,
    traces,
    with_the_secret,
    with_the_secret_and_a_copy,
)
from tests.anonymity.campaign import Campaign
from tests.anonymity.plays import PLAYS, OrdinaryPlay, PeilingPlay, Play


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def db(url: str, db: Database) -> Database:
    """A database of this test's own: it makes tables."""
    return db


@pytest.fixture(params=list(PLAYS.values()), ids=list(PLAYS))
def play(request: pytest.FixtureRequest) -> Play:
    found: Play = request.param
    return found


def test_every_feature_that_declares_anonymous_actions_is_attacked() -> None:
    assert {each.name for each in FEATURES if each.around.anonymous is not None} <= PLAYS.keys()


# --- ours ------------------------------------------------------------------------------------------------------------


def test_while_a_vote_is_open_nobody_without_the_secret_links_a_ballot(db: Database, play: Play) -> None:
    campaign = Campaign(db, play)
    campaign.vote()
    scores = {name: score(attack, campaign.evidence()) for name, attack in WITHOUT_SECRET.items()}
    assert {name: found for name, found in scores.items() if found >= CHANCE} == {}


def test_after_the_close_nobody_links_a_ballot_not_even_with_the_secret(db: Database, play: Play) -> None:
    campaign = Campaign(db, play)
    campaign.vote()
    sought = campaign.tokens()
    campaign.close()
    with db.transaction() as session:
        assert campaign.ballots.state(session, campaign.subject) == "unlinkable"
        assert len(campaign.ballots.closed(session, campaign.subject)) == VOTERS
    scores = {name: score(attack, campaign.evidence()) for name, attack in EVERY.items()}
    assert {name: found for name, found in scores.items() if found >= CHANCE} == {}
    assert traces(db, sought) == 0


def test_a_copy_that_was_made_while_the_vote_was_open_does_not_help(
    sqlite_url: str, play: Play, tmp_path: Path
) -> None:
    copy = tmp_path / "kopie.db"
    db = Database(sqlite_url)
    campaign = Campaign(db, play)
    campaign.vote()
    sought = campaign.tokens()
    backup.backup(db, copy)
    campaign.close()
    assert with_the_secret_and_a_copy(copy, campaign.evidence()) == {}
    assert [each for each in sought if each in copy.read_bytes()] == []
    assert [each for each in tmp_path.iterdir() if "deel" in each.name] == []
    db.close()


def test_a_dump_of_postgresql_as_the_manual_says_does_not_help(pg_url: str, play: Play) -> None:
    db = Database(pg_url)
    campaign = Campaign(db, play)
    campaign.vote()
    sought, contents = campaign.tokens(), campaign.evidence().contents
    dumped = dump(db, pg_url, "--exclude-table-data=anonymous_*")
    assert [each for each in sought if each.hex() in dumped] == []
    assert [each for each in contents if each in dumped] == []
    whole = dump(db, pg_url)
    assert [each for each in sought if each.hex() not in whole] == [], "the control: a whole dump has all of it"
    db.close()


def dump(db: Database, url: str, *words: str) -> str:
    with db.transaction() as session:
        programs = session.execute(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'")).scalar_one()
    command = [f"{programs}/pg_dump", "--dbname", url, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# --- the same attacks where they must succeed ------------------------------------------------------------------------


def in_order(**how: object) -> PeilingPlay:
    return PeilingPlay(peiling.feature(leaky.InOrder("lek", **how)))  # type: ignore[arg-type]


LEAKS: dict[str, tuple[Callable[[], PeilingPlay], Attack]] = {
    "numbered rows": (lambda: in_order(first=leaky.counted_id), order_of_rows),
    "hidden row numbers": (in_order, order_of_rows),
    "order in a page": (lambda: in_order(with_rowid=False), order_in_pages),
    "a time per ballot": (lambda: PeilingPlay(peiling.feature(leaky.WithTime("lek"))), order_of_rows),
    "a bucket per ballot": (lambda: PeilingPlay(peiling.feature(leaky.BucketOfEach("lek"))), order_in_pages),
    "a bucket by person": (lambda: PeilingPlay(peiling.feature(leaky.BucketByPerson("lek"))), by_bucket),
    "a line in the log": (lambda: PeilingPlay(peiling.feature(act=leaky.logged)), same_row),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_attacker_links_everything_where_there_is_a_leak(db: Database, leak: str) -> None:
    make, attack = LEAKS[leak]
    campaign = Campaign(db, make())
    campaign.vote()
    assert score(attack, campaign.evidence()) == VOTERS


def test_the_attacker_links_everything_where_a_vote_is_an_ordinary_action(db: Database) -> None:
    ballots = leaky.InOrder("lek")
    campaign = Campaign(db, OrdinaryPlay(leaky.ordinary(ballots), known=ballots))
    campaign.vote()
    evidence = campaign.evidence()
    assert score(same_row, evidence) == VOTERS, "the answer that waits says it"
    if not db.is_sqlite:
        assert score(same_transaction, evidence) == VOTERS


def test_the_attacker_links_everything_with_the_secret_while_the_vote_is_open(db: Database) -> None:
    """Everybody who votes reads so beforehand."""
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    assert score(with_the_secret, campaign.evidence()) == VOTERS


def test_the_attacker_links_everything_with_the_secret_and_a_file_that_was_copied(
    sqlite_url: str, tmp_path: Path
) -> None:
    db = Database(sqlite_url)
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    assert db.path is not None
    for behind in ("", "-wal"):
        shutil.copyfile(f"{db.path}{behind}", tmp_path / f"kopie.db{behind}")
    campaign.close()
    evidence = campaign.evidence()
    assert with_the_secret_and_a_copy(tmp_path / "kopie.db", evidence) == evidence.truth
    db.close()


def test_the_attacker_reads_the_order_in_the_log_of_writes_of_sqlite_until_the_close(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    assert score(order_in_the_log_of_writes, campaign.evidence()) == VOTERS
    db.close()


def test_the_attacker_reads_the_order_in_the_log_of_writes_of_postgresql_where_tables_are_logged(pg_url: str) -> None:
    db = Database(pg_url)
    campaign = Campaign(db, PeilingPlay())
    with db.transaction() as session:
        session.exec_driver_sql(f'ALTER TABLE "{campaign.ballots.open_ballots.name}" SET LOGGED')
    campaign.vote()
    # a page of the log may end in the middle of a word
    assert score(order_in_the_log_of_writes, campaign.evidence()) > VOTERS * 2 // 3
    db.close()


def test_the_attacker_finds_tokens_where_postgresql_keeps_statistics(pg_url: str) -> None:
    db = Database(pg_url)
    campaign = Campaign(db, PeilingPlay())
    table = campaign.ballots.open_ballots.name
    with db.transaction() as session:
        session.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN token SET STATISTICS 100'))
    campaign.vote()
    sought = campaign.tokens()
    with db.transaction() as session:
        session.execute(text(f'ANALYZE "{table}"'))
    campaign.close()
    assert traces(db, sought) == VOTERS
    db.close()


def test_the_attacker_finds_keys_and_tokens_where_a_close_erases_nothing(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    sought = campaign.tokens()
    monkeypatch.setattr("bot.background.unlinking.erase_traces", lambda *_: False)
    campaign.close()
    with db.transaction() as session:
        assert campaign.ballots.state(session, campaign.subject) == "closed"
    assert traces(db, sought) == len(sought)
    assert erase_traces(db, campaign.ballots)
    assert traces(db, sought) == 0
