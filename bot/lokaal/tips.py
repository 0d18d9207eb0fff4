"""What somebody new could try: the tips above a channel, until they were tried, closed, or a day old."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.lokaal.addresses import PLATFORM, address
from storage import demo
from storage.database import Session

CLOSED: Final = "dicht"
_TRIED: Final = "tip "
_NEWS = "TECH-5: bijeenkomst over het Young Potentials-programma is gepland"
_FACTSHEET = "/factsheet bouw"
_CAPTURE = "/actie nieuw Open dag bij drie bouwers @karim eind mei"


@dataclass(frozen=True, slots=True)
class Tip:
    """Something to try; `said` is how a message begins that tries it, `person` who one becomes.

    `needs` are the commands without which there is nothing to try.
    """

    key: str
    title: str
    text: str
    url: str
    person: str = ""
    said: str = ""
    needs: tuple[str, ...] = ()


_TIPS: Final = (
    Tip(
        "nieuws", "Deel nieuws als kartrekker", f"Je bent dan Bram, en stuurt “{_NEWS}”.",
        address("tech", als="bram", concept=_NEWS), "bram", r"[a-z]+-\d+\b", ("actie",),
    ),
    Tip(
        "actie", "Zet een actie op de agenda", f"Je bent dan Petra, en stuurt “{_CAPTURE}”.",
        address("bouw", als="petra", concept=_CAPTURE), "petra", r"/actie nieuw\b", ("actie",),
    ),
    Tip(
        "factsheet", "Bekijk de factsheet van Bouw", f"Stuur “{_FACTSHEET}”, en daarna “/koers” voor de doelen.",
        address("bouw", als="petra", concept=_FACTSHEET), "petra", r"/factsheet\b", ("factsheet", "koers"),
    ),
    Tip(
        "week", "Laat een week voorbijgaan",
        "Kies bovenaan “een week later”. Dan komen de herinneringen en het weekbericht.", address("bouw"),
        needs=("actie", "weekbericht"),
    ),
)  # fmt: skip


def left(session: Session, accounts: Container[str], commands: Container[str]) -> list[Tip]:
    """What was not tried yet, for people who are still there, of the features that are switched on."""
    able = [tip for tip in _TIPS if all(command in commands for command in tip.needs)]
    there = [tip for tip in able if not tip.person or f"{PLATFORM}:{tip.person}" in accounts]
    return [tip for tip in there if not demo.setting(session, _TRIED + tip.key)]


def said(session: Session, text: str) -> None:
    """Somebody sent this."""
    for tip in _TIPS:
        if tip.said and re.match(tip.said, text, re.IGNORECASE):
            tried(session, tip.key)


def tried(session: Session, key: str) -> None:
    if not demo.setting(session, _TRIED + key):
        demo.set_setting(session, _TRIED + key, "ja")
        demo.touch(session, demo.EVERYTHING)


def wanted(kept: str, today: date) -> bool:
    """Whether a browser still shows tips; what it keeps is the day of its first look, or that they were closed."""
    return kept in ("", today.isoformat())
