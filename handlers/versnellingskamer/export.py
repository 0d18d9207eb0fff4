"""The result of a room as files for other programs: CSV, JSON and a workbook, the same bytes for the same result.

Import this only inside a job or a command: it brings the package that writes workbooks along.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from factsheets.spreadsheet import Cell, Column, Sheet, Workbook, xlsx
from handlers.versnellingskamer import by_name, figures_out, result_cards, sentences
from handlers.versnellingskamer.published import Outcome
from handlers.versnellingskamer.reported import Reported

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the begin of a formula."""
HEAD: Final = ("kamer", "nummer", "richting", "criterium", "groep", "maat", "waarde")


# --- CSV -------------------------------------------------------------------------------------------------------------


def as_csv(told: Reported) -> bytes:
    """One figure on a row, for a Dutch Excel: semicolons, decimal commas, and a mark that it is UTF-8."""
    found, into = told.result, io.StringIO(newline="")
    names = {each.number: each.text for each in found.outcomes}
    writer = csv.writer(into, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for each in figures_out.everything(found):
        place = (found.key, str(each.number or ""), names.get(each.number, ""))
        row = (*place, each.criterion, each.group, each.measure, _written(each.value))
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + into.getvalue().encode()


def _written(value: figures_out.Value) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates; spaces in front do not hide a formula."""
    return f"'{cell}" if cell.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA) else cell


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(told: Reported) -> bytes:
    """The result as it is stored, with what is known besides under "over"; `published.decode` reads it."""
    about = {"tafel": told.tafel, "geopend": _instant(told.opened), "gesloten": _instant(told.closed)}
    whole: dict[str, Any] = {"over": about, "version": told.result.version, **msgspec.to_builtins(told.result)}
    if said := [each._asdict() for each in by_name.everything(told)]:
        whole["op_naam"] = said
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# --- a workbook ------------------------------------------------------------------------------------------------------


def as_xlsx(told: Reported) -> bytes:
    """The result as a workbook: what is shown, per criterion, per O, the reasons, and how it was counted."""
    found = told.result
    sheets = [_outcomes(told), _on_criteria(told), _over_groups(told), _reasons(told)]
    if told.named:
        sheets.append(_by_name(told))
    title = f"Uitslag van {found.key}: {found.question}"
    return xlsx(Workbook(title[:255], told.closed, (*sheets, _method(told))))


def _outcomes(told: Reported) -> Sheet:
    found = told.result
    columns = (
        Column("Plek", 6), Column("Nummer", 8), Column("Richting", 50), Column("Uitleg", 40), Column("Score", 9),
        Column("Mensen", 9), Column("Oordelen", 9), Column("Weet niet", 9), Column("Gemiddelde", 11),
        Column("Mediaan", 9), Column("Consensus", 10, 2), Column("Spreiding", 10, 2), Column("Hoe eens?", 15),
        Column("Verdeeld", 9), Column("Houdt het?", 11), *(Column(f"Aantal {each}", 9) for each in found.points),
    )  # fmt: skip
    rows = tuple(tuple(_outcome(told, each)) for each in result_cards.ranked(found))
    return Sheet("Uitslag", columns, rows)


def _outcome(told: Reported, outcome: Outcome) -> Iterator[Cell]:
    figures = outcome.figures
    yield from (outcome.rank, outcome.number, outcome.text, outcome.explanation, outcome.score)
    yield from (outcome.people, outcome.n, outcome.abstained)
    if figures is None:
        yield from [None] * (7 + len(told.result.points))
        return
    yield from (figures.mean, figures.median, figures.consensus, figures.dissent, figures.shape)
    yield from ("ja" if figures.divided else "nee", outcome.verdict)
    yield from figures.histogram


def _on_criteria(told: Reported) -> Sheet:
    columns = (
        Column("Nummer", 8), Column("Richting", 50), Column("Criterium", 20), Column("Gewicht", 9),
        Column("Oordelen", 9), Column("Weet niet", 9), Column("Gemiddelde", 11, 1), Column("Mediaan", 9),
        Column("Consensus", 10, 2), Column("Spreiding", 10, 2), Column("Hoe eens?", 15),
        *(Column(f"Aantal {each}", 9) for each in told.result.points),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for outcome in told.result.outcomes:
        for each in outcome.criteria:
            about = (outcome.number, outcome.text, each.criterion, each.weight)
            figures = each.figures
            if figures is None:
                rows.append((*about, *[None] * (7 + len(told.result.points))))
                continue
            counted = (figures.n, figures.abstained, figures.mean, figures.median)
            agreed = (figures.consensus, figures.dissent, figures.shape)
            rows.append((*about, *counted, *agreed, *figures.histogram))
    return Sheet("Per criterium", columns, tuple(rows))


def _over_groups(told: Reported) -> Sheet:
    """A row for each direction and group, and a row without a group for what is computed over all of them."""
    columns = (
        Column("Nummer", 8), Column("Richting", 50), Column("Groep", 16), Column("Met", 30), Column("Oordelen", 9),
        Column("Gemiddelde", 11), Column("Eens", 9), Column("Elke O even zwaar", 12),
        Column("Gedragen door groepen", 12, 2), Column("Deel van de verschillen tussen groepen", 14, 2),
        Column("Minst gedragen door", 24),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for outcome in told.result.outcomes:
        broken = outcome.breakdown
        if broken is None:
            continue
        about = (outcome.number, outcome.text)
        for part in broken.parts:
            under = ", ".join(broken.together) if part.group == "overig" else ""
            rows.append((*about, part.group, under, part.n, part.mean, part.agreed, None, None, None, ""))
        over = (broken.equal_weight_mean, broken.group_consensus, broken.eta_squared, ", ".join(broken.weakest))
        rows.append((*about, "", "", None, None, None, *over))
    return Sheet("Per O", columns, tuple(rows))


def _reasons(told: Reported) -> Sheet:
    columns = (Column("Nummer", 8), Column("Richting", 50), Column("Bij", 12), Column("Reden", 90))
    names = (Column("Naam", 24),) if told.named else ()
    rows = tuple(
        (outcome.number, outcome.text, reason.consent or "weet niet", reason.text, *([reason.name] if names else []))
        for outcome in told.result.outcomes
        for reason in outcome.reasons
    )
    return Sheet("Redenen", (*columns, *names), rows)


def _by_name(told: Reported) -> Sheet:
    texts = {each.number: each.text for each in told.result.outcomes}
    columns = (
        Column("Naam", 24), Column("Groep", 16), Column("Nummer", 8), Column("Richting", 50), Column("Criterium", 20),
        Column("Antwoord", 12), Column("Reden", 60),
    )  # fmt: skip
    rows = tuple(
        (each.name, each.group, each.number, texts[each.number], each.criterion, each.answer, each.reason)
        for each in by_name.everything(told)
    )
    return Sheet("Op naam", columns, rows)


def _method(told: Reported) -> Sheet:
    found = told.result
    about: tuple[tuple[str, Cell, str], ...] = (
        ("Kamer", found.key, ""), ("Tafel", told.tafel, ""), ("Vraag", found.question, ""),
        ("Uitslag", found.headline, found.note), ("Manier", found.method, ""), ("Niveau", found.level, ""),
        ("Geopend", _instant(told.opened) or "", ""), ("Gesloten", _instant(told.closed), ""),
        ("Op de lijst", found.listed, ""), ("Stemmen (n)", found.ballots, sentences.voters(found)),
        ("Kleinste groep (k)", found.k, ""), ("Groepen bij het openen", ", ".join(found.groups), ""),
        ("Versie van de methode", found.version, ""),
        *((f"Criterium: {each.name}", each.weight, f"1 is {each.low}, 5 is {each.high}") for each in found.criteria),
        *((f"Regel: {each.name}", each.value, each.text) for each in found.rules),
    )  # fmt: skip
    return Sheet("Methode", (Column("Wat", 28), Column("Waarde", 40), Column("Uitleg", 100)), about)
