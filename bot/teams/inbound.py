"""What Teams sends, as the Requests that handlers know.

Words are what a person typed: `@teams:29:1abc` stands for a mention, and the bot's own name falls away. What a bot
wrote, what only Teams itself says, and what nothing is done with are no requests.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from bot.teams import cards, forms, references
from bot.teams.dialogs import Dialogs, since
from bot.teams.payloads import Activity, CardAction, Entity, Extension, File, Task, User, Written
from bot.teams.references import mentioned, split, targeted, whole
from handlers.forms import Value
from handlers.request import Account, Address, Attachment, Kind, Message, Place, Request

SAY: Final = "zeg:"
"""Begins the id of a command under the box where people type: what follows is as if it had been typed."""
PRIVATE: Final = "besloten"
"""In the data of what is pressed on a card that only one person sees."""
FILE: Final = "application/vnd.microsoft.teams.file.download.info"
_FIRST_YEAR: Final = 2000
_AT: Final = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)
_RESTORED: Final = "undeleteMessage"
_CHANGED: Final = ("editMessage", _RESTORED)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Around:
    """What an activity does not say itself."""

    now: datetime
    dialogs: Dialogs


class Strange(Exception):
    """A form that is not ours, not this person's, or without what it should carry."""


def request(activity: Activity, around: Around) -> Request | None:  # noqa: PLR0911 - one line for each kind
    """The request in an activity; None where there is nothing to do. Raises `Strange`."""
    match activity.type:
        case "message" if _by_somebody(activity):
            return _pressed(activity, activity.value, around) if _is_press(activity) else _said(activity, around)
        case "messageUpdate" if _by_somebody(activity) and activity.data.event_type in _CHANGED:
            restored = activity.data.event_type == _RESTORED
            return msgspec.structs.replace(_about("edit", activity, around), restored=restored)
        case "messageDelete" if _by_somebody(activity):
            return _about("delete", activity, around)
        case "conversationUpdate":
            return _joined(activity, around)
        case "installationUpdate":
            return _installed(activity, around)
        case "invoke" if activity.from_ is not None:
            return _invoked(activity, around)
        case _:
            return None


def account(activity: Activity) -> Account:
    return named(activity.from_) if activity.from_ else Account("")


def named(who: User) -> Account:
    """Somebody, with what Teams calls them."""
    return Account(f"teams:{who.id}", storable(who.name or ""))


def moment(stamp: str | None, otherwise: datetime) -> datetime:
    """The time that Teams writes; `otherwise` where that is none, or one from before there were messages."""
    try:
        found = datetime.fromisoformat(stamp or "")
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise
    return found if found.year >= _FIRST_YEAR else otherwise


def storable(text: str) -> str:
    """Text that every database takes."""
    return text.replace("\x00", "")


def _by_somebody(activity: Activity) -> bool:
    """Whether a person did it: bots have numbers that begin with 28."""
    who = activity.from_
    return who is not None and not who.id.startswith("28:") and not references.is_bot(activity, who.id)


def _where(activity: Activity) -> Place:
    found = references.place(activity)
    if found is None:
        raise Strange
    return found


def _address(activity: Activity, message: str = "", thread: str = "", view: str = "") -> Address:
    return Address(_where(activity), account(activity), message, thread, view=view)


def _id(activity: Activity, *more: str) -> str:
    return ":".join(["teams", activity.conversation.id, activity.id or activity.timestamp or "", *more])


# --- messages --------------------------------------------------------------------------------------------------------


def _said(activity: Activity, around: Around) -> Request:
    made = _about("say", activity, around)
    meant = targeted(activity) or mentioned(activity) or made.place.kind == "direct"
    return msgspec.structs.replace(made, addressed=meant, files=tuple(_files(activity)))


