"""Vote by name: an ordinary form, whose ballot stands beside its person until the close and in the result after it."""

from collections.abc import Iterator

import msgspec

from handlers.anonymous import revision_of
from handlers.dutch import listed
from handlers.feature import Answer, Answers, Ask, Outdated, Post, Refresh, Refusal, Turn, wrong_fields
from handlers.forms import Form
from handlers.versnellingskamer import attending, ballot_form, callbacks, levels, voting
from handlers.versnellingskamer.attending import CARD
from handlers.versnellingskamer.callbacks import Page
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.votes import NO_GRADE, Ballot, Vote, decode, encode
from storage import kamer_ballots
from storage.kamer_ballots import NamedBallot


def show_form(turn: Turn, page: Page) -> Answers:
    """The button "Stem": the form with one's own ballot in it."""
    room, _ = _admitted(turn, page)
    return Ask(_form(turn, room, page.page, _own(turn, room)))


def _admitted(turn: Turn, page: Page) -> tuple[Room, str]:
    """The room, as far as this person may vote in it, and the group that they count for."""
    room = voting.find_open(turn, page.room)
    if room.vote.level != "naam":
        raise Outdated(str(page.room))
    seat = attending.require_vote(turn, room)
    return room, seat.grouped if seat else ""


def _own(turn: Turn, room: Room) -> NamedBallot | None:
    return kamer_ballots.own_named(turn.session, room.kamer.id, room.opening, turn.person.id)


def _form(turn: Turn, room: Room, page: int, own: NamedBallot | None) -> Form:
    """A page, which knows when it was opened: later than the ballot that it shows."""
    revision = max(revision_of(turn.now.instant), own.revision + 1 if own else 0)
    return _filled(room, Page(room.kamer.id, page, room.opening, revision), decode(own.content) if own else None)


def _filled(room: Room, page: Page, ballot: Ballot | None) -> Form:
    last = page.page >= ballot_form.pages(room.vote)
    return callbacks.NAMED.form(
        page, title=voting.title(room.vote, page.page), submit="Stem" if last else "Verder",
        fields=ballot_form.fields(room.vote, page.page, ballot), audience=levels.promise(room.vote),
    )  # fmt: skip


def cast(turn: Turn, page: Page) -> Iterator[Answer]:
    """The form, filled in: kept with this page in it; the answer is the next page, or that it counts."""
    room, group = _admitted(turn, page)
    if page.opening != room.opening:
        raise Refusal(voting.OPENED_AGAIN)
    own = _own(turn, room)
    before = decode(own.content) if own else None
    found = ballot_form.read(room.vote, page.page, turn.request.values, before)
    if not isinstance(found, Ballot):
        raise wrong_fields(_filled(room, page, before), turn.request.values, found)
    ballot = msgspec.structs.replace(found, group=group)
    _keep(turn, room, page, ballot, own)
    if page.page < ballot_form.pages(room.vote):
        yield Ask(_form(turn, room, page.page + 1, _own(turn, room)))
    else:
        yield Post(voting.thanks(room.vote, ballot))
    yield Refresh(f"{CARD}:{room.kamer.id}")


def _keep(turn: Turn, room: Room, page: Page, ballot: Ballot, own: NamedBallot | None) -> None:
    content = encode(ballot, room.vote)
    kept = kamer_ballots.cast_named(
        turn.session, room.kamer.id, room.opening, turn.person.id, revision=page.revision, content=content,
        words=in_words(room.vote, ballot), now=turn.now.instant,
    )  # fmt: skip
    if not kept and (own is None or own.content != content):
        raise Refusal(voting.OPENED_LATER)


def in_words(vote: Vote, ballot: Ballot) -> str:
    """A ballot as people read it in their own data."""
    return "; ".join(each for direction in vote.directions if (each := _said(vote, ballot, direction.number)))


def _said(vote: Vote, ballot: Ballot, number: int) -> str:
    text = next(each.text for each in vote.directions if each.number == number)
    if number in ballot.dots:
        return f"{text}: {ballot.dots[number]}"
    if number in ballot.grades:
        grades = [
            f"{each.name} {'weet niet' if grade is None else grade}"
            for each, grade in zip(vote.criteria, ballot.grades[number], strict=False) if grade != NO_GRADE
        ]  # fmt: skip
        return f"{text}: {listed(grades)}"
    if number in ballot.consents:
        reason = ballot.reasons.get(number, "")
        return f"{text}: {ballot.consents[number] or 'weet niet'}{f' ({reason})' if reason else ''}"
    return text if number in ballot.chosen else ""
