"""Turn the HTML of a Teams message into pieces: words, links, code, quotes, emoji, mentions and line breaks."""

from collections.abc import Callable
from html.parser import HTMLParser

from handlers.pieces import BREAK, Code, Emoji, Link, Mention, Piece, Pieces, Quote, Text, joined, plain
from handlers.typed import with_addresses

_LINES = frozenset({"p", "div", "tr", "h1", "h2", "h3", "ul", "ol", "table"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_CODE = frozenset({"code", "pre", "codeblock"})
_HELD = frozenset({"a", "at", "blockquote", "span", *_CODE})
_MENTION, _REPLY = "schema.skype.com/mention", "schema.skype.com/reply"
_DEEPEST = 50


class _Held:
    """An element whose words become one piece when it ends."""

    def __init__(self, tag: str, kind: str, about: str = "") -> None:
        self.tag, self.kind, self.about = tag, kind, about
        self.pieces: list[Piece] = []


class _Reader(HTMLParser):
    def __init__(self, find: Callable[[str, str], Mention]) -> None:
        super().__init__()
        self._find = find
        self._open: list[_Held] = [_Held("", "")]
        self._unseen = 0

    def _add(self, *pieces: Piece) -> None:
        if not self._unseen:
            self._open[-1].pieces.extend(pieces)

    def handle_data(self, data: str) -> None:
        words = data.replace("\N{NO-BREAK SPACE}", " ")
        keeps_lines = any(each.tag in ("pre", "codeblock") for each in self._open)
        self._add(Text(words if keeps_lines else words.replace("\r", "").replace("\n", " ")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in ("br", "hr"):
            self._add(BREAK)
        elif tag == "li":
            self._add(BREAK, Text("• "))
        elif tag == "emoji" or (tag == "img" and "emoji" in given.get("itemtype", "").casefold()):
            self._add(Emoji(given.get("alt") or given.get("title") or ""))
        elif tag in _HELD and len(self._open) < _DEEPEST:
            self._open.append(_held(tag, given))
        elif tag in _LINES:
            self._add(BREAK)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "quoted":
            self._add(Quote(""))
        else:
            super().handle_startendtag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _LINES:
            self._add(BREAK)
        elif tag in _HELD and any(each.tag == tag for each in self._open):
            while self._open[-1].tag != tag:
                self._end()
            self._end()

    def _end(self) -> None:
        held = self._open.pop()
        self._add(*self._made(held))

    def _made(self, held: _Held) -> list[Piece]:
        words = plain(held.pieces).strip("\n")
        match held.kind:
            case "mention":
                return [self._find(held.about, words)]
            case "link":
                return [Link(words.strip(), held.about)] if held.about else held.pieces
            case "code":
                return [Code(words)]
            case "block":
                return [BREAK, Code(words, block=True), BREAK]
            case "quote":
                return [BREAK, Quote(words), BREAK]
            case _:
                return held.pieces

    def all_of_it(self) -> list[Piece]:
        while len(self._open) > 1:
            self._end()
        return self._open[0].pieces


def _held(tag: str, given: dict[str, str]) -> _Held:
    if tag == "at" or _MENTION in given.get("itemtype", "").casefold():
        return _Held(tag, "mention", given.get("id") or given.get("itemid") or "")
    if tag == "a":
        return _Held(tag, "link", given.get("href", ""))
    if tag == "blockquote":
        return _Held(tag, "quote")
    if tag in _CODE:
        return _Held(tag, "code" if tag == "code" else "block")
    return _Held(tag, "")


def read_html(markup: str, find: Callable[[str, str], Mention]) -> Pieces:
    """The pieces of a message; `find` says who a mention stands for, by its number and its name."""
    reader = _Reader(find)
    reader.feed(markup)
    reader.close()
    return joined(with_addresses(reader.all_of_it()))
