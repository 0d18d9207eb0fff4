"""A chart as HTML: a figure with an SVG of our own, its values in words, and a table with every value.

The drawing is 360 units wide, so that its letters stay readable on a phone. Colours are classes (`series-1` ...) that
the style sheet fills in; every series is also told apart by its place, its dashes or its figures.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import wrap
from typing import TypeGuard

from markupsafe import Markup

from handlers.cards import Chart, Series

WIDTH = 360.0
LETTER, ROW, BAR, GAP = 7.2, 17.0, 12.0, 12.0
COLOURS = 6
TALLEST = 1e15
BEYOND = 1e300  # sums and differences of larger figures are infinite
MISSING = "geen cijfer"
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def chart_html(chart: Chart) -> Markup:
    sheet = Sheet()
    {"bar": _bars, "line": _lines, "share": _shares}[chart.kind](chart, sheet)
    unit = tag("span", chart.unit, class_="soft") if chart.unit else Markup()
    caption = tag("figcaption", tag("strong", chart.title) + " " + unit)
    drawing = sheet.svg(chart.title, chart.alt)
    return tag("figure", caption + drawing + _numbers(chart), class_=f"chart chart-{chart.kind}")


def printable(text: str) -> str:
    """Text without the characters that no page may hold."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def tag(name: str, content: str = "", **attributes: float | str) -> Markup:
    """An element of which content and attributes are escaped; `class_` and `text_anchor` get their usual spelling."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    written = Markup().join(Markup(' {}="{}"').format(key, _short(value)) for key, value in pairs)
    inside = content if isinstance(content, Markup) else printable(content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, inside)


def _short(value: float | str) -> str:
    return printable(value) if isinstance(value, str) else f"{value:.1f}".rstrip("0").rstrip(".")


# --- figures in words ------------------------------------------------------------------------------------------------


def there(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value) and abs(value) < BEYOND


def number(value: float | None) -> str:
    """A figure as Dutch readers write it: 18.100 and 4,3."""
    if not there(value):
        return MISSING
    if abs(value) >= TALLEST:
        return f"{value:.3g}".replace(".", ",")
    digits = 2 if abs(value) >= 0.01 or not value else 6  # noqa: PLR2004 - below this, two digits would say 0
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.-", ".,−"))


def amount(value: float | None, unit: str) -> str:
    """A figure with its unit, where the unit is short enough to be repeated."""
    if there(value) and unit == "%":
        return f"{number(value)}%"
    return f"€ {number(value)}" if there(value) and unit == "€" else number(value)


def nice_ticks(low: float, high: float) -> list[float]:
    """Round figures that hold everything from low to high, three to six of them."""
    high = high if high > low else low + 1
    rough = (high - low) / 4 or 1.0
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10, 20) if factor * size >= rough)
    return [place * step for place in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _span(chart: Chart) -> tuple[float, float]:
    values = [value for series in chart.series for value in series.values if there(value)]
    return min([0.0, *values]), max([0.0, *values])


def _at(series: Series, place: int) -> float | None:
    return series.values[place] if place < len(series.values) else None


# --- the sheet -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Sheet:
    """A drawing that grows downwards: `top` is where the next thing goes."""

    top: float = 0.0
    parts: list[Markup] = field(default_factory=list)

    def add(self, name: str, content: str = "", **attributes: float | str) -> None:
        self.parts.append(tag(name, content, **attributes))

    def words(self, text: str, x: float = 0.0, room: float = WIDTH, anchor: str = "start", look: str = "") -> float:
        """Write text from `top` on, over as many lines as it needs; gives the height."""
        lines = wrapped(text, room)
        for place, line in enumerate(lines):
            self.add("text", line, x=x, y=self.top + 13 + place * ROW, text_anchor=anchor, class_=look)
        return len(lines) * ROW

    def figure(self, text: str, y: float, look: str = "figure") -> None:
        self.add("text", text, x=WIDTH, y=y, text_anchor="end", class_="soft" if text == MISSING else look)

    def key(self, text: str, index: int, kind: str = "bar", room: float = WIDTH) -> None:
        """A row of the legend: a sample and what it stands for."""
        if kind == "line":
            points = f"0,{_short(self.top + 8)} 26,{_short(self.top + 8)}"
            self.add("polyline", points=points, class_=f"line {_colour(index)}")
        else:
            self.add("rect", x=0.0, y=self.top + 2, width=11.0, height=11.0, rx=2.0, class_=_colour(index))
        left = 34.0 if kind == "line" else 18.0
        self.top += self.words(text, left, room - left) + 2

    def svg(self, title: str, alt: str) -> Markup:
        inside = tag("title", title) + tag("desc", alt) + Markup().join(self.parts)
        return tag("svg", inside, viewBox=f"0 0 {_short(WIDTH)} {_short(max(self.top, 1.0))}", role="img")


def wrapped(text: str, room: float) -> list[str]:
    return wrap(printable(text), max(int(room / LETTER), 6)) or [""]


def _colour(index: int) -> str:
    return f"series-{index % COLOURS + 1}"


def _legend(names: Iterable[str], kind: str, sheet: Sheet) -> None:
    for index, name in enumerate(names):
        sheet.key(name, index, kind)
    sheet.top += 8


# --- bars ------------------------------------------------------------------------------------------------------------


def _bars(chart: Chart, sheet: Sheet) -> None:
    many = len(chart.series) > 1
    if many:
        _legend((series.name for series in chart.series), "bar", sheet)
    figures = [amount(value, chart.unit) for series in chart.series for value in series.values]
    beside = min(max(map(len, figures), default=0) * LETTER + 10, WIDTH / 2)
    for place, category in enumerate(chart.categories):
        if many:
            sheet.top += sheet.words(category) - 4
            _bars_beside_figures(chart, place, sheet, WIDTH - beside)
        else:
            _bar_below_name(chart, category, place, sheet, WIDTH - beside)
        sheet.top += GAP


def _bar_below_name(chart: Chart, category: str, place: int, sheet: Sheet, room: float) -> None:
    value = _at(chart.series[0], place) if chart.series else None
    sheet.figure(amount(value, chart.unit), sheet.top + 13)
    sheet.top += sheet.words(category, room=room)
    if there(value):
        _bar(chart, value, 0, sheet, WIDTH)
        sheet.top += BAR + 4


def _bars_beside_figures(chart: Chart, place: int, sheet: Sheet, room: float) -> None:
    for index, series in enumerate(chart.series):
        value = _at(series, place)
        sheet.figure(amount(value, chart.unit), sheet.top + 16)
        if there(value):
            sheet.top += 4
            _bar(chart, value, index, sheet, room)
            sheet.top -= 4
        sheet.top += ROW


def _bar(chart: Chart, value: float, index: int, sheet: Sheet, room: float) -> None:
    low, high = _span(chart)
    start, end = (((edge - low) / ((high - low) or 1.0)) * room for edge in sorted((0.0, value)))
    width = max(end - start, 1.0)
    sheet.add("rect", x=start, y=sheet.top + 2, width=width, height=BAR, rx=2.0, class_=_colour(index))


# --- lines -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """Where values and moments are on the sheet."""

    ticks: Sequence[float]
    moments: int
    left: float
    roof: float

    @property
    def floor(self) -> float:
        return self.roof + 160

    @property
    def right(self) -> float:
        return WIDTH - 10

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.floor - (value - low) / (high - low) * (self.floor - self.roof)

    def x(self, place: int) -> float:
        return self.left + (self.right - self.left) * (place / (self.moments - 1) if self.moments > 1 else 0.5)


def _lines(chart: Chart, sheet: Sheet) -> None:
    if len(chart.series) > 1:
        _legend((series.name for series in chart.series), "line", sheet)
    ticks = nice_ticks(*_span(chart))
    left = max(len(number(tick)) for tick in ticks) * LETTER + 8
    space = Field(ticks, len(chart.categories), left, sheet.top + 22)
    _grid(space, sheet)
    for index, series in enumerate(chart.series):
        _line(series, index, space, sheet)
    if len(chart.series) == 1:
        _last_figure(chart, space, sheet)
    sheet.top = space.floor + 5
    _moments(chart.categories, space, sheet)


def _grid(space: Field, sheet: Sheet) -> None:
    for tick in space.ticks:
        y = space.y(tick)
        sheet.add("line", x1=space.left, x2=space.right, y1=y, y2=y, class_="grid")
        sheet.add("text", number(tick), x=space.left - 8, y=y + 4, text_anchor="end", class_="soft")


def _line(series: Series, index: int, space: Field, sheet: Sheet) -> None:
    for run in _runs(series.values):
        points = " ".join(f"{_short(space.x(place))},{_short(space.y(value))}" for place, value in run)
        sheet.add("polyline", points=points, class_=f"line {_colour(index)}")
        place, value = run[-1]
        sheet.add("circle", cx=space.x(place), cy=space.y(value), r=4.0, class_=_colour(index))


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches without a missing value: a line never bridges what is not known."""
    groups = groupby(enumerate(values), key=lambda pair: there(pair[1]))
    return [[(place, value) for place, value in group if there(value)] for known, group in groups if known]


