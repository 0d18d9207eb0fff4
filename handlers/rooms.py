"""Rooms of features for guests: whoever has a code takes part from a browser, without an account on any platform.

A room is entered by a code: a personal one is for one person, an open one makes a guest of every device that joins, and
one for the screen only shows what hangs on the wall. What is pressed and filled in on the page comes back as a request
of the platform "gast" like any other, so the feature's own handlers answer it. `bot.browser.rooms` serves the pages.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from handlers.anonymous import PROMISE
from handlers.cards import AnyElement
from handlers.sections import Section
from storage.people import GUEST

W = TypeVar("W")
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code can be read from a wall."""
_LENGTH: Final = 8
_CODE: Final = re.compile(rf"[{_SIGNS}]{{{_LENGTH}}}")
_ALIKE: Final = str.maketrans(
    {"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\N{EN DASH}": "", "\N{NO-BREAK SPACE}": ""}
)
_TYPED: Final = 40  # characters; more is no code, however it is spaced


# --- codes -----------------------------------------------------------------------------------------------------------


def new_code() -> str:
    """A code as it is kept: eight characters, 40 bits."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def read_code(typed: str) -> str | None:
    """The code in what somebody typed, as it is kept; None when it cannot be one."""
    code = typed[:_TYPED].upper().translate(_ALIKE)
    return code if _CODE.fullmatch(code) else None


def show_code(code: str) -> str:
    """A code as people read it: XXXX-XXXX."""
    return f"{code[:4]}-{code[4:]}"


def fingerprint(code: str) -> str:
    """What a table is looked up by: where the search in an index ends tells nothing about a code that is near."""
    return hashlib.sha256(f"code\0{code}".encode()).hexdigest()


def path(room: str, code: str) -> str:
    """Where a code leads ("/k/7Q4D-M2RX"), for a `Link` of a card: `Link("Doe mee", page=path("k", code))`."""
    return f"/{room}/{show_code(code)}"


def guest_account() -> str:
    """An account for a guest: nothing can be sent to it, and nobody guesses it."""
    return f"{GUEST}:{secrets.token_urlsafe(12)}"


# --- what a feature declares -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What a working code leads to.

    `person_id` is whom a personal code is for, None for an open one. `left` is how many devices may still join by an
    open code, None without a limit. A code that is only for the `screen` lets nobody take part.
    """

    subject: str
    person_id: int | None = None
    left: int | None = None
    screen: bool = False

    @property
    def is_open(self) -> bool:
        return self.person_id is None and not self.screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a room stands, the same for everybody in it.

    `revision` changes when a page of somebody has to be drawn anew (another phase, another end), not when only the
    `counter` ("22 van 30 stemden") does: open pages put that in its place by themselves. `phases` are all phases in
    their order, `phase` the one of now.
    """

    revision: str
    phase: str
    closes_at: datetime | None = None
    counter: str = ""
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """What somebody in the room sees. Buttons and choices can be pressed; no list of people belongs here.

    `anonymous` says whether what they do now is anonymous for everybody in the room; `promise` is the honest sentence
    about that.
    """

    heading: str
    sections: Iterable[Section]
    standing: Standing
    anonymous: bool = True
    promise: str = PROMISE


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPage:
    """What hangs on the wall: a question, where the room stands, the open code to join by ("" for none) and, after the
    close, what came of it. Nothing on it is pressed, and nobody is named."""

    heading: str
    standing: Standing
    code: str = ""
    elements: tuple[AnyElement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Room(Generic[W]):
    """A kind of room. `name` is its place in addresses ("k"), `title` what it is called ("Versnellingskamer").

    `enter` gives what a code leads to, None for one that is wrong, over or taken back: at most one indexed look-up.
    `join` makes a guest of who came by an open code, with a name (perhaps "") and one of the five O's (perhaps ""), and
    gives the person's number; it raises `Refusal` when the room is full or over. The person needs an account of
    `guest_account()`.
    `stands` gives where a room stands, None once it is gone; it is asked every few seconds while pages are open, so one
    or two look-ups. `draws` gives the page for `work.person`, `screen` that of the wall.
    """

    name: str
    title: str
    enter: Callable[[W, str], Entrance | None]
    join: Callable[[W, str, str, str], int]
    stands: Callable[[W, str], Standing | None]
    draws: Callable[[W, str], RoomPage | None]
    screen: Callable[[W, str], ScreenPage | None]


@dataclass(frozen=True, slots=True)
class OwnedRoom(Generic[W]):
    """A room with the name of its feature: of all actions, those of this feature are the only ones a guest reaches."""

    feature: str
    room: Room[W]

    def owns(self, action: str) -> bool:
        return action.partition(".")[0] == self.feature
