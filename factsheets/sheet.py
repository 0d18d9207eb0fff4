"""The factsheet of one tafel, put together by rule from what is known today.

Nothing on it is written by hand except the questions: headline, titles and comparisons come from the figures. Figures
that are not there leave their place empty in words.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec
import pandas as pd

from factsheets.catalogue import Sector, gemeenten, sectors
from factsheets.chart import in_thousands
from factsheets.credits import full_credits
from factsheets.dutch import listed, number
from factsheets.figures import Figure, Track, compare, ranked, track, year_earlier
from factsheets.headline import headline, of_year
from factsheets.page import Panel, Row, Sheet, Tafel, Tile, months, row, tile
from factsheets.ranking import Bar, places

COUNTRY, REGION = "NL01", "RZ20"
PROVINCES = ("PV23", "PV25", "PV22", "PV24")
PROGRAMME = "Human Capital Agenda Regio Zwolle"
SHOWN_QUARTERS, MOST_NAMED = 8, 3
FUND = ("fonds_werkgevers_aanvragen", "fonds_inwoners_aanvragen")
COVERAGE = {"heel": "De hele sector", "deel": "Een deel van de sector", "benadering": "Een benadering van de sector"}
REACH = {"heel": "", "deel": "deel van de sector", "benadering": "benadering"}
ROUNDED = (
    "CBS rondt open vacatures af op honderdtallen, ontstane en vervulde op duizendtallen. ‘Ongeveer gelijk’ is een "
    "verschil dat kleiner kan zijn dan de afronding."
)
SEASON = "Vergelijk een kwartaal alleen met hetzelfde kwartaal van een ander jaar: het seizoen zit er nog in."


class Known(msgspec.Struct, frozen=True):
    """The series that a tafel's sheet is made of."""

    open: Track | None
    created: Track | None
    filled: Track | None
    provinces: tuple[Track, ...]
    fund: tuple[Track, ...]

    @property
    def regional(self) -> Track | None:
        """Figures of Overijssel, which holds ten of the region's twenty gemeenten, labelled as such."""
        return next((found for found in self.provinces if found.region.code == PROVINCES[0]), None)

    @property
    def all(self) -> tuple[Track, ...]:
        named = (self.open, self.created, self.filled)
        return (*(found for found in named if found), *self.provinces, *self.fund)


def known(frame: pd.DataFrame, sector: Sector | None) -> Known:
    fund = tuple(filter(None, (track(frame, name, REGION) for name in FUND)))
    if sector is None:
        return Known(None, None, None, (), fund)
    vacancies = [
        track(frame, f"vacatures_{what}", COUNTRY, sector.branches) for what in ("open", "ontstaan", "vervuld")
    ]
    provinces = (track(frame, "vacatures_open", code, sector.branches) for code in PROVINCES)
    return Known(vacancies[0], vacancies[1], vacancies[2], tuple(filter(None, provinces)), fund)


def sheet(frame: pd.DataFrame, tafel: Tafel, today: date) -> Sheet:
    """The factsheet of a tafel. A tafel without a sector gets the region's figures, and a sentence why."""
    sector = sectors().get(tafel.key)
    series = known(frame, sector)
    place = sector.place if sector else f"bij {tafel.name}"
    newest = _newest(series.all)
    return Sheet(
        tafel=tafel, kicker="Factsheet arbeidsmarkt", programme=PROGRAMME, moment=_moment(newest),
        headline=headline(series.open, place), covers=_covers(sector), notice=_notice(newest, today),
        tiles=_tiles(series, sector, today),
        panels=tuple(filter(None, (_course(series), _by_province(series), _flow(series)))),
        rows=_rows(series, sector, today), questions=_questions(series, sector), notes=_notes(series, sector),
        definitions=_definitions(series), sources=full_credits(_credited(series)), made=today, motif=series.open,
    )  # fmt: skip


def _figures(series: Known) -> list[Figure]:
    return [found.last for found in series.all if found.last]


def _credited(series: Known) -> list[Figure]:
    """Every figure on the page, points of lines included, for its sources."""
    drawn = [figure for found in series.all if found not in series.fund for figure in found.figures]
    return [*drawn, *(found.last for found in series.fund if found.last)]


