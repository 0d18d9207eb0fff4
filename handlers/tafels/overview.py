"""A tafel at a glance, the table of rights, and one's tafels on the start page."""

from collections.abc import Iterator

from handlers import floor, roles
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Column,
    Fact,
    Facts,
    Heading,
    Item,
    Items,
    Note,
    Table,
    Text,
    joined,
    line,
    strong,
    told,
)
from handlers.dutch import listed
from handlers.feature import Answers, Post, Turn, Work
from handlers.rights import COLUMNS
from handlers.tafels import callbacks
from storage import memberships, tafels
from storage.tafels import Tafel


def overview(turn: Turn, _words: str) -> Answers:
    """`/tafel`: this tafel, or the choice of one where the channel has none."""
    if turn.tafel is None and turn.request.place.kind != "direct":
        return Post(choice(turn.work))
    if turn.tafel is None:
        return Post(Card("tafels", "Jouw tafels", tuple(home(turn.work))))
    return Post(_card(turn, turn.tafel))


def choice(work: Work, key: str = "") -> Card:
    """The question which tafel a channel belongs to; with a key it changes once that was answered."""
    options = [callbacks.LINK.option(tafel.key, tafel.name) for tafel in tafels.all_tafels(work.session)]
    elements: tuple[AnyElement, ...] = (
        Text(line("Dit kanaal hoort nog niet bij een sectortafel. Kies er een, dan help ik hier die tafel.")),
        callbacks.LINK.choice("Sectortafel", options),
        Note(line("Koppelen kan een beheerder of de projectleider van die tafel. ", floor.kept(work.registry))),
    )
    return Card("koppelen", "Bij welke sectortafel hoort dit kanaal?", elements, key=key)


def _card(turn: Turn, tafel: Tafel) -> Card:
    linked = [link.name or link.platform for link in tafels.links_of(turn.session, tafel.id)]
    facts = [Fact("Organisaties", line(", ".join(tafel.organisations)))]
    facts += [Fact(label, line(names)) for label, names in _people(turn, tafel)]
    facts += [Fact(label, line(told)) for label, told in floor.says(turn.work, tafel)]
    facts.append(Fact("Kanalen", line(listed(linked))))
    pressed = (
        *floor.buttons(turn.work, tafel),
        callbacks.MEMBERS.button("Leden", tafel.key),
        callbacks.SETTINGS.button("Instellingen", tafel.key, opens=True),
        callbacks.RIGHTS.button("Wie mag wat?", ""),
    )
    summary = floor.summary(turn.work, tafel)
    elements: list[AnyElement] = [Text(summary)] if summary else []
    elements += [
        Facts(tuple(fact for fact in facts if fact.line)),
        Buttons(pressed),
        Note(told("Alles wat ik kan: `/tafel hulp`.")),
    ]
    return Card("tafel", f"Sectortafel {tafel.name}", tuple(elements), colour=tafel.colour)


def _people(turn: Turn, tafel: Tafel) -> Iterator[tuple[str, str]]:
    every = memberships.members(turn.session, tafel.id)
    for role, label in (("kartrekker", "Kartrekkers"), ("projectleider", "Projectleider")):
        names = [each.title for each in every if each.role == role]
        yield label, listed(names) or "nog niemand"


def matrix(turn: Turn, _words: str) -> Answers:
    """`/tafel rechten`: who may do what, from what the features declare."""
    shown = COLUMNS[:-1]
    columns = (Column("Wat"), *(Column(column) for column in shown))
    rows = tuple((right.label, *(right.grants[column] for column in shown)) for right in roles.declared(turn.registry))
    note = Note(line("“eigen” is iets van jezelf, of iets dat nog niemand heeft. “voorstel”: de "
                     "projectleider bevestigt het. Leden van andere tafels kunnen dit niet."))  # fmt: skip
    return Post(Card("rechten", "Wie mag wat?", (Table("Rechten per rol", columns, rows), note)))


def home(work: Work) -> Iterator[AnyElement]:
    """A person's tafels, each with a button that leads to more of it."""
    mine = memberships.roles_of(work.session, work.person.id) if work.person else {}
    yield Heading("Mijn tafels")
    if not mine:
        yield Text(line("Je zit nog niet aan een tafel. Vraag de projectleider van je tafel om je toe te voegen."))
        return
    yield Items(tuple(_home_row(work, tafels.by_id(work.session, tafel_id), role) for tafel_id, role in mine.items()))


def _home_row(work: Work, tafel: Tafel, role: str) -> Item:
    button = next(iter(floor.buttons(work, tafel)), None)
    return Item(joined([line(strong(tafel.name)), line(role), floor.summary(work, tafel)]), button=button)
