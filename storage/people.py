"""People: who they are, and how each platform knows them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from storage.database import Instant, Session, insert_new, metadata
from storage.personal import Export, call, names, person_column

FORMER: Final = "voormalig lid"
"""What somebody who was forgotten is called."""
GUEST: Final = "gast"
"""Begins the account of who takes part from a browser, without a platform: nothing can be sent there."""
LONGEST: Final = 100  # characters of a name, and of an organisation

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True, info=names(
        "person", forget="remove", merge="remove", export=Export(
            chapter="tafels", heading="",
            shows={"naam": "name", "bekend sinds": "created_at", "beheerder": "administrator",
                   "voorlopige naam": "provisional"},
        ))),
    Column("region_id", ForeignKey("regions.id"), nullable=False),
    Column("name", String(LONGEST), nullable=False),
    Column("provisional", Boolean, nullable=False, default=False),
    Column("administrator", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
    # The name as it is looked for. Its order is that of the characters themselves, so that a beginning is a range.
    Column("folded", String(300).with_variant(String(300, collation="C"), "postgresql"), index=True),
    Column("fixed_name", Boolean, nullable=False, default=False),  # a beheerder chose it: no platform changes it
    sqlite_autoincrement=True,  # a number is never given out again: buttons and copies may still hold it
)  # fmt: skip
call(people, people.c.name)

former_people = Table(
    "former_people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False, index=True),
    Column("since", Instant, nullable=False),
    # who this person turned out to be; nobody where they were forgotten
    person_column(
        "became", forget="clear", merge="move", index=True, export=Export(
            chapter="tafels", heading="eerdere nummers", shows={"nummer": "number", "sinds": "since"})),
    Column("erased_at", Instant),  # when they asked to be forgotten, for when an older copy is put back
)  # fmt: skip
"""Numbers of `people` that are nobody's any more. No name is here, and no row of another table can lead here."""

