"""The part of a report that is about one direction: how people judged it, on what, in which group, and why."""

from collections.abc import Iterator
from itertools import groupby

from factsheets.paper import (
    AnyBlock,
    Beside,
    Cell,
    Column,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Quote,
    Strong,
    Table,
)
from factsheets.room_chart import histogram, small_histogram
from handlers.dutch import counted, listed, number
from handlers.versnellingskamer import picture, result_cards, sentences
from handlers.versnellingskamer.published import Breakdown, Figures, Outcome, Part, Result
from handlers.versnellingskamer.reported import Reported


def anchor(outcome: Outcome) -> str:
    return f"richting-{outcome.number}"


def all_of_them(told: Reported) -> Iterator[AnyBlock]:
    """Every direction, the highest first. The options of a poll have no more to tell than the overview does."""
    if told.result.method == "peiling":
        return
    yield Heading("Per richting")
    for each in result_cards.ranked(told.result):
        yield from _one(told, each)


def _one(told: Reported, outcome: Outcome) -> Iterator[AnyBlock]:
    found, figures = told.result, outcome.figures
    yield Heading(f"{outcome.number}. {outcome.text}", 3, anchor(outcome))
    if outcome.explanation:
        yield Paragraph(outcome.explanation, joins=True)
    if figures is None:
        yield Paragraph(_untold(found, outcome), soft=True)
        return
    called = ("persoon", "mensen") if found.method == "stippen" else ("oordeel", "oordelen")
    unsure = None if found.method == "stippen" else figures.abstained  # who gave no dot at all has no ballot
    drawn = histogram(found.points, figures.histogram, unsure, told.colour, called=called)
    yield Beside((drawn,), (Facts(tuple(_facts(found, outcome, figures))),), 0.48)
    if outcome.criteria:
        yield _on_criteria(told, outcome)
    if outcome.breakdown:
        yield from _in_groups(found, outcome.breakdown)
    yield from _reasons(outcome)


def _untold(found: Result, outcome: Outcome) -> str:
    unsure = f" {number(outcome.abstained)} mensen zeiden “weet niet”." if outcome.abstained else ""
    if found.level == "naam":
        return f"Niemand gaf een oordeel.{unsure}"
    return f"Minder dan {number(found.k)} mensen gaven een oordeel, dus hierover vertellen we niets.{unsure}"


# --- figures ---------------------------------------------------------------------------------------------------------


def _facts(found: Result, outcome: Outcome, figures: Figures) -> Iterator[Fact]:
    several = len(outcome.criteria) > 1
    yield Fact("Plek", f"{outcome.rank} van {len(found.ranking)}{', onvolledig' if outcome.incomplete else ''}")
    yield Fact(
        picture.MEASURES[found.method].capitalize() if found.method != "score" else "Score",
        picture.score(found, outcome),
    )
    if found.method == "stippen":
        yield Fact("Gaven stippen", counted(outcome.people or 0, "mens", "mensen"))
        yield Fact("Stippen per persoon", sentences.decimal(figures.mean))
    yield Fact(
        "Oordelen",
        f"{counted(outcome.n or 0, 'mens', 'mensen')}{', alle criteria samen in de balken' if several else ''}",
    )
    if found.method != "stippen":
        yield Fact("Weet niet", number(outcome.abstained or 0))
    if figures.median is not None:
        yield Fact("Mediaan", result_cards.median(found, outcome))
    if figures.consensus is not None:
        yield Fact("Consensus", sentences.decimal(figures.consensus, 2))
    if figures.dissent is not None:
        yield Fact("Spreiding", f"{sentences.decimal(figures.dissent, 2)}{' (verdeeld)' if figures.divided else ''}")
    if figures.shape:
        yield Fact("Hoe eens?", figures.shape)
    if outcome.verdict:
        yield Fact("Houdt het?", outcome.verdict)


def _on_criteria(told: Reported, outcome: Outcome) -> Table:
    columns = (
        Column("Criterium", 1.9), Column("1 tot 5", 0.9), Column("Gewicht", 0.75, numeric=True),
        Column("Oordelen", 0.8, numeric=True), Column("Weet niet", 0.7, numeric=True),
        Column("Gemiddeld", 0.85, numeric=True), Column("Mediaan", 0.75, numeric=True),
        Column("Consensus", 0.9, numeric=True), Column("Hoe eens?", 1.2),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for each in outcome.criteria:
        told_of = each.figures
        if told_of is None:
            few = "te weinig" if told.result.level != "naam" else "geen"
            rows.append((each.criterion, "", str(each.weight), few, "–", "–", "–", "–", "–"))
            continue
        rows.append((
            each.criterion, small_histogram(told_of.histogram, told.colour), str(each.weight), number(told_of.n),
            number(told_of.abstained), sentences.decimal(told_of.mean), _number(told_of.median),
            "–" if told_of.consensus is None else sentences.decimal(told_of.consensus, 2), _shape(told_of),
        ))  # fmt: skip
    return Table(columns, tuple(rows), small=True)


def _number(value: float | None) -> str:
    return "–" if value is None else number(value)


def _shape(figures: Figures) -> Cell:
    shape = figures.shape or "–"
    return Strong(shape) if shape == "twee kampen" else shape


# --- groups ----------------------------------------------------------------------------------------------------------


def mean(found: Result, value: float) -> str:
    """The mean of a group, or of groups, as its method tells it."""
    return f"{round(100 * value)}%" if found.method in ("akkoord", "peiling") else sentences.decimal(value)


def figure(found: Result, told: Part) -> str:
    """What a group said, in a cell."""
    return f"{told.agreed} van {told.n}" if found.method in ("akkoord", "peiling") else mean(found, told.mean)


def part(found: Result, told: Part) -> str:
    """The same with its name: "onderwijs 2,9"."""
    return f"{told.group} {figure(found, told)}"


def _in_groups(found: Result, broken: Breakdown) -> Iterator[AnyBlock]:
    columns = (Column("Groep", 1.6), Column("Oordelen", 0.8, numeric=True), Column(_of_group(found), 1.0, numeric=True))
    rows = tuple((_named(broken, each), number(each.n), figure(found, each)) for each in broken.parts)
    facts = [
        Fact("Elke O even zwaar", mean(found, broken.equal_weight_mean)),
        Fact("Gedragen door groepen", f"{sentences.decimal(broken.group_consensus, 2)} van 1"),
        Fact("Minst gedragen door", listed(broken.weakest)),
    ]
    if broken.eta_squared is not None:
        between = f"{sentences.decimal(broken.eta_squared, 2)} van de verschillen"
        facts.append(Fact("Tussen de groepen", between))
    yield Beside((Table(columns, rows, small=True),), (Facts(tuple(facts)),), 0.55)


def _of_group(found: Result) -> str:
    return {"score": "Score", "stippen": "Per persoon", "akkoord": "Akkoord", "peiling": "Gekozen"}[found.method]


def _named(broken: Breakdown, told: Part) -> str:
    """A group, with those that stand under it."""
    if told.group == "overig" and broken.together:
        return f"overig (met {listed(broken.together)})"
    return told.group


# --- reasons ---------------------------------------------------------------------------------------------------------


def _reasons(outcome: Outcome) -> Iterator[AnyBlock]:
    """What people wrote, by what they chose; the result has them in an order that says nothing of who wrote them."""
    for consent, every in groupby(outcome.reasons, key=lambda each: each.consent):
        found = [*every]
        yield Heading(f"Geschreven bij {consent or 'weet niet'} ({number(len(found))})", 4)
        yield from (Quote(each.text, each.name) for each in found)
