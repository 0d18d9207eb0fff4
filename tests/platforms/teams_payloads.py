"""What Teams sends, as Teams makes it: messages, edits, presses, dialogs, and what happens to channels."""

import html
import itertools
import re
import uuid
from typing import Any

from tests.platforms import PEOPLE
from tests.platforms.teams_world import BOT, GROUP, TEAM, TENANT, Conversation, Json, TeamsWorld, Written


class Payloads:
    """Makes activities about one tenant."""

    def __init__(self, teams: TeamsWorld, service_url: str) -> None:
        self.teams, self.service_url = teams, service_url
        self._numbers = itertools.count(1)

    def activity(self, kind: str, by: str, conversation: Conversation, **more: Any) -> Json:
        """Anything that somebody does somewhere. `thread` is the message under which they do it."""
        thread = more.pop("thread", "")
        where = (
            f"{conversation.id};messageid={thread}" if thread and conversation.kind == "channel" else conversation.id
        )
        stamp = f"{self.teams.now():%Y-%m-%dT%H:%M:%S}.{10 * next(self._numbers):07d}Z"
        channel = {
            "team": {"id": TEAM, "aadGroupId": GROUP},
            "channel": {"id": conversation.id},
        }
        in_channel = conversation.kind == "channel"
        return {
            "type": kind, "id": f"f:{next(self._numbers)}", "timestamp": stamp, "channelId": "msteams",
            "serviceUrl": self.service_url, "locale": "nl-NL",
            "from": {"id": user(by), "name": PEOPLE.get(by, by), "aadObjectId": self.teams.listed.get(user(by))},
            "recipient": {"id": BOT, "name": "Tafelbot"},
            "conversation": {
                "id": where, "conversationType": conversation.kind, "tenantId": TENANT,
                **({"isGroup": True} if conversation.kind != "personal" else {}),
            },
            "channelData": {"tenant": {"id": TENANT}, **(channel if in_channel else {}), **more.pop("data", {})},
            **more,
        }  # fmt: skip

    def message(self, words: str, by: str, conversation: Conversation, thread: str = "") -> tuple[Json, Written]:
        """A new message, and how Teams keeps it."""
        text, entities = encoded(words)
        written = self.teams.write(conversation.id, user(by), thread=thread, text=text, entities=entities)
        return self.about("message", written), written

    def about(self, kind: str, written: Written, **data: Any) -> Json:
        conversation = self.teams.conversations[written.conversation]
        made = self.activity(kind, key_of(written.by), conversation, thread=written.thread or written.id, data=data)
        said = {"text": written.text, "textFormat": "plain", "entities": [*written.entities, {"type": "clientInfo"}]}
        return {**made, "id": written.id, **(said if kind != "messageDelete" else {})}

    def invoke(self, name: str, by: str, conversation: Conversation, value: Json, on: Written | None = None) -> Json:
        thread = (on.thread or on.id) if on else ""
        more = {"replyToId": on.id} if on else {}
        return self.activity("invoke", by, conversation, name=name, value=value, thread=thread, **more)


def user(key: str) -> str:
    return f"29:{key}"


def entra(key: str) -> str:
    """The id by which somebody is known in the whole tenant."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, user(key)))


def key_of(user_id: str) -> str:
    return user_id.removeprefix("29:")


def encoded(words: str) -> tuple[str, list[Json]]:
    """Words as Teams passes them on: mentions between tags with an entity each, and escapes."""
    entities: list[Json] = []

    def named(found: re.Match[str]) -> str:
        if found[1]:  # somebody chosen from the list who is none of these people
            entities.append({"type": "mention", "mentioned": {"id": found[1]}, "text": "<at>Iemand</at>"})
            return "<at>Iemand</at>"
        key = found[2].lower()
        if key != "tafelbot" and key not in PEOPLE:
            return found[0]
        name, number = ("Tafelbot", BOT) if key == "tafelbot" else (PEOPLE[key], user(key))
        text = f"<at>{name}</at>"
        entities.append({"type": "mention", "mentioned": {"id": number, "name": name}, "text": text})
        return text

    return re.sub(r"(?<![\w@])@(?:teams:(29:[\w-]+)|(\w+))", named, html.escape(words, quote=False)), entities
