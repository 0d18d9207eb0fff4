"""The rules of the house that a machine can check: who imports whom, how long things get, and that papers are true."""

import ast
import re
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from statistics import median, quantiles

import pytest
from importlinter.cli import lint_imports

from bot.settings import Settings
from bot.slack.manifest import slack
from handlers import FEATURES
from handlers.registry import build_registry
from tests.readme import ROOT
from tests.waiting import HANG
from tests.world import MONDAY

OURS = ("bot", "handlers", "storage", "factsheets")
LONGEST = 350
TEXTS = (".md", ".py", ".toml", ".html", ".css", ".js", ".txt", ".example", ".svg", ".yaml", ".typ")


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders or OURS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Everything in a module, as most rules look at all of it."""
    return list(ast.walk(parsed(path)))


def texts() -> Iterator[Path]:
    for top in (*OURS, "setup", "tests", "docs", "bench"):
        yield from (path for path in (ROOT / top).rglob("*") if path.suffix in TEXTS)
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS)


# --- code ------------------------------------------------------------------------------------------------------------


def test_imports_run_one_way_and_every_library_has_one_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_functions_are_short() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    every = [node for path in modules() for node in nodes(path) if isinstance(node, kinds)]
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for node in every]
    assert median(lengths) <= 7
    assert quantiles(lengths, n=10)[-1] <= 20


def test_every_module_says_what_one_can_do_with_it() -> None:
    silent = [
        named(path)
        for path in modules(*OURS, "tests")
        if path.read_text().strip() and not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_storage_never_commits_by_itself() -> None:
    def commits(path: Path) -> bool:
        calls = (node.func for node in nodes(path) if isinstance(node, ast.Call))
        return any(isinstance(call, ast.Attribute) and call.attr == "commit" for call in calls)

    assert {named(path) for path in modules("storage") if commits(path)} <= {"storage/database.py"}


def test_no_tafel_is_known_to_the_code() -> None:
    """Tafels are data: code may name one as an example for people, never to decide something.

    The trial workspace is the exception: its example begins at Bouw.
    """
    keys = set(re.findall(r'^(?:key|prefix) = "(\w+)"', (ROOT / "storage/data/tafels.toml").read_text(), re.MULTILINE))

    def compared(path: Path) -> Iterator[str]:
        for node in nodes(path):
            parts: list[ast.expr | None] = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            parts += node.keys if isinstance(node, ast.Dict) else []
            yield from (str(part.value) for part in parts if isinstance(part, ast.Constant) and part.value in keys)

    general = [path for path in modules("bot", "handlers") if "lokaal" not in path.parts]
    assert {named(path): found for path in general if (found := list(compared(path)))} == {}


def test_a_feature_that_is_switched_off_is_missed_by_nobody() -> None:
    for off in FEATURES:
        rest = build_registry(tuple(each for each in FEATURES if each is not off))
        gone = {command.word for command in off.asked.commands}
        assert gone.isdisjoint(rest.commands)
        made = slack(rest, Settings(tafelbot_url="https://tafelbot.example"))
        offered = {each["command"].lstrip("/") for each in made["features"].get("slash_commands", ())}
        assert gone.isdisjoint(offered)


CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time"}
ENDS = {"wait_for", "timeout", "result", "join", "wait", "communicate", "urlopen", "run", "create_connection"}


def test_no_test_judges_by_a_clock_and_a_time_out_only_ends_a_hang() -> None:
    """A slow machine, or one that stands still for a while, makes the tests slower and never red.

    What a test waits for it waits for with `tests.waiting`; where patience itself is tested, the clock is a value.
    """
    looks = {named(path): found for path in modules("tests") if (found := sorted(set(clocked(nodes(path)))))}
    assert looks == {"tests/waiting.py": ["monotonic"]}
    short = {named(path): found for path in modules("tests") if (found := list(short_ends(nodes(path))))}
    assert short == {}


def clocked(module: Iterable[ast.AST]) -> Iterator[str]:
    """The clocks that a module reads to see how long something takes, and times of day that it compares."""
    for node in module:
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute) and node.attr.removesuffix("_ns") in CLOCKS:
            yield node.attr
        elif isinstance(node, ast.Compare | ast.Assert) or is_between_moments(node):
            yield from ("time" for each in ast.walk(node) if is_look_at_a_clock(each))


def is_between_moments(node: ast.AST) -> bool:
    """Whether this subtracts one moment from another; to subtract an HOUR makes an earlier moment."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return False
    taken = node.right
    return not isinstance(taken, ast.Constant) and not (isinstance(taken, ast.Name) and taken.id.isupper())


