"""The trial workspace as people see it: the real app behind HTTP, and the pages it gives read back.

Nothing here knows what our code meant: a message is what stands in the page, and a press is its form, sent with the
fields that a browser would send. `LokaalDriver(app)` is a `Chat`.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import httpx
from starlette.applications import Starlette

from bot.app import App
from bot.lokaal.addresses import direct_of
from bot.lokaal.app import LokaalDoor
from storage import demo, people, tafels
from tests.html import NOTHING, Node, hidden_values, parse
from tests.platforms import PEOPLE, Seen, SeenField, SeenForm
from tests.platforms.driver import Driver

BASE = "http://127.0.0.1:8000"
BOT = "direct/tafelbot"
AS = {"X-Fetch": "1"}


# --- the driver ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnPage(Seen):
    """What was seen, with where it stands: the channel as posts name it, and the message's id, private ones too."""

    at: str = ""
    message: str = ""
    home: bool = False


class LokaalDriver(Driver):
    """People with a browser in front of a trial workspace."""

    name = "lokaal"

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.door = app.doors.setdefault("lokaal", LokaalDoor(app))
        demo.create(app.db.engine)
        self._server = Starlette(routes=app.doors["lokaal"].routes())
        self._numbers = itertools.count(1)
        self._last: Seen | None = None
        self._form: Node | None = None
        self._said_at: dict[str, str] = {}
        self._answers: dict[str, Seen | None] = {}
        self._open: dict[tuple[object, ...], tuple[object, Node]] = {}

    # --- what people do ----------------------------------------------------------------------------------------------

    def say(
        self,
        words: str,
        *,
        by: str = "petra",
        at: str = "bouw",
        thread: str = "",
        id: str = "",  # noqa: A002
    ) -> Seen | None:
        channel = _channel(at)
        before = self._own(by, channel, thread)
        fields = {"text": words, "thread": thread, "request": id or self._fresh()}
        answer = self._done(by, channel, "zeg", fields, thread=thread)
        for message in self._own(by, channel, thread):
            if message not in before:
                self.last_message = message
                self._said_at[message] = channel
        first = self._answers.setdefault(id, answer) if id else None
        return answer or self._as_it_stands(first, by)

    def _as_it_stands(self, seen: Seen | None, by: str) -> Seen | None:
        """The same message now: a repetition adds nothing to the page."""
        if not isinstance(seen, OnPage):
            return None
        return next((each for each in self._seen(by, seen.at) if each.message == seen.message), None)

    def give(self, name: str, body: bytes, words: str = "", *, by: str = "petra", at: str = "direct") -> Seen | None:
        channel = _channel(at)
        before = self._view(by, channel)
        posted = {"channel": channel, "person": by, "text": words, "request": self._fresh()}
        self.http(by, "POST", "/lokaal/zeg", data=posted, files=[("file", (name, body))], headers=AS)
        self.settle()
        self._last = self._news(before, self._view(by, channel), channel, "")
        return self._last

    def press(self, label: str, *, by: str = "petra", on: Seen | None = None) -> Seen | None:
        seen = on or self._last
        assert isinstance(seen, OnPage), "there is nothing to press on"
        form, value = self._to_press(seen, label, by)
        fields = {**hidden_values(form), **({"value": value} if value is not None else {})}
        return self._done(
            by, seen.at, "druk", {**fields, "request": self._fresh()}, thread=seen.thread, on=seen.message
        )

    def submit(self, *, by: str = "petra", **values: str | bool | tuple[str, ...]) -> Seen | None:
        assert self._form is not None, "no form is open"
        form = self._form
        fields = [*_pairs(form, "one"), *_pairs(form, "several"), *_filled_in(form, values)]
        posted = {**{name: text for name, text in hidden_values(form).items() if name not in ("one", "several")}}
        body = [*posted.items(), *fields, ("request", self._fresh())]
        return self._done(by, posted["channel"], "formulier", body, thread=posted["thread"], on=posted["message"])

    def cancel(self, *, by: str = "petra") -> None:
        """Leave the page with the form."""
        self._form = None

    def search(self, name: str, words: str, *, by: str = "petra") -> list[str]:
        channel, action = self._to_search(name, by)
        query = {"action": action, "q": words, "channel": channel}
        return [each["label"] for each in self.http(by, "GET", "/lokaal/zoek", params=query).json()]

    def home(self, *, by: str = "petra") -> Seen | None:
        page = self._page(by, BOT, open="start")
        card = page.one("aside article")
        self._last = _card(card, OnPage("", at=BOT, home=True, private=True)) if card else None
        return self._last

    def edit(self, message: str, words: str, *, by: str = "petra") -> Seen | None:
        message = message or self.last_message
        channel = self._said_at.get(message, "bouw")
        return self._done(by, channel, "bewerk", {"message": message, "text": words, "request": self._fresh()})

    def delete(self, message: str, *, by: str = "petra") -> Seen | None:
        message = message or self.last_message
        channel = self._said_at.get(message, "bouw")
        return self._done(by, channel, "verwijder", {"message": message, "request": self._fresh()})

    def shortcut(self, label: str, message: str, *, by: str = "petra") -> Seen | None:
        message = message or self.last_message
        channel = self._said_at.get(message, "bouw")
        [found] = [each for each in self._messages(by, channel) if each["data-message"] == message]
        [form] = [form for form in found.all("div.tools form") if form.one("button").text() == label]
        fields = {**hidden_values(form), "request": self._fresh()}
        return self._done(by, channel, "druk", fields, on=message)

    # --- what people see ---------------------------------------------------------------------------------------------

    def seen_by(self, who: str, at: str = "bouw") -> list[Seen]:
        """Everything of the bot's that this person sees in a channel, oldest first."""
        return [*self._seen(who, _channel(at))]

    def channel(self, key: str = "bouw") -> list[Seen]:
        reader = next(iter(PEOPLE))
        return [seen for seen in self._seen(reader, key) if not seen.private]

    def direct(self, who: str = "petra") -> list[Seen]:
        return [*self._seen(who, BOT)]

    def reactions(self, message: str) -> list[str]:
        channel = self._said_at.get(message, "bouw")
        for each in self._messages(next(iter(PEOPLE)), channel):
            if each["data-message"] == message:
                return [sign.text().split()[0].lstrip("?") for sign in each.all("span.reaction")]
        return []

    # --- how ---------------------------------------------------------------------------------------------------------

    def _fresh(self) -> str:
        return f"gesture-{next(self._numbers)}"

    def http(self, by: str, method: str, path: str, **more: object) -> httpx.Response:
        """Any request of somebody's browser; `headers`, `params`, `data` and `files` as httpx takes them."""
        self._known(by)
        return self._runner.run(self._asked(by, method, path, more))

    async def _asked(self, by: str, method: str, path: str, more: Mapping[str, object]) -> httpx.Response:
        headers = {"Cookie": f"lokaal_persoon={by}; lokaal_lint=dicht", **more.get("headers", {})}  # type: ignore[dict-item]
        transport = httpx.ASGITransport(app=self._server)
        delivery = asyncio.create_task(self._courier.run()) if path.endswith("/klok") else None
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
            answer = await browser.request(method, path, **{**more, "headers": headers})  # type: ignore[arg-type]
        if delivery:
            delivery.cancel()
        return answer

    def _known(self, by: str) -> None:
        """Whoever has a browser here has an identity, as on any platform."""
        with self.app.db.transaction() as session:
            region = tafels.region(session)
            if region and people.by_account(session, f"lokaal:{by}") is None:
                now = self.app.clock().instant
                person = people.add(session, region[0], name=PEOPLE.get(by, by), now=now, provisional=True)
                people.identify(session, person.id, f"lokaal:{by}")

    def _page(self, by: str, channel: str, **query: str) -> Node:
        """A page as it stands open in a browser: fetched anew when the workspace tells that something changed on it."""
        path = f"/lokaal/{channel}" if channel == BOT else f"/lokaal/kanaal/{channel}"
        opened, version = (
            (by, path, *query.items()),
            self._version(direct_of(f"lokaal:{by}") if channel == BOT else channel),
        )
        before, page = self._open.get(opened, (None, NOTHING))
        if before != version:
            answer = self.http(by, "GET", path, params=query)
            assert answer.status_code == 200, answer.text
            page = parse(answer.text)
            self._open[opened] = (version, page)
        return page

    def _version(self, conversation: str) -> tuple[object, ...]:
        versions = self.app.db.read(demo.versions).result()
        return self.app.clock().instant, versions.get(conversation), versions.get(demo.EVERYTHING)

    def _messages(self, by: str, channel: str) -> Iterator[Node]:
        """Every message of a channel, with the answers in its thread behind it."""
        page = self._page(by, channel)
        roots = page.all("main li.message")
        while older := page.one("p.older a"):
            page = parse(self.http(by, "GET", older["href"]).text)
            roots = [*page.all("main li.message"), *roots]
        for root in roots:
            yield root
            if root.one("a.replies"):
                thread = self._page(by, channel, draad=root["data-message"])
                yield from thread.all("aside li.message")[1:]

    def _seen(self, by: str, channel: str) -> Iterator[OnPage]:
        for message in self._messages(by, channel):
            card = message.one("article.card")
            if card:
                own, thread = message["data-message"], _thread_of(message)
                private = "private" in message.classes
                where = OnPage("", private=private, id="" if private else own, thread=thread, at=channel, message=own)
                yield _card(card, where)

    def _own(self, by: str, channel: str, thread: str) -> list[str]:
        page = self._page(by, channel, **({"draad": thread} if thread else {}))
        mine = page.all("aside li.message" if thread else "main li.message")
        return [each["data-message"] for each in mine if not each.one("article.card") and self._is_by(each, by)]

    def _is_by(self, message: Node, by: str) -> bool:
        author = message.one("span.author")
        return bool(author) and author.text().startswith(self._name(by))

    def _name(self, by: str) -> str:
        with self.app.db.transaction() as session:
            person = people.by_account(session, f"lokaal:{by}")
        return person.name if person else by

    def _done(
        self, by: str, channel: str, name: str, fields: Mapping[str, str] | list[tuple[str, str]], *,
        thread: str = "", on: str = "",
    ) -> Seen | None:  # fmt: skip
        """Send a gesture; gives the form that opened, the sentence that refused it, or what is new on the page."""
        pairs = [*fields.items()] if isinstance(fields, Mapping) else fields
        before = self._view(by, channel)
        shown = [] if "person" in dict(pairs) else [("person", by)]
        body = [("channel", channel), *shown, *(pair for pair in pairs if pair[0] != "channel")]
        files = [(each, (None, text)) for each, text in body]
        answer = self.http(by, "POST", f"/lokaal/{name}", files=files, headers=AS)
        self.settle()
        self._last = self._opened(answer, channel) or self._news(before, self._view(by, channel), channel, on)
        return self._last

    def _opened(self, answer: httpx.Response, channel: str) -> Seen | None:
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = parse(answer.text)
            self._form = page.one("form.form") or None
            if self._form is None:  # an answer that is stored nowhere is a page of its own
                return _card(page.one("article.card"), OnPage("", private=True, at=channel))
            form = _form(self._form)
            return OnPage(form.title, text=form.text, form=form, at=channel)
        if answer.status_code >= 400:
            return OnPage(answer.text, text=answer.text, at=channel, private=True)
        assert answer.status_code == 204, answer.text
        self._form = None
        return None

    def _view(self, by: str, channel: str) -> list[OnPage]:
        places = dict.fromkeys([channel, BOT])
        return [seen for place in places for seen in self._seen(by, place)]

    def _news(self, before: list[OnPage], after: list[OnPage], channel: str, on: str) -> Seen | None:
        """What is new or drawn anew: here before elsewhere, for this person before for everybody."""
        news = [seen for seen in after if seen not in before]
        order: list[Callable[[OnPage], bool]] = [
            lambda seen: seen.at == channel and (seen.private or channel == BOT) and bool(seen.message),
            lambda seen: seen.at == channel and seen.message == on,
            lambda seen: seen.at == channel,
        ]
        for fits in order:
            if found := [seen for seen in news if fits(seen)]:
                return found[-1]
        return news[-1] if news else None

    def _to_press(self, seen: OnPage, label: str, by: str) -> tuple[Node, str | None]:
        """The form behind a label on a card as it stands now, and the value where an option was chosen."""
        card = self._card_of(seen, by)
        for details in card.all("details.confirm"):
            if details.one("summary").text() == label:
                return details.one("form.press"), None
        for form in card.all("form.press"):
            if form.one("button").text() == label:
                return form, None
        for form in card.all("form.choice"):
            for option in form.all("option"):
                if option.text() == label:
                    return form, option["value"]
        msg = f"there is no {label!r} on {seen.title!r}, only {seen.buttons}"
        raise AssertionError(msg)

    def _card_of(self, seen: OnPage, by: str) -> Node:
        if seen.home:
            return self._page(by, BOT, open="start").one("aside article")
        [message] = [each for each in self._messages(by, seen.at) if each["data-message"] == seen.message]
        return message.one("article.card")

    def _to_search(self, name: str, by: str) -> tuple[str, str]:
        if self._form is not None and (control := _searchable(self._form, name)):
            return hidden_values(self._form)["channel"], control["data-search"] or control["data-search-many"]
        assert isinstance(self._last, OnPage)
        card = self._card_of(self._last, by)
        [select] = [form.one("select") for form in card.all("form.choice") if form.one("span.label").text() == name]
        return self._last.at, select["data-search"]


