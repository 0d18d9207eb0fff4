"""Who is in a room: who leads it, who looks on, who counts; and the codes by which guests come in.

The list of who counts is fixed at the opening and grows by a row for whoever is let in later. How many there are is
how many rows there are: two accounts that turn out to be one person are one row, and the row of somebody who is
forgotten stays without them, because their vote does too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from storage.database import Instant, Session, insert_new, metadata
from storage.people import LONGEST, PERSON, Person, people
from storage.personal import Both, Export, person_column

Role: TypeAlias = Literal["begeleider", "medebegeleider", "deelnemer", "waarnemer"]
Standing: TypeAlias = Literal["lijst", "mee", "vraagt", ""]
"""On the list that counts; said "Ik doe mee" or was invited before the opening; asks to be let in; none of these."""
Opens: TypeAlias = Literal["persoon", "open", "scherm"]
LEADING: Final[tuple[Role, ...]] = ("begeleider", "medebegeleider")

in_rooms = Table(
    "kamer_people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kamer_id", ForeignKey("kamers.id"), nullable=False),
    person_column(
        "person_id", forget="clear", merge="move", index=True,
        both=Both(best={"role": (*LEADING, "deelnemer", "waarnemer"), "standing": ("lijst", "mee", "vraagt", "")},
                  filled=("sphere", "grouped", "organisation")),
        export=Export(chapter="versnellingskamer", heading="kamers waarin je meedoet", shows={
            "kamer": "kamer_id", "rol": "role", "organisatie": "organisation", "groep": "sphere"}),
    ),
    Column("role", String(20), nullable=False),
    Column("standing", String(10), nullable=False, default=""),
    Column("organisation", String(LONGEST), nullable=False, default=""),
    Column("sphere", String(20), nullable=False, default=""),
    Column("grouped", String(20), nullable=False, default=""),  # as what their ballot counts: an O, or the rest
    UniqueConstraint("kamer_id", "person_id"),
)  # fmt: skip

codes = Table(
    "kamer_codes",
    metadata,
    Column("fingerprint", String(64), primary_key=True),  # what a code is looked up by
    Column("code", String(8), nullable=False),
    Column("kamer_id", ForeignKey("kamers.id"), nullable=False, index=True),
    Column("opens", String(10), nullable=False),
    person_column("person_id", forget="remove", merge="move", index=True, export=Export(
        chapter="versnellingskamer", heading="codes waarmee je binnenkomt", shows={"kamer": "kamer_id"})),
    Column("most", Integer, nullable=False, default=1),  # how many devices may come in by an open code
    Column("used", Integer, nullable=False, default=0),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InRoom:
    """Somebody in a room; `person` is None for who was forgotten."""

    person: Person | None
    role: Role
    standing: Standing
    organisation: str
    sphere: str
    grouped: str

    @property
    def is_listed(self) -> bool:
        return self.standing == "lijst"

    @property
    def leads(self) -> bool:
        return self.role in LEADING


@dataclass(frozen=True, slots=True)
class Code:
    """A way in: for one person, open for `most` devices, or for the screen on the wall alone."""

    fingerprint: str
    code: str
    kamer_id: int
    opens: Opens
    person_id: int | None = None
    most: int = 1
    used: int = 0

    @property
    def left(self) -> int:
        """How many devices may still come in."""
        return max(self.most - self.used, 0)


_SELECT = select(
    *PERSON, in_rooms.c.role, in_rooms.c.standing, in_rooms.c.organisation, in_rooms.c.sphere, in_rooms.c.grouped
).select_from(in_rooms.outerjoin(people, people.c.id == in_rooms.c.person_id))


def _read(row: Any) -> InRoom:  # noqa: ANN401 - a row of `_SELECT`
    person = Person(*row[: len(PERSON)]) if row[0] is not None else None
    return InRoom(person, *row[len(PERSON) :])


# --- people ----------------------------------------------------------------------------------------------------------


def everybody(session: Session, kamer_id: int) -> list[InRoom]:
    """Everybody with a row in a room, by name."""
    rows = session.execute(_SELECT.where(in_rooms.c.kamer_id == kamer_id).order_by(people.c.name, in_rooms.c.id))
    return [_read(row) for row in rows]


def find(session: Session, kamer_id: int, person_id: int) -> InRoom | None:
    row = session.execute(_SELECT.where(_at(kamer_id, person_id))).first()
    return _read(row) if row else None


def _at(kamer_id: int, person_id: int) -> ColumnElement[bool]:
    return (in_rooms.c.kamer_id == kamer_id) & (in_rooms.c.person_id == person_id)


def rooms_of(session: Session, person_id: int) -> list[int]:
    """The numbers of the rooms in which somebody has a row."""
    mine = select(in_rooms.c.kamer_id).where(in_rooms.c.person_id == person_id)
    return list(session.execute(mine.order_by(in_rooms.c.kamer_id)).scalars())


def listed(session: Session, kamer_id: int) -> int:
    """How many people are on the list that counts."""
    query = _counting().where(in_rooms.c.kamer_id == kamer_id, in_rooms.c.standing == "lijst")
    return int(session.execute(query).scalar_one())


def _counting() -> Select[Any]:
    return select(func.count()).select_from(in_rooms)


def listed_by_group(session: Session, kamer_id: int) -> dict[str, int]:
    """The same per group as it counts."""
    query = select(in_rooms.c.grouped, func.count()).where(
        in_rooms.c.kamer_id == kamer_id, in_rooms.c.standing == "lijst"
    )
    return {group: int(number) for group, number in session.execute(query.group_by(in_rooms.c.grouped))}


def put(session: Session, kamer_id: int, person_id: int, *, role: Role = "deelnemer", **values: str) -> None:
    """Give somebody a row in a room, or change the one they have: `standing`, `organisation`, `sphere`, `grouped`."""
    first = {"standing": "", "organisation": "", "sphere": "", "grouped": ""} | values
    if not insert_new(session, in_rooms, kamer_id=kamer_id, person_id=person_id, role=role, **first):
        change(session, kamer_id, person_id, role=role, **values)


def change(session: Session, kamer_id: int, person_id: int, **values: str) -> None:
    """Change what the row of somebody says."""
    session.execute(update(in_rooms).where(_at(kamer_id, person_id)).values(**values))


def put_listed(session: Session, kamer_id: int, some: Iterable[tuple[int, Role, str, str]]) -> None:
    """Fix the list: person, role, sphere and group of everybody who counts. Who has a row keeps it."""
    here = {each.person.id for each in everybody(session, kamer_id) if each.person}
    new = []
    for person_id, role, sphere, group in some:
        values = {"role": role, "standing": "lijst", "sphere": sphere, "grouped": group}
        if person_id in here:
            change(session, kamer_id, person_id, **values)
        else:
            new.append({"kamer_id": kamer_id, "person_id": person_id, "organisation": "", **values})
    if new:
        session.execute(insert(in_rooms), new)


def unlist(session: Session, kamer_id: int) -> None:
    """Take the opening back: whoever was on the list takes part again as soon as it opens."""
    mine = (in_rooms.c.kamer_id == kamer_id) & (in_rooms.c.standing == "lijst")
    session.execute(update(in_rooms).where(mine).values(standing="mee", grouped=""))


# --- codes -----------------------------------------------------------------------------------------------------------

_CODE = select(*(codes.c[name] for name in ("fingerprint", "code", "kamer_id", "opens", "person_id", "most", "used")))


def keep_code(session: Session, code: Code, now: datetime) -> bool:
    """Keep a new code; False where there is the same one already."""
    values = {name: getattr(code, name) for name in ("fingerprint", "code", "kamer_id", "opens", "person_id", "most")}
    return insert_new(session, codes, **values, used=0, made_at=now)


def find_code(session: Session, fingerprint: str) -> Code | None:
    """A code that works."""
    row = session.execute(_CODE.where(codes.c.fingerprint == fingerprint, codes.c.revoked_at.is_(None))).first()
    return Code(*row) if row else None


def codes_of(session: Session, kamer_id: int) -> list[Code]:
    """Every code of a room that works, the oldest first."""
    mine = _CODE.where(codes.c.kamer_id == kamer_id, codes.c.revoked_at.is_(None))
    return [Code(*row) for row in session.execute(mine.order_by(codes.c.made_at, codes.c.code))]


def use_code(session: Session, code: Code) -> bool:
    """Count a device that comes in by an open code; False when there is no place left."""
    free = (codes.c.fingerprint == code.fingerprint) & codes.c.revoked_at.is_(None) & (codes.c.used < codes.c.most)
    return session.execute(update(codes).where(free).values(used=codes.c.used + 1)).rowcount == 1


def revoke_codes(session: Session, kamer_id: int, opens: Opens, now: datetime) -> int:
    """Take back the codes of a room that open it in this way; gives how many."""
    mine = (codes.c.kamer_id == kamer_id) & (codes.c.opens == opens) & codes.c.revoked_at.is_(None)
    return session.execute(update(codes).where(mine).values(revoked_at=now)).rowcount
