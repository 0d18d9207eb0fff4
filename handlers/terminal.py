"""Commands on the command line that features bring: `python -m bot koers zet ...`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.cards import Card

W = TypeVar("W")


@dataclass(frozen=True, kw_only=True)
class Terminal(Generic[W]):
    """The context of a command on the command line: `work` opens one transaction on a database that is up to date.

    `say` prints words and `table` rows below each other; `written` gives a card as text. `address` gives the public
    address of a page ("cockpit/4f2a"), and refuses where this installation has none.
    """

    say: Callable[[str], None]
    written: Callable[[Card], str]
    table: Callable[[Iterable[Iterable[str]]], None]
    work: Callable[[], AbstractContextManager[W]]
    address: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class TerminalCommand(Generic[W]):
    """A command after `python -m bot`, or a verb behind one; `arguments` adds what follows it to its parser."""

    word: str
    help: str
    more: str = ""
    does: Callable[[Terminal[W], Namespace], None] | None = None
    arguments: Callable[[ArgumentParser], None] = lambda _parser: None
    verbs: tuple["TerminalCommand[W]", ...] = ()
