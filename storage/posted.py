"""Living cards: which messages they are, and having each copy of one drawn anew when something changed.

A message that is a living card is edited through the outbox, in a row of its own (*living*) that is used again.
"""

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, bindparam, case, delete, select, update

from storage.database import Instant, Session, insert_new, metadata
from storage.outbox import Delivery, finish, outbox
from storage.personal import Export, names

LONGEST = 100  # characters of a key

posted = Table(
    "posted_cards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(LONGEST), nullable=False, index=True),
    Column("link_id", ForeignKey("channel_links.id", ondelete="SET NULL")),
    Column("platform", String(20), nullable=False),
    Column("channel", String(200), nullable=False, info=names(
        "place", forget="remove", merge="stay", export=Export(
            chapter="tafels", heading="kaarten in je eigen chat", shows={"kaart": "key", "moment": "shown_at"}))),
    Column("message", String(200), nullable=False),
    Column("shown_at", Instant, nullable=False),
    Index("ix_posted_cards_message", "platform", "channel", "message", unique=True),
)  # fmt: skip


def refresh(session: Session, key: str, now: datetime, *, spacing: timedelta) -> datetime:
    """Queue a redraw of every posted copy of this card. Copies already queued are drawn once, from the state then.

    Gives the moment before which none of them is drawn; now when there are none.
    """
    moments = []
    for row in session.execute(_POSTED, {"key": key}):
        lane = {"platform": row.platform, "lane": f"{row.platform}:{row.channel}", "address": row.message}
        when = max(now, row.shown_at + spacing)
        values: dict[str, object] = {**lane, "content": key, "not_before": when, "created_at": now}
        if not insert_new(session, outbox, kind="living", key=f"living:{row.id}", **values):
            _draw_again(session, f"living:{row.id}", values)
        moments.append(when)
    return min(moments, default=now)


_POSTED = select(posted).where(posted.c.key == bindparam("key"))


def _draw_again(session: Session, key: str, values: dict[str, object]) -> None:
    waiting = outbox.c.state == "wacht"
    values = {**values, "created_at": case((waiting, outbox.c.created_at), else_=values["created_at"])}
    values |= {"version": outbox.c.version + 1, "state": "wacht", "attempts": 0, "first_try": None, "error": ""}
    session.execute(update(outbox).where(outbox.c.key == key).values(**values))


def keep(session: Session, key: str, platform: str, channel: str, message: str, now: datetime) -> None:
    """Remember which living card a message is; with an empty key it is none any more."""
    here = (posted.c.platform == platform) & (posted.c.channel == channel) & (posted.c.message == message)
    if not key:
        session.execute(delete(posted).where(here))
    elif not session.execute(update(posted).where(here).values(key=key, shown_at=now)).rowcount:
        insert_new(session, posted, key=key, platform=platform, channel=channel, message=message, shown_at=now)


def rename(session: Session, key: str, new: str) -> None:
    """Turn the posted copies of one living card into copies of another."""
    session.execute(update(posted).where(posted.c.key == key).values(key=new))


def card_of_message(session: Session, platform: str, channel: str, message: str) -> str:
    """The key of the living card that is this message, or ""."""
    here = (posted.c.platform == platform) & (posted.c.channel == channel) & (posted.c.message == message)
    return session.execute(select(posted.c.key).where(here)).scalar() or ""


def shown(session: Session, delivery: Delivery, now: datetime, *, spacing: timedelta) -> None:
    """Note that a card was redrawn; when it changed meanwhile, queue another redraw."""
    session.execute(update(posted).where(posted.c.id == _posted_id(delivery)).values(shown_at=now))
    finish(session, delivery, "verzonden")
    newer = (outbox.c.id == delivery.id) & (outbox.c.state == "wacht")
    session.execute(update(outbox).where(newer).values(not_before=now + spacing))


def forget(session: Session, delivery: Delivery) -> None:
    """The message behind a living card is gone, and so is what had to be drawn on it."""
    session.execute(delete(posted).where(posted.c.id == _posted_id(delivery)))
    session.execute(delete(outbox).where(outbox.c.id == delivery.id))


def _posted_id(delivery: Delivery) -> int:
    return int((delivery.key or ":0").partition(":")[2])
