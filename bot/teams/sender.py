"""Bring an answer to Teams: a message, a change of one, a sign, or a button that opens a form, by one call each.

What only the asker sees is targeted at them where Teams can, and goes to their own chat with the bot where it cannot.
Nobody can look up what was posted (that takes consent that we do not ask for), so `find` leaves that to a person; edits
and signs may simply be done again.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, TypeVar

import structlog

from bot.doors.door import CannotTell, Gone, NotNow, Refused, Sending, Unclear
from bot.teams import cards
from bot.teams.called import mentioning
from bot.teams.dialogs import OPEN, Dialogs
from bot.teams.files import Files
from bot.teams.inbound import PRIVATE
from bot.teams.limits import TooLarge
from bot.teams.messages import as_message, as_one_card, for_one_person, with_data
from bot.teams.references import PLATFORM, References, parts, whole
from bot.teams.service import Removed, Service, activities, why
from handlers.answer import Ask, Asker, Here, InThread, Post, React
from handlers.cards import Button, Buttons, Card, Note, Text, line
from handlers.forms import Form
from handlers.request import Address, Place
from storage.database import Unavailable
from storage.references import Reference

Way: TypeAlias = Literal["redraw", "message", "private"]
Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

_SIGNS: Final = {"gezien": "2705_whiteheavycheckmark", "vraag": "2753_blackquestionmarkornament"}
_SEEN: Final = Card("genoteerd", "Genoteerd. Ik kan hier alleen geen vinkje zetten.")
_TARGETED: Final = "?isTargetedActivity=true"
_TRIES: Final = 2  # of a message for one person where it was asked
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who we are for Teams, and where it is as long as nothing came from there."""

    bot: str
    tenant: str
    service_url: str


