"""What a report is about: the result of a room, with the little that is known besides."""

import hashlib
from datetime import datetime
from typing import Final

import msgspec

from handlers.versnellingskamer import phases
from handlers.versnellingskamer.counted import find_result
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.published import Result
from handlers.versnellingskamer.votes import Ballot, decode
from storage import kamer_ballots

DRAWN: Final = 1
"""Raise this when a report changes, so that what was made before is made anew."""


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """A closed room. `opened` and `closed` are in the time of the region; `named` are the ballots by name, of which
    an anonymous vote has none."""

    result: Result
    tafel: str
    colour: str
    opened: datetime | None
    closed: datetime
    named: tuple[Ballot, ...] = ()

    @property
    def state(self) -> str:
        """The same for rooms of which the report is the same."""
        return hashlib.sha256(msgspec.json.encode([DRAWN, self])).hexdigest()


def of_room(room: Room) -> Reported | None:
    """What there is to report of a room; None while it has no result."""
    found = find_result(room)
    if found is None:
        return None
    opened = phases.opened_at(room.steps)
    return Reported(
        result=found, tafel=room.tafel.name, colour=room.tafel.colour,
        opened=opened.astimezone(room.now.zone) if opened else None,
        closed=_closed(room).astimezone(room.now.zone), named=_named(room),
    )  # fmt: skip


def _closed(room: Room) -> datetime:
    """When the last vote could be cast: the end that was set, or the moment of the early close."""
    last = next((each for each in reversed(room.steps) if each.what == "uitslag"), room.steps[-1])
    return last.closes_at or last.at


def _named(room: Room) -> tuple[Ballot, ...]:
    if room.vote.level != "naam":
        return ()
    found = kamer_ballots.named_of(room.session, room.kamer.id, room.opening)
    made = [msgspec.structs.replace(decode(each.content), name=each.name) for each in found]
    return tuple(sorted(made, key=lambda each: (each.name.casefold(), each.name, msgspec.json.encode(each))))