def _last_figure(chart: Chart, space: Field, sheet: Sheet) -> None:
    for place, value in [run[-1] for run in _runs(chart.series[0].values)][-1:]:
        x = min(space.x(place) + 6, WIDTH)
        text = amount(value, chart.unit)
        sheet.add("text", text, x=x, y=space.y(value) - 9, text_anchor="end", class_="figure")


def _moments(categories: Sequence[str], space: Field, sheet: Sheet) -> None:
    """As many names under the axis as fit, the first and the last always; the table below has them all."""
    last, room = len(categories) - 1, space.right - space.left
    places = _shown(categories, room) if last > 0 else range(last + 1)
    each = room / 2 if len(places) == 2 else room  # noqa: PLR2004 - only two may be too wide for the axis
    heights = [sheet.words(categories[place], space.x(place), each, _anchor(place, last), "soft") for place in places]
    sheet.top += max(heights, default=0.0) + 2


def _shown(categories: Sequence[str], room: float) -> list[int]:
    """Labels at equal steps with room for the first and the last one; the last step may be wider."""
    last, beside = len(categories) - 1, 1.5 * max(map(len, categories)) * LETTER + 14
    least = next((step for step in range(1, last) if room / last * step >= beside), last)
    step = last // (last // least)
    return [*range(0, last - step + 1, step), last]


