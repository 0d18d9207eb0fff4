"""What is published of groups cannot be solved: no mean, count or ballot of a group below k follows from a result.

Three proofs. Everything published is written as linear equations over what is unknown, and solved with fractions. Two
people of a hidden group and its neighbour exchange what they said, and the result stays the same byte for byte while
the mean of the hidden group does not. And over all divisions of people over groups, each published one has more than
one explanation.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Final, TypeAlias

import msgspec
import pytest

from handlers.versnellingskamer import outcomes, tally
from handlers.versnellingskamer.groups import split, stored
from handlers.versnellingskamer.published import Breakdown, Outcome, Result, encode
from handlers.versnellingskamer.result import compute
from handlers.versnellingskamer.tally import OPEN, Counted
from handlers.versnellingskamer.votes import REST, Ballot, Method, Vote
from tests import kamer_votes
from tests.kamer_votes import FIVE, METHODS, OS, vote
from tests.searches import examples

Unknown: TypeAlias = tuple[str | int, ...]
"""What it is of ("judged", "sum"), the direction, the criterion, the group."""
Equation: TypeAlias = dict[Unknown, Fraction]
ONE: Final = Fraction(1)


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judged", "parts"),
    [
        ({"a": 9, "b": 7, "c": 5}, {"a": ("a",), "b": ("b",), "c": ("c",)}),
        ({"a": 9, "b": 7, "c": 4}, {"a": ("a",), REST: ("b", "c")}),  # one alone would be the total minus the others
        ({"a": 9, "b": 7, "c": 0}, {"a": ("a",), REST: ("b", "c")}),  # nobody looks like a few
        ({"a": 9, "b": 2, "c": 2}, {}),  # overig has four, and with the third there is nothing to tell apart
        ({"a": 9, "b": 8, "c": 2, "d": 2}, {"a": ("a",), REST: ("b", "c", "d")}),
        ({"a": 9, "b": 8, "c": 3, "d": 2}, {"a": ("a",), "b": ("b",), REST: ("c", "d")}),
        ({"a": 9, "b": 8, "c": 4, "d": 4}, {"a": ("a",), REST: ("b", "c", "d")}),  # eight of two below five is 4 and 4
        ({"a": 9, "b": 3, REST: 6}, {"a": ("a",), REST: ("b", REST)}),
        ({"a": 9, "b": 8, REST: 3}, {"a": ("a",), REST: ("b", REST)}),
        ({"a": 9, "b": 8, REST: 7}, {"a": ("a",), "b": ("b",), REST: (REST,)}),
        ({"a": 4, "b": 9, "c": 9}, {"b": ("b",), REST: ("a", "c")}),  # the last of the list joins
        ({"a": 9, "b": 3}, {}),
        ({"a": 9}, {}),
        ({"a": 4, "b": 4}, {}),
        ({"a": 0, "b": 0, "c": 0}, {}),
        ({}, {}),
    ],
)
def test_small_groups_stand_together(judged: dict[str, int], parts: dict[str, tuple[str, ...]]) -> None:
    assert split({group: (people,) for group, people in judged.items()}, 5) == parts


def test_of_several_criteria_the_one_that_the_fewest_judged_decides() -> None:
    assert split({"a": (9, 9), "b": (9, 4), "c": (9, 9)}, 5) == {"a": ("a",), REST: ("b", "c")}


@pytest.mark.parametrize(
    ("sizes", "names"),
    [
        ({"a": 6, "b": 8}, {"b": "b", "a": "a"}),
        ({"a": 8, "b": 3, "c": 0, "d": 6, "e": 5}, {"a": "a", "d": "d", "e": REST, "b": REST}),
        ({"a": 9, "b": 4, "c": 4}, {"a": "a", "b": REST, "c": REST}),
        ({"a": 3, "b": 1}, {"a": REST, "b": REST}),
        ({"a": 30}, {"a": REST}),
        ({}, {}),
    ],
)
def test_a_group_that_is_small_on_the_list_is_stored_as_the_rest(sizes: dict[str, int], names: dict[str, str]) -> None:
    assert list(stored(sizes, 5).items()) == list(names.items())


@pytest.mark.parametrize("k", [3, 4])
@pytest.mark.parametrize("names", ["abc", "abcd", ("a", "b", REST), ("a", "b", "c", REST)])
def test_every_count_of_a_hidden_group_has_more_than_one_explanation(k: int, names: tuple[str, ...]) -> None:
    """Also for who knows the rule: all divisions that show the same are put together."""
    most, seen = 3 * k + 2, defaultdict[tuple[tuple[tuple[str, ...], int], ...], list[tuple[int, ...]]](list)
    for people in product(range(most + 1), repeat=len(names)):
        judged = {group: (count,) for group, count in zip(names, people, strict=True)}
        parts = split(judged, k).values() or [tuple(names)]
        seen[tuple((groups, sum(judged[each][0] for each in groups)) for groups in parts)].append(people)
    small = range(k, 2 * k + 3)  # what is larger has explanations outside of what was tried
    for shown, explanations in seen.items():
        hidden = [group for groups, people in shown if len(groups) > 1 and people in small for group in groups]
        for group in hidden:
            assert len({people[names.index(group)] for people in explanations}) > 1, (shown, group, explanations)


# --- as linear equations ---------------------------------------------------------------------------------------------


class Solver:
    """Linear equations over fractions, kept reduced; tells whether a sum of unknowns follows from them."""

    def __init__(self) -> None:
        self.rows: dict[Unknown, Equation] = {}

    def add(self, equation: Equation) -> None:
        left = self.reduce(equation)
        if not left:
            return
        pivot = min(left, key=str)
        row = {unknown: value / left[pivot] for unknown, value in left.items()}
        self.rows = {at: subtract(each, row, each.get(pivot, Fraction(0))) for at, each in self.rows.items()}
        self.rows[pivot] = row

    def reduce(self, equation: Equation) -> Equation:
        left = dict(equation)
        for pivot in [unknown for unknown in equation if unknown in self.rows]:
            left = subtract(left, self.rows[pivot], left.get(pivot, Fraction(0)))
        return left

    def knows(self, equation: Equation) -> bool:
        return not self.reduce(equation)


def subtract(one: Equation, other: Equation, times: Fraction) -> Equation:
    if not times:
        return one
    made = dict(one)
    for unknown, value in other.items():
        made[unknown] = made.get(unknown, Fraction(0)) - times * value
    return {unknown: value for unknown, value in made.items() if value}


def total(what: str, direction: int, criterion: int, groups: Iterable[str]) -> Equation:
    """What these groups have together."""
    return {(what, direction, criterion, group): ONE for group in groups}


class Published:
    """What a reader of a result knows, as equations.

    It is generous: of each part that is shown the reader also gets how many judged each criterion, what they gave in
    all and how many agree, unrounded; every figure over groups is computed from those.
    """

    def __init__(self, result: Result, counted: Counted) -> None:
        self.counted, self.solver = counted, Solver()
        if result.ballots is not None:
            everybody: Equation = {("ballots", group): ONE for group in counted.groups}
            self.solver.add(everybody)
            for place, outcome in enumerate(result.outcomes):
                self._direction(place, outcome)

    def _direction(self, place: int, outcome: Outcome) -> None:
        groups = self.counted.groups
        for group in groups:  # who voted judged, said "weet niet", or left it open
            parts: Equation = {(what, place, -1, group): ONE for what in ("judged", "unsure", "open")}
            self.solver.add(parts | {("ballots", group): -ONE})
        if outcome.n is not None:
            self.solver.add(total("judged", place, -1, groups))
        if outcome.abstained is not None:
            self.solver.add(total("unsure", place, -1, groups))
        rows = [each.figures for each in outcome.criteria] or [outcome.figures]
        for criterion, figures in enumerate(rows):
            self._criterion(place, criterion, alone=len(rows) == 1)
            if figures is not None:
                self._known(place, criterion, groups)
                self.solver.add(total("unsure", place, criterion, groups))
            if figures is not None and outcome.breakdown is not None:
                for members in members_of(outcome.breakdown, groups).values():
                    self._known(place, criterion, members)
        for members in members_of(outcome.breakdown, groups).values():
            self.solver.add(total("judged", place, -1, members))

    def _criterion(self, place: int, criterion: int, *, alone: bool) -> None:
        """Of each group: judgements are those at the points, and so are what they gave and who agree."""
        scale = self.counted.scale
        points = range(len(scale.labels))
        for group in self.counted.groups:
            at: Equation = {(f"at {point}", place, criterion, group): ONE for point in points}
            self.solver.add(at | {("judged", place, criterion, group): -ONE})
            for what, each in (("sum", scale.worth), ("agreed", scale.agrees)):
                given: Equation = {(f"at {x}", place, criterion, group): Fraction(each[x]) for x in points if each[x]}
                self.solver.add(given | {(what, place, criterion, group): -ONE})
            if alone:
                for what in ("judged", "unsure"):
                    self.solver.add({(what, place, -1, group): ONE, (what, place, criterion, group): -ONE})

    def _known(self, place: int, criterion: int, groups: Iterable[str]) -> None:
        """The histogram of all, or the sums of a part."""
        members = tuple(groups)
        whats = ["judged", "sum", "agreed"]
        if members == self.counted.groups:
            whats += [f"at {point}" for point in range(len(self.counted.scale.labels))]
        for what in whats:
            self.solver.add(total(what, place, criterion, members))


def members_of(breakdown: Breakdown | None, groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The groups in each part, as a reader sees it: what is named, and the rest."""
    if breakdown is None:
        return {}
    named = {part.group for part in breakdown.parts}
    rest = tuple(group for group in groups if group in breakdown.together or (group == REST and REST in named))
    return {name: rest if name == REST else (name,) for name in named}


