"""Tombstones and other states of messages: deleted, restored, edited into no news, or assigned by hand.

Slack and Teams deliver events about one message twice and in any order: a deletion may arrive before the message
itself, and an older edit after a newer one. So a deleted message leaves a tombstone for seven days, and each column
keeps the last moment of its kind. An event that is older than what is known changes nothing.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Column, String, Table, bindparam, delete, select, update

from storage.database import Instant, Session, insert_new, metadata
from storage.personal import names

messages = Table(
    "messages",
    metadata,
    Column("message", String(500), primary_key=True, info=names(
        "key", forget="remove", merge="stay", export="Nummers van berichten die er niet meer zijn, zeven dagen lang.")),
    Column("deleted_at", Instant),
    Column("restored_at", Instant),
    Column("no_news_at", Instant),
    Column("chosen_at", Instant),
    Column("at", Instant, nullable=False, index=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MessageState:
    """When each thing happened to one message; None for what did not happen, or was cleaned up since."""

    deleted_at: datetime | None = None
    restored_at: datetime | None = None
    no_news_at: datetime | None = None
    chosen_at: datetime | None = None


_STATE = select(*(messages.c[each.name] for each in fields(MessageState))).where(
    messages.c.message == bindparam("message")
)


def find_state(session: Session, message: str) -> MessageState:
    """The state of a message, named by platform, channel and id."""
    row = session.execute(_STATE, {"message": message}).first()
    return MessageState(*row) if row else MessageState()


def note_state(session: Session, message: str, **moments: datetime) -> None:
    """Store when something happened to a message; the later of two moments of one kind counts.

    The caller must hold the lock on the message (`storage.seen.alone`).
    """
    before = {name: moment for name, moment in asdict(find_state(session, message)).items() if moment}
    last = {name: max(before.get(name, moment), moment) for name, moment in moments.items()}
    values = last | {"at": max([*before.values(), *last.values()])}
    if not insert_new(session, messages, message=message, **values):
        session.execute(update(messages).where(messages.c.message == message).values(**values))


def undelete(session: Session, message: str) -> None:
    """Remove the tombstone of a message that was restored."""
    session.execute(update(messages).where(messages.c.message == message).values(deleted_at=None))


def clean(session: Session, before: datetime) -> None:
    """Delete the state of messages to which nothing happened since then."""
    session.execute(delete(messages).where(messages.c.at < before))