class Sender:
    """Everything that leaves for Teams. `link` gives the address of a kept document."""

    def __init__(
        self, service: Callable[[], Service], known: References, dialogs: Dialogs, files: Files,
        link: Callable[[str], str], origin: Origin, address_of: Callable[[str, str], Awaitable[str]], *, briefly: float,
    ) -> None:  # fmt: skip
        """`address_of` says how Teams reaches a person, by their Entra id and a place where they are; `briefly` is how
        many seconds a message for one person in a channel may take before another way is tried."""
        self._address_of = address_of
        self._service, self._references, self._dialogs, self._files = service, known, dialogs, files
        self._link, self._origin, self._briefly = link, origin, briefly

    async def send(self, sending: Sending) -> str:
        """One attempt; gives the id of the message, or ""."""
        match sending.content:
            case Ask(form):
                return await self._private(sending.address, await self._button(form, sending.address.place))
            case React():
                await self._react(sending.content, sending.address)
                return ""
            case Post():
                return await self._post(sending.content, sending.address)

    async def _post(self, post: Post, address: Address) -> str:
        match way(post, address):
            case "redraw":
                return await self._instead(post, address)
            case "private":
                return await self._private(address, await self._drawn(post.card, address.place))
            case "message":
                return await self._message(post, address)

    async def find(self, sending: Sending) -> str | None:
        """Edits and signs are done again; whether a message is there only people can see."""
        content = sending.content
        again = isinstance(content, React) or (isinstance(content, Post) and way(content, sending.address) == "redraw")
        if not again:
            raise CannotTell
        return None

    # --- messages ----------------------------------------------------------------------------------------------------

    async def _message(self, post: Post, address: Address) -> str:
        """Post every part, and in direct messages offer the files for the person's own storage."""
        there = await self._there(address.place)
        thread = _thread(post, address)
        payloads = [as_message(drawn) for drawn in await self._drawn(post.card, address.place)]
        if there.kind == "direct":
            payloads += await self._files.offers(post.card, there.place)
        return await self._all(there, thread, payloads)

    async def _all(self, there: Reference, thread: str, payloads: Iterable[Json]) -> str:
        first = ""
        for number, payload in enumerate(payloads):
            call = self._service().post(there.service_url, activities(there.conversation, thread=thread), payload)
            answer = await _part(number, self._held(there, call, thread))
            first = first or whole(str(answer.get("id") or ""), thread)
        return first

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        """Redraw a posted card in its one message, with a note where it does not fit."""
        place = Place(PLATFORM, channel)
        await self._update(await self._there(place), message, as_one_card(await self._drawn(card, place)))

    async def _update(self, there: Reference, message: str, card: Json, behind: str = "") -> None:
        found, thread = parts(message)
        path = activities(there.conversation, found, thread=thread) + behind
        await self._held(there, self._service().put(there.service_url, path, {**as_message(card), "id": found}), thread)

    async def _instead(self, post: Post, address: Address) -> str:
        """Edit the card that was pressed; a card that only the asker sees is posted anew where that fails."""
        there = await self._there(address.place)
        drawn = await self._drawn(post.card, address.place)
        if address.view != PRIVATE:
            try:
                await self._update(there, address.message, as_one_card(drawn))
            except Gone as error:
                raise Refused(str(error)) from error
            return address.message
        try:
            await self._update(there, address.message, for_one_person(as_one_card(drawn)), _TARGETED)
        except (Gone, Refused):
            return await self._private(address, drawn)
        return ""

    async def shown(self, post: Post, address: Address) -> Json | None:
        """The card that a press puts in the place of the pressed one."""
        if way(post, address) != "redraw":
            return None
        drawn = as_one_card(await self._drawn(post.card, address.place))
        return for_one_person(drawn) if address.view == PRIVATE else drawn

    # --- for one person ----------------------------------------------------------------------------------------------

    async def _private(self, address: Address, drawn: list[Json]) -> str:
        """Targeted at the asker where they asked, else in their own chat.

        What is unclear is tried once more: a private answer that is there twice harms nobody, one that is lost does.
        """
        if address.place.kind == "direct":
            there = await self._there(address.place)
            return await self._all(there, "", map(as_message, drawn))
        left = list(drawn)
        for _ in range(_TRIES):
            try:
                await self._targeted(address, left)
            except Refused as error:
                log.info("not targeted", error=str(error))
                break
            except (Unclear, TimeoutError) as error:
                log.info("perhaps not targeted", error=str(error))
        if left:
            await self._all(await self._own_chat(address), "", map(as_message, left))
        return ""

    async def _targeted(self, address: Address, left: list[Json]) -> None:
        """Post the messages that are left, and remove those that arrived from the list."""
        there = await self._there(address.place)
        thread = address.thread if address.place.kind == "channel" else ""
        recipient = {"id": await self._address_of(_user(address), address.place.channel), "isTargeted": True}
        for number in range(len(left)):
            path = activities(there.conversation, thread=thread) + _TARGETED
            payload = {**as_message(for_one_person(left[0])), "recipient": recipient}
            call = self._held(there, self._service().post(there.service_url, path, payload), thread)
            async with asyncio.timeout(self._briefly):
                await _part(number, call)
            del left[0]

    async def _button(self, form: Form, place: Place) -> list[Json]:
        """A button that opens a form: Teams opens one only after a press."""
        packed = self._dialogs.pack(form)
        if not packed:
            text = f"Het formulier “{form.title}” kan ik hier niet openen. Begin bij de knoppen onder /tafel."
            return await self._drawn(Card("formulier", text), place)
        errors = tuple(Text(line(each)) for each in form.errors.values())
        note = Note(line("Hiervoor heb ik wat meer van je nodig."))
        button = Button("Invullen", OPEN, style="primary", opens=True)
        drawn = await self._drawn(Card("formulier", form.title, (*errors, note, Buttons((button,)))), place)
        return [with_data(card, {"value": packed}, action=OPEN) for card in drawn]

    # --- signs -------------------------------------------------------------------------------------------------------

    async def _react(self, react: React, address: Address) -> None:
        """Not everywhere a bot may put a sign; where it may not, whoever wrote the message reads that it was seen."""
        there = await self._there(address.place)
        found, thread = parts(react.message or address.message)
        path = f"{activities(there.conversation, found, thread=thread)}/reactions/{_SIGNS[react.sign]}"
        try:
            if react.on:
                await self._service().put(there.service_url, path)
            else:
                await self._service().delete(there.service_url, path)
        except Gone as error:
            log.info("no sign", error=str(error))
        except Refused as error:
            log.info("no sign", error=str(error))
            if react.on and react.sign == "gezien":
                with contextlib.suppress(Refused, Gone, NotNow, Unclear):  # a sign is tried again, words must not be
                    await self._private(address, await self._drawn(_SEEN, address.place))

    # --- where -------------------------------------------------------------------------------------------------------

    async def _there(self, place: Place) -> Reference:
        """The conversation of a place; one with a person who never wrote is created."""
        found = await self._references.of(place.channel)
        if found is not None and found.gone:
            raise Removed(found.gone, why(found.gone))
        if found is not None:
            return found
        base = await self._references.service_url() or self._origin.service_url
        if place.kind != "direct":
            return Reference(platform=PLATFORM, place=place.channel, conversation=place.channel, service_url=base)
        return await self._begun(place.channel, base)

    async def _own_chat(self, address: Address) -> Reference:
        """The asker's own chat, even while nothing can be read: Teams gives it back as it is."""
        try:
            return await self._there(Place(PLATFORM, _user(address), "direct"))
        except Unavailable:
            where = await self._references.of(address.place.channel)
            return await self._begun(_user(address), where.service_url if where else self._origin.service_url)

    async def _begun(self, user: str, base: str) -> Reference:
        tenant = self._origin.tenant
        asked = {"bot": {"id": f"28:{self._origin.bot}"}, "members": [{"id": user}], "isGroup": False}
        asked |= {"tenantId": tenant, "channelData": {"tenant": {"id": tenant}}} if tenant else {}
        answer = await self._service().create(base, "/v3/conversations", asked)
        conversation = answer.get("id")
        if not isinstance(conversation, str) or not conversation:
            raise NotNow(5, "no conversation")
        found = Reference(
            platform=PLATFORM, place=user, conversation=conversation, tenant=tenant, kind="direct",
            service_url=str(answer.get("serviceUrl") or base),
        )  # fmt: skip
        found = replace(found, service_url=base)  # our token goes to no address that only an answer names
        with contextlib.suppress(Unavailable):  # the next time finds it again
            await self._references.keep(found)
        return found

    async def _held(self, there: Reference, call: Awaitable[T], thread: str) -> T:
        """A call after which a conversation that is closed to us is known to be closed; a thread may go by itself."""
        try:
            return await call
        except Removed as error:
            if not (thread and error.missing):
                await self._references.close(there.place, str(error))
            raise

    # --- drawing -----------------------------------------------------------------------------------------------------

    async def _drawn(self, card: Card, place: Place) -> list[Json]:
        """Draw a card, or raise `Refused`: what cannot be drawn will never be accepted."""
        card = await self.worded(card, place)
        try:
            return list(cards.message(card, self._link))
        except TooLarge as error:
            msg = "too large for Teams"
            raise Refused(msg, "content") from error

    async def worded(self, card: Card, place: Place) -> Card:
        """A card with the words for a place: in some places the bot hears only messages that mention it."""
        if place.kind == "direct" or (said := mentioning(card)) == card:
            return card
        try:
            there = await self._references.of(place.channel)
        except Unavailable:  # a mention always reaches the bot
            return said
        return card if there is not None and there.hears_all else said