def _newest(tracks: Iterable[Track]) -> Figure | None:
    return max((found.last for found in tracks if found.last), key=lambda figure: figure.period.last, default=None)


def _moment(newest: Figure | None) -> str:
    return f"Cijfers tot en met {newest.period.named}" if newest else "Nog zonder cijfers"


def _covers(sector: Sector | None) -> str:
    if sector is None:
        return "Voor deze tafel is nog niet vastgelegd welke bedrijfstakken (SBI) erbij horen."
    return f"{COVERAGE[sector.part]}: {sector.covers}."


def _notice(newest: Figure | None, today: date) -> str:
    if newest is None:
        return "Er zijn nog geen cijfers voor deze tafel."
    if not newest.stale(today):
        return ""
    age = months(newest.age(today))
    return f"Let op: het nieuwste cijfer is {age} oud ({newest.period.words}). Lees deze pagina als terugblik."


# --- parts -----------------------------------------------------------------------------------------------------------


def _tiles(series: Known, sector: Sector | None, today: date) -> tuple[Tile, ...]:
    if sector is None:
        return tuple(tile(found.last, None, found.indicator.name, today) for found in series.fund)
    wanted = ((series.open, "Open vacatures"), (series.regional, "Open vacatures"),
              (series.created, "Ontstane vacatures"), (series.filled, "Vervulde vacatures"))  # fmt: skip
    reach = REACH[sector.part]
    return tuple(tile(found.last if found else None, year_earlier(found), name, today, reach) for found, name in wanted)


def _course(series: Known) -> Panel | None:
    if series.open is None or series.open.last is None:
        return None
    last = series.open.last
    subtitle = f"{series.open.indicator.short}, {last.region.name}, niet gecorrigeerd voor seizoen"
    return Panel("line", _top(series.open), subtitle, (series.open,))


def _top(series: Track) -> str:
    """When a series was highest, with the others that share that place."""
    most = max(figure.amount for figure in series.figures if figure.amount is not None)
    when = [figure.period for figure in series.figures if figure.amount == most]
    if len(when) > MOST_NAMED:
        return f"Het hoogste punt werd {len(when)} keer bereikt"
    if len(when) == 1:
        return f"Het hoogste punt lag in {of_year(when[0])}"
    if len({period.number for period in when}) == 1:
        return f"Het hoogst in het {when[0].alike} van {listed([str(period.year) for period in when])}"
    if len({period.year for period in when}) == 1:
        *others, last = when
        return f"Het hoogst in het {listed([*(one.alike.split()[0] for one in others), last.alike])} van {last.year}"
    return f"Het hoogst in {listed([period.short for period in when])}"


def _by_province(series: Known) -> Panel | None:
    """The four provinces that the region lies in, for the newest quarter they all share."""
    shared = (
        set.intersection(*({f.period for f in found.figures} for found in series.provinces))
        if series.provinces
        else set()
    )
    if not shared:
        return None
    when = max(shared, key=lambda one: one.last)
    now = ranked(filter(None, (found.at(when) for found in series.provinces)))
    then = {found.region.code: found.at(when.years_later(-1)) for found in series.provinces}
    bars = tuple(Bar(figure.region.name, figure, then.get(figure.region.code)) for figure in now)
    title = f"De meeste stonden open in {places(now)}"
    subtitle = f"Open vacatures, {when.short}; streepje: een jaar eerder"
    return Panel("ranked", title, subtitle, bars=bars)


def _flow(series: Known) -> Panel | None:
    if series.created is None or series.filled is None or series.created.last is None:
        return None
    pair = (series.created.recent(SHOWN_QUARTERS), series.filled.recent(SHOWN_QUARTERS))
    subtitle = f"Vacatures per kwartaal{', x 1.000' if in_thousands(pair) else ''}, {series.created.region.name}"
    return Panel("pairs", _flow_title(*pair), subtitle, pair)


def _flow_title(created: Track, filled: Track) -> str:
    """Over the last year, and only where the rounding leaves no doubt."""
    ins, outs = created.figures[-4:], filled.figures[-4:]
    if any(figure.amount is None for figure in (*ins, *outs)):
        return "Ontstane en vervulde vacatures"
    more = _sum(ins) - _sum(outs)
    doubt = sum((figure.rounding / 2 for figure in (*ins, *outs)), Decimal())
    if abs(more) <= doubt:
        return "In een jaar ongeveer evenveel erbij als eraf"
    return f"In een jaar {number(abs(more))} {'minder' if more > 0 else 'meer'} vervuld dan ontstaan"


