"""Forms that come again, late, from somebody else or changed; votes that meet the close; one person with two names."""

import msgspec
import pytest

from handlers.answer import Ask, Post
from handlers.delivery import Reply
from handlers.forms import Form
from storage import audit, outbox, people, people_data, seen
from storage.database import Database
from tests.anonymity import peiling
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay
from tests.databases import PEILING

ANNA, BERT = "slack:UANNA", "slack:UBERT"
COUNTS = "Je stem telt mee"


@pytest.fixture
def template() -> str:
    return PEILING


@pytest.fixture
def vote(db: Database) -> Campaign:
    return Campaign(db, PeilingPlay())


def said(reply: Reply) -> str:
    """What somebody reads: the title of a card, or the sentence of a form."""
    [answer] = reply.inline
    if isinstance(answer, Post):
        return answer.card.title
    assert isinstance(answer, Ask)
    return " ".join([answer.form.audience, *answer.form.errors.values()])


def opened(vote: Campaign, by: str = ANNA) -> Form:
    vote.clock.forward(seconds=5)
    return vote.voters.open_form(vote.subject, by)


def sent(vote: Campaign, form: Form, content: str, by: str = ANNA) -> str:
    vote.clock.forward(seconds=5)
    return said(vote.voters.submit(form, by, content))


def result(vote: Campaign) -> list[str]:
    vote.close()
    with vote.db.transaction() as session:
        return sorted(BALLOTS.closed(session, vote.subject))


# --- again, late, changed --------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_vote_with_the_same_answer(vote: Campaign) -> None:
    form = opened(vote)
    assert [sent(vote, form, "Plan 01"), sent(vote, form, "Plan 01")] == [COUNTS, COUNTS]
    assert result(vote) == ["Plan 01"]


def test_the_same_form_with_something_else_in_it_changes_nothing_and_says_so(vote: Campaign) -> None:
    form = opened(vote)
    sent(vote, form, "Plan 01")
    assert "al verstuurd" in sent(vote, form, "Plan 02")
    assert result(vote) == ["Plan 01"]


def test_the_form_that_was_opened_last_wins_whichever_arrives_last(vote: Campaign) -> None:
    first, second = opened(vote), opened(vote)
    assert sent(vote, second, "Plan 02") == COUNTS
    assert "later nog eens geopend" in sent(vote, first, "Plan 01")
    assert result(vote) == ["Plan 02"]


def test_the_form_that_was_opened_last_wins_also_on_a_machine_whose_clock_is_behind(vote: Campaign) -> None:
    sent(vote, opened(vote), "Plan 01")
    vote.clock.forward(minutes=-10)
    assert sent(vote, opened(vote), "Plan 02") == COUNTS
    assert result(vote) == ["Plan 02"]


def test_a_form_of_somebody_else_is_refused(vote: Campaign) -> None:
    assert "niet van jou" in sent(vote, opened(vote, ANNA), "Plan 01", by=BERT)
    assert result(vote) == []


@pytest.mark.parametrize("where", range(0, 160, 20))
def test_a_form_that_was_changed_on_its_way_is_refused(vote: Campaign, where: int) -> None:
    form = opened(vote)
    at = where % len(form.state)
    changed = form.state[:at] + ("A" if form.state[at] != "A" else "B") + form.state[at + 1 :]
    assert "iets aan veranderd" in sent(vote, msgspec.structs.replace(form, state=changed), "Plan 01")
    assert result(vote) == []


@pytest.mark.parametrize("state", ["", "1", ".", "x.y", "1" * 4000, "\N{SNOWMAN}.\N{SNOWMAN}"])
def test_a_form_without_a_ticket_of_ours_is_refused(vote: Campaign, state: str) -> None:
    assert "iets aan veranderd" in sent(vote, msgspec.structs.replace(opened(vote), state=state), "Plan 01")


def test_a_form_that_was_open_for_days_is_refused(vote: Campaign) -> None:
    form = opened(vote)
    vote.clock.forward(hours=25)
    assert "te lang open" in sent(vote, form, "Plan 01")
    assert result(vote) == []


def test_a_form_that_was_refused_can_be_sent_once_more(vote: Campaign) -> None:
    form = opened(vote)
    [refused] = vote.voters.submit(form, ANNA, "Plan 99").inline
    assert isinstance(refused, Ask)
    assert refused.form.errors == {"keuze": "Kies een van de plannen."}
    assert sent(vote, refused.form, "Plan 03") == COUNTS
    assert result(vote) == ["Plan 03"]


def test_a_vote_that_meets_the_close_is_refused_and_nothing_comes_after_it(vote: Campaign) -> None:
    form = opened(vote)
    sent(vote, opened(vote, BERT), "Plan 02", by=BERT)
    assert result(vote) == ["Plan 02"]
    assert "gesloten" in sent(vote, form, "Plan 01")
    assert result(vote) == ["Plan 02"]


def test_a_vote_that_was_admitted_before_the_close_and_cast_after_it_is_refused(vote: Campaign) -> None:
    form = opened(vote)
    vote.close()
    with vote.db.transaction() as session:
        session.execute(peiling.questions.update().values(ends_at=None))  # the first step lets it through
    assert "gesloten" in sent(vote, form, "Plan 01")


# --- who -------------------------------------------------------------------------------------------------------------


def test_a_person_who_turns_out_to_be_another_votes_once(vote: Campaign) -> None:
    sent(vote, opened(vote, ANNA), "Plan 01")
    sent(vote, opened(vote, BERT), "Plan 02", by=BERT)
    join(vote, ANNA, BERT)
    assert result(vote) == ["Plan 02"], "the later of the two"


def test_a_person_who_turns_out_to_be_another_changes_the_vote_of_before(vote: Campaign) -> None:
    sent(vote, opened(vote, ANNA), "Plan 01")
    with vote.db.transaction() as session:
        region = people.by_account(session, ANNA)
        assert region is not None
    vote.voters.open_form(vote.subject, BERT)
    join(vote, ANNA, BERT)
    form = opened(vote, BERT)
    assert form.fields[0] == peiling.form(form.fields[0].label, "", "Plan 01").fields[0]
    sent(vote, form, "Plan 03", by=BERT)
    assert result(vote) == ["Plan 03"]


def join(vote: Campaign, old: str, new: str) -> None:
    with vote.db.transaction() as session:
        first, second = people.by_account(session, old), people.by_account(session, new)
        assert first is not None
        assert second is not None
        people_data.merge(session, first.id, second.id)


def test_nothing_but_a_newcomer_is_stored_about_who_votes(vote: Campaign) -> None:
    with vote.db.transaction() as session:
        before = [row.id for row in session.execute(people.people.select())]
    vote.voters.vote(vote.subject, ANNA, "Plan 01")
    with vote.db.transaction() as session:
        new = [row for row in session.execute(people.people.select()) if row.id not in before]
        assert [row.name for row in new] == ["Uanna"]
        assert session.execute(seen.seen.select()).all() == []
        assert session.execute(outbox.outbox.select()).all() == []
        assert session.execute(audit.audit.select()).all() == []
