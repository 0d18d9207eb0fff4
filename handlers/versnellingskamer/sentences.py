"""Tell a result in Dutch: the first sentence, one row for each direction, and which groups are not told apart.

What people wrote stands in these sentences as data: a door escapes it like any other text.
"""

from collections.abc import Sequence
from typing import Final

from handlers import dutch
from handlers.versnellingskamer.published import Breakdown, Outcome, Part, Result

_NUMBERS: Final = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
)  # fmt: skip
_NAMED: Final = 3  # of more directions than this the number is told instead of the names
_SHORT: Final = 80  # characters of a direction within a sentence
_MUCH: Final = 10  # from this many people a percentage says something


def number_word(amount: int) -> str:
    return _NUMBERS[amount] if amount < len(_NUMBERS) else dutch.number(amount)


def decimal(value: float, decimals: int = 1) -> str:
    """4.0 as "4,0"."""
    return f"{value:.{decimals}f}".replace(".", ",")


def share(part: int, whole: int) -> str:
    """ "7 van 9", with a percentage from ten people."""
    told = f"{dutch.number(part)} van {dutch.number(whole)}"
    return f"{told} ({round(100 * part / whole)}%)" if whole >= _MUCH else told


def voters(result: Result) -> str:
    """ "27 van 30 stemden"."""
    if result.ballots is None:
        return f"minder dan {result.k} stemmen" if result.level != "naam" else "geen stemmen"
    people = dutch.number(result.ballots) if result.listed is None else f"{result.ballots} van {result.listed}"
    return f"{people} {'stemde' if (result.listed or result.ballots) == 1 else 'stemden'}"


# --- the first sentence ----------------------------------------------------------------------------------------------


def headline(result: Result) -> str:
    """The whole result in one sentence."""
    if result.ballots is None:
        return _too_few(result)
    if not result.ranking:
        return f"Bij geen enkele richting gaven genoeg mensen een oordeel: {_too_few(result, 'oordelen').lower()}"
    match result.method:
        case "score":
            return f"{_directions(result)}; {_over_divided(result)}."
        case "stippen":
            return f"{_directions(result)}; {_most_dots(result)}."
        case "akkoord":
            return f"{_directions(result)}; {_objections(result)}."
        case "peiling":
            return _winner(result)


def _too_few(result: Result, things: str = "stemmen") -> str:
    if result.level == "naam":
        return "Nog niemand heeft gestemd." if things == "stemmen" else "Alleen “weet niet”."
    return f"Minder dan {dutch.number(result.k)} {things}."


def _directions(result: Result) -> str:
    count = len(result.outcomes)
    if count == 1:
        return "Eén richting"
    word = number_word(count)
    return f"{word[0].upper()}{word[1:]} richtingen"


def _over_divided(result: Result) -> str:
    divided = [result.outcome(number) for number in result.agenda if result.outcome(number).divided]
    if len(result.outcomes) == 1:
        return f"daarover zijn jullie {'' if divided else 'niet '}verdeeld"
    if len(divided) == len(result.outcomes):
        return "over allemaal zijn jullie verdeeld"
    if divided:
        return f"over {_names(divided)} zijn jullie verdeeld"
    return f"{_on_top(result)} bovenaan, en over geen enkele zijn jullie verdeeld"


def _on_top(result: Result) -> str:
    first = _first(result)
    return f"{_names(first)} {'staat' if len(first) == 1 else 'staan samen'}"


def _most_dots(result: Result) -> str:
    first = _first(result)
    dots = dutch.counted(round(first[0].score or 0), "stip", "stippen")
    if len(first) > 1:
        return f"{_names(first)} kregen er evenveel: elk {dots}"
    return f"{_names(first)} kreeg de meeste stippen: {dots} van {_people(first[0].people or 0)}"


def _objections(result: Result) -> str:
    told = [result.outcome(number) for number in result.agenda if result.outcome(number).figures]
    against = [each for each in told if _count(each, 0)]
    concerned = [each for each in told if _count(each, 1)]
    if against:
        return f"er is bezwaar bij {_names(against)}"
    if concerned:
        return f"niemand heeft bezwaar, en er zijn zorgen bij {_names(concerned)}"
    return "niemand heeft een bezwaar of een zorg"


def _winner(result: Result) -> str:
    first = _first(result)
    people, n = first[0].people or 0, first[0].n or 0
    names = dutch.listed([_quoted(each.text) for each in first])
    if not people:
        return "Geen enkel antwoord werd gekozen."
    if len(first) == len(result.outcomes) > 1:
        return f"Alle antwoorden werden even vaak gekozen: elk door {share(people, n)}."
    if len(first) > 1:
        return f"{names} werden even vaak gekozen: elk door {share(people, n)}."
    return f"{names} werd het meest gekozen: door {share(people, n)}."


def _first(result: Result) -> list[Outcome]:
    return [result.outcome(number) for number in result.ranking if result.outcome(number).rank == 1]


