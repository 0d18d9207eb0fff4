"""Count the ballots of a room, and find the result that was stored. A stored result names nobody: of a vote by name the
names are looked up when it is read, so that whoever was forgotten is gone from it."""

from collections.abc import Iterable, Sequence

import msgspec

from handlers.versnellingskamer import published
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.published import Outcome, Reason, Result
from handlers.versnellingskamer.votes import Ballot, decode
from storage import kamer_ballots


def closed_ballots(room: Room) -> list[Ballot]:
    """Every ballot of a closed vote; with names only of a vote by name."""
    if room.vote.level == "naam":
        named = kamer_ballots.named_of(room.session, room.kamer.id, room.opening)
        return [msgspec.structs.replace(decode(each.content), name=each.name) for each in named]
    return [decode(each) for each in kamer_ballots.closed(room.session, room.kamer.subject, room.opening)]


def encode_nameless(result: Result) -> str:
    """A result as it is stored."""
    outcomes = (msgspec.structs.replace(each, reasons=_nameless(each.reasons)) for each in result.outcomes)
    return published.encode(msgspec.structs.replace(result, outcomes=tuple(outcomes)))


def _nameless(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(msgspec.structs.replace(each, name="") for each in reasons)


def has_result(room: Room) -> bool:
    """Whether there is a result to show, without reading it."""
    return kamer_ballots.result_of(room.session, room.kamer.id) is not None


def find_result(room: Room) -> Result | None:
    """The result of a room; None while it has none."""
    content = kamer_ballots.result_of(room.session, room.kamer.id)
    if content is None:
        return None
    found = published.decode(content)
    if found.level != "naam":
        return found
    ballots = closed_ballots(room)
    outcomes = tuple(_with_names(each, ballots) for each in found.outcomes)
    return msgspec.structs.replace(found, outcomes=outcomes)


def _with_names(outcome: Outcome, ballots: Sequence[Ballot]) -> Outcome:
    """The reasons with who wrote each; the same words of two people get a name each, in the order of names."""
    number = outcome.number
    waiting = [(each.consents.get(number), each.reasons.get(number, ""), each.name) for each in ballots]
    reasons = []
    for reason in outcome.reasons:
        fitting = next((each for each in waiting if each[:2] == (reason.consent, reason.text)), None)
        if fitting:
            waiting.remove(fitting)
        reasons.append(msgspec.structs.replace(reason, name=fitting[2] if fitting else ""))
    return msgspec.structs.replace(outcome, reasons=tuple(reasons))
