"""Draw the result of a room as a picture for a chat and a wall. Import this only inside a job or a command: it brings
Typst along.
"""

from datetime import date
from typing import Any, Final

from factsheets import document
from factsheets.colour import GRID, INK, SOFT, readable, tint
from factsheets.document import Pictures
from factsheets.room_chart import bar, mark, scale_above, shape_mark
from factsheets.room_page import MOST_ROWS, Page, Row
from factsheets.svg import FONT, width

BAR, RIGHT, INSIDE = 744.0, 300.0, 1108.0
_HIGH: Final = 636.0  # of all rows together
_TALLEST: Final = 150.0
_TWO_LINES: Final = 100.0
"""From this height of a row on, a name may take two lines."""


def pictures(page: Page, day: date) -> Pictures:
    """The picture, of 1200 by 900 and smaller."""
    colour = readable(page.colour)
    row = min(_TALLEST, _HIGH / max(len(page.shown), 1))
    question, size = _question(page.question)
    data = {
        "colour": colour, "pale": tint(colour, 0.93), "ink": INK, "soft": SOFT, "grid": GRID, "font": FONT,
        "kicker": page.kicker, "question": question, "size": size, "voters": page.voters, "measure": page.scale.title,
        "scale": scale_above(page.scale, BAR, 19), "row": row, "bar": BAR, "right": RIGHT, "rows": [
            _row(each, page, row) for each in page.shown
        ], "legend": page.legend, "marks": [
            {"svg": mark(place, 17), "name": name} for place, name in enumerate(page.groups)
        ],
        "beyond": _beyond(page), "more": page.more, "note": page.note,
    }  # fmt: skip
    return document.in_two_sizes("kamer.typ", data, day)


def _row(row: Row, page: Page, tall: float) -> dict[str, Any]:
    size, score = (25.0, 30.0) if len(page.shown) > MOST_ROWS // 2 else (30.0, 36.0)
    return {
        "rank": row.rank, "name": _fitting(row.name, size, 2 if tall >= _TWO_LINES else 1), "name_size": size,
        "svg": bar(row.bar, page.scale, page.colour, BAR, min(34, tall * 0.36)),
        "score": row.score, "score_size": min(score, score * RIGHT / max(width(row.score, score, bold=True), 1)),
        "told": row.told, "told_size": min(21, 21 * (RIGHT - (52 if row.shape else 0)) / max(width(row.told, 21.6), 1)),
        "strong": row.divided, "sign": shape_mark(row.shape, page.colour, 44, 22) if row.shape else "",
        "alt": f"{row.name}: {row.score}",
    }  # fmt: skip


def _beyond(page: Page) -> str:
    """What the parts of a bar mean, where it has several."""
    return f"Van links naar rechts: {', '.join(page.beyond)}." if page.beyond else ""


def _question(words: str) -> tuple[str, float]:
    """The question on two lines, smaller where it is long; a very long one stands whole beside the picture."""
    for size in (36.0, 31.0, 27.0, 24.0):
        if width(words, size, bold=True) <= 1.9 * INSIDE:
            return words, size
    return _fitting(words, 24, 2), 24


def _fitting(words: str, size: float, lines: int) -> str:
    """Words that fit on so many lines, cut between two of them; they stand whole in the table and the words beside."""
    room = (lines - 0.06 * lines) * BAR if size != 24 else 1.9 * INSIDE  # noqa: PLR2004 - that of a long question
    if width(words, size, bold=True) <= room:
        return words
    shown = words
    while width(f"{shown} …", size, bold=True) > room:
        shown = shown.rpartition(" ")[0] if " " in shown[8:] else shown[:-4]
    return f"{shown.rstrip(' ,;:.')} …"
