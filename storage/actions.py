"""The action agenda's items: who owns them, by when and how far they are; every change of one is a fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    insert,
    select,
    update,
)

from storage import facts
from storage.action_facts import ACTION, Kind
from storage.action_helpers import helpers
from storage.database import Instant, OpenDate, Session, metadata, new_id
from storage.facts import Subject, Value
from storage.memberships import memberships, organisation_at, titled
from storage.people import PERSON, Person, people
from storage.personal import NOBODY, Export, call, person_column
from storage.tafels import Tafel, next_number, tafels

Status: TypeAlias = Literal["open", "bezig", "wacht", "klaar", "vervallen"]
CARD: Final = "actie"
"""The kind of the living card that shows an action."""
CLOSED: frozenset[Status] = frozenset({"klaar", "vervallen"})

actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tafel_id", ForeignKey("tafels.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", String(300), nullable=False),
    Column("description", Text, nullable=False, default="", info=NOBODY),
    Column("theme", String(100), nullable=False, default=""),
    Column("target_group", String(200), nullable=False, default=""),
    Column("partners", String(500), nullable=False, default=""),
    person_column("owner_id", forget="clear", merge="move", export=Export(
        chapter="actieagenda", heading="acties",
        shows={"actie": "*", "status": "status", "voortgang in %": "progress", "uiterlijk": "due"})),
    Column("due", OpenDate, nullable=False),
    Column("review", OpenDate, nullable=False),
    Column("status", String(10), nullable=False, default="open"),
    Column("closed", Boolean, nullable=False, default=False),
    Column("progress", Integer, nullable=False, default=0),
    Column("proposed", Boolean, nullable=False, default=False),
    Column("origin", String(500), nullable=False, default=""),
    Column("origin_url", String(1000), nullable=False, default=""),
    Column("snoozed_until", OpenDate, nullable=False, default=date.min),
    Column("created_at", Instant, nullable=False),
    person_column("created_by", forget="clear", merge="move", export=Export(
        chapter="actieagenda", heading="acties die je maakte", shows={"actie": "*", "gemaakt": "created_at"})),
    Column("news_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("tafel_id", "number"),
    Index("ix_actions_agenda", "tafel_id", "closed", "theme", "due", "number"),
    Index("ix_actions_order", "tafel_id", "theme", "due", "number"),
    Index("ix_actions_due", "tafel_id", "closed", "proposed", "due"),
    Index("ix_actions_news", "tafel_id", "closed", "proposed", "news_at"),
    Index("ix_actions_owner", "owner_id", "closed", "due"),
)  # fmt: skip
call(actions, tafels.c.prefix + "-" + cast(actions.c.number, String) + " " + actions.c.title, tafels)


@dataclass(frozen=True, slots=True)
class Action:
    """An item. `key` is "BOUW-12"; `owner` is None while nobody took it, `organisation` is theirs at this tafel.

    `due` is None while no date was agreed; `review` is when to look again at one that has none on purpose.
    """

    id: int
    tafel_id: int
    number: int
    title: str
    description: str
    theme: str
    target_group: str
    partners: str
    due: date | None
    review: date | None
    status: Status
    progress: int
    proposed: bool
    origin: str
    origin_url: str
    created_by: int | None
    created_at: datetime
    news_at: datetime
    closed_at: datetime | None
    snoozed_until: date | None
    prefix: str
    owner: Person | None
    organisation: str = ""

    @property
    def key(self) -> str:
        return f"{self.prefix}-{self.number}"

    @property
    def owner_title(self) -> str:
        """The owner as this item's tafel knows them: "Karim (FNV)"."""
        return titled(self.owner.name, self.organisation) if self.owner else ""

    @property
    def subject(self) -> Subject:
        """What facts about it name."""
        return Subject(ACTION, self.key, self.tafel_id)

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    def is_late(self, today: date) -> bool:
        """A proposal is never late: nobody promised anything yet."""
        return self.due is not None and self.due < today and not self.is_closed and not self.proposed

    def days_late(self, today: date) -> int:
        return (today - self.due).days if self.due else 0


