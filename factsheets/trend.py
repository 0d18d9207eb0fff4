"""Where a row of readings is heading: the slope that outliers do not bend, and an honest line to the target date.

The slope is the median of the slopes between all pairs (Theil 1950, Sen 1968); its range is Sen's 90% interval,
which for few readings is all that lies between the flattest and the steepest pair. The recent pace is that of the last
stretch of at least 90 days. It changed where it lies outside the range of the slope before it, and is more than twice
as fast, less than half, or the other way; then no line is drawn on. Else the line's range holds it. Pure, without
pandas.
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
TIMES: Final = 2  # as fast or as slow: from here on a pace is another one
_Z: Final = 1.645  # of 90%
_FIGURES: Final = 2  # that an extrapolation can carry


class Slope(msgspec.Struct, frozen=True):
    """The median slope with the range it may lie in, per unit of x."""

    middle: float
    low: float
    high: float


def theil_sen(points: Sequence[Point]) -> Slope | None:
    """The slope of points (x, y); None where no two differ in x."""
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
    """The value on the target date if the trend goes on."""

    on: date
    low: float
    high: float
    monthly: float
    readings: int


class Recent(msgspec.Struct, frozen=True):
    """How fast it went lately, since when, and how fast before."""

    since: date
    pace: float
    before: Slope | None

    @property
    def changed(self) -> bool:
        """Clearly another pace than before."""
        if self.before is None or self.before.low <= self.pace <= self.before.high:
            return False
        slow, fast = sorted((abs(self.pace), abs(self.before.middle)))
        return self.pace * self.before.middle < 0 or fast > TIMES * slow


def monthly(standing: Standing) -> Slope | None:
    """The slope per month, if there are enough readings over enough time."""
    track = standing.track
    if len(track) < FEWEST or (track[-1][0] - track[0][0]).days < SHORTEST:
        return None
    return theil_sen(_points(track))


def _points(track: Sequence[tuple[date, float]]) -> list[Point]:
    return [(on.toordinal() / MONTH, value) for on, value in track]


def recent(standing: Standing) -> Recent | None:
    """The pace of the last stretch that is long enough to have one."""
    track = standing.track
    if monthly(standing) is None:
        return None
    last, value = track[-1]
    start = max(place for place, (on, _) in enumerate(track) if (last - on).days >= SHORTEST)
    since, stood = track[start]
    return Recent(since, (value - stood) * MONTH / (last - since).days, theil_sen(_points(track[: start + 1])))


def word(standing: Standing, today: date) -> str:
    """ "stijgt, 38 per maand", "steeg" unless the last reading is fresh, or why nothing can be said."""
    slope, lately = monthly(standing), recent(standing)
    if not standing.told:
        return "nog geen meting"
    if slope is None:
        return "te weinig metingen voor een trend"
    if lately and lately.changed:
        return f"tempo veranderd: {_paces(standing, lately, today)}"
    old = not _is_present(standing, today)
    pace = _rounded(abs(slope.middle), 3)
    if not pace:
        return "bleef gelijk" if old else "blijft gelijk"
    verb = ("daalde" if old else "daalt") if slope.middle < 0 else ("steeg" if old else "stijgt")
    return f"{verb}, {amount(pace)} per maand"


def _paces(standing: Standing, lately: Recent, today: date) -> str:
    """ "eerst 100 per maand, sinds 1 mei 2026 ongeveer 1 per maand"; of what was it says until when."""
    before, since, last = lately.before.middle if lately.before else 0, lately.since, standing.track[-1][0]
    stretch = f"sinds {when(since)}" if _is_present(standing, today) else f"tussen {when(since)} en {when(last)}"
    return f"eerst {_pace(before)}, {stretch} {'ongeveer ' if _rounded(lately.pace, 2) else ''}{_pace(lately.pace)}"


def _pace(monthly_: float) -> str:
    """ "100 per maand", "geen groei", "5 per maand omlaag"."""
    shown = _rounded(abs(monthly_), 2)
    return f"{amount(shown)} per maand{' omlaag' if monthly_ < 0 else ''}" if shown else "geen groei"


def forecast(standing: Standing, today: date) -> Forecast | None:
    """The line drawn on from the last reading to the target date, unless there is a reason not to."""
    if reason(standing, today):
        return None
    slope, lately, track, until = monthly(standing), recent(standing), standing.track, standing.goal.until
    if slope is None or lately is None or until is None:
        return None
    months = (until - track[-1][0]).days / MONTH
    paces = min(slope.low, lately.pace), max(slope.high, lately.pace)
    low, high = (track[-1][1] + max(pace, 0) * months for pace in paces)
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
    """Why there is no forecast; "" where there is one."""
    goal = standing.goal
    if standing.on is None:
        return f"{_over(goal)}. Er is geen meting bekend." if passed(goal, today) else "Er is nog geen meting."
    if passed(goal, today):
        return _ended(standing)
    if told := fallen(standing):
        return told
    if goal.until is None:
        return "Dit doel heeft geen streefdatum, dus er is geen vooruitblik."
    return _too_little(standing, today) or _disputed(standing) or _changed(standing, today)


def _disputed(standing: Standing) -> str:
    if not standing.disputed or standing.on is None:
        return ""
    return f"De bronnen zijn het oneens over de nieuwste meting ({when(standing.on)}), dus er is geen vooruitblik."


def _changed(standing: Standing, today: date) -> str:
    lately = recent(standing)
    if lately is None or not lately.changed:
        return ""
    return f"Het tempo is veranderd: {_paces(standing, lately, today)}. Daarom is er geen vooruitblik."


def fallen(standing: Standing) -> str:
    """A warning that a running total went down, and so holds a mistake; "" where it did not."""
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
    if track and _is_old(track[-1][0], today):
        agreed = " waarover de bronnen het eens zijn," if standing.disputed else ""
        return f"De laatste meting{agreed} is van {when(track[-1][0])}: te oud om een lijn door te trekken."
    if len(track) < FEWEST:
        agreed = " waarover de bronnen het eens zijn" if standing.contradictions else ""
        return f"Te weinig metingen{agreed} voor een vooruitblik: {len(track)} van de minstens {FEWEST}."
    if (track[-1][0] - track[0][0]).days < SHORTEST:
        return f"Te weinig metingen voor een vooruitblik: ze liggen minder dan {SHORTEST} dagen uit elkaar."
    return ""


def _is_present(standing: Standing, today: date) -> bool:
    """Whether what the readings tell is about now: the last that is used is the newest of all, and fresh."""
    track = standing.track
    return bool(track) and track[-1][0] == standing.on and not _is_old(track[-1][0], today)


def _is_old(on: date, today: date) -> bool:
    return (today - on).days >= OLDEST


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
