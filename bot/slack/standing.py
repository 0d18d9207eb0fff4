"""States of channels and people in Slack: from events, and from a daily look at all that are known."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.doors.door import Refused
from bot.slack.payloads import ChannelChanged, Left, UserChanged
from bot.slack.web_api import WebApi
from storage.standing import AccountState, ChannelState, Gone, State

_CHANNEL: Final[Mapping[str, Gone]] = {
    "channel_archive": "archived", "group_archive": "archived", "channel_unarchive": "", "group_unarchive": "",
    "channel_left": "removed", "group_left": "removed", "channel_deleted": "missing", "group_deleted": "missing",
}  # fmt: skip
_NEVER: Final = ("user_not_found", "users_not_found")


def told(event: object, bot: str) -> Iterator[State]:
    """The states that an event reports; none for another event."""
    match event:
        case ChannelChanged():
            changed = event.channel
            channel, name = (changed, None) if isinstance(changed, str) else (changed.id, changed.name)
            yield ChannelState(platform="slack", channel=channel, name=name, gone=_CHANNEL.get(event.type))
        case Left() if event.user == bot:
            yield ChannelState(platform="slack", channel=event.channel, gone="removed")
        case UserChanged():
            yield _account(event.user.id, event.user.deleted is True, event.user.called)
        case _:
            return


async def look(api: WebApi, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
    """Ask Slack about everybody and every channel that we know."""
    found = [await _person(api, account.removeprefix("slack:")) for account in accounts]
    return [*found, *[state for channel in channels if (state := await _channel(api, channel))]]


async def _person(api: WebApi, user: str) -> State:
    try:
        answer = await api.read("users.info", user=user)
    except Refused as error:
        if not str(error).startswith(_NEVER):
            raise
        return AccountState(account=f"slack:{user}", used=False)
    known: Mapping[str, Any] = answer.get("user") or {}
    return _account(user, known.get("deleted") is True, called(known))


def _account(user: str, deleted: bool, name: str) -> AccountState:  # noqa: FBT001 - what Slack says
    return AccountState(account=f"slack:{user}", name="" if deleted else name, used=not deleted)


async def _channel(api: WebApi, channel: str) -> State | None:
    try:
        answer = await api.read("conversations.info", channel=channel)
    except Refused as error:
        if not str(error).startswith("channel_not_found"):
            raise
        return ChannelState(platform="slack", channel=channel, gone="missing")
    known: Mapping[str, Any] = answer.get("channel") or {}
    gone: Gone = "archived" if known.get("is_archived") else ("" if known.get("is_member") else "removed")
    return ChannelState(platform="slack", channel=channel, name=str(known.get("name") or "") or None, gone=gone)


def called(user: Mapping[str, Any]) -> str:
    """The name that Slack shows for a user."""
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")
