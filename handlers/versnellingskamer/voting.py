"""Vote, anonymously: who may is settled first, and what they chose is stored by itself (`handlers.anonymous`).

A long ballot is asked in pages. Each page stores the ballot with that page filled in, so whoever stops halfway has
voted for what they filled in. The form of a page knows the opening that it belongs to: one of an opening that was
taken back is refused, whatever the directions are called now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from handlers.anonymous import Admission, Alone
from handlers.cards import Card, Note, Text, line
from handlers.dutch import counted
from handlers.feature import Answer, Answers, Ask, Outdated, Post, Refresh, Refusal, Turn
from handlers.forms import Form
from handlers.versnellingskamer import attending, ballot_form, callbacks, levels
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.until import said_at
from handlers.versnellingskamer.votes import Ballot, Vote, decode, encode, left_open
from storage import kamers
from storage.kamer_ballots import packed, unpacked

CARD: Final = "kamer"
"""The kind of the living card that shows a room."""
OPENED_LATER: Final = "Je hebt dit formulier later nog eens geopend. Dat laatste telt; er is niets veranderd."
_OTHER: Final = "Dit formulier heb je al verstuurd. Kies opnieuw Stem om je stem te veranderen."
OPENED_AGAIN: Final = "De stemming is intussen opnieuw geopend. Kies opnieuw Stem; je vorige formulier telt niet."
_BEGUN_AGAIN: Final = (
    "Deze stemming is opnieuw begonnen, omdat de gegevens zijn teruggezet. Wat je eerder stemde is weg: stem nog eens."
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the second step needs to know: the vote, the opening, which page, and as what the ballot counts."""

    vote: Vote
    room: int
    opening: int
    page: int
    group: str


# --- who may ---------------------------------------------------------------------------------------------------------


def admit_to_form(turn: Turn) -> Admission[Given]:
    """Somebody pressed Stem."""
    return _admit(turn, turn.request.value)


def admit_ballot(turn: Turn) -> Admission[Given]:
    """Somebody sent a page in; its state names room, page and opening."""
    number, page, opening = (*turn.request.value.split(":"), "", "")[:3]
    admission = _admit(turn, number, page)
    if opening != str(admission.given.opening):
        raise Refusal(OPENED_AGAIN)
    return admission


def _admit(turn: Turn, number: str, page: str = "1") -> Admission[Given]:
    room = find_open(turn, _whole(number))
    if room.vote.level == "naam":
        raise Outdated(number)
    seat = attending.require_vote(turn, room)
    group = seat.grouped if seat and room.vote.groups else ""
    given = Given(room.vote, room.kamer.id, room.opening, _whole(page), group)
    return Admission(subject=room.kamer.subject, given=given)


def _whole(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0  # noqa: PLR2004


def find_open(turn: Turn, number: int) -> Room:
    """A room in which people can vote now; refuses with how it stands."""
    kamer = kamers.get(turn.session, number)
    if kamer is None:
        msg = "Deze kamer bestaat niet meer."
        raise Refusal(msg)
    room = Room(turn.session, kamer, turn.now)
    if not room.is_open:
        raise Refusal(_not_open(room))
    return room


def _not_open(room: Room) -> str:
    if room.kamer.step.phase == "voorbereiden":
        return "De stemming is nog niet open. Je hoort het als het zover is."
    at = room.kamer.step.closes_at
    when = f" {said_at(at, room.now)}" if at else ""
    return f"De stemming is gesloten{when}. Dit formulier telt niet mee. Stemde je al eerder, dan telt die stem."


# --- what they chose -------------------------------------------------------------------------------------------------


def show_form(alone: Alone[Given]) -> Answers:
    """A page with one's own ballot in it, which only its owner sees."""
    alone.ballots.open(alone.session, alone.subject)
    again = alone.ballots.begun(alone.session, alone.subject) > 1
    page = _whole(alone.chosen) or 1
    return Ask(ask(alone.given, page, _own(alone), note=_BEGUN_AGAIN if again else ""))


def _own(alone: Alone[Given]) -> Ballot | None:
    stored = alone.ballots.own(alone.session, alone.subject, alone.voter)
    content = unpacked(alone.given.opening, stored) if stored else None
    return decode(content) if content else None


def ask(given: Given, page: int, own: Ballot | None, *, note: str = "") -> Form:
    """The form of a page."""
    promise = levels.promise(given.vote)
    return Form(
        action=callbacks.VOTE_PRESS,
        title=title(given.vote, page),
        submit="Stem" if page >= ballot_form.pages(given.vote) else "Verder",
        fields=ballot_form.fields(given.vote, page, own),
        state=f"{given.room}:{page}:{given.opening}",
        audience=f"{note} {promise}".strip(),
    )


def title(vote: Vote, page: int) -> str:
    pages = ballot_form.pages(vote)
    return f"Jouw stem ({page} van {pages})" if pages > 1 else "Jouw stem"


def cast(alone: Alone[Given]) -> Iterator[Answer]:
    """Store the ballot with this page filled in; the answer is the next page, or that it counts."""
    given, before = alone.given, _own(alone)
    ballot = read_page(given.vote, given.page, alone, before)
    content = packed(given.opening, given.group, encode(ballot, given.vote))
    stored = alone.ballots.own(alone.session, alone.subject, alone.voter)
    done = alone.ballots.cast(
        alone.session, alone.subject, alone.voter, revision=alone.revision, content=content
    )  # fmt: skip
    if done in ("older", "other") and content != stored:
        raise Refusal(OPENED_LATER if done == "older" else _OTHER)
    alone.ballots.own(alone.session, alone.subject, alone.voter)  # the next page opens after the ballot as it is now
    if given.page < ballot_form.pages(given.vote):
        yield Ask(ask(given, given.page + 1, ballot))
    else:
        yield Post(thanks(given.vote, ballot))
    yield Refresh(f"{CARD}:{given.room}")


def read_page(vote: Vote, page: int, alone: Alone[Given], before: Ballot | None) -> Ballot:
    """The ballot with what was filled in; refuses what is wrong with all that was typed."""
    found = ballot_form.read(vote, page, alone.values, before)
    if isinstance(found, Ballot):
        return msgspec.structs.replace(found, group=alone.given.group)
    msg = "Controleer wat je hebt ingevuld."
    raise Refusal(msg, form=ask(alone.given, page, before).refused(alone.values, found))


def thanks(vote: Vote, ballot: Ballot) -> Card:
    """That it counts, and how much was left open; as long for every ballot of a vote."""
    elements = [Note(line("Veranderen kan tot het sluiten: kies opnieuw Stem, op welk apparaat je wilt."))]
    if vote.method in ("score", "akkoord"):
        every = len(vote.directions)
        filled = f"{every - len(left_open(vote, ballot)):>{len(str(every))}}".replace(" ", "\u2007")
        elements.insert(0, Text(line(f"Helemaal ingevuld: {filled} van {counted(every, 'richting', 'richtingen')}.")))  # type: ignore[arg-type]
    return Card("gestemd", "Je stem telt mee", tuple(elements))
