"""What earlier editions said otherwise and who contradicts whom, told from a table of observations."""

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pandas as pd

from factsheets.frame import KEY, newest
from factsheets.observation import Observation


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
