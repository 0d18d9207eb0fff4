"""What the action agenda has to say in the weekly digest. It never shames: the action and its owner, once.

What happened comes from the facts that the channel has not heard; several facts about one item become one line, and
what was undone again leaves none. Beside that stands what asks for attention now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers import dates
from handlers.actieagenda import happened, words
from handlers.actieagenda.callbacks import TURN_PAGE, ListPage
from handlers.actieagenda.lists import SILENT
from handlers.actieagenda.reminders import LATE_AFTER
from handlers.cards import (
    AnyElement,
    Heading,
    Item,
    Items,
    Line,
    Note,
    code,
    joined,
    line,
    soft,
    strong,
    told,
)
from handlers.dutch import capped, counted, shortened
from handlers.feature import Glance, Section, Week, Work
from storage import agenda
from storage.action_facts import finished
from storage.actions import Action
from storage.agenda import COUNTED
from storage.database import Session
from storage.people import Person
from storage.tafels import Tafel

_MOST: Final = 8
_SOON, _COMING = timedelta(days=7), timedelta(days=14)


def digest(work: Work, week: Week) -> Iterator[Section]:
    """What happened, and what is to be picked up, to be decided, late, silent and coming; what is empty vanishes."""
    stories = happened.find_stories(work.session, week)
    overdue = _overdue_now(work.session, week)
    late = {action.key for action in overdue.every[:_MOST]}
    yield from happened.describe(work.session, week, stories, late)
    yield from _standing(work.session, week)
    yield from _late(week, overdue, {story.key: story for story in stories if happened.is_added(story)})


# --- how it stands ---------------------------------------------------------------------------------------------------


def _standing(session: Session, week: Week) -> Iterator[Section]:
    query, today, now = agenda.of_tafel(week.tafel.id), week.now.today, week.now.instant
    told = {fact.key for fact in week.facts if fact.kind == "proposed"}
    soon = agenda.due_between(query, today, today + _SOON)
    parts: tuple[tuple[int, str, agenda.Query, Callable[[Action, Week], Item], bool], ...] = (
        (20, "Nog op te pakken", agenda.on_time(agenda.ownerless(query), today), _unowned, False),
        (50, "Stil", agenda.owned(agenda.on_time(agenda.silent(query, now - SILENT), today)), _silent, False),
        (60, "Komende twee weken", agenda.due_between(query, today, today + _COMING), _coming,
         agenda.counted(session, soon) > 0),
    )  # fmt: skip
    for order, heading, some, draw, stirs in parts:
        rows = [draw(action, week) for action in agenda.listed(session, some, most=_MOST)]
        rest = agenda.counted(session, some) - _MOST if len(rows) == _MOST else 0
        yield from _section(order, heading, rows, rest=rest, stirs=stirs)
    waiting = [each for each in agenda.listed(session, agenda.proposals(query), most=COUNTED) if each.key not in told]
    yield from _section(26, "Wacht op besluit", [_undecided(each) for each in waiting], most=_MOST)


@dataclass(frozen=True, slots=True)
class _Overdue:
    """What is late and is to be told now: what `asking` holds is worth a digest by itself."""

    asking: Sequence[Action]
    fresh: Sequence[Action]

    @property
    def every(self) -> tuple[Action, ...]:
        return *self.asking, *self.fresh


def _overdue_now(session: Session, week: Week) -> _Overdue:
    """What is late is repeated after one, two, four and eight weeks. In its first week it stands in a digest that comes
    anyway."""
    since, today = week.since.astimezone(week.now.zone).date(), week.now.today
    every = agenda.listed(session, agenda.late(agenda.of_tafel(week.tafel.id), today), most=COUNTED)
    asking = [action for action in every if _passed(action, since, today)]
    fresh = [action for action in every if action.days_late(today) < LATE_AFTER[0] and action not in asking]
    return _Overdue(asking, fresh)


def _late(week: Week, overdue: _Overdue, added: Mapping[str, happened.Story]) -> Iterator[Section]:
    """What is late, and what came on the agenda since the last digest and is late already."""
    every = overdue.every
    rows = [_overdue(action, week, added.get(action.key)) for action in every]
    is_new = any(action.key in added for action in every[:_MOST])
    yield from _section(30, "Te laat", rows, most=_MOST, stirs=bool(overdue.asking) or is_new)


def _passed(action: Action, since: date, today: date) -> bool:
    """Whether it became so many weeks late since the channel heard the last time."""
    return any(since < (action.due or today) + timedelta(days=days) <= today for days in LATE_AFTER)


def _section(
    order: int, heading: str, rows: Sequence[Item], *, rest: int = 0, most: int = _MOST, stirs: bool = False
) -> Iterable[Section]:
    """Some of a list that can be seen whole elsewhere."""
    if not rows:
        return
    rest += max(len(rows) - most, 0)
    more = [Item(line(soft(f"en nog {capped(rest, COUNTED - _MOST)}: zie "), code("/actie")))] if rest > 0 else []
    elements: tuple[AnyElement, ...] = (Heading(heading), Items((*rows[:most], *more)))
    yield Section(order=order, elements=elements, stirs=stirs)


def _head(action: Action) -> Line:
    return line(strong(action.key), f" {shortened(action.title, 90)}")


def _unowned(action: Action, _week: Week) -> Item:
    return Item(joined([_head(action), line(soft("wie pakt hem op?"))]), button=words.take_button(action))


def _undecided(action: Action) -> Item:
    return Item(joined([_head(action), line(soft("voorstel voor de agenda"))]))


def _overdue(action: Action, week: Week, added: happened.Story | None) -> Item:
    days = action.days_late(week.now.today)
    start = list(map(line, happened.describe_start(added, action))) if added else []
    return Item(joined([_head(action), words.owner(action), *start, line(counted(days, "dag", "dagen"))]))


def _silent(action: Action, week: Week) -> Item:
    days = (week.now.instant - action.news_at).days
    return Item(joined([_head(action), line(soft(f"{days} dagen geen nieuws"))]))


def _coming(action: Action, week: Week) -> Item:
    when = dates.spoken(action.due, week.now.today) if action.due else ""
    return Item(joined([_head(action), line(when), words.owner(action)]))


# --- how it stands ---------------------------------------------------------------------------------------------------


def headline(work: Work, week: Week) -> Iterator[str]:
    """What the digest's title says: "14 open", "2 te laat", "3 klaar, 2 meer dan de vorige keer"."""
    counts = agenda.counts(work.session, week.tafel.id, week.now.today)
    yield f"{counts.open} open"
    if counts.late:
        yield f"{counts.late} te laat"
    if done := len(finished(week.facts)):
        yield _finished(week, done)


