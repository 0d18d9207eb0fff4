"""The door to the trial workspace: pages out, gestures in, the courier's messages kept, and open pages told of changes.

People here are a cookie. What they do reaches the bot as on any platform: a message is kept first, then heard; a slash
command is shown to nobody; an answer for one person is kept as a message that only that person sees.
"""

import mimetypes
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zlib import crc32

import msgspec
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
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
from bot.browser.cards import colours_css, environment
from bot.browser.forms import form_html, values
from bot.door import Gone, NotNow, Refused, Sending
from bot.lokaal import Guard, Static, Watch, download, is_own
from bot.lokaal.clock import DemoClock, let_pass
from bot.lokaal.pages import (
    BOT,
    HOME,
    MENTION,
    PLATFORM,
    Look,
    Page,
    address,
    direct_of,
    may_open,
    number_of,
    visible,
)
from bot.settings import LOOPBACK, WrongSetting
from handlers.cards import Card
from handlers.delivery import Reply
from handlers.feature import (
    Account,
    Address,
    Ask,
    Asker,
    Attachment,
    InThread,
    Message,
    Place,
    Post,
    React,
    Request,
)
from handlers.forms import Form
from handlers.request import Kind
from storage import demo, documents, people, tafels
from storage.database import Session, Unavailable
from storage.demo import DIRECT, Said

HERE: Final = Path(__file__).parent
FIRST: Final = f"{PLATFORM}:petra"
PERSON, CHANNEL, RIBBON = "lokaal_persoon", "lokaal_kanaal", "lokaal_lint"
_STEPS: Final = {"uur": {"hours": 1}, "dag": {"days": 1}, "week": {"weeks": 1}}
_AFTER: Final = timedelta(milliseconds=1)  # an edit is always later than what it changes
_LONGEST, _BODY = 8_000, 25_000_000
_NO_MESSAGE = "Dit bericht is er niet meer."
_USUAL: Final = {
    404: "Deze pagina is er niet.",
    405: "Deze pagina is er niet.",
    503: "Het is nu even te druk. Probeer het zo nog eens.",
}
_BROKEN = "Er ging iets mis. Probeer het zo nog eens."


