"""Guests of a room: invited by name with a code each, or by one open code with a limit; and what their pages show.

A guest is a person with an account that nothing can be sent to. The page itself, and who may ask how often, is the
house's (`handlers.rooms`): here is whom a code leads to, and what stands on the page and on the wall.
"""

from dataclasses import dataclass
from typing import Final

from handlers.dutch import shortened
from handlers.feature import Now, Refusal, Work
from handlers.near import nearest
from handlers.rooms import fingerprint, guest_account, new_code
from handlers.versnellingskamer import phases
from handlers.words import clean, one_line, says_something
from storage import kamer_people, kamers, people, tafels
from storage.database import Session
from storage.kamer_people import Code, Opens
from storage.kamers import Kamer
from storage.memberships import SPHERES
from storage.people import LONGEST, Person

MOST: Final = 100
"""Guests in one invitation."""
_SINGULAR: Final = {"ondernemer": "ondernemers", "bedrijf": "ondernemers", "bedrijven": "ondernemers"}


@dataclass(frozen=True, slots=True)
class Invited:
    """A guest as somebody wrote them down: "Anna de Vries, Deltion, onderwijs"."""

    name: str
    organisation: str = ""
    sphere: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everybody who was read, and what is wrong where nobody can be invited."""

    guests: tuple[Invited, ...]
    wrong: str = ""


# --- reading ---------------------------------------------------------------------------------------------------------


def read_guests(text: str) -> Invitation:
    """Guests from lines: name, organisation, O; the last two may be left out."""
    lines = [one_line(each) for each in clean(text).split("\n") if says_something(each)]
    try:
        found = tuple(map(_read_guest, lines))
    except ValueError as error:
        return Invitation((), str(error))
    if not found:
        return Invitation((), "Schrijf minstens één naam.")
    if len(found) > MOST:
        return Invitation((), f"Dit zijn er {len(found)}; nodig er hooguit {MOST} tegelijk uit.")
    return Invitation(found)


def _read_guest(line: str) -> Invited:
    name, *rest = [each.strip() for each in line.split(",")]
    sphere = read_sphere(rest[-1]) if rest else ""
    organisation = ", ".join(filter(None, rest[:-1] if sphere else rest))
    if not sphere and len(rest) > 1 and rest[-1]:
        near = nearest(rest[-1], SPHERES)
        hint = f" Bedoelde je “{near}”?" if near else f" Kies uit {', '.join(SPHERES)}."
        msg = f"“{shortened(rest[-1], 40)}” bij {shortened(name, 40)} is geen O.{hint}"
        raise ValueError(msg)
    if not says_something(name) or max(len(name), len(organisation)) > LONGEST:
        msg = f"“{shortened(line, 40)}” kan ik niet lezen: schrijf naam, organisatie, O (elk hooguit {LONGEST} tekens)."
        raise ValueError(msg)
    return Invited(name, organisation, sphere)


def read_sphere(word: str) -> str:
    """One of the five O's in what somebody wrote, or ""."""
    said = word.strip().casefold()
    return said if said in SPHERES else _SINGULAR.get(said, "")


# --- inviting --------------------------------------------------------------------------------------------------------


def invite(session: Session, kamer: Kamer, invited: Invited, now: Now) -> tuple[Person, Code]:
    """Make a person of a guest, with a code of their own."""
    person = make_guest(session, kamer, invited, now)
    return person, make_code(session, kamer, now, person_id=person.id)


def make_guest(session: Session, kamer: Kamer, invited: Invited, now: Now) -> Person:
    """A person who is only in this room; they count as soon as the list is fixed."""
    region = tafels.by_id(session, kamer.tafel_id).region_id
    person = people.add(session, region, name=invited.name[:LONGEST], now=now.instant)
    people.identify(session, person.id, guest_account())
    kamer_people.put(
        session, kamer.id, person.id, standing="mee", organisation=invited.organisation, sphere=invited.sphere
    )  # fmt: skip
    return person


def make_code(
    session: Session, kamer: Kamer, now: Now, *, opens: Opens = "persoon", person_id: int | None = None, most: int = 1
) -> Code:  # fmt: skip
    """A new code of a room."""
    while True:
        fresh = new_code()
        code = Code(fingerprint(fresh), fresh, kamer.id, opens, person_id, most)
        if kamer_people.keep_code(session, code, now.instant):
            return code


def open_code(session: Session, kamer_id: int) -> Code | None:
    """The open code of a room that works."""
    return next((each for each in kamer_people.codes_of(session, kamer_id) if each.opens == "open"), None)


# --- coming in -------------------------------------------------------------------------------------------------------


def join(work: Work, typed: str, name: str, sphere: str) -> Person:
    """Somebody comes in by the open code; refuses when the room is full or over."""
    code = kamer_people.find_code(work.session, fingerprint(typed))
    kamer = kamers.get(work.session, code.kamer_id) if code and code.opens == "open" else None
    if code is None or kamer is None or kamer.step.phase == phases.DONE:
        msg = "Deze code werkt niet meer. Vraag de begeleider om een nieuwe."
        raise Refusal(msg)
    if not kamer_people.use_code(work.session, code):
        msg = f"Deze kamer is vol: er zijn al {code.most} apparaten binnen. Vraag de begeleider om een eigen code."
        raise Refusal(msg)
    called = one_line(clean(name))[:LONGEST]
    invited = Invited(called if says_something(called) else f"Gast {code.used + 1}", sphere=read_sphere(sphere))
    return make_guest(work.session, kamer, invited, work.now)