def _names(outcomes: Sequence[Outcome]) -> str:
    if len(outcomes) > _NAMED:
        return number_word(len(outcomes))
    return dutch.listed([_quoted(each.text) for each in outcomes])


def _quoted(text: str) -> str:
    return f"“{dutch.shortened(_flat(text), _SHORT)}”"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _people(count: int) -> str:
    return dutch.counted(count, "mens", "mensen")


def _count(outcome: Outcome, point: int) -> int:
    return outcome.figures.histogram[point] if outcome.figures else 0


# --- a row of the text table -----------------------------------------------------------------------------------------


def line(result: Result, outcome: Outcome) -> str:
    """One direction in one line: "1 · Stagepact per gemeente · 4,3 · eensgezind · stabiel · 25 oordelen"."""
    name = _flat(outcome.text)
    if outcome.figures is None:
        unsure = f"{dutch.number(outcome.abstained)} keer weet niet" if outcome.abstained else ""
        return _joined(name, _too_few(result, "oordelen").rstrip(".").lower(), unsure)
    place = str(outcome.number if result.method == "akkoord" else outcome.rank)
    return _joined(place, name, *_PARTS[result.method](outcome), outcome.verdict or "", _judged(result, outcome))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _score_parts(outcome: Outcome) -> tuple[str, ...]:
    missing = [each.criterion for each in outcome.criteria if each.figures is None]
    lacks = f"zonder {dutch.listed(missing)}" if missing else ""
    return (decimal(outcome.score or 0), lacks, _shape(outcome))


def _shape(outcome: Outcome) -> str:
    """The word for how much people agree; of two camps also which groups are furthest apart."""
    shape = (outcome.figures.shape if outcome.figures else None) or ""
    if not outcome.divided:
        return shape
    word = shape if shape == "twee kampen" else "verdeeld"
    return f"{word}{_furthest(outcome.breakdown)} → eerst bespreken"


def _furthest(breakdown: Breakdown | None) -> str:
    """The groups that are furthest apart, where they differ."""
    if breakdown is None:
        return ""
    means = sorted(breakdown.parts, key=lambda part: -part.mean)
    highest, lowest = means[0], means[-1]
    return f" ({_part(highest)}, {_part(lowest)})" if highest.mean > lowest.mean else ""


def _part(part: Part) -> str:
    told = decimal(part.mean) if part.agreed is None else f"{part.agreed} van {part.n}"
    return f"{part.group} {told}"


def _dots_parts(outcome: Outcome) -> tuple[str, ...]:
    dots = dutch.counted(round(outcome.score or 0), "stip", "stippen")
    told = f"{dots} van {_people(outcome.people)}" if outcome.people else dots
    return (told, "verdeeld → eerst bespreken" if outcome.divided else "")


def _consent_parts(outcome: Outcome) -> tuple[str, ...]:
    against, concerned = _count(outcome, 0), _count(outcome, 1)
    return (
        f"{share(outcome.people or 0, outcome.n or 0)} akkoord",
        dutch.counted(concerned, "zorg", "zorgen") if concerned else "",
        dutch.counted(against, "bezwaar", "bezwaren") if against else "",
        _shape(outcome),
    )


def _poll_parts(outcome: Outcome) -> tuple[str, ...]:
    return (share(outcome.people or 0, outcome.n or 0),)


_PARTS: Final = {"score": _score_parts, "stippen": _dots_parts, "akkoord": _consent_parts, "peiling": _poll_parts}


def _judged(result: Result, outcome: Outcome) -> str:
    """How many judged, where that is not told yet, and how many said "weet niet"."""
    judged = dutch.counted(outcome.n or 0, "oordeel", "oordelen") if result.method == "score" else ""
    unsure = f"{dutch.number(outcome.abstained)} weet niet" if outcome.abstained else ""
    return ", ".join(filter(None, (judged, unsure)))


# --- the groups ------------------------------------------------------------------------------------------------------


def note(result: Result) -> str:
    """Which groups stand together, and where; nothing when there are no groups or all are shown."""
    if not result.groups or result.ballots is None:
        return ""
    shown = [each.breakdown for each in result.outcomes if each.figures is not None]
    if not any(shown):
        return f"{_small(result)} De groepen zijn hier niet uit elkaar te houden."
    together = {each.together for each in shown if each is not None and each.together}
    if len(together) == 1 and all(each is not None and each.together for each in shown):
        return f"{_small(result)} {_together(*together)}."
    return f"{_small(result)} Welke onder “overig” staan, verschilt per richting." if together else ""


def _small(result: Result) -> str:
    return f"Groepen kleiner dan {dutch.number(result.k)} tonen we niet."


def _together(groups: tuple[str, ...]) -> str:
    names = dutch.listed(groups)
    told = f"{names[0].upper()}{names[1:]}"
    return f"{told} {'staat' if len(groups) == 1 else 'staan samen'} onder “overig”"