def _thread_of(message: Node) -> str:
    """The message that this one answers, where it stands beside the channel in a thread."""
    first = message.closest("aside").one("li.message")
    return first["data-message"] if first and first != message else ""


def _channel(at: str) -> str:
    return BOT if at == "direct" else at


# --- reading cards and forms -----------------------------------------------------------------------------------------


def _card(card: Node, where: OnPage) -> OnPage:
    """The card, in its place. Most cards on a page stood there before."""
    return replace(_read_card(card.html()), **{each: getattr(where, each) for each in _PLACE})


_PLACE = ("id", "private", "thread", "at", "message", "home")


@lru_cache(maxsize=512)
def _read_card(html: str) -> OnPage:
    card = parse(html).one("article")
    pressable = [each for each in card.walk() if _is_button(each)]
    choices = {
        form.one("span.label").text(): tuple(option.text() for option in form.all("option"))
        for form in card.all("form.choice")
    }
    tables = [row for row in card.all("tr") if not row.inside("figure.chart")]  # there: the figures under a drawing
    rows = tuple(tuple(cell.text() for cell in row.children if cell.tag in ("th", "td")) for row in tables)
    drawn = [each for each in card.all("figure.chart") if each.one("svg")]
    charts = tuple(name.removeprefix("chart-") for each in drawn for name in each.classes if name != "chart")
    title = card.one(".card-title").text()
    buttons = [each.text() for each in pressable]
    links = {each.text(): each["href"] for each in pressable if each.tag == "a"}
    return OnPage(title, card.text(), buttons, rows=rows, choices=choices, charts=charts, links=links)


