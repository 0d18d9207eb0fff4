"""What an anonymous action may touch; anything else is refused, rolled back, and heard as "er ging iets mis"."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import column, event, func, insert, literal_column, select, table, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as OrmSession

from handlers.anonymous import Alone, AnonymousAction
from handlers.answer import HERE, Answers, Direct, Later, Post, React
from handlers.cards import Card
from handlers.feature import Around, Turn
from storage import audit, people, seen
from storage.apart import Apart, Elsewhere, write_apart
from storage.ballots import Voter
from storage.database import Database, Session
from storage.vault import Vault
from tests.anonymity import peiling
from tests.anonymity.campaign import SECRET, Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay
from tests.databases import PEILING
from tests.world import MONDAY

PERSONS = people.people


@pytest.fixture
def template() -> str:
    return PEILING


def alone(db: Database, work: Callable[[Apart], Any]) -> Any:
    return write_apart(db, BALLOTS.tables, Vault((SECRET,)), work).result()


def connection_of(apart: Apart) -> Session:
    """What nobody should do: take the connection out of the session."""
    found: Session = vars(apart)["_Apart__session"]
    return found


ELSEWHERE: Final[dict[str, Callable[[Apart], object]]] = {
    "reads people": lambda apart: apart.execute(select(PERSONS)),
    "joins people": lambda apart: apart.execute(select(BALLOTS.open_ballots.c.content, PERSONS.c.name)),
    "asks people in a subquery": lambda apart: apart.execute(
        select(BALLOTS.keys.c.subject).where(BALLOTS.keys.c.subject.in_(select(PERSONS.c.name)))
    ),
    "copies from people": lambda apart: apart.execute(
        insert(BALLOTS.closed_ballots).from_select(["subject"], select(PERSONS.c.name))
    ),
    "writes people": lambda apart: apart.execute(insert(PERSONS).values(name="x")),
    "names a table by hand": lambda apart: apart.execute(select(column("name")).select_from(table("people"))),
    "hides SQL in a column": lambda apart: apart.execute(select(literal_column("(SELECT name FROM people)"))),
    "runs text": lambda apart: apart.execute(text("SELECT name FROM people")),  # type: ignore[arg-type]
    "calls a function of the database": lambda apart: apart.execute(select(func.pg_sleep(0))),
    "writes the audit log": lambda apart: audit.write(apart, "stem", now=MONDAY, by=1),  # type: ignore[arg-type]
    "remembers a request": lambda apart: seen.first_time(apart, "slack:1", MONDAY),  # type: ignore[arg-type]
    "flushes an ORM session": lambda apart: OrmSession(apart).execute(select(PERSONS)),  # type: ignore[arg-type]
    "reads around the session": lambda apart: connection_of(apart).execute(select(PERSONS)).all(),
    "writes around the session": lambda apart: seen.first_time(connection_of(apart), "slack:1", MONDAY),
    "runs text around the session": lambda apart: connection_of(apart).exec_driver_sql("SELECT name FROM people"),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_whatever_is_tried_elsewhere_is_refused_and_undoes_the_rest(db: Database, name: str) -> None:
    def act(apart: Apart) -> None:
        BALLOTS.open(apart, "1")
        ELSEWHERE[name](apart)

    with db.transaction() as session:  # a statement that this connection has prepared is refused like a new one
        session.execute(select(PERSONS)).all()
    with pytest.raises((Elsewhere, AttributeError, SQLAlchemyError)):  # it is no connection, so most does not fit
        alone(db, act)
    with db.transaction() as session:
        assert BALLOTS.state(session, "1") == ""
        assert session.execute(select(seen.seen)).all() == []


@pytest.mark.parametrize("name", ["reads people", "reads around the session"])
def test_who_catches_the_refusal_gets_no_further(db: Database, name: str) -> None:
    def act(apart: Apart) -> None:
        BALLOTS.open(apart, "1")
        with suppress(Exception):
            ELSEWHERE[name](apart)

    with pytest.raises(Elsewhere):
        alone(db, act)
    with db.transaction() as session:
        assert BALLOTS.state(session, "1") == ""


def test_the_connection_is_an_ordinary_one_afterwards(db: Database) -> None:
    alone(db, lambda apart: BALLOTS.open(apart, "1"))
    with pytest.raises(Elsewhere):
        alone(db, ELSEWHERE["reads around the session"])
    found = db.write(lambda session: session.execute(select(PERSONS.c.name)).scalars().all()).result()
    assert "Petra" in found


def test_an_anonymous_write_shares_its_commit_with_nothing(sqlite_url: str) -> None:
    """The writer thread of SQLite commits together what waits; a ballot never, whatever waits before and behind it."""
    db = Database(sqlite_url)
    peiling.create(db)
    alone(db, lambda apart: BALLOTS.open(apart, "1"))
    groups: list[list[str]] = []
    event.listen(db.engine, "begin", lambda _connection: groups.append([]))

    def ordinary(session: Session) -> None:
        groups[-1].append("ordinary")
        seen.first_time(session, f"slack:{len(groups)}:{len(groups[-1])}", MONDAY)

    def anonymous(apart: Apart, number: int) -> None:
        groups[-1].append("anonymous")
        BALLOTS.cast(apart, "1", Voter((number,)), revision=1, content="x")

    futures: list[Future[None]] = []
    with db.transaction():  # everything waits until this ends
        for number in range(6):
            futures += [db.write(ordinary), db.write(ordinary)]
            futures.append(write_apart(db, BALLOTS.tables, Vault((SECRET,)), partial(anonymous, number=number)))
    for future in futures:
        future.result()
    assert ["ordinary", "ordinary"] in groups
    assert [group for group in groups if "anonymous" in group] == [["anonymous"]] * 6
    db.close()


# --- what a handler answers ------------------------------------------------------------------------------------------

CARD = Card("x", "Plan 01")
STORED: Final[dict[str, Answers]] = {
    "to everybody": Post(CARD, to=HERE),
    "to somebody's direct messages": Post(CARD, to=Direct(1)),
    "once": Post(CARD, once="key"),
    "by a job": Later("peiling.job", '{"wat": "Plan 01"}'),
    "as a sign": React("gezien"),
}


@pytest.mark.parametrize("name", STORED)
def test_an_answer_that_would_be_stored_is_refused_and_undoes_the_vote(db: Database, name: str) -> None:
    def act(given: Alone[str]) -> Answers:
        peiling.vote(given)
        return STORED[name]

    campaign = Campaign(db, PeilingPlay(peiling.feature(act=act)))
    reply = campaign.voters.vote(campaign.subject, "slack:UV01", "Plan 01")
    assert "Er ging iets mis" in str(reply.inline)
    with db.transaction() as session:
        assert BALLOTS.count(session, campaign.subject) == 0


def test_a_handler_that_writes_elsewhere_is_heard_as_something_that_went_wrong(db: Database) -> None:
    def act(given: Alone[str]) -> Answers:
        done = peiling.vote(given)
        audit.write(given.session, "gestemd", now=MONDAY, by=1)  # type: ignore[arg-type]
        return done

    campaign = Campaign(db, PeilingPlay(peiling.feature(act=act)))
    reply = campaign.voters.vote(campaign.subject, "slack:UV01", "Plan 01")
    assert "Er ging iets mis" in str(reply.inline)
    assert reply.apart
    with db.transaction() as session:
        assert BALLOTS.count(session, campaign.subject) == 0
        assert audit.latest(session, None) == []


def test_the_first_step_does_not_see_what_was_chosen(db: Database) -> None:
    asked: list[object] = []
    made = peiling.feature()
    assert made.around.anonymous is not None

    def admit(turn: Any) -> Any:
        asked.append(turn.request)
        return peiling.admit(turn)

    def watched(actions: Mapping[str, AnonymousAction[Turn, Any]]) -> dict[str, AnonymousAction[Turn, Any]]:
        return {name: replace(each, admit=admit) for name, each in actions.items()}

    ours = made.around.anonymous
    anonymous = replace(ours, presses=watched(ours.presses), submits=watched(ours.submits))
    campaign = Campaign(db, PeilingPlay(replace(made, around=Around(anonymous=anonymous))))
    campaign.voters.vote(campaign.subject, "slack:UV01", "Plan 01")
    assert len(asked) == 2
    assert "Plan 01" not in str(asked)


def test_who_votes_is_no_word_that_can_be_told() -> None:
    assert str(Voter((1, 2))) == f"{Voter((1, 2))!r}" == "Voter(...)"


def test_of_a_voter_no_number_can_be_read() -> None:
    public = [name for name in dir(Voter((7, 8))) if not name.startswith("_")]
    assert public == []
    assert "7" not in f"{Voter((7, 8))!r}{Voter((7, 8))}"
