"""Rows to cards: all goals beside their results, and one goal with its history, its line and what may come of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from factsheets import trend
from factsheets.goals import Goal, Reading, Standing, day, edition, when
from factsheets.goals_page import AT_LAST, shaped
from factsheets.observation import Period
from handlers.cards import (
    AnyElement,
    Buttons,
    Card,
    Chart,
    Column,
    Fact,
    Facts,
    Image,
    Note,
    Notice,
    Progress,
    Series,
    Table,
    Text,
    line,
    soft,
    strong,
    told,
)
from handlers.dutch import listed
from handlers.feature import Now
from handlers.koers import callbacks
from handlers.koers.view import Overview

WIDE, HIGH = 1200, 900
MOST_POINTS, UNEVEN = 20, 2


# --- everything ------------------------------------------------------------------------------------------------------


def overview(found: Overview, now: Now, *, may_enter: bool) -> Card:
    """The overview for the asker, with the buttons they may press."""
    pressed = [callbacks.SHARE.button("Deel in kanaal", "")]
    if may_enter:
        pressed.insert(0, callbacks.ENTER.button("Resultaat invoeren", "", opens=True))
    options = [callbacks.GOAL.option(each.goal.key, each.goal.name) for each in found.standings]
    choice = (callbacks.GOAL.choice("Bekijk een doel", options),) if options else ()
    return Card("koers", title(found), (*body(found, now), *choice, Buttons(tuple(pressed))), summary(found))


def shared(found: Overview, now: Now) -> Card:
    """For everybody in a channel."""
    hint = Note(told("Eén doel met zijn verloop: `/koers` met een woord uit de naam erachter."))
    return Card("koers", title(found), (*body(found, now), hint), summary(found))


def title(found: Overview) -> str:
    return "Koers: " + found.page.headline.partition(". ")[0].removesuffix(".")


def summary(found: Overview) -> str:
    return f"Koers: {found.page.headline}"


def body(found: Overview, now: Now) -> tuple[AnyElement, ...]:
    """The picture, what to look into, and every goal once: with a reading in the table, without one in the note."""
    measured = [each for each in found.standings if each.told]
    image = (Image(found.picture, found.page.alt, WIDE, HIGH, found.small or ""),) if found.picture else ()
    table = (_table(measured, now.today),) if measured else ()
    return (*image, *bundled(measured), *table, *unmeasured(found.standings))


def bundled(measured: Sequence[Standing]) -> tuple[Notice, ...]:
    """Warnings about all goals together; each goal's own card has the details."""
    odd = [f"{each.goal.name} ({_sides(each)})" for each in measured if each.contradictions]
    hang = [each.goal.name for each in measured if _hangs(each)]
    fall = [each.goal.name for each in measured if trend.fallen(each)]
    told = [
        f"Bronnen spreken elkaar tegen over {listed(odd)}." if odd else "",
        f"Wat je meetelt, bepaalt of dit is gehaald: {listed(hang)}." if hang else "",
        f"De teller loopt terug bij {listed(fall)}." if fall else "",
    ]
    return (Notice("warning", line(" ".join(filter(None, (*told, "Meer staat bij het doel."))))),) if any(told) else ()


def _sides(each: Standing) -> str:
    """ "290 of 330", of the last day about which sources disagree."""
    return " of ".join(dict.fromkeys(each.goal.shown(one.value) for one in each.contradictions[-1].readings))


def _hangs(each: Standing) -> bool:
    """Whether it was met depends on from when one counts."""
    return each.depends and bool(each.before_start)


def unmeasured(standings: Sequence[Standing]) -> tuple[Note, ...]:
    names = [each.goal.name for each in standings if not each.told]
    return (Note(line(f"Nog geen meting: {listed(names)}.")),) if names else ()


def short(each: Standing, today: date) -> tuple[AnyElement, ...]:
    """How far one goal is, in a bar and a line."""
    seen = f" · {when(each.on)} · {sources(each)}" if each.on else ""
    words = line(strong(each.shown), f" · doel {each.goal.target} · {shaped(each, today)}",
                 soft(f"{seen} · {trend.word(each, today)}"))  # fmt: skip
    return *bar(each), Text(words)