def is_look_at_a_clock(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) and not node.args else None
    return isinstance(called, ast.Attribute) and called.attr in {"time", "time_ns"}


def short_ends(module: Iterable[ast.AST]) -> Iterator[str]:
    """Time-outs that a busy machine may reach."""
    for node in module:
        name = dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in ENDS:
            given = [*node.args, *(each.value for each in node.keywords if each.arg in {"timeout", "seconds"})]
            numbers = [each.value for each in given if isinstance(each, ast.Constant)]
            if any(isinstance(each, int | float) and not isinstance(each, bool) and each < HANG for each in numbers):
                yield ast.unparse(node)[:80]
        if name == "wait_for_timeout":
            yield ast.unparse(node)[:80]


# --- the day ---------------------------------------------------------------------------------------------------------

TODAY = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime|strftime))$"
)
MAY_LOOK = {
    "tests/programs/at.py",  # it sets the clock of a process, and says what it shows
    "tests/test_house_rules.py",  # it sees to it that this was done
}


def test_it_is_the_same_day_in_every_run() -> None:
    for now in (datetime.now(UTC), datetime.fromtimestamp(time.time(), UTC)):
        assert timedelta(0) < now - MONDAY < timedelta(hours=12)


def test_no_test_looks_at_today() -> None:
    def looks(path: Path) -> list[str]:
        return [name for name in references(path) if TODAY.search(name)]

    paths = [path for path in modules("tests") if named(path) not in MAY_LOOK]
    assert {named(path): found for path in paths if (found := looks(path))} == {}


@cache
def references(path: Path) -> list[str]:
    """What a module names with a dot, or imports from another, as "time.time"."""
    imports = [node for node in nodes(path) if isinstance(node, ast.ImportFrom)]
    imported = [f"{node.module}.{alias.name}" for node in imports for alias in node.names]
    return [*imported, *(dotted(node) for node in nodes(path) if isinstance(node, ast.Attribute))]


def dotted(node: ast.AST) -> str:
    """A name as it is written; of what is no name, as the call in `now().year`, only what follows it."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_every_program_that_a_test_starts_gets_a_clock() -> None:
    paths = [path for path in modules("tests") if "sys.executable" in references(path)]
    assert [named(path) for path in paths] == [
        "tests/bare_machine.py",  # what installs asks for no time
        "tests/days.py",  # it starts pytest, and that has one
        "tests/programs/launch.py",
        "tests/test_features_page.py",  # it starts pytest too
        "tests/test_machine_environment.py",  # the same
    ]


# --- papers ----------------------------------------------------------------------------------------------------------


def test_nobodys_address_or_number_is_in_here() -> None:
    """Made-up ones are at example domains (tests may make up more); real ones have no place in a public repository."""
    mail = re.compile(r"[\w.+-]+@(?!.*example)[\w-]+\.(?:nl|com|org|net|eu)\b")
    phone = re.compile(r"(?<![\w.,:/-])(?!06-12345678)(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}(?![\w.,])")
    numbers = {named(path): found for path in texts() if (found := phone.findall(path.read_text()))}
    product = [path for path in texts() if "tests" not in path.parts]
    addresses = {named(path): found for path in product if (found := mail.findall(path.read_text()))}
    assert (numbers, addresses) == ({}, {})


# --- packages --------------------------------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines), name
    return {canonical(package): pinned for package, _, pinned in (line.partition("==") for line in lines)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    assert {package: version(package) for package in pins(name)} == pins(name)


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_whatever_the_program_imports_is_pinned_for_running_it() -> None:
    homes = packages_distributions()
    names = {name for path in modules() for name in imported(path)} - set(OURS) - sys.stdlib_module_names
    needed = {canonical(home) for name in names for home in homes[name]}
    assert needed - pins("requirements.txt").keys() == set()
