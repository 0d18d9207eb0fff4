"""What somebody said, as a row of typed pieces: words, mentions, links, code, quotes, emoji and line breaks.

A door makes the pieces once, from what its platform really says; features read pieces and never a platform's text.
`plain` writes them out again as words, and `Flat` is the same row as one text in which every piece that is no words is
one sign, so that patterns can be looked for in words alone. How pieces are made of typed words: `handlers.typed`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["person", "bot", "channel", "tag", "group", "unknown"]


class Text(msgspec.Struct, frozen=True, tag=True):
    """Words as they were typed, without line breaks."""

    text: str


class Mention(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """A person or thing that was mentioned. `account` is "slack:U1" for a person; `name` is what people see, with its
    mark ("@here", "#bouw") unless it is a person's."""

    kind: Kind
    account: str = ""
    name: str = ""


class Link(msgspec.Struct, frozen=True, tag=True):
    """An address, with the words under which it was shown."""

    label: str
    address: str


class Code(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Words between code marks: an example, and nothing that the speaker says."""

    text: str
    block: bool = False


class Quote(msgspec.Struct, frozen=True, tag=True):
    """Words of somebody else."""

    text: str


class Emoji(msgspec.Struct, frozen=True, tag=True):
    """A picture, as its characters or as ":name:"."""

    text: str


class Break(msgspec.Struct, frozen=True, tag=True):
    """The end of a line."""


Piece: TypeAlias = Text | Mention | Link | Code | Quote | Emoji | Break
Pieces: TypeAlias = tuple[Piece, ...]
BREAK: Final = Break()

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://(?:www\.)?|mailto:|tel:)", re.IGNORECASE)


# --- writing them out ------------------------------------------------------------------------------------------------


def plain(pieces: Iterable[Piece]) -> str:
    """The words of pieces. A person is "@slack:U1"; `handlers.mentions.spelled` puts the name there."""
    return "".join(map(written, pieces))


def written(piece: Piece) -> str:
    """One piece as words."""
    match piece:
        case Text(text=text) | Emoji(text=text):
            return text
        case Mention(kind=kind, account=account, name=name):
            return f"@{account}" if kind == "person" else name
        case Link(label=label, address=address):
            return _shown(label, address)
        case Code(text=text, block=block):
            return f"```{text}```" if block else f"`{text}`"
        case Quote(text=text):
            return "\n".join(f"> {each}" for each in text.split("\n"))
        case Break():
            return "\n"


def _shown(label: str, address: str) -> str:
    """A link as words: an address that is its own label once, else label and address."""
    if not label or label == address:
        return address
    return label if _bare(label) == _bare(address) else f"{label} ({address})"


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).removesuffix("/").casefold()


# --- parts of a row --------------------------------------------------------------------------------------------------


def joined(pieces: Iterable[Piece]) -> Pieces:
    """The same pieces without empty ones, and with words that follow each other as one."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Text) and made and isinstance(made[-1], Text):
            made[-1] = Text(made[-1].text + piece.text)
        elif piece != Text(""):
            made.append(piece)
    return tuple(made)


def trimmed(pieces: Sequence[Piece]) -> Pieces:
    """The same pieces without blanks and line breaks around them."""
    made = list(joined(pieces))
    while made and (first := _without_blanks(made[0], left=True)) != made[0]:
        made[:1] = [first] if first else []
    while made and (last := _without_blanks(made[-1], left=False)) != made[-1]:
        made[-1:] = [last] if last else []
    return tuple(made)


def _without_blanks(piece: Piece, *, left: bool) -> Piece | None:
    if isinstance(piece, Text):
        text = piece.text.lstrip() if left else piece.text.rstrip()
        return Text(text) if text else None
    return None if isinstance(piece, Break) else piece


def own(pieces: Iterable[Piece]) -> Pieces:
    """What the speaker says: without quotes, and without the line breaks that belong to those."""
    made: list[Piece] = []
    quoted = False
    for piece in pieces:
        if not isinstance(piece, Quote) and not (quoted and isinstance(piece, Break)):
            made.append(piece)
        quoted = isinstance(piece, Quote)
    return trimmed(made)


def without_call(pieces: Sequence[Piece], *, anywhere: bool) -> tuple[Pieces, bool]:
    """Pieces without how the bot was called, and whether it was: at the beginning, or `anywhere` once.

    Another mention of the bot stays, because it is part of what was said.
    """
    begin = trimmed(pieces)
    left = begin
    while left and _is_bot(left[0]):
        left = trimmed(left[1:])
        if left and isinstance(left[0], Text):
            left = trimmed((Text(left[0].text.lstrip(",:;")), *left[1:]))
    if left != begin or not anywhere:
        return left, left != begin
    at = next((number for number, piece in enumerate(begin) if _is_bot(piece)), None)
    return (begin, False) if at is None else (trimmed(_bridged(begin[:at], begin[at + 1 :])), True)


def _is_bot(piece: Piece) -> bool:
    return isinstance(piece, Mention) and piece.kind == "bot"


def _bridged(before: Sequence[Piece], behind: Sequence[Piece]) -> Pieces:
    """Both parts, with one blank between words where each had one."""
    first, last = behind[:1], before[-1:]
    if first and last and isinstance(first[0], Text) and isinstance(last[0], Text) and last[0].text.endswith(" "):
        behind = (Text(first[0].text.removeprefix(" ")), *behind[1:])
    return joined((*before, *behind))


# --- one text with signs ---------------------------------------------------------------------------------------------

_FIRST = 0xF0000
_MOST = 0xFFFE  # signs; no message that a platform takes has more pieces
SIGN: Final = "[\U000f0000-\U000ffffd]"
"""A pattern of the sign that stands for a piece; nobody can type one, because `clean` takes them out."""
_SIGN = re.compile(SIGN)


@dataclass(frozen=True, slots=True)
class Flat:
    """A row of pieces as one text. Whatever is cut from `text` still says which pieces are in it."""

    text: str
    pieces: Pieces

    def of(self, sign: str) -> Piece:
        return self.pieces[ord(sign) - _FIRST]

    def words(self, text: str) -> str:
        """A part of the text written out."""
        return _SIGN.sub(lambda sign: written(self.of(sign[0])), text)

    def expand(self, text: str) -> Iterator[Piece]:
        """A part of the text as pieces again; it is on one line."""
        at = 0
        for sign in _SIGN.finditer(text):
            yield Text(text[at : sign.start()])
            yield self.of(sign[0])
            at = sign.end()
        yield Text(text[at:])


def flat(pieces: Iterable[Piece]) -> Flat:
    """Line breaks stay line breaks, words stay words, and everything else is one sign."""
    signs: list[Piece] = []
    made: list[str] = []
    for piece in pieces:
        if isinstance(piece, Text | Break):
            made.append(written(piece))
        elif len(signs) < _MOST:
            made.append(chr(_FIRST + len(signs)))
            signs.append(piece)
    return Flat("".join(made), tuple(signs))
