"""Charts as SVG: a line in time, and pairs of bars. Each states its values in words (`alt`).

Figures are labelled where they stand, with Dutch numbers. One colour carries the message; what else must be told apart
differs in shape or place too. A missing figure leaves a gap with a word in it.
"""

import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from factsheets.colour import GRID, INK, PAPER, SOFT, readable, tint
from factsheets.dutch import number
from factsheets.figures import Figure, Track
from factsheets.observation import Period
from factsheets.svg import Canvas, width

THOUSAND = 1000
BESIDE = 0.45  # the part of a pair's room that the figure of one bar may take


class Drawing(msgspec.Struct, frozen=True):
    """An SVG with its values in words; as wide and high as it was asked for."""

    svg: str
    alt: str
    wide: float
    high: float


class Look(msgspec.Struct, frozen=True):
    """How large the drawing and its letters are, and the colour that carries the message."""

    wide: float
    high: float
    colour: str
    size: float = 9


# --- a line in time --------------------------------------------------------------------------------------------------


class _Plane(msgspec.Struct, frozen=True):
    """The mapping from values to places on the drawing; values count from zero."""

    left: float
    right: float
    top: float
    bottom: float
    amount: int
    most: float
    inset: float = 0

    def x(self, place: float) -> float:
        return self.left + self.inset + (self.right - self.left - self.inset) * place / max(self.amount - 1, 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.most


def line(track: Track, look: Look) -> Drawing:
    """Every value in its place, the newest, the highest and the lowest with their figures."""
    values = [None if figure.amount is None else float(figure.amount) for figure in track.figures]
    known = [value for value in values if value is not None]
    canvas, size = Canvas(look.wide, look.high), look.size
    if not known:
        return _empty(canvas, track.indicator.name, look)
    steps = _steps(max(known), (look.high - size * 5.3) / size)
    left = width(number(steps[-1]), size) + size
    beside = max(width(track.figures[-1].period.short, size), width(_last_words(track), size * 1.5))
    right = look.wide - beside - size
    plane = _Plane(left, right, size * 3.2, look.high - size * 2.1, len(values), max(steps[-1], *known) or 1, size)
    _grid(canvas, plane, steps, size)
    _area(canvas, plane, values, look)
    canvas.line(plane.left, plane.bottom, plane.right, plane.bottom, SOFT, 0.8)
    _years(canvas, plane, [figure.period for figure in track.figures], size)
    _marks(canvas, plane, track, look)
    return Drawing(canvas.svg(), _line_alt(track), look.wide, look.high)


def _last_words(track: Track) -> str:
    return track.last.text if track.last else ""


def _steps(most: float, lines: float) -> list[float]:
    """Round values for the grid up to the highest value, as many as there is room for."""
    rough = max(most, 1) / min(max(lines / 1.5, 2), 5)
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * times for times in (1, 2, 2.5, 5, 10) if scale * times >= rough)
    return [step * place for place in range(int(most / step) + 1)]


def _grid(canvas: Canvas, plane: _Plane, steps: Sequence[float], size: float) -> None:
    for step in steps:
        canvas.line(plane.left, plane.y(step), plane.right, plane.y(step), SOFT if step == 0 else GRID, 0.8)
        canvas.text(plane.left - size * 0.6, plane.y(step) + size * 0.34, number(step), size, SOFT, anchor="end")


def _area(canvas: Canvas, plane: _Plane, values: list[float | None], look: Look) -> None:
    colour = readable(look.colour)
    for run in _runs(values):
        points = [(plane.x(place), plane.y(value)) for place, value in run]
        floor = [(points[-1][0], plane.bottom), (points[0][0], plane.bottom)]
        canvas.path(points + floor, closed=True, fill=tint(look.colour, 0.9))
        canvas.path(points, fill="none", stroke=colour, stroke_width=look.size * 0.22, stroke_linejoin="round")
    for place, value in enumerate(values):
        if value is None:
            canvas.text(
                plane.x(place), plane.bottom - look.size * 0.4, "?", look.size, SOFT, anchor="middle", italic=True
            )


