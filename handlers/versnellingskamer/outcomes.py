"""Make the outcome of each direction: its figures, its rank, its groups and its reasons, as far as they may be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from handlers.versnellingskamer import consensus, groups, tally
from handlers.versnellingskamer.groups import Compared, Parts
from handlers.versnellingskamer.published import Breakdown, Figures, Graded, Outcome, Part, Reason
from handlers.versnellingskamer.robustness import Sums
from handlers.versnellingskamer.tally import OPEN, Counted, Measure, Points
from handlers.versnellingskamer.votes import CONSENTS, REST, Ballot, Direction, Vote

_WITH_CONSENSUS: Final = frozenset({"score", "akkoord"})
_AS_PART: Final = frozenset({"akkoord", "peiling"})
"""What is told as the part of the people that agree, with two decimals; the others have one."""
_HALF: Final = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A direction in the order of the vote. `criteria` are the places of those that enough people judged.

    `score` is exact, None when there are no such criteria; `rank` follows from it.
    """

    place: int
    direction: Direction
    criteria: tuple[int, ...]
    complete: bool
    sums: Sums
    score: Fraction | None = None
    rank: int | None = None


def untold(direction: Direction) -> Outcome:
    """A direction of which nothing may be told."""
    return Outcome(number=direction.number, text=direction.text, explanation=direction.explanation)


# --- who stands where ------------------------------------------------------------------------------------------------


def standings(vote: Vote, counted: Counted, fewest: int) -> list[Standing]:
    """Every direction with its score and rank. What is equal shares a rank; what is incomplete comes after the rest."""
    made = [_standing(vote, counted, place, fewest) for place in range(len(vote.directions))]
    heights = [(each.complete, each.score) for each in made if each.score is not None]
    return [_ranked(each, heights) for each in made]


def _standing(vote: Vote, counted: Counted, place: int, fewest: int) -> Standing:
    measures = counted.measures[place]
    criteria = tuple(number for number, measure in enumerate(measures) if measure.n >= fewest)
    given = [_given_in_all(measures[number].counts, counted.scale.worth) for number in criteria]
    weights = [weight_of(vote, number) for number in criteria]
    means = [Fraction(total, measures[number].n) for number, total in zip(criteria, given, strict=True)]
    complete = len(criteria) == len(measures)
    sums = Sums(criteria, [measures[number].n for number in criteria], given, [*map(float, weights)], complete)
    score = consensus.weighted([*zip(weights, means, strict=True)])
    return Standing(place, vote.directions[place], criteria, complete, sums, score)


def _ranked(standing: Standing, heights: Sequence[tuple[bool, Fraction]]) -> Standing:
    if standing.score is None:
        return standing
    higher = sum(each > (standing.complete, standing.score) for each in heights)
    return Standing(
        standing.place, standing.direction, standing.criteria, standing.complete, standing.sums, standing.score,
        higher + 1,
    )  # fmt: skip


def weight_of(vote: Vote, criterion: int) -> int:
    return vote.criteria[criterion].weight if vote.method == "score" else 1


def given(points: Points, worth: Sequence[int]) -> list[tuple[int, int]]:
    """What a ballot adds on each criterion that it judged."""
    return [(at, worth[point]) for at, point in enumerate(points) if point is not None and point != OPEN]


def _given_in_all(counts: Sequence[int], worth: Sequence[int], power: int = 1) -> int:
    return sum(count * each**power for count, each in zip(counts, worth, strict=True))


# --- what is told of one ---------------------------------------------------------------------------------------------


def outcome(vote: Vote, counted: Counted, ballots: Iterable[Ballot], standing: Standing, fewest: int) -> Outcome:
    """The outcome of a direction; of one that fewer than k people judged no more than how many said "weet niet"."""
    direction, measures = standing.direction, counted.measures[standing.place]
    if standing.score is None:
        return _not_judged(counted, standing, fewest)
    who = tally.people(counted, standing.place, standing.criteria)
    judged = [measures[number] for number in standing.criteria]
    figures = _together(vote, counted, standing, who)
    agreed = _given_in_all(judged[0].counts, counted.scale.agrees)
    return Outcome(
        number=direction.number, text=direction.text, explanation=direction.explanation, n=who.n,
        abstained=who.abstained, rank=standing.rank, score=_score(vote, standing), incomplete=not standing.complete,
        people=None if vote.method == "score" else agreed, figures=figures,
        criteria=_graded(vote, counted, standing) if vote.method == "score" else (),
        reasons=_reasons(vote, ballots, direction.number), breakdown=_breakdown(vote, counted, standing, who),
    )  # fmt: skip


def _not_judged(counted: Counted, standing: Standing, fewest: int) -> Outcome:
    """Fewer than k judgements. "Weet niet" of k people or more is told, as it says nothing of those who judged."""
    everything = tuple(range(len(counted.measures[standing.place])))
    abstained = tally.people(counted, standing.place, everything).abstained
    made = untold(standing.direction)
    return Outcome(
        number=made.number, text=made.text, explanation=made.explanation, incomplete=len(everything) > 1,
        abstained=abstained if abstained >= fewest else None,
    )  # fmt: skip


def _score(vote: Vote, standing: Standing) -> float:
    score = standing.score or Fraction(0)
    match vote.method:
        case "stippen" | "peiling":
            return float(score * standing.sums.people[0])
        case "akkoord":
            return consensus.rounded(score, 2)
        case "score":
            return consensus.rounded(score, 1)


def _decimals(vote: Vote) -> int:
    return 2 if vote.method in _AS_PART else 1


