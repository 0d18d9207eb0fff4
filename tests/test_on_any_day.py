"""The real program on days that are unlike others: nothing goes wrong, and what those days ask for is there.

A day is done by one of the programs at least; `STORM=1` lets each of them do all days.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path

import httpx
import pytest

from bot.background.schedule import HEARTBEAT
from bot.lokaal.clock import clock_text
from bot.settings import Settings
from bot.slack import manifest
from handlers import FEATURES
from handlers.registry import build_registry
from storage import actions, jobs, outbox, people, tafels
from storage.actions import Draft
from storage.database import Database, Session
from tests import days, world
from tests.databases import opened
from tests.days import MOMENTS, Moment
from tests.html import parse
from tests.platforms import PEOPLE, TAFELS
from tests.platforms.slack_payloads import user
from tests.platforms.slack_server import FakeSlack
from tests.platforms.slack_world import SECRET, TEAM, TOKEN
from tests.programs import at, launch
from tests.test_starting import Program
from tests.waiting import HANG, wait_until

TITLE = "Stagepact tekenen"


def on(*short: str) -> pytest.MarkDecorator:
    names = MOMENTS if os.environ.get("STORM") else short
    return pytest.mark.parametrize("moment", [pytest.param(MOMENTS[name], id=name) for name in names])


@contextmanager
def running(folder: Path, moment: Moment, *words: str, **settings: str) -> Iterator[Program]:
    """A program that begins at that moment, is asked to stop afterwards, and had nothing to complain about."""
    program = Program(folder, list(words), settings, ahead=at.ahead(moment.instant))
    try:
        yield program
        code, _, err = program.stop()
    finally:
        program.process.kill()
        program.process.communicate()
    assert (code, launch.complaints(err)) == (0, [])


# --- the trial workspace ---------------------------------------------------------------------------------------------


@on("a Monday morning", "the hour that comes twice", "five years on")
def test_a_walk_through_the_trial_workspace(tmp_path: Path, moment: Moment) -> None:
    with running(tmp_path, moment, "run") as program:
        program.ready()
        with httpx.Client(base_url=f"http://127.0.0.1:{program.port}", follow_redirects=True, timeout=HANG) as visit:
            page = visit.get("/")
            assert clock_text(moment.instant).rpartition(",")[0] in page.text
            done(visit, "zeg", text=f"/actie nieuw {TITLE} @karim over twee weken")
            assert TITLE in visit.get("/lokaal/kanaal/bouw").text
            done(visit, "klok", step="week")
            week = (moment.instant + timedelta(weeks=1)).isocalendar().week
            wait_until(lambda: f"Bouw, week {week} ·" in shown(visit), "the digest of a week later")
            assert TITLE in shown(visit).rpartition(f"Bouw, week {week} ·")[2]


def done(visit: httpx.Client, gesture: str, **fields: str) -> None:
    posted = visit.post(f"/lokaal/{gesture}", data={"channel": "bouw", "person": "petra", **fields})
    assert posted.status_code == 200, posted.text


def shown(visit: httpx.Client) -> str:
    return parse(visit.get("/lokaal/kanaal/bouw").text).text()


# --- a real installation ---------------------------------------------------------------------------------------------


def fill(db: Database, moment: Moment) -> None:
    """Tafels that exist for ten days, and an action that Karim should have ended eight days ago."""
    before = moment.instant - timedelta(days=10)
    world.fill(db, "slack", before)
    with db.transaction() as session:
        bouw, karim = tafels.by_key(session, "bouw"), people.by_account(session, world.account("slack", "karim"))
        assert bouw
        late = Draft(title=TITLE, owner=karim, due=moment.instant.date() - timedelta(days=8))
        actions.create(session, bouw, late, now=before.astimezone(UTC), by=None)


@contextmanager
def slack_at(moment: Moment) -> Iterator[FakeSlack]:
    """A Slack on the clock of a program that begins now."""
    ahead = timedelta(seconds=at.ahead(moment.instant) - at.ahead())
    made = manifest.slack(build_registry(FEATURES), Settings(tafelbot_url="https://tafelbot.test"))
    slack = FakeSlack(made, now=lambda: at.now() + ahead, people={user(key): name for key, name in PEOPLE.items()})
    for key in TAFELS:
        slack.add_channel(key, members=set(slack.people))
    slack.start()
    yield slack
    slack.stop()
    assert slack.complaints == []


def settings_of(url: str, outside: str = "http://127.0.0.1:9") -> dict[str, str]:
    """Slack is behind that address; CBS is not, and says so at once, so that nobody tries it again and again."""
    return {
        "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_TEAM_ID": TEAM,
        "SLACK_API_URL": f"{outside}/api/", "CBS_URL": f"{outside}/CBS",
        "TAFELBOT_GEHEIM": "een geheim van lengte", "DATABASE_URL": url,
    }  # fmt: skip


@on("a Saturday night", "the hour that does not come", "29 February")
def test_a_worker_sends_what_the_day_asks_for(tmp_path: Path, request: pytest.FixtureRequest, moment: Moment) -> None:
    url: str = request.getfixturevalue("pg_url" if moment.works else "sqlite_url")
    with opened(url) as db, slack_at(moment) as slack:
        fill(db, moment)
        with running(tmp_path, moment, "worker", **settings_of(url, slack.address)):
            wait_until(lambda: db.read(is_done).result(), "the worker has nothing left to send")
        beat = db.read(lambda session: jobs.last_beat(session, HEARTBEAT)).result()
        rows = db.read(lambda session: outbox.waiting(session, ["wacht", "dood", "onzeker", "verzonden"])).result()
        assert beat is not None
        assert timedelta(0) <= beat - moment.instant < timedelta(hours=1)
        assert {row.state for row in rows} == {"verzonden"}
        told = sorted(each.channel for each in slack.written)
    assert told == (["CBOUW", "DKARIM"] if moment.works else ["CBOUW"])  # the digest, and a reminder


def is_done(session: Session) -> bool:
    return bool(jobs.last_beat(session, HEARTBEAT)) and not outbox.waiting(session, ["wacht"])


@on("the hour that comes twice", "29 February", "31 December")
def test_the_digest_on_the_command_line_tells_the_week(tmp_path: Path, sqlite_url: str, moment: Moment) -> None:
    with opened(sqlite_url) as db:
        fill(db, moment)
    said = Program(
        tmp_path, ["digest", "--tafel", "bouw"], settings_of(sqlite_url), ahead=at.ahead(moment.instant)
    ).ended()
    assert (said[0], said[2]) == (0, "")
    assert said[1].startswith(f"Bouw, week {moment.instant.isocalendar().week} · 1 open · 1 te laat\n")
    assert f"BOUW-1 {TITLE}" in said[1]


# --- the machine's clock ---------------------------------------------------------------------------------------------


def test_a_library_that_cannot_be_loaded_moves_no_clock(tmp_path: Path) -> None:
    assert not days._works(tmp_path / "libfaketime.so.1")  # noqa: SLF001 - all the tests on a day need it


def test_without_a_library_for_this_machine_it_says_so_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "_libraries", lambda: iter(()))
    with pytest.raises(SystemExit, match="no libfaketime here under which Python can sleep"):
        days.main(())
