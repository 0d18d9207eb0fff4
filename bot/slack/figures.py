"""Tables and charts of a card: natively where Slack can draw them, and otherwise in a way that says the same."""

import math
from collections.abc import Sequence
from itertools import zip_longest

from bot.doors.texts import clipped, flat, length
from bot.slack import limits
from bot.slack.escape import Block, context, in_full, paragraphs, shown
from bot.slack.limits import SLACK
from bot.slack.pen import ROOM, Pen, dutch, fitting, more
from handlers import cards
from handlers.cards import line, strong

FIXED_ROOM = 3000  # what a table in letters of one width takes of a message at most
HEADER_CELL, NARROW_CELL = 100, 24
LARGEST = 1e15  # beyond that a float is no figure any more

# --- tables ----------------------------------------------------------------------------------------------------------


def draw_table(table: cards.Table, pen: Pen) -> list[Block]:
    """The first table natively; Slack takes one per message, so the others are set in a fixed-width font."""
    native, pen.tables = pen.tables > 0, pen.tables - 1
    columns, others = table.columns[: SLACK.table_columns], table.columns[SLACK.table_columns :]
    whole = [_row_of([column.header for column in columns], columns), *(_row_of(row, columns) for row in table.rows)]
    grid = _shortened(whole, native=native)
    kept = grid[: _native_rows(grid) if native else _fixed_rows(grid)]
    remarks = [
        "" if table.rows else "Er staat nog niets in deze tabel.",
        "" if grid == whole else "Lange teksten in de tabel zijn ingekort.",
        f"Niet getoond: {', '.join(clipped(flat(each.header), HEADER_CELL) for each in others)}." if others else "",
    ]
    return [
        *paragraphs(line(strong(flat(table.caption)))),
        *(_native(kept, columns) if native else _fixed(kept, columns)),
        *more(len(grid) - len(kept), "rij", "rijen"),
        *context(line(" ".join(filter(None, remarks)))),
    ]


def _row_of(cells: Sequence[str], columns: Sequence[cards.Column]) -> list[str]:
    return [flat(cell) for cell, _ in zip_longest(cells[: len(columns)], columns, fillvalue="")]


def _shortened(grid: list[list[str]], *, native: bool) -> list[list[str]]:
    """Cells so short that a row always has room, in the table and in a message."""
    widest = ROOM // 2 // max(len(grid[0]), 1) if native else NARROW_CELL
    header, *rows = grid
    top = [clipped(cell, min(widest, HEADER_CELL)) for cell in header]
    return [top, *([clipped(cell, widest) for cell in row] for row in rows)]


def _native_rows(grid: list[list[str]]) -> int:
    return min(fitting((sum(map(length, row)) for row in grid), ROOM), SLACK.table_rows)


def _native(grid: list[list[str]], columns: Sequence[cards.Column]) -> list[Block]:
    rows = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in grid]
    settings = [{"align": "right" if column.numeric else "left", "is_wrapped": True} for column in columns]
    return [{"type": "table", "rows": rows, "column_settings": settings}] if columns else []


def _fixed_rows(grid: list[list[str]]) -> int:
    return max(2, FIXED_ROOM // (sum(_widths(grid)) + 2 * len(grid[0]) + 1))


def _fixed(grid: list[list[str]], columns: Sequence[cards.Column]) -> list[Block]:
    sides = [(">" if column.numeric else "<", width) for column, width in zip(columns, _widths(grid), strict=True)]
    rows = ["  ".join(f"{cell:{side}{width}}" for cell, (side, width) in zip(row, sides, strict=True)) for row in grid]
    return paragraphs(line("\n".join(row.rstrip() for row in rows)), "rich_text_preformatted")


def _widths(grid: list[list[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*grid, strict=True)]


# --- charts ----------------------------------------------------------------------------------------------------------


def draw_chart(chart: cards.Chart, pen: Pen) -> list[Block]:
    """Natively where Slack can draw it, and otherwise as the table behind it."""
    visual = _visual(chart) if pen.charts > 0 else {}
    alt = context(line(_legend(chart) if chart.kind == "share" else None, chart.alt))
    if not visual:
        return [*draw_table(_figures(chart), pen), *alt]
    pen.charts -= 1
    title = clipped(shown(flat(chart.title)), SLACK.chart_title)
    labels = [*chart.categories, *(series.name for series in chart.series)]
    return [
        *in_full([chart.title], SLACK.chart_title),
        {"type": "data_visualization", "title": title, "chart": visual},
        *in_full(labels, SLACK.chart_label),
        *in_full([chart.unit], limits.CHART_AXIS),
        *alt,
    ]


def _legend(chart: cards.Chart) -> str:
    """What a pie chart does not show itself."""
    told = [part for part in (*(series.name for series in chart.series[:1]), chart.unit) if part]
    return f"{', '.join(told)}: " if told else ""


def _visual(chart: cards.Chart) -> Block:
    """The chart as Slack draws it, or nothing where its rules (no gaps, no labels twice) do not allow that."""
    categories, names = _labels(chart.categories), _labels([series.name for series in chart.series])
    whole = all(len(series.values) == len(categories) and all(map(_drawable, series.values)) for series in chart.series)
    if not categories or not names or not whole:
        return {}
    drawn = [_points(categories, series) for series in chart.series]
    if chart.kind == "share":
        fits = len(drawn) == 1 and len(categories) <= SLACK.chart_series and all(chart.series[0].values)
        return {"type": "pie", "segments": drawn[0]} if fits else {}
    if len(categories) > SLACK.chart_points or len(names) > SLACK.chart_series:
        return {}
    series = [{"name": name, "data": data} for name, data in zip(names, drawn, strict=True)]
    unit = {"y_label": clipped(flat(chart.unit), limits.CHART_AXIS)} if flat(chart.unit) else {}
    return {"type": chart.kind, "series": series, "axis_config": {"categories": categories, **unit}}


def _points(categories: list[str], series: cards.Series) -> list[Block]:
    return [{"label": label, "value": value} for label, value in zip(categories, series.values, strict=True)]


def _drawable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and 0 <= value <= LARGEST


def _labels(names: Sequence[str]) -> list[str]:
    """Labels short enough for a chart, or none when some would then be the same."""
    made = [clipped(shown(flat(name)), SLACK.chart_label) for name in names]
    return made if len(set(made)) == len(made) else []


def _figures(chart: cards.Chart) -> cards.Table:
    unit = f" ({chart.unit})" if chart.unit else ""
    columns = (cards.Column(""), *(cards.Column(f"{series.name}{unit}", numeric=True) for series in chart.series))
    rows = [(name, *(_value(series, place) for series in chart.series)) for place, name in enumerate(chart.categories)]
    return cards.Table(chart.title, columns, tuple(rows))


def _value(series: cards.Series, place: int) -> str:
    return dutch(series.values[place] if place < len(series.values) else None)
