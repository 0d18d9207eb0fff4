"""Tell the projectleider what left: a channel in which Tafelbot cannot speak any more, people without an account, and
people who were forgotten.
"""

from collections.abc import Iterator
from typing import Final

from handlers import floor
from handlers.cards import AnyElement, Card, Text, line, plain, told
from handlers.feature import Answer, Direct, Due, Post, Work
from storage import memberships, people_data, standing, tafels
from storage.people import Person
from storage.tafels import ChannelLink, Tafel

CHANNEL: Final = "kanaal_weg"
PERSON: Final = "account_weg"
FORGOTTEN: Final = "lid_vergeten"
_MOST: Final = 10
_LINK: Final = "koppel een ander kanaal: typ daar `/tafel koppel {}`."
_WHAT: Final = {
    "removed": ("Tafelbot is uit {} verwijderd", f"Voeg Tafelbot daar weer toe, of {_LINK}"),
    "archived": ("{} is gearchiveerd", f"Haal het kanaal uit het archief, of {_LINK}"),
    "missing": ("{} bestaat niet meer", "Koppel een ander kanaal: typ daar `/tafel koppel {}`."),
}


def channels_due(work: Work) -> Iterator[Due]:
    """Every channel that left; each time that it happens is told once."""
    for link in standing.closed_channels(work.session):
        tafel, at = tafels.by_id(work.session, link.tafel_id), link.state_at or work.now.instant
        yield Due(tafel=tafel.key, period=f"{link.id}:{at:%Y%m%d%H%M%S}", at=at)


def people_due(work: Work) -> Iterator[Due]:
    """Everybody whose last account was closed; each time that it happens is told once."""
    for person, at in standing.departed(work.session):
        yield Due(period=f"{person.id}:{at:%Y%m%d%H%M%S}", at=at)


def tell_of_channel(work: Work, what: Due) -> Iterator[Answer]:
    session = work.session
    number = int(what.period.partition(":")[0])
    link = next((each for each in standing.closed_channels(session) if each.id == number), None)
    if link is None:  # it is back already
        return
    tafel = tafels.by_id(session, link.tafel_id)
    card = _channel_card(work, link, tafel)
    for person in memberships.responsible(session, tafel.id):
        yield Post(card, Direct(person.id), once=f"{CHANNEL}:{what.period}")


def _channel_card(work: Work, link: ChannelLink, tafel: Tafel) -> Card:
    title, do = _WHAT.get(link.gone, _WHAT["missing"])
    stands = plain(floor.summary(work, tafel))
    text = (
        f"Wat ik van {tafel.name} heb blijft bewaard{f' ({stands})' if stands else ''}. Maar wat mensen daar schrijven "
        "lees ik niet, en wat ik de tafel vanzelf stuur komt er niet aan."
    )
    elements: tuple[AnyElement, ...] = (Text(line(text)), Text(told(do.format(tafel.key))))
    named = title.format(link.title)
    return Card(CHANNEL, named[:1].upper() + named[1:], elements, colour=tafel.colour)


def tell_of_person(work: Work, what: Due) -> Iterator[Answer]:
    """Each tafel where somebody sat or left something behind hears what that leaves open."""
    session, number = work.session, int(what.period.partition(":")[0])
    person = next((each for each, _ in standing.departed(session) if each.id == number), None)
    if person is None:
        return
    roles = memberships.roles_of(session, person.id)
    for tafel in tafels.all_tafels(session):
        left = tuple(floor.left_behind(work, person, tafel))
        if left or tafel.id in roles:
            card = _person_card(person, roles.get(tafel.id, ""), tafel, left)
            for leader in memberships.leaders(session, tafel.id):
                yield Post(card, Direct(leader.id), once=f"{PERSON}:{what.period}:{tafel.key}")


def _person_card(person: Person, role: str, tafel: Tafel, left: tuple[AnyElement, ...]) -> Card:
    elements: list[AnyElement] = []
    if role:
        elements.append(Text(told(f"Bij {tafel.name} is {person.name} nog {role}. Klopt dat niet meer? Typ in het "
                                  f"kanaal `/tafel lid @{person.name} weg`.")))  # fmt: skip
    return Card(PERSON, f"{person.name} heeft geen account meer", (*elements, *left), colour=tafel.colour)


def forget(work: Work, person: Person) -> list[Answer]:
    """Forget somebody for good. Each tafel where that leaves something open hears what, and not whose it was."""
    every = tafels.all_tafels(work.session)
    left = [(tafel, elements) for tafel in every if (elements := tuple(floor.left_behind(work, person, tafel)))]
    people_data.forget(work.session, person.id, work.now.instant)
    return [
        Post(Card(FORGOTTEN, f"Iemand van {tafel.name} is vergeten", elements, colour=tafel.colour), Direct(leader.id))
        for tafel, elements in left
        for leader in memberships.leaders(work.session, tafel.id)
    ]
