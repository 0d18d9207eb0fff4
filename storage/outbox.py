"""The outbox: messages to deliver, written in the transaction that decided them and sent by the courier.

Three kinds: *once* (a digest, a reminder; unique by its idempotency key), *living* (the redraw of a posted card; the
latest version wins) and *reply* (an answer to the person who asked, with a short life). Why:
docs/decisions/0003-outbox-of-three-kinds.md.

A lane holds the rows of one channel. People read a channel from top to bottom, so its messages go out in their order,
and one that must wait (a 429, an unsure attempt) holds the later ones of its lane and of no other. Edits change a
message in place, so they overtake. Replies are answered by the process that heard the question.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    null,
    select,
    update,
)

from storage.database import Instant, Session, insert_new_id, metadata, new_id
from storage.personal import Export, names

Kind: TypeAlias = Literal["once", "living", "reply"]
State: TypeAlias = Literal["wacht", "verzonden", "dood", "onzeker", "vervallen"]

HOLDING: Final = 3  # attempts after which a message that may not be sent yet lets later ones of its channel pass

_TO_YOU = Export(
    chapter="tafels", heading="berichten aan jou",
    shows={"moment": "created_at", "bericht": "content.card.title", "stand": "state"},
)  # fmt: skip

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("key", String(300), unique=True),
    Column("platform", String(20), nullable=False),
    Column("lane", String(220), nullable=False, info=names("lane", forget="remove", merge="stay", export=_TO_YOU)),
    Column("address", Text, nullable=False, info=names("json", forget="remove", merge="rewrite", export=_TO_YOU)),
    Column("content", Text, nullable=False, info=names(
        "json", forget="rewrite", merge="rewrite", export="Berichten aan anderen; wat je deed staat er al.")),
    Column("version", Integer, nullable=False, default=1),
    Column("state", String(10), nullable=False, default="wacht"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("first_try", Instant),
    Column("last_try", Instant),
    Column("not_before", Instant, nullable=False),
    Column("expires", Instant),
    Column("message", String(200), nullable=False, default=""),
    Column("error", String(500), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("why", String(20), nullable=False, default=""),
    Column("about", String(100), nullable=False, default="", index=True),
    Column("outdated", Boolean, nullable=False, default=False),
    Index("ix_outbox_waiting", "state", "not_before"),
    Index("ix_outbox_lane", "lane", "state", "id"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row to deliver. `address` and `content` are JSON that handlers wrote and doors read.

    `why` says for which reason a platform refused it for good. `about` is the key of the living card that it carries;
    `outdated` that this card changed while the message was on its way, so that it is redrawn once it is there.
    """

    id: int
    kind: Kind
    key: str | None
    platform: str
    lane: str
    address: str
    content: str
    version: int
    state: State
    attempts: int
    first_try: datetime | None
    last_try: datetime | None
    not_before: datetime
    expires: datetime | None
    message: str
    error: str
    created_at: datetime
    why: str
    about: str
    outdated: bool


def put(
    session: Session, kind: Kind, *, platform: str, lane: str, address: str, content: str, now: datetime,
    key: str | None = None, expires: datetime | None = None, about: str = "",
) -> int | None:  # fmt: skip
    """Add a row; returns its id, or None when the key exists. A row of the kind *once* gets a random key where none is
    given."""
    if kind == "once" and key is None:
        key = f"los:{secrets.token_hex(12)}"
    values: dict[str, object] = {"kind": kind, "key": key, "platform": platform, "lane": f"{platform}:{lane}"}
    values |= {"address": address, "content": content, "not_before": now, "expires": expires, "created_at": now}
    values["about"] = about
    if key is None:
        return new_id(session.execute(_INSERT, values))
    return insert_new_id(session, outbox, **values)


_INSERT = insert(outbox)


# --- for the courier -------------------------------------------------------------------------------------------------


def lanes_due(session: Session, now: datetime, platforms: Collection[str]) -> list[str]:
    """Lanes with a message or an edit that may be sent now, the longest waiting first."""
    return list(session.execute(_LANES_DUE, {"now": now, "platforms": list(platforms)}).scalars())


def replies_due(
    session: Session, now: datetime, platforms: Collection[str], *, grace: timedelta = timedelta(0)
) -> list[str]:
    """Lanes with a reply that nobody tried to send within the grace period."""
    values = {"now": now, "before": now - grace, "platforms": list(platforms)}
    return list(session.execute(_REPLIES_DUE, values).scalars())


