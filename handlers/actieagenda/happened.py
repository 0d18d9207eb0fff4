"""What happened to the items of a tafel since its channel heard, as the weekly digest tells it.

Several facts about one item become one line, and what was undone again leaves none. For what there is no room the
section says which facts it did not tell, so that they come in the next digest.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from handlers import dates
from handlers.actieagenda import words
from handlers.actieagenda.history import TEXTS
from handlers.cards import Heading, Item, Items, Line, code, joined, line, linked, soft, strong
from handlers.dutch import listed, shortened
from handlers.feature import Section, Week
from storage import actions, facts, news
from storage.action_facts import ACTION, finished
from storage.actions import Action
from storage.database import Session
from storage.facts import Fact
from storage.news import Update

_Row: TypeAlias = tuple[Item, frozenset[int]]
"""A line of the digest, and the numbers of the facts that it tells."""
_PART: Final = 25
_WHOLE: Final = 40
"""Lines of one part and of all of them: so many long ones fit on every platform. The others come next time."""
_TOGETHER: Final = 10
"""Lines in one element: a platform goes on in a further message between two of these, and cuts nothing off."""


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
    def told(self) -> frozenset[int]:
        """The numbers of the facts that the line about it tells; news has lines of its own."""
        return frozenset(fact.id for fact in self.facts if fact.news_id is None)

    @property
    def head(self) -> Line:
        return line(strong(self.key), f" {shortened(self.title, 90)}")


def find_stories(session: Session, week: Week) -> list[Story]:
    by_key = facts.by_key(week.facts, ACTION)
    items = actions.with_keys(session, week.tafel.id, by_key)
    return [Story(key, happened, items.get(key)) for key, happened in by_key.items()]


def describe(session: Session, week: Week, every: Sequence[Story], late: Collection[str]) -> Iterator[Section]:
    """What happened to each item, in one place each; what is new and late already stands under "Te laat"."""
    updates = news.with_numbers(session, {fact.news_id for fact in week.facts if fact.news_id is not None})
    kinds: tuple[tuple[int, str, Callable[[Story], Item | None]], ...] = (
        (10, "Klaar", _done),
        (12, "Van de agenda", _dropped),
        (25, "Voorgesteld", _proposed),
        (35, "Nieuw", lambda story: None if story.key in late else _new(story, week)),
        (38, "Gewijzigd", lambda story: _changed(story, week)),
    )
    parts = [
        (order, heading, [(row, story.told) for story in every if (row := draw(story))])
        for order, heading, draw in kinds
    ]
    room = _WHOLE
    for order, heading, rows in (*parts, (40, "Nieuws", [row for story in every for row in _news(story, updates)])):
        if rows:
            fitting = min(room, _PART)
            yield _section(order, heading, rows[:fitting], rows[fitting:])
            room -= len(rows[:fitting])


def _section(order: int, heading: str, rows: Sequence[_Row], rest: Sequence[_Row]) -> Section:
    """A part of the digest. The `rest`, for which there is no room, is not told and comes in the next one."""
    items = [item for item, _ in rows]
    if rest:
        coming = "komt in het volgende weekbericht" if len(rest) == 1 else "komen in het volgende weekbericht"
        items.append(Item(line(soft(f"en nog {len(rest)}, die {coming}; alles staat in "), code("/actie"))))
    chunks = [Items(tuple(items[at : at + _TOGETHER])) for at in range(0, len(items), _TOGETHER)]
    unshown = frozenset(number for _, told in rest for number in told)
    return Section(order=order, elements=(Heading(heading), *chunks), stirs=True, unshown=unshown)


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
    """What was said with the last change of status."""
    return shortened(story.of("status")[-1].reason, 80)


def _is_closed(story: Story) -> bool:
    return story.action is None or story.action.is_closed


def _proposed(story: Story) -> Item | None:
    if _is_closed(story) or not story.action or not story.action.proposed or not story.of("proposed"):
        return None
    by = story.of("proposed")[0].by
    return Item(joined([story.head, line(f"voorstel van {by}" if by else "voorstel")]))


def _new(story: Story, week: Week) -> Item | None:
    """What came on the agenda, with who does it, by when, and how far it is already."""
    action = story.action
    if action is None or not is_added(story):
        return None
    parts = [line(part) for part in describe_start(story, action)]
    when = words.when(action, week.now.today)
    return Item(joined([story.head, words.owner(action), line(_helped(story)), when, *parts]))


def is_added(story: Story) -> bool:
    """Whether it came on the agenda and still stands there."""
    is_open = not _is_closed(story) and story.action is not None and not story.action.proposed
    return is_open and bool(story.of("created", "accepted"))


def describe_start(story: Story, action: Action) -> Iterator[str]:
    if action.status != "open":
        reason = _reason(story) if story.of("status") else ""
        yield f"staat op {action.status}{f' ({reason})' if reason else ''}"
    if action.progress:
        yield f"op {action.progress}%"


def _changed(story: Story, week: Week) -> Item | None:
    """Changes of an item that people knew, each from what it was to what it is."""
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


def _news(story: Story, updates: Mapping[int, Update]) -> Iterator[_Row]:
    """Every word of news once, as it reads now, with key and title; what was told and is gone again is said too."""
    if story.action is None:
        return
    told: set[int] = set()
    for fact in story.of("news", "news_edited", "news_withdrawn"):
        number = fact.news_id or 0
        if number in told:
            continue
        told.add(number)
        mine = [each for each in story.facts if each.news_id == fact.news_id]
        ids = frozenset(each.id for each in mine)
        update, was_new = updates.get(number), any(each.kind == "news" for each in mine)
        if update is not None and update.action_id == story.action.id:
            yield _said(story, update, again=not was_new), ids
        elif not was_new:
            yield Item(joined([story.head, line(soft("eerder nieuws is ingetrokken"))])), ids


def _said(story: Story, update: Update, *, again: bool) -> Item:
    quoted = f"“{shortened(update.text, 160)}”"
    said = linked(quoted, update.url) if update.url else quoted
    by = ", ".join(filter(None, (update.by, "aangepast" if again else "")))
    return Item(joined([story.head, line(said, f" ({by})" if by else "")]))
