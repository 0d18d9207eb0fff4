"""Offer what was said, edited or deleted in a channel to every feature that listens. One that fails takes none of the
others' part with it."""

from collections.abc import Iterable
from functools import partial
from typing import TypeAlias

from handlers import parts
from handlers.answer import flat
from handlers.feature import Answer, Feature, Handler, Post, Registry, Request, Turn, refused

Listener: TypeAlias = tuple[str, Handler]
"""The name of a feature, and what it does with what it hears."""


def find_listeners(registry: Registry, request: Request) -> list[Listener]:
    """Who has something to say about what was said, edited or deleted, or about a channel that was joined."""
    hook = _HEARD_BY.get(request.kind, "join")
    found = ((each, getattr(each.heard, hook)) for each in registry.features)
    return [(each.name, does) for each, does in found if does and (hook != "message" or _is_concerned(each, request))]


_HEARD_BY = {"say": "message", "edit": "edit", "delete": "delete"}


def _is_concerned(feature: Feature, request: Request) -> bool:
    """Whether it hears this message; one that cannot say so hears nothing, and the others do."""
    return parts.ask(None, feature.name, "concerns", partial(feature.heard.concerns, request)) is True


def hear(turn: Turn, *, listeners: list[Listener]) -> list[Answer]:
    """What every feature that listens has to say. One that fails takes none of the others' part with it; where there
    is only one, there is nothing to save, and the whole request is undone."""
    if len(listeners) == 1:
        return list(flat(listeners[0][1](turn)))
    return [answer for feature, does in listeners for answer in _part(turn, feature, does)]


def _part(turn: Turn, feature: str, does: Handler) -> Iterable[Answer]:
    found = parts.ask(turn.session, feature, turn.request.kind, lambda: tuple(flat(does(turn))))
    if not isinstance(found, parts.Missing):
        return found
    if found.refusal:
        raise found.refusal
    vars(turn).pop("person", None)  # a newcomer may have been undone with it
    return (Post(refused(_PART_BROKEN.format(found.reference))),)


_PART_BROKEN = "Een deel hiervan ging mis, en daarvan is niets opgeslagen. Geef de beheerder deze code: {}."
