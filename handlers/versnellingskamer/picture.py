"""The picture of a result, as a value: which bars stand on which scale, and what is told beside them.

Card, picture and report say a score in the same words, which are here.
"""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final

from factsheets.room_page import Bar, Mark, Page, Row, Scale
from handlers.dutch import counted, number
from handlers.versnellingskamer import result_cards, sentences
from handlers.versnellingskamer.published import Outcome, Result
from handlers.versnellingskamer.reported import Reported
from handlers.versnellingskamer.votes import HIGHEST_GRADE, LOWEST_GRADE, REST, Method

MEASURES: Final[Mapping[Method, str]] = {
    "score": "gemiddeld cijfer", "stippen": "stippen", "akkoord": "akkoord", "peiling": "stemmen",
}  # fmt: skip
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_MOST_TICKS: Final = 6


def page(told: Reported) -> Page:
    """Everything on the picture."""
    found = told.result
    groups = groups_shown(found)
    return Page(
        kicker=f"Uitslag van {found.key} · {told.tafel}", question=found.question, voters=sentences.voters(found),
        colour=told.colour, scale=scale(found), rows=tuple(_rows(found, groups)), groups=groups,
        legend="Als iedereen stemde zoals:" if found.method == "stippen" else "Per groep:",
        beyond=("akkoord", "zorg", "bezwaar") if found.method == "akkoord" else (), note=found.note,
        thing=("antwoord", "antwoorden") if found.method == "peiling" else ("richting", "richtingen"),
    )  # fmt: skip


def _rows(found: Result, groups: tuple[str, ...]) -> Iterator[Row]:
    for each in result_cards.ranked(found):
        figures = each.figures
        yield Row(
            rank=str(each.rank or "–"), name=" ".join(each.text.split()), bar=bar(found, each, groups),
            score=score(found, each), shape=(figures.shape if figures else None) or "", told=told_beside(found, each),
            divided=each.divided,
        )  # fmt: skip


# --- words -----------------------------------------------------------------------------------------------------------


def score(found: Result, outcome: Outcome) -> str:
    """What a direction is ranked by."""
    if outcome.score is None:
        return "alleen weet niet" if found.level == "naam" else f"minder dan {found.k} oordelen"
    match found.method:
        case "score":
            return sentences.decimal(outcome.score)
        case "stippen":
            return counted(round(outcome.score), "stip", "stippen")
        case "akkoord" | "peiling":
            return sentences.share(outcome.people or 0, outcome.n or 0)


def told_beside(found: Result, outcome: Outcome) -> str:
    """What is told beside the score: how much people agree, who objects, from how many people the dots came."""
    if outcome.figures is None:
        return ""
    shape = outcome.figures.shape or ("verdeeld" if outcome.divided else "")
    if found.method == "stippen":
        people = f"van {counted(outcome.people, 'mens', 'mensen')}" if outcome.people else ""
        return ", ".join(filter(None, (people, shape)))
    if found.method == "akkoord":
        return ", ".join([*objections(outcome)[-1:], *([shape] if shape else [])])
    return f"{shape}{', onvolledig' if outcome.incomplete else ''}"


def objections(outcome: Outcome) -> list[str]:
    """ "2 zorgen", "1 bezwaar", where there are any: what weighs most comes last."""
    against, concerned = outcome.figures.histogram[:2] if outcome.figures else (0, 0)
    told = [counted(concerned, "zorg", "zorgen"), counted(against, "bezwaar", "bezwaren")]
    return [words for words, amount in zip(told, (concerned, against), strict=True) if amount]


# --- bars ------------------------------------------------------------------------------------------------------------


def scale(found: Result) -> Scale:
    """What the bars measure."""
    match found.method:
        case "score":
            grades = range(LOWEST_GRADE, HIGHEST_GRADE + 1)
            ticks = tuple((float(each), str(each)) for each in grades)
            return Scale("gemiddeld cijfer", LOWEST_GRADE, HIGHEST_GRADE, ticks)
        case "stippen":
            return _from_zero("stippen samen", max((_farthest(found, each) for each in found.outcomes), default=0))
        case "akkoord":
            return Scale("deel dat akkoord is", 0, 1, _PARTS)
        case "peiling":
            return Scale("deel dat dit koos", 0, 1, _PARTS)


_PARTS: Final = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))


def _farthest(found: Result, outcome: Outcome) -> float:
    """The highest of the bar and the marks on it."""
    marks = _marks(found, outcome, groups_shown(found))
    return max([outcome.score or 0, *(each.value for each in marks)])


def _from_zero(title: str, most: float) -> Scale:
    """A scale of whole numbers up to the highest, or a little further."""
    step = next((each for each in _STEPS if most <= each * _MOST_TICKS), _STEPS[-1])
    high = max(ceil(most / step) * step, step)
    return Scale(title, 0, high, tuple((float(each), number(each)) for each in range(0, high + 1, step)))


def bar(found: Result, outcome: Outcome, groups: tuple[str, ...] = ()) -> Bar:
    """The bar of a direction, with a mark for each of these groups that is shown."""
    figures = outcome.figures
    if figures is None or outcome.score is None:
        return Bar(value=None)
    value = figures.mean if found.method in ("akkoord", "peiling") else outcome.score
    against, concerned = figures.histogram[:2] if found.method == "akkoord" else (0, 0)
    n = figures.n or 1
    beyond = (concerned / n, against / n) if found.method == "akkoord" else ()
    return Bar(value=value, beyond=beyond, marks=tuple(_marks(found, outcome, groups)))


def _marks(found: Result, outcome: Outcome, groups: tuple[str, ...]) -> Iterator[Mark]:
    """The means of the groups; of dots what all dots would be if everybody gave as many as this group did."""
    times = (outcome.n or 0) if found.method == "stippen" else 1
    for part in outcome.breakdown.parts if outcome.breakdown else ():
        if part.group in groups:
            yield Mark(groups.index(part.group), part.mean * times)


def groups_shown(found: Result) -> tuple[str, ...]:
    """Every group of which something is told, in the order of the list, "overig" last."""
    told = {part.group for each in found.outcomes if each.breakdown for part in each.breakdown.parts}
    return tuple(each for each in (*(group for group in found.groups if group != REST), REST) if each in told)
