"""What was said about items: updates from the channel or the form, and the messages they came from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, func, insert, select, update

from storage.actions import ITEM, Action, actions, read
from storage.database import Instant, Session, metadata
from storage.people import people

updates = Table(
    "action_updates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", ForeignKey("actions.id"), index=True),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("edited_at", Instant, nullable=False),
    Column("platform", String(20), nullable=False, default=""),
    Column("channel", String(200), nullable=False, default=""),
    Column("message", String(200), nullable=False, default=""),
    Column("url", String(1000), nullable=False, default=""),
    Index("ix_action_updates_message", "platform", "channel", "message"),
)


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    action_id: int
    text: str
    at: datetime
    url: str
    by: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What a channel message made."""

    id: int
    action_id: int | None
    text: str
    edited_at: datetime


_UPDATES = select(
    updates.c.id, updates.c.action_id, updates.c.text, updates.c.at, updates.c.url, func.coalesce(people.c.name, "")
).outerjoin(people, people.c.id == updates.c.person_id)


def add(
    session: Session, action_id: int | None, text: str, *, by: int | None, now: datetime, platform: str = "",
    channel: str = "", message: str = "", url: str = "",
) -> None:  # fmt: skip
    """Keep news about an item; without an item while it still has to be asked which one."""
    values = {"action_id": action_id, "person_id": by, "text": text, "at": now, "edited_at": now, "url": url}
    session.execute(insert(updates).values(**values, platform=platform, channel=channel, message=message))
    _no_longer_silent(session, action_id, now)


def _no_longer_silent(session: Session, action_id: int | None, at: datetime) -> None:
    session.execute(update(actions).where(actions.c.id == action_id, actions.c.news_at < at).values(news_at=at))


def of_action(session: Session, action_id: int, most: int = 5) -> list[Update]:
    """The latest updates, newest first."""
    statement = _UPDATES.where(updates.c.action_id == action_id).order_by(updates.c.at.desc(), updates.c.id.desc())
    return [Update(*row[:6]) for row in session.execute(statement.limit(most))]


def since(session: Session, tafel_id: int, since: datetime, until: datetime) -> list[tuple[Action, Update]]:
    """Each item with its newest update of the period, newest first."""
    statement = (
        _UPDATES.join(actions, actions.c.id == updates.c.action_id)
        .where(actions.c.tafel_id == tafel_id, updates.c.at > since, updates.c.at <= until)
        .order_by(updates.c.at.desc(), updates.c.id.desc())
    )
    newest: dict[int, Update] = {}
    for row in session.execute(statement):
        newest.setdefault(row.action_id, Update(*row[:6]))
    found = {action.id: action for action in _items(session, list(newest))}
    return [(found[action_id], news) for action_id, news in newest.items()]


def of_message(session: Session, platform: str, channel: str, message: str) -> list[Stored]:
    here = (updates.c.platform == platform) & (updates.c.channel == channel) & (updates.c.message == message)
    statement = select(updates.c.id, updates.c.action_id, updates.c.text, updates.c.edited_at).where(here)
    return [Stored(*row) for row in session.execute(statement.order_by(updates.c.id))]


def edit(session: Session, update_id: int, *, action_id: int | None, text: str, at: datetime) -> None:
    values = {"action_id": action_id, "text": text, "edited_at": at}
    session.execute(update(updates).where(updates.c.id == update_id).values(**values))
    _no_longer_silent(session, action_id, at)


def repeat(session: Session, update_id: int, *, action_id: int, text: str, at: datetime) -> None:
    """Say the same of another item: by the same person, in the same message."""
    kept = (updates.c.person_id, updates.c.at, updates.c.platform, updates.c.channel, updates.c.message, updates.c.url)
    values = dict(session.execute(select(*kept).where(updates.c.id == update_id)).mappings().one())
    session.execute(insert(updates).values(**values, action_id=action_id, text=text, edited_at=at))
    _no_longer_silent(session, action_id, at)


def delete(session: Session, update_id: int) -> None:
    session.execute(updates.delete().where(updates.c.id == update_id))


def _items(session: Session, action_ids: list[int]) -> list[Action]:
    return [read(row) for row in session.execute(ITEM.where(actions.c.id.in_(action_ids)))]


def drop(session: Session, action_id: int) -> None:
    """Forget everything that was said about an item that is taken back."""
    session.execute(updates.delete().where(updates.c.action_id == action_id))
