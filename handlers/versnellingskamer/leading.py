"""Lead a room: open the vote, give it more time or another end, close it, take a step back, finish.

Every step is one row, and two people who press at once take one step: the other hears it (`lookup.take`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec

from handlers.cards import Buttons, Card, Text, line
from handlers.feature import Answer, Answers, Channels, Post, Refresh, Refusal, Turn
from handlers.versnellingskamer import attending, callbacks, cards, closing, lookup, phases, words
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Extension
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.until import Unread, Until, read_until, said_until
from storage import audit, facts, kamer_people, kamers

_LONGEST_EXTENSION: Final = 24 * 60


# --- open ------------------------------------------------------------------------------------------------------------


def announce(turn: Turn, number: int) -> Iterator[Answer]:
    """The button "Kondig aan": the card in the channels, where people can say that they take part."""
    room = lookup.led(turn, number)
    if room.kamer.step.phase != phases.PREPARING:
        msg = "De kamer staat al in het kanaal."
        raise Refusal(msg)
    yield from _shown_to_all(room)
    yield Post(Card("kamer_aangekondigd", f"{room.kamer.key} staat in het kanaal van {room.tafel.name}"))


def _shown_to_all(room: Room) -> Iterator[Answer]:
    """The living card, once in each channel."""
    yield Post(cards.living(room), Channels(room.tafel.id), once=f"kamer:{room.kamer.id}")
    yield Refresh(f"{CARD}:{room.kamer.id}")


def open_vote(turn: Turn, number: int) -> Iterator[Answer]:
    """The button "Open de stemming": what is asked and who counts are fixed."""
    room = lookup.led(turn, number)
    yield from opened(turn, room)
    yield Post(cards.of_leader(lookup.again(room)), replace=True)


def opened(turn: Turn, room: Room) -> Iterator[Answer]:
    """Open a vote, and show it to everybody."""
    planned = Until(room.kamer.minutes, room.kamer.until).from_now(turn.now.instant)
    lookup.take(room, lambda step, now: phases.opened(step, closes_at=planned, now=now, by=turn.person.id))
    _lock(room)
    facts.write(turn.session, "room_opened", room.kamer.fact, now=turn.now.instant, by=turn.person.id)
    _log(turn, room, "kamer geopend")
    yield from _shown_to_all(lookup.again(room))


def _lock(room: Room) -> None:
    """Fix the list, and with it the groups that may be told apart. A poll has neither."""
    vote = lookup.decode_vote(room.kamer)
    if room.is_poll:
        locked = msgspec.structs.replace(vote, key=room.kamer.key, listed=None, groups=())
    else:
        parts = attending.fix_list(room, vote.k, told_apart=vote.level != "anoniem")
        listed = kamer_people.listed(room.session, room.kamer.id)
        locked = msgspec.structs.replace(vote, key=room.kamer.key, listed=listed, groups=parts)
    kamers.change(room.session, room.kamer.id, vote=lookup.encode_vote(locked))


# --- time ------------------------------------------------------------------------------------------------------------


def extend(turn: Turn, more: Extension) -> Iterator[Answer]:
    """The button "+5 min"."""
    room = lookup.led(turn, more.room)
    if not 1 <= more.minutes <= _LONGEST_EXTENSION:
        msg = "Geef er een tot 1.440 minuten bij, of kies een moment: `/kamer KAMER-7 tot vrijdag 15:00`."
        raise Refusal(msg)
    longer = timedelta(minutes=more.minutes)
    after = lookup.take(room, lambda step, now: phases.extended(step, longer, now=now, by=turn.person.id))
    yield from _moved(turn, after)


def until(turn: Turn, number: int, words: str) -> Iterator[Answer]:
    """`/kamer KAMER-7 tot vrijdag 15:00`: another end, also before the opening; "tot" alone takes it away."""
    room = lookup.led(turn, number)
    try:
        end = read_until(words, turn.now)
    except Unread as error:
        raise Refusal(str(error)) from error
    if room.kamer.step.phase == phases.PREPARING:
        kamers.change(turn.session, number, minutes=end.minutes, until=end.at)
        yield Post(cards.of_leader(lookup.again(room)))
        return
    at = end.from_now(turn.now.instant)
    yield from _moved(turn, lookup.take(room, lambda step, now: phases.moved(step, at, now=now, by=turn.person.id)))


def _moved(turn: Turn, room: Room) -> Iterator[Answer]:
    at = room.kamer.step.closes_at
    _log(turn, room, "eindtijd kamer")
    yield Post(
        cards.of_leader(room, told=f"Stemmen kan {said_until(at, turn.now)}" if at else "Jij sluit zelf"), replace=True
    )
    yield Refresh(f"{CARD}:{room.kamer.id}")


# --- close -----------------------------------------------------------------------------------------------------------


def close(turn: Turn, number: int) -> Answers:
    """The button "Sluit": at once when everybody is in, else first how many are."""
    room = lookup.led(turn, number)
    if room.is_open and (room.is_poll or room.voted < room.listed):
        return Post(_sure(room), replace=True)
    return close_now(turn, number)


def _sure(room: Room) -> Card:
    counter = words.counter(room)
    buttons = Buttons((
        callbacks.CLOSE_NOW.button("Ja, sluit nu", room.kamer.id, style="danger"),
        callbacks.SHOW.button("Nee, laat open", room.kamer.id),
    ))  # fmt: skip
    text = Text(line(f"{counter}. Na het sluiten stemt niemand meer, en gesloten blijft gesloten."))
    return Card("kamer_sluiten", f"{room.kamer.key} nu sluiten?", (text, buttons))


def close_now(turn: Turn, number: int) -> Iterator[Answer]:
    """Close early. Anonymous ballots are closed and counted by the worker, within moments."""
    room = lookup.led(turn, number)
    after = lookup.take(room, lambda step, now: phases.closed(step, now=now, by=turn.person.id))
    _log(turn, after, "kamer gesloten")
    counted = list(closing.count_at_once(turn.work, after))
    yield Post(cards.of_leader(lookup.again(after)), replace=True)
    yield Refresh(f"{CARD}:{number}")
    yield from counted


# --- back, and done --------------------------------------------------------------------------------------------------


def back(turn: Turn, number: int) -> Iterator[Answer]:
    """The button "Terug": the last step was never taken."""
    room = lookup.led(turn, number)
    if room.is_counted:
        msg = "Een gesloten stemming gaat niet weer open."
        raise Refusal(msg)
    was_open = room.kamer.step.phase == phases.VOTING

    def undo(_step: object, now: object) -> kamers.Step:  # noqa: ARG001 - a step as `take` wants one
        return phases.undone(room.steps, voted=room.voted, now=turn.now.instant, by=turn.person.id)

    after = lookup.take(room, undo)
    if was_open and after.kamer.step.phase == phases.PREPARING:
        kamer_people.unlist(turn.session, number)
    _log(turn, after, "stap teruggenomen")
    yield Post(cards.of_leader(after, told="Teruggenomen"), replace=True)
    yield Refresh(f"{CARD}:{number}")


def finish(turn: Turn, number: int) -> Iterator[Answer]:
    """The button "Rond af": what was said stays to be read."""
    room = lookup.led(turn, number)
    after = lookup.take(room, lambda step, now: phases.finished(step, now=now, by=turn.person.id))
    _log(turn, after, "kamer afgerond")
    yield Post(cards.of_leader(after), replace=True)
    yield Refresh(f"{CARD}:{number}")


def _log(turn: Turn, room: Room, did: str) -> None:
    audit.write(
        turn.session, did, now=turn.now.instant, by=turn.person.id, tafel=room.tafel.id, detail=room.kamer.key
    )  # fmt: skip
