"""What the trial workspace keeps by itself, as Slack or Teams would: messages, files and its clock.

Its tables have a `metadata` of their own and are made by `create`, so that only a demo database ever has them. A
conversation is a channel ("bouw") or somebody's direct messages with the bot ("direct/petra"). Whatever people can see
changes together with the version of its conversation, by which open pages notice.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    select,
    update,
)

from storage.database import Instant, Session, insert_new
from storage.memberships import organisations, titled
from storage.people import PERSON, Person, identities, people

EVERYTHING = "*"
"""The conversation whose version changes when every page does: the clock, who there are."""
DIRECT = "direct/"

metadata = MetaData()

messages = Table(
    "demo_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("thread", Integer, index=True),
    Column("account", String(200), nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    Column("card", Text, nullable=False, default=""),
    Column("private_for", String(200), nullable=False, default=""),
    Column("key", String(400), unique=True),
    Column("at", Instant, nullable=False),
    Column("edited_at", Instant),
    Column("deleted", Boolean, nullable=False, default=False),
    Index("ix_demo_messages_conversation", "conversation", "id"),
    sqlite_autoincrement=True,  # a number is never given out again, as on any platform
)

reactions = Table(
    "demo_reactions",
    metadata,
    Column("message", Integer, primary_key=True),
    Column("sign", String(10), primary_key=True),
)

files = Table(
    "demo_files",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("message", Integer, index=True),
    Column("account", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
)

changes = Table(
    "demo_changes",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
)

settings = Table(
    "demo_settings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `account` is "" for the bot, `card` is JSON, `thread` is the id of the message it answers."""

    id: int
    conversation: str
    thread: int | None
    account: str
    text: str
    card: str
    private_for: str
    at: datetime
    edited_at: datetime | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent; `message` is None while it belongs to a form."""

    id: str
    message: int | None
    account: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Replies:
    count: int
    last: datetime


def create(engine: Engine) -> None:
    """Create the tables that do not exist yet."""
    metadata.create_all(engine)


# --- saying ----------------------------------------------------------------------------------------------------------

_ADD = insert(messages).returning(messages.c.id)


def say(
    session: Session, conversation: str, *, at: datetime, account: str = "", text: str = "", card: str = "",
    thread: int | None = None, private_for: str = "", key: str | None = None,
) -> int:  # fmt: skip
    """Add a message; gives its id, or that of the message that was added under this key before."""
    if key is not None and (known := by_key(session, key)) is not None:
        return known
    values = {"conversation": conversation, "account": account, "text": text, "card": card, "thread": thread}
    added = session.execute(_ADD, {**values, "private_for": private_for, "key": key, "at": at}).scalar_one()
    touch(session, conversation)
    return int(added)


def by_key(session: Session, key: str) -> int | None:
    return session.execute(select(messages.c.id).where(messages.c.key == key)).scalar()


def redraw(session: Session, message: int, card: str) -> bool:
    """Give a message of the bot another card; False when it is not there."""
    return _change(session, message, card=card)


def edit(session: Session, message: int, text: str, at: datetime) -> None:
    _change(session, message, text=text, edited_at=at)


def erase(session: Session, message: int) -> None:
    """Empty a message and keep its row, because others may have answered it."""
    for table in (reactions, files):
        session.execute(table.delete().where(table.c.message == message))
    _change(session, message, text="", card="", deleted=True)


def _change(session: Session, message: int, **values: object) -> bool:
    mine = (messages.c.id == message) & messages.c.deleted.is_(False)
    changed = session.execute(update(messages).where(mine).values(**values).returning(messages.c.conversation)).scalar()
    if changed is None:
        return False
    touch(session, changed)
    return True


def react(session: Session, message: int, sign: str, *, on: bool) -> bool:
    """Put the bot's sign at a message or take it away; False when the message is not there."""
    said = get(session, message)
    if said is None or said.deleted:
        return False
    if on:
        insert_new(session, reactions, message=message, sign=sign)
    else:
        session.execute(reactions.delete().where(reactions.c.message == message, reactions.c.sign == sign))
    touch(session, said.conversation)
    return True


# --- reading ---------------------------------------------------------------------------------------------------------

_COLUMNS = [messages.c[name] for name in Said.__slots__]


def get(session: Session, message: int) -> Said | None:
    row = session.execute(select(*_COLUMNS).where(messages.c.id == message)).first()
    return Said(*row) if row else None


