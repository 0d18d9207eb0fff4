"""What a room can be about, in four templates; the criteria that come with it; and reading directions that were typed.

Directions are pasted as they stand in somebody's notes: one per line, with dashes or numbers in front. What is left
out (a double, an empty line) is told, and what is too much or too long is refused with everything that was typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from handlers.dutch import counted, listed, shortened
from handlers.versnellingskamer.votes import Criterion, Direction, Method
from handlers.words import clean, one_line, says_something, tidy

Template: TypeAlias = Literal["wegen", "actie", "akkoord", "peiling"]
NAMES: Final[Mapping[Template, str]] = {
    "wegen": "Richtingen wegen", "actie": "Eén actie aanscherpen", "akkoord": "Akkoordronde", "peiling": "Peiling",
}  # fmt: skip
_EXPLAINED: Final[Mapping[Template, str]] = {
    "wegen": "Wegen: welke richtingen dragen we samen?",
    "actie": "Aanscherpen: wat maakt één actie van de agenda sterker?",
    "akkoord": "Akkoordronde: akkoord, zorg of bezwaar, met een reden.",
}
METHODS: Final[Mapping[Method, str]] = {
    "score": "Cijfers van 1 tot 5 op criteria", "stippen": "Stippen verdelen", "akkoord": "Akkoord, zorg of bezwaar",
}  # fmt: skip
"""The ways of weighing that somebody may choose for a room; a poll has its own."""
USUAL: Final[Mapping[Template, Method]] = {
    "wegen": "score", "actie": "akkoord", "akkoord": "akkoord", "peiling": "peiling",
}  # fmt: skip
MOST: Final = 30
LONGEST_DIRECTION: Final = 200
LONGEST_EXPLANATION: Final = 300
DOTS: Final = 5
LARGEST_WEIGHT: Final = 5
CRITERIA: Final = (
    Criterion("Impact", "merk je nauwelijks", "verandert veel in de regio"),
    Criterion("Vliegwiel", "staat op zichzelf", "maakt meer plannen mogelijk"),
    Criterion("Businesscase", "onhaalbaar of te duur", "snel haalbaar en betaalbaar"),
    Criterion("Eigenaarschap", "niemand trekt het", "heeft een duidelijke trekker"),
    Criterion("Samenwerking", "ieder voor zich", "brengt partijen bij elkaar"),
)
"""The five criteria of the Zwolle economic perspective, with what the lowest and the highest grade mean."""


@dataclass(frozen=True, slots=True)
class Directions:
    """What was read: the directions that are kept, what was left out, and what is wrong where nothing can be kept."""

    kept: tuple[Direction, ...]
    notes: tuple[str, ...] = ()
    wrong: str = ""


def explain(offered: Iterable[Template]) -> str:
    """What the templates that somebody may choose from are for."""
    return " ".join(_EXPLAINED[each] for each in offered if each in _EXPLAINED)


def method_of(template: Template, chosen: str) -> Method:
    """How people weigh: as the template does by itself, or as somebody chose where it leaves that open."""
    if template in ("wegen", "actie") and chosen in METHODS:
        return chosen  # type: ignore[return-value] # one of the keys
    return USUAL[template]


def read_directions(text: str, template: Template) -> Directions:
    """Directions from lines that were typed or pasted: "tekst", "tekst: uitleg" or "tekst | uitleg"."""
    lines = [_without_mark(each) for each in clean(text).split("\n")]
    filled = [each for each in lines if says_something(each)]
    odd = sum(bool(each) for each in lines) - len(filled)
    once: dict[str, tuple[str, str]] = {}
    for said, explanation in _pairs(filled, template):
        once.setdefault(tidy(said).casefold(), (said, explanation))
    kept = tuple(Direction(number, *pair) for number, pair in enumerate(once.values(), 1))
    notes = tuple(_notes(doubles=len(filled) - len(kept), odd=odd))
    return Directions(kept, notes, _wrong(kept, template))


_MARK: Final = re.compile(r"^\s*(?:[-*•·–—▪◦]+\s+|\(?\d{1,2}[.)]\s+)?")
_SPLIT: Final = re.compile(r"\s*\|\s*|(?<=\w\w):\s+")


def _without_mark(line: str) -> str:
    """A line of a list without its dash or number."""
    return one_line(_MARK.sub("", line, count=1))


def _pairs(lines: list[str], template: Template) -> Iterator[tuple[str, str]]:
    """Text and explanation of each line; the answers of a poll have no explanation."""
    for each in lines:
        text, *rest = _SPLIT.split(each, maxsplit=1) if template != "peiling" else [each]
        yield (text, rest[0]) if rest and says_something(text) and says_something(rest[0]) else (each, "")


def _notes(*, doubles: int, odd: int) -> Iterator[str]:
    if doubles:
        yield f"{counted(doubles, 'regel stond', 'regels stonden')} er dubbel en telt één keer."
    if odd:
        yield f"{counted(odd, 'regel', 'regels')} zonder woorden is weggelaten."


def _wrong(kept: tuple[Direction, ...], template: Template) -> str:
    """The sentence that refuses these directions, or ""."""
    what = "antwoorden" if template == "peiling" else "richtingen"
    least = 2 if template in ("peiling", "wegen") else 1
    long = [each for each in kept if len(each.text) > LONGEST_DIRECTION or len(each.explanation) > LONGEST_EXPLANATION]
    if long:
        named = listed([f"“{shortened(each.text, 30)}”" for each in long[:3]])
        return (
            f"Te lang: {named}. Een regel heeft hooguit {LONGEST_DIRECTION} tekens, "
            f"en een uitleg {LONGEST_EXPLANATION}."
        )
    if len(kept) > MOST:
        return f"Dit zijn {len(kept)} {what}; het mogen er hooguit {MOST} zijn."
    if len(kept) < least:
        return f"Geef minstens twee {what}, elk op een eigen regel." if least > 1 else "Geef minstens één voorstel."
    return ""


def as_lines(directions: tuple[Direction, ...]) -> str:
    """Directions as somebody can change them."""
    return "\n".join(f"{each.text} | {each.explanation}" if each.explanation else each.text for each in directions)
