"""Who the figures come from: every source with its tables, its licence, and when it was fetched."""

from collections.abc import Iterable

from factsheets.dutch import listed
from factsheets.figures import Figure
from factsheets.observation import Period


def full_credits(figures: Iterable[Figure]) -> str:
    """Sentences for the foot of a page; where the day of retrieval is not known, which edition it is."""
    return " ".join(f"Bron: {_named(group)}{_when(group)}.{_note(group)}" for group in _groups(figures))


def short_credits(figures: Iterable[Figure]) -> str:
    """The same on one line, without dates."""
    told = listed([_named(group) for group in _groups(figures)])
    return f"Bron: {told}." if told else ""


def _groups(figures: Iterable[Figure]) -> list[list[Figure]]:
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.source.key, []).append(figure)
    return list(groups.values())


def _named(group: list[Figure]) -> str:
    source = group[0].source
    what = listed(list(dict.fromkeys(figure.table or figure.edition for figure in group)))
    licence = f" ({source.licence})" if source.licence else ""
    return f"{source.doc} {what}{licence}"


def _when(group: list[Figure]) -> str:
    if fetched := max((figure.retrieved for figure in group if figure.retrieved), default=None):
        return f", opgehaald op {fetched.day} {Period('month', fetched.year, fetched.month).words}"
    if not group[0].table:
        return ""
    reach: dict[str, Figure] = {}
    for figure in sorted(group, key=lambda figure: figure.period.last):
        reach[figure.table] = figure
    until = {table: figure.period for table, figure in sorted(reach.items())}
    told = listed([f"{period.short} ({table})" for table, period in until.items()])
    same = next(iter(until.values())).named
    return f", uitgave tot en met {same if len(set(until.values())) == 1 else told}, ophaaldatum niet bekend"


def _note(group: list[Figure]) -> str:
    return f" {group[0].source.note}" if group[0].source.note else ""
