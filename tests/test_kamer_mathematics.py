"""The mathematics of the Versnellingskamer: against published examples, and by what must always be true."""

import json
from fractions import Fraction
from math import isclose, prod
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, strategies as st

from handlers.versnellingskamer import consensus, groups
from handlers.versnellingskamer.groups import Compared
from handlers.versnellingskamer.robustness import Sums, tops, turning
from tests import kamer_votes

CASES: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "cases/consensus.json").read_text())
COUNTS: Final = st.lists(st.integers(0, 40), min_size=2, max_size=9)
SOME: Final = COUNTS.filter(any)
FIVE_POINTS: Final = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any)


# --- consensus -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["published"], ids=lambda case: case["id"])
def test_consensus_is_what_was_published(case: dict[str, Any]) -> None:
    found = consensus.consensus(case["counts"])
    assert found is not None
    assert abs(found - case["expected"]) <= case["tolerance"], case["source"]


@pytest.mark.parametrize("case", CASES["calibration"], ids=lambda case: "-".join(map(str, case["counts"])))
def test_consensus_is_calibrated(case: dict[str, Any]) -> None:
    assert consensus.consensus(case["counts"]) == pytest.approx(case["expected"], abs=0.0005)


@given(SOME)
def test_consensus_and_dissent_lie_within_their_bounds(counts: list[int]) -> None:
    assert 0 <= (consensus.consensus(counts) or 0) <= 1
    assert 0 <= (consensus.dissent(counts) or 0) <= 0.5 + 1e-12


@given(st.integers(2, 9), st.integers(1, 500), st.data())
def test_who_all_choose_the_same_agree_wholly(points: int, people: int, data: st.DataObject) -> None:
    counts = [0] * points
    counts[data.draw(st.integers(0, points - 1))] = people
    assert (consensus.consensus(counts), consensus.dissent(counts)) == (1, 0)


@given(st.integers(2, 9), st.integers(1, 500))
def test_half_and_half_at_the_ends_is_no_consensus_at_all(points: int, half: int) -> None:
    counts = [half, *[0] * (points - 2), half]
    assert (consensus.consensus(counts), consensus.dissent(counts)) == (0, 0.5)


@given(SOME)
def test_a_scale_that_is_turned_around_has_the_same_consensus(counts: list[int]) -> None:
    turned = counts[::-1]
    assert isclose(consensus.consensus(counts) or 0, consensus.consensus(turned) or 0, abs_tol=1e-9)
    assert consensus.dissent(counts) == consensus.dissent(turned)
    assert consensus.shape(counts) == consensus.shape(turned)


@given(SOME, st.integers(2, 7))
def test_as_many_times_the_same_people_agree_as_much(counts: list[int], times: int) -> None:
    more = [count * times for count in counts]
    assert isclose(consensus.consensus(counts) or 0, consensus.consensus(more) or 0, abs_tol=1e-9)
    assert consensus.mean(counts) == consensus.mean(more)


@given(FIVE_POINTS.filter(lambda counts: counts[0] and counts[4]))
def test_who_leaves_both_ends_for_the_middle_brings_more_consensus(counts: list[int]) -> None:
    nearer = [counts[0] - 1, counts[1], counts[2] + 2, counts[3], counts[4] - 1]
    assert (consensus.dissent(nearer) or 0) <= (consensus.dissent(counts) or 0)


def test_one_outlier_of_ten_costs_almost_half() -> None:
    assert 1 - (consensus.consensus([1, 0, 0, 0, 9]) or 0) == pytest.approx(0.47, abs=0.005)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ([0, 0, 0, 2, 8], "eensgezind"),
        ([1, 2, 4, 2, 1], "redelijk eens"),
        ([0, 5, 0, 5, 0], "twee kampen"),  # the middle is empty
        ([1, 0, 0, 0, 9], "gespreid"),  # one person is no camp
        ([3, 1, 0, 2, 4], "twee kampen"),
        ([2, 2, 2, 2, 2], "gespreid"),
        ([5, 0, 10, 0, 5], "gespreid"),
        ([10, 0, 4, 0, 10], "twee kampen"),  # little consensus is enough
        ([0, 0, 0, 0, 2], None),  # two people are no group
        ([0, 0, 0, 0, 0], None),
        ([4, 0, 5], "twee kampen"),  # bezwaar, zorg, akkoord: an end is one point
        ([1, 2, 9], "gespreid"),
        ([0, 0, 9], "eensgezind"),
    ],
)
def test_a_histogram_has_one_word(counts: list[int], word: str | None) -> None:
    assert consensus.shape(counts) == word


