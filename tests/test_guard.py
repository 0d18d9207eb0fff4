"""What stands in front of the Slack door, tried by who should not come in; and signatures of our own."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings as effort, strategies as st
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Scope

from bot.app import App
from bot.serving.signing import Signer
from bot.settings import Settings
from bot.slack.app import SlackDoor
from bot.slack.guard import LARGEST, Guard
from handlers.cards import Card
from handlers.feature import Command, Post
from handlers.registry import build_registry
from storage import tafels
from storage.database import Database
from tests.platforms.slack_payloads import signed
from tests.platforms.slack_world import APP, SECRET, TEAM, TOKEN
from tests.programs import at
from tests.searches import examples
from tests.small_feature import small_feature
from tests.world import Clock

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Headers = list[tuple[bytes, bytes]]


class Visitor:
    """Somebody at the door: sends raw requests and counts what was read of them."""

    def __init__(self, guard: Any) -> None:
        self.guard = guard
        self.read = 0

    def ask(
        self, body: bytes = b"", headers: Headers | None = None, *, method: str = "POST", chunk: int = 65536
    ) -> Response:
        return asyncio.run(self.asked(body, headers or [], method, chunk))

    async def asked(self, body: bytes, headers: Headers, method: str, chunk: int) -> Response:
        chunks = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
        told: list[Message] = []

        async def receive() -> Message:
            if self.read >= len(chunks):
                return {"type": "http.disconnect"}
            self.read += 1
            return {"type": "http.request", "body": chunks[self.read - 1], "more_body": self.read < len(chunks)}

        async def send(message: Message) -> None:
            told.append(message)

        scope: Scope = {
            "type": "http",
            "method": method,
            "path": "/slack/events",
            "headers": headers,
            "query_string": b"",
        }
        await self.guard(scope, receive, send)
        if not told:
            return Response(status_code=499)
        return Response(b"".join(each.get("body", b"") for each in told[1:]), told[0]["status"])


def heads(body: bytes, kind: str = JSON, **instead: str | bytes | None) -> Headers:
    """The headers of a good request, with some of them otherwise; None leaves one out."""
    made: dict[str, Any] = {"content-type": kind, "content-length": str(len(body)), **signed(body)}
    made |= {name.replace("_", "-"): value for name, value in instead.items()}
    return [
        (name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in made.items() if value is not None
    ]  # fmt: skip


@pytest.fixture
def passed() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def visitor(passed: list[dict[str, Any]]) -> Visitor:
    async def deliver(payload: dict[str, Any]) -> Response:
        passed.append(payload)
        return PlainTextResponse("binnen")

    return Visitor(Guard(deliver, secrets=("nieuw" * 8, SECRET), team=TEAM, app_id=APP))


EVENT = json.dumps({"type": "event_callback", "team_id": TEAM, "api_app_id": APP, "event": {"type": "x"}}).encode()


def test_what_slack_signed_comes_in_with_each_of_the_secrets(visitor: Visitor, passed: list[dict[str, Any]]) -> None:
    for secret in ("nieuw" * 8, SECRET):
        visitor.read = 0
        answer = visitor.ask(EVENT, heads(EVENT, **signed(EVENT, secret)))
        assert (answer.status_code, answer.body) == (200, b"binnen")

    assert [payload["type"] for payload in passed] == ["event_callback", "event_callback"]


def test_commands_and_presses_come_as_forms(visitor: Visitor, passed: list[dict[str, Any]]) -> None:
    command = urlencode({"command": "/actie", "text": "é & <", "team_id": TEAM, "api_app_id": APP}).encode()
    press = urlencode(
        {"payload": json.dumps({"type": "block_actions", "team": {"id": TEAM}, "api_app_id": APP})}
    ).encode()
    for body in (command, press):
        visitor.read = 0
        assert visitor.ask(body, heads(body, f"{FORM}; charset=utf-8")).status_code == 200

    assert passed[0]["text"] == "é & <"
    assert passed[1]["type"] == "block_actions"


HOUR = 3600


def unsigned() -> dict[str, Headers]:
    """Signed just now where they are signed, so that nothing but what their name says is wrong with them."""
    now = int(at.now().timestamp())
    return {
        "no signature": heads(EVENT, x_slack_signature=None),
        "no time": heads(EVENT, x_slack_request_timestamp=None),
        "empty time": heads(EVENT, x_slack_request_timestamp=""),
        "time is no number": heads(EVENT, x_slack_request_timestamp="nan"),
        "time of five thousand digits": heads(EVENT, x_slack_request_timestamp="1" * 5000),
        "negative time": heads(EVENT, x_slack_request_timestamp="-1700000000"),
        "time in other digits": heads(EVENT, x_slack_request_timestamp="١٧٠٠٠٠٠٠٠٠".encode()),
        "an hour old": heads(EVENT, **signed(EVENT, moment=now - HOUR)),
        "an hour ahead": heads(EVENT, **signed(EVENT, moment=now + HOUR)),
        "empty signature": heads(EVENT, x_slack_signature=""),
        "signature of another version": heads(EVENT, x_slack_signature="v1=" + "a" * 64),
        "short signature": heads(EVENT, x_slack_signature="v0=abc"),
        "signature in capitals": heads(EVENT, x_slack_signature=signed(EVENT)["x-slack-signature"].upper()),
        "signature with another byte": heads(EVENT, x_slack_signature=b"v0=" + b"\xff" * 64),
        "signature of another body": heads(EVENT, **signed(b"{}")),
        "signature with another secret": heads(EVENT, **signed(EVENT, "geraden")),
        "signature with no secret": heads(EVENT, **signed(EVENT, "")),
        "two signatures": [*heads(EVENT), (b"x-slack-signature", b"v0=" + b"a" * 64)],
        "two times": [*heads(EVENT), (b"x-slack-request-timestamp", b"1700000000")],
    }


@pytest.mark.parametrize("wrong", unsigned())
def test_whoever_is_not_slack_hears_that_and_nothing_else(
    visitor: Visitor, passed: list[dict[str, Any]], wrong: str
) -> None:
    answer = visitor.ask(EVENT, unsigned()[wrong])

    assert (answer.status_code, answer.body, passed) == (401, b"invalid signature", [])


def _payload(text: str) -> bytes:
    return urlencode({"payload": text}).encode()


MALFORMED = {
    "broken JSON": (b"{", JSON, 400),
    "an array": (b"[1]", JSON, 400),
    "a number": (b"7", JSON, 400),
    "nothing": (b"", JSON, 400),
    "no UTF-8": (b'{"a": "\xff"}', JSON, 400),
    "nested deep": (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, JSON, 400),
    "an endless number": (b'{"a": ' + b"1" * 5000 + b"}", JSON, 400),
    "broken payload": (_payload("{"), FORM, 400),
    "array as payload": (_payload("[]"), FORM, 400),
    "empty payload": (b"payload=", FORM, 400),
    "no payload": (b"text=hallo", FORM, 400),
    "a form without UTF-8": (b"command=%ff", FORM, 400),
    "a thousand fields": (b"command=%2Fx&" + b"&".join(b"a%d=1" % n for n in range(1000)), FORM, 400),
    "a file": (b'{"type": "x"}', "multipart/form-data; boundary=x", 415),
    "plain text": (EVENT, "text/plain", 415),
    "another workspace": (EVENT.replace(TEAM.encode(), b"TANDERS"), JSON, 403),
    "no workspace": (b'{"type": "event_callback"}', JSON, 403),
    "another app": (EVENT.replace(APP.encode(), b"AANDERS"), JSON, 403),
    "a workspace in disguise": (EVENT[:-1] + b', "team": {"id": "TANDERS"}}', JSON, 403),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "status"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_signed_but_wrong_ends_at_the_guard(
    visitor: Visitor, passed: list[dict[str, Any]], body: bytes, kind: str, status: int
) -> None:
    assert visitor.ask(body, heads(body, kind)).status_code == status
    assert passed == []


def test_other_methods_are_not_answered(visitor: Visitor) -> None:
    assert [visitor.ask(method=method).status_code for method in ("GET", "PUT", "HEAD")] == [405, 405, 405]


def test_too_much_is_refused_before_it_is_read(visitor: Visitor) -> None:
    body = b"x" * (LARGEST + 1)

    assert visitor.ask(body, heads(body)).status_code == 413
    assert visitor.read == 0


def test_too_much_that_says_it_is_little_is_read_no_further_than_needed(visitor: Visitor) -> None:
    body = b"x" * (100 * LARGEST)
    answer = visitor.ask(body, heads(body, content_length=None), chunk=LARGEST // 4)

    assert answer.status_code == 413
    assert visitor.read == 5


def test_unsigned_bodies_are_not_read_at_all(visitor: Visitor) -> None:
    body = b"x" * LARGEST
    visitor.ask(body, heads(body, x_slack_signature=None))

    assert visitor.read == 0


def test_a_length_that_is_none_is_refused(visitor: Visitor) -> None:
    for length in ("-1", "1e3", "", "9" * 30):
        assert visitor.ask(EVENT, heads(EVENT, content_length=length)).status_code == 400


def test_slacks_look_at_the_certificate_is_answered_without_a_signature(visitor: Visitor) -> None:
    body = b"token=x&ssl_check=1"

    assert visitor.ask(body, [(b"content-type", FORM.encode()), (b"content-length", b"19")]).status_code == 200
    visitor.read = 0
    assert (
        visitor.ask(b"ssl_check=10", [(b"content-type", FORM.encode()), (b"content-length", b"12")]).status_code == 401
    )


def test_whoever_hangs_up_is_not_answered(visitor: Visitor) -> None:
    visitor.read = 1

    assert visitor.ask(EVENT, heads(EVENT)).status_code == 499


def test_a_guard_without_a_secret_does_not_start() -> None:
    async def deliver(_payload: dict[str, Any]) -> Response:
        return Response()

    for secrets in ((), ("",), ("goed", "")):
        with pytest.raises(ValueError, match="signing secret"):
            Guard(deliver, secrets=secrets)


# --- the guard with everything behind it -----------------------------------------------------------------------------


@pytest.fixture
def door(sqlite_db: Database, clock: Clock) -> Visitor:
    with sqlite_db.transaction() as session:
        tafels.add_region(session, "Proef", demo=False)
    registry = build_registry((small_feature("proef", commands=(
        Command(word="proef", help="Proef", bare=lambda _turn, _words: Post(Card("proef", "Ja"))),
        Command(word="hulp", help="Hulp", bare=lambda _turn, _words: Post(Card("hulp", "Hulp"))),
    )),))  # fmt: skip
    settings = Settings(
        slack_bot_token=TOKEN, slack_signing_secret=(SECRET,), slack_team_id=TEAM, tafelbot_geheim=("x",),
        slack_api_url="http://127.0.0.1:9/api/",
    )  # fmt: skip
    [route] = SlackDoor(App(settings, sqlite_db, registry, clock)).routes()
    return Visitor(route.app)  # type: ignore[attr-defined]


def test_slack_hears_its_own_challenge(door: Visitor) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode()
    answer = door.ask(body, heads(body))

    assert (answer.status_code, json.loads(bytes(answer.body))) == (200, {"challenge": "3eZbrw1a"})


WHO = {"team_id": TEAM, "api_app_id": APP}
STRANGE: dict[str, dict[str, Any]] = {
    "unknown type": {"type": "wonder"},
    "no type": {},
    "type is a list": {"type": ["event_callback"]},
    "event without an event": {"type": "event_callback", "event_id": "E"},
    "event is a word": {"type": "event_callback", "event_id": "E", "event": "message"},
    "event without type": {"type": "event_callback", "event_id": "E", "event": {}},
    "event type is a number": {"type": "event_callback", "event_id": "E", "event": {"type": 7}},
    "message without channel": {"type": "event_callback", "event_id": "E", "event": {"type": "message", "ts": "1"}},
    "message text is a list": {"type": "event_callback", "event_id": "E",
                               "event": {"type": "message", "ts": "1", "channel": "C1", "text": ["x"]}},
    "user is a number": {"type": "block_actions", "user": 7, "actions": [{"action_id": "x"}]},
    "no actions": {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
    "action without id": {"type": "block_actions", "user": {"id": "U1"}, "actions": [{}]},
    "view is a word": {"type": "view_submission", "user": {"id": "U1"}, "view": "V1"},
    "suggestion without action": {"type": "block_suggestion", "user": {"id": "U1"}},
    "shortcut without message": {"type": "message_action", "callback_id": "x", "user": {"id": "U1"}, "trigger_id": "1"},
    "enterprise is a number": {"type": "view_closed", "enterprise": 5, "view": {"callback_id": "x"}},
    "authorizations is a word": {"type": "event_callback", "event_id": "E", "event": {"type": "x"},
                                 "authorizations": "x"},
}  # fmt: skip


@pytest.mark.parametrize("payload", STRANGE.values(), ids=STRANGE)
def test_a_payload_of_another_shape_is_refused_without_a_traceback(
    door: Visitor, payload: dict[str, Any], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps({**WHO, **payload}).encode()

    assert door.ask(body, heads(body)).status_code == 400
    assert "Traceback" not in caplog.text + capsys.readouterr().out


def test_events_that_nobody_asked_for_are_acknowledged(door: Visitor) -> None:
    for event in ({"type": "team_join", "user": {"id": "U1"}}, {"type": "message", "channel": "C1", "ts": "1.1"}):
        body = json.dumps({**WHO, "type": "event_callback", "event_id": "E", "event": event}).encode()
        door.read = 0
        assert door.ask(body, heads(body)).status_code == 200


def test_half_characters_and_nul_do_no_harm(door: Visitor) -> None:
    fields = {
        "command": "/proef",
        "text": "\ud800 \x00 \U0001f600",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "1",
    }
    body = b"&".join(
        f"{key}=".encode() + urlencode({"": value}, errors="surrogatepass").encode()[1:]
        for key, value in {**WHO, **fields}.items()
    )  # fmt: skip
    assert door.ask(body, heads(body, FORM)).status_code == 400  # half a character is no UTF-8
    message = {"type": "message", "channel": "C1", "ts": "1.1", "user": "U1", "text": "\ud800 \x00 \U0001f600"}
    body = json.dumps({**WHO, "type": "event_callback", "event_id": "E", "event": message}).encode()
    door.read = 0

    assert door.ask(body, heads(body)).status_code == 200


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.sampled_from([
    "type", "event", "user", "view", "actions", "channel", "message", "container", "action_id", "callback_id", "state",
    "trigger_id", "team", "enterprise", "authorizations", "event_id", "command", "user_id", "channel_id", "text",
])  # fmt: skip
KINDS = st.sampled_from(
    ["event_callback", "block_actions", "view_submission", "message_action", "block_suggestion", "shortcut"]
)


@effort(max_examples=examples(150), deadline=None)
@given(st.dictionaries(PARTS, JSONS), KINDS)
def test_no_payload_makes_the_door_fall(payload: dict[str, Any], kind: str) -> None:
    body = json.dumps({**payload, "type": kind, **WHO, "team": TEAM}).encode()
    answer = LASTING.ask(body, heads(body))

    assert answer.status_code in (200, 400, 403)


class _Lasting:
    """One door for many examples; it has no database behind it, so what gets that far is explained as unavailable."""

    def ask(self, body: bytes, headers: Headers) -> Response:
        settings = Settings(
            slack_bot_token=TOKEN, slack_signing_secret=(SECRET,), tafelbot_geheim=("x",),
            slack_api_url="http://127.0.0.1:9/api/",
        )  # fmt: skip
        db = Database("sqlite:////nergens/proef.db")
        try:
            [route] = SlackDoor(App(settings, db, build_registry(()), Clock())).routes()
            return Visitor(route.app).ask(body, headers)  # type: ignore[attr-defined]
        finally:
            db.close()


LASTING = _Lasting()

# --- signatures of our own -------------------------------------------------------------------------------------------

TEXTS = st.text(max_size=200)


@given(TEXTS, TEXTS)
def test_what_we_signed_is_known_for_its_own_purpose_only(text: str, other: str) -> None:
    signer = Signer(("geheim",))
    token = signer.sign(text, "link")

    assert signer.verify(token, "link") == text
    assert signer.verify(token, "form") is None
    assert signer.is_mark(signer.mark(text, "link"), text, "link")
    assert signer.is_mark(signer.mark(text, "link"), other, "link") == (text == other)
    assert token.isascii()
    assert all(letter.isalnum() or letter in "-_." for letter in token)


@given(TEXTS, st.integers(0, 300), st.text("Ab9-_.=é", min_size=1, max_size=1))
def test_no_changed_token_is_ours(text: str, place: int, letter: str) -> None:
    signer = Signer(("geheim",))
    token = signer.sign(text, "link")
    changed = token[: place % len(token)] + letter + token[place % len(token) + 1 :]

    assert signer.verify(changed, "link") == (text if changed == token else None)
    assert signer.verify(token + letter, "link") is None


def test_while_a_secret_is_replaced_both_are_known_and_the_new_one_signs() -> None:
    old, both, new = Signer(("oud",)), Signer(("nieuw", "oud")), Signer(("nieuw",))

    assert both.verify(old.sign("12", "link"), "link") == "12"
    assert new.verify(both.sign("12", "link"), "link") == "12"
    assert old.verify(both.sign("12", "link"), "link") is None
    with pytest.raises(ValueError, match="secret"):
        Signer(())
