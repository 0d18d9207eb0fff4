"""What the shared floor says in the words of the features that are switched on: it knows none of them itself."""

from collections.abc import Callable, Iterator

from handlers.cards import AnyElement, Button, Line, Text, joined
from handlers.feature import Glance, Registry, Setting, Work
from storage.people import Person
from storage.tafels import Tafel


def summary(work: Work, tafel: Tafel) -> Line:
    """A tafel in one line, from what each feature says of it: "3 open · 1 te laat"."""
    return joined([glance(work, tafel).line for glance in _glances(work.registry)])


def buttons(work: Work, tafel: Tafel) -> tuple[Button, ...]:
    """What leads from a tafel to more of it, one for each feature that has something."""
    found = (glance(work, tafel).button for glance in _glances(work.registry))
    return tuple(button for button in found if button)


def _glances(registry: Registry) -> list[Callable[[Work, Tafel], Glance]]:
    return [each.shown.tafel for each in registry.features if each.shown.tafel]


def settings(registry: Registry) -> tuple[Setting, ...]:
    """Everything that a tafel sets."""
    return tuple(setting for feature in registry.features for setting in feature.by_itself.settings)


def invitations(registry: Registry, tafel: Tafel | None) -> Iterator[AnyElement]:
    """What people can write in a channel without asking anything."""
    for feature in registry.features:
        if feature.heard.invites:
            yield Text(feature.heard.invites(tafel))


def kept(registry: Registry) -> str:
    """What is kept of the messages in a linked channel, said before anybody writes one."""
    told = [feature.heard.keeps for feature in registry.features if feature.heard.keeps]
    return " ".join([*told, "Andere berichten bewaar ik niet."]) if told else "Berichten in dit kanaal bewaar ik niet."


def left_behind(work: Work, person: Person, tafel: Tafel) -> Iterator[AnyElement]:
    """What somebody who leaves a tafel leaves behind there."""
    for feature in work.registry.features:
        if feature.about_people.leaves:
            yield from feature.about_people.leaves(work, person, tafel)
