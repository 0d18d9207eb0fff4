"""Who said what of which direction, of a vote by name: every answer on a row."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from handlers.versnellingskamer.published import Result
from handlers.versnellingskamer.reported import Reported
from handlers.versnellingskamer.votes import NO_GRADE, Ballot

UNSURE: Final = "weet niet"


class Said(NamedTuple):
    """One answer of somebody; `criterion` is empty where there is none."""

    name: str
    group: str
    number: int
    criterion: str
    answer: str | int
    reason: str = ""


def everything(told: Reported) -> Iterator[Said]:
    """Every answer, by name and by direction."""
    for ballot in told.named:
        for outcome in told.result.outcomes:
            for criterion, answer in answers(told.result, ballot, outcome.number):
                reason = ballot.reasons.get(outcome.number, "")
                yield Said(ballot.name, ballot.group, outcome.number, criterion, answer, reason)


def answers(found: Result, ballot: Ballot, number: int) -> list[tuple[str, str | int]]:
    """What one ballot says of a direction, per criterion; nothing where it was left open."""
    match found.method:
        case "score":
            grades = zip(found.criteria, ballot.grades.get(number, ()), strict=False)
            return [(each.name, UNSURE if grade is None else grade) for each, grade in grades if grade != NO_GRADE]
        case "stippen":
            return [("", ballot.dots.get(number, 0))] if ballot.dots else []
        case "akkoord":
            return [("", ballot.consents[number] or UNSURE)] if number in ballot.consents else []
        case "peiling":
            return [("", "gekozen")] if number in ballot.chosen else [("", UNSURE)] if ballot.unsure else []


def in_short(found: Result, ballot: Ballot, number: int) -> str:
    """The same in one cell: "4 3 ? 5 2", a dash for what was left open."""
    said = dict(answers(found, ballot, number))
    if found.method == "score":
        given = [said.get(each.name, "–") for each in found.criteria]
        return " ".join("?" if each == UNSURE else str(each) for each in given) if said else "–"
    answer = said.get("", "–")
    return str(answer)
