"""The action agendas on the cockpit for boards: counts per tafel, and never a person's name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from handlers import dates
from handlers.cards import AnyElement, Chart, Column, Heading, Note, Series, Table, Text, line
from handlers.dutch import capped, listed, number
from handlers.feature import Now, Section, Work
from storage import agenda, tafels
from storage.agenda import COUNTED
from storage.database import Session
from storage.tafels import Tafel

_ORDER = 20
_TIE = "\N{NO-BREAK SPACE}"
_QUARTERS = ("eerste", "tweede", "derde", "vierde")
_TERMS = (
    "Te laat: de afgesproken datum is voorbij. Zonder actiehouder: nog niemand heeft de actie opgepakt. Dit kwartaal: "
    "het {} van {}, tot nu toe."
)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter as far as it has gone, and the same days of the one before."""

    number: int
    begin: datetime
    before: datetime
    as_far: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts of one agenda. `before` is how many were done in the same days of the quarter before; None when the
    agenda did not exist then."""

    name: str
    open: int
    late: int
    ownerless: int
    done: int
    before: int | None
    news: datetime | None


def cockpit(work: Work) -> Iterator[Section]:
    session, now = work.session, work.now
    quarter = _quarter(now)
    rows = [_standing(session, tafel, now, quarter) for tafel in tafels.all_tafels(session)]
    if rows:
        yield Section(order=_ORDER, elements=tuple(_elements(rows, now, quarter)), stirs=False)


def _quarter(now: Now) -> Quarter:
    first = date(now.today.year, (now.today.month - 1) // 3 * 3 + 1, 1)
    earlier = date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)
    begin, before = (datetime.combine(day, time(), now.zone) for day in (first, earlier))
    as_far = min(before + (now.local - begin), begin)
    return Quarter((first.month + 2) // 3, begin, before, as_far)


def _standing(session: Session, tafel: Tafel, now: Now, quarter: Quarter) -> Standing:
    every = agenda.of_tafel(tafel.id)
    counts = agenda.counts(session, tafel.id, now.today)
    began, news = agenda.reach(session, tafel.id)
    known = began is not None and began <= quarter.before
    done = agenda.finished(session, tafel.id, quarter.begin, now.instant)
    before = agenda.finished(session, tafel.id, quarter.before, quarter.as_far) if known else None
    return Standing(
        tafel.name, counts.open, counts.late, agenda.counted(session, agenda.ownerless(every)), done, before, news,
    )  # fmt: skip


# --- words -----------------------------------------------------------------------------------------------------------


def _elements(rows: Sequence[Standing], now: Now, quarter: Quarter) -> Iterator[AnyElement]:
    yield Heading("De actieagenda’s van de tafels")
    yield Text(line(f"{_open(rows)} {_done(rows)}"))
    yield _table(rows, now)
    if any(row.open for row in rows):
        yield _chart(rows)
    yield Note(line(_TERMS.format(_QUARTERS[quarter.number - 1], now.today.year)))


def _open(rows: Sequence[Standing]) -> str:
    opened, late, ownerless = (_total([getattr(row, name) for row in rows]) for name in ("open", "late", "ownerless"))
    if opened == "0":
        return "De tafels hebben geen open acties."
    about = [f"{late} te laat" if late != "0" else "niets te laat"]
    about += [f"{ownerless} zonder actiehouder" if ownerless != "0" else "alles met een actiehouder"]
    return f"Samen hebben de tafels {opened} open {'actie' if opened == '1' else 'acties'}: {listed(about)}."


def _done(rows: Sequence[Standing]) -> str:
    """How many are done, against the same days of the quarter before where every agenda was there already."""
    done, before = _total([row.done for row in rows]), [row.before for row in rows if row.before is not None]
    told = "is er nog niets klaar" if done == "0" else f"{'is' if done == '1' else 'zijn'} er {done} klaar"
    if len(before) < len(rows) or not done.isdecimal():
        return f"Dit kwartaal {told}."
    more = int(done) - sum(before)
    compared = f"{number(abs(more))} {'meer' if more > 0 else 'minder'} dan" if more else "evenveel als"
    return f"Dit kwartaal {told}, {compared} in dezelfde dagen van het vorige kwartaal."


def _total(amounts: Sequence[int]) -> str:
    """A sum; counting stops at a limit, and then it says so."""
    total = sum(amounts)
    return capped(total, total if max(amounts) >= COUNTED else total + 1)


def _table(rows: Sequence[Standing], now: Now) -> Table:
    """The column with the quarter before is there as soon as one agenda is old enough."""
    old = any(row.before is not None for row in rows)
    headers = (
        "Open",
        "Te laat",
        "Zonder actiehouder",
        "Klaar dit kwartaal",
        *(("Vorig kwartaal, zelfde dagen",) if old else ()),
    )
    columns = (Column("Tafel"), *(Column(each, numeric=True) for each in headers), Column("Laatste nieuws"))
    return Table("Acties per tafel", columns, tuple(_cells(row, now, old=old) for row in rows))


def _cells(row: Standing, now: Now, *, old: bool) -> tuple[str, ...]:
    amounts = (capped(each, COUNTED) for each in (row.open, row.late, row.ownerless, row.done))
    before = () if not old else ("niet bekend" if row.before is None else capped(row.before, COUNTED),)
    return (row.name, *amounts, *before, _day(row.news, now) if row.news else f"nog{_TIE}geen")


def _day(at: datetime, now: Now) -> str:
    """Without the weekday: a board looks back over months."""
    return dates.spoken(at.astimezone(now.zone).date(), now.today).partition(" ")[2].replace(" ", _TIE)


def _chart(rows: Sequence[Standing]) -> Chart:
    """The agendas with something open on them; late is a part of open, so both bars begin at the same side."""
    shown = [row for row in rows if row.open]
    opened, late = sum(row.open for row in shown), sum(row.late for row in shown)
    title = f"{number(late)} van de {number(opened)} open acties {'is' if late == 1 else 'zijn'} te laat"
    title = title if late else "Geen enkele open actie is te laat"
    series = (
        Series("Open", tuple(float(row.open) for row in shown)),
        Series("Waarvan te laat", tuple(float(row.late) for row in shown)),
    )
    alt = "; ".join(f"{row.name}: {number(row.open)} open, waarvan {number(row.late)} te laat" for row in shown)
    names = tuple(row.name for row in shown)
    return Chart("bar", title, names, series, f"{alt}.", "Aantal acties, van de tafels met open acties")
