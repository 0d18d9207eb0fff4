"""What the factsheets cost: drawing all of them, taking in a file of figures, fetching a large table from CBS.

Each is done by a process of its own (`bench.figures_worker`), so that its peak memory is its own. Time is that of the
processor, which a busy machine blurs least; what counts is how it and memory change when there is ten times as much.
"""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from typing import Any

from bench import targets, world
from bench.load import PYTHON
from bench.report import Table, number, times
from bench.rig import Rig

_FORMS = ("csv", "xlsx")


def factsheets(rig: Rig) -> list[Table]:
    """All sheets as PDF and picture, first and once more; files of two sizes; and tables of two sizes from CBS."""
    return [_drawn(rig), _imported(rig), _pulled(rig)]


def _drawn(rig: Rig) -> Table:
    told = _worker(rig, "draw", str(rig.size.drawings))
    first, again = told["first"], min(told["again"])
    rows = [
        ("libraries loaded", number(told["loaded"] * 1000), "-", number(told["before"])),
        ("nine sheets, first", number(first * 1000), "1.00x", "-"),
        ("nine sheets, again", number(again * 1000), times(again, first), number(told["peak"])),
    ]
    note = f"PDF and picture of each, in one process. Per sheet, once warm: {number(again / 9 * 1000)} ms."
    return Table("Nine factsheets as PDF and picture", ("what", "cpu ms", "of first", "peak MB"), rows, [note])


def _imported(rig: Rig) -> Table:
    """A file from the first byte to the last row committed, with every check on the way."""
    rows = []
    for form in _FORMS:
        least = 0.0
        for amount in rig.size.imported:
            path = rig.folder / f"cijfers-{amount}.{form}"
            _worker(rig, "write", str(path), str(amount))
            told = _worker(rig, "take", str(path), str(world.database(rig.folder / f"{path.name}.db")))
            assert told["stored"] == amount, f"{path.name}: {told['stored']} figures stored"
            least = least or told["peak"]
            rows.append((f"{form}, {amount:,} rows", number(amount / told["seconds"]), number(told["seconds"]),
                         number(told["peak"]), times(told["peak"], least)))  # fmt: skip
    few, many = rig.size.imported
    note = f"Read, judged, previewed and stored. Growth is from {few:,} to {many:,} rows. As many stored as there were."
    return Table("A file of figures taken in", ("file", "rows per cpu s", "cpu s", "peak MB", "growth"), rows, [note])


def _pulled(rig: Rig) -> Table:
    rows, least = [], 0.0
    for amount in rig.size.pulled:
        with _cbs(rig, amount, rig.size.page) as address:
            told = _worker(rig, "pull", address)
        assert told["rows"] == amount, f"{told['rows']} observations of {amount}"
        least = least or told["peak"]
        rows.append((f"CBS, {amount:,} observations", number(amount / told["seconds"]), number(told["seconds"]),
                     number(told["peak"]), times(told["peak"], least)))  # fmt: skip
    growth = told["peak"] / least
    note = (f"Pages of {rig.size.page:,}; fetched, judged, spooled, and read back one by one. Aim: ten times as many "
            f"take at most 1.2 times the memory: {growth:.2f}, {'met' if growth <= 1.2 else 'missed'}.")  # fmt: skip
    return Table("A table fetched from CBS", ("pull", "rows per cpu s", "cpu s", "peak MB", "growth"), rows, [note])


# --- processes -------------------------------------------------------------------------------------------------------


def _worker(rig: Rig, *words: str) -> dict[str, Any]:
    """Let a fresh process do it, and hear what it took."""
    done = subprocess.run(
        [*PYTHON, "-m", "bench.figures_worker", *words], cwd=rig.folder, env=targets.environment(rig.folder),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextlib.contextmanager
def _cbs(rig: Rig, amount: int, page: int) -> Iterator[str]:
    """A CBS on this machine with a table as large as asked, in a process of its own."""
    words = [*PYTHON, "-m", "bench.figures_worker", "serve", str(amount), str(page)]
    process = subprocess.Popen(
        words, cwd=rig.folder, env=targets.environment(rig.folder), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the replay of CBS did not start"
        yield address
    finally:
        targets.stop(process)