def secrets_of(result: Result, counted: Counted, k: int) -> Iterator[Equation]:
    """Every sum over hidden groups that together have fewer than k people, in each direction and of each criterion."""
    for place, outcome in enumerate(result.outcomes):
        shown = {name for name, groups in members_of(outcome.breakdown, counted.groups).items() if len(groups) == 1}
        hidden = [group for group in counted.groups if group not in shown]
        for criterion, measure in enumerate(counted.measures[place]):
            whats = ["judged", "sum", "agreed", "unsure", *(f"at {at}" for at in range(len(measure.counts)))]
            for size in range(1, len(hidden) + 1):
                for some in combinations(hidden, size):
                    if 0 < sum(sum(measure.by_group[group]) for group in some) < k:
                        told = outcome.abstained is not None and len(some) == len(counted.groups)
                        asked = [what for what in whats if what != "unsure" or not told]
                        yield from (total(what, place, criterion, some) for what in asked)
        for group in hidden:
            yield from (total(what, place, -1, [group]) for what in ("judged", "unsure", "open"))
            yield {("ballots", group): ONE}


def random_vote(chance: random.Random, method: Method) -> tuple[Vote, list[Ballot]]:
    groups = (*chance.sample(OS, chance.randint(2, 5)), *([REST] if chance.random() < 0.5 else []))
    asked = vote(
        method,
        directions=chance.randint(1, 2),
        groups=groups,
        k=chance.choice([3, 5]),
        criteria=FIVE[: chance.randint(1, 2)] if method == "score" else (),
    )
    return asked, kamer_votes.ballots(
        asked, {group: chance.choice([0, 1, 2, 4, 5, 6, 9, 12]) for group in groups}, chance
    )


