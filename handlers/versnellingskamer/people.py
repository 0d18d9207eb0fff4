"""Who is in a room, as its begeleider sees and changes it: roles, guests with their codes, the open code."""

from collections.abc import Iterator
from typing import Final

from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Column as TableColumn,
    Heading,
    Item,
    Items,
    Link,
    Note,
    Table,
    Text,
    line,
    soft,
)
from handlers.dutch import counted
from handlers.feature import Answer, Answers, Ask, Post, Refresh, Refusal, Turn, wrong_fields
from handlers.forms import several, single
from handlers.mentions import person
from handlers.rooms import path, show_code
from handlers.versnellingskamer import attending, callbacks, forms, guests, lookup, phases
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Somebody
from handlers.versnellingskamer.lookup import Room
from storage import audit, kamer_people
from storage.kamer_people import Code, InRoom, Role
from storage.people import Person

_MOST_DEVICES: Final = 500
_MOST_SHOWN: Final = 40
_NOT_AFTER: Final = "De kamer is afgerond: er kan niemand meer bij."
_ADDRESS: Final = "k"
_SCREEN: Final = "scherm"
"""Where codes lead, in addresses."""


# --- seeing ----------------------------------------------------------------------------------------------------------


def show(turn: Turn, number: int) -> Answers:
    """The button "Deelnemers": who counts, who does what, and who asks to be let in."""
    return Post(_card(lookup.led(turn, number)))


def _card(room: Room, *first: AnyElement) -> Card:
    seats = kamer_people.everybody(room.session, room.kamer.id)
    elements = (*first, Text(line(_counts(room))), *_roles(seats), *_asking(room, seats), *_codes(room))
    return Card("kamer_deelnemers", f"{room.kamer.key}: wie doen mee?", (*elements, *_buttons(room)))


def _counts(room: Room) -> str:
    if room.is_poll:
        return "Een peiling is voor iedereen in het kanaal: er is geen lijst."
    if room.kamer.step.phase == phases.PREPARING:
        many = counted(attending.expected(room), "mens", "mensen")
        return f"Als je nu opent, staan er {many} op de lijst. Waarnemers tellen niet mee."
    groups = kamer_people.listed_by_group(room.session, room.kamer.id)
    named = ", ".join(f"{group} {number}" for group, number in groups.items() if group)
    return f"Op de lijst: {counted(room.listed, 'mens', 'mensen')}{f' ({named})' if named else ''}."


def _roles(seats: list[InRoom]) -> Iterator[AnyElement]:
    """Who leads and who looks on."""
    for role, heading in (
        ("begeleider", "Begeleider"),
        ("medebegeleider", "Medebegeleiders"),
        ("waarnemer", "Waarnemers"),
    ):
        named = [each.person.name for each in seats if each.person and each.role == role]
        if named:
            yield Text(line(f"{heading}: {', '.join(named)}"))


def _asking(room: Room, seats: list[InRoom]) -> Iterator[AnyElement]:
    waiting = [each.person for each in seats if each.person and each.standing == "vraagt"]
    if waiting:
        yield Heading("Wil meedoen")
        yield Items(tuple(
            Item(line(each.name), button=callbacks.LET_IN.button("Laat toe", Somebody(room.kamer.id, each.id)))
            for each in waiting[:_MOST_SHOWN]
        ))  # fmt: skip


def _codes(room: Room) -> Iterator[AnyElement]:
    """The codes of guests; an address only where this installation has one, which the door knows."""
    every = kamer_people.codes_of(room.session, room.kamer.id)
    named = {each.person.id: each for each in kamer_people.everybody(room.session, room.kamer.id) if each.person}
    rows = [
        (seat.person.name, seat.organisation, seat.sphere, show_code(each.code))
        for each in every
        if each.person_id is not None and (seat := named.get(each.person_id)) and seat.person
    ]
    if rows:
        headers = (TableColumn("Gast"), TableColumn("Organisatie"), TableColumn("O"), TableColumn("Code"))
        yield Table("Codes van gasten: ieder een eigen", headers, tuple(rows[:_MOST_SHOWN]))
        if len(rows) > _MOST_SHOWN:
            yield Note(line(soft(f"en nog {len(rows) - _MOST_SHOWN}")))
        yield Buttons((Link("Hier typen gasten hun code", page=f"/{_ADDRESS}"),))
    if code := next((each for each in every if each.opens == "open"), None):
        yield from _open(code)


def _open(code: Code) -> Iterator[AnyElement]:
    yield Text(line(f"Open code {show_code(code.code)}: {code.used} van {code.most} apparaten binnen. "
                    "Zo telt Tafelbot apparaten, geen mensen."))  # fmt: skip
    at = path(_ADDRESS, code.code)
    yield Buttons((Link("Pagina voor gasten", page=at), Link("Scherm aan de muur", page=f"{at}/{_SCREEN}")))


