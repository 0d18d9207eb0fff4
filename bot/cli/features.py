"""Commands on the command line that features bring, with the house around them: a database, a clock, an address."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from bot import processes
from bot.cli import commands
from bot.doors import plain
from bot.serving import addresses
from bot.serving.signing import Signer
from bot.settings import Settings
from handlers.cards import Card
from handlers.feature import Refusal, Terminal, TerminalCommand, Work
from storage import jobs

_TIE = "\N{NO-BREAK SPACE}"


def brought() -> list[TerminalCommand]:
    """The commands of every feature that is switched on."""
    return [command for feature in processes.registry().features for command in feature.around.terminal]


def run(settings: Settings, args: argparse.Namespace, *, does: Callable[[Terminal, argparse.Namespace], None]) -> None:
    """Run a feature's command."""
    does(terminal(settings), args)


def terminal(settings: Settings) -> Terminal:
    """The context of a feature's command in this installation."""
    return Terminal(
        say=commands.say, table=_table, written=_written, work=partial(_work, settings),
        address=partial(_address, settings),
    )  # fmt: skip


def _table(rows: Iterable[Iterable[str]]) -> None:
    commands.say("\n".join(plain.table(rows)))


def _written(card: Card) -> str:
    return plain.visible(plain.text(card).replace(_TIE, " "))


@contextmanager
def _work(settings: Settings) -> Iterator[Work]:
    """One transaction that may read and calculate for long; it holds up others from its first write on."""
    with commands.opened(settings) as db:
        now = commands.clock(db, settings)()
        with jobs.transaction(db) as session:
            outside = processes.outside(settings)
            yield Work(session=session, now=now, registry=processes.registry(), outside=outside)


def _address(settings: Settings, page: str) -> str:
    if not settings.is_demo and not settings.tafelbot_url:
        msg = "Tafelbot heeft hier geen openbaar adres, dus kan niemand de link openen. Stel TAFELBOT_URL in."
        raise Refusal(msg)
    signer = Signer(settings.tafelbot_geheim or (processes.kept_secret(),))
    return f"{settings.public_url}{addresses.path(signer, page)}"
