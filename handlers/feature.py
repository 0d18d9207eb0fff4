"""The contract between a feature and the house: what comes in, what goes out, and what a feature may fill in.

A feature is one plain `Feature` value. Its handlers get a `Turn` (a `Request` with the person, the tafel and the open
transaction looked up) and return answers; they never call a platform, never commit, and speak about trouble only by
raising `Refusal`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from handlers.answer import (
    ASKER,
    HERE,
    IN_THREAD,
    Answer,
    Answers,
    Ask,
    Asker,
    Channels,
    Direct,
    Here,
    InThread,
    Later,
    Post,
    React,
    Refresh,
    Refusal,
    To,
)
from handlers.cards import AnyElement, Card, Option
from handlers.request import Account, Address, Attachment, Message, Place, Request
from storage.database import Session
from storage.people import Person, Role
from storage.tafels import Tafel

if TYPE_CHECKING:
    from handlers.anonymous import Anonymous
    from handlers.registry import Registry

# --- a turn ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Now:
    """The moment something is handled, as a value: an instant in UTC and the zone people live in."""

    instant: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        return self.instant.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local.date()


NOBODY = Person(0, "")


@dataclass(frozen=True)
class Turn:
    """A request with everything looked up: `known` is who asks, where the bot knows them, with a role per tafel id;
    `tafel` is the one linked to the place, if any; `newcomer` gives somebody unknown who does something."""

    session: Session
    request: Request
    now: Now
    registry: "Registry"
    known: Person | None
    roles: Mapping[int, Role]
    tafel: Tafel | None
    newcomer: Callable[[], Person]

    @cached_property
    def person(self) -> Person:
        """Who asks. Whoever only talks in a channel is not asked for, and so is not written down."""
        return self.known or self.newcomer()

    @property
    def actor(self) -> int:
        """The id of who asks, 0 while nobody needed to know."""
        return self.known.id if self.known else vars(self).get("person", NOBODY).id

    @cached_property
    def here(self) -> Tafel:
        """The tafel of this place; refuses where none is linked."""
        if self.tafel is None and self.request.place.kind == "direct":
            msg = "Hier weet ik niet om welke tafel het gaat. Doe dit in het kanaal van die tafel."
            raise Refusal(msg)
        if self.tafel is None:
            msg = "Dit kanaal hoort nog niet bij een sectortafel. Typ `/tafel koppel bouw` met de naam van je tafel."
            raise Refusal(msg)
        return self.tafel


Handler: TypeAlias = Callable[[Turn], Answers]
Worded: TypeAlias = Callable[[Turn, str], Answers]
Search: TypeAlias = Callable[[Turn, str], Iterable[Option]]

H = TypeVar("H", bound=Callable[..., Answers])
_READING: dict[Callable[..., Answers], Callable[[str], bool]] = {}


def reads(handler: H) -> H:
    """Mark a handler that only reads: it runs beside the writer, and a repeated request may run it again."""
    return reads_when(lambda _words: True)(handler)


def reads_when(such: Callable[[str], bool]) -> Callable[[H], H]:
    """Mark a handler that only reads when its words are such."""

    def mark(handler: H) -> H:
        _READING[handler] = such
        return handler

    return mark


def only_reads(handler: Callable[..., Answers], words: str = "") -> bool:
    return handler in _READING and _READING[handler](words)


# --- what a feature fills in -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A word behind a command: `/actie nieuw`. `usage` is what follows it, as help shows it."""

    word: str
    does: Worded
    help: str
    usage: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command. `bare` answers it without words, `other` with words that are no verb (None: not mine).

    A command that is not a `slash` command is only reached through others (`/tafel hulp`).
    """

    word: str
    help: str
    bare: Worded
    verbs: tuple[Verb, ...] = ()
    other: Worded | None = None
    other_usage: tuple[tuple[str, str], ...] = ()
    slash: bool = True

    def verb(self, word: str) -> Verb | None:
        return next((verb for verb in self.verbs if word == verb.word or word in verb.aliases), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """Something to do with a message, from the message's own menu; reaches the press `action`."""

    label: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that has to happen once for a kind, a tafel (its key, or "" for the region) and a period.

    `skipped` periods are written down and not done: they are too old, or a newer one takes their place.
    """

    kind: str
    tafel: str
    period: str
    at: datetime
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a digest is about: a tafel, the moment it is made, and since when it tells.

    `before` is since when the digest before it told; None for the first one.
    """

    tafel: Tafel
    now: Now
    since: datetime
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the digest. `stirs` says that it is worth sending a digest for; lower `order` comes first."""

    order: int
    elements: tuple[AnyElement, ...]
    stirs: bool


def _nothing(_platform: str, _file: Attachment) -> bytes:
    msg = "Bestanden ophalen kan hier niet."
    raise Refusal(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """What jobs need of the world outside, as values; without them nothing looks outside.

    `cbs_url` is where figures of CBS are, "" where none are fetched. `fetch` gives the bytes of a file that somebody
    sent on a platform: call it before the first write, so that nobody waits for it.
    """

    cbs_url: str = ""
    fetch: Callable[[str, Attachment], bytes] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a worker's job gets: the transaction, the moment, its payload, who asked, and what it needs of outside."""

    session: Session
    now: Now
    payload: Mapping[str, str]
    person: Person | None
    registry: "Registry"
    settings: JobSettings = JobSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that somebody sent, fetched. `key` names it on buttons, `tafel` is that of the channel it was sent in."""

    key: str
    name: str
    data: bytes
    tafel: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """Files that a feature reads when they are sent to the bot.

    `what` tells people what they are, `endings` are those of their names (".csv"), `may` who may bring them. `looks`
    answers in a job what the feature makes of one, None where it is not its own; `asks` what it says of a file of which
    it has to be its own. Neither keeps anything.
    """

    what: str
    endings: tuple[str, ...]
    may: Callable[[Turn], bool]
    looks: Callable[[Outcome, Given], Answers]
    asks: Callable[[Outcome, Given], Answers]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature, whole. Everything but the name is optional; help, routing and manifests follow from it."""

    name: str
    commands: tuple[Command, ...] = ()
    presses: Mapping[str, Handler] = field(default_factory=dict)
    submits: Mapping[str, Handler] = field(default_factory=dict)
    searches: Mapping[str, Search] = field(default_factory=dict)
    shortcuts: tuple[Shortcut, ...] = ()
    hears: Handler | None = None
    edits: Handler | None = None
    deletes: Handler | None = None
    joins: Handler | None = None
    due: Callable[[Session, Now], Iterable[Due]] | None = None
    happens: Mapping[str, Callable[[Session, Now, Due, "Registry"], Answers]] = field(default_factory=dict)
    jobs: Mapping[str, Callable[[Outcome], Answers]] = field(default_factory=dict)
    takes: Takes | None = None
    digest: Callable[[Session, Week], Iterable[Section]] | None = None
    home: Callable[[Turn], Iterable[AnyElement]] | None = None
    cockpit: Callable[[Session, Now], Iterable[Section]] | None = None
    draws: Mapping[str, Callable[[Session, Now, str], Card | None]] = field(default_factory=dict)
    holds: Callable[[Session, Person], Mapping[str, object]] | None = None
    forgets: Callable[[Session, Person], None] | None = None
    anonymous: "Anonymous | None" = None


def refused(text: str, also: tuple[AnyElement, ...] = ()) -> Card:
    """The card that says what was wrong and what to do; a title has no tones, so the marks of `told` fall away."""
    return Card("refusal", text.replace("`", ""), also)


__all__ = [
    "ASKER", "HERE", "IN_THREAD", "Account", "Address", "Answer", "Answers", "Ask", "Asker", "Attachment", "Channels",
    "Command", "Direct", "Due", "Feature", "Given", "Handler", "Here", "InThread", "JobSettings", "Later", "Message",
    "Now", "Outcome", "Place", "Post", "React", "Refresh", "Refusal", "Request", "Search", "Section", "Shortcut",
    "Takes", "To", "Turn", "Verb", "Week", "Worded", "only_reads", "reads", "reads_when", "refused",
]  # fmt: skip
