"""Typeset a paper: A4 pages with head and foot, tagged (PDF/UA-1) and lasting (PDF/A-2a), as many as it takes.

Import this only inside a job or a command: it brings Typst along.
"""

import re
import unicodedata
from typing import Any, Final

import msgspec

from factsheets import document
from factsheets.colour import GRID, INK, SOFT, readable, tint
from factsheets.font_letters import is_unseen, letters
from factsheets.paper import Paper
from factsheets.svg import FONT

TEMPLATE: Final = "paper.typ"
MISSING: Final = "[teken]"
"""Stands for what the font has no drawing of, such as emoji: nothing that people wrote falls away unseen."""
_ROW: Final = re.compile(rf"{re.escape(MISSING)}(?:\s*{re.escape(MISSING)})+")
_ENDS: Final = re.compile(r"\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_IN_LINES: Final = frozenset({"paragraph", "quote", "note"})


def pdf(paper: Paper) -> bytes:
    """The same bytes for the same paper."""
    [made] = document.compiled(TEMPLATE, data(paper), "pdf", paper.made, printable=lambda told: told)
    return made


def data(paper: Paper) -> dict[str, Any]:
    """What the template gets: everything that the paper says, in letters that the font has."""
    colour = readable(paper.colour)
    look = {"colour": colour, "pale": tint(colour, 0.93), "ink": INK, "soft": SOFT, "grid": GRID, "font": FONT}
    told: dict[str, Any] = _typeset(msgspec.to_builtins(paper))
    return told | look


def lacks(text: str) -> bool:
    """Whether something of a text is replaced in the pdf, as its font does not have it."""
    return any(not sign.isspace() and _sign(sign) == MISSING for sign in unicodedata.normalize("NFC", text))


def _typeset(told: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """All words as the font can draw them; those that may have lines of their own as those lines."""
    if isinstance(told, str):
        return _words(_ENDS.sub(" ", told))
    if isinstance(told, dict):
        made = {name: part if name == "svg" else _typeset(part) for name, part in told.items()}
        if told.get("kind") in _IN_LINES:
            made["lines"] = [each for line in _ENDS.split(told["text"]) if (each := _words(line))]
        return made
    return [_typeset(part) for part in told] if isinstance(told, list | tuple) else told


def _words(text: str) -> str:
    """A text with each accent on its letter, and a word for what lacks: one for a row of it."""
    if text.isascii() and text.isprintable():
        return document.joined(text)
    signs = "".join(map(_sign, unicodedata.normalize("NFC", text)))
    return document.joined(_ROW.sub(MISSING, signs))


def _sign(sign: str) -> str:
    if sign.isspace():
        return sign if sign == "\N{NO-BREAK SPACE}" else " "
    if is_unseen(sign) and not (unicodedata.category(sign) == "Mn" and ord(sign) in letters()):
        return ""
    return sign if ord(sign) in letters() else MISSING
