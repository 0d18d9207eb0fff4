"""Everybody votes at once, several times and while it closes: one ballot each, and closed means closed."""

import asyncio
from collections.abc import Sequence

import pytest

from handlers.answer import Ask, Post
from handlers.delivery import Reply
from handlers.forms import Form
from handlers.request import Request
from storage import outbox, posted
from storage.database import Database
from tests.anonymity.attackers import VOTERS
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay

ACCOUNTS = [f"slack:UV{number:02}" for number in range(VOTERS)]


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def vote(url: str, db: Database) -> Campaign:
    return Campaign(db, PeilingPlay())


def together(vote: Campaign, requests: Sequence[Request]) -> list[Reply]:
    async def answered() -> list[Reply]:
        return list(await asyncio.gather(*map(vote.app.answer, requests)))

    return asyncio.run(answered())


def forms(replies: Sequence[Reply]) -> list[Form]:
    return [each.form for reply in replies for each in reply.inline if isinstance(each, Ask)]


def counted(replies: Sequence[Reply]) -> int:
    titles = [each.card.title for reply in replies for each in reply.inline if isinstance(each, Post)]
    return titles.count("Je stem telt mee")


def test_everybody_at_once_and_each_form_three_times_is_one_ballot_each(vote: Campaign) -> None:
    opened = forms(together(vote, [vote.voters.opened(vote.subject, each) for each in ACCOUNTS]))
    assert len(opened) == VOTERS, "nobody is in another's way, also not as a newcomer"
    contents = vote.play.contents
    sent = [
        vote.voters.filled(form, account, contents[number])
        for number, (form, account) in enumerate(zip(opened, ACCOUNTS, strict=True))
    ]
    assert counted(together(vote, [*sent, *sent, *reversed(sent)])) == 3 * VOTERS
    vote.close()
    with vote.db.transaction() as session:
        assert sorted(BALLOTS.closed(session, vote.subject)) == sorted(contents[:VOTERS])


def test_who_was_told_that_it_counts_is_in_the_result_whenever_it_closes(vote: Campaign) -> None:
    opened = forms(together(vote, [vote.voters.opened(vote.subject, each) for each in ACCOUNTS]))
    sent = [vote.voters.filled(*each, "Plan 01") for each in zip(opened, ACCOUNTS, strict=True)]

    async def racing() -> list[Reply]:
        votes = asyncio.gather(*map(vote.app.answer, sent))
        await asyncio.to_thread(vote.close)
        return list(await votes)

    replies = asyncio.run(racing())
    vote.close()
    with vote.db.transaction() as session:
        assert BALLOTS.state(session, vote.subject) == "unlinkable"
        assert len(BALLOTS.closed(session, vote.subject)) == counted(replies)


def test_the_card_that_counts_is_queued_once_for_all_who_vote_within_a_second(vote: Campaign) -> None:
    key = f"peiling:{vote.subject}"
    with vote.db.transaction() as session:
        posted.keep(session, key, "slack", "CBOUW", "1.0", vote.clock.instant)
    opened = forms(together(vote, [vote.voters.opened(vote.subject, each) for each in ACCOUNTS[:3]]))
    sent = [vote.voters.filled(*each, "Plan 01") for each in zip(opened, ACCOUNTS, strict=False)]
    queued = []
    for request, seconds in zip([*sent, *sent], (0, 0.5, 0.5, 2, 0.5, -3600), strict=True):
        vote.clock.forward(seconds=seconds)
        together(vote, [request])
        queued.append(times_queued(vote, key))
    assert queued == [1, 1, 2, 3, 4, 5], "what is due within a second may be drawn already, without the last vote"


def times_queued(vote: Campaign, key: str) -> int:
    with vote.db.transaction() as session:
        [row] = session.execute(outbox.outbox.select().where(outbox.outbox.c.content == key)).all()
    return int(row.version)
