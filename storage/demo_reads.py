"""How far people in the trial workspace have read, and so how many messages are new to each of them."""

from sqlalchemy import Column, Integer, String, Table, and_, func, insert, or_, select, update

from storage.database import Session
from storage.demo import DIRECT, messages, metadata, seen_by

reads = Table(
    "demo_reads",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("conversation", String(200), primary_key=True),
    Column("message", Integer, nullable=False),
)


def mark(session: Session, account: str, conversation: str) -> None:
    """Note that a person has seen a conversation up to now."""
    here = messages.c.conversation == conversation
    last = session.execute(select(func.max(messages.c.id)).where(here)).scalar()
    mine = (reads.c.account == account) & (reads.c.conversation == conversation)
    seen = session.execute(select(reads.c.message).where(mine)).scalar() or 0
    if last is not None and last > seen:
        keep(session, account, conversation, last)


def keep(session: Session, account: str, conversation: str, message: int) -> None:
    mine = (reads.c.account == account) & (reads.c.conversation == conversation)
    if not session.execute(update(reads).where(mine).values(message=message)).rowcount:
        session.execute(insert(reads).values(account=account, conversation=conversation, message=message))


def unread(session: Session, account: str, direct: str) -> dict[str, int]:
    """How many messages of others a person has not read, per channel and in their direct messages."""
    mine = and_(reads.c.conversation == messages.c.conversation, reads.c.account == account)
    query = (
        select(messages.c.conversation, func.count())
        .outerjoin(reads, mine)
        .where(
            messages.c.id > func.coalesce(reads.c.message, 0),
            messages.c.account != account,
            messages.c.deleted.is_(False),
            seen_by(account),
            or_(messages.c.conversation.not_like(f"{DIRECT}%"), messages.c.conversation == direct),
        )
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(messages.c.conversation))}
