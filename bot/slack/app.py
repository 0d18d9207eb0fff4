"""The Slack door: what Slack sends goes to the handlers as Requests, and their answers go back the way Slack allows.

One path for everything that comes in, over HTTP and over a socket: checked (`guard`), read (`payloads`), through Bolt,
made a Request (`inbound`), answered by the app, and given back in the response where it fits there. The rest leaves
through the outbox (`sender`).
"""

import asyncio
import re
import secrets
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Final

import msgspec
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.doors.door import NotNow, Refused, Sending, Unclear
from bot.doors.following import Following
from bot.serving import addresses
from bot.serving.signing import Signer
from bot.settings import WrongSetting
from bot.slack import cards, forms, payloads, standing
from bot.slack.guard import Guard, foreign
from bot.slack.identity import Identity
from bot.slack.inbound import Around, Strange, moment, others, request
from bot.slack.modal import Modals, said, sentence, wrong
from bot.slack.payloads import Asked, Came, Command, Event, Malformed, Submitted
from bot.slack.sender import OPEN, Sender
from bot.slack.socket import Socket
from bot.slack.uploads import Uploads
from bot.slack.web_api import TIMEOUT, WebApi, quiet
from handlers.answer import Answer, Ask, Post
from handlers.cards import Card
from handlers.delivery import Reply
from handlers.forms import Form
from handlers.request import Account, Attachment, Request
from storage import documents
from storage.database import Unavailable
from storage.documents import Document
from storage.standing import AccountState, State, note

PATH: Final = "/slack/events"
_ANYTHING: Final = re.compile("", re.DOTALL)
_BRIEFLY: Final = 2.5  # seconds for all that comes before our answer; Slack gives up after three
_NAMES: Final = 0.4  # of them for names, which are asked for all at once
_AGAIN: Final = 503  # Slack tells an event again after any error, up to three times in five minutes
_REST: Final = 0.5  # seconds before what did not fit in the response follows it
_FOLLOWS: Final = 10.0  # seconds for what follows the response to something anonymous
_NAMED: Final = 10  # people whose names are looked up before an answer
_STRANGE: Final = "Dit formulier is niet van jou, of het is te oud. Open het opnieuw."
_UNDRAWN: Final = "Het is gelukt, maar ik kan het antwoord hier niet laten zien. Geef de beheerder deze code: {}."
log = structlog.get_logger()


