"""Put the features together, and refuse loudly what cannot work: a name twice, a callback under another one's name, a
word that leads to something else or to nothing, a line in a menu that leads nowhere."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeVar

from handlers.anonymous import Declared, Key
from handlers.contract import HELP, ROOT, Command, Feature, Press, Registry, Submit
from handlers.roles import MANAGE
from handlers.rooms import OwnedRoom

V = TypeVar("V")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_WORD: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_PLACE: Final = re.compile(r"[a-z]+(-[a-z]+)*")
_OWN: Final = re.compile(r"[a-z0-9][a-z0-9_]*")
_LONGEST_KIND: Final = 40  # the width of the column with what fell due
_LONGEST: Final = 60  # the width of the column with the names of settings


def build_registry(features: Iterable[Feature]) -> Registry:
    """All features by what reaches them. Raises `ValueError` where two claim the same, or one is listed twice."""
    listed = tuple(features)
    _by_name("feature", ((_feature(each.name), each) for each in listed))

    def gather(what: str, part: Callable[[Feature], Iterable[tuple[str, V]]]) -> dict[str, V]:
        return _by_name(what, (pair for feature in listed for pair in part(feature)))

    commands = gather("command", lambda one: ((_command(each.word), each) for each in one.asked.commands))
    presses = gather("press", lambda one: ((_own(one, each.callback.name), each) for each in one.asked.presses))
    submits = gather("form", lambda one: ((_own(one, each.callback.name), each) for each in one.asked.submits))
    anonymous = _anonymous(listed)
    _check_words(commands)
    _check_payloads(presses, submits)
    _check_shortcuts(listed, presses.keys() | {name for kind, name in anonymous if kind == "press"})
    _by_name("right", ((each.name, each) for each in (MANAGE, *(r for one in listed for r in one.about_people.rights))))
    gather("setting", lambda one: ((_own(one, each.name), each) for each in one.by_itself.settings))
    gather("field of a setting", lambda one: ((_field(each.field.name), each) for each in one.by_itself.settings))
    gather("tip", lambda one: ((_own(one, each.key), each) for each in one.around.tips))
    gather("command of the command line", lambda one: ((_command(each.word), each) for each in one.around.terminal))
    return Registry(
        features=listed,
        commands=commands,
        presses=presses,
        submits=submits,
        searches=gather("search", lambda one: ((_own(one, each.name), each) for each in one.asked.searches)),
        jobs=gather("job", lambda one: ((_own(one, each.task.name), each) for each in one.by_itself.jobs)),
        timed=gather("timed kind", lambda one: ((_timed(each.kind), each) for each in one.by_itself.timed)),
        cards=gather("kind of card", lambda one: ((_kind(kind), draw) for kind, draw in one.shown.cards.items())),
        anonymous=anonymous,
        pages=gather("page", lambda one: ((_in_addresses(each.name), each) for each in one.around.pages)),
        rooms=gather(
            "room", lambda one: ((_in_addresses(each.name), OwnedRoom(one.name, each)) for each in one.around.rooms)
        ),
    )


def _checked(name: str, fits: object, complaint: str) -> str:
    """A name that fits; raises `ValueError` with the complaint for another."""
    if not fits:
        raise ValueError(complaint)
    return name


def _feature(name: str) -> str:
    msg = f"a feature is called {name!r}: its name is small letters, digits and low lines, and begins with a letter"
    return _checked(name, _NAME.fullmatch(name), msg)


def _command(word: str) -> str:
    """A word that people can type: what they type is compared in small letters, up to the first blank."""
    msg = f"the command {word!r} can never be typed: it is small letters and digits, with hyphens between them"
    return _checked(word, _WORD.fullmatch(word), msg)


def _kind(kind: str) -> str:
    """A kind of living cards: their keys are "kind:subject", and are cut at the first colon."""
    msg = f"the kind of card {kind!r} would never be drawn: it is not empty and has no colon"
    return _checked(kind, kind and ":" not in kind, msg)


def _field(name: str) -> str:
    """The name of a field on the form that features share; a platform opens no form with a nameless one."""
    msg = f"the field {name!r} of a setting cannot stand on a form: its name is small letters, digits and low lines"
    return _checked(name, _OWN.fullmatch(name), msg)


def _timed(kind: str) -> str:
    """A kind of what falls due, as it is kept with each time that it was done."""
    msg = f"the timed kind {kind!r} is not small letters, digits and low lines, {_LONGEST_KIND} at most"
    return _checked(kind, _NAME.fullmatch(kind) and len(kind) <= _LONGEST_KIND, msg)


def _own(feature: Feature, name: str) -> str:
    """A full name, which begins with that of its feature: what people press finds its way back by it."""
    whose, _, own = name.partition(".")
    msg = (
        f"the feature {feature.name!r} calls something {name!r}; that must begin with {feature.name + '.'!r}, go "
        f"on in small letters, digits and low lines, and have at most {_LONGEST} characters"
    )
    return _checked(name, whose == feature.name and _OWN.fullmatch(own) and len(name) <= _LONGEST, msg)


def _in_addresses(name: str) -> str:
    """A name that can stand in an address as it is, and is the purpose of no other signature of ours."""
    msg = f"the page {name!r} cannot stand in an address: its name is small letters with hyphens between them"
    return _checked(name, _PLACE.fullmatch(name), msg)


def _check_words(commands: Mapping[str, Command]) -> None:
    """Raise where a word behind a command is help's, can never be typed, or has two meanings: the command that reaches
    all others is one of them."""
    for command in commands.values():
        words = [word for verb in command.verbs for word in (verb.word, *verb.aliases)]
        if taken := sorted(HELP & {*words}):
            msg = f"/{command.word} {taken[0]} is help, as behind every command: no verb may be called so"
            raise ValueError(msg)
        if odd := [word for word in words if not _WORD.fullmatch(word)]:
            msg = f"the verb {odd[0]!r} of /{command.word} can never be typed: small letters and hyphens only"
            raise ValueError(msg)
        others = [each for each in commands if each != ROOT] if command.word == ROOT else []
        if twice := sorted(word for word, times in Counter([*words, *others]).items() if times > 1):
            msg = f"/{command.word} {twice[0]} would mean two things: two verbs, or a verb and a command"
            raise ValueError(msg)


def _check_payloads(presses: Mapping[str, Press[Any]], submits: Mapping[str, Submit[Any]]) -> None:
    """Raise where a button and a form share a name and carry different things: one of them would be misread."""
    for name in sorted(presses.keys() & submits.keys()):
        if presses[name].callback != submits[name].callback:
            msg = f"a press and a form are both called {name!r}, and their payloads are of two types"
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
