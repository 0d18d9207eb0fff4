"""Find the room that is meant, how it stands, and what it asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import msgspec

from handlers import roles
from handlers.feature import Now, Refusal, Turn, Work
from handlers.versnellingskamer import phases, rights
from handlers.versnellingskamer.phases import Illegal
from handlers.versnellingskamer.votes import Vote
from handlers.words import DASH, bare
from storage import kamer_ballots, kamer_people, kamers, tafels
from storage.database import Session
from storage.kamer_ballots import BALLOTS
from storage.kamers import PREFIX, Kamer, Step
from storage.tafels import Tafel

_KEY: Final = re.compile(rf"(?:kamer\s*{DASH}?\s*)?(\d{{1,9}})")
_SOMEBODY_WAS_FIRST: Final = (
    "Iemand anders was je net voor. Er is niets van jou veranderd: kijk eerst hoe de kamer staat."
)


@dataclass(frozen=True)
class Room:
    """A room at one moment, with what cards and checks ask of it."""

    session: Session
    kamer: Kamer
    now: Now

    @cached_property
    def vote(self) -> Vote:
        """What is asked, as it was locked at the opening."""
        return decode_vote(self.kamer)

    @cached_property
    def tafel(self) -> Tafel:
        return tafels.by_id(self.session, self.kamer.tafel_id)

    @cached_property
    def steps(self) -> list[Step]:
        return kamers.steps_of(self.session, self.kamer.id)

    @cached_property
    def opening(self) -> int:
        return phases.opening(self.steps)

    @cached_property
    def listed(self) -> int:
        """How many people are on the list that counts."""
        return kamer_people.listed(self.session, self.kamer.id)

    @property
    def let_in(self) -> int:
        """How many people came on the list after the opening."""
        return max(self.listed - self.vote.listed, 0) if self.vote.listed is not None else 0

    @cached_property
    def voted(self) -> int:
        """How many ballots there are."""
        if self.vote.level == "naam":
            return kamer_ballots.counted_named(self.session, self.kamer.id, self.opening)
        return BALLOTS.count(self.session, self.kamer.subject)

    @property
    def is_poll(self) -> bool:
        """Whether everybody in the channel may vote, so that there is no list."""
        return self.kamer.template == "peiling"

    @property
    def is_open(self) -> bool:
        return phases.is_open(self.kamer.step, self.now.instant) and not self.is_counted

    @property
    def is_over(self) -> bool:
        """Whether the vote has ended and its result is on its way."""
        return self.kamer.step.phase == phases.VOTING and not self.is_open

    @property
    def is_counted(self) -> bool:
        """Whether the ballots are closed already, whatever a clock says that was set back."""
        return self.vote.level != "naam" and BALLOTS.state(self.session, self.kamer.subject) in ("closed", "unlinkable")


def by_subject(work: Work, subject: str) -> Room | None:
    """The room that ballots, living cards and codes name; None once it is gone."""
    kamer = kamers.get(work.session, int(subject)) if subject.isdigit() else None
    return Room(work.session, kamer, work.now) if kamer else None


def decode_vote(kamer: Kamer) -> Vote:
    return msgspec.json.decode(kamer.vote, type=Vote)


def encode_vote(vote: Vote) -> str:
    return msgspec.json.encode(vote).decode()


def room_number(words: str) -> int | None:
    """The number in "KAMER-7", "kamer 7" or "7"; None where it is none."""
    found = _KEY.fullmatch(bare(words))
    return int(found[1]) if found else None


def find(turn: Turn, number: int) -> Room:
    """The room with this number, as far as whoever asks may see it."""
    kamer = kamers.get(turn.session, number) if number <= LARGEST else None
    if kamer is None:
        raise Refusal(_unknown(turn, number))
    rights.require_reading(turn, kamer)
    return Room(turn.session, kamer, turn.now)


LARGEST: Final = 2_147_483_647


def led(turn: Turn, number: int) -> Room:
    """The same, of whoever leads it."""
    room = find(turn, number)
    rights.require_leading(turn, room.kamer)
    return room


def _unknown(turn: Turn, number: int) -> str:
    tafel = turn.tafel or (roles.tafel_for(turn) if len(turn.roles) == 1 else None)
    last = kamers.last_of(turn.session, tafel.id) if tafel else None
    hint = f" De laatste van {tafel.name} is {last.key}." if tafel and last else ""
    return f"{PREFIX}{number} bestaat niet.{hint} Typ `/kamer` voor wat er wel is."


def take(room: Room, step: Callable[[Step, datetime], Step]) -> Room:
    """Take a step; refuses one that is illegal from here, and one that somebody else was before."""
    try:
        new = step(room.kamer.step, room.now.instant)
    except Illegal as error:
        raise Refusal(str(error)) from error
    if not kamers.append(room.session, room.kamer.id, new):
        raise Refusal(_SOMEBODY_WAS_FIRST)
    return again(room)


def again(room: Room) -> Room:
    """The same room as it is now."""
    found = kamers.get(room.session, room.kamer.id)
    return Room(room.session, found or room.kamer, room.now)
