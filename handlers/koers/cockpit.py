"""The goals on the boards' cockpit page: how far each is and what may come of it, without anything to press."""

from collections.abc import Iterator
from typing import Final

from factsheets import trend
from handlers.cards import AnyElement, Heading, Text, line
from handlers.feature import Now, Section
from handlers.koers import view, words
from storage.database import Session

_ORDER: Final = 20


def sections(session: Session, now: Now) -> Iterator[Section]:
    """All goals that were measured; which were not is one line."""
    found = view.overview(session, now)
    if not found.standings:
        return
    elements: list[AnyElement] = [Heading("Doelen"), Text(line(found.page.headline))]
    for each in found.standings:
        if each.told:
            elements += [*words.warned(each), words.progress(each), words.facts(each, now.today),
                         Text(line(trend.sentence(each, now.today))), *words.remarks(each)]  # fmt: skip
    elements += [Text(line(found.page.unmeasured))] if found.page.unmeasured else []
    routes = words.routes(found.standings)
    yield Section(order=_ORDER, elements=(*elements, *((routes,) if routes else ())), stirs=False)