identities = Table(
    "identities",
    metadata,
    Column("account", String(200), primary_key=True, info=names(
        "account", forget="remove", merge="stay", export="Staat er al als account.")),
    person_column("person_id", forget="remove", merge="move", nullable=False, index=True, export=Export(
        chapter="tafels", heading="accounts", shows="account")),
    Column("name", String(100), nullable=False, default=""),  # what the platform called them last
    Column("gone_at", Instant),  # since when the platform says that this account is no longer used
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `id` 0 is one that is not stored yet."""

    id: int
    name: str
    administrator: bool = False
    provisional: bool = False


PERSON = (people.c.id, people.c.name, people.c.administrator, people.c.provisional)
"""The columns that make a `Person`."""
_BY_ACCOUNT = select(*PERSON).join(identities).where(identities.c.account == bindparam("account"))
_BY_ID = select(*PERSON).where(people.c.id == bindparam("id"))
_BECAME = (
    select(*PERSON)
    .join(former_people, former_people.c.became == people.c.id)
    .where(former_people.c.number == bindparam("id"))
    .order_by(former_people.c.id.desc())
)


def by_account(session: Session, account: str) -> Person | None:
    """The person behind an identity such as "slack:U1"."""
    row = session.execute(_BY_ACCOUNT, {"account": account}).first()
    return Person(*row) if row else None


def by_id(session: Session, person_id: int) -> Person | None:
    """A person by number, also by a former one; a forgotten person is “voormalig lid”."""
    found = living(session, person_id)
    return Person(person_id, FORMER) if found is None and is_former(session, person_id) else found


def living(session: Session, person_id: int) -> Person | None:
    """Like `by_id`, but None for a forgotten person."""
    row = session.execute(_BY_ID, {"id": person_id}).first() or session.execute(_BECAME, {"id": person_id}).first()
    return Person(*row) if row else None


def is_former(session: Session, person_id: int) -> bool:
    """Whether this number belonged to a person who was forgotten."""
    gone = session.execute(select(former_people.c.id).where(former_people.c.number == person_id)).first() is not None
    return gone and living(session, person_id) is None


def by_name(session: Session, name: str) -> list[Person]:
    """Everybody with this name or first name, whatever the capitals."""
    whole = folded(name)
    return [
        Person(*row) for row in session.execute(BY_NAME, {"whole": whole, "first": f"{whole} ", "end": f"{whole}!"})
    ]


def by_last_word(session: Session, word: str) -> list[Person]:
    """Everybody whose name ends in this word, folded. This reads all names, so ask `by_name` before."""
    ends_so = people.c.folded.endswith(f" {word}", autoescape=True)
    return [Person(*row) for row in session.execute(select(*PERSON).where(ends_so).order_by(people.c.id))]


def folded(name: str) -> str:
    """A name as both databases compare it: without capitals, and accents written in one way."""
    return unicodedata.normalize("NFC", name).casefold()


BY_NAME = (
    select(*PERSON)
    .where(
        (people.c.folded == bindparam("whole"))
        # a first name is followed by a space, and "!" is the character after the space
        | ((people.c.folded >= bindparam("first")) & (people.c.folded < bindparam("end")))
    )
    .order_by(people.c.id)
)


def add(
    session: Session, region_id: int, *, name: str, now: datetime, provisional: bool = False,
    administrator: bool = False,
) -> Person:  # fmt: skip
    values = {"name": name, "folded": folded(name), "region_id": region_id, "administrator": administrator}
    statement = insert(people).values(**values, provisional=provisional, created_at=now)
    person_id = int(session.execute(statement.returning(people.c.id)).scalar_one())
    return Person(person_id, name, administrator, provisional)


def change(session: Session, person_id: int, **values: str | bool) -> None:
    """Set name, provisional or administrator."""
    if "name" in values:
        values["folded"] = folded(str(values["name"]))
    session.execute(update(people).where(people.c.id == person_id).values(**values))


def follow_name(session: Session, person: Person, account: str, name: str) -> Person:
    """A platform shows this name for an account: what changed there changes here.

    Somebody with accounts on two platforms may be called differently on each: only a name that changed there counts. A
    name that a beheerder chose stays.
    """
    name, mine = name[:100], identities.c.account == account
    before = session.execute(select(identities.c.name).where(mine)).scalar()
    if before is None or not name or before == name:
        return person
    session.execute(update(identities).where(mine).values(name=name))
    fixed = session.execute(select(people.c.fixed_name).where(people.c.id == person.id)).scalar()
    alone = len(accounts_of(session, [person.id]).get(person.id, ())) == 1
    if fixed or name == person.name or not (before or alone or person.provisional):
        return person
    change(session, person.id, name=name)
    return replace(person, name=name)


def identify(session: Session, person_id: int, account: str) -> None:
    """Say that an identity is this person's; it stops being anybody else's."""
    session.execute(delete(identities).where(identities.c.account == account))
    session.execute(insert(identities).values(account=account, person_id=person_id))


def let_go(session: Session, account: str) -> None:
    """Free an identity: it belongs to nobody any more."""
    session.execute(delete(identities).where(identities.c.account == account))


def identify_new(session: Session, person_id: int, account: str) -> bool:
    """Give a free identity to a person; False when another has it by now."""
    return insert_new(session, identities, account=account, person_id=person_id)


def remove(session: Session, person_id: int) -> None:
    """Delete a person who was added in this transaction and is not needed."""
    session.execute(delete(people).where(people.c.id == person_id))


def accounts_of(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The accounts of people, those that a platform closed as well."""
    return _accounts(session, _ACCOUNTS, person_ids)


def used_accounts_of(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The accounts by which people can be reached: in use, and not a guest's in a browser."""
    return _accounts(session, _USED_ACCOUNTS, person_ids)


def with_account(session: Session, person_id: int, platform: str) -> tuple[Person, str] | None:
    """Somebody who is still here, with their account on a platform, or another one where they have none there."""
    rows = session.execute(_WITH_ACCOUNT, {"id": person_id}).all()
    if not rows:
        found = living(session, person_id)
        rows = session.execute(_WITH_ACCOUNT, {"id": found.id}).all() if found else []
    accounts = [row.account for row in rows]
    chosen = next((each for each in accounts if each.startswith(f"{platform}:")), next(iter(accounts), ""))
    return (Person(*rows[0][: len(PERSON)]), chosen) if chosen else None


def _accounts(session: Session, query: Select[Any], person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for person_id, account in session.execute(query, {"people": list(person_ids)}):
        found[person_id] = (*found.get(person_id, ()), account)
    return found


def administrators(session: Session) -> list[Person]:
    return [
        Person(*row) for row in session.execute(select(*PERSON).where(people.c.administrator).order_by(people.c.id))
    ]


def reachable(session: Session, some: Iterable[Person]) -> list[Person]:
    """Those of these people who have an account in use."""
    listed = list(some)
    used = used_accounts_of(session, [person.id for person in listed])
    return [person for person in listed if used.get(person.id)]


_ACCOUNTS = (
    select(identities.c.person_id, identities.c.account)
    .where(identities.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(identities.c.account)
)
_USED_ACCOUNTS = _ACCOUNTS.where(
    identities.c.gone_at.is_(None), ~identities.c.account.startswith(f"{GUEST}:", autoescape=True)
)
_WITH_ACCOUNT = (
    select(*PERSON, identities.c.account)
    .join(identities)
    .where(people.c.id == bindparam("id"))
    .order_by(identities.c.account)
)


def account_on(session: Session, person_id: int, platform: str) -> str:
    """How one platform knows a person, or ""."""
    accounts = accounts_of(session, [person_id]).get(person_id, ())
    return next((account for account in accounts if account.startswith(f"{platform}:")), "")


def known_since(session: Session, person_id: int, since: datetime) -> Person | None:
    """The person with a number, if they were added at this moment: in a copy of another installation the number may be
    another person's."""
    same = (people.c.id == person_id) & (people.c.created_at == since)
    row = session.execute(select(*PERSON).where(same)).first()
    return Person(*row) if row else None


def formerly(session: Session, person_id: int) -> tuple[int, ...]:
    """The numbers under which a person was known before it turned out that they were the same."""
    return tuple(session.execute(_FORMERLY, {"became": person_id}).scalars())


_FORMERLY = (
    select(former_people.c.number).where(former_people.c.became == bindparam("became")).order_by(former_people.c.id)
)


def merged(session: Session) -> list[tuple[int, int]]:
    """The numbers of people who were merged into another, each with that other's number."""
    column = former_people.c
    rows = session.execute(select(column.number, column.became).where(column.became.is_not(None)))
    return [(row.number, row.became) for row in rows]
