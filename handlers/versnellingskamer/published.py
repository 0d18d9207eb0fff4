"""What is told of a vote once it is closed: one value, the same for card, picture, screen, report and export.

A `Result` holds only what may be published: of fewer than k people nothing, and of groups only what cannot be solved
for a smaller one (`groups`). Figures are rounded as they are shown, because the value is what is stored. `result`
computes it; the same ballots give the same bytes, in whatever order they come.
"""

from typing import Final, Literal, TypeAlias

import msgspec

from handlers.versnellingskamer.consensus import Shape
from handlers.versnellingskamer.votes import Consent, Criterion, Level, Method

VERSION: Final = "1"
"""The version of the method. It goes up when the same ballots would give another result."""

Verdict: TypeAlias = Literal["stabiel", "kantelt"]
"""Whether one ballot less, or weights that are a fifth lower or higher, change what stands on top."""


class Figures(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One row of judgements.

    `n` is how many people judged, `abstained` how many said "weet niet". `histogram` counts the judgements at each
    point of the scale, lowest first (`Result.points` names them). `mean` is the grade or the dots per person (one
    decimal), or the part that is akkoord or chose the option (0 to 1, two decimals). `median` is a point of the scale,
    or half-way between two; bezwaar is 1 and akkoord 3. `consensus` (0 to 1) and `dissent` (standard deviation as a
    part of the scale, 0 to 0.5) have two decimals and need three people; `divided` says that dissent is above the
    threshold. Stippen have no consensus and no shape, a poll has no dissent and no median either.
    """

    n: int
    abstained: int
    histogram: tuple[int, ...]
    mean: float
    median: float | None = None
    consensus: float | None = None
    dissent: float | None = None
    divided: bool = False
    shape: Shape | None = None


class Graded(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A direction on one criterion; None where fewer than k people graded it."""

    criterion: str
    weight: int
    figures: Figures | None = None


class Part(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What one group of at least k people said of a direction.

    `mean` is the weighted score, the dots per person, or the part that agreed (0 to 1, of akkoord and a poll). `agreed`
    counts the people who are akkoord, chose the option, or gave a dot; a score has none.
    """

    group: str
    n: int
    mean: float
    agreed: int | None = None


class Breakdown(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A direction over the groups, as far as they can be shown.

    `together` names the groups that stand under "overig", whether few of them voted or nobody did. All figures are
    computed on `parts`. `eta_squared` is the part of the disagreement that runs between groups (0 to 1, None when all
    agree), `group_consensus` the part that agrees when each group counts as one (0 to 1), `weakest` the group, or
    groups, with the lowest mean.
    """

    parts: tuple[Part, ...]
    together: tuple[str, ...] = ()
    equal_weight_mean: float
    eta_squared: float | None = None
    group_consensus: float
    weakest: tuple[str, ...]


class Reason(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What somebody wrote beside their consent, None for "weet niet"; `name` only at the level "naam"."""

    consent: Consent | None
    text: str
    name: str = ""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of one direction, or of one option of a poll.

    `n` and what follows from it are None where fewer than k people judged it. `score` is what it is ranked by: the
    weighted score (one decimal), all dots together, the part that is akkoord (two decimals), or the people who chose
    it. `rank` is 1 for the highest; what is equal shares a rank, and the next is as many places further (1, 2, 2, 4).

    `figures` are those of its one scale; of several criteria together they are: all grades in one histogram with its
    median, the weighted score as mean, and the weighted mean of consensus and dissent. `incomplete` says that a
    criterion lacks; such a direction is ranked after the complete ones. `people` gave a dot, are akkoord or chose it.
    `line` is the row of the text table.
    """

    number: int
    text: str
    explanation: str = ""
    line: str = ""
    n: int | None = None
    abstained: int | None = None
    rank: int | None = None
    score: float | None = None
    people: int | None = None
    incomplete: bool = False
    verdict: Verdict | None = None
    figures: Figures | None = None
    criteria: tuple[Graded, ...] = ()
    reasons: tuple[Reason, ...] = ()
    breakdown: Breakdown | None = None

    @property
    def divided(self) -> bool:
        """Whether people are divided over it: in two camps, or by dissent above the threshold."""
        return self.figures is not None and (self.figures.divided or self.figures.shape == "twee kampen")


class Rule(msgspec.Struct, frozen=True):
    """A rule of the method with its threshold, as a report prints it."""

    name: str
    value: float
    text: str


class Result(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The result of a vote.

    `ballots` is None when fewer than k people voted, and then nothing else is told; `listed` is how many could.
    `headline` is the first sentence, `note` says which groups are not told apart. `outcomes` stand in the order of the
    vote, `ranking` gives their numbers from the highest, `agenda` from the most divided. `points` names the bars of
    every histogram. `verdict` is None with fewer than five ballots.
    """

    version: str = VERSION
    key: str
    question: str
    method: Method
    level: Level
    k: int
    listed: int | None = None
    ballots: int | None = None
    headline: str
    note: str = ""
    verdict: Verdict | None = None
    groups: tuple[str, ...] = ()
    points: tuple[str, ...]
    criteria: tuple[Criterion, ...] = ()
    budget: int = 0
    most: int = 0
    choices: int = 1
    outcomes: tuple[Outcome, ...]
    ranking: tuple[int, ...] = ()
    agenda: tuple[int, ...] = ()
    rules: tuple[Rule, ...] = ()

    def outcome(self, number: int) -> Outcome:
        """The outcome of a direction by its number."""
        return next(each for each in self.outcomes if each.number == number)


def encode(result: Result) -> str:
    """The result as one line of JSON, the same for the same ballots."""
    return msgspec.json.encode(result).decode()


def decode(text: str) -> Result:
    return msgspec.json.decode(text, type=Result)
