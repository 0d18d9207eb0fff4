"""Pages as a test reads them: parsed as browsers do, found by CSS selectors, and told as somebody would read them."""

from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

from selectolax.lexbor import LexborHTMLParser, LexborNode

_VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "wbr"}
_UNREAD = {"svg", "script", "style", "select", "textarea", "input"}
_CLOSED = {"popup", "hidden", "avatar"}
_BLOCKS = {
    "p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "tr", "td", "th", "div", "ul", "ol", "table", "caption", "figure",
    "blockquote", "figcaption", "dl", "article", "label", "legend", "fieldset", "button", "summary",
}  # fmt: skip


class Node:
    """An element of a page. What is not there is `NOTHING`, which is false and has no attributes."""

    def __init__(self, element: LexborNode | None) -> None:
        self._element = element

    def __bool__(self) -> bool:
        return self._element is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> int:
        return self._element.mem_id if self._element else 0

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def tag(self) -> str:
        return self._element.tag or "" if self._element else ""

    @property
    def attributes(self) -> dict[str, str]:
        return {name: value or "" for name, value in self._element.attributes.items()} if self._element else {}

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    @property
    def parent(self) -> "Node":
        return Node(self._element.parent) if self._element else NOTHING

    @property
    def children(self) -> list["Node"]:
        return [Node(child) for child in self._element.iter()] if self._element else []

    def walk(self) -> Iterator["Node"]:
        """Every element inside, in reading order."""
        return iter(self.all("*"))

    def all(self, selectors: str) -> list["Node"]:
        """The elements inside that a CSS selector names, in reading order."""
        return (
            [Node(each) for each in self._element.css(selectors) if each.mem_id != self._key] if self._element else []
        )

    def one(self, selectors: str) -> "Node":
        """The first of them."""
        return next(iter(self.all(selectors)), NOTHING)

    def closest(self, selector: str) -> "Node":
        """The nearest element around this one that fits."""
        node = self.parent
        while node and not node.fits(selector):
            node = node.parent
        return node

    def inside(self, selector: str) -> bool:
        return bool(self.closest(selector))

    def fits(self, selector: str) -> bool:
        """Whether it is "tag.class"."""
        tag, *classes = selector.split(".")
        return tag in ("", self.tag) and {*classes} <= {*self.classes}

    def raw(self) -> str:
        """All text inside, as it was written."""
        return self._element.text() if self._element else ""

    def html(self) -> str:
        """The element as it was written."""
        return self._element.html or "" if self._element else ""

    def text(self) -> str:
        """What can be read of it, a line per block; of a control itself, its label."""
        if self._element is None:
            return ""
        lines = "".join(_shown(child) for child in self._element.iter(include_text=True, skip_empty=False)).split("\n")
        return "\n".join(" ".join(each.split()) for each in lines if each.split())


NOTHING = Node(None)


def _shown(element: LexborNode) -> str:
    if element.is_text_node:
        return element.text_content or ""
    tag, attributes = element.tag or "", element.attributes
    if tag in _UNREAD or _CLOSED & {*(attributes.get("class") or "").split(), *attributes} or _is_for_choosing(element):
        return "\n"
    inner = "".join(_shown(child) for child in element.iter(include_text=True, skip_empty=False))
    return f"\n{inner}\n" if tag in _BLOCKS else inner


def _is_for_choosing(element: LexborNode) -> bool:
    """What only opens or sends a choice says nothing by itself."""
    around = {"button": "form.choice", "summary": "details.more"}.get(element.tag or "")
    return bool(around) and Node(element).inside(around or "")


@lru_cache(maxsize=64)
def parse(html: str) -> Node:
    """A page as a tree, or a part of one. Most pages are looked at more than once."""
    page = LexborHTMLParser(html)
    return Node(page.root if html.lstrip()[:9].lower() == "<!doctype" else page.body)


def hidden_values(form: Node) -> dict[str, str]:
    """What a form sends besides what somebody filled in."""
    return {each["name"]: each["value"] for each in form.all("input[type=hidden]")}


class _Nesting(HTMLParser):
    """Insists that every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of <{tag}> stands twice"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is left open."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag, f"</{tag}> closes another"


def check_nesting(html: str) -> None:
    """Fail on tags that do not fit each other: a parser mends them in silence, and not always as it was meant."""
    reader = _Nesting()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
