"""What happened: one append-only list of who did what, when, on which thing and of which tafel.

Everything that tells what is new reads this list: the digest, an item's history, the cockpit. A fact is never changed
afterwards; taking something back is a fact too. What was said is not copied into it: news is named by its number, so
that a message that is deleted leaves no words behind.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
    insert,
    select,
)

from storage.database import Instant, Session, metadata
from storage.people import FORMER, people
from storage.personal import NOBODY, Export, person_column

Value: TypeAlias = str | int | date | None


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing that something happens to, as whatever stores it declares it (`declare`).

    `words` are the kinds of facts about it, each as people read it. In facts of the kinds in `days` the values are
    days; in those of the kinds in `people` they name who it went from and to.
    """

    name: str
    words: Mapping[str, str]
    days: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


WORDS: Final[dict[str, str]] = {}
"""Every kind of fact that is declared, as people read it."""
_THINGS: Final[dict[str, Thing]] = {}
_DAYS: Final[set[str]] = set()
_PEOPLE: Final[set[str]] = set()


def declare(thing: Thing) -> Thing:
    """Make the facts of a thing known, before any is written.

    Raises ValueError for a second thing with this name, for a kind that means something else of another thing, and for
    a kind in `days` or `people` that has no words.
    """
    if _THINGS.get(thing.name, thing) != thing:
        msg = f"{thing.name}: there is another thing with this name already"
        raise ValueError(msg)
    if unknown := sorted((thing.days | thing.people) - thing.words.keys()):
        msg = f"{thing.name}: no words for facts of the kind {unknown[0]!r}"
        raise ValueError(msg)
    for kind, word in thing.words.items():
        meant = (WORDS.get(kind), kind in _DAYS, kind in _PEOPLE)
        if kind in WORDS and meant != (word, kind in thing.days, kind in thing.people):
            msg = f"{thing.name}: facts of the kind {kind!r} mean something else already ({WORDS[kind]!r})"
            raise ValueError(msg)
    _THINGS[thing.name] = thing
    WORDS.update(thing.words)
    _DAYS.update(thing.days)
    _PEOPLE.update(thing.people)
    return thing


