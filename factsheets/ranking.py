"""Ranked bars as SVG: the largest on top, each with its figure and a mark at the figure before."""

from collections.abc import Sequence

import msgspec

from factsheets.chart import Drawing, Look
from factsheets.colour import INK, SOFT, readable, softer
from factsheets.dutch import listed
from factsheets.figures import Figure
from factsheets.svg import Canvas, width


class Bar(msgspec.Struct, frozen=True):
    """One row: its figure, and where there is one the figure it is compared with."""

    name: str
    figure: Figure
    before: Figure | None = None


def ranked_bars(bars: Sequence[Bar], look: Look) -> Drawing:
    """The longest on top, with its figure behind it. A small upright line is the figure of before."""
    canvas, size = Canvas(look.wide, look.high), look.size
    left = max((width(bar.name, size, bold=True) for bar in bars), default=0) + size * 0.8
    behind = max((width(_behind(bar), size) for bar in bars), default=0) + size * 1.6
    most = max([float(figure.amount or 0) for bar in bars for figure in (bar.figure, bar.before) if figure] + [1])
    slot = min(look.high / max(len(bars), 1), size * 4.5)
    for place, bar in enumerate(bars):
        _ranked_bar(canvas, bar, (left, slot * place, look.wide - left - behind, slot), most, look, first=place == 0)
    told = "; ".join(_told(bar) for bar in bars)
    return Drawing(canvas.svg(), f"Staafgrafiek, van hoog naar laag: {told}.", look.wide, look.high)


def _behind(bar: Bar) -> str:
    was = f" (was {bar.before.text})" if bar.before and bar.before.amount is not None else ""
    return bar.figure.text + was


def _ranked_bar(
    canvas: Canvas, bar: Bar, box: tuple[float, float, float, float], most: float, look: Look, *, first: bool
) -> None:
    left, top, room, slot = box
    size, middle, high = look.size, top + slot / 2, min(slot * 0.6, look.size * 2)
    amount = bar.figure.amount
    colour = readable(look.colour) if first else softer(look.colour)
    long = room * float(amount or 0) / most
    canvas.text(
        left - size * 0.6, middle + size * 0.34, bar.name, size, INK, anchor="end", weight=700 if first else 400
    )
    canvas.rect(left, middle - high / 2, long, high, fill=colour)
    end = left + long
    if bar.before is not None and bar.before.amount is not None:
        before = left + room * float(bar.before.amount) / most
        canvas.line(before, middle - high * 0.68, before, middle + high * 0.68, INK, size * 0.2)
        end = max(end, before)
    _label(canvas, bar, end + size * 0.6, middle + size * 0.34, size)


def _label(canvas: Canvas, bar: Bar, x: float, y: float, size: float) -> None:
    there = bar.figure.amount is not None
    canvas.text(x, y, bar.figure.text, size, INK if there else SOFT, weight=700 if there else 400, italic=not there)
    if bar.before is not None and bar.before.amount is not None:
        shift = width(bar.figure.text, size, bold=True) + size * 0.3
        canvas.text(x + shift, y, f"(was {bar.before.text})", size, SOFT)


def _told(bar: Bar) -> str:
    return f"{bar.name} {_behind(bar)}"


def places(figures: Sequence[Figure]) -> str:
    """The names that share the first place: "Zwolle", "Zwolle en Kampen"."""
    ahead = [
        figure.region.name for figure in figures if figure.amount is not None and figure.amount == figures[0].amount
    ]
    return listed(ahead)
