"""What the bot says, as values: a card names its parts, and each door decides how they look.

A feature builds a `Card` from the elements below and never writes markup: text is made of `Span`s, so what a person
typed stays data at every edge. `Element` is a closed union; a new member fails the type check in every renderer until
each of them can draw it.
"""

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import msgspec

Tone: TypeAlias = Literal["plain", "strong", "soft", "code"]


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """A run of text in one tone; with `url` it is a link."""

    text: str
    tone: Tone = "plain"
    url: str = ""


Words: TypeAlias = str | Span
Line: TypeAlias = tuple[Span, ...]


def line(*parts: Words | None) -> Line:
    """Join words into one line; `None` and empty strings fall away."""
    spans = (Span(part) if isinstance(part, str) else part for part in parts if part)
    return tuple(span for span in spans if span.text)


def strong(text: str) -> Span:
    return Span(text, "strong")


def soft(text: str) -> Span:
    return Span(text, "soft")


def code(text: str) -> Span:
    return Span(text, "code")


def linked(text: str, url: str) -> Span:
    return Span(text, url=url)


def told(text: str) -> Line:
    """A sentence of ours in which `backticks` mark what people can type. Never for words that came from outside."""
    return line(*(code(part) if number % 2 else part for number, part in enumerate(text.split("`"))))


def joined(parts: list[Line], separator: str = " · ") -> Line:
    """Put lines behind each other with a separator between those that say something."""
    spans: list[Span] = []
    for part in filter(None, parts):
        if spans:
            spans.append(Span(separator))
        spans.extend(part)
    return tuple(spans)


def plain(spans: Line) -> str:
    """The words of a line without tones or links, for notifications and tables."""
    return "".join(span.text for span in spans)


# --- what a person can press or choose -------------------------------------------------------------------------------


class Confirm(msgspec.Struct, frozen=True, omit_defaults=True):
    """The question a door asks before it passes the press on."""

    title: str
    text: str
    yes: str
    no: str = "Annuleren"


class Button(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """A press that reaches `action` ("actieagenda.klaar") with `value`.

    The value travels through a client: it names a thing ("12"), and the handler looks that thing up and checks the
    rights of whoever pressed. `opens` says that the answer is a form, which some doors must know when they draw.
    """

    label: str
    action: str
    value: str = ""
    style: Literal["normal", "primary", "danger"] = "normal"
    opens: bool = False
    confirm: Confirm | None = None


class Link(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """A button that opens an address: `url`, or a `page` of this installation ("cockpit/4f2a").

    A door turns a page into an address in the same way as a document, and says so where it has none.
    """

    label: str
    url: str = ""
    page: str = ""

    def at(self, address: Callable[[str], str]) -> str:
        """Where it leads, with what this door knows of addresses."""
        return address(self.page) if self.page else self.url

    @property
    def lost(self) -> str:
        """What stands there when it leads nowhere."""
        return f"{self.label}: {_NO_ADDRESS if self.page else self.url}"


_NO_ADDRESS = "dat kan nog niet. Tafelbot heeft hier geen openbaar adres; stel het in met TAFELBOT_URL."


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to choose; `value` comes back, `label` is read, `note` explains."""

    value: str
    label: str
    note: str = ""


# --- elements --------------------------------------------------------------------------------------------------------


class Element(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Base of the elements; never drawn itself."""


class Text(Element, frozen=True):
    """A paragraph."""

    line: Line


class Heading(Element, frozen=True):
    """The title of a part of the card."""

    text: str


class Note(Element, frozen=True):
    """A small remark: who sees this, where a figure comes from, which page this is."""

    line: Line


class Notice(Element, frozen=True):
    """A warning before the rest of the card; each door says its kind in words too."""

    kind: Literal["info", "warning", "error"]
    line: Line


class Quote(Element, frozen=True):
    """Somebody's own words."""

    text: str
    by: str = ""


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    label: str
    line: Line


class Facts(Element, frozen=True):
    """Labels with what belongs to them."""

    facts: tuple[Fact, ...]


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a list; the line says everything, `note` adds a second, quieter one."""

    line: Line
    note: Line = ()
    button: Button | None = None


class Items(Element, frozen=True):
    """A list in which each row may carry one button."""

    items: tuple[Item, ...]


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    header: str
    numeric: bool = False


class Table(Element, frozen=True):
    """Rows and columns; every row has as many cells as there are columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Series(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    values: tuple[float | None, ...]


class Chart(Element, frozen=True):
    """Figures to look at: one value per category in each series, `None` where it is missing.

    `alt` states the values in words, for who cannot see the chart and for doors that cannot draw one.
    """

    kind: Literal["bar", "line", "share"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    unit: str = ""


class Image(Element, frozen=True):
    """A picture that is kept as a document; width and height in pixels.

    `small` is the same picture for doors that take none so large: at most 1024 pixels each way. `instead` is what a
    message shows that is there already, where a door can add no picture to it.
    """

    document: str
    alt: str
    width: int
    height: int
    small: str = ""
    instead: Chart | None = None


class File(Element, frozen=True):
    """A kept document that a person can open."""

    document: str
    name: str
    note: str = ""


class Progress(Element, frozen=True):
    """How far something is, in whole per cents, 0 to 100."""

    label: str
    percent: int


class Somebody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as a card shows one; `accounts` are identities ("slack:U1") a door may draw natively."""

    name: str
    role: str = ""
    accounts: tuple[str, ...] = ()


class People(Element, frozen=True):
    """Names, each with a role or task."""

    label: str
    people: tuple[Somebody, ...]


class Buttons(Element, frozen=True):
    """What a person can do now, the usual first."""

    buttons: tuple[Button | Link, ...]


class Choice(Element, frozen=True):
    """Choose one; reaches `action` with the option's value.

    With `search` the options shown are a beginning, and the door asks that action for more while a person types.
    """

    label: str
    action: str
    options: tuple[Option, ...]
    value: str = ""
    search: str = ""


class Divider(Element, frozen=True):
    """A line between two parts."""


AnyElement: TypeAlias = (
    Text
    | Heading
    | Note
    | Notice
    | Quote
    | Facts
    | Items
    | Table
    | Chart
    | Image
    | File
    | Progress
    | People
    | Buttons
    | Choice
    | Divider
)


class Card(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """One message of the bot.

    `title` is the whole message in one line; `summary` is the plain sentence for notifications and screen readers
    (the title where it is empty). `name` lets a door register a drawing of its own. A card with a `key` ("actie:12")
    lives: posted copies are redrawn when a handler answers with `Refresh` of that key. `invites_reply` says that people
    may answer in plain words: where a platform hears only what names the bot, the door adds how.
    """

    name: str
    title: str
    elements: tuple[AnyElement, ...] = ()
    summary: str = ""
    key: str = ""
    colour: str = ""
    invites_reply: bool = False

    @property
    def sentence(self) -> str:
        return self.summary or self.title


def documents(card: Card) -> Iterator[File | Image]:
    """The keys of the kept documents that a card shows."""
    return (each for each in card.elements if isinstance(each, File | Image))
