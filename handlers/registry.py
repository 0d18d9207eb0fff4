"""Put the features together, and refuse loudly what cannot work: a name twice, a callback under another one's name, a
word that leads to something else, a line in a menu that leads nowhere."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, TypeVar

from handlers.anonymous import Declared, Key
from handlers.contract import ROOT, Command, Feature, Registry
from handlers.rooms import OwnedRoom

V = TypeVar("V")
_PLACE: Final = re.compile(r"[a-z]+(-[a-z]+)*")


def build_registry(features: Iterable[Feature]) -> Registry:
    """All features by what reaches them. Raises `ValueError` where two claim the same, or one is listed twice."""
    listed = tuple(features)
    _by_name("feature", ((each.name, each) for each in listed))

    def gather(what: str, part: Callable[[Feature], Iterable[tuple[str, V]]]) -> dict[str, V]:
        return _by_name(what, (pair for feature in listed for pair in part(feature)))

    commands = gather("command", lambda one: ((each.word, each) for each in one.asked.commands))
    presses = gather("press", lambda one: ((_own(one, each.callback.name), each) for each in one.asked.presses))
    anonymous = _anonymous(listed)
    _check_words(commands)
    _check_shortcuts(listed, presses.keys() | {name for kind, name in anonymous if kind == "press"})
    return Registry(
        features=listed,
        commands=commands,
        presses=presses,
        submits=gather("form", lambda one: ((_own(one, each.callback.name), each) for each in one.asked.submits)),
        searches=gather("search", lambda one: ((_own(one, each.name), each) for each in one.asked.searches)),
        jobs=gather("job", lambda one: ((_own(one, each.task.name), each) for each in one.by_itself.jobs)),
        timed=gather("timed kind", lambda one: ((each.kind, each) for each in one.by_itself.timed)),
        cards=gather("kind of card", lambda one: one.shown.cards.items()),
        anonymous=anonymous,
        pages=gather("page", lambda one: ((_in_addresses(each.name), each) for each in one.around.pages)),
        rooms=gather(
            "room", lambda one: ((_in_addresses(each.name), OwnedRoom(one.name, each)) for each in one.around.rooms)
        ),
    )


def _own(feature: Feature, name: str) -> str:
    """A full name, which begins with that of its feature: what people press finds its way back by it."""
    if name.partition(".")[0] != feature.name:
        msg = f"the feature {feature.name!r} calls something {name!r}; that must begin with {feature.name + '.'!r}"
        raise ValueError(msg)
    return name


def _in_addresses(name: str) -> str:
    """A name that can stand in an address as it is, and is the purpose of no other signature of ours."""
    if not _PLACE.fullmatch(name):
        msg = f"the page {name!r} cannot stand in an address: its name is small letters with hyphens between them"
        raise ValueError(msg)
    return name


def _check_words(commands: Mapping[str, Command]) -> None:
    """Raise where a word behind a command has two meanings: the command that reaches all others is one of them."""
    for command in commands.values():
        words = [word for verb in command.verbs for word in (verb.word, *verb.aliases)]
        others = [each for each in commands if each != ROOT] if command.word == ROOT else []
        if twice := sorted(word for word, times in Counter([*words, *others]).items() if times > 1):
            msg = f"/{command.word} {twice[0]} would mean two things: two verbs, or a verb and a command"
            raise ValueError(msg)


def _check_shortcuts(features: Iterable[Feature], presses: Collection[str]) -> None:
    """Raise for a line in the menu of a message that no feature answers."""
    for feature in features:
        for shortcut in feature.asked.shortcuts:
            if shortcut.action not in presses:
                msg = f"{feature.name!r}: the shortcut {shortcut.label!r} leads to no press ({shortcut.action!r})"
                raise ValueError(msg)


def _by_name(what: str, pairs: Iterable[tuple[str, V]]) -> dict[str, V]:
    found: dict[str, V] = {}
    for name, value in pairs:
        if name in found:
            msg = f"the {what} {name!r} is there twice: a feature is listed twice, or two of them claim it"
            raise ValueError(msg)
        found[name] = value
    return found


def _anonymous(features: Iterable[Feature]) -> dict[Key, Declared]:
    """Every anonymous action by kind and full name. Raises for one that is an ordinary action of its feature too."""
    found: dict[Key, Declared] = {}
    for feature in features:
        declared = feature.around.anonymous
        if declared is None:
            continue
        asked = feature.asked
        for kind, actions, ordinary in (
            ("press", declared.presses, {each.callback.name for each in asked.presses}),
            ("submit", declared.submits, {each.callback.name for each in asked.submits}),
        ):
            named = {f"{feature.name}.{name}": each for name, each in actions.items()}
            if both := named.keys() & ordinary:
                msg = f"{feature.name} declares {sorted(both)} both as anonymous and as ordinary"
                raise ValueError(msg)
            found |= {(kind, name): Declared(declared, each) for name, each in named.items()}
    return found
