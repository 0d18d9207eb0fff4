"""What Slack sends, as Slack makes it: commands, messages, gestures, with their signatures."""

import hashlib
import hmac
import itertools
import json
import re
from typing import Any
from urllib.parse import urlencode

from tests.platforms import PEOPLE
from tests.platforms.slack_world import APP, BOT, DOMAIN, SECRET, TEAM, Channel, SlackWorld, Written
from tests.programs import at

Json = dict[str, Any]


class Payloads:
    """Makes payloads about one workspace."""

    def __init__(self, slack: SlackWorld) -> None:
        self.slack = slack
        self._numbers = itertools.count(1)

    def message(self, words: str, by: str, channel: Channel, thread: str = "") -> tuple[list[Json], str]:
        """The events about a new message, and its id: a mention is told twice."""
        written = self.slack.write(channel.id, user(by), {"text": encoded(words), "thread_ts": thread})
        about = {"channel": channel.id, "event_ts": written.ts, **written.json()}
        message = self.event({**about, "channel_type": channel.kind})
        if f"<@{BOT}>" not in written.text or channel.kind == "im":
            return [message], written.ts
        return [message, self.event({**about, "type": "app_mention"})], written.ts

    def on_message(self, written: Written, by: str) -> Json:
        """Where something was pressed."""
        channel = self.slack.channels[written.channel]
        container: Json = {"type": "message", "message_ts": written.ts, "channel_id": channel.id}
        container |= {"is_ephemeral": bool(written.to), **({"thread_ts": written.thread} if written.thread else {})}
        around = {
            "container": container, "channel": {"id": channel.id, "name": channel.name},
            "response_url": self.slack.response_url(channel.id, user(by), written), "state": {"values": {}},
        }  # fmt: skip
        return around if written.to else {**around, "message": written.json()}

    def knows(self, words: str) -> bool:
        """Whether this begins with a command of the app, as the manifest names them."""
        command = words.split(" ", maxsplit=1)[0].lower()
        return any(each["command"] == command for each in self.slack.manifest["features"].get("slash_commands", []))

    def command(self, words: str, by: str, channel: Channel) -> Json:
        command, _, text = words.partition(" ")
        assert self.knows(words), f"Slack knows no {command}"
        return {
            "command": command.lower(), "text": encoded(text, labels=True), "user_id": user(by), "user_name": by,
            "channel_id": channel.id, "channel_name": "privategroup" if channel.kind == "group" else channel.name,
            "team_id": TEAM, "team_domain": DOMAIN, "api_app_id": APP, "is_enterprise_install": "false", "token": "x",
            "trigger_id": self.slack.trigger(user(by)), "response_url": self.slack.response_url(channel.id, user(by)),
        }  # fmt: skip

    def event(self, event: Json) -> Json:
        return {
            "type": "event_callback", "event_id": f"Ev{next(self._numbers)}", "team_id": TEAM, "api_app_id": APP,
            "event": event, "event_time": int(float(event["event_ts"])), "token": "x", "is_ext_shared_channel": False,
            "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }  # fmt: skip

    def gesture(self, kind: str, by: str) -> Json:
        return {
            "type": kind, "user": {"id": user(by), "username": by, "name": by, "team_id": TEAM}, "api_app_id": APP,
            "team": {"id": TEAM, "domain": DOMAIN}, "enterprise": None, "is_enterprise_install": False, "token": "x",
            "trigger_id": self.slack.trigger(user(by)),
        }  # fmt: skip


def user(key: str) -> str:
    return f"U{key.upper()}"


def account(key: str) -> str:
    return f"slack:{user(key)}"


def signed(body: bytes, secret: str = SECRET, moment: int | None = None) -> dict[str, str]:
    """The headers by which Slack makes itself known."""
    stamp = str(moment or int(at.now().timestamp()))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}


def encoded(words: str, *, labels: bool = False) -> str:
    """Words as Slack passes them on: escapes, mentions by id, and links between brackets."""
    text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"https?://\S+", lambda link: f"<{link[0]}>", text)

    def mentioned(name: re.Match[str]) -> str:
        if name[1].lower() == "tafelbot":
            return f"<@{BOT}>"
        label = f"|{name[1].lower()}" if labels else ""
        return f"<@{user(name[1])}{label}>" if name[1].lower() in PEOPLE else name[0]

    text = re.sub(r"@slack:(U[A-Z0-9]+)", r"<@\1>", text)  # somebody chosen from the list who is none of these people
    text = re.sub(r"(?<![\w<@])@(here|channel|everyone)\b", r"<!\1>", text)
    return re.sub(r"@(\w+)", mentioned, text)


def as_body(payload: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if "command" in payload:
        return urlencode(payload).encode(), form
    if payload["type"] in ("event_callback", "url_verification"):
        return json.dumps(payload).encode(), "application/json"
    return urlencode({"payload": json.dumps(payload)}).encode(), form
