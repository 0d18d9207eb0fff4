"""What somebody new could try: the tips above a channel, until they were tried, closed, or a day old."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.lokaal.addresses import PLATFORM, address
from handlers.feature import Registry
from storage import demo
from storage.database import Session

CLOSED: Final = "dicht"
WEEK: Final = "week"
_TRIED: Final = "tip "


@dataclass(frozen=True, slots=True)
class Shown:
    """A tip as it stands above a channel; `url` leads to where its message is put ready."""

    title: str
    text: str
    url: str


_CLOCK: Final = Shown(
    "Laat een week voorbijgaan",
    "Kies bovenaan “een week later”. Dan komt wat Tafelbot in die week vanzelf stuurt.",
    address("bouw"),
)


def left(session: Session, accounts: Container[str], registry: Registry) -> list[Shown]:
    """What was not tried yet, for people who are still there, of the features that are switched on."""
    return [shown for key, shown in _every(accounts, registry) if not demo.setting(session, _TRIED + key)]


def _every(accounts: Container[str], registry: Registry) -> Iterator[tuple[str, Shown]]:
    for tip in registry.tips:
        if f"{PLATFORM}:{tip.person}" in accounts:
            yield tip.key, Shown(tip.title, tip.text, address(tip.tafel, als=tip.person, concept=tip.message))
    yield WEEK, _CLOCK


def said(session: Session, text: str, registry: Registry) -> None:
    """Somebody sent this."""
    for tip in registry.tips:
        if re.match(tip.tried, text, re.IGNORECASE):
            tried(session, tip.key)


def tried(session: Session, key: str) -> None:
    if not demo.setting(session, _TRIED + key):
        demo.set_setting(session, _TRIED + key, "ja")
        demo.touch(session, demo.EVERYTHING)


def wanted(kept: str, today: date) -> bool:
    """Whether a browser still shows tips; what it keeps is the day of its first look, or that they were closed."""
    return kept in ("", today.isoformat())
