"""Features do not know each other, and what they share knows none of them: read from the tree and the registry, so that
a new feature is under these rules without being listed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import grimp
import pytest

from handlers import FEATURES

ROOT: Final = Path(__file__).parent.parent
FLOOR: Final = {"tafels", "hulp"}
"""What every installation has: the command line and the page of somebody's data may know it."""
KAMER: Final = "handlers.versnellingskamer"
PURE: Final = (
    "handlers.dates", "handlers.dutch", "handlers.near", "handlers.words",
    *(f"{KAMER}.{name}" for name in ("votes", "checks", "consensus", "groups", "robustness", "tally", "published",
                                     "rules", "sentences", "outcomes", "result")),
)  # fmt: skip
"""Calculations that several features share, and those from a ballot to a result."""


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "handlers", "storage", "factsheets", include_external_packages=False)


_MADE = re.compile(r"^FEATURE(: [\w.\[\]]+)? = Feature\(", re.MULTILINE)


def found() -> dict[str, str]:
    """The module or package of each feature in the tree, by the name that it gives itself."""
    modules = {}
    for path in (ROOT / "handlers").rglob("*.py"):
        made = _MADE.search(code := path.read_text())
        if not made:
            continue
        name = re.compile(r'^    name="(\w+)"', re.MULTILINE).search(code, made.end())
        assert name, path
        inside = path.parent if path.name == "__init__.py" else path.with_suffix("")
        modules[name[1]] = ".".join(inside.relative_to(ROOT).parts)
    return modules


def inside(module: str) -> set[str]:
    """A module with everything below it."""
    return {module, *graph().find_descendants(module)}


def imports_of(modules: set[str]) -> Iterator[tuple[str, str]]:
    """What these modules import outside of themselves."""
    for module in sorted(modules):
        for imported in graph().find_modules_directly_imported_by(module):
            if imported not in modules:
                yield module, imported


def test_every_feature_in_the_tree_is_switched_on_or_is_no_feature() -> None:
    assert found().keys() == {each.name for each in FEATURES}


@pytest.mark.parametrize("name", [each.name for each in FEATURES])
def test_a_feature_imports_no_other(name: str) -> None:
    others = set().union(*(inside(module) for each, module in found().items() if each != name))
    assert [pair for pair in imports_of(inside(found()[name])) if pair[1] in others] == []


def test_what_features_share_knows_none_of_them() -> None:
    features = set().union(*(inside(module) for module in found().values()))
    shared = (inside("handlers") | inside("storage") | inside("factsheets")) - features - {"handlers"}
    assert [pair for pair in imports_of(shared) if pair[1] in features] == []


def test_nothing_around_the_features_knows_one_that_can_be_switched_off() -> None:
    switched = set().union(*(inside(module) for name, module in found().items() if name not in FLOOR))
    assert [pair for pair in imports_of(inside("bot")) if pair[1] in switched] == []


@pytest.mark.parametrize("module", PURE)
def test_shared_calculations_import_nothing_of_the_house(module: str) -> None:
    allowed = set().union(*(inside(each) for each in PURE))
    assert [pair for pair in imports_of(inside(module)) if pair[1] not in allowed] == []
