"""The vote of a Versnellingskamer as values: what is asked, what one ballot says, and whose ballots may be told apart.

Pure types, shared by what asks, what counts and what reports. A `Vote` is locked when it opens.
"""

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
    is told. `groups` are those that may be told apart: each O with at least k people on the list, and `REST` when that
    has k. `listed` is how many people are on the list, None when everybody in the channel may vote.
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

    `dots` of stippen; `grades` of score, one per criterion in its order, None for "weet niet"; `consents` of akkoord
    with `reasons`, None for "weet niet"; `chosen` of a poll, empty with `unsure` for "weet niet". `group` is set at the
    level "groep", `name` at "naam".
    """

    dots: dict[int, int] = {}
    grades: dict[int, tuple[int | None, ...]] = {}
    consents: dict[int, Consent | None] = {}
    reasons: dict[int, str] = {}
    chosen: tuple[int, ...] = ()
    unsure: bool = False
    group: str = ""
    name: str = ""
