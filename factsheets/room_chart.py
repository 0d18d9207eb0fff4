"""Draw the result of a room in SVG: a bar on a scale with where groups stand, how alike people judged, a histogram.

No words that people wrote are in a drawing; those stand beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from factsheets.colour import GRID, INK, PAPER, SOFT, mixed, readable, softer, tint
from factsheets.dutch import counted, number
from factsheets.paper import Drawing
from factsheets.room_page import Bar, Scale, Shape
from factsheets.svg import Canvas, width

_NEAR: Final = 1.15  # of the size of a mark: two that are closer stand above each other
_LETTER, _FOOT, _HEAD = 8.4, 13.0, 12.0
_FEW: Final = 12
"""Up to this many columns of a histogram are named and counted one by one."""
_Draw: TypeAlias = Callable[[Canvas, float, float, float], None]


# --- a bar -----------------------------------------------------------------------------------------------------------


def bar(told: Bar, scale: Scale, colour: str, wide: float, high: float) -> str:
    """A bar on its scale, with a mark for each group."""
    canvas = Canvas(wide, high)
    canvas.rect(0, 0, wide, high, fill=tint(colour, 0.9), rx=high * 0.12)
    if told.value is not None:
        _filled(canvas, told, scale, colour)
    for value, _ in scale.ticks:
        x = _x(scale, wide, value)
        if 0 < x < wide:
            canvas.line(x, 0, x, high, PAPER, max(high / 24, 0.6), opacity=0.75)
    _marked(canvas, told, scale)
    return canvas.svg()


def _filled(canvas: Canvas, told: Bar, scale: Scale, colour: str) -> None:
    end = _x(scale, canvas.wide, told.value or 0)
    canvas.rect(0, 0, max(end, 1.5), canvas.high, fill=readable(colour), rx=canvas.high * 0.12)
    looks = (mixed(softer(colour), PAPER, 0.35), INK)
    value = told.value or 0
    for part, look in zip(told.beyond, looks, strict=False):
        start, value = _x(scale, canvas.wide, value), value + part
        if part:
            canvas.rect(start + 1, 0, _x(scale, canvas.wide, value) - start - 1, canvas.high, fill=look)


def _marked(canvas: Canvas, told: Bar, scale: Scale) -> None:
    """Marks that would hide each other stand in two lanes, and those of one lane beside each other."""
    size = canvas.high * 0.42
    found = sorted((_x(scale, canvas.wide, mark.value), mark.place) for mark in told.marks)
    for crowd in _crowds(found, size * _NEAR):
        lanes = (0.5,) if len(crowd) == 1 else (0.26, 0.74)
        taken = [-size] * len(lanes)
        for number_, (x, place) in enumerate(crowd):
            lane = number_ % len(lanes)
            taken[lane] = max(x, taken[lane] + size * 1.05)
            at = min(max(taken[lane], size / 2 + 1), canvas.wide - size / 2 - 1)
            draw_mark(canvas, place, at, canvas.high * lanes[lane], size)


def _crowds(found: Sequence[tuple[float, int]], near: float) -> list[list[tuple[float, int]]]:
    """Marks from left to right, those together that are near each other."""
    crowds: list[list[tuple[float, int]]] = []
    for each in found:
        if crowds and each[0] - crowds[-1][-1][0] < near:
            crowds[-1].append(each)
        else:
            crowds.append([each])
    return crowds


def _x(scale: Scale, wide: float, value: float) -> float:
    return wide * min(max((value - scale.low) / (scale.high - scale.low), 0), 1)


def scale_above(scale: Scale, wide: float, size: float) -> str:
    """The figures above the bars."""
    canvas = Canvas(wide, size * 1.3)
    for value, words in scale.ticks:
        x = _x(scale, wide, value)
        anchor = "start" if x <= 0 else "end" if x >= wide else "middle"
        canvas.text(x, size, words, size, SOFT, anchor=anchor)
    return canvas.svg()


# --- marks of groups -------------------------------------------------------------------------------------------------


def draw_mark(canvas: Canvas, place: int, x: float, y: float, size: float) -> None:
    """The mark of a group, told from others by its form: white with a dark edge, so that it is seen everywhere."""
    _MARKS[place % len(_MARKS)](canvas, x, y, size)


def mark(place: int, size: float) -> str:
    """The same for a legend."""
    canvas = Canvas(size + 4, size + 4)
    draw_mark(canvas, place, size / 2 + 2, size / 2 + 2, size)
    return canvas.svg()


def _form(*points: tuple[float, float]) -> _Draw:
    """A form with these corners, in halves of its size around its middle."""

    def draw(canvas: Canvas, x: float, y: float, size: float) -> None:
        corners = [(x + dx * size / 2, y + dy * size / 2) for dx, dy in points]
        canvas.path(corners, closed=True, fill=PAPER, stroke=INK, stroke_width=max(size / 7, 0.7))

    return draw


def _circle(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.dot(x, y, size * 0.48, fill=PAPER, stroke=INK, stroke_width=max(size / 7, 0.7))


def _target(canvas: Canvas, x: float, y: float, size: float) -> None:
    _circle(canvas, x, y, size)
    canvas.dot(x, y, size * 0.2, fill=INK)


_MARKS: Final[Sequence[_Draw]] = (
    _circle,
    _form((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    _form((0, -1), (1, 0.85), (-1, 0.85)),
    _form((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    _form((0, 1), (1, -0.85), (-1, -0.85)),
    _target,
)


# --- how alike people judged -----------------------------------------------------------------------------------------

_DOTS: Final[Mapping[Shape, tuple[float, ...]]] = {
    "eensgezind": (0.39, 0.5, 0.61), "redelijk eens": (0.26, 0.5, 0.74), "gespreid": (0, 0.33, 0.67, 1),
    "twee kampen": (0, 0.17, 0.83, 1),
}  # fmt: skip


def shape_mark(shape: Shape, colour: str, wide: float, high: float) -> str:
    """How people lie apart, as dots on a line: together, near each other, spread, or at both ends."""
    canvas = Canvas(wide, high)
    radius = high / 6
    canvas.line(0, high / 2, wide, high / 2, mixed(GRID, INK, 0.25), high / 14)
    for part in _DOTS.get(shape, ()):
        fill = INK if shape == "twee kampen" else readable(colour)
        canvas.dot(radius + (wide - 2 * radius) * part, high / 2, radius, fill=fill)
    return canvas.svg()


# --- a histogram -----------------------------------------------------------------------------------------------------


def histogram(points: Sequence[str], counts: Sequence[int], unsure: int | None, colour: str, *, wide: float = 230,
              high: float = 104, called: tuple[str, str] = ("oordeel", "oordelen")) -> Drawing:  # fmt: skip
    """How many people chose each point, and apart from those how many said "weet niet", where that could be said."""
    canvas = Canvas(wide, high)
    columns = [*zip(points, counts, strict=False)]
    step = wide / (len(columns) + (0 if unsure is None else 1.6))
    tallest = max([*counts, unsure or 0, 1])
    named = -(-len(columns) // _FEW)
    for place, (point, count) in enumerate(columns):
        shown = number(count) if named == 1 or count else ""
        words = point if place % named == 0 else ""
        _column(canvas, place * step, step, count / tallest, (words, shown), fill=readable(colour))
    if unsure is not None:
        look: dict[str, float | str] = {"stroke": SOFT, "stroke_width": 1, "stroke_dasharray": "2.5 2"}
        _column(
            canvas, wide - 1.4 * step, step * 1.4, unsure / tallest, ("weet niet", number(unsure)), fill=PAPER, **look
        )
    canvas.line(0, high - _FOOT, wide, high - _FOOT, mixed(GRID, INK, 0.3), 0.8)
    return Drawing(canvas.svg(), _in_words(columns, unsure, called), wide, high)


def _column(canvas: Canvas, x: float, wide: float, part: float, words: tuple[str, str], **look: float | str) -> None:
    """One column of a histogram with its name below and its count above."""
    below, above = words
    bottom, middle = canvas.high - _FOOT, x + wide / 2
    tall = (bottom - _HEAD) * part
    canvas.rect(x + wide * 0.1, bottom - tall, wide * 0.8, tall, **look)
    fitting = min(_LETTER, _LETTER * wide / max(width(below, _LETTER), 0.1))
    canvas.text(middle, canvas.high - 3, below, fitting, SOFT, anchor="middle")
    canvas.text(middle, bottom - tall - 3, above, _LETTER, INK, anchor="middle", weight=600)


def _in_words(columns: Sequence[tuple[str, int]], unsure: int | None, called: tuple[str, str]) -> str:
    """Every column that says something; with many of them the empty ones say nothing."""
    told = [f"{point}: {counted(count, *called)}" for point, count in columns if count or len(columns) <= _FEW]
    doubts = [] if unsure is None else [f"weet niet: {number(unsure)}"]
    return f"Hoe vaak elk punt werd gekozen. {'; '.join([*told, *doubts])}."


def small_histogram(counts: Sequence[int], colour: str, *, wide: float = 52, high: float = 16) -> Drawing:
    """The same as a sign in a row of a table, whose cells say the rest."""
    canvas = Canvas(wide, high)
    step, tallest = wide / max(len(counts), 1), max([*counts, 1])
    for place, count in enumerate(counts):
        tall = max((high - 1) * count / tallest, 0.8)
        canvas.rect(place * step + step * 0.08, high - tall, step * 0.84, tall, fill=readable(colour))
    return Drawing(canvas.svg(), "", wide, high)
