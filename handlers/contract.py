"""The contract between a feature and the house: what a feature gets, what it may fill in, and all features together.

A feature is one plain `Feature` value with six groups of hooks: asked, heard, by itself, shown, about people, around.
Each hook gets one context: a `Turn` when a person did something, else a `Work`. Hooks return values; they never call a
platform, never commit, and refuse only by raising `Refusal`. docs/features.md describes every hook.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeAlias, TypeVar

from handlers.anonymous import Anonymous, Declared, Key
from handlers.answer import Answers, Refusal
from handlers.around import Check, Tip
from handlers.callbacks import Callback, Task
from handlers.cards import AnyElement, Card, Line, Option
from handlers.crowd import Crowd
from handlers.now import Due, Now, Week
from handlers.outside import Given, Outside
from handlers.pages import Page
from handlers.request import Request
from handlers.rights import Right
from handlers.rooms import OwnedRoom, Room
from handlers.sections import Glance, Section
from handlers.settings import Setting
from handlers.terminal import TerminalCommand
from storage.database import Session
from storage.memberships import Role
from storage.people import Person
from storage.seed import Example, Happening
from storage.tafels import Tafel

P = TypeVar("P")
ROOT: Final = "tafel"
"""The command that reaches every other one, so that an installation may register it alone."""
HELP: Final = frozenset({"hulp", "help", "?"})
"""The words behind a command that ask for help, on every command alike."""
_NOT_HERE: Final = "Hier weet ik niet om welke tafel het gaat. Doe dit in het kanaal van die tafel."
_NOT_LINKED: Final = "Dit kanaal hoort nog niet bij een sectortafel. Typ `/tafel koppel bouw` met de naam van je tafel."


# --- contexts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The context of what the house does by itself, or puts together from the parts of several features. `person` is
    who it is for, if anybody."""

    session: Session
    now: Now
    registry: "Registry"
    person: Person | None = None
    outside: Outside = field(default_factory=Outside)


@dataclass(frozen=True)
class Turn:
    """The context of a request: `known` is who asks, if the bot knows them, with a role per tafel id; `tafel` is the
    one linked to the place, if any; `newcomer` makes a person of somebody unknown."""

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
        """Who asks. Created on first use, so people who only chat are never stored."""
        return self.known or self.newcomer()

    @property
    def actor(self) -> int:
        """The id of who asks, 0 while no handler needed to know."""
        person: Person | None = self.known or vars(self).get("person")
        return person.id if person else 0

    @property
    def work(self) -> Work:
        """The same moment for what shows something to whoever asks."""
        return Work(session=self.session, now=self.now, registry=self.registry, person=self.known)

    @cached_property
    def here(self) -> Tafel:
        """The tafel of this place; refuses where none is linked."""
        if self.tafel is None:
            raise Refusal(_NOT_HERE if self.request.place.kind == "direct" else _NOT_LINKED)
        return self.tafel


# --- asked -----------------------------------------------------------------------------------------------------------

