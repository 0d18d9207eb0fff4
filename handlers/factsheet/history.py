"""One figure in time as a card: a chart, every figure with its comparison, what was revised, and who contradicts whom.
Import this only inside a job or a command: it brings pandas along.
"""

from collections.abc import Iterator
from typing import Final

from factsheets import history
from factsheets.catalogue import sectors
from factsheets.credits import full_credits
from factsheets.dutch import capital, counted
from factsheets.figures import Figure, Track
from factsheets.frame import table
from factsheets.history import Course
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Chart,
    Choice,
    Column,
    Heading,
    Item,
    Items,
    Note,
    Notice,
    Series,
    Table,
    line,
)
from handlers.factsheet import callbacks, places, series
from handlers.factsheet.callbacks import SeriesKey
from handlers.factsheet.series import Wanted
from handlers.feature import Now, Refusal
from storage import figures
from storage.database import Session

_SHOWN: Final = 12
_CHANGES: Final = 8


def card(session: Session, asked: SeriesKey, now: Now, *, shared: bool = False) -> Card:
    """The series that a button or a choice names."""
    wanted = series.wanted(session, asked)
    frame = table(figures.observed(session, indicator=wanted.subject.indicator.key))
    found = history.course(frame, wanted.subject.indicator.key, wanted.place.code, wanted.subject.branches)
    if found is None:
        msg = f"Van {wanted.subject.indicator.name} is er geen cijfer met een plaats in de tijd."
        raise Refusal(msg)
    elements: list[AnyElement] = [*_chart(found), *_disagreement(found), _rows(found, wanted), *_changes(found)]
    elements += [*_notes(found, now), *_covers(wanted)]
    elements += [] if shared else [*_elsewhere(wanted), _buttons(found, wanted, asked)]
    title = f"{_about(session, found, wanted)}: {history.headline(found)}"
    return Card("factsheet_verloop", title, tuple(elements))


def _about(session: Session, found: Course, wanted: Wanted) -> str:
    """The figure and the place; the tafel too, where it is about its branches."""
    own = f", {places.named(session, wanted.tafel)}" if wanted.subject.branches != ("",) else ""
    return f"{found.indicator.name}{own}, {found.region.name}"


def _chart(found: Course) -> Iterator[Chart]:
    """The newest of it as a line, by the source that reaches furthest: others have other moments. The table has all."""
    drawn = found.charted
    if drawn is not None:
        values = tuple(None if each.amount is None else float(each.amount) for each in drawn.figures)
        categories = tuple(each.period.short for each in drawn.figures)
        named = (Series(found.indicator.short, values),)
        yield Chart("line", _span(drawn), categories, named, history.spread(drawn), history.unit(found.indicator))


def _span(drawn: Track) -> str:
    return f"{drawn.indicator.short}, {drawn.figures[0].period.short} - {drawn.figures[-1].period.short}"


def _disagreement(found: Course) -> Iterator[Notice]:
    if found.clashes:
        told = "; ".join(each.sentence for each in found.clashes)
        yield Notice("warning", line(f"Bronnen spreken elkaar tegen, {told}. Tafelbot kiest daar niet tussen."))


def _rows(found: Course, wanted: Wanted) -> Table:
    """The rows, newest first. A remark has a column of its own, if there is any."""
    shown = found.figures if wanted.whole else found.figures[:_SHOWN]
    remarked = any(history.remarks(found, each) for each in shown)
    columns = (Column("Periode"), Column("Cijfer", numeric=True), Column("Jaar eerder"), Column("Let op"))
    rows = tuple(_cells(found, each)[: 4 if remarked else 3] for each in shown)
    left = len(found.figures) - len(shown)
    caption = "Alle cijfers, het nieuwste eerst" if not left else f"De nieuwste {len(shown)} van {len(found.figures)}"
    return Table(caption, columns if remarked else columns[:3], rows)


def _cells(found: Course, figure: Figure) -> tuple[str, ...]:
    return figure.period.short, figure.text, history.changed(found, figure), history.remarks(found, figure)


def _changes(found: Course) -> Iterator[AnyElement]:
    """Revisions: what the same source said later; the older value stays."""
    if found.changes:
        left = len(found.changes) - _CHANGES
        yield Heading("Herzien")
        yield Items(tuple(Item(line(each.sentence)) for each in found.changes[:_CHANGES]))
        yield Note(line(f"En nog {counted(left, 'oudere herziening', 'oudere herzieningen')}." if left > 0 else None))


def _notes(found: Course, now: Now) -> Iterator[Note]:
    told = [history.aged(found, now.today), f"Eenheid: {history.unit(found.indicator)}.",
            full_credits(found.figures)]  # fmt: skip
    yield Note(line(" ".join(filter(None, told))))
    if found.indicator.definition:
        yield Note(line(found.indicator.defined))


def _covers(wanted: Wanted) -> Iterator[Note]:
    """What of the tafel's sector is counted, where branches are."""
    sector = sectors().get(wanted.tafel)
    if sector and wanted.subject.branches != ("",):
        yield Note(line(f"{capital(sector.covers)}."))


def _elsewhere(wanted: Wanted) -> Iterator[Choice]:
    """The other places with the same figure."""
    if len(wanted.subject.places) > 1:
        options = [
            callbacks.SERIES.option(series.key(wanted.tafel, wanted.subject, each.code), each.name)
            for each in wanted.subject.places
        ]
        chosen = series.key(wanted.tafel, wanted.subject, wanted.place.code)
        yield callbacks.SERIES.choice("Ander gebied", options, chosen=chosen)


def _buttons(found: Course, wanted: Wanted, asked: SeriesKey) -> Buttons:
    whole = series.key(wanted.tafel, wanted.subject, wanted.place.code, whole=True)
    left = not wanted.whole and len(found.figures) > _SHOWN
    more = (callbacks.SERIES.button(f"Alle {len(found.figures)} cijfers", whole),) if left else ()
    return Buttons((*more, callbacks.SHARE_SERIES.button("Deel in kanaal", asked),
                    callbacks.COURSE.button("Ander cijfer", wanted.tafel)))  # fmt: skip