def _runs(values: list[float | None]) -> list[list[tuple[int, float]]]:
    """Stretches without a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]


def _years(canvas: Canvas, plane: _Plane, periods: list[Period], size: float) -> None:
    """The label of a year under its part of the axis, if most of it is shown; in two digits where it is tight."""
    whole = plane.x(_per_year(periods)) - plane.x(0)
    tight = whole < width("2023", size) * 1.3
    for year in dict.fromkeys(period.year for period in periods):
        words = f"’{year % 100:02d}" if tight else str(year)
        places = [place for place, period in enumerate(periods) if period.year == year]
        first, last = plane.x(places[0]), plane.x(places[-1])
        if places[0]:
            canvas.line(first, plane.bottom, first, plane.bottom + size * 0.45, SOFT, 0.8)
        if last - first > width(words, size) * 0.8:
            canvas.text((first + last) / 2, plane.bottom + size * 1.4, words, size, INK, anchor="middle")


def _per_year(periods: Sequence[Period]) -> int:
    return max(Counter(period.year for period in periods).values(), default=1)


def _marks(canvas: Canvas, plane: _Plane, track: Track, look: Look) -> None:
    """The label of the newest figure, large, and those of the highest and lowest, small, where they do not collide.
    Figures that share such a place get a ring too, and the label gives their number instead of a date."""
    told = [
        (place, float(figure.amount), figure) for place, figure in enumerate(track.figures) if figure.amount is not None
    ]
    last, size, colour = told[-1], look.size, readable(look.colour)
    highest, lowest = max(told, key=lambda one: one[1]), min(told, key=lambda one: one[1])
    for place, value, figure in dict.fromkeys((highest, lowest)):
        fits = value == highest[1] or plane.bottom - plane.y(value) > size * 1.9
        if fits and plane.x(last[0]) - plane.x(place) > size * 1.5:
            shared = [one[0] for one in told if one[1] == value]
            for other in shared:
                _ring(canvas, plane.x(other), plane.y(value), look)
            when = figure.period.short if len(shared) == 1 else f"{len(shared)} keer"
            _mark(canvas, plane, (place, value), (figure.text, when), look, above=value == highest[1])
    x, y = plane.x(last[0]), plane.y(last[1])
    canvas.dot(x, y, size * 0.42, fill=colour)
    canvas.text(x + size * 0.8, y + size * 0.2, last[2].text, size * 1.5, colour, weight=700)
    canvas.text(x + size * 0.8, y + size * 1.35, last[2].period.short, size, SOFT)


def _mark(
    canvas: Canvas, plane: _Plane, where: tuple[int, float], told: tuple[str, str], look: Look, *, above: bool
) -> None:
    size, x, y = look.size, plane.x(where[0]), plane.y(where[1])
    tight = not above and plane.bottom - y < size * 2.9
    words = f"{told[0]} ({told[1]})" if tight else told[0]
    half = max(width(told[1], size), width(words, size * 1.1, bold=True)) / 2
    middle = min(max(x, plane.x(0) + half + size * 0.3), plane.right - half)
    base = y - size * 1.75 if above else y + size * 1.4
    halo = PAPER if above else tint(look.colour, 0.9)
    canvas.text(middle, base, words, size * 1.1, readable(look.colour), anchor="middle", weight=700, halo=halo)
    if not tight:
        canvas.text(middle, base + size * 1.05, told[1], size, SOFT, anchor="middle", halo=halo)


def _ring(canvas: Canvas, x: float, y: float, look: Look) -> None:
    canvas.dot(x, y, look.size * 0.38, fill=PAPER, stroke=readable(look.colour), stroke_width=look.size * 0.18)


def _line_alt(track: Track) -> str:
    told = "; ".join(f"{figure.period.short} {figure.text}" for figure in track.figures)
    return f"Lijngrafiek. {track.indicator.name}, {track.region.name}: {told}."


def _empty(canvas: Canvas, name: str, look: Look) -> Drawing:
    words = f"Nog geen cijfers: {name.lower()}"
    canvas.text(look.wide / 2, look.high / 2, words, look.size, SOFT, anchor="middle", italic=True)
    return Drawing(canvas.svg(), words + ".", look.wide, look.high)


# --- pairs of bars ---------------------------------------------------------------------------------------------------


def pairs(tracks: tuple[Track, Track], look: Look) -> Drawing:
    """Two series side by side per period, each bar with its figure: the first filled, the second open, so that colour
    is not needed. Where bars are too narrow for their figures there is an axis instead."""
    canvas, size = Canvas(look.wide, look.high), look.size
    known = [figure for track in tracks for figure in track.figures if figure.amount is not None]
    if not known:
        return _empty(canvas, tracks[0].indicator.name, look)
    periods, unit = [figure.period for figure in tracks[0].figures], THOUSAND if in_thousands(tracks) else 1
    direct = max(width(_pair_words(one, unit), size) for one in known) <= look.wide / len(periods) * BESIDE
    most = max(float(figure.amount or 0) for figure in known)
    plane = _pair_plane(canvas, most, len(periods), look, direct=direct)
    _legend(canvas, plane, tracks, look, newest=not direct)
    slot = (plane.right - plane.left) / len(periods)
    for place, when in enumerate(periods):
        start = plane.left + slot * place
        for number_, figure in enumerate(track.at(when) for track in tracks):
            x, wide = start + slot * (0.1 + 0.41 * number_), slot * 0.39
            _pair_bar(canvas, plane, (x, wide), figure, look, filled=number_ == 0)
            if figure and figure.amount is not None and direct:
                above = plane.y(float(figure.amount)) - size * 0.35
                canvas.text(x + wide / 2, above, _pair_words(figure, unit), size, INK, anchor="middle")
        _pair_label(canvas, plane, start + slot / 2, when, look.size, first=place == 0 or when.number == 1)
    return Drawing(canvas.svg(), " ".join(map(_pair_alt, tracks)), look.wide, look.high)


def in_thousands(tracks: Sequence[Track]) -> bool:
    """Whether nothing is lost by counting in thousands: so CBS gives vacancies that arose or were filled."""
    known = [figure.amount for track in tracks for figure in track.figures if figure.amount is not None]
    return any(known) and not any(amount % THOUSAND for amount in known)


def _pair_words(figure: Figure, unit: int) -> str:
    """ "13" where the unit is a thousand; a rounded zero is "<0,5", never 0."""
    if not figure.amount and figure.rounding > 1:
        return f"<{number(figure.rounding / 2 / unit, 1 if unit > 1 else 0)}"
    return number((figure.amount or 0) / unit)


def _pair_plane(canvas: Canvas, most: float, amount: int, look: Look, *, direct: bool) -> _Plane:
    size, top, bottom = look.size, look.size * 3.2, look.high - look.size * 3
    if direct:
        canvas.line(0, bottom, look.wide, bottom, SOFT, 0.8)
        return _Plane(0, look.wide, top, bottom, amount, most or 1)
    steps = _steps(most, (look.high - size * 5.6) / size)
    plane = _Plane(width(number(steps[-1]), size) + size, look.wide, top, bottom, amount, max(steps[-1], most) or 1)
    _grid(canvas, plane, steps, size)
    return plane


def _pair_bar(
    canvas: Canvas, plane: _Plane, place: tuple[float, float], figure: Figure | None, look: Look, *, filled: bool
) -> None:
    colour, (x, wide) = readable(look.colour), place
    if figure is None or figure.amount is None:
        canvas.text(x + wide / 2, plane.bottom - look.size * 0.4, "?", look.size, SOFT, anchor="middle", italic=True)
        return
    top = plane.y(float(figure.amount))
    fill = colour if filled else tint(look.colour, 0.85)
    canvas.rect(x, top, wide, plane.bottom - top, fill=fill, stroke=colour, stroke_width=0.9)


def _pair_label(canvas: Canvas, plane: _Plane, x: float, when: Period, size: float, *, first: bool) -> None:
    canvas.text(x, plane.bottom + size * 1.25, when.short.rsplit(" ", 1)[0], size, INK, anchor="middle")
    if first and when.number:
        canvas.text(x, plane.bottom + size * 2.4, str(when.year), size, SOFT, anchor="middle")


def _legend(canvas: Canvas, plane: _Plane, tracks: tuple[Track, Track], look: Look, *, newest: bool) -> None:
    x, size, colour = plane.left, look.size, readable(look.colour)
    for number_, track in enumerate(tracks):
        words = track.indicator.short + (f": {_last_words(track)}" if newest else "")
        fill = tint(look.colour, 0.85) if number_ else colour
        canvas.rect(x, size * 0.5, size, size, fill=fill, stroke=colour, stroke_width=0.9)
        canvas.text(x + size * 1.5, size * 1.35, words, size * 1.1, INK, weight=600)
        x += width(words, size * 1.1, bold=True) + size * 3.2


def _pair_alt(track: Track) -> str:
    told = "; ".join(f"{figure.period.short} {figure.text}" for figure in track.figures)
    return f"Staafgrafiek. {track.indicator.name}, {track.region.name}: {told}."


# --- decoration ------------------------------------------------------------------------------------------------------


def silhouette(track: Track | None, wide: float, high: float) -> str:
    """The course of a series as a quiet shape behind a title; decoration, nothing to read."""
    canvas = Canvas(wide, high)
    values = [float(figure.amount) for figure in track.figures if figure.amount is not None] if track else []
    most = max(values, default=1) or 1
    step = wide / max(len(values), 1)
    for place, value in enumerate(values):
        tall = high * 0.92 * value / most
        fade = 0.04 + 0.22 * place / len(values)
        canvas.rect(place * step, high - tall, step * 0.7, tall, fill="#FFFFFF", fill_opacity=fade)
    return canvas.svg()
