"""Make documents of a sheet: an A4 page as PDF, and the picture for a chat.

The PDF is accessible (PDF/UA-1) and lasting (PDF/A-2a), its font embedded; the same sheet gives the same bytes. Text is
data all the way: nothing on a sheet is read as markup, and the template can reach no file and no network.
"""

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

import msgspec
import typst

from factsheets.catalogue import text
from factsheets.chart import Look, silhouette
from factsheets.colour import GRID, INK, SOFT, readable, tint
from factsheets.credits import short_credits
from factsheets.dutch import SPACE
from factsheets.observation import Period
from factsheets.page import COLUMNS, Panel, Sheet, Tile
from factsheets.svg import FONT, width

Format: TypeAlias = Literal["pdf", "png"]
T = TypeVar("T")
WIDE, HIGH, SMALL = 1200, 900, 1024
MARGIN, GUTTER, CARD_CHART, CARD_LETTER, CARD_SPLIT = 42, 36, 286.0, 21, 0.55
POINTS = 72 / 25.4
SPLIT, FLOW, MOTIF, BANNER = 0.58, 0.48, 0.36, 20
ROW, FLOW_HIGH = 122.0, 92.0
ROOM = (1.35, 1.12, 1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.6, 0.52)
PAGE_WIDTH = (210 - 2 * 16) * POINTS
LATIN, SIGNS = 0x180, set("–—‘’“”„•…€−≤≥▲▼\u202f\u2009")
TOGETHER = re.compile(
    r"(?<=\de) (?=kw)|(?<=kw\.) (?=\d)|(?<=kwartaal) (?=\d)|(?<=t/m) | (?=\(\d)"
    r"|(?<=[\d%]) (?=vacatures|meer|minder|maand|mnd)"
    r"|(?<=\d) (?=januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
    r"|(?<=[a-z]\.) (?=\d{4}\b)|(?<=maanden) (?=oud)|(?<=van) (?=\d{4}\b)|(?<=SBI) | (?=x 1\.000)"
)
FOOTER = "Fout gezien? Meld het in het kanaal van de tafel."
_one_at_a_time = threading.Lock()


class Pictures(msgspec.Struct, frozen=True):
    """One drawing in two sizes: 1200 by 900, and 1024 by 768 for doors that take none larger."""

    large: bytes
    small: bytes


class Untidy(Exception):
    """The document does not fit or misses a letter; it is not sent like that."""


def pdf(sheet: Sheet) -> bytes:
    """The sheet on one A4 page; a warning on top takes the room of the largest charts."""
    return _fitted(_page, sheet, ROOM[2:] if sheet.notice else ROOM)


def pictures(sheet: Sheet) -> Pictures:
    """The sheet as a picture for a chat."""
    return _fitted(_card, sheet, ROOM[1:] if sheet.notice else ROOM)


def _fitted(draw: Callable[[Sheet, float], T], sheet: Sheet, room: Sequence[float]) -> T:
    """The drawing with the largest charts that fit on the page.

    How much text a sheet has is known only after typesetting: a tafel with a warning, long notes or five definitions
    leaves less room for its charts. So it is typeset with ever smaller charts (`ROOM`) until it fits on one page, and
    refused if even the smallest do not: a page that runs over would be sent with a second sheet of two lines.
    """
    for share in room:
        try:
            return draw(sheet, share)
        except Untidy:
            if share == room[-1]:
                raise
    raise AssertionError


