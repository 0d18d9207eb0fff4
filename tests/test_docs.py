"""The papers are true: their tables come from the code, their links lead somewhere and their commands run."""

import argparse
import ast
import importlib.util
import re
import shlex
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.__main__ import parser
from handlers import FEATURES
from handlers.feature import Registry
from handlers.registry import build_registry
from storage import demo
from storage.database import metadata
from storage.tables import load_tables
from tests import picture, readme
from tests.databases import Sqlite
from tests.papers import anchors, command_lines, links, name_of, papers, spans
from tests.platforms import Chat
from tests.readme import ROOT, subcommands
from tests.test_features_page import files

REGISTRY: Final = build_registry(FEATURES)


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", readme.pages(), ids=name_of)
def test_the_tables_of_a_page_are_what_the_code_says(page: Path) -> None:
    assert page.read_text() == readme.filled(page), "make docs"


def test_the_example_of_env_names_every_setting() -> None:
    assert (ROOT / ".env.example").read_text() == readme.env_example(), "make docs"


def test_the_user_guide_names_every_command() -> None:
    guide = (ROOT / "docs" / "handleiding.md").read_text()
    assert {word for word in build_registry(FEATURES).commands if f"/{word}" not in guide} == set()


def test_every_decision_says_why_and_what_it_costs() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len(pages) >= 6
    assert [page.name[:4] for page in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]
    for page in pages:
        assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == ["Context", "Decision", "Price"], page.name


def test_every_table_of_the_database_is_described_where_it_is_made() -> None:
    load_tables()
    names = {table.name for tables in (metadata, demo.metadata) for table in tables.sorted_tables}
    rows = re.findall(
        r"^\| `(\w+)` \| .+ \| `(storage/\w+\.py)` \|$", (ROOT / "docs" / "tables.md").read_text(), re.MULTILINE
    )
    assert sorted(name for name, _module in rows) == sorted(names - of_anonymous_features(names))
    assert [name for name, module in rows if f'"{name}",' not in (ROOT / module).read_text()] == []


def of_anonymous_features(names: set[str]) -> set[str]:
    """The tables that `storage.ballots` makes for a feature, which the page describes by their pattern."""
    features = [found[1] for name in names if (found := re.fullmatch(r"anonymous_(\w+)_keys", name))]
    patterns = ("anonymous_{}_keys", "anonymous_{}_ballots", "{}_subjects", "{}_closed_ballots")
    return {pattern.format(feature) for feature in features for pattern in patterns}


def test_every_module_says_in_its_first_lines_what_it_is_for() -> None:
    """A sentence of at least four words before the first empty line; a test's module tells what is tested."""
    silent = []
    for path in sorted(
        each
        for top in ("bot", "handlers", "storage", "factsheets", "setup", "bench", "tests")
        for each in (ROOT / top).rglob("*.py")
    ):
        about = ast.get_docstring(ast.parse(path.read_text())) or ""
        first = about.split("\n\n")[0]
        if (
            path.read_text().strip()
            and "versions" not in path.parts
            and (len(first.split()) < 4 or first[-1] not in ".:")
        ):
            silent.append(name_of(path))
    assert silent == []


# --- links -----------------------------------------------------------------------------------------------------------