def _about(kind: Kind, activity: Activity, around: Around) -> Request:
    """A request about a message. An edit has the id of the message, so its time tells it from the next."""
    where = _where(activity)
    thread = split(activity.conversation.id)[1] if where.kind == "channel" else activity.replyToId or ""
    text = "" if kind == "delete" else decoded(activity.text or "", activity.entities or (), _bot(activity))
    found = whole(activity.id or "", thread) if where.kind == "channel" else activity.id or ""
    message = Message(
        found, text, thread if thread != activity.id else "", permalink(activity, where, thread), account(activity)
    )
    more = () if kind == "say" else (kind, activity.timestamp or "")
    return Request(
        kind, _id(activity, *more), _address(activity, message.id, message.thread),
        moment(activity.timestamp, around.now), text, message=message, named=tuple(_mentioned(activity)),
    )  # fmt: skip


def _mentioned(activity: Activity) -> Iterable[Account]:
    """Who is called by name, the bot itself left out."""
    found = (each.mentioned for each in activity.entities or () if each.type == "mention" and each.mentioned)
    return (named(each) for each in found if each.id != _bot(activity))


def _bot(activity: Activity) -> str:
    return activity.recipient.id if activity.recipient else ""


def decoded(text: str, entities: Iterable[Entity], bot: str) -> str:
    """What a person typed: mentions as accounts, the bot's own name left out, characters as they were."""
    for entity in entities:
        if entity.type == "mention" and entity.mentioned and entity.text:
            named = "" if entity.mentioned.id == bot else f"@teams:{entity.mentioned.id}"
            text = text.replace(entity.text, named, 1)
    words = html.unescape(_AT.sub("", text)).replace("\N{NO-BREAK SPACE}", " ").replace("\r\n", "\n")
    return storable(words).strip()


def permalink(activity: Activity, where: Place, thread: str) -> str:
    """Where a message of a channel or a group chat is read."""
    if where.kind == "direct" or not activity.id:
        return ""
    base = f"https://teams.microsoft.com/l/message/{quote(where.channel, safe=':@')}/{quote(activity.id, safe='')}"
    if where.kind == "group":
        return f"{base}?context=%7B%22contextType%22%3A%22chat%22%7D"
    group = activity.data.team.aad_group_id if activity.data.team else None
    named = {"tenantId": activity.tenant, "groupId": group or "", "parentMessageId": thread or activity.id}
    return f"{base}?{urlencode({key: value for key, value in named.items() if value})}"


def _files(activity: Activity) -> Iterable[Attachment]:
    """Files that came with a message: their bytes stay at Teams. Only direct messages carry them."""
    for each in activity.attachments or ():
        if each.content_type == FILE and isinstance(each.content, Mapping):
            file = _file(each.content)
            yield Attachment(file.unique_id or "", storable(each.name or ""), 0, file.download_url or "")


def _file(content: object) -> File:
    """What a file carries; without an address where that cannot be read, which its sender then hears."""
    try:
        return msgspec.convert(content, File)
    except (msgspec.ValidationError, RecursionError):
        return File()


def _joined(activity: Activity, around: Around) -> Request | None:
    """The bot was added to a team or a group chat; somebody else who comes in is none of its business."""
    added = any(references.is_bot(activity, each.id) for each in activity.membersAdded or ())
    if not added or _where(activity).kind == "direct":
        return None
    at = moment(activity.timestamp, around.now)
    return Request("join", _id(activity, "join"), _address(activity), at)


def _installed(activity: Activity, around: Around) -> Request | None:
    """Somebody added the bot for themselves: they see what there is for them."""
    if not (activity.action or "").startswith("add") or _where(activity).kind != "direct":
        return None
    at = moment(activity.timestamp, around.now)
    return Request("open", _id(activity, "open"), _address(activity), at)


# --- presses and forms -----------------------------------------------------------------------------------------------


