"""What the action agenda has to say in the weekly digest. It never shames: the action and its owner, once.

What happened comes from the facts that the channel has not heard; several facts about one item become one line, and
what was undone again leaves none. Beside that stands what asks for attention now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers import dates
from handlers.actieagenda import words
from handlers.actieagenda.callbacks import TURN_PAGE, ListPage
from handlers.actieagenda.history import TEXTS
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
    linked,
    soft,
    strong,
    told,
)
from handlers.dutch import capped, counted, listed, shortened
from handlers.feature import Glance, Section, Week, Work
from storage import actions, agenda, facts, news
from storage.action_facts import ACTION, finished
from storage.actions import Action
from storage.agenda import COUNTED
from storage.database import Session
from storage.facts import Fact
from storage.news import Update
from storage.people import Person
from storage.tafels import Tafel

_MOST: Final = 8
_TOLD: Final = 25
_SOON, _COMING = timedelta(days=7), timedelta(days=14)


def digest(work: Work, week: Week) -> Iterator[Section]:
    """The sections of a digest: what happened, and what is open to pick up, to decide, late, silent and coming; empty
    ones are left out."""
    yield from _happened(work.session, week)
    yield from _standing(work.session, week)


# --- what happened ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one item since the channel heard of it; `action` is None once it was taken back."""

    key: str
    facts: Sequence[Fact]
    action: Action | None

    def of(self, *kinds: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind in kinds]

    @property
    def title(self) -> str:
        """As it is called now, or was called when it was taken back."""
        gone = next((str(fact.before) for fact in self.of("undone")), "")
        return self.action.title if self.action else gone

    @property
    def head(self) -> Line:
        return line(strong(self.key), f" {shortened(self.title, 90)}")


def _happened(session: Session, week: Week) -> Iterator[Section]:
    by_key = facts.by_key(week.facts, ACTION)
    items = actions.with_keys(session, week.tafel.id, by_key)
    stories = [Story(key, happened, items.get(key)) for key, happened in by_key.items()]
    updates = news.with_numbers(session, {fact.news_id for fact in week.facts if fact.news_id is not None})
    parts: tuple[tuple[int, str, Callable[[Story], Item | None]], ...] = (
        (10, "Klaar", _done),
        (12, "Van de agenda", _dropped),
        (25, "Voorgesteld", _proposed),
        (35, "Nieuw", lambda story: _new(story, week)),
        (38, "Gewijzigd", lambda story: _changed(story, week)),
    )
    for order, heading, draw in parts:
        yield from _section(order, heading, [row for story in stories if (row := draw(story))], stirs=True)
    rows = [row for story in stories for row in _news(story, updates)]
    yield from _section(40, "Nieuws", rows, stirs=True)


def _done(story: Story) -> Item | None:
    if story.action is None or story.key not in finished(story.facts) or story.action.status != "klaar":
        return None
    owner = story.action.owner
    return Item(joined([story.head, line(owner.name) if owner else ()]))


def _is_new(story: Story) -> bool:
    return bool(story.of("created", "proposed"))


def _dropped(story: Story) -> Item | None:
    """What people heard of and is not on the agenda any more."""
    if story.action is None:
        return None if _is_new(story) else Item(joined([story.head, line("teruggenomen")]))
    ended = facts.net(story.facts, "status")
    if ended is None or ended[1] != "vervallen" or story.action.status != "vervallen":
        return None
    reason = _reason(story)
    return Item(joined([story.head, line("vervallen"), line(soft(reason)) if reason else ()]))


def _reason(story: Story) -> str:
    """The reason that was given with the last change of status."""
    return shortened(story.of("status")[-1].reason, 80)


def _is_closed(story: Story) -> bool:
    return story.action is None or story.action.is_closed


def _proposed(story: Story) -> Item | None:
    if _is_closed(story) or not story.action or not story.action.proposed or not story.of("proposed"):
        return None
    by = story.of("proposed")[0].by
    return Item(joined([story.head, line(f"voorstel van {by}" if by else "voorstel")]))


def _new(story: Story, week: Week) -> Item | None:
    """The row of a new item, with its owner and date."""
    action = story.action
    if action is None or _is_closed(story) or action.proposed or not story.of("created", "accepted"):
        return None
    return Item(joined([story.head, words.owner(action), line(_helped(story)), words.when(action, week.now.today)]))


def _changed(story: Story, week: Week) -> Item | None:
    """The row of a known item that changed, with each change from its old to its new value."""
    action = story.action
    if action is None or action.proposed or story.of("created", "proposed", "accepted"):
        return None
    if action.is_closed and facts.net(story.facts, "status"):  # it stands under "Klaar" or "Van de agenda"
        return None
    said = [part for part in _changes(story, week.now.today) if part]
    return Item(joined([story.head, *(line(part) for part in said)])) if said else None


