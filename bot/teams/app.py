"""The Teams door: what Teams sends goes to the handlers as Requests, and their answers go back the way Teams allows.

One path for everything that comes in: checked (`edge`), its conversation remembered (`references`), made a Request
(`inbound`), answered by the app. Only dialogs and pressed cards are answered in the response; the rest leaves through
the outbox (`sender`).
"""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final

import structlog
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.doors.door import Gone, NotNow, Refused, Sending, Unclear
from bot.doors.following import Following
from bot.serving import addresses
from bot.serving.body import Rejected
from bot.serving.signing import Signer
from bot.teams import inbound
from bot.teams.dialogs import OPEN, Dialogs, sentence, told
from bot.teams.edge import Edge, Rules
from bot.teams.escape import suggestions
from bot.teams.files import Files
from bot.teams.inbound import Around, Strange
from bot.teams.names import Names
from bot.teams.payloads import Activity
from bot.teams.people import People
from bot.teams.references import PLATFORM, References, is_farewell, is_welcome, place, team
from bot.teams.sdk import EMULATOR, LOCAL, PATH, Microsoft, Sdk, build
from bot.teams.sender import Origin, Sender
from bot.teams.service import TIMEOUT, Service
from bot.teams.standing import look
from handlers import delivery
from handlers.answer import Ask, Asker, Post
from handlers.cards import Card
from handlers.delivery import Reply
from handlers.forms import Form
from handlers.request import Account, Address, Attachment, Place, Request
from storage import outbox
from storage.database import Session, Unavailable
from storage.standing import State

_BRIEFLY: Final = 3.0  # seconds for a call that somebody waits for
_NAMES: Final = 0.5  # of them for what a channel is called
_NUMBERS: Final = 2 / 3  # of them for whose number is whose
_SIGN_IN: Final = 1.5  # times as long for our own token; with the call itself that is less than the courier waits
_TARGETED: Final = 0.4  # of the seconds for one call, for a message to one person: the courier waits for all ways
_UPLOAD: Final = 60.0  # seconds for a file on its way to somebody's storage
_STRANGE: Final = "Dit formulier is niet van jou, of het is te oud. Open het opnieuw."
_UNDRAWN: Final = "Het is gelukt, maar ik kan het antwoord hier niet laten zien. Geef de beheerder deze code: {}."
_BROKEN: Final = "Er ging iets mis en er is niets veranderd. Probeer het nog eens, of geef de beheerder deze code: {}."
_DONE: Final = "Gelukt."
_REFUSED: Final = "Dat lukt niet. In het bericht staat waarom."
_CARD: Final = "application/vnd.microsoft.card.adaptive"
_WORDS: Final = "application/vnd.microsoft.activity.message"
_FOUND: Final = "application/vnd.microsoft.search.searchResponse"
_OPENED: Final = ("task/fetch", "composeExtension/fetchTask")
_SENT: Final = ("task/submit", "composeExtension/submitAction")
_CLOSED: Final = {
    "channelDeleted": "kanaal verwijderd", "teamDeleted": "team verwijderd", "teamHardDeleted": "team verwijderd",
    "teamArchived": "team gearchiveerd",
}  # fmt: skip
_OPEN_AGAIN: Final = ("teamUnarchived", "teamRestored")
_TOLD: Final = ("conversationUpdate", "installationUpdate")
_AGAIN: Final = (503, "again")
"""Microsoft sends an activity again after such an answer, and what comes twice is done once."""
_REMOVED: Final = "de bot is verwijderd"
log = structlog.get_logger()


