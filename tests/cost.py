"""Tell at the end of a run which tests took more than half a second of processor time in their own process.

Nothing fails by it: how long something takes differs by machine. What a program or a browser takes that a test starts
is not counted, nor what is made once for all tests; campaigns and searches for examples are left out.
"""

import resource
from collections.abc import Generator
from typing import Any, Final

import pytest

MOST: Final = 0.5  # seconds
_SPENT: Final = pytest.StashKey[float]()


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    before = _spent()
    try:
        return (yield)
    finally:
        item.stash[_SPENT] = _spent() - before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and _is_short(item) and (spent := item.stash.get(_SPENT, 0.0)) > MOST:
        report.user_properties.append(("processor time", round(spent, 2)))
    return report


def _is_short(item: pytest.Item) -> bool:
    searches = isinstance(item, pytest.Function) and hasattr(item.obj, "hypothesis")
    return not searches and item.get_closest_marker("campaign") is None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    told = [(spent, report.nodeid)
            for report in terminalreporter.stats.get("passed", [])
            for name, spent in report.user_properties if name == "processor time"]  # fmt: skip
    if told:
        terminalreporter.section(f"more than {MOST} s of processor time")
        for spent, test in sorted(told, reverse=True):
            terminalreporter.write_line(f"{spent:6.2f} s  {test}")
