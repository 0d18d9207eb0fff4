"""Put the page for boards together from what every feature has to say to them. It is only read: nothing on it can be
pressed."""

from collections.abc import Iterator

import msgspec

from handlers.cards import AnyElement, Buttons, Choice, Items
from handlers.feature import Now, Section
from handlers.registry import Registry
from storage.database import Session


def page(session: Session, now: Now, registry: Registry) -> list[Section]:
    """What the features have to say, in the order in which it is read."""
    said = (section for feature in registry.features if feature.cockpit for section in feature.cockpit(session, now))
    return [_to_read(section) for section in sorted(said, key=lambda section: section.order)]


def _to_read(section: Section) -> Section:
    elements = tuple(each for element in section.elements for each in _without_presses(element))
    return Section(order=section.order, elements=elements, stirs=section.stirs)


def _without_presses(element: AnyElement) -> Iterator[AnyElement]:
    if isinstance(element, Items):
        yield Items(tuple(msgspec.structs.replace(item, button=None) for item in element.items))
    elif not isinstance(element, Buttons | Choice):
        yield element
