"""The ballots of rooms: anonymous ones that nothing leads to a person from, ballots by name, and the results.

In front of what an anonymous ballot says stands the step that opened its vote and the group it counts for, both of one
width: a ballot of an opening that was taken back is known by the first, and the second can be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    update,
)

from storage.ballots import Ballots
from storage.database import Instant, Session, insert_new, metadata
from storage.memberships import SPHERES
from storage.people import FORMER, people
from storage.personal import NOBODY, Both, Export, person_column

BALLOTS: Final = Ballots("kamer")
_GROUPS: Final = ("", "overig", *SPHERES)
_HEAD: Final = 5  # characters in front of what a ballot says: four of the opening, one of the group

named_ballots = Table(
    "kamer_named_ballots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kamer_id", ForeignKey("kamers.id"), nullable=False),
    person_column("person_id", forget="clear", merge="move", index=True, both=Both(latest="revision"), export=Export(
        chapter="versnellingskamer", heading="stemmen op naam",
        shows={"moment": "at", "kamer": "kamer_id", "stem": "words"})),
    Column("opening", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),  # when its form was opened: the last opened form wins
    Column("content", Text, nullable=False, info=NOBODY),
    Column("words", Text, nullable=False, info=NOBODY),  # the same as people read it in their own data
    Column("at", Instant, nullable=False),
    UniqueConstraint("kamer_id", "person_id"),
)  # fmt: skip

results = Table(
    "kamer_results",
    metadata,
    Column("kamer_id", ForeignKey("kamers.id"), primary_key=True),
    Column("method", String(20), nullable=False),
    Column("content", Text, nullable=False, info=NOBODY),
    Column("at", Instant, nullable=False),
)


# --- anonymous -------------------------------------------------------------------------------------------------------


def packed(opening: int, group: str, content: str) -> str:
    """A ballot as it is stored."""
    return f"{opening:04d}{max(_GROUPS.index(group) if group in _GROUPS else 1, 0)}{content}"


def unpacked(opening: int, stored: str) -> str | None:
    """What a stored ballot says; None where it is one of another opening."""
    return stored[_HEAD:] if stored[: _HEAD - 1] == f"{opening:04d}" else None


def counted_by_group(session: Session, subject: str) -> Mapping[str, int]:
    """How many people of each group voted so far: nothing of what they chose."""
    table = BALLOTS.open_ballots
    head = func.substr(table.c.content, _HEAD, 1)
    query = select(head, func.count()).where(table.c.subject == subject).group_by(head)
    return {_GROUPS[int(group)]: int(number) for group, number in session.execute(query)}


def closed(session: Session, subject: str, opening: int) -> list[str]:
    """What the ballots of a closed vote say, in an order that means nothing."""
    every = (unpacked(opening, each) for each in BALLOTS.closed(session, subject))
    return [each for each in every if each is not None]


# --- by name ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedBallot:
    """What somebody said under their name."""

    name: str
    revision: int
    content: str


_NAMED = select(func.coalesce(people.c.name, FORMER), named_ballots.c.revision, named_ballots.c.content).select_from(
    named_ballots.outerjoin(people, people.c.id == named_ballots.c.person_id)
)


def named_of(session: Session, kamer_id: int, opening: int) -> list[NamedBallot]:
    """Every ballot by name of a room, by name."""
    mine = (named_ballots.c.kamer_id == kamer_id) & (named_ballots.c.opening == opening)
    rows = session.execute(_NAMED.where(mine).order_by(people.c.name, named_ballots.c.id))
    return [NamedBallot(*row) for row in rows]


def own_named(session: Session, kamer_id: int, opening: int, person_id: int) -> NamedBallot | None:
    """Somebody's own ballot."""
    mine = (named_ballots.c.kamer_id == kamer_id) & (named_ballots.c.person_id == person_id)
    row = session.execute(
        _NAMED.where(mine, named_ballots.c.opening == opening).with_for_update(of=named_ballots)
    ).first()
    return NamedBallot(*row) if row else None


def counted_named(session: Session, kamer_id: int, opening: int) -> int:
    mine = (named_ballots.c.kamer_id == kamer_id) & (named_ballots.c.opening == opening)
    return int(session.execute(select(func.count()).select_from(named_ballots).where(mine)).scalar_one())


def cast_named(
    session: Session, kamer_id: int, opening: int, person_id: int, *, revision: int, content: str, words: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Keep somebody's ballot in the place of the one they cast before; False where that came of a later form."""
    values = {"opening": opening, "revision": revision, "content": content, "words": words, "at": now}
    if insert_new(session, named_ballots, kamer_id=kamer_id, person_id=person_id, **values):
        return True
    mine = (named_ballots.c.kamer_id == kamer_id) & (named_ballots.c.person_id == person_id)
    before = (named_ballots.c.opening < opening) | (named_ballots.c.revision < revision)
    return session.execute(update(named_ballots).where(mine, before).values(**values)).rowcount == 1


# --- results ---------------------------------------------------------------------------------------------------------


def keep_result(session: Session, kamer_id: int, *, method: str, content: str, now: datetime) -> bool:
    """Keep the result of a room; False when it stands already."""
    return insert_new(session, results, kamer_id=kamer_id, method=method, content=content, at=now)


def result_of(session: Session, kamer_id: int) -> str | None:
    """The result of a room as JSON."""
    return session.execute(select(results.c.content).where(results.c.kamer_id == kamer_id)).scalar()
