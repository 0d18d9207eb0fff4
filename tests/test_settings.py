"""Settings: read from the environment and .env, and a wrong one stops the start with a sentence that names it."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSetting, load

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "een,twee",
    "TAFELBOT_GEHEIM": "nieuw-nieuw-nieuw,oud-oud-oud-oud-oud",
}
TEAMS = {
    "TEAMS_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
    "TEAMS_CLIENT_SECRET": "b",
    "TEAMS_TENANT_ID": "99999999-8888-7777-6666-555555555555",
    "TAFELBOT_URL": "https://tafelbot.example",
    "TAFELBOT_GEHEIM": "een geheim voor proeven",
}


def read(environment: dict[str, str] | None = None, env_file: Path | None = None) -> Settings:
    return load(environment or {}, env_file)


def test_without_any_setting_it_is_the_trial_workspace_on_this_machine() -> None:
    settings = read()
    assert settings == Settings()
    assert settings.is_demo
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_with_a_bot_token_it_is_the_real_thing() -> None:
    settings = read(SLACK)
    assert settings.has_slack
    assert not settings.is_demo
    assert settings.slack_signing_secret == ("een", "twee")
    assert settings.tafelbot_geheim == ("nieuw-nieuw-nieuw", "oud-oud-oud-oud-oud")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nLOG_LEVEL=DEBUG\nTAFELBOT_URL='https://tafelbot.example/'\n")
    settings = read({"PORT": "9001"}, file)
    assert (settings.port, settings.log_level) == (9001, "DEBUG")
    assert settings.public_url == "https://tafelbot.example"


def test_what_is_left_empty_is_not_set(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=\nSLACK_BOT_TOKEN=\n")
    assert read({"HOST": "", "LOG_FORMAT": " "}, file) == Settings()


def test_other_peoples_variables_are_left_alone() -> None:
    assert read({"PATH": "/bin", "SLACK_CLIENT_ID": "x"}) == Settings()


def test_a_list_is_separated_by_commas_and_spaces_do_not_matter() -> None:
    assert read({"TAFELBOT_BEHEERDERS": " slack:U1 , slack:U2,"}).tafelbot_beheerders == ("slack:U1", "slack:U2")


def test_administrators_are_written_as_their_platform_does() -> None:
    given = {"TAFELBOT_BEHEERDERS": "Slack:u1,teams:29:aBc"}
    assert read(given).tafelbot_beheerders == ("slack:U1", "teams:29:aBc")


def test_the_trial_workspace_takes_any_secret() -> None:
    assert read({"TAFELBOT_GEHEIM": "kort"}).tafelbot_geheim == ("kort",)


def test_every_wrong_setting_is_named_at_once() -> None:
    given = {**SLACK, "PORT": "achtduizend", "LOG_LEVEL": "veel", "SLACK_TEAM_ID": "foo", "SLACK_BOT_TOKEN": "xoxp-1"}
    with pytest.raises(WrongSetting) as told:
        read(given)
    assert [line.split()[0] for line in str(told.value).splitlines()] == [
        "PORT", "LOG_LEVEL", "SLACK_BOT_TOKEN", "SLACK_TEAM_ID",
    ]  # fmt: skip


WRONG = [
    ({"PORT": "achtduizend"}, "PORT"),
    ({"PORT": "0"}, "PORT"),
    ({"PORT": "70000"}, "PORT"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
    ({"TAFELBOT_TIJDZONE": "Europe/Zwolle"}, "TAFELBOT_TIJDZONE"),
    ({"TAFELBOT_TIJDZONE": "../../etc/passwd"}, "TAFELBOT_TIJDZONE"),
    ({"TAFELBOT_URL": "tafelbot.example"}, "TAFELBOT_URL"),
    ({"TAFELBOT_URL": "javascript:alert(1)"}, "TAFELBOT_URL"),
    ({"TAFELBOT_URL": "https://"}, "TAFELBOT_URL"),
    ({"TAFELBOT_URL": "https:///pad"}, "TAFELBOT_URL"),
    ({"TAFELBOT_URL": "https://["}, "TAFELBOT_URL"),
    ({"TAFELBOT_URL": "https://tafelbot.example:poort"}, "TAFELBOT_URL"),
    ({"DATABASE_URL": "sqlite:////nergens/var/tafelbot.db"}, "DATABASE_URL"),
    ({"TAFELBOT_BEHEERDERS": "slakc:U1"}, "Platforms: slack, teams, lokaal"),
    ({"TAFELBOT_BEHEERDERS": "slack:petra-1"}, "TAFELBOT_BEHEERDERS"),
    ({"TAFELBOT_BEHEERDERS": "slack:"}, "TAFELBOT_BEHEERDERS"),
    ({**SLACK, "TAFELBOT_GEHEIM": "kort"}, "openssl rand -hex 32"),
    ({**SLACK, "TAFELBOT_GEHEIM": "vijftien tekens"}, "TAFELBOT_GEHEIM"),
    ({**SLACK, "TAFELBOT_GEHEIM": "lang-genoeg-lang-genoeg,oud"}, "TAFELBOT_GEHEIM"),
    ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL"),
    ({"CBS_URL": "https://"}, "CBS_URL"),
    ({"TAFELBOT_PRIVACY_URL": "privacy.html"}, "TAFELBOT_PRIVACY_URL"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"LOG_LEVEL": "veel"}, "LOG_LEVEL"),
    ({"TAFELBOT_TAFELS": "/nergens/tafels.toml"}, "TAFELBOT_TAFELS"),
    ({"TAFELBOT_BEHEERDERS": "U123"}, "TAFELBOT_BEHEERDERS"),
    ({"TAFELBOT_BEWAAR_DAGEN": "lang"}, "TAFELBOT_BEWAAR_DAGEN"),
    ({**SLACK, "SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN"),
    ({**SLACK, "SLACK_TEAM_ID": "foo"}, "SLACK_TEAM_ID"),
    ({**SLACK, "SLACK_TEAM_ID": "C0123"}, "SLACK_TEAM_ID"),
    ({**SLACK, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    ({**SLACK, "SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ({**SLACK, "SLACK_SIGNING_SECRET": " , "}, "SLACK_SIGNING_SECRET"),
    ({**SLACK, "SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
    ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
    ({**SLACK, "TAFELBOT_GEHEIM": ""}, "TAFELBOT_GEHEIM"),
    ({**TEAMS, "TEAMS_CLIENT_ID": "Tafelbot"}, "TEAMS_CLIENT_ID"),
    ({**TEAMS, "TEAMS_TENANT_ID": "regio.onmicrosoft.com"}, "TEAMS_TENANT_ID"),
    ({"HOST": "0.0.0.0"}, "HOST"),  # noqa: S104 - that is what is refused
    ({**SLACK, "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1", "HOST": "0.0.0.0"}, "HOST"),  # noqa: S104
]


@pytest.mark.parametrize(("environment", "name"), WRONG)
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(environment: dict[str, str], name: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        read(environment)
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_no_secret_is_repeated_in_the_sentence_about_it() -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "TAFELBOT_GEHEIM"):
        with pytest.raises(WrongSetting) as caught:
            read({**SLACK, name: "maar-geheim"})
        assert "maar-geheim" not in str(caught.value)


def test_socket_mode_needs_no_signing_secret() -> None:
    assert read({**SLACK, "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1"}).slack_app_token == "xapp-1"


def test_every_setting_can_be_set_by_its_own_name() -> None:
    kinds = {"int": ("1", 1), "tuple": ("slack:U1", ("slack:U1",)), "str": ("x", "x")}
    special = {
        "database_url": ("postgresql://h/d", "postgresql://h/d"), "tafelbot_tijdzone": ("Europe/Paris", "Europe/Paris"),
        "tafelbot_url": ("https://x.example", "https://x.example"), "tafelbot_tafels": (__file__, __file__),
        "tafelbot_geheim": ("x" * 16, ("x" * 16,)),
        "host": ("::1", "::1"), "log_level": ("ERROR", "ERROR"), "log_format": ("json", "json"),
        "slack_team_id": ("T9", "T9"), "slack_bot_token": ("xoxb-9", "xoxb-9"), "slack_app_token": ("xapp-9", "xapp-9"),
        "tafelbot_privacy_url": ("https://x.example/p", "https://x.example/p"),
        "teams_onbeveiligd": ("1", "1"),
        "teams_client_id": (f"AAAA{'1' * 4}{'-1111' * 3}-{'1' * 12}", f"aaaa{'1' * 4}{'-1111' * 3}-{'1' * 12}"),
        "teams_tenant_id": (f"AAAA{'1' * 4}{'-1111' * 3}-{'1' * 12}", f"aaaa{'1' * 4}{'-1111' * 3}-{'1' * 12}"),
        "cbs_url": ("https://x.example/odata", "https://x.example/odata"),
        "slack_api_url": ("https://x.example/api/", "https://x.example/api/"),
    }  # fmt: skip
    for each in fields(Settings):
        kind = next(name for name in ("int", "tuple", "str") if name in str(each.type) or name == "str")
        given, wanted = special.get(each.name, kinds[kind])
        others = TEAMS if each.name.startswith("teams_") else SLACK
        others = {"TAFELBOT_GEHEIM": "x" * 16} if each.name == "teams_onbeveiligd" else others
        assert getattr(read({**others, each.name.upper(): given}), each.name) == wanted, each.name
