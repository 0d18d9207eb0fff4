"""What somebody does on the page of a room: join, press, and fill in. Each becomes a request like any other.

A press or a form carries the slip of its page, so the same one twice is once. The answers are drawn above the room from
memory. Whatever goes wrong with a form, it comes back as it was filled in.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request as Web
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive

from bot.app import App
from bot.browser.forms import values as filled_in
from bot.browser.room_entry import Entry, Found, joining_form
from bot.browser.room_guesses import Shut
from bot.browser.room_html import GESTURE, JOIN, PRESS, SLIP, SUBMIT, Drawing
from bot.browser.room_slips import Slip, Slips, new_slip
from bot.serving import body
from bot.serving.body import Rejected
from bot.serving.signing import Signer
from handlers.cards import Card
from handlers.delivery import Reply
from handlers.feature import Account, Address, Ask, Place, Post, Refusal, Request, Work, refused
from handlers.forms import Choose, Form, Line, Paragraph, Values, several, single
from handlers.request import Kind
from handlers.rooms import OwnedRoom, fingerprint, path, read_code
from storage.database import Unavailable
from storage.people import GUEST

LARGEST: Final = 1_000_000  # bytes of a form: twenty answers of 10,000 characters, as browsers write them
_PARTS: Final = 2_000
_LATER: Final = "Het is nu even te druk. Er is niets verstuurd. Probeer het over een minuut nog eens."


class Changed(Exception):
    """What was sent is not what we gave out: it was altered, or belongs to somebody else or another room."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came in: which gesture, on which slip, with what in it."""

    gesture: str
    slip: str
    posted: FormData

    def text(self, name: str) -> str:
        value = self.posted.get(name)
        return value if isinstance(value, str) else ""

    @property
    def typed(self) -> list[str]:
        """Every text that was filled in, for where the form itself cannot be drawn again."""
        pairs = self.posted.multi_items()
        return [
            value for name, value in pairs if name.startswith("field.") and isinstance(value, str) and value.strip()
        ]


async def read_sent(web: Web) -> Sent:
    """Read what was sent, and no more of it than a form can hold. Raises `Rejected`."""
    body.declared(web.scope["headers"], LARGEST)
    whole = await body.read(web.receive, LARGEST)
    try:
        posted = await Web(web.scope, _given(whole)).form(max_files=0, max_fields=_PARTS, max_part_size=LARGEST)
    except HTTPException as error:
        raise Rejected(400, "broken") from error
    sent = Sent(str(posted.get(GESTURE) or ""), str(posted.get(SLIP) or ""), posted)
    web.state.typed = sent.typed
    return sent


def _given(whole: bytes) -> Receive:
    async def receiving() -> Message:
        return {"type": "http.request", "body": whole, "more_body": False}

    return receiving


