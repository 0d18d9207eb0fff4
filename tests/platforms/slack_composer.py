"""What Slack's message box makes of what somebody types: rich text blocks, next to the text in mrkdwn.

People's messages always carry both. This is Slack's side, written after its documentation and on its own: quotes are
lines that begin with ">", code stands between backticks, and what is bold, italic or struck has a style.
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}
_LEAF = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>|<#(?P<channel>C[A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(?P<group>S[A-Z0-9]+)[^<>]*>"
    r"|<!(?P<range>here|channel|everyone)[^<>]*>|<(?P<url>[a-z]+:[^<>|]+)(?:\|(?P<label>[^<>]*))?>|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*_~])(?P<mark>[*_~])(?=\S)(?P<toned>[^\n]+?)(?<=\S)(?P=mark)(?![\w*_~])"
)


def rich_text(text: str) -> list[Json]:
    """The blocks of a message that Slack knows as this text."""
    parts: list[Json] = []
    before, fence, rest = text.partition("```")
    code, closed, behind = rest.partition("```")
    if fence and closed:
        middle = {"type": "rich_text_preformatted", "elements": list(_text(code.strip("\n"), None))}
        around = [rich_text(each.strip("\n"))[0]["elements"] if each.strip() else [] for each in (before, behind)]
        return [{"type": "rich_text", "block_id": "b", "elements": [*around[0], middle, *around[1]]}]
    for line in text.split("\n"):
        quoted = re.match(r"&gt; ?", line)
        kind = "rich_text_quote" if quoted else "rich_text_section"
        leaves = list(_leaves(line[quoted.end() :] if quoted else line))
        if parts and parts[-1]["type"] == kind:
            parts[-1]["elements"] += [{"type": "text", "text": "\n"}, *leaves]
        elif leaves or not parts:
            parts.append({"type": kind, "elements": leaves})
    return [{"type": "rich_text", "block_id": "b", "elements": parts}]


def _leaves(line: str, style: Json | None = None) -> Iterator[Json]:
    at = 0
    for found in _LEAF.finditer(line):
        yield from _text(line[at : found.start()], style)
        yield from _leaf(found, style)
        at = found.end()
    yield from _text(line[at:], style)


def _text(text: str, style: Json | None) -> Iterator[Json]:
    if text:
        said = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        yield {"type": "text", "text": said, **({"style": style} if style else {})}


def _leaf(found: re.Match[str], style: Json | None) -> Iterator[Json]:
    said = found.groupdict()
    if said["toned"]:
        yield from _leaves(said["toned"], {**(style or {}), _STYLES[said["mark"]]: True})
    elif said["code"]:
        yield from _text(said["code"], {"code": True})
    elif said["user"]:
        yield {"type": "user", "user_id": said["user"]}
    elif said["channel"]:
        yield {"type": "channel", "channel_id": said["channel"]}
    elif said["group"]:
        yield {"type": "usergroup", "usergroup_id": said["group"]}
    elif said["range"]:
        yield {"type": "broadcast", "range": said["range"]}
    else:
        url = said["url"].replace("&amp;", "&")
        yield {"type": "link", "url": url, **({"text": said["label"]} if said["label"] else {})}
