"""The shape of a CBS table: what a query needs of it, and a fingerprint by which a change is noticed."""

import hashlib
from typing import Any

import msgspec

from factsheets.observation import Region, Status
from factsheets.sources.polite import Reader

_STATUS: dict[str, Status] = {
    "Definitief": "definitief", "Voorlopig": "voorlopig", "NaderVoorlopig": "nader voorlopig",
}  # fmt: skip


class Measure(msgspec.Struct, frozen=True):
    """A column of the table by its title, and the unit that we understand it in."""

    title: str
    indicator: str
    unit: str = "x 1.000"


class Query(msgspec.Struct, frozen=True):
    """What we want of a table. `branches` names the dimension with SBI keys; `approximate` ones are a benadering."""

    table: str
    measures: tuple[Measure, ...]
    branch_dimension: str = ""
    branches: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    since: str = "2017"
    sbi: str = ""
    approximate: frozenset[str] = frozenset()


class Shape(msgspec.Struct, frozen=True):
    """The parts of a table that figures depend on."""

    time: str
    place: str
    measures: dict[str, Measure]
    periods: dict[str, Status]
    parts: str

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.parts.encode()).hexdigest()


class Reshaped(Exception):
    """The table is no longer what we know, and its figures would be wrong."""


class Changed(Exception):
    """The table is built otherwise than it was; its figures can be right. A person looks at it first."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape.fingerprint)
        self.shape = shape


def shape(reader: Reader, query: Query) -> Shape:
    """The dimensions, measures and periods of a table, checked against what the query needs."""
    dimensions = _values(reader, f"{query.table}/Dimensions")
    codes = _values(reader, f"{query.table}/MeasureCodes")
    time, place = _of_kind(dimensions, "TimeDimension"), _of_kind(dimensions, "GeoDimension")
    if not time or bool(place) != bool(query.regions):
        message = "de tabel heeft andere dimensies voor tijd of regio dan verwacht"
        raise Reshaped(message)
    names = {str(found["Identifier"]) for found in dimensions}
    if unknown := names - {time, place, query.branch_dimension}:
        message = f"de tabel heeft een nieuwe dimensie ({', '.join(sorted(unknown))})"
        raise Reshaped(message)
    if query.branch_dimension and query.branch_dimension not in names:
        message = f"de dimensie {query.branch_dimension} is verdwenen"
        raise Reshaped(message)
    periods = {_code(row): _STATUS.get(str(row.get("Status")), "onbekend")
               for row in _values(reader, f"{query.table}/{time}Codes")}  # fmt: skip
    return Shape(time, place, _measures(codes, query), periods, _parts(dimensions, codes))


def _values(reader: Reader, address: str) -> list[dict[str, Any]]:
    rows = reader.json(address).get("value")
    if not isinstance(rows, list) or not rows:
        message = f"{address.rsplit('/', 1)[-1]} is leeg"
        raise Reshaped(message)
    if not all(isinstance(row, dict) and "Identifier" in row for row in rows):
        message = f"{address.rsplit('/', 1)[-1]} heeft een andere vorm"
        raise Reshaped(message)
    return rows


def _of_kind(dimensions: list[dict[str, Any]], kind: str) -> str:
    return next((str(found["Identifier"]) for found in dimensions if found.get("Kind") == kind), "")


def _code(row: dict[str, Any]) -> str:
    return str(row["Identifier"]).strip()


def _measures(codes: list[dict[str, Any]], query: Query) -> dict[str, Measure]:
    return {_only(codes, wanted): wanted for wanted in query.measures}


def _only(codes: list[dict[str, Any]], wanted: Measure) -> str:
    found = [code for code in codes if str(code.get("Title", "")).strip() == wanted.title]
    if len(found) != 1:
        message = f"de maat '{wanted.title}' komt {len(found)} keer voor"
        raise Reshaped(message)
    if unit(str(found[0].get("Unit", ""))) != wanted.unit:
        message = f"de eenheid van '{wanted.title}' is nu '{found[0].get('Unit')}' en was '{wanted.unit}'"
        raise Reshaped(message)
    return _code(found[0])


def unit(text: str) -> str:
    """ "x 1 000" and "x 1000" are both "x 1.000"."""
    plain = "".join(text.lower().split()).replace(".", "")
    return {"x1000": "x 1.000", "": "aantal", "number": "aantal"}.get(plain, text.strip())


def _parts(dimensions: list[dict[str, Any]], codes: list[dict[str, Any]]) -> str:
    """What the table is made of, the same for the same table."""
    parts = [_told(dimensions, "Identifier", "Kind"), _told(codes, "Identifier", "Title", "Unit", "Decimals")]
    return msgspec.json.encode(parts).decode()


def _told(rows: list[dict[str, Any]], *names: str) -> list[list[str]]:
    return sorted([str(row.get(name)).strip() for name in names] for row in rows)