def head_of_lane(session: Session, lane: str, now: datetime, *, edits_only: bool = False) -> Delivery | None:
    """The next row of a lane: its first message, else an edit.

    A message that must wait holds the later ones, up to `HOLDING` attempts; edits overtake it.
    """
    here = {"lane": lane, "now": now}
    found = None if edits_only else _delivery(session, _MESSAGE, here)
    if found and found.not_before <= now:
        return found
    return _delivery(session, _EDIT, here)


def reply_of_lane(session: Session, lane: str, now: datetime, *, grace: timedelta = timedelta(0)) -> Delivery | None:
    """The next answer of a lane."""
    return _delivery(session, _REPLY, {"lane": lane, "now": now, "before": now - grace})


def get(session: Session, delivery_id: int) -> Delivery | None:
    return _delivery(session, _BY_ID, {"row": delivery_id})


def _delivery(session: Session, statement: Select[Any], values: Mapping[str, object]) -> Delivery | None:
    row = session.execute(statement, values).first()
    return Delivery(*row) if row else None


def _lanes(ready: ColumnElement[bool]) -> Select[str]:
    known = outbox.c.platform.in_(bindparam("platforms", expanding=True))
    return select(outbox.c.lane).where(ready, known).group_by(outbox.c.lane).order_by(func.min(outbox.c.id))


def _first(chosen: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(outbox.c.lane == bindparam("lane"), chosen).order_by(outbox.c.id).limit(1)


_COLUMNS = list(outbox.c)
_WAITS, _READY = outbox.c.state == "wacht", outbox.c.not_before <= bindparam("now")
# The same, without tempting SQLite to search a lane by time: it would walk through everything that waits.
_READY_HERE = func.coalesce(outbox.c.not_before, outbox.c.created_at) <= bindparam("now")
_UNTOUCHED = (outbox.c.attempts == 0) & (outbox.c.created_at <= bindparam("before"))
_FRESH = (outbox.c.kind == "reply") & _WAITS & _UNTOUCHED  # an answer that was begun is never begun again
_LANES_DUE, _REPLIES_DUE = _lanes(_WAITS & _READY & (outbox.c.kind != "reply")), _lanes(_FRESH & _READY)
_MESSAGE = _first(_WAITS & (outbox.c.kind == "once") & (_READY_HERE | (outbox.c.attempts < HOLDING)))
_EDIT, _REPLY = _first(_WAITS & _READY_HERE & (outbox.c.kind == "living")), _first(_FRESH & _READY_HERE)
_BY_ID = select(*_COLUMNS).where(outbox.c.id == bindparam("row"))


def begin(session: Session, delivery: Delivery, now: datetime) -> bool:
    """Store the intent to send, before the call; False when another process was first."""
    values = {"row": delivery.id, "tried": delivery.attempts, "now": now, "first": delivery.first_try or now}
    return session.execute(_BEGIN, values).rowcount == 1


_BEGIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.attempts == bindparam("tried"), _WAITS)
    .values(attempts=outbox.c.attempts + 1, last_try=bindparam("now"), first_try=bindparam("first"))
)


def finish(
    session: Session, delivery: Delivery, state: State, *, message: str = "", error: str = "", why: str = ""
) -> None:
    """Close a row; a living row that changed while it was sent stays open for its newer version.

    Of an answer nothing is kept: its address holds secrets of the platform.
    """
    emptied = delivery.kind == "reply" and state in ("verzonden", "vervallen")
    values = {
        "row": delivery.id,
        "drawn": delivery.version,
        "now": state,
        "posted": message,
        "said": error[:500],
        "reason": why,
    }
    session.execute(_EMPTY if emptied else _FINISH, values)


_FINISH = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.version == bindparam("drawn"))
    .values(state=bindparam("now"), message=bindparam("posted"), error=bindparam("said"), why=bindparam("reason"))
)
_EMPTY = _FINISH.values(address="", content="")


def postpone(session: Session, delivery: Delivery, until: datetime, *, error: str, certain: bool = False) -> None:
    """Try again later. `certain` says that the platform surely did not take it: then the attempt does not count."""
    attempts = delivery.attempts if certain else delivery.attempts + 1
    values = {"not_before": until, "error": error[:500], "attempts": attempts}
    session.execute(update(outbox).where(outbox.c.id == delivery.id).values(**values))


