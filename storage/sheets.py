"""What was drawn of the figures and where it went: which documents belong to which state, in which channel a sheet was
shown less than a day ago, and what is news to a tafel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    update,
)

from storage import documents, facts, tafels
from storage.database import Instant, Session, insert_new, metadata
from storage.facts import Subject, Thing, declare
from storage.personal import NOBODY

_DAY: Final = timedelta(days=1)
FIGURES: Final = declare(Thing("cijfers", {"figures": "nieuwe cijfers"}))

sheets = Table(
    "sheets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tafel", String(20), nullable=False),
    Column("state", Integer, nullable=False),
    Column("month", String(7), nullable=False),
    Column("card", Text, nullable=False, info=NOBODY),
    Column("picture", String(60), nullable=False),
    Column("paper", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("tafel", "state", "month"),
)

shown = Table(
    "sheets_shown",
    metadata,
    Column("tafel", String(20), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("state", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("tafel", "platform", "channel"),
)

news = Table(
    "figure_news",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", ForeignKey("figure_batches.id"), nullable=False),
    Column("tafel", String(20), nullable=False),
    Column("sentence", String(500), nullable=False),
    Column("at", Instant, nullable=False),
    Column("told", Boolean, nullable=False, default=False),
    UniqueConstraint("batch_id", "tafel"),
    Index("ix_figure_news_tafel", "tafel", "at"),
)


# --- sheets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A sheet that was drawn: its card as JSON, with the documents that this names."""

    tafel: str
    state: int
    month: str
    card: str
    picture: str
    paper: str


def drawn(session: Session, tafel: str, state: int, month: str, now: datetime) -> str | None:
    """The card of the sheet of this state and month; None where it was not drawn or its picture has expired."""
    return session.execute(_of(state, month, now).where(sheets.c.tafel == tafel)).scalar()


def all_drawn(session: Session, state: int, month: str, now: datetime) -> dict[str, str]:
    """The cards of every sheet of this state and month, by tafel."""
    rows = session.execute(_of(state, month, now).add_columns(sheets.c.tafel))
    return {tafel: card for card, tafel in rows}


def _of(state: int, month: str, now: datetime) -> Select[str]:
    """Cards whose picture still exists."""
    kept = documents.documents.c
    drawn = select(sheets.c.card).join(documents.documents, kept.key == sheets.c.picture)
    return drawn.where(sheets.c.state == state, sheets.c.month == month, kept.expires > now)


def keep_drawn(session: Session, sheet: Drawn, now: datetime) -> bool:
    """Store a drawn sheet; False when another process stored it first."""
    values = {name: getattr(sheet, name) for name in ("tafel", "state", "month", "card", "picture", "paper")}
    return insert_new(session, sheets, **values, at=now)


def show_once(session: Session, tafel: str, platform: str, channel: str, state: int, now: datetime) -> datetime | None:
    """Claim that a sheet is posted in a channel; returns since when it was posted there, if less than a day ago."""
    row = {"tafel": tafel, "platform": platform, "channel": channel}
    if insert_new(session, shown, **row, state=state, at=now):
        return None
    here = and_(*(shown.c[name] == value for name, value in row.items()))
    over = or_(shown.c.at <= now - _DAY, shown.c.state != state)
    if session.execute(update(shown).where(here, over).values(state=state, at=now)).rowcount:
        return None
    since: datetime = session.execute(select(shown.c.at).where(here)).scalar_one()
    return since


def stands(session: Session, tafel: str, platform: str, channel: str, state: int) -> bool:
    """Whether the sheet of this state was the last that was shown in a channel, however long ago."""
    here = {"tafel": tafel, "platform": platform, "channel": channel, "state": state}
    found = select(shown.c.at).where(and_(*(shown.c[name] == value for name, value in here.items())))
    return session.execute(found).first() is not None


# --- news ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """What changed in the figures of a tafel, in one sentence."""

    id: int
    tafel: str
    sentence: str
    at: datetime


_NEWS = select(news.c.id, news.c.tafel, news.c.sentence, news.c.at).order_by(news.c.id)


def add_news(session: Session, state: int, tafel: str, sentence: str, now: datetime) -> None:
    """What changed in the figures of a tafel; the same change is news once."""
    values = {"batch_id": state, "tafel": tafel, "sentence": sentence[:500], "at": now, "told": False}
    found = tafels.by_key(session, tafel)
    if insert_new(session, news, **values) and found is not None:
        subject = Subject(FIGURES, str(state), found.id)
        facts.write(session, "figures", subject, now=now, by=None, after=sentence[:500])


def untold(session: Session, tafel: str = "") -> list[News]:
    """What no channel has heard yet, oldest first."""
    statement = _NEWS.where(news.c.told.is_(False))
    found = session.execute(statement.where(news.c.tafel == tafel) if tafel else statement)
    return [News(*row) for row in found]


def tell(session: Session, some: Sequence[News]) -> None:
    """Mark news about figures as told."""
    session.execute(update(news).where(news.c.id.in_([each.id for each in some])).values(told=True))
