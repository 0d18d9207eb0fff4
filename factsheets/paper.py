"""A document of as many pages as it takes, as values: a title, what it comes down to, and blocks in reading order.

Whoever reports something makes a `Paper`, and `paper_pdf` typesets it: A4, tagged, the same bytes for the same paper.
All text is data. Drawings are SVG of our own (`svg.Canvas`), each with its words. Pure: every process may make one.
"""

from datetime import date
from typing import Literal, TypeAlias

import msgspec


class Block(msgspec.Struct, frozen=True, tag_field="kind", tag=str.lower):
    """Base of the blocks; never drawn itself."""


class Heading(Block, frozen=True):
    """The title of a part. `anchor` names its place for a `PageOf`; `fresh` begins a page."""

    text: str
    level: Literal[2, 3, 4] = 2
    anchor: str = ""
    fresh: bool = False


class Paragraph(Block, frozen=True):
    """Running text; `lead` stands bold in front of it, `soft` makes a remark of it. `joins` keeps it on the page of
    what follows."""

    text: str
    lead: str = ""
    soft: bool = False
    joins: bool = False


class Points(Block, frozen=True):
    """A list, numbered from 1 where the order says something."""

    points: tuple[str, ...]
    numbered: bool = False


class Tile(msgspec.Struct, frozen=True):
    """A figure to be seen first, with what it is."""

    value: str
    label: str


class Tiles(Block, frozen=True):
    """A few figures beside each other."""

    tiles: tuple[Tile, ...]


class Fact(msgspec.Struct, frozen=True):
    label: str
    text: str


class Facts(Block, frozen=True):
    """Labels with what belongs to them."""

    facts: tuple[Fact, ...]


class Drawing(Block, frozen=True):
    """A picture, `wide` points wide where the page has room for that; `alt` says what it shows.

    In a cell without words it is decoration: the cells beside it say the same.
    """

    svg: str
    alt: str
    wide: float
    high: float


class PageOf(Block, frozen=True):
    """The number of the page where a heading with this anchor stands, as a link to it."""

    anchor: str


class Strong(Block, frozen=True):
    """A cell whose words stand out."""

    text: str


class Named(Block, frozen=True):
    """A cell of two lines: a name, and what it says about it, softer and smaller."""

    text: str
    note: str = ""


Cell: TypeAlias = str | Strong | Named | Drawing | PageOf


class Column(msgspec.Struct, frozen=True):
    """A column of `share` parts of the width; figures stand right."""

    header: str
    share: float = 1.0
    numeric: bool = False


class Table(Block, frozen=True):
    """Rows under a head that every page repeats; each row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    small: bool = False


class Quote(Block, frozen=True):
    """Somebody's own words."""

    text: str
    by: str = ""


class Note(Block, frozen=True):
    """A remark to notice, in a frame."""

    text: str
    lead: str = ""


class Beside(Block, frozen=True):
    """Two columns, the first with `share` of the width."""

    left: tuple["AnyBlock", ...]
    right: tuple["AnyBlock", ...]
    share: float = 0.5


AnyBlock: TypeAlias = (
    Heading | Paragraph | Points | Tiles | Facts | Drawing | Table | Quote | Note | Beside
)  # fmt: skip


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document. `kicker` says above the title what it is, `moment` below when; `lead` is the outcome in a sentence.

    `made` is the day that the file is stamped with: take it from what the paper is about, not from the clock, so that
    the paper of the same things is the same file. `footer` stands on every page.
    """

    title: str
    kicker: str
    moment: str
    lead: str
    colour: str
    made: date
    footer: str
    keywords: tuple[str, ...] = ()
    blocks: tuple[AnyBlock, ...]
