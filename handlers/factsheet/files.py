"""Bring in a file with figures: look at it by its layout, show what it says or what is wrong, and keep it. Import this
only inside a job or a command: it brings pandas along."""

from dataclasses import dataclass
from pathlib import Path

from factsheets.catalogue import indicators
from factsheets.dutch import number
from factsheets.observation import Observation
from factsheets.sources.files import Preview, preview
from factsheets.sources.located import located
from factsheets.sources.mapping import Mapping, mapping, mappings
from factsheets.sources.workbook import Unreadable, Workbook, opened
from handlers.dutch import counted
from handlers.factsheet import fetching
from handlers.feature import Now, Refusal
from storage import figures, seed
from storage.database import Session


@dataclass(frozen=True, slots=True)
class Found:
    """A file with what it says."""

    data: bytes
    preview: Preview


def read(session: Session, path: Path, layout: str, now: Now) -> Found:
    """Look at a file; refuses with every problem in it. Nothing is stored."""
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path} is niet te lezen: {error.strerror}."
        raise Refusal(msg) from error
    how = _named(layout) if layout else _fitting(path.name, data)
    found = preview(path.name, data, how, now.instant, figures.observed(session, source=how.source))
    if found.problems:
        raise Refusal("\n".join([*(problem.sentence for problem in found.problems), found.summary]))
    return Found(data, found)


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


def _fitting(name: str, data: bytes) -> Mapping:
    """The one layout whose columns are all there."""
    try:
        book = opened(name, data)
    except Unreadable as error:
        raise Refusal(str(error)) from error
    found = [how for how in mappings().values() if _fits(book, how)]
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
    rest = len(found.observations) - len(found.head)
    return [*shown, (f"en nog {counted(rest, 'cijfer', 'cijfers')}",)] if rest else shown


def _row(seen: Observation) -> tuple[str, ...]:
    named = indicators()[seen.indicator]
    value = f"geen cijfer ({seen.missing})" if seen.value is None else f"{number(seen.value, _DECIMALS)} {seen.unit}"
    return named.name, seen.region.name, seen.period.words, value


_DECIMALS = 2


def keep(session: Session, found: Found, now: Now) -> str:
    """Store what was found, with the file; says what that brought."""
    seed.fill_figures(session, now.instant)
    stored = fetching.take_in_file(session, found.preview, found.data, now)
    if stored is None:
        return "Dit bestand was al opgeslagen."
    return f"Opgeslagen: {counted(stored.added, 'nieuw of herzien cijfer', 'nieuwe of herziene cijfers')}."
