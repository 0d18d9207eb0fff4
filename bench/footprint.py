"""What the program takes before it does anything: time until its first answer, memory, and what it does not load."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]

from bench import targets
from bench.report import Table, median, number
from bench.requests import Load
from bench.rig import Rig
from bench.targets import Server

_HEAVY: Final = ("pandas", "typst", "microsoft_teams")
_MOMENTS: Final = ("`/healthz` answers", "the first `/actie nieuw` is stored and answered")
_FIRST: Final = Load(port=0, run="", text="nieuw Eerste actie eind mei", expect="BOUW-", most=1)


def footprint(rig: Rig) -> list[Table]:
    """Start, and memory at rest and after work; the processes say at their end what they had imported."""
    database, found, rows = rig.database("footprint"), [], []
    for last in [False] * (rig.size.starts - 1) + [True]:
        began = time.perf_counter()
        with _web(rig, database) as web:
            lives = time.perf_counter() - began
            rig.once(web, _FIRST)
            found.append((lives, time.perf_counter() - began))
            rows += _worked(rig, web) if last else []
    with _worker(rig, database) as worker:
        time.sleep(rig.size.seconds)
        rows.append(_row("worker, at rest", worker))
    loaded = [f"{name} in {each}" for each in ("web", "worker") for name in _heavy(rig.folder / f"{each}.modules")]
    assert not loaded, f"loaded for nothing: {', '.join(loaded)}"
    starts = [(name, number(median(each[place] for each in found) * 1000)) for place, name in enumerate(_MOMENTS)]
    note = "With a migrated database. The second moment includes the start of the process that asks."
    never = f"Neither process had loaded {', '.join(_HEAVY)}."
    return [
        Table("From start to first answer", ("until", "ms"), starts, [note]),
        Table("Memory", ("process", "RSS MB", "USS MB"), rows, [never]),
    ]


def _worked(rig: Rig, web: Server) -> list[tuple[str, ...]]:
    rested = _row("web, at rest", web)
    text = "nieuw Open dag {} bij drie bouwers eind mei"
    rig.once(web, Load(port=0, run="", text=text, expect="BOUW-", connections=16, seconds=3 * rig.size.seconds))
    return [rested, _row("web, after work", web)]


def _row(name: str, server: Server) -> tuple[str, ...]:
    return (name, *map(number, server.memory()))


def _heavy(modules: Path) -> list[str]:
    """Which of the heavy packages are in a list of modules."""
    names = {name.partition(".")[0] for name in modules.read_text().split()}
    assert "slack_bolt" in names, "the list of modules is not what it should be"
    return [name for name in _HEAVY if name in names]


def _web(rig: Rig, database: Path) -> contextlib.AbstractContextManager[Server]:
    port = targets.free_port()
    env = targets.slack(rig.folder, database, port, rig.slack.api)
    return targets.started(_words(rig, "web"), rig.folder, env, port)


def _words(rig: Rig, name: str) -> list[str]:
    return ["-m", "bench.house", name, str(rig.folder / f"{name}.modules")]


@contextlib.contextmanager
def _worker(rig: Rig, database: Path) -> Iterator[Server]:
    """The worker, once it says that it is there: it listens to nobody."""
    (folder := rig.folder / "worker").mkdir()
    process = targets.start(_words(rig, "worker"), folder, targets.slack(folder, database, 1, rig.slack.api))
    until = time.monotonic() + targets.READY
    try:
        while "Stoppen: Ctrl+C" not in (said := (folder / "log").read_text()):
            assert process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.01)
        yield Server(0, psutil.Process(process.pid))
    finally:
        targets.stop(process)
