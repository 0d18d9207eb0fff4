"""Read what people type with nothing but a keyboard as pieces: addresses, code between marks, quoted lines.

A door that knows more of its platform (mentions, formatting) hands in the pieces that it knows; the words between them
are read here. `tail` finds the pieces behind the last words of a command.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from handlers.pieces import (
    BREAK,
    Break,
    Code,
    Emoji,
    Flat,
    Link,
    Mention,
    Piece,
    Pieces,
    Quote,
    Text,
    flat,
    joined,
    written,
)
from handlers.words import clean

_FENCE = re.compile(r"```(.*?)```", re.DOTALL)
_CODE = re.compile(r"(?<![`\w])`([^`\n]+)`(?![`\w])")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]+"
    r"|(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:nl|com|org|net|eu|be|de|info|io)(?:[/?#][^\s<>\"“”]*)?(?![\w-])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s*>(?:[ \u00a0>]+|$)(.*)")
_CLOSING = ".,;:!?)]}'\"’”*_~"


def read_text(text: str) -> Pieces:
    """The pieces of words that people typed with nothing but a keyboard."""
    return read_marks((Text(text),))


def read_marks(pieces: Iterable[Piece]) -> Pieces:
    """Find in words what people mark with the keyboard: code, quotes, addresses and the ends of lines.

    Pieces that are no words stay as they are, also inside a quote.
    """
    line = flat(cleaned(pieces))
    found: list[Piece] = []
    at = 0
    for fence in _FENCE.finditer(line.text):
        found += [*_lines(line, line.text[at : fence.start()]), Code(line.words(fence[1]).strip("\n"), block=True)]
        at = fence.end()
    return joined([*found, *_lines(line, line.text[at:])])


def _lines(line: Flat, text: str) -> Iterator[Piece]:
    """Line by line: a line that begins with ">" is a quote."""
    for number, each in enumerate(text.split("\n")):
        if number:
            yield BREAK
        if quoted := _QUOTED.fullmatch(each):
            yield Quote(line.words(quoted[1]))
        else:
            yield from _in_a_line(line, each)


def _in_a_line(line: Flat, text: str) -> Iterator[Piece]:
    at = 0
    for code in _CODE.finditer(text):
        yield from with_addresses(line.expand(text[at : code.start()]))
        yield Code(line.words(code[1]))
        at = code.end()
    yield from with_addresses(line.expand(text[at:]))


def with_addresses(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces, with the addresses in words as links."""
    for piece in pieces:
        if isinstance(piece, Text):
            yield from find_addresses(piece.text)
        else:
            yield piece


def find_addresses(text: str) -> Iterator[Piece]:
    """Words, and the addresses that people typed among them."""
    at = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_CLOSING)
        yield Text(text[at : found.start()])
        yield Link(address, address)
        at = found.start() + len(address)
    yield Text(text[at:])


def cleaned(pieces: Iterable[Piece]) -> Pieces:
    """The same pieces as they are kept: see `handlers.words.clean`."""
    return joined(each for piece in pieces for each in _cleaned(piece))


def _cleaned(piece: Piece) -> Iterator[Piece]:
    match piece:
        case Text(text=text):
            for number, each in enumerate(clean(text).split("\n")):
                if number:
                    yield BREAK
                yield Text(each)
        case Mention():
            yield msgspec.structs.replace(piece, name=clean(piece.name))
        case Link(label=label, address=address):
            yield Link(clean(label), clean(address))
        case Code(text=text) | Quote(text=text) | Emoji(text=text):
            yield msgspec.structs.replace(piece, text=clean(text))
        case Break():
            yield piece


def tail(pieces: Pieces, words: str) -> Pieces:
    """The pieces of the last words of a command; words that are not its end are read as if just typed."""
    found: list[Piece] = []
    left = words
    for piece in reversed(pieces):
        said = written(piece)
        if left and left.endswith(said):
            found.insert(0, piece)
            left = left[: len(left) - len(said)]
        else:
            if left and isinstance(piece, Text) and said.endswith(left):
                return joined([Text(left), *found])
            break
    return tuple(found) if not left else read_text(words)
