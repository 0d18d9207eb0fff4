"""What channels are called: Teams names a channel by its number alone, so its name is asked of its team.

Asked when somebody wants something there, at most once in ten minutes per team; without an answer a channel has no
name. Nothing of this is stored, but a link to a tafel takes the name along.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

import msgspec
import structlog

from bot.doors.door import Gone, NotNow, Refused, Unclear
from bot.teams.payloads import Activity
from bot.teams.references import team
from bot.teams.service import Service
from handlers.request import Request

_KNOWN_FOR: Final = 600.0
_GENERAL: Final = "Algemeen"
"""The first channel of a team has no name of its own: every client says it in its own language."""
log = structlog.get_logger()


class Names:
    """The channels of the teams that this process has met."""

    def __init__(self, service: Callable[[], Service], patience: float) -> None:
        """`patience` is how many seconds a name may cost before an answer."""
        self._service, self._patience = service, patience
        self._channels: dict[str, str] = {}
        self._asked: dict[str, float] = {}

    def heard(self, channel: str, name: str) -> None:
        self._channels[channel] = name

    async def named(self, asked: Request, activity: Activity) -> Request:
        """The request with the name of its channel."""
        place = asked.place
        wanted = asked.addressed or asked.kind in ("press", "join")
        if place.kind != "channel" or place.name or not wanted:
            return asked
        if place.channel not in self._channels:
            await self._ask(team(activity), activity.serviceUrl)
        place = msgspec.structs.replace(place, name=self._channels.get(place.channel, ""))
        return msgspec.structs.replace(asked, address=msgspec.structs.replace(asked.address, place=place))

    async def _ask(self, of: str, service_url: str) -> None:
        if not of or time.monotonic() - self._asked.get(of, -_KNOWN_FOR) < _KNOWN_FOR:
            return
        self._asked[of] = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                found = await self._service().get(service_url, f"/v3/teams/{quote(of, safe=':@')}/conversations")
        except (NotNow, Refused, Unclear, Gone, TimeoutError) as error:
            log.info("channels not found", error=str(error)[:100])
            return
        for each in found.get("conversations") or ():
            if isinstance(each, Mapping) and isinstance(each.get("id"), str):
                self._channels[each["id"]] = str(each.get("name") or _GENERAL)[:200]