ITEM = (
    select(
        actions.c.id, actions.c.tafel_id, actions.c.number, actions.c.title, actions.c.description, actions.c.theme,
        actions.c.target_group, actions.c.partners, actions.c.due, actions.c.review, actions.c.status,
        actions.c.progress,
        actions.c.proposed, actions.c.origin, actions.c.origin_url, actions.c.created_by, actions.c.created_at,
        actions.c.news_at, actions.c.closed_at, actions.c.snoozed_until, tafels.c.prefix,
        memberships.c.organisation.label("organisation"), *PERSON,
    )
    .join(tafels, tafels.c.id == actions.c.tafel_id)
    .outerjoin(people, people.c.id == actions.c.owner_id)
    .outerjoin(
        memberships,
        (memberships.c.person_id == actions.c.owner_id) & (memberships.c.tafel_id == actions.c.tafel_id),
    )
)  # fmt: skip
_ORGANISATION, _OWNER = 21, 22


def read(row: Any) -> Action:  # noqa: ANN401 - a row of `ITEM`, whatever its columns
    owner = Person(*row[_OWNER:]) if row[_OWNER] is not None else None
    return Action(*row[:_ORGANISATION], owner, row[_ORGANISATION] or "")  # type: ignore[call-arg]


_BY_ID = ITEM.where(actions.c.id == bindparam("id"))
_BY_NUMBER = ITEM.where(tafels.c.prefix == bindparam("prefix"), actions.c.number == bindparam("number"))


def get(session: Session, action_id: int) -> Action | None:
    row = session.execute(_BY_ID, {"id": action_id}).first()
    return read(row) if row else None


def subject_of(session: Session, action_id: int) -> Subject | None:
    """What facts about an item name; None where there is no such item."""
    row = session.execute(_SUBJECT, {"id": action_id}).first()
    return Subject(ACTION, f"{row.prefix}-{row.number}", row.tafel_id) if row else None


_SUBJECT = (
    select(actions.c.tafel_id, actions.c.number, tafels.c.prefix)
    .join(tafels, tafels.c.id == actions.c.tafel_id)
    .where(actions.c.id == bindparam("id"))
)


def with_keys(session: Session, tafel_id: int, keys: Iterable[str]) -> dict[str, Action]:
    """The items of a tafel with these keys, by key; those that were taken back are not among them."""
    numbers = [int(key.rpartition("-")[2]) for key in keys]
    found = session.execute(ITEM.where(actions.c.tafel_id == tafel_id, actions.c.number.in_(numbers)))
    return {action.key: action for action in map(read, found)}


def by_number(session: Session, prefix: str, number: int) -> Action | None:
    """The item with key "PREFIX-number"."""
    row = session.execute(_BY_NUMBER, {"prefix": prefix.upper(), "number": number}).first()
    return read(row) if row else None


# --- adding and changing ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new item, before it has a number."""

    title: str
    owner: Person | None = None
    due: date | None = None
    review: date | None = None
    description: str = ""
    theme: str = ""
    target_group: str = ""
    partners: str = ""
    status: Status = "open"
    progress: int = 0
    proposed: bool = False
    origin: str = ""
    origin_url: str = ""


_INSERT = insert(actions)
_UPDATE = update(actions).where(actions.c.id == bindparam("changed"))


def create(session: Session, tafel: Tafel, draft: Draft, *, now: datetime, by: int | None) -> Action:
    """Store a new item under the tafel's next number, and return it without reading it back."""
    number, closed = next_number(session, tafel.id), draft.status in CLOSED
    closed_at = now if closed else None
    values = {
        "tafel_id": tafel.id, "number": number, "title": draft.title, "description": draft.description,
        "theme": draft.theme, "target_group": draft.target_group, "partners": draft.partners, "due": draft.due,
        "review": draft.review,
        "owner_id": draft.owner.id if draft.owner else None, "status": draft.status, "closed": closed,
        "progress": draft.progress, "proposed": draft.proposed, "origin": draft.origin, "origin_url": draft.origin_url,
        "snoozed_until": date.min, "created_at": now, "created_by": by, "news_at": now, "closed_at": closed_at,
    }  # fmt: skip
    action_id = new_id(session.execute(_INSERT, values))
    action = Action(
        action_id, tafel.id, number, draft.title, draft.description, draft.theme, draft.target_group, draft.partners,
        draft.due, draft.review, draft.status, draft.progress, draft.proposed, draft.origin, draft.origin_url,
        by, now, now, closed_at, None, tafel.prefix, draft.owner,
        organisation_at(session, draft.owner.id, tafel.id) if draft.owner else "",
    )  # fmt: skip
    kind: Kind = "proposed" if draft.proposed else "created"
    owner = draft.owner.id if draft.owner else None
    facts.write(session, kind, action.subject, now=now, by=by, after=draft.title, new_owner=owner)
    if closed:
        facts.write(session, "status", action.subject, now=now, by=by, before="open", after=draft.status)
    return action