Handler: TypeAlias = Callable[[Turn], Answers]
Worded: TypeAlias = Callable[[Turn, str], Answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A word behind a command: `/actie nieuw`. `usage` is what follows it, as help shows it.

    A function that only `reads` runs beside the writer, and a repeated request may run it again.
    """

    word: str
    does: Worded
    help: str
    usage: str = ""
    aliases: tuple[str, ...] = ()
    reads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Words behind a command that are no verb. `does` gives None for words that mean nothing to it.

    `usages` are pairs of words and what they do, for the help; `reads` says of words whether they only read.
    """

    does: Worded
    usages: tuple[tuple[str, str], ...] = ()
    reads: Callable[[str], bool] = lambda _words: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command. `bare` answers it without words.

    A command that is not a `slash` command is only reached through others (`/tafel hulp`).
    """

    word: str
    help: str
    bare: Worded
    reads: bool = False
    verbs: tuple[Verb, ...] = ()
    other: Other | None = None
    slash: bool = True

    def verb(self, word: str) -> Verb | None:
        return next((verb for verb in self.verbs if word == verb.word or word in verb.aliases), None)


@dataclass(frozen=True, slots=True)
class Press(Generic[P]):
    """What answers a button or a choice, and whether it only reads."""

    callback: Callback[P]
    does: Callable[[Turn, P], Answers]
    reads: bool = False


@dataclass(frozen=True, slots=True)
class Submit(Generic[P]):
    """What answers a form that was filled in."""

    callback: Callback[P]
    does: Callable[[Turn, P], Answers]


@dataclass(frozen=True, slots=True)
class Search:
    """What finds more options of a long choice, by what was typed so far. It only reads."""

    name: str
    finds: Callable[[Turn, str], Iterable[Option]]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Something to do with a message, from the message's own menu; the callback gets no payload."""

    label: str
    callback: Callback[str]

    @property
    def action(self) -> str:
        return self.callback.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Files that a feature reads when they are sent to the bot; it keeps nothing before their sender says so.

    `what` tells people what they are, `endings` are those of their names (".csv"), `may` who may bring them. `looks` is
    the preview of a file that the feature recognises, None of another; `asks` is the preview once the sender said that
    the file belongs to this feature.
    """

    what: str
    endings: tuple[str, ...]
    may: Callable[[Turn], bool]
    looks: Callable[[Work, Given], Answers]
    asks: Callable[[Work, Given], Answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What people ask the feature: by a command, a button, a form, a message's own menu, or a file."""

    commands: tuple[Command, ...] = ()
    presses: tuple[Press[Any], ...] = ()
    submits: tuple[Submit[Any], ...] = ()
    searches: tuple[Search, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    files: Files | None = None


# --- the other groups ------------------------------------------------------------------------------------------------


def _always(_request: Request) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the feature hears in channels without being asked."""

    concerns: Callable[[Request], bool] = _always
    message: Handler | None = None
    edit: Handler | None = None
    delete: Handler | None = None
    join: Handler | None = None
    invites: Callable[[Tafel | None], Line] | None = None
    keeps: str = ""


@dataclass(frozen=True, slots=True)
class Timed:
    """Something that falls due: `due` names what is due now as a pure function of rows and the moment, `does` does it.

    Each pair of subject and period happens once, however many processes tick. A term that ends (a vote that closes at
    15:00) is one as well: due at its end. `comes` names the moments until another one at which something will fall due:
    there the clock of the trial workspace stops on its way. Without it that is at nine o'clock on working days only.
    """

    kind: str
    due: Callable[[Work], Iterable[Due]]
    does: Callable[[Work, Due], Answers]
    comes: Callable[[Work, datetime], Iterable[datetime]] = lambda _work, _until: ()


@dataclass(frozen=True, slots=True)
class Job(Generic[P]):
    """What a worker does for a task. Its answers go to whoever asked."""

    task: Task[P]
    does: Callable[[Work, P], Answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByItself:
    """What the feature does without being asked: on time, in the background, as a tafel set it."""

    timed: tuple[Timed, ...] = ()
    jobs: tuple[Job[Any], ...] = ()
    settings: tuple[Setting[Any], ...] = ()
    cleans: Callable[[Work, datetime], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the feature shows on pages and cards that several features share, and its own cards that change."""

    home: Callable[[Work], Iterable[AnyElement]] | None = None
    tafel: Callable[[Work, Tafel], Glance] | None = None
    digest: Callable[[Work, Week], Iterable[Section]] | None = None
    headline: Callable[[Work, Week], Iterable[str]] | None = None
    cockpit: Callable[[Work], Iterable[Section]] | None = None
    cards: Mapping[str, Callable[[Work, str], Card | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPeople:
    """What the feature knows about people and lets them do."""

    rights: tuple[Right, ...] = ()
    leaves: Callable[[Work, Person, Tafel], Iterable[AnyElement]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the feature brings outside of conversations."""

    terminal: tuple[TerminalCommand[Work], ...] = ()
    checks: Callable[[Work], Iterable[Check]] | None = None
    tips: tuple[Tip, ...] = ()
    ships: Callable[[Work], None] | None = None
    example: Callable[[Example], Iterable[Happening]] | None = None
    crowd: Crowd[Work] | None = None
    anonymous: Anonymous[Turn, Work] | None = None
    pages: tuple[Page[Work], ...] = ()
    rooms: tuple[Room[Work], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature, whole. Everything but the name is optional; help, routing and manifests follow from it."""

    name: str
    asked: Asked = Asked()
    heard: Heard = Heard()
    by_itself: ByItself = ByItself()
    shown: Shown = Shown()
    about_people: AboutPeople = AboutPeople()
    around: Around = Around()


@dataclass(frozen=True, kw_only=True)
class Registry:
    """All features that are switched on, by what reaches them; `handlers.registry.build_registry` makes one."""

    features: tuple[Feature, ...]
    commands: Mapping[str, Command]
    presses: Mapping[str, Press[Any]]
    submits: Mapping[str, Submit[Any]]
    searches: Mapping[str, Search]
    jobs: Mapping[str, Job[Any]]
    timed: Mapping[str, Timed]
    cards: Mapping[str, Callable[[Work, str], Card | None]]
    anonymous: Mapping[Key, Declared]
    pages: Mapping[str, Page[Work]]
    rooms: Mapping[str, OwnedRoom[Work]] = field(default_factory=dict)

    @property
    def shortcuts(self) -> list[Shortcut]:
        """What can be done with a message, from its own menu."""
        return [shortcut for feature in self.features for shortcut in feature.asked.shortcuts]

    @property
    def tips(self) -> list[Tip]:
        """What somebody new could try."""
        return [tip for feature in self.features for tip in feature.around.tips]

    def draw(self, work: Work, key: str) -> Card | None:
        """A living card ("actie:12") as it is now; None when the thing is gone."""
        kind, _, subject = key.partition(":")
        draw = self.cards.get(kind)
        return draw(work, subject) if draw else None