def _finished(week: Week, done: int) -> str:
    """How many are done, against the last digest that arrived, if there was one."""
    if week.told_before is None:
        return f"{done} klaar"
    before = len(finished(week.told_before))
    if done == before:
        return f"{done} klaar, evenveel als de vorige keer"
    return f"{done} klaar, {abs(done - before)} {'meer' if done > before else 'minder'} dan de vorige keer"


def glance(work: Work, tafel: Tafel) -> Glance:
    """A tafel's agenda in one line, and the button that leads to it."""
    query = agenda.of_tafel(tafel.id)
    opened = agenda.counted(work.session, agenda.open_ones(query))
    late = agenda.counted(work.session, agenda.late(query, work.now.today))
    amount = capped(opened, COUNTED) if opened else "nog geen"
    named = line(f"{amount} open {'actie' if opened == 1 else 'acties'}")
    stands = joined([named, line(f"{capped(late, COUNTED)} te laat") if late else ()])
    return Glance(line=stands, button=TURN_PAGE.button("Actieagenda", ListPage("open", tafel.key)))


def invites(tafel: Tafel | None) -> Line:
    """How to say something to the agenda in a channel."""
    example = f"{tafel.prefix if tafel else 'BOUW'}-12: ..."
    return line("Nieuws bij een actie? Schrijf ", code(example), ", of antwoord in de draad onder een actie.")


def leaves(work: Work, person: Person, tafel: Tafel) -> Iterator[AnyElement]:
    """The open actions of somebody who leaves, and how to hand them on."""
    owned = [each for each in agenda.listed(work.session, agenda.owned_by(person.id)) if each.tafel_id == tafel.id]
    if owned:
        yield Heading("Open acties die nu een ander nodig hebben")
        yield Items(tuple(Item(line(strong(action.key), f" {action.title}")) for action in owned))
        yield Note(told(f"Geef ze door met `/actie {owned[0].key} naar @iemand`."))
