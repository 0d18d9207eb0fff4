"""Who sits at a tafel, with which role, organisation and sphere; and what a leaver leaves behind."""

from handlers import floor, roles
from handlers.cards import (
    AnyElement,
    Card,
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
from handlers.feature import Answer, Answers, Post, Refusal, Turn
from handlers.mentions import mentions
from handlers.tafels import callbacks
from storage import audit, memberships, people
from storage.memberships import SPHERES, Member, Role
from storage.people import LONGEST, Person
from storage.tafels import Tafel

ROLES: tuple[Role, ...] = ("kartrekker", "projectleider", "deelnemer", "waarnemer")
_PLURAL = {"kartrekker": "Kartrekkers", "projectleider": "Projectleiders", "deelnemer": "Deelnemers",
           "waarnemer": "Waarnemers"}  # fmt: skip


def listing(turn: Turn, words: str) -> Answers:
    return Post(_listing(turn, roles.tafel_for(turn, words)))


def _listing(turn: Turn, tafel: Tafel) -> Card:
    roles.require(turn, callbacks.SEE_MEMBERS, tafel)
    every = memberships.members(turn.session, tafel.id)
    accounts = people.accounts_of(turn.session, [each.person.id for each in every])
    elements: list[AnyElement] = []
    for role in ROLES:
        shown = tuple(_somebody(each, accounts.get(each.person.id, ())) for each in every if each.role == role)
        if shown:
            elements.append(People(_PLURAL[role], shown))
    if not every:
        elements.append(Text(told("Nog niemand heeft hier een rol. Typ `/tafel lid @iemand projectleider`.")))
    elements.append(Note(line("Wie in dit kanaal zit en hier niet staat, telt als deelnemer.")))
    title = f"Leden van {tafel.name} · {counted(len(every), 'persoon', 'personen')}"
    return Card("leden", title, tuple(elements), colour=tafel.colour)


def _somebody(member: Member, accounts: tuple[str, ...]) -> Somebody:
    return Somebody(member.person.name, ", ".join(filter(None, (member.organisation, member.sphere))), accounts)


def appoint(turn: Turn, words: str) -> Answers:
    """`/tafel lid @iemand kartrekker FNV omgeving`, or `/tafel lid @iemand weg`."""
    tafel, words_said = roles.tafel_said(turn, words)
    roles.require(turn, roles.MANAGE, tafel)
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
    """Keep the role, and organisation and sphere where they were said: both are this tafel's own words about them."""
    sphere = next((word.casefold() for word in said if word.casefold() in SPHERES), None)
    organisation = " ".join(word for word in said if word.casefold() not in (*SPHERES, *ROLES)) or None
    if organisation and len(organisation) > LONGEST:
        msg = f"Een organisatie heeft hooguit {LONGEST} tekens; dit zijn er {len(organisation)}. Er is niets veranderd."
        raise Refusal(msg)
    people.change(turn.session, person.id, provisional=False)
    memberships.appoint(turn.session, person.id, tafel.id, role, organisation=organisation, sphere=sphere)
    _audit(turn, f"rol {role}", tafel, person, ", ".join(filter(None, (organisation, sphere))))
    now = memberships.membership(turn.session, person.id, tafel.id)
    described = joined([line(strong(role)), line(now.organisation), line(now.sphere)] if now else [])
    return Post(Card("lid", f"{person.name} is nu {role} bij {tafel.name}", (Text(described),)))


def _dismissed(turn: Turn, tafel: Tafel, person: Person) -> list[Answer]:
    """Take somebody's role away, and show which open actions that leaves."""
    if not memberships.dismiss(turn.session, person.id, tafel.id):
        msg = f"{person.name} heeft geen rol bij {tafel.name}."
        raise Refusal(msg)
    _audit(turn, "rol weg", tafel, person)
    elements = tuple(floor.left_behind(turn.work, person, tafel))
    return [Post(Card("lid", f"{person.name} heeft geen rol meer bij {tafel.name}", elements))]


def _audit(turn: Turn, did: str, tafel: Tafel, person: Person, detail: str = "") -> None:
    by, now = turn.person.id, turn.now.instant
    audit.write(turn.session, did, now=now, by=by, tafel=tafel.id, about=person.id, detail=detail)
