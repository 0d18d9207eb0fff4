"""Weekly digests per channel: which facts each one tells, and whether it arrived.

Facts count as told when the digest arrived: its state is the state of its message in the outbox. So nothing is written
on arrival, and a process that is killed between making and arriving loses nothing. Why:
docs/decisions/0012-what-was-told-is-what-arrived.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Select, String, Table, insert, select, update

from storage import facts
from storage.database import Instant, Session, insert_new_id, metadata
from storage.facts import Fact
from storage.outbox import State, outbox
from storage.tafels import ChannelLink, links

HORIZON: Final = timedelta(weeks=13)
"""What is older than a quarter is no news any more, also in a channel that heard nothing meanwhile."""
_FIRST: Final = timedelta(weeks=1)

digests = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("key", String(300), nullable=False, unique=True),
    Column("period", String(40), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("reported", Boolean, nullable=False, default=False),  # somebody was told that it did not arrive
    Index("ix_digests_channel", "tafel_id", "platform", "channel", "id"),
)

told = Table(
    "digest_facts",
    metadata,
    Column("digest_id", ForeignKey("digests.id"), primary_key=True),
    Column("fact_id", ForeignKey("facts.id"), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest in one channel. `period` is its week ("2026-W48"), or "nu" for one that somebody sent.

    `state` is that of its message: it waits ("wacht"), arrived ("verzonden"), was refused for good ("dood", `why` says
    for which reason), nobody knows ("onzeker"), or it was taken back ("vervallen").
    """

    id: int
    tafel_id: int
    platform: str
    channel: str
    key: str
    period: str
    due_at: datetime
    made_at: datetime
    state: State
    why: str
    attempts: int

    @property
    def may_arrive(self) -> bool:
        return self.state in _MAY_ARRIVE


_MAY_ARRIVE: Final[tuple[State, ...]] = ("wacht", "verzonden")
_COLUMNS = tuple(column for column in digests.c if column.name != "reported")
_DIGEST = select(*_COLUMNS, outbox.c.state, outbox.c.why, outbox.c.attempts).join(outbox, outbox.c.key == digests.c.key)


def key_of(once: str, link: ChannelLink) -> str:
    """The key under which the message of a channel waits in the outbox."""
    return f"{once}:{link.platform}:{link.channel}"


def make(
    session: Session, link: ChannelLink, once: str, some: Sequence[Fact], *, period: str, due_at: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Store which facts a digest tells; False where it exists already."""
    values = {"tafel_id": link.tafel_id, "platform": link.platform, "channel": link.channel, "period": period}
    key = key_of(once, link)
    number = insert_new_id(session, digests, **values, key=key, due_at=due_at, made_at=now)
    if number is None:
        return False
    rows = [{"digest_id": number, "fact_id": fact.id} for fact in some]
    if rows:
        session.execute(insert(told), rows)
    return True


def of_channel(session: Session, tafel_id: int, platform: str, channel: str, most: int = 50) -> list[Digest]:
    """The digests that were made for a channel, newest first."""
    return _listed(session, _here(tafel_id, platform, channel).order_by(digests.c.id.desc()).limit(most))


def of_tafel(session: Session, tafel_id: int, most: int = 50) -> list[Digest]:
    """The digests of a tafel in whichever channel, newest first."""
    query = _DIGEST.where(digests.c.tafel_id == tafel_id)
    return _listed(session, query.order_by(digests.c.id.desc()).limit(most))


def get(session: Session, number: int) -> Digest | None:
    return next(iter(_listed(session, _DIGEST.where(digests.c.id == number))), None)


def _here(tafel_id: int, platform: str, channel: str) -> Select[Any]:
    mine = (digests.c.tafel_id == tafel_id) & (digests.c.platform == platform) & (digests.c.channel == channel)
    return _DIGEST.where(mine)


def _listed(session: Session, query: Select[Any]) -> list[Digest]:
    return [Digest(*row) for row in session.execute(query)]


# --- what was told ---------------------------------------------------------------------------------------------------


def untold(session: Session, link: ChannelLink, since: datetime, now: datetime) -> list[Fact]:
    """The facts that a channel has not been told and that no waiting digest tells, in the order in which they happened.

    They are chosen by number, not by time: a fact that was committed while a digest was being made, or while a clock
    was wrong, comes in the next one.
    """
    arriving = (
        select(told.c.fact_id)
        .join(digests, digests.c.id == told.c.digest_id)
        .join(outbox, outbox.c.key == digests.c.key)
        .where(
            told.c.fact_id == facts.facts.c.id, digests.c.tafel_id == link.tafel_id,
            digests.c.platform == link.platform, digests.c.channel == link.channel, outbox.c.state.in_(_MAY_ARRIVE),
        )
    )  # fmt: skip
    mine = (facts.facts.c.tafel_id == link.tafel_id) & (facts.facts.c.at > max(since, now - HORIZON))
    return facts.listed(session, facts.SELECT.where(mine, ~arriving.exists()).order_by(facts.facts.c.id))


def told_in(session: Session, digest: Digest) -> list[Fact]:
    """The facts of one digest."""
    query = facts.SELECT.join(told, told.c.fact_id == facts.facts.c.id).where(told.c.digest_id == digest.id)
    return facts.listed(session, query.order_by(facts.facts.c.id))


def beginning(session: Session, link: ChannelLink) -> datetime:
    """Since when facts are told to a channel: a week before it was linked, or since its first digest."""
    query = select(links.c.since).where(links.c.id == link.id)
    linked: datetime = session.execute(query).scalar_one()
    first = _here(link.tafel_id, link.platform, link.channel).order_by(digests.c.id).limit(1)
    earlier = [digest.made_at for digest in _listed(session, first)]
    return min([linked, *earlier]) - _FIRST


# --- what did not arrive ---------------------------------------------------------------------------------------------


def unreported(session: Session, since: datetime) -> list[Digest]:
    """Digests that were refused or are unsure, and that nobody was told about yet."""
    fresh = (digests.c.made_at > since) & digests.c.reported.is_(False)
    query = _DIGEST.where(outbox.c.state.in_(("dood", "onzeker")), fresh)
    return _listed(session, query.order_by(digests.c.id))


def report(session: Session, digest: Digest) -> None:
    """Note that somebody was told that a digest did not arrive."""
    session.execute(update(digests).where(digests.c.id == digest.id).values(reported=True))


def before(session: Session, digest: Digest) -> Digest | None:
    """The one that was made before it for the same channel."""
    query = _here(digest.tafel_id, digest.platform, digest.channel).where(digests.c.id < digest.id)
    return next(iter(_listed(session, query.order_by(digests.c.id.desc()).limit(1))), None)