@pytest.mark.parametrize("method", METHODS)
def test_nothing_hidden_follows_from_what_is_published(method: Method) -> None:
    chance, hidden, shown = kamer_votes.seeded(method), 0, 0
    for _ in range(examples(1_500)):
        asked, ballots = random_vote(chance, method)
        result, counted = compute(asked, ballots), tally.count(asked, ballots)
        known = Published(result, counted)
        for secret in secrets_of(result, counted, asked.k):
            hidden += 1
            assert not known.solver.knows(secret), (secret, result, ballots)
        for place, outcome in enumerate(result.outcomes):
            for group in (part.group for part in (outcome.breakdown.parts if outcome.breakdown else ())):
                shown += group != REST
                assert group == REST or known.solver.knows(total("sum", place, 0, [group]))
    assert min(hidden, shown) > 500  # there were secrets, and the solver solves what is shown


def test_the_solver_finds_the_leak_of_one_group_that_is_left_out() -> None:
    """A raw mean beside the mean of all groups but one gives the mean of that one: the mistake that it has to find."""
    known = Solver()
    known.add(total("sum", 0, 0, "abc"))
    known.add(total("sum", 0, 0, "a"))
    known.add({("sum", 0, 0, group): Fraction(1, 3) for group in "abc"})
    assert not known.knows(total("sum", 0, 0, "c"))
    known.add({("sum", 0, 0, "a"): Fraction(1, 9), ("sum", 0, 0, "b"): Fraction(1, 6), ("sum", 0, 0, "c"): ONE})
    assert known.knows(total("sum", 0, 0, "c"))
    assert known.knows(total("sum", 0, 0, "b"))


# --- as exchanged ballots --------------------------------------------------------------------------------------------


def exchanged(one: Ballot, other: Ballot, number: int) -> tuple[Ballot, Ballot]:
    """Two ballots in which two people exchange what they said of one direction."""

    def with_theirs(mine: Ballot, theirs: Ballot) -> Ballot:
        parts: Mapping[str, dict[int, object]] = {
            part: {**{n: v for n, v in getattr(mine, part).items() if n != number},
                   **{n: v for n, v in getattr(theirs, part).items() if n == number}}
            for part in ("dots", "grades", "consents", "reasons")
        }  # fmt: skip
        return msgspec.structs.replace(mine, **parts)

    return with_theirs(one, other), with_theirs(other, one)


def judged_the_same(counted: Counted, one: int, other: int, place: int) -> bool:
    """Whether two people judged the same criteria of a direction, and not the same way."""
    rows = [counted.rows[at][1].get(place, ()) for at in (one, other)]
    points = [[point is not None and point != OPEN for point in row] for row in rows]
    worth = [outcomes.given(row, counted.scale.worth) for row in rows]
    return points[0] == points[1] and any(points[0]) and worth[0] != worth[1]