class TeamsDoor:
    """Teams, as the rest of the program sees it."""

    platform = PLATFORM

    def __init__(
        self, app: App, *, microsoft: Microsoft | None = None, timeout: float = TIMEOUT, briefly: float = _BRIEFLY
    ) -> None:
        self._app, settings, self._briefly = app, app.settings, briefly
        self._microsoft = microsoft or (LOCAL if settings.teams_onbeveiligd else Microsoft())
        self._timeout = timeout
        self._signer = Signer(settings.tafelbot_geheim)
        self._dialogs = Dialogs(self._signer, lambda: app.clock().instant)
        self._references = References(app)
        self._files = Files(app, self._signer, self._microsoft, self._open_service)
        bot = settings.teams_client_id or EMULATOR
        origin = Origin(bot=bot, tenant=settings.teams_tenant_id, service_url=self._microsoft.service_url)
        self._names = Names(self._open_service, briefly * _NAMES)
        self._people = People(app, self._open_service, self._references, briefly * _NUMBERS)
        self._sender = Sender(
            self._open_service, self._references, self._dialogs, self._files, self._link, origin, self._people.address,
            briefly=timeout * _TARGETED,
        )  # fmt: skip
        self._sdk: Sdk | None = None
        self._service: Service | None = None
        self._after, self._unstored = Following(), Following()

    def routes(self) -> list[BaseRoute]:
        settings = self._app.settings
        rules = Rules(microsoft=self._microsoft, tenant=settings.teams_tenant_id, open=bool(settings.teams_onbeveiligd))
        return [Route(PATH, Edge(rules, lambda: self._sdk, self._receive))]

    async def start(self) -> None:
        """Load the SDK, and fetch the keys by which we know Microsoft; out of reach is no reason not to start."""
        self._sdk = await build(self._app.settings, self._microsoft, self._timeout)
        self._service = Service(self._sdk, self._briefly * _SIGN_IN)

    async def stop(self) -> None:
        await asyncio.gather(self._after.ended(), self._unstored.ended())
        if self._sdk is not None:
            for client in (self._sdk.app.http_client, self._sdk.app.api.http):
                await client.http.aclose()
        self._sdk = self._service = None

    async def settled(self) -> None:
        """Wait until every answer from memory was sent."""
        await self._unstored.ended()

    async def send(self, sending: Sending) -> str:
        return await self._sender.send(sending)

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        await self._sender.redraw(channel, message, card)

    async def find(self, sending: Sending) -> str | None:
        return await self._sender.find(sending)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        """A file that came with a message."""
        return await self._files.fetch(file.url, most)

    async def look(self, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
        """How Teams shows people and channels now."""
        return await look(self._open_service(), self._references, accounts, channels)

    def _link(self, name: str) -> str:
        """The address of a kept document or a page; "" where nobody could open it."""
        return addresses.public(self._app.settings, self._signer, name)

    def _open_service(self) -> Service:
        if self._service is None:
            msg = "the door is not open"
            raise RuntimeError(msg)
        return self._service

    # --- in ----------------------------------------------------------------------------------------------------------

    async def _receive(self, activity: Activity) -> Mapping[str, Any] | None:
        """Handle an activity; errors are reported in the answer, because after a failure Teams delivers it again.

        A second delivery is wanted only where nothing could be stored and nobody waits for an answer.
        """
        self._people.met(activity)
        try:
            await self._noted(activity)
        except Unavailable as error:
            log.warning("conversation not remembered", why=error.why)
            if activity.type in _TOLD:
                raise Rejected(*_AGAIN) from error
        try:
            return await self._handled(activity)
        except Rejected:
            raise
        except Strange:
            return _refused(activity, self._dialogs)
        except Exception as error:  # noqa: BLE001 - this is the error rule of the house
            return self._failed(activity, error, _BROKEN)

    def _failed(self, activity: Activity, error: Exception, text: str) -> Mapping[str, Any] | None:
        """Log an error, and report it with its reference."""
        reference = secrets.token_hex(4)
        log.error("activity failed", reference=reference, name=activity.name or activity.type, exc_info=error)
        return _refused(activity, self._dialogs, text.format(reference))

    async def _handled(self, activity: Activity) -> Mapping[str, Any] | None:
        if activity.name == "fileConsent/invoke":
            self._consented(activity)
            return None
        asked = inbound.request(activity, Around(self._app.clock().instant, self._dialogs))
        if asked is None:
            return None
        if asked.kind == "search":
            return await self._suggested(asked)
        if asked.action == OPEN:
            form = self._dialogs.unpack(asked.value) or sentence(_STRANGE)
            return {"task": await self._dialog(form, asked)}
        return await self._answered(activity, asked)

    async def _answered(self, activity: Activity, asked: Request) -> Mapping[str, Any] | None:
        asked = await self._names.named(asked, activity)
        with contextlib.suppress(Unavailable):  # another time will do
            asked = await self._people.known(asked)
        reply = await self._app.answer(asked)
        if reply.apart and activity.name not in (*_OPENED, *_SENT):
            reply = await self._from_memory(activity, asked, reply)
        if activity.type != "invoke" and reply.inline:
            await self._said_now(asked, reply)
            return None
        try:
            return await self._response(activity, asked, reply)
        except Exception as error:  # noqa: BLE001 - it was stored by now, so this must not look like a failure
            return self._failed(activity, error, _UNDRAWN)

    async def _said_now(self, asked: Request, reply: Reply) -> None:
        """Nothing could be stored: a person who waits hears so now, and other activities are to be delivered again."""
        waits = asked.kind == "press" or (asked.kind == "say" and asked.addressed)
        for post in reply.inline:
            sending = Sending("", asked.address, post, asked.at) if waits and isinstance(post, Post) else None
            if sending is None or not await self._at_once(self._sender.send(sending), self._briefly):
                raise Rejected(*_AGAIN)

    async def _from_memory(self, activity: Activity, asked: Request, reply: Reply) -> Reply:
        """Send what the response to a press cannot hold, without storing it; returns the answers that are left."""
        fits = tuple(each for each in reply.inline if activity.type == "invoke" and isinstance(each, Post))
        for answer in reply.inline:
            if answer not in fits and isinstance(answer, Post | Ask):
                call = self._sender.send(Sending("", asked.address, answer, asked.at))
                self._unstored.begin(self._at_once(call, self._timeout))
        return Reply(fits)

    async def _suggested(self, asked: Request) -> Mapping[str, Any]:
        try:
            found = await self._app.search(asked)
        except Exception:
            log.exception("search failed", action=asked.action)  # an empty list is all that Teams can show
            found = ()
        return {"statusCode": 200, **suggestions(found)}

    # --- conversations -----------------------------------------------------------------------------------------------

    async def _noted(self, activity: Activity) -> None:
        """Remember the conversation of an activity, and what became of channels, teams and the bot's place in them."""
        event, data = activity.data.event_type or "", activity.data
        channel = (data.channel.id if data.channel else None) or ""
        if event == "channelRenamed" and data.channel and data.channel.name:
            self._names.heard(channel, data.channel.name)
            await self._references.rename(channel, data.channel.name)
        elif event == "channelDeleted":
            await self._references.close(channel, _CLOSED[event])
        elif event in _CLOSED:
            await self._references.close_team(team(activity), _CLOSED[event])
        elif is_farewell(activity):
            await self._left(activity)
        elif event in _OPEN_AGAIN or is_welcome(activity):
            await self._left(activity, "")
            await self._references.heard(activity)
        elif not (activity.name or "").startswith("composeExtension/"):  # those come from chats without us, too
            await self._references.heard(activity)

    async def _left(self, activity: Activity, why: str = _REMOVED) -> None:
        """The bot left a team or a chat; without a reason it came there, with or without consent to hear all."""
        where, of_one_channel = place(activity), (activity.data.event_type or "").startswith("channelMember")
        if (named := team(activity)) and not of_one_channel:  # private and shared channels let it in one by one
            await self._references.close_team(named, why)
        elif where is not None:
            await self._references.close(where.channel, why)

    # --- files -------------------------------------------------------------------------------------------------------

    def _consented(self, activity: Activity) -> None:
        """Handle the answer whether a person wants a file; bringing it takes longer than Teams waits."""
        self._after.begin(self._at_once(self._files.answered(activity), _UPLOAD))

    async def _at_once(self, call: Coroutine[None, None, Any], seconds: float) -> bool:
        """Make a call for a person who waits now; False when it surely failed."""
        try:
            await asyncio.wait_for(call, seconds)
        except (Unclear, TimeoutError) as error:
            log.warning("perhaps not shown", error=str(error))
        except (NotNow, Refused, Gone, Unavailable) as error:
            log.warning("not shown", error=str(error))
            return False
        except Exception:
            log.exception("not drawn")
            return False
        return True

    # --- back --------------------------------------------------------------------------------------------------------

    async def _response(self, activity: Activity, asked: Request, reply: Reply) -> Mapping[str, Any] | None:
        if activity.name in _OPENED:
            return {"task": await self._opened(asked, reply)}
        if activity.name in _SENT:
            form = next((each.form for each in reply.inline if isinstance(each, Ask)), None)
            if form and not form.action and not asked.is_too_old(self._app.clock().instant):
                return {"task": self._dialogs.again(form, inbound.sent(activity), asked.address)}
            if reply.apart and not form:
                return {"task": await self._opened(asked, reply)}
            return {"task": await self._dialog(form, asked)} if form else None
        if activity.name == "adaptiveCard/action":
            return await self._pressed(asked, reply)
        return None

    async def _dialog(self, form: Form, asked: Request) -> dict[str, Any]:
        return self._dialogs.draw(await self._people.offered(form, asked.address), asked.address)

    async def _opened(self, asked: Request, reply: Reply) -> dict[str, Any]:
        """The dialog of a form; any other answer is shown as text in one."""
        match reply.inline:
            case (Ask(form), *_):
                return await self._dialog(form, asked)
            case (Post(card=card), *_):
                return self._dialogs.draw(told(await self._sender.worded(card, asked.place)), asked.address)
            case _:
                return {"type": "message", "value": _DONE}

    async def _pressed(self, asked: Request, reply: Reply) -> Mapping[str, Any]:
        """The card that replaces the pressed one for its presser (others see the edit that follows), or a sentence."""
        posts = [each for each in reply.inline if isinstance(each, Post)]
        posts += await self._app.read(lambda session: _posts(session, reply.rows)) if reply.rows else []
        for post in posts:
            if (card := await self._sender.shown(post, asked.address)) is not None:
                return {"statusCode": 200, "type": _CARD, "value": card}
        about = next((post.card for post in posts if isinstance(post.to, Asker)), Card("gelukt", _DONE))
        if about.name == "refusal" and about.elements:  # the message that comes tells it, with what to press
            about = Card("refusal", _REFUSED)
        words = (await self._sender.worded(about, asked.place)).sentence
        return {"statusCode": 200, "type": _WORDS, "value": words}


def _posts(session: Session, rows: tuple[int, ...]) -> list[Post]:
    found = (outbox.get(session, row) for row in rows)
    contents = [delivery.decode_content(row.content) for row in found if row]
    return [each for each in contents if isinstance(each, Post)]


def _refused(activity: Activity, dialogs: Dialogs, text: str = _STRANGE) -> Mapping[str, Any] | None:
    """The answer to an activity that was not this person's, or could not be drawn."""
    if activity.name in (*_OPENED, *_SENT):
        nobody = Address(Place(PLATFORM, ""), Account(""))
        return {"task": dialogs.draw(sentence(text), nobody)}
    if activity.name == "adaptiveCard/action":
        return {"statusCode": 200, "type": _WORDS, "value": text}
    if activity.name == "application/search":
        return {"statusCode": 200, "type": _FOUND, "value": {"results": []}}
    return None
