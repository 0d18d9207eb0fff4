"""What the action agenda has to say in the weekly digest. It never shames: the action and its owner, once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from handlers import dates
from handlers.actieagenda import words
from handlers.actieagenda.lists import SILENT
from handlers.cards import (
    AnyElement,
    Button,
    Heading,
    Item,
    Items,
    Line,
    Note,
    code,
    joined,
    line,
    linked,
    soft,
    strong,
    told,
)
from handlers.dutch import capped, counted, shortened
from handlers.feature import Glance, Section, Week, Work
from storage import agenda, news
from storage.actions import Action
from storage.agenda import COUNTED
from storage.news import Update
from storage.people import Person
from storage.tafels import Tafel

_MOST = 8
_SOON, _COMING = timedelta(days=7), timedelta(days=14)


def digest(work: Work, week: Week) -> Iterator[Section]:
    """Finished, to be picked up, to be decided, late, news, silent, and coming; what is empty vanishes."""
    session = work.session
    query, today, now = agenda.of_tafel(week.tafel.id), week.now.today, week.now.instant
    soon = agenda.due_between(query, today, today + _SOON)
    parts: tuple[tuple[int, str, agenda.Query, Callable[[Action, Week], Item], bool], ...] = (
        (10, "Klaar", agenda.done_between(query, week.since, now), _done, True),
        (20, "Nog op te pakken", agenda.on_time(agenda.ownerless(query), today), _unowned, False),
        (25, "Wacht op besluit", agenda.proposals(query), _proposed, True),
        (30, "Te laat", agenda.late(query, today), _late, True),
        (50, "Stil", agenda.owned(agenda.on_time(agenda.silent(query, now - SILENT), today)), _silent, False),
        (60, "Komende twee weken", agenda.due_between(query, today, today + _COMING), _coming,
         agenda.counted(session, soon) > 0),
    )  # fmt: skip
    for order, heading, some, draw, stirs in parts:
        rows = [draw(action, week) for action in agenda.listed(session, some, most=_MOST)]
        rest = agenda.counted(session, some) - _MOST if len(rows) == _MOST else 0
        yield from _section(order, heading, rows, rest, stirs=stirs)
    latest = [_news(*pair) for pair in news.since(session, week.tafel.id, week.since, now)]
    yield from _section(40, "Nieuws", latest[:_MOST], len(latest) - _MOST, stirs=True)


def _section(order: int, heading: str, rows: list[Item], rest: int, *, stirs: bool) -> Iterable[Section]:
    if not rows:
        return
    more = [Item(line(soft(f"en nog {capped(rest, COUNTED - _MOST)}: zie "), code("/actie")))] if rest > 0 else []
    elements: tuple[AnyElement, ...] = (Heading(heading), Items((*rows, *more)))
    yield Section(order=order, elements=elements, stirs=stirs)


def _head(action: Action) -> Line:
    return line(strong(action.key), f" {shortened(action.title, 90)}")


def _done(action: Action, _week: Week) -> Item:
    return Item(joined([_head(action), line(action.owner.name) if action.owner else ()]))


def _unowned(action: Action, _week: Week) -> Item:
    return Item(joined([_head(action), line(soft("wie pakt hem op?"))]), button=words.take_button(action))


def _proposed(action: Action, _week: Week) -> Item:
    return Item(joined([_head(action), line(soft("voorstel voor de agenda"))]))


def _late(action: Action, week: Week) -> Item:
    days = action.days_late(week.now.today)
    return Item(joined([_head(action), words.owner(action), line(counted(days, "dag", "dagen"))]))


def _news(action: Action, latest: Update) -> Item:
    quoted = f"“{shortened(latest.text, 160)}”"
    said = linked(quoted, latest.url) if latest.url else quoted
    return Item(line(strong(action.key), " ", said, f" ({latest.by})" if latest.by else ""))


def _silent(action: Action, week: Week) -> Item:
    days = (week.now.instant - action.news_at).days
    return Item(joined([_head(action), line(soft(f"{days} dagen geen nieuws"))]))


def _coming(action: Action, week: Week) -> Item:
    when = dates.spoken(action.due, week.now.today) if action.due else ""
    return Item(joined([_head(action), line(when), words.owner(action)]))


# --- how it stands ---------------------------------------------------------------------------------------------------


def headline(work: Work, week: Week) -> Iterator[str]:
    """What the digest's title says: "14 open", "2 te laat", "3 klaar, 2 meer dan de vorige keer"."""
    counts = agenda.counts(work.session, week.tafel.id, week.now.today, week.since, week.now.instant)
    yield f"{counts.open} open"
    if counts.late:
        yield f"{counts.late} te laat"
    if counts.done:
        yield _finished(work, week, counts.done)


def _finished(work: Work, week: Week, done: int) -> str:
    """How many are done, against the digest before, if there was one."""
    if week.before is None:
        return f"{done} klaar"
    query = agenda.done_between(agenda.of_tafel(week.tafel.id), week.before, week.since)
    before = agenda.counted(work.session, query)
    if done == before:
        return f"{done} klaar, evenveel als de vorige keer"
    return f"{done} klaar, {abs(done - before)} {'meer' if done > before else 'minder'} dan de vorige keer"


def glance(work: Work, tafel: Tafel) -> Glance:
    """A tafel's agenda in one line, and the button that leads to it."""
    query = agenda.of_tafel(tafel.id)
    opened = agenda.counted(work.session, agenda.open_ones(query))
    late = agenda.counted(work.session, agenda.late(query, work.now.today))
    stands = joined([line(f"{opened} open"), line(f"{late} te laat") if late else ()])
    return Glance(line=stands, button=Button("Actieagenda", "actieagenda.blader", f"open:{tafel.key}:0:"))


def invites(tafel: Tafel | None) -> Line:
    """How to say something to the agenda in a channel."""
    example = f"{tafel.prefix if tafel else 'BOUW'}-12: eerste vijf bedrijven doen mee"
    return line("Nieuws bij een actie? Schrijf ", code(example), ", of antwoord in de draad onder een actie.")


def leaves(work: Work, person: Person, tafel: Tafel) -> Iterator[AnyElement]:
    """The open actions of somebody who leaves, and how to hand them on."""
    owned = [each for each in agenda.listed(work.session, agenda.owned_by(person.id)) if each.tafel_id == tafel.id]
    if owned:
        yield Heading("Open acties die nu een ander nodig hebben")
        yield Items(tuple(Item(line(strong(action.key), f" {action.title}")) for action in owned))
        yield Note(told(f"Geef ze door met `/actie {owned[0].key} naar @iemand`."))
