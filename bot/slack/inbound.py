"""Payloads of Slack as the Requests that handlers know.

A person's words become pieces here: from the rich text of a message where it has that (`rich_text`), else from its text
(`words`). A message and the mention in it arrive as two events and are one request: both are named after channel and
time. Messages of bots, messages of Slack itself, and edits that change no words (link previews) are no requests.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from bot.slack import cards, forms
from bot.slack.modal import Modals, Opened
from bot.slack.payloads import (
    SAID,
    Asked,
    Came,
    Command,
    Event,
    File,
    Heard,
    HomeOpened,
    Joined,
    Pressed,
    Said,
    Shortcut,
    Submitted,
    Text,
    View,
)
from bot.slack.rich_text import read_blocks
from bot.slack.words import mentioned, read_command, read_mrkdwn, storable
from handlers.forms import Value
from handlers.pieces import Pieces, own, plain, trimmed, without_call
from handlers.request import Account, Address, Attachment, Kind, Message, Place, Request

_USER: Final = re.compile(r"slack:[UW][A-Z0-9]+")
_LATEST: Final = 4_000_000_000  # seconds; what lies after that is no time of Slack's


@dataclass(frozen=True, slots=True)
class Around:
    """What a payload does not hold: the moment, the bot's identity, and where the workspace's messages are read."""

    now: datetime
    modals: Modals
    bot: str = ""
    home: str = ""


class Strange(Exception):
    """A form that is not ours, or not this person's."""


def request(came: Came, around: Around) -> Request | None:  # noqa: PLR0911 - one line for each kind
    """The request in a payload; None where there is nothing to do. Raises `Strange`."""
    match came:
        case Command():
            return _command(came, around)
        case Event(of=Heard() as heard):
            return _heard(came, heard, around)
        case Event(of=HomeOpened() as opened):
            return _opened(came, opened, around) if opened.tab in (None, "home") else None
        case Event(of=Joined() as joined):
            return _joined(came, joined, around)
        case Pressed():
            return _pressed(came, around)
        case Shortcut():
            return _chosen(came, around)
        case Submitted():
            return _submitted(came, around)
        case Asked():
            return _asked(came, around)
        case _:
            return None


def others(asked: Request) -> Iterator[str]:
    """The people who are mentioned in the words or message, or chosen in the form."""
    if asked.addressed:
        yield from mentioned(asked.said)
    if asked.kind == "press" and asked.message:
        yield from mentioned(asked.message.said)
    for value in asked.values.values():
        yield from [] if isinstance(value, str) else (each.removeprefix("slack:") for each in value if _is_user(each))


def _is_user(account: str) -> bool:
    return _USER.fullmatch(account) is not None


def account(user: str, name: Text = None) -> Account:
    return Account(f"slack:{user}", storable(name or ""))


def moment(ts: Text, otherwise: datetime) -> datetime:
    """The time that Slack writes as "1700000000.123456"."""
    try:
        seconds = float(ts or "")
    except ValueError:
        return otherwise
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else otherwise


def place(channel: str, user: str, kind: Text = None, name: Text = None) -> Place:
    """A channel by its id, and direct messages by whose they are, as where the bot starts to talk by itself.

    What Slack calls a group is a closed channel, except where some people talk outside of one.
    """
    if channel.startswith("D") or kind == "im":
        return Place("slack", user or channel, "direct")
    if kind == "mpim" or (name or "").startswith("mpdm-"):
        return Place("slack", channel, "group")
    return Place("slack", channel, "channel", "" if name == "privategroup" else storable(name or ""))


# --- commands and messages -------------------------------------------------------------------------------------------


def _command(came: Command, around: Around) -> Request:
    where = place(came.channel_id, came.user_id, name=came.channel_name)
    who = account(came.user_id, came.user_name)
    said, _ = without_call(read_command(came.text or "", around.bot), anywhere=False)
    words = f"/{came.command.removeprefix('/')} {plain(said)}".strip()
    address = Address(where, who, url=came.response_url or "", trigger=came.trigger_id)
    return Request(
        "say", f"slack:{came.trigger_id}", address, around.now, words, addressed=True, inline=("Post",), said=said
    )


