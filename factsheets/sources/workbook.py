"""Open a delivered file without trusting it: what it really is, how large it gets, and its cells as text.

Everything that is not a CSV or an XLSX is refused with what to do. Formulas, macros and links are never executed.
"""

import csv
import hashlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import msgspec
import openpyxl
import pandas as pd

from factsheets.dutch import exact, number

MEGABYTE = 1 << 20
LARGEST_FILE = 25 * MEGABYTE
LARGEST_UNPACKED = 150 * MEGABYTE
LARGEST_RATIO = 200  # a sheet of numbers shrinks ten to thirty times
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200_000, 300, 60
MOST_CELLS = 6_000_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    RuntimeError,
)  # fmt: skip - what zipfile and openpyxl raise on files that are not whole
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
SAVE_AS = "Open het in Excel en kies Opslaan als, Excel-werkmap (.xlsx)."
NO_CACHE = "#GEEN WAARDE"


class Unreadable(Exception):
    """The file cannot be used; the message is Dutch and says what to do."""


class Sheet(msgspec.Struct, frozen=True):
    """Cells as text, without a header. Row `n` of the frame is row `n + first_row` for a person."""

    name: str
    frame: pd.DataFrame
    hidden: bool = False
    first_row: int = 1


class Workbook(msgspec.Struct, frozen=True):
    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    notes: tuple[str, ...] = ()


def opened(name: str, data: bytes) -> Workbook:
    """The sheets of a CSV or XLSX, whatever the file calls itself."""
    _refuse(name, data)
    if data.startswith(b"PK"):
        return _excel(name, data)
    return _text(name, data)


def _refuse(name: str, data: bytes) -> None:
    if advice := _advice(data, data[:1024].lstrip()):
        message = f"{name}: {advice}"
        raise Unreadable(message)


def _advice(data: bytes, start: bytes) -> str:
    """What a file is that cannot be read, and what to do."""
    if not data.strip(b"\x00 \r\n\t"):
        return "Het bestand is leeg. Download het opnieuw of kies een ander bestand."
    if len(data) > LARGEST_FILE:
        return f"Het bestand is groter dan {LARGEST_FILE // MEGABYTE} MB. Maak eerst een selectie."
    if start.startswith(b"%PDF"):
        return "Dit is een pdf. Vraag bij de bron om een CSV- of Excelbestand."
    if start.startswith(b"<"):
        return f"Dit is een webpagina of XML en geen Excelbestand. {SAVE_AS}"
    return _ole(data) if data.startswith(b"\xd0\xcf\x11\xe0") else ""


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Dit Excelbestand heeft een wachtwoord. Haal het wachtwoord eraf in Excel en sla het opnieuw op."
    return f"Dit is een oud Excelbestand (.xls). {SAVE_AS}"


# --- text ------------------------------------------------------------------------------------------------------------


