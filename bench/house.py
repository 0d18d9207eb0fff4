"""The program itself with one thing more: `python -m bench.house COMMANDS`, or `web FILE`, or `worker FILE`.

With a number it has so many commands instead of its own. With a file it writes down there, when it ends, every module
that it had imported.
"""

import sys
from dataclasses import replace
from pathlib import Path

from bot import __main__ as program, processes
from handlers import actieagenda
from handlers.registry import Registry


def with_commands(count: int) -> None:
    """One command is the agenda's own, the others are like it."""
    [command] = actieagenda.FEATURE.commands
    others = tuple(replace(command, word=f"opdracht{number}") for number in range(1, count))
    feature = replace(actieagenda.FEATURE, commands=(*others, command))
    processes.registry = lambda: Registry((feature,))
    program.main(["web"])


def listing(name: str, path: str) -> None:
    program.main([name])
    Path(path).write_text("\n".join(sys.modules))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        listing(*sys.argv[1:])
    else:
        with_commands(int(sys.argv[1]))
