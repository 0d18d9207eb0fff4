"""What is sent: a command, a press on a card in Slack or in Teams, or a look at a page, as those send them.

Slack's are signed one by one. Teams' carry one token for all, as Microsoft uses one for about an hour.
"""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import quote_plus

import msgspec

SECRET: Final = "bench-signing-secret"
APP: Final = "11111111-2222-3333-4444-555555555555"
TENANT: Final = "99999999-8888-7777-6666-555555555555"
PEOPLE: Final = 300


class Load(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to send. `most` bounds the requests, `seconds` the time; `run` and the number of a request make it its own.

    "{}" in the text becomes that number, so that no two are alike. `expect` must be in an answer that counts.
    """

    port: int
    run: str
    kind: Literal["command", "click", "card", "page"] = "command"
    text: str = ""
    channel: str = "CBOUW"
    person: str = "UPETRA"
    reply_to: str = "https://hooks.slack.com/commands/T1/1/bench"
    expect: str = ""
    connections: int = 1
    seconds: float = 1
    most: int = 20_000
    people: int = 0
    each: int = 10
    first: int = 1
    service: str = ""
    token: str = ""
    private: bool = False


# --- requests --------------------------------------------------------------------------------------------------------


class Requests:
    """Makes one request after another, each with an id and a time of its own."""

    def __init__(self, load: Load) -> None:
        self._load, self.made = load, 0

    def next(self) -> bytes:
        number = self._load.first + self.made
        self.made += 1
        make = {"card": _of_teams, "page": _of_browser}.get(self._load.kind, _of_slack)
        return make(self._load, number)


# --- Slack -----------------------------------------------------------------------------------------------------------


def _of_slack(load: Load, number: int) -> bytes:
    fields = (_command if load.kind == "command" else _click)(load, number)
    body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()
    stamp = str(int(time.time())).encode()
    signature = hmac.new(SECRET.encode(), b"v0:%b:%b" % (stamp, body), hashlib.sha256).hexdigest().encode()
    return (
        b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: Slackbot 1.0 (bench)\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
        b"X-Slack-Request-Timestamp: %b\r\nX-Slack-Signature: v0=%b\r\n\r\n%b"
    ) % (len(body), stamp, signature, body)


def _command(load: Load, number: int) -> dict[str, str]:
    return {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO", "team_id": "T1", "team_domain": "regio", "channel_id": load.channel,
        "channel_name": "sectortafel-bouw", "user_id": load.person, "user_name": load.person, "command": "/actie",
        "text": load.text.replace("{}", str(number)), "api_app_id": "A1", "is_enterprise_install": "false",
        "response_url": load.reply_to, "trigger_id": f"{load.run}.{number}.80f4d1c2",
    }  # fmt: skip


def _click(load: Load, number: int) -> dict[str, str]:
    """A press on the card of an action, with the message around it as Slack sends it along."""
    ts = "1779091200.000100"
    action = {"type": "button", "action_id": "actieagenda.oppakken", "block_id": "b1", "value": str(number),
              "text": {"type": "plain_text", "text": "Ik pak hem op"}, "action_ts": "1779091230.000200"}  # fmt: skip
    lines = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*BOUW-{number}* · Open dag bij drie bouwers"}},
             {"type": "context", "elements": [{"type": "mrkdwn", "text": "nog geen actiehouder · uiterlijk 31 mei"}]},
             {"type": "actions", "block_id": "b1", "elements": [action]}]  # fmt: skip
    who = f"U{number % load.people:04}" if load.people else load.person
    person = {"id": who, "username": who.lower(), "team_id": "T1"}
    payload = {
        "type": "block_actions", "user": person, "api_app_id": "A1", "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "container": {"type": "message", "message_ts": ts, "channel_id": load.channel, "is_ephemeral": False},
        "trigger_id": f"{load.run}.{number}.80f4d1c2", "team": {"id": "T1", "domain": "regio"},
        "channel": {"id": load.channel, "name": "sectortafel-bouw"},
        "message": {"type": "message", "user": "UBOT", "bot_id": "B1", "ts": ts, "text": "BOUW", "blocks": lines},
        "response_url": load.reply_to, "actions": [action],
    }  # fmt: skip
    return {"payload": json.dumps(payload)}


# --- a browser -------------------------------------------------------------------------------------------------------


def _of_browser(load: Load, _number: int) -> bytes:
    """The page whose path is the text."""
    return (
        b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html,application/xhtml+xml\r\nAccept-Language: nl-NL\r\n"
        b"User-Agent: Mozilla/5.0 (bench)\r\nSec-Fetch-Site: none\r\n\r\n"
    ) % load.text.encode()


# --- Teams -----------------------------------------------------------------------------------------------------------


def _of_teams(load: Load, number: int) -> bytes:
    body = json.dumps(_pressed(load, number)).encode()
    return (
        b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: Microsoft-SkypeBotApi\r\n"
        b"Content-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\nAuthorization: Bearer %b\r\n\r\n%b"
    ) % (len(body), load.token.encode(), body)


def _pressed(load: Load, number: int) -> dict[str, Any]:
    """A press on a card in a channel: its text is the action with its value, a blank in between."""
    name, _, value = load.text.replace("{}", str(number)).partition(" ")
    now, message = datetime.now(UTC), str(1779091200000 + number)
    person, only_theirs = number % PEOPLE, {"besloten": "1"} if load.private else {}
    return {
        "name": "adaptiveCard/action", "type": "invoke", "timestamp": f"{now:%Y-%m-%dT%H:%M:%S.%f}Z",
        "localTimestamp": f"{now:%Y-%m-%dT%H:%M:%S.%f}+00:00", "id": f"f:{load.run}.{number}", "channelId": "msteams",
        "serviceUrl": load.service,
        "from": {"id": f"29:U{person:04}", "name": f"Deelnemer {person}",
                 "aadObjectId": f"00000000-0000-0000-0000-{person:012}"},
        "conversation": {"isGroup": True, "conversationType": "channel", "tenantId": TENANT,
                         "id": f"{load.channel};messageid={message}"},
        "recipient": {"id": f"28:{APP}", "name": "Tafelbot"},
        "entities": [{"locale": "nl-NL", "country": "NL", "platform": "Web", "timezone": "Europe/Amsterdam",
                      "type": "clientInfo"}],
        "channelData": {"channel": {"id": load.channel}, "team": {"id": load.channel}, "tenant": {"id": TENANT},
                        "source": {"name": "message"}, "legacy": {"replyToId": f"1:{message}"}},
        "replyToId": message, "locale": "nl-NL", "localTimezone": "Europe/Amsterdam",
        "value": {"action": {"type": "Action.Execute", "title": "Ik pak hem op", "verb": name,
                             "data": {"action": name, "value": value, **only_theirs}}, "trigger": "manual"},
    }  # fmt: skip
