"""Offer what is said, edited or deleted in a channel to every feature that listens.

A feature that fails undoes its own part only.
"""

from collections.abc import Iterable
from functools import partial
from typing import TypeAlias

from handlers import parts
from handlers.answer import flat
from handlers.feature import Answer, Feature, Handler, Post, Registry, Request, Turn, refused

Listener: TypeAlias = tuple[str, Handler]
"""The name of a feature, and what it does with what it hears."""


def find_listeners(registry: Registry, request: Request) -> list[Listener]:
    """The features that listen to this kind of event and are concerned by this message."""
    hook = _HEARD_BY.get(request.kind, "join")
    found = ((each, getattr(each.heard, hook)) for each in registry.features)
    return [(each.name, does) for each, does in found if does and (hook != "message" or _is_concerned(each, request))]


_HEARD_BY = {"say": "message", "edit": "edit", "delete": "delete"}


def _is_concerned(feature: Feature, request: Request) -> bool:
    """Whether it hears this message; one that cannot say so hears nothing, and the others do."""
    return parts.ask(None, feature.name, "concerns", partial(feature.heard.concerns, request)) is True


def hear(turn: Turn, *, listeners: list[Listener]) -> list[Answer]:
    """Collect the answers of all listeners. Each runs in a savepoint, so one that fails undoes its own part only; a
    single listener needs none, and its failure undoes the request."""
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
