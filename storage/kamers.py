"""Rooms of a Versnellingskamer: what is asked, and the steps that each took.

Steps are append-only, one row each, and the newest row is how a room stands: nothing else says so. Two people who
move a room at once insert the same number, and one of them hears it. What a room asks is JSON that the feature reads.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)

from storage.database import Instant, Session, insert_new, metadata, new_id
from storage.facts import Subject, Thing, declare
from storage.personal import NOBODY, Export, call, person_column

PREFIX: Final = "KAMER-"
"""Begins the key of every room: KAMER-7."""
LONGEST_QUESTION: Final = 300
KAMER: Final = declare(Thing("kamer", {"room_opened": "kamer geopend", "room_closed": "kamer gesloten"}))
"""What a digest may tell of a room: that it opened and closed, never what was said in it."""

kamers = Table(
    "kamers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False, index=True),
    Column("template", String(20), nullable=False),
    Column("question", String(LONGEST_QUESTION), nullable=False),
    Column("vote", Text, nullable=False, info=NOBODY),  # what is asked; locked at the opening
    Column("action", String(40), nullable=False, default=""),  # the key of the action that it is about
    Column("minutes", Integer),  # how long the vote lasts from its opening, where that is planned
    Column("until", Instant),  # or until which moment
    person_column("made_by", forget="clear", merge="move", index=True, export=Export(
        chapter="versnellingskamer", heading="kamers die je begon", shows={"moment": "made_at", "vraag": "question"})),
    Column("made_at", Instant, nullable=False),
    sqlite_autoincrement=True,  # buttons, facts and addresses name a room by its number
)  # fmt: skip
call(kamers, literal(PREFIX) + kamers.c.id.cast(String) + ": " + kamers.c.question)

steps = Table(
    "kamer_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kamer_id", ForeignKey("kamers.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("what", String(20), nullable=False),
    Column("phase", String(20), nullable=False),
    Column("closes_at", Instant),
    Column("at", Instant, nullable=False),
    person_column("by", forget="clear", merge="move", index=True, export=Export(
        chapter="versnellingskamer", heading="stappen die je zette",
        shows={"moment": "at", "kamer": "kamer_id", "stap": "what"})),
    UniqueConstraint("kamer_id", "number"),
    Index("ix_kamer_steps_phase", "phase", "kamer_id"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: `what` was done, and how the room stands since. `closes_at` is None for a vote without an end."""

    number: int
    what: str
    phase: str
    closes_at: datetime | None
    at: datetime
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kamer:
    """A room with its newest step. `vote` is JSON; `minutes` or `until` is the end that was planned."""

    id: int
    tafel_id: int
    template: str
    question: str
    vote: str
    action: str
    minutes: int | None
    until: datetime | None
    made_by: int | None
    made_at: datetime
    step: Step

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.id}"

    @property
    def subject(self) -> str:
        """What its ballots and its living card go by."""
        return str(self.id)

    @property
    def fact(self) -> Subject:
        """What facts about it are about."""
        return Subject(KAMER, self.key, self.tafel_id)


_OWN = ("id", "tafel_id", "template", "question", "vote", "action", "minutes", "until", "made_by", "made_at")
_STEP = ("number", "what", "phase", "closes_at", "at", "by")
_LATER = steps.alias("later")
_NEWEST = select(func.max(_LATER.c.number)).where(_LATER.c.kamer_id == kamers.c.id).correlate(kamers).scalar_subquery()
_SELECT = select(*(kamers.c[name] for name in _OWN), *(steps.c[name] for name in _STEP)).select_from(
    kamers.join(steps, (steps.c.kamer_id == kamers.c.id) & (steps.c.number == _NEWEST))
)
_ONE = _SELECT.where(kamers.c.id == bindparam("number"))


def _read(row: Any) -> Kamer:  # noqa: ANN401 - a row of `_SELECT`
    own, step = row[: len(_OWN)], row[len(_OWN) :]
    return Kamer(**dict(zip(_OWN, own, strict=True)), step=Step(**dict(zip(_STEP, step, strict=True))))


def _all(session: Session, query: Select[Any]) -> list[Kamer]:
    return [_read(row) for row in session.execute(query)]


# --- looking ---------------------------------------------------------------------------------------------------------


def get(session: Session, number: int) -> Kamer | None:
    row = session.execute(_ONE, {"number": number}).first()
    return _read(row) if row else None


def last_of(session: Session, tafel_id: int) -> Kamer | None:
    """The newest room of a tafel."""
    mine = _SELECT.where(kamers.c.tafel_id == tafel_id).order_by(kamers.c.id.desc())
    return next(iter(_all(session, mine.limit(1))), None)


def of_tafel(session: Session, tafel_id: int, phases: tuple[str, ...], most: int) -> list[Kamer]:
    """The rooms of a tafel that are in one of these phases, newest first."""
    mine = _SELECT.where(kamers.c.tafel_id == tafel_id, steps.c.phase.in_(phases))
    return _all(session, mine.order_by(kamers.c.id.desc()).limit(most))


def counted(session: Session, tafel_id: int, phases: tuple[str, ...]) -> int:
    """How many rooms of a tafel are in one of these phases."""
    mine = _SELECT.with_only_columns(func.count()).where(kamers.c.tafel_id == tafel_id, steps.c.phase.in_(phases))
    return int(session.execute(mine).scalar_one())


def with_keys(session: Session, keys: list[str]) -> dict[str, Kamer]:
    """Rooms by their keys."""
    numbers = [int(key.removeprefix(PREFIX)) for key in keys]
    return {each.key: each for each in _all(session, _SELECT.where(kamers.c.id.in_(numbers)))}


def in_phase(session: Session, phase: str) -> list[Kamer]:
    """Every room whose newest step is in this phase, of all tafels, oldest first."""
    return _all(session, _SELECT.where(steps.c.phase == phase).order_by(kamers.c.id))


def steps_of(session: Session, number: int) -> list[Step]:
    """Every step of a room, in order."""
    mine = select(*(steps.c[name] for name in _STEP)).where(steps.c.kamer_id == number)
    rows = session.execute(mine.order_by(steps.c.number))
    return [Step(**dict(zip(_STEP, row, strict=True))) for row in rows]


# --- changing --------------------------------------------------------------------------------------------------------


def make(
    session: Session, tafel_id: int, *, template: str, question: str, vote: str, first: Step, action: str = "",
    minutes: int | None = None, until: datetime | None = None,
) -> int:  # fmt: skip
    """Keep a new room with its first step; gives its number."""
    values = {"tafel_id": tafel_id, "template": template, "question": question, "vote": vote, "action": action}
    planned = {"minutes": minutes, "until": until, "made_by": first.by, "made_at": first.at}
    number = new_id(session.execute(insert(kamers).values(**values, **planned)))
    append(session, number, first)
    return number


def append(session: Session, number: int, step: Step) -> bool:
    """Add a step; False when somebody else added one with this number meanwhile."""
    values = {name: getattr(step, name) for name in _STEP}
    return insert_new(session, steps, kamer_id=number, **values)


def change(session: Session, number: int, **values: object) -> None:
    """Change what a room asks, or its planned end; only the feature knows when that may be."""
    session.execute(update(kamers).where(kamers.c.id == number).values(**values))
