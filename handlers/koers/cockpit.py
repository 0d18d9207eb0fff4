"""The goals on the boards' cockpit page: for each how it stands, a bar, and what to know before quoting its figure."""

from collections.abc import Iterator
from typing import Final

from factsheets import trend
from factsheets.goals import Standing, day, when
from factsheets.goals_page import AT_LAST, shaped
from handlers.cards import AnyElement, Heading, Note, Text, line, soft, strong
from handlers.feature import Now, Section, Work
from handlers.koers import view, words

_ORDER: Final = 25  # between the agendas and the factsheets


def sections(work: Work) -> Iterator[Section]:
    """A section per measured goal; the goals without a measurement in one line."""
    now = work.now
    found = view.overview(work.session, now)
    measured = [each for each in found.standings if each.told]
    if not measured:
        return
    top: tuple[AnyElement, ...] = (
        Heading("Doelen"),
        Text(line(found.page.headline)),
        *words.unmeasured(found.standings),
    )
    goals = (element for each in measured for element in _goal(each, now))
    yield Section(order=_ORDER, elements=(*top, *goals), stirs=False)


def _goal(each: Standing, now: Now) -> Iterator[AnyElement]:
    yield Heading(each.goal.name)
    yield _stands(each, now)
    yield from words.bar(each, "Deel van het streefgetal")
    if told := _caution(each):
        yield Note(line(told))


def _stands(each: Standing, now: Now) -> Text:
    """The progress of a goal: the figure beside its target, with day, source and forecast."""
    goal = each.goal
    known = f" · {when(each.on)}, {words.sources(each)}" if each.on else ""
    ends = f" · streefdatum {day(goal.until)}" if goal.until else ""
    over = trend.passed(goal, now.today)
    ahead = f"{' (voorbij)' if over else ''}. {'' if over else trend.sentence(each, now.today)}".rstrip()
    how = shaped(each, now.today).removesuffix(AT_LAST)
    return Text(line(strong(how), f" · {each.shown}, doel {goal.target}", soft(known + ends + ahead)))


def _caution(each: Standing) -> str:
    """What a reader must know before quoting the figure."""
    disputes = (f"Bronnen spreken elkaar tegen over {found.sides(each.goal)}." for found in each.contradictions)
    others = (f"Ook anders geteld: {told}" for told in each.also)
    return " ".join(filter(None, (*disputes, trend.fallen(each), *others, each.before_start)))
