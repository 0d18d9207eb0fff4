"""A strict Teams: what the bot may do there, what it may not, and what people then see.

`TeamsWorld` holds people, conversations and messages, and answers the calls of the bot's service. What Teams would
refuse it refuses, and what the bot should never have tried it writes down as a complaint. `teams_server` puts it behind
an address.
"""

import itertools
import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from tests.judges.teams import judge_card

Json = dict[str, Any]
APP, SECRET, TENANT = "11111111-2222-3333-4444-555555555555", "proef-geheim", "99999999-8888-7777-6666-555555555555"
BOT = f"28:{APP}"
TEAM, GENERAL = "19:team@thread.tacv2", "19:team@thread.tacv2"
GROUP = "aaaaaaaa-0000-0000-0000-000000000001"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
SIGNS = {"2705_whiteheavycheckmark": "gezien", "2753_blackquestionmarkornament": "vraag"}
_KNOWN = {"type", "summary", "attachments", "id", "recipient", "text"}


class No(Exception):
    """Teams says no; `fault` says that the bot did something that it should never do."""

    def __init__(self, status: int, code: str, fault: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.fault = status, code, fault


def refuse(status: int, code: str, fault: str = "") -> NoReturn:
    raise No(status, code, fault)


@dataclass
class Written:
    """A message as Teams keeps it; `to` is the only one who sees a targeted one, `views` what a press showed whom."""

    conversation: str
    id: str
    by: str
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    summary: str = ""
    thread: str = ""
    to: str = ""
    entities: list[Json] = field(default_factory=list)
    reactions: Counter[str] = field(default_factory=Counter)
    views: dict[str, Json] = field(default_factory=dict)

    @property
    def card(self) -> Json | None:
        return next((each["content"] for each in self.attachments if each["contentType"] == ADAPTIVE), None)


@dataclass
class Conversation:
    id: str
    kind: str
    name: str
    members: set[str]
    bot: bool = True


@dataclass
class Fault:
    """What goes wrong with the next calls: "429", "500", "412", "500-after", "reset", "reset-after", "slow-after",
    "truncated", "no-token", or "403:Code". `call` is a method with the last part of the path ("POST activities")."""

    call: str
    kind: str
    times: int = 1
    retry_after: str = "2"


class TeamsWorld:
    """One tenant with one team, in which the app is installed."""

    def __init__(self, *, now: Callable[[], datetime], people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        self.now = now
        self.people = dict(people)
        self.listed = {who: str(uuid.uuid5(uuid.NAMESPACE_URL, who)) for who in self.people}
        everybody = set(self.people)
        self.conversations = {
            channel: Conversation(channel, "channel", name, set(everybody)) for channel, name in channels.items()
        }
        self.installed = set(everybody)
        self.written: list[Written] = []
        self.dialogs: dict[str, Json] = {}
        self.complaints: list[str] = []
        self.calls: list[tuple[str, str, Json]] = []
        self.faults: deque[Fault] = deque()
        self.targets, self.signs = True, True
        self.uploads: dict[str, bytes] = {}
        self._numbers = itertools.count(1)
        self.lock = threading.RLock()

    # --- the tenant --------------------------------------------------------------------------------------------------

    def personal(self, user: str) -> Conversation:
        """Somebody's own chat with the bot."""
        key = f"a:1{user.removeprefix('29:')}"
        return self.conversations.setdefault(key, Conversation(key, "personal", "", {user}))

    def add_group(self, key: str) -> Conversation:
        made = Conversation(f"19:{key}@thread.v2", "groupChat", key, set(self.people))
        self.conversations[made.id] = made
        return made

    def id(self) -> str:
        return str(int(self.now().timestamp() * 1000) + next(self._numbers))

    def write(self, conversation: str, by: str, *, thread: str = "", **more: Any) -> Written:
        made = Written(conversation, self.id(), by, thread=thread, **more)
        with self.lock:
            self.written.append(made)
        return made

    def find(self, conversation: str, message: str) -> Written:
        for each in self.written:
            if (each.conversation, each.id) == (conversation, message):
                return each
        refuse(404, "ActivityNotFoundInConversation")

    def fault(self, call: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.call == call and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    # --- the service -------------------------------------------------------------------------------------------------

    def call(self, method: str, parts: list[str], query: Mapping[str, str], body: Json) -> tuple[int, Json]:
        """One call, as it ends when nothing goes wrong on the way; `parts` is the path behind /v3/conversations."""
        with self.lock:
            self.calls.append((method, "/".join(parts), body))
            try:
                return self._answer(method, parts, query.get("isTargetedActivity") == "true", body)
            except No as no:
                if no.fault:
                    self.complaints.append(f"{method} {'/'.join(parts)}: {no.code}: {no.fault}")
                return no.status, {"error": {"code": no.code, "message": "no"}}

    def _answer(self, method: str, parts: list[str], targeted: bool, body: Json) -> tuple[int, Json]:
        match method, parts:
            case "POST", []:
                return 201, {"id": self._begin(body), "serviceUrl": "https://elders.example/"}
            case "POST", [where, "activities"]:
                return 201, {"id": self._post(where, body, targeted).id}
            case "PUT", [where, "activities", message]:
                return 200, {"id": self._edit(where, message, body, targeted).id}
            case (("PUT" | "DELETE"), [where, "activities", message, "reactions", sign]):
                self._sign(where, message, sign, on=method == "PUT")
                return 200, {}
            case "DELETE", [where, "activities", message]:
                self._delete(where, message)
                return 200, {}
            case "GET", [where, "members", number]:
                return 200, self._member(where, number)
            case _:
                refuse(405, "BadSyntax", "no such call")

    def _open(self, where: str) -> tuple[Conversation, str]:
        conversation, _, thread = where.partition(";messageid=")
        found = self.conversations.get(conversation)
        if found is None:
            refuse(404, "ConversationNotFound")
        if not found.bot:
            refuse(403, "BotNotInConversationRoster")
        if thread:
            if found.kind != "channel":
                refuse(400, "BadSyntax", "only channels have threads")
            if self.find(conversation, thread).thread not in ("", thread):
                refuse(400, "BadSyntax", "a thread in a thread")
        return found, thread

    def _begin(self, body: Json) -> str:
        [member] = body["members"]
        member = {"id": next((who for who, listed in self.listed.items() if listed == member["id"]), member["id"])}
        if body.get("tenantId") != TENANT or body.get("isGroup") or body["bot"]["id"] != BOT:
            refuse(400, "BadSyntax", str(body))
        if member["id"] not in self.people or member["id"] not in self.installed:
            refuse(403, "ForbiddenOperationException")
        return self.personal(member["id"]).id

    def _judge(self, body: Json) -> None:
        if body.get("type") != "message" or body.keys() - _KNOWN:
            refuse(400, "BadSyntax", f"not a message: {sorted(body)}")
        if not body.get("summary"):
            refuse(400, "BadSyntax", "no text for notifications")
        [attached] = body["attachments"]
        if attached["contentType"] == ADAPTIVE:
            if wrong := judge_card(attached["content"]):
                refuse(400, "BadSyntax", "; ".join(wrong[:3]))
        elif attached["contentType"] not in (CONSENT, INFO):
            refuse(400, "BadSyntax", attached["contentType"])

    def _post(self, where: str, body: Json, targeted: bool) -> Written:
        conversation, thread = self._open(where)
        self._judge(body)
        to = ""
        if targeted:
            to = (body.get("recipient") or {}).get("id", "")
            if conversation.kind == "personal" or to not in conversation.members:
                refuse(400, "BadArgument", "targeted at nobody here")
            if not self.targets:
                refuse(400, "ServiceError")
        elif "recipient" in body:
            refuse(400, "BadSyntax", "a recipient without a target")
        attached = body["attachments"]
        if attached[0]["contentType"] != ADAPTIVE and conversation.kind != "personal":
            refuse(400, "BadArgument", "files are for somebody's own chat")
        return self.write(conversation.id, BOT, thread=thread, attachments=attached, summary=body["summary"], to=to)

    def _edit(self, where: str, message: str, body: Json, targeted: bool) -> Written:
        conversation, thread = self._open(where)
        found = self.find(conversation.id, message)
        if found.by != BOT:
            refuse(403, "ForbiddenOperationException", "not a message of the bot")
        if thread != found.thread:
            refuse(400, "BadSyntax", "another thread")
        if bool(found.to) != targeted:
            refuse(404, "ActivityNotFoundInConversation")
        self._judge(body)
        found.attachments, found.summary = body["attachments"], body["summary"]
        found.views.clear()
        return found

    def _delete(self, where: str, message: str) -> None:
        conversation, _ = self._open(where)
        found = self.find(conversation.id, message)
        if found.by != BOT:
            refuse(403, "ForbiddenOperationException", "not a message of the bot")
        self.written.remove(found)

    def team(self) -> Json:
        """The channels of the team; the first one has no name."""
        found = [each for each in self.conversations.values() if each.kind == "channel"]
        return {
            "conversations": [{"id": GENERAL, "name": None}, *({"id": each.id, "name": each.name} for each in found)]
        }

    def _sign(self, where: str, message: str, sign: str, *, on: bool) -> None:
        conversation, _ = self._open(where)
        found = self.find(conversation.id, message)
        if not self.signs:
            refuse(403, "ForbiddenOperationException")
        if sign not in SIGNS:
            refuse(400, "BadArgument", sign)
        found.reactions[sign] = int(on)

    def _member(self, where: str, number: str) -> Json:
        conversation, _ = self._open(where)
        for who in conversation.members:
            if number in (who, self.listed[who]):
                return {"id": who, "name": self.people[who], "aadObjectId": self.listed[who]}
        refuse(404, "MemberNotFoundInConversation")