def _changes(story: Story, today: date) -> Iterator[str]:
    if (status := facts.net(story.facts, "status")) is not None:
        yield "heropend" if status[0] in actions.CLOSED else ""
        reason = _reason(story)
        stands = f"staat op {status[1]}{f' ({reason})' if reason else ''}"
        yield stands if status[1] != "open" or status[0] not in actions.CLOSED else ""
    if owners := story.of("owner"):
        old, new = owners[0].old_owner, owners[-1].new_owner
        yield "" if old == new else (f"nu van {new}" if new else "geen actiehouder meer")
    if (due := facts.net(story.facts, "due")) is not None:
        yield _moved(due[0], due[1], today)
    if (progress := facts.net(story.facts, "progress")) is not None:
        yield f"nu op {progress[1]}%"
    yield _helped(story)
    if (title := facts.net(story.facts, "title")) is not None:
        yield f"heette eerst “{shortened(str(title[0]), 60)}”"
    texts = [label for kind, label in TEXTS.items() if kind != "title" and facts.net(story.facts, kind) is not None]
    yield f"{listed(texts)} aangepast" if texts else ""


def _moved(old: facts.Value, new: facts.Value, today: date) -> str:
    if not isinstance(new, date):
        return "heeft geen datum meer"
    before = f", was {dates.spoken(old, today)}" if isinstance(old, date) else ""
    return f"nu uiterlijk {dates.spoken(new, today)}{before}"


def _helped(story: Story) -> str:
    begun = [fact.new_owner for fact in story.of("helper") if fact.new_owner]
    stopped = [fact.old_owner for fact in story.of("helper") if fact.old_owner]
    came = [name for name in begun if begun.count(name) > stopped.count(name)]
    went = [name for name in stopped if stopped.count(name) > begun.count(name)]
    parts = [f"{listed(list(dict.fromkeys(came)))} helpt mee" if came else ""]
    parts.append(f"{listed(list(dict.fromkeys(went)))} helpt niet meer mee" if went else "")
    return ", ".join(filter(None, parts))


def _news(story: Story, updates: Mapping[int, Update]) -> Iterator[Item]:
    """Rows of news, each once in its present words, with key and title; news that was told and withdrawn since is named
    too."""
    if story.action is None:
        return
    told: set[int] = set()
    for fact in story.of("news", "news_edited", "news_withdrawn"):
        number = fact.news_id or 0
        if number in told:
            continue
        told.add(number)
        mine = [each for each in story.facts if each.news_id == fact.news_id]
        update, was_new = updates.get(number), any(each.kind == "news" for each in mine)
        if update is not None and update.action_id == story.action.id:
            yield _said(story, update, again=not was_new)
        elif not was_new:
            yield Item(joined([story.head, line(soft("eerder nieuws is ingetrokken"))]))


def _said(story: Story, update: Update, *, again: bool) -> Item:
    quoted = f"“{shortened(update.text, 160)}”"
    said = linked(quoted, update.url) if update.url else quoted
    by = ", ".join(filter(None, (update.by, "aangepast" if again else "")))
    return Item(joined([story.head, line(said, f" ({by})" if by else "")]))


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
    yield from _late(session, week, query)


def _late(session: Session, week: Week, query: agenda.Query) -> Iterator[Section]:
    """Rows of late items, repeated after one, two, four and eight weeks. In its first week an item is in a digest that
    comes anyway."""
    since, today = week.since.astimezone(week.now.zone).date(), week.now.today
    every = agenda.listed(session, agenda.late(query, today), most=COUNTED)
    asking = [action for action in every if _passed(action, since, today)]
    fresh = [action for action in every if action.days_late(today) < LATE_AFTER[0] and action not in asking]
    rows = [_overdue(action, week) for action in (*asking, *fresh)]
    yield from _section(30, "Te laat", rows, most=_MOST, stirs=bool(asking))


def _passed(action: Action, since: date, today: date) -> bool:
    """Whether it became so many weeks late since the channel heard the last time."""
    return any(since < (action.due or today) + timedelta(days=days) <= today for days in LATE_AFTER)


def _section(
    order: int, heading: str, rows: Sequence[Item], *, rest: int = 0, most: int = _TOLD, stirs: bool = False
) -> Iterable[Section]:
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


def _overdue(action: Action, week: Week) -> Item:
    days = action.days_late(week.now.today)
    return Item(joined([_head(action), words.owner(action), line(counted(days, "dag", "dagen"))]))


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
    """The open actions of a person who leaves, and how to hand them on."""
    owned = [each for each in agenda.listed(work.session, agenda.owned_by(person.id)) if each.tafel_id == tafel.id]
    if owned:
        yield Heading("Open acties die nu een ander nodig hebben")
        yield Items(tuple(Item(line(strong(action.key), f" {action.title}")) for action in owned))
        yield Note(told(f"Geef ze door met `/actie {owned[0].key} naar @iemand`."))
