"""The region as a whole, tafels side by side, and where the figures come from."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
import pandas as pd

from factsheets.catalogue import gemeenten, indicators, sectors
from factsheets.credits import full_credits
from factsheets.dutch import SPACE, number
from factsheets.figures import Comparison, Figure, Track, compare, ranked, top, track, year_earlier
from factsheets.page import Panel, Row, Sheet, Tafel, Tile, age, dated, months, row, told
from factsheets.ranking import Bar, places
from factsheets.sheet import PROGRAMME, REGION, known

WHOLE = Tafel("regio", "Regio Zwolle", "#1F4E5F")
BENEFITS = "AM36"
SHOWN = 8
ROUTES = {"inwoners": "inwoners", "werkgevers": "werkgevers", "samenwerking": "samenwerkingsverbanden"}
TILES = (
    ("fonds_inwoners_aanvragen", "Aanvragen inwoners"), ("fonds_werkgevers_aanvragen", "Aanvragen werkgevers"),
    ("fonds_werkgevers_toegekend", "Toegekend werkgevers"), ("fonds_werkgevers_werknemers", "Werknemers daarin"),
)  # fmt: skip
ROWS = (
    "fonds_inwoners_aanvragen", "fonds_inwoners_ingediend", "fonds_werkgevers_aanvragen", "fonds_werkgevers_toegekend",
    "fonds_werkgevers_werknemers", "fonds_samenwerking_aanvragen", "fonds_samenwerking_toegekend",
)  # fmt: skip
ASK = (
    "Welke gemeenten kennen de regeling nog weinig, en wie van ons komt daar?",
    "Hoeveel aanvragen komen via de tafels binnen, en hoeveel langs andere wegen?",
    "Wat gebeurt er met mensen van wie de aanvraag niet doorgaat?",
)


def region_sheet(frame: pd.DataFrame, today: date) -> Sheet:
    """What the Ontwikkelfonds did for the whole region, on a sheet of the same make."""
    tracks = {name: track(frame, name, REGION) for name in ROWS}
    steps = {name: _step(found) for name, found in tracks.items()}
    everything = (*tracks.values(), track(frame, "ww_uitkeringen", BENEFITS))
    lasts = [found.last for found in everything if found and found.last]
    panels = (_by_gemeente(frame, "inwoners"), _by_gemeente(frame, "werkgevers"), _by_month(frame))
    newest_ = max(lasts, key=lambda figure: figure.period.last, default=None)
    return Sheet(
        tafel=WHOLE, kicker="Factsheet Ontwikkelfonds", programme=PROGRAMME,
        moment=f"Cijfers tot en met {newest_.period.words}" if newest_ else "Nog zonder cijfers",
        headline=_headline(steps), covers="Alle sectoren samen: aanvragen zijn opgeteld vanaf de start (2019 of 2020).",
        notice=_notice(newest_, today), tiles=tuple(_tile(steps[name], label, today) for name, label in TILES),
        panels=tuple(panel for panel in panels if panel), rows=_rows(frame, steps, today), questions=ASK,
        notes=_notes(frame, steps), definitions=_definitions(), sources=full_credits(lasts), made=today,
        motif=track(frame, "fonds_inwoners_ontvangen", REGION),
    )  # fmt: skip


def _step(found: Track | None) -> tuple[Figure | None, Comparison | None]:
    """The newest figure, beside the one reported before it."""
    if found is None or found.last is None:
        return None, None
    earlier = [figure for figure in found.figures if figure.amount is not None and figure is not found.last]
    return found.last, compare(found.last, earlier[-1] if earlier else None)


def _headline(steps: dict[str, tuple[Figure | None, Comparison | None]]) -> str:
    people, people_change = steps["fonds_inwoners_aanvragen"]
    firms, firms_change = steps["fonds_werkgevers_aanvragen"]
    if people is None or firms is None:
        return "Er zijn nog geen cijfers over het Ontwikkelfonds."
    begin = f"Tot en met {people.period.words} deden inwoners {people.text} en werkgevers {firms.text} aanvragen"
    if people_change is None or firms_change is None:
        return f"{begin} bij het Ontwikkelfonds."
    both = f"{_bare(people_change)} en {_bare(firms_change)}"
    return f"{begin} bij het Ontwikkelfonds, {both} meer dan gemeld tot en met {people_change.then.period.words}."


def _bare(change: Comparison) -> str:
    return number(change.difference)


def _notice(newest_: Figure | None, today: date) -> str:
    if newest_ is None or not newest_.stale(today):
        return ""
    old = f"{months(newest_.age(today))} oud ({newest_.period.words})"
    return f"Let op: het nieuwste cijfer is {old}. Lees deze pagina als terugblik."


def _tile(step: tuple[Figure | None, Comparison | None], name: str, today: date) -> Tile:
    figure, change = step
    if figure is None:
        return Tile(name, "", "geen cijfer", "nog niet bekend")
    when = f"t/m {dated(figure, today)}"
    if change is None:
        return Tile(name, figure.region.name, figure.text, when, "niet eerder gemeld")
    beside = f"{told(change)} gemeld t/m {change.then.period.short} ({change.then.text})"
    return Tile(name, figure.region.name, figure.text, when, beside, change.direction)


def _of_gemeenten(frame: pd.DataFrame, route: str) -> list[Track]:
    found = (track(frame, f"fonds_{route}_aanvragen", place.region.code) for place in gemeenten())
    return [one for one in found if one and one.last]


def _by_gemeente(frame: pd.DataFrame, route: str) -> Panel | None:
    tracks = {one.region.code: one for one in _of_gemeenten(frame, route)}
    ordered = ranked(one.last for one in tracks.values() if one.last)
    if not ordered:
        return None
    shown, rest = top(ordered, SHOWN)
    bars = tuple(Bar(figure.region.name, figure, _before(tracks[figure.region.code])) for figure in shown)
    left = f"{len(rest)} andere gemeenten: {number(sum(figure.amount or 0 for figure in rest))}. " if rest else ""
    tick = f"; streepje: t/m {before.period.short}" if (before := bars[0].before) else ""
    title = f"{ROUTES[route].capitalize()} van {places(ordered)} vroegen het meest aan"
    subtitle = f"Aanvragen t/m {ordered[0].period.short}{tick}"
    return Panel("ranked", title, subtitle, bars=bars, beside=left)


def _before(found: Track) -> Figure | None:
    return found.figures[-2] if len(found.figures) > 1 else None


def _by_month(frame: pd.DataFrame) -> Panel | None:
    people, firms = (track(frame, f"fonds_{route}_ontvangen", REGION) for route in ("inwoners", "werkgevers"))
    if people is None or firms is None or people.last is None:
        return None
    firms_now = firms.at(people.last.period)
    beside = f", {firms_now.text} van werkgevers" if firms_now else ""
    title = f"In {people.last.period.alike} {people.last.text} aanvragen van inwoners{beside}"
    subtitle = f"Ontvangen aanvragen per maand, {people.region.name}, tot en met {people.last.period.words}"
    return Panel("pairs", title, subtitle, (people, firms))


def _rows(
    frame: pd.DataFrame, steps: dict[str, tuple[Figure | None, Comparison | None]], today: date
) -> tuple[Row, ...]:
    found = [row(figure, change.then if change else None, today) for figure, change in steps.values()]
    benefits = track(frame, "ww_uitkeringen", BENEFITS)
    return tuple(filter(None, (*found, row(benefits.last if benefits else None, None, today))))


def _notes(frame: pd.DataFrame, steps: dict[str, tuple[Figure | None, Comparison | None]]) -> tuple[str, ...]:
    notes = [_linked(frame, route) for route in ("inwoners", "werkgevers")]
    notes += [_revised(frame, route, steps[f"fonds_{route}_aanvragen"][1]) for route in ("inwoners", "werkgevers")]
    later = "Latere rapportages herzien eerdere maanden; hier staat steeds het nieuwste cijfer."
    return (*filter(None, notes), later, "Vergelijk gemeenten met zorg: ze verschillen sterk in aantal inwoners.")


def _linked(frame: pd.DataFrame, route: str) -> str:
    """The number of requests that could be assigned to a gemeente, so that nobody adds bars up to a wrong total."""
    whole = track(frame, f"fonds_{route}_aanvragen", REGION)
    here = sum(one.last.amount or 0 for one in _of_gemeenten(frame, route) if one.last)
    if whole is None or whole.last is None or whole.last.amount is None:
        return ""
    return f"{number(here)} van de {whole.last.text} aanvragen van {ROUTES[route]} zijn aan een gemeente gekoppeld."


def _revised(frame: pd.DataFrame, route: str, change: Comparison | None) -> str:
    """Why the months of a chart do not add up to the total: a report also corrects earlier months."""
    months_ = track(frame, f"fonds_{route}_ontvangen", REGION)
    if change is None or months_ is None:
        return ""
    since = [
        one.amount for one in months_.figures if change.then.period.last < one.period.last <= change.now.period.last
    ]
    came = sum(amount or 0 for amount in since)
    rest = change.difference - came
    if not since or None in since or rest == 0:
        return ""
    corrected = f"{'erbij' if rest > 0 else 'eraf'} in eerdere maanden"
    return (f"Na {change.then.period.words} kwamen {number(came)} aanvragen van {ROUTES[route]} binnen; "
            f"{number(abs(rest))} kwamen {corrected}, door herziening.")  # fmt: skip


def _definitions() -> tuple[str, ...]:
    names = ("fonds_inwoners_aanvragen", "fonds_inwoners_ingediend", "fonds_werkgevers_werknemers", "ww_uitkeringen")
    return tuple(indicators()[name].defined for name in names)


# --- side by side, sources -------------------------------------------------------------------------------------------


class SideBySide(msgspec.Struct, frozen=True):
    """Tafels beside each other: a column per tafel, a row per figure."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    pairs: tuple[tuple[str, Figure, Figure], ...] = ()
    """Each tafel with its open vacancies and those of a year earlier, where both are known."""


