"""The room as guests enter it by a code: whom a code leads to, what stands on their page and on the wall."""

from collections.abc import Iterator
from typing import Final

from handlers.cards import AnyElement, Buttons, Item, Items, Note, Notice, Text, line, soft
from handlers.feature import Entrance, Room as GuestRoom, RoomPage, ScreenPage, Section, Standing, Work
from handlers.rooms import fingerprint
from handlers.versnellingskamer import callbacks, cards, guests, levels, lookup, phases, result_cards, words
from handlers.versnellingskamer.counted import find_result
from handlers.versnellingskamer.lookup import Room
from storage import kamer_people
from storage.kamer_people import InRoom

PHASES: Final = ("voorbereiden", "wegen", "bespreken", "afgerond")
_OVERALL: Final = 1


def enter(work: Work, code: str) -> Entrance | None:
    """What a code leads to."""
    found = kamer_people.find_code(work.session, fingerprint(code))
    if found is None:
        return None
    left = found.left if found.opens == "open" else None
    return Entrance(
        subject=str(found.kamer_id), person_id=found.person_id, left=left, screen=found.opens == "scherm"
    )  # fmt: skip


def join(work: Work, code: str, name: str, sphere: str) -> int:
    """Make a guest of whoever comes by the open code."""
    return guests.join(work, code, name, sphere).id


def stands(work: Work, subject: str) -> Standing | None:
    """Where a room stands."""
    room = lookup.by_subject(work, subject)
    return _standing(room) if room else None


def _standing(room: Room) -> Standing:
    step = room.kamer.step
    closed = room.is_over or cards.linkable(room)
    return Standing(
        revision=f"{room.kamer.id}.{step.number}.{'dicht' if closed else ''}", phase=step.phase,
        closes_at=step.closes_at if room.is_open else None, counter=words.counter(room) if room.is_open else "",
        phases=PHASES,
    )  # fmt: skip


# --- the page of a guest ---------------------------------------------------------------------------------------------


def draws(work: Work, subject: str) -> RoomPage | None:
    """The page of one guest."""
    room = lookup.by_subject(work, subject)
    if room is None:
        return None
    person = work.person
    seat = kamer_people.find(work.session, room.kamer.id, person.id) if person else None
    section = Section(order=_OVERALL, elements=tuple(_page(room, seat)), stirs=False)
    return RoomPage(
        heading=room.kamer.question, sections=(section,), standing=_standing(room),
        anonymous=room.vote.level != "naam", promise=levels.promise(room.vote),
    )  # fmt: skip


def _page(room: Room, seat: InRoom | None) -> Iterator[AnyElement]:
    if room.is_open:
        yield from _voting(room, seat)
    elif room.is_over:
        yield Text(line("De stemming is gesloten. De uitslag komt eraan."))
    elif room.kamer.step.phase == phases.PREPARING:
        yield Text(line("De stemming is nog niet open. Deze pagina laat het zien als het zover is."))
        yield _directions(room)
    else:
        yield from _counted(room)


def _voting(room: Room, seat: InRoom | None) -> Iterator[AnyElement]:
    yield Note(line(levels.sentence(room.vote)))
    if seat and seat.role == "waarnemer":
        yield Text(line("Je bent waarnemer: je kijkt mee en stemt niet."))
    elif room.is_poll or (seat and seat.is_listed):
        yield Buttons((cards.vote_button(room),))
    else:
        yield from _asks_in(room, seat)
    if room.vote.method != "peiling":
        yield _directions(room)


def _asks_in(room: Room, seat: InRoom | None) -> Iterator[AnyElement]:
    """Somebody who came in after the list was fixed."""
    if seat and seat.standing == "vraagt":
        yield Notice(
            "info", line("Je hebt gevraagd om mee te doen. De begeleider laat je toe; ververs dan deze pagina.")
        )
        return
    yield Notice("info", line("De stemming was al open toen je binnenkwam, dus je staat nog niet op de lijst."))
    yield Buttons((callbacks.ASK_IN.button("Vraag om mee te doen", room.kamer.id, style="primary"),))


def _directions(room: Room) -> AnyElement:
    return Items(tuple(
        Item(line(f"{each.number}. {each.text}"), line(soft(each.explanation))) for each in room.vote.directions
    ))  # fmt: skip


def _counted(room: Room) -> Iterator[AnyElement]:
    found = find_result(room)
    if found is None:
        yield Text(line("Deze kamer is niet doorgegaan."))
        return
    yield from result_cards.result(room, found).elements
    if sentence := cards.linkable(room):
        yield Note(line(sentence))


# --- the wall --------------------------------------------------------------------------------------------------------


def screen(work: Work, subject: str) -> ScreenPage | None:
    """What hangs on the wall: no names, nothing to press."""
    room = lookup.by_subject(work, subject)
    if room is None:
        return None
    code = guests.open_code(room.session, room.kamer.id)
    return ScreenPage(
        heading=room.kamer.question, standing=_standing(room), code=code.code if code else "",
        elements=tuple(_wall(room)),
    )  # fmt: skip


def _wall(room: Room) -> Iterator[AnyElement]:
    found = find_result(room)
    if found is not None:
        yield Text(line(found.headline))
        if found.ballots is not None:
            yield result_cards.chart(found)
    elif room.is_over:
        yield Text(line("De stemmen worden geteld."))
    else:
        yield Text(line(words.asked(room)))


ROOM: Final = GuestRoom(
    name="k", title="Versnellingskamer", enter=enter, join=join, stands=stands, draws=draws, screen=screen
)  # fmt: skip
"""What the house needs to let guests in."""
