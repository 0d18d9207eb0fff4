"""Put words on a Slack surface so that they are read as they were written.

What a person typed never becomes a mention, a link or formatting here. `plain_text` and `words` build text
objects, `leaves` and `rich` build rich text (the one form that needs no escaping).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from bot.doors.splitting import halves
from bot.doors.texts import clean, clipped, flat, length, said, shortened
from bot.slack.limits import SLACK
from handlers.cards import Line, Span, Tone, plain

Block: TypeAlias = dict[str, Any]

# In mrkdwn there is no way to escape these, so each is replaced by a character that looks the same.
LOOKALIKES = {"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ", ":": "∶", ">": "›"}
_MARKS = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:(?=[^\s/]|\Z)|^\s*>", re.MULTILINE)
_WRAPS: dict[Tone, str] = {"strong": "*", "soft": "_", "code": "`"}
_STYLES: dict[Tone, str] = {"strong": "bold", "soft": "italic", "code": "code"}
_INLINE_URL = SLACK.text // 2  # an address and its words share one text object
_SEAM = "\N{ZERO WIDTH SPACE}"


def shown(text: str) -> str:
    """Clean text that is never empty, because Slack refuses empty text."""
    return made if (made := clean(text)).strip() else "–"


# --- text objects ----------------------------------------------------------------------------------------------------


def plain_text(text: str, most: int = SLACK.text) -> Block:
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
    honest = SLACK.honest(line, _INLINE_URL)
    whole = words(honest)
    if length(whole["text"]) <= SLACK.text:
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
    return context((Span(shortened(texts, most, SLACK.text, at_least=1)),))


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
    honest = SLACK.honest(line)
    if not (text := said(honest)):
        return []
    if length(text) <= SLACK.text:
        return rich(leaves(honest), kind)
    return [block for half in halves(honest) for block in paragraphs(half, kind)]


def headline(title: str) -> list[Block]:
    """What everything below is about."""
    if length(text := flat(title)) <= SLACK.header:
        return [{"type": "header", "text": plain_text(text)}] if text else []
    return paragraphs((Span(text, "strong"),))


def user_id(identity: str) -> str:
    """The Slack account behind an identity, or nothing."""
    return found[1] if (found := re.fullmatch(r"slack:([UW][A-Z0-9]+)", identity)) else ""
