"""How much a group agrees, from how many people chose each point of a scale.

Every function takes `counts`: the number of judgements at each point, lowest point first. The points lie one apart and
begin at `lowest`. "Weet niet" and what was left open are no judgements and are not in it. Sums are of whole numbers,
so the outcome never depends on the order of ballots. With no judgement at all every figure is None.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, log2, sqrt
from typing import Final, Literal, TypeAlias

Counts: TypeAlias = Sequence[int]
Shape: TypeAlias = Literal["eensgezind", "redelijk eens", "gespreid", "twee kampen"]

DISSENT: Final = 0.30
"""From more than this part of the scale as standard deviation people count as divided: the default of MeetingSphere,
which flags "strong dissent". That it divides by the range of the scale is our reading of its page."""
UNANIMOUS: Final = 0.80
FAIRLY_AGREED: Final = 0.60
CAMP: Final = Fraction(1, 4)
"""The least part of the people at either end that makes a camp."""
CAMPS_BELOW: Final = 0.40
EMPTY_MIDDLE: Final = Fraction(1, 10)
END: Final = 2
"""How many points of the scale make an end; on a short scale half of it, rounded down."""
FEWEST_FOR_CONSENSUS: Final = 3
"""One ballot agrees with itself and two say little."""


def mean(counts: Counts, lowest: int = 1) -> Fraction | None:
    """The arithmetic mean in points of the scale, exact."""
    n = sum(counts)
    return Fraction(_sum(counts, lowest), n) if n else None


def median(counts: Counts, lowest: int = 1) -> Fraction | None:
    """The middle judgement; of an even number the mean of the two in the middle."""
    n = sum(counts)
    if not n:
        return None
    return Fraction(_nth(counts, (n - 1) // 2) + _nth(counts, n // 2), 2) + lowest


def consensus(counts: Counts) -> float | None:
    """The consensus of Tastle and Wierman, from 0 (half and half at the ends) to 1 (all the same).

    Cns = 1 + sum p_i log2(1 - |x_i - mean| / d), with p_i the part of the judgements at point x_i and d the width of
    the *declared* scale, not of what was chosen. One outlier among ten costs almost half, so it is never shown without
    histogram and median. A scale of one point has none. (Tastle & Wierman 2007, International Journal of Approximate
    Reasoning 45(3) 531-545.)
    """
    n, width = sum(counts), len(counts) - 1
    if not n or not width:
        return None
    middle = _sum(counts, 0) / n
    parts = (count / n * log2(1 - abs(point - middle) / width) for point, count in enumerate(counts) if count)
    return min(1.0, max(0.0, 1 + sum(parts)))


def dissent(counts: Counts) -> float | None:
    """The standard deviation of these people (not an estimate for others) as a part of the scale: 0 to 0.5.

    SD / (x_max - x_min), after the rating results of MeetingSphere.
    """
    n, width = sum(counts), len(counts) - 1
    if not n or not width:
        return None
    return sqrt(squares(counts) / n) / width


def squares(counts: Counts) -> Fraction:
    """The sum of squared distances to the mean: sum x^2 - (sum x)^2 / n, exact; 0 with no judgement."""
    n = sum(counts)
    if not n:
        return Fraction(0)
    of_squares = sum(count * point * point for point, count in enumerate(counts))
    return of_squares - Fraction(_sum(counts, 0) ** 2, n)


def is_divided(dissent: float | None) -> bool:
    return dissent is not None and dissent > DISSENT


def has_two_camps(counts: Counts) -> bool:
    """Whether both ends of the scale hold a quarter of the people, with little agreement or nobody between them.

    An end is two points, or half of a scale shorter than four. The middle is empty when it holds a tenth at most.
    """
    n, end = sum(counts), min(END, len(counts) // 2)
    if not n or not end:
        return False
    low, high = sum(counts[:end]), sum(counts[-end:])
    if min(low, high) < CAMP * n:
        return False
    return (consensus(counts) or 0) < CAMPS_BELOW or n - low - high <= EMPTY_MIDDLE * n


def shape(counts: Counts) -> Shape | None:
    """One word for a histogram: two camps first, else by consensus; None with fewer than three judgements."""
    if sum(counts) < FEWEST_FOR_CONSENSUS:
        return None
    return "twee kampen" if has_two_camps(counts) else shape_of(consensus(counts))


def shape_of(consensus: float | None) -> Shape | None:
    """The word for a consensus where there are no camps. The thresholds are those of `UNANIMOUS`, `FAIRLY_AGREED`."""
    if consensus is None:
        return None
    if consensus >= UNANIMOUS:
        return "eensgezind"
    return "redelijk eens" if consensus >= FAIRLY_AGREED else "gespreid"


def weighted(values: Sequence[tuple[int, Fraction]]) -> Fraction | None:
    """The weighted score over (weight, mean) of each criterion that has grades: sum w m / sum w.

    What lacks a criterion has to be flagged by the caller: its score is of other criteria than that of the rest.
    """
    weights = sum(weight for weight, _ in values)
    return sum((weight * value for weight, value in values), Fraction(0)) / weights if weights else None


def rounded(value: float | Fraction, decimals: int) -> float:
    """A figure as it is shown; halves go up, as people round ("4,25" is "4,3")."""
    scale: int = 10**decimals
    return floor(value * scale + Fraction(1, 2)) / scale


def _sum(counts: Counts, lowest: int) -> int:
    return sum(count * (lowest + place) for place, count in enumerate(counts))


def _nth(counts: Counts, number: int) -> int:
    """The place on the scale of judgement `number`, from 0 in rising order."""
    passed = 0
    for place, count in enumerate(counts):
        passed += count
        if number < passed:
            return place
    raise IndexError(number)
