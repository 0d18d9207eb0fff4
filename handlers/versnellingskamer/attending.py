"""Who takes part: saying so beforehand, the list that is fixed at the opening, and being let in later."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from handlers import roles
from handlers.cards import Buttons, Card, Text, line
from handlers.feature import Answer, Answers, Direct, Post, Refresh, Refusal, Turn
from handlers.versnellingskamer import callbacks, groups, lookup, phases, rights
from handlers.versnellingskamer.callbacks import Somebody
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.votes import REST
from storage import audit, kamer_people, memberships, people
from storage.kamer_people import InRoom, Role
from storage.memberships import SPHERES
from storage.people import Person

CARD: Final = "kamer"
_LOOKS_ON: Final = "Je bent waarnemer in deze kamer: je ziet alles, en je stemt niet."
_NOT_LISTED: Final = (
    "Je staat niet op de lijst van deze stemming: die ligt vast sinds het openen. Met “Ik doe mee” vraag je de "
    "begeleider om je toe te laten."
)


# --- may somebody vote -----------------------------------------------------------------------------------------------


def require_vote(turn: Turn, room: Room) -> InRoom | None:
    """Refuse whoever may not vote here; gives their place in the room, None in a poll where most have none."""
    seat = kamer_people.find(turn.session, room.kamer.id, turn.person.id)
    if seat and seat.role == "waarnemer":
        raise Refusal(_LOOKS_ON)
    if room.is_poll:
        roles.require(turn, rights.VOTE, room.tafel, own=seat is not None)
    elif seat is None or not seat.is_listed:
        raise _not_listed(room, seat)
    return seat


def _not_listed(room: Room, seat: InRoom | None) -> Refusal:
    if seat and seat.standing == "vraagt":
        return Refusal("Je hebt gevraagd om mee te doen. De begeleider laat je toe, of laat het je weten.")
    button = callbacks.ASK_IN.button("Vraag om mee te doen", room.kamer.id, style="primary")
    return Refusal(_NOT_LISTED, also=(Buttons((button,)),))


# --- before the opening ----------------------------------------------------------------------------------------------


def join(turn: Turn, number: int) -> Iterator[Answer]:
    """The button "Ik doe mee": on the list as soon as it is fixed; later it is a question."""
    room = lookup.find(turn, number)
    seat = kamer_people.find(turn.session, number, turn.person.id)
    if seat and seat.role == "waarnemer":
        raise Refusal(_LOOKS_ON)
    if room.kamer.step.phase != phases.PREPARING:
        yield from ask_in(turn, number)
        return
    roles.require(turn, rights.VOTE, room.tafel, own=seat is not None)
    role = seat.role if seat else "deelnemer"
    sphere = seat.sphere if seat else ""
    kamer_people.put(turn.session, number, turn.person.id, role=role, standing="mee", sphere=sphere)
    yield Post(Card("kamer_mee", "Je doet mee", (Text(line("Je hoort het in het kanaal als de stemming opent.")),)))
    yield Refresh(f"{CARD}:{number}")


# --- at the opening --------------------------------------------------------------------------------------------------


def fix_list(room: Room, k: int, *, told_apart: bool) -> tuple[str, ...]:
    """Fix who counts, each with the group as which they are stored; gives those groups."""
    seats = dict(_counting(room))
    spheres = {person_id: sphere or REST for person_id, (_, sphere) in seats.items()}
    sizes = Counter(spheres.values())
    ordered = {sphere: sizes[sphere] for sphere in (*SPHERES, REST) if sizes[sphere]}
    stored = groups.stored(ordered, k) if told_apart else {}
    kamer_people.put_listed(room.session, room.kamer.id, (
        (person_id, role, sphere, stored.get(spheres[person_id], "")) for person_id, (role, sphere) in seats.items()
    ))  # fmt: skip
    return tuple(dict.fromkeys(stored.values()))  # the largest first: `groups` joins from the end


def _counting(room: Room) -> Iterator[tuple[int, tuple[Role, str]]]:
    """Everybody who will count: the tafel without waarnemers and who left, guests, and who said "Ik doe mee"."""
    here = {each.person.id: each for each in kamer_people.everybody(room.session, room.kamer.id) if each.person}
    members = {each.person.id: each for each in memberships.members(room.session, room.tafel.id)}
    reached = {each.id for each in people.reachable(room.session, [each.person for each in members.values()])}
    for person_id, member in members.items():
        seat = here.get(person_id)
        looks_on = seat.role == "waarnemer" if seat else member.role == "waarnemer"
        if person_id in reached and not looks_on:
            yield person_id, (seat.role if seat else "deelnemer", member.sphere or (seat.sphere if seat else ""))
    for person_id, seat in here.items():
        if person_id not in members and seat.standing in ("mee", "lijst") and seat.role != "waarnemer":
            yield person_id, (seat.role, seat.sphere)


def expected(room: Room) -> int:
    """How many people would be on the list if it were fixed now."""
    return sum(1 for _ in _counting(room))


# --- after the opening -----------------------------------------------------------------------------------------------


def ask_in(turn: Turn, number: int) -> Iterator[Answer]:
    """Somebody who is not on the list asks to be let in; who leads the room hears it."""
    room = lookup.find(turn, number)
    if not room.is_open:
        msg = "Meedoen kan nu niet: er wordt niet gestemd."
        raise Refusal(msg)
    seat = kamer_people.find(turn.session, number, turn.person.id)
    if room.is_poll or (seat and seat.is_listed):
        msg = "Je doet al mee: kies Stem."
        raise Refusal(msg)
    if seat and seat.role == "waarnemer":
        raise Refusal(_LOOKS_ON)
    kamer_people.put(turn.session, number, turn.person.id, role=seat.role if seat else "deelnemer", standing="vraagt")
    yield Post(Card("kamer_gevraagd", "Gevraagd. De begeleider laat je toe, of laat het je weten."), replace=True)
    for leader in leaders(room):
        yield Post(_request(room, turn.person), Direct(leader.id), once=f"kamer:{number}:vraagt:{turn.person.id}")


def leaders(room: Room) -> list[Person]:
    """Who leads a room and can be reached; those of the tafel where nobody of them is left."""
    seats = kamer_people.everybody(room.session, room.kamer.id)
    mine = people.reachable(room.session, [each.person for each in seats if each.person and each.leads])
    return mine or memberships.leaders(room.session, room.tafel.id)


def _request(room: Room, person: Person) -> Card:
    text = line(
        f"{room.kamer.key}: {room.kamer.question}. Wie je toelaat komt erbij op de lijst, en iedereen ziet dat."
    )
    button = callbacks.LET_IN.button("Laat toe", Somebody(room.kamer.id, person.id), style="primary")
    return Card("kamer_vraag_mee", f"{person.name} wil meedoen", (Text(text), Buttons((button,))))


def let_in(turn: Turn, whom: Somebody) -> Answers:
    """The button "Laat toe": the list grows, and the card says so."""
    room = lookup.led(turn, whom.room)
    person = people.living(turn.session, whom.person)
    seat = kamer_people.find(turn.session, room.kamer.id, person.id) if person else None
    if person is None or seat is None:
        msg = "Die persoon is er niet meer. Er is niets veranderd."
        raise Refusal(msg)
    if not room.is_open:
        msg = f"De stemming is niet open, dus {person.name} kan niet meer meedoen."
        raise Refusal(msg)
    if not seat.is_listed:
        put_on_list(turn, room, person)
    title = f"{person.name} doet mee: {room.voted} van {kamer_people.listed(turn.session, room.kamer.id)} stemden"
    told = Card("kamer_toegelaten", f"Je kunt meestemmen: {room.kamer.question}", (
        Buttons((callbacks.SHOW.button("Naar de kamer", room.kamer.id),)),
    ))  # fmt: skip
    return [
        Post(Card("kamer_toegelaten", title), replace=True), Refresh(f"{CARD}:{room.kamer.id}"),
        Post(told, Direct(person.id), once=f"kamer:{room.kamer.id}:toegelaten:{person.id}"),
    ]  # fmt: skip


def put_on_list(turn: Turn, room: Room, person: Person) -> None:
    """Let somebody in whose place in the room is there: on the list, in a group that is there already."""
    seat = kamer_people.find(turn.session, room.kamer.id, person.id)
    if seat is None:
        return
    member = memberships.membership(turn.session, person.id, room.tafel.id)
    sphere = (member.sphere if member else "") or seat.sphere
    group = _group_to_hide_in(room, sphere)
    kamer_people.put(
        turn.session, room.kamer.id, person.id, role=seat.role, standing="lijst", sphere=sphere, grouped=group
    )  # fmt: skip
    audit.write(
        turn.session, "toegelaten in kamer", now=turn.now.instant, by=turn.person.id, tafel=room.tafel.id,
        detail=room.kamer.key, about=person.id,
    )  # fmt: skip


def _group_to_hide_in(room: Room, sphere: str) -> str:
    """Their O where that is told apart, else the rest; where neither is there the largest: a group of one tells all."""
    if not room.vote.groups:
        return ""
    fitting = [each for each in (sphere, REST) if each in room.vote.groups]
    sizes = kamer_people.listed_by_group(room.session, room.kamer.id)
    return fitting[0] if fitting else max(room.vote.groups, key=lambda each: sizes.get(each, 0))
