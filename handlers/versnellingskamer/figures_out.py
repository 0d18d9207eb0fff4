"""Every figure of a result on a row of its own: of which direction, on which criterion, of which group, what, how much.

The one list behind the CSV file and the sheets of the workbook. It holds what the result holds, so nothing of a group
that is too small.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from handlers.versnellingskamer.published import Breakdown, Figures, Outcome, Result

Value = str | int | float
WHOLE: Final = ("Stemmen", "Op de lijst")


class Told(NamedTuple):
    """One figure, or one word; what does not apply is empty. `number` is that of the direction, 0 of the whole vote."""

    number: int
    criterion: str
    group: str
    measure: str
    value: Value


def everything(found: Result) -> Iterator[Told]:
    """The whole vote first, then every direction in the order of the vote."""
    for measure, value in zip(WHOLE, (found.ballots, found.listed), strict=True):
        if value is not None:
            yield Told(0, "", "", measure, value)
    if found.verdict:
        yield Told(0, "", "", "Houdt het?", found.verdict)
    for each in found.outcomes:
        yield from _of_direction(found, each)


def _of_direction(found: Result, outcome: Outcome) -> Iterator[Told]:
    yield from _some(outcome.number, "", "", (
        ("Plek", outcome.rank), ("Score", outcome.score), ("Mensen", outcome.people), ("Oordelen", outcome.n),
        ("Weet niet", outcome.abstained), ("Houdt het?", outcome.verdict),
        ("Onvolledig", "ja" if outcome.incomplete and outcome.figures else None),
    ))  # fmt: skip
    if outcome.figures:
        yield from _of_figures(found, outcome.number, "", outcome.figures)
    for each in outcome.criteria:
        yield Told(outcome.number, each.criterion, "", "Gewicht", each.weight)
        if each.figures:
            counts = (("Oordelen", each.figures.n), ("Weet niet", each.figures.abstained))
            yield from _some(outcome.number, each.criterion, "", counts)
            yield from _of_figures(found, outcome.number, each.criterion, each.figures)
    if outcome.breakdown:
        yield from _of_groups(outcome.number, outcome.breakdown)
    for reason in outcome.reasons:
        yield Told(outcome.number, "", "", f"Reden bij {reason.consent or 'weet niet'}", reason.text)


def _of_figures(found: Result, number: int, criterion: str, figures: Figures) -> Iterator[Told]:
    yield from _some(number, criterion, "", (
        ("Gemiddelde", figures.mean), ("Mediaan", figures.median), ("Consensus", figures.consensus),
        ("Spreiding", figures.dissent), ("Hoe eens?", figures.shape), ("Verdeeld", "ja" if figures.divided else None),
        *((f"Aantal {point}", count) for point, count in zip(found.points, figures.histogram, strict=False)),
    ))  # fmt: skip


def _of_groups(number: int, broken: Breakdown) -> Iterator[Told]:
    for each in broken.parts:
        measures = (("Oordelen", each.n), ("Gemiddelde", each.mean), ("Eens", each.agreed))
        yield from _some(number, "", each.group, measures)
    yield from _some(number, "", "", (
        ("Staat onder overig", ", ".join(broken.together) or None), ("Elke O even zwaar", broken.equal_weight_mean),
        ("Deel van de verschillen tussen groepen", broken.eta_squared),
        ("Gedragen door groepen", broken.group_consensus), ("Minst gedragen door", ", ".join(broken.weakest)),
    ))  # fmt: skip


def _some(number: int, criterion: str, group: str, measures: tuple[tuple[str, Value | None], ...]) -> Iterator[Told]:
    for measure, value in measures:
        if value is not None:
            yield Told(number, criterion, group, measure, value)
