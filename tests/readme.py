"""The tables of the README and of the user guide, and the whole of .env.example, made from the code: `make docs` writes
them anew."""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from bot.__main__ import parser
from bot.settings import Settings
from handlers import FEATURES, roles
from handlers.registry import build_registry
from handlers.rights import COLUMNS

ROOT = Path(__file__).parent.parent
_SETTING = re.compile(r"^    (\w+): [^#]*# (.+)$", re.MULTILINE)
_NO_VALUE = {"", ()}


README, GUIDE = ROOT / "README.md", ROOT / "docs" / "handleiding.md"


def readme() -> str:
    """The README with its tables as they should be."""
    return _filled(README, {"opdrachten": in_chat(), "opdrachtregel": on_command_line(), "instellingen": settings()})


def guide() -> str:
    """The user guide with its table as it should be."""
    return _filled(GUIDE, {"rechten": rights()})


def _filled(page: Path, tables: Mapping[str, Iterable[str]]) -> str:
    text = page.read_text()
    for name, rows in tables.items():
        start, end = f"<!-- tabel: {name} -->\n", "<!-- einde -->"
        assert start in text, f"{page.name} misses {start}"
        before, _, rest = text.partition(start)
        table = "\n".join(rows)
        text = f"{before}{start}{table}\n{rest[rest.index(end) :]}"
    return text


def in_chat() -> Iterator[str]:
    yield from ("| wat je typt | wat het doet |", "|---|---|")
    for command in build_registry(FEATURES).commands.values():
        yield _row(f"/{command.word}", command.help)
        for verb in command.verbs:
            yield _row(f"/{command.word} {verb.word} {verb.usage}".strip(), verb.help)
        for usage, text in command.other.usages if command.other else ():
            yield _row(f"/{command.word} {usage}", text)


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


def rights() -> Iterator[str]:
    """Who may do what, as `/tafel rechten` shows it."""
    shown = COLUMNS[:-1]
    yield from (f"| | {' | '.join(shown)} |", f"|---|{'---|' * len(shown)}")
    for right in roles.declared(build_registry(FEATURES)):
        yield f"| {right.label} | {' | '.join(right.grants[column] for column in shown)} |"


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


if __name__ == "__main__":
    README.write_text(readme())
    GUIDE.write_text(guide())
    (ROOT / ".env.example").write_text(env_example())
