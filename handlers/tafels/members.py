"""Who sits at a tafel, with which role, organisation and sphere; and what a leaver leaves behind."""

from handlers import roles
from handlers.cards import (
    AnyElement,
    Card,
    Heading,
    Item,
    Items,
    Note,
    People,
    Somebody,
    Text,
    joined,
    line,
    strong,
    told,
)
from handlers.dutch import counted
from handlers.feature import Answer, Answers, Post, Refusal, Turn, reads
from handlers.mentions import mentions
from storage import agenda, audit, people
from storage.people import Person, Role
from storage.tafels import Tafel

ROLES: tuple[Role, ...] = ("kartrekker", "projectleider", "deelnemer", "waarnemer")
SPHERES = ("ondernemers", "overheid", "onderwijs", "onderzoek", "omgeving")
_PLURAL = {"kartrekker": "Kartrekkers", "projectleider": "Projectleiders", "deelnemer": "Deelnemers",
           "waarnemer": "Waarnemers"}  # fmt: skip


@reads
def listing(turn: Turn, words: str) -> Answers:
    return Post(_listing(turn, roles.tafel_for(turn, words)))


@reads
def listing_pressed(turn: Turn) -> Answers:
    return Post(_listing(turn, roles.named(turn, turn.request.value)))


def _listing(turn: Turn, tafel: Tafel) -> Card:
    roles.require(turn, "lezen", tafel)
    every = people.members(turn.session, tafel.id)
    accounts = people.accounts_of(turn.session, [person.id for person, _ in every])
    elements: list[AnyElement] = []
    for role in ROLES:
        shown = tuple(_somebody(person, accounts.get(person.id, ())) for person, theirs in every if theirs == role)
        if shown:
            elements.append(People(_PLURAL[role], shown))
    if not every:
        elements.append(Text(told("Nog niemand heeft hier een rol. Typ `/tafel lid @iemand projectleider`.")))
    elements.append(Note(line("Wie in dit kanaal zit en hier niet staat, telt als deelnemer.")))
    title = f"Leden van {tafel.name} · {counted(len(every), 'persoon', 'personen')}"
    return Card("leden", title, tuple(elements), colour=tafel.colour)


def _somebody(person: Person, accounts: tuple[str, ...]) -> Somebody:
    role = ", ".join(filter(None, (person.organisation, person.sphere)))
    return Somebody(person.name, role, accounts)


def appoint(turn: Turn, words: str) -> Answers:
    """`/tafel lid @iemand kartrekker FNV omgeving`, or `/tafel lid @iemand weg`."""
    tafel, words_said = roles.tafel_said(turn, words)
    roles.require(turn, "beheren", tafel)
    rest, mentioned = mentions(turn, words_said, whole_names=True)
    if len(mentioned) != 1:
        msg = "Noem één persoon met @, en dan de rol: `/tafel lid @iemand kartrekker FNV omgeving`."
        raise Refusal(msg)
    said = rest.split()
    if [word.casefold() for word in said] == ["weg"]:
        return _dismissed(turn, tafel, mentioned[0])
    named = [role for role in ROLES if role in {word.casefold() for word in said}]
    if len(named) != 1:
        msg = f"Zeg ook één rol: {', '.join(ROLES)}, of “weg”."
        raise Refusal(msg)
    return _appointed(turn, tafel, mentioned[0], named[0], said)


def _appointed(turn: Turn, tafel: Tafel, person: Person, role: Role, said: list[str]) -> Answers:
    """Keep the role, and organisation and sphere where they were said."""
    sphere = next((word.casefold() for word in said if word.casefold() in SPHERES), person.sphere)
    named = [word for word in said if word.casefold() not in (*SPHERES, *ROLES)]
    organisation = " ".join(named) or person.organisation
    people.change(turn.session, person.id, sphere=sphere, organisation=organisation[:100], provisional=False)
    people.appoint(turn.session, person.id, tafel.id, role)
    _audit(turn, f"rol {role}", tafel, person)
    described = joined([line(strong(role)), line(organisation), line(sphere)])
    return Post(Card("lid", f"{person.name} is nu {role} bij {tafel.name}", (Text(described),)))


def _dismissed(turn: Turn, tafel: Tafel, person: Person) -> list[Answer]:
    """Take somebody's role away, and show which open actions that leaves."""
    if not people.dismiss(turn.session, person.id, tafel.id):
        msg = f"{person.name} heeft geen rol bij {tafel.name}."
        raise Refusal(msg)
    _audit(turn, "rol weg", tafel, person)
    owned = [each for each in agenda.listed(turn.session, agenda.owned_by(person.id)) if each.tafel_id == tafel.id]
    elements: tuple[AnyElement, ...] = ()
    if owned:
        rows = tuple(Item(line(strong(action.key), f" {action.title}")) for action in owned)
        hint = Note(told(f"Geef ze door met `/actie {owned[0].key} naar @iemand`."))
        elements = (Heading("Open acties die nu een ander nodig hebben"), Items(rows), hint)
    return [Post(Card("lid", f"{person.name} heeft geen rol meer bij {tafel.name}", elements))]


def _audit(turn: Turn, did: str, tafel: Tafel, person: Person) -> None:
    audit.write(
        turn.session, did, now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=f"persoon {person.id}"
    )
