"""Fetch a table of CBS (OData v4): only when it is newer, whole or not at all, and never when its shape changed.

`pull` compares versions first. Rows go to a spool file page by page, so that memory stays bounded; only when all of
them are sound is there a `Snapshot` to read observations from. Anything else leaves the last good figures standing.
"""

import hashlib
import math
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

import msgspec

from factsheets.observation import Kind, Missing, Observation, Region, period
from factsheets.sources import cbs_changes, cbs_csv
from factsheets.sources.cbs_shape import Changed, Query, Reshaped, Shape, shape
from factsheets.sources.polite import Reader, Refused, Unreachable, decoded

MOST_ROWS = 5_000_000
HIGHEST_ID = 1 << 27
Outcome: TypeAlias = Literal["nieuw", "ongewijzigd", "nakijken", "niet bereikbaar"]
_MISSING: dict[str, Missing] = {
    "Impossible": "niet van toepassing", "Confidential": "geheim", "NotAvailable": "onbekend",
}  # fmt: skip


class Known(msgspec.Struct, frozen=True):
    """The last fetch of a table: its version and shape, to tell whether anything changed."""

    version: str = ""
    fingerprint: str = ""
    parts: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """A complete pull; `spool` holds its rows until they are stored. Call `discard` after that."""

    query: Query
    shape: Shape
    version: str
    modified: str
    retrieved: datetime
    sha256: str
    rows: int
    spool: Path

    @property
    def batch(self) -> str:
        return f"cbs-{self.query.table}-{self.version}"

    def observations(self) -> Iterator[Observation]:
        with self.spool.open("rb") as lines:
            for row in lines:
                yield _observation(self, msgspec.json.decode(row))

    def discard(self) -> None:
        self.spool.unlink(missing_ok=True)


class Pull(msgspec.Struct, frozen=True):
    """The outcome of a pull; `reason` is a Dutch sentence for administrators. `pending` is the fingerprint of a changed
    table that an administrator may accept."""

    outcome: Outcome
    reason: str = ""
    pending: str = ""
    snapshot: Snapshot | None = None


def pull(reader: Reader, query: Query, now: datetime, known: Known = Known(), folder: Path | None = None) -> Pull:  # noqa: B008 - frozen
    """Fetch a table if it is newer, or give the reason why the last good figures stay."""
    try:
        properties = reader.json(f"{query.table}/Properties")
        if known.version and _version(properties, query) == known.version:
            return Pull("ongewijzigd")
        return Pull("nieuw", snapshot=_fetched(reader, query, now, known, properties, folder))
    except Unreachable as trouble:
        return Pull("niet bereikbaar", f"CBS {query.table}: {trouble}. De laatste goede cijfers blijven staan.")
    except Changed as changed:
        different = cbs_changes.told(known.parts, changed.shape.parts)
        reason = f"CBS {query.table} is anders opgebouwd: {different}. De cijfers blijven zoals ze waren; kijk dit na."
        return Pull("nakijken", reason, changed.shape.fingerprint)
    except Reshaped as trouble:
        why = "Zo zouden de cijfers niet kloppen, dus overnemen kan niet"
        return Pull("nakijken", f"CBS {query.table}: {trouble}. {why}. Er is niets veranderd aan de cijfers.")
    except Refused as trouble:
        return Pull("nakijken", f"CBS {query.table}: {trouble}. Er is niets veranderd aan de cijfers; kijk dit na.")


def _version(properties: dict[str, Any], query: Query) -> str:
    if str(properties.get("Identifier", "")) != query.table or not properties.get("Version"):
        message = f"de tabel heet nu anders ({properties.get('Identifier', 'zonder naam')}) of heeft geen versie"
        raise Reshaped(message)
    return str(properties["Version"])


def _fetched(
    reader: Reader, query: Query, now: datetime, known: Known, properties: dict[str, Any], folder: Path | None
) -> Snapshot:
    found = shape(reader, query)
    if known.fingerprint and known.fingerprint != found.fingerprint:
        raise Changed(found)
    with _spool(folder) as spool:
        sha256, rows = _whole(reader, query, found, properties, spool)
        _still(reader, query, properties)
    modified, path = str(properties.get("Modified", "")), Path(spool.name)
    return Snapshot(query, found, str(properties["Version"]), modified, now, sha256, rows, path)


@contextmanager
def _spool(folder: Path | None) -> Iterator[IO[bytes]]:
    """A file that stays when all went well."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="cbs-", suffix=".jsonl", delete=False) as spool:
        try:
            yield spool
        except BaseException:
            Path(spool.name).unlink()
            raise


def _still(reader: Reader, query: Query, properties: dict[str, Any]) -> None:
    if _version(reader.json(f"{query.table}/Properties"), query) != str(properties["Version"]):
        message = "de tabel veranderde tijdens het ophalen"
        raise Unreachable(message)


# --- the rows --------------------------------------------------------------------------------------------------------


class _Page(msgspec.Struct):
    """Rows stay raw until each is looked at: a page of 100.000 is then as large as its text."""

    value: list[msgspec.Raw]
    next: str | None = msgspec.field(default=None, name="@odata.nextLink")


class _Seen:
    """Which row numbers have passed, one bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def first(self, number: int) -> bool:
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 4096 - len(self._bits)))
        known = self._bits[place] & bit
        self._bits[place] |= bit
        return not known