class JsonText(TypeDecorator[Value]):
    """Words, a whole number, a day or nothing, kept as JSON; a day comes back as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Value, dialect: Dialect) -> str:  # noqa: ARG002 - the same on both
        return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value:  # noqa: ARG002 - the same on both
        decoded: str | int | None = json.loads(value or "null")
        return decoded


_ABOUT: Final = {
    "moment": "at", "waarover": "key", "wat": "kind", "van wie": "old_person_id", "naar wie": "new_person_id"
}  # fmt: skip
_OTHERS: Final = Export(
    chapter="gebeurtenissen", heading="over jou", words={"kind": WORDS}, shows=_ABOUT | {"door": "person_id"}
)

facts = Table(
    "facts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False),
    Column("thing", String(20), nullable=False),
    Column("key", String(40), nullable=False),
    person_column(
        "person_id",
        forget="clear",
        merge="move",
        index=True,
        export=Export(
            chapter="gebeurtenissen",
            heading="door jou",
            words={"kind": WORDS},
            shows=_ABOUT | {"van": "before", "naar": "after", "reden": "reason"},
        ),
    ),
    person_column("old_person_id", forget="clear", beside={"before": FORMER}, merge="move", index=True, export=_OTHERS),
    person_column("new_person_id", forget="clear", beside={"after": FORMER}, merge="move", index=True, export=_OTHERS),
    Column("before", JsonText, nullable=False, info=NOBODY),
    Column("after", JsonText, nullable=False, info=NOBODY),
    Column("reason", String(500), nullable=False, default=""),
    Column("news_id", Integer),
    Index("ix_facts_tafel", "tafel_id", "id"),
    Index("ix_facts_kind", "tafel_id", "kind", "at"),
    Index("ix_facts_key", "thing", "key", "id"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact is about: which thing, its key ("BOUW-12"), and its tafel.

    The key and not the number of a row: that of an item that was taken back is given out again.
    """

    thing: Thing
    key: str
    tafel_id: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened.

    `before` and `after` are typed by the kind: a day for the `days` of its thing, else a whole number or words.
    Who it went from and to are `old_owner` and `new_owner`: an owner, or a helper who stopped and one who began.
    """

    id: int
    at: datetime
    kind: str
    tafel_id: int
    thing: str
    key: str
    by: str
    by_id: int | None
    old_owner: str
    new_owner: str
    before: Value
    after: Value
    reason: str
    news_id: int | None


_BY, _OLD, _NEW = people.alias("who"), people.alias("old_owner"), people.alias("new_owner")
SELECT = (
    select(
        facts.c.id, facts.c.at, facts.c.kind, facts.c.tafel_id, facts.c.thing, facts.c.key,
        func.coalesce(_BY.c.name, ""), facts.c.person_id, func.coalesce(_OLD.c.name, ""),
        func.coalesce(_NEW.c.name, ""), facts.c.before, facts.c.after, facts.c.reason, facts.c.news_id,
    )
    .outerjoin(_BY, _BY.c.id == facts.c.person_id)
    .outerjoin(_OLD, _OLD.c.id == facts.c.old_person_id)
    .outerjoin(_NEW, _NEW.c.id == facts.c.new_person_id)
)  # fmt: skip
"""The columns that make a `Fact`."""
_OLD_OWNER, _NEW_OWNER, _BEFORE, _AFTER = 8, 9, 10, 11
_INSERT = insert(facts)


def write(
    session: Session, kind: str, subject: Subject, *, now: datetime, by: int | None, before: Value = None,
    after: Value = None, old_owner: int | None = None, new_owner: int | None = None, reason: str = "",
    news: int | None = None,
) -> None:  # fmt: skip
    """Add a fact, in the transaction that makes it true. Raises ValueError for a kind that nobody declared."""
    if kind not in subject.thing.words or _THINGS.get(subject.thing.name) != subject.thing:
        msg = f"{subject.thing.name}: no facts of the kind {kind!r}"
        raise ValueError(msg)
    session.execute(_INSERT, {
        "at": now, "kind": kind, "tafel_id": subject.tafel_id, "thing": subject.thing.name, "key": subject.key,
        "person_id": by, "old_person_id": old_owner, "new_person_id": new_owner,
        "before": before, "after": after, "reason": reason[:500], "news_id": news,
    })  # fmt: skip


def _typed(kind: str, value: str | int | None) -> Value:
    """A value in the type of its kind; JSON has no dates."""
    return date.fromisoformat(value) if kind in _DAYS and isinstance(value, str) else value


def read(row: Any) -> Fact:  # noqa: ANN401 - a row of `SELECT`
    before, after = (_typed(row[2], row[place]) for place in (_BEFORE, _AFTER))
    old, new = row[_OLD_OWNER], row[_NEW_OWNER]
    if row[2] in _PEOPLE:  # who is forgotten, or had a name that more people had, has no number here
        old, new = old or str(before or ""), new or str(after or "")
    return Fact(*row[:_OLD_OWNER], old, new, before, after, *row[_AFTER + 1 :])  # type: ignore[call-arg]


def listed(session: Session, query: Select[Any]) -> list[Fact]:
    return [read(row) for row in session.execute(query)]


# --- of one thing ----------------------------------------------------------------------------------------------------


def of_thing(session: Session, thing: Thing, key: str, most: int = 40) -> list[Fact]:
    """What happened to a thing, newest first."""
    mine = SELECT.where(facts.c.thing == thing.name, facts.c.key == key)
    return listed(session, mine.order_by(facts.c.id.desc()).limit(most))


def last(session: Session, kind: str, thing: Thing, key: str) -> Fact | None:
    """The newest fact of a kind about a thing."""
    mine = SELECT.where(facts.c.thing == thing.name, facts.c.key == key, facts.c.kind == kind)
    return next(iter(listed(session, mine.order_by(facts.c.id.desc()).limit(1))), None)


# --- what many facts say together ------------------------------------------------------------------------------------


def by_key(some: Iterable[Fact], thing: Thing) -> dict[str, list[Fact]]:
    """Facts about one kind of thing, grouped by its key, each group in the order in which they happened."""
    found: dict[str, list[Fact]] = {}
    for fact in some:
        if fact.thing == thing.name:
            found.setdefault(fact.key, []).append(fact)
    return found


def net(happened: Iterable[Fact], kind: str) -> tuple[Value, Value] | None:
    """The value before the first of a thing's facts of a kind and after the last; None where they are equal."""
    some = [fact for fact in happened if fact.kind == kind]
    return (some[0].before, some[-1].after) if some and some[0].before != some[-1].after else None