def _heard(came: Event, event: Heard, around: Around) -> Request | None:
    bot = came.bot or around.bot
    if event.subtype in SAID:
        return _said(event, bot, around)
    if event.subtype == "message_changed" and event.message:
        return _changed(came, event, event.message, bot, around)
    if event.subtype == "message_deleted":
        return _deleted(came, event, bot, around)
    return None


def _said(event: Heard, bot: str, around: Around) -> Request | None:
    said = Said(
        event.ts, event.text, event.user, event.bot_id, event.thread_ts, event.subtype, event.files, event.blocks
    )
    if not _by_somebody(said, bot):
        return None
    request_id = f"slack:{event.channel}:{event.ts}"
    made, called = _about("say", request_id, event, said, bot, around)
    meant = called or event.type == "app_mention" or made.place.kind == "direct"
    return msgspec.structs.replace(made, addressed=meant, files=tuple(map(_attachment, event.files or ())))


def _changed(came: Event, event: Heard, said: Said, bot: str, around: Around) -> Request | None:
    """An edit. A message with answers that is deleted becomes a "tombstone", which is an edit to Slack only."""
    before = event.previous_message
    if said.subtype == "tombstone":
        return _deleted(came, msgspec.structs.replace(event, deleted_ts=said.ts), bot, around)
    if not _by_somebody(said, bot) or (before is not None and before.text == said.text):
        return None
    made, _ = _about("edit", f"slack:{came.id}", event, said, bot, around)
    return made


def _deleted(came: Event, event: Heard, bot: str, around: Around) -> Request | None:
    """A deletion. Slack does not say by whom: it counts as done by the author."""
    before = event.previous_message
    ts = event.deleted_ts or (before.ts if before else "")
    if not ts or not (_by_somebody(before, bot) if before else bot):
        return None
    said = before or Said(ts, user=bot)
    gone = msgspec.structs.replace(said, ts=ts, text="", blocks=None)
    made, _ = _about("delete", f"slack:{came.id}", event, gone, bot, around)
    return made


def _by_somebody(said: Said, bot: str) -> bool:
    """Whether a person typed it."""
    return bool(said.user and not said.bot_id and said.user not in (bot, "USLACKBOT") and said.subtype in SAID)


def _about(kind: Kind, request_id: str, event: Heard, said: Said, bot: str, around: Around) -> tuple[Request, bool]:
    """A request about a message, and whether the bot is called in it."""
    where = place(event.channel, said.user or "", event.channel_type)
    pieces, called = without_call(_pieces(said, bot), anywhere=where.kind != "direct")
    message = _message(said, event.channel, around.home, pieces)
    address = Address(where, account(said.user or ""), message.id, message.thread)
    at, spoken = moment(event.event_ts or event.ts, around.now), own(pieces)
    return Request(kind, request_id, address, at, plain(spoken), message=message, said=spoken), called


def _pieces(said: Said, bot: str) -> Pieces:
    """What somebody said: Slack's own typed form where a message has it."""
    text = said.text or ""
    found = read_blocks(said.blocks, text, bot)
    return read_mrkdwn(text, bot) if found is None else found


def _message(said: Said, channel: str, home: str, pieces: Pieces) -> Message:
    thread = said.thread_ts if said.thread_ts and said.thread_ts != said.ts else ""
    by = account(said.user) if said.user else None
    url = permalink(home, channel, said.ts, thread)
    return Message(said.ts, plain(pieces), thread, url, by, pieces)


def permalink(home: str, channel: str, ts: str, thread: str = "") -> str:
    """Where a message is read in a browser; "" while we do not know the workspace's address."""
    if not home:
        return ""
    behind = f"?thread_ts={thread}&cid={channel}" if thread else ""
    return f"{home.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}{behind}"


def _attachment(file: File) -> Attachment:
    url = file.url_private_download or file.url_private or ""
    return Attachment(file.id, storable(file.name or ""), file.size or 0, url)


