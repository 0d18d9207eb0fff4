"""A card as plain text, and words that are safe to show, for the command line."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import assert_never

from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Facts,
    File,
    Heading,
    Image,
    Items,
    Line,
    Note,
    Notice,
    People,
    Progress,
    Quote,
    Table,
    Text,
    plain,
)

_NOTICES = {"info": "Let op", "warning": "Waarschuwing", "error": "Fout"}


def text(card: Card) -> str:
    """Everything on the card that can be read; what can only be pressed is left out."""
    return "\n".join([card.title, *(row for element in card.elements for row in _rows(element))])


def visible(words: str) -> str:
    """The words without what would move a terminal's cursor or change its colours; lines stay lines."""
    return "".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in words)


def table(rows: Iterable[Iterable[str]]) -> list[str]:
    """Rows with their columns under each other."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    cells = zip(*columns, strict=True)
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _rows(element: AnyElement) -> Iterator[str]:  # noqa: C901, PLR0912 - one case per element
    match element:
        case Text() | Note():
            yield plain(element.line)
        case Heading():
            yield from ("", element.text)
        case Notice():
            yield f"{_NOTICES[element.kind]}: {plain(element.line)}"
        case Quote():
            yield f"“{element.text}”" + (f" ({element.by})" if element.by else "")
        case Facts():
            yield from (f"{fact.label}: {plain(fact.line)}" for fact in element.facts)
        case Items():
            for item in element.items:
                yield from _item(item.line, item.note)
        case Table():
            yield element.caption
            yield from table([[column.header for column in element.columns], *element.rows])
        case Chart() | Image():
            yield element.alt
        case File():
            yield f"Bestand: {element.name}"
        case Progress():
            yield f"{element.label}: {element.percent}%"
        case People():
            yield f"{element.label}: " + ", ".join(
                f"{person.name} ({person.role})" if person.role else person.name for person in element.people
            )
        case Buttons() | Choice():
            return
        case Divider():
            yield ""
        case _:
            assert_never(element)


def _item(line: Line, note: Line) -> Iterator[str]:
    yield f"- {plain(line)}"
    if note:
        yield f"  {plain(note)}"