def _sum(figures: Iterable[Figure]) -> Decimal:
    return sum((figure.amount or Decimal() for figure in figures), Decimal())


def _rows(series: Known, sector: Sector | None, today: date) -> tuple[Row, ...]:
    found: list[Row | None] = []
    reach = REACH[sector.part] if sector else ""
    for one in (series.open, *series.provinces, series.created, series.filled):
        last = (one.last or one.figures[-1]) if one else None
        found.append(row(last, one.at(last.period.years_later(-1)) if one and last else None, today, reach=reach))
    found += [row(one.last, _previous(one), today, note="alle sectoren") for one in series.fund]
    return tuple(filter(None, found))


def _previous(series: Track) -> Figure | None:
    earlier = [figure for figure in series.figures if figure.amount is not None and figure is not series.last]
    return earlier[-1] if earlier else None


def _questions(series: Known, sector: Sector | None) -> tuple[str, ...]:
    names = {"open": series.open, "regional": series.regional, "created": series.created, "filled": series.filled}
    told = {name: found.last.text for name, found in names.items() if found and found.last}
    unknown = [f"{{{name}}}" for name in names.keys() - told.keys()]
    asked = sector.ask if sector else ()
    return tuple(question.format(**told) for question in asked if not any(name in question for name in unknown))


# --- how to read it --------------------------------------------------------------------------------------------------


def _notes(series: Known, sector: Sector | None) -> tuple[str, ...]:
    """What one must know before one draws conclusions."""
    notes = ["Sectoren van tafels overlappen: tel de tafels niet bij elkaar op."] if sector else []
    if series.provinces:
        notes.append(_where())
    if series.open:
        notes += [ROUNDED, SEASON]
    if series.fund:
        notes.append("Aanvragen bij het Ontwikkelfonds gaan over alle sectoren samen.")
    return (*notes, *([_status(_figures(series))] if series.open else []))


def _where() -> str:
    """How the region's gemeenten lie over the provinces, counted."""
    provinces = [found.province for found in gemeenten()]
    told = [
        f"{name} ({provinces.count(name)})" for name in sorted(set(provinces), key=lambda n: (-provinces.count(n), n))
    ]
    return (f"CBS telt vacatures niet per gemeente. De {len(provinces)} gemeenten van Regio Zwolle liggen in "
            f"{listed(told)}; Overijssel is dus niet de hele regio.")  # fmt: skip


def _status(figures: Sequence[Figure]) -> str:
    found = {figure.status for figure in figures if figure.source.key == "cbs"}
    if "voorlopig" in found or "nader voorlopig" in found:
        return "De nieuwste CBS-cijfers zijn voorlopig en kunnen nog veranderen."
    if "onbekend" in found:
        return "Bij deze uitgave staat niet of de CBS-cijfers voorlopig of definitief zijn."
    return "De CBS-cijfers zijn definitief."


def _definitions(series: Known) -> tuple[str, ...]:
    return tuple(found.indicator.defined for found in (series.open, series.created, series.filled) if found)


def changed(before: pd.DataFrame, after: pd.DataFrame, tafel: Tafel) -> str:
    """One sentence on what changed for a tafel since an earlier state; "" when nothing did."""
    sector = sectors().get(tafel.key)
    branches = sector.branches if sector else ()
    old, new = (track(frame, "vacatures_open", COUNTRY, branches) if sector else None for frame in (before, after))
    now, then = (new.last if new else None), (old.last if old else None)
    if new is None or now is None or (then and (now.period, now.text) == (then.period, then.text)):
        return ""
    if then and then.period == now.period:
        return f"Herzien: in {now.period.named} {now.text} open vacatures in plaats van {then.text}."
    change = compare(now, new.at(now.period.years_later(-1)))
    beside = f", {change.words} dan een jaar eerder" if change and change.direction != "gelijk" else ""
    told = f"Nieuw: {now.text} open vacatures in {now.period.named}{beside}."
    again = new.at(then.period) if then else None
    if then is None or again is None or again.text == then.text:
        return told
    return f"{told} Herzien: in {then.period.named} {then.text}, dat werd {again.text}."
