"""A vote in the second of the close, a clock that is set back, a database that fails in either step, two processes.

Whoever hears that their vote counts is in the result, whoever hears something else is not, and a form that was not
stored can be sent again.
"""

import asyncio
import itertools
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Final

import msgspec
import psycopg
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.serving import anonymous
from handlers.answer import Ask, Post
from handlers.delivery import Reply
from handlers.registry import build_registry
from handlers.request import Request
from storage import outbox, tafels
from storage.apart import write_apart
from storage.ballots import OPEN_ONLY
from storage.database import Database
from tests.anonymity import peiling
from tests.anonymity.campaign import Campaign
from tests.anonymity.peiling import BALLOTS
from tests.anonymity.plays import PeilingPlay
from tests.databases import opened
from tests.programs import launch
from tests.waiting import HANG

ANNA: Final = "slack:UANNA"
COUNTS: Final = "Je stem telt mee"


@pytest.fixture
def template() -> str:
    return "slack"


@pytest.fixture
def vote(url: str, db: Database) -> Campaign:
    return Campaign(db, PeilingPlay())


def said(reply: Reply) -> str:
    """What somebody reads: the title of a card, or the sentence of a form."""
    [answer] = reply.inline
    if isinstance(answer, Post):
        return answer.card.title
    assert isinstance(answer, Ask)
    return " ".join([answer.form.audience, *answer.form.errors.values()])


def stored(vote: Campaign) -> int:
    with vote.db.transaction() as session:
        return BALLOTS.count(session, vote.subject)


def result(vote: Campaign) -> list[str]:
    with vote.db.transaction() as session:
        assert BALLOTS.state(session, vote.subject) == "unlinkable"
        return sorted(BALLOTS.closed(session, vote.subject))


# --- in the second of the close --------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(3))
def test_votes_over_two_processes_that_meet_the_close_hear_whether_they_count(
    url: str, vote: Campaign, round_: int
) -> None:
    accounts = [f"slack:UV{number:02}" for number in range(12)]
    forms = [vote.voters.open_form(vote.subject, each) for each in accounts]
    sent = [vote.voters.filled(*each, f"Plan {round_ + 1:02}") for each in zip(forms, accounts, strict=True)]
    with opened(url) as other, ThreadPoolExecutor(3) as pool:
        apps = [vote.app, App(vote.app.settings, other, build_registry((vote.play.feature,)), vote.clock)]
        voting = [pool.submit(answered, app, sent[number::2]) for number, app in enumerate(apps)]
        pool.submit(vote.close).result()
        heard = [said(reply) for each in voting for reply in each.result()]
    vote.close()
    assert all(each == COUNTS or "gesloten" in each for each in heard), heard
    assert len(result(vote)) == heard.count(COUNTS)


def answered(app: App, requests: list[Request]) -> list[Reply]:
    async def all_of_them() -> list[Reply]:
        return list(await asyncio.gather(*map(app.answer, requests)))

    return asyncio.run(all_of_them())


def test_two_processes_that_get_the_same_forms_store_each_vote_once(pg_url: str) -> None:
    with opened(pg_url) as db:
        vote = Campaign(db, PeilingPlay())
        accounts = [f"slack:UV{number:02}" for number in range(12)]
        contents = vote.play.contents
        sent = [
            vote.voters.filled(vote.voters.open_form(vote.subject, account), account, contents[number])
            for number, account in enumerate(accounts)
        ]
        processes = [start(pg_url) for _ in range(2)]
        for process, order in zip(processes, (sent, list(reversed(sent))), strict=True):
            assert process.stdin is not None
            process.stdin.write(msgspec.json.encode(order))
            process.stdin.close()
        heard = [each for process in processes for each in outcome(process)]
        vote.close()
        assert heard == [COUNTS] * 24
        assert result(vote) == sorted(contents[:12])


