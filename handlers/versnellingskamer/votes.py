"""The vote of a Versnellingskamer as values: what is asked, what one ballot says, and whose ballots may be told apart.

Pure types, shared by what asks, what counts and what reports. A `Vote` is locked when it opens. `checks` says what may
stand in a ballot, `encode` makes a text of it that is as long as any other of the same vote.
"""

from base64 import b64decode, b64encode
from typing import Final, Literal, TypeAlias

import msgspec

Method: TypeAlias = Literal["stippen", "score", "akkoord", "peiling"]
"""How people weigh: dots over directions, grades on criteria, consent with reasons, or one poll question."""
Level: TypeAlias = Literal["groep", "anoniem", "naam"]
"""What is kept beside a ballot: the group of its voter (one of the five O's), nothing, or the name."""
Consent: TypeAlias = Literal["akkoord", "zorg", "bezwaar"]
REST: Final = "overig"
"""The group of everybody whose own group has fewer than k people on the list."""
LOWEST_GRADE: Final = 1
HIGHEST_GRADE: Final = 5
NO_GRADE: Final = 0
"""The place of a criterion that somebody left open, in a direction of which they graded others."""
CONSENTS: Final[tuple[Consent, ...]] = ("bezwaar", "zorg", "akkoord")
"""From least to most consent."""
LONGEST_REASON: Final = 300
"""Characters of one reason."""
REASONS_TOGETHER: Final = 1_500
"""Bytes of all reasons of one ballot, in UTF-8: five full ones, or more shorter ones. See `encode`."""


