"""What a visitor does on a page: say, press, fill in, edit, delete; and the buttons of the workspace itself.

A message is stored first and then heard, as on any platform. A slash command is shown to nobody; an answer for one
person is stored as a message that only that person sees.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request as Web
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive

from bot.app import App
from bot.browser.cards import card_html
from bot.browser.forms import form_html, values
from bot.lokaal import tips
from bot.lokaal.addresses import LONGEST, PLATFORM, PRESS, document_url, number_of, visible
from bot.lokaal.clock import DemoClock, let_pass
from bot.lokaal.crowd import Company, Extra
from bot.lokaal.memory import keep_answer, keep_edit, keep_said, message_of, names, place_of
from bot.lokaal.visits import CHANNEL, PERSON, RIBBON, Gesture, Wrong, doer, drawn, remember
from bot.lokaal.words import read_typed
from handlers.delivery import Reply
from handlers.feature import Account, Address, Ask, Message, Post, Request
from handlers.forms import Form
from handlers.pieces import own as spoken, plain
from handlers.request import Kind
from storage import demo, tafels
from storage.demo import Said

_STEPS: Final = {"uur": {"hours": 1}, "dag": {"days": 1}, "week": {"weeks": 1}}
_AFTER: Final = timedelta(milliseconds=1)  # an edit is always later than what it changes
_BODY, _PARTS, _FILES = 25_000_000, 1_000, 10
_TOO_LARGE = "Dat is te groot. Een bestand mag hoogstens 25 MB zijn."
_NO_MESSAGE = "Dit bericht is er niet meer."


class Gestures:
    """Everything that can be done on a page of an app, each thing at its own address."""

    def __init__(self, app: App, extras: Sequence[Extra], company: Company) -> None:
        self._app, self._extras, self._company = app, extras, company

    def routes(self) -> list[Route]:
        gestures = {
            "zeg": self._say, "druk": self._press, "formulier": self._submit, "bewerk": self._edit,
            "verwijder": self._delete, "wissel": self._switch, "klok": self._clock, "proef": self._extra,
            "lint": self._close_ribbon,
        }  # fmt: skip
        return [Route(f"/{name}", partial(self._act, act), methods=["POST"]) for name, act in gestures.items()]

    async def _act(self, act: Callable[[Gesture], Awaitable[Response]], web: Web) -> Response:
        if int(web.headers.get("content-length") or 0) > _BODY:
            raise Wrong(413, _TOO_LARGE)
        whole = Web(web.scope, _measured(web.receive))
        async with whole.form(max_files=_PARTS, max_fields=_PARTS, max_part_size=_BODY) as posted:
            if len(_files(value for _, value in posted.multi_items())) > _FILES:
                raise Wrong(422, f"Stuur hoogstens {_FILES} bestanden tegelijk.")
            account = await doer(self._app, web, str(posted.get("person") or ""))
            channel = str(posted.get("channel") or web.cookies.get(CHANNEL, "bouw"))
            place = await self._app.read(lambda session: place_of(session, channel, account))
            given = str(posted.get("request") or secrets.token_hex(16))
            gesture = Gesture(
                f"{account.id}:{given[:100]}", account, place, channel, str(posted.get("message") or ""),
                str(posted.get("thread") or ""), posted, "x-fetch" in web.headers,
            )  # fmt: skip
            return await act(gesture)

    async def _say(self, gesture: Gesture) -> Response:
        text = _typed(gesture)
        uploads = await _uploads(gesture.posted, "file")
        if not text and not uploads:
            raise Wrong(422, "Typ eerst een bericht.")
        now = self._app.clock().instant
        keep = partial(keep_said, registry=self._app.registry, gesture=gesture, text=text, uploads=uploads, at=now)
        said = await self._app.write(keep)
        self._app.live.ring()
        reply = await self._answered(
            gesture, "say", at=now, words=said.words, addressed=said.addressed, message=said.message, files=said.files,
            inline=("Post", "Ask"), said=said.said,
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
        text = _typed(gesture)
        if not text:
            raise Wrong(422, "Typ eerst een bericht. Wil je het weghalen, kies dan Verwijderen.")
        own = await self._own(gesture)
        later = max(self._app.clock().instant, (own.edited_at or own.at) + _AFTER)
        message = await self._app.write(partial(keep_edit, gesture=gesture, own_message=own, text=text, at=later))
        self._app.live.ring()
        said = spoken(message.said)
        reply = await self._answered(gesture, "edit", at=later, words=plain(said), message=message, said=said)
        return await self._shown(gesture, reply)

    async def _delete(self, gesture: Gesture) -> Response:
        own = await self._own(gesture)
        reply = await self._answered(gesture, "delete", message=message_of(own, gesture.account, ()))
        await self._app.write(lambda session: demo.erase(session, own.id))
        return await self._shown(gesture, reply)

    async def _switch(self, gesture: Gesture) -> Response:
        account = f"{PLATFORM}:{gesture.text('person')}"
        if account not in dict(await self._app.read(demo.accounts)):
            raise Wrong(404, "Die persoon is er niet (meer).")
        done = _done(gesture)
        remember(done, PERSON, account.removeprefix(f"{PLATFORM}:"))
        return done

    async def _clock(self, gesture: Gesture) -> Response:
        step, clock = _STEPS.get(gesture.text("step")), self._app.clock
        if step is None or not isinstance(clock, DemoClock):
            raise Wrong(404, "Die stap kent de klok niet.")
        await let_pass(self._app, clock, self._company, **step)
        if "weeks" in step:
            await self._app.write(partial(tips.tried, key=tips.WEEK))
        self._app.live.ring()
        return _done(gesture, notice="klok")

    async def _extra(self, gesture: Gesture) -> Response:
        chosen = next((each for each in self._extras if each.key == gesture.text("step")), None)
        if chosen is None:
            raise Wrong(404, "Die knop is er niet (meer).")
        await chosen.run(gesture.place.channel)
        self._app.live.ring()
        return _done(gesture)

    async def _close_ribbon(self, gesture: Gesture) -> Response:
        done = _done(gesture)
        remember(done, RIBBON, tips.CLOSED)
        return done

    # --- what gestures share -----------------------------------------------------------------------------------------

    async def _about(self, gesture: Gesture) -> Message:
        """The message that was pressed on."""
        said = await self._app.read(lambda session: demo.get(session, number_of(gesture.message)))
        here = said is not None and said.conversation == gesture.conversation and visible(said, gesture.account.id)
        if said is None or said.deleted or not here:
            raise Wrong(404, _NO_MESSAGE)
        people = await self._app.read(names)
        pieces, _ = read_typed(said.text, people, direct=gesture.place.kind == "direct")
        return message_of(said, Account(said.account, people.get(said.account, "")) if said.account else None, pieces)

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
        """Store an answer for one person, or show the form that was opened."""
        post = next((answer for answer in reply.inline if isinstance(answer, Post)), None)
        asked = next((answer.form for answer in reply.inline if isinstance(answer, Ask)), None)
        if reply.apart:
            return await self._form(gesture, asked) if asked else self._from_memory(gesture, post)
        now = self._app.clock().instant
        await self._app.write(partial(keep_answer, gesture=gesture, post=post, at=now))
        self._app.live.ring()
        return await self._form(gesture, asked) if asked else _done(gesture)

    def _from_memory(self, gesture: Gesture, post: Post | None) -> Response:
        """The answer to an anonymous action as a page of its own: shown once, stored nowhere."""
        self._app.live.ring()
        if post is None:
            return _done(gesture)
        drawn_card = card_html(post.card, document_url, PRESS, self._hidden(gesture))
        if gesture.script:
            return HTMLResponse(drawn("answer.html", card=drawn_card))
        return HTMLResponse(drawn("answer_page.html", card=drawn_card, title=post.card.title, back=gesture.back))

    @staticmethod
    def _hidden(gesture: Gesture) -> dict[str, str]:
        """The hidden fields of a press or form."""
        person = gesture.account.id.removeprefix(f"{PLATFORM}:")
        where = {"channel": gesture.channel, "message": gesture.message, "thread": gesture.thread}
        return {"person": person, **where, "back": gesture.back}

    async def _form(self, gesture: Gesture, form: Form) -> Response:
        if not form.action and not form.fields:
            raise Wrong(422, form.audience)
        everybody = await self._app.read(demo.titles)
        markup = form_html(form, "/lokaal/formulier", everybody, self._hidden(gesture))
        status = 422 if form.errors else 200
        if gesture.script:
            return HTMLResponse(drawn("dialog.html", form=markup), status_code=status)
        here = await self._app.read(lambda session: tafels.by_key(session, gesture.channel))
        page = {"form": markup, "form_title": form.title, "back": gesture.back, "colour": here.colour if here else ""}
        return HTMLResponse(drawn("form_page.html", **page), status_code=status)


def _done(gesture: Gesture, notice: str = "") -> Response:
    if gesture.script:
        return Response(status_code=204)
    back = gesture.back
    if notice:
        back += f"{'&' if '?' in back else '?'}gedaan={notice}"
    return RedirectResponse(back, status_code=303)


async def _uploads(posted: FormData, field: str) -> list[tuple[str, bytes]]:
    return [(each.filename or "bestand", await each.read()) for each in _files(posted.getlist(field))]


def _files(values: Iterable[str | UploadFile]) -> list[UploadFile]:
    return [each for each in values if isinstance(each, UploadFile) and each.filename]


def _typed(gesture: Gesture) -> str:
    """The words of a message."""
    text = gesture.text("text").replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Wrong(422, "Dit bericht is te lang. Het mag hoogstens 8.000 tekens zijn.")
    return text


def _measured(receive: Receive) -> Receive:
    """Limit the body while it is read: it does not always declare its length."""
    size = 0

    async def receiving() -> MutableMapping[str, Any]:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > _BODY:
            raise Wrong(413, _TOO_LARGE)
        return message

    return receiving
