"""Find the keys of items in what people say: "BOUW-12" anywhere, and "BOUW 12:" where a message begins with it.

A key has its hyphen, whichever dash a phone makes of it. Without one it counts only at the very beginning and before a
colon or the end, so that "de bouw 5 begeleiders" names nothing. Pieces that are no words (links, code, mentions) are
signs here and hold no keys; quotes were left out before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.words import DASH

_BULLET = r"[\s•*_~>·–-]*(?:\d{1,2}[.)]\s+)?"
_NUMBER = r"\d{1,6}"
_KEY = rf"#?([A-Za-z]{{2,8}}){DASH}({_NUMBER})(?![^\W_]|@)(?!_\w)(?!{DASH}\w)(?!\.[A-Za-z0-9])"
_ANYWHERE = re.compile(rf"(?<![^\W_])(?<!\w_)(?<![@.+=?&\\-])(?<![\w)]/){_KEY}")
_LOOSE = re.compile(rf"{_BULLET}#?([A-Za-z]{{2,8}})[ \u00a0]?({_NUMBER})[ \u00a0]*(?=:(?!\d)|\Z)")
_OPENS = re.compile(rf"{_BULLET}[\[(*_~]*(?={_KEY})")
_JOINED = re.compile(r"\s*(?:([/+&,])|\b(en)\b)\s*(?:\ben\b\s*)?", re.IGNORECASE)
_CLOSES = re.compile(r"[\])*_~]*\s*(?:([:])|[,.;]|[–—−-]+(?!\w))?\s*")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it stands in a text; one that is not `sure` has no hyphen."""

    prefix: str
    number: int
    start: int
    end: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """The keys with which a text begins, and where what is said about them begins.

    `is_firm` says that it is meant for all of them: a colon follows, or a stroke or a plus joins them.
    """

    keys: tuple[Key, ...]
    end: int
    is_firm: bool


def find_keys(text: str) -> Iterator[Key]:
    """Every key with a hyphen, in order."""
    for found in _ANYWHERE.finditer(text):
        yield Key(found[1].upper(), int(found[2]), found.start(), found.end())


def heading(text: str) -> Heading | None:
    """The keys that open a text."""
    if loose := _LOOSE.match(text):
        closes = _CLOSES.match(text, loose.end())
        key = Key(loose[1].upper(), int(loose[2]), loose.start(1), loose.end(2), sure=False)
        return Heading((key,), closes.end() if closes else loose.end(), is_firm=True)
    opens = _OPENS.match(text)
    if opens is None:
        return None
    keys = list(_row(text, opens.end()))
    closes = _CLOSES.match(text, keys[-1].end)
    between = text[keys[0].end : keys[-1].start]
    is_firm = bool(closes and closes[1]) or len(keys) == 1 or any(sign in between for sign in "/+&")
    return Heading(tuple(keys), closes.end() if closes else keys[-1].end, is_firm)


def _row(text: str, at: int) -> Iterator[Key]:
    """Keys that follow each other: "BOUW-3/BOUW-8", "BOUW-3, BOUW-8 en BOUW-9"."""
    pattern = re.compile(_KEY)
    while found := pattern.match(text, at):
        yield Key(found[1].upper(), int(found[2]), found.start(), found.end())
        joint = _JOINED.match(text, found.end())
        if joint is None:
            return
        at = joint.end()
