"""Sentences of the shared floor, made of what the features that are switched on say: it knows none of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from handlers import parts
from handlers.cards import AnyElement, Button, Line, Text, joined, line, soft
from handlers.feature import Feature, Glance, Registry, Setting, Work
from handlers.forms import AnyField
from handlers.parts import Missing
from storage.people import Person
from storage.tafels import Tafel


@dataclass(frozen=True, slots=True)
class Set:
    """A setting of a feature, with its field as it stands for a tafel."""

    setting: Setting[Any]
    field: AnyField


def summary(work: Work, tafel: Tafel) -> Line:
    """A tafel in one line, from what each feature says of it: "3 open · 1 te laat"."""
    return joined([_broken(each) if isinstance(each, Missing) else each.line for each in _glances(work, tafel)])


def _broken(missing: Missing) -> Line:
    return line(soft(f"een deel ontbreekt, code {missing.reference}" if missing.reference else missing.text))


def buttons(work: Work, tafel: Tafel) -> tuple[Button, ...]:
    """What leads from a tafel to more of it, one for each feature that has something."""
    return tuple(each.button for each in _glances(work, tafel) if not isinstance(each, Missing) and each.button)


def _glances(work: Work, tafel: Tafel) -> Iterator[Glance | Missing]:
    for each in work.registry.features:
        if each.shown.tafel:
            yield parts.ask(work.session, each.name, "tafel", partial(each.shown.tafel, work, tafel))


def settings(work: Work, tafel: Tafel) -> list[Set | Missing]:
    """Everything that a tafel sets, with its fields on the form."""
    asks = ((each.name, partial(_fields, each, tafel)) for each in work.registry.features)
    return parts.gather(work.session, "settings", asks)


def _fields(feature: Feature, tafel: Tafel) -> Iterator[Set]:
    return (Set(setting, setting.on_form(tafel)) for setting in feature.by_itself.settings)


def says(work: Work, tafel: Tafel) -> Iterator[tuple[str, str]]:
    """Each setting by its label, and how it stands."""
    for feature in work.registry.features:
        for setting in feature.by_itself.settings:
            if setting.label:
                told = parts.ask(work.session, feature.name, "settings", partial(setting.describe, tafel))
                yield setting.label, told.text if isinstance(told, Missing) else told


def invitations(registry: Registry, tafel: Tafel | None) -> Iterator[AnyElement]:
    """What people can write in a channel without asking anything; a hint that fails is left out."""
    for feature in registry.features:
        if feature.heard.invites:
            told = parts.ask(None, feature.name, "invites", partial(feature.heard.invites, tafel))
            if not isinstance(told, Missing):
                yield Text(told)


def kept(registry: Registry) -> str:
    """What is stored of messages in a linked channel, in a sentence that people read before they write one."""
    told = [feature.heard.keeps for feature in registry.features if feature.heard.keeps]
    return " ".join([*told, "Andere berichten bewaar ik niet."]) if told else "Berichten in dit kanaal bewaar ik niet."


def left_behind(work: Work, person: Person, tafel: Tafel) -> list[AnyElement]:
    """What a person who leaves a tafel leaves behind there, by feature."""
    leaves = ((each.name, each.about_people.leaves) for each in work.registry.features)
    asks = ((name, partial(leave, work, person, tafel)) for name, leave in leaves if leave)
    return parts.elements(parts.gather(work.session, "leaves", asks))
