"""Count ballots: per direction and criterion how many people chose each point of the scale, in all and per group.

The four methods become one thing here. A `Scale` has points from low to high; what somebody said of a direction is one
point per criterion, None for "weet niet" and `OPEN` for what was left open. All sums are of whole numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from handlers.versnellingskamer.votes import (
    CONSENTS,
    HIGHEST_GRADE,
    LOWEST_GRADE,
    REST,
    Ballot,
    Consent,
    Vote,
    most_dots,
)

OPEN: Final = -1
Points: TypeAlias = tuple[int | None, ...]
"""What one person said of one direction: the place on the scale, once per criterion."""
_AGREES_FROM: Final = 4  # of a grade


@dataclass(frozen=True, slots=True)
class Scale:
    """`lowest` is the figure of the first point, `labels` name the points.

    `worth` is what each point adds to the score, `agrees` has 1 for the points that are agreement.
    """

    lowest: int
    labels: tuple[str, ...]
    worth: tuple[int, ...]
    agrees: tuple[int, ...]


def scale_of(vote: Vote) -> Scale:
    """Grades from 1 to 5, dots from 0, bezwaar-zorg-akkoord, or chosen or not."""
    match vote.method:
        case "score":
            grades = tuple(range(LOWEST_GRADE, HIGHEST_GRADE + 1))
            return Scale(LOWEST_GRADE, tuple(map(str, grades)), grades, tuple(int(x >= _AGREES_FROM) for x in grades))
        case "stippen":
            dots = tuple(range(most_dots(vote) + 1))
            return Scale(0, tuple(map(str, dots)), dots, tuple(int(x > 0) for x in dots))
        case "akkoord":
            return Scale(1, CONSENTS, (0, 0, 1), (0, 0, 1))
        case "peiling":
            return Scale(0, ("niet gekozen", "gekozen"), (0, 1), (0, 1))


@dataclass(slots=True)
class Measure:
    """The judgements of one direction on one criterion."""

    counts: list[int]
    by_group: dict[str, list[int]]
    abstained: int = 0

    @property
    def n(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Counted:
    """All ballots of a vote: for each direction, in its order, a measure per criterion.

    `rows` has for each ballot its group, and what it said of which direction.
    """

    scale: Scale
    groups: tuple[str, ...]
    measures: tuple[tuple[Measure, ...], ...]
    rows: list[tuple[str, dict[int, Points]]] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """Who judged a direction on some of its criteria: how many of each group, and how many only said "weet niet"."""

    judged: dict[str, int]
    abstained: int = 0

    @property
    def n(self) -> int:
        return sum(self.judged.values())


def count(vote: Vote, ballots: Iterable[Ballot]) -> Counted:
    """Count every ballot once. What lies outside of the vote's scale is passed over: it was refused at entry."""
    every = list(ballots)
    scale, groups = scale_of(vote), groups_of(vote, every)
    counted = Counted(scale, groups, tuple(_measures(vote, scale, groups) for _ in vote.directions))
    places = {each.number: place for place, each in enumerate(vote.directions)}
    for ballot in every:
        group = ballot.group if ballot.group in groups else groups[-1]
        row = {places[number]: points for number, points in said(vote, ballot, scale) if number in places}
        counted.rows.append((group, row))
        for place, points in row.items():
            _add(counted.measures[place], group, points)
    return counted


def people(counted: Counted, place: int, criteria: tuple[int, ...]) -> People:
    """Who said something of a direction on these criteria; other criteria are not looked at."""
    found = People(dict.fromkeys(counted.groups, 0))
    for group, row in counted.rows:
        points = row.get(place)
        if points is None:
            continue
        given = [points[criterion] for criterion in criteria]
        if any(point is not None and point != OPEN for point in given):
            found.judged[group] += 1
        elif None in given:
            found.abstained += 1
    return found


def groups_of(vote: Vote, ballots: Iterable[Ballot]) -> tuple[str, ...]:
    """The groups of a vote, and "overig" where somebody is in none of them; one without a name where none are kept."""
    if vote.level == "anoniem" or not vote.groups:
        return ("",)
    outside = any(ballot.group not in vote.groups for ballot in ballots)
    named = [each for each in vote.groups if each != REST]
    return (*named, REST) if outside or REST in vote.groups else tuple(named)


def said(vote: Vote, ballot: Ballot, scale: Scale) -> Iterator[tuple[int, Points]]:
    """What a ballot says: the number of a direction with a point for each criterion.

    A direction without dots, or an option that was not chosen, is judged too: with the lowest point.
    """
    match vote.method:
        case "score":
            size = len(scale.labels)
            for number, grades in ballot.grades.items():
                if len(grades) == len(vote.criteria):
                    yield number, tuple(None if x is None else x - 1 if 0 < x <= size else OPEN for x in grades)
        case "stippen":
            for each in vote.directions if ballot.dots else ():
                yield each.number, (min(max(ballot.dots.get(each.number, 0), 0), len(scale.labels) - 1),)
        case "akkoord":
            yield from ((number, (_place_of(consent),)) for number, consent in ballot.consents.items())
        case "peiling":
            for each in vote.directions if ballot.chosen or ballot.unsure else ():
                yield each.number, (None if ballot.unsure else int(each.number in ballot.chosen),)


def _place_of(consent: Consent | None) -> int | None:
    return None if consent is None else CONSENTS.index(consent)


def _measures(vote: Vote, scale: Scale, groups: tuple[str, ...]) -> tuple[Measure, ...]:
    criteria = len(vote.criteria) if vote.method == "score" else 1
    size = len(scale.labels)
    return tuple(Measure([0] * size, {group: [0] * size for group in groups}) for _ in range(criteria))


def _add(measures: tuple[Measure, ...], group: str, points: Points) -> None:
    for measure, point in zip(measures, points, strict=True):
        if point is None:
            measure.abstained += 1
        elif point != OPEN:
            measure.counts[point] += 1
            measure.by_group[group][point] += 1
