"""A strict Slack: what the bot may do there, what it may not, and what people then see.

`SlackWorld` holds channels, people, messages, modals and home pages, and answers the Web API's methods. It installs an
app from its manifest: scopes that are not in there are missing. What Slack would refuse it refuses, and what the bot
should never have tried it writes down as a complaint. `slack_server` puts it behind an address.
"""

import itertools
import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

from tests.judges.slack import judge_message, judge_view
from tests.platforms.slack_composer import rich_text

Json = dict[str, Any]
BOT, BOT_ID, APP, TEAM, DOMAIN = "UTAFELBOT", "BTAFELBOT", "APROEF", "TPROEF", "proef"
TOKEN, APP_TOKEN, SECRET = "xoxb-proef-token", "xapp-1-APROEF-1-proef", "8f742231b10e8888abcd99yyyzzz85a5"
SIGNS = {"white_check_mark": "gezien", "question": "vraag"}
ALT_TEXT = 1000  # characters of a file's description
URL_LIFE, URL_USES, TRIGGER_LIFE = timedelta(minutes=30), 5, timedelta(seconds=3)


class No(Exception):
    """Slack says no; `fault` says that the bot did something that it should never do."""

    def __init__(self, code: str, fault: str = "") -> None:
        super().__init__(code)
        self.code, self.fault = code, fault


def refuse(code: str, fault: str = "") -> NoReturn:
    raise No(code, fault)


@dataclass
class Written:
    """A message as Slack keeps it; `to` is the only one who sees an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""
    to: str = ""
    metadata: Json | None = None
    reactions: Counter[str] = field(default_factory=Counter)
    files: list[Json] = field(default_factory=list)
    edited: bool = False

    def json(self) -> Json:
        """As it stands in payloads and in history."""
        whole: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text, "team": TEAM}
        blocks = self.blocks or (rich_text(self.text) if self.text and self.user != BOT else [])
        whole |= {"blocks": blocks} if blocks else {}
        whole |= {"bot_id": BOT_ID, "app_id": APP} if self.user == BOT else {}
        whole |= {"thread_ts": self.thread} if self.thread else {}
        whole |= {"files": self.files} if self.files else {}
        return whole | ({"edited": {"user": self.user, "ts": self.ts}} if self.edited else {})


@dataclass
class Channel:
    id: str
    name: str
    members: set[str]
    kind: str = "channel"
    archived: bool = False


@dataclass
class Fault:
    """What goes wrong with the next calls of a method: "429", "500", "500-after", "reset", "reset-after", "truncated",
    "html", "slow", or "error:code"."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 2


@dataclass
class Trigger:
    user: str
    until: datetime
    used: bool = False


@dataclass
class Reply:
    """A response address, and the message that it can replace."""

    channel: str
    user: str
    until: datetime
    original: Written | None = None
    uses: int = 0


@dataclass
class Upload:
    """A file on its way in, as far as it came."""

    id: str
    name: str
    length: int
    alt: str
    body: bytes | None = None
    title: str = ""
    complete: bool = False
    message: Written | None = None
    looks: int = 0

    def json(self) -> Json:
        return {"id": self.id, "name": self.name, "title": self.title, "size": self.length, "user": BOT}


@dataclass(frozen=True)
class Method:
    does: Callable[[Json], Json]
    scopes: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    per_minute: int = 50
    reads_json: bool = True


