"""Clean, count and shorten text in the ways that every platform asks for alike."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from handlers.cards import Line, plain
from handlers.words import BREAKS, paired

# Controls, zero-width characters and the bidi marks that can turn the rest of a sentence around. The joiners (U+200C,
# U+200D) stay: emoji and Persian need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Take out what cannot travel or would disturb the text around it."""
    if text.isascii() and text.isprintable():
        return text  # most texts; nothing below would find anything
    return _INVISIBLE.sub("", BREAKS.sub("\n", paired(text))).replace("\t", " ")


def flat(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def said(line: Line) -> str:
    """The text of a line, or "" when there is nothing to read in it."""
    return text if (text := clean(plain(line))).strip() else ""


def length(text: str) -> int:
    """Characters as the platforms count them: one outside the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def head(text: str, most: int) -> str:
    """The longest start of at most `most` characters as the platforms count them, never half a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def clipped(text: str, most: int) -> str:
    """Clean text of at most `most` characters, with an ellipsis where something went."""
    return text if length(text) <= most else head(text, most - 1).rstrip() + "…"


def shortened(texts: Iterable[str], most: int, room: int, *, at_least: int = 0) -> str:
    """The full text of what had to be shortened to `most`, as far as there is room, and how many more there are; the
    first `at_least` are given whatever the room."""
    long = [made for text in texts if length(made := flat(text)) > most]
    fitting = sum(1 for total in accumulate(map(length, long)) if total <= room)
    told = long[: max(fitting, at_least)]
    left = len(long) - len(told)
    rest = [f"en nog {left} lange {'tekst' if left == 1 else 'teksten'}"] if left else []
    return "\n".join([*told, *rest])


def strings(value: object, unseen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in a value from JSON, but for what stands under the keys that nobody sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() if key not in unseen for text in strings(part, unseen))
    elif isinstance(value, Sequence):
        yield from (text for part in value for text in strings(part, unseen))
