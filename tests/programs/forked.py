"""Processes that a test kills: forked from one that has imported everything, so that a start costs no second of work.

How the program itself starts is for the tests that start it as people do; here a process only has to die.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any, Final

from tests.programs import at

processes: Final = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([
    "pytest", "tests.programs.killed_worker", "tests.programs.killed_voter", "tests.programs.digest_worker",
])  # fmt: skip


def start(work: Callable[..., None], *given: Any) -> BaseProcess:
    """A process that does this work, on a clock that agrees with ours."""
    process = processes.Process(target=_begin, args=(at.ahead(), work, *given), daemon=True)
    process.start()
    return process


def _begin(ahead: float, work: Callable[..., None], *given: Any) -> None:
    at.begin(ahead)
    work(*given)