def _whole(reader: Reader, query: Query, found: Shape, properties: dict[str, Any], spool: IO[bytes]) -> tuple[str, int]:
    """All rows from the service; where that breaks off, all rows from the download of the table, if there is one."""
    try:
        return _spooled(_raws(reader, query, found), query, found, spool)
    except Unreachable:
        url = cbs_csv.address(reader, properties)
        if not url:
            raise
    spool.seek(0)
    spool.truncate()
    rows = cbs_csv.rows(reader, url, query, found)
    return _spooled(map(msgspec.json.encode, rows), query, found, spool)


def _raws(reader: Reader, query: Query, found: Shape) -> Iterator[bytes]:
    for page in _pages(reader, f"{query.table}/Observations?$filter={_filter(query, found)}"):
        yield from map(bytes, page.value)


def _spooled(raws: Iterable[bytes], query: Query, found: Shape, spool: IO[bytes]) -> tuple[str, int]:
    digest, seen, rows = hashlib.sha256(), _Seen(), 0
    for raw in raws:
        _judge(decoded(raw, dict[str, Any]), query, found, seen)
        line = raw.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n"
        digest.update(line)
        spool.write(line)
        rows += 1
        if rows > MOST_ROWS:
            message = f"meer dan {MOST_ROWS} waarnemingen"
            raise Refused(message)
    if not rows:
        message = "er kwam geen enkele waarneming"
        raise Reshaped(message)
    return digest.hexdigest(), rows


def _pages(reader: Reader, address: str) -> Iterator[_Page]:
    visited: set[str] = set()
    while address:
        url = reader.within(address)
        if url in visited:
            message = "de bladzijden verwijzen naar elkaar terug"
            raise Refused(message)
        visited.add(url)
        page = decoded(reader.read(url), _Page)
        yield page
        address = page.next or ""


def _filter(query: Query, found: Shape) -> str:
    parts = [_any("Measure", found.measures), f"{found.time} ge '{query.since}'"]
    parts += [_any(query.branch_dimension, query.branches)] if query.branches else []
    parts += [_any(found.place, (region.code for region in query.regions))] if query.regions else []
    return " and ".join(parts)


def _any(name: str, codes: Iterable[str]) -> str:
    return "(" + " or ".join(f"{name} eq '{code}'" for code in codes) + ")"


def _judge(row: dict[str, Any], query: Query, found: Shape, seen: _Seen) -> None:
    number = row.get("Id")
    if (
        not isinstance(number, int)
        or isinstance(number, bool)
        or not 0 <= number < HIGHEST_ID
        or not seen.first(number)
    ):
        message = f"een waarneming komt twee keer voor of heeft geen nummer (Id {number})"
        raise Refused(message)
    if row.get("Value") is None and str(row.get("ValueAttribute")) not in _MISSING:
        message = f"waarneming {number} is leeg zonder reden"
        raise Refused(message)
    if row.get("Value") is not None and not _countable(row["Value"]):
        message = f"waarneming {number} is geen getal"
        raise Refused(message)
    if not _asked(row, query, found):
        message = f"waarneming {number} hoort niet bij de vraag"
        raise Refused(message)


def _countable(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _asked(row: dict[str, Any], query: Query, found: Shape) -> bool:
    told = {name: str(row.get(name, "")).strip() for name in ("Measure", query.branch_dimension, found.place)}
    regions = {region.code for region in query.regions}
    return (
        found.time in row and told["Measure"] in found.measures
        and (not query.branches or told[query.branch_dimension] in query.branches)
        and (not regions or told[found.place] in regions)
    )  # fmt: skip


def _observation(snapshot: Snapshot, row: dict[str, Any]) -> Observation:
    query, found = snapshot.query, snapshot.shape
    measure = found.measures[str(row["Measure"]).strip()]
    branch = str(row.get(query.branch_dimension, "")).strip()
    when = str(row[found.time]).strip()
    kind: Kind = "benadering" if branch in query.approximate else "exact"
    missing = None if row.get("Value") is not None else _MISSING[str(row["ValueAttribute"])]
    return Observation(
        indicator=measure.indicator, region=_region(query, str(row.get(found.place, "")).strip()), period=period(when),
        value=row.get("Value"), missing=missing, unit=measure.unit, branch=branch, sbi=query.sbi, kind=kind,
        status=found.periods.get(when, "onbekend"), source="cbs", table=query.table, edition=snapshot.version,
        retrieved=snapshot.retrieved, batch=snapshot.batch,
    )  # fmt: skip


def _region(query: Query, code: str) -> Region:
    found = next((region for region in query.regions if region.code == code), None)
    return found or Region("NL01", "Nederland", "land")
