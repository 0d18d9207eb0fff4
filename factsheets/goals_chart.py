"""The picture of goals and results: a bar per goal, on one scale with the target at 100.

Import this only inside a job or a command: it brings Typst along.
"""

from datetime import date
from typing import Any, Final

from factsheets import document
from factsheets.colour import GRID, INK, PAPER, SOFT, readable, softer, tint
from factsheets.document import Pictures
from factsheets.goals_page import FEW_ROWS, Page, Row
from factsheets.svg import FONT, Canvas, width

COLOUR: Final = "#1F4E5F"
END: Final = 150  # per cents at the right edge; what goes further ends in an arrow
WIDE, HIGH = 420.0, 34.0
LEFT, RIGHT, SMALL = 404.0, 268.0, 14.5
_BAR = 18.0
_ARROW = 15.0


def pictures(page: Page, day: date) -> Pictures:
    """The picture for a chat, of 1200 by 900 and smaller."""
    colour = readable(COLOUR)
    warnings = [told.partition(". ")[::2] for told in page.warnings]
    data = {
        "colour": colour, "pale": tint(colour, 0.92), "ink": INK, "soft": SOFT, "grid": GRID, "font": FONT,
        "moment": page.moment, "headline": page.headline, "warnings": warnings, "more": page.more,
        "unmeasured": page.unmeasured, "scale": scale(), "wide": WIDE,
        "rows": [_row(row) for row in page.rows], "row": min(66.0, 560 / max(len(page.rows), 1)),
        "gap": 7 if len(page.rows) <= FEW_ROWS else 5,
    }  # fmt: skip
    return document.in_two_sizes("koers.typ", data, day)


def _row(row: Row) -> dict[str, Any]:
    words = ("value", "target", "told", "state")
    name, size = _fitting(row.name)
    return {each: getattr(row, each) for each in words} | {
        "name": name,
        "size": size,
        "small": min(15.5, 15.5 * RIGHT / width(f"doel {row.target} · {row.state}", 16.5)),
        "large": min(21.0, 21 * RIGHT / width(row.value, 22, bold=True)),
        "met": row.shape == "●",
        "svg": bar(row),
        "alt": f"{row.name}: {row.value}, doel {row.target}",
    }


def _fitting(name: str) -> tuple[str, float]:
    """The name of a goal on one line, or smaller on two; a longer one is cut at a word, and is complete in the text."""
    if width(name, 17.5, bold=True) <= LEFT:
        return name, 17.5
    shown = name
    while width(shown, SMALL, bold=True) > 1.8 * LEFT and " " in shown.removesuffix(" …"):
        shown = shown.removesuffix(" …").rpartition(" ")[0] + " …"
    return shown, SMALL


def bar(row: Row) -> str:
    """The bar of a goal beside its target; where sources differ one part per source, the certain one filled."""
    canvas = Canvas(WIDE, HIGH)
    top, colour = (HIGH - _BAR) / 2, readable(COLOUR)
    start, end = row.band
    canvas.rect(0, top - 5, WIDE, _BAR + 10, fill=tint(COLOUR, 0.95))
    canvas.rect(_x(start), top - 5, _x(END if end is None else end) - _x(start), _BAR + 10, fill=tint(COLOUR, 0.82))
    for place, percent in reversed(list(enumerate(row.reached))):
        fill = tint(COLOUR, 0.6) if place else colour if row.shape == "●" else softer(COLOUR)
        _reached(canvas, percent, top, fill, open_=place > 0)
    canvas.line(_x(100), 0, _x(100), HIGH, INK, 2)
    return canvas.svg()


def _reached(canvas: Canvas, percent: int, top: float, fill: str, *, open_: bool) -> None:
    beyond = percent > END
    long = max(_x(min(percent, END)) - (_ARROW if beyond else 0), 2)
    look: dict[str, float | str] = {"stroke": readable(COLOUR), "stroke_width": 1.2, "stroke_dasharray": "5 4"}
    canvas.rect(0, top, long, _BAR, fill=fill, **(look if open_ else {}))
    if beyond:
        canvas.path([(long, top - 4), (long + _ARROW, top + _BAR / 2), (long, top + _BAR + 4)], closed=True, fill=fill)


def scale() -> str:
    """The per cents above the bars."""
    canvas = Canvas(WIDE, 22)
    for percent in (0, 50, 100):
        words = "100% = doel" if percent == 100 else f"{percent}%"  # noqa: PLR2004 - the goal itself
        anchor = "start" if percent == 0 else "middle"
        canvas.text(_x(percent), 16, words, 15.5, INK if percent else SOFT, anchor=anchor, weight=600, halo=PAPER)
    return canvas.svg()


def _x(percent: float) -> float:
    return WIDE * min(percent, END) / END