def _anchor(place: int, last: int) -> str:
    if 0 < place < last or not last:
        return "middle"
    return "end" if place else "start"


# --- shares ----------------------------------------------------------------------------------------------------------


def _shares(chart: Chart, sheet: Sheet) -> None:
    one = chart.series[0] if len(chart.series) == 1 else None
    for series in chart.series:
        if not one:
            sheet.top += sheet.words(series.name)
        _share_bar(series, len(chart.categories), sheet, named=not one)
        sheet.top += 28 + GAP
    for index, category in enumerate(chart.categories):
        text = _share_text(one, index, chart.unit) if one else ""
        if text:
            sheet.figure(text, sheet.top + 13)
        sheet.key(category, index, room=WIDTH - len(text) * LETTER)


def _share_bar(series: Series, count: int, sheet: Sheet, *, named: bool) -> None:
    whole, left = _whole(series), 0.0
    if not whole:
        sheet.words("Geen cijfers om te verdelen", look="soft")
        return
    for index in range(count):
        value = _at(series, index)
        width = value / whole * WIDTH if there(value) and value > 0 else 0.0
        if not width:
            continue
        look = _colour(index)
        sheet.add("rect", x=left, y=sheet.top, width=max(width - 2, 1.0), height=26.0, rx=2.0, class_=look)
        if named and width > 6 * LETTER:
            share = f"{width / WIDTH:.0%}"
            sheet.add("text", share, x=left + 6, y=sheet.top + 18, class_="inside")
        left += width


def _share_text(series: Series, index: int, unit: str) -> str:
    value, whole = _at(series, index), _whole(series)
    if not there(value) or not whole:
        return amount(value, unit)
    share = f"{max(value, 0.0) / whole:.0%}"
    return share if unit == "%" else f"{amount(value, unit)} ({share})"


def _whole(series: Series) -> float:
    return sum(max(value, 0.0) for value in series.values if there(value))


# --- every value -----------------------------------------------------------------------------------------------------


def _numbers(chart: Chart) -> Markup:
    names = Markup().join(tag("th", series.name, scope="col", class_="numeric") for series in chart.series)
    rows = Markup().join(_numbers_row(chart, place, category) for place, category in enumerate(chart.categories))
    caption = tag("caption", f"{chart.title} ({chart.unit})" if chart.unit else chart.title)
    table = tag("table", caption + tag("thead", tag("tr", tag("td") + names)) + tag("tbody", rows))
    scroll = tag("div", table, class_="scroll", role="region", tabindex="0", aria_label=f"Tabel: {chart.title}")
    return tag("details", tag("summary", "Bekijk de cijfers") + tag("p", chart.alt, class_="note") + scroll)


def _numbers_row(chart: Chart, place: int, category: str) -> Markup:
    values = (amount(_at(series, place), chart.unit) for series in chart.series)
    cells = Markup().join(tag("td", value, class_="numeric") for value in values)
    return tag("tr", tag("th", category, scope="row") + cells)
