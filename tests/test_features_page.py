"""A feature in an hour: the steps of CONTRIBUTING.md and the files of docs/features.md, done in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.programs import launch
from tests.readme import ROOT
from tests.waiting import HANG

STEPS: Final = (ROOT / "CONTRIBUTING.md").read_text().partition("## A feature in an hour")[2]
PAGE: Final = (ROOT / "docs" / "features.md").read_text()
_FILE: Final = re.compile(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EDIT: Final = re.compile(
    r"`([\w/.]+)`, (behind|in place of) `([^`]+)`[^\n]*:\n(?:[^\n]+:\n)?\n```\n(.*?)^```", re.MULTILINE | re.DOTALL
)
_COPIED: Final = ("bot", "handlers", "storage", "factsheets", "setup", "tests", "docs", "bench")


def files() -> dict[str, str]:
    """The files that stand on the page in full."""
    return dict(_FILE.findall(PAGE))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project in which the feature was made."""
    copy = tmp_path_factory.mktemp("hour") / "project"
    for folder in _COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    for name, code in files().items():
        (copy / name).write_text(code)
    for name, way, anchor, block in _EDIT.findall(STEPS):
        edit(copy / name, way, anchor, block)
    return copy


def edit(path: Path, way: str, anchor: str, block: str) -> None:
    """Do what a step says: put a block behind the line with an anchor, or in the anchor's place."""
    text = path.read_text()
    assert text.count(anchor) == 1, f"{path.name} has no single place that says {anchor!r}"
    if way == "in place of":
        path.write_text(text.replace(anchor, block.rstrip("\n")))
        return
    at = text.index("\n", text.index(anchor)) + 1
    path.write_text(text[:at] + block + text[at:])


def run(project: Path, *words: str) -> str:
    """Run Python with these words in the copy; fails with all that it said."""
    env = {**launch.environment(PYTHONPATH=str(project)), "PATH": os.environ["PATH"]}
    env.pop("COVERAGE_PROCESS_CONFIG", None)
    done = subprocess.run(
        [sys.executable, *words], cwd=project, env=env, capture_output=True, text=True, check=False, timeout=10 * HANG
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commands() -> Iterator[list[str]]:
    """The lines of the steps that are typed, as words for Python; `make docs` writes the tables."""
    for block in re.findall(r"^```\n(.*?)^```", STEPS, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith(".venv/bin/python "):
                yield re.findall(r'"[^"]*"|\S+', line)[1:]
            elif line.startswith(".venv/bin/ruff "):
                yield ["-m", *line.removeprefix(".venv/bin/").split()]
            elif line.startswith(".venv/bin/lint-imports "):
                yield [
                    "-c",
                    "from importlinter.cli import lint_imports_command; lint_imports_command()",
                    *line.split()[1:],
                ]
            elif line == "make docs":
                yield ["-m", "tests.readme"]


def test_the_page_has_a_table_a_feature_and_its_tests_in_full() -> None:
    assert sorted(files()) == ["handlers/pluim.py", "storage/pluimen.py", "tests/test_pluim.py"]


def test_every_step_does_what_it_says_and_the_feature_works(project: Path) -> None:
    typed = list(commands())
    assert len(typed) == 6
    printed = [run(project, *(word.strip('"') for word in words)) for words in typed]
    assert "passed" in printed[-1]
    assert "failed" not in printed[-1]


def test_the_draft_of_a_migration_is_formatted_and_passes_the_linter(project: Path) -> None:
    drafts = sorted((project / "storage" / "migrations" / "versions").glob("[0-9]*.py"))
    new = [path for path in drafts if not (ROOT / path.relative_to(project)).exists()]
    assert [path.name for path in new] == [f"{len(drafts):04d}_pluimen_who_thanked_whom_at_a_tafel.py"]
    text = new[0].read_text()
    assert text.startswith('"""Pluimen: who thanked whom at a tafel.\n')
    assert "batch" not in text
    run(project, "-m", "ruff", "check", str(new[0]))
    run(project, "-m", "ruff", "format", "--check", str(new[0]))


def test_what_the_house_asks_of_a_feature_is_there(project: Path) -> None:
    printed = run(
        project, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", "-k",
        "tables_of_a_page or table_of_the_database or guide_names or tables_of_the_code or (switched_off and pluim)",
        "tests/test_docs.py", "tests/test_migrate.py", "tests/test_switched_off.py",
    )  # fmt: skip
    assert "passed" in printed