def sources(each: Standing) -> str:
    """The sources of the newest figure."""
    return ", ".join(dict.fromkeys(reading.last.source for reading in each.newest))


def bar(each: Standing, label: str = "") -> tuple[AnyElement, ...]:
    """The bar; where there are several ways to count it shows the least favourable, and says so. A ceiling has none: a
    bar that fills up would look like getting there."""
    if each.goal.rule == "hoogstens" or not each.told:
        return ()
    percent = each.goal.percent(each.least) if each.least is not None else 0
    careful = " (de balk toont de laagste telling)" if len(each.counts) > 1 else ""
    more = " (de balk telt ook wat er al was)" if each.unproven else ""
    return (Progress((label or each.goal.name) + (careful or more), min(percent, 100)),)


def warned(each: Standing) -> Iterator[Notice]:
    """Warnings about one goal: sources that disagree, and a count that falls."""
    for found in each.contradictions:
        yield Notice("warning", line(f"Bronnen spreken elkaar tegen. {found.sentence(each.goal)}"))
    if _hangs(each):
        yield Notice("warning", line(f"{each.goal.name}. {each.before_start}"))
    if fallen := trend.fallen(each):
        yield Notice("warning", line(f"{each.goal.name}. {fallen}"))


_COLUMNS = (
    Column("Doel"),
    Column("Stand", numeric=True),
    Column("Streefgetal", numeric=True),
    Column("Hoe staat het?"),
)


def _table(standings: Sequence[Standing], today: date) -> Table:
    rows = ((each.goal.name, each.shown, each.goal.target, _how(each, today)) for each in standings)
    return Table("Doelen met een meting", _COLUMNS, tuple(rows))


def _how(each: Standing, today: date) -> str:
    return shaped(each, today).removesuffix(AT_LAST) + (f", {when(each.on)}" if each.on else "")


def which(words: str, found: Sequence[Goal]) -> Card:
    """The question which goal, where words fit several."""
    options = (callbacks.GOAL.option(goal.key, goal.name) for goal in found)
    return Card("koers_keuze", f"Welk doel bedoel je met “{words}”?", (callbacks.GOAL.choice("Doel", options),))


# --- one goal --------------------------------------------------------------------------------------------------------


def goal(each: Standing, now: Now, *, may_enter: bool) -> Card:
    """One goal for the asker, with the buttons they may press."""
    key = each.goal.key
    pressed = [callbacks.SHARE.button("Deel in kanaal", key), callbacks.OVERVIEW.button("Alle doelen", "")]
    if may_enter:
        pressed = [callbacks.ENTER.button("Resultaat invoeren", key, opens=True), *pressed,
                   callbacks.TARGET.button("Doel aanpassen", key, opens=True)]  # fmt: skip
    return Card("koers_doel", headline(each, now.today), (*about(each, now), Buttons(tuple(pressed))))


def goal_shared(each: Standing, now: Now) -> Card:
    """For everybody in a channel."""
    return Card("koers_doel", headline(each, now.today), about(each, now))


def headline(each: Standing, today: date) -> str:
    stands = f"{each.shown}, doel {each.goal.target}" if each.told else f"doel {each.goal.target}"
    return f"{each.goal.name}: {stands} · {shaped(each, today)}"


def about(each: Standing, now: Now) -> tuple[AnyElement, ...]:
    """Everything about one goal in the order of people's questions: how far, will it be met, says who, since when."""
    chart = _chart(each)
    drawn: tuple[AnyElement, ...] = (chart, *_uneven(each)) if chart else ()
    return (
        *bar(each), facts(each, now.today), *warned(each),
        Text(line(trend.sentence(each, now.today))), *remarks(each), *drawn,
        *_history(each, now),
    )  # fmt: skip


