"""One tafel in Slack and in Teams at once, and what only Teams has."""

from collections.abc import Iterator

import pytest

from bot.app import App
from bot.settings import Settings
from storage import people, tafels
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.world import World, open_actions


@pytest.fixture
def platform() -> str:
    return "teams"


def test_somebody_who_is_mentioned_for_the_first_time_becomes_a_person(chat: TeamsDriver, world: World) -> None:
    seen = chat.say("/actie nieuw Iets doen @teams:29:1nieuw-a_b")
    assert seen is not None
    assert seen.title == "BOUW-1 · Iets doen"
    with world.db.transaction() as session:
        found = open_actions(session, "bouw")
    assert [action.owner.provisional for action in found if action.owner] == [True]


def test_somebody_who_is_chosen_in_a_form_gets_the_name_that_teams_shows(chat: TeamsDriver, world: World) -> None:
    person = world.person("karim")
    with world.db.transaction() as session:
        people.change(session, person.id, name="onbekende collega", provisional=True)
    chat.say("/actie nieuw")
    chat.submit(titel="Iets doen", actiehouder=("karim",))

    assert world.person("karim").name == "Karim"


# --- two doors, one tafel --------------------------------------------------------------------------------------------


@pytest.fixture
def slack(chat: TeamsDriver, world: World) -> Iterator[SlackDriver]:
    """The same tafel and people in Slack, too, in a process of its own."""
    with world.db.transaction() as session:
        tafel = world.tafel(session, "bouw")
        assert tafel is not None
        tafels.link(session, tafel.id, "slack", "CBOUW", "bouw", world.clock().instant)
        for key in ("petra", "karim"):
            person = people.by_account(session, world.account(key))
            assert person is not None
            people.identify(session, person.id, f"slack:U{key.upper()}")
    settings = Settings(tafelbot_geheim=("a secret for tests",))
    driver = SlackDriver(App(settings, world.db, world.app.registry, world.clock))
    yield driver
    driver.close()


def test_an_update_in_slack_shows_on_the_card_in_teams_and_the_other_way_round(
    chat: TeamsDriver, slack: SlackDriver, world: World
) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.press("Deel in kanaal", on=chat.say("/actie BOUW-1"))
    slack.press("Deel in kanaal", on=slack.say("/actie BOUW-1"))
    for talking, listening, news in ((slack, chat, "De offerte is binnen"), (chat, slack, "Drie tekenden")):
        talking.say(f"BOUW-1: {news}", by="karim")
        world.clock.forward(seconds=3)
        listening.settle()
        assert news in listening.channel("bouw")[-1].text
        world.clock.forward(minutes=1)
        chat.settle()
        slack.settle()


def test_the_digest_comes_once_in_each(chat: TeamsDriver, slack: SlackDriver) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/weekbericht nu")
    slack.settle()
    chat.settle()

    here, there = (
        [seen.title for seen in each.channel("bouw") if seen.title.startswith("Bouw, week")] for each in (chat, slack)
    )
    assert here == there
    assert len(here) == 1
