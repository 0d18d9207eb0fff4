"""Read text the way Slack writes it, as the words that a person typed.

A mention becomes `@slack:U123` (an `@` with the account behind it), a channel `#naam`, a link its label or its address,
and Slack's three escapes become characters again. What no database can hold (NUL, half a character) falls away.
"""

import re
from typing import Final

_ENTITY: Final = re.compile(r"<([^<>]*)>")
_USER: Final = re.compile(r"@([UW][A-Z0-9]+)")
_MENTIONED: Final = re.compile(r"@slack:([UW][A-Z0-9]+)")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Text that every database takes: pairs of surrogates joined, halves and NUL gone."""
    if not _UNSTORABLE.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text
    return _UNSTORABLE.sub("", joined)


def decoded(text: str) -> str:
    """What a person typed, from what Slack made of it."""
    words = _ENTITY.sub(lambda found: _said(found[1]), text)
    return storable(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _said(entity: str) -> str:
    target, _, label = entity.partition("|")
    match target[:1]:
        case "@":
            user = _USER.fullmatch(target)
            return f"@slack:{user[1]}" if user else label or target
        case "#":
            return f"#{(label or target[1:]).removeprefix('#')}"
        case "!":
            return _special(target, label)
        case _:
            return _link(target, label)


def _special(target: str, label: str) -> str:
    """Groups ("!here", "!subteam^S1") and dates ("!date^...") in words; nobody is called by writing them again."""
    return label or f"@{target[1:].partition('^')[0]}"


def _link(target: str, label: str) -> str:
    """An address that Slack recognised by itself is what was typed; a label that hides another address shows both."""
    if not label or label == target:
        return target
    return label if label in target else f"{label} ({target})"


def mentioned(words: str) -> list[str]:
    """The users whom words mention."""
    return _MENTIONED.findall(words)


def without(text: str, user: str) -> tuple[str, bool]:
    """Slack's text without mentions of this account, and whether there were any."""
    if not user:
        return text, False
    rest, count = re.subn(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", "", text)
    return (rest.strip() if count else rest), count > 0