class Gestures:
    """Everything that can be done on a page of one kind of room."""

    def __init__(self, app: App, owned: OwnedRoom[Work], drawing: Drawing, entry: Entry) -> None:
        self._app, self._owned, self._drawing, self._entry = app, owned, drawing, entry
        self._signer = Signer(app.settings.tafelbot_geheim)

    def slips(self, code: str) -> Slips:
        return Slips(self._signer, f"blad van {self._owned.room.name} {fingerprint(code)}")

    def page(self, found: Found) -> Response:
        """The room as it stands, or the way in where somebody is not inside yet."""
        if found.page is None:
            return self._door(found, joining_form(), 200)
        return self._shown(found, self._new_slip(found))

    async def answer(self, web: Web) -> Response:
        """What comes of something that was done."""
        sent, code = await read_sent(web), read_code(web.path_params["code"])
        try:
            found = await self._entry.find(web, draws=False)
        except Unavailable:
            if later := self._later(code or "", sent):
                return later
            raise
        if found.entrance.screen:
            raise Changed
        if sent.gesture == JOIN or found.person is None:
            return await self._join(found, sent)
        slip = self.slips(found.code).read(sent.slip, found.account)
        does = {PRESS: self._press, SUBMIT: self._submit}.get(sent.gesture)
        if slip is None or does is None:
            raise Changed
        return await does(found, slip, sent)

    # --- joining -----------------------------------------------------------------------------------------------------

    async def _join(self, found: Found, sent: Sent) -> Response:
        if found.person is not None:
            return _to(self._owned.room.name, found.code)
        form, slip = joining_form(), self.slips(found.code).read(sent.slip, "")
        values = filled_in(sent.posted, form)
        if slip is None or sent.gesture != JOIN:
            raise Changed
        if errors := _problems(form, values) | _missing(form, values):
            return self._door(found, form.refused(values, errors), 422, slip)
        try:
            account = await self._entry.join(found.code, slip.number, values)
        except Refusal as refusal:
            return self._door(found, form.refused(values, {"": refusal.text}), 409, slip)
        except Unavailable:
            return self._door(found, form.refused(values, {"": _LATER}), 503, slip)
        answer = _to(self._owned.room.name, found.code)
        self._entry.remember(answer, found.code, account)
        return answer

    def _door(self, found: Found, form: Form, status: int, slip: Slip | None = None) -> Response:
        """The form by which a device joins; a sentence where it cannot."""
        left, here = found.entrance.left, path(self._owned.room.name, found.code)
        if left is not None and left <= 0:
            full = "Er zijn met deze code al zoveel apparaten binnen als er plaats is."
            return self._drawing.sentence("Deze kamer is vol", [full, "Vraag de begeleider om een eigen code."], 409)
        written = self.slips(found.code).write(slip or new_slip("", self._app.clock().instant))
        return self._drawing.door(
            form, gesture=JOIN, here=here, status=status, slip=written, heading=found.heading, devices=True, left=left
        )

    # --- pressing and filling in -------------------------------------------------------------------------------------

    async def _press(self, found: Found, slip: Slip, sent: Sent) -> Response:
        action, value = sent.text("action"), sent.text("value")
        if not self._owned.owns(action):
            raise Changed
        same = hashlib.sha256(f"{action}\0{value}".encode()).hexdigest()[:16]
        reply = await self._answered(found, "press", f"{slip.number}:{same}", action=action, value=value)
        return await self._replied(found, reply)

    async def _submit(self, found: Found, slip: Slip, sent: Sent) -> Response:
        form = slip.form
        if form is None or not self._owned.owns(form.action):
            raise Changed
        values = filled_in(sent.posted, form)
        if errors := _problems(form, values):
            return await self._replied(found, Reply((Ask(form.refused(values, errors)),)), slip, values)
        reply = await self._answered(
            found, "submit", slip.number, action=form.action, value=form.state, values=values, opened=slip.opened_at
        )
        return await self._replied(found, reply, slip, values)

    async def _answered(self, found: Found, kind: Kind, number: str, **more: Any) -> Reply:  # noqa: ANN401 - the fields of a Request
        place = Place(GUEST, f"{self._owned.room.name}:{found.entrance.subject}", "direct")
        where = Address(place, Account(found.account))
        request = Request(
            kind, f"{found.account}:{number}", where, self._app.clock().instant, inline=("Post", "Ask"),
            gives_all=True, **more,
        )  # fmt: skip
        reply = await self._app.answer(request)
        self._app.live.ring()
        return reply

    async def _replied(
        self, found: Found, reply: Reply, slip: Slip | None = None, values: Values | None = None
    ) -> Response:  # fmt: skip
        """Draw what came of it: the form that is asked, else the cards, above the room as it is now."""
        cards = [each.card for each in reply.inline if isinstance(each, Post)]
        form = next((each.form for each in reply.inline if isinstance(each, Ask)), None)
        if form is not None and not form.fields:
            form, cards = _said(form, slip, values or {}, cards)
        wrong = bool(form and form.errors) or any(card.name == "refusal" for card in cards)
        status = 422 if wrong else 200
        inside = await self._drawn_anew(found)
        if inside is None:
            return self._without_room(found, cards, form, slip, status)
        drawn = self._form(found, form, slip) if form else None
        return self._shown(inside, self._new_slip(found), cards, drawn, status)

    async def _drawn_anew(self, found: Found) -> Found | None:
        """The same with its page as it is now; None where that cannot be read: what was done is told all the same."""
        try:
            page = await self._app.read(partial(self._entry.draw, found=found))
        except (Unavailable, Shut):
            return None
        return replace(found, page=page)

    def _without_room(
        self, found: Found, cards: Sequence[Card], form: Form | None, slip: Slip | None, status: int
    ) -> Response:  # fmt: skip
        """What came of it, while the room itself cannot be drawn."""
        here = path(self._owned.room.name, found.code)
        if form is None:
            told = [card.sentence for card in cards] or ["Het is gedaan."]
            return self._drawing.sentence("Dit kwam ervan", told, status, here=here)
        return self._drawing.door(form, gesture=SUBMIT, here=here, status=status, slip=self._written(found, form, slip))

    def _shown(
        self, found: Found, slip: Slip, cards: Sequence[Card] = (), form: Markup | None = None, status: int = 200
    ) -> Response:  # fmt: skip
        if found.page is None:
            raise Shut
        written = self.slips(found.code).write(slip)
        return self._drawing.room(
            found.code, found.page, self._app.clock(), slip=written, devices=found.entrance.is_open, answers=cards,
            form=form, status=status,
        )  # fmt: skip

    def _form(self, found: Found, form: Form, slip: Slip | None) -> Markup:
        return self._drawing.form(found.code, form, self._written(found, form, slip))

    def _written(self, found: Found, form: Form, slip: Slip | None) -> str:
        """A form that was refused keeps its slip: it was not used, or nobody knows whether it was."""
        keeps = slip is not None and slip.form is not None and slip.form.action == form.action and bool(form.errors)
        return self.slips(found.code).write(slip if slip and keeps else self._new_slip(found), form)

    def _new_slip(self, found: Found) -> Slip:
        return new_slip(found.account, self._app.clock().instant)

    def _later(self, code: str, sent: Sent) -> Response | None:
        """The database cannot be asked now who this is: a form comes back as it was filled in."""
        slip = self.slips(code).read(sent.slip) if sent.gesture in (SUBMIT, JOIN) else None
        form = slip.form if slip and slip.form else joining_form() if sent.gesture == JOIN else None
        if slip is None or form is None:
            return None
        again = form.refused(filled_in(sent.posted, form), {"": _LATER})
        here = path(self._owned.room.name, code)
        return self._drawing.door(again, gesture=sent.gesture, here=here, status=503, slip=sent.slip)