def start(url: str) -> "subprocess.Popen[bytes]":
    words = launch.command("-m", "tests.programs.many_voters", url)
    return subprocess.Popen(words, env=launch.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def outcome(process: "subprocess.Popen[bytes]") -> list[str]:
    with process:
        assert process.stdout is not None
        heard = msgspec.json.decode(process.stdout.read(), type=list[str])
        assert process.wait(HANG) == 0
    return heard


# --- a clock that is set back ----------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_an_hour_loses_no_form_and_no_change(vote: Campaign) -> None:
    first = vote.voters.open_form(vote.subject, ANNA)
    vote.clock.forward(hours=-1)
    assert said(vote.voters.submit(first, ANNA, "Plan 01")) == COUNTS
    assert said(vote.voters.vote(vote.subject, ANNA, "Plan 02")) == COUNTS
    assert "later nog eens geopend" in said(vote.voters.submit(first, ANNA, "Plan 03"))
    vote.close()
    assert result(vote) == ["Plan 02"]


def test_what_is_closed_stays_closed_when_the_clock_is_set_back_before_its_end(vote: Campaign) -> None:
    form = vote.voters.open_form(vote.subject, ANNA)
    vote.close()
    vote.clock.forward(hours=-1)
    assert "gesloten" in said(vote.voters.submit(form, ANNA, "Plan 01"))
    assert "gesloten" in said(vote.voters.send(vote.voters.opened(vote.subject, ANNA)))
    vote.voters.unlink()
    assert result(vote) == []


# --- a database that fails -------------------------------------------------------------------------------------------

CAUSES: Final[dict[str, tuple[int, str]]] = {
    "locked": (sqlite3.SQLITE_BUSY, "even te druk"),
    "full": (sqlite3.SQLITE_FULL, "schijf van Tafelbot is vol"),
    "gone": (sqlite3.SQLITE_IOERR, "niet bij de gegevens"),
}


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("what", ["before_cursor_execute", "commit"])
def test_whatever_fails_in_either_step_nothing_is_half_stored_and_the_form_can_be_sent_again(
    vote: Campaign, cause: str, what: str
) -> None:
    form = vote.voters.open_form(vote.subject, ANNA)
    heard: list[str] = []
    for number in itertools.count(1):
        with failing(vote.db, number, what, CAUSES[cause][0]) as failed:
            heard.append(said(vote.voters.submit(form, ANNA, "Plan 01")))
        if not failed:
            break
        assert stored(vote) == (heard[-1] == COUNTS)
    refused = [each for each in heard if each != COUNTS]
    assert len(refused) >= (2 if what == "commit" else 8), "in both steps"
    assert all(CAUSES[cause][1] in each for each in refused), refused
    assert heard[len(refused) :] == [COUNTS] * (len(heard) - len(refused)), "what fails later is only a card"
    vote.close()
    assert result(vote) == ["Plan 01"]


@pytest.mark.parametrize("cause", CAUSES)
def test_whatever_fails_in_a_close_it_ends_with_every_vote_and_one_result(vote: Campaign, cause: str) -> None:
    with vote.db.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
    assert bouw is not None
    for number in itertools.count(1):
        vote.subject = vote.play.begin(vote.db)
        vote.voters.vote(vote.subject, ANNA, "Plan 01")
        with vote.db.transaction() as session:
            mine = peiling.questions.c.id == int(vote.subject)
            session.execute(peiling.questions.update().where(mine).values(tafel_id=bouw.id))
        vote.play.end(vote.db, vote.subject, vote.clock.instant)
        with failing(vote.db, number, "before_cursor_execute", CAUSES[cause][0]) as failed:
            vote.voters.unlink()
        vote.voters.unlink()
        assert result(vote) == ["Plan 01"]
        assert times_told(vote) == 1
        if not failed:
            break
    assert number > 8


def times_told(vote: Campaign) -> int:
    with vote.db.transaction() as session:
        keys = session.execute(select(outbox.outbox.c.key).where(outbox.outbox.c.kind == "once")).scalars()
        return sum(f"peiling:{vote.subject}:" in f"{key}:" for key in keys)


@contextmanager
def failing(db: Database, number: int, what: str, code: int) -> Iterator[list[str]]:
    """Let the so-manieth statement or commit fail; gives what failed."""
    failed: list[str] = []
    count = itertools.count(1)

    def broken(*_: object) -> None:
        if next(count) == number:
            failed.append(what)
            error = sqlite3.OperationalError("x")
            error.sqlite_errorcode = code
            raise OperationalError(what, None, error)

    event.listen(db.engine, what, broken)
    try:
        yield failed
    finally:
        event.remove(db.engine, what, broken)


@pytest.mark.parametrize("step", ["first", "second"])
def test_who_finds_the_database_held_in_either_step_hears_so_and_sends_the_form_again(
    vote: Campaign, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    form = vote.voters.open_form(vote.subject, ANNA)

    def held_by_now(*given: Any) -> Any:
        stack.enter_context(held(vote.db, f"{OPEN_ONLY}peiling_ballots"))
        return write_apart(*given)

    with ExitStack() as stack, monkeypatch.context() as patch:
        if step == "first":
            stack.enter_context(held(vote.db, "identities"))
        else:
            patch.setattr(anonymous, "write_apart", held_by_now)
        assert "even te druk" in said(vote.voters.submit(form, ANNA, "Plan 01"))
    assert stored(vote) == 0
    assert said(vote.voters.submit(form, ANNA, "Plan 01")) == COUNTS
    assert stored(vote) == 1


@contextmanager
def held(db: Database, table: str) -> Iterator[None]:
    """Somebody else holds the database, or on PostgreSQL this table of it."""
    if db.path is not None:
        with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(db.url.render_as_string(hide_password=False)) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


def test_a_server_that_goes_away_between_the_steps_costs_nobody_their_vote(
    pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(pg_url) as db:
        vote = Campaign(db, PeilingPlay())
        form = vote.voters.open_form(vote.subject, ANNA)

        def on_lost_connections(*given: Any) -> Any:
            end_sessions(db)
            return write_apart(*given)

        monkeypatch.setattr(anonymous, "write_apart", on_lost_connections)
        assert said(vote.voters.submit(form, ANNA, "Plan 01")) == COUNTS
        assert stored(vote) == 1


def end_sessions(db: Database) -> None:
    with psycopg.connect(db.url.render_as_string(hide_password=False), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.mark.parametrize("does", [True, False], ids=["stored", "lost"])
def test_who_loses_the_server_during_the_commit_of_the_vote_votes_once(
    pg_url: str, monkeypatch: pytest.MonkeyPatch, *, does: bool
) -> None:
    with opened(pg_url) as db:
        vote = Campaign(db, PeilingPlay())
        form = vote.voters.open_form(vote.subject, ANNA)
        dialect: Any = db.engine.dialect
        commits, commit = itertools.count(1), dialect.do_commit

        def broken(connection: Any) -> None:
            if next(commits) != 2:
                commit(connection)
                return
            (commit if does else dialect.do_rollback)(connection)
            msg = "server closed the connection"
            raise psycopg.errors.AdminShutdown(msg)

        monkeypatch.setattr(dialect, "do_commit", broken)
        assert said(vote.voters.submit(form, ANNA, "Plan 01")) == COUNTS
        monkeypatch.undo()
        vote.close()
        assert result(vote) == ["Plan 01"]
