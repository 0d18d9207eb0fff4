"""Read the papers of this project for the tests that check them: headings, links, code and commands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.readme import ROOT

_FENCE: Final = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INDENTED: Final = re.compile(r"(?:^ {4}\S.*\n)+", re.MULTILINE)
_SPAN: Final = re.compile(r"`([^`\n]+)`")
_TABLE_FROM_CODE: Final = re.compile(r"<!-- tabel: .*?<!-- einde -->", re.DOTALL)
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def papers() -> list[Path]:
    """Every page that people read, the changelog included."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What a link to a heading of this page says behind its "#", as GitHub and GitLab make it of the words."""
    found: dict[str, int] = {}
    for heading in re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", page.read_text()), re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", heading)).strip().lower().replace(" ", "-")
        found[words] = found.get(words, -1) + 1
    return {f"{words}-{number}" if number else words for words, most in found.items() for number in range(most + 1)}


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The pages and pictures that a page leads to inside this project, each with its anchor or ""."""
    for target, anchor in _LINK.findall(_FENCE.sub("", page.read_text())):
        yield (page.parent / target).resolve() if target else page, anchor


def spans(page: Path) -> list[str]:
    """The words between backticks, without the tables that are made from the code."""
    return _SPAN.findall(_FENCE.sub("", _TABLE_FROM_CODE.sub("", page.read_text())))


def command_lines(page: Path) -> Iterator[str]:
    """The lines for a terminal: those of blocks without a language, and the words between backticks."""
    text = _TABLE_FROM_CODE.sub("", page.read_text())
    blocks = [block for language, block in _FENCE.findall(text) if not language]
    for block in [*blocks, *_INDENTED.findall(_FENCE.sub("", text))]:
        yield from (line.partition("  #")[0].strip() for line in block.splitlines())
    yield from spans(page)