class Direction(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to weigh: `number` is its place on the list, from 1."""

    number: int
    text: str
    explanation: str = ""


class Criterion(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a direction is graded on, from 1 (`low`) to 5 (`high`). `weight` is a whole number from 1 to 5."""

    name: str
    low: str
    high: str
    weight: int = 1


class Vote(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is asked, as it was when the vote opened.

    `budget` is the number of dots of each person and `most` how many of them may go to one direction (0: all);
    `choices` is how many options of a poll one person may choose. `k` is the least number of people of whom something
    is told. `groups` are the groups in which people on the list are stored, as `groups.stored` makes them: with at
    least k people each, the largest first. `listed` is how many people are on the list, None when everybody in the
    channel may vote.
    """

    key: str
    question: str
    method: Method
    level: Level
    directions: tuple[Direction, ...]
    criteria: tuple[Criterion, ...] = ()
    budget: int = 0
    most: int = 0
    choices: int = 1
    k: int = 5
    groups: tuple[str, ...] = ()
    listed: int | None = None


class Ballot(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What one person said, by the number of the direction; a direction that is absent was not judged.

    `dots` of stippen; `grades` of score, one per criterion in its order, None for "weet niet" and `NO_GRADE` for what
    was left open; `consents` of akkoord with `reasons`, None for "weet niet"; `chosen` of a poll, empty with `unsure`
    for "weet niet". `group` is set at the level "groep" (and at "naam", where groups are shown), `name` at "naam".
    """

    dots: dict[int, int] = {}
    grades: dict[int, tuple[int | None, ...]] = {}
    consents: dict[int, Consent | None] = {}
    reasons: dict[int, str] = {}
    chosen: tuple[int, ...] = ()
    unsure: bool = False
    group: str = ""
    name: str = ""


# --- what a ballot says ----------------------------------------------------------------------------------------------


def is_empty(ballot: Ballot) -> bool:
    """Whether nothing is filled in; "weet niet" is something."""
    said = (any(ballot.dots.values()), has_grade(ballot), ballot.consents, ballot.reasons, ballot.chosen, ballot.unsure)
    return not any(said)


def has_grade(ballot: Ballot) -> bool:
    return any(grade != NO_GRADE for grades in ballot.grades.values() for grade in grades)


def left_open(vote: Vote, ballot: Ballot) -> tuple[int, ...]:
    """The numbers of the directions in which something is left open. Of stippen and a poll nothing ever is."""
    match vote.method:
        case "score":
            return tuple(each.number for each in vote.directions if NO_GRADE in _grades(vote, ballot, each.number))
        case "akkoord":
            return tuple(each.number for each in vote.directions if each.number not in ballot.consents)
        case _:
            return ()


def _grades(vote: Vote, ballot: Ballot, number: int) -> tuple[int | None, ...]:
    return ballot.grades.get(number, (NO_GRADE,) * len(vote.criteria))


def most_dots(vote: Vote) -> int:
    """How many dots may go to one direction."""
    return min(vote.most, vote.budget) if vote.most else vote.budget


# --- a ballot as text ------------------------------------------------------------------------------------------------


class TooLarge(ValueError):
    """A ballot that `checks.check` would have refused."""


def encode(ballot: Ballot, vote: Vote) -> str:
    """A ballot as ASCII text of one length for the whole vote, whatever was chosen and written in it.

    The length is that of the largest ballot there can be. Reasons may be `LONGEST_REASON` characters each, but
    together no more than `REASONS_TOGETHER` bytes: full reasons in emoji for thirty directions would make every ballot
    50 kB, which is written anew with each vote. The same ballot gives the same text. What the level does not keep (a
    name, a group) is left out here, whatever the caller put in.

    At the level "naam" who voted what is no secret, and a long name may make the text longer.
    """
    packed = _pack(_kept(ballot, vote))
    room = _room(vote)
    if len(packed) > room and vote.level != "naam":
        raise TooLarge(len(packed))
    padded = len(packed).to_bytes(_HEADER, "big") + packed.ljust(room, b"\0")
    return b64encode(padded.ljust(-(-len(padded) // 3) * 3, b"\0")).decode()


def decode(text: str) -> Ballot:
    """The ballot in a text of `encode`; raises ValueError or msgspec.MsgspecError for any other text."""
    padded = b64decode(text, validate=True)
    length = int.from_bytes(padded[:_HEADER], "big")
    return msgspec.msgpack.decode(padded[_HEADER : _HEADER + length], type=Ballot)


_HEADER: Final = 3  # bytes that say how long the ballot is without its padding
_LONGEST_CHARACTER: Final = 4  # bytes, in UTF-8


def _kept(ballot: Ballot, vote: Vote) -> Ballot:
    """The ballot with what its level keeps; who is in no group of the vote is in the rest."""
    group = ballot.group if ballot.group in vote.groups else REST
    return msgspec.structs.replace(
        ballot,
        dots={number: dots for number, dots in sorted(ballot.dots.items()) if dots},
        grades=dict(sorted(ballot.grades.items())),
        consents=dict(sorted(ballot.consents.items())),
        reasons=dict(sorted(ballot.reasons.items())),
        chosen=tuple(sorted(ballot.chosen)),
        group=group if vote.groups and vote.level != "anoniem" else "",
        name=ballot.name if vote.level == "naam" else "",
    )


def _pack(ballot: Ballot) -> bytes:
    return msgspec.msgpack.encode(ballot)


def _room(vote: Vote) -> int:
    """The bytes of the largest ballot of a vote."""
    numbers = sorted((each.number for each in vote.directions), reverse=True)
    largest = Ballot(
        dots=dict.fromkeys(numbers, max(most_dots(vote), 1)) if vote.method == "stippen" else {},
        grades=dict.fromkeys(numbers, (HIGHEST_GRADE,) * len(vote.criteria)) if vote.method == "score" else {},
        consents=dict.fromkeys(numbers, "bezwaar") if vote.method == "akkoord" else {},
        reasons=dict.fromkeys(numbers, "") if vote.method == "akkoord" else {},
        chosen=tuple(numbers[: vote.choices]) if vote.method == "peiling" else (),
        unsure=vote.method == "peiling",
        group=max((*vote.groups, REST), key=lambda each: len(each.encode())),
    )
    return len(_pack(largest)) + _room_for_reasons(vote)


def _room_for_reasons(vote: Vote) -> int:
    """The bytes of the words themselves, and two more for the length of each."""
    if vote.method != "akkoord":
        return 0
    words = min(REASONS_TOGETHER, len(vote.directions) * LONGEST_REASON * _LONGEST_CHARACTER)
    return words + 2 * len(vote.directions)
