"""Write a workbook for Excel: values on sheets, without formulas and links, the same bytes for the same values."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Final, TypeAlias

import msgspec
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | None
MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST: Final = 32_767
"""Characters that Excel takes in one cell."""
_OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


class Column(msgspec.Struct, frozen=True):
    """A column that is `wide` characters wide; `decimals` of its numbers are shown, all of them where it is None."""

    header: str
    wide: int = 12
    decimals: int | None = None


class Sheet(msgspec.Struct, frozen=True):
    """Rows under one head, which stays in view and filters; its name has at most 31 characters."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Workbook(msgspec.Struct, frozen=True):
    """`made` is written into the file: take it from what the workbook is about, not from the clock."""

    title: str
    made: datetime
    sheets: tuple[Sheet, ...]


def xlsx(book: Workbook) -> bytes:
    """The file. Raises ValueError for a text that is longer than a cell can be."""
    into = BytesIO()
    made = xlsxwriter.Workbook(into, _OPTIONS)
    made.set_properties({"title": book.title, "author": "Tafelbot", "created": _in_utc(book.made)})
    looks = _Looks(made)
    for sheet in book.sheets:
        _write(made.add_worksheet(sheet.name), sheet, looks)
    made.close()
    return into.getvalue()


def _in_utc(moment: datetime) -> datetime:
    """The moment as the file's properties have it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self._numbers: dict[int | None, Format] = {}

    def number(self, decimals: int | None) -> Format:
        """A number with this many decimals."""
        if decimals not in self._numbers:
            shown = "General" if decimals is None else "0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format({"num_format": shown, "valign": "top"})
        return self._numbers[decimals]


def _write(sheet: Worksheet, told: Sheet, looks: _Looks) -> None:
    for place, column in enumerate(told.columns):
        sheet.set_column(place, place, column.wide)
        sheet.write_string(0, place, column.header, looks.head)
    for number, row in enumerate(told.rows, 1):
        for place, (column, value) in enumerate(zip(told.columns, row, strict=True)):
            _put(sheet, number, place, value, looks.text if isinstance(value, str) else looks.number(column.decimals))
    sheet.freeze_panes(1, 0)
    if told.rows:
        sheet.autofilter(0, 0, len(told.rows), len(told.columns) - 1)


def _put(sheet: Worksheet, row: int, place: int, value: Cell, look: Format) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise ValueError(len(value))
        sheet.write_string(row, place, value, look)
    elif value is not None:
        sheet.write_number(row, place, value, look)
