"""The app's manifest: what Slack accepts, and what the door really does."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.settings import Settings, WrongSetting
from bot.slack import manifest
from handlers.cards import Card
from handlers.feature import Command, Other, Post, Registry, Verb
from handlers.registry import build_registry
from tests.small_feature import small_feature

PUBLIC = Settings(tafelbot_url="https://tafelbot.example.org/")
SOCKET = Settings(slack_app_token="xapp-1-A1-1-x")


def command(word: str, **more: Any) -> Command:
    return Command(word=word, help=f"Uitleg bij {word}", bare=lambda _turn, _words: Post(Card("x", "x")), **more)


def registry(*commands: Command, shortcuts: Mapping[str, str] | None = None) -> Registry:
    presses = {each: lambda _turn: None for each in (shortcuts or {}).values()}
    return build_registry((small_feature("proef", commands=commands, shortcuts=shortcuts, presses=presses),))


VERBS = (
    Verb(word="nieuw", does=lambda *_: None, help="x", usage="tekst @wie eind mei"),
    Verb(word="mijn", does=lambda *_: None, help="x"),
)
USUAL = registry(
    command("actie", verbs=VERBS, other=Other(does=lambda *_: None, usages=(("BOUW-12", "x"),))), command("tafel"),
    command("hulp", slash=False),
    shortcuts={"Maak er een actie van": "overnemen"},
)  # fmt: skip


def test_commands_and_shortcuts_follow_from_the_registry() -> None:
    features = manifest.slack(USUAL, PUBLIC)["features"]

    assert features["slash_commands"] == [
        {
            "command": "/actie", "description": "Uitleg bij actie", "should_escape": True,
            "usage_hint": "nieuw tekst @wie eind mei | mijn | BOUW-12",
            "url": "https://tafelbot.example.org/slack/events",
        },
        {
            "command": "/tafel", "description": "Uitleg bij tafel", "should_escape": True,
            "url": "https://tafelbot.example.org/slack/events",
        },
    ]  # fmt: skip
    [shortcut] = features["shortcuts"]
    assert (shortcut["name"], shortcut["type"], shortcut["callback_id"]) == (
        "Maak er een actie van", "message", "proef.overnemen"
    )  # fmt: skip


def test_with_a_public_address_slack_calls_us_everywhere_at_one_path() -> None:
    made = manifest.slack(USUAL, PUBLIC)["settings"]
    url = "https://tafelbot.example.org/slack/events"

    assert made["socket_mode_enabled"] is False
    assert made["event_subscriptions"]["request_url"] == url
    assert made["interactivity"] == {"is_enabled": True, "request_url": url, "message_menu_options_url": url}


def test_over_a_socket_there_is_no_address_in_it_anywhere() -> None:
    made = manifest.slack(USUAL, SOCKET)

    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


def test_without_an_address_and_a_socket_it_says_what_is_missing() -> None:
    with pytest.raises(WrongSetting, match="TAFELBOT_URL ontbreekt"):
        manifest.slack(USUAL, Settings())


def test_an_address_without_tls_is_refused_because_slack_does() -> None:
    with pytest.raises(WrongSetting, match="Slack stuurt alleen naar een adres met https"):
        manifest.slack(USUAL, Settings(tafelbot_url="http://tafelbot.example.org"))


def test_the_description_promises_what_the_registry_has_and_nothing_else() -> None:
    about = manifest.slack(USUAL, PUBLIC)["display_information"]["long_description"]
    assert about.endswith("\n\n/actie: Uitleg bij actie\n/tafel: Uitleg bij tafel")
    for settings in (PUBLIC, SOCKET):
        shown = json.dumps(manifest.slack(build_registry(()), settings)["display_information"])
        assert not re.search("actie|factsheet|feedback|Versnellingskamer|weekbericht", shown)


def test_a_description_that_gets_too_long_ends_between_two_commands() -> None:
    many = registry(
        *(
            command(
                f"c{letter}",
            )
            for letter in "abcdefghijklmnopqrst"
        )
    )
    long = build_registry((small_feature("proef", commands=tuple(
        Command(word=each.word, help="x" * 300, bare=each.bare) for each in many.commands.values()
    )),))  # fmt: skip
    about = manifest.slack(long, PUBLIC)["display_information"]["long_description"]
    assert 3500 < len(about) <= 4000
    assert about.endswith(": " + "x" * 300)


def test_nothing_is_left_to_fill_in() -> None:
    assert not re.search(r"<|example\.com|TODO|xxx", json.dumps(manifest.slack(USUAL, PUBLIC)))


def test_the_privacy_statement_is_named_where_there_is_one() -> None:
    made = manifest.slack(USUAL, Settings(tafelbot_url="https://a.nl", tafelbot_privacy_url="https://a.nl/privacy"))

    assert made["display_information"]["long_description"].endswith("Privacyverklaring: https://a.nl/privacy")


# Slack's own schema for manifests (version 2), as far as this manifest goes.
SIZES = {
    ("display_information", "name"): (1, 35),
    ("display_information", "description"): (1, 140),
    ("display_information", "long_description"): (175, 4000),
    ("features", "bot_user", "display_name"): (1, 80),
}


@pytest.mark.parametrize("settings", [PUBLIC, SOCKET], ids=["public", "socket"])
def test_everything_is_as_long_as_slack_allows(settings: Settings) -> None:
    made = manifest.slack(USUAL, settings)
    for path, (least, most) in SIZES.items():
        value = made
        for key in path:
            value = value[key]
        assert least <= len(value) <= most, path
    assert re.fullmatch("#[0-9a-f]{6}", made["display_information"]["background_color"])
    assert made.keys() == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    for each in made["features"]["slash_commands"]:
        assert each.keys() <= {"command", "description", "usage_hint", "url", "should_escape"}
        assert re.fullmatch("/[a-z]{1,31}", each["command"])
        assert 1 <= len(each["description"]) <= 2000
        assert 1 <= len(each.get("usage_hint", "x")) <= 1000
    for each in made["features"]["shortcuts"]:
        assert 1 <= len(each["name"]) <= 24
        assert 1 <= len(each["description"]) <= 150
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_a_registry_that_slack_cannot_hold_is_refused_loudly() -> None:
    many = registry(*(command(f"c{number}") for number in range(51)))
    for wrong in (
        many, registry(command("x" * 32)),
        registry(shortcuts={"Een veel te lange naam voor Slack": "x"}),
        registry(shortcuts={f"Kort {n}": f"a{n}" for n in range(11)}),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="Slack neemt er"):
            manifest.slack(wrong, PUBLIC)


def test_a_hint_ends_between_two_usages() -> None:
    verbs = tuple(Verb(word=f"woord{number}", does=lambda *_: None, help="x", usage="x" * 90) for number in range(20))
    [made] = manifest.slack(registry(command("actie", verbs=verbs)), PUBLIC)["features"]["slash_commands"]

    assert len(made["usage_hint"]) <= 1000
    assert made["usage_hint"].endswith("x" * 90)


def test_a_registry_without_commands_has_no_empty_lists() -> None:
    assert manifest.slack(build_registry(()), PUBLIC)["features"].keys() == {"app_home", "bot_user"}


def test_scopes_are_the_ones_that_events_and_calls_need_and_no_more() -> None:
    made = manifest.slack(USUAL, PUBLIC)
    events = set(made["settings"]["event_subscriptions"]["bot_events"])

    assert events == {
        "app_home_opened",
        "app_mention",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "user_change",
    }
    assert set(made["oauth_config"]["scopes"]["bot"]) == {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read",
        "files:write", "groups:history", "groups:read", "im:history", "im:write", "reactions:write", "users:read",
    }  # fmt: skip
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False
