"""A card as HTML: `card_html` draws one, `line_html` draws loose words, `colours_css` makes the sheet of table colours.

The drawing works without script and under a policy that forbids inline styles: every button is a form that posts
`action` and `value`, and a colour is a class whose values stand in a sheet of their own. All texts are escaped by the
templates; nothing that a person typed is ever read as markup.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias, assert_never
from urllib.parse import urlsplit
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.browser.chart import chart_html, printable
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Facts,
    File,
    Heading,
    Image,
    Items,
    Line,
    Note,
    Notice,
    People,
    Progress,
    Quote,
    Table,
    Text,
)

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
TINTS = 8


@dataclass(frozen=True, slots=True)
class Way:
    """How what is drawn reaches back: where documents are, where presses go, and what travels along.

    On a page of its own a heading stands at another `level`, and the names in `marks` get the class of their colour.
    """

    link: Callable[[str], str]
    post_url: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    level: int = 4
    marks: Mapping[str, str] = field(default_factory=dict)


def card_html(
    card: Card, link: Callable[[str], str], post_url: str, hidden: Mapping[str, str], *, level: int = 3
) -> Markup:  # fmt: skip
    """A card; its title is a heading of that `level`."""
    way = Way(link, post_url, hidden, level + 1)
    body = Markup("\n").join(element_html(element, way) for element in card.elements)
    return macro("card.html", "card")(card, body, level)


def line_html(words: Line) -> Markup:
    return macro("card.html", "spans")(words)


def element_html(element: AnyElement, way: Way) -> Markup:  # noqa: C901, PLR0911, PLR0912 - one branch per member
    match element:
        case Text():
            return _draw("text", element)
        case Heading():
            return _draw("heading", element, way)
        case Note():
            return _draw("note", element)
        case Notice():
            return _draw("notice", element)
        case Quote():
            return _draw("quote", element)
        case Facts():
            return _draw("facts", element)
        case Items():
            return _draw("items", element, way)
        case Table():
            return _draw("table", element, way)
        case Chart():
            return chart_html(element)
        case Image():
            return _draw("image", element, way)
        case File():
            return _draw("file", element, way)
        case Progress():
            return _draw("progress", element)
        case People():
            return _draw("people", element)
        case Buttons():
            return _draw("buttons", element, way)
        case Choice():
            return _draw("choice", element, way)
        case Divider():
            return Markup("<hr>")
        case _:
            assert_never(element)


def _draw(name: str, element: AnyElement, *more: Way) -> Markup:
    return macro("card.html", name)(element, *more)


# --- templates -------------------------------------------------------------------------------------------------------


def environment(*folders: Path) -> Environment:
    """Templates from these folders and our own, escaping everything and refusing names that are not there."""
    env = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "address": address,
        "colour": colour_class,
        "initials": initials,
        "named": named,
        "shapes": shapes,
        "tint": tint,
        "words": words_html,
    }
    return env


def _finalize(value: object) -> object:
    return printable(value) if type(value) is str else value


@cache
def _own() -> Environment:
    return environment()


def macro(template: str, name: str) -> Callable[..., Markup]:
    found: Callable[..., Markup] = getattr(_own().get_template(template).module, name)
    return found


def words_html(text: str | Line) -> Markup | str:
    """Words that came in as plain text or as spans; plain text is left for the template to escape."""
    return text if isinstance(text, str) else line_html(text)


def shapes(text: str) -> Markup:
    """Text in which the style sheet can draw the sign for waiting: most fonts lack it or show a picture."""
    return escape(printable(text)).replace("⏸", Markup('<span class="pause">⏸</span>'))


def address(url: str) -> str:
    """An address that is safe to follow, or nothing: http(s), mail, or a path on this site."""
    if any(character <= " " or character == "\\" for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return url if parts.netloc else ""
    if parts.scheme == "mailto":
        return url
    return url if not parts.scheme and not parts.netloc and url.startswith("/") else ""


def named(label: str) -> str:
    """A label that can be read out, or nothing, so that the template can call the thing by another name."""
    return label if any(character.isprintable() and not character.isspace() for character in label) else ""


def initials(name: str) -> str:
    """The initials of a name, at most two."""
    words = [word for word in re.split(r"[\s\-]+", name) if word[:1].isalnum()]
    return "".join(word[0].upper() for word in [*words[:1], *words[1:][-1:]]) or "?"


def tint(name: str) -> int:
    """Which of the quiet background colours a person has: the same everywhere, always."""
    return crc32(name.encode("utf-8", "replace")) % TINTS + 1


# --- colours ---------------------------------------------------------------------------------------------------------

Rgb: TypeAlias = tuple[int, int, int]
PAPER, SLATE = (244, 245, 243), (36, 42, 47)
MIDDLE, READABLE, SOFT, CALM = 0.2, 4.5, 0.14, 0.6


def colour_class(colour: str) -> str:
    """The class of a colour ("#0B5A7A" is `kleur-0b5a7a`), or nothing when it is no colour."""
    return f"kleur-{colour[1:].lower()}" if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else ""


def colours_css(colours: Iterable[str]) -> str:
    """A style sheet that gives each colour its mark, and an accent that is readable on light and on dark."""
    names = dict.fromkeys(filter(None, map(colour_class, colours)))
    light = "\n".join(
        f".{name} {{ --mark: #{name[-6:]}; --accent: {_hex(readable(_rgb(name[-6:]), PAPER))}; }}" for name in names
    )
    dark = "\n".join(
        f"  .{name} {{ --mark: {_hex(accent)}; --accent: {_hex(accent)}; }}"
        for name, accent in ((name, readable(_rgb(name[-6:]), SLATE)) for name in names)
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def readable(colour: Rgb, ground: Rgb) -> Rgb:
    """The nearest shade of a colour that can be read on this ground, and on the ground tinted with itself."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in colour))
    goal, saturation = (0.0, saturation) if luminance(ground) > MIDDLE else (1.0, saturation * CALM)
    shades = (_rgb_of(hue, lightness + (goal - lightness) * step / 100, saturation) for step in range(101))
    return next(
        shade
        for shade in shades
        if contrast(shade, ground) >= READABLE and contrast(shade, mixed(ground, shade, SOFT)) >= READABLE
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of WCAG 2: 1 is nothing, 21 is black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the formula's own
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb_of(hue: float, lightness: float, saturation: float) -> Rgb:
    red, green, blue = (round(channel * 255) for channel in hls_to_rgb(hue, lightness, saturation))
    return red, green, blue


def _rgb(digits: str) -> Rgb:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + bytes(colour).hex()
