"""Texts around the sheets: where one was posted, the list of sources, the choice of tafels to compare."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from factsheets.catalogue import sources
from factsheets.dutch import capital
from factsheets.observation import period
from handlers import dates
from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Chart,
    Column,
    Confirm,
    Heading,
    Item,
    Items,
    Note,
    Notice,
    Series,
    Table,
    Text,
    joined,
    line,
    soft,
    strong,
    told,
)
from handlers.dutch import counted, listed, number
from handlers.factsheet import callbacks
from handlers.factsheet.callbacks import Beside, Held
from handlers.feature import Now
from storage.figures import Look, Origin
from storage.tafels import Tafel

if TYPE_CHECKING:
    from factsheets.overview import SideBySide  # it brings pandas along

WHOLE, WHOLE_NAME = "regio", "Regio Zwolle"
_OUTCOMES = {
    "nieuw": "nieuwe cijfers opgehaald",
    "ongewijzigd": "niets nieuws",
    "nakijken": "nakijken",
    "niet bereikbaar": "niet bereikbaar",
}


def busy(name: str, *, direct: bool) -> Card:
    where = "hier in dit gesprek" if direct else "in dit kanaal"
    return Card("factsheet_bezig", f"Ik maak de factsheet van {name}. Hij staat zo {where}.")


def looking() -> Card:
    return Card("factsheet_bezig", "Ik kijk of CBS nieuwe cijfers heeft. Je hoort het zo.")


def stands_here(key: str, name: str, since: datetime, now: Now) -> Card:
    """The answer to a second request within a day: where the sheet is, and a button to get it by direct message."""
    local = since.astimezone(now.zone)
    when = f"{_day(since, now)} om {local:%H:%M} uur"
    hint = Note(line("De cijfers zijn sindsdien niet veranderd. Kijk iets hoger in dit kanaal."))
    pressed = Buttons((callbacks.SEND_ALONE.button("Stuur hem naar mij", key),))
    return Card("factsheet_staat_er", f"De factsheet van {name} staat hier al sinds {when}", (hint, pressed))


def new_above(tafel: Tafel, sentence: str) -> Card:
    """What changed, for a sheet that was requested before it was posted by itself."""
    hint = Note(told("De factsheet met deze cijfers staat hoger in dit kanaal. Kwijt? Typ `/factsheet`."))
    pressed = Buttons((callbacks.SEND_ALONE.button("Stuur hem naar mij", tafel.key),))
    return Card("factsheet_nieuws", f"Nieuwe cijfers voor {tafel.name}", (Text(line(sentence)), hint, pressed),
                sentence, colour=tafel.colour)  # fmt: skip


def on_its_way(name: str) -> Card:
    return Card("factsheet_bezig", f"Je krijgt de factsheet van {name} als direct bericht.")


def by_itself(tafel: Tafel, *, on: bool) -> Card:
    when = "vanzelf als de cijfers veranderen, hoogstens één keer per maand" if on else "niet meer vanzelf"
    left = "" if on else "Vragen kan altijd: `/factsheet`."
    return Card("factsheet_vanzelf", f"De factsheet van {tafel.name} komt {when}", (Note(told(left)),) if left else ())


def which(tafels: Iterable[Tafel]) -> Card:
    """The question of which tafel, where no place or role answers it."""
    sheet = callbacks.SHEET
    options = (*(sheet.option(each.key, each.name) for each in tafels), sheet.option(WHOLE, f"{WHOLE_NAME} als geheel"))
    elements = (sheet.choice("Factsheet van", options), Note(told("Of typ `/factsheet bouw`.")))
    return Card("factsheet_keuze", "Van welke tafel wil je de factsheet?", elements)


def beside_which(tafel: Tafel, others: Iterable[Tafel]) -> Card:
    beside = callbacks.COMPARE_WITH
    options = [beside.option(Beside((tafel.key, each.key)), each.name) for each in others if each.id != tafel.id]
    hint = Note(told(f"Meer tafels naast elkaar: `/factsheet vergelijk {tafel.key} ...`."))
    return Card("factsheet_naast", f"Met welke tafel vergelijk je {tafel.name}?",
                (beside.choice("Vergelijk met", options), hint), colour=tafel.colour)  # fmt: skip


def beside(names: Sequence[str], found: "SideBySide") -> Card:
    """Tafels compared: vacancies as bars, and all figures as a table."""
    headers = tuple(Column(name or "Cijfer over") for name in found.columns)
    table = Table("Vacatures per kwartaal; tussen haakjes: vergeleken met een jaar eerder", headers, found.rows)
    elements: tuple[AnyElement, ...] = (*_bars(found), table, Note(line(found.note, " Bron: CBS (CC BY 4.0).")))
    return Card("factsheet_vergelijking", f"{listed(names)} naast elkaar", elements)


def _bars(found: "SideBySide") -> Iterator[Chart]:
    """Open vacancies now and a year earlier, where the same quarter is known of every tafel that is drawn."""
    pairs = found.pairs
    if len(pairs) > 1 and len({now.period for _, now, _ in pairs}) == 1:
        now, then = pairs[0][1].period.short, pairs[0][2].period.short
        earlier = Series(then, tuple(float(before.amount or 0) for _, _, before in pairs))
        latest = Series(now, tuple(float(here.amount or 0) for _, here, _ in pairs))
        alt = "; ".join(f"{name}: {here.text}, een jaar eerder {before.text}" for name, here, before in pairs)
        yield Chart("bar", "Open vacatures in Nederland", tuple(name for name, _, _ in pairs), (earlier, latest),
                    f"{alt}.")  # fmt: skip


def with_button(card: Card, *pressed: Button) -> Card:
    return Card(card.name, card.title, (*card.elements, Buttons(pressed)), colour=card.colour)


# --- sources ---------------------------------------------------------------------------------------------------------


def provenance(origins: Sequence[Origin], looks: Sequence[Look], now: Now, *, may_fetch: bool) -> Card:
    """Where every figure comes from, how far it reaches, when it was fetched, and what asks for a look."""
    if not origins:
        empty = Text(told("Vraag eerst een factsheet op, bijvoorbeeld `/factsheet bouw`."))
        return Card("factsheet_bronnen", "Er zijn nog geen cijfers ingelezen", (empty,))
    trouble = [Notice("warning", line(each.reason)) for each in looks if each.reason]
    rows = tuple(_origin(each, now) for each in origins)
    elements: list[AnyElement] = [*trouble, Items(rows)]
    if looks:
        rows = tuple(_look(each, now, may_accept=may_fetch) for each in looks)
        elements += [Heading("Laatst gekeken"), Items(rows)]
    elements.append(Note(line("Wordt een cijfer later herzien, dan blijft het oude bewaard. Klopt er iets niet? Meld "
                              "het bij de beheerder.")))  # fmt: skip
    elements += [Buttons((callbacks.FETCH.button("Vernieuw de cijfers", ""),))] if may_fetch else []
    named = len({each.source for each in origins})
    tables = f" ({counted(len(origins), 'reeks', 'reeksen')})" if len(origins) > named else ""
    title = f"De cijfers komen uit {counted(named, 'bron', 'bronnen')}{tables}"
    asking = sum(each.outcome == "nakijken" for each in looks)
    missed = sum(each.outcome == "niet bereikbaar" for each in looks)
    troubles = [f"{missed} niet bereikbaar" if missed else "", f"{asking} nakijken" if asking else ""]
    return Card("factsheet_bronnen", "; ".join(filter(None, [title, *troubles])), tuple(elements))


def _origin(origin: Origin, now: Now) -> Item:
    source = sources()[origin.source]
    reach = period(origin.newest)
    until = f"tot en met {reach.named}" if reach.kind != "other" else ""
    fetched = f"opgehaald {_day(origin.retrieved, now)}" if origin.retrieved else _edition(origin.edition)
    parts = [counted(origin.figures, "cijfer", "cijfers"), until, fetched, source.licence]
    head = line(strong(source.name), f" {origin.table}" if origin.table else None)
    return Item(head, line(soft(" · ".join(filter(None, parts)))))


def _edition(edition: str) -> str:
    """A report's edition is a month ("2021-04"), that of a table the period that it reaches."""
    named = period(edition.replace("-", "MM")).words
    return f"uitgave {named}, ophaaldatum niet bekend" if edition else ""


