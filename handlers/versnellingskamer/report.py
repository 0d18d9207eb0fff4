"""The report of a room, as a paper: the outcome first, then what to discuss, every direction, and how it was counted.

It tells what the card tells, and nothing that the stored result does not hold. Whoever reads it needs nothing else.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from factsheets.goals import day
from factsheets.paper import (
    AnyBlock,
    Cell,
    Column,
    Drawing,
    Fact,
    Facts,
    Heading,
    Named,
    Note,
    PageOf,
    Paper,
    Paragraph,
    Points,
    Strong,
    Table,
    Tile,
    Tiles,
)
from factsheets.room_chart import bar
from handlers.dutch import counted, listed, number
from handlers.versnellingskamer import by_name, picture, report_direction, result_cards, sentences
from handlers.versnellingskamer.published import Outcome, Result
from handlers.versnellingskamer.reported import Reported
from handlers.versnellingskamer.votes import Level

_BAR: Final = (150.0, 11.0)
_LEVELS: Final[Mapping[Level, str]] = {
    "groep": "Anoniem. Bij elke stem stond alleen de O, zoals onderwijs, of “overig”.",
    "anoniem": "Anoniem. Bij een stem stond niets over wie haar gaf.",
    "naam": "Op naam. Dat stond erbij voordat mensen stemden.",
}  # fmt: skip
_NAMES_WIDE: Final = 8
"""Directions beside each other in the list of who said what."""


def paper(told: Reported) -> Paper:
    """The whole report."""
    found = told.result
    return Paper(
        title=found.question, kicker=f"Versnellingskamer · {found.key} · {told.tafel}", moment=_moment(told),
        lead=found.headline, colour=told.colour, made=told.closed.date(),
        footer=f"{found.key} · {told.tafel} · gesloten op {day(told.closed.date())}",
        keywords=("Versnellingskamer", found.key, told.tafel), blocks=tuple(_blocks(told)),
    )  # fmt: skip


def _moment(told: Reported) -> str:
    return f"Uitslag van de stemming die sloot op {day(told.closed.date())} om {told.closed:%H:%M} uur"


def _blocks(told: Reported) -> Iterator[AnyBlock]:
    found = told.result
    yield Tiles(tuple(_tiles(found)))
    if found.ballots is None:
        yield from _nothing(found)
    else:
        yield from _overview(told)
        yield from _to_discuss(found)
        yield from _over_groups(found)
        yield from report_direction.all_of_them(told)
        yield from _by_name(told)
    yield from _method(told)


def _tiles(found: Result) -> Iterator[Tile]:
    yield Tile(sentences.voters(found).rpartition(" ")[0], sentences.voters(found).rpartition(" ")[2])
    things = ("antwoord", "antwoorden") if found.method == "peiling" else ("richting", "richtingen")
    amount, _, words = counted(len(found.outcomes), *things).partition(" ")
    yield Tile(amount, words)
    yield Tile(*_how(found))
    yield Tile("Op naam", "wie wat stemde, staat erin") if found.level == "naam" else Tile("Anoniem", _kept(found))


def _kept(found: Result) -> str:
    beside = "met alleen de O erbij, " if found.level == "groep" else ""
    return f"{beside}vanaf {number(found.k)} mensen"


def _how(found: Result) -> tuple[str, str]:
    match found.method:
        case "score":
            return "Cijfers 1–5", f"op {counted(len(found.criteria), 'criterium', 'criteria')}"
        case "stippen":
            return counted(found.budget, "stip", "stippen"), "per persoon"
        case "akkoord":
            return "Akkoord", "met zorg of bezwaar"
        case "peiling":
            return counted(found.choices, "keuze", "keuzes"), "per persoon"


def _nothing(found: Result) -> Iterator[AnyBlock]:
    """Of too few ballots only what was asked."""
    why = "Van minder mensen vertellen we niets, ook geen gemiddelde." if found.level != "naam" else ""
    yield Note(why or "Er is niets te tellen.", found.headline)
    yield Heading("Wat er werd gevraagd")
    yield Points(tuple(each.text for each in found.outcomes), numbered=True)


# --- the whole -------------------------------------------------------------------------------------------------------


def _overview(told: Reported) -> Iterator[AnyBlock]:
    found = told.result
    yield Heading("De uitslag")
    yield Paragraph(_reading(found), soft=True)
    yield _table(told)
    if verdict := result_cards.verdict(found):
        lead, _, meaning = verdict.partition(": ")
        yield Note(f"{meaning[:1].upper()}{meaning[1:]}", f"{lead}.")
    if found.note:
        yield Note(found.note, "Groepen.")


def _reading(found: Result) -> str:
    """How the bars are to be read."""
    scale = picture.scale(found)
    ends = f"van {scale.ticks[0][1]} tot {scale.ticks[-1][1]}"
    more = {
        "score": "Consensus gaat van 0 (half om half aan de uitersten) tot 1 (allemaal hetzelfde).",
        "stippen": "",
        "akkoord": "De balk is akkoord; daarachter zorg (licht) en bezwaar (donker). Consensus gaat van 0 tot 1.",
        "peiling": _chose(found),
    }[found.method]
    return f"De hoogste eerst. Balk: {scale.title}, {ends}. {more}".strip()


def _chose(found: Result) -> str:
    """Of whom a poll tells parts, and who is not among them."""
    unsure = max((each.abstained or 0 for each in found.outcomes), default=0)
    told = f" {number(unsure)} {'mens zei' if unsure == 1 else 'mensen zeiden'} “weet niet”." if unsure else ""
    return f"Van wie iets koos.{told}"


def _table(told: Reported) -> Table:
    found = told.result
    asks = found.method in ("score", "akkoord")
    parts = found.method != "peiling"
    shapes = asks or any(each.divided for each in found.outcomes)
    columns = (
        Column("Plek", 0.42, numeric=True),
        Column("Richting" if parts else "Antwoord", 2.5),
        Column(picture.scale(found).title.capitalize(), 1.45),
        Column({"score": "Score", "stippen": "Stippen", "akkoord": "Akkoord", "peiling": "Stemmen"}[found.method],
               1.45 if found.method in ("akkoord", "peiling") else 0.75, numeric=True),
        *((Column("Consensus", 0.9, numeric=True),) if asks else ()),
        *((Column("Hoe eens?", 1.15),) if shapes else ()),
        *((Column("Blz.", 0.4, numeric=True),) if parts else ()),
    )  # fmt: skip
    return Table(
        columns, tuple(tuple(_cells(told, each, asks=asks, shapes=shapes)) for each in result_cards.ranked(found))
    )


def _cells(told: Reported, outcome: Outcome, *, asks: bool, shapes: bool) -> Iterator[Cell]:
    found, figures = told.result, outcome.figures
    yield Strong(str(outcome.rank)) if outcome.rank else "–"
    yield Named(f"{outcome.number}. {outcome.text}", _beside(found, outcome))
    yield Drawing(bar(picture.bar(found, outcome), picture.scale(found), told.colour, *_BAR), "", *_BAR)
    yield Strong(_score(found, outcome))
    if asks:
        yield "–" if figures is None or figures.consensus is None else sentences.decimal(figures.consensus, 2)
    if shapes:
        shape = (figures.shape if figures else None) or ("verdeeld" if outcome.divided else "–")
        yield Strong(shape) if outcome.divided else shape
    if found.method != "peiling":
        yield PageOf(report_direction.anchor(outcome))


def _score(found: Result, outcome: Outcome) -> str:
    if outcome.score is None:
        return "–"
    if found.method == "stippen":
        return number(outcome.score)
    return picture.score(found, outcome)


def _beside(found: Result, outcome: Outcome) -> str:
    """What stands below a name in the overview: from how many judgements, who objects, whether it holds."""
    if outcome.figures is None:
        return picture.score(found, outcome)
    many = counted(outcome.n or 0, "oordeel", "oordelen") if found.method in ("score", "akkoord") else ""
    people = f"van {counted(outcome.people or 0, 'mens', 'mensen')}" if found.method == "stippen" else ""
    unsure = f"{number(outcome.abstained)} weet niet" if outcome.abstained and found.method != "peiling" else ""
    objections = picture.objections(outcome) if found.method == "akkoord" else []
    lacks = "onvolledig" if outcome.incomplete else ""
    turns = "kantelt" if outcome.verdict == "kantelt" else ""
    return " · ".join(filter(None, (many, people, unsure, *objections, lacks, turns)))


# --- what to discuss, and the groups ---------------------------------------------------------------------------------


def _to_discuss(found: Result) -> Iterator[AnyBlock]:
    if found.method == "peiling":
        return
    yield Heading("Eerst bespreken")
    first = [each for number_ in found.agenda if _needs_talk(found, each := found.outcome(number_))]
    if first:
        yield Points(tuple(_why(found, each) for each in first), numbered=True)
    else:
        calm = "Niemand heeft een zorg of een bezwaar, en over" if found.method == "akkoord" else "Over"
        yield Paragraph(f"{calm} geen enkele richting zijn jullie verdeeld.")


def _needs_talk(found: Result, outcome: Outcome) -> bool:
    return outcome.divided or (found.method == "akkoord" and bool(picture.objections(outcome)))


def _why(found: Result, outcome: Outcome) -> str:
    """A direction with why it comes first, and which groups are furthest apart."""
    told = picture.told_beside(found, outcome)
    parts = sorted(outcome.breakdown.parts, key=lambda each: -each.mean) if outcome.breakdown else []
    apart = ""
    if parts and parts[0].mean > parts[-1].mean:
        ends = listed([report_direction.part(found, each) for each in (parts[0], parts[-1])])
        apart = f" Het verst uit elkaar: {ends}."
    return f"{outcome.number}. {outcome.text}: {told}.{apart}"


def _over_groups(found: Result) -> Iterator[AnyBlock]:
    """Every group beside every direction."""
    groups = picture.groups_shown(found)
    broken = [each for each in result_cards.ranked(found) if each.breakdown]
    if not broken:
        return
    yield Heading("Per O")
    yield Paragraph(_of_groups(found), soft=True)
    columns = (
        Column("Richting", 2.6), *(Column(each.capitalize(), 1.0, numeric=True) for each in groups),
        Column("Elke O even zwaar", 0.9, numeric=True), Column("Gedragen door groepen", 1.0, numeric=True),
        Column("Minst gedragen door", 1.2),
    )  # fmt: skip
    yield Table(columns, tuple(tuple(_group_cells(found, each, groups)) for each in broken), small=True)


def _of_groups(found: Result) -> str:
    means = {
        "score": "Het gemiddelde cijfer", "stippen": "De stippen per persoon", "akkoord": "Hoeveel mensen akkoord zijn",
        "peiling": "Hoeveel mensen dit kozen",
    }[found.method]  # fmt: skip
    return (
        f"{means} van elke groep. Elke O even zwaar: het gemiddelde van de groepen. "
        "Gedragen door groepen: van 0 tot 1, laag als één groep tegen is, hoe klein die ook is."
    )


def _group_cells(found: Result, outcome: Outcome, groups: tuple[str, ...]) -> Iterator[Cell]:
    broken = outcome.breakdown
    assert broken is not None  # noqa: S101 - only these are asked for
    parts = {each.group: each for each in broken.parts}
    yield f"{outcome.number}. {outcome.text}"
    for each in groups:
        yield report_direction.figure(found, parts[each]) if each in parts else "–"
    yield report_direction.mean(found, broken.equal_weight_mean)
    yield sentences.decimal(broken.group_consensus, 2)
    yield listed(broken.weakest)


# --- by name ---------------------------------------------------------------------------------------------------------


def _by_name(told: Reported) -> Iterator[AnyBlock]:
    """Who said what: only of a vote that was by name, which everybody knew before they voted."""
    found = told.result
    if found.level != "naam" or not told.named:
        return
    yield Heading("Wie stemde wat", fresh=True)
    yield Paragraph(_of_names(found), soft=True)
    for start in range(0, len(found.outcomes), _NAMES_WIDE):
        shown = found.outcomes[start : start + _NAMES_WIDE]
        columns = (Column("Naam", 2.2), *(Column(f"{each.number}.", 1.1) for each in shown))
        rows = tuple(
            (each.name, *(by_name.in_short(found, each, outcome.number) for outcome in shown)) for each in told.named
        )
        yield Table(columns, rows, small=True)


def _of_names(found: Result) -> str:
    first = "Deze stemming was op naam. Boven elke kolom staat het nummer van de richting; “–” is niet ingevuld."
    if found.method != "score":
        return first
    order = listed([each.name for each in found.criteria])
    return f"{first} De cijfers staan op volgorde van de criteria: {order}. Een “?” is weet niet."


# --- how it was counted ----------------------------------------------------------------------------------------------


def _method(told: Reported) -> Iterator[AnyBlock]:
    found = told.result
    yield Heading("Hoe dit is geteld")
    yield Facts(tuple(_facts(told)))
    if found.criteria:
        yield Heading("De criteria", 3)
        ends = (Column("1 betekent", 2), Column("5 betekent", 2))
        yield Table(
            (Column("Criterium", 1.5), Column("Gewicht", 0.6, numeric=True), *ends),
            tuple((Strong(each.name), str(each.weight), each.low, each.high) for each in found.criteria),
        )  # fmt: skip
    yield Heading("De regels", 3)
    yield Table(
        (Column("Regel", 1.1), Column("Drempel", 0.55, numeric=True), Column("Wat er staat", 4.2)),
        tuple((Strong(each.name), number(each.value), each.text) for each in found.rules),
    )


def _facts(told: Reported) -> Iterator[Fact]:
    found = told.result
    yield Fact("Kamer", f"{found.key}, tafel {told.tafel}")
    yield Fact("Vraag", found.question)
    if told.opened:
        yield Fact("Geopend", f"{day(told.opened.date())}, {told.opened:%H:%M} uur")
    yield Fact("Gesloten", f"{day(told.closed.date())}, {told.closed:%H:%M} uur")
    yield Fact("Niveau", _LEVELS[found.level])
    yield Fact(
        "Op de lijst",
        "geen lijst: iedereen in het kanaal kon stemmen" if found.listed is None else number(found.listed),
    )
    yield Fact("Stemmen (n)", sentences.voters(found) if found.ballots is None else number(found.ballots))
    yield Fact("Kleinste groep (k)", number(found.k))
    if found.groups:
        yield Fact("Groepen bij het openen", listed(found.groups))
    yield Fact("Versie van de methode", found.version)