def set_status(
    session: Session, action: Action, status: Status, *, now: datetime, by: int | None, reason: str = ""
) -> None:
    """Change the status. Finishing sets the progress to 100; reopening brings the progress from before back."""
    closed, progress = status in CLOSED, action.progress
    if status == "klaar":
        progress = 100
    elif action.status == "klaar":
        progress = _before_finished(session, action)
    values = {"status": status, "closed": closed, "closed_at": now if closed else None, "progress": progress}
    if status == "klaar" and action.progress != progress:
        _fact(session, action, "progress", action.progress, progress, now=now, by=by)
    _change(session, action, "status", action.status, status, values, now=now, by=by, reason=reason)
    if status != "klaar" and action.progress != progress:
        _fact(session, action, "progress", action.progress, progress, now=now, by=by)


def _before_finished(session: Session, action: Action) -> int:
    """How far an item was when it was set to finished."""
    last = facts.last(session, "progress", ACTION, action.key)
    return last.before if last and isinstance(last.before, int) and last.after == 100 else 0  # noqa: PLR2004 - whole


def set_owner(
    session: Session, action: Action, owner: Person | None, *, now: datetime, by: int | None, reason: str = ""
) -> None:
    old, new = (each.id if each else None for each in (action.owner, owner))
    session.execute(_UPDATE, {"changed": action.id, "owner_id": new, "news_at": now})
    facts.write(session, "owner", action.subject, now=now, by=by, old_owner=old, new_owner=new, reason=reason)


def take(session: Session, action: Action, person: Person, *, now: datetime) -> bool:
    """Make somebody the owner of an item that nobody has; False when another was first."""
    free = (actions.c.id == action.id) & actions.c.owner_id.is_(None)
    taken = session.execute(update(actions).where(free).values(owner_id=person.id, news_at=now))
    if taken.rowcount:
        facts.write(session, "owner", action.subject, now=now, by=person.id, new_owner=person.id)
    return taken.rowcount == 1


def set_due(
    session: Session, action: Action, due: date | None, *, now: datetime, by: int | None, review: date | None = None
) -> None:
    """Agree on a date; without one, `review` is when to look at it again."""
    values = {"due": due, "review": review, "snoozed_until": date.min}
    _change(session, action, "due", action.due, due, values, now=now, by=by)


def set_progress(session: Session, action: Action, progress: int, *, now: datetime, by: int | None) -> None:
    _change(session, action, "progress", action.progress, progress, {"progress": progress}, now=now, by=by)


Field: TypeAlias = Literal["title", "description", "theme", "target_group", "partners"]
"""The texts of an item."""


def set_text(session: Session, action: Action, field: Field, text: str, *, now: datetime, by: int | None) -> None:
    _change(session, action, field, str(getattr(action, field)), text, {field: text}, now=now, by=by)


def accept(session: Session, action: Action, *, now: datetime, by: int | None) -> None:
    """A proposal becomes an item of the agenda."""
    owner = action.owner.id if action.owner else None
    session.execute(_UPDATE, {"changed": action.id, "proposed": False, "news_at": now})
    facts.write(session, "accepted", action.subject, now=now, by=by, after=action.title, new_owner=owner)


def snooze(session: Session, action_id: int, until: date) -> None:
    session.execute(update(actions).where(actions.c.id == action_id).values(snoozed_until=until))


def _change(
    session: Session, action: Action, kind: Kind, before: Value, after: Value, values: Mapping[str, object], *,
    now: datetime, by: int | None, reason: str = "",
) -> None:  # fmt: skip
    session.execute(_UPDATE, {"changed": action.id, **values, "news_at": now})
    _fact(session, action, kind, before, after, now=now, by=by, reason=reason)


def _fact(
    session: Session, action: Action, kind: Kind, before: Value, after: Value, *, now: datetime, by: int | None,
    reason: str = "",
) -> None:  # fmt: skip
    """Write down a change that changed something."""
    if before != after:
        facts.write(session, kind, action.subject, now=now, by=by, before=before, after=after, reason=reason)


def undo(session: Session, action: Action, *, now: datetime, by: int | None) -> None:
    """Take back an item that was just captured: nothing of it stays but its number, which is not given out again,
    and the fact that it was there."""
    facts.write(session, "undone", action.subject, now=now, by=by, before=action.title)
    session.execute(helpers.delete().where(helpers.c.action_id == action.id))
    session.execute(actions.delete().where(actions.c.id == action.id))
