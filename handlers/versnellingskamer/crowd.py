"""Thirty made-up people with opinions, so that one person alone can see a whole room in the trial workspace.

What somebody thinks of a direction is worked out from the words, so the same room gives the same result every time:
some directions are liked, some divide the O's, and everybody has a taste of their own.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from handlers.forms import ABSTAIN, Values
from handlers.versnellingskamer.ballot_form import directions_of
from handlers.versnellingskamer.checks import CHOICE, field_of, reason_field
from handlers.versnellingskamer.votes import HIGHEST_GRADE, LOWEST_GRADE, Consent, Direction, Vote, most_dots

_FILE: Final = Path(__file__).parent / "meedoeners.toml"
_UNSURE: Final = 0.06  # of all grades is "weet niet"
_DIVIDING: Final = 0.3  # of all directions divides the O's
_LIKED, _DISLIKED = 0.5, 0.32  # above it somebody consents, below it they object
_CONCERNS: Final = (
    "Wie betaalt dit na het eerste jaar?",
    "Kleine bedrijven hebben hier geen mensen voor.",
    "Dit hebben we eerder geprobeerd. Wat doen we nu anders?",
    "Het moet wel naast het bestaande loket passen.",
    "Wie trekt dit? Zonder trekker gebeurt er niets.",
)
_OBJECTIONS: Final = (
    "Dit legt alles bij de scholen neer.",
    "Dit kost meer dan het oplevert.",
    "Dit werkt alleen in Zwolle zelf, niet in de kleine gemeenten.",
)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody made up: `sphere` is one of the five O's."""

    name: str
    sphere: str
    organisation: str


@cache
def participants() -> tuple[Participant, ...]:
    """The thirty, in the order in which they come in."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["meedoener"]
    return tuple(Participant(each["naam"], each["o"], each["organisatie"]) for each in entries)


def fill_page(vote: Vote, page: int, who: Participant) -> Values:
    """What somebody fills in on a page of the ballot."""
    match vote.method:
        case "stippen":
            return _dots(vote, page, who)
        case "score":
            return _grades(vote, page, who)
        case "akkoord":
            return _consents(vote, page, who)
        case "peiling":
            liked = sorted(vote.directions, key=lambda each: -_opinion(who, each))
            return {CHOICE: tuple(str(each.number) for each in liked[: vote.choices])}


def _dots(vote: Vote, page: int, who: Participant) -> Values:
    """Dots go to what is liked best, most of them to the first."""
    given: dict[int, int] = dict.fromkeys((each.number for each in vote.directions), 0)
    left, most = vote.budget, most_dots(vote)
    for each in sorted(vote.directions, key=lambda direction: -_opinion(who, direction)):
        given[each.number] = min(left, most, max(1, vote.budget // 2))
        left -= given[each.number]
    return {field_of(each.number): str(given[each.number]) for each in directions_of(vote, page)}


def _grades(vote: Vote, page: int, who: Participant) -> Values:
    return {
        field_of(each.number, place): _grade(who, each, criterion.name)
        for each in directions_of(vote, page)
        for place, criterion in enumerate(vote.criteria, 1)
    }


def _grade(who: Participant, direction: Direction, criterion: str) -> str:
    if _chance(who.name, direction.text, criterion, "weet niet") < _UNSURE:
        return ABSTAIN
    thinks = _opinion(who, direction) + 0.3 * (_chance(direction.text, criterion) - 0.5)
    return str(LOWEST_GRADE + round((HIGHEST_GRADE - LOWEST_GRADE) * min(max(thinks, 0), 1)))


def _consents(vote: Vote, page: int, who: Participant) -> Values:
    filled: dict[str, str | tuple[str, ...]] = {}
    for each in directions_of(vote, page):
        chosen, reasons = _stance(_opinion(who, each))
        filled[field_of(each.number)] = (chosen,)
        if reasons:
            filled[reason_field(each.number)] = reasons[int(len(reasons) * _chance(who.name, each.text, "reden"))]
    return filled


def _stance(thinks: float) -> tuple[Consent, tuple[str, ...]]:
    """What somebody answers, and the reasons that they may give."""
    if thinks > _LIKED:
        return "akkoord", ()
    return ("zorg", _CONCERNS) if thinks > _DISLIKED else ("bezwaar", _OBJECTIONS)


def moments(key: str) -> Mapping[str, float]:
    """When everybody votes, by name, as a part of the time that there is, from 0 to 1."""
    return {each.name: 0.05 + 0.8 * _chance(key, each.name) for each in participants()}


def _opinion(who: Participant, direction: Direction) -> float:
    """From 0 (against it) to 1 (all for it)."""
    thinks = 0.4 + 0.45 * _chance(direction.text) + 0.3 * (_chance(who.name, direction.text) - 0.5)
    if _chance(direction.text, "verdeelt") < _DIVIDING:
        thinks += 0.7 * (_chance(who.sphere, direction.text) - 0.5)
    return min(max(thinks, 0), 1)


def _chance(*words: str) -> float:
    """A number from 0 to 1 that only the words decide."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56
