"""The shapes of Slack's payloads, as far as the bot reads them. `read` decodes one, or raises `Malformed`.

Slack adds properties at any time: those are ignored. It also sends null for "nothing".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, TypeAlias, TypeVar

import msgspec
import structlog
from msgspec import Meta

from bot.doors import lenient

S = TypeVar("S", bound=msgspec.Struct)
Text: TypeAlias = str | None
log = structlog.get_logger()
SAID: Final = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of messages that somebody typed."""


_WHO_SAID_WHAT: Final = frozenset({"text", "user", "bot_id", "subtype"})


class Malformed(Exception):
    """A payload that has not the shape that Slack documents."""


class Shape(msgspec.Struct, frozen=True):
    """Base of the shapes. `needed` names the fields that must be valid if present; other odd fields are ignored."""

    needed: ClassVar[frozenset[str]] = frozenset()


class User(Shape, frozen=True):
    id: str
    username: Text = None
    name: Text = None


class Channel(Shape, frozen=True):
    id: str
    name: Text = None


class Team(Shape, frozen=True):
    id: Text = None
    domain: Text = None


class File(Shape, frozen=True):
    id: str
    name: Text = None
    size: int | None = None
    url_private_download: Text = None
    url_private: Text = None


class Said(Shape, frozen=True):
    """A message inside another payload."""

    needed: ClassVar[frozenset[str]] = _WHO_SAID_WHAT

    ts: str
    text: Text = None
    user: Text = None
    bot_id: Text = None
    thread_ts: Text = None
    subtype: Text = None
    files: list[File] | None = None
    blocks: Any = None


class Heard(Shape, frozen=True):
    """A message event of any subtype, or a mention."""

    needed: ClassVar[frozenset[str]] = _WHO_SAID_WHAT | {"message", "previous_message", "deleted_ts"}

    type: str
    channel: str
    ts: str
    event_ts: Text = None
    channel_type: Text = None
    text: Text = None
    user: Text = None
    bot_id: Text = None
    thread_ts: Text = None
    subtype: Text = None
    files: list[File] | None = None
    blocks: Any = None
    message: Said | None = None
    previous_message: Said | None = None
    deleted_ts: Text = None


class HomeOpened(Shape, frozen=True):
    user: str
    tab: Text = None
    event_ts: Text = None


class Joined(Shape, frozen=True):
    user: str
    channel: str
    channel_type: Text = None
    inviter: Text = None
    event_ts: Text = None


class Left(Shape, frozen=True):
    """A person left a channel, or was removed from it."""

    user: str
    channel: str
    event_ts: Text = None


class ChannelChanged(Shape, frozen=True):
    """A channel was renamed, archived, opened again or deleted, or we left it."""

    type: str
    channel: str | Channel
    event_ts: Text = None


class Profile(Shape, frozen=True):
    display_name: Text = None
    real_name: Text = None


class Member(Shape, frozen=True):
    """Somebody in the workspace, with what Slack shows as their name."""

    id: str
    deleted: bool | None = None
    name: Text = None
    profile: Profile | None = None

    @property
    def called(self) -> str:
        shown = self.profile or Profile()
        return shown.display_name or shown.real_name or self.name or ""


class UserChanged(Shape, frozen=True):
    user: Member
    event_ts: Text = None


Happened: TypeAlias = Heard | HomeOpened | Joined | Left | ChannelChanged | UserChanged


class Authorization(Shape, frozen=True):
    user_id: Text = None
    is_bot: bool | None = None


class Envelope(Shape, frozen=True):
    """What every event comes in."""

    event_id: str
    event: dict[str, Any]
    authorizations: list[Authorization] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event; `of` is None for one that this bot ignores."""

    id: str
    bot: str
    of: Happened | None


class Command(Shape, frozen=True):
    """A slash command; its fields come flat."""

    command: str
    user_id: str
    channel_id: str
    trigger_id: str
    text: Text = None
    response_url: Text = None
    user_name: Text = None
    channel_name: Text = None


class Container(Shape, frozen=True):
    message_ts: Text = None
    thread_ts: Text = None
    channel_id: Text = None
    is_ephemeral: bool | None = None


class View(Shape, frozen=True):
    id: Text = None
    type: Text = None
    hash: Text = None
    private_metadata: Text = None
    callback_id: Text = None
    state: dict[str, Any] | None = None


class Pressed(Shape, frozen=True):
    """Buttons and choices."""

    user: User
    actions: Annotated[list[dict[str, Any]], Meta(min_length=1)]
    trigger_id: Text = None
    response_url: Text = None
    container: Container | None = None
    channel: Channel | None = None
    message: Said | None = None
    team: Team | None = None
    view: View | None = None


class Shortcut(Shape, frozen=True):
    """Something chosen from a message's own menu."""

    callback_id: str
    user: User
    trigger_id: str
    channel: Channel
    message: Said
    action_ts: Text = None
    response_url: Text = None
    team: Team | None = None


class Submitted(Shape, frozen=True):
    user: User
    view: View
    trigger_id: Text = None
    response_urls: list[dict[str, Any]] | None = None


class Asked(Shape, frozen=True):
    """What was typed in a searching select."""

    user: User
    action_id: str
    value: Text = None
    view: View | None = None
    channel: Channel | None = None


class Ignored(Shape, frozen=True):
    """A payload that is acknowledged and otherwise ignored."""


Told: TypeAlias = Envelope | Command | Pressed | Shortcut | Submitted | Asked | Ignored
Came: TypeAlias = Event | Command | Pressed | Shortcut | Submitted | Asked | Ignored

_KINDS: Final[Mapping[str, type[Told]]] = {
    "event_callback": Envelope,
    "block_actions": Pressed,
    "message_action": Shortcut,
    "view_submission": Submitted,
    "block_suggestion": Asked,
    "view_closed": Ignored,
    "shortcut": Ignored,
    "url_verification": Ignored,
}
_EVENTS: Final[Mapping[str, type[Happened]]] = {
    **dict.fromkeys(
        (
            "channel_archive",
            "channel_deleted",
            "channel_left",
            "channel_rename",
            "channel_unarchive",
            "group_archive",
            "group_deleted",
            "group_left",
            "group_rename",
            "group_unarchive",
        ),
        ChannelChanged,
    ),
    "member_left_channel": Left,
    "user_change": UserChanged,
    "message": Heard,
    "app_mention": Heard,
    "app_home_opened": HomeOpened,
    "member_joined_channel": Joined,
}


def read(payload: Mapping[str, Any]) -> Came:
    """Decode a payload; raises `Malformed`."""
    kind: type[Told] | None = Command if "command" in payload else _KINDS.get(str(payload.get("type")))
    if kind is None:
        raise Malformed
    try:
        came: Told = _shaped(payload, kind)
        if isinstance(came, Envelope):
            return _event(came)
    except msgspec.ValidationError as error:
        raise Malformed from error
    if isinstance(came, Pressed) and not all(isinstance(each.get("action_id"), str) for each in came.actions):
        raise Malformed
    return came


def _event(came: Envelope) -> Event:
    kind = came.event.get("type")
    if not isinstance(kind, str):
        raise Malformed
    shape = _EVENTS.get(kind)
    bot = next((each.user_id for each in came.authorizations or () if each.is_bot and each.user_id), "")
    return Event(came.event_id, bot, _shaped(came.event, shape) if shape else None)


def _shaped(value: object, shape: type[S]) -> S:
    found, odd = lenient.read(value, shape)
    for path in odd:
        log.warning("odd field passed over", path=path, type=shape.__name__)
    return found
