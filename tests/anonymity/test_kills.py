"""Processes are killed at every moment of a vote and of a close: nothing is lost, nothing counts twice."""

import signal

import pytest
from sqlalchemy import select

from handlers.request import Request
from storage import outbox, tafels
from storage.database import Database
from tests.anonymity import peiling
from tests.anonymity.attackers import VOTERS, traces
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay
from tests.programs import forked, killed_voter
from tests.waiting import HANG

ANNA = "slack:UANNA"


@pytest.fixture
def template() -> str:
    return "slack"


def run(url: str, moment: str, request: Request | None = None) -> int:
    """A process of its own; gives how it ended."""
    process = forked.start(killed_voter.main, url, moment, request)
    process.join(HANG)
    code = process.exitcode
    process.kill()
    assert code in (0, -signal.SIGKILL)
    return code


@pytest.mark.parametrize(
    ("moment", "stored"),
    [("between the two steps", 0), ("before the vote is committed", 0), ("before the answer", 1)],
)
def test_whoever_hears_nothing_sends_the_form_again_and_votes_once(
    url: str, db: Database, moment: str, stored: int
) -> None:
    campaign = Campaign(db, PeilingPlay())
    form = campaign.voters.open_form(campaign.subject, ANNA)
    request = campaign.voters.filled(form, ANNA, "Plan 01")
    assert run(url, moment, request) == -signal.SIGKILL
    assert count(db, campaign) == stored
    assert run(url, "never", request) == 0
    assert count(db, campaign) == 1
    campaign.close()
    with db.transaction() as session:
        assert BALLOTS.closed(session, campaign.subject) == ["Plan 01"]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("before the close is committed", "open"),
        ("before the feature hears of it", "closed"),
        ("before what the feature did is committed", "closed"),
        ("before traces are erased", "closed"),
        ("after traces were erased", "closed"),
    ],
)
def test_a_close_that_is_broken_off_is_ended_by_the_next_worker(
    url: str, db: Database, moment: str, state: str
) -> None:
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    asked_at_bouw(db)
    sought = campaign.tokens()
    campaign.play.end(db, campaign.subject, campaign.clock.instant.replace(year=2020))
    assert run(url, moment) == -signal.SIGKILL
    with db.transaction() as session:
        assert BALLOTS.state(session, campaign.subject) == state
    assert run(url, "never") == 0
    with db.transaction() as session:
        assert BALLOTS.state(session, campaign.subject) == "unlinkable"
        assert sorted(BALLOTS.closed(session, campaign.subject)) == sorted(campaign.evidence().contents)
        assert len(campaign.evidence().contents) == VOTERS
    assert traces(db, sought) == 0
    assert results_told(db) == 1
    campaign.voters.unlink()
    assert results_told(db) == 1


def test_a_reader_in_the_way_puts_off_that_a_vote_is_unlinkable(sqlite_url: str) -> None:
    """SQLite cannot empty its log of writes while somebody reads an older state: the vote says so until it can."""
    db = Database(sqlite_url)
    campaign = Campaign(db, PeilingPlay())
    campaign.vote()
    reader = Database(sqlite_url)
    with reader.transaction() as reading:
        assert BALLOTS.count(reading, campaign.subject) == VOTERS
    hold = reader.engine.raw_connection()
    hold.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
    hold.driver_connection.execute("SELECT count(*) FROM people").fetchall()  # type: ignore[union-attr]
    campaign.close()
    with db.transaction() as session:
        assert BALLOTS.state(session, campaign.subject) == "closed"
    hold.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]
    campaign.voters.unlink()
    with db.transaction() as session:
        assert BALLOTS.state(session, campaign.subject) == "unlinkable"
    hold.close()
    reader.close()
    db.close()


def count(db: Database, campaign: Campaign) -> int:
    with db.transaction() as session:
        return peiling.BALLOTS.count(session, campaign.subject)


def asked_at_bouw(db: Database) -> None:
    """So that the result has a channel to go to."""
    with db.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
        assert bouw is not None
        session.execute(peiling.questions.update().values(tafel_id=bouw.id))


def results_told(db: Database) -> int:
    with db.transaction() as session:
        told = session.execute(select(outbox.outbox.c.content).where(outbox.outbox.c.kind == "once")).scalars()
        return sum("De uitslag is er" in each for each in told)
