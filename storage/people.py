"""People: who they are, how each platform knows them, and which role they have at which tafel."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from storage.database import Instant, Session, insert_new, metadata

Role: TypeAlias = Literal["kartrekker", "projectleider", "deelnemer", "waarnemer"]

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("region_id", ForeignKey("regions.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("organisation", String(100), nullable=False, default=""),
    Column("sphere", String(20), nullable=False, default=""),
    Column("provisional", Boolean, nullable=False, default=False),
    Column("administrator", Boolean, nullable=False, default=False),
    Column("forgotten", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
    # The name as it is looked for. Its order is that of the characters themselves, so that a beginning is a range.
    Column("folded", String(300).with_variant(String(300, collation="C"), "postgresql"), index=True),
    Column("became", Integer),  # who this person turned out to be
    Column("erased_at", Instant),  # when this person asked to be forgotten, for when an older copy is put back
)

identities = Table(
    "identities",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
)

memberships = Table(
    "memberships",
    metadata,
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    UniqueConstraint("person_id", "tafel_id"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody. `sphere` is one of the five O's, or empty; `id` 0 is somebody the bot does not know yet."""

    id: int
    name: str
    organisation: str = ""
    sphere: str = ""
    administrator: bool = False
    provisional: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


PERSON = (people.c.id, people.c.name, people.c.organisation, people.c.sphere, people.c.administrator,
          people.c.provisional)  # fmt: skip
"""The columns that make a `Person`."""
_BY_ACCOUNT = select(*PERSON).join(identities).where(identities.c.account == bindparam("account"))
_BY_ID = select(*PERSON).where(people.c.id == bindparam("id"))
_ROLES = (
    select(memberships.c.tafel_id, memberships.c.role)
    .where(memberships.c.person_id == bindparam("person"))
    .order_by(memberships.c.tafel_id)
)


def by_account(session: Session, account: str) -> Person | None:
    """The person behind an identity such as "slack:U1"."""
    row = session.execute(_BY_ACCOUNT, {"account": account}).first()
    return Person(*row) if row else None


def by_id(session: Session, person_id: int) -> Person | None:
    row = session.execute(_BY_ID, {"id": person_id}).first()
    return Person(*row) if row else None


def by_name(session: Session, name: str) -> list[Person]:
    """Everybody with this name or first name, whatever the capitals."""
    whole = folded(name)
    return [
        Person(*row) for row in session.execute(BY_NAME, {"whole": whole, "first": f"{whole} ", "end": f"{whole}!"})
    ]


def by_last_word(session: Session, word: str) -> list[Person]:
    """Everybody whose name ends in this word, folded. This reads all names, so ask `by_name` before."""
    columns = (people.c.forgotten.is_(False), people.c.folded.endswith(f" {word}", autoescape=True))
    return [Person(*row) for row in session.execute(select(*PERSON).where(*columns).order_by(people.c.id))]


def folded(name: str) -> str:
    """A name as both databases compare it: without capitals, and accents written in one way."""
    return unicodedata.normalize("NFC", name).casefold()


BY_NAME = (
    select(*PERSON)
    .where(
        people.c.forgotten.is_(False),
        (people.c.folded == bindparam("whole"))
        # a first name is followed by a space, and "!" is the character after the space
        | ((people.c.folded >= bindparam("first")) & (people.c.folded < bindparam("end"))),
    )
    .order_by(people.c.id)
)


def add(
    session: Session, region_id: int, *, name: str, now: datetime, organisation: str = "", sphere: str = "",
    provisional: bool = False, administrator: bool = False,
) -> Person:  # fmt: skip
    values = {"name": name, "organisation": organisation, "sphere": sphere, "administrator": administrator}
    statement = insert(people).values(
        **values, folded=folded(name), region_id=region_id, provisional=provisional, created_at=now
    )
    person_id = int(session.execute(statement.returning(people.c.id)).scalar_one())
    return Person(person_id, name, organisation, sphere, administrator, provisional)


def change(session: Session, person_id: int, **values: str | bool) -> None:
    """Set name, organisation, sphere, provisional, administrator or forgotten."""
    if "name" in values:
        values["folded"] = folded(str(values["name"]))
    session.execute(update(people).where(people.c.id == person_id).values(**values))