def _buttons(room: Room) -> Iterator[AnyElement]:
    if room.kamer.step.phase == phases.DONE:
        return
    number, found = room.kamer.id, guests.open_code(room.session, room.kamer.id)
    toggle: Button = (
        callbacks.CLOSE_LINK.button("Sluit open code", number) if found
        else callbacks.OPEN_LINK.button("Open code", number, opens=True)
    )  # fmt: skip
    yield Buttons((
        callbacks.ROLES.button("Rollen", number, opens=True), callbacks.GUESTS.button("Gasten", number, opens=True),
        toggle, callbacks.SHOW.button("Terug naar de kamer", number),
    ))  # fmt: skip


# --- roles -----------------------------------------------------------------------------------------------------------


def ask_roles(turn: Turn, number: int) -> Answers:
    """The button "Rollen"."""
    lookup.led(turn, number)
    return Ask(forms.people(number))


def give_roles(turn: Turn, number: int) -> Iterator[Answer]:
    """The form with who leads too and who looks on."""
    room = lookup.led(turn, number)
    chosen: dict[Person, Role] = {}
    fields: tuple[tuple[str, Role], ...] = (
        ("deelnemers", "deelnemer"), ("waarnemers", "waarnemer"), ("mede", "medebegeleider"),
    )  # fmt: skip
    for field, role in fields:
        for account in several(turn.request.values.get(field)):
            somebody = person(turn, account)
            if somebody in chosen:
                error = {field: f"{somebody.name} kan maar één rol hebben."}
                raise wrong_fields(forms.people(number), turn.request.values, error)
            chosen[somebody] = role
    for somebody, role in chosen.items():
        _give(turn, room, somebody, role)
    yield Post(_card(lookup.again(room)))
    yield Refresh(f"{CARD}:{number}")


def _give(turn: Turn, room: Room, somebody: Person, role: Role) -> None:
    """A role. Who looks on is off the list, as long as nobody can have voted; who counts comes on it before that."""
    seat = kamer_people.find(turn.session, room.kamer.id, somebody.id)
    if seat and seat.role == "begeleider":
        return
    preparing = room.kamer.step.phase == phases.PREPARING
    if role == "waarnemer" and seat and seat.is_listed and not preparing:
        msg = f"{somebody.name} staat al op de lijst, en die ligt vast. Kies de rol voor het openen."
        raise Refusal(msg)
    before = seat.standing if seat else ""
    standing = {"waarnemer": "", "deelnemer": "mee" if preparing else before or "vraagt"}.get(role, before)
    kamer_people.put(turn.session, room.kamer.id, somebody.id, role=role, standing=standing)
    audit.write(
        turn.session, f"{role} in kamer", now=turn.now.instant, by=turn.person.id, tafel=room.tafel.id,
        detail=room.kamer.key, about=somebody.id,
    )  # fmt: skip


# --- guests ----------------------------------------------------------------------------------------------------------


def ask_guests(turn: Turn, number: int) -> Answers:
    """The button "Gasten"."""
    _may_come(lookup.led(turn, number))
    return Ask(forms.guests(number))


def _may_come(room: Room) -> None:
    if room.kamer.step.phase == phases.DONE:
        raise Refusal(_NOT_AFTER)


def invite(turn: Turn, number: int) -> Iterator[Answer]:
    """The form with guests: a code for each. Who comes while the vote is open is let in by this act."""
    room = lookup.led(turn, number)
    _may_come(room)
    found = guests.read_guests(single(turn.request.values.get("gasten")))
    if found.wrong:
        raise wrong_fields(forms.guests(number), turn.request.values, {"gasten": found.wrong})
    for each in found.guests:
        somebody, _ = guests.invite(turn.session, room.kamer, each, turn.now)
        if room.is_open and not room.is_poll:
            attending.put_on_list(turn, room, somebody)
    audit.write(
        turn.session, "gasten uitgenodigd", now=turn.now.instant, by=turn.person.id, tafel=room.tafel.id,
        detail=f"{room.kamer.key}: {len(found.guests)}",
    )  # fmt: skip
    many = counted(len(found.guests), "gast heeft een code", "gasten hebben een code")
    yield Post(_card(lookup.again(room), Note(line(f"{many}. Geef ieder alleen de eigen code."))))
    yield Refresh(f"{CARD}:{number}")


def ask_open_code(turn: Turn, number: int) -> Answers:
    """The button "Open code"."""
    _may_come(lookup.led(turn, number))
    return Ask(forms.open_link(number))


def make_open_code(turn: Turn, number: int) -> Answers:
    """The form of the open code: one for everybody, with a limit."""
    room = lookup.led(turn, number)
    _may_come(room)
    typed = single(turn.request.values.get("aantal"))
    most = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0  # noqa: PLR2004
    if not 1 <= most <= _MOST_DEVICES:
        wrong = {"aantal": f"Kies een heel getal van 1 tot en met {_MOST_DEVICES}."}
        raise wrong_fields(forms.open_link(number), turn.request.values, wrong)
    kamer_people.revoke_codes(turn.session, number, "open", turn.now.instant)
    guests.make_code(turn.session, room.kamer, turn.now, opens="open", most=most)
    return Post(_card(room))


def close_open_code(turn: Turn, number: int) -> Answers:
    """The button "Sluit open code": who is inside stays."""
    room = lookup.led(turn, number)
    kamer_people.revoke_codes(turn.session, number, "open", turn.now.instant)
    return Post(_card(room), replace=True)
