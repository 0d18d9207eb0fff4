"""A chart for a wall: names on the left, bars on the right, so that ten of them are read from ten metres.

The sheet is twice as wide as high for ten bars, and nothing on it can be pressed. A chart of another kind, or of more
than one series, is drawn as everywhere, without its table of figures.
"""

from typing import Final

from markupsafe import Markup

from bot.browser.chart import BAR, LETTER, ROW, Sheet, amount, chart_html, tag, there, wrapped
from handlers.cards import Chart

WIDE: Final = 680.0
_LONGEST, _GAP, _LINES = 400.0, 9.0, 2


def wide_chart_html(chart: Chart) -> Markup:
    """The figure; names get as much room as the longest one needs, so that most take one line."""
    if chart.kind != "bar" or len(chart.series) != 1:
        return chart_html(chart)
    unit = tag("span", chart.unit, class_="soft") if chart.unit else Markup()
    caption = tag("figcaption", tag("strong", chart.title) + " " + unit)
    sheet, values = Sheet(), chart.series[0].values
    names = min(max(map(len, chart.categories), default=0) * LETTER + 14, _LONGEST)
    figures = [amount(value, chart.unit) for value in values]
    room = WIDE - names - max(map(len, figures), default=0) * LETTER - 14
    known = [0.0, *filter(there, values)]
    low, high = min(known), max(known)
    for category, value, figure in zip(chart.categories, values, figures, strict=False):
        lines = _shortened(wrapped(category, names - 12))
        for number, line in enumerate(lines):
            sheet.add("text", line, x=0.0, y=sheet.top + 13 + number * ROW)
        if there(value):
            start, end = ((edge - low) / ((high - low) or 1.0) * room for edge in sorted((0.0, value)))
            at, width = names + start, max(end - start, 1.0)
            sheet.add("rect", x=at, y=sheet.top, width=width, height=BAR + 4, rx=2.0, class_="series-1")
        sheet.add("text", figure, x=WIDE, y=sheet.top + 13, text_anchor="end", class_="figure")
        sheet.top += len(lines) * ROW + _GAP
    return tag("figure", caption + _svg(chart, sheet), class_="chart chart-wide")


def _shortened(lines: list[str]) -> list[str]:
    """A name on a wall takes two lines at most; the page of the room has it whole."""
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]}…"]


def _svg(chart: Chart, sheet: Sheet) -> Markup:
    inside = tag("title", chart.title) + tag("desc", chart.alt) + Markup().join(sheet.parts)
    return tag("svg", inside, viewBox=f"0 0 {WIDE:.0f} {max(sheet.top, 1.0):.0f}", role="img")