def _is_button(node: Node) -> bool:
    """What a person would press: a button, a link that looks like one, or what opens the question before it."""
    if "button" not in node.classes or node.inside("form.choice"):
        return False
    if node.tag == "summary":
        return "confirm" in node.parent.classes
    return node.tag == "a" or not node.inside("details.confirm")


def _form(form: Node) -> SeenForm:
    fields = {each.name: each for each in map(_field, form.all("div.field, fieldset.field"))}
    errors = {
        _name_of(each): each.one("p.error").text().removeprefix("! ")
        for each in form.all("div.field, fieldset.field")
        if each.one("p.error")
    }
    around = [form.one("h2"), *form.all("p.audience"), *form.all("div.errors")]
    submit = form.one("div.form-end button.primary")
    text = "\n".join(each.text() for each in around if "hidden" not in each.attributes)
    return SeenForm(form.one("h2").text(), submit.text(), fields, errors, text)


def _searchable(form: Node, name: str) -> Node:
    """The part of a field that options are looked up for."""
    found = [each for each in form.all("div.field, fieldset.field") if _name_of(each) == name]
    parts = [part for each in found for part in each.all("[data-search], [data-search-many]")]
    return parts[0] if parts else NOTHING


def _pairs(form: Node, name: str) -> list[tuple[str, str]]:
    return [(name, each["value"]) for each in form.all(f"input[name={name}]")]