def _text(name: str, data: bytes) -> Workbook:
    text, encoding = _decoded(name, data)
    told = text.removeprefix("\ufeff")
    if "\x00" in told:
        message = f"{name}: Dit is geen tekstbestand. Sla het op als CSV of als Excel-werkmap (.xlsx)."
        raise Unreadable(message)
    first, _, rest = told.partition("\n")
    declared = re.fullmatch(r"sep=(.)\r?", first)
    body = rest if declared else told
    rows = _rows(name, body, declared[1] if declared else _separator(body))
    sheet = Sheet(PurePath(name).name, _frame(rows), first_row=2 if declared else 1)
    return Workbook(name, hashlib.sha256(data).hexdigest(), (sheet,), encoding)


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(name, data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strictly(name, data, "cp1252"), "cp1252"


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{name}: De tekens in dit bestand zijn niet te lezen. Sla het op als CSV UTF-8."
        raise Unreadable(message) from error


def _separator(text: str) -> str:
    """The one that cuts most lines into the same number of pieces, more than one."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    return max(";\t,|", key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    counts = [len(cells) for cells in csv.reader(lines, delimiter=mark)]
    wide = [count for count in counts if count > 1]
    common = max(set(wide), key=wide.count, default=0)
    return wide.count(common), common


def _rows(name: str, text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(MEGABYTE)
    rows: list[list[str]] = []
    try:
        reader, begin, read = csv.reader(io.StringIO(text, newline=""), delimiter=separator), 0, 0
        for row in reader:
            rows.append(row)
            begin, read = read, reader.line_num
            _measured(name, len(rows), len(row))
        _closed(name, "".join(list(io.StringIO(text, newline=""))[begin:]), begin + 1, separator)
    except csv.Error as error:
        message = f"{name}: Regel {len(rows) + 1} is niet te lezen als CSV. Open het in Excel en sla het opnieuw op."
        raise Unreadable(message) from error
    return rows


def _closed(name: str, last: str, line: int, separator: str) -> None:
    """A quote that is opened and never closed swallows every row below it, so it is in the last row."""
    try:
        list(csv.reader(io.StringIO(last, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            message = (f"{name}: In rij {line} begint een aanhalingsteken dat niet wordt gesloten. "
                       "Sluit het of haal het weg.")  # fmt: skip
            raise Unreadable(message) from error


def _measured(name: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        message = (f"{name}: Het bestand heeft meer dan {number(MOST_ROWS)} rijen of {MOST_COLUMNS} kolommen. "
                   "Maak eerst een selectie van de rijen die je nodig hebt.")  # fmt: skip
        raise Unreadable(message)


def _frame(rows: list[list[str]]) -> pd.DataFrame:
    """The cells as text; short rows are filled up, trailing empty rows and columns removed."""
    width = max(map(len, rows), default=0)
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=str)
    filled = frame.apply(lambda column: column.str.strip() != "")
    if not filled.to_numpy().any():
        return frame.iloc[:0, :0]
    return frame.loc[: int(filled.any(axis=1)[::-1].idxmax()), : int(filled.any(axis=0)[::-1].idxmax())]


# --- Excel -----------------------------------------------------------------------------------------------------------


def _excel(name: str, data: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know
            _unpackable(name, archive)
            return _read(name, data, archive)
    except BROKEN as error:
        message = (
            f"{name}: Dit Excelbestand is beschadigd. Open het in Excel en kies Opslaan als, Excel-werkmap (.xlsx)."
        )
        raise Unreadable(message) from error


def _unpackable(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(packed, MEGABYTE // 8):
        message = (
            f"{name}: Uitgepakt is dit bestand verdacht groot. Kopieer de tabel naar een nieuwe werkmap en sla die op."
        )
        raise Unreadable(message)
    if "[Content_Types].xml" not in archive.namelist() or "xl/workbook.xml" not in archive.namelist():
        message = (
            f"{name}: Dit is een zip-bestand en geen Excel-werkmap. Pak het uit en stuur de CSV of XLSX die erin zit."
        )
        raise Unreadable(message)


def _read(name: str, data: bytes, archive: zipfile.ZipFile) -> Workbook:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MOST_SHEETS:
            message = (
                f"{name}: De werkmap heeft meer dan {MOST_SHEETS} bladen. Bewaar alleen het blad dat je nodig hebt."
            )
            raise Unreadable(message)
        paths = _paths(book)
        sheets = tuple(_sheet(name, sheet, archive.read(paths[sheet.title])) for sheet in book.worksheets)
    finally:
        book.close()
    macros = "xl/vbaProject.bin" in archive.namelist()
    notes = ("De macro's in dit bestand zijn niet uitgevoerd.",) if macros else ()
    return Workbook(name, hashlib.sha256(data).hexdigest(), sheets, notes=notes)


def _paths(book: Any) -> dict[str, str]:  # noqa: ANN401 - openpyxl keeps the path of a sheet to itself
    return {sheet.title: sheet._worksheet_path for sheet in book.worksheets}  # noqa: SLF001


def _sheet(name: str, sheet: Any, xml: bytes) -> Sheet:  # noqa: ANN401 - openpyxl's read-only sheet has no type
    sheet.reset_dimensions()  # a file may claim a million columns
    formulas = _formulas(xml)
    rows: list[list[str]] = []
    cells = 0
    for number_, row in enumerate(sheet.iter_rows(), 1):
        while len(rows) < number_ - 1:
            rows.append([])
        rows.append([_cell(cell, formulas) for cell in row])
        cells += len(row)
        _measured(name, len(rows) if any(rows[-1]) else 0, _width(rows[-1]))
        _measured(name, 0, MOST_COLUMNS + 1 if cells > MOST_CELLS else 0)
    return Sheet(sheet.title, _frame(_spread(rows, xml)), hidden=sheet.sheet_state != "visible")


def _width(row: list[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)


def _formulas(xml: bytes) -> frozenset[str]:
    """Cells with a formula without a stored result."""
    if b"<f" not in xml:
        return frozenset()
    found = re.finditer(rb'<c r="([A-Z]+\d+)"[^>]*>\s*<f(?:[^>]*/>|.*?</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>', xml)
    return frozenset(match[1].decode() for match in found)


def _cell(cell: Any, formulas: frozenset[str]) -> str:  # noqa: ANN401 - openpyxl's cells have no common type
    if formulas and getattr(cell, "coordinate", "") in formulas:
        return NO_CACHE
    return _told(cell.value, getattr(cell, "number_format", "") or "")


def _told(value: object, shown_as: str) -> str:
    """A value as a Dutch reader would have typed it, so that a number never turns ambiguous."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, int | float):
        return _digits(value, shown_as)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _digits(value: float, shown_as: str) -> str:
    percent = "%" in shown_as
    plain = format(exact(value) * 100 if percent else exact(value), "f")
    text = (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")
    width = len(shown_as) if re.fullmatch("0+", shown_as) else 0
    return text.zfill(width) + ("%" if percent else "")


def _spread(rows: list[list[str]], xml: bytes) -> list[list[str]]:
    """A merged heading belongs to every column below it."""
    for left, top, right, bottom in _MERGED.findall(xml):
        row, first, last = int(top) - 1, _column(left), _column(right)
        if int(bottom) - 1 == row and row < len(rows) and first < len(rows[row]):
            rows[row][first + 1 : last + 1] = [rows[row][first]] * len(rows[row][first + 1 : last + 1])
    return rows


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


# --- out again -------------------------------------------------------------------------------------------------------


def letters(place: int) -> str:
    """Column 0 is A, 26 is AA."""
    name, left = "", place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name


def visible(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    return (sheet for sheet in sheets if not sheet.hidden and not sheet.frame.empty)
