"""Plan B for the rows of a CBS table: the download of the whole table, for when the service itself breaks off.

CBS names it among the distributions of a table: a zip with `Observations.csv` (UTF-8, semicolons), of which the columns
are those of the service. What does not belong to the question is left out here, as the service would have done.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from factsheets.sources.cbs_shape import Query, Shape
from factsheets.sources.polite import MEGABYTE, Reader, Refused, Unreachable

LARGEST: Final = 1024 * MEGABYTE  # unpacked; rows are read one by one
_NAME: Final = "Observations.csv"


def address(reader: Reader, properties: dict[str, Any]) -> str:
    """The address of the download, if it is on CBS's own host; "" without one."""
    found = properties.get("Distributions")
    listed = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    named = [value for each in listed for value in each.values() if isinstance(value, str) and "/csv/" in value.lower()]
    return next((url for url in named if reader.is_ours(url)), "")


def rows(reader: Reader, url: str, query: Query, found: Shape) -> Iterator[dict[str, Any]]:
    """The rows as the service would have given them."""
    body = io.BytesIO(reader.download(url))
    try:
        with zipfile.ZipFile(body) as packed:
            _check(packed)
            with packed.open(_NAME) as opened:
                lines = csv.DictReader(io.TextIOWrapper(opened, "utf-8-sig"), delimiter=";")
                yield from (_row(line) for line in lines if _asked(line, query, found))
    except (zipfile.BadZipFile, UnicodeDecodeError, csv.Error, KeyError) as error:
        message = "de download van de hele tabel is beschadigd"
        raise Unreachable(message) from error


def _check(packed: zipfile.ZipFile) -> None:
    if packed.getinfo(_NAME).file_size > LARGEST:
        message = f"de download van de hele tabel is groter dan {LARGEST // MEGABYTE} MB"
        raise Refused(message)


def _asked(line: dict[str, Any], query: Query, found: Shape) -> bool:
    regions = {region.code for region in query.regions}
    told = {name: str(line.get(name) or "").strip() for name in (query.branch_dimension, found.place, found.time)}
    return (
        str(line["Measure"]).strip() in found.measures
        and told[found.time] >= query.since
        and (not query.branches or told[query.branch_dimension] in query.branches)
        and (not regions or told[found.place] in regions)
    )


def _row(line: dict[str, Any]) -> dict[str, Any]:
    """Numbers as numbers. A value with a thousands separator does not occur, and is no number here."""
    text = str(line.get("Value") or "").strip()
    try:
        value = float(text.replace(",", ".")) if text else None
        return {**{name: str(cell or "").strip() for name, cell in line.items() if name}, "Value": value,
                "Id": int(line["Id"])}  # fmt: skip
    except ValueError as error:
        message = f"waarneming {line.get('Id')} in de download is geen getal"
        raise Refused(message) from error
