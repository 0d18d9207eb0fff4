"""What changes on the platforms themselves: names, channels that close, and people who leave."""

import asyncio

import pytest

from bot.background.look_around import look_around
from bot.background.schedule import tick
from storage import people, standing, tafels
from storage.standing import AccountState, ChannelState
from tests.platforms.slack_world import BOT, Fault
from tests.test_facts import at, digests

only_slack = pytest.mark.parametrize("platform", ["slack"], indirect=True)
only_teams = pytest.mark.parametrize("platform", ["teams"], indirect=True)


def let_pass(world, chat, **amount):
    world.clock.forward(**amount)
    asyncio.run(tick(world.app))
    chat.settle()


def look(world, chat):
    """What the worker does once a day."""
    chat.run(look_around(world.app))
    let_pass(world, chat, seconds=30)


def link(world, key="bouw"):
    with world.db.transaction() as session:
        [found] = tafels.links_of(session, world.tafel(session, key).id)
    return found


# --- names -----------------------------------------------------------------------------------------------------------


@only_slack
def test_somebody_who_is_called_differently_is_so_from_their_next_words_on(chat, world):
    chat.slack.people["UANNA"] = "Anna Jansen"
    chat.slack.channels["CBOUW"].members.add("UANNA")
    chat.say("/tafel lid @slack:UANNA kartrekker FNV")
    chat.say("/actie nieuw Stagepact tekenen")
    chat.slack.people["UANNA"] = "Anna de Boer"
    chat.restart()
    chat.say("BOUW-1: eerste gesprek gehad", by="anna")
    assert "Anna de Boer" in chat.say("/actie BOUW-1").text
    assert world.person("anna").name == "Anna de Boer"


