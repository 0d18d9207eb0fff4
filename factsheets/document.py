"""Make documents of a sheet: an A4 page as PDF, and the picture for a chat.

The PDF is accessible (PDF/UA-1) and lasting (PDF/A-2a), its font embedded; the same sheet gives the same bytes. Text is
data all the way: nothing on a sheet is read as markup, and the template can reach no file and no network.
"""

import re
import threading
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
import typst

from factsheets.catalogue import text
from factsheets.chart import Look, silhouette
from factsheets.colour import GRID, INK, SOFT, readable, tint
from factsheets.credits import short_credits
from factsheets.observation import Period
from factsheets.page import COLUMNS, Panel, Sheet, Tile
from factsheets.svg import FONT, width

Format: TypeAlias = Literal["pdf", "png"]
WIDE, HIGH = 1200, 900
POINTS = 72 / 25.4
SPLIT, FLOW, MOTIF = 0.58, 0.53, 0.36
HEIGHTS = (122.0, 122.0, 92.0)
ROOM = (1.12, 1.0, 0.9, 0.8, 0.7)
PAGE_WIDTH = (210 - 2 * 16) * POINTS
LATIN, SIGNS = 0x180, set("–—‘’“”„•…€−≤≥▲▼\u202f\u2009")
FOOTER = "Fout gezien? Meld het in het kanaal van de tafel."
_one_at_a_time = threading.Lock()


class Untidy(Exception):
    """The document does not fit or misses a letter; it is not sent like that."""


def pdf(sheet: Sheet) -> bytes:
    """The sheet on one A4 page; charts give way where there is much to say."""
    for share in ROOM:
        try:
            return _page(sheet, share)
        except Untidy:
            if share == ROOM[-1]:
                raise
    raise AssertionError


def _page(sheet: Sheet, share: float) -> bytes:
    gap = 7 * POINTS
    wide = (SPLIT, 1 - SPLIT, FLOW)
    looks = (Look((PAGE_WIDTH - gap) * part, high * share, sheet.tafel.colour, 8.2)
             for part, high in zip(wide, HEIGHTS, strict=True))  # fmt: skip
    charts = [_panel(panel, look) for panel, look in zip(sheet.panels, looks, strict=False)]
    data = _common(sheet, charts, tile_size=21) | {
        "motif": silhouette(sheet.motif, PAGE_WIDTH * MOTIF, 23 * POINTS), "columns": COLUMNS, "footer": FOOTER,
        "rows": [row.cells for row in sheet.rows], "made": _day(sheet.made),
        "reading": _halves((*sheet.notes, *sheet.definitions)),
    }  # fmt: skip
    return _only_page(_compiled("sheet.typ", data, "pdf", sheet))


def png(sheet: Sheet) -> bytes:
    """The sheet as a picture of 1200 by 900."""
    room = WIDE - 2 * 46 - 40
    shares = (SPLIT, 1 - SPLIT)
    charts = [_panel(panel, Look(room * share, 290, sheet.tafel.colour, 16.5))
              for panel, share in zip(sheet.panels, shares, strict=False)]  # fmt: skip
    data = _common(sheet, charts, tile_size=21) | {
        "motif": silhouette(sheet.motif, WIDE * MOTIF, 124),
        "card_sources": _short_sources(sheet), "head_size": _headline_size(sheet.headline),
    }  # fmt: skip
    return _only_page(_compiled("card.typ", data, "png", sheet))


def alt(sheet: Sheet) -> str:
    """The picture in words: the headline, every key figure, and what the charts show."""
    tiles = ". ".join(
        ". ".join(filter(None, (f"{tile.label}: {tile.text}", tile.when, tile.change))) for tile in sheet.tiles
    )
    charts = " ".join(f"{panel.title}." for panel in sheet.panels[:2])
    return f"{sheet.title}. {sheet.headline} {tiles}. {charts}"


