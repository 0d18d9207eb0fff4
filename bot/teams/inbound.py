"""Activities of Teams as the Requests that handlers know.

A person's words become pieces here (see `words`), without the mention of the bot that begins them. Messages of bots,
messages of Teams itself, and activities that nothing is done with are no requests.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec
import structlog

from bot.doors import lenient
from bot.teams import cards, forms, references
from bot.teams.dialogs import Dialogs, since
from bot.teams.payloads import Activity, CardAction, Extension, File, Task, User, Written
from bot.teams.references import entra_of, mentioned, split, targeted, whole
from bot.teams.words import read_activity, read_written, storable
from handlers.forms import Value
from handlers.pieces import Mention, Pieces, own, plain, trimmed, without_call
from handlers.request import Account, Address, Attachment, Kind, Message, Place, Request

SAY: Final = "zeg:"
"""Begins the id of a command under the box where people type: what follows is as if it had been typed."""
PRIVATE: Final = "besloten"
"""In the data of what is pressed on a card that only one person sees."""
FILE: Final = "application/vnd.microsoft.teams.file.download.info"
_FIRST_YEAR: Final = 2000
_RESTORED: Final = "undeleteMessage"
_CHANGED: Final = ("editMessage", _RESTORED)
S = TypeVar("S", bound=msgspec.Struct)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Around:
    """What an activity does not say itself."""

    now: datetime
    dialogs: Dialogs


class Strange(Exception):
    """A form that is not ours, not this person's, or incomplete."""


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
    """The account of a person with the name that Teams shows; by Entra id where Teams gives it."""
    return Account(f"teams:{entra_of(who) or who.id}", storable(who.name or ""))


def moment(stamp: str | None, otherwise: datetime) -> datetime:
    """The time that Teams writes; `otherwise` where that is none, or one from before there were messages."""
    try:
        found = datetime.fromisoformat(stamp or "")
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise
    return found if found.year >= _FIRST_YEAR else otherwise


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
    pieces = () if kind == "delete" else read_activity(activity)
    pieces, _ = without_call(pieces, anywhere=where.kind != "direct")
    said = own(pieces)
    found = whole(activity.id or "", thread) if where.kind == "channel" else activity.id or ""
    message = Message(
        found, plain(pieces), thread if thread != activity.id else "", permalink(activity, where, thread),
        account(activity), pieces,
    )  # fmt: skip
    more = () if kind == "say" else (kind, activity.timestamp or "")
    return Request(
        kind, _id(activity, *more), _address(activity, message.id, message.thread),
        moment(activity.timestamp, around.now), plain(said), message=message, named=tuple(_mentioned(said)), said=said,
    )  # fmt: skip


def _mentioned(pieces: Pieces) -> Iterator[Account]:
    """The people who are mentioned."""
    for each in pieces:
        if isinstance(each, Mention) and each.kind == "person":
            yield Account(each.account, each.name)


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
    """A sent file; without an address where that cannot be read, which its sender is told."""
    try:
        return msgspec.convert(content, File)
    except (msgspec.ValidationError, RecursionError):
        return File()


def _joined(activity: Activity, around: Around) -> Request | None:
    """The bot was added to a team or group chat; other people who join are ignored."""
    added = any(references.is_bot(activity, each.id) for each in activity.membersAdded or ())
    if not added or _where(activity).kind == "direct":
        return None
    at = moment(activity.timestamp, around.now)
    return Request("join", _id(activity, "join"), _address(activity), at)


def _installed(activity: Activity, around: Around) -> Request | None:
    """A person added the bot for themselves: show them their home page."""
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
        found, odd = lenient.read(value, shape)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Strange from error
    for path in odd:
        log.warning("odd field passed over", path=path, type="invoke")
    return found


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
    """The data of a submitted form, as sent."""
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
    message = _message(chosen.message_payload or Written(), activity.recipient.id if activity.recipient else "")
    address = _address(activity, message.id, message.thread)
    return Request(
        "press", _id(activity), address, at, action=command, message=message, inline=("Ask", "Post"),
        named=tuple(_mentioned(message.said)),
    )  # fmt: skip


def _message(written: Written, bot: str) -> Message:
    thread, pieces = written.reply_to_id or "", trimmed(read_written(written, bot))
    found = whole(written.id or "", thread)
    return Message(found, plain(pieces), thread, written.link_to_message or "", said=pieces)


def _searched(activity: Activity, around: Around) -> Request:
    action, typed = cards.searched(activity.value if isinstance(activity.value, Mapping) else {})
    return Request("search", "", _address(activity), around.now, storable(typed), action=action)
