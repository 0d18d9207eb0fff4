"""Who sits at which tafel, with which role, organisation and O; one tafel changes nothing at another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from storage.database import Session, metadata
from storage.people import LONGEST, PERSON, Person, administrators, people, reachable
from storage.personal import Both, Export, person_column

Role: TypeAlias = Literal["kartrekker", "projectleider", "deelnemer", "waarnemer"]
SPHERES: Final = ("ondernemers", "overheid", "onderwijs", "onderzoek", "omgeving")
"""The five O's."""
_STRONGEST: Final[tuple[Role, ...]] = ("projectleider", "kartrekker", "deelnemer", "waarnemer")

memberships = Table(
    "memberships",
    metadata,
    person_column(
        "person_id", forget="remove", merge="move", nullable=False,
        # Nobody loses a right by joining their accounts, and what either of them said about themselves stays.
        both=Both(best={"role": _STRONGEST}, filled=("organisation", "sphere")),
        export=Export(chapter="tafels", heading="rollen", shows={
            "tafel": "tafel_id", "rol": "role", "organisatie": "organisation", "groep": "sphere"}),
    ),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("organisation", String(LONGEST), nullable=False, default=""),
    Column("sphere", String(20), nullable=False, default=""),
    UniqueConstraint("person_id", "tafel_id"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody at one tafel. Organisation and sphere (one of the five O's, or empty) are what this tafel wrote down."""

    person: Person
    role: Role
    organisation: str = ""
    sphere: str = ""

    @property
    def title(self) -> str:
        """ "Karim (FNV)"."""
        return titled(self.person.name, self.organisation)


def titled(name: str, *organisations: str) -> str:
    """A name with the organisations that are known behind it."""
    known = ", ".join(filter(None, organisations))
    return f"{name} ({known})" if known else name


_ROLES = (
    select(memberships.c.tafel_id, memberships.c.role)
    .where(memberships.c.person_id == bindparam("person"))
    .order_by(memberships.c.tafel_id)
)


def roles_of(session: Session, person_id: int) -> dict[int, Role]:
    """A person's role per tafel id."""
    return {row.tafel_id: row.role for row in session.execute(_ROLES, {"person": person_id})}


def appoint(
    session: Session, person_id: int, tafel_id: int, role: Role, *, organisation: str | None = None,
    sphere: str | None = None,
) -> None:  # fmt: skip
    """Give a person a role at a tafel; what this tafel knows of their organisation and sphere stays unless given."""
    said = {"organisation": organisation, "sphere": sphere}
    values = {"role": role} | {name: value for name, value in said.items() if value is not None}
    if not session.execute(update(memberships).where(_at(person_id, tafel_id)).values(**values)).rowcount:
        session.execute(insert(memberships).values(person_id=person_id, tafel_id=tafel_id, **values))


def dismiss(session: Session, person_id: int, tafel_id: int) -> bool:
    return session.execute(delete(memberships).where(_at(person_id, tafel_id))).rowcount > 0


def _at(person_id: int, tafel_id: int) -> ColumnElement[bool]:
    return (memberships.c.person_id == person_id) & (memberships.c.tafel_id == tafel_id)


def membership(session: Session, person_id: int, tafel_id: int) -> Member | None:
    """A person's membership of one tafel; None where they have no role there."""
    row = session.execute(_MEMBERS.where(_at(person_id, tafel_id))).first()
    return _member(row) if row else None


def organisation_at(session: Session, person_id: int, tafel_id: int) -> str:
    """The organisation that one tafel noted for a person, or ""."""
    return session.execute(_ORGANISATION, {"person": person_id, "tafel": tafel_id}).scalar() or ""


_ORGANISATION = select(memberships.c.organisation).where(
    memberships.c.person_id == bindparam("person"), memberships.c.tafel_id == bindparam("tafel")
)


def members(session: Session, tafel_id: int) -> list[Member]:
    """Everybody with a role at a tafel, by name."""
    found = session.execute(_MEMBERS.where(memberships.c.tafel_id == tafel_id).order_by(people.c.name))
    return [_member(row) for row in found]


def _member(row: Any) -> Member:  # noqa: ANN401 - a row of `_MEMBERS`, whatever its columns
    return Member(Person(*row[: len(PERSON)]), *row[len(PERSON) :])


_MEMBERS = select(
    *PERSON, memberships.c.role, memberships.c.organisation, memberships.c.sphere
).join(memberships)  # fmt: skip


def organisations(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The organisations that tafels wrote down for people, each once."""
    found: dict[int, tuple[str, ...]] = {}
    for person_id, organisation in session.execute(_ORGANISATIONS, {"people": list(person_ids)}):
        found[person_id] = (*found.get(person_id, ()), organisation)
    return found


def leaders(session: Session, tafel_id: int) -> list[Person]:
    """Who is asked to decide for a tafel: its projectleiders, or the administrators where none can be reached."""
    mine = [each.person for each in members(session, tafel_id) if each.role == "projectleider"]
    return reachable(session, mine) or reachable(session, administrators(session))


def responsible(session: Session, tafel_id: int) -> list[Person]:
    """Who is told that something of a tafel fails: its projectleiders and the administrators."""
    mine = [each.person for each in members(session, tafel_id) if each.role == "projectleider"]
    return list({person.id: person for person in reachable(session, [*mine, *administrators(session)])}.values())


_ORGANISATIONS = (
    select(memberships.c.person_id, memberships.c.organisation)
    .distinct()
    .where(memberships.c.person_id.in_(bindparam("people", expanding=True)), memberships.c.organisation != "")
    .order_by(memberships.c.person_id, memberships.c.organisation)
)
