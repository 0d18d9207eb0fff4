"""Figures as people read them: a table per case, with what it is measured against and the ratio to that."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One case: its rows, and sentences about what was checked or aimed at."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        drawn = [_line(line, widths) for line in lines]
        drawn.insert(1, "|".join(["", *("-" * (width + 2) for width in widths), ""]))
        return "\n".join([f"### {self.title}", "", *drawn, *(f"\n{note}" for note in self.notes), ""])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The first column reads as words, the others as figures."""
    first, *rest = cells
    padded = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
    return f"| {' | '.join(padded)} |"


def number(value: float) -> str:
    """Three figures that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(value: float, base: float) -> str:
    return f"{value / base:.2f}x" if base else "-"


def percentile(values: Iterable[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)