def _said(form: Form, slip: Slip | None, values: Values, cards: list[Card]) -> tuple[Form | None, list[Card]]:
    """A form that only says something: above the form that was sent, as it was filled in, or as a card."""
    sentence = form.audience.partition("\n\n")[0]  # behind it stands what was typed, for platforms that lose the form
    if slip is not None and slip.form is not None:
        return slip.form.refused(values, {"": sentence}), cards
    return None, [*cards, refused(sentence)]


def _problems(form: Form, values: Values) -> dict[str, str]:
    """What no platform would have let through: texts that are too long, and options that were not offered."""
    found = {}
    for field in form.fields:
        value = values.get(field.name, "")
        if isinstance(field, Line | Paragraph) and len(single(value)) > field.longest:
            most, there = _number(field.longest), _number(len(single(value)))
            found[field.name] = f"Dit mag hoogstens {most} tekens lang zijn, en het zijn er {there}."
        elif isinstance(field, Choose) and not field.search and not _offered(field, several(value)):
            found[field.name] = "Kies iets uit de lijst."
    return found


def _offered(field: Choose, chosen: Sequence[str]) -> bool:
    return {each for each in chosen if each} <= {option.value for option in field.options}


def _missing(form: Form, values: Values) -> dict[str, str]:
    return {each.name: "Kies er een." for each in form.fields if each.required and not values.get(each.name)}


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _to(room: str, code: str) -> Response:
    return RedirectResponse(path(room, code), status_code=303)