def side_by_side(frame: pd.DataFrame, tafels: Sequence[Tafel], today: date) -> SideBySide:
    """Key figures of several tafels, each with what its sector covers; shares only where they are valid."""
    series = [known(frame, sectors().get(tafel.key)) for tafel in tafels]
    named = (
        ("Open in Nederland", [one.open for one in series]), ("Open in Overijssel", [one.regional for one in series]),
        ("Ontstaan in Nederland", [one.created for one in series]),
        ("Vervuld in Nederland", [one.filled for one in series]),
    )  # fmt: skip
    rows = [(label, *map(_beside, tracks)) for label, tracks in named]
    covers = tuple(sector.short if (sector := sectors().get(tafel.key)) else "niet vastgelegd" for tafel in tafels)
    moments = [one.open.last for one in series if one.open and one.open.last]
    when = f" Peilmoment: {moments[0].period.words}, {age(moments[0], today)} oud." if moments else ""
    note = f"Sectoren overlappen: tel ze niet bij elkaar op.{when}"
    pairs = tuple(_pairs([tafel.name for tafel in tafels], [one.open for one in series]))
    return SideBySide(("", *(tafel.name for tafel in tafels)), (*rows, ("Telt mee", *covers)), note, pairs)


def _pairs(names: Sequence[str], tracks: Sequence[Track | None]) -> Iterator[tuple[str, Figure, Figure]]:
    for name, found in zip(names, tracks, strict=True):
        change = year_earlier(found)
        if change:
            yield name, change.now, change.then


def _beside(found: Track | None) -> str:
    if found is None or found.last is None:
        return "geen cijfer"
    change = year_earlier(found)
    return f"{found.last.text} ({change.words.replace(' ', SPACE)})" if change else found.last.text
