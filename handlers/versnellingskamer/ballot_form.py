"""Ask a ballot with the fields of a form, in pages of about twenty, and read the answers back.

A page fills in its own part of a ballot and leaves the rest as it was. Pages are numbered from 1; another number is the
nearest page that exists, as it travels through a client.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from handlers.cards import Option
from handlers.forms import ABSTAIN, AnyField, Choose, Number, Paragraph, Scale, Value, Values, several, single
from handlers.versnellingskamer.checks import CHOICE, Errors, check, field_of, reason_field
from handlers.versnellingskamer.votes import (
    HIGHEST_GRADE,
    LONGEST_REASON,
    LOWEST_GRADE,
    NO_GRADE,
    Ballot,
    Consent,
    Direction,
    Vote,
    most_dots,
)
from handlers.words import clean, tidy

FIELDS: Final = 20
"""About how many fields a page has; a direction is never cut in two."""
UNSURE: Final = "weet niet"
_CONSENTS: Final[tuple[tuple[Consent, str], ...]] = (
    ("akkoord", "Akkoord"), ("zorg", "Akkoord, maar ik heb een zorg"), ("bezwaar", "Bezwaar"),
)  # fmt: skip
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_ONE: Final = "Kies één antwoord."

Misread: TypeAlias = dict[str, str]


# --- pages -----------------------------------------------------------------------------------------------------------


def pages(vote: Vote) -> int:
    """How many pages the form of this vote has."""
    return -(-len(vote.directions) // _most_on_a_page(vote)) if vote.method != "peiling" else 1


def directions_of(vote: Vote, page: int) -> tuple[Direction, ...]:
    """What is asked on a page: as many directions on each, or one less on the last ones."""
    number, count = pages(vote), len(vote.directions)
    place = min(max(page, 1), number) - 1
    size, longer = divmod(count, number)
    start = place * size + min(place, longer)
    return vote.directions[start : start + size + (place < longer)]


def _most_on_a_page(vote: Vote) -> int:
    fields = {"stippen": 1, "score": len(vote.criteria), "akkoord": 2, "peiling": 1}[vote.method]
    return max(1, FIELDS // max(1, fields))


# --- asking ----------------------------------------------------------------------------------------------------------


def fields(vote: Vote, page: int, ballot: Ballot | None = None) -> tuple[AnyField, ...]:
    """The fields of a page, filled in with what this person chose before."""
    said = ballot or Ballot()
    if vote.method == "peiling":
        return (_poll(vote, said),)
    asks = _ASKS[vote.method]
    return tuple(field for each in directions_of(vote, page) for field in asks(vote, each, said))


def _ask_dots(vote: Vote, direction: Direction, said: Ballot) -> Iterator[AnyField]:
    dots = said.dots.get(direction.number)
    yield Number(
        name=field_of(direction.number), label=direction.text, hint=direction.explanation, unit="stippen",
        highest=most_dots(vote), value=str(dots) if dots else "",
    )  # fmt: skip


def _ask_grades(vote: Vote, direction: Direction, said: Ballot) -> Iterator[AnyField]:
    grades = said.grades.get(direction.number, ())
    for place, criterion in enumerate(vote.criteria):
        yield Scale(
            name=field_of(direction.number, place + 1), low=LOWEST_GRADE, high=HIGHEST_GRADE, abstain=UNSURE,
            label=direction.text if len(vote.criteria) == 1 else f"{direction.text} · {criterion.name}",
            hint="" if place else direction.explanation, low_label=criterion.low, high_label=criterion.high,
            value=_grade_as_value(grades[place]) if place < len(grades) else "",
        )  # fmt: skip


def _grade_as_value(grade: int | None) -> str:
    if grade is None:
        return ABSTAIN
    return str(grade) if grade != NO_GRADE else ""


def _ask_consent(_vote: Vote, direction: Direction, said: Ballot) -> Iterator[AnyField]:
    number = direction.number
    yield Choose(
        name=field_of(number), label=direction.text, hint=direction.explanation,
        options=(*(Option(value, label) for value, label in _CONSENTS), Option(ABSTAIN, _capital(UNSURE))),
        value=(said.consents[number] or ABSTAIN,) if number in said.consents else (),
    )  # fmt: skip
    yield Paragraph(
        name=reason_field(number), label=f"Waarom? · {direction.text}", value=said.reasons.get(number, ""),
        longest=LONGEST_REASON, hint=f"Nodig bij een zorg of een bezwaar. Hoogstens {LONGEST_REASON} tekens.",
    )  # fmt: skip


def _poll(vote: Vote, said: Ballot) -> AnyField:
    options = (Option(str(each.number), each.text, each.explanation) for each in vote.directions)
    several_of = vote.choices > 1
    return Choose(
        name=CHOICE, label=vote.question, options=(*options, Option(ABSTAIN, _capital(UNSURE))), required=True,
        hint=f"Kies er hoogstens {vote.choices}." if several_of else "", many=several_of,
        value=(ABSTAIN,) if said.unsure else tuple(map(str, said.chosen)),
    )  # fmt: skip


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_ASKS: Final[dict[str, Callable[[Vote, Direction, Ballot], Iterator[AnyField]]]] = {
    "stippen": _ask_dots, "score": _ask_grades, "akkoord": _ask_consent,
}  # fmt: skip


# --- reading ---------------------------------------------------------------------------------------------------------


def read(vote: Vote, page: int, values: Values, before: Ballot | None = None) -> Ballot | Errors:
    """The ballot with this page filled in, or what is wrong with it, a sentence for each field of this page.

    What is left open on the page is taken out of the ballot. `before` is what this person said until now, and keeps
    its group and name. What is wrong elsewhere (too many dots together) stands at the first field of the page.
    """
    numbers = [each.number for each in directions_of(vote, page)]
    misread: Misread = {}
    ballot = _READS[vote.method](vote, numbers, values, before or Ballot(), misread)
    wrong = misread or check(vote, ballot)
    return _on_page(wrong, fields(vote, page)) if wrong else ballot


def _on_page(errors: Errors, shown: Sequence[AnyField]) -> Errors:
    names = [field.name for field in shown]
    here = {name: sentence for name, sentence in errors.items() if name in names}
    return here or {names[0]: next(iter(errors.values()))}


def _read_dots(vote: Vote, numbers: list[int], values: Values, before: Ballot, misread: Misread) -> Ballot:
    given = {}
    for number in numbers:
        typed = _typed(values.get(field_of(number)))
        if typed and not _WHOLE.fullmatch(typed):
            misread[field_of(number)] = f"Geef hier een heel aantal van 0 tot en met {most_dots(vote)}."
        elif typed and int(typed):
            given[number] = int(typed)
    return _with(before, numbers, dots=given)


def _read_grades(vote: Vote, numbers: list[int], values: Values, before: Ballot, misread: Misread) -> Ballot:
    given = {}
    for number in numbers:
        names = [field_of(number, place) for place in range(1, len(vote.criteria) + 1)]
        grades = tuple(_grade(name, values.get(name), misread) for name in names)
        if any(grade != NO_GRADE for grade in grades):
            given[number] = grades
    return _with(before, numbers, grades=given)


def _grade(name: str, value: Value | None, misread: Misread) -> int | None:
    if len(several(value)) > 1:
        misread[name] = "Kies één cijfer."
        return NO_GRADE
    typed = _typed(value)
    if typed == ABSTAIN:
        return None
    if typed and not (_WHOLE.fullmatch(typed) and LOWEST_GRADE <= int(typed) <= HIGHEST_GRADE):
        misread[name] = f"Kies een cijfer van {LOWEST_GRADE} tot en met {HIGHEST_GRADE}, of “{UNSURE}”."
        return NO_GRADE
    return int(typed) if typed else NO_GRADE


def _read_consents(_vote: Vote, numbers: list[int], values: Values, before: Ballot, misread: Misread) -> Ballot:
    known: dict[str, Consent | None] = {ABSTAIN: None, **{value: value for value, _ in _CONSENTS}}
    consents, reasons = {}, {}
    for number in numbers:
        chosen = [each for each in several(values.get(field_of(number))) if each]
        if len(chosen) > 1 or not known.keys() >= set(chosen):
            misread[field_of(number)] = _ONE
        elif chosen:
            consents[number] = known[chosen[0]]
        if reason := _words(values.get(reason_field(number))):
            reasons[number] = reason
    return _with(before, numbers, consents=consents, reasons=reasons)


def _read_poll(_vote: Vote, numbers: list[int], values: Values, before: Ballot, misread: Misread) -> Ballot:
    chosen = [each for each in several(values.get(CHOICE)) if each]
    known = {str(number): number for number in numbers}
    if not {*known, ABSTAIN} >= set(chosen):
        misread[CHOICE] = "Kies een van de antwoorden."
    picked = tuple(known[each] for each in chosen if each in known)
    return msgspec.structs.replace(before, chosen=picked, unsure=ABSTAIN in chosen)


_READS: Final[dict[str, Callable[[Vote, list[int], Values, Ballot, Misread], Ballot]]] = {
    "stippen": _read_dots, "score": _read_grades, "akkoord": _read_consents, "peiling": _read_poll,
}  # fmt: skip


def _with(before: Ballot, numbers: list[int], **given: dict[int, Any]) -> Ballot:
    """The ballot with these directions as they are given now, and the others as they were."""
    merged = {}
    for part, now in given.items():
        kept = {number: value for number, value in getattr(before, part).items() if number not in numbers}
        merged[part] = dict(sorted((kept | now).items()))
    return msgspec.structs.replace(before, **merged)


def _typed(value: Value | None) -> str:
    """What stands in a field of one value, as it is compared."""
    return tidy(single(value))


def _words(value: Value | None) -> str:
    """A reason as it was typed; nothing when all of it is blank or invisible."""
    typed = clean(single(value)).strip()
    return typed if tidy(typed) else ""
