"""States of people and channels in Teams: a look at the members of every linked channel.

A person is gone only when every linked channel answers that they are no member.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.doors.door import Gone, Refused
from bot.teams.references import PLATFORM, References
from bot.teams.service import Removed, Service, members
from storage.references import Reference
from storage.standing import AccountState, ChannelState, State

_NO_MEMBER: Final = "MemberNotFoundInConversation"
_GENERAL: Final = "Algemeen"


async def look(service: Service, known: References, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
    """Ask about every channel that is open to us, and look for everybody in those."""
    there = [found for channel in channels if (found := await known.of(channel)) and not found.gone]
    named = [state for found in there if (state := await _channel(service, found))]
    opened = [found for found in there if not any(each.channel == found.place and each.gone for each in named)]
    people = [await _person(service, opened, account) for account in accounts] if opened else []
    return [*named, *filter(None, people)]


async def _channel(service: Service, there: Reference) -> ChannelState | None:
    """The name of a channel of a team; what is no channel of its team any more is missing."""
    if not there.team:
        return None
    try:
        found = await service.get(there.service_url, f"/v3/teams/{quote(there.team, safe=':@')}/conversations")
    except Removed:
        return ChannelState(platform=PLATFORM, channel=there.place, gone="removed")
    names = {each.get("id"): each.get("name") for each in found.get("conversations") or () if isinstance(each, Mapping)}
    if there.place not in names:
        return None  # private and shared channels are not in the list
    return ChannelState(platform=PLATFORM, channel=there.place, name=str(names[there.place] or _GENERAL), gone="")


async def _person(service: Service, there: Sequence[Reference], account: str) -> AccountState | None:
    missed = 0
    for each in there:
        try:
            path = members(each.conversation, account.removeprefix(f"{PLATFORM}:"))
            found: Mapping[str, Any] = await service.get(each.service_url, path)
        except (Refused, Gone) as error:
            missed += _NO_MEMBER in str(error)
            continue
        return AccountState(account=account, name=str(found.get("name") or ""), used=True)
    return AccountState(account=account, used=False) if missed == len(there) else None