def way(post: Post, address: Address) -> Way:
    """By which call a card goes out."""
    private = isinstance(post.to, Asker)
    kind = address.place.kind
    if post.replace and address.message and (not private or kind == "direct" or address.view == PRIVATE):
        return "redraw"
    return "private" if private and kind in ("channel", "group") else "message"


def _thread(post: Post, address: Address) -> str:
    """The thread that a message belongs in; only channels have them. What is shared from a card that nobody else sees
    begins one, so that answers can stand under it."""
    if address.place.kind != "channel":
        return ""
    match post.to:
        case InThread():
            return address.thread or parts(address.message)[0]
        case Here() if address.view != PRIVATE:
            return address.thread
        case _:
            return ""


def _user(address: Address) -> str:
    return address.account.id.removeprefix(f"{PLATFORM}:")


async def _part(number: int, call: Awaitable[T]) -> T:
    """One of several messages: when a later one fails, some of it did arrive, and only a person can tell.

    Under a message that is gone nothing was posted, and never will be.
    """
    try:
        return await call
    except (NotNow, Refused, Gone) as error:
        if number == 0 and isinstance(error, Gone):
            raise Refused(str(error)) from error
        if number == 0:
            raise
        msg = "a first part is there, the rest is not"
        raise Unclear(msg) from error
