"""Observations as a table, and the newest edition of each figure."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

import pandas as pd

from factsheets.observation import Observation

KEY = ["indicator", "branch", "region", "period"]
TOLD = ["value", "missing", "unit", "status", "kind", "sbi", "batch"]
COLUMNS = [*KEY, "source", "table", "edition", "retrieved", *TOLD, "period_kind", "region_kind", "first", "observation"]


def table(observations: Iterable[Observation]) -> pd.DataFrame:
    """A data frame with one row per observation, in their order."""
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
