"""What a feature does after a close: it hears of it once, its answers arrive, and the key goes whatever it does."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.background.unlinking import PAUSE, REST, Unlinking
from handlers.answer import Answers, Direct, Later, Post, Refresh
from handlers.cards import Card
from handlers.feature import Around, Work
from handlers.request import Account, Address, Place, Request
from storage import jobs, outbox, people, posted
from storage.database import Database
from storage.jobs import runs_of
from tests.anonymity import peiling
from tests.anonymity.attackers import traces
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay
from tests.waiting import HANG, until

After = Callable[[Work, str], Answers]


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def db(url: str, db: Database) -> Database:
    return db


def campaign_with(db: Database, after: After) -> Campaign:
    ours = peiling.FEATURE.around.anonymous
    assert ours is not None
    feature = replace(peiling.FEATURE, around=Around(anonymous=replace(ours, after=after)))
    campaign = Campaign(db, PeilingPlay(feature))
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 01")
    return campaign


def state(campaign: Campaign) -> str:
    with campaign.db.transaction() as session:
        return BALLOTS.state(session, campaign.subject)


def told(db: Database) -> list[str]:
    """The titles of what waits to be sent."""
    with db.transaction() as session:
        contents = session.execute(select(outbox.outbox.c.content).where(outbox.outbox.c.kind == "once")).scalars()
        return [each for each in ("eerst", "daarna") for content in contents if each in content]


def test_a_feature_hears_of_a_close_once_with_the_ballots_and_before_it_is_unlinkable(db: Database) -> None:
    heard: list[tuple[str, str, list[str]]] = []

    def after(work: Work, subject: str) -> Answers:
        heard.append((subject, BALLOTS.state(work.session, subject), BALLOTS.closed(work.session, subject)))
        return ()

    campaign = campaign_with(db, after)
    campaign.close()
    campaign.voters.unlink()
    assert heard == [(campaign.subject, "closed", ["Plan 01"])]
    assert state(campaign) == "unlinkable"


def test_what_it_answers_goes_out_as_what_falls_due_does(db: Database) -> None:
    def after(work: Work, subject: str) -> Iterator[Post | Refresh | Later]:
        anna = people.by_account(work.session, "slack:UANNA")
        assert anna is not None
        yield Post(Card("x", "eerst"), Direct(anna.id), once=f"x:{subject}")
        yield Refresh("peiling:1")
        yield Later("peiling.verslag")

    campaign = campaign_with(db, after)
    with db.transaction() as session:
        posted.keep(session, "peiling:1", "slack", "CBOUW", "1.0", campaign.clock.instant)
    campaign.close()
    assert told(db) == ["eerst"]
    with db.transaction() as session:
        assert [job.kind for job in jobs.due(session, campaign.clock.instant)] == ["peiling.verslag"]
        living = session.execute(select(outbox.outbox.c.content).where(outbox.outbox.c.kind == "living")).scalars()
        assert list(living) == ["peiling:1"]


def test_a_feature_that_fails_keeps_no_key_alive_and_is_told_again_later(db: Database) -> None:
    tried: list[str] = []

    def after(work: Work, subject: str) -> Answers:
        tried.append(subject)
        jobs.beat(work.session, "half", work.now.instant)
        if len(tried) == 1:
            msg = "the first time it goes wrong"
            raise RuntimeError(msg)
        return ()

    campaign = campaign_with(db, after)
    sought = tokens(campaign)
    campaign.close()
    assert traces(db, sought) == 0
    assert state(campaign) == "closed", "it says no more than what is sure and done"
    with db.transaction() as session:
        assert jobs.last_beat(session, "half") is None, "nothing of the first time is left"
    campaign.voters.unlink()  # by another worker, which knows nothing of the first time
    assert tried == [campaign.subject] * 2
    assert state(campaign) == "unlinkable"


def test_a_worker_leaves_a_feature_that_fails_alone_for_a_while(db: Database) -> None:
    tried: list[str] = []

    def after(_work: Work, subject: str) -> Answers:
        tried.append(subject)
        raise RuntimeError

    campaign = campaign_with(db, after)
    campaign.play.end(db, campaign.subject, campaign.clock.instant)

    async def rounds() -> None:
        unlinking = Unlinking(campaign.app)
        for seconds in (0, 1, REST.total_seconds(), 1):
            campaign.clock.forward(seconds=seconds)
            await unlinking.work()
        await unlinking.stop()

    asyncio.run(rounds())
    assert len(tried) == 2
    assert state(campaign) == "closed"


def test_a_subject_with_a_long_name_is_told_once_too(db: Database) -> None:
    heard: list[str] = []
    campaign = campaign_with(db, lambda _work, subject: heard.append(subject))
    longest = "x" * 80
    with db.transaction() as session:
        session.execute(BALLOTS.subjects.insert().values(subject=longest, state="closed", begun=1))
    campaign.voters.unlink()
    campaign.voters.unlink()
    assert heard == [longest]
    with db.transaction() as session:
        assert [len(each.period) for each in runs_of(session, "anonymous:peiling", "")] == [40]


def tokens(campaign: Campaign) -> list[bytes]:
    with campaign.db.transaction() as session:
        return [bytes(row.token) for row in session.execute(BALLOTS.open_ballots.select())]


# --- when ------------------------------------------------------------------------------------------------------------


def test_who_ends_a_vote_wakes_the_closing_at_once(db: Database) -> None:
    campaign = Campaign(db, PeilingPlay())
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 01")
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"))
    press = Request("press", "slack:x", address, campaign.clock.instant, action="peiling.sluit", value=campaign.subject)

    async def ended() -> None:
        unlinking = Unlinking(campaign.app, pause=10 * HANG)
        running = asyncio.create_task(unlinking.run())
        await asyncio.sleep(0)
        await campaign.app.answer(press)
        await until(lambda: state(campaign) == "unlinkable", "the close")
        await unlinking.stop()
        await running

    asyncio.run(ended())


def test_a_vote_that_ends_at_a_time_is_closed_within_a_pause(db: Database) -> None:
    campaign = Campaign(db, PeilingPlay())
    campaign.voters.vote(campaign.subject, "slack:UANNA", "Plan 01")
    campaign.play.end(db, campaign.subject, campaign.clock.instant.replace(year=2090))

    async def ended() -> None:
        unlinking = Unlinking(campaign.app, pause=0.01)
        running = asyncio.create_task(unlinking.run())
        await asyncio.sleep(0.1)
        assert state(campaign) == "open"
        campaign.clock.forward(days=100 * 366)
        await until(lambda: state(campaign) == "unlinkable", "the close")
        await unlinking.stop()
        await running

    asyncio.run(ended())
    assert PAUSE <= 1, "the result is there within two seconds"