def withdraw(session: Session, about: str) -> None:
    """Withdraw messages about a thing that was removed.

    A message that was never tried is dropped; one that may be on its way is redrawn on arrival. Posted copies are
    living cards (`posted.refresh`).
    """
    mine = (outbox.c.about == about) & (outbox.c.state == "wacht") & (outbox.c.kind != "living")
    session.execute(update(outbox).where(mine, outbox.c.attempts == 0).values(state="vervallen", error="teruggenomen"))
    session.execute(update(outbox).where(mine, outbox.c.attempts > 0).values(outdated=True))


def outdate(session: Session, about: str) -> None:
    """Have the messages that carry this card, and wait, redrawn once they are there: the card changed meanwhile."""
    mine = (outbox.c.about == about) & (outbox.c.state == "wacht") & (outbox.c.kind != "living")
    session.execute(update(outbox).where(mine).values(outdated=True))


def is_outdated(session: Session, delivery: Delivery) -> bool:
    """Whether the card that a message carries changed after the message was written."""
    return bool(session.execute(select(outbox.c.outdated).where(outbox.c.id == delivery.id)).scalar())


def supersede(session: Session, key: str) -> None:
    """Close a message whose content a newer one repeats; its error is kept."""
    mine = outbox.c.key == key
    closed = mine & outbox.c.state.in_(("dood", "onzeker"))
    session.execute(update(outbox).where(closed, outbox.c.state == "onzeker").values(why="unsure"))
    session.execute(update(outbox).where(closed).values(state="vervallen"))
    untried = mine & (outbox.c.state == "wacht") & (outbox.c.attempts == 0)
    session.execute(update(outbox).where(untried).values(state="vervallen", why="replaced"))


def settle(session: Session, key: str, *, arrived: bool) -> bool:
    """Store a person's answer whether an unsure message arrived; False where it was not unsure any more."""
    mine = (outbox.c.key == key) & (outbox.c.state == "onzeker")
    state = "verzonden" if arrived else "vervallen"
    return session.execute(update(outbox).where(mine).values(state=state)).rowcount == 1


def expire(session: Session, now: datetime) -> int:
    """Close replies whose time is over."""
    over = (outbox.c.state == "wacht") & (outbox.c.expires.is_not(None)) & (outbox.c.expires <= now)
    broken_off = case(((outbox.c.attempts > 0) & (outbox.c.error == ""), "afgebroken"), else_=outbox.c.error)
    values = {"state": "vervallen", "error": broken_off, "address": "", "content": ""}
    return session.execute(update(outbox).where(over).values(**values)).rowcount


def mend(session: Session, delivery_id: int, *, again: bool, now: datetime) -> bool:
    """A person decides about a row that waits, is dead or is uncertain: send it (again), or let it fall.

    What waits only loses its waiting time; of the other two the person says that it did not arrive.
    """
    mine = outbox.c.id == delivery_id
    if not again:
        stuck = mine & outbox.c.state.in_(("dood", "onzeker", "wacht"))
        return session.execute(update(outbox).where(stuck).values(state="vervallen")).rowcount == 1
    sooner = update(outbox).where(mine, outbox.c.state == "wacht").values(not_before=now)
    if session.execute(sooner).rowcount:
        return True
    anew: dict[str, object] = {"state": "wacht", "attempts": 0, "first_try": null(), "expires": null(), "why": ""}
    stuck = mine & outbox.c.state.in_(("dood", "onzeker"))
    return session.execute(update(outbox).where(stuck).values(**anew, not_before=now, error="")).rowcount == 1


def waiting(session: Session, states: Iterable[State] = ("wacht", "dood", "onzeker")) -> list[Delivery]:
    statement = select(*_COLUMNS).where(outbox.c.state.in_(list(states))).order_by(outbox.c.id)
    return [Delivery(*row) for row in session.execute(statement)]


def health(session: Session) -> tuple[datetime | None, int, int]:
    """When the oldest waiting row was made, and how many are dead and uncertain."""
    oldest = session.execute(select(func.min(outbox.c.created_at)).where(outbox.c.state == "wacht")).scalar()
    dead = select(func.count()).where(outbox.c.state == "dood")
    unsure = select(func.count()).where(outbox.c.state == "onzeker")
    return oldest, int(session.execute(dead).scalar_one()), int(session.execute(unsure).scalar_one())


def clean(session: Session, before: datetime) -> int:
    """Drop the content of messages that were sent long ago; the keys stay, so that nothing is sent twice."""
    old = (outbox.c.created_at < before) & outbox.c.state.in_(("verzonden", "vervallen"))
    session.execute(delete(outbox).where(old, outbox.c.kind != "once"))
    return session.execute(update(outbox).where(old, outbox.c.content != "").values(content="", address="")).rowcount
