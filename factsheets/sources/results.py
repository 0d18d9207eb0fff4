"""Read a delivered file with results of goals as text: a line per row, with its place in the file.

The columns are doel, waarde, op and bron; lines above the titles are ignored. The caller interprets the values.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from factsheets.sources.located import key, located
from factsheets.sources.mapping import Mapping, Value, When, Where, Which
from factsheets.sources.problems import MORE_FIELDS, NO_ROWS, SAME_TITLE, Problem
from factsheets.sources.workbook import Unreadable, letters, opened

COLUMNS: Final = ("doel", "waarde", "op", "bron")
_HOW: Final = Mapping(
    key="koers", name="Resultaten", source="", values=(Value("waarde", ""),), region=Where("doel"),
    period=When("other", "op"), branch=Which("bron", {}),
)  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """A row with its cells by column, and where a person finds it."""

    file: str
    sheet: str
    row: int
    cells: dict[str, str]
    places: dict[str, str]

    def problem(self, column: str, what: str) -> Problem:
        found = self.cells.get(column, "")
        return Problem(self.file, what, self.sheet, self.row, f"{column} ({self.places[column]})", found)


def fits(name: str, data: bytes) -> bool:
    """Whether a file has these columns."""
    try:
        located(opened(name, data), _HOW)
    except Unreadable:
        return False
    return True


def lines(name: str, data: bytes) -> tuple[list[Line], list[Problem]]:
    """The rows that are not empty, and the problems of the file as a whole."""
    try:
        book = opened(name, data)
        sheet, header = located(book, _HOW)
    except Unreadable as error:
        return [], [Problem(name, str(error).removeprefix(f"{name}: "))]
    titles = [key(title) for title in sheet.frame.iloc[header]]
    twice = [title for title in COLUMNS if titles.count(title) > 1]
    if twice:
        place = header + sheet.first_row
        return [], [Problem(name, SAME_TITLE, sheet.name, place, title) for title in twice]
    rows = sheet.frame.iloc[header + 1 :]
    numbered = zip(rows.index, rows.to_numpy().tolist(), strict=True)
    told = [(int(place) + sheet.first_row, row) for place, row in numbered if any(cell.strip() for cell in row)]
    wide = list(_too_wide(name, sheet.name, told, max(place + 1 for place, title in enumerate(titles) if title)))
    at = {title: titles.index(title) for title in COLUMNS}
    places = {title: letters(place) for title, place in at.items()}
    found = [
        Line(name, sheet.name, number, {title: row[place].strip() for title, place in at.items()}, places)
        for number, row in told
    ]
    return found, wide or ([] if found else [Problem(name, NO_ROWS, sheet.name)])


def _too_wide(name: str, sheet: str, told: list[tuple[int, list[str]]], width: int) -> Iterator[Problem]:
    """Values beyond the last title: the columns have shifted."""
    return (Problem(name, MORE_FIELDS, sheet, number) for number, row in told if any(cell for cell in row[width:]))
