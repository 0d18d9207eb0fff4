"""The trial workspace as people see it: the real app behind HTTP, and the pages it gives read back.

Nothing here knows what our code meant: a message is what stands in the page, and a press is its form, sent with the
fields that a browser would send. `LokaalDriver(app)` is a `Chat`; `HTML` below reads pages and has nothing of ours.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

import httpx
from starlette.applications import Starlette

from bot.app import App
from bot.lokaal.app import LokaalDoor
from storage import demo, people, tafels
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
        fields = {**form.hidden(), **({"value": value} if value is not None else {})}
        return self._done(
            by, seen.at, "druk", {**fields, "request": self._fresh()}, thread=seen.thread, on=seen.message
        )

    def submit(self, *, by: str = "petra", **values: str | bool | tuple[str, ...]) -> Seen | None:
        assert self._form is not None, "no form is open"
        form = self._form
        fields = [*form.pairs("one"), *form.pairs("several"), *_filled_in(form, values)]
        posted = {**{name: text for name, text in form.hidden().items() if name not in ("one", "several")}}
        body = [*posted.items(), *fields, ("request", self._fresh())]
        return self._done(by, posted["channel"], "formulier", body, thread=posted["thread"], on=posted["message"])

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
        fields = {**form.hidden(), "request": self._fresh()}
        return self._done(by, channel, "druk", fields, on=message)

    # --- what people see ---------------------------------------------------------------------------------------------

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

    def _page(self, by: str, channel: str, **query: str) -> "Node":
        path = f"/lokaal/{channel}" if channel == BOT else f"/lokaal/kanaal/{channel}"
        answer = self.http(by, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return parsed(answer.text)

    def _messages(self, by: str, channel: str) -> Iterator["Node"]:
        """Every message of a channel, with the answers in its thread behind it."""
        page = self._page(by, channel)
        roots = page.all("main li.message")
        while older := page.one("p.older a"):
            page = parsed(self.http(by, "GET", older["href"]).text)
            roots = [*page.all("main li.message"), *roots]
        for root in roots:
            yield root
            if root.one("a.replies"):
                thread = self._page(by, channel, draad=root["data-message"])
                for answer in thread.all("aside li.message")[1:]:
                    answer.attributes["data-thread"] = root["data-message"]
                    yield answer

    def _seen(self, by: str, channel: str) -> Iterator[OnPage]:
        for message in self._messages(by, channel):
            card = message.one("article.card")
            if card:
                own, thread = message["data-message"], message["data-thread"]
                private = "private" in message.classes
                where = OnPage("", private=private, id="" if private else own, thread=thread, at=channel, message=own)
                yield _card(card, where)

    def _own(self, by: str, channel: str, thread: str) -> list[str]:
        page = self._page(by, channel, **({"draad": thread} if thread else {}))
        mine = page.all("aside li.message" if thread else "main li.message")
        return [each["data-message"] for each in mine if not each.one("article.card") and self._is_by(each, by)]

    def _is_by(self, message: "Node", by: str) -> bool:
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
            self._form = parsed(answer.text).one("form.form")
            assert self._form is not None
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

    def _to_press(self, seen: OnPage, label: str, by: str) -> "tuple[Node, str | None]":
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

    def _card_of(self, seen: OnPage, by: str) -> "Node":
        if seen.home:
            return self._page(by, BOT, open="start").one("aside article")
        [message] = [each for each in self._messages(by, seen.at) if each["data-message"] == seen.message]
        return message.one("article.card")

    def _to_search(self, name: str, by: str) -> tuple[str, str]:
        if self._form is not None and (control := self._form.control(name)):
            return self._form.hidden()["channel"], control["data-search"] or control["data-search-many"]
        assert isinstance(self._last, OnPage)
        card = self._card_of(self._last, by)
        [select] = [form.one("select") for form in card.all("form.choice") if form.one("span.label").text() == name]
        return self._last.at, select["data-search"]


def _channel(at: str) -> str:
    return BOT if at == "direct" else at


# --- reading cards and forms -----------------------------------------------------------------------------------------


def _card(card: "Node", where: OnPage) -> OnPage:
    pressable = [each for each in card.walk() if _is_button(each)]
    choices = {
        form.one("span.label").text(): tuple(option.text() for option in form.all("option"))
        for form in card.all("form.choice")
    }
    behind = [row for chart in card.all("figure.chart") for row in chart.all("tr")]  # the figures under a drawing
    tables = [row for row in card.all("tr") if not any(row is other for other in behind)]
    rows = tuple(tuple(cell.text() for cell in row.children if cell.tag in ("th", "td")) for row in tables)
    drawn = [each for each in card.all("figure.chart") if each.one("svg")]
    charts = tuple(name.removeprefix("chart-") for each in drawn for name in each.classes if name != "chart")
    title = card.one("h3.card-title").text()
    buttons = [each.text() for each in pressable]
    links = {each.text(): each["href"] for each in pressable if each.tag == "a"}
    return replace(
        where, title=title, text=card.text(), buttons=buttons, rows=rows, choices=choices, charts=charts, links=links
    )


def _is_button(node: "Node") -> bool:
    """What a person would press: a button, a link that looks like one, or what opens the question before it."""
    if "button" not in node.classes or node.inside("form.choice"):
        return False
    if node.tag == "summary":
        return node.parent is not None and "confirm" in node.parent.classes
    return node.tag == "a" or not node.inside("details.confirm")


def _form(form: "Node") -> SeenForm:
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


def _name_of(field_: "Node") -> str:
    return next(each["value"] for each in field_.all("input") if each["name"] in ("one", "several"))


def _field(node: "Node") -> SeenField:
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


def _kind(node: "Node", controls: "list[Node]") -> str:
    first = controls[0] if controls else Node("none")
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


def _options(node: "Node", controls: "list[Node]") -> list[tuple[str, str]]:
    """Value and label of what can be chosen."""
    if options := node.all("option"):
        return [(each["value"], each.text()) for each in options]
    marks = [each for each in controls if each["type"] in ("radio", "checkbox")]
    return [(each["value"], each.parent.text() if each.parent else "") for each in marks]


def _held(node: "Node", controls: "list[Node]", kind: str) -> str | tuple[str, ...]:
    """What the field holds, as `submit` takes it: options by label, people by key."""
    chosen = _chosen(node, controls)
    if kind == "persons":
        return tuple(value.removeprefix("lokaal:") for value in chosen)
    if kind == "choose":
        labels = dict(_options(node, controls))
        return tuple(labels[value] for value in chosen)
    return chosen[0] if chosen else ""


def _chosen(node: "Node", controls: "list[Node]") -> list[str]:
    """The values that a browser would send."""
    if node.all("option"):
        return [each["value"] for each in node.all("option") if "selected" in each.attributes and each["value"]]
    if controls and controls[0]["type"] in ("radio", "checkbox"):
        return [each["value"] for each in controls if "checked" in each.attributes]
    if controls and controls[0].tag == "textarea":
        return [controls[0].raw().removeprefix("\n")]
    return [each["value"] for each in controls if each["type"] != "file"]


def _filled_in(form: "Node", values: Mapping[str, str | bool | tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """The fields as somebody sends them: what was named anew, the rest as it stood."""
    nodes = {_name_of(each): each for each in form.all("div.field, fieldset.field")}
    assert values.keys() <= nodes.keys(), f"the form has {sorted(nodes)}, not {sorted(values.keys() - nodes.keys())}"
    for name, node in nodes.items():
        controls = [each for each in node.walk() if each["name"] == f"field.{name}"]
        sent = _chosen(node, controls)
        if name in values:
            sent = [*_as_sent(values[name], node, controls)]
        yield from ((f"field.{name}", each) for each in sent)


def _as_sent(value: str | bool | tuple[str, ...], node: "Node", controls: "list[Node]") -> Iterator[str]:
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


# --- HTML ------------------------------------------------------------------------------------------------------------

_VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "wbr"}
_UNREAD = {"svg", "script", "style", "select", "textarea", "input"}
_CLOSED = {"popup", "hidden", "avatar"}
_BLOCKS = {
    "p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "tr", "td", "th", "div", "ul", "ol", "table", "caption", "figure",
    "blockquote", "figcaption", "dl", "article", "label", "legend", "fieldset", "button", "summary",
}  # fmt: skip


@dataclass
class Node:
    """An element of a page, or a piece of text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Node | None" = field(default=None, repr=False)
    children: "list[Node]" = field(default_factory=list)
    words: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    def walk(self) -> "Iterator[Node]":
        for child in self.children:
            yield child
            yield from child.walk()

    def fits(self, selector: str) -> bool:
        tag, *classes = selector.split(".")
        return tag in ("", self.tag) and all(each in self.classes for each in classes)

    def inside(self, selector: str) -> bool:
        node = self.parent
        while node is not None and not node.fits(selector):
            node = node.parent
        return node is not None

    def all(self, selectors: str) -> "list[Node]":
        """Elements by "tag.class tag.class", several with commas, in reading order."""
        return [node for node in self.walk() if any(_reached(node, each.split()) for each in selectors.split(", "))]

    def one(self, selectors: str) -> "Node":
        """The first that fits; one that is false where there is none."""
        return next(iter(self.all(selectors)), Node(""))

    def __bool__(self) -> bool:
        return bool(self.tag)

    def raw(self) -> str:
        return self.words + "".join(child.raw() for child in self.children)

    def text(self) -> str:
        """What can be read of it, a line per block; of a control itself, its label."""
        lines = "".join(child._shown() for child in self.children).split("\n")  # noqa: SLF001 - itself
        return "\n".join(" ".join(each.split()) for each in lines if each.split())

    def _shown(self) -> str:
        if not self.tag.strip("#"):
            return self.words
        if self.tag in _UNREAD or _CLOSED & {*self.classes, *self.attributes} or self._is_for_choosing():
            return "\n"
        inner = "".join(child._shown() for child in self.children)  # noqa: SLF001 - itself
        return f"\n{inner}\n" if self.tag in _BLOCKS else inner

    def _is_for_choosing(self) -> bool:
        """What only opens or sends a choice says nothing by itself."""
        return (
            self.inside("form.choice")
            if self.tag == "button"
            else self.tag == "summary" and self.inside("details.more")
        )

    def hidden(self) -> dict[str, str]:
        return {each["name"]: each["value"] for each in self.all("input") if each["type"] == "hidden"}

    def pairs(self, name: str) -> list[tuple[str, str]]:
        return [(name, each["value"]) for each in self.all("input") if each["name"] == name]

    def control(self, name: str) -> "Node":
        """What a search hangs on in a field."""
        found = [each for each in self.all("div.field, fieldset.field") if _name_of(each) == name]
        parts = [part for each in found for part in each.walk() if part["data-search"] or part["data-search-many"]]
        return parts[0] if parts else Node("")


def _reached(node: Node, path: list[str]) -> bool:
    *above, own = path
    if not node.fits(own):
        return False
    return not above or any(_reached(up, above) for up in _up(node))


def _up(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("document")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in _VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(Node("#", {}, self.at, words=data))


@lru_cache(maxsize=64)
def parsed(html: str) -> Node:
    """A page as a tree; fails on tags that do not fit each other. Most pages are looked at more than once."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root