def remarks(each: Standing) -> tuple[Note, ...]:
    """Other ways to count the same."""
    notes = [*(f"Ook anders geteld: {told_}" for told_ in each.also), "" if _hangs(each) else each.before_start]
    return tuple(Note(line(remark)) for remark in notes if remark)


def facts(each: Standing, today: date) -> Facts:
    """The target, its date, the newest figure, and the trend."""
    aim = each.goal
    named = "; ".join(dict.fromkeys(reading.last.named for reading in each.newest))
    shown = [
        ("Stand", f"{each.shown} ({when(each.on)}, {named})" if each.on else "nog geen meting"),
        ("Streefgetal", f"{aim.target} {aim.unit.removeprefix('%').strip()}".strip()),
        ("Streefdatum", day(aim.until) if aim.until else "doorlopend"),
        ("Trend", trend.word(each, today) if each.told else ""),
        ("Pijler", aim.pillar),
        ("Bron van het doel", aim.source),
    ]
    return Facts(tuple(Fact(label, line(words)) for label, words in shown if words))


def _chart(each: Standing) -> Chart | None:
    """The undisputed readings in order, with the target beside them."""
    track = each.track[-MOST_POINTS:]
    if len(track) < 2:  # noqa: PLR2004 - two make a line
        return None
    days, values = tuple(_label(on) for on, _ in track), tuple(value for _, value in track)
    low, high = each.goal.low, each.goal.high
    aims = [("Doel", low)] if high is None or low == high else [("Doel vanaf", low), ("Doel tot", high)]
    series = [Series(name, (bound,) * len(track)) for name, bound in aims if bound is not None]
    words = "; ".join(f"{when(on)} {each.goal.shown(value)}" for on, value in track)
    part = f" De laatste {MOST_POINTS} metingen." if len(each.track) > MOST_POINTS else ""
    disputed = " Dagen waarover bronnen het oneens zijn, staan er niet in." if each.contradictions else ""
    alt = f"{each.goal.name}: {words}. Doel: {each.goal.target}.{part}{disputed}"
    return Chart("line", "Verloop en doel", days, (Series("Stand", values), *series), alt, unit=each.goal.unit)


def _uneven(each: Standing) -> tuple[Note, ...]:
    """A note that the steps of the chart are no equal times, where that would mislead."""
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(each.track[-MOST_POINTS:])]
    words = "De punten staan even ver uit elkaar, ook waar er meer tijd tussen zit."
    return (Note(line(words)),) if max(gaps) > UNEVEN * min(gaps) else ()


def _label(on: date) -> str:
    """As short as can be, so that labels stand beside each other: "apr ’21", "1 mrt ’26"."""
    month = Period("month", on.year, on.month)
    short = f"{month.short.partition('.')[0].partition(' ')[0]} ’{on.year % 100:02}"
    return short if when(on) == month.words else f"{on.day} {short}"


_HISTORY = (Column("Peildatum"), Column("Stand", numeric=True), Column("Eerder gemeld"), Column("Bron"))


def _history(each: Standing, now: Now) -> tuple[AnyElement, ...]:
    """Every reading, newest first, with the values before its corrections and who entered it."""
    if not each.told:
        return ()
    rows = tuple(
        (when(found.on), each.goal.shown(found.value), was(each.goal, found), _origin(found, now))
        for found in reversed(each.readings)
    )
    return (Table("Alle metingen", _HISTORY, rows),)


def was(goal: Goal, found: Reading) -> str:
    """ "was 310, uitgave februari 2021"."""
    return "; ".join(f"was {goal.shown(each.value)}{_of(each.edition)}" for each in found.was)


def _of(code: str) -> str:
    return f" (uitgave {edition(code)})" if code else ""


def _origin(found: Reading, now: Now) -> str:
    last = found.last
    how = f" ({last.how})" if last.how else ""
    if last.at is None:
        return last.named + how
    who = last.by or "een beheerder"
    return f"{last.named}{how}; ingevoerd door {who}, {day(last.at.astimezone(now.zone).date())}"