def _common(sheet: Sheet, charts: list[dict[str, Any]], tile_size: float) -> dict[str, Any]:
    colour = readable(sheet.tafel.colour)
    words = ("kicker", "programme", "moment", "headline", "covers", "notice", "questions", "sources", "title")
    return {name: getattr(sheet, name) for name in words} | {
        "name": sheet.tafel.name, "name_size": min(1.0, 280 / width(sheet.tafel.name, 25, bold=True)),
        "colour": colour, "pale": tint(colour, 0.92), "ink": INK, "soft": SOFT, "grid": GRID, "font": FONT,
        "panels": charts, "split": SPLIT, "flow": FLOW, "tiles": [_tile(tile, tile_size) for tile in sheet.tiles],
    }  # fmt: skip


def _tile(tile: Tile, size: float) -> dict[str, Any]:
    """Words that stand where a number should are set smaller, so that they fit."""
    fitting = size * min(1, 105 / width(tile.text, size, bold=True))
    return {**msgspec.structs.asdict(tile), "size": fitting}


def _panel(panel: Panel, look: Look) -> dict[str, Any]:
    """A chart with its title, set smaller where it would not fit on one line."""
    drawing = panel.draw(look)
    room = look.wide / width(panel.title, look.size * 1.36, bold=True)
    return {"title": panel.title, "subtitle": panel.subtitle, "source": panel.source, "title_size": min(1.0, room),
            "chart": {"svg": drawing.svg, "alt": f"{panel.title}. {drawing.alt}"}}  # fmt: skip


def _headline_size(headline: str) -> float:
    return 29 if len(headline) < 170 else 27  # noqa: PLR2004 - letters that fit on three lines


def _halves(told: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two columns of about the same length, in reading order."""
    sizes = [len(words) + 40 for words in told]
    cut = min(range(len(told), -1, -1), key=lambda place: abs(sum(sizes[:place]) - sum(sizes[place:])))
    return told[:cut], told[cut:]


def _day(day: date) -> str:
    return f"{day.day} {Period('month', day.year, day.month).words}"


def _short_sources(sheet: Sheet) -> str:
    told = short_credits(figure for panel in sheet.panels[:2] for figure in panel.figures)
    return f"{told} Alle cijfers met uitleg staan in de pdf.".strip()


# --- Typst -----------------------------------------------------------------------------------------------------------


@cache
def fonts() -> typst.Fonts:
    """Only the dependency's font; what it lacks must be noticed, not replaced by what a machine happens to have."""
    folder = Path(str(files("font_source_sans_pro").joinpath("files")))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _compiler() -> typst.Compiler:
    """Rooted in the folder of the templates, without packages from elsewhere."""
    folder = Path(str(files("factsheets").joinpath("data")))
    return typst.Compiler(
        root=folder, font_paths=fonts(), package_path=folder / "geen", package_cache_path=folder / "geen"
    )


def _compiled(template: str, data: dict[str, Any], form: Format, sheet: Sheet) -> list[bytes]:
    made = datetime(sheet.made.year, sheet.made.month, sheet.made.day, tzinfo=UTC)
    standards: list[Any] = ["a-2a", "ua-1"] if form == "pdf" else []
    with _one_at_a_time:
        found, warnings = _compiler().compile_with_warnings(
            text(template).encode(), format=form, ppi=72.0, timestamp=made, pdf_standards=standards,
            sys_inputs={"data": msgspec.json.encode(_printable(data)).decode()},
        )  # fmt: skip
    if warnings:
        raise Untidy("; ".join(str(warning) for warning in warnings))
    return found if isinstance(found, list) else [found or b""]


def _printable(told: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Letters that the font lacks become a question mark, and signs that it lacks fall away."""
    if isinstance(told, str):
        return "".join(map(_letter, told))
    if isinstance(told, dict):
        return {name: _printable(part) for name, part in told.items()}
    return [_printable(part) for part in told] if isinstance(told, list | tuple) else told


def _letter(letter: str) -> str:
    if letter < " " or "\x7f" <= letter < "\xa0" or letter == "\xad":
        return ""
    if ord(letter) < LATIN or letter in SIGNS:
        return letter
    return "?" if letter.isalpha() else ""


def _only_page(pages: list[bytes]) -> bytes:
    """A page more than one is a page that nobody asked for."""
    first = pages[0]
    amount = len(re.findall(rb"/Type\s*/Page\b", first)) if first.startswith(b"%PDF") else len(pages)
    if amount != 1:
        message = f"the sheet runs to {amount} pages"
        raise Untidy(message)
    return first
