"""The door to the trial workspace: pages out, gestures in, the courier's messages stored, and open pages notified.

A cookie says who the visitor is. What they do reaches the bot as on any platform, through `Gestures`.
"""

import mimetypes
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final
from urllib.parse import urlencode
from zlib import crc32

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request as Web
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route

from bot.app import App
from bot.browser import cards as browser
from bot.browser.cards import colours_css
from bot.browser.files import Static
from bot.doors.door import Gone, NotNow, Refused, Sending, TooLarge
from bot.lokaal import Guard, Watch, download, tips
from bot.lokaal.addresses import (
    BOT,
    GONE,
    HOME,
    LONGEST,
    PLATFORM,
    Look,
    address,
    direct_of,
    may_open,
    number_of,
    visible,
)
from bot.lokaal.clock import machine_time
from bot.lokaal.crowd import Company
from bot.lokaal.gestures import Gestures
from bot.lokaal.memory import as_json, keep_sent, place_of, sent_key
from bot.lokaal.pages import Page
from bot.lokaal.visits import CHANNEL, HERE, PERSON, RIBBON, Wrong, drawn, is_gone, remember, who
from bot.serving import addresses
from bot.serving.local import is_own
from bot.serving.signing import Signer
from bot.settings import LOOPBACK, WrongSetting
from handlers.cards import Card
from handlers.feature import Account, Address, Attachment, Place, Post, Request
from storage import demo, demo_reads, documents, people, tafels
from storage.database import Session, Unavailable
from storage.demo import DIRECT
from storage.standing import State

_USUAL: Final = {
    400: "Dit verzoek klopt niet. Laad de pagina opnieuw en probeer het nog eens.",
    404: "Deze pagina is er niet.",
    405: "Deze pagina is er niet.",
    503: "Het is nu even te druk. Probeer het zo nog eens.",
}
_BROKEN = "Er ging iets mis. Probeer het zo nog eens."