def _page(sheet: Sheet, share: float) -> bytes:
    gap = 7 * POINTS
    wide = (SPLIT, 1 - SPLIT, FLOW)
    high = (ROW * share, ROW * share, max(FLOW_HIGH * share, 84))
    looks = (Look((PAGE_WIDTH - gap) * part, tall, sheet.tafel.colour, 8.2)
             for part, tall in zip(wide, high, strict=True))  # fmt: skip
    data = _common(sheet, _charts(sheet.panels, looks), tile_size=21) | {
        "motif": silhouette(sheet.motif, PAGE_WIDTH * MOTIF, BANNER * POINTS), "banner": BANNER,
        "columns": COLUMNS, "footer": FOOTER,
        "rows": [{"cells": row.cells, "known": row.known} for row in sheet.rows],
        "made": _day(sheet.made), "notes": sheet.notes,
        "definitions": [told.partition(": ")[::2] for told in sheet.definitions], "reading": _reading(sheet),
    }  # fmt: skip
    return only_page(compiled("sheet.typ", data, "pdf", sheet.made))


def _card(sheet: Sheet, share: float) -> Pictures:
    room = WIDE - 2 * MARGIN - GUTTER
    looks = (Look(room * part, CARD_CHART * share, sheet.tafel.colour, CARD_LETTER)
             for part in (CARD_SPLIT, 1 - CARD_SPLIT))  # fmt: skip
    data = _common(sheet, _charts(sheet.panels, looks), tile_size=26) | {
        "motif": silhouette(sheet.motif, WIDE * MOTIF, 112), "margin": MARGIN, "gutter": GUTTER,
        "card_split": CARD_SPLIT, "card_sources": _short_sources(sheet), "letter": CARD_LETTER,
    }  # fmt: skip
    return in_two_sizes("card.typ", data, sheet.made)


def alt(sheet: Sheet) -> str:
    """The picture in words: the headline, every key figure, and what the charts show."""
    tiles = ". ".join(
        ". ".join(filter(None, (f"{tile.label}: {tile.text}", tile.reach, tile.when, tile.change)))
        for tile in sheet.tiles
    )
    charts = " ".join(f"{panel.title}." for panel in sheet.panels[:2])
    return f"{sheet.title}. {sheet.headline} {tiles}. {charts}"


def _common(sheet: Sheet, charts: list[dict[str, Any]], tile_size: float) -> dict[str, Any]:
    colour = readable(sheet.tafel.colour)
    words = ("kicker", "programme", "moment", "headline", "notice", "questions", "sources", "title")
    return {name: getattr(sheet, name) for name in words} | {
        "scope": sheet.covers.partition(": ")[::2], "name": sheet.tafel.name,
        "name_size": min(1.0, 280 / width(sheet.tafel.name, 25, bold=True)),
        "colour": colour, "pale": tint(colour, 0.92), "ink": INK, "soft": SOFT, "grid": GRID, "font": FONT,
        "panels": charts, "split": SPLIT, "flow": FLOW, "tiles": [_tile(tile, tile_size) for tile in sheet.tiles],
    }  # fmt: skip


def _tile(tile: Tile, size: float) -> dict[str, Any]:
    """A key figure; words in place of a number are set smaller, so that they fit."""
    fitting = size * min(1, 5 * size / width(tile.text, size, bold=True))
    more = {"moment": tile.moment, "caution": tile.caution, "size": fitting}
    return msgspec.structs.asdict(tile) | more


def _charts(panels: Sequence[Panel], looks: Iterable[Look]) -> list[dict[str, Any]]:
    """The drawn charts; the titles of the first two, which are side by side, have one size."""
    found = [_panel(panel, look) for panel, look in zip(panels, looks, strict=False)]
    beside = min((chart["title_size"] for chart in found[:2]), default=1.0)
    return [*(chart | {"title_size": beside} for chart in found[:2]), *found[2:]]


def _panel(panel: Panel, look: Look) -> dict[str, Any]:
    """A chart with its title and subtitle, set smaller where they would not fit on one line."""
    drawing = panel.draw(look)
    title = look.wide / width(panel.title, look.size * 1.36, bold=True)
    subtitle = look.wide / width(panel.subtitle, look.size)
    return {"title": panel.title, "subtitle": panel.subtitle, "source": panel.source,
            "title_size": min(1.0, title), "subtitle_size": min(1.0, subtitle),
            "chart": {"svg": drawing.svg, "alt": f"{panel.title}. {drawing.alt}"}}  # fmt: skip


