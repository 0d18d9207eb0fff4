"""The conversations of Teams: remembered from every activity that comes in, looked up for every message out.

A place is a channel or group chat by its id, and direct messages by their person. A place that is known is not written
again for some minutes, so that a busy channel costs no writes.
"""

import re
import time
from collections.abc import Mapping
from typing import Final, Literal, TypeVar

from bot.app import App
from bot.teams.payloads import Activity, User
from handlers.request import Place
from storage import references
from storage.database import Unavailable
from storage.references import Reference
from storage.standing import Gone

PLATFORM: Final = "teams"
_KNOWN_FOR: Final = 300.0  # seconds; another process may have found out meanwhile that a conversation was closed
_MOST: Final = 5000
_ENTRA: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_THREAD: Final = ";messageid="
T = TypeVar("T")


class References:
    """The conversations of this installation."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: dict[str, tuple[Reference, float]] = {}
        self._met: dict[str, Reference] = {}

    async def heard(self, activity: Activity) -> None:
        """Remember where something came from."""
        if (found := reference(activity)) is not None:
            _bounded(self._met)[found.place] = found
            await self.keep(found)

    async def keep(self, found: Reference) -> None:
        before, since = self._known.get(found.place, (None, 0.0))
        if before is not None and _adds_nothing(found, before) and time.monotonic() - since < _KNOWN_FOR:
            return
        now = self._app.clock().instant
        await self._app.write(lambda session: references.keep(session, found, now))
        _bounded(self._known)[found.place] = (found, time.monotonic())

    async def of(self, place: str) -> Reference | None:
        """What is known of a place; while the database cannot be read, what was heard last."""
        try:
            return await self._app.read(lambda session: references.of(session, PLATFORM, place))
        except Unavailable:
            if place not in self._met:
                raise
            return self._met[place]

    async def service_url(self) -> str:
        return await self._app.read(lambda session: references.newest_service(session, PLATFORM))

    async def close(self, place: str, why: str) -> None:
        """The bot was removed there; it says so where links are looked after, until something is heard again.

        Without a reason it was added there, and what it may hear shows anew.
        """
        now = self._app.clock().instant
        self._known.pop(place, None)
        self._met.pop(place, None)
        await self._app.write(lambda session: references.close(session, PLATFORM, place, why, now, state(why)))

    async def close_team(self, team: str, why: str) -> None:
        """The same for all channels of a team; without a reason the bot is back in all of them."""
        now = self._app.clock().instant
        self._known.clear()
        self._met.clear()
        await self._app.write(lambda session: references.close_team(session, PLATFORM, team, why, now, state(why)))

    async def rename(self, place: str, name: str) -> None:
        now = self._app.clock().instant
        await self._app.write(lambda session: references.rename(session, PLATFORM, place, name, now))


def state(why: str) -> Gone:
    """The state of a closed conversation for the rest of the program; open where there is no reason."""
    return _STATES.get(why, "removed") if why else ""


_STATES: Final[Mapping[str, Gone]] = {
    "kanaal verwijderd": "missing", "team verwijderd": "missing", "team gearchiveerd": "archived",
}  # fmt: skip


def _bounded(remembered: dict[str, T]) -> dict[str, T]:
    if len(remembered) >= _MOST:
        remembered.clear()
    return remembered


def _adds_nothing(found: Reference, before: Reference) -> bool:
    if found.hears_all and not before.hears_all:
        return False
    same = (found.conversation, found.service_url, found.tenant) == (
        before.conversation, before.service_url, before.tenant
    )  # fmt: skip
    return same and found.name in ("", before.name) and found.team in ("", before.team)


# --- reading an activity ---------------------------------------------------------------------------------------------


def reference(activity: Activity) -> Reference | None:
    """The conversation of an activity; None for an activity without one."""
    where = place(activity)
    if where is None:
        return None
    typed = activity.type == "message" and bool(activity.text)
    heard_all = typed and where.kind != "direct" and not mentioned(activity) and not targeted(activity)
    return Reference(
        platform=PLATFORM, place=where.channel, conversation=split(activity.conversation.id)[0][:300],
        service_url=activity.serviceUrl[:300], tenant=activity.tenant[:60], team=team(activity)[:200],
        name=where.name[:200], kind=where.kind, hears_all=heard_all,
    )  # fmt: skip


def entra_of(who: User) -> str:
    """The Entra id of a person; "" where Teams does not give it."""
    found = (who.aad_object_id or "").lower()
    return found if _ENTRA.fullmatch(found) else ""


def team(activity: Activity) -> str:
    named = activity.data.team
    return (named.id or "") if named else ""


def place(activity: Activity) -> Place | None:
    """Where it happened; direct messages go by whose they are, as where the bot starts to talk by itself."""
    conversation, kind = activity.conversation, _kind(activity)
    if kind == "direct":
        who = activity.from_
        if who is None or not who.id or is_bot(activity, who.id):
            return None
        return Place(PLATFORM, entra_of(who) or who.id, "direct")
    channel = split(conversation.id)[0]
    if not channel or len(channel) > 200:  # noqa: PLR2004 - the width of the columns
        return None
    named = activity.data.channel
    name = (named.name or "") if named else ""
    return Place(PLATFORM, channel, kind, (name or conversation.name or "")[:200])


def _kind(activity: Activity) -> Literal["channel", "group", "direct"]:
    """What sort of conversation it is; not everything that comes in says so."""
    conversation = activity.conversation
    match conversation.conversation_type:
        case "personal":
            return "direct"
        case "groupChat":
            return "group"
        case None | "" if conversation.id.startswith("a:"):
            return "direct"
        case None | "" if conversation.id.endswith(("@thread.v2", "@unq.gbl.spaces")):
            return "group"
        case _:
            return "channel"


def is_bot(activity: Activity, who: str) -> bool:
    return activity.recipient is not None and activity.recipient.id == who


def is_farewell(activity: Activity) -> bool:
    """Whether the bot was taken out of a team or a chat."""
    removed = any(is_bot(activity, each.id) for each in activity.membersRemoved or ())
    return removed or (activity.type == "installationUpdate" and (activity.action or "").startswith("remove"))


def is_welcome(activity: Activity) -> bool:
    """Whether the bot was let into a team or a chat."""
    added = any(is_bot(activity, each.id) for each in activity.membersAdded or ())
    return added or (activity.type == "installationUpdate" and (activity.action or "").startswith("add"))


def targeted(activity: Activity) -> bool:
    """Whether only the bot sees it, as a command from the menu; that comes without consent, too."""
    return activity.recipient is not None and bool(activity.recipient.is_targeted)


def mentioned(activity: Activity) -> bool:
    """Whether the bot is called by name."""
    entities = activity.entities or []
    return any(each.type == "mention" and each.mentioned and is_bot(activity, each.mentioned.id) for each in entities)


def split(conversation: str) -> tuple[str, str]:
    """A conversation's id, and the thread in it."""
    channel, _, thread = conversation.partition(_THREAD)
    return channel, thread


def whole(message: str, thread: str) -> str:
    """The id of a message as the rest of the program knows it: an answer in a thread is found by both."""
    return f"{message}{_THREAD}{thread}" if thread and thread != message else message


def parts(message: str) -> tuple[str, str]:
    """An id as Teams wants it: the message, and the thread it is in."""
    found, thread = split(message)
    return found, thread
