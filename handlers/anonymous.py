"""Anonymous actions in two steps: first who this is and whether they may, then what they chose, apart from it.

A feature declares its anonymous actions in an `Anonymous`. Each has two halves. `admit` gets a `Turn` like any handler,
without what was chosen or filled in; what it writes is committed. `act` gets an `Alone`: a session for the feature's
own ballots and nothing else, and in place of the person a `Voter`. The answer of the second half is sent from memory
and never stored. `bot.serving.anonymous` runs the two; why: docs/decisions/0013-anonymous-actions.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

import msgspec

from handlers.answer import Answer, Answers, Ask, Asker, Post, Refresh, Refusal
from handlers.forms import Form, Values
from handlers.now import Now
from handlers.request import FORMS_LAST, Request
from storage import people
from storage.apart import AnonymousTable, Apart, Elsewhere
from storage.ballots import Ballots, Fold, NotOpen, Voter
from storage.database import Session
from storage.people import Person

G = TypeVar("G")
T = TypeVar("T")
W = TypeVar("W")
Key: TypeAlias = tuple[str, str]
"""A kind of request ("press", "submit") with a full name of an action ("peiling.stem")."""

PROMISE: Final = (
    "Anoniem: niemand ziet in Tafelbot wie wat kiest. Zolang het open is, ziet het platform waarop je dit invult wat "
    "je verstuurt, en kan wie de server van Tafelbot beheert het uitzoeken. Na het sluiten kan Tafelbot dat niet meer."
)
"""The one honest sentence that everybody reads before they fill something in."""
_TAMPERED: Final = "Dit formulier is niet van jou, of er is iets aan veranderd. Open het opnieuw."
_TOO_OLD: Final = "Dit formulier stond te lang open. Open het opnieuw."
_NOT_OPEN: Final = "Dit is gesloten. Er is niets veranderd."


# --- what a feature declares -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission(Generic[G]):
    """What the first half hands to the second: the subject, and values read from rows (a question, its options).
    `given` never holds anything about the person."""

    subject: str
    given: G


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone(Generic[G]):
    """What the second half gets. `chosen` is what was pressed, `values` what was filled in.

    `revision` tells this ballot from earlier and later ones of the same person: of a form it is when it was opened, so
    that the last opened form wins, and the same form twice is once.
    """

    session: Apart
    ballots: Ballots
    voter: Voter
    subject: str
    given: G
    revision: int
    chosen: str = ""
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AnonymousAction(Generic[T, G]):
    """One press or form that is handled in two steps.

    `admit` gets a `Turn` and looks whether this person may; `act` does it. A press carries "subject" or
    "subject:choice", a form that the second half asks has the subject as its `state`.
    """

    admit: Callable[[T], Admission[G]]
    act: Callable[[Alone[G]], Answers]


@dataclass(frozen=True, kw_only=True)
class Anonymous(Generic[T, W]):
    """What a feature does anonymously.

    `ballots` are stored in tables of their own, `tables` are more that the actions may touch. `presses` and `submits`
    are named as those of the feature. `ends` gives the subjects whose time is over: the worker closes them. `fold` may
    keep less of the closed ballots than all of them. `card` is the kind of the living card that shows a subject.

    `after` follows each close: it gets a `Work` and the subject, in an ordinary transaction, and its answers go where a
    `Timed` hook's go. It happens once. A worker that dies before its commit leaves it to the next one.
    """

    ballots: Ballots
    tables: frozenset[AnonymousTable] = frozenset()
    presses: Mapping[str, AnonymousAction[T, Any]] = field(default_factory=dict)
    submits: Mapping[str, AnonymousAction[T, Any]] = field(default_factory=dict)
    ends: Callable[[Session, Now], Iterable[str]] = lambda _session, _now: ()
    fold: Fold = list
    after: Callable[[W, str], Answers] | None = None
    card: str = ""

    @property
    def touched(self) -> frozenset[AnonymousTable]:
        """Every table that an action may touch."""
        return self.ballots.tables | self.tables


@dataclass(frozen=True, slots=True)
class Declared:
    """An anonymous action with the declaration it is part of."""

    feature: Anonymous[Any, Any]
    action: AnonymousAction[Any, Any]


# --- what travels with a form ----------------------------------------------------------------------------------------


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """What an anonymous form carries, signed: what it is about, for whom it was opened, and when.

    The moment is its revision. Nothing about an open form is stored.
    """

    action: str
    subject: str
    account: str
    revision: int


Sign: TypeAlias = Callable[[str], str]
Verify: TypeAlias = Callable[[str], str | None]


def revision_of(moment: datetime) -> int:
    """A moment as a number that is higher for every later one."""
    return round(moment.timestamp() * 1_000_000)


def read_ticket(request: Request, now: Now, verify: Verify) -> Ticket:
    """The ticket of a form that came back; raises `Refusal` for one that was changed, is another's, or too old."""
    text = verify(request.value)
    try:
        ticket = msgspec.json.decode(text or "", type=Ticket)
    except msgspec.MsgspecError as error:
        raise Refusal(_TAMPERED) from error
    if (ticket.action, ticket.account) != (request.action, request.account.id):
        raise Refusal(_TAMPERED)
    opened = datetime.fromtimestamp(ticket.revision / 1_000_000, UTC)
    if now.instant - opened > FORMS_LAST:
        raise Refusal(_TOO_OLD)
    return ticket


