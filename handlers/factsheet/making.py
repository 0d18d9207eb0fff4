"""Draw sheets: from stored figures to a card with its picture and its PDF. Import this only inside a job or a command:
it brings pandas and Typst along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from factsheets import document, overview
from factsheets.document import Pictures
from factsheets.dutch import capital
from factsheets.frame import table
from factsheets.page import Row, Sheet, Tafel, Tile
from factsheets.sheet import sheet
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Column,
    Fact,
    Facts,
    File,
    Image,
    Note,
    Notice,
    Table,
    Text,
    line,
    soft,
    strong,
)
from handlers.factsheet import callbacks, places, words
from handlers.feature import Now, Refusal
from storage import documents, figures, sheets, tafels
from storage.database import Session
from storage.sheets import Drawn

KEPT: Final = timedelta(days=400)  # a posted picture stays readable for as long as people scroll back


@dataclass(frozen=True, slots=True)
class Papers:
    """A sheet with its documents."""

    sheet: Sheet
    pdf: bytes
    pictures: Pictures


def papers(session: Session, key: str, now: Now) -> Papers:
    """A sheet of the figures as they are now, drawn."""
    made = of(session, key, now)
    return Papers(made, document.pdf(made), document.pictures(made))


def of(session: Session, key: str, now: Now) -> Sheet:
    frame = table(figures.observed(session))
    if key == words.WHOLE:
        return overview.region_sheet(frame, now.today)
    return sheet(frame, _tafel(session, key), now.today)


def _tafel(session: Session, key: str) -> Tafel:
    tafel = tafels.by_key(session, key)
    if tafel is None:
        msg = f"De tafel “{key}” is er niet meer."
        raise Refusal(msg)
    return Tafel(tafel.key, tafel.name, tafel.colour)


def drawn(session: Session, key: str, now: Now) -> Card:
    """Draw a sheet, keep it for this state of the figures, and give its card; all writing comes last."""
    state, month, made = figures.state(session), places.month(now), papers(session, key, now)
    card = keep(session, key, made, now)
    picture, paper = (next(each.document for each in card.elements if isinstance(each, kind)) for kind in (Image, File))
    told = Drawn(tafel=key, state=state, month=month, card=msgspec.json.encode(card).decode(), picture=picture,
                 paper=paper)  # fmt: skip
    if sheets.keep_drawn(session, told, now.instant):
        return card
    return places.drawn(session, key, now) or card


def keep(session: Session, key: str, made: Papers, now: Now) -> Card:
    """Keep the documents, and give the card that shows them."""
    name = f"factsheet-{key}-{now.today.isoformat()}"
    large = _kept(session, f"{name}.png", "image/png", made.pictures.large, now)
    small = _kept(session, f"{name}-klein.png", "image/png", made.pictures.small, now)
    paper = _kept(session, f"{name}.pdf", "application/pdf", made.pdf, now)
    image = Image(large, document.alt(made.sheet), document.WIDE, document.HIGH, small)
    return card(key, made.sheet, image, File(paper, f"{name}.pdf", "Eén A4 met uitleg en bronnen"))


def _kept(session: Session, name: str, mime: str, body: bytes, now: Now) -> str:
    return documents.keep(session, name, mime, body, now=now.instant, expires=now.instant + KEPT)


# --- the card --------------------------------------------------------------------------------------------------------


def card(key: str, made: Sheet, image: Image, paper: File) -> Card:
    """Picture first, then one sentence, key figures with their comparison, the table, sources, and the PDF.

    No native chart: the picture shows the same charts on every door. The cards behind *Verloop* and *Vergelijk* have
    no picture, and do carry charts that the doors draw themselves.
    """
    elements: list[AnyElement] = [image, *body(made), paper]
    title = f"Factsheet {made.tafel.name} · {made.moment[:1].lower()}{made.moment[1:]}"
    summary = f"Factsheet {made.tafel.name}: {made.headline}"
    return Card("factsheet", title, (*elements, _buttons(key)), summary, colour=made.tafel.colour)


def written(made: Sheet) -> Card:
    """The sheet in words alone, for the command line."""
    return Card("factsheet", f"{made.title}. {made.moment}.", body(made), colour=made.tafel.colour)


def body(made: Sheet) -> tuple[AnyElement, ...]:
    """Everything on it that is words."""
    warned = capital(made.notice.removeprefix("Let op: "))  # a door says by itself that it is a warning
    notice = (Notice("warning", line(warned)),) if warned else ()
    facts = Facts(tuple(_fact(tile, aged=not warned) for tile in made.tiles))
    rows = Table("Alle cijfers op een rij", _COLUMNS, tuple(map(_cells, made.rows)))
    sources = Note(line(f"{made.covers} {made.sources}"))
    return (Text(line(strong(made.headline))), *notice, facts, rows, sources)


def _fact(tile: Tile, *, aged: bool) -> Fact:
    """A key figure with its age, unless the warning above gives one age for all."""
    when = tile.when if aged else tile.when.partition(",")[0]
    details = " · ".join(filter(None, (when, tile.change)))
    return Fact(tile.label, line(strong(tile.text), soft(f" · {details}") if details else None))


_COLUMNS = (Column("Cijfer over"), Column("Aantal", numeric=True), Column("Eerder", numeric=True), Column("Peilmoment"))


def _cells(row: Row) -> tuple[str, ...]:
    """What and where in one cell, so that a phone shows the figure beside it; the sources stand below the table."""
    return f"{row.indicator}, {row.region}", row.text, row.before, row.period


def _buttons(key: str) -> Buttons:
    compared = (callbacks.COMPARE.button("Vergelijk", key),) if key != words.WHOLE else ()
    return Buttons((*compared, callbacks.COURSE.button("Verloop", key), callbacks.SOURCES.button("Bronnen", "")))


# --- side by side ----------------------------------------------------------------------------------------------------


def beside(session: Session, keys: Sequence[str], now: Now) -> Card:
    named = [_tafel(session, key) for key in keys]
    found = overview.side_by_side(table(figures.observed(session)), named, now.today)
    return words.beside([each.name for each in named], found)