def _reading(sheet: Sheet) -> float:
    """The part of the width that makes notes about as high as definitions beside them."""
    notes, definitions = (sum(len(told) + 20 for told in each) for each in (sheet.notes, sheet.definitions))
    return min(max(notes / max(notes + definitions, 1), 0.4), 0.62)


def _day(day: date) -> str:
    return f"{day.day} {Period('month', day.year, day.month).words}"


def _short_sources(sheet: Sheet) -> str:
    told = short_credits(figure for panel in sheet.panels[:2] for figure in panel.figures)
    return f"{told} Alle cijfers met uitleg staan in de pdf.".strip()


# --- Typst -----------------------------------------------------------------------------------------------------------


@cache
def fonts() -> typst.Fonts:
    """The font of the dependency only: a missing letter must be noticed, not taken from a font of the machine."""
    folder = Path(str(files("font_source_sans_pro").joinpath("files")))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _compiler() -> typst.Compiler:
    """Rooted in the folder of the templates, without packages from elsewhere."""
    folder = Path(str(files("factsheets").joinpath("data")))
    return typst.Compiler(
        root=folder, font_paths=fonts(), package_path=folder / "geen", package_cache_path=folder / "geen"
    )


def in_two_sizes(template: str, data: dict[str, Any], day: date) -> Pictures:
    """The picture that a template of 1200 by 900 makes of this data."""
    large, small = (only_page(compiled(template, data, "png", day, scale=wide / WIDE)) for wide in (WIDE, SMALL))
    return Pictures(large, small)


def compiled(
    template: str, data: dict[str, Any], form: Format, day: date, *, scale: float = 1.0,
    printable: Callable[[Any], Any] | None = None,
) -> list[bytes]:  # fmt: skip
    """The pages that a template in `data/` makes of this data; pictures with a pixel for each point, times `scale`.

    `printable` says what becomes of words that the font cannot draw, where that is not what happens on a sheet.
    """
    made = datetime(day.year, day.month, day.day, tzinfo=UTC)
    standards: list[Any] = ["a-2a", "ua-1"] if form == "pdf" else []
    with _one_at_a_time:
        found, warnings = _compiler().compile_with_warnings(
            text(template).encode(), format=form, ppi=72.0 * scale, timestamp=made, pdf_standards=standards,
            sys_inputs={"data": msgspec.json.encode((printable or _printable)(data)).decode()},
        )  # fmt: skip
    if warnings:
        raise Untidy("; ".join(str(warning) for warning in warnings))
    return found if isinstance(found, list) else [found or b""]


def _printable(told: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Letters that the font lacks become a question mark, signs that it lacks fall away, and a number stays with its
    word."""
    if isinstance(told, str):
        return joined(told.translate(_LETTERS))
    if isinstance(told, dict):
        return {name: _printable(part) for name, part in told.items()}
    return [_printable(part) for part in told] if isinstance(told, list | tuple) else told


def joined(words: str) -> str:
    """A number on the same line as its word."""
    return TOGETHER.sub(SPACE, words)


class _Letters(dict[int, str]):
    """What becomes of each letter, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _letter(chr(code))
        return self[code]


def _letter(letter: str) -> str:
    if letter < " " or "\x7f" <= letter < "\xa0" or letter == "\xad":
        return ""
    if ord(letter) < LATIN or letter in SIGNS:
        return letter
    return "?" if letter.isalpha() else ""


_LETTERS = _Letters()


def only_page(pages: list[bytes]) -> bytes:
    """The only page of a document; raises `Untidy` for more."""
    first = pages[0]
    amount = len(re.findall(rb"/Type\s*/Page\b", first)) if first.startswith(b"%PDF") else len(pages)
    if amount != 1:
        message = f"the sheet runs to {amount} pages"
        raise Untidy(message)
    return first
