"""What happens at the end of a vote: who has moments left hears it, ballots are counted once, and the result is told.

The worker closes anonymous ballots as soon as the time is over (`over`), and then asks for the result (`tell`). Ballots
by name, and a vote in which nobody opened the form, have nothing to be unlinked: those are counted at once, or by the
clock. However often this runs, a result is kept once and told once.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from handlers.cards import Buttons, Card, Text, line
from handlers.feature import Answer, Channels, Direct, Due, Now, Post, Refresh, Work
from handlers.versnellingskamer import attending, callbacks, lookup, phases, posted_result, result, words
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Extension
from handlers.versnellingskamer.counted import closed_ballots, encode_nameless
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.until import time_left
from storage import facts, kamer_ballots, kamers
from storage.database import Session
from storage.kamer_ballots import BALLOTS

END: Final = "kamer_einde"
WARNING: Final = "kamer_bijna"


def over(session: Session, now: Now) -> Iterator[str]:
    """The subjects whose ballots the worker has to close: the time is over, or the room went on without them."""
    for subject in BALLOTS.still_open(session):
        kamer = kamers.get(session, int(subject))
        if (
            kamer is None
            or phases.is_over(kamer.step, now.instant)
            or kamer.step.phase in (phases.TALKING, phases.DONE)
        ):
            yield subject


def tell(work: Work, subject: str) -> Iterator[Answer]:
    """Count the ballots of a vote that is closed, once, and tell what came of it."""
    room = lookup.by_subject(work, subject)
    if room is not None and room.kamer.step.phase == phases.VOTING:
        yield from _count(work, room)


def count_at_once(work: Work, room: Room) -> Iterator[Answer]:
    """Count what the worker has nothing to unlink of."""
    if room.vote.level == "naam" or not BALLOTS.state(work.session, room.kamer.subject):
        yield from _count(work, room)


def _count(work: Work, room: Room) -> Iterator[Answer]:
    listed = None if room.is_poll else room.listed
    found = result.compute(msgspec.structs.replace(room.vote, listed=listed), closed_ballots(room))
    kamer_ballots.keep_result(
        work.session, room.kamer.id, method=found.version, content=encode_nameless(found), now=work.now.instant
    )  # fmt: skip
    if not kamers.append(work.session, room.kamer.id, _step(room)):
        return
    facts.write(work.session, "room_closed", room.kamer.fact, now=work.now.instant, by=None)
    after = lookup.again(room)
    once = f"kamer:{room.kamer.id}:uitslag"
    yield Post(posted_result.fresh(after, found), Channels(room.tafel.id), once=once)
    yield callbacks.DRAW.later(room.kamer.id)
    yield Refresh(f"{CARD}:{room.kamer.id}")


def _step(room: Room) -> kamers.Step:
    """The step to the talk. A clock that was set back makes no vote open again of which the ballots are closed."""
    last = room.kamer.step
    return phases.told(last, now=max(room.now.instant, last.closes_at or room.now.instant))


# --- by the clock ----------------------------------------------------------------------------------------------------


def ending(work: Work) -> Iterator[Due]:
    """Every vote whose time is over and that the worker has nothing to unlink of."""
    for kamer in kamers.in_phase(work.session, phases.VOTING):
        room = Room(work.session, kamer, work.now)
        apart = room.vote.level != "naam" and BALLOTS.state(work.session, kamer.subject)
        if phases.is_over(kamer.step, work.now.instant) and not apart:
            yield Due(tafel=kamer.key, period=f"{kamer.step.number}", at=kamer.step.closes_at or work.now.instant)


def end(work: Work, due: Due) -> Iterator[Answer]:
    yield from tell(work, due.tafel.removeprefix(kamers.PREFIX))


def warning(work: Work) -> Iterator[Due]:
    """Every vote of which a tenth of the time is left, or two minutes."""
    for kamer in kamers.in_phase(work.session, phases.VOTING):
        room = Room(work.session, kamer, work.now)
        if room.is_open and words.is_nearly_over(room):
            yield Due(tafel=kamer.key, period=f"{kamer.step.number}", at=work.now.instant)


def warn(work: Work, due: Due) -> Iterable[Answer]:
    """Say it on the card, and to who leads the room; nobody else gets a message."""
    room = lookup.by_subject(work, due.tafel.removeprefix(kamers.PREFIX))
    if room is None:
        return
    number, step = room.kamer.id, room.kamer.step.number
    yield Refresh(f"{CARD}:{number}")
    for leader in attending.leaders(room):
        yield Post(_nearly(room), Direct(leader.id), once=f"kamer:{number}:bijna:{step}")


def _nearly(room: Room) -> Card:
    kamer = room.kamer
    left = time_left(kamer.step.closes_at or room.now.instant, room.now)
    buttons = Buttons((
        callbacks.MORE_TIME.button("+5 min", Extension(kamer.id, 5), style="primary"),
        callbacks.CLOSE.button("Sluit", kamer.id),
    ))  # fmt: skip
    return Card("kamer_bijna", f"{kamer.key}: {left}", (Text(line(f"{words.counter(room)}.")), buttons))
