"""What features say beside each other: a part of a page or a digest, and a tafel at a glance."""

from dataclasses import dataclass

from handlers.cards import AnyElement, Button, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a digest or a page. `stirs` says that it is worth sending a digest for; lower `order` comes first.

    `unshown` are the numbers of the facts for which there was no room: whoever reads it has not heard them.
    """

    order: int
    elements: tuple[AnyElement, ...]
    stirs: bool
    unshown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What one feature says of a tafel in a line ("3 open · 1 te laat"), and the button that leads to more of it."""

    line: Line = ()
    button: Button | None = None