def _together(vote: Vote, counted: Counted, standing: Standing, who: tally.People) -> Figures:
    """The figures of a direction: of its one criterion, or of all together."""
    measures = [counted.measures[standing.place][number] for number in standing.criteria]
    each = [_figures(vote, counted.scale, measure) for measure in measures]
    if len(each) == 1:
        return each[0]
    weights = [weight_of(vote, number) for number in standing.criteria]
    pooled = [sum(column) for column in zip(*(measure.counts for measure in measures), strict=True)]
    agreed = _weighted([*zip(weights, (consensus.consensus(m.counts) for m in measures), strict=True)])
    apart = _weighted([*zip(weights, (consensus.dissent(m.counts) for m in measures), strict=True)])
    in_camps = sum(w for w, figures in zip(weights, each, strict=True) if figures.shape == "twee kampen")
    enough = who.n >= consensus.FEWEST_FOR_CONSENSUS
    return Figures(
        n=who.n, abstained=who.abstained, histogram=tuple(pooled), mean=_score(vote, standing),
        median=_shown(consensus.median(pooled, counted.scale.lowest), 1),
        consensus=_shown(agreed, 2) if enough else None, dissent=_shown(apart, 2) if enough else None,
        divided=enough and consensus.is_divided(apart),
        shape=("twee kampen" if in_camps * _HALF >= sum(weights) else consensus.shape_of(agreed)) if enough else None,
    )  # fmt: skip


def _weighted(values: Sequence[tuple[int, float | None]]) -> float:
    return sum(weight * (value or 0) for weight, value in values) / sum(weight for weight, _ in values)


def _figures(vote: Vote, scale: tally.Scale, measure: Measure) -> Figures:
    counts, enough = measure.counts, measure.n >= consensus.FEWEST_FOR_CONSENSUS
    agreed = consensus.consensus(counts) if enough and vote.method in _WITH_CONSENSUS else None
    apart = consensus.dissent(counts) if enough and vote.method != "peiling" else None
    return Figures(
        n=measure.n, abstained=measure.abstained, histogram=tuple(counts),
        mean=consensus.rounded(Fraction(_given_in_all(counts, scale.worth), measure.n), _decimals(vote)),
        median=None if vote.method == "peiling" else _shown(consensus.median(counts, scale.lowest), 1),
        consensus=_shown(agreed, 2), dissent=_shown(apart, 2), divided=consensus.is_divided(apart),
        shape=consensus.shape(counts) if agreed is not None else None,
    )  # fmt: skip


def _shown(value: float | Fraction | None, decimals: int) -> float | None:
    return None if value is None else consensus.rounded(value, decimals)


def _graded(vote: Vote, counted: Counted, standing: Standing) -> tuple[Graded, ...]:
    measures = counted.measures[standing.place]
    return tuple(
        Graded(
            criterion=criterion.name, weight=criterion.weight,
            figures=_figures(vote, counted.scale, measures[place]) if place in standing.criteria else None,
        )
        for place, criterion in enumerate(vote.criteria)
    )  # fmt: skip


def _reasons(vote: Vote, ballots: Iterable[Ballot], number: int) -> tuple[Reason, ...]:
    """The reasons by kind and alphabet: an order that says nothing of who wrote them, or when."""
    order = {consent: place for place, consent in enumerate((*CONSENTS, None))}
    found = [
        Reason(consent=each.consents.get(number), text=text, name=each.name if vote.level == "naam" else "")
        for each in ballots if (text := each.reasons.get(number))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (order[each.consent], each.text.casefold(), each.text, each.name)))


# --- over the groups -------------------------------------------------------------------------------------------------


def _breakdown(vote: Vote, counted: Counted, standing: Standing, who: tally.People) -> Breakdown | None:
    measures = [counted.measures[standing.place][number] for number in standing.criteria]
    judged = {group: [sum(measure.by_group[group]) for measure in measures] for group in counted.groups}
    parts = groups.split(judged, vote.k)
    if not parts:
        return None
    compared = [_compared(vote, counted, standing, parts, number) for number in standing.criteria]
    means = {name: groups.mean_of_part(compared, at) for at, name in enumerate(parts)}
    decimals = _decimals(vote)
    return Breakdown(
        parts=tuple(_part(vote, who, compared[0], parts, name, means[name]) for name in parts),
        together=tuple(group for group in parts.get(REST, ()) if group != REST),
        equal_weight_mean=consensus.rounded(groups.equal_weight_mean([*means.values()]), decimals),
        eta_squared=_shown(groups.eta_squared(compared), 2),
        group_consensus=consensus.rounded(groups.group_consensus(compared), 2), weakest=groups.weakest(means),
    )  # fmt: skip


def _part(vote: Vote, who: tally.People, compared: Compared, parts: Parts, name: str, mean: Fraction) -> Part:
    people = sum(who.judged[group] for group in parts[name])
    agreed = compared.parts[[*parts].index(name)][2]
    shown = consensus.rounded(mean, _decimals(vote))
    return Part(group=name, n=people, mean=shown, agreed=None if vote.method == "score" else agreed)


def _compared(vote: Vote, counted: Counted, standing: Standing, parts: Parts, number: int) -> Compared:
    measure, scale = counted.measures[standing.place][number], counted.scale
    rows = []
    for members in parts.values():
        counts = [sum(column) for column in zip(*(measure.by_group[group] for group in members), strict=True)]
        rows.append((sum(counts), _given_in_all(counts, scale.worth), _given_in_all(counts, scale.agrees)))
    return Compared(weight_of(vote, number), tuple(rows), _given_in_all(measure.counts, scale.worth, 2))