def _invoked(activity: Activity, around: Around) -> Request | None:  # noqa: PLR0911 - one line for each kind
    match activity.name:
        case "adaptiveCard/action":
            return _pressed(activity, _read(activity.value, CardAction).action.data, around)
        case "task/fetch":
            return _pressed(activity, _read(activity.value, Task).data, around, inline=("Ask", "Post"))
        case "task/submit":
            return _submitted(activity, _read(activity.value, Task).data, around)
        case "composeExtension/fetchTask":
            return _chosen(activity, _read(activity.value, Extension), around)
        case "composeExtension/submitAction":
            return _submitted(activity, _read(activity.value, Extension).data, around)
        case "application/search":
            return _searched(activity, around)
        case _:
            return None


def _read(value: object, shape: type[S]) -> S:
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Strange from error


def _is_press(activity: Activity) -> bool:
    """A button of a client that does not know Action.Execute arrives as a message without words."""
    return isinstance(activity.value, Mapping) and not (activity.text or "").strip()


def _pressed(activity: Activity, data: object, around: Around, inline: tuple[Any, ...] = ()) -> Request | None:
    if not isinstance(data, Mapping):
        raise Strange
    action, value = cards.pressed(data)
    if not action:
        return None
    thread = split(activity.conversation.id)[1]
    pressed_on = whole(activity.replyToId or "", thread) if activity.replyToId else ""
    thread = thread if thread != activity.replyToId else ""
    private = PRIVATE if data.get(PRIVATE) else ""
    message = None if private or not pressed_on else Message(pressed_on, thread=thread)
    return Request(
        "press", _id(activity), _address(activity, pressed_on, thread, private),
        moment(activity.timestamp, around.now), action=action, value=storable(value), message=message, inline=inline,
        says_one=activity.name == "adaptiveCard/action",
    )  # fmt: skip


def sent(activity: Activity) -> object:
    """What a form came back with, as it was sent."""
    return _read(activity.value, Task).data


def _submitted(activity: Activity, data: object, around: Around) -> Request:
    if not isinstance(data, Mapping):
        raise Strange
    found = around.dialogs.read(forms.opened(data)[1], account(activity))
    if found is None:
        raise Strange
    opened, address = found
    values = {name: _storable(value) for name, value in forms.values(data).items()}
    at = moment(activity.timestamp, around.now)
    return Request(
        "submit", f"teams:formulier:{opened.number}", address, at, action=opened.action, value=opened.state,
        values=values, inline=("Ask",), opened=since(opened.at),
    )  # fmt: skip


def _storable(value: Value) -> Value:
    return storable(value) if isinstance(value, str) else tuple(map(storable, value))


def _chosen(activity: Activity, chosen: Extension, around: Around) -> Request:
    """An action on a message, or one under the box where people type."""
    command, at = chosen.command_id or "", moment(activity.timestamp, around.now)
    if command.startswith(SAY):
        words = f"/{command.removeprefix(SAY)}"
        return Request("say", _id(activity), _address(activity), at, words, addressed=True, inline=("Ask", "Post"))
    message = _message(chosen.message_payload or Written())
    address = _address(activity, message.id, message.thread)
    return Request("press", _id(activity), address, at, action=command, message=message, inline=("Ask", "Post"))


def _message(written: Written) -> Message:
    body = written.body
    content = (body.content or "") if body else ""
    text = content if body and body.content_type == "text" else spoken(content)
    thread = written.reply_to_id or ""
    return Message(whole(written.id or "", thread), storable(text).strip(), thread, written.link_to_message or "")


def _searched(activity: Activity, around: Around) -> Request:
    action, typed = cards.searched(activity.value if isinstance(activity.value, Mapping) else {})
    return Request("search", "", _address(activity), around.now, storable(typed), action=action)


# --- words in HTML ---------------------------------------------------------------------------------------------------


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - what a tag says is not read
        if tag in ("br", "li"):
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "tr"):
            self.text.append("\n")


def spoken(markup: str) -> str:
    """The words of a message that Teams hands over as HTML."""
    words = _Words()
    words.feed(markup)
    words.close()
    lines = ("".join(words.text)).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    return "\n".join(" ".join(each.split()) for each in lines if each.strip())
