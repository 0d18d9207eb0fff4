"""Thirty made-up people in a room of the trial workspace: they come in, and vote as its clock goes on or at a press."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.lokaal.clock import DemoClock
from bot.lokaal.crowd import Company
from bot.settings import Settings
from handlers import FEATURES
from handlers.registry import build_registry
from handlers.versnellingskamer import crowd
from storage import kamer_ballots, kamer_people, kamers
from storage.kamer_ballots import BALLOTS
from tests import kamer
from tests.databases import DEMO, Sqlite
from tests.platforms.lokaal import LokaalDriver
from tests.programs.at import AMSTERDAM

LABEL = "Laat dertig mensen meedoen"
NINE = datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.fixture
def app(sqlite: Sqlite) -> App:
    db = sqlite.reuse(DEMO)
    clock = DemoClock(db, AMSTERDAM, lambda: NINE)
    settings = Settings(database_url=str(db.url), tafelbot_geheim=("een geheim voor proeven",))
    return App(settings, db, build_registry(FEATURES), clock)


@pytest.fixture
def trial(app: App) -> Iterator[LokaalDriver]:
    with closing(LokaalDriver(app)) as driver:
        yield driver


def ask_in(trial: LokaalDriver, channel: str = "bouw") -> tuple[int, str]:
    """Press the button beside the clock; gives the status and the words of the answer."""
    answer = trial.http("petra", "POST", "/lokaal/proef", data={"step": "kamer", "channel": channel})
    return answer.status_code, answer.text


def ballots(app: App) -> int:
    with app.db.transaction() as session:
        return BALLOTS.count(session, "1")


def test_the_button_stands_beside_the_clock(trial: LokaalDriver) -> None:
    assert LABEL in trial.http("petra", "GET", "/lokaal/kanaal/bouw").text


def test_thirty_people_come_in_as_guests_and_vote_at_one_more_press(trial: LokaalDriver, app: App) -> None:
    kamer.begin(trial, niveau=("Anoniem, met je O",))
    assert ask_in(trial)[0] == 303
    assert ballots(app) == 0
    kamer.press(trial, "Open de stemming")
    with app.db.transaction() as session:
        seats = [each for each in kamer_people.everybody(session, 1) if each.is_listed]
    assert {each.name for each in crowd.participants()} <= {each.person.name for each in seats if each.person}
    assert ask_in(trial)[0] == 303
    assert ballots(app) == 30
    assert ask_in(trial)[0] == 303
    assert ballots(app) == 30


@pytest.mark.parametrize("manier", ["Cijfers van 1 tot 5 op criteria", "Stippen verdelen", "Akkoord, zorg of bezwaar"])
def test_everybody_fills_in_every_page_of_every_way_of_weighing(trial: LokaalDriver, app: App, manier: str) -> None:
    lines = "\n".join(f"Richting {number}" for number in range(1, 13))
    kamer.begin(trial, manier=(manier,), richtingen=lines)
    ask_in(trial)
    kamer.press(trial, "Open de stemming")
    ask_in(trial)
    assert ballots(app) == 30


def test_they_vote_by_name_where_that_is_asked(trial: LokaalDriver, app: App) -> None:
    kamer.begin(trial, niveau=("Op naam",))
    ask_in(trial)
    kamer.press(trial, "Open de stemming")
    ask_in(trial)
    with app.db.transaction() as session:
        room = kamers.get(session, 1)
        assert room is not None
        named = {each.name for each in kamer_ballots.named_of(session, 1, room.step.number)}
    assert named == {each.name for each in crowd.participants()}


def test_they_vote_one_after_another_while_the_clock_goes_on(trial: LokaalDriver, app: App) -> None:
    kamer.begin(trial, tot="over 20 minuten")
    ask_in(trial)
    kamer.press(trial, "Open de stemming")
    clock, company = app.clock, Company(app)
    assert isinstance(clock, DemoClock)
    counted = []
    for minute in (0, 6, 12, 19):
        clock.move(max(NINE.replace(minute=NINE.minute + minute), clock().instant))
        asyncio.run(company.act())
        counted.append(ballots(app))
    assert counted[0] == 0
    assert counted == sorted(set(counted))
    assert counted[-1] == 30


def test_a_jump_of_the_clock_over_the_end_lets_everybody_vote_first(trial: LokaalDriver, app: App) -> None:
    kamer.begin(trial, tot="over 20 minuten")
    ask_in(trial)
    kamer.press(trial, "Open de stemming")
    assert trial.http("petra", "POST", "/lokaal/klok", data={"step": "uur", "channel": "bouw"}).status_code == 303
    assert ballots(app) == 30


def test_where_there_is_nothing_to_do_the_button_says_so(trial: LokaalDriver) -> None:
    status, words = ask_in(trial)
    assert (status, "Er is hier geen kamer om aan mee te doen." in words) == (422, True)
    kamer.begin(trial)
    kamer.press(trial, "Open de stemming")
    status, words = ask_in(trial)
    assert (status, "De lijst van KAMER-1 ligt vast sinds het openen." in words) == (422, True)
    assert trial.http("petra", "POST", "/lokaal/proef", data={"step": "anders"}).status_code == 404


def test_without_a_crowd_there_is_no_button(app: App) -> None:
    bare = [each for each in FEATURES if each.around.crowd is None]
    with closing(LokaalDriver(replace(app, registry=build_registry(bare)))) as trial:
        assert LABEL not in trial.http("petra", "GET", "/lokaal/kanaal/bouw").text
