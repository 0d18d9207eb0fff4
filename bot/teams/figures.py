"""Facts, tables and charts: `table` draws rows and columns, `chart` a chart of Teams' own with a table behind it.

What Teams cannot draw (gaps, the same label twice, too much) becomes the table of its figures; what does not fit in a
table is counted in words.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate, zip_longest

from bot.doors.texts import clipped, flat, said
from bot.teams import limits
from bot.teams.escape import Block, in_full, paragraphs, runs, shown, small, titled
from bot.teams.limits import TEAMS, length, size
from handlers import cards
from handlers.cards import Line, joined, line, plain, strong
from handlers.dutch import number

ROOM = 12_000  # bytes of a card that one element takes at most
FALLBACK_ROOM = 6000
BAR = 10
NARROWEST, WIDEST = 17, 20  # characters for which a column of a table gets room


def fitting(costs: Iterable[int], room: int = ROOM) -> int:
    """How many have room: the first always, and then as far as it goes."""
    return max(1, sum(1 for total in accumulate(costs) if total <= room))


def more(left: int, one: str, many: str) -> list[Block]:
    return small(line(f"en nog {number(left)} {one if left == 1 else many}")) if left > 0 else []


def is_wide(block: Block) -> bool:
    """Whether a block needs the whole width of the chat."""
    if block["type"] == "Table":
        return len(block["columns"]) > limits.NARROW_COLUMNS
    return str(block["type"]).startswith("Chart.")


# --- facts and progress ----------------------------------------------------------------------------------------------


def weight(spoken: Line) -> int:
    return size(runs(spoken))


def facts(told: Sequence[cards.Fact]) -> list[Block]:
    """Side by side where they are short, with tones in a table and without in a list of facts."""
    kept = told[: fitting(weight((strong(fact.label), *fact.line)) for fact in told)]
    rest = more(len(told) - len(kept), "regel", "regels")
    if not all(map(_short, kept)):
        return [*(block for fact in kept for block in paragraphs((strong(f"{fact.label}: "), *fact.line))), *rest]
    if all(span.tone == "plain" and not span.url for fact in kept for span in fact.line):
        drawn = [
            {"title": titled(fact.label, limits.FACT_TITLE), "value": titled(plain(fact.line), limits.FACT_VALUE)}
            for fact in kept
        ]
        return [{"type": "FactSet", "facts": drawn}, *rest] if drawn else rest
    rows = [row(((strong(shown(fact.label)),), fact.line if said(fact.line) else line("–"))) for fact in kept]
    sides = [{"width": 1}, {"width": 2}]
    return [
        {"type": "Table", "columns": sides, "rows": rows, "firstRowAsHeaders": False, "showGridLines": False},
        *rest,
    ]


def _short(fact: cards.Fact) -> bool:
    words = plain(TEAMS.honest(fact.line))
    return length(fact.label) <= limits.FACT_TITLE and length(words) <= limits.FACT_VALUE and "\n" not in words.strip()


def people(told: cards.People) -> list[Block]:
    lines = [line(shown(each.name), f" ({each.role})" if each.role else None) for each in told.people]
    kept = lines[: fitting(map(weight, lines))]
    named = paragraphs((strong(f"{told.label}: "), *(joined(kept) or line("niemand"))))
    return [*named, *more(len(lines) - len(kept), "persoon", "mensen")]


def progress(made: cards.Progress) -> list[Block]:
    done = min(max(made.percent, 0), 100)
    full = done * BAR // 100
    [fallback] = paragraphs(line("▓" * full + "░" * (BAR - full)))
    return [
        *paragraphs(line(made.label, f" · {made.percent}%")),
        {"type": "ProgressBar", "value": done, "max": 100, "color": "Accent", "spacing": "Small", "fallback": fallback},
    ]


# --- tables ----------------------------------------------------------------------------------------------------------


def table(drawn: cards.Table) -> list[Block]:
    columns, others = drawn.columns[: TEAMS.table_columns], drawn.columns[TEAMS.table_columns :]
    whole = [_row_of([column.header for column in columns], columns), *(_row_of(row, columns) for row in drawn.rows)]
    grid = [[clipped(cell, _widest(columns)) for cell in row] for row in whole]
    style = {"size": "Small"} if len(columns) > limits.NARROW_COLUMNS else {}
    rows = [_row(row, style, header=place == 0) for place, row in enumerate(grid)]
    shown_rows = rows[: min(max(fitting(map(size, rows)), 2), TEAMS.table_rows + 1)]
    remarks = [
        "" if drawn.rows else "Er staat nog niets in deze tabel.",
        "" if grid == whole else "Lange teksten in de tabel zijn ingekort.",
        f"Niet getoond: {', '.join(clipped(flat(each.header), TEAMS.label) for each in others)}." if others else "",
    ]
    return [
        *paragraphs(line(strong(flat(drawn.caption))), spacing="Medium"),
        *_grid(shown_rows, columns, [max(map(len, column)) for column in zip(*grid, strict=True)]),
        *more(len(rows) - len(shown_rows), "rij", "rijen"),
        *small(line(" ".join(filter(None, remarks)))),
    ]


def _widest(columns: Sequence[cards.Column]) -> int:
    """Cells so short that a heading and a row always have room together."""
    return min(limits.CELL, ROOM // 8 // max(len(columns), 1))


def _row_of(cells: Sequence[str], columns: Sequence[cards.Column]) -> list[str]:
    return [flat(cell) for cell, _ in zip_longest(cells[: len(columns)], columns, fillvalue="")]


def _row(cells: Sequence[str], style: Block, *, header: bool) -> Block:
    return row([(strong(cell or " ") if header else cards.Span(cell or " "),) for cell in cells], style)


def row(lines: Sequence[Line], style: Block | None = None) -> Block:
    """A row of a table, a line in each cell."""
    return {"type": "TableRow", "cells": [_cell(each, style or {}) for each in lines]}


def _cell(spoken: Line, style: Block) -> Block:
    return {"type": "TableCell", "items": [{"type": "RichTextBlock", "inlines": runs(spoken, **style)}]}


def _grid(rows: list[Block], columns: Sequence[cards.Column], longest: Sequence[int]) -> list[Block]:
    """Columns as wide as what is in them asks, within reason."""
    right = {"horizontalCellContentAlignment": "Right"}
    widths = [min(max(most, NARROWEST), WIDEST) for most in longest]
    sides = [{"width": each, **(right if column.numeric else {})} for each, column in zip(widths, columns, strict=True)]
    return [{"type": "Table", "columns": sides, "rows": rows, "firstRowAsHeaders": True}] if columns else []


# --- charts ----------------------------------------------------------------------------------------------------------


def chart(drawn: cards.Chart) -> list[Block]:
    """Natively where Teams can draw it, and otherwise as the table behind it."""
    alt = small(line(_legend(drawn), drawn.alt))
    behind = table(_figures(drawn))
    if not (visual := _visual(drawn)) or size(visual) > ROOM:
        return [*behind, *alt]
    labels = [*drawn.categories, *(series.name for series in drawn.series), drawn.unit]
    title = clipped(shown(drawn.title), TEAMS.chart_title)
    return [
        *paragraphs(line(strong(flat(drawn.title))), spacing="Medium"),
        {**visual, "title": title, "fallback": _fallback(behind, drawn)},
        *in_full(labels, TEAMS.chart_label),
        *alt,
    ]


def _fallback(behind: list[Block], drawn: cards.Chart) -> Block:
    grids = [block for block in behind if block["type"] == "Table" and size(block) <= FALLBACK_ROOM]
    words = small(line(clipped(shown(drawn.alt), TEAMS.alt)))
    return (grids or words)[0]


def _legend(drawn: cards.Chart) -> str:
    """What a chart of one series does not say itself."""
    if drawn.kind == "line" or len(drawn.series) > 1:
        return ""
    told = [part for part in (*(series.name for series in drawn.series), drawn.unit) if part]
    return f"{', '.join(told)}: " if told else ""


def _visual(drawn: cards.Chart) -> Block:
    """The chart as Teams draws it, or nothing where its rules do not allow that."""
    categories, names = _labels(drawn.categories), _labels([series.name for series in drawn.series])
    whole = all(len(series.values) == len(categories) and all(map(_drawable, series.values)) for series in drawn.series)
    if not categories or not names or not whole:
        return {}
    if drawn.kind == "share":
        return _donut(categories, drawn.series)
    if len(names) > TEAMS.chart_series or len(names) * len(categories) > TEAMS.chart_points:
        return {}
    unit = {"yAxisTitle": clipped(flat(drawn.unit), TEAMS.chart_label)} if flat(drawn.unit) else {}
    points = [_points(categories, series) for series in drawn.series]
    if drawn.kind == "bar" and len(points) == 1:
        return {
            "type": "Chart.VerticalBar",
            "data": points[0],
            "showBarValues": True,
            "color": limits.COLOURS[0],
            **unit,
        }
    data = [{"legend": name, "values": values, "color": colour}
            for name, values, colour in zip(names, points, limits.COLOURS, strict=False)]  # fmt: skip
    kind = "Chart.Line" if drawn.kind == "line" else "Chart.VerticalBar.Grouped"
    return {"type": kind, "data": data, **unit}


def _donut(categories: list[str], series: Sequence[cards.Series]) -> Block:
    values = [value or 0.0 for value in series[0].values]
    if len(series) > 1 or len(categories) > limits.CHART_SEGMENTS or min(values) < 0 or sum(values) <= 0:
        return {}
    data = [{"legend": label, "value": value, "color": colour}
            for label, value, colour in zip(categories, values, limits.COLOURS, strict=False)]  # fmt: skip
    return {"type": "Chart.Donut", "data": data}


def _points(categories: list[str], series: cards.Series) -> list[Block]:
    return [{"x": label, "y": value} for label, value in zip(categories, series.values, strict=True)]


def _drawable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and abs(value) <= limits.LARGEST


def _labels(names: Sequence[str]) -> list[str]:
    """Labels short enough for a chart, or none when some would then be the same."""
    made = [clipped(shown(name), TEAMS.chart_label) for name in names]
    return made if len(set(made)) == len(made) else []


def _figures(drawn: cards.Chart) -> cards.Table:
    unit = f" ({drawn.unit})" if drawn.unit else ""
    columns = (cards.Column(""), *(cards.Column(f"{series.name}{unit}", numeric=True) for series in drawn.series))
    rows = [(name, *(_value(series, place) for series in drawn.series)) for place, name in enumerate(drawn.categories)]
    return cards.Table(drawn.title, columns, tuple(rows))


def _value(series: cards.Series, place: int) -> str:
    value = series.values[place] if place < len(series.values) else None
    if value is None or not math.isfinite(value):
        return "–"
    return number(value) if abs(value) <= limits.LARGEST else f"{value:.3g}"