def _look(look: Look, now: Now, *, may_accept: bool) -> Item:
    outcome = line(strong(_OUTCOMES[look.outcome]) if look.reason else _OUTCOMES[look.outcome])
    row = joined([line(f"CBS {look.table}"), line(_day(look.checked_at, now)), outcome])
    return Item(row, button=_accept(look) if look.pending and may_accept else None)


def _accept(look: Look) -> Button:
    """The button to accept a changed table; its value names exactly the version that was shown."""
    sure = "De cijfers van deze tabel komen dan in de factsheets van alle tafels. Dat jij dit besloot, blijft bewaard."
    confirm = Confirm(f"CBS {look.table} toch gebruiken?", sure, "Toch gebruiken")
    return callbacks.ACCEPT.button("Toch gebruiken", Held(look.table, look.pending[:16]), confirm=confirm)


def _day(at: datetime, now: Now) -> str:
    day = at.astimezone(now.zone).date()
    return "vandaag" if day == now.today else dates.spoken(day, now.today)


def fetched(
    outcomes: Sequence[tuple[str, str, str, int]], looks: Sequence[Look], origins: Sequence[Origin], now: Now
) -> Card:
    """The outcome of a fetch: per table the result, the reason, and how many figures were new. Tables that could not be
    reached come first."""
    added = sum(new for *_, new in outcomes)
    came = capital(f"{counted(added, 'nieuw of herzien cijfer', 'nieuwe of herziene cijfers')} van CBS")
    stand = {table: _standing(table, looks, origins, now) for table, what, *_ in outcomes if what != "nieuw"}
    missed = [table for table, what, *_ in outcomes if what == "niet bereikbaar"]
    held = [table for table, what, *_ in outcomes if what == "nakijken"]
    title = _missed(len(missed), len(outcomes), {stand[table] for table in missed}) if missed else came
    elements: list[AnyElement] = [Text(line(f"{came}."))] if missed and added else []
    if held:
        tables = f"{counted(len(held), 'tabel', 'tabellen')} van CBS"
        which = " en ".join(sorted({stand[table] for table in held}))
        must = "moet" if len(held) == 1 else "moeten"
        elements.append(Notice("warning", line(f"{tables} {must} worden nagekeken; {which} blijven staan.")))
    rows = tuple(_fetched(each, stand.get(each[0], "")) for each in outcomes)
    return Card("factsheet_vernieuwd", title, (*elements, Items(rows)))


