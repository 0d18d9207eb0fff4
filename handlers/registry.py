"""All features side by side: who answers a command, a press, a form or a message. Help and manifests read it too."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from handlers.anonymous import Declared, Key, declared
from handlers.cards import Card
from handlers.feature import Command, Feature, Handler, Now, Search, Shortcut
from storage.database import Session

V = TypeVar("V")
ROOT = "tafel"
"""The command that reaches every other one, so that an installation may register it alone."""


@dataclass(frozen=True)
class Registry:
    """The features that are switched on. Actions are named after them: "actieagenda.klaar"."""

    features: tuple[Feature, ...]
    commands: Mapping[str, Command] = field(init=False)
    presses: Mapping[str, Handler] = field(init=False)
    submits: Mapping[str, Handler] = field(init=False)
    searches: Mapping[str, Search] = field(init=False)
    anonymous: Mapping[Key, Declared] = field(init=False)

    def __post_init__(self) -> None:
        commands = [command for feature in self.features for command in feature.commands]
        values = {
            "commands": _unique((command.word, command) for command in commands),
            "presses": self._by_action(lambda feature: feature.presses),
            "submits": self._by_action(lambda feature: feature.submits),
            "searches": self._by_action(lambda feature: feature.searches),
            "anonymous": declared(self.features),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _by_action(self, part: Callable[[Feature], Mapping[str, V]]) -> Mapping[str, V]:
        return _unique(
            (f"{feature.name}.{name}", value) for feature in self.features for name, value in part(feature).items()
        )

    @property
    def shortcuts(self) -> list[Shortcut]:
        """What can be done with a message, with full action names."""
        return [
            Shortcut(label=shortcut.label, action=f"{feature.name}.{shortcut.action}")
            for feature in self.features
            for shortcut in feature.shortcuts
        ]

    def draw(self, session: Session, now: Now, key: str) -> Card | None:
        """A living card ("actie:12") as it is now; None when the thing is gone."""
        kind, _, subject = key.partition(":")
        for feature in self.features:
            if kind in feature.draws:
                return feature.draws[kind](session, now, subject)
        return None


def _unique(pairs: Iterable[tuple[str, V]]) -> dict[str, V]:
    found: dict[str, V] = {}
    for name, value in pairs:
        if name in found:
            msg = f"two features answer to {name!r}"
            raise ValueError(msg)
        found[name] = value
    return found
