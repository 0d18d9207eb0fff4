"""Bring in a file with figures: preview it by its layout with every problem, and store it.

Import this only inside a job or a command: it brings pandas along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from factsheets.catalogue import branch_named, indicators
from factsheets.dutch import number
from factsheets.observation import Observation
from factsheets.sources.files import Preview, preview
from factsheets.sources.located import located
from factsheets.sources.mapping import Mapping, mapping, mappings
from factsheets.sources.workbook import Unreadable, Workbook, opened
from handlers import disk
from handlers.cards import AnyElement, Card, Column, Item, Items, Note, Table, line
from handlers.dutch import counted
from handlers.factsheet import fetching
from handlers.feature import Now, Refusal
from storage import figures
from storage.database import Session


@dataclass(frozen=True, slots=True)
class Found:
    """A file and its preview."""

    data: bytes
    preview: Preview


def read(session: Session, path: Path, layout: str, now: Now) -> Found:
    """Look at a file; refuses with every problem in it. Nothing is stored."""
    data = disk.contents(path)
    how = _named(layout) if layout else _only(fitting(path.name, data))
    found = looked(session, path.name, data, how, now)
    if found.preview.problems:
        told = [*(problem.sentence for problem in found.preview.problems), found.preview.summary]
        raise Refusal("\n".join(told))
    return found


def looked(session: Session, name: str, data: bytes, how: Mapping, now: Now) -> Found:
    """Preview a file by a layout, compared with the stored figures of the same source."""
    return Found(data, preview(name, data, how, now.instant, figures.observed(session, source=how.source)))


def _named(layout: str) -> Mapping:
    if layout in mappings():
        return mappings()[layout]
    try:
        return mapping(Path(layout).read_text("utf-8"))
    except OSError as error:
        msg = f"De indeling “{layout}” is er niet. {_choose()}"
        raise Refusal(msg) from error
    except ValueError as error:
        raise Refusal(str(error)) from error


def fitting(name: str, data: bytes) -> list[Mapping]:
    """The layouts whose columns are all in the file; refuses a file without a table."""
    try:
        book = opened(name, data)
    except Unreadable as error:
        raise Refusal(str(error)) from error
    return [how for how in mappings().values() if _fits(book, how)]


def _only(found: Sequence[Mapping]) -> Mapping:
    if len(found) != 1:
        msg = f"Ik zie niet aan de kolommen welke indeling dit is. {_choose()}"
        raise Refusal(msg)
    return found[0]


def _fits(book: Workbook, how: Mapping) -> bool:
    try:
        located(book, how)
    except Unreadable:
        return False
    return True


def _choose() -> str:
    known = "; ".join(f"{how.key} ({how.name})" for how in mappings().values())
    return f"Kies met --indeling uit: {known}. Of geef een eigen .toml."


def rows(found: Preview) -> list[tuple[str, ...]]:
    """The first figures, as they were understood."""
    shown = [("CIJFER OVER", "GEBIED", "PERIODE", "WAARDE"), *map(_row, found.head)]
    return [*shown, (_rest(found),)] if _rest(found) else shown


def _rest(found: Preview) -> str:
    rest = len(found.observations) - len(found.head)
    return f"en nog {counted(rest, 'cijfer', 'cijfers')}" if rest else ""


def card(found: Preview, how: Mapping) -> Card:
    """The first figures as they were understood, before anything is stored."""
    columns = (Column("Cijfer over"), Column("Gebied"), Column("Periode"), Column("Waarde", numeric=True))
    rest = _rest(found)
    notes = tuple(Note(line(note)) for note in (f"{rest[:1].upper()}{rest[1:]}." if rest else "", *found.notes) if note)
    shown = Table(f"{how.name}: zo lees ik het", columns, tuple(map(_row, found.head)))
    return Card("cijfers_voorbeeld", found.summary, (shown, *notes, Note(line("Er is nog niets opgeslagen."))))


def problems(found: Preview, how: Mapping) -> Card:
    """Every problem by row."""
    told = tuple(Item(line(problem.sentence)) for problem in found.problems)
    ways = [f"Pas het bestand aan en stuur het nog eens. {how.help}".strip()]
    elements: tuple[AnyElement, ...] = (Items(told), *(Note(line(each)) for each in (*found.notes, *ways)))
    return Card("cijfers_problemen", found.summary, elements)


def _row(seen: Observation) -> tuple[str, ...]:
    named = indicators()[seen.indicator].name + (f", {branch_named(seen.branch)}" if seen.branch else "")
    return named, seen.region.name, seen.period.words, _value(seen)


def _value(seen: Observation) -> str:
    """The figure as the file has it, or why it has none; "(benadering)" behind an approximation."""
    if seen.value is None:
        return f"geen cijfer ({seen.missing})"
    near = "(benadering)" if seen.kind == "benadering" else ""
    unit = "" if seen.unit == "aantal" else seen.unit
    return " ".join(filter(None, (number(seen.value, 0 if seen.value.is_integer() else _DECIMALS), unit, near)))


_DECIMALS = 2


def keep(session: Session, found: Found, now: Now) -> str:
    """Store the observations with the file; says how many were new."""
    stored = fetching.take_in_file(session, found.preview, found.data, now)
    if stored is None:
        return "Dit bestand was al opgeslagen."
    return f"Opgeslagen: {counted(stored.added, 'nieuw of herzien cijfer', 'nieuwe of herziene cijfers')}."
