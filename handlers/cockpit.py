"""Put the page for boards together from what every feature has to say to them. It is only read: nothing on it can be
pressed."""

from collections.abc import Iterator

import msgspec

from handlers.cards import AnyElement, Buttons, Choice, Items
from handlers.feature import Section, Work


def page(work: Work) -> list[Section]:
    """What the features have to say, in the order in which it is read."""
    shown = (feature.shown.cockpit for feature in work.registry.features)
    said = (section for cockpit in shown if cockpit for section in cockpit(work))
    return [_to_read(section) for section in sorted(said, key=lambda section: section.order)]


def _to_read(section: Section) -> Section:
    elements = tuple(each for element in section.elements for each in _without_presses(element))
    return Section(order=section.order, elements=elements, stirs=section.stirs)


def _without_presses(element: AnyElement) -> Iterator[AnyElement]:
    if isinstance(element, Items):
        yield Items(tuple(msgspec.structs.replace(item, button=None) for item in element.items))
    elif not isinstance(element, Buttons | Choice):
        yield element
