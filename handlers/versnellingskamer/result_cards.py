"""The result of a vote on cards: the sentence, the picture, the table; and one direction at a time to talk about.

All of it is read from the stored `Result`, which holds nothing that may not be told.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Chart,
    Column,
    Heading,
    Image,
    Note,
    Quote,
    Series,
    Table,
    Text,
    joined,
    line,
    soft,
    strong,
)
from handlers.dutch import counted, listed, number, shortened
from handlers.versnellingskamer import callbacks, sentences
from handlers.versnellingskamer.callbacks import Topic
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.published import Breakdown, Outcome, Part, Result
from handlers.versnellingskamer.votes import Method

_LONGEST: Final = 60
_MOST_REASONS: Final = 12
_SCORES: Final[Mapping[Method, str]] = {
    "score": "Score", "stippen": "Stippen", "akkoord": "Akkoord", "peiling": "Stemmen",
}  # fmt: skip


# --- the whole result ------------------------------------------------------------------------------------------------


def result(
    room: Room, found: Result, *, buttons: tuple[Button, ...] = (), image: Image | None = None, key: str = ""
) -> Card:
    """The result as it is posted, and as whoever asks sees it; with the picture in the place of the chart."""
    elements = (
        Note(line(soft(f"{found.key} · {sentences.voters(found)}"))),
        Text(line(found.headline)),
        *_told(found, image),
    )
    shown = Buttons((*_talk(room, found), *buttons))
    title = f"Uitslag: {room.kamer.question}"
    return Card(
        "kamer_uitslag", title, (*elements, *((shown,) if shown.buttons else ())), colour=room.tafel.colour,
        summary=f"{title}. {found.headline}", key=key,
    )  # fmt: skip


def _talk(room: Room, found: Result) -> Iterator[Button]:
    if found.agenda:
        yield callbacks.TALK.button("Bespreek meest verdeelde", Topic(room.kamer.id), style="primary")


def _told(found: Result, image: Image | None) -> Iterator[AnyElement]:
    if found.ballots is None:
        return
    yield image or chart(found)
    yield table(found)
    yield from _of_groups(found)
    if meaning := verdict(found):
        yield Note(line(meaning))


def verdict(found: Result) -> str:
    """What it means that a result is stable, or turns; nothing where there were too few ballots to say."""
    weights = len(found.criteria) > 1
    match found.verdict:
        case "stabiel":
            others = ", of andere gewichten," if weights else ""
            return f"Stabiel: één stem minder{others} verandert niet wat bovenaan en bij de besten staat."
        case "kantelt":
            others = ", of iets andere gewichten," if weights else ""
            return f"Kantelt: met één stem minder{others} staat er iets anders bovenaan of bij de besten."
        case None:
            return ""


def ranked(found: Result) -> list[Outcome]:
    """Every outcome, the highest first; what has no rank comes last."""
    order = {each: place for place, each in enumerate(found.ranking)}
    return sorted(found.outcomes, key=lambda each: (order.get(each.number, len(order)), each.number))


def chart(found: Result) -> Chart:
    """Bars of the score, the highest first; the words say the same."""
    outcomes = ranked(found)
    words = "; ".join(f"{each.text}: {score(found, each)}" for each in outcomes)
    return Chart(
        kind="bar", title=f"{_SCORES[found.method]} per {'antwoord' if found.method == 'peiling' else 'richting'}",
        categories=tuple(shortened(each.text, _LONGEST) for each in outcomes),
        series=(Series(_SCORES[found.method], tuple(_bar(found, each) for each in outcomes)),), alt=f"{words}.",
    )  # fmt: skip


def _bar(found: Result, outcome: Outcome) -> float | None:
    """How long a bar is: of akkoord the people who are, because parts of one read badly."""
    return outcome.people if found.method == "akkoord" else outcome.score


def score(found: Result, outcome: Outcome) -> str:
    """What a direction is ranked by, as people read it."""
    if outcome.score is None:
        return f"minder dan {found.k} stemmen"
    if found.method == "akkoord":
        return f"{outcome.people} van {outcome.n}"
    return number(outcome.score)


def table(found: Result) -> Table:
    """One row for each direction: what is in the picture, and what is not."""
    judged = found.method in ("score", "akkoord")
    columns = (
        Column("Antwoord" if found.method == "peiling" else "Richting"), Column(_SCORES[found.method], numeric=True),
        *((Column("Stemmen", numeric=True), Column("Weet niet", numeric=True), Column("Mediaan", numeric=True),
           Column("Consensus", numeric=True), Column("Hoe eens?")) if judged else ()),
        *((Column("Mensen", numeric=True),) if found.method == "stippen" else ()),
        *((Column("Houdt het?"),) if found.verdict else ()),
    )  # fmt: skip
    rows = tuple(tuple(_cells(found, each, judged=judged)) for each in ranked(found))
    return Table("De uitslag, de hoogste eerst", columns, rows)


def _cells(found: Result, outcome: Outcome, *, judged: bool) -> Iterator[str]:
    figures = outcome.figures
    yield f"{outcome.number}. {outcome.text}"
    yield score(found, outcome) + (" (onvolledig)" if outcome.incomplete else "")
    if judged:
        yield _shown(outcome.n)
        yield _shown(outcome.abstained)
        yield median(found, outcome)
        yield _shown(figures.consensus if figures else None)
        yield (figures.shape if figures and figures.shape else "–")
    if found.method == "stippen":
        yield _shown(outcome.people)
    if found.verdict:
        yield outcome.verdict or "–"


def _shown(value: float | None) -> str:
    return "–" if value is None else number(value)


def median(found: Result, outcome: Outcome) -> str:
    """The median as a grade, or as the word of its point."""
    place = outcome.figures.median if outcome.figures else None
    if place is None:
        return "–"
    if found.method == "akkoord" and place == int(place) and 1 <= place <= len(found.points):
        return found.points[int(place) - 1]
    return number(place)


# --- groups ----------------------------------------------------------------------------------------------------------


def _of_groups(found: Result) -> Iterator[AnyElement]:
    """How each group stands to each direction, and which groups stand together because they are small."""
    broken = [each for each in ranked(found) if each.breakdown]
    if broken:
        named = list(dict.fromkeys(part.group for each in broken for part in _parts(each)))
        columns = (
            Column("Richting"), *(Column(each, numeric=True) for each in named),
            Column("Elke O even zwaar", numeric=True), Column("Minst gedragen door"),
        )  # fmt: skip
        rows = tuple(
            (f"{each.number}. {shortened(each.text, _LONGEST)}", *_group_cells(each, named)) for each in broken
        )
        yield Table("Per O", columns, rows)
    if found.note:
        yield Note(line(found.note))


def _parts(outcome: Outcome) -> tuple[Part, ...]:
    return outcome.breakdown.parts if outcome.breakdown else ()


def _group_cells(outcome: Outcome, named: list[str]) -> Iterator[str]:
    breakdown: Breakdown = outcome.breakdown  # type: ignore[assignment]
    means = {part.group: part.mean for part in breakdown.parts}
    yield from (_shown(means.get(each)) for each in named)
    yield number(breakdown.equal_weight_mean)
    yield listed(breakdown.weakest)


# --- to talk about ---------------------------------------------------------------------------------------------------


def topic(room: Room, found: Result, place: int) -> Card:
    """One direction of the agenda, the most divided first, with what people wrote."""
    agenda = found.agenda
    at = min(max(place, 1), len(agenda))
    outcome = found.outcome(agenda[at - 1])
    title = f"{at} van {len(agenda)}: {outcome.text}"
    elements = (Note(line(soft(f"{found.key} · de meest verdeelde eerst"))), *_discussed(found, outcome))
    buttons = [callbacks.SHARE.button("Deel in kanaal", Topic(room.kamer.id, at))]
    if at < len(agenda):
        buttons.insert(0, callbacks.TALK.button("Volgende", Topic(room.kamer.id, at + 1), style="primary"))
    if at > 1:
        buttons.append(callbacks.TALK.button("Vorige", Topic(room.kamer.id, at - 1)))
    return Card("kamer_bespreken", title, (*elements, Buttons(tuple(buttons))), colour=room.tafel.colour)


def _discussed(found: Result, outcome: Outcome) -> Iterator[AnyElement]:
    if outcome.explanation:
        yield Text(line(outcome.explanation))
    shape = outcome.figures.shape if outcome.figures else None
    said = [line(f"{_SCORES[found.method]}: {score(found, outcome)}"), line(strong(shape)) if shape else ()]
    yield Text(joined(said))
    if outcome.figures:
        yield _histogram(found, outcome.figures.histogram)
    if outcome.breakdown:
        yield Note(line(f"Minst gedragen door {listed(outcome.breakdown.weakest)}. {found.note}".strip()))
    yield from _reasons(outcome)


def _histogram(found: Result, histogram: tuple[int, ...]) -> Chart:
    """How often each point of the scale was chosen: by people, or of several criteria together."""
    grades = len(found.criteria) > 1
    title = "Zo waren de cijfers, alle criteria samen" if grades else "Zo stemden mensen"
    one, more = ("cijfer", "cijfers") if grades else ("stem", "stemmen")
    bars = [f"{point}: {counted(many, one, more)}" for point, many in zip(found.points, histogram, strict=False)]
    return Chart("bar", title, found.points, (Series(more, histogram),), f"{'; '.join(bars)}.")


def _reasons(outcome: Outcome) -> Iterator[AnyElement]:
    if not outcome.reasons:
        return
    yield Heading("Wat mensen erbij schreven")
    for each in outcome.reasons[:_MOST_REASONS]:
        consent = each.consent or "weet niet"
        yield Quote(each.text, f"{each.name}, {consent}" if each.name else consent)
    if (more := len(outcome.reasons) - _MOST_REASONS) > 0:
        yield Note(line(f"En nog {counted(more, 'reden', 'redenen')}."))
