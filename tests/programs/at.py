"""Start a Python program whose clock shows another moment and runs on from there.

`python -m tests.programs.at 2026-05-18T09:00 -m bot run` starts `python -m bot run` at that moment in Amsterdam. A
number in the place of the moment is how many seconds the clock runs ahead of the machine's: programs that are given
the same number agree on the time, however long each of them takes to start. `-c CODE` works as with `python`.
"""

import gc
import runpy
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

# time_machine imports these where they are installed, for uses that nobody here has. Each program that a test starts
# would begin a seventh of a second later, and hold packages that it does not load by itself.
_UNUSED: Final = tuple(name for name in ("pytest", "dateutil.parser") if name not in sys.modules)
sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]  # None: importing it raises ImportError
import time_machine  # noqa: E402 - it has to come after that

for _name in _UNUSED:
    del sys.modules[_name]

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """The moment on the clock of this process."""
    return datetime.now(UTC)


def ahead(moment: datetime | None = None) -> float:
    """How many seconds a clock that shows this moment runs ahead of the machine's; without one, this process's."""
    return (moment or now()).timestamp() - _machine()


def local(moment: str) -> datetime:
    """The moment that people in Amsterdam write like this; the first of the two in the hour that comes twice."""
    return datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)


def begin(seconds: float) -> None:
    """Let the clock of this process run so far ahead of the machine's from now on."""
    time_machine.travel(_machine() + seconds).start().time_ns()  # its clock starts to run when it is first read


def _seconds(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return ahead(local(word))


def _machine() -> float:
    """The machine's clock, as `time.time`."""
    hatch = time_machine.escape_hatch
    return hatch.time.time() if hatch.is_travelling() else time.time()


def _make_cheaper() -> None:
    """Leave out a fifth of a start: looking for garbage in what is imported, and a package that only developers have.

    structlog loads rich where it is installed, to draw tracebacks that this program never draws.
    """
    gc.set_threshold(100_000, 50, 100)
    sys.modules["rich"] = None  # type: ignore[assignment]  # importing it raises ImportError


def main(words: Sequence[str]) -> None:
    """Set the clock, and become the program."""
    moment, kind, name, *rest = words
    begin(_seconds(moment))
    _make_cheaper()
    sys.argv = [kind, *rest]
    if kind == "-c":
        exec(compile(name, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - the test wrote it
    else:
        runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
