"""What the action agenda has to say in the weekly digest. It never shames: the action and its owner, once."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from handlers import dates
from handlers.actieagenda import words
from handlers.actieagenda.lists import SILENT
from handlers.cards import AnyElement, Heading, Item, Items, Line, code, joined, line, linked, soft, strong
from handlers.dutch import counted, shortened
from handlers.feature import Section, Week
from storage import agenda, news
from storage.actions import Action
from storage.database import Session
from storage.news import Update

_MOST = 8
_COMING = 14


def digest(session: Session, week: Week) -> Iterator[Section]:
    """Finished, waiting for somebody, late, news, silent, and coming; what is empty vanishes."""
    query, today = agenda.of_tafel(week.tafel.id), week.now.today
    done = agenda.listed(session, agenda.done_between(query, week.since, week.now.instant))
    yield from _section(10, "Klaar", [_short(action) for action in done], stirs=True)
    unowned = agenda.listed(session, agenda.ownerless(query))
    yield from _section(20, "Nog op te pakken", [_unowned(action) for action in unowned], stirs=False)
    proposed = agenda.listed(session, agenda.proposals(query))
    yield from _section(25, "Wacht op besluit", [_proposed(action) for action in proposed], stirs=True)
    late = agenda.listed(session, agenda.late(query, today))
    yield from _section(30, "Te laat", [_late(action, week) for action in late], stirs=True)
    latest = news.since(session, week.tafel.id, week.since, week.now.instant)
    yield from _section(40, "Nieuws", [_news(*pair) for pair in latest], stirs=True)
    silent = agenda.listed(session, agenda.silent(query, week.now.instant - SILENT))
    yield from _section(50, "Stil", [_silent(action, week) for action in silent], stirs=False)
    coming = agenda.listed(session, agenda.due_between(query, today, today + timedelta(days=_COMING)))
    soon = any(action.due and action.due <= today + timedelta(days=7) for action in coming)
    yield from _section(60, "Komende twee weken", [_coming(action, week) for action in coming], stirs=soon)


def _section(order: int, heading: str, lines: list[Line], *, stirs: bool) -> Iterable[Section]:
    if not lines:
        return
    shown = [Item(each) for each in lines[:_MOST]]
    if len(lines) > _MOST:
        rest = counted(len(lines) - _MOST, "andere", "andere")
        shown.append(Item(line(soft(f"en nog {rest}: zie "), code("/actie"))))
    elements: tuple[AnyElement, ...] = (Heading(heading), Items(tuple(shown)))
    yield Section(order=order, elements=elements, stirs=stirs)


def _head(action: Action) -> Line:
    return line(strong(action.key), f" {shortened(action.title, 90)}")


def _short(action: Action) -> Line:
    return joined([_head(action), line(action.owner.name) if action.owner else ()])


def _unowned(action: Action) -> Line:
    return joined([_head(action), line(soft("wie pakt hem op?"))])


def _proposed(action: Action) -> Line:
    return joined([_head(action), line(soft("voorstel voor de agenda"))])


def _late(action: Action, week: Week) -> Line:
    days = action.days_late(week.now.today)
    return joined([_head(action), words.owner(action), line(counted(days, "dag", "dagen"))])


def _news(action: Action, latest: Update) -> Line:
    quoted = f"“{shortened(latest.text, 160)}”"
    said = linked(quoted, latest.url) if latest.url else quoted
    return line(strong(action.key), " ", said, f" ({latest.by})" if latest.by else "")


def _silent(action: Action, week: Week) -> Line:
    days = (week.now.instant - action.news_at).days
    return joined([_head(action), line(soft(f"{days} dagen geen nieuws"))])


def _coming(action: Action, week: Week) -> Line:
    when = dates.spoken(action.due, week.now.today) if action.due else ""
    return joined([_head(action), line(when), words.owner(action)])
