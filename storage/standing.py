"""What platforms say about linked channels and known accounts: what they are called, and whether they are still there.

It comes from events and from a look once a day. What is told later than something newer is passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import func, select, update

from storage import people
from storage.database import Session
from storage.people import PERSON, Person, identities
from storage.tafels import ChannelLink, links, links_of

Gone: TypeAlias = Literal["", "removed", "archived", "missing"]
"""Why the bot cannot speak in a channel: it was removed, the channel was archived, or there is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """A channel as its platform reports it; None is not reported."""

    platform: str
    channel: str
    name: str | None = None
    gone: Gone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """An account as its platform reports it; `used` is False once nobody can log in with it."""

    account: str
    name: str = ""
    used: bool | None = None


State: TypeAlias = ChannelState | AccountState


def note(session: Session, states: Iterable[State], at: datetime) -> None:
    """Store what a platform reported at a moment about channels and accounts that are known; the rest is ignored."""
    for state in states:
        if isinstance(state, ChannelState):
            _channel(session, state, at)
        else:
            _account(session, state, at)


def _channel(session: Session, state: ChannelState, at: datetime) -> None:
    mine = (links.c.platform == state.platform) & (links.c.channel == state.channel)
    if state.name:
        session.execute(update(links).where(mine).values(name=state.name[:200]))
    if state.gone is not None:
        older = links.c.state_at.is_(None) | (links.c.state_at <= at)
        changed = mine & older & (links.c.gone != state.gone)
        session.execute(update(links).where(changed).values(gone=state.gone, state_at=at))


def _account(session: Session, state: AccountState, at: datetime) -> None:
    person = people.by_account(session, state.account)
    if person is None:
        return
    people.follow_name(session, person, state.account, state.name)
    mine = identities.c.account == state.account
    if state.used is False:
        session.execute(update(identities).where(mine, identities.c.gone_at.is_(None)).values(gone_at=at))
    elif state.used:
        session.execute(update(identities).where(mine).values(gone_at=None))


# --- what to look at, and what it means ------------------------------------------------------------------------------


def known(session: Session, platform: str) -> tuple[list[str], list[str]]:
    """The accounts and the linked channels that we know on a platform."""
    accounts = select(identities.c.account).where(identities.c.account.startswith(f"{platform}:"))
    channels = [link.channel for link in links_of(session) if link.platform == platform]
    return list(session.execute(accounts.order_by(identities.c.account)).scalars()), channels


def closed_channels(session: Session) -> list[ChannelLink]:
    """Linked channels in which the bot cannot post."""
    return [link for link in links_of(session) if link.gone]


def departed(session: Session) -> list[tuple[Person, datetime]]:
    """People whose accounts are all closed, with when the last one was."""
    left = select(
        identities.c.person_id, func.max(identities.c.gone_at).label("at"), func.count().label("all"),
        func.count(identities.c.gone_at).label("gone"),
    ).group_by(identities.c.person_id).subquery()  # fmt: skip
    query = select(*PERSON, left.c.at).join(left, left.c.person_id == PERSON[0]).where(left.c.all == left.c.gone)
    return [(Person(*row[:-1]), row[-1]) for row in session.execute(query.order_by(PERSON[0]))]
