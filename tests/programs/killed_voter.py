"""A process that handles one anonymous request, or closes a vote, and kills itself at a named moment."""

import asyncio
import os
import signal
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from bot.app import App
from bot.background import unlinking
from bot.background.unlinking import Unlinking
from bot.serving import anonymous
from bot.settings import Settings
from handlers.registry import build_registry
from handlers.request import Request
from storage.database import Database
from tests.anonymity import peiling
from tests.world import Clock


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(original: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    """The same, with the death of this process before or after it."""

    def done(*given: Any, **more: Any) -> Any:
        if before:
            die()
        result = original(*given, **more)
        die()
        return result

    return done


def dying_in(original: Callable[..., Any]) -> Callable[..., Any]:
    """The same with work that dies at its end, before the commit."""

    def done(db: Any, tables: Any, vault: Any, work: Callable[..., Any]) -> Any:
        return original(db, tables, vault, dying(work, before=False))

    return done


def change(module: ModuleType, name: str, how: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    setattr(module, name, how(getattr(module, name)))


before, after = partial(dying, before=True), partial(dying, before=False)
PLANS: dict[str, Callable[[], None]] = {
    "between the two steps": lambda: change(anonymous, "write_apart", before),
    "before the vote is committed": lambda: change(anonymous, "write_apart", dying_in),
    "before the answer": lambda: change(anonymous, "_redraw", before),
    "before the close is committed": lambda: change(unlinking, "write_apart", dying_in),
    "before the feature hears of it": lambda: change(unlinking, "_follow", before),
    "before what the feature did is committed": lambda: change(unlinking, "_follow", after),
    "before traces are erased": lambda: change(unlinking, "erase_traces", before),
    "after traces were erased": lambda: change(unlinking, "erase_traces", after),
    "never": lambda: None,
}


def main(url: str, moment: str, request: Request | None) -> None:
    """Where a process begins."""
    db = Database(url)
    app = App(Settings(tafelbot_geheim=("a secret for tests",)), db, build_registry((peiling.FEATURE,)), Clock())
    PLANS[moment]()
    asyncio.run(answered(app, request) if request else closed(app))


async def answered(app: App, request: Request) -> None:
    await app.answer(request)


async def closed(app: App) -> None:
    work = Unlinking(app)
    await work.work()
    await work.stop()
