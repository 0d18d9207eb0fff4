"""Guests with a browser in front of rooms: the real pages over HTTP, read back as a person reads them.

A `GuestDriver` is a browser without script: `enter(code)`, `press`, `submit` and `page` read as a dialogue. Cookies are
kept as a browser keeps them; `another()` is somebody else's device.
"""

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx
from starlette.applications import Starlette

from bot.app import App
from bot.serving import web
from handlers.rooms import show_code
from tests.html import Node, check_nesting, hidden_values, parse
from tests.platforms import Seen, SeenForm
from tests.platforms.lokaal import BASE, OnPage, _card, _filled_in, _form, _is_button, _pairs

_ADDRESSES = itertools.count(1)


@dataclass(frozen=True)
class OnRoom(Seen):
    """A page as somebody sees it: `heading`, the bar above it, the answers to what was done, and the status."""

    heading: str = ""
    bar: str = ""
    answers: tuple[OnPage, ...] = ()
    status: int = 200
    revision: str = ""


class GuestDriver:
    """One device."""

    name = "gast"

    def __init__(self, app: App, *, site: Starlette | None = None, address: str = "") -> None:
        self.app, self.site = app, site or web.build(app)
        self.address = address or f"203.0.113.{next(_ADDRESSES) % 250 + 1}"
        self.cookies = httpx.Cookies()
        self.last: httpx.Response | None = None
        self.at = ""

    def another(self, *, same_address: bool = False) -> "GuestDriver":
        """Somebody else's device, in front of the same program."""
        return GuestDriver(self.app, site=self.site, address=self.address if same_address else "")

    # --- what somebody does ------------------------------------------------------------------------------------------

    def enter(self, code: str, room: str = "k") -> OnRoom:
        """Open the address of a code."""
        return self.open(f"/{room}/{show_code(code)}")

    def open(self, path: str) -> OnRoom:
        return self.seen(self.http("GET", path))

    def wall(self, code: str, room: str = "k") -> OnRoom:
        return self.open(f"/{room}/{show_code(code)}/scherm")

    def press(self, label: str) -> OnRoom:
        """Press a button, say yes to what it asks, or choose an option."""
        form, value = self.to_press(label)
        fields = {**hidden_values(form), **({"value": value} if value is not None else {})}
        return self.send(form, list(fields.items()))

    def submit(self, **values: str | bool | tuple[str, ...]) -> OnRoom:
        """Send the open form, by field name: options by their label."""
        return self.send(self.form, self.fields(**values))

    def fields(self, **values: str | bool | tuple[str, ...]) -> list[tuple[str, str]]:
        """What a browser would send of the open form."""
        form = self.form
        shapes = [*_pairs(form, "one"), *_pairs(form, "several")]
        hidden = [(name, text) for name, text in hidden_values(form).items() if name not in ("one", "several")]
        return [*hidden, *shapes, *_filled_in(form, values)]

    def send(self, form: Node, fields: list[tuple[str, str]]) -> OnRoom:
        """What a form of the page sends, to where it sends it."""
        to = str(httpx.URL(f"{BASE}{self.at}").join(form["action"]).raw_path, "ascii")
        if form["enctype"]:
            return self.seen(self.http("POST", to, files=[(name, (None, text)) for name, text in fields]))
        return self.seen(self.http("POST", to, data=dict(fields)))

    def http(self, method: str, path: str, **more: object) -> httpx.Response:
        """Any request of this device; a browser follows where it is sent."""
        answer = asyncio.run(self._asked(method, path, more))
        self.at = str(answer.url.raw_path, "ascii")
        self.last = answer
        return answer

    async def _asked(self, method: str, path: str, more: Mapping[str, object]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.site, raise_app_exceptions=False, client=(self.address, 1))
        async with httpx.AsyncClient(
            transport=transport, base_url=BASE, cookies=self.cookies, follow_redirects=True
        ) as browser:
            answer = await browser.request(method, path, **more)  # type: ignore[arg-type]
            self.cookies = browser.cookies
        return answer

    # --- what somebody sees ------------------------------------------------------------------------------------------

    @property
    def page(self) -> Node:
        assert self.last is not None, "nothing is open"
        return parse(self.last.text)

    @property
    def form(self) -> Node:
        form = self.page.one("form.form")
        assert form, f"no form is open: {self.page.text()}"
        return form

    def seen(self, answer: httpx.Response) -> OnRoom:
        page = parse(answer.text)
        check_nesting(answer.text)
        main = page.one("main")
        assert main, answer.text
        found = page.one("form.form")
        form: SeenForm | None = _form(found) if found else None
        buttons = [each.text() for each in main.walk() if _is_button(each) and not each.inside("form.form")]
        choices = {
            each.one("span.label").text(): tuple(option.text() for option in each.all("option"))
            for each in main.all("form.choice")
        }
        cards = tuple(replace(_card(each, OnPage(""))) for each in main.all("div.answer article"))
        bar = page.one("header.room-bar")
        return OnRoom(
            title=cards[0].title if cards else main.one("h1").text() if main.one("h1") else main.one("h2").text(),
            text=main.text(), buttons=buttons, form=form, choices=choices, heading=main.one("h1").text(),
            bar=bar.text() if bar else "", answers=cards, status=answer.status_code, revision=main["data-revision"],
        )  # fmt: skip

    def to_press(self, label: str) -> tuple[Node, str | None]:
        main = self.page.one("main")
        for details in main.all("details.confirm"):
            if details.one("summary").text() == label:
                return details.one("form.press"), None
        for form in main.all("form.press"):
            if form.one("button").text() == label:
                return form, None
        for form in main.all("form.choice"):
            for option in form.all("option"):
                if option.text() == label:
                    return form, option["value"]
        msg = f"there is no {label!r} on {main.text()!r}"
        raise AssertionError(msg)
