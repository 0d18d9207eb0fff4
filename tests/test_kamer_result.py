"""The result of a vote: the same for the same ballots, one defined answer at every edge, and told in Dutch."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from handlers.versnellingskamer.published import Result, decode, encode
from handlers.versnellingskamer.result import compute
from handlers.versnellingskamer.votes import NO_GRADE, Ballot, Consent, Direction, Vote
from tests import kamer_votes
from tests.kamer_votes import FIVE, HOSTILE, METHODS, OS, graded, vote


def anonymous(method: Any = "score", directions: int = 1, **given: Any) -> Vote:
    return vote(method, directions, **{"level": "anoniem", "groups": ()} | given)


def scores(*grades: int | None, directions: int = 1, **given: Any) -> Result:
    """The result of one direction on one criterion, a ballot for each grade."""
    return compute(anonymous(directions=directions, **given), [graded((grade,)) for grade in grades])


def many(asked: Vote, seed: int, people: int = 30) -> list[Ballot]:
    chance = kamer_votes.seeded(seed)
    return [kamer_votes.ballot(asked, chance.choice(OS), chance) for _ in range(people)]


# --- what must always be true ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@given(seed=st.integers(0, 10_000), people=st.integers(0, 30), order=st.randoms(use_true_random=False))
def test_the_same_ballots_give_the_same_bytes_in_any_order(method: Any, seed: int, people: int, order: Any) -> None:
    asked = vote(method, criteria=FIVE if method == "score" else ())
    ballots = many(asked, seed, people)
    shuffled = order.sample(ballots, len(ballots))
    assert encode(compute(asked, iter(shuffled))) == encode(compute(asked, ballots))


@given(st.data())
def test_a_result_is_stored_and_read_back_whole(data: st.DataObject) -> None:
    asked = data.draw(kamer_votes.votes())
    result = compute(asked, data.draw(st.lists(kamer_votes.good_ballots(asked), max_size=12)))
    assert decode(encode(result)) == result


@given(st.data())
def test_every_figure_lies_within_its_bounds(data: st.DataObject) -> None:
    asked = data.draw(kamer_votes.votes())
    result = compute(asked, data.draw(st.lists(kamer_votes.good_ballots(asked), min_size=5, max_size=40)))
    ranked = [each for each in result.outcomes if each.rank is not None]
    assert sorted(result.agenda) == [each.number for each in asked.directions]
    assert sorted(result.ranking) == [each.number for each in ranked]
    for each in ranked:
        assert each.figures is not None
        assert 0 <= (each.figures.consensus or 0) <= 1
        assert 0 <= (each.figures.dissent or 0) <= 0.5
        higher = sum(
            (other.incomplete, -(other.score or 0)) < (each.incomplete, -(each.score or 0)) for other in ranked
        )
        assert (each.rank or 0) >= 1 + higher  # what looks equal may differ behind the decimals
        if asked.method != "score":
            assert sum(each.figures.histogram) == each.figures.n == each.n


@given(seed=st.integers(0, 10_000), number=st.integers(1, 4))
def test_a_higher_grade_never_lowers_a_direction(seed: int, number: int) -> None:
    asked = anonymous(directions=4)
    ballots = many(asked, seed, 12)
    for at, each in enumerate(ballots):
        if (each.grades[number][0] or 0) in {1, 2, 3, 4}:
            raised = {**each.grades, number: ((each.grades[number][0] or 0) + 1,)}
            now = [*ballots[:at], msgspec.structs.replace(each, grades=raised), *ballots[at + 1 :]]
            before, after = compute(asked, ballots).outcome(number), compute(asked, now).outcome(number)
            assert (after.score or 0) >= (before.score or 0)
            assert (after.rank or 0) <= (before.rank or 99)
            return


@pytest.mark.parametrize("method", ["score", "akkoord"])
@given(seed=st.integers(0, 10_000))
def test_weet_niet_changes_nothing_but_how_many_said_so(method: Any, seed: int) -> None:
    asked = vote(method, directions=2)
    ballots = many(asked, seed)
    unsure = Ballot(group="overheid", **{"grades": {1: (None,)}} if method == "score" else {"consents": {1: None}})

    def judged(result: Result) -> tuple[Any, ...]:
        each = result.outcome(1)
        assert each.figures is not None
        figures = msgspec.structs.replace(each.figures, abstained=0)
        return figures, each.score, each.rank, each.breakdown, each.reasons, result.outcome(2).figures

    before, after = compute(asked, ballots), compute(asked, [*ballots, unsure])
    assert judged(before) == judged(after)
    assert (after.outcome(1).abstained or 0) - (before.outcome(1).abstained or 0) == 1


@given(grade=st.integers(1, 5), people=st.integers(5, 40))
def test_who_all_say_the_same_are_of_one_mind(grade: int, people: int) -> None:
    [outcome] = scores(*[grade] * people).outcomes
    assert outcome.figures is not None
    assert (outcome.score, outcome.figures.median, outcome.figures.consensus) == (grade, grade, 1)
    assert (outcome.figures.shape, outcome.divided) == ("eensgezind", False)


@given(seed=st.integers(0, 10_000))
def test_grades_that_are_turned_around_turn_the_score_and_keep_the_consensus(seed: int) -> None:
    asked = anonymous(directions=3, criteria=FIVE[:2])
    ballots = many(asked, seed)
    turned = [Ballot(grades={n: tuple(6 - g if g else g for g in row) for n, row in b.grades.items()}) for b in ballots]
    for one, other in zip(compute(asked, ballots).outcomes, compute(asked, turned).outcomes, strict=True):
        assert one.figures is not None
        assert other.figures is not None
        assert one.figures.consensus == pytest.approx(other.figures.consensus, abs=0.011)
        assert (one.score or 0) + (other.score or 0) == pytest.approx(6, abs=0.11)
        assert one.figures.histogram == other.figures.histogram[::-1]


# --- edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("people", [0, 1, 4])
def test_of_fewer_than_k_ballots_nothing_is_told_and_nobody_looks_like_four(method: Any, people: int) -> None:
    asked = vote(method)
    result = compute(asked, many(asked, 1, people))
    assert result == compute(asked, [])
    assert (result.ballots, result.verdict, result.ranking, result.agenda) == (None, None, (), ())
    assert result.headline == "Minder dan 5 stemmen."
    assert {(each.n, each.abstained, each.figures, each.reasons, each.breakdown) for each in result.outcomes} == {
        (None, None, None, (), None)
    }


@pytest.mark.parametrize("method", ["score", "akkoord", "peiling"])
def test_of_only_weet_niet_is_told_how_many_said_so(method: Any) -> None:
    said = {
        "score": Ballot(grades={1: (None,)}), "akkoord": Ballot(consents={1: None}), "peiling": Ballot(unsure=True),
    }[method]  # fmt: skip
    result = compute(anonymous(method), [said] * 7)
    [outcome] = result.outcomes
    assert (result.ballots, outcome.n, outcome.abstained, outcome.figures, outcome.rank) == (7, None, 7, None, None)
    assert result.headline == "Bij geen enkele richting gaven genoeg mensen een oordeel: minder dan 5 oordelen."
    assert outcome.line == "Richting 1 · minder dan 5 oordelen · 7 keer weet niet"
    assert (result.ranking, result.verdict) == ((), None)


def test_of_a_direction_that_few_judged_not_even_how_many_is_told() -> None:
    few, none = scores(5, 5, 5, 5, None), scores(None, None, None, None, None, directions=1)
    assert (few.outcomes[0].n, few.outcomes[0].abstained, few.outcomes[0].figures) == (None, None, None)
    assert (none.outcomes[0].n, none.outcomes[0].abstained) == (None, 5)


def test_weet_niet_and_left_open_are_two_things_and_neither_is_a_zero() -> None:
    [outcome] = scores(4, 4, 4, 4, 4, None, None, NO_GRADE).outcomes
    assert (outcome.n, outcome.abstained, outcome.score) == (5, 2, 4.0)


def test_what_is_equal_shares_a_rank_and_the_next_is_as_many_places_further() -> None:
    asked = anonymous(directions=4)
    result = compute(asked, [graded((5,), (4,), (4,), (1,))] * 6)
    assert [each.rank for each in result.outcomes] == [1, 2, 2, 4]
    assert result.ranking == (1, 2, 3, 4)


def test_scores_are_compared_before_they_are_rounded() -> None:
    asked = anonymous(directions=2)
    ballots = [graded((4,), (4,))] * 29 + [graded((4,), (5,))]
    first, second = compute(asked, ballots).outcomes
    assert (first.score, second.score) == (4.0, 4.0)
    assert (first.rank, second.rank) == (2, 1)


def test_a_direction_of_which_a_criterion_lacks_says_so_and_stands_under_the_complete_ones() -> None:
    asked = anonymous(directions=2, criteria=FIVE[:2])
    result = compute(asked, [graded((5, None), (2, 2))] * 6)
    lacking, complete = result.outcomes
    assert (lacking.score, lacking.rank, lacking.incomplete) == (5.0, 2, True)
    assert (complete.score, complete.rank, complete.incomplete) == (2.0, 1, False)
    assert [each.figures is None for each in lacking.criteria] == [False, True]
    assert lacking.line == "2 · Richting 1 · 5,0 · zonder Vliegwiel · eensgezind · stabiel · 6 oordelen"


def test_who_judged_only_a_criterion_that_is_not_told_is_not_counted() -> None:
    """The difference between the two counts would tell how many judged the hidden one."""
    asked = anonymous(criteria=FIVE[:2])
    ballots = [graded((5, NO_GRADE))] * 6 + [graded((NO_GRADE, 1))] * 3
    [outcome] = compute(asked, ballots).outcomes
    assert (outcome.n, outcome.abstained, outcome.score) == (6, 0, 5.0)
    assert encode(compute(asked, ballots)) == encode(compute(asked, ballots[:6] + [graded((NO_GRADE, 5))] * 3))


def test_a_criterion_that_weighs_double_counts_double() -> None:
    asked = anonymous(criteria=(FIVE[2], FIVE[1]))
    [outcome] = compute(asked, [graded((5, 2))] * 6).outcomes
    assert (FIVE[2].weight, FIVE[1].weight, outcome.score) == (2, 1, 4.0)
    assert outcome.figures is not None
    assert (outcome.figures.histogram, outcome.figures.consensus) == ((0, 6, 0, 0, 6), 1)


def test_two_camps_on_one_of_five_criteria_are_no_two_camps_over_the_direction() -> None:
    asked = anonymous(criteria=FIVE)
    split = compute(asked, [graded((4, grade, 4, 4, 4)) for grade in (1, 5) * 5]).outcomes[0]
    assert split.figures is not None
    assert (split.figures.shape, split.divided) == ("eensgezind", False)
    assert [each.figures.shape for each in split.criteria if each.figures][1] == "twee kampen"
    everywhere = compute(asked, [graded((grade,) * 5) for grade in (1, 5) * 5]).outcomes[0]
    assert everywhere.figures is not None
    assert (everywhere.figures.shape, everywhere.figures.consensus, everywhere.divided) == ("twee kampen", 0, True)


def test_a_vote_on_name_tells_of_one_ballot_and_no_consensus_of_two() -> None:
    asked = vote("akkoord", directions=1, level="naam")
    said = Ballot(consents={1: "bezwaar"}, reasons={1: "te duur"}, name="Karim", group="overheid")
    [outcome] = compute(asked, [said]).outcomes
    assert outcome.figures is not None
    assert (outcome.n, outcome.figures.consensus, outcome.breakdown) == (1, None, None)
    assert [(each.name, each.text) for each in outcome.reasons] == [("Karim", "te duur")]
    assert compute(asked, []).headline == "Nog niemand heeft gestemd."
    sizes = {"ondernemers": 8, "overheid": 7, "onderwijs": 3}
    named = [
        Ballot(consents={1: "akkoord"}, group=group, name=f"{group} {number}")
        for group, size in sizes.items() for number in range(size)
    ]  # fmt: skip
    breakdown = compute(msgspec.structs.replace(asked, groups=tuple(sizes)), named).outcomes[0].breakdown
    assert breakdown is not None
    assert [part.group for part in breakdown.parts] == ["ondernemers", "overig"]


@pytest.mark.parametrize("level", ["groep", "anoniem"])
def test_no_name_is_published_of_a_vote_that_was_not_on_name(level: Any) -> None:
    asked = vote("akkoord", directions=1, level=level)
    said = Ballot(consents={1: "zorg"}, reasons={1: "te duur"}, name="Karim", group="overheid")
    assert "Karim" not in encode(compute(asked, [said] * 8))


def test_reasons_are_told_by_kind_and_alphabet_and_without_a_group() -> None:
    kinds: list[tuple[Consent | None, str]] = [
        ("zorg", "zonder geld"), ("bezwaar", "te duur"), ("akkoord", "mooi"), (None, "geen idee"),
        ("bezwaar", "Anders"),
    ]  # fmt: skip
    ballots = [Ballot(consents={1: kind}, reasons={1: text}, group="overheid") for kind, text in kinds]
    asked = vote("akkoord", directions=1)
    [outcome] = compute(asked, [*ballots, *ballots[:3]]).outcomes
    told = [(each.consent, each.text) for each in outcome.reasons]
    assert told == [
        ("bezwaar", "Anders"), ("bezwaar", "te duur"), ("bezwaar", "te duur"), ("zorg", "zonder geld"),
        ("zorg", "zonder geld"), ("akkoord", "mooi"), ("akkoord", "mooi"), (None, "geen idee"),
    ]  # fmt: skip
    assert "overheid" not in "".join(msgspec.json.encode(outcome.reasons).decode())
    assert compute(asked, ballots).outcomes[0].reasons == ()  # four judgements


def test_ballots_outside_of_the_scale_do_not_keep_a_vote_from_closing() -> None:
    odd = [graded((9,)), graded((-3,)), graded((1, 2)), Ballot(grades={99: (3,)}), Ballot(dots={1: 3})]
    assert compute(anonymous(), [*[graded((3,))] * 5, *odd]).outcomes[0].n == 5
    [dots] = compute(anonymous("stippen"), [Ballot(dots={1: 99})] * 5).outcomes
    assert dots.score == 15


# --- the four methods ------------------------------------------------------------------------------------------------


def test_dots_are_counted_and_so_are_the_people_who_gave_them() -> None:
    asked = anonymous("stippen", directions=2)
    result = compute(asked, [Ballot(dots={1: 3, 2: 1})] * 4 + [Ballot(dots={2: 2})] * 4)
    first, second = result.outcomes
    assert (first.score, first.people, first.rank, second.score, second.people) == (12.0, 4, 1, 12.0, 8)
    assert second.rank == 1
    assert first.figures is not None
    assert (first.figures.histogram, first.figures.dissent, first.divided) == ((4, 0, 0, 4), 0.5, True)
    assert (first.figures.shape, first.figures.consensus) == (None, None)
    assert first.line == "1 · Richting 1 · 12 stippen van 4 mensen · verdeeld → eerst bespreken · kantelt"
    assert result.headline == "Twee richtingen; “Richting 1” en “Richting 2” kregen er evenveel: elk 12 stippen."
    assert result.agenda == (1, 2)


def test_consents_are_counted_and_an_objection_comes_first() -> None:
    asked = anonymous("akkoord", directions=3)
    ballots = [
        *[Ballot(consents={1: "akkoord", 2: "akkoord", 3: "akkoord"})] * 7,
        Ballot(consents={1: "zorg", 2: "bezwaar", 3: "akkoord"}, reasons={1: "wie betaalt?", 2: "mag niet"}),
        Ballot(consents={1: None, 2: "akkoord", 3: "akkoord"}),
    ]
    result = compute(asked, ballots)
    assert result.points == ("bezwaar", "zorg", "akkoord")
    assert [each.figures.histogram for each in result.outcomes if each.figures] == [(0, 1, 7), (1, 0, 8), (0, 0, 9)]
    assert [(each.n, each.people, each.abstained) for each in result.outcomes] == [(8, 7, 1), (9, 8, 0), (9, 9, 0)]
    assert result.headline == "Drie richtingen; er is bezwaar bij “Richting 2”."
    assert result.agenda == (2, 1, 3)
    assert result.outcome(1).line == "1 · Richting 1 · 7 van 8 akkoord · 1 zorg · eensgezind · kantelt · 1 weet niet"


def test_a_poll_tells_how_often_each_answer_was_chosen() -> None:
    asked = anonymous("peiling", directions=3)
    result = compute(asked, [*[Ballot(chosen=(2,))] * 7, *[Ballot(chosen=(1,))] * 3, Ballot(unsure=True)])
    assert [(each.score, each.people, each.n, each.rank) for each in result.outcomes] == [
        (3.0, 3, 10, 2), (7.0, 7, 10, 1), (0.0, 0, 10, 3),
    ]  # fmt: skip
    assert result.headline == "“Richting 2” werd het meest gekozen: door 7 van 10 (70%)."
    assert result.outcome(2).line == "1 · Richting 2 · 7 van 10 (70%) · stabiel · 1 weet niet"
    tie = compute(anonymous("peiling", directions=3), [Ballot(chosen=(n,)) for n in (1, 2) * 4])
    assert tie.headline == "“Richting 1” en “Richting 2” werden even vaak gekozen: elk door 4 van 8."
    assert [each.rank for each in tie.outcomes] == [1, 1, 3]


def test_a_score_is_broken_down_over_the_groups() -> None:
    asked = vote(directions=1, groups=("ondernemers", "onderwijs", "overheid", "omgeving"))
    sizes: dict[str, tuple[int, ...]] = {
        "ondernemers": (5, 5, 5, 5, 4, 5, 5, 5, 4, 5), "onderwijs": (3, 3, 3, 3, 3, 2), "overheid": (4, 4, 4),
        "omgeving": (4, 2),
    }  # fmt: skip
    ballots = [graded((grade,), group=group) for group, grades in sizes.items() for grade in grades]
    result = compute(asked, ballots)
    breakdown = result.outcomes[0].breakdown
    assert breakdown is not None
    assert [(each.group, each.n, each.mean) for each in breakdown.parts] == [
        ("ondernemers", 10, 4.8), ("onderwijs", 6, 2.8), ("overig", 5, 3.6),
    ]  # fmt: skip
    assert breakdown.together == ("overheid", "omgeving")
    assert (result.outcomes[0].score, breakdown.equal_weight_mean) == (4.0, 3.7)
    assert (breakdown.weakest, breakdown.eta_squared) == (("onderwijs",), 0.73)
    assert breakdown.group_consensus == 0.43  # the third root of 11/12 x 1/8 x 5/7
    assert result.note == "Groepen kleiner dan 5 tonen we niet. Overheid en omgeving staan samen onder “overig”."


# --- stabiel of kantelt ----------------------------------------------------------------------------------------------


def test_what_one_ballot_would_turn_kantelt() -> None:
    asked = anonymous(directions=2)
    close = compute(asked, [graded((4,), (3,))] * 3 + [graded((3,), (4,))] * 3)
    clear = compute(asked, [graded((5,), (2,))] * 6)
    assert (close.verdict, clear.verdict) == ("kantelt", "stabiel")
    assert {each.verdict for each in clear.outcomes} == {"stabiel"}


def test_what_other_weights_would_turn_kantelt() -> None:
    asked = anonymous(directions=2, criteria=(FIVE[1], FIVE[3]))
    assert compute(asked, [graded((5, 3), (4, 4))] * 9).verdict == "kantelt"
    assert compute(asked, [graded((5, 5), (4, 4))] * 9).verdict == "stabiel"


def test_far_down_the_list_places_may_change_without_anything_turning() -> None:
    asked = anonymous(directions=8)
    top, low = [(5,), (5,), (5,)], [(2,), (2,), (1,), (1,), (1,)]
    result = compute(asked, [graded(*top, *low)] * 5 + [graded(*top, *low[::-1])] * 5)
    assert {each.verdict for each in result.outcomes} == {"stabiel"}


def test_with_one_direction_or_four_ballots_there_is_nothing_to_turn() -> None:
    assert scores(5, 5, 1, 1, 3).verdict is None
    assert compute(anonymous(directions=2, k=3), [graded((5,), (1,))] * 4).verdict is None


# --- told ------------------------------------------------------------------------------------------------------------


def camps(number: int, asked: Vote) -> list[Ballot]:
    rows = [[(4,)] * len(asked.directions) for _ in range(10)]
    for at, row in enumerate(rows):
        row[number - 1] = (1,) if at % 2 else (5,)
    return [graded(*row) for row in rows]


def test_the_first_sentence_tells_over_what_people_are_divided() -> None:
    asked = anonymous(directions=10)
    assert compute(asked, camps(3, asked)).headline == "Tien richtingen; over “Richting 3” zijn jullie verdeeld."
    calm = compute(asked, [graded((5,), *[(4,)] * 9)] * 10)
    expected = "Tien richtingen; “Richting 1” staat bovenaan, en over geen enkele zijn jullie verdeeld."
    assert calm.headline == expected
    assert scores(1, 1, 1, 5, 5, 5).headline == "Eén richting; daarover zijn jullie verdeeld."


def test_the_most_divided_direction_is_discussed_first_and_what_is_not_told_last() -> None:
    asked = anonymous(directions=4)
    rows = [((4,), (5,), (3,), (5,)), ((4,), (1,), (5,), (NO_GRADE,))]
    result = compute(asked, [graded(*row) for row in rows * 4])
    assert result.agenda == (2, 3, 1, 4)
    assert result.ranking == (1, 3, 2)


def test_two_camps_name_the_groups_that_are_furthest_apart() -> None:
    asked = vote(directions=1, groups=("ondernemers", "onderwijs"))
    ballots = [graded((g,), group=o) for o, g in [("ondernemers", 5)] * 6 + [("onderwijs", 1)] * 6]
    expected = "1 · Richting 1 · 3,0 · twee kampen (ondernemers 5,0, onderwijs 1,0) → eerst bespreken · 12 oordelen"
    assert compute(asked, ballots).outcomes[0].line == expected


def test_hostile_words_stay_data_in_every_sentence() -> None:
    directions = tuple(Direction(number, text) for number, text in enumerate(HOSTILE[5:], 1) if "\ud83d" not in text)
    asked = anonymous(directions=0, k=3)
    asked = msgspec.structs.replace(asked, directions=directions)
    result = compute(asked, [graded(*[(1,)] * 4, group=""), graded(*[(5,)] * 4), *[graded((5,), (1,))] * 4])
    assert "\n" not in result.headline + "".join(each.line for each in result.outcomes)
    assert "<!channel> <@U1>" in result.outcomes[0].line
    assert len(result.headline) < 400
    assert decode(encode(result)) == result


@pytest.mark.parametrize("method", METHODS)
def test_a_result_says_by_which_rules_it_was_made(method: Any) -> None:
    asked = vote(method, criteria=FIVE if method == "score" else ())
    result = compute(asked, many(asked, 3))
    names = [rule.name for rule in result.rules]
    assert result.version == "1"
    assert names[0] == "kleinste aantal"
    assert names[-1] == "stabiel"
    assert ("twee kampen" in names) == (method in {"score", "akkoord"})
    assert len(set(names)) == len(names)
    assert all(rule.text.endswith(".") for rule in result.rules)


def test_a_row_of_the_table_says_place_score_agreement_and_how_many_judged() -> None:
    asked = anonymous(directions=2)
    result = compute(asked, [graded((5,), (3,))] * 9 + [graded((4,), (None,))])
    assert [each.line for each in result.outcomes] == [
        "1 · Richting 1 · 4,9 · eensgezind · stabiel · 10 oordelen",
        "2 · Richting 2 · 3,0 · eensgezind · stabiel · 9 oordelen, 1 weet niet",
    ]