def test_dissent_is_flagged_above_three_tenths_of_the_scale() -> None:
    assert not consensus.is_divided(0.30)
    assert consensus.is_divided(0.3001)
    assert not consensus.is_divided(None)
    assert consensus.is_divided(consensus.dissent([5, 0, 0, 0, 5]))


# --- the middle ------------------------------------------------------------------------------------------------------


@given(SOME, st.integers(-3, 3))
def test_mean_and_median_are_those_of_the_list_of_judgements(counts: list[int], lowest: int) -> None:
    every = [lowest + place for place, count in enumerate(counts) for _ in range(count)]
    middle = sorted(every)[(len(every) - 1) // 2], sorted(every)[len(every) // 2]
    assert consensus.mean(counts, lowest) == Fraction(sum(every), len(every))
    assert consensus.median(counts, lowest) == Fraction(sum(middle), 2)


@given(SOME)
def test_squares_are_those_of_the_list_of_judgements(counts: list[int]) -> None:
    every = [place for place, count in enumerate(counts) for _ in range(count)]
    mean = Fraction(sum(every), len(every))
    assert consensus.squares(counts) == sum((each - mean) ** 2 for each in every)


def test_of_nobody_nothing_is_known() -> None:
    nobody = [0, 0, 0, 0, 0]
    assert consensus.mean(nobody) is None
    assert consensus.median(nobody) is None
    assert consensus.consensus(nobody) is None
    assert consensus.dissent(nobody) is None
    assert consensus.weighted([]) is None
    assert not consensus.has_two_camps(nobody)
    assert consensus.squares(nobody) == 0


@pytest.mark.parametrize(("value", "shown"), [(Fraction(17, 4), 4.3), (4.24, 4.2), (0, 0.0), (Fraction(1, 3), 0.3)])
def test_halves_are_rounded_up(value: float, shown: float) -> None:
    assert consensus.rounded(value, 1) == shown


def test_a_criterion_that_weighs_double_counts_double() -> None:
    assert consensus.weighted([(2, Fraction(5)), (1, Fraction(2))]) == 4


# --- over groups -----------------------------------------------------------------------------------------------------


PARTS: Final = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=9), min_size=2, max_size=6)


def compared(parts: list[list[int]], weight: int = 1) -> Compared:
    rows = tuple((len(part), sum(part), sum(grade >= 4 for grade in part)) for part in parts)
    return Compared(weight, rows, sum(grade**2 for part in parts for grade in part))


@given(PARTS)
def test_eta_squared_is_the_part_of_the_squares_that_runs_between_groups(parts: list[list[int]]) -> None:
    every = [grade for part in parts for grade in part]
    mean = Fraction(sum(every), len(every))
    total = sum((grade - mean) ** 2 for grade in every)
    between = sum(len(part) * (Fraction(sum(part), len(part)) - mean) ** 2 for part in parts)
    found = groups.eta_squared([compared(parts)])
    assert found == (between / total if total else None)
    assert found is None or 0 <= found <= 1


def test_eta_squared_is_1_when_each_group_agrees_and_0_when_their_means_are_equal() -> None:
    assert groups.eta_squared([compared([[1, 1, 1], [5, 5, 5]])]) == 1
    assert groups.eta_squared([compared([[1, 5], [3, 3]])]) == 0
    assert groups.eta_squared([compared([[3, 3], [3]])]) is None


@given(PARTS)
def test_group_consensus_is_the_geometric_mean_of_what_each_group_agrees(parts: list[list[int]]) -> None:
    each = [(sum(grade >= 4 for grade in part) + 1) / (len(part) + 2) for part in parts]
    found = groups.group_consensus([compared(parts)])
    assert isclose(found, prod(each) ** (1 / len(each)), rel_tol=1e-9)
    assert min(each) - 1e-9 <= found <= max(each) + 1e-9


