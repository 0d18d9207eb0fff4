"""What stands on the picture of a room's result, as values: the highest directions with their score and how much people
agree. Pure: every process can tell what is on the picture, in words, without drawing it.
"""

import hashlib
from typing import Final, Literal, TypeAlias

import msgspec

from factsheets.dutch import counted

Shape: TypeAlias = Literal["", "eensgezind", "redelijk eens", "gespreid", "twee kampen"]
MOST_ROWS: Final = 10
DRAWN: Final = 1  # raise this when the drawing changes, so that what was drawn before is drawn anew


class Mark(msgspec.Struct, frozen=True):
    """Where one group stands on the scale; `place` is that of the group in the legend."""

    place: int
    value: float


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar on the scale from `low` to `high`; no bar where the value may not be told.

    `beyond` are parts that follow the bar, each less wanted than the one before: zorg and bezwaar behind akkoord.
    """

    value: float | None
    beyond: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A direction: its place, its name, its bar, the score in words, and what else is told of it."""

    rank: str
    name: str
    bar: Bar
    score: str
    shape: Shape = ""
    told: str = ""
    divided: bool = False


class Scale(msgspec.Struct, frozen=True):
    """What the bars measure, with the figures above them."""

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the picture.

    `groups` are those of the marks, in the order of the legend, and `legend` says what the marks are; `beyond` names
    what follows a bar. `rows` are all there are: the picture shows the first ten, and says how many more there are.
    """

    kicker: str
    question: str
    voters: str
    colour: str
    scale: Scale
    rows: tuple[Row, ...]
    groups: tuple[str, ...] = ()
    legend: str = ""
    beyond: tuple[str, ...] = ()
    note: str = ""
    thing: tuple[str, str] = ("richting", "richtingen")

    @property
    def state(self) -> str:
        """The same for pages that look the same."""
        return hashlib.sha256(msgspec.json.encode([DRAWN, self])).hexdigest()

    @property
    def shown(self) -> tuple[Row, ...]:
        return self.rows[:MOST_ROWS]

    @property
    def more(self) -> str:
        """That there are more than the picture shows."""
        rest = len(self.rows) - len(self.shown)
        return f"En nog {counted(rest, *self.thing)}: die staan in de tabel." if rest else ""

    @property
    def alt(self) -> str:
        """The picture in words."""
        rows = "; ".join(
            f"{row.rank + '. ' if row.rank else ''}{row.name}: {row.score}{', ' + row.told if row.told else ''}"
            for row in self.shown
        )  # fmt: skip
        return f"{self.question} {self.voters}. {self.scale.title}. {rows}. {self.more}".strip()
