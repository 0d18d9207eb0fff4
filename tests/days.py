"""Run the tests on seven days, as the machine's clock has them: `python -m tests.days`, with what pytest takes.

Tests, and the programs that they start, have a clock of their own; this shows that nothing looks past it: no library in
C, no database, no browser. A library that is loaded into every process (libfaketime) moves the machine's clock for it.
The program itself is on these days in `tests/test_on_any_day.py`.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.programs import at
from tests.programs.launch import ROOT

PACKAGE: Final = "libfaketime==3.0.1"  # its wheel holds a library for Linux on x86-64, and is offered to every machine
NONE: Final = "There is no libfaketime here under which Python can sleep; PyPI has one for Linux on x86-64."
_FOLDER: Final = ROOT / "build" / "faketime"
_LOOK: Final = "import time; time.sleep(0.01); print(time.time())"  # under Debian's 0.9.10 `sleep` raises OSError
_DAY: Final = 86_400.0


@dataclass(frozen=True)
class Moment:
    """When it is, for people in Amsterdam; `works`: whether they are at work then, and so want to be reminded."""

    local: str
    works: bool = False

    @property
    def instant(self) -> datetime:
        return at.local(self.local)


MOMENTS: Final = {
    "a Monday morning": Moment("2026-11-30T09:00", works=True),
    "a Saturday night": Moment("2026-12-05T23:50"),
    "the hour that comes twice": Moment("2026-10-25T02:30"),
    "the hour that does not come": Moment("2027-03-28T02:30"),
    "29 February": Moment("2028-02-29T10:00", works=True),
    "31 December": Moment("2026-12-31T23:50"),
    "five years on": Moment("2031-12-01T09:00", works=True),
}


def environment(library: Path, ahead: float) -> dict[str, str]:
    """What moves the machine's clock for a process and its children; all of them agree on the time."""
    faked = {"LD_PRELOAD": str(library), "FAKETIME": f"{ahead:+.3f}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return {**os.environ, **faked}


def find_library() -> Path | None:
    """The first libfaketime that works here."""
    return next(filter(_works, _libraries()), None)


def _libraries() -> Iterator[Path]:
    """The one on PyPI, and those of the system."""
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):
        if not _FOLDER.exists():
            _install()
        yield from _FOLDER.rglob("libfaketime.so.1")
    yield from sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def _install() -> None:
    print(f"Installing {PACKAGE} into {_FOLDER} ...", flush=True)  # noqa: T201 - somebody waits for it
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(_FOLDER), PACKAGE]
    subprocess.run(install, check=False)


def _works(library: Path) -> bool:
    look, env = [sys.executable, "-c", _LOOK], environment(library, _DAY)
    shown = subprocess.run(look, env=env, capture_output=True, text=True, check=False)
    return shown.returncode == 0 and not shown.stderr and float(shown.stdout) - at.now().timestamp() > _DAY / 2


def main(words: Sequence[str]) -> int:
    """Run pytest on each of the days; gives 1 where it was not green on all of them."""
    library = find_library()
    if library is None:
        sys.exit(NONE)
    red = [name for name, moment in MOMENTS.items() if not _is_green(name, moment, library, words)]
    print(f"Red on: {', '.join(red)}." if red else "Green on all seven days.")  # noqa: T201 - that is the outcome
    return 1 if red else 0


def _is_green(name: str, moment: Moment, library: Path, words: Sequence[str]) -> bool:
    print(f"\n{name}: {moment.local}", flush=True)  # noqa: T201 - it takes long
    command, env = [sys.executable, "-m", "pytest", *words], environment(library, at.ahead(moment.instant))
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