def test_one_group_that_is_against_weighs_more_than_many_in_favour() -> None:
    """22 of 25 people in favour and nobody of omgeving, beside 20 of 25 that are everywhere."""
    loved = [[5] * 11, [5] * 11, [1] * 3]
    shared = [[5] * 9 + [1] * 2, [5] * 9 + [1] * 2, [5] * 2 + [1]]
    assert groups.group_consensus([compared(loved)]) < groups.group_consensus([compared(shared)])


def test_each_group_counts_once_in_the_equal_weight_mean() -> None:
    many, few = [5] * 12, [2] * 6
    one = compared([many, few])
    means = [groups.mean_of_part([one], part) for part in (0, 1)]
    assert groups.equal_weight_mean(means) == Fraction(7, 2)
    assert groups.weakest(dict(zip("ab", means, strict=True))) == ("b",)
    assert groups.weakest({"a": Fraction(3), "b": Fraction(3), "c": Fraction(4)}) == ("a", "b")


def test_over_several_criteria_the_weights_count() -> None:
    high, low = compared([[5, 5], [5, 5]], weight=3), compared([[1, 1], [5, 5]], weight=1)
    assert groups.mean_of_part([high, low], 0) == 4
    assert groups.eta_squared([high, low]) == 1
    assert groups.group_consensus([high]) > groups.group_consensus([high, low]) > groups.group_consensus([low])


# --- stabiel of kantelt ----------------------------------------------------------------------------------------------


def sums(ballots: list[list[list[int]]], direction: int, weights: list[float]) -> Sums:
    grades = [ballot[direction] for ballot in ballots]
    places = tuple(range(len(weights)))
    return Sums(places, [len(ballots)] * len(places), [sum(row[at] for row in grades) for at in places], weights)


def scores(ballots: list[list[list[int]]], weights: list[float]) -> list[float]:
    """The scores, computed anew from all ballots."""
    directions = range(len(ballots[0]))
    return [sums(ballots, direction, weights).score() for direction in directions]


@pytest.mark.parametrize("seed", range(40))
def test_what_turns_is_what_turns_when_all_is_computed_anew(seed: int) -> None:
    chance = kamer_votes.seeded(seed)
    directions, criteria, people = chance.randint(2, 8), chance.randint(1, 3), chance.randint(5, 9)
    ballots = [
        [[chance.randint(1, 5) for _ in range(criteria)] for _ in range(directions)] for _ in range(people)
    ]  # fmt: skip
    weights = [float(chance.randint(1, 5)) for _ in range(criteria)]
    changed = [scores(ballots[:at] + ballots[at + 1 :], weights) for at in range(people)]
    if criteria > 1:
        for at in range(criteria):
            for factor in (0.8, 1.2):
                other = [weight * factor if place == at else weight for place, weight in enumerate(weights)]
                changed.append(scores(ballots, other))
    top = tops(scores(ballots, weights))
    expected = {place for each in changed for one, two in zip(top, tops(each), strict=True) for place in one ^ two}

    given_ = ([(place, list(enumerate(row))) for place, row in enumerate(ballot)] for ballot in ballots)
    made = [sums(ballots, direction, weights) for direction in range(directions)]
    assert turning(made, given_, criteria) == expected


def test_what_is_equal_stands_on_top_together() -> None:
    def on_top(*scores: float) -> list[list[int]]:
        return [sorted(each) for each in tops(scores)]

    assert on_top(3.0, 3.0, 2.0, 1.0, 1.0, 1.0) == [[0, 1], [0, 1, 2]]
    assert on_top(3.0, 2.0, 1.0, 1.0, 1.0, 0.0) == [[0], [0, 1, 2, 3, 4]]
    assert on_top(1.0, 1.0) == [[0, 1], [0, 1]]


def test_a_direction_without_a_criterion_stands_under_the_complete_ones() -> None:
    complete, lacking = Sums((0, 1), [5, 5], [5, 5], [1, 1]), Sums((0,), [5], [25], [1], complete=False)
    assert complete.score() > lacking.score() > Sums((0,), [0], [0], [1]).score()
