"""Put a tafel's digest together from what every feature has to say about its week."""

from collections.abc import Iterable
from datetime import timedelta

from handlers.cards import AnyElement, Card, Note, line
from handlers.feature import Section, Week
from handlers.registry import Registry
from storage import agenda
from storage.database import Session

LATE = timedelta(hours=2)
"""After so much delay a digest says that it is late."""


def sections(session: Session, week: Week, registry: Registry) -> list[Section]:
    """What the features have to say, in the order in which it is read."""
    said = (section for feature in registry.features if feature.digest for section in feature.digest(session, week))
    return sorted(said, key=lambda section: section.order)


def is_quiet(found: Iterable[Section]) -> bool:
    """Nothing changed and nothing is due: not worth a message."""
    return not any(section.stirs for section in found)


def card(session: Session, week: Week, found: Iterable[Section], *, note: str = "") -> Card:
    """The digest as it is at this moment."""
    elements: list[AnyElement] = [Note(line(note))] if note else []
    for section in found:
        elements.extend(section.elements)
    prefix = week.tafel.prefix
    elements.append(Note(line(f"Bijwerken? Antwoord hier met het nummer ervoor, bijvoorbeeld “{prefix}-1: ...”.")))
    return Card("weekbericht", _title(session, week), tuple(elements), colour=week.tafel.colour)


def _title(session: Session, week: Week) -> str:
    """ "Bouw, week 22 · 14 open · 2 te laat · 3 klaar, 2 meer dan de vorige keer"."""
    tafel, now = week.tafel, week.now
    counts = agenda.counts(session, tafel.id, now.today, week.since, now.instant)
    parts = [f"{tafel.name}, week {now.today.isocalendar().week}", f"{counts.open} open"]
    parts += [f"{counts.late} te laat"] if counts.late else []
    parts += [_done(session, week, counts.done)] if counts.done else []
    return " · ".join(parts)


def _done(session: Session, week: Week, done: int) -> str:
    """How many are done, against the digest before, if there was one."""
    if week.before is None:
        return f"{done} klaar"
    query = agenda.done_between(agenda.of_tafel(week.tafel.id), week.before, week.since)
    before = agenda.counted(session, query)
    if done == before:
        return f"{done} klaar, evenveel als de vorige keer"
    return f"{done} klaar, {abs(done - before)} {'meer' if done > before else 'minder'} dan de vorige keer"


def quiet_card(week: Week, since: str) -> Card:
    """Once in four silent weeks, so that nobody wonders whether the bot still works."""
    tafel = week.tafel
    hint = Note(line("Nieuws? Schrijf het hier met het nummer van de actie ervoor."))
    return Card("rustig", f"{tafel.name}: rustig sinds {since}", (hint,), colour=tafel.colour)


def late_note(due: str) -> str:
    return f"Vertraagd: dit weekbericht hoorde te komen op {due}."
