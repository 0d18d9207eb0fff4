"""Decide which groups may be told apart, and compare them: by the five O's, and never one that is too small.

The rule. Of a group of fewer than k people nothing is told. Those groups stand together under "overig"; one group alone
there could be found back as the total minus the others, so the next smallest joins it, and so it goes while "overig"
itself has fewer than k. A group of which nobody voted is treated as a small one, so that nobody sees the difference.
Where this leaves fewer than two parts there is no breakdown. (Methods B2; k is 5 as in the reports of dialog.nl.)

"Next smallest" is by people on the list, which is public, and not by who judged: an order that followed the judgements
would tell how many there are of the hidden ones. For the same reason a group joins when "overig" is as large as groups
below k can be together, because then each of them has k - 1.

Everything about groups is computed on the parts that are left, so each figure says something of k people or more, and
no set of figures can be solved for a smaller group. What remains: who knows that all five of a group were there and
sees it disappear in a direction that one person left open, knows that it was one of the five; not what they said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log
from typing import TypeAlias

from handlers.versnellingskamer.votes import REST

Parts: TypeAlias = dict[str, tuple[str, ...]]
"""The name under which something is shown, with the groups that are in it."""
Judged: TypeAlias = Mapping[str, Sequence[int]]
"""How many people of a group judged, once for each criterion."""


def stored(sizes: Mapping[str, int], k: int) -> dict[str, str]:
    """Under which name each group of the list is stored, when a vote opens; the largest first, as `Vote.groups` is.

    `sizes` counts the people on the list. Groups of fewer than k become "overig", and the next smallest too as long as
    "overig" has fewer than k. When the whole list has fewer than k, or nothing is left to tell apart, all are "overig".
    """
    listed = {group: (size,) for group, size in sorted(sizes.items(), key=lambda each: -each[1]) if size}
    parts = _parts(listed, k, _is_many)
    return {group: name for name, groups in parts.items() for group in groups} or dict.fromkeys(listed, REST)


def split(judged: Judged, k: int) -> Parts:
    """The parts that may be shown of one direction; nothing where there are fewer than two.

    `judged` has for each group how many of its people judged, once for each criterion; the fewest decide. Its order is
    that of the list, largest group first: from its end groups join "overig".
    """
    return _parts(judged, k, _hides_each)


def _parts(judged: Judged, k: int, enough: Callable[[Judged, int], bool]) -> Parts:
    small = {group for group, counts in judged.items() if min(counts, default=0) < k}
    rest = {group: judged[group] for group in judged if group in small or (small and group == REST)}
    others = [group for group in judged if group not in rest]
    while rest and others and not enough(rest, k):
        joins = others.pop()
        rest[joins] = judged[joins]
    parts: Parts = {group: (group,) for group in others if group != REST}
    if under_rest := tuple(group for group in judged if group in rest or group == REST):
        parts[REST] = under_rest
    return parts if len(parts) > 1 else {}


def _is_many(rest: Judged, k: int) -> bool:
    return len(rest) > 1 and fewest(rest.values()) >= k


def _hides_each(rest: Judged, k: int) -> bool:
    """Whether "overig" has k people, and can be divided over its groups in more than one way."""
    largest_of_small = len(rest) * (k - 1)
    is_full = fewest(rest.values()) == largest_of_small and all(min(counts) < k for counts in rest.values())
    return _is_many(rest, k) and not is_full


def fewest(counts: Iterable[Sequence[int]]) -> int:
    """How many of these groups together judged, on the criterion that the fewest judged."""
    return min(map(sum, zip(*counts, strict=True)), default=0)


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion over the parts: of each part (people, sum of what they gave, people who agree).

    `weight` is that of the criterion, `of_squares` the sum of squares of all that was given.
    """

    weight: int
    parts: tuple[tuple[int, int, int], ...]
    of_squares: int


def mean_of_part(criteria: Sequence[Compared], part: int) -> Fraction:
    """The weighted score of one part: sum w_c mean_c / sum w_c."""
    values = (each.weight * Fraction(each.parts[part][1], each.parts[part][0]) for each in criteria)
    return sum(values, Fraction(0)) / sum(each.weight for each in criteria)


def equal_weight_mean(means: Sequence[Fraction]) -> Fraction:
    """The mean when each part counts once, whatever its size: sum mean_g / G.

    Next to the mean over people it shows whether one large group decides.
    """
    return sum(means, Fraction(0)) / len(means)


def eta_squared(criteria: Sequence[Compared]) -> Fraction | None:
    """Which part of the disagreement runs between the parts, 0 to 1: SS_between / SS_total.

    Of several criteria both sums are added up with their weights. None when everybody gave the same.
    """
    between = sum((each.weight * _between(each) for each in criteria), Fraction(0))
    total = sum((each.weight * _total(each) for each in criteria), Fraction(0))
    return between / total if total else None


def group_consensus(criteria: Sequence[Compared]) -> float:
    """Group-informed consensus: the geometric mean over parts of (A_g + 1) / (S_g + 2), 0 to 1.

    A_g is how many people of a part agree, S_g how many judged. Polis takes the product; its root does not shrink with
    the number of parts. One part that is against pulls it down, however large the others are. Of several criteria it is
    the weighted geometric mean. (Small et al. 2021; `repness.clj` of Polis.)
    """
    weights = sum(each.weight * len(each.parts) for each in criteria)
    logs = (
        each.weight * log((agreed + 1) / (people + 2)) for each in criteria for people, _, agreed in each.parts
    )  # fmt: skip
    return exp(sum(logs) / weights)


def weakest(means: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The part with the lowest mean, or all that share it."""
    return tuple(part for part, mean in means.items() if mean == min(means.values()))


def _between(compared: Compared) -> Fraction:
    within = sum((Fraction(given * given, people) for people, given, _ in compared.parts), Fraction(0))
    return within - _of_the_mean(compared)


def _total(compared: Compared) -> Fraction:
    return compared.of_squares - _of_the_mean(compared)


def _of_the_mean(compared: Compared) -> Fraction:
    people, given = (sum(part[place] for part in compared.parts) for place in (0, 1))
    return Fraction(given * given, people)
