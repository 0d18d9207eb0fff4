"""Look up who asks and where, in one statement: the person with their roles, and the tafel of the channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, literal, select

from storage.database import Session
from storage.memberships import Role, memberships
from storage.people import PERSON, Person, identities, people
from storage.tafels import COLUMNS, Tafel, links, read, tafels


@dataclass(frozen=True, slots=True)
class Presence:
    """`person` is None for an account that nobody has, `tafel` for a channel that is not linked."""

    person: Person | None
    roles: Mapping[int, Role]
    tafel: Tafel | None


_ANYWHERE = select(literal(1, Integer).label("one")).subquery()  # a row even where nothing is known
_LOOK_UP = select(memberships.c.tafel_id, memberships.c.role, *PERSON, *COLUMNS).select_from(
    _ANYWHERE
    .outerjoin(links, (links.c.platform == bindparam("platform")) & (links.c.channel == bindparam("channel")))
    .outerjoin(tafels, tafels.c.id == links.c.tafel_id)
    .outerjoin(identities, identities.c.account == bindparam("account"))
    .outerjoin(people, people.c.id == identities.c.person_id)
    .outerjoin(memberships, memberships.c.person_id == people.c.id)
)  # fmt: skip
_PERSON, _TAFEL = 2, 2 + len(PERSON)


def of(session: Session, account: str, platform: str, channel: str) -> Presence:
    """The person behind an account, with a role per tafel, and the tafel that a channel is linked to."""
    rows = session.execute(_LOOK_UP, {"account": account, "platform": platform, "channel": channel}).all()
    first = rows[0]
    return Presence(
        Person(*first[_PERSON:_TAFEL]) if first[_PERSON] is not None else None,
        {row[0]: row[1] for row in rows if row[0] is not None},
        read(first[_TAFEL:]) if first[_TAFEL] is not None else None,
    )
