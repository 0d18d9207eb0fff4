"""The news of items, from the channel or the form, with the messages it came from.

Withdrawn news loses its words and its message; its number stays taken, because facts refer to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, bindparam, func, insert, select, update

from storage import actions, facts
from storage.action_facts import Kind
from storage.actions import Action
from storage.database import Instant, Session, metadata, new_id
from storage.people import FORMER, people
from storage.personal import NOBODY, Export, names, person_column

updates = Table(
    "action_updates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", ForeignKey("actions.id"), index=True),
    person_column("person_id", forget="clear", merge="move", index=True, export=Export(
        chapter="actieagenda", heading="nieuws",
        shows={"moment": "at", "actie": "action_id", "tekst": "text", "adres": "url"})),
    Column("text", Text, nullable=False, info=NOBODY),
    Column("at", Instant, nullable=False, index=True),
    Column("edited_at", Instant, nullable=False),
    Column("platform", String(20), nullable=False, default=""),
    Column("channel", String(200), nullable=False, default="", info=names(
        "place", forget="clear", merge="stay", export="Staat er al bij het nieuws, met het bericht zelf.")),
    Column("message", String(200), nullable=False, default=""),
    Column("url", String(1000), nullable=False, default=""),
    Index("ix_action_updates_message", "platform", "channel", "message"),
)  # fmt: skip


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
    updates.c.id, updates.c.action_id, updates.c.text, updates.c.at, updates.c.url, func.coalesce(people.c.name, FORMER)
).outerjoin(people, people.c.id == updates.c.person_id)


def add(
    session: Session, item: Action | None, text: str, *, by: int | None, now: datetime, platform: str = "",
    channel: str = "", message: str = "", url: str = "",
) -> None:  # fmt: skip
    """Keep news about an item; without an item while it still has to be asked which one."""
    values: dict[str, object] = {"person_id": by, "text": text, "at": now, "edited_at": now, "url": url}
    values |= {"action_id": item and item.id, "platform": platform, "channel": channel, "message": message}
    number = new_id(session.execute(_INSERT, values))
    if item is not None:  # news without an item is no fact yet
        _no_longer_silent(session, item.id, now)
        facts.write(session, "news", item.subject, now=now, by=by, news=number)


_INSERT = insert(updates)


def _fact(session: Session, kind: Kind, action_id: int | None, number: int, *, by: int | None, now: datetime) -> None:
    """News without an item is no fact yet."""
    subject = actions.subject_of(session, action_id) if action_id is not None else None
    if subject is not None:
        facts.write(session, kind, subject, now=now, by=by, news=number)


def _no_longer_silent(session: Session, action_id: int | None, at: datetime) -> None:
    session.execute(_SPEAKS, {"item": action_id, "moment": at})


_SPEAKS = (
    update(actions.actions)
    .where(actions.actions.c.id == bindparam("item"), actions.actions.c.news_at < bindparam("moment"))
    .values(news_at=bindparam("moment"))
)


def of_action(session: Session, action_id: int, most: int = 5) -> list[Update]:
    """The latest updates, newest first."""
    statement = _UPDATES.where(updates.c.action_id == action_id).order_by(updates.c.at.desc(), updates.c.id.desc())
    return [Update(*row[:6]) for row in session.execute(statement.limit(most))]


def with_numbers(session: Session, numbers: Iterable[int]) -> dict[int, Update]:
    """News by number; withdrawn news, and news of no item, is left out."""
    statement = _UPDATES.where(updates.c.id.in_(list(numbers)), updates.c.action_id.is_not(None))
    return {row.id: Update(*row[:6]) for row in session.execute(statement)}


def of_message(session: Session, platform: str, channel: str, message: str) -> list[Stored]:
    """The news that a message brought, one per item."""
    here = {"platform": platform, "channel": channel, "message": message}
    return [Stored(*row) for row in session.execute(_OF_MESSAGE, here)]


_OF_MESSAGE = (
    select(updates.c.id, updates.c.action_id, updates.c.text, updates.c.edited_at)
    .where(
        updates.c.platform == bindparam("platform"), updates.c.channel == bindparam("channel"),
        updates.c.message == bindparam("message"),
    )
    .order_by(updates.c.id)
)  # fmt: skip


def edit(session: Session, update_id: int, *, action_id: int | None, text: str, at: datetime) -> None:
    """Change the words, or the item that they are about. What changes nothing only counts as the latest edit."""
    mine = updates.c.id == update_id
    old = session.execute(select(updates.c.action_id, updates.c.text, updates.c.person_id).where(mine)).one()
    values = {"action_id": action_id, "text": text, "edited_at": at}
    session.execute(update(updates).where(mine).values(**values))
    _no_longer_silent(session, action_id, at)
    if old.action_id != action_id:
        _fact(session, "news_withdrawn", old.action_id, update_id, by=old.person_id, now=at)
        _fact(session, "news", action_id, update_id, by=old.person_id, now=at)
    elif old.text != text:
        _fact(session, "news_edited", action_id, update_id, by=old.person_id, now=at)


def repeat(session: Session, update_id: int, *, action_id: int, text: str, at: datetime) -> None:
    """Say the same of another item: by the same person, in the same message."""
    kept = (updates.c.person_id, updates.c.at, updates.c.platform, updates.c.channel, updates.c.message, updates.c.url)
    values = dict(session.execute(select(*kept).where(updates.c.id == update_id)).mappings().one())
    number = new_id(session.execute(_INSERT, {**values, "action_id": action_id, "text": text, "edited_at": at}))
    _no_longer_silent(session, action_id, at)
    _fact(session, "news", action_id, number, by=values["person_id"], now=at)


def delete(session: Session, update_id: int, at: datetime) -> None:
    """Withdraw news: its words are gone."""
    mine = updates.c.id == update_id
    old = session.execute(select(updates.c.action_id, updates.c.person_id).where(mine)).one()
    _fact(session, "news_withdrawn", old.action_id, update_id, by=old.person_id, now=at)
    gone = {"action_id": None, "person_id": None, "text": "", "url": "", "platform": "", "channel": "", "message": ""}
    session.execute(update(updates).where(mine).values(**gone))
