"""Tell the projectleider what left: a channel in which Tafelbot cannot speak any more, people without an account."""

from collections.abc import Iterator
from typing import Final

from handlers.cards import AnyElement, Card, Heading, Item, Items, Text, line, strong, told
from handlers.dutch import counted, listed
from handlers.feature import Answer, Direct, Due, Now, Post
from handlers.registry import Registry
from storage import agenda, people, standing, tafels
from storage.actions import Action
from storage.database import Session
from storage.people import Person
from storage.tafels import ChannelLink, Tafel

CHANNEL: Final = "kanaal_weg"
PERSON: Final = "account_weg"
_MOST: Final = 10
_LINK: Final = "koppel een ander kanaal: typ daar `/tafel koppel {}`."
_WHAT: Final = {
    "removed": ("Tafelbot is uit {} verwijderd", f"Voeg Tafelbot daar weer toe, of {_LINK}"),
    "archived": ("{} is gearchiveerd", f"Haal het kanaal uit het archief, of {_LINK}"),
    "missing": ("{} bestaat niet meer", "Koppel een ander kanaal: typ daar `/tafel koppel {}`."),
}


def due(session: Session, now: Now) -> Iterator[Due]:
    """Every channel and everybody that left; each time that it happens is told once."""
    for link in standing.closed_channels(session):
        tafel, at = tafels.by_id(session, link.tafel_id), link.state_at or now.instant
        yield Due(kind=CHANNEL, tafel=tafel.key, period=f"{link.id}:{at:%Y%m%d%H%M%S}", at=at)
    for person, at in standing.departed(session):
        yield Due(kind=PERSON, tafel="", period=f"{person.id}:{at:%Y%m%d%H%M%S}", at=at)


def tell_of_channel(session: Session, _now: Now, what: Due, _registry: Registry) -> Iterator[Answer]:
    number = int(what.period.partition(":")[0])
    link = next((each for each in standing.closed_channels(session) if each.id == number), None)
    if link is None:  # it is back already
        return
    tafel = tafels.by_id(session, link.tafel_id)
    card = _channel_card(session, link, tafel)
    for person in people.responsible(session, tafel.id):
        yield Post(card, Direct(person.id), once=f"{CHANNEL}:{what.period}:{person.id}")


def _channel_card(session: Session, link: ChannelLink, tafel: Tafel) -> Card:
    title, do = _WHAT.get(link.gone, _WHAT["missing"])
    opened = agenda.counted(session, agenda.open_ones(agenda.of_tafel(tafel.id)))
    text = (
        f"De agenda van {tafel.name} blijft staan, met {counted(opened, 'open actie', 'open acties')}. Maar wat mensen "
        "daar schrijven lees ik niet, en het weekbericht komt er niet aan."
    )
    elements: tuple[AnyElement, ...] = (Text(line(text)), Text(told(do.format(tafel.key))))
    named = title.format(link.title)
    return Card(CHANNEL, named[:1].upper() + named[1:], elements, colour=tafel.colour)


def tell_of_person(session: Session, _now: Now, what: Due, _registry: Registry) -> Iterator[Answer]:
    """Each tafel where somebody sat or has something to do hears what that leaves open."""
    number = int(what.period.partition(":")[0])
    person = next((each for each, _ in standing.departed(session) if each.id == number), None)
    if person is None:
        return
    roles = people.roles_of(session, person.id)
    owned = agenda.listed(session, agenda.owned_by(person.id), most=1000)
    for tafel_id in sorted({*roles, *(action.tafel_id for action in owned)}):
        tafel = tafels.by_id(session, tafel_id)
        mine = [action for action in owned if action.tafel_id == tafel_id]
        card = _person_card(person, roles.get(tafel_id, ""), tafel, mine)
        for leader in people.leaders(session, tafel_id):
            yield Post(card, Direct(leader.id), once=f"{PERSON}:{what.period}:{tafel_id}:{leader.id}")


def _person_card(person: Person, role: str, tafel: Tafel, owned: list[Action]) -> Card:
    elements: list[AnyElement] = []
    if role:
        elements.append(Text(told(f"Bij {tafel.name} is {person.name} nog {role}. Klopt dat niet meer? Typ in het "
                                  f"kanaal `/tafel lid @{person.name} weg`.")))  # fmt: skip
    if owned:
        elements.append(Heading("Open acties die nu een ander nodig hebben"))
        elements.append(Items(tuple(Item(line(strong(each.key), f" {each.title}")) for each in owned[:_MOST])))
        rest = [f"en nog {len(owned) - _MOST}"] if len(owned) > _MOST else []
        keys = listed([each.key for each in owned[:_MOST]] + rest)
        elements.append(Text(told(f"Geef {keys} door: `/actie {owned[0].key} naar @iemand`.")))
    return Card(PERSON, f"{person.name} heeft geen account meer", tuple(elements), colour=tafel.colour)
