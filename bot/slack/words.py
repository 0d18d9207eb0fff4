"""Read text the way Slack writes it, as pieces: mentions, links and dates between brackets, and the marks of mrkdwn.

Slack says what is in a message twice: as typed blocks (`rich_text`) and as this text. Slash commands have the text
alone, and what is typed there is no formatting.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from handlers.pieces import Flat, Link, Mention, Piece, Pieces, Text, flat, joined, plain
from handlers.typed import cleaned, read_marks
from handlers.words import paired

BOT_NAME: Final = "@Tafelbot"
_SLACKBOT: Final = "USLACKBOT"
_ENTITY: Final = re.compile(r"<([^<>]*)>")
_USER: Final = re.compile(r"@([UW][A-Z0-9]+)")
_EMPHASIS: Final = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.{1,400}?)(?<=\S)\1(?![\w*_~])")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Text that every database takes: pairs of surrogates joined, halves and NUL gone."""
    return _UNSTORABLE.sub("", paired(text)) if _UNSTORABLE.search(text) else text


def decoded(text: str) -> str:
    """The words that a person typed, from Slack's escaped text."""
    return storable(plain(entities(text)))


def read_command(text: str, bot: str) -> Pieces:
    """The pieces behind a slash command: angle brackets are Slack's, everything else is as typed."""
    return cleaned(entities(text, bot))


def read_mrkdwn(text: str, bot: str) -> Pieces:
    """A message that has no blocks: with Slack's brackets and its marks for code, quotes and emphasis."""
    return joined(_without_emphasis(read_marks(entities(text, bot))))


def entities(text: str, bot: str = "") -> Iterator[Piece]:
    """The pieces between Slack's brackets, and the words between those with their escapes undone."""
    at = 0
    for found in _ENTITY.finditer(text):
        yield Text(_unescaped(text[at : found.start()]))
        yield _entity(found[1], bot)
        at = found.end()
    yield Text(_unescaped(text[at:]))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _entity(entity: str, bot: str) -> Piece:
    target, _, label = entity.partition("|")
    match target[:1]:
        case "@":
            user = _USER.fullmatch(target)
            return mention(user[1], bot, label) if user else Mention("unknown", name=label or target)
        case "#":
            return Mention("channel", name=f"#{(label or target[1:]).removeprefix('#')}")
        case "!":
            return _special(target, label)
        case _:
            return Link(_unescaped(label or target), _unescaped(target))


def mention(user: str, bot: str, name: str = "") -> Mention:
    """An account that is named: a person, as far as the text tells."""
    if user == bot:
        return Mention("bot", name=BOT_NAME)
    if user == _SLACKBOT:
        return Mention("bot", name="@Slackbot")
    return Mention("person", f"slack:{user}", name.removeprefix("@"))


def _special(target: str, label: str) -> Piece:
    """Groups ("!here", "!subteam^S1") and dates ("!date^...") in words; nobody is called by writing them again."""
    if target.startswith("!date"):
        return Text(_unescaped(label))
    return Mention("group", name=label or f"@{target[1:].partition('^')[0]}")


def _without_emphasis(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Take away the marks around words that Slack shows as bold, italic or struck."""
    row = flat(pieces)
    return _lines(row, "\n".join(map(_bare_line, row.text.split("\n"))))


def _bare_line(line: str) -> str:
    for _ in range(3):
        line = _EMPHASIS.sub(lambda found: found[2], line)
    return line


def _lines(row: Flat, text: str) -> Iterator[Piece]:
    for piece in row.expand(text):
        yield from cleaned((piece,)) if isinstance(piece, Text) else (piece,)


def mentioned(pieces: Iterable[Piece]) -> list[str]:
    """The users whom pieces mention."""
    named = [each.account for each in pieces if isinstance(each, Mention) and each.kind == "person"]
    return [account.removeprefix("slack:") for account in named]


def channel_names(text: str) -> dict[str, str]:
    """What channels and groups are called in a text, by their ids: blocks have the ids alone."""
    found = (each[1].partition("|") for each in _ENTITY.finditer(text))
    return {target[1:].removeprefix("subteam^"): label for target, _, label in found if target[:1] in "#!" and label}
