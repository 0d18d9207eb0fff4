"""Who gets past the edge: Microsoft's tokens, for us, about an address of theirs; and whatever comes, never a 500."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from bot.app import App
from bot.serving import web
from bot.settings import Settings, WrongSetting, load
from bot.teams.app import TeamsDoor
from bot.teams.edge import LARGEST, is_at
from bot.teams.sdk import LOCAL, Microsoft
from handlers.feature import Registry
from storage import outbox
from storage.database import Database
from tests.platforms.teams import PATH, TeamsDriver
from tests.platforms.teams_payloads import user
from tests.platforms.teams_server import published, token
from tests.platforms.teams_world import APP, TENANT, Json
from tests.programs import at
from tests.searches import examples
from tests.waiting import ended, until
from tests.world import Clock

HOUR = 3600


@pytest.fixture
def app(sqlite_db: Database, clock: Clock, registry: Registry) -> App:
    return App(Settings(), sqlite_db, registry, clock)


@pytest.fixture
def chat(app: App) -> Iterator[TeamsDriver]:
    driver = TeamsDriver(app)
    yield driver
    driver.close()


def hello(chat: TeamsDriver, **more: Any) -> Json:
    conversation = chat.teams.personal(user("petra"))
    return {**chat.payloads.activity("message", "petra", conversation, text="tafel hulp"), **more}


def bearer(made: str) -> dict[str, str]:
    return {"authorization": f"Bearer {made}"}


def answers(app: App) -> int:
    with app.db.transaction() as session:
        return len(outbox.waiting(session, ("wacht", "verzonden")))


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_of_microsofts_for_us_opens_the_door(chat: TeamsDriver, app: App) -> None:
    assert chat.post(hello(chat)).status_code == 200
    assert answers(app) == 1


def claimed() -> list[tuple[dict[str, Any], int]]:
    """Claims with the answer they get; their times count from now."""
    now = int(at.now().timestamp())
    return [
        ({"aud": "een-ander"}, 401),
        ({"aud": None}, 401),
        ({"iss": "https://elders.example"}, 401),
        ({"iss": None}, 401),
        ({"exp": now - HOUR}, 401),
        ({"exp": None}, 401),
        ({"exp": "morgen"}, 401),
        ({"nbf": now + HOUR}, 401),
        ({"iat": now + HOUR}, 401),
        ({"serviceurl": None}, 401),
        ({"serviceurl": "https://smba.trafficmanager.net/ander/"}, 401),
        ({"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT}, 401),
        ({"iss": f"https://sts.windows.net/{TENANT}/", "tid": "../../elders"}, 401),
        ({"aud": f"api://botid-{APP}"}, 200),
        ({"exp": now - 200}, 200),
    ]


def test_every_claim_counts(chat: TeamsDriver, app: App) -> None:
    every = claimed()
    for claims, status in every:
        made = token(chat.teams.url, **claims)
        assert chat.post(hello(chat), headers=bearer(made)).status_code == status, claims
    assert answers(app) == sum(status == 200 for _, status in every)


def test_what_only_looks_like_a_token_is_none(chat: TeamsDriver, app: App) -> None:
    good = token(chat.teams.url)
    head, body, signature = good.split(".")
    stranger = token(chat.teams.url, "stranger", kid="k1")
    ours = {"iss": "https://api.botframework.com", "aud": APP, "serviceurl": chat.teams.url}
    plain = jwt.encode(ours, "", algorithm="none", headers={"kid": "k1"})
    public = str(published("k1")["n"])
    shared = jwt.encode(ours, public, algorithm="HS256", headers={"kid": "k1"})
    wrong = [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {good}",
        good,
        f"Bearer {head}.{body}.",
        f"Bearer {head}.{body}.{signature[:-4]}AAAA",
        f"Bearer {head}.e30.{signature}",
        f"Bearer {stranger}",
        f"Bearer {plain}",
        f"Bearer {shared}",
        "Bearer a.b.c",
        f"Bearer {'a' * 20_000}.b.c",
        f"bearer {good}",
        f"Bearer {good} {good}",
        "Bearer é.é.é",
    ]
    for header in wrong:
        answer = chat.post(hello(chat), headers={"authorization": header.encode("utf-8")})  # type: ignore[dict-item]
        assert answer.status_code == 401, header[:60]
    assert chat.post(hello(chat), headers={}).status_code == 401
    assert answers(app) == 0


def test_a_key_that_is_new_is_fetched_and_made_up_ones_cost_little(chat: TeamsDriver) -> None:
    chat.teams.keys.append(published("k2"))
    assert chat.post(hello(chat), headers=bearer(token(chat.teams.url, "k2"))).status_code == 200

    chat.door._sdk.keys._microsoft = replace(chat.microsoft, pause=60.0)  # type: ignore[union-attr]  # noqa: SLF001
    before = chat.teams.key_fetches
    for number in range(20):
        made = token(chat.teams.url, "k1", kid=f"verzonnen-{number}")
        assert chat.post(hello(chat), headers=bearer(made)).status_code == 401
    assert chat.teams.key_fetches <= before + 1


def test_a_key_that_is_endorsed_for_something_else_is_no_key_of_teams(chat: TeamsDriver) -> None:
    chat.teams.keys.append(published("k3", endorsements=["skype"]))

    assert chat.post(hello(chat), headers=bearer(token(chat.teams.url, "k3"))).status_code == 401


def test_a_fetch_of_keys_holds_nobody_up(chat: TeamsDriver) -> None:
    chat.teams.keys.append(published("k2"))

    async def both() -> int:
        with chat.teams.holding_calls(but=()):
            slow = asyncio.create_task(chat._post(hello(chat), bearer(token(chat.teams.url, "k2")), None))  # noqa: SLF001
            await until(lambda: "GET keys" in chat.teams.held, "the keys are asked for")
            for _ in range(3):
                fast = chat._post(hello(chat), bearer(token(chat.teams.url)), None)  # noqa: SLF001
                answer = await ended(fast, lambda: "who has a known key waits for the keys of others")
                assert answer.status_code == 200
            assert not slow.done()
        return int((await slow).status_code)

    assert chat.run(both()) == 200


def test_without_any_key_nobody_is_let_in_and_the_program_starts(app: App, chat: TeamsDriver) -> None:
    with chat.teams.out_of_reach():
        chat.restart()
        assert chat.post(hello(chat)).status_code == 503
    assert chat.post(hello(chat)).status_code == 200


# --- whose address, whose tenant -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://SMBA.trafficmanager.net/teams", True),
        ("https://europe.webchat.botframework.com/", True),
        ("https://smba.trafficmanager.net:443/", True),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://smba.trafficmanager.net.elders.example/", False),
        ("https://botframework.com.elders.example/", False),
        ("https://eldersbotframework.com/", False),
        ("https://elders.example/smba.trafficmanager.net", False),
        ("https://smba.trafficmanager.net@elders.example/", False),
        ("https://elders.example\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net:8443/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://[", False),
        ("https://smba.trafficmanager.net:x/", False),
        ("", False),
        ("//smba.trafficmanager.net/", False),
    ],
)
def test_our_token_goes_to_microsofts_addresses_only(address: str, is_theirs: bool) -> None:
    assert is_at(address, Microsoft().service_hosts) == is_theirs


def test_an_activity_about_another_address_channel_or_tenant_is_refused(chat: TeamsDriver, app: App) -> None:
    elsewhere = "http://169.254.169.254/emea/"
    assert chat.post(hello(chat, serviceUrl=elsewhere), headers=bearer(token(elsewhere))).status_code == 403
    asked = f"{chat.teams.url}?x="
    assert chat.post(hello(chat, serviceUrl=asked), headers=bearer(token(asked))).status_code == 403
    assert chat.post(hello(chat, channelId="webchat")).status_code == 403
    assert chat.post(hello(chat, channelId=None)).status_code == 403
    other = {"id": "a:1petra", "conversationType": "personal", "tenantId": "ander"}
    assert chat.post(hello(chat, conversation=other, channelData={})).status_code == 403
    assert chat.post(hello(chat, channelData={"tenant": {"id": "ander"}})).status_code == 403
    ours = {"tenant": {"id": TENANT}}
    assert chat.post(hello(chat, conversation=other, channelData=ours)).status_code == 403
    assert chat.post(hello(chat, conversation={"id": "a:1petra"}, channelData={})).status_code == 403
    assert chat.post(hello(chat, conversation={"id": "a:1petra"}, channelData={"tenant": {}})).status_code == 403
    assert answers(app) == 0


def test_our_tenant_may_be_named_in_one_place_or_in_two(chat: TeamsDriver, app: App) -> None:
    one = {"id": "a:1petra", "conversationType": "personal"}
    both = {**one, "tenantId": TENANT.upper()}
    ours = {"tenant": {"id": TENANT}}
    assert chat.post(hello(chat, conversation=one, channelData=ours)).status_code == 200
    assert chat.post(hello(chat, conversation=both, channelData=None, id="2")).status_code == 200
    assert chat.post(hello(chat, conversation=both, channelData=ours, id="3")).status_code == 200
    assert answers(app) == 3


# --- what is in it ---------------------------------------------------------------------------------------------------


BODIES = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b'"x"', 400),
    (b"null", 400),
    (b"\xff\xfe", 400),
    (b"{}", 400),
    (b'{"type":"message"}', 400),
    (b'{"type":1,"serviceUrl":"x"}', 400),
    (b'{"type":"message","serviceUrl":[]}', 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    (b'{"type":"message","serviceUrl":"\\ud800"}', 400),
    (b" " * (LARGEST + 1), 413),
]


def test_what_is_no_activity_is_a_bad_request(chat: TeamsDriver) -> None:
    for body, status in BODIES:
        assert chat.post(None, content=body).status_code == status, body[:30]


def test_other_methods_and_lengths_are_refused(chat: TeamsDriver) -> None:
    async def asked() -> list[int]:
        transport = httpx.ASGITransport(app=web.build(chat.app))
        async with httpx.AsyncClient(transport=transport, base_url="https://tafelbot.test") as client:
            good = {**bearer(token(chat.teams.url)), "content-type": "application/json"}
            got = await client.get(PATH, headers=good)
            long = await client.post(PATH, headers={**good, "content-length": str(LARGEST + 1)}, content=b"{}")
            odd = await client.post(PATH, headers={**good, "content-length": "-1"}, content=b"{}")
            form = await client.post(PATH, headers={**good, "content-type": "text/plain"}, content=b"{}")
            return [each.status_code for each in (got, long, odd, form)]

    assert chat.run(asked()) == [405, 413, 400, 415]


SHAPES: list[Json] = [
    {"conversation": None},
    {"conversation": {}},
    {"conversation": "x"},
    {"conversation": {"id": 5}},
    {"from": {}},
    {"from": "x"},
    {"text": 5},
    {"entities": {}},
    {"entities": [5]},
    {"attachments": "x"},
    {"channelData": []},
    {"id": 7},
    {"membersAdded": [{}]},
    {"recipient": {"id": None}},
    {"channelData": {"tenant": "x"}},
]


def test_what_has_another_shape_is_a_bad_request(chat: TeamsDriver) -> None:
    for more in SHAPES:
        assert chat.post(hello(chat, **more)).status_code == 400, more


LEFT: list[Json] = [
    {"type": "endOfConversation"},
    {"type": "typing"},
    {"type": "messageReaction"},
    {"type": "nieuw-van-morgen", "x": 1},
    {"type": "event", "name": "application/vnd.microsoft.meetingStart"},
    {"type": "conversationUpdate"},
    {"type": "invoke", "name": "iets/nieuws"},
    {"type": "invoke", "name": None},
    {"type": "message", "from": None},
    {"type": "installationUpdate", "action": "upgrade"},
    {"type": "messageUpdate", "channelData": None},
    {"type": "messageDelete", "from": None},
    {"type": "conversationUpdate", "channelData": {"eventType": "channelX"}},
    {"type": "invoke", "name": "fileConsent/invoke", "value": {"action": "accept"}},
    {"type": "invoke", "name": "fileConsent/invoke", "value": []},
    {"id": None, "type": "typing"},
]


def test_what_nothing_is_done_with_is_acknowledged(chat: TeamsDriver, app: App) -> None:
    for more in LEFT:
        answer = chat.post(hello(chat, **more))
        assert (answer.status_code, answer.content) == (200, b""), more
    assert answers(app) == 0


@pytest.mark.parametrize(
    "name",
    [
        "adaptiveCard/action",
        "task/fetch",
        "task/submit",
        "composeExtension/fetchTask",
        "composeExtension/submitAction",
        "application/search",
    ],
)
def test_an_invoke_with_anything_in_it_is_answered(chat: TeamsDriver, name: str) -> None:
    for value in ODD:
        activity = chat.payloads.invoke(name, "petra", chat.teams.personal(user("petra")), value)
        assert chat.post(activity).status_code == 200, value


ODD: list[Any] = [
    None,
    5,
    "x",
    [],
    {},
    {"data": 5},
    {"data": {"action": 7}},
    {"action": {"data": {"action": ["x"], "value": {}}}},
    {"data": {"action": "actieagenda.klaar", "value": "x"}},
    {"commandId": "x", "messagePayload": {"body": {"content": 3}}},
    {"commandId": "actieagenda.van_bericht"},
    {"dataset": "x", "queryText": "y"},
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "type",
        "name",
        "value",
        "text",
        "from",
        "recipient",
        "conversation",
        "channelData",
        "entities",
        "attachments",
        "membersAdded",
        "membersRemoved",
        "replyToId",
        "timestamp",
        "id",
        "action",
    ]
)
KINDS = st.sampled_from(
    ["message", "messageUpdate", "messageDelete", "conversationUpdate", "installationUpdate", "invoke"]
)


@hypothesis_settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kind=KINDS, odd=st.dictionaries(FIELDS, JSON, max_size=3))
def test_whatever_is_in_an_activity_it_never_breaks_the_door(chat: TeamsDriver, kind: str, odd: Json) -> None:
    assert chat.post(hello(chat, **{"type": kind, **odd})).status_code in {200, 400, 403}


# --- without credentials ---------------------------------------------------------------------------------------------


async def _opened(
    app: App, microsoft: Microsoft, client: tuple[str, int], body: Json, headers: dict[str, str] | None = None
) -> int:
    door = app.doors["teams"] = TeamsDoor(app, microsoft=microsoft)
    await door.start()
    try:
        transport = httpx.ASGITransport(app=web.build(app), client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
            return (await asking.post(PATH, json=body, headers=headers)).status_code
    finally:
        await door.stop()


@pytest.mark.parametrize(
    ("client", "service", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1:56150/_connector", 200),
        ("10.0.0.5", "http://127.0.0.1:56150/_connector", 403),
        ("127.0.0.1", "https://smba.trafficmanager.net/emea/", 403),
        ("127.0.0.1", "http://elders.example/", 403),
    ],
)
def test_without_credentials_only_a_program_on_this_machine_is_listened_to(
    app: App, client: str, service: str, status: int
) -> None:
    app.settings = replace(app.settings, teams_onbeveiligd="1", tafelbot_geheim=("geheim",))
    body = {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": service,
        "text": "tafel hulp",
        "from": {"id": "user-1", "name": "Alex"},
        "recipient": {"id": "bot-1"},
        "conversation": {"id": "personal-chat-id", "conversationType": "personal"},
    }

    elsewhere = [
        {"x-forwarded-for": "8.8.8.8"}, {"host": "elders.example:8000"}, {"host": "127.0.0.1.elders.example"},
        {"host": ""}, {"host": "["}, {"origin": "http://elders.example"}, {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ]  # fmt: skip
    for headers in elsewhere:
        assert asyncio.run(_opened(app, LOCAL, (client, 1), body, headers)) == 403, headers
    assert asyncio.run(_opened(app, LOCAL, (client, 1), body)) == status
    assert answers(app) == (1 if status == 200 else 0)


def test_the_flag_of_the_sdk_in_the_environment_opens_nothing(
    chat: TeamsDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS", "true")
    monkeypatch.setenv("CLIENT_ID", "een-ander")
    chat.restart()

    assert chat.post(hello(chat), headers={}).status_code == 401
    assert chat.post(hello(chat), headers=bearer("a.b.c")).status_code == 401
    assert chat.post(hello(chat)).status_code == 200


GOOD = {
    "TEAMS_CLIENT_ID": APP,
    "TEAMS_CLIENT_SECRET": "x",
    "TEAMS_TENANT_ID": TENANT,
    "TAFELBOT_GEHEIM": "g" * 32,
    "TAFELBOT_URL": "https://tafelbot.example.org",
}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"TEAMS_CLIENT_SECRET": ""}, "TEAMS_CLIENT_SECRET ontbreekt"),
        ({"TEAMS_TENANT_ID": ""}, "TEAMS_TENANT_ID"),
        ({"TEAMS_CLIENT_ID": ""}, "TEAMS_CLIENT_ID ontbreekt"),
        ({"TAFELBOT_URL": "http://x.nl"}, "https://"),
        ({"TEAMS_ONBEVEILIGD": "1"}, "TEAMS_ONBEVEILIGD is alleen"),
        ({"TAFELBOT_GEHEIM": ""}, "TAFELBOT_GEHEIM"),
    ],
)
def test_half_of_the_settings_stops_the_start(more: dict[str, str], words: str) -> None:
    with pytest.raises(WrongSetting, match=words):
        load({**GOOD, **more}, None)


def test_an_open_door_is_for_this_machine_only() -> None:
    local = {"TEAMS_ONBEVEILIGD": "1", "TAFELBOT_GEHEIM": "g" * 32}
    assert load(local, None).has_teams
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "x"}
    wrong = [
        ({"HOST": "0.0.0.0"}, "alleen op 127.0.0.1"),  # noqa: S104
        ({"TEAMS_ONBEVEILIGD": "ja"}, "moet 1 zijn"),
        (slack, "niet naast gegevens van Slack"),
    ]
    for more, words in wrong:
        with pytest.raises(WrongSetting, match=words):
            load({**local, **more}, None)
    assert not load(GOOD, None).is_demo


def test_a_dotenv_of_somebody_else_stays_unread(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("TAFELBOT_LEK=gelezen\n")
    monkeypatch.chdir(tmp_path)
    driver = TeamsDriver(app)
    driver.close()

    assert "TAFELBOT_LEK" not in os.environ
    assert "PYTHON_DOTENV_DISABLED" not in os.environ
