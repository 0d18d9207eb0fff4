"""The pages of a room as HTML: where one comes in, what somebody sees, what hangs on the wall, and sentences.

What many see alike is drawn once, and each page puts in what is its own: its slip, its code, the time that is left.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from bot.browser.cards import Way, card_html, element_html, environment
from bot.browser.forms import form_html
from bot.browser.room_words import end_words, left, left_words, step
from bot.browser.wide_chart import wide_chart_html
from bot.serving import addresses
from bot.serving.signing import Signer
from bot.settings import Settings
from handlers.cards import AnyElement, Card, Chart
from handlers.feature import Now, Room, RoomPage, ScreenPage
from handlers.forms import Form
from handlers.rooms import path, show_code

GESTURE, SLIP = "gebaar", "blad"
"""The hidden fields: what was done, and the slip of the page on which it was done."""
PRESS, SUBMIT, JOIN, CODE = "druk", "formulier", "mee", "code"
SCREEN: Final = "scherm"
RADIOS: Final = 8
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_OWN: Final = {
    name: f"{name}-{secrets.token_hex(12)}"  # nobody can type it, so nobody's words are taken for it
    for name in ("here", "slip", "left", "left_words", "end_words", "counter", "answers", "form")
}
"""The marks in a page that was drawn once, where each page has something of its own."""
_MARKS: Final = re.compile("|".join(_OWN.values()))
_KEPT: Final = 64  # pages; one with ten directions takes some 15 kB


class Drawing:
    """Draws the pages of one kind of room."""

    def __init__(self, settings: Settings, room: Room) -> None:
        self._settings, self._room = settings, room
        self._signer = Signer(settings.tafelbot_geheim)
        self._shell = lru_cache(_KEPT)(self._drawn_shell)

    def room(
        self, code: str, page: RoomPage, now: Now, *, slip: str, devices: bool, answers: Iterable[Card] = (),
        form: Markup | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        """What somebody sees: answers to what they did, then the form that is open or everything in the room."""
        here, bar = show_code(code), _bar(page, now)
        ordered = sorted(page.sections, key=lambda section: section.order)
        parts = () if form else tuple(section.elements for section in ordered)
        shared = replace(page, sections=(), standing=replace(page.standing, counter=_OWN["counter"]))
        shown = tuple(name for name in ("left", "end_words") if bar[name] not in (None, ""))
        shell = self._shell(shared, parts, shown, has_form=form is not None, devices=devices)
        own = {**bar, "here": here, "slip": slip, "counter": page.standing.counter, "form": form or ""}
        own["answers"] = Markup("\n").join(self._answer(card, here, slip) for card in answers)
        by_mark = {mark: str(escape(own[name])) for name, mark in _OWN.items()}
        text = _MARKS.sub(lambda found: by_mark[found[0]], shell)
        return HTMLResponse(text, status, dict(HEADERS))

    def _drawn_shell(
        self, page: RoomPage, parts: tuple[tuple[AnyElement, ...], ...], shown: tuple[str, ...], *, has_form: bool,
        devices: bool,
    ) -> str:  # fmt: skip
        """The page with marks where each page has something of its own; what many see alike is drawn once."""
        way = self._way(_OWN["here"])
        drawn = [Markup("\n").join(element_html(element, way) for element in elements) for elements in parts]
        told: dict[str, object] = {**_OWN, "form": Markup(_OWN["form"]) if has_form else None}  # noqa: S704 - a mark
        told |= {name: None if name == "left" else "" for name in ("left", "end_words") if name not in shown}
        told |= {"content": page, "parts": drawn, "devices": devices, "step": step(page.standing)}
        return self._text("room.html", **told)

    def form(self, code: str, form: Form, slip: str) -> Markup:
        hidden = {GESTURE: SUBMIT, SLIP: slip}
        return form_html(form, show_code(code), (), hidden, radios=RADIOS)

    def screen(self, page: ScreenPage, now: Now) -> Response:
        """The wall; every chart as wide as it is."""
        parts = [_on_the_wall(each, self._way("")) for each in page.elements]
        told: dict[str, object] = {"content": page, "parts": parts, "qr": "", "address": "", "shown_code": ""}
        if page.code:
            base = self._settings.public_url
            told["qr"] = qr_svg(f"{base}{path(self._room.name, page.code)}")
            told |= {"shown_code": show_code(page.code), "address": f"{base}/{self._room.name}".partition("://")[2]}
        return self._page("room_screen.html", 200, home="../", **told, **_bar(page, now))

    def door(
        self, form: Form, *, gesture: str, here: str, status: int = 200, home: str = "", **told: object
    ) -> Response:
        """The page with one form by which somebody comes in."""
        markup = form_html(form, here, (), {GESTURE: gesture, SLIP: str(told.pop("slip", ""))}, radios=RADIOS)
        told = {"heading": "", "devices": False, "left": None, **told}
        return self._page("room_door.html", status, home=home, form=markup, **told)

    def sentence(
        self, heading: str, sentences: Sequence[str], status: int, *, typed: Sequence[str] = (), here: str = "",
        home: str = "", wait: int = 0,
    ) -> Response:  # fmt: skip
        """A page that says why there is nothing to see, with what was typed."""
        told = {"heading": heading, "sentences": sentences, "typed": typed, "here": here, "name": self._room.name}
        answer = self._page("room_sentence.html", status, home=home, **told)
        if wait:
            answer.headers["Retry-After"] = str(wait)
        return answer

    # --- parts -------------------------------------------------------------------------------------------------------

    def _answer(self, card: Card, here: str, slip: str) -> Markup:
        drawn = card_html(card, self._way(here).link, here, {GESTURE: PRESS, SLIP: slip}, level=2)
        return Markup('<div class="answer" role="status">{}</div>').format(drawn)

    def _way(self, here: str) -> Way:
        return Way(partial(addresses.path, self._signer), here, {GESTURE: PRESS, SLIP: _OWN["slip"]}, level=2)

    def _page(self, template: str, status: int, **told: object) -> Response:
        return HTMLResponse(self._text(template, **told), status, dict(HEADERS))

    def _text(self, template: str, **told: object) -> str:
        told = {"home": "", "title": self._room.title, **told}
        return _templates().get_template(template).render(told)


def _bar(page: RoomPage | ScreenPage, now: Now) -> Mapping[str, object]:
    seconds = left(page.standing, now.instant)
    words = {"left_words": left_words(seconds), "end_words": end_words(page.standing, now)}
    return {"step": step(page.standing), "left": seconds, **words}


def _on_the_wall(element: AnyElement, way: Way) -> Markup:
    return wide_chart_html(element) if isinstance(element, Chart) else element_html(element, way)


@lru_cache(64)
def qr_svg(address: str) -> Markup:
    """An address as a drawing that a telephone reads, black on white whatever the colours of the page."""
    import segno  # noqa: PLC0415 - only the wall needs it

    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, dark="#000", svgclass="qr", lineclass=None
    )
    look = '<svg role="img" aria-label="QR-code om mee te doen" shape-rendering="crispEdges"'
    return Markup(drawn.replace("<svg", look, 1))  # noqa: S704 - made of nothing but squares


@cache
def _templates() -> Environment:
    return environment()