def _opened(came: Event, opened: HomeOpened, around: Around) -> Request:
    address = Address(Place("slack", opened.user, "home"), account(opened.user))
    return Request("open", f"slack:{came.id}", address, moment(opened.event_ts, around.now), inline=("Post",))


def _joined(came: Event, joined: Joined, around: Around) -> Request | None:
    """The bot was added to a channel; other people who join are ignored."""
    if joined.user != (came.bot or around.bot):
        return None
    who = joined.inviter or joined.user
    address = Address(place(joined.channel, who), account(who))
    return Request("join", f"slack:{came.id}", address, moment(joined.event_ts, around.now))


# --- presses and forms -----------------------------------------------------------------------------------------------


def _pressed(came: Pressed, around: Around) -> Request | None:
    action, value = cards.pressed(came.actions[0])
    if not action:
        return None
    done = came.actions[0].get("action_ts")
    message = _pressed_on(came, around)
    address = Address(
        _where(came), account(came.user.id, came.user.username or came.user.name),
        message.id if message else "", message.thread if message else _thread(came),
        came.response_url or "", came.trigger_id or "",
    )  # fmt: skip
    return Request(
        "press", f"slack:{came.trigger_id or done}", address, moment(str(done), around.now),
        action=action, value=storable(value), message=message,
    )  # fmt: skip


def _pressed_on(came: Pressed, around: Around) -> Message | None:
    """The message with the button; one that only the asker sees has no id that means anything."""
    if came.message is None or came.channel is None or (came.container and came.container.is_ephemeral):
        return None
    return _message(came.message, came.channel.id, around.home, ())


def _thread(came: Pressed) -> str:
    return (came.container.thread_ts or "") if came.container else ""


def _where(came: Pressed) -> Place:
    if came.channel:
        return place(came.channel.id, came.user.id, name=came.channel.name)
    return Place("slack", came.user.id, "home")


def _chosen(came: Shortcut, around: Around) -> Request:
    pieces = trimmed(_pieces(came.message, around.bot))
    message = _message(came.message, came.channel.id, around.home, pieces)
    where = place(came.channel.id, came.user.id, name=came.channel.name)
    who = account(came.user.id, came.user.username or came.user.name)
    address = Address(where, who, message.id, message.thread, came.response_url or "", came.trigger_id)
    at = moment(came.action_ts, around.now)
    return Request("press", f"slack:{came.trigger_id}", address, at, action=came.callback_id, message=message)


def _submitted(came: Submitted, around: Around) -> Request:
    opened, address = _form(came.view, came.user.id, came.user.username or came.user.name, came.trigger_id, around)
    state = came.view.state or {}
    return Request(
        "submit", f"slack:{came.view.id}:{came.view.hash}", address, around.now, action=opened.action,
        value=opened.state, values={name: _storable(value) for name, value in forms.values(state).items()},
        files=tuple(_uploaded(state)), inline=("Ask",),
    )  # fmt: skip


def _form(view: View, user: str, name: Text, trigger: Text, around: Around) -> tuple[Opened, Address]:
    found = around.modals.read(view.private_metadata or "", account(user, name), view.id or "", trigger or "")
    if found is None:
        raise Strange
    return found


def _storable(value: Value) -> Value:
    return storable(value) if isinstance(value, str) else tuple(map(storable, value))


def _uploaded(state: Mapping[str, Any]) -> Iterator[Attachment]:
    """Files that came with a form: their bytes stay at Slack."""
    for block in state.get("values", {}).values():
        for held in block.values():
            yield from (_attachment(msgspec.convert(each, File)) for each in held.get("files") or ())


def _asked(came: Asked, around: Around) -> Request:
    action, typed = cards.searched({"action_id": came.action_id, "value": came.value})
    who = account(came.user.id, came.user.username or came.user.name)
    if came.view and came.view.type == "modal":
        _, address = _form(came.view, came.user.id, who.name, None, around)
    elif came.channel:
        address = Address(place(came.channel.id, came.user.id, name=came.channel.name), who)
    else:
        address = Address(Place("slack", came.user.id, "home"), who)
    return Request("search", "", address, around.now, storable(typed), action=action)