@pytest.mark.parametrize("method", ["score", "akkoord"])
def test_who_exchanges_with_a_neighbour_changes_a_hidden_mean_and_no_byte_of_the_result(method: Method) -> None:
    """Rounding, ranks, verdicts and sentences are in those bytes too."""
    chance, tried = kamer_votes.seeded(method), 0
    for _ in range(examples(600)):
        asked, ballots = random_vote(chance, method)
        result, counted = compute(asked, ballots), tally.count(asked, ballots)
        for place, outcome in enumerate(result.outcomes):
            parts = members_of(outcome.breakdown, counted.groups).values() if outcome.breakdown else [counted.groups]
            for part in parts:
                for one, other in combinations(range(len(ballots)), 2):
                    groups = ballots[one].group, ballots[other].group
                    apart = groups[0] != groups[1] and set(groups) <= set(part)
                    if apart and judged_the_same(counted, one, other, place) and chance.random() < 0.2:
                        tried += 1
                        pair = exchanged(ballots[one], ballots[other], outcome.number)
                        now = [pair[(one, other).index(at)] if at in {one, other} else each
                               for at, each in enumerate(ballots)]  # fmt: skip
                        assert sums_of(asked, now, place) != sums_of(asked, ballots, place)
                        assert same_but_for_other_orders(result, compute(asked, now))
    assert tried > examples(600)


def sums_of(asked: Vote, ballots: list[Ballot], place: int) -> list[dict[str, list[int]]]:
    return [measure.by_group for measure in tally.count(asked, ballots).measures[place]]


def same_but_for_other_orders(one: Result, other: Result) -> bool:
    """The same bytes; but one ballot left out is another ballot now, and may turn something else."""

    def without(result: Result) -> str:
        told = [msgspec.structs.replace(each, verdict=None, line="") for each in result.outcomes]
        return encode(msgspec.structs.replace(result, verdict=None, outcomes=tuple(told)))

    return without(one) == without(other)


@pytest.mark.parametrize("method", METHODS)
def test_whole_ballots_that_change_places_within_a_hidden_part_change_no_byte(method: Method) -> None:
    """In one direction a ballot is what it says of that; then also "stabiel" is the same."""
    chance, tried = kamer_votes.seeded(method), 0
    for _ in range(examples(600)):
        asked, ballots = random_vote(chance, method)
        asked = msgspec.structs.replace(asked, directions=asked.directions[:1])
        ballots = [msgspec.structs.replace(each, chosen=each.chosen and (1,)) for each in ballots]
        result, counted = compute(asked, ballots), tally.count(asked, ballots)
        parts = [*members_of(result.outcomes[0].breakdown, counted.groups).values()] or [counted.groups]
        for one, other in combinations(range(len(ballots)), 2):
            inside = any({ballots[one].group, ballots[other].group} <= set(part) for part in parts)
            if inside and judged_the_same(counted, one, other, 0) and chance.random() < 0.2:
                tried += 1
                now = list(ballots)
                now[one] = msgspec.structs.replace(ballots[other], group=ballots[one].group)
                now[other] = msgspec.structs.replace(ballots[one], group=ballots[other].group)
                assert encode(compute(asked, now)) == encode(result)
    assert tried > examples(100) or method == "peiling"


# --- an empty group looks like a hidden one --------------------------------------------------------------------------


def test_a_group_of_which_nobody_voted_looks_like_one_of_which_a_few_did() -> None:
    def published(few: int) -> Breakdown:
        sizes = {"ondernemers": 9, "overheid": 8, "onderwijs": 9 - few, "omgeving": few}
        asked = vote("stippen", groups=tuple(sizes))
        ballots = [Ballot(group=group, dots={1: 1}) for group, size in sizes.items() for _ in range(size)]
        breakdown = compute(asked, ballots).outcomes[0].breakdown
        assert breakdown is not None
        return breakdown

    assert published(0) == published(1) == published(4)
    assert published(0).together == ("onderwijs", "omgeving")


def test_a_ballot_of_no_group_of_the_vote_is_in_the_rest() -> None:
    sizes = {"ondernemers": 9, "overheid": 8, "onderwijs": 7, "iets anders": 1}
    asked = vote("stippen", groups=("ondernemers", "overheid", "onderwijs"))
    ballots = [Ballot(group=group, dots={1: 1}) for group, size in sizes.items() for _ in range(size)]
    breakdown = compute(asked, ballots).outcomes[0].breakdown
    assert breakdown is not None
    assert [(part.group, part.n) for part in breakdown.parts] == [("ondernemers", 9), ("overheid", 8), (REST, 8)]
