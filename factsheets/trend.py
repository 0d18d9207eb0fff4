"""Where a row of readings is heading: the slope that outliers do not bend, and an honest line to the target date.

The slope is the median of the slopes between all pairs (Theil 1950, Sen 1968); its range is Sen's 90% interval,
which for few readings is all that lies between the flattest and the steepest pair. Pure, without pandas.
"""

import math
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from statistics import median
from typing import Final, TypeAlias

import msgspec

from factsheets.goals import Goal, Standing, amount, day, when

Point: TypeAlias = tuple[float, float]

MONTH: Final = 365.25 / 12
FEWEST, SHORTEST, OLDEST = 3, 90, 365
_Z: Final = 1.645  # of 90%
_FIGURES: Final = 2  # that an extrapolation can carry


class Slope(msgspec.Struct, frozen=True):
    """The median slope with the range it may lie in, per unit of x."""

    middle: float
    low: float
    high: float


def theil_sen(points: Sequence[Point]) -> Slope | None:
    """The slope of points (x, y); nothing where no two stand apart."""
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(sorted(points), 2) if a[0] != b[0])
    if not slopes:
        return None
    amount_, every = len(points), len(slopes)
    reach = _Z * math.sqrt(amount_ * (amount_ - 1) * (2 * amount_ + 5) / 18)
    first = max(math.floor((every - reach) / 2) - 1, 0)
    last = min(math.ceil((every + reach) / 2), every - 1)
    return Slope(median(slopes), slopes[first], slopes[last])


# --- the row of a goal -----------------------------------------------------------------------------------------------


class Forecast(msgspec.Struct, frozen=True):
    """What would stand on the target date if it went on like this."""

    on: date
    low: float
    high: float
    monthly: float
    readings: int


def monthly(standing: Standing) -> Slope | None:
    """Per month, where there are readings enough over time enough."""
    track = standing.track
    if len(track) < FEWEST or (track[-1][0] - track[0][0]).days < SHORTEST:
        return None
    return theil_sen([(on.toordinal() / MONTH, value) for on, value in track])


def word(standing: Standing, today: date) -> str:
    """ "stijgt, 38 per maand", "steeg" once the last reading is a year old, or why nothing can be said."""
    slope = monthly(standing)
    if not standing.told:
        return "nog geen meting"
    if slope is None:
        return "te weinig metingen voor een trend"
    old = _is_old(standing, today)
    pace = _rounded(abs(slope.middle), 3)
    if not pace:
        return "bleef gelijk" if old else "blijft gelijk"
    verb = ("daalde" if old else "daalt") if slope.middle < 0 else ("steeg" if old else "stijgt")
    return f"{verb}, {amount(pace)} per maand"


def forecast(standing: Standing, today: date) -> Forecast | None:
    """The line drawn on from the last reading to the target date, unless there is a reason not to."""
    if reason(standing, today):
        return None
    slope, track, until = monthly(standing), standing.track, standing.goal.until
    if slope is None or until is None:
        return None
    months = (until - track[-1][0]).days / MONTH
    low, high = (track[-1][1] + max(pace, 0) * months for pace in (slope.low, slope.high))
    return Forecast(until, _down(low), _up(high), slope.middle, len(track))


def sentence(standing: Standing, today: date) -> str:
    """The forecast in words that promise nothing, or why there is none."""
    found = forecast(standing, today)
    if found is None:
        return reason(standing, today)
    pace = f"{amount(_rounded(found.monthly, 3))} per maand" if _rounded(found.monthly, 3) else "geen groei"
    between = (
        f"rond {amount(found.low)}"
        if found.low == found.high
        else f"tussen {amount(found.low)} en {amount(found.high)}"
    )
    return (
        f"Gaat het zo door ({pace}, over {found.readings} metingen), dan staat de teller op "
        f"{day(found.on)} {between}; het doel is {standing.goal.target}. "
        "Dit is een doorgetrokken lijn, geen voorspelling."
    )


def reason(standing: Standing, today: date) -> str:
    """Why no line is drawn on; empty where it can be."""
    goal = standing.goal
    if standing.on is None:
        return f"{_over(goal)}. Er is geen meting bekend." if passed(goal, today) else "Er is nog geen meting."
    if passed(goal, today):
        return _ended(standing)
    if told := fallen(standing):
        return told
    if goal.until is None:
        return "Dit doel heeft geen streefdatum, dus er is geen vooruitblik."
    return _too_little(standing, today)


def fallen(standing: Standing) -> str:
    """That a row which only adds up went down, and so holds a mistake; empty where it did not."""
    step = standing.falls
    if step is None:
        return ""
    before, after = step
    show = standing.goal.shown
    return (
        f"De teller daalt: van {show(before.value)} ({when(before.on)}) naar {show(after.value)} ({when(after.on)}). "
        "Een opgetelde reeks kan niet dalen. Kijk na welke meting niet klopt."
    )


def passed(goal: Goal, today: date) -> bool:
    return goal.until is not None and goal.until < today


def _over(goal: Goal) -> str:
    return f"De streefdatum ({day(goal.until)}) is voorbij" if goal.until else ""


def _ended(standing: Standing) -> str:
    goal, last = standing.goal, standing.on
    if last is None or goal.until is None:
        return ""
    known = f"{_over(goal)}; de laatste meting is van {when(last)}"
    if last >= goal.until:
        return f"{known}: {standing.shown}."
    if standing.met and goal.rule != "hoogstens":
        return f"{known}. Het doel was toen al gehaald."
    return f"{known}. Hoe het afliep is hier niet bekend."


def _too_little(standing: Standing, today: date) -> str:
    track = standing.track
    if _is_old(standing, today) and standing.on:
        return f"De laatste meting is van {when(standing.on)}: te oud om een lijn door te trekken."
    if len(track) < FEWEST:
        agreed = " waarover de bronnen het eens zijn" if standing.contradictions else ""
        return f"Te weinig metingen{agreed} voor een vooruitblik: {len(track)} van de minstens {FEWEST}."
    if (track[-1][0] - track[0][0]).days < SHORTEST:
        return f"Te weinig metingen voor een vooruitblik: ze liggen minder dan {SHORTEST} dagen uit elkaar."
    return ""


def _is_old(standing: Standing, today: date) -> bool:
    return standing.on is not None and (today - standing.on).days > OLDEST


# --- rounding --------------------------------------------------------------------------------------------------------


def _unit(value: float, figures: int) -> float:
    return 10.0 ** max(math.floor(math.log10(abs(value))) - figures + 1, 0) if value else 1.0


def _rounded(value: float, figures: int) -> float:
    """To so many figures; below ten to one decimal, so that a slow pace is not nothing."""
    unit = _unit(value, figures)
    return round(value, 1) if abs(value) < 10 else round(value / unit) * unit  # noqa: PLR2004 - two figures


def _down(value: float) -> float:
    unit = _unit(value, _FIGURES)
    return math.floor(round(value / unit, 6)) * unit


def _up(value: float) -> float:
    unit = _unit(value, _FIGURES)
    return math.ceil(round(value / unit, 6)) * unit
