"""Find the keys of items in what people say: "BOUW-12" anywhere, and "BOUW 12:" where a message begins with it.

A key has its hyphen, whichever dash a phone makes of it. Without one it counts only at the very beginning and before a
colon or the end, so that "de bouw 5 begeleiders" names nothing. Pieces that are no words (links, code, mentions) are
signs here and hold no keys; quotes were left out before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.words import DASH

_BULLET = r"[\s•*_~>·–-]{0,12}(?:\d{1,2}[.)]\s+)?"
_NUMBER = r"\d{1,6}"
_KEY = rf"#?([A-Za-z]{{2,8}}){DASH}({_NUMBER})(?![^\W_]|@)(?!_\w)(?!{DASH}\w)(?!\.[A-Za-z0-9])"
_WHOLE = re.compile(_KEY)
_ANYWHERE = re.compile(rf"(?<![^\W_])(?<!\w_)(?<![@.+=?&\\-])(?<![\w)]/){_KEY}")
_APART = rf"(?:[ \u00a0]?(?:{DASH}[ \u00a0])?|[ \u00a0]{DASH})"
_LOOSE = re.compile(rf"{_BULLET}#?([A-Za-z]{{2,8}}){_APART}({_NUMBER})[ \u00a0]*(?=:(?!\d)|\Z)")
_OPENS = re.compile(rf"{_BULLET}[\[(*_~\"'“‘„]{{0,6}}(?={_KEY})")
_JOINED = re.compile(r"\s*(?:[/+&,;]|\b[eé]n\b)\s*(?:\b[eé]n\b\s*)?", re.IGNORECASE)
_THROUGH = re.compile(r"\s*(?:t/m|tm|tot en met)\s*", re.IGNORECASE)
_SHORT = re.compile(rf"(?:{DASH}[ \u00a0]?)?(\d{{1,6}})(?=\s*(?:[/+&,;:]|\ben\b))", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[+&])(\d{1,6})(?![\w%]|[.,]\d)")
_CLOSES = re.compile(r"[\])*_~\"'”’]*\s*(?:(:(?![a-z0-9_+'-]+:))|[,;…]|\.{1,3}|[–—−=→>-]+(?!\w))?\s*")
_SAID = re.compile(r"[\"“„«]([^\"”“»\n]*)[\"”»]|(?<!\w)['‘]([^'’‘\n]+)['’](?!\w)")
_ALONE = re.compile(rf"\s*{_KEY}\s*")
_NEXT = re.compile(rf"(?<=[.!;])[ \u00a0]+(?={_KEY}\s*:)")


_WIDEST = 10
"""Nobody has news for more items than these at once; what is wider is a slip."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is written in a text; without a hyphen it is not `sure`."""

    prefix: str
    number: int
    start: int
    end: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """The keys with which a text begins, and where what is said about them begins.

    `is_firm` says that it is meant for all of them: a colon follows, or a stroke or a plus joins them. One key without
    a colon is meant unless another one follows further on. `is_subject` says that the sentence goes on behind it:
    "BOUW-3 heeft iemand nodig" is no question.
    """

    keys: tuple[Key, ...]
    end: int
    is_firm: bool
    is_subject: bool = False


def find_keys(text: str) -> Iterator[Key]:
    """Every key with a hyphen, in order; keys between quote marks are left out, as somebody else said those."""
    for found in _ANYWHERE.finditer(own_words(text)):
        yield Key(found[1].upper(), int(found[2]), found.start(), found.end())


def own_words(text: str) -> str:
    """The text with blanks in place of what is quoted in it; marks around a key alone are no quote."""
    return _SAID.sub(lambda said: said[0] if _ALONE.fullmatch(said[1] or said[2] or "") else " " * len(said[0]), text)


def split_at_headings(line: str) -> list[str]:
    """A line as the sentences in it that begin with a key and a colon: "BOUW-1: klaar. BOUW-2: loopt"."""
    ends = [found.start() for found in _NEXT.finditer(line) if not re.fullmatch(_BULLET, f"{line[: found.start()]} ")]
    return [line[start:end].strip() for start, end in zip([0, *ends], [*ends, len(line)], strict=True)]


def heading(text: str) -> Heading | None:
    """The keys that open a text."""
    if loose := _LOOSE.match(text):
        closes = _CLOSES.match(text, loose.end())
        key = Key(loose[1].upper(), int(loose[2]), loose.start(1), loose.end(2), sure=False)
        return Heading((key,), closes.end() if closes else loose.end(), is_firm=True)
    opens = _OPENS.match(own_words(text))
    if opens is None:
        return None
    keys = list(_row(text, opens.end()))
    closes = _CLOSES.match(text, keys[-1].end)
    end = closes.end() if closes else keys[-1].end
    if text[end : end + 1] == "?":
        return None  # somebody asks which one
    between = text[keys[0].end : keys[-1].start]
    is_firm = bool(closes and closes[1]) or any(sign in between for sign in "/+&")
    is_subject = not text[keys[-1].end : end].strip()
    return Heading(tuple(keys), end, is_firm or (len(keys) == 1 and not any(find_keys(text[end:]))), is_subject)


def _row(text: str, at: int) -> Iterator[Key]:
    """Keys that follow each other: "BOUW-3/BOUW-8", "BOUW-3, BOUW-8 en BOUW-9", "BOUW-3 en -8:", "BOUW-3+4 zijn"."""
    prefix, begin = "", 0
    while found := _WHOLE.match(text, at) or ((_SHORT.match(text, at) or _GLUED.match(text, at)) if prefix else None):
        prefix = found[1].upper() if found.re is _WHOLE else prefix
        last = int(found[found.re.groups])
        is_range = begin and begin < last < begin + _WIDEST
        for number in range(begin + 1, last + 1) if is_range else (last,):
            yield Key(prefix, number, found.start(), found.end())
        through = _THROUGH.match(text, found.end())
        begin = last if through else 0
        joint = through or _JOINED.match(text, found.end())
        if joint is None:
            return
        at = joint.end()
