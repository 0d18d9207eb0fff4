"""Say whether a result stands, or whether one person or a small change of weights would turn it.

What is tried: every ballot left out once, and every weight of a criterion a fifth lower and a fifth higher, one at a
time. What is looked at: who stands first, and who is among the best few. (Methods B1.) Nothing is counted anew: a
ballot is subtracted from the sums of the directions that it judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SHIFT: Final = 0.2
"""The part by which a weight is made lower and higher."""
BEST: Final = 3
"""How many make the best few; of less than six directions half, rounded down."""
FEWEST_BALLOTS: Final = 5
"""With fewer ballots each of them decides, and there is nothing to say."""
SAME: Final = 1e-9
"""Scores that differ less are equal: only the rounding of the machine lies between them."""
_BEHIND: Final = 10_000.0  # an incomplete direction stands behind every complete one


@dataclass(slots=True)
class Sums:
    """The sums of one direction, per criterion that counts: people, what they gave, and the criterion's weight.

    `places` are those of the criteria in what a ballot says. `complete` is false when a criterion does not count.
    """

    places: tuple[int, ...]
    people: list[int]
    given: list[int]
    weights: list[float]
    complete: bool = True

    def score(self) -> float:
        """The weighted mean over the criteria with people, sum w_c mean_c / sum w_c; without any it stands last."""
        total = weights = 0.0
        for people, given, weight in zip(self.people, self.given, self.weights, strict=True):
            if people:
                total += weight * given / people
                weights += weight
        if not weights:
            return -2 * _BEHIND
        return total / weights - (0 if self.complete else _BEHIND)

    def without(self, given: Iterable[tuple[int, int]]) -> float:
        """The score without one ballot, that gave (criterion, what) here."""
        gave = dict(given)
        people = [each - (place in gave) for place, each in zip(self.places, self.people, strict=True)]
        sums = [each - gave.get(place, 0) for place, each in zip(self.places, self.given, strict=True)]
        return Sums(self.places, people, sums, self.weights, self.complete).score()

    def reweighted(self, criterion: int, factor: float) -> float:
        """The score when one weight is another."""
        weights = [w * factor if p == criterion else w for p, w in zip(self.places, self.weights, strict=True)]
        return Sums(self.places, self.people, self.given, weights, self.complete).score()


Given = Sequence[tuple[int, list[tuple[int, int]]]]
"""What one ballot gave: the direction, with what it gave on each criterion."""


def turning(directions: Sequence[Sums], ballots: Iterable[Given], criteria: int) -> frozenset[int]:
    """The directions that one of the changes brings to the top or away from it; none when the result stands."""
    scores = [each.score() for each in directions]
    top = tops(scores)
    turned: set[int] = set()
    for changed in (*_without_each(directions, scores, ballots), *_reweighted(directions, criteria)):
        for before, after in zip(top, tops(changed), strict=True):
            turned |= before ^ after
    return frozenset(turned)


def tops(scores: Sequence[float]) -> tuple[frozenset[int], frozenset[int]]:
    """Who stands first and who is among the best few; what is equal to the last of them is too."""
    falling = sorted(scores, reverse=True)
    few = max(1, min(BEST, len(scores) // 2))
    first, last = falling[0] - SAME, falling[few - 1] - SAME
    return (
        frozenset(place for place, score in enumerate(scores) if score >= first),
        frozenset(place for place, score in enumerate(scores) if score >= last),
    )


def _without_each(directions: Sequence[Sums], scores: list[float], ballots: Iterable[Given]) -> Iterator[list[float]]:
    for ballot in ballots:
        changed = scores.copy()
        for place, given in ballot:
            changed[place] = directions[place].without(given)
        yield changed


def _reweighted(directions: Sequence[Sums], criteria: int) -> Iterator[list[float]]:
    if criteria > 1:
        for criterion in range(criteria):
            for factor in (1 - SHIFT, 1 + SHIFT):
                yield [each.reweighted(criterion, factor) for each in directions]