def identify(session: Session, person_id: int, account: str) -> None:
    """Say that an identity is this person's; it stops being anybody else's."""
    session.execute(delete(identities).where(identities.c.account == account))
    session.execute(insert(identities).values(account=account, person_id=person_id))


def let_go(session: Session, account: str) -> None:
    """Say that an identity is nobody's any more."""
    session.execute(delete(identities).where(identities.c.account == account))


def identify_new(session: Session, person_id: int, account: str) -> bool:
    """Say that an identity nobody has is this person's; False when somebody has it after all."""
    return insert_new(session, identities, account=account, person_id=person_id)


def remove(session: Session, person_id: int) -> None:
    """Take away somebody who was added in this transaction and is not needed."""
    session.execute(delete(people).where(people.c.id == person_id))


def accounts_of(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for person_id, account in session.execute(_ACCOUNTS, {"people": list(person_ids)}):
        found[person_id] = (*found.get(person_id, ()), account)
    return found


def roles_of(session: Session, person_id: int) -> dict[int, Role]:
    """A person's role per tafel id."""
    return {row.tafel_id: row.role for row in session.execute(_ROLES, {"person": person_id})}


def appoint(session: Session, person_id: int, tafel_id: int, role: Role) -> None:
    dismiss(session, person_id, tafel_id)
    session.execute(insert(memberships).values(person_id=person_id, tafel_id=tafel_id, role=role))


def dismiss(session: Session, person_id: int, tafel_id: int) -> bool:
    mine = (memberships.c.person_id == person_id) & (memberships.c.tafel_id == tafel_id)
    return session.execute(delete(memberships).where(mine)).rowcount > 0


def members(session: Session, tafel_id: int) -> list[tuple[Person, Role]]:
    statement = select(*PERSON, memberships.c.role).join(memberships).where(memberships.c.tafel_id == tafel_id)
    return [(Person(*row[:6]), row[6]) for row in session.execute(statement.order_by(people.c.name))]


def administrators(session: Session) -> list[Person]:
    return [
        Person(*row) for row in session.execute(select(*PERSON).where(people.c.administrator).order_by(people.c.id))
    ]


_ACCOUNTS = (
    select(identities.c.person_id, identities.c.account)
    .where(identities.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(identities.c.account)
)


def account_on(session: Session, person_id: int, platform: str) -> str:
    """How one platform knows a person, or ""."""
    accounts = accounts_of(session, [person_id]).get(person_id, ())
    return next((account for account in accounts if account.startswith(f"{platform}:")), "")


def forget(session: Session, person_id: int) -> None:
    """Take away a person's name, accounts and roles; the row stays as "voormalig lid" for what points at it."""
    session.execute(delete(identities).where(identities.c.person_id == person_id))
    session.execute(delete(memberships).where(memberships.c.person_id == person_id))
    change(session, person_id, name="voormalig lid", organisation="", sphere="", administrator=False, forgotten=True)


def erase(session: Session, person_id: int, now: datetime) -> None:
    """Write down that a person, under whatever number, was forgotten for good; whoever puts a copy back has to know."""
    mine = (people.c.id == person_id) | (people.c.became == person_id)
    session.execute(update(people).where(mine).values(erased_at=now))


def known_since(session: Session, person_id: int, since: datetime) -> Person | None:
    """Somebody by number who was added at this moment and is not forgotten: numbers are given out again."""
    same = (people.c.id == person_id) & (people.c.created_at == since) & people.c.forgotten.is_(False)
    row = session.execute(select(*PERSON).where(same)).first()
    return Person(*row) if row else None


def absorb(session: Session, old: int, new: int) -> None:
    """One person turned out to be another: roles that the other lacks come along, the first is gone."""
    mine = roles_of(session, new)
    for tafel_id, role in roles_of(session, old).items():
        if tafel_id not in mine:
            appoint(session, new, tafel_id, role)
    forget(session, old)
    both = (people.c.id == old) | (people.c.became == old)
    session.execute(update(people).where(both).values(became=new))
