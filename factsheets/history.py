"""One series in time: every figure of it, what each source later changed its mind about, and where sources disagree.

A sector of several branches is one series: its branches are added up first, and a revision is told as people see it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

import msgspec
import pandas as pd

from factsheets.catalogue import Indicator, indicators
from factsheets.dutch import counted, number
from factsheets.figures import Figure, Track, compare, summed, year_earlier
from factsheets.frame import newest
from factsheets.observation import Observation, Period, Region
from factsheets.page import age, told

CHARTED = 20  # what every door can draw of a line, and a reader can follow
_WHOLE = ("",)


class Change(msgspec.Struct, frozen=True):
    """A figure before and after its own source revised it."""

    before: Figure
    after: Figure

    @property
    def sentence(self) -> str:
        """ "2020: 225 werd 227 in de rapportage van april 2021"."""
        return f"{self.before.period.words}: {self.before.text} werd {self.after.text} {edition(self.after)}"


class Clash(msgspec.Struct, frozen=True):
    """What different sources say of the same period. Nobody chooses between them."""

    figures: tuple[Figure, ...]

    @property
    def sentence(self) -> str:
        said = "; ".join(f"{figure.text} volgens {figure.origin}" for figure in self.figures)
        return f"over {self.figures[0].period.words}: {said}"


class Course(msgspec.Struct, frozen=True):
    """All figures of a series: a track for each source and each kind of period."""

    indicator: Indicator
    region: Region
    tracks: tuple[Track, ...]
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]

    @property
    def main(self) -> Track:
        """The track that reaches furthest with a figure; of several the longest."""
        return max(self.tracks, key=lambda one: (_reach(one), len(one.figures)))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, the newest first; where a year and its last quarter end together the year comes first."""
        every = [figure for one in self.tracks for figure in one.figures]
        return tuple(sorted(every, key=lambda f: (f.period.last, f.period.kind == "year", f.source.key), reverse=True))

    @property
    def sources(self) -> int:
        return len({figure.source.key for figure in self.figures})

    @property
    def charted(self) -> Track | None:
        """The part of a track that a chart can show: its newest stretch without a gap, if that has more than one point.

        Slack and Teams draw no gaps, and a line across one would invent a figure. The table has the missing ones.
        """
        stretches = (
            tuple(group) for known, group in groupby(self.main.figures, lambda f: f.amount is not None) if known
        )
        long = [stretch[-CHARTED:] for stretch in stretches if len(stretch) > 1]
        return msgspec.structs.replace(self.main, figures=long[-1]) if long else None


def _reach(track: Track) -> date:
    return track.last.period.last if track.last else date.min


def course(frame: pd.DataFrame, indicator: str, region: str, branches: Sequence[str] = _WHOLE) -> Course | None:
    """The series of an indicator in a place; None without a figure that has a period."""
    rows = frame[(frame["indicator"] == indicator) & (frame["region"] == region)
                 & frame["branch"].isin(branches) & (frame["period_kind"] != "other")]  # fmt: skip
    if rows.empty:
        return None
    named, wanted = indicators()[indicator], len(branches)
    tracks = tuple(_tracks(named, rows, wanted))
    changes = sorted(_changes(named, rows, wanted), key=lambda one: one.before.period.last, reverse=True)
    return Course(named, tracks[0].region, tracks, tuple(changes), tuple(_clashes(tracks)))


def _tracks(named: Indicator, rows: pd.DataFrame, wanted: int) -> Iterator[Track]:
    for _, part in newest(rows).groupby(["source", "period_kind"], sort=True):
        groups = part.groupby("first", sort=True)["observation"]
        figures = tuple(summed(named, list(group), wanted) for _, group in groups)
        yield Track(named, figures[0].region, figures)


def _changes(named: Indicator, rows: pd.DataFrame, wanted: int) -> Iterator[Change]:
    ordered = rows.sort_values(["retrieved", "edition"], kind="stable")
    for _, part in ordered.groupby(["source", "period"], sort=False):
        yield from _steps(named, list(part["observation"]), wanted)


