"""Let thirty made-up people take part in a room of the trial workspace: they come in as guests and vote like them."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Final

from handlers.crowd import Crowd, Deed
from handlers.feature import Account, Refusal, Work
from handlers.forms import Values
from handlers.versnellingskamer import callbacks, crowd, guests, phases
from handlers.versnellingskamer.callbacks import Page
from handlers.versnellingskamer.crowd import Participant
from handlers.versnellingskamer.guests import Invited
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.votes import Vote
from storage import kamer_people, kamers, people
from storage.kamer_people import InRoom
from storage.kamers import Kamer
from storage.people import GUEST
from storage.tafels import Tafel

_LIVE: Final = timedelta(minutes=10)  # what they take of a vote that has no end
_NOTHING: Final = "Er is hier geen kamer om aan mee te doen. Begin er een met `/kamer nieuw`."
_TOO_LATE: Final = "De lijst van {} ligt vast sinds het openen. Neem het openen terug, of begin een nieuwe kamer."


def come_in(work: Work, tafel: Tafel) -> bool:
    """Invite everybody to the newest room that they are not in; False when they are in every room that runs."""
    running = kamers.of_tafel(work.session, tafel.id, (phases.PREPARING, phases.VOTING), most=5)
    if not running:
        raise Refusal(_NOTHING)
    newest = Room(work.session, running[0], work.now)
    if _seats(work, newest.kamer):
        return False
    if newest.kamer.step.phase == phases.VOTING and not newest.is_poll:
        raise Refusal(_TOO_LATE.format(newest.kamer.key))
    for each in crowd.participants():
        guests.make_guest(work.session, newest.kamer, Invited(each.name, each.organisation, each.sphere), work.now)
    return True


def deeds(work: Work) -> Iterator[Deed]:
    """Everybody's ballot in every room that votes."""
    for kamer in kamers.in_phase(work.session, phases.VOTING):
        room = Room(work.session, kamer, work.now)
        if room.is_open and (seats := _seats(work, kamer)):
            yield from _ballots(room, seats)


def _ballots(room: Room, seats: dict[str, tuple[Participant, InRoom]]) -> Iterator[Deed]:
    opened = phases.opened_at(room.steps) or room.now.instant
    lasts = room.kamer.step.closes_at - opened if room.kamer.step.closes_at else _LIVE
    when = crowd.moments(room.kamer.key)
    named = callbacks.NAMED.button("Stem", Page(room.kamer.id))
    action, value = (
        (named.action, named.value) if room.vote.level == "naam" else (callbacks.VOTE_PRESS, room.kamer.subject)
    )
    for account, (who, seat) in seats.items():
        if seat.is_listed or room.is_poll:
            yield Deed(
                key=f"{room.kamer.key}:{room.opening}:{account}", account=Account(account, who.name),
                at=opened + when[who.name] * lasts, action=action, value=value, fill=partial(_fill, room.vote, who),
            )  # fmt: skip


def _fill(vote: Vote, who: Participant, page: int) -> Values:
    return crowd.fill_page(vote, page, who)


def _seats(work: Work, kamer: Kamer) -> dict[str, tuple[Participant, InRoom]]:
    """The made-up people in a room, by their accounts."""
    known = {(each.name, each.organisation): each for each in crowd.participants()}
    found = {
        each.person.id: (known[each.person.name, each.organisation], each)
        for each in kamer_people.everybody(work.session, kamer.id)
        if each.person and (each.person.name, each.organisation) in known
    }
    accounts = people.accounts_of(work.session, found)
    return {
        account: found[person_id]
        for person_id, each in accounts.items()
        for account in each
        if account.startswith(f"{GUEST}:")
    }


CROWD: Final = Crowd[Work](
    label="Laat dertig mensen meedoen",
    hint="Ze komen binnen in de nieuwste kamer van dit kanaal. Nog een keer: wie nog niet stemde, stemt nu",
    joins=come_in,
    deeds=deeds,
)
