"""A tafel at a glance, the table of rights, and one's tafels on the start page."""

from collections.abc import Iterator

from handlers import roles
from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Choice,
    Column,
    Fact,
    Facts,
    Heading,
    Item,
    Items,
    Line,
    Note,
    Option,
    Table,
    Text,
    joined,
    line,
    strong,
    told,
)
from handlers.dutch import WEEKDAYS, listed
from handlers.feature import Answers, Post, Turn, reads
from storage import agenda, people, tafels
from storage.database import Session
from storage.tafels import Tafel

KEPT = (
    "Berichten waarin een actienummer staat, berichten die met “update” beginnen en antwoorden onder een actie bewaar "
    "ik als nieuws. Andere berichten bewaar ik niet."
)
_RIGHTS: dict[roles.Right, str] = {
    "lezen": "De actieagenda lezen",
    "nieuws": "Nieuws plaatsen bij elke actie van de tafel",
    "bijwerken": "Status en voortgang bijhouden, een vrije actie oppakken",
    "maken": "Een actie maken",
    "wijzigen": "Wijzigen en toewijzen",
    "sluiten": "Een actie afsluiten",
    "beheren": "Leden, kanaal en instellingen",
}


@reads
def overview(turn: Turn, _words: str) -> Answers:
    """`/tafel`: this tafel, or the choice of one where the channel has none."""
    if turn.tafel is None and turn.request.place.kind != "direct":
        return Post(choice(turn.session))
    if turn.tafel is None:
        return Post(Card("tafels", "Jouw tafels", tuple(home(turn))))
    return Post(_card(turn, turn.tafel))


def choice(session: Session, key: str = "") -> Card:
    """The question which tafel a channel belongs to; with a key it changes once that was answered."""
    options = tuple(Option(tafel.key, tafel.name) for tafel in tafels.all_tafels(session))
    elements: tuple[AnyElement, ...] = (
        Text(line("Dit kanaal hoort nog niet bij een sectortafel. Kies er een, dan houd ik hier de actieagenda bij.")),
        Choice("Sectortafel", "tafels.koppel", options),
        Note(line("Koppelen kan een beheerder of de projectleider van die tafel. ", KEPT)),
    )
    return Card("koppelen", "Bij welke sectortafel hoort dit kanaal?", elements, key=key)


def _card(turn: Turn, tafel: Tafel) -> Card:
    linked = [link.name or link.platform for link in tafels.links_of(turn.session, tafel.id)]
    facts = [Fact("Organisaties", line(", ".join(tafel.organisations)))]
    facts += [Fact(label, line(names)) for label, names in _people(turn, tafel)]
    facts += [Fact("Weekbericht", line(digest_time(tafel))), Fact("Factsheet", line(factsheet_time(tafel)))]
    facts.append(Fact("Kanalen", line(listed(linked))))
    pressed = (
        Button("Actieagenda", "actieagenda.blader", f"open:{tafel.key}:0:", style="primary"),
        Button("Leden", "tafels.leden", tafel.key),
        Button("Instellingen", "tafels.instellingen", tafel.key, opens=True),
        Button("Wie mag wat?", "tafels.rechten"),
    )
    elements: list[AnyElement] = [Text(numbers(turn, tafel)), Facts(tuple(fact for fact in facts if fact.line))]
    elements += [Buttons(pressed), Note(told("Alles wat ik kan: `/tafel hulp`."))]
    return Card("tafel", f"Sectortafel {tafel.name}", tuple(elements), colour=tafel.colour)


def _people(turn: Turn, tafel: Tafel) -> Iterator[tuple[str, str]]:
    every = people.members(turn.session, tafel.id)
    for role, label in (("kartrekker", "Kartrekkers"), ("projectleider", "Projectleider")):
        names = [person.title for person, theirs in every if theirs == role]
        yield label, listed(names) or "nog niemand"


def numbers(turn: Turn, tafel: Tafel) -> Line:
    """How the agenda stands, in one line."""
    query = agenda.of_tafel(tafel.id)
    opened = agenda.counted(turn.session, agenda.open_ones(query))
    late = agenda.counted(turn.session, agenda.late(query, turn.now.today))
    return joined([line(f"{opened} open"), line(f"{late} te laat") if late else ()])


def digest_time(tafel: Tafel) -> str:
    if not tafel.digest_on:
        return "staat uit"
    return f"{WEEKDAYS[tafel.digest_weekday - 1]} om {tafel.digest_time} uur"


def factsheet_time(tafel: Tafel) -> str:
    return "vanzelf bij nieuwe cijfers" if tafel.factsheet_on else "alleen als je erom vraagt"


@reads
def matrix(_turn: Turn, _words: str) -> Answers:
    return Post(_matrix())


@reads
def matrix_pressed(_turn: Turn) -> Answers:
    return Post(_matrix())


def _matrix() -> Card:
    shown: tuple[roles.Column, ...] = ("deelnemer", "waarnemer", "kartrekker", "projectleider", "beheerder")
    columns = (Column("Wat"), *(Column(column) for column in shown))
    rows = tuple((label, *(roles.MATRIX[right][column] for column in shown)) for right, label in _RIGHTS.items())
    note = Note(line("“eigen” is een actie van jezelf; bij een update ook een die nog niemand heeft. “voorstel”: de "
                     "projectleider bevestigt het. Leden van andere tafels zien deze actieagenda niet."))  # fmt: skip
    return Card("rechten", "Wie mag wat?", (Table("Rechten per rol", columns, rows), note))


def home(turn: Turn) -> Iterator[AnyElement]:
    """A person's tafels, each with a button to its agenda."""
    mine = people.roles_of(turn.session, turn.person.id)
    yield Heading("Mijn tafels")
    if not mine:
        yield Text(line("Je zit nog niet aan een tafel. Vraag de projectleider van je tafel om je toe te voegen."))
        return
    yield Items(tuple(_home_row(turn, tafels.by_id(turn.session, tafel_id), role) for tafel_id, role in mine.items()))


def _home_row(turn: Turn, tafel: Tafel, role: str) -> Item:
    button = Button("Actieagenda", "actieagenda.blader", f"open:{tafel.key}:0:")
    return Item(joined([line(strong(tafel.name)), line(role), numbers(turn, tafel)]), button=button)