# --- the two steps ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Admitted:
    """The outcome of the first step: it holds nothing that was chosen, and a `Voter` in place of the person."""

    admission: Admission[Any]
    voter: Voter


def voter_of(session: Session, person: Person) -> Voter:
    return Voter((person.id, *people.formerly(session, person.id)))


def without_contents(request: Request, subject: str) -> Request:
    """The request without what was chosen, typed or attached, for the first step."""
    return msgspec.structs.replace(request, value=subject, words="", values={}, files=(), named=())


def act(apart: Apart, request: Request, declaration: Declared, admitted: Admitted, revision: int) -> tuple[Answer, ...]:
    """The second step, in its own transaction. Its answer is checked before the commit."""
    _, _, chosen = request.value.partition(":") if request.kind == "press" else ("", "", "")
    alone = Alone(
        session=apart, ballots=declaration.feature.ballots, voter=admitted.voter, subject=admitted.admission.subject,
        given=admitted.admission.given, revision=revision, chosen=chosen, values=request.values,
    )  # fmt: skip
    try:
        answers = declaration.action.act(alone)
    except NotOpen as error:
        raise Refusal(_NOT_OPEN) from error
    return tuple(map(_given_from_memory, _flat(answers)))


def _flat(answers: Answers) -> Iterable[Answer]:
    if answers is None:
        return ()
    return answers if isinstance(answers, Iterable) else (answers,)


def _given_from_memory(answer: Answer) -> Answer:
    """Let pass what the asker alone sees, and the redrawing of a card; anything else would have to be stored."""
    match answer:
        case Post(to=Asker(), once="") | Ask() | Refresh():
            return answer
        case _:
            msg = f"an anonymous action gives no {type(answer).__name__} to others, or later"
            raise Elsewhere(msg)


def signed(answer: Answer, actions: Mapping[Key, Declared], account: str, revision: int, sign: Sign) -> Answer:
    """An answer with a fresh ticket in the form that it opens, and the promise above it."""
    if not isinstance(answer, Ask) or ("submit", answer.form.action) not in actions:
        return answer
    ticket = Ticket(answer.form.action, answer.form.state, account, revision)
    return Ask(promised(answer.form, sign(msgspec.json.encode(ticket).decode())))


def promised(form: Form, state: str) -> Form:
    return msgspec.structs.replace(form, state=state, audience=form.audience or PROMISE)
