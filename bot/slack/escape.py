"""Put words on a Slack surface so that they are read as they were written.

What a person typed never becomes a mention, a link or formatting here. `clean` makes text safe to send, `plain_text`
and `words` build text objects, `leaves` and `rich` build rich text (the one form that needs no escaping).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, TypeAlias

from bot.doors.splitting import halves
from bot.doors.surface import length
from bot.slack import limits
from handlers.cards import Line, Span, Tone, plain

Block: TypeAlias = dict[str, Any]

# Controls, zero-width characters and the bidi marks that can turn the rest of a sentence around. The joiners (U+200C,
# U+200D) stay: emoji and Persian need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s<>|\"\\^`{}/?#]+(?:[/?#][^\s<>|\"\\^`{}]*)?", re.IGNORECASE)

# In mrkdwn there is no way to escape these, so each is replaced by a character that looks the same.
LOOKALIKES = {"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ", ":": "∶", ">": "›"}
_MARKS = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:(?=[^\s/]|\Z)|^\s*>", re.MULTILINE)
_WRAPS: dict[Tone, str] = {"strong": "*", "soft": "_", "code": "`"}
_STYLES: dict[Tone, str] = {"strong": "bold", "soft": "italic", "code": "code"}
_INLINE_URL = limits.TEXT // 2  # an address and its words share one text object
_SEAM = "\N{ZERO WIDTH SPACE}"


def clean(text: str) -> str:
    """Take out what cannot travel or would disturb the text around it."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")


def shown(text: str) -> str:
    """Clean text that is never empty, because Slack refuses empty text."""
    return made if (made := clean(text)).strip() else "–"


def flat(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def said(line: Line) -> str:
    """What a line says, or nothing when there is nothing in it to read."""
    return text if (text := clean(plain(line))).strip() else ""


def head(text: str, most: int) -> str:
    """The longest start of at most `most` characters as Slack counts them, never half a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def clipped(text: str, most: int) -> str:
    return text if length(text) <= most else head(text, most - 1).rstrip() + "…"


def web(url: str) -> str:
    """An address that Slack accepts behind a link, or nothing."""
    address = clean(url).strip()
    return address if _WEB.fullmatch(address) and length(address) <= limits.URL else ""


# --- text objects ----------------------------------------------------------------------------------------------------


def plain_text(text: str, most: int = limits.TEXT) -> Block:
    return {"type": "plain_text", "text": clipped(shown(text), most), "emoji": False}


def mrkdwn(text: str) -> str:
    """Text inside mrkdwn, with nothing in it that mrkdwn would act on."""
    safe = _MARKS.sub(lambda mark: mark[0][:-1] + LOOKALIKES[mark[0][-1]], clean(text))
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(line: Line) -> Block:
    """A line as one text object: plain text where nothing is toned or linked, so that it stays exactly as written."""
    if all(span.tone == "plain" and not span.url for span in line):
        return {"type": "plain_text", "text": shown(plain(line)), "emoji": False}
    return {"type": "mrkdwn", "text": _toned(line), "verbatim": True}


def objects(line: Line) -> Iterator[Block]:
    """A line as as many text objects as it needs."""
    honest = tuple(_honest(span, _INLINE_URL) for span in line)
    whole = words(honest)
    if length(whole["text"]) <= limits.TEXT:
        yield whole
    else:
        for half in halves(honest):
            yield from objects(half)


def context(line: Line) -> list[Block]:
    """A small remark, in as many blocks as it needs."""
    if not said(line):
        return []
    return [{"type": "context", "elements": [part]} for part in objects(line)]


def in_full(texts: Iterable[str], most: int) -> list[Block]:
    """What had to be shortened, written out: as much as is still readable, and how many more there are."""
    long = [made for text in texts if length(made := flat(text)) > most]
    total = list(accumulate(map(length, long)))
    told = [text for place, text in enumerate(long) if not place or total[place] <= limits.TEXT]
    left = len(long) - len(told)
    rest = [f"en nog {left} lange {'tekst' if left == 1 else 'teksten'}"] if left else []
    return context((Span("\n".join([*told, *rest])),))


def _toned(line: Line) -> str:
    made = ""
    for span in line:
        piece, marked = _marked(span)
        if made and not made[-1].isspace() and piece and not piece[0].isspace() and (marked or made[-1] in "*_`>"):
            made += _SEAM
        made += piece
    return made


def _marked(span: Span) -> tuple[str, bool]:
    """One span in mrkdwn; marks go around the words of each line, since Slack ignores them around spaces."""
    if span.url:
        label = f"<{span.url.replace('&', '&amp;')}|{mrkdwn(flat(span.text))}>"
        return _wrapped(label, span.tone), True
    if span.tone == "plain":
        return mrkdwn(span.text), False
    return "\n".join(_wrapped(mrkdwn(row), span.tone) for row in clean(span.text).split("\n")), True


def _wrapped(text: str, tone: Tone) -> str:
    core = text.strip()
    mark = _WRAPS.get(tone, "")
    return text.replace(core, f"{mark}{core}{mark}", 1) if core and mark else text


def _honest(span: Span, most: int = limits.URL) -> Span:
    """A span whose address Slack accepts; another address is said in words, so that it is not lost."""
    if not span.url:
        return span
    if (address := web(span.url)) and length(address) <= most:
        return Span(span.text if flat(span.text) else address, span.tone, address)
    return Span(f"{span.text} ({span.url})", span.tone)


class Mention(Span, frozen=True):
    """The name of a person with an account in Slack; rich text shows the account instead."""

    user: str = ""


# --- rich text -------------------------------------------------------------------------------------------------------


def leaves(line: Line) -> list[Block]:
    """The spans of a line as rich text, where text is only ever text."""
    return [_leaf(span) for span in line if clean(span.text)]


def _leaf(span: Span) -> Block:
    style = {"style": {_STYLES[span.tone]: True}} if span.tone in _STYLES else {}
    if isinstance(span, Mention):
        return {"type": "user", "user_id": span.user, **style}
    if span.url:
        return {"type": "link", "url": span.url, "text": flat(span.text), **style}
    return {"type": "text", "text": clean(span.text), **style}


def rich(elements: list[Block], kind: str = "rich_text_section") -> list[Block]:
    """A rich text block around leaves, or nothing around nothing."""
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}] if elements else []


def paragraphs(line: Line, kind: str = "rich_text_section") -> list[Block]:
    """A line as rich text blocks, long ones split between words."""
    honest = tuple(map(_honest, line))
    if not (text := said(honest)):
        return []
    if length(text) <= limits.TEXT:
        return rich(leaves(honest), kind)
    return [block for half in halves(honest) for block in paragraphs(half, kind)]


def headline(title: str) -> list[Block]:
    """What everything below is about."""
    if length(text := flat(title)) <= limits.HEADER:
        return [{"type": "header", "text": plain_text(text)}] if text else []
    return paragraphs((Span(text, "strong"),))


def user_id(identity: str) -> str:
    """The Slack account behind an identity, or nothing."""
    return found[1] if (found := re.fullmatch(r"slack:([UW][A-Z0-9]+)", identity)) else ""
