"""Write the tables of the pages and the whole of `.env.example` from the code: `make docs`.

A page holds a table between `<!-- tabel: NAME -->` and `<!-- einde -->`. `PAGES` says which tables a page must have;
`filled` gives a page with all of them as they should be, and refuses a page that misses one.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final, TypeAlias

import handlers
from bot.__main__ import parser
from bot.settings import Settings
from handlers import FEATURES, roles
from handlers.contract import Command, Registry
from handlers.feature import Feature
from handlers.registry import build_registry
from handlers.rights import COLUMNS

ROOT = Path(__file__).parent.parent
Rows: TypeAlias = Callable[[], Iterator[str]]

_SETTING = re.compile(r"^    (\w+): [^#]*# (.+)$", re.MULTILINE)
_TABLE = re.compile(r"(<!-- tabel: (.+?) -->\n)(.*?)(<!-- einde -->)", re.DOTALL)
_NO_VALUE = {"", ()}
_WIDTH: Final = 120


# --- pages -----------------------------------------------------------------------------------------------------------


def pages() -> dict[Path, Mapping[str, Rows]]:
    """Every page with tables from the code, and what fills each of them."""
    registry = build_registry(FEATURES)
    guide: dict[str, Rows] = {f"/{word}": _of(command) for word, command in registry.commands.items() if command.slash}
    return {
        ROOT / "README.md": {"features": in_features, "settings": names_of_settings},
        ROOT / "docs" / "handleiding.md": guide | {"rechten": lambda: in_rights(registry)},
        ROOT / "docs" / "beheer.md": {"opdrachtregel": on_command_line, "instellingen": settings},
    }


def filled(page: Path) -> str:
    """A page with its tables as they should be. Fails where the page misses a table, or has one that nothing fills."""
    tables = pages()[page]
    text = page.read_text()
    there = [found[2] for found in _TABLE.finditer(text)]
    assert sorted(there) == sorted(tables), f"{page.name} needs the tables {sorted(tables)}, and has {sorted(there)}"
    return _TABLE.sub(lambda found: "\n".join([found[1].rstrip(), *tables[found[2]](), found[4]]), text)


# --- commands in chat ------------------------------------------------------------------------------------------------


def _of(command: Command) -> Rows:
    return lambda: in_chat(command)


def in_chat(command: Command) -> Iterator[str]:
    """One command with everything that can be typed behind it."""
    yield from ("| wat je typt | wat het doet |", "|---|---|")
    yield _row(f"/{command.word}", command.help)
    for verb in command.verbs:
        yield _row(f"/{command.word} {verb.word} {verb.usage}".strip(), verb.help)
    for usage, text in command.other.usages if command.other else ():
        yield _row(f"/{command.word} {usage}", text)


def in_features() -> Iterator[str]:
    """Every feature by its commands, with the first sentence of its module."""
    yield from ("| command | what it is for |", "|---|---|")
    for feature in FEATURES:
        words = ", ".join(f"`/{command.word}`" for command in feature.asked.commands)
        yield f"| {words or feature.name} | {purpose(feature)} |"


def purpose(feature: Feature) -> str:
    """The first sentence of the module that makes a feature."""
    [module] = [each for each in vars(handlers).values() if getattr(each, "FEATURE", None) is feature]
    about = " ".join((module.__doc__ or "").split("\n\n")[0].split())
    return f"{re.split(r'(?<=[.]) ', about)[0].rstrip('.')}."


def in_rights(registry: Registry) -> Iterator[str]:
    """Who may do what, as `/tafel rechten` shows it."""
    shown = COLUMNS[:-1]
    yield from (f"| | {' | '.join(shown)} |", f"|{'---|' * (len(shown) + 1)}")
    for right in roles.declared(registry):
        yield f"| {right.label} | {' | '.join(right.grants[column] for column in shown)} |"


# --- command line ----------------------------------------------------------------------------------------------------


def on_command_line() -> Iterator[str]:
    yield from ("| opdracht | wat ze doet |", "|---|---|")
    for words, text in command_lines(parser()):
        yield _row(f"python -m bot {words}", text)


def command_lines(top: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Every command as it is typed, with its help."""
    for name, text, sub in subcommands(top):
        deeper = list(command_lines(sub))
        yield from ((f"{name} {words}", about) for words, about in deeper)
        if not deeper:
            usage = sub.format_usage().partition(f" {name}")[2].replace("[-h]", "")
            yield f"{name} {' '.join(usage.split())}".strip(), text


def subcommands(top: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Name, help and parser of what comes right behind a command."""
    for action in top._actions:  # noqa: SLF001 - argparse shows its parts nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 - the same
            yield from ((name, helps[name], sub) for name, sub in action.choices.items())


# --- settings --------------------------------------------------------------------------------------------------------


def names_of_settings() -> Iterator[str]:
    """The names of all settings, in lines of at most 120 characters."""
    line = ""
    for each in fields(Settings):
        name = f"`{each.name.upper()}`"
        if len(f"{line} {name},") > _WIDTH:
            yield line
            line = ""
        line = f"{line} {name}".strip() + ","
    yield f"{line[:-1]}."


def settings() -> Iterator[str]:
    yield from ("| naam | wat het is | als het leeg is |", "|---|---|---|")
    about = documented()
    for each in fields(Settings):
        default = "" if each.default in _NO_VALUE else f"`{each.default}`"
        yield f"| `{each.name.upper()}` | {about[each.name]} | {default} |"


def documented() -> dict[str, str]:
    """What is said behind each setting in the code."""
    source = (ROOT / "bot" / "settings.py").read_text()
    return dict(_SETTING.findall(source))


def env_example() -> str:
    lines = ["# Kopieer dit naar .env (chmod 600) en vul in wat je nodig hebt. De omgeving gaat voor op dit bestand."]
    about = documented()
    for each in fields(Settings):
        default = "" if each.default in _NO_VALUE else str(each.default)
        lines += ["", f"# {about[each.name]}", f"#{each.name.upper()}={default}"]
    return "\n".join(lines) + "\n"


def _row(words: str, text: str) -> str:
    cells = [cell.replace("|", "\\|") for cell in (words, text)]
    return f"| `{cells[0]}` | {cells[1]} |"


def main() -> None:
    """Write every page and `.env.example` anew."""
    for page in pages():
        page.write_text(filled(page))
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
    (ROOT / ".env.example").write_text(env_example())


if __name__ == "__main__":
    main()
