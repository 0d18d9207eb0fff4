"""Votes of a Versnellingskamer and ballots for them: plain ones, random ones, and those that hypothesis thinks of."""

import random
from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

from handlers.versnellingskamer.votes import CONSENTS, NO_GRADE, Ballot, Criterion, Direction, Method, Vote

OS: Final = ("ondernemers", "overheid", "onderwijs", "onderzoek", "omgeving")
METHODS: Final[tuple[Method, ...]] = ("stippen", "score", "akkoord", "peiling")
FIVE: Final = tuple(
    Criterion(name, "nauwelijks", "heel veel", weight)
    for name, weight in (
        ("Impact", 3), ("Vliegwiel", 1), ("Businesscase", 2), ("Eigenaarschap", 1), ("Samenwerking", 1),
    )
)  # fmt: skip
ONE: Final = FIVE[:1]
HOSTILE: Final = (
    "x" * 10_000, "   ", "🙂" * 300, "\u200b\u200b", "\u200f\u200e", "<!channel> <@U1>", "<script>alert(1)</script>",
    '=HYPERLINK("https://a.example")', "#set page(width: 1pt)", "regel\nen nog een", "\ud83d", "e\u0301\u0301", "'--",
    "\u202eomgekeerd", "ﷺ" * 300,
)  # fmt: skip


def seeded(seed: object) -> random.Random:
    """The same examples in every run."""
    return random.Random(str(seed))  # noqa: S311 - examples, no secrets


def vote(method: Method = "score", directions: int = 4, **given: Any) -> Vote:
    """A vote with groups, of which everything can be given otherwise."""
    usual: dict[str, Any] = {
        "key": "KAMER-7",
        "question": "Hoe houden we genoeg stages en leerbanen?",
        "method": method,
        "level": "groep",
        "directions": tuple(Direction(number, f"Richting {number}") for number in range(1, directions + 1)),
        "criteria": ONE if method == "score" else (),
        "budget": 5 if method == "stippen" else 0,
        "most": 3 if method == "stippen" else 0,
        "groups": OS,
        "listed": 30,
    }
    return Vote(**(usual | given))


def graded(*rows: Sequence[int | None], group: str = "") -> Ballot:
    """A ballot with these grades for direction 1, 2 and so on; a row for each direction."""
    return Ballot(group=group, grades={number: tuple(row) for number, row in enumerate(rows, 1) if row})


def ballots(asked: Vote, sizes: dict[str, int], chance: random.Random) -> list[Ballot]:
    """Random ballots, as many of each group as `sizes` says."""
    return [ballot(asked, group, chance) for group, size in sizes.items() for _ in range(size)]


def ballot(asked: Vote, group: str, chance: random.Random) -> Ballot:
    numbers = [each.number for each in asked.directions]
    said = Ballot(group=group)
    match asked.method:
        case "stippen":
            dots: dict[int, int] = {}
            for number in chance.choices(numbers, k=asked.budget):
                dots[number] = min(asked.most, dots.get(number, 0) + 1)
            said = Ballot(group=group, dots=dots)
        case "score":
            grades = [1, 2, 3, 3, 4, 4, 5, 5, None, NO_GRADE]
            said = Ballot(
                group=group, grades={n: tuple(chance.choices(grades, k=len(asked.criteria))) for n in numbers}
            )
        case "akkoord":
            consents = {n: chance.choice([*CONSENTS, "akkoord", None]) for n in numbers if chance.random() < 0.9}
            reasons = {n: f"reden {chance.randrange(99)}" for n, each in consents.items() if each in CONSENTS[:2]}
            said = Ballot(group=group, consents=consents, reasons=reasons)
        case "peiling":
            chosen = () if chance.random() < 0.1 else (chance.choice(numbers),)
            said = Ballot(group=group, chosen=chosen, unsure=not chosen)
    return said


@st.composite
def votes(draw: st.DrawFn) -> Vote:
    method = draw(st.sampled_from(METHODS))
    return vote(
        method,
        directions=draw(st.integers(1, 12)),
        level=draw(st.sampled_from(["groep", "anoniem"])),
        criteria=FIVE[: draw(st.integers(1, 5))] if method == "score" else (),
        budget=draw(st.integers(1, 12)),
        most=draw(st.integers(0, 12)),
        choices=draw(st.integers(1, 3)),
        groups=draw(st.sampled_from([(), OS, (*OS[:2], "overig")])),
    )


@st.composite
def good_ballots(draw: st.DrawFn, asked: Vote) -> Ballot:
    """A ballot that may be cast in this vote, or an empty one."""
    numbers = st.sampled_from([each.number for each in asked.directions])
    group = draw(st.sampled_from([*OS, "overig"]))
    match asked.method:
        case "stippen":
            dots: dict[int, int] = {}
            for number in draw(st.lists(numbers, max_size=asked.budget)):
                dots[number] = min(asked.most or asked.budget, dots.get(number, 0) + 1)
            return Ballot(group=group, dots=dots)
        case "score":
            grade = st.one_of(st.none(), st.integers(0, 5))
            row = st.tuples(*[grade] * len(asked.criteria))
            return Ballot(group=group, grades=draw(st.dictionaries(numbers, row)))
        case "akkoord":
            consents = draw(st.dictionaries(numbers, st.sampled_from([*CONSENTS, None])))
            words = st.text(min_size=1, max_size=30).map(lambda text: text.encode(errors="replace").decode())
            reasons = {number: f"omdat {draw(words)}" for number, each in consents.items() if each in CONSENTS[:2]}
            return Ballot(group=group, consents=consents, reasons=reasons)
        case "peiling":
            chosen = tuple(draw(st.lists(numbers, unique=True, max_size=asked.choices)))
            return Ballot(group=group, chosen=chosen, unsure=not chosen and draw(st.booleans()))
