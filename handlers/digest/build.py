"""Put a tafel's digest together from what every feature has to say about its week."""

from collections.abc import Iterable
from datetime import timedelta

from handlers import floor
from handlers.cards import AnyElement, Card, Note, line
from handlers.feature import Section, Week, Work

LATE = timedelta(hours=2)
"""After so much delay a digest says that it is late."""


def sections(work: Work, week: Week) -> list[Section]:
    """What the features have to say, in the order in which it is read."""
    shown = (feature.shown.digest for feature in work.registry.features)
    said = (section for digest in shown if digest for section in digest(work, week))
    return sorted(said, key=lambda section: section.order)


def is_quiet(found: Iterable[Section]) -> bool:
    """Nothing changed and nothing is due: not worth a message."""
    return not any(section.stirs for section in found)


def card(work: Work, week: Week, found: Iterable[Section], *, note: str = "") -> Card:
    """The digest as it is at this moment."""
    elements: list[AnyElement] = [Note(line(note))] if note else []
    for section in found:
        elements.extend(section.elements)
    elements.extend(floor.invitations(work.registry, week.tafel))
    return Card("weekbericht", _title(work, week), tuple(elements), colour=week.tafel.colour)


def _title(work: Work, week: Week) -> str:
    """ "Bouw, week 22 · 14 open · 2 te laat · 3 klaar, 2 meer dan de vorige keer": the features say how it stands."""
    shown = (feature.shown.headline for feature in work.registry.features)
    stands = [part for headline in shown if headline for part in headline(work, week)]
    return " · ".join([f"{week.tafel.name}, week {week.now.today.isocalendar().week}", *stands])


def quiet_card(work: Work, week: Week, since: str) -> Card:
    """Once in four silent weeks, so that nobody wonders whether the bot still works."""
    tafel = week.tafel
    hints = tuple(floor.invitations(work.registry, tafel))
    return Card("rustig", f"{tafel.name}: rustig sinds {since}", hints, colour=tafel.colour)


def late_note(due: str) -> str:
    return f"Vertraagd: dit weekbericht hoorde te komen op {due}."
