"""The factsheets on the page for boards: per tafel its sentence, the picture and the PDF, as they were drawn."""

from collections.abc import Iterator

from factsheets.catalogue import sectors
from handlers.cards import AnyElement, Card, File, Heading, Image, Note, Notice, Text, line
from handlers.factsheet import places
from handlers.feature import Section, Work
from storage import tafels

_ORDER = 30
_ABOUT = (
    "Per sector wat de cijfers zeggen, als plaatje en als pdf van één A4. Sectoren overlappen: tel ze niet bij elkaar "
    "op. De bronnen en de peildatum staan in elke pdf."
)
_REACH = {"heel": "", "deel": "dit is een deel van de sector", "benadering": "dit is een benadering van de sector"}


def cockpit(work: Work) -> Iterator[Section]:
    drawn = places.all_drawn(work.session, work.now)
    elements: list[AnyElement] = [Heading("De arbeidsmarkt per sector"), Text(line(_ABOUT))]
    for tafel in tafels.all_tafels(work.session):
        card = drawn.get(tafel.key)
        elements += [Heading(tafel.name), *(_sheet(card, tafel.key, tafel.name) if card else (_missing(tafel.name),))]
    yield Section(order=_ORDER, elements=tuple(elements), stirs=False)


def _sheet(card: Card, key: str, name: str) -> Iterator[AnyElement]:
    """The sentence, the picture and the file of a drawn card, whatever else stands on it."""
    for kind in (Text, Image, File):
        found = next((each for each in card.elements if isinstance(each, kind)), None)
        match found:
            case None:
                continue
            case File():
                yield File(found.document, f"Factsheet {name} (pdf)")
            case Text():
                yield Text(line(*found.line, f" Let op: {said}." if (said := _cautions(card, key)) else None))
            case _:
                yield found


def _cautions(card: Card, key: str) -> str:
    """How well the figures stand for the sector, and how old they are where the card itself warns of that."""
    sector = sectors().get(key)
    part = _REACH[sector.part] if sector else ""
    notice = next((each for each in card.elements if isinstance(each, Notice)), None)
    age = "".join(span.text for span in notice.line).partition(". ")[0] if notice else ""
    return "; ".join(filter(None, (part, age[:1].lower() + age[1:])))


def _missing(name: str) -> Note:
    return Note(line(f"De factsheet van {name} wordt nog getekend. Kijk over een paar minuten nog eens."))
