"""The sources of the figures: each with its tables, its licence, and when it was fetched."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from factsheets.catalogue import Source
from factsheets.dutch import counted, listed
from factsheets.figures import FILE, Figure, Origin
from factsheets.observation import Period

FILE_BESIDE = "een bestand"
_Said: TypeAlias = tuple[Figure, Origin]


def full_credits(figures: Iterable[Figure]) -> str:
    """Sentences for the foot of a page; each delivery of a source with its own day, or with which edition it is."""
    return " ".join(f"Bron: {_told(source, said)}.{_note(source)}" for source, said in _sources(figures))


def short_credits(figures: Iterable[Figure]) -> str:
    """The same on one line, without dates."""
    told = listed([_named(source, said) for source, said in _sources(figures)])
    return f"Bron: {told}." if told else ""


def origin(figures: Iterable[Figure]) -> str:
    """The source line under a chart: "Bron: CBS 80472ned en (bestand)"."""
    told = listed([f"{source.doc} {_what(said)}" for source, said in _sources(figures)])
    return f"Bron: {told}" if told else ""


def _sources(figures: Iterable[Figure]) -> list[tuple[Source, list[_Said]]]:
    found: dict[str, list[_Said]] = {}
    for figure in figures:
        found.setdefault(figure.source.key, []).extend((figure, one) for one in figure.origins)
    return [(said[0][0].source, said) for said in found.values()]


def _named(source: Source, said: Sequence[_Said]) -> str:
    licence = f" ({source.licence})" if source.licence else ""
    return f"{source.doc} {_what(said)}{licence}"


def _what(said: Sequence[_Said]) -> str:
    names = list(dict.fromkeys(one.name for _, one in said))
    return listed([FILE_BESIDE if name == FILE and len(names) > 1 else name for name in names])


def _told(source: Source, said: Sequence[_Said]) -> str:
    """A source's deliveries, those of one kind together: "CBS 80472ned (CC BY 4.0), ...; CBS (bestand), ..."."""
    kinds = ([each for each in said if kind(each[1])] for kind in (_undated, _fetched, _delivered))
    parts = [_named(source, group) + _when(group) for group in kinds if group]
    licence = f" ({source.licence})"
    return "; ".join([*parts[:1], *(part.replace(licence, "", 1) for part in parts[1:])])


def _undated(one: Origin) -> bool:
    return one.retrieved is None


def _fetched(one: Origin) -> bool:
    return one.retrieved is not None and not one.delivered


def _delivered(one: Origin) -> bool:
    return one.delivered


def _when(group: Sequence[_Said]) -> str:
    days = sorted({one.retrieved for _, one in group if one.retrieved})
    if group[0][1].delivered:
        amount = counted(len({id(figure) for figure, _ in group}), "cijfer", "cijfers")
        return f", {amount}, ingelezen {_days(days)}"
    return f", opgehaald {_days(days)}" if days else _edition(group)


def _days(days: Sequence[date]) -> str:
    first, last = (f"{day.day} {Period('month', day.year, day.month).words}" for day in (days[0], days[-1]))
    return f"op {last}" if first == last else f"van {first} tot en met {last}"


def _edition(group: Sequence[_Said]) -> str:
    """How far each table reaches, where the day on which it was fetched was not handed down."""
    if not group[0][1].table:
        return ""
    reach = {one.table: figure.period for figure, one in sorted(group, key=lambda each: each[0].period.last)}
    until = dict(sorted(reach.items()))
    told = listed([f"{period.short} ({table})" for table, period in until.items()])
    same = next(iter(until.values())).named
    return f", uitgave tot en met {same if len(set(until.values())) == 1 else told}, ophaaldatum niet bekend"


def _note(source: Source) -> str:
    return f" {source.note}" if source.note else ""