def _missed(missed: int, asked: int, stand: Collection[str]) -> str:
    """The sentence that CBS could not be reached, and which figures stay."""
    whole = "CBS was niet te bereiken" if missed == asked else f"CBS gaf {missed} van de {asked} tabellen niet"
    [one, *more] = sorted(stand)
    return f"{whole}; {'de cijfers die er al waren' if more else one} blijven staan"


def _standing(table: str, looks: Sequence[Look], origins: Sequence[Origin], now: Now) -> str:
    """The figures of a table that we have, by when they were fetched or else by how far they reach."""
    fetched_at = next((each.fetched_at for each in looks if each.table == table), None)
    origin = next((each for each in origins if each.table == table), None)
    at = fetched_at or (origin.retrieved if origin else None)
    if at:
        return f"de cijfers van {_day(at, now)}"
    reach = period(origin.newest) if origin else None
    if reach and reach.kind != "other":
        return f"de cijfers tot en met {reach.named}"
    return "de cijfers die er al waren"


def _fetched(outcome: tuple[str, str, str, int], stand: str) -> Item:
    table, what, reason, new = outcome
    amount = f"{number(new)} nieuw of herzien" if new else ""
    left = f"{stand} blijven staan" if stand and what != "ongewijzigd" else ""
    row = joined([line(strong(f"CBS {table}")), line(_OUTCOMES[what]), line(amount), line(left)])
    return Item(row, line(soft(reason)))


def lines(outcomes: Iterable[tuple[str, str, str, int]]) -> Iterator[str]:
    """The same for the command line."""
    for table, what, _, new in outcomes:
        yield f"CBS {table}: {_OUTCOMES[what]}" + (f", {number(new)} nieuw of herzien" if new else "")