def _name_of(field_: Node) -> str:
    return next(each["value"] for each in field_.all("input") if each["name"] in ("one", "several"))


def _field(node: Node) -> SeenField:
    name = _name_of(node)
    label = node.one("legend") or node.one("label")
    hint = node.one("p.hint")
    controls = [each for each in node.walk() if each["name"] == f"field.{name}"]
    kind = _kind(node, controls)
    words = label.text().removesuffix("(verplicht)").strip()
    required = label.one("span.need") is not None
    options = tuple(text for value, text in _options(node, controls) if value)
    held = _held(node, controls, kind)
    return SeenField(name, words, kind, hint.text() if hint else "", required, held, options)


def _kind(node: Node, controls: list[Node]) -> str:
    first = controls[0] if controls else NOTHING
    values = [value for value, _ in _options(node, controls) if value]
    signs = {
        "scale": bool(node.one("div.scale")),
        "paragraph": first.tag == "textarea",
        "day": first["type"] == "date",
        "upload": first["type"] == "file",
        "number": first["inputmode"] == "numeric",
        "line": first["type"] == "text",
        "toggle": first["type"] == "checkbox" and first["value"] == "ja" and node.tag == "div",
        "persons": bool(values) and all(value.startswith("lokaal:") for value in values),
    }
    return next((kind for kind, fits in signs.items() if fits), "choose")


