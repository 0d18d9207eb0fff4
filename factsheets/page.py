"""The content of a factsheet, as values: sentences, figures with their comparison, charts to draw, and a table.

The page, the chat picture and the card are three renderings of the same `Sheet`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from factsheets.chart import Drawing, Look, line, pairs
from factsheets.credits import origin
from factsheets.dutch import number
from factsheets.figures import Comparison, Direction, Figure, Track
from factsheets.ranking import Bar, ranked_bars

Shape: TypeAlias = Literal["line", "pairs", "ranked"]


class Tafel(msgspec.Struct, frozen=True):
    """Whose sheet it is; `key` finds its sector."""

    key: str
    name: str
    colour: str


class Tile(msgspec.Struct, frozen=True):
    """A key figure with its place, period and comparison. `reach` says where it does not cover the whole sector."""

    name: str
    place: str
    text: str
    when: str
    change: str = ""
    direction: Direction | None = None
    reach: str = ""

    @property
    def label(self) -> str:
        """ "Open vacatures in Overijssel"."""
        return f"{self.name} in {self.place}" if self.place else self.name

    @property
    def moment(self) -> str:
        """ "Overijssel, 2e kw. 2023"; how old that is stands apart."""
        return ", ".join(filter(None, (self.place, self.when.partition(", ")[0])))

    @property
    def caution(self) -> str:
        """The caution beside a figure: "benadering, 40 maanden oud"; "" where there is none."""
        return ", ".join(filter(None, (self.reach, self.when.partition(", ")[2])))


class Panel(msgspec.Struct, frozen=True):
    """A chart before it is drawn: its title is a sentence about its figures."""

    shape: Shape
    title: str
    subtitle: str
    tracks: tuple[Track, ...] = ()
    bars: tuple[Bar, ...] = ()
    beside: str = ""

    @property
    def source(self) -> str:
        """The sources of a drawing, after the cautions in `beside`."""
        return f"{self.beside}{origin(self.figures)}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Everything that is drawn."""
        lines = (figure for found in self.tracks for figure in found.figures)
        bars = (figure for bar in self.bars for figure in (bar.figure, bar.before) if figure)
        return (*lines, *bars)

    @property
    def categories(self) -> tuple[str, ...]:
        """The labels along the axis, for doors that draw charts themselves."""
        if self.shape == "ranked":
            return tuple(bar.name for bar in self.bars)
        return tuple(figure.period.short for figure in self.tracks[0].figures)

    @property
    def series(self) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
        """Each series with its amounts, as many as there are categories."""
        if self.shape == "ranked":
            return ((self.bars[0].figure.indicator.short, _amounts(bar.figure for bar in self.bars)),)
        periods = [figure.period for figure in self.tracks[0].figures]
        return tuple((found.indicator.short, _amounts(map(found.at, periods))) for found in self.tracks)

    def draw(self, look: Look) -> Drawing:
        if self.shape == "ranked":
            return ranked_bars(self.bars, look)
        return pairs((self.tracks[0], self.tracks[1]), look) if self.shape == "pairs" else line(self.tracks[0], look)


def _amounts(figures: Iterable[Figure | None]) -> tuple[float | None, ...]:
    return tuple(None if one is None or one.amount is None else float(one.amount) for one in figures)


class Row(msgspec.Struct, frozen=True):
    """A line of the table. A figure that is old or only approximate says so in words."""

    indicator: str
    region: str
    text: str
    before: str
    period: str
    origin: str
    stale: bool = False
    known: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.indicator, self.region, self.text, self.before, self.period, self.origin)


COLUMNS = ("Cijfer over", "Gebied", "Aantal", "Eerder", "Peilmoment", "Bron")


class Sheet(msgspec.Struct, frozen=True):
    """Everything that a factsheet says, for one tafel or for the region."""

    tafel: Tafel
    kicker: str
    programme: str
    moment: str
    headline: str
    covers: str
    notice: str
    tiles: tuple[Tile, ...]
    panels: tuple[Panel, ...]
    rows: tuple[Row, ...]
    questions: tuple[str, ...]
    notes: tuple[str, ...]
    definitions: tuple[str, ...]
    sources: str
    made: date
    motif: Track | None = None

    @property
    def title(self) -> str:
        return f"{self.kicker} {self.tafel.name}"


def months(amount: int) -> str:
    """ "1 maand", "37 maanden"."""
    return "deze maand" if amount < 1 else f"{number(amount)} {'maand' if amount == 1 else 'maanden'}"


def tile(figure: Figure | None, change: Comparison | None, name: str, today: date, reach: str = "") -> Tile:
    """A figure beside that of a year earlier."""
    if figure is None:
        return Tile(name, "", "geen cijfer", "nog niet bekend")
    words = f"{told(change)} een jaar eerder ({change.then.text})" if change else ""
    direction = change.direction if change else None
    return Tile(name, figure.region.name, figure.text, dated(figure, today), words, direction, reach)


def dated(figure: Figure, today: date) -> str:
    """ "2e kw. 2023, 40 maanden oud"; the age only where it is old."""
    return figure.period.short + (f", {age(figure, today)} oud" if figure.stale(today) else "")


def age(figure: Figure, today: date) -> str:
    return months(figure.age(today))


def told(change: Comparison) -> str:
    """ "1% minder dan", "ongeveer gelijk aan"."""
    return change.words + (" aan" if change.direction == "gelijk" else " dan")


def row(figure: Figure | None, before: Figure | None, today: date, note: str = "", reach: str = "") -> Row | None:
    """A row of the table: the figure, the one it is compared with, and its age; the cell says if it is missing."""
    if figure is None:
        return None
    earlier = f"{before.text} ({before.period.short})" if before and before.amount is not None else "–"
    stale = figure.stale(today)
    when = f"{figure.period.short}, {figure.age(today)} mnd oud"
    name = figure.indicator.name + (f" ({reach.partition(' ')[0]})" if reach else "")
    label = f"{figure.indicator.short}, {note}" if note else name
    return Row(label, figure.region.name, figure.text, earlier, when, figure.origin, stale, figure.amount is not None)
