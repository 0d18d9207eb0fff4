"""Observations as a table: the newest edition of each figure, what earlier editions said, and who contradicts whom."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from operator import attrgetter

import msgspec
import pandas as pd

from factsheets.observation import Observation

KEY = ["indicator", "branch", "region", "period"]
TOLD = ["value", "missing", "unit", "status", "kind", "sbi", "batch"]
COLUMNS = [*KEY, "source", "table", "edition", "retrieved", *TOLD, "period_kind", "region_kind", "first", "observation"]


def table(observations: Iterable[Observation]) -> pd.DataFrame:
    """One row per observation, in the order in which they came."""
    return pd.DataFrame(map(_row, observations), columns=COLUMNS)


def _row(seen: Observation) -> tuple[object, ...]:
    """In the order of the columns."""
    first = None if seen.period.kind == "other" else seen.period.first
    return (
        seen.indicator, seen.branch, seen.region.code, seen.period.code, seen.source, seen.table, seen.edition,
        stamp(seen.retrieved), *_values(seen), seen.period.kind, seen.region.kind, first, seen,
    )  # fmt: skip


_values = attrgetter(*TOLD)


def stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def newest(frame: pd.DataFrame) -> pd.DataFrame:
    """The last word of each source on each figure. Later retrievals win, then later editions, then later rows."""
    ordered = frame.sort_values(["retrieved", "edition"], kind="stable")
    return ordered.drop_duplicates([*KEY, "source"], keep="last").sort_index()


class Revision(msgspec.Struct, frozen=True):
    """A figure that a later edition of the same source changed."""

    before: Observation
    after: Observation


def revisions(frame: pd.DataFrame) -> list[Revision]:
    """Every step by which a source changed its mind, the oldest first."""
    ordered = frame.sort_values(["retrieved", "edition"], kind="stable")
    grouped = (list(group["observation"]) for _, group in ordered.groupby([*KEY, "source"], sort=False))
    return [Revision(*pair) for group in grouped for pair in _steps(group)]


def _steps(group: list[Observation]) -> Iterator[tuple[Observation, Observation]]:
    return ((one, two) for one, two in pairwise(group)
            if (one.value, one.missing) != (two.value, two.missing))  # fmt: skip


def contradictions(frame: pd.DataFrame) -> list[tuple[Observation, ...]]:
    """Figures about the same thing of which two sources say something else; nobody chooses silently. What counts from
    the start is another thing than what came in one period."""
    running = (frame["kind"] == "cumulatief").rename("running")
    last = newest(frame)
    grouped = last.groupby([*(last[name] for name in KEY), running[last.index]], sort=True)
    groups = (tuple(group["observation"]) for _, group in grouped)
    return [group for group in groups if len({seen.value for seen in group if seen.value is not None}) > 1]