class SlackDoor:
    """Slack, as the rest of the program sees it."""

    platform = "slack"

    def __init__(self, app: App, *, timeout: float = TIMEOUT, briefly: float = _BRIEFLY) -> None:
        self._app, settings, self._briefly = app, app.settings, briefly
        self._signer = signer = Signer(settings.tafelbot_geheim)
        self._api = WebApi(settings.slack_bot_token, settings.slack_api_url, timeout)
        self._modals = Modals(signer)
        uploads = Uploads(self._api, self._document) if self._uploads else None
        self._sender = Sender(self._api, signer, self._modals, self._link, uploads)
        self._bolt = self._listening()
        self._socket: Socket | None = None
        self._who = Identity(self._api, settings, briefly * _NAMES)
        self._after, self._unstored = Following(), Following()

    def routes(self) -> list[BaseRoute]:
        settings = self._app.settings
        if not settings.slack_signing_secret:
            return []
        secret, team = settings.slack_signing_secret, settings.slack_team_id
        return [Route(PATH, Guard(self._over_http, secrets=secret, team=team, app_id=self._who.app_id))]

    async def start(self) -> None:
        """Open the session, find out who we are, and connect where we have to."""
        await self._api.open()
        try:
            await self._who.introduce()
        except WrongSetting:
            await self._api.close()
            raise
        if token := self._app.settings.slack_app_token:
            self._socket = Socket(self._bolt, token, self._receive, lambda: self._app.clock().instant)
            self._app.health["slack_socket"] = self._socket.health
            self._socket.start()

    async def stop(self) -> None:
        if self._socket is not None:
            await self._socket.stop()
        await asyncio.gather(self._after.ended(), self._unstored.ended())
        await self._api.close()

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
        """A file that came with a message or a form."""
        return await self._api.fetch(file.url, most)

    @property
    def _uploads(self) -> bool:
        """Whether we bring files to Slack: it fetches them itself, but over https only."""
        return not self._app.settings.tafelbot_url.startswith("https://")

    async def _document(self, key: str) -> Document | None:
        now = self._app.clock().instant
        return await self._app.read(lambda session: documents.get(session, key, now))

    async def look(self, accounts: Sequence[str], channels: Sequence[str]) -> list[State]:
        """Ask how Slack shows people and channels, and remember the names."""
        states = await standing.look(self._api, accounts, channels)
        self._hear_names(states)
        return states

    def _link(self, name: str) -> str:
        """The address of a kept document or a page; "" where nobody could open it."""
        return addresses.public(self._app.settings, self._signer, name)

    # --- in ----------------------------------------------------------------------------------------------------------

    def _listening(self) -> AsyncApp:
        """Bolt with one listener per kind of payload; the registry is the router.

        Signatures were checked before (`guard`); a socket has none. Answers wait for their transaction.
        """

        async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=enterprise_id, team_id=team_id, bot_user_id=self._who.bot or None,
                bot_id=self._who.bot_id or None, bot_token=self._app.settings.slack_bot_token,
            )  # fmt: skip

        bolt = AsyncApp(
            name="tafelbot", logger=quiet, client=self._api.client, authorize=authorized, signing_secret="",
            process_before_response=True, request_verification_enabled=False, ssl_check_enabled=False,
        )  # fmt: skip

        async def listener(context: AsyncBoltContext) -> BoltResponse:
            came = context["came"]
            return await self._noted(came) or await self._handled(came)

        register: list[Callable[[Any], Callable[..., Any]]] = [
            bolt.command, bolt.event, bolt.action, bolt.shortcut, bolt.view_submission, bolt.view_closed, bolt.options,
        ]  # fmt: skip
        for listen in register:
            listen(_ANYTHING)(listener)
        return bolt

    async def _over_http(self, payload: dict[str, Any]) -> Response:
        answer = await self._receive(payload)
        return Response(answer.body, answer.status, answer.first_headers())

    async def _receive(self, payload: dict[str, Any]) -> BoltResponse:
        """Everything that Slack sends, whichever way."""
        settings = self._app.settings
        if foreign(payload, settings.slack_team_id, self._who.app_id):
            return BoltResponse(status=403)
        if payload.get("type") == "app_rate_limited":
            log.warning("slack holds back events: more than 30,000 in an hour")
            return BoltResponse(status=200)
        try:
            came = payloads.read(payload)
            asked = AsyncBoltRequest(body=payload, mode="socket_mode", context={"came": came})
        except (Malformed, TypeError, AttributeError, KeyError) as error:  # Bolt looks into everything
            log.warning("malformed payload", kind=str(payload.get("type"))[:40], error=type(error).__name__)
            return BoltResponse(status=400)
        answer = await self._bolt.async_dispatch(asked)
        if answer.status == _AGAIN:
            return answer
        if answer.status != 200:  # noqa: PLR2004 - Bolt's 404 and 500 are about what it could not make sense of
            log.warning("payload not taken", kind=str(payload.get("type"))[:40], status=answer.status)
            return BoltResponse(status=400)
        return answer

    async def _handled(self, came: Came) -> BoltResponse:
        until = asyncio.get_running_loop().time() + self._briefly
        around = Around(self._app.clock().instant, self._modals, self._who.bot, self._who.home)
        try:
            asked = request(came, around)
        except Strange:
            return _json({"options": []}) if isinstance(came, Asked) else _updated(said(sentence(_STRANGE)))
        if asked is None:
            return BoltResponse(status=200)
        if isinstance(came, Asked):
            return await self._suggested(asked)
        if asked.action == OPEN:
            await self._at_once(self._open(asked), until)
            return BoltResponse(status=200)
        asked = await self._named(
            msgspec.structs.replace(asked, uploads=self._uploads), look_up=isinstance(came, Event)
        )
        reply = await self._app.answer(asked)
        if asked.kind == "open":
            await self._at_once(self._publish(asked, reply), until)
            return BoltResponse(status=200)
        untold = [answer for answer in reply.inline if type(answer).__name__ not in asked.inline]
        if reply.apart:
            reply, untold = self._from_memory(asked, reply, untold), []
        return await self._otherwise(came, asked, untold, until) if untold else self._response(came, asked, reply)

    async def _noted(self, came: Came) -> BoltResponse | None:
        """Store a change of a channel or person; where that fails, Slack delivers the event again."""
        states = list(standing.told(came.of, came.bot or self._who.bot)) if isinstance(came, Event) else []
        if not isinstance(came, Event) or not states:
            return None
        at = moment(getattr(came.of, "event_ts", None), self._app.clock().instant)
        self._hear_names(states)
        try:
            await self._app.write(lambda session: note(session, states, at))
        except Unavailable:
            return BoltResponse(status=_AGAIN)
        return BoltResponse(status=200)

    def _hear_names(self, states: Iterable[State]) -> None:
        for state in states:
            if isinstance(state, AccountState):
                self._who.heard(state.account.removeprefix("slack:"), state.name)

    async def _otherwise(self, came: Came, asked: Request, untold: list[Answer], until: float) -> BoltResponse:
        """Nothing could be stored: Slack delivers an event again, and a person who pressed something hears so now."""
        if isinstance(came, Event):
            return BoltResponse(status=_AGAIN)
        for answer in untold:
            if isinstance(answer, Post | Ask):
                await self._at_once(self._sent(Sending("", asked.address, answer, asked.at)), until)
        return BoltResponse(status=200)

    def _from_memory(self, asked: Request, reply: Reply, untold: list[Answer]) -> Reply:
        """Have what does not fit in the response follow it at once, unstored: the answer to something anonymous."""
        until = asyncio.get_running_loop().time() + _FOLLOWS
        for answer in untold:
            if isinstance(answer, Post | Ask):
                self._unstored.begin(self._at_once(self._sent(Sending("", asked.address, answer, asked.at)), until))
        return Reply(tuple(each for each in reply.inline if each not in untold))

    async def _sent(self, sending: Sending) -> None:
        await self._sender.send(sending)

    async def _suggested(self, asked: Request) -> BoltResponse:
        try:
            return _json(forms.suggestions(await self._app.search(asked)))
        except Exception:
            log.exception("search failed", action=asked.action)  # an empty list is all that Slack can show
            return _json({"options": []})

    async def _open(self, asked: Request) -> None:
        """Open the form that waited behind a button."""
        await self._sender.open(self._modals.unpack(asked.value) or sentence(_STRANGE), asked.address)

    async def _publish(self, asked: Request, reply: Reply) -> None:
        """Publish a home page. It is drawn at every visit, so it is not stored."""
        for post in reply.inline:
            if isinstance(post, Post):
                page = msgspec.structs.replace(post, replace=True)
                await self._sender.send(Sending("", asked.address, page, asked.at))

    async def _at_once(self, call: Coroutine[None, None, None], until: float) -> None:
        """Make a call for a person who waits now; afterwards it is of no use.

        `until` is one deadline for all that one payload costs: a locked database and a slow look-up of a name leave
        less time for the call, because Slack counts from its own delivery.
        """
        try:
            async with asyncio.timeout_at(until):
                await call
        except (NotNow, Refused, Unclear, TimeoutError) as error:
            log.warning("not shown", error=str(error))
        except Exception:
            log.exception("not drawn")

    async def _named(self, asked: Request, *, look_up: bool) -> Request:
        """Events come without a name, and mentions and chosen people without theirs."""
        user = asked.account.id.removeprefix("slack:")
        name, named = await asyncio.gather(self._who.name(user, look_up=look_up), self._others(asked))
        account = msgspec.structs.replace(asked.account, name=name or asked.account.name, login=not name)
        address = msgspec.structs.replace(asked.address, account=account)
        return msgspec.structs.replace(asked, address=address, named=tuple(named)).with_mentions(self._who.named)

    async def _others(self, asked: Request) -> list[Account]:
        users = list(others(asked))[:_NAMED]
        names = await asyncio.gather(*(self._who.name(user, look_up=True) for user in users))
        return [Account(f"slack:{user}", name) for user, name in zip(users, names, strict=True) if name]

    # --- back --------------------------------------------------------------------------------------------------------

    def _response(self, came: Came, asked: Request, reply: Reply) -> BoltResponse:
        """What goes back in the response. It was stored by now: a drawing that fails must not look like a failure."""
        try:
            match reply.inline:
                case (Post() as post, *_) if isinstance(came, Command):
                    return self._told(asked, post.card)
                case (Ask(form), *_) if isinstance(came, Submitted):
                    return self._asked_again(asked, form)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("answer not drawn", reference=reference)
            text = _UNDRAWN.format(reference)
            return _updated(said(sentence(text))) if isinstance(came, Submitted) else _json({"text": text})
        return BoltResponse(status=200)

    def _told(self, asked: Request, card: Card) -> BoltResponse:
        first, *rest = cards.message(card, self._link)
        if rest:
            self._after.begin(self._rest(asked.address.url, rest))
        return _json({"response_type": "ephemeral", **first})

    async def _rest(self, url: str, rest: list[dict[str, Any]]) -> None:
        """Post the rest of a long card: a response holds one message."""
        await asyncio.sleep(_REST)
        try:
            for payload in rest:
                await self._api.respond(url, {"response_type": "ephemeral", **payload})
        except (NotNow, Refused, Unclear) as error:
            log.warning("rest of an answer lost", error=str(error))

    def _asked_again(self, asked: Request, form: Form) -> BoltResponse:
        """The same form with its errors; or another form that replaces it."""
        if errors := wrong(form, asked):
            return _json({"response_action": "errors", "errors": errors})
        return _updated(self._modals.draw(form, asked.address, show_errors=True))


def _updated(view: dict[str, Any]) -> BoltResponse:
    return _json({"response_action": "update", "view": view})


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body)
