"""Compute the result of a vote from its ballots: everything that may be published, and nothing else."""

from collections.abc import Iterable
from typing import Final

import msgspec

from handlers.versnellingskamer import outcomes, rules, sentences, tally
from handlers.versnellingskamer.published import Outcome, Result, Verdict
from handlers.versnellingskamer.robustness import FEWEST_BALLOTS, turning
from handlers.versnellingskamer.tally import Counted
from handlers.versnellingskamer.votes import Ballot, Vote

_ALONE: Final = 2  # with fewer directions there is no order that could turn


def compute(vote: Vote, ballots: Iterable[Ballot]) -> Result:
    """The result of these ballots, in whatever order they come.

    With fewer than k ballots it tells only that. At the level "naam" everybody sees who votes what, so that one ballot
    is enough; the rule for groups holds there too.
    """
    every = list(ballots)
    fewest = 1 if vote.level == "naam" else max(vote.k, 1)
    if len(every) < fewest:
        return _told(_frame(vote, tuple(outcomes.untold(each) for each in vote.directions)))
    counted = tally.count(vote, every)
    standings = outcomes.standings(vote, counted, fewest)
    turned = _turned(vote, counted, standings)
    made = [outcomes.outcome(vote, counted, every, each, fewest) for each in standings]
    judged = [_with_verdict(outcome, turned) for outcome in made]
    framed = _frame(vote, tuple(judged))
    return _told(msgspec.structs.replace(
        framed, ballots=len(every), verdict=_verdict(turned, turned), ranking=_ranking(framed), agenda=_agenda(framed)
    ))  # fmt: skip


def _frame(vote: Vote, made: tuple[Outcome, ...]) -> Result:
    """What is known without one ballot."""
    return Result(
        key=vote.key, question=vote.question, method=vote.method, level=vote.level, k=vote.k, listed=vote.listed,
        groups=() if vote.level == "anoniem" else vote.groups, points=tally.scale_of(vote).labels,
        criteria=vote.criteria, budget=vote.budget, most=vote.most, choices=vote.choices, outcomes=made, headline="",
        rules=rules.rules(vote),
    )  # fmt: skip


def _told(result: Result) -> Result:
    """The same with its sentences."""
    lines = (msgspec.structs.replace(each, line=sentences.line(result, each)) for each in result.outcomes)
    return msgspec.structs.replace(
        result, outcomes=tuple(lines), headline=sentences.headline(result), note=sentences.note(result)
    )


def _turned(vote: Vote, counted: Counted, standings: list[outcomes.Standing]) -> frozenset[int] | None:
    """The numbers of the directions that one ballot or a weight brings to the top or away; None with too few."""
    ranked = [each for each in standings if each.score is not None]
    if len(counted.rows) < FEWEST_BALLOTS or len(ranked) < _ALONE:
        return None
    at = {each.place: place for place, each in enumerate(ranked)}
    worth = counted.scale.worth
    given = (
        [(at[place], outcomes.given(points, worth)) for place, points in row.items() if place in at]
        for _, row in counted.rows
    )
    criteria = len(vote.criteria) if vote.method == "score" else 1
    return frozenset(ranked[place].direction.number for place in turning([e.sums for e in ranked], given, criteria))


def _with_verdict(outcome: Outcome, turned: frozenset[int] | None) -> Outcome:
    if outcome.rank is None:
        return outcome
    here = None if turned is None else turned & {outcome.number}
    return msgspec.structs.replace(outcome, verdict=_verdict(turned, here))


def _verdict(turned: frozenset[int] | None, here: frozenset[int] | None) -> Verdict | None:
    if turned is None:
        return None
    return "kantelt" if here else "stabiel"


# --- orders ----------------------------------------------------------------------------------------------------------


def _ranking(result: Result) -> tuple[int, ...]:
    ranked = [(each.rank, each.number) for each in result.outcomes if each.rank is not None]
    return tuple(number for _, number in sorted(ranked))


def _agenda(result: Result) -> tuple[int, ...]:
    """The directions in the order in which to discuss them; what nothing is told of comes last."""
    return tuple(each.number for each in sorted(result.outcomes, key=lambda each: _calm(result, each)))


def _calm(result: Result, outcome: Outcome) -> tuple[float, ...]:
    """Higher for what needs less discussion: objections first, then divided, then by consensus, dissent, or rank."""
    figures = outcome.figures
    if figures is None:
        return (1, 0, 0, 0, outcome.number)
    objections = figures.histogram[:2] if result.method == "akkoord" else (0, 0)
    against, concerned = (-each for each in objections)
    agreed = -figures.dissent if figures.dissent is not None else float(outcome.rank or 0)
    if figures.consensus is not None:
        agreed = figures.consensus
    return (0, against, concerned, not outcome.divided, agreed, outcome.number)
