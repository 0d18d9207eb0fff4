"""What an app says of itself where people add it: what it is, and what the features that are switched on answer to."""

from collections.abc import Callable
from itertools import accumulate

from handlers.feature import Command, Registry


def describe(
    registry: Registry, begin: str, end: str, *, most: int, length: Callable[[str], int],
    written: Callable[[Command], str],
) -> str:  # fmt: skip
    """The beginning, as many commands as fit in `most`, each on a line as it is `written`, and the end."""
    commands = [f"{written(each)}: {each.help}" for each in registry.commands.values() if each.slash]
    room = most - length(end) - 2
    kept = list(accumulate(commands, "{}\n{}".format, initial=begin + "\n"))
    return "\n\n".join(filter(None, [max((each for each in kept if length(each) <= room), key=len).strip(), end]))