def _options(node: Node, controls: list[Node]) -> list[tuple[str, str]]:
    """Value and label of what can be chosen."""
    if options := node.all("option"):
        return [(each["value"], each.text()) for each in options]
    marks = [each for each in controls if each["type"] in ("radio", "checkbox")]
    return [(each["value"], each.parent.text()) for each in marks]


def _held(node: Node, controls: list[Node], kind: str) -> str | tuple[str, ...]:
    """What the field holds, as `submit` takes it: options by label, people by key."""
    chosen = _chosen(node, controls)
    if kind == "persons":
        return tuple(value.removeprefix("lokaal:") for value in chosen)
    if kind == "choose":
        labels = dict(_options(node, controls))
        return tuple(labels[value] for value in chosen)
    return chosen[0] if chosen else ""


def _chosen(node: Node, controls: list[Node]) -> list[str]:
    """The values that a browser would send."""
    if node.all("option"):
        return [each["value"] for each in node.all("option") if "selected" in each.attributes and each["value"]]
    if controls and controls[0]["type"] in ("radio", "checkbox"):
        return [each["value"] for each in controls if "checked" in each.attributes]
    if controls and controls[0].tag == "textarea":
        return [controls[0].raw()]
    return [each["value"] for each in controls if each["type"] != "file"]


def _filled_in(form: Node, values: Mapping[str, str | bool | tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """The fields as somebody sends them: what was named anew, the rest as it stood."""
    nodes = {_name_of(each): each for each in form.all("div.field, fieldset.field")}
    assert values.keys() <= nodes.keys(), f"the form has {sorted(nodes)}, not {sorted(values.keys() - nodes.keys())}"
    for name, node in nodes.items():
        controls = [each for each in node.walk() if each["name"] == f"field.{name}"]
        sent = _chosen(node, controls)
        if name in values:
            sent = [*_as_sent(values[name], node, controls)]
        yield from ((f"field.{name}", each) for each in sent)


def _as_sent(value: str | bool | tuple[str, ...], node: Node, controls: list[Node]) -> Iterator[str]:
    if isinstance(value, bool):
        yield from ["ja"] if value else []
        return
    labels = {text: sent for sent, text in _options(node, controls)}
    kind = _kind(node, controls)
    for each in [value] if isinstance(value, str) else value:
        if kind == "persons":
            yield f"lokaal:{each}" if each and ":" not in each else each
        else:
            yield labels.get(each, each)
