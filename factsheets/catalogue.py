"""What indicators, sources, sectors, regions and goals are called: the tables that belong to the figures.

They are TOML and CSV in `data/`, so that a person can add an indicator or another region's sectors without code.
"""

import csv
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, TypeVar

import msgspec

from factsheets.observation import PeriodKind, Region

Part: TypeAlias = Literal["heel", "deel", "benadering"]
T = TypeVar("T")


class Source(msgspec.Struct, frozen=True):
    """`doc` is how it is named under a figure; the licence is part of that."""

    key: str
    name: str
    doc: str
    licence: str = ""
    url: str = ""
    note: str = ""


class Indicator(msgspec.Struct, frozen=True):
    """`step` is the rounding of the source in its own unit, `scale` makes whole amounts of the unit."""

    key: str
    name: str
    short: str
    one: str
    many: str
    unit: str
    cadence: PeriodKind
    scale: int = 1
    step: float = 0
    definition: str = ""

    @property
    def defined(self) -> str:
        """ "Vervulde vacatures: vacatures die ...", in one sentence."""
        kept = self.definition[1:2].isupper()
        return f"{self.name}: {self.definition if kept else self.definition[:1].lower() + self.definition[1:]}"


class Sector(msgspec.Struct, frozen=True):
    """The branches (SBI) that stand for a tafel, and in words how well they do."""

    key: str
    sbi: str
    place: str
    part: Part
    covers: str
    short: str
    branches: tuple[str, ...]
    ask: tuple[str, ...] = ()


class Goal(msgspec.Struct, frozen=True):
    """What the programme wants to reach; without `high` there is only a lower bound.

    `indicator` counts it from the start; `flow` says per period how much came, `parts` (keys with spaces) add up to it,
    and `also` counts it in another way; `route` names the way into the Ontwikkelfonds whose requests it counts.
    `since` is when the count began, where that was before the goal did.
    """

    key: str
    name: str
    low: float
    high: float | None
    unit: str
    operator: str
    period: str
    pillar: str
    indicator: str
    source: str
    flow: str = ""
    parts: str = ""
    also: str = ""
    route: str = ""
    start: date | None = None
    until: date | None = None
    since: date | None = None


class Gemeente(msgspec.Struct, frozen=True):
    region: Region
    province: str


def text(name: str) -> str:
    return files("factsheets").joinpath("data", name).read_text("utf-8")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text(name).splitlines()))


def _table(name: str, word: str, row: type[T]) -> tuple[T, ...]:
    return tuple(msgspec.convert(item, row) for item in tomllib.loads(text(name))[word])


@cache
def indicators() -> dict[str, Indicator]:
    return {found.key: found for found in _table("indicatoren.toml", "indicator", Indicator)}


@cache
def sources() -> dict[str, Source]:
    return {found.key: found for found in _table("bronnen.toml", "source", Source)}


@cache
def sectors() -> dict[str, Sector]:
    return {found.key: found for found in _table("sectoren.toml", "sector", Sector)}


@cache
def branch_named(branch: str) -> str:
    """ "bouwnijverheid (F)"; one that is a part of a tafel's sector keeps its key beside it."""
    for sector in sectors().values():
        if branch in sector.branches:
            return sector.short if len(sector.branches) == 1 else f"deel van {sector.short}, CBS {branch}"
    return f"bedrijfstak {branch}"


@cache
def regions() -> dict[str, Region]:
    return {row["code"]: msgspec.convert({key: row[key] for key in ("code", "name", "kind")}, Region)
            for row in rows("regios.csv")}  # fmt: skip


@cache
def gemeenten() -> tuple[Gemeente, ...]:
    """The twenty of HCA Regio Zwolle, with the province each belongs to."""
    return tuple(Gemeente(regions()[row["code"]], row["province"]) for row in rows("regios.csv") if row["province"])


@cache
def goals() -> dict[str, Goal]:
    return {row["key"]: _goal(row) for row in rows("doelen.csv")}


def _goal(row: dict[str, str]) -> Goal:
    empty = {name: row[name] or None for name in ("high", "start", "until", "since")}
    return msgspec.convert(row | empty, Goal, strict=False)
