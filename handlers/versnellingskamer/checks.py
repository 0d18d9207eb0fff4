"""Check a ballot whole before it is stored: what may not stand in it is told per field, and nothing is repaired.

The fields bear the names that `ballot_form` gives them. An empty answer means that the ballot is good.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from handlers import dutch
from handlers.versnellingskamer.votes import (
    CONSENTS,
    HIGHEST_GRADE,
    LONGEST_REASON,
    LOWEST_GRADE,
    NO_GRADE,
    REASONS_TOGETHER,
    Ballot,
    Vote,
    is_empty,
    most_dots,
)

Errors: TypeAlias = dict[str, str]
Wrong: TypeAlias = Iterator[tuple[str, str]]
"""A field with what is wrong there."""

CHOICE: Final = "keuze"
"""The one field of a poll."""
_NOT_HERE: Final = "Dit hoort niet bij deze stemming. Open het formulier opnieuw."
_GRADE: Final = f"Kies een cijfer van {LOWEST_GRADE} tot en met {HIGHEST_GRADE}, of “weet niet”."
_ONE_GRADE: Final = "Geef één cijfer per criterium."
_ONE_ANSWER: Final = "Kies een van de antwoorden."
_TWICE: Final = "Je koos een antwoord twee keer."
_BOTH: Final = "Kies een antwoord of “weet niet”, niet allebei."
_CONSENT: Final = "Kies ook akkoord, zorg, bezwaar of “weet niet”."
_TOO_MUCH: Final = "Je redenen zijn samen te lang. Maak deze korter."
_EMPTY: Final = {
    "stippen": "Je hebt nog geen stip verdeeld. Geef er minstens één.",
    "score": "Je hebt nog niets ingevuld. Geef minstens één cijfer, of kies “weet niet”.",
    "akkoord": "Je hebt nog niets ingevuld. Kies minstens één keer, of kies “weet niet”.",
    "peiling": "Je hebt nog niets gekozen. Kies een antwoord, of kies “weet niet”.",
}


def field_of(direction: int, criterion: int = 0) -> str:
    """The name of the field of a direction, on one criterion (from 1) of a score."""
    return f"richting_{direction}_{criterion}" if criterion else f"richting_{direction}"


def reason_field(direction: int) -> str:
    return f"reden_{direction}"


def first_field(vote: Vote) -> str:
    """Where stands what is wrong with a ballot as a whole."""
    if vote.method == "peiling":
        return CHOICE
    return field_of(vote.directions[0].number, 1 if vote.method == "score" else 0)


def check(vote: Vote, ballot: Ballot) -> Errors:
    """What is wrong with a ballot, a Dutch sentence for each field; the first of each field."""
    if is_empty(ballot):
        return {first_field(vote): _EMPTY[vote.method]}
    errors: Errors = {}
    for field, sentence in (*_of_another_method(vote, ballot), *_unknown(vote, ballot), *_parts(vote, ballot)):
        errors.setdefault(field, sentence)
    return errors


def _parts(vote: Vote, ballot: Ballot) -> Wrong:
    match vote.method:
        case "stippen":
            return _dots(vote, ballot)
        case "score":
            return _grades(vote, ballot)
        case "akkoord":
            return _consents(ballot)
        case "peiling":
            return _choice(vote, ballot)


def _of_another_method(vote: Vote, ballot: Ballot) -> Wrong:
    said = {
        "stippen": bool(ballot.dots),
        "score": bool(ballot.grades),
        "akkoord": bool(ballot.consents or ballot.reasons),
        "peiling": bool(ballot.chosen or ballot.unsure),
    }
    if any(there for method, there in said.items() if method != vote.method):
        yield first_field(vote), _NOT_HERE


def _unknown(vote: Vote, ballot: Ballot) -> Wrong:
    """Directions that the vote does not have; a poll tells it at its one field."""
    known = {each.number for each in vote.directions}
    for number in sorted({*ballot.dots, *ballot.grades, *ballot.consents, *ballot.reasons} - known):
        yield field_of(number), _NOT_HERE
    if not known.issuperset(ballot.chosen):
        yield CHOICE, _ONE_ANSWER


def _dots(vote: Vote, ballot: Ballot) -> Wrong:
    most = most_dots(vote)
    for number, dots in ballot.dots.items():
        if not 0 <= dots <= most:
            yield field_of(number), f"Geef hier een heel aantal van 0 tot en met {most}."
    spent = sum(ballot.dots.values())
    if spent > vote.budget:
        too_many = f"Je hebt {dutch.counted(vote.budget, 'stip', 'stippen')} en verdeelde er {dutch.number(spent)}."
        yield field_of(min(ballot.dots)), f"{too_many} Haal er {dutch.number(spent - vote.budget)} weg."


def _grades(vote: Vote, ballot: Ballot) -> Wrong:
    for number, grades in ballot.grades.items():
        if len(grades) != len(vote.criteria):
            yield field_of(number, 1), _ONE_GRADE
        for criterion, grade in enumerate(grades, 1):
            if grade not in {None, NO_GRADE} and not LOWEST_GRADE <= (grade or 0) <= HIGHEST_GRADE:
                yield field_of(number, criterion), _GRADE


def _consents(ballot: Ballot) -> Wrong:
    for number, consent in ballot.consents.items():
        if consent not in {None, *CONSENTS}:
            yield field_of(number), _CONSENT
        if consent in {"zorg", "bezwaar"} and not ballot.reasons.get(number, "").strip():
            yield reason_field(number), f"Schrijf erbij wat je {consent} is."
    for number in ballot.reasons.keys() - ballot.consents.keys():
        yield field_of(number), _CONSENT
    yield from _reasons(ballot)


def _reasons(ballot: Ballot) -> Wrong:
    for number, reason in ballot.reasons.items():
        if len(reason) > LONGEST_REASON:
            longest, now = dutch.number(LONGEST_REASON), dutch.number(len(reason))
            yield reason_field(number), f"Maak dit korter: hoogstens {longest} tekens. Nu zijn het er {now}."
    lengths = {number: len(reason.encode(errors="replace")) for number, reason in ballot.reasons.items()}
    if sum(lengths.values()) > REASONS_TOGETHER:
        yield reason_field(max(lengths, key=lambda each: lengths[each])), _TOO_MUCH


def _choice(vote: Vote, ballot: Ballot) -> Wrong:
    if ballot.chosen and ballot.unsure:
        yield CHOICE, _BOTH
    if len(set(ballot.chosen)) < len(ballot.chosen):
        yield CHOICE, _TWICE
    if len(ballot.chosen) > vote.choices:
        yield CHOICE, f"Kies er hoogstens {dutch.number(vote.choices)}." if vote.choices > 1 else "Kies één antwoord."
