"""The program itself with one thing more: `python -m bench.house COMMANDS`, or `web FILE`, or `worker FILE`, or
`teams KEYS`, or `room`.

With a number it has so many commands instead of its own. With a file it writes down there, when it ends, every module
that it had imported. With keys it has a Teams of its own: on this machine, known by those keys, and without sign-in.
With `room` it has the room of the tests.
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot import __main__ as program, processes
from bot.teams import app as teams
from bot.teams.sdk import LOCAL
from handlers import actieagenda
from handlers.registry import build_registry
from tests import toy_room


def with_commands(count: int) -> None:
    """One command is the agenda's own, the others are like it."""
    [command] = actieagenda.FEATURE.asked.commands
    others = tuple(replace(command, word=f"opdracht{number}") for number in range(1, count))
    feature = replace(actieagenda.FEATURE, asked=replace(actieagenda.FEATURE.asked, commands=(*others, command)))
    processes.registry = lambda: build_registry((feature,))
    program.main(["web"])


def listing(name: str, path: str) -> None:
    program.main([name])
    Path(path).write_text("\n".join(sys.modules))


def beside_teams(keys: str) -> None:
    """The program as it is; but Microsoft's hosts, keys and sign-in are those of the bench."""
    teams.TeamsDoor = partial(teams.TeamsDoor, microsoft=replace(LOCAL, openid=keys))  # type: ignore[misc, assignment]
    program.main(["web"])


def with_room() -> None:
    """The program as it is, with the room of the tests."""
    processes.registry = lambda: build_registry(toy_room.features())
    program.main(["web"])


if __name__ == "__main__":
    if sys.argv[1] == "room":
        with_room()
    elif sys.argv[1] == "teams":
        beside_teams(sys.argv[2])
    elif len(sys.argv) > 2:
        listing(*sys.argv[1:])
    else:
        with_commands(int(sys.argv[1]))