@only_slack
def test_an_event_about_a_name_is_enough(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.slack.people["UKARIM"] = "Karim el Idrissi"
    chat.happens("user_change", user=chat.slack.member("UKARIM"))
    assert "Karim el Idrissi" in chat.say("/actie BOUW-1").text


@only_slack
def test_a_look_once_a_day_finds_what_no_event_told(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.slack.people["UKARIM"] = "Karim el Idrissi"
    chat.slack.channels["CBOUW"].name = "bouw-en-infra"
    look(world, chat)
    assert "Karim el Idrissi" in chat.say("/actie BOUW-1").text
    assert link(world).name == "bouw-en-infra"


@only_slack
def test_a_platform_that_does_not_answer_is_looked_at_again_later(chat, world):
    chat.slack.people["UKARIM"] = "Karim el Idrissi"
    chat.slack.faults.append(Fault("users.info", "429"))
    look(world, chat)
    assert world.person("karim").name == "Karim"
    look(world, chat)
    assert world.person("karim").name == "Karim el Idrissi"


@only_slack
def test_what_somebody_logs_in_with_is_no_name(chat, world):
    chat.say("/tafel lid @slack:UPETRA projectleider", by="noor")
    chat.say("/actie", by="petra")
    assert world.person("petra").name == "Petra"


@only_slack
def test_a_name_that_a_beheerder_chose_stays(chat, world):
    karim = world.person("karim")
    with world.db.transaction() as session:
        people.change(session, karim.id, name="Karim (FNV)", fixed_name=True)
    chat.slack.people["UKARIM"] = "Karim el Idrissi"
    look(world, chat)
    assert world.person("karim").name == "Karim (FNV)"


@only_slack
def test_two_accounts_with_two_names_do_not_take_turns(chat, world):
    karim = world.person("karim")
    with world.db.transaction() as session:
        people.identify(session, karim.id, "teams:29:karim")
        for account, name in (("slack:UKARIM", "Karim"), ("teams:29:karim", "Idrissi, Karim el")) * 2:
            standing.note(session, [AccountState(account=account, name=name, used=True)], world.clock.instant)
    assert world.person("karim").name == "Karim"


# --- channels --------------------------------------------------------------------------------------------------------


@only_slack
@pytest.mark.parametrize(("event", "title"), [
    ("channel_archive", "#bouw is gearchiveerd"),
    ("channel_deleted", "#bouw bestaat niet meer"),
    ("channel_left", "Tafelbot is uit #bouw verwijderd"),
])  # fmt: skip
def test_a_channel_that_closes_is_told_to_who_can_do_something(chat, world, event, title):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.happens(event, channel="CBOUW")
    for _ in range(3):
        let_pass(world, chat, seconds=30)
    for who in ("petra", "noor"):
        [told] = [seen for seen in chat.direct(who) if seen.title == title]
        assert "1 open actie" in told.text


@only_slack
def test_a_bot_that_is_back_within_a_minute_is_not_told(chat, world):
    chat.happens("member_left_channel", channel="CBOUW", user=BOT)
    chat.join("bouw")
    let_pass(world, chat, seconds=30)
    assert chat.direct("petra") == []
    assert link(world).gone == ""


@only_slack
def test_that_it_left_may_be_told_after_it_came_back(chat, world):
    left = {"type": "member_left_channel", "channel": "CBOUW", "user": BOT, "event_ts": chat.slack.ts()}
    world.clock.forward(seconds=5)
    chat.join("bouw")
    chat.deliver(chat.payloads.event(left))
    assert link(world).gone in ("", "removed")
    look(world, chat)
    assert link(world).gone == ""


@only_slack
def test_somebody_else_who_leaves_the_channel_is_none_of_its_business(chat, world):
    chat.happens("member_left_channel", channel="CBOUW", user="UKARIM")
    let_pass(world, chat, seconds=30)
    assert link(world).gone == ""


@only_slack
def test_a_renamed_channel_is_called_so_everywhere(chat, world):
    chat.happens("channel_rename", channel={"id": "CBOUW", "name": "bouw-en-infra", "created": 1})
    assert "bouw-en-infra" in chat.say("/tafel").text


@only_slack
def test_a_channel_that_is_archived_between_the_tick_and_the_call(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juni")
    world.clock.at("2026-05-25T08:01")
    asyncio.run(tick(world.app))
    chat.slack.channels["CBOUW"].archived = True
    chat.settle()
    let_pass(world, chat, seconds=30)
    assert "kon niet in #bouw" in chat.direct("petra")[-1].title
    chat.slack.channels["CBOUW"].archived = False
    at(world, chat, "2026-06-01T08:01")
    assert "BOUW-1 Stagepact tekenen" in digests(chat)[-1].text


@only_teams
@pytest.mark.parametrize(("event", "title"), [
    ("teamArchived", "gearchiveerd"), ("channelDeleted", "bestaat niet meer"), ("teamDeleted", "bestaat niet meer"),
])  # fmt: skip
def test_a_team_that_closes_is_told_too(chat, world, event, title):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    conversation = chat.teams.conversations[world.channel("bouw")]
    channel = {"id": conversation.id, "name": "bouw"}
    chat.deliver(
        chat.payloads.activity(
            "conversationUpdate", "petra", conversation, data={"eventType": event, "channel": channel}
        )
    )
    let_pass(world, chat, seconds=30)
    assert any(title in seen.title for seen in chat.direct("petra"))


# --- people ----------------------------------------------------------------------------------------------------------


@only_slack
def test_what_somebody_who_left_leaves_behind_is_told_to_the_projectleider_once(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie nieuw Open dag @karim eind juli")
    chat.slack.deactivated.add("UKARIM")
    chat.happens("user_change", user=chat.slack.member("UKARIM"))
    for _ in range(3):
        let_pass(world, chat, seconds=30)
    [told] = [seen for seen in chat.direct("petra") if "account" in seen.title]
    assert told.title == "Karim heeft geen account meer"
    for part in ("nog kartrekker", "BOUW-1 Stagepact tekenen", "BOUW-2 Open dag", "/actie BOUW-1 naar @iemand"):
        assert part in told.text


def test_what_somebody_who_is_forgotten_leaves_open_is_told_without_a_name(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind juli")
    chat.say("/actie nieuw Open dag @karim eind juli")
    chat.press("Vergeet mij", by="karim", on=chat.say("/tafel vergeet mij", by="karim", at="direct"))
    chat.settle()
    told = chat.direct("petra")[-1]
    assert told.title == "Iemand van Bouw is vergeten"
    for part in ("BOUW-1 Stagepact tekenen", "BOUW-2 Open dag", "/actie BOUW-1 naar @iemand"):
        assert part in told.text
    assert "Karim" not in told.text


def test_a_projectleider_who_is_forgotten_leaves_it_to_the_beheerder(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @petra eind juli")
    chat.press("Vergeet mij", by="petra", on=chat.say("/tafel vergeet mij", by="petra", at="direct"))
    chat.settle()
    assert chat.direct("noor")[-1].title == "Iemand van Bouw is vergeten"


def test_who_leaves_nothing_open_is_forgotten_in_silence(chat, world):
    before = len(chat.direct("petra"))
    chat.press("Vergeet mij", by="karim", on=chat.say("/tafel vergeet mij", by="karim", at="direct"))
    chat.settle()
    assert len(chat.direct("petra")) == before


@only_slack
def test_a_projectleider_who_left_is_not_asked_and_the_beheerder_is(chat, world):
    chat.slack.deactivated.add("UPETRA")
    chat.happens("user_change", user=chat.slack.member("UPETRA"))
    let_pass(world, chat, seconds=30)
    before = len(chat.direct("petra"))
    chat.say("/actie nieuw Koffie", by="fatima")
    assert chat.direct("noor")[-1].title.startswith("Fatima stelt een actie voor")
    assert len(chat.direct("petra")) == before


@only_slack
def test_somebody_who_comes_back_is_somebody_again(chat, world):
    chat.slack.deactivated.add("UPETRA")
    look(world, chat)
    chat.slack.deactivated.clear()
    world.clock.forward(days=1)
    look(world, chat)
    chat.say("/actie nieuw Koffie", by="fatima")
    assert chat.direct("petra")[-1].title.startswith("Fatima stelt een actie voor")


@only_slack
def test_what_is_older_than_what_is_known_of_a_channel_is_passed_over(chat, world):
    now = world.clock.instant
    with world.db.transaction() as session:
        standing.note(session, [ChannelState(platform="slack", channel="CBOUW", gone="archived")], now)
        older = world.clock.forward(hours=-1).instant
        standing.note(session, [ChannelState(platform="slack", channel="CBOUW", gone="")], older)
    assert link(world).gone == "archived"