def test_every_link_and_anchor_leads_somewhere() -> None:
    broken = [
        f"{name_of(page)}: {target.name}#{anchor}"
        for page in papers()
        for target, anchor in links(page)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    seen, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        ahead += [target for target, _anchor in links(page) if target.is_file()]
        ahead += [each for target, _anchor in links(page) if target.is_dir() for each in target.glob("*.md")]
    assert [name_of(page) for page in papers() if page not in seen] == []


def test_every_file_that_is_named_is_there() -> None:
    file = re.compile(r"(?:bot|handlers|storage|factsheets|tests|setup|bench|docs)/[\w./-]*\w/?")
    missing = [
        f"{name_of(page)}: {span}"
        for page in papers()
        for span in spans(page)
        if file.fullmatch(span)
        and not re.search(r"[A-Z]{3}", span)
        and span not in files()
        and not (ROOT / span).exists()
    ]
    assert missing == []


# --- commands for a terminal -----------------------------------------------------------------------------------------

_WORDS: Final = re.compile(r"(?:python|\.venv/bin/python) -m (\S+)(.*)")
_PLACEHOLDER: Final = re.compile(r"[A-Z]{2,}")


def test_every_make_target_on_a_page_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = [(name_of(page), line) for page in papers() for line in command_lines(page)]
    wrong = [
        (page, line) for page, line in named if (found := re.match(r"make ([a-z]+)", line)) and found[1] not in targets
    ]
    assert wrong == []


def test_every_module_that_a_page_starts_is_there() -> None:
    modules = {
        (name_of(page), found[1])
        for page in papers()
        for line in command_lines(page)
        for found in _WORDS.finditer(line)
    }
    assert len(modules) > 8
    assert [pair for pair in modules if importlib.util.find_spec(pair[1]) is None] == []


def test_every_tool_that_a_page_starts_is_installed() -> None:
    tools = {
        found for page in papers() for line in command_lines(page) for found in re.findall(r"\.venv/bin/(\S+)", line)
    }
    assert {"python", "ruff", "mypy", "lint-imports"} <= tools
    assert [
        tool for tool in tools - {"activate", "pip"} if not (Path(sysconfig.get_path("scripts")) / tool).exists()
    ] == []


def test_every_line_of_our_own_command_line_is_understood() -> None:
    lines = [
        (name_of(page), found[2].strip())
        for page in papers()
        for line in command_lines(page)
        for found in _WORDS.finditer(line.replace('\\"', '"'))
        if found[1] == "bot"
    ]
    assert len(lines) > 30
    assert [(page, line) for page, line in lines if not is_understood(line)] == []


def is_understood(line: str) -> bool:
    """Whether the real parser takes a line. A line that only names a command ("koers importeer") is understood too."""
    words = ["1" if _PLACEHOLDER.fullmatch(word) else word for word in shlex.split(line) if word != "..."]
    if tuple(words) in {(), *commands(parser())}:
        return True
    try:
        parser().parse_args(words)
    except SystemExit:
        return False
    return True


def commands(top: argparse.ArgumentParser) -> Iterator[tuple[str, ...]]:
    """Every command of the command line, by its words, and the groups that commands are in."""
    for name, _text, sub in subcommands(top):
        yield (name,)
        yield from ((name, *rest) for rest in commands(sub))


def test_every_option_that_a_page_names_is_one_of_ours() -> None:
    known = set(options(parser()))
    named = {(name_of(page), span.split()[0]) for page in papers() for span in spans(page) if span.startswith("--")}
    assert len(named) > 4
    assert [pair for pair in named if pair[1] not in known] == []


def options(top: argparse.ArgumentParser) -> Iterator[str]:
    yield from (word for action in top._actions for word in action.option_strings)  # noqa: SLF001 - as in tests.readme
    for _name, _text, sub in subcommands(top):
        yield from options(sub)


# --- commands in chat ------------------------------------------------------------------------------------------------


def typed() -> list[str]:
    """Every slash command on a page, what each page of ours and Slack's own commands are called left out."""
    words = {span for page in papers() for span in spans(page) if re.match(r"/[a-z]", span)}
    words |= {
        row[1] for page in readme.pages() for row in re.finditer(r"^\| `(/[^`]+)` \|", page.read_text(), re.MULTILINE)
    }
    return sorted(words)


PATHS: Final = (
    "/pluim",
    "/api/messages",
    "/cockpit/",
    "/healthz",
    "/k/",
    "/metrics",
    "/readyz",
    "/srv/tafelbot",
    "/invite",
    "/remind",
)


def test_every_slash_command_on_a_page_is_known() -> None:
    named = [words for words in typed() if not words.startswith(PATHS)]
    assert len(named) > 40
    unknown = [words for words in named if words[1:].split()[0] not in REGISTRY.commands]
    assert unknown == []


@pytest.fixture
def registry() -> Registry:
    return REGISTRY


def test_every_slash_command_on_a_page_is_understood(chat: Chat) -> None:
    """Each is typed at Bouw by its projectleider; what lets go of something comes last."""
    for number in range(1, 13):
        chat.say(f"/actie nieuw Folder {number} drukken", at="bouw")
    lines = [words for words in typed() if not words.startswith(PATHS) and "..." not in words]
    lines.sort(key=lambda words: ("ontkoppel" in words, "weg" in words))
    wrong = {}
    for words in lines:
        seen = chat.say(re.sub(r"@(iemand|wie)", "@karim", words), at="bouw")
        if seen is None or "ken ik niet" in seen.text or "Bedoelde je" in seen.text:
            wrong[words] = seen and seen.text
    assert wrong == {}


# --- pictures --------------------------------------------------------------------------------------------------------


def test_the_picture_shows_the_page_as_it_is_today(sqlite: Sqlite, tmp_path: Path) -> None:
    """The page is made here and compared with what it was when the picture was taken; nothing is drawn."""
    assert picture.RECORD.read_text() == picture.record(picture.page_of_workspace(sqlite, tmp_path)), "make docs"


# --- words -----------------------------------------------------------------------------------------------------------


def never() -> list[str]:
    """The words that the glossary keeps out of texts for people."""
    section = (ROOT / "docs" / "glossary.md").read_text().partition("## Texts for people")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| .+ \| .+ \| (.*?) ?\|$", section, re.MULTILINE)[1:]
    return [word.strip() for row in rows for word in row.split(",") if word.strip(" -")]


def texts(path: Path) -> Iterator[str]:
    """What a file says to people: its strings where it is Python, without docstrings; else all of it without code."""
    if path.suffix != ".py":
        yield re.sub(r"`[^`]*`", "", path.read_text()) if path.suffix == ".md" else path.read_text()
        return
    tree = ast.parse(path.read_text())
    bodies = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)]
    quiet = {id(each.value) for body in bodies for each in body if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.value


def test_texts_use_one_word_for_one_thing() -> None:
    assert len(never()) > 12
    word = re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, never()))})(?![\w./-])")
    paths = [
        *(ROOT / "docs").glob("*.md"),
        *(each for top in ("bot", "handlers") for each in (ROOT / top).rglob("*.*")),
    ]
    dutch = [path for path in paths if path.name in DUTCH or (path.suffix in TEXTS and "dates" not in path.parts)]
    found = {
        f"{name_of(path)}: {hit[0]}": text[max(0, hit.start() - 30) : hit.end() + 30]
        for path in dutch
        for text in texts(path)
        if " " in text and not PATTERN.search(text)
        for hit in word.finditer(text)
    }
    assert found == {}


