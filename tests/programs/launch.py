"""How a test starts a Python program: its command line and environment with a clock, and what it may not print."""

import os
import re
import sys
from pathlib import Path
from typing import Final

from tests.programs import at

ROOT: Final = Path(__file__).parent.parent.parent
_KEPT: Final = (
    *("PATH", "LANG", "LC_ALL", "HOME", "COVERAGE_PROCESS_CONFIG"),
    *("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC"),  # the faked clock of a whole test run
)
_OUTSIDE: Final = {"CBS_URL": "http://127.0.0.1:9/CBS"}  # a program looks there by itself every morning
_LINE: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?P<level>\w+) ")
_NORMAL: Final = ("debug", "info", "warning")
_TELLS_OF_ERRORS: Final = re.compile(r"Cancelled|Traceback|\berror=")


def command(*words: str, ahead: float | None = None) -> list[str]:
    """`python` with these words. Its clock runs so many seconds ahead of the machine's; else it agrees with ours."""
    seconds = at.ahead() if ahead is None else ahead
    return [sys.executable, "-m", "tests.programs.at", str(seconds), *words]


def environment(**settings: str) -> dict[str, str]:
    """What every program needs to run, nothing outside of this machine, and these settings."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return {**kept, **_OUTSIDE, "PYTHONPATH": str(ROOT), **settings}


def complaints(printed: str) -> list[str]:
    """The lines that tell of something that went wrong: errors, tracebacks, and whatever is no line of the log."""
    return [line for line in printed.splitlines() if not _is_normal(line)]


def _is_normal(line: str) -> bool:
    found = _LINE.match(line)
    return found is not None and found["level"] in _NORMAL and not _TELLS_OF_ERRORS.search(line)
