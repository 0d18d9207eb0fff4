"""Pages of features for guests: whoever has the signed link of one reads it, without an account, until the link ends.

A page is only read: what could be pressed on it is taken out, and it has no script.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from handlers.cards import AnyElement, Buttons, Choice, Items, Line
from handlers.sections import Section

W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What stands on a page: its heading, a line above that, what it promises about privacy, and its sections."""

    heading: str
    sections: Iterable[Section]
    above: str = ""
    privacy: str = ""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[W]):
    """A page for guests. `name` is its place in addresses (/cockpit/...), `title` what it is called ("Cockpit"), and
    `called` the same in a sentence ("de cockpit").

    `draws` gives what the page shows of the subject of a link, None once that is gone. `renew` says to whoever may make
    links how a new one is made; it stands on the page that refuses a link.
    """

    name: str
    title: str
    called: str
    draws: Callable[[W, str], PageContent | None]
    renew: Line = ()


def read_only(sections: Iterable[Section]) -> list[Section]:
    """Sections in their order, without what could be pressed."""
    return [_to_read(section) for section in sorted(sections, key=lambda section: section.order)]


def _to_read(section: Section) -> Section:
    elements = tuple(each for element in section.elements for each in _without_presses(element))
    return Section(order=section.order, elements=elements, stirs=section.stirs)


def _without_presses(element: AnyElement) -> Iterator[AnyElement]:
    if isinstance(element, Items):
        yield Items(tuple(msgspec.structs.replace(item, button=None) for item in element.items))
    elif not isinstance(element, Buttons | Choice):
        yield element