class Wrong(HTTPException):
    """What cannot be done, in a sentence for whoever tried."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A button beside the clock, such as thirty people who join in; `run` gets the channel it was pressed in."""

    key: str
    label: str
    hint: str
    run: Callable[[App, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Gesture:
    """One thing that somebody did on a page."""

    id: str
    account: Account
    place: Place
    channel: str
    message: str
    thread: str
    posted: FormData
    script: bool

    @property
    def conversation(self) -> str:
        return self.place.channel if self.place.kind == "channel" else direct_of(self.account.id)

    @property
    def back(self) -> str:
        """Where to go afterwards: only ever a page of ours."""
        back = self.text("back")
        is_ours = back.startswith("/lokaal/") and back.isprintable() and "\\" not in back
        return back if is_ours else address(self.channel)

    def text(self, name: str) -> str:
        value = self.posted.get(name)
        return value if isinstance(value, str) else ""


class LokaalDoor:
    """The trial workspace in front of an app without platform credentials."""

    platform = PLATFORM

    def __init__(self, app: App, extras: Sequence[Extra] = ()) -> None:
        if not app.settings.is_demo or app.settings.host not in LOOPBACK:
            msg = "De proefomgeving draait alleen zonder gegevens van een platform, en alleen op 127.0.0.1."
            raise WrongSetting(msg)
        self._app, self._extras, self._watch = app, tuple(extras), Watch(app)

    # --- the door ----------------------------------------------------------------------------------------------------

    def routes(self) -> list[BaseRoute]:
        pages = [
            Route("/", self._start), Route("/kanaal/{key}", self._page), Route("/direct/{key}", self._page),
            Route("/zoek", self._search), Route("/live", self._live), Route("/kleuren.css", self._colours),
            Route("/document/{key}", self._document), Route("/bestand/{key}", self._file),
            Mount("/static", Static(HERE / "static")),
        ]  # fmt: skip
        gestures = {
            "zeg": self._say, "druk": self._press, "formulier": self._submit, "bewerk": self._edit,
            "verwijder": self._delete, "wissel": self._switch, "klok": self._clock, "proef": self._extra,
            "lint": self._close_ribbon,
        }  # fmt: skip
        acts = [Route(f"/{name}", partial(self._act, act), methods=["POST"]) for name, act in gestures.items()]
        wrong = {HTTPException: self._wrong, Unavailable: self._wrong, Exception: self._wrong}
        inside = Guard(Starlette(routes=[*pages, *acts], exception_handlers=wrong))
        start = Guard(Starlette(routes=[Route("/lokaal", self._start)]))
        return [Route("/lokaal", start), Mount("/lokaal", inside), Mount("/static", Guard(Static(browser.STATIC)))]

    async def start(self) -> None:
        """Nothing to begin with: pages come by themselves."""

    async def stop(self) -> None:
        await self._watch.stop()

    async def send(self, sending: Sending) -> str:
        try:
            message = await self._app.write(partial(_kept, sending=sending, app=self._app))
        except Unavailable as error:
            raise NotNow(2, error.why) from error
        self._app.live.ring()
        return message

    async def redraw(self, channel: str, message: str, card: Card) -> None:
        drawn = _json(card)
        try:
            there = await self._app.write(lambda session: demo.redraw(session, number_of(message), drawn))
        except Unavailable as error:
            raise NotNow(2, error.why) from error
        if not there:
            msg = f"{channel}/{message}"
            raise Gone(msg)
        self._app.live.ring()

    async def find(self, sending: Sending) -> str | None:
        key = _sent_key(sending)
        found = await self._app.read(lambda session: demo.by_key(session, key)) if key else None
        return str(found) if found is not None else None

    async def fetch(self, attachment: str) -> bytes | None:
        """The contents of a file that somebody sent."""
        found = await self._app.read(lambda session: demo.file(session, attachment))
        return found[1] if found else None

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
            return _as_somebody(web.url.path, query)
        account = (await self._who(web)).id
        look = _look(web, query, account)
        home = await self._home(account) if look.opened == HOME else None
        await self._app.write(lambda session: demo.mark_read(session, account, look.conversation))
        now = self._app.clock()
        context = await self._app.read(lambda session: Page(session, look, now, self._app.registry, home).context())
        if context is None:
            raise Wrong(404, "Dit kanaal is er niet.")
        extras = [{"key": each.key, "label": each.label, "hint": each.hint} for each in self._extras]
        page = HTMLResponse(_drawn("page.html", **context, extras=extras))
        _remember(page, CHANNEL, look.channel)
        return page

    async def _home(self, account: str) -> Card | None:
        """The bot's home page for somebody."""
        where = Address(Place(PLATFORM, direct_of(account).removeprefix(DIRECT), "direct"), Account(account))
        now = self._app.clock().instant
        reply = await self._app.answer(Request("open", f"open:{secrets.token_hex(8)}", where, now, inline=("Post",)))
        return next((answer.card for answer in reply.inline if isinstance(answer, Post)), None)

    async def _search(self, web: Web) -> Response:
        query, account = web.query_params, await self._who(web)
        place = await self._app.read(lambda session: _place(session, query.get("channel", ""), account))
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
        account, now, key = await self._who(web), self._app.clock().instant, web.path_params["key"]

        def work(session: Session) -> documents.Document | None:
            found = documents.get(session, key, now)
            return found if may_open(found, people.by_account(session, account.id)) else None

        document = await self._app.read(work)
        if document is None:
            raise Wrong(404, "Dit bestand is er niet (meer). Vraag het opnieuw op.")
        return download(document.name, document.mime, document.body)

    async def _file(self, web: Web) -> Response:
        """A file that somebody sent."""
        account, key = await self._who(web), web.path_params["key"]

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
        return HTMLResponse(_drawn("error.html", title=title, text=sentence, back="/lokaal"), status_code=status)

    # --- gestures ----------------------------------------------------------------------------------------------------

    async def _act(self, act: Callable[[Gesture], Awaitable[Response]], web: Web) -> Response:
        if int(web.headers.get("content-length") or 0) > _BODY:
            raise Wrong(413, "Dat is te groot. Een bestand mag hoogstens 25 MB zijn.")
        async with web.form(max_files=10, max_fields=500, max_part_size=200_000) as posted:
            account = await self._who(web)
            channel = str(posted.get("channel") or web.cookies.get(CHANNEL, "bouw"))
            place = await self._app.read(lambda session: _place(session, channel, account))
            given = str(posted.get("request") or secrets.token_hex(16))
            gesture = Gesture(
                f"{account.id}:{given[:100]}", account, place, channel, str(posted.get("message") or ""),
                str(posted.get("thread") or ""), posted, "x-fetch" in web.headers,
            )  # fmt: skip
            return await act(gesture)

    async def _say(self, gesture: Gesture) -> Response:
        text = gesture.text("text").replace("\r\n", "\n").strip()
        uploads = await _uploads(gesture.posted, "file")
        if not text and not uploads:
            raise Wrong(422, "Typ eerst een bericht.")
        if len(text) > _LONGEST:
            raise Wrong(422, "Dit bericht is te lang. Het mag hoogstens 8.000 tekens zijn.")
        now = self._app.clock().instant
        said = await self._app.write(partial(_said, gesture=gesture, text=text, uploads=uploads, at=now))
        self._app.live.ring()
        reply = await self._answered(
            gesture, "say", at=now, words=said.words, addressed=said.addressed, message=said.message, files=said.files,
            inline=("Post", "Ask"),
        )  # fmt: skip
        return await self._shown(gesture, reply)

    async def _press(self, gesture: Gesture) -> Response:
        about = await self._about(gesture) if gesture.message else None
        action, value = gesture.text("action"), gesture.text("value")
        reply = await self._answered(
            gesture, "press", action=action, value=value, message=about, inline=("Post", "Ask")
        )
        return await self._shown(gesture, reply)

    async def _submit(self, gesture: Gesture) -> Response:
        about = await self._about(gesture) if gesture.message else None
        filled = values(await self._with_files(gesture))
        reply = await self._answered(
            gesture, "submit", action=gesture.text("action"), value=gesture.text("state"), values=filled,
            message=about, inline=("Ask", "Post"),
        )  # fmt: skip
        return await self._shown(gesture, reply)

    async def _edit(self, gesture: Gesture) -> Response:
        text = gesture.text("text").replace("\r\n", "\n").strip()
        if not text:
            raise Wrong(422, "Typ eerst een bericht. Wil je het weghalen, kies dan Verwijderen.")
        own = await self._own(gesture)
        later = max(self._app.clock().instant, (own.edited_at or own.at) + _AFTER)
        words, message = await self._app.write(partial(_edited, gesture=gesture, own=own, text=text, at=later))
        self._app.live.ring()
        return await self._shown(gesture, await self._answered(gesture, "edit", at=later, words=words, message=message))

    async def _delete(self, gesture: Gesture) -> Response:
        own = await self._own(gesture)
        reply = await self._answered(gesture, "delete", message=_message(own, gesture.account, ""))
        await self._app.write(lambda session: demo.erase(session, own.id))
        return await self._shown(gesture, reply)

    async def _switch(self, gesture: Gesture) -> Response:
        account = f"{PLATFORM}:{gesture.text('person')}"
        if account not in dict(await self._app.read(demo.accounts)):
            raise Wrong(404, "Die persoon is er niet (meer).")
        done = _done(gesture)
        _remember(done, PERSON, account.removeprefix(f"{PLATFORM}:"))
        return done

    async def _clock(self, gesture: Gesture) -> Response:
        step, clock = _STEPS.get(gesture.text("step")), self._app.clock
        if step is None or not isinstance(clock, DemoClock):
            raise Wrong(404, "Die stap kent de klok niet.")
        await let_pass(self._app, clock, **step)
        self._app.live.ring()
        return _done(gesture, notice="klok")

    async def _extra(self, gesture: Gesture) -> Response:
        chosen = next((each for each in self._extras if each.key == gesture.text("step")), None)
        if chosen is None:
            raise Wrong(404, "Die knop is er niet (meer).")
        await chosen.run(self._app, gesture.place.channel)
        self._app.live.ring()
        return _done(gesture)

    async def _close_ribbon(self, gesture: Gesture) -> Response:
        done = _done(gesture)
        _remember(done, RIBBON, "dicht")
        return done

    # --- what gestures share -----------------------------------------------------------------------------------------

    async def _who(self, web: Web) -> Account:
        """Whoever the cookie says, or the first one."""
        everybody = dict(await self._app.read(demo.accounts))
        wanted = f"{PLATFORM}:{web.cookies.get(PERSON, '')}"
        chosen = next((each for each in (wanted, FIRST, *everybody) if each in everybody), None)
        if chosen is None:
            raise Wrong(404, "Er is niemand meer in deze proefomgeving. Begin opnieuw met een lege map var.")
        return Account(chosen, everybody[chosen].name)

    async def _about(self, gesture: Gesture) -> Message:
        """The message that was pressed on."""
        said = await self._app.read(lambda session: demo.get(session, number_of(gesture.message)))
        here = said is not None and said.conversation == gesture.conversation and visible(said, gesture.account.id)
        if said is None or said.deleted or not here:
            raise Wrong(404, _NO_MESSAGE)
        names = {account: person.name for account, person in await self._app.read(demo.accounts)}
        words, _ = _passed_on(said.text, set(names))
        return _message(said, Account(said.account, names.get(said.account, "")) if said.account else None, words)

    async def _own(self, gesture: Gesture) -> Said:
        said = await self._app.read(lambda session: demo.get(session, number_of(gesture.message)))
        if said is None or said.deleted:
            raise Wrong(404, _NO_MESSAGE)
        if said.account != gesture.account.id:
            raise Wrong(403, "Je kunt alleen je eigen berichten veranderen.")
        return said

    async def _with_files(self, gesture: Gesture) -> FormData:
        """The form with uploads replaced by the ids under which they are kept."""
        items: list[tuple[str, str | UploadFile]] = []
        for name, value in gesture.posted.multi_items():
            if isinstance(value, str):
                items.append((name, value))
            elif value.filename and (body := await value.read()):
                keep = partial(demo.keep_file, account=gesture.account.id, name=value.filename, body=body)
                items.append((name, (await self._app.write(keep)).id))
        return FormData(items)

    async def _answered(self, gesture: Gesture, kind: Kind, **more: Any) -> Reply:  # noqa: ANN401 - the fields of a Request
        thread = more["message"].thread if more.get("message") else gesture.thread
        message = more["message"].id if more.get("message") else gesture.message
        where = Address(gesture.place, gesture.account, message, thread)
        return await self._app.answer(Request(kind, gesture.id, where, **{"at": self._app.clock().instant, **more}))

    async def _shown(self, gesture: Gesture, reply: Reply) -> Response:
        """Keep what only this person sees, and show the form where one was asked."""
        post = next((answer for answer in reply.inline if isinstance(answer, Post)), None)
        asked = next((answer.form for answer in reply.inline if isinstance(answer, Ask)), None)
        now = self._app.clock().instant
        await self._app.write(partial(_noted, gesture=gesture, post=post, at=now))
        self._app.live.ring()
        return await self._form(gesture, asked) if asked else _done(gesture)

    async def _form(self, gesture: Gesture, form: Form) -> Response:
        if not form.action and not form.fields:
            raise Wrong(422, form.audience)
        everybody = [(account, each.title) for account, each in await self._app.read(demo.accounts)]
        hidden = {"channel": gesture.channel, "message": gesture.message, "thread": gesture.thread}
        drawn = form_html(form, "/lokaal/formulier", everybody, {**hidden, "back": gesture.back})
        status = 422 if form.errors else 200
        if gesture.script:
            return HTMLResponse(_drawn("dialog.html", form=drawn), status_code=status)
        here = await self._app.read(lambda session: tafels.by_key(session, gesture.channel))
        page = {"form": drawn, "form_title": form.title, "back": gesture.back, "colour": here.colour if here else ""}
        return HTMLResponse(_drawn("form_page.html", **page), status_code=status)


# --- drawing, addresses, cookies --------------------------------------------------------------------------------------


@cache
def _templates() -> Environment:
    return environment(HERE / "templates")


def _drawn(template: str, **context: object) -> str:
    return _templates().get_template(template).render(**context)


def _look(web: Web, query: Mapping[str, str], account: str) -> Look:
    key, direct = web.path_params["key"], web.url.path.startswith(f"/lokaal/{DIRECT}")
    if direct and key != BOT:
        raise Wrong(404, "Dit gesprek is er niet.")
    return Look(
        account=account, kind="direct" if direct else "channel", key=key, thread=query.get("draad", ""),
        opened=query.get("open", ""), document=query.get("bestand", ""), editing=query.get("bewerk", ""),
        before=query.get("voor", ""), draft=query.get("concept", "")[:_LONGEST], notice=query.get("gedaan", ""),
        ribbon=RIBBON not in web.cookies, fragment="x-fragment" in web.headers,
    )  # fmt: skip


def _as_somebody(path: str, query: dict[str, str]) -> Response:
    """The same page as somebody else, without saying so in the address."""
    person = query.pop("als")
    answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
    _remember(answer, PERSON, person)
    return answer


def _remember(response: Response, name: str, value: str) -> None:
    safe = value if value.isascii() and value.replace("/", "").replace("-", "").replace("_", "").isalnum() else ""
    response.set_cookie(name, safe, max_age=31_536_000, path="/lokaal", httponly=True, samesite="strict")


def _done(gesture: Gesture, notice: str = "") -> Response:
    if gesture.script:
        return Response(status_code=204)
    back = gesture.back
    if notice:
        back += f"{'&' if '?' in back else '?'}gedaan={notice}"
    return RedirectResponse(back, status_code=303)


async def _uploads(posted: FormData, field: str) -> list[tuple[str, bytes]]:
    found = [each for each in posted.getlist(field) if isinstance(each, UploadFile) and each.filename]
    return [(each.filename or "bestand", await each.read()) for each in found]


# --- in a transaction ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said, as the bot hears it; a slash command is no message."""

    words: str
    addressed: bool
    message: Message | None = None
    files: tuple[Attachment, ...] = ()


def _place(session: Session, channel: str, account: Account) -> Place:
    if channel == DIRECT + BOT:
        return Place(PLATFORM, direct_of(account.id).removeprefix(DIRECT), "direct", account.name)
    tafel = tafels.by_key(session, channel)
    if tafel is None:
        raise Wrong(404, "Dit kanaal is er niet.")
    return Place(PLATFORM, tafel.key, "channel", tafel.name)


def _passed_on(text: str, accounts: set[str]) -> tuple[str, bool]:
    """Words with the people in them as identities, and whether they mention the bot."""

    def named(match: re.Match[str]) -> str:
        account = f"{PLATFORM}:{match[1].lower()}"
        return f"@{account}" if account in accounts else str(match[0])

    without = MENTION.sub(lambda match: "" if match[1].lower() == BOT else match[0], text)
    return MENTION.sub(named, without).strip(), without != text


def _said(session: Session, *, gesture: Gesture, text: str, uploads: list[tuple[str, bytes]], at: datetime) -> Heard:
    """Keep a message with its files, once however often it arrives."""
    words, mentioned = _passed_on(text, set(dict(demo.accounts(session))))
    addressed = mentioned or text.startswith("/") or gesture.place.kind == "direct"
    known = demo.by_key(session, gesture.id)
    kept = [] if known else [demo.keep_file(session, gesture.account.id, *each) for each in uploads]
    if text.startswith("/"):
        return Heard(words, addressed, files=_attachments(kept))
    thread = _root(session, gesture.thread, gesture)
    message = demo.say(
        session, gesture.conversation, at=at, account=gesture.account.id, text=text, thread=thread, key=gesture.id
    )
    demo.attach(session, message, [file.id for file in kept])
    kept = kept or demo.files_of(session, [message]).get(message, [])
    said = demo.get(session, message)
    return Heard(words, addressed, _message(said, gesture.account, words) if said else None, _attachments(kept))


def _attachments(files: Sequence[demo.File]) -> tuple[Attachment, ...]:
    return tuple(Attachment(each.id, each.name, each.size, f"/lokaal/bestand/{each.id}") for each in files)


def _root(session: Session, thread: str, gesture: Gesture) -> int | None:
    """The message that a thread hangs on."""
    if not thread:
        return None
    said = demo.get(session, number_of(thread))
    if said is None or said.conversation != gesture.conversation or not visible(said, gesture.account.id):
        raise Wrong(404, "Deze draad is er niet meer.")
    return said.thread or said.id


def _message(said: Said, account: Account | None, words: str) -> Message:
    channel = DIRECT + BOT if said.conversation.startswith(DIRECT) else said.conversation
    url = address(channel, draad=said.thread or said.id)
    return Message(str(said.id), words, str(said.thread or ""), url, account)


def _edited(session: Session, *, gesture: Gesture, own: Said, text: str, at: datetime) -> tuple[str, Message]:
    if text != own.text:
        demo.edit(session, own.id, text, at)
    words, _ = _passed_on(text, set(dict(demo.accounts(session))))
    return words, _message(own, gesture.account, words)


def _noted(session: Session, *, gesture: Gesture, post: Post | None, at: datetime) -> None:
    """Keep an answer for one person: in the place of the card that was pressed where it says so and can."""
    demo.touch(session, gesture.conversation)
    if post is None:
        return
    card, pressed = _json(post.card), demo.get(session, number_of(gesture.message))
    if post.replace and pressed and _is_own_card(pressed, gesture) and demo.redraw(session, pressed.id, card):
        return
    key, thread = f"{gesture.id}:answer", number_of(gesture.thread) or None
    private_for = "" if gesture.place.kind == "direct" else gesture.account.id
    kept = demo.say(session, gesture.conversation, at=at, card=card, thread=thread, private_for=private_for, key=key)
    demo.redraw(session, kept, card)


def _is_own_card(said: Said, gesture: Gesture) -> bool:
    private = said.private_for == gesture.account.id or said.conversation == direct_of(gesture.account.id)
    return private and not said.account and said.conversation == gesture.conversation


def _json(card: Card) -> str:
    return msgspec.json.encode(card).decode()


def _sent_key(sending: Sending) -> str | None:
    return f"sent:{sending.key}" if sending.key else None


def _kept(session: Session, *, sending: Sending, app: App) -> str:
    """Keep what the courier brings; the same thing twice is the same message."""
    content, where = sending.content, sending.address
    if isinstance(content, React):
        if not demo.react(session, number_of(content.message or where.message), content.sign, on=content.on):
            raise Gone(where.message)
        return ""
    if isinstance(content, Ask):
        msg = "a form opens only as the answer to what somebody does"
        raise Refused(msg)
    direct = where.place.kind == "direct"
    thread = where.thread or (where.message if isinstance(content.to, InThread) else "")
    private = isinstance(content.to, Asker) and not direct
    message = demo.say(
        session, DIRECT + where.place.channel if direct else where.place.channel, card=_json(content.card),
        at=app.clock().instant, thread=number_of(thread) or None, private_for=where.account.id if private else "",
        key=_sent_key(sending),
    )  # fmt: skip
    return str(message)