class SlackWorld:
    """One workspace with one installed app."""

    def __init__(self, manifest: Json, *, now: Callable[[], datetime], people: Mapping[str, str] | None = None) -> None:
        self.manifest, self.now = manifest, now
        self.people = dict(people or {})
        self.deactivated: set[str] = set()
        self.bots: set[str] = set()
        self.channels: dict[str, Channel] = {}
        self.written: list[Written] = []
        self.modals: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.complaints: list[str] = []
        self.calls: list[tuple[str, Json]] = []
        self.faults: deque[Fault] = deque()
        self.rates = False
        self.triggers: dict[str, Trigger] = {}
        self.replies: dict[str, Reply] = {}
        self._rate: dict[str, deque[datetime]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self.address = ""
        self.app_of_bot = APP
        self.uploads: dict[str, Upload] = {}
        self.looks_before_shared = 0
        """How often somebody must look at a file before Slack has shared it."""
        self.drops_shares = False
        """Slack now and then says "ok" to sharing a file and does not do it."""
        self._methods = _methods(self)

    # --- the workspace -----------------------------------------------------------------------------------------------

    def add_channel(self, key: str, *, members: set[str], kind: str = "channel", with_bot: bool = True) -> Channel:
        channel = Channel(f"C{key.upper()}", key, members | ({BOT} if with_bot else set()), kind)
        self.channels[channel.id] = channel
        return channel

    def direct_channel(self, user: str) -> Channel:
        """The bot's direct messages with somebody."""
        return self.channels.setdefault(f"D{user[1:]}", Channel(f"D{user[1:]}", "directmessage", {user, BOT}, "im"))

    def trigger(self, user: str) -> str:
        key = f"{next(self._numbers)}.{secrets.token_hex(4)}"
        self.triggers[key] = Trigger(user, self.now() + TRIGGER_LIFE)
        return key

    def response_url(self, channel: str, user: str, original: Written | None = None) -> str:
        key = secrets.token_hex(8)
        self.replies[key] = Reply(channel, user, self.now() + URL_LIFE, original)
        return f"{self.address}/commands/{TEAM}/{key}"

    def ts(self) -> str:
        """A time of its own for every message."""
        return f"{int(self.now().timestamp())}.{next(self._numbers):06d}"

    def write(self, channel: str, user: str, payload: Json, *, to: str = "") -> Written:
        made = Written(channel, self.ts(), user, payload.get("text") or "", payload.get("blocks") or [])
        made.thread, made.to, made.metadata = payload.get("thread_ts") or "", to, payload.get("metadata")
        with self._lock:
            self.written.append(made)
        return made

    def find(self, channel: str, ts: str) -> Written:
        for each in self.written:
            if (each.channel, each.ts) == (channel, ts) and not each.to:
                return each
        refuse("message_not_found")

    def complain(self, about: str) -> None:
        self.complaints.append(about)

    def judged(self, payload: Json, where: str) -> None:
        """Refuse what Slack would refuse."""
        wrong = judge_message({key: payload[key] for key in ("text", "blocks") if key in payload})
        if not payload.get("text"):
            wrong.append("no text for notifications")
        if wrong:
            refuse("invalid_blocks", f"{where}: {'; '.join(wrong[:3])}")

    # --- the Web API -------------------------------------------------------------------------------------------------

    def call(self, method: str, token: str, arguments: Json, *, as_json: bool = False) -> Json:
        """One call, as it ends when nothing goes wrong on the way."""
        if as_json and method in self._methods and not self._methods[method].reads_json:
            self.complain(f"{method} takes no JSON")
            return {"ok": False, "error": "invalid_arguments"}
        with self._lock:
            self.calls.append((method, arguments))
            try:
                return {"ok": True, **self._checked(method, token, arguments)(arguments)}
            except No as no:
                if no.fault:
                    self.complain(f"{method}: {no.code}: {no.fault}")
                return {"ok": False, "error": no.code}

    def _checked(self, name: str, token: str, arguments: Json) -> Callable[[Json], Json]:
        method = self._methods.get(name)
        if method is None:
            refuse("unknown_method", name)
        if token != (APP_TOKEN if name == "apps.connections.open" else TOKEN):
            refuse("invalid_auth")
        if method.scopes and not set(method.scopes) & set(self.manifest["oauth_config"]["scopes"]["bot"]):
            refuse("missing_scope", f"needs {method.scopes}")
        if unknown := arguments.keys() - method.takes - method.needs:
            refuse("invalid_arguments", f"unknown {sorted(unknown)}")
        if missing := [key for key in sorted(method.needs) if not arguments.get(key)]:
            refuse("invalid_arguments", f"missing {missing}")
        return method.does

    def limited(self, method: str, arguments: Json) -> bool:
        """Whether this call comes too soon after others."""
        if not self.rates or method not in self._methods:
            return False
        posts = method == "chat.postMessage"
        seconds, most = (1.0, 1) if posts else (60.0, self._methods[method].per_minute)
        recent = self._rate.setdefault(f"{method} {arguments.get('channel')}" if posts else method, deque())
        now = self.now()
        while recent and recent[0] <= now - timedelta(seconds=seconds):
            recent.popleft()
        if len(recent) >= most:
            return True
        recent.append(now)
        return False

    def fault(self, method: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.method == method and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def _open_channel(self, channel: str, *, private: bool = False) -> Channel:
        found = self.channels.get(channel)
        if found is None:
            refuse("channel_not_found")
        if BOT not in found.members:
            refuse("channel_not_found" if private or found.kind == "im" else "not_in_channel")
        if found.archived:
            refuse("is_archived")
        return found

    def auth_test(self, _: Json) -> Json:
        where = {"url": f"https://{DOMAIN}.slack.com/", "team": "Proef", "team_id": TEAM}
        return {**where, "user": "tafelbot", "user_id": BOT, "bot_id": BOT_ID, "is_enterprise_install": False}

    def bots_info(self, asked: Json) -> Json:
        if asked["bot"] != BOT_ID:
            refuse("bot_not_found")
        return {"bot": {"id": BOT_ID, "app_id": self.app_of_bot, "name": "tafelbot", "user_id": BOT}}

    def users_info(self, asked: Json) -> Json:
        if asked["user"] not in self.people:
            refuse("user_not_found")
        return {"user": self.member(asked["user"])}

    def member(self, user: str) -> Json:
        """Somebody, as Slack describes them."""
        name = self.people[user]
        profile = {"display_name": name, "real_name": name}
        kind = {"is_bot": user in self.bots, "deleted": user in self.deactivated}
        return {"id": user, "name": name.lower(), "profile": profile, **kind}

    def channel_info(self, asked: Json) -> Json:
        found = self.channels.get(asked["channel"])
        if found is None:
            refuse("channel_not_found")
        state = {"is_archived": found.archived, "is_member": BOT in found.members}
        return {"channel": {"id": found.id, "name": found.name, **state}}

    def post(self, payload: Json) -> Json:
        channel = self._open_channel(payload["channel"])
        if payload.get("parse", "none") != "none" or payload.get("link_names") or payload.get("unfurl_links", True):
            refuse("invalid_arguments", "user text would be read as mentions or unfurled")
        self.judged(payload, "message")
        if (metadata := payload.get("metadata")) and not _is_flat(metadata):
            refuse("invalid_metadata_format", str(metadata))
        if thread := payload.get("thread_ts"):
            self.find(channel.id, thread)
        made = self.write(channel.id, BOT, payload)
        return {"channel": channel.id, "ts": made.ts, "message": made.json()}

    def update(self, payload: Json) -> Json:
        channel = self._open_channel(payload["channel"])
        message = self.find(channel.id, payload["ts"])
        if message.user != BOT:
            refuse("cant_update_message", "not a message of the bot")
        self.judged(payload, "edit")
        message.text, message.blocks, message.edited = payload["text"], payload.get("blocks") or [], True
        return {"channel": channel.id, "ts": message.ts, "text": message.text}

    def whisper(self, payload: Json) -> Json:
        channel = self._open_channel(payload["channel"], private=True)
        if payload["user"] not in channel.members:
            refuse("user_not_in_channel")
        self.judged(payload, "ephemeral")
        return {"message_ts": self.write(channel.id, BOT, payload, to=payload["user"]).ts}

    def open_direct(self, asked: Json) -> Json:
        if asked["users"] not in self.people:
            refuse("user_not_found")
        return {"channel": {"id": self.direct_channel(asked["users"]).id}}

    def history(self, asked: Json) -> Json:
        channel = self._open_channel(asked["channel"])
        roots = [each for each in self._readable(channel, asked) if each.thread in ("", each.ts)]
        return _page(list(reversed(roots)), asked)

    def thread(self, asked: Json) -> Json:
        channel = self._open_channel(asked["channel"])
        self.find(channel.id, asked["ts"])
        return _page([each for each in self._readable(channel, asked) if asked["ts"] in (each.ts, each.thread)], asked)

    def _readable(self, channel: Channel, asked: Json) -> list[Written]:
        """What is in a channel's history."""
        oldest = float(asked.get("oldest", 0))
        mine = (each for each in self.written if each.channel == channel.id and not each.to)
        return [each for each in mine if float(each.ts) > oldest]

    # --- files -------------------------------------------------------------------------------------------------------

    def begin_upload(self, asked: Json) -> Json:
        if not str(asked["length"]).isdecimal() or int(asked["length"]) < 1:
            refuse("invalid_arguments", "length")
        if len(asked.get("alt_txt", "")) > ALT_TEXT:
            refuse("alt_txt_too_large", f"{len(asked['alt_txt'])} characters")
        key = f"F{next(self._numbers)}"
        self.uploads[key] = Upload(key, asked["filename"], int(asked["length"]), asked.get("alt_txt", ""))
        return {"file_id": key, "upload_url": f"{self.address}/api/upload/{key}"}

    def take_bytes(self, key: str, body: bytes) -> bool:
        """What comes at the address of an upload; once, and as long as was said."""
        found = self.uploads.get(key)
        if found is None or found.body is not None or len(body) != found.length:
            self.complain(f"upload {key}: {len(body)} bytes")
            return False
        found.body = body
        return True

    def complete_upload(self, asked: Json) -> Json:
        files = [self._uploaded(each) for each in asked["files"]]
        channel = self._open_channel(asked["channel_id"]) if "channel_id" in asked else None
        if thread := asked.get("thread_ts"):
            self.find(asked.get("channel_id", ""), thread)
        for found, each in zip(files, asked["files"], strict=True):
            found.complete, found.title = True, each.get("title", found.name)
        if channel and not self.drops_shares:
            message = self.write(channel.id, BOT, {"thread_ts": thread or ""})
            message.files = [each.json() for each in files]
            for found in files:
                found.message = message
        return {"files": [each.json() for each in files]}

    def _uploaded(self, named: Json) -> Upload:
        found = self.uploads.get(named.get("id", ""))
        if found is None or found.body is None or found.complete:
            refuse("file_not_found", f"{named} is not there to complete")
        return found

    def files_info(self, asked: Json) -> Json:
        found = self.uploads.get(asked["file"])
        if found is None or not found.complete:
            refuse("file_not_found")
        found.looks += 1
        message = found.message if found.looks > self.looks_before_shared else None
        kind = "public" if message and self.channels[message.channel].kind == "channel" else "private"
        shares = {kind: {message.channel: [{"ts": message.ts}]}} if message else {}
        return {"file": {**found.json(), "shares": shares}}

    def react(self, asked: Json, *, on: bool) -> Json:
        message = self.find(self._open_channel(asked["channel"]).id, asked["timestamp"])
        if asked["name"] not in SIGNS:
            refuse("invalid_name", asked["name"])
        if on == bool(message.reactions[asked["name"]]):
            refuse("already_reacted" if on else "no_reaction")
        message.reactions[asked["name"]] = int(on)
        return {}

    def open_view(self, asked: Json) -> Json:
        trigger = self.triggers.get(asked["trigger_id"])
        if trigger is None:
            refuse("invalid_trigger_id", "no such trigger")
        if trigger.used:
            refuse("exchanged_trigger_id")
        if self.now() > trigger.until:
            refuse("expired_trigger_id")
        view = self.shown_view(asked["view"])
        trigger.used = True
        self.modals[trigger.user] = view
        return {"view": view}

    def shown_view(self, view: Json, previous: Json | None = None) -> Json:
        """A modal as Slack keeps it: an id that stays, and a hash that changes with it."""
        if wrong := judge_view(view):
            refuse("invalid_arguments", f"view: {'; '.join(wrong[:3])}")
        kept = {"id": previous["id"] if previous else f"V{next(self._numbers)}", "hash": secrets.token_hex(6)}
        return {**view, **kept, "team_id": TEAM, "app_id": APP}

    def publish(self, asked: Json) -> Json:
        if asked["user_id"] not in self.people:
            refuse("user_not_found")
        if wrong := judge_message(asked["view"], "home"):
            refuse("invalid_arguments", f"home: {'; '.join(wrong[:3])}")
        self.homes[asked["user_id"]] = {**asked["view"], "id": f"VH{asked['user_id']}", "hash": secrets.token_hex(6)}
        return {"view": self.homes[asked["user_id"]]}

    def connect(self, _: Json) -> Json:
        return {"url": f"{self.address.replace('http', 'ws')}/link?ticket={secrets.token_hex(8)}"}

    def respond(self, key: str, payload: Json) -> tuple[int, str]:
        """What happens at a response address."""
        with self._lock:
            reply = self.replies.get(key)
            if reply is None:
                return 404, "no_service"
            if reply.uses >= URL_USES or self.now() >= reply.until:
                return 404, "used_url" if reply.uses >= URL_USES else "expired_url"
            reply.uses += 1
            known = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"}
            if unknown := payload.keys() - known:
                self.complain(f"response_url: unknown {sorted(unknown)}")
                return 400, "invalid_payload"
            try:
                self.judged(payload, "response_url")
            except No as no:
                self.complain(no.fault)
                return 400, no.code
            if payload.get("replace_original") and (original := reply.original):
                original.text, original.blocks = payload["text"], payload.get("blocks") or []
            else:
                to = "" if payload.get("response_type") == "in_channel" else reply.user
                self.write(reply.channel, BOT, payload, to=to)
            return 200, "ok"


def _is_flat(metadata: object) -> bool:
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        return False
    return all(isinstance(value, str | int | bool) for value in metadata["event_payload"].values())


def _page(found: list[Written], asked: Json) -> Json:
    """A page of messages; metadata only for who asks for it."""
    start, size = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
    messages = [each.json() for each in found[start : start + size]]
    if asked.get("include_all_metadata") in (True, "1", "true"):
        for message, each in zip(messages, found[start:], strict=False):
            message.update({"metadata": each.metadata} if each.metadata else {})
    following = str(start + size) if start + size < len(found) else ""
    return {"messages": messages, "has_more": bool(following), "response_metadata": {"next_cursor": following}}


def _methods(slack: SlackWorld) -> dict[str, Method]:
    message = frozenset({"text", "blocks", "thread_ts", "parse", "link_names"})
    read = frozenset({"oldest", "latest", "limit", "cursor", "include_all_metadata", "inclusive"})
    histories = ("channels:history", "groups:history", "im:history")
    sign = frozenset({"channel", "timestamp", "name"})
    return {
        "auth.test": Method(slack.auth_test),
        "files.getUploadURLExternal": Method(
            slack.begin_upload,
            ("files:write",),
            frozenset({"alt_txt", "snippet_type"}),
            frozenset({"filename", "length"}),
            per_minute=100,
            reads_json=False,
        ),
        "files.completeUploadExternal": Method(
            slack.complete_upload,
            ("files:write",),
            frozenset({"channel_id", "channels", "thread_ts", "initial_comment", "blocks"}),
            frozenset({"files"}),
            per_minute=100,
        ),
        "files.info": Method(
            slack.files_info, ("files:read",), needs=frozenset({"file"}), per_minute=100, reads_json=False
        ),
        "bots.info": Method(slack.bots_info, ("users:read",), needs=frozenset({"bot"}), per_minute=50),
        "users.info": Method(slack.users_info, ("users:read",), needs=frozenset({"user"}), per_minute=100),
        "chat.postMessage": Method(
            slack.post, ("chat:write",), message | {"metadata", "unfurl_links", "unfurl_media"}, frozenset({"channel"})
        ),
        "chat.update": Method(slack.update, ("chat:write",), message | {"metadata"}, frozenset({"channel", "ts"})),
        "chat.postEphemeral": Method(
            slack.whisper, ("chat:write",), message, frozenset({"channel", "user"}), per_minute=100
        ),
        "conversations.open": Method(slack.open_direct, ("im:write",), needs=frozenset({"users"})),
        "conversations.info": Method(
            slack.channel_info, ("channels:read", "groups:read"), needs=frozenset({"channel"})
        ),
        "conversations.history": Method(slack.history, histories, read, frozenset({"channel"})),
        "conversations.replies": Method(slack.thread, histories, read, frozenset({"channel", "ts"})),
        "reactions.add": Method(lambda asked: slack.react(asked, on=True), ("reactions:write",), needs=sign),
        "reactions.remove": Method(lambda asked: slack.react(asked, on=False), ("reactions:write",), needs=sign),
        "views.open": Method(slack.open_view, needs=frozenset({"trigger_id", "view"}), per_minute=100),
        "views.publish": Method(
            slack.publish, takes=frozenset({"hash"}), needs=frozenset({"user_id", "view"}), per_minute=100
        ),
        "apps.connections.open": Method(slack.connect),
    }
