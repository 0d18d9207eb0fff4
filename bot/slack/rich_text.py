"""Read what Slack calls rich text: a message in which code, quotes, links, mentions and emoji are typed already."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bot.slack.words import channel_names, mention
from handlers.pieces import BREAK, Break, Code, Emoji, Link, Mention, Piece, Pieces, Quote, Text, joined, plain
from handlers.typed import cleaned, with_addresses

_SECTION, _LIST = "rich_text_section", "rich_text_list"
_QUOTE, _CODE = "rich_text_quote", "rich_text_preformatted"
_WORDS: Final = ("text", "fallback", "value", "name")
_LONGEST_EMOJI: Final = 12


def read_blocks(blocks: object, text: str, bot: str) -> Pieces | None:
    """The pieces of a message; None where it is not rich text alone. `text` is the same message in mrkdwn."""
    if not isinstance(blocks, list) or not blocks:
        return None
    if not all(isinstance(each, Mapping) and each.get("type") == "rich_text" for each in blocks):
        return None
    names = channel_names(text)
    parts = [_part(part, names, bot) for block in blocks for part in _elements(block)]
    return joined(with_addresses(cleaned(_apart(filter(None, parts)))))


def _elements(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = part.get("elements")
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _apart(parts: Iterable[list[Piece]]) -> Iterator[Piece]:
    """Parts one below the other; a section may end its own last line."""
    ended = True
    for part in parts:
        if not ended:
            yield BREAK
        yield from part
        last = part[-1]
        ended = isinstance(last, Break) or (isinstance(last, Text) and last.text.endswith("\n"))


def _part(part: Mapping[str, Any], names: Mapping[str, str], bot: str) -> list[Piece]:
    match part.get("type"):
        case "rich_text_quote":
            return [Quote(plain(_leaves(part, names, bot)))]
        case "rich_text_preformatted":
            return [Code(plain(_leaves(part, names, bot)).strip("\n"), block=True)]
        case "rich_text_list":
            rows = ([Text("• "), *_leaves(each, names, bot)] for each in _elements(part))
            return list(_apart(rows))
        case _:
            return list(_leaves(part, names, bot))


def _leaves(part: Mapping[str, Any], names: Mapping[str, str], bot: str) -> Iterator[Piece]:
    for leaf in _elements(part):
        yield _leaf(leaf, names, bot)


def _leaf(leaf: Mapping[str, Any], names: Mapping[str, str], bot: str) -> Piece:  # noqa: PLR0911 - one line for each kind
    match leaf.get("type"):
        case "text":
            text, style = str(leaf.get("text") or ""), leaf.get("style")
            return Code(text) if isinstance(style, Mapping) and style.get("code") else Text(text)
        case "link":
            address = str(leaf.get("url") or "")
            return Link(str(leaf.get("text") or address), address)
        case "user":
            return mention(str(leaf.get("user_id") or ""), bot)
        case "channel":
            name = names.get(channel := str(leaf.get("channel_id") or ""), channel)
            return Mention("channel", name=f"#{name.removeprefix('#')}")
        case "usergroup" | "team":
            named = names.get(str(leaf.get("usergroup_id") or ""), "groep")
            return Mention("group", name=f"@{named.removeprefix('@')}")
        case "broadcast":
            return Mention("group", name=f"@{leaf.get('range') or 'channel'}")
        case "emoji":
            return Emoji(_picture(leaf))
        case _:
            return Text(next((str(leaf[name]) for name in _WORDS if isinstance(leaf.get(name), str)), ""))


def _picture(leaf: Mapping[str, Any]) -> str:
    """The characters of an emoji; one of the workspace's own has only a name."""
    codes = str(leaf.get("unicode") or "").split("-")
    try:
        return "".join(chr(int(code, 16)) for code in codes[:_LONGEST_EMOJI])
    except (ValueError, OverflowError):
        return f":{leaf.get('name') or ''}:"
