"""How a delivered file maps to observations: a TOML that a person can copy and edit, in `data/mappings/`.

The header row is found by its titles, so lines above it do not matter. See the files there for what can be said.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from factsheets.observation import Kind, PeriodKind, RegionKind, Status
from factsheets.sources.cells import Style


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column with figures. `decimal` settles how numbers are written; `percent` how shares are; `largest` stops
    figures in the wrong unit."""

    column: str
    indicator: str
    decimal: Style | None = None
    percent: Literal["", "getal", "fractie"] = ""
    lowest: float | None = 0
    largest: float | None = None


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The region: a column with names or codes, or one `fixed` code. `rename` gives our code for their name."""

    column: str = ""
    fixed: str = ""
    kind: RegionKind = "gemeente"
    rename: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The period: a column, or one `fixed` period as CBS writes it."""

    kind: PeriodKind
    column: str = ""
    fixed: str = ""


class Which(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The branch: a column, and which SBI key each of its words stands for. Other words are left out, and counted."""

    column: str
    keys: dict[str, str]


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`totals` are rows that repeat others, `only` keeps rows by the words in a column, `hidden_small` names a column
    that says "J" where a small figure was replaced; `add` sums rows of one key."""

    key: str
    name: str
    source: str
    values: tuple[Value, ...]
    region: Where
    period: When
    branch: Which | None = None
    help: str = ""
    sheet: str = ""
    table: str = ""
    totals: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict[str, tuple[str, ...]])
    hidden_small: str = ""
    add: bool = False
    skip_elsewhere: bool = True
    status: Status = "onbekend"
    kind: Kind = "exact"
    sbi: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Titles that the header row must have, each once."""
        branch = self.branch.column if self.branch else ""
        wanted = [self.region.column, self.period.column, branch, *self.only, self.hidden_small]
        return tuple(dict.fromkeys(title for title in [*wanted, *(value.column for value in self.values)] if title))


def mapping(text: str) -> Mapping:
    """Read a mapping; a mistake in it is a ValueError that names the place."""
    try:
        return msgspec.convert(tomllib.loads(text), Mapping)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"De kolomindeling klopt niet: {error}"
        raise ValueError(message) from error


@cache
def mappings() -> dict[str, Mapping]:
    """The layouts that come with the product."""
    folder = files("factsheets").joinpath("data", "mappings")
    found = (mapping(item.read_text("utf-8")) for item in folder.iterdir() if item.name.endswith(".toml"))
    return {one.key: one for one in sorted(found, key=lambda one: one.key)}
