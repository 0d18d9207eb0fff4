"""The cockpit for boards, put together from the sections of all features."""

from functools import partial
from typing import Final

from handlers import parts
from handlers.feature import PageContent, Section, Work
from handlers.pages import read_only
from storage import tafels

NAME: Final = "cockpit"
"""How the page is called in addresses, and in the rows of its links."""


def page(work: Work) -> list[Section]:
    """The sections of all features in reading order."""
    asks = ((each.name, partial(each.shown.cockpit, work)) for each in work.registry.features if each.shown.cockpit)
    return read_only(parts.sections(parts.gather(work.session, "cockpit", asks)))


def content(work: Work, _subject: str) -> PageContent:
    """The page of this moment; every link shows the same."""
    region = tafels.region(work.session)
    return PageContent(
        above="Human Capital Agenda",
        heading=f"Cockpit {region[1] if region else ''}".rstrip(),
        privacy="Er staan geen persoonsgegevens op deze pagina.",
        sections=page(work),
    )
