"""One piece of work with figures in a process of its own; its last line says what it took (`bench.figures` asks).

`draw ROUNDS`, `write FILE ROWS`, `take FILE DATABASE`, `pull ADDRESS`, `serve ROWS PAGE`.
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

_NOW: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)
_LAYOUT: Final = """
key = "bench"
name = "Aanvragen per week"
source = "ontwikkelfonds"

[region]
column = "Gemeente"
kind = "gemeente"

[period]
kind = "week"
column = "Week"

[[values]]
column = "Aantal"
indicator = "fonds_inwoners_ontvangen"
"""


def _peak() -> float:
    """The most memory that this program had, in MB; `getrusage` would count what started it as well."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024 / 1e6


def draw(rounds: str) -> dict[str, Any]:
    before, began = _peak(), time.process_time()
    from factsheets import document  # noqa: PLC0415 - what loading takes is part of the question
    from factsheets.catalogue import sectors  # noqa: PLC0415
    from factsheets.frame import table  # noqa: PLC0415
    from factsheets.page import Tafel  # noqa: PLC0415
    from factsheets.sheet import sheet  # noqa: PLC0415
    from factsheets.shipped import observations  # noqa: PLC0415

    loaded = time.process_time() - began

    def everything() -> float:
        start, frame = time.process_time(), table(observations())
        for key in sectors():
            found = sheet(frame, Tafel(key, key.capitalize(), "#0B5A7A"), date(2026, 11, 20))
            assert document.pdf(found).startswith(b"%PDF")
            assert document.pictures(found).large.startswith(b"\x89PNG")
        return time.process_time() - start

    first, *again = [everything() for _ in range(int(rounds) + 1)]
    return {"loaded": loaded, "first": first, "again": again, "before": before, "peak": _peak()}


def _rows(amount: int) -> Iterator[tuple[str, str, int]]:
    """Every gemeente in every week, as many as asked, the newest first."""
    from factsheets.catalogue import gemeenten  # noqa: PLC0415

    places = [one.region.name for one in gemeenten()]
    for row in range(amount):
        week, place = divmod(row, len(places))
        year, number = divmod(week, 52)
        yield places[place], f"{2025 - year}W1{52 - number:02d}", 1000 + row % 7919


def write(path: str, amount: str) -> dict[str, Any]:
    titles, rows = ("Gemeente", "Week", "Aantal"), _rows(int(amount))
    if path.endswith(".csv"):
        with Path(path).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, delimiter=";").writerows([titles, *rows])
        return {}
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Cijfers")
    for row in (titles, *rows):
        page.append(row)
    book.save(path)
    return {}


def take(path: str, database: str) -> dict[str, Any]:
    """Everything that `python -m bot cijfers` does with a file."""
    from bot import logs  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415
    from handlers.factsheet import files  # noqa: PLC0415
    from handlers.feature import Now  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415

    logs.start(Settings(log_level="ERROR"))
    (layout := Path(path).with_suffix(".toml")).write_text(_LAYOUT, "utf-8")
    now, db, began = Now(_NOW, ZoneInfo("Europe/Amsterdam")), Database(f"sqlite:///{database}"), time.process_time()
    with db.transaction() as session:
        found = files.read(session, Path(path), str(layout), now)
        files.keep(session, found, now)
    seconds = time.process_time() - began
    db.close()
    return {"seconds": seconds, "stored": len(found.preview.observations), "peak": _peak()}


# --- CBS -------------------------------------------------------------------------------------------------------------


def pull(address: str) -> dict[str, Any]:
    """Fetch a table and read it back, as storing it would."""
    from factsheets.catalogue import regions  # noqa: PLC0415
    from factsheets.sources import cbs  # noqa: PLC0415
    from factsheets.sources.cbs_shape import Measure, Query  # noqa: PLC0415
    from factsheets.sources.polite import Reader  # noqa: PLC0415
    from tests.factsheets.cbs_replay import BRANCHES, REGIONS, TABLE  # noqa: PLC0415

    query = Query(TABLE, (Measure("Openstaande vacatures", "vacatures_open"),), "BedrijfstakkenBranchesSBI2008",
                  BRANCHES, tuple(regions()[code] for code in REGIONS), "2016", "SBI 2008")  # fmt: skip
    reader, began = Reader(address + "/CBS"), time.process_time()
    got = cbs.pull(reader, query, _NOW, folder=Path.cwd())
    assert got.snapshot is not None, got.reason
    rows = sum(1 for _ in got.snapshot.observations())
    seconds = time.process_time() - began
    assert rows == got.snapshot.rows
    got.snapshot.discard()
    reader.close()
    return {"seconds": seconds, "rows": rows, "peak": _peak()}


def serve(amount: str, page: str) -> None:
    """The replay of the tests, with a table that is made page by page while it is asked for."""
    from tests.factsheets import cbs_replay  # noqa: PLC0415

    rows, whole = list(cbs_replay._rows()), int(amount)  # noqa: SLF001

    class Large(cbs_replay.Cbs):
        def _observations(self, query: dict[str, list[str]]) -> dict[str, Any]:
            start = int(query.get("$skip", ["0"])[0])
            end = min(start + self.page, whole)
            found: dict[str, Any] = {"value": [rows[each % len(rows)] | {"Id": each} for each in range(start, end)]}
            if end < whole:
                table = f"{self.base}/CBS/{cbs_replay.TABLE}/Observations"
                found["@odata.nextLink"] = f"{table}?$filter={query['$filter'][0]}&$skip={end}"
            return found

    server = cbs_replay.Server(("127.0.0.1", 0), cbs_replay.Handler)
    server.cbs = Large()
    server.cbs.page, server.cbs.base = int(page), f"http://127.0.0.1:{server.server_address[1]}"
    print(server.cbs.base, flush=True)
    server.serve_forever()


_WORK: Final[dict[str, Callable[..., dict[str, Any] | None]]] = {
    "draw": draw, "write": write, "take": take, "pull": pull, "serve": serve,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(_WORK[sys.argv[1]](*sys.argv[2:])))
