"""Read the programme's figures as results of its goals: each told by its source, as it was reported at the time.

What a goal counts is said in `data/doelen.csv`: a figure that runs up from the start, figures per period that are added
up here, parts that together make the whole, and other ways to count the same. Pure, without pandas.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TypeAlias

from factsheets import catalogue
from factsheets.catalogue import indicators, sources
from factsheets.goals import Goal, Told, amount, when
from factsheets.observation import Observation

REGION = "RZ20"
Seen: TypeAlias = Sequence[Observation]


def needed() -> tuple[str, ...]:
    """Every indicator that some goal counts."""
    keys = (key for each in catalogue.goals().values()
            for key in (each.indicator, each.flow, *each.parts.split(), each.also))  # fmt: skip
    return tuple(dict.fromkeys(filter(None, keys)))


def shipped_goal(each: catalogue.Goal) -> Goal:
    """A goal of the catalogue, with its bounds by its rule: a ceiling has no lower one."""
    low = None if each.operator == "max" else each.low
    source = sources()[each.source].doc if each.source in sources() else each.source
    return Goal(key=each.key, name=each.name, unit=each.unit, low=low, high=each.high, start=each.start,
                until=each.until, pillar=each.pillar, source=source)  # fmt: skip


def told(key: str, seen: Iterable[Observation]) -> tuple[Told, ...]:
    """What the figures say about a goal, older editions first."""
    goal = catalogue.goals().get(key)
    if goal is None:
        return ()
    ours = [each for each in seen if _counts(each)]
    found = [*_running(goal, ours), *_added(goal, ours), *_summed(goal, ours)]
    return tuple(_without_echoes(sorted(found, key=lambda each: each.edition)))


def also(key: str, seen: Iterable[Observation]) -> tuple[str, ...]:
    """What another way to count says, each source's last word."""
    goal = catalogue.goals().get(key)
    if goal is None or not goal.also:
        return ()
    ours = [each for each in seen if each.indicator == goal.also and _counts(each)]
    last = max(ours, key=lambda each: (each.period.last, each.edition), default=None)
    if last is None:
        return ()
    name = indicators()[goal.also].many
    figure = f"{amount(last.value or 0)} {name} ({sources()[last.source].doc}, {when(last.period.last)})"
    return (f"{figure}.",)


def since(key: str) -> date | None:
    """When the count of a goal began, if that was before the goal's start."""
    goal = catalogue.goals().get(key)
    return goal.since if goal else None


def _counts(seen: Observation) -> bool:
    return seen.region.code == REGION and not seen.branch and seen.value is not None and seen.period.kind != "other"


def _told(seen: Observation, value: float, on: date, how: str = "") -> Told:
    return Told(on=on, value=value, source=sources()[seen.source].doc, edition=seen.edition, how=how)


def _running(goal: catalogue.Goal, seen: Seen) -> Iterator[Told]:
    """Figures that count from the start; the figure of one year or month only where that is the goal's own period."""
    for each in seen:
        own = each.indicator == goal.indicator
        if own or (each.indicator == goal.flow and each.kind == "cumulatief"):
            yield _told(each, each.value or 0, each.period.last)


def _added(goal: catalogue.Goal, seen: Seen) -> Iterator[Told]:
    """Per edition of a source the periods added up, as far as they follow upon each other."""
    flows = [each for each in seen if each.indicator == goal.flow and each.kind != "cumulatief"]
    flows.sort(key=lambda each: (each.source, each.edition, each.period.first))
    for _, row in groupby(flows, key=lambda each: (each.source, each.edition)):
        total, end = 0.0, None
        for each in row:
            if end is not None and each.period.first != end + timedelta(days=1):
                break
            total, end = total + (each.value or 0), each.period.last
            yield _told(each, total, end)


def _summed(goal: catalogue.Goal, seen: Seen) -> Iterator[Told]:
    """The whole as the sum of its parts, if one source has all of them for one period."""
    keys = goal.parts.split()
    found: dict[tuple[str, date], dict[str, Observation]] = {}
    for each in seen:
        if each.indicator in keys:
            found.setdefault((each.source, each.period.last), {})[each.indicator] = each
    for (_, on), parts in found.items():
        if keys and len(parts) == len(keys):
            values = [parts[key].value or 0 for key in keys]
            yield _told(parts[keys[0]], sum(values), on, " + ".join(map(amount, values)))


def _without_echoes(found: Iterable[Told]) -> Iterator[Told]:
    """Each edition's figure of a day once; a sum that repeats a reported figure only explains it."""
    kept: dict[tuple[date, str, str, float], Told] = {}
    for each in found:
        at = (each.on, each.source, each.edition, each.value)
        kept[at] = each if at not in kept or each.how else kept[at]
    return iter(kept.values())