def seen_by(account: str) -> ColumnElement[bool]:
    return messages.c.private_for.in_(("", account))


def latest(session: Session, conversation: str, account: str, *, before: int = 0, most: int = 50) -> list[Said]:
    """The last messages of a conversation that this person may see, oldest first, without answers in threads."""
    query = select(*_COLUMNS).where(
        messages.c.conversation == conversation, messages.c.thread.is_(None), seen_by(account)
    )
    if before:
        query = query.where(messages.c.id < before)
    return _listed(session, query.order_by(messages.c.id.desc()).limit(most))[::-1]


def answers_to(session: Session, message: int, account: str) -> list[Said]:
    """The answers in the thread of a message, oldest first."""
    mine = (messages.c.thread == message) & seen_by(account)
    return _listed(session, select(*_COLUMNS).where(mine).order_by(messages.c.id))


def _listed(session: Session, query: Select[Any]) -> list[Said]:
    return [Said(*row) for row in session.execute(query)]


def replies(session: Session, ids: Iterable[int], account: str) -> dict[int, Replies]:
    """How many answers each message has, and when the last one came."""
    answers = and_(messages.c.thread.in_(list(ids)), messages.c.deleted.is_(False), seen_by(account))
    query = select(messages.c.thread, func.count(), func.max(messages.c.at)).where(answers)
    return {row[0]: Replies(row[1], row[2]) for row in session.execute(query.group_by(messages.c.thread))}


def reactions_of(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    query = select(reactions.c.message, reactions.c.sign).where(reactions.c.message.in_(list(ids)))
    found: dict[int, list[str]] = {}
    for message, sign in session.execute(query.order_by(reactions.c.message, reactions.c.sign)):
        found.setdefault(message, []).append(sign)
    return found


# --- files -----------------------------------------------------------------------------------------------------------

_FILE = [files.c[name] for name in File.__slots__]


def keep_file(session: Session, account: str, name: str, body: bytes) -> File:
    kept = File(secrets.token_urlsafe(16), None, account, name[-200:], len(body))
    values = {"id": kept.id, "account": account, "name": kept.name, "body": body, "size": kept.size}
    session.execute(insert(files).values(**values))
    return kept


def attach(session: Session, message: int, ids: Iterable[str]) -> None:
    session.execute(update(files).where(files.c.id.in_(list(ids))).values(message=message))


def file(session: Session, file_id: str) -> tuple[File, bytes] | None:
    row = session.execute(select(*_FILE, files.c.body).where(files.c.id == file_id)).first()
    return (File(*row[:5]), row[5]) if row else None


def files_of(session: Session, ids: Iterable[int]) -> dict[int, list[File]]:
    found: dict[int, list[File]] = {}
    for row in session.execute(select(*_FILE).where(files.c.message.in_(list(ids))).order_by(files.c.name)):
        found.setdefault(row.message, []).append(File(*row))
    return found


# --- who there are, versions, settings -------------------------------------------------------------------------------


def accounts(session: Session) -> list[tuple[str, Person]]:
    """Everybody one can be here, with their identity."""
    query = (
        select(identities.c.account, *PERSON)
        .join(people, people.c.id == identities.c.person_id)
        .where(identities.c.account.startswith("lokaal:"))
    )
    return [(row[0], Person(*row[1:])) for row in session.execute(query.order_by(people.c.id))]


def titles(session: Session) -> list[tuple[str, str]]:
    """The same, each as they are chosen in a form: "Karim (FNV)"."""
    everybody = accounts(session)
    known = organisations(session, [person.id for _, person in everybody])
    return [(account, titled(person.name, *known.get(person.id, ()))) for account, person in everybody]


def touch(session: Session, conversation: str) -> None:
    """Something that people see here has changed."""
    mine = changes.c.conversation == conversation
    if not session.execute(update(changes).where(mine).values(version=changes.c.version + 1)).rowcount:
        session.execute(insert(changes).values(conversation=conversation, version=1))


def versions(session: Session) -> dict[str, int]:
    return {row.conversation: row.version for row in session.execute(select(changes))}


def setting(session: Session, name: str) -> str:
    return session.execute(select(settings.c.value).where(settings.c.name == name)).scalar() or ""


def set_setting(session: Session, name: str, value: str) -> None:
    if not session.execute(update(settings).where(settings.c.name == name).values(value=value)).rowcount:
        session.execute(insert(settings).values(name=name, value=value))