def _steps(named: Indicator, seen: Sequence[Observation], wanted: int) -> Iterator[Change]:
    """What the sum was after each edition; one that brings a single branch anew leaves the others as they were."""
    latest: dict[str, Observation] = {}
    before: Figure | None = None
    for _, group in groupby(seen, key=lambda one: (one.retrieved, one.edition, one.batch)):
        latest |= {one.branch: one for one in group}
        after = summed(named, tuple(latest.values()), wanted)
        if before is not None and before.text != after.text:
            yield Change(before, after)
        before = after


def _clashes(tracks: Sequence[Track]) -> Iterator[Clash]:
    """Contradictions between sources; a running total is never compared with the figure of one period."""
    periods = sorted({figure.period for one in tracks for figure in one.figures}, key=lambda one: one.last)
    for period in reversed(periods):
        every = [figure for one in tracks if (figure := one.at(period))]
        for running in (False, True):
            said = [figure for figure in every if (figure.kind == "cumulatief") is running]
            if len({figure.text for figure in said if figure.amount is not None}) > 1:
                yield Clash(tuple(said))


# --- in words --------------------------------------------------------------------------------------------------------


def edition(figure: Figure) -> str:
    """Where a figure was read: "in de rapportage van april 2021", or when it was fetched."""
    if figure.retrieved:
        day = figure.retrieved
        return f"bij het ophalen op {day.day} {Period('month', day.year, day.month).words}"
    year, _, month = figure.edition.partition("-")
    if year.isdecimal() and month.isdecimal():
        return f"in de rapportage van {Period('month', int(year), int(month)).words}"
    return f"in de uitgave {figure.edition}".rstrip()


def headline(found: Course) -> str:
    """The newest figure with its comparison: "26.600 in het 3e kwartaal 2023, 1% minder dan een jaar eerder"."""
    last = found.main.last
    if last is None:
        return "nog geen cijfer"
    change = year_earlier(found.main)
    until = "tot en met" if last.kind == "cumulatief" else "in"
    near = " (benadering)" if last.kind == "benadering" else ""
    return f"{last.text}{near} {until} {last.period.named}" + (f", {told(change)} een jaar eerder" if change else "")


def spread(track: Track) -> str:
    """A track in words: its first and last, lowest and highest figure."""
    amount = counted(len(track.figures), "cijfer", "cijfers")
    ends = f"De nieuwste {amount} op een rij: van {_at(track.figures[0])} naar {_at(track.figures[-1])}"
    ordered = sorted(track.figures, key=lambda figure: figure.amount or 0)
    return f"{ends}; daarin het laagst {_at(ordered[0])}, het hoogst {_at(ordered[-1])}."


def _at(figure: Figure) -> str:
    return f"{figure.text} ({figure.period.short})"


def changed(found: Course, figure: Figure) -> str:
    """How a figure differs from the same period a year earlier, as the same source has it."""
    earlier = figure.period.years_later(-1)
    mine = [one for one in found.tracks if figure in one.figures]
    change = compare(figure, mine[0].at(earlier)) if mine else None
    return change.words if change else "–"


def remarks(found: Course, figure: Figure) -> str:
    """The remarks on a figure: how certain it is, what it covers, and its source where there are several."""
    sure = "" if figure.status in {"onbekend", "definitief"} else figure.status
    kind = {"exact": "", "benadering": "benadering", "cumulatief": "opgeteld vanaf de start"}[figure.kind]
    return ", ".join(filter(None, (sure, kind, figure.origin if found.sources > 1 else "")))


def unit(indicator: Indicator) -> str:
    """The unit, and the rounding of the source."""
    named = "aantal" if indicator.scale > 1 else indicator.unit
    step = indicator.step * indicator.scale
    return f"{named}, door de bron afgerond op {number(step)}" if step >= 1 and indicator.scale > 1 else named


def aged(found: Course, today: date) -> str:
    """How old the newest figure is, and whether that is too old to speak about now."""
    last = found.main.last
    if last is None:
        return ""
    since = f"{age(last, today)} oud" if last.age(today) > 0 else "van deze maand"
    old = f"Het nieuwste cijfer is {since} ({last.period.words})"
    return f"{old}: lees het als terugblik." if last.stale(today) else f"{old}."