class LokaalDoor:
    """The trial workspace in front of an app without platform credentials."""

    platform = PLATFORM

    def __init__(self, app: App, *, real: Callable[[], datetime] = machine_time) -> None:
        if not app.settings.is_demo or app.settings.host not in LOOPBACK:
            msg = "De proefwerkruimte draait alleen zonder gegevens van een platform, en alleen op 127.0.0.1."
            raise WrongSetting(msg)
        self._app, self._watch, self._real, self._company = app, Watch(app), real, Company(app)
        self._extras = self._company.extras()
        self._gestures = Gestures(app, self._extras, self._company)

    # --- the door ----------------------------------------------------------------------------------------------------

    def routes(self) -> list[BaseRoute]:
        pages = [
            Route("/", self._start), Route("/kanaal/{key}", self._page), Route("/direct/{key}", self._page),
            Route("/zoek", self._search), Route("/live", self._live), Route("/kleuren.css", self._colours),
            Route("/document/{key}", self._document), Route("/bestand/{key}", self._file),
            Route("/document/{page}/{key}", self._guest_page),
            Mount("/static", Static(HERE / "static")),
        ]  # fmt: skip
        wrong = {HTTPException: self._wrong, Unavailable: self._wrong, Exception: self._wrong}
        inside = Guard(Starlette(routes=[*pages, *self._gestures.routes()], exception_handlers=wrong))
        start = Guard(Starlette(routes=[Route("/lokaal", self._start)]))
        return [Route("/lokaal", start), Mount("/lokaal", inside), Mount("/static", Guard(Static(browser.STATIC)))]

    async def start(self) -> None:
        """Pages come by themselves; made-up people have to be begun."""
        self._company.start()

    async def stop(self) -> None:
        await self._company.stop()
        await self._watch.stop()

    async def send(self, sending: Sending) -> str:
        try:
            message = await self._app.write(partial(keep_sent, sending=sending, app=self._app))
        except Unavailable as error:
            raise NotNow(2, error.why) from error
        self._app.live.ring()
        return message

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        kept = as_json(card)
        try:
            there = await self._app.write(lambda session: demo.redraw(session, number_of(message), kept))
        except Unavailable as error:
            raise NotNow(2, error.why) from error
        if not there:
            msg = f"{channel}/{message}"
            raise Gone(msg)
        self._app.live.ring()

    async def find(self, sending: Sending) -> str | None:
        key = sent_key(sending)
        found = await self._app.read(lambda session: demo.by_key(session, key)) if key else None
        return str(found) if found is not None else None

    async def look(self, _accounts: Sequence[str], _channels: Sequence[str]) -> list[State]:
        """Nobody leaves here, and nothing is renamed."""
        return []

    async def fetch(self, file: Attachment, most: int) -> bytes:
        """A file that a person sent, which is stored here."""
        found = await self._app.read(lambda session: demo.file(session, file.id))
        if found is None:
            msg = "no such file"
            raise Refused(msg)
        if len(found[1]) > most:
            msg = "file too large"
            raise TooLarge(msg)
        return found[1]

    # --- pages -------------------------------------------------------------------------------------------------------

    async def _start(self, web: Web) -> Response:
        every = await self._app.read(tafels.all_tafels)
        keys = [tafel.key for tafel in every]
        last = web.cookies.get(CHANNEL, "")
        if last not in (*keys, DIRECT + BOT):
            last = "bouw" if "bouw" in keys else next(iter(keys), DIRECT + BOT)
        return RedirectResponse(address(last), status_code=303)

    async def _page(self, web: Web) -> Response:
        query = dict(web.query_params)
        if query.get("als") and is_own(web.headers):
            return await self._as_somebody(web.url.path, query)
        account = (await who(self._app, web)).id
        if is_gone(web, account) and query.get("gedaan") != GONE:
            return _as_other(web.url.path, account)
        today = self._real().astimezone(self._app.settings.zone).date()  # also in the trial a day of tips is a real one
        look = _look(web, query, account, today)
        home = await self._home(account) if look.opened == HOME else None
        await self._app.write(lambda session: demo_reads.mark(session, account, look.conversation))
        now = self._app.clock()
        context = await self._app.read(lambda session: Page(session, look, now, self._app.registry, home).context())
        if context is None:
            raise Wrong(404, "Dit kanaal is er niet.")
        extras = [{"key": each.key, "label": each.label, "hint": each.hint} for each in self._extras]
        page = HTMLResponse(drawn("page.html", **context, extras=extras))
        remember(page, CHANNEL, look.channel)
        if RIBBON not in web.cookies:
            remember(page, RIBBON, today.isoformat())
        return page

    async def _as_somebody(self, path: str, query: dict[str, str]) -> Response:
        """The same page as somebody else, without saying so in the address."""
        person = query.pop("als")
        if f"{PLATFORM}:{person}" not in dict(await self._app.read(demo.accounts)):
            return RedirectResponse(f"{path}?gedaan={GONE}", status_code=303)
        answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
        remember(answer, PERSON, person)
        return answer

    async def _home(self, account: str) -> Card | None:
        """The bot's home page for somebody."""
        where = Address(Place(PLATFORM, direct_of(account).removeprefix(DIRECT), "direct"), Account(account))
        now = self._app.clock().instant
        reply = await self._app.answer(Request("open", f"open:{secrets.token_hex(8)}", where, now, inline=("Post",)))
        return next((answer.card for answer in reply.inline if isinstance(answer, Post)), None)

    async def _search(self, web: Web) -> Response:
        query, account = web.query_params, await who(self._app, web)
        place = await self._app.read(lambda session: place_of(session, query.get("channel", ""), account))
        now = self._app.clock().instant
        request = Request(
            "search", f"search:{secrets.token_hex(8)}", Address(place, account), now, words=query.get("q", ""),
            action=query.get("action", ""),
        )  # fmt: skip
        found = await self._app.search(request)
        return JSONResponse([{"value": each.value, "label": each.label, "note": each.note} for each in found[:20]])

    async def _live(self, _web: Web) -> Response:
        return StreamingResponse(self._watch.events(), media_type="text/event-stream")

    async def _colours(self, web: Web) -> Response:
        sheet = colours_css(tafel.colour for tafel in await self._app.read(tafels.all_tafels))
        tag = f'"{crc32(sheet.encode()):x}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if web.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(sheet, media_type="text/css", headers=headers)

    async def _document(self, web: Web) -> Response:
        """A file that the bot made."""
        account, now, key = await who(self._app, web), self._app.clock().instant, web.path_params["key"]

        def work(session: Session) -> documents.Document | None:
            found = documents.get(session, key, now)
            return found if may_open(found, people.by_account(session, account.id)) else None

        document = await self._app.read(work)
        if document is None:
            raise Wrong(404, "Dit bestand is er niet (meer). Vraag het opnieuw op.")
        return download(document.name, document.mime, document.body)

    async def _guest_page(self, web: Web) -> Response:
        """The page that a link on a card names, at the address that everybody can open."""
        page, key = web.path_params["page"], web.path_params["key"]
        if page not in self._app.registry.pages:
            raise Wrong(404, _USUAL[404])
        signer = Signer(self._app.settings.tafelbot_geheim)
        return RedirectResponse(addresses.path(signer, f"{page}/{key}"), status_code=303)

    async def _file(self, web: Web) -> Response:
        """A file that somebody sent."""
        account, key = await who(self._app, web), web.path_params["key"]

        def work(session: Session) -> tuple[demo.File, bytes] | None:
            found = demo.file(session, key)
            if found is None or found[0].message is None:
                return None
            return found if visible(demo.get(session, found[0].message), account.id) else None

        file = await self._app.read(work)
        if file is None:
            raise Wrong(404, "Dit bestand is er niet (meer).")
        return download(file[0].name, mimetypes.guess_type(file[0].name)[0] or "", file[1])

    async def _wrong(self, web: Web, error: Exception) -> Response:
        """What went wrong, as a sentence for the script or as a page."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        if isinstance(error, Unavailable):
            status = 503
        sentence = error.detail if isinstance(error, Wrong) else _USUAL.get(status, _BROKEN)
        if "x-fetch" in web.headers or "text/html" not in web.headers.get("accept", ""):
            return PlainTextResponse(sentence, status_code=status)
        title = "Niet gevonden" if status == 404 else "Dat lukt niet"  # noqa: PLR2004
        return HTMLResponse(drawn("error.html", title=title, text=sentence, back="/lokaal"), status_code=status)


def _look(web: Web, query: Mapping[str, str], account: str, today: date) -> Look:
    key, direct = web.path_params["key"], web.url.path.startswith(f"/lokaal/{DIRECT}")
    if direct and key != BOT:
        raise Wrong(404, "Dit gesprek is er niet.")
    return Look(
        account=account, kind="direct" if direct else "channel", key=key, thread=query.get("draad", ""),
        opened=query.get("open", ""), document=query.get("bestand", ""), editing=query.get("bewerk", ""),
        before=query.get("voor", ""), draft=query.get("concept", "")[:LONGEST], notice=query.get("gedaan", ""),
        ribbon=tips.wanted(web.cookies.get(RIBBON, ""), today), fragment="x-fragment" in web.headers,
    )  # fmt: skip


def _as_other(path: str, account: str) -> Response:
    """The same page for who is there, saying that it is somebody else than it was."""
    answer = RedirectResponse(f"{path}?gedaan={GONE}", status_code=303)
    remember(answer, PERSON, account.removeprefix(f"{PLATFORM}:"))
    return answer