TEXTS: Final = {".py", ".html", ".js"}
DUTCH: Final = {"handleiding.md", "beheer.md", "koppelen.md"}
PATTERN: Final = re.compile(r"\(\?|\\b|\| *SELECT")
"""Patterns, and all of `handlers/dates`, name what people write, not what we say to them."""


# --- names of the code -----------------------------------------------------------------------------------------------

_CALLED: Final = re.compile(r"(?:(?:handlers|storage)\.)?(\w+)\.(\w+)(?:\(.*\))?")


def test_every_function_that_a_page_for_engineers_names_is_in_its_module() -> None:
    """As `roles.require`, which is in `handlers/roles.py`, so that a rename reaches the pages too."""
    pages = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "features.md", ROOT / "docs" / "glossary.md"]
    named = {found.groups() for page in pages for span in spans(page) if (found := _CALLED.fullmatch(span))}
    homes = {(module, name): homes_of(module) for module, name in named if name != "py" and module not in GROUPS}
    checked = {pair: paths for pair, paths in homes.items() if paths and pair not in BESIDE}
    assert len(checked) >= 8
    assert [pair for pair, paths in checked.items() if not any(pair[1] in names_in(path) for path in paths)] == []


GROUPS: Final = {"asked", "heard", "by_itself", "shown", "about_people", "around"}
"""The groups of hooks, which `tests/test_contract.py` holds against the page."""
BESIDE: Final = {("koers", "toon"), ("tafels", "privacy")}
"""A callback's name and a module of a package, which look the same."""


def homes_of(module: str) -> list[Path]:
    found = [ROOT / top / f"{module}.py" for top in ("handlers", "storage")]
    return [path for path in found if path.exists()]


def names_in(path: Path) -> set[str]:
    """Every name that a module gives or uses: a page may speak of a field of what it makes."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return defined | {node.id for node in nodes if isinstance(node, ast.Name)}
