"""Items as cards: the agenda, one item, what was captured, and a reminder."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers import dates
from handlers.actieagenda.callbacks import (
    ACCEPT,
    CHANGE,
    HISTORY,
    LEAVE_CLOSED,
    MINE,
    NEW_DATE,
    NEW_OWNER,
    REOPEN,
    SHARE,
    SHOW,
    SNOOZE,
    TAKE,
    TO_DONE,
    TO_DROPPED,
    TO_OPEN,
    UNDO,
    UPDATE,
    Reopening,
    Several,
)
from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Confirm,
    Fact,
    Facts,
    Heading,
    Item,
    Items,
    Line,
    Link,
    Note,
    Progress,
    Quote,
    Text,
    joined,
    line,
    linked,
    soft,
    strong,
    told,
)
from handlers.dutch import counted, shortened
from handlers.feature import Now
from handlers.pieces import Pieces
from storage.actions import Action, Status
from storage.news import Update
from storage.people import Person

SHAPES: dict[Status, str] = {"open": "○", "bezig": "◐", "wacht": "⏸", "klaar": "●", "vervallen": "✕"}
OWNERLESS = soft("nog geen actiehouder")
PROPOSAL = "Dit is een voorstel. De projectleider bevestigt het."
_TITLE = 120


def headline(action: Action) -> str:
    return f"{action.key} · {shortened(action.title, _TITLE)}"


def when(action: Action, today: date) -> Line:
    """The due date as a list shows it: late in words, near ones relative."""
    if action.due is None:
        return undated(action, today)
    if action.is_late(today):
        return line(strong(dates.relative(action.due, today)))
    return line(dates.spoken(action.due, today))


def undated(action: Action, today: date) -> Line:
    """No date: not yet, or on purpose with a day to look again."""
    if action.review is None:
        return line(soft("nog geen datum"))
    return line(soft(f"zonder datum, opnieuw bekijken {dates.spoken(action.review, today)}"))


def owner(action: Action) -> Line:
    return line(action.owner.name) if action.owner else line(OWNERLESS)


def row(action: Action, today: date) -> Line:
    """One line that says everything about an item."""
    percent = line(f"{action.progress}%") if 0 < action.progress < 100 and not action.is_closed else ()  # noqa: PLR2004
    proposal = line(soft("voorstel")) if action.proposed else ()
    head = line(f"{SHAPES[action.status]} ", strong(action.key), f" {shortened(action.title, _TITLE)}")
    due = () if action.is_closed else when(action, today)
    status = line(action.status) if action.status != "open" else ()  # for who cannot see a shape; most are open
    return joined([head, owner(action), due, status, percent, proposal])


def captured(action: Action, today: date) -> Card:
    """The card that confirms a new item to its maker."""
    pressed = [CHANGE.button("Aanpassen", action.id, opens=True), undo_button(action)]
    if action.owner is None:
        pressed.insert(0, take_button(action))
    elements: list[AnyElement] = [Text(state(action, today)), Buttons(tuple(pressed))]
    if action.proposed:
        elements.insert(1, Note(line(PROPOSAL)))
    return Card("vastgelegd", headline(action), tuple(elements), summary=f"Vastgelegd: {headline(action)}")


def undo_button(action: Action) -> Button:
    return UNDO.button("Ongedaan maken", action.id)


def take_button(action: Action) -> Button:
    return TAKE.button("Ik pak hem op", action.id, style="primary")


def state(action: Action, today: date) -> Line:
    """Status, owner and date in one line, as the echo of a capture reads."""
    who = line(action.owner_title) if action.owner else line(OWNERLESS)
    due = line(f"uiterlijk {dates.spoken_with_week(action.due, today)}") if action.due else undated(action, today)
    return joined([line(f"{SHAPES[action.status]} {action.status}"), who, due])


# --- the agenda ------------------------------------------------------------------------------------------------------


def agenda(
    title: str, shown: Sequence[Action], today: date, *, page: str, empty: str, pressed: Sequence[Button],
    themed: bool = True, colour: str = "",
) -> Card:  # fmt: skip
    """A list of items, grouped by theme if `themed`; `page` is the part of the list."""
    elements: list[AnyElement] = _grouped(shown, today, themed=themed)
    if not shown:
        elements.append(Text(told(empty)))
    if page:
        elements.append(Note(line(page)))
    if pressed:
        elements.append(Buttons(tuple(pressed)))
    return Card("agenda", title, tuple(elements), colour=colour)


def _grouped(shown: Sequence[Action], today: date, *, themed: bool) -> list[AnyElement]:
    """Rows under a heading per theme, where there is more than one theme."""
    themes = list(dict.fromkeys(action.theme for action in shown))
    if len(themes) <= 1 or not themed:
        return [Items(tuple(Item(row(action, today)) for action in shown))] if shown else []
    elements: list[AnyElement] = []
    for theme in themes:
        elements.append(Heading(theme or "Overig"))
        elements.append(Items(tuple(Item(row(action, today)) for action in shown if action.theme == theme)))
    return elements


# --- one item --------------------------------------------------------------------------------------------------------


def detail(action: Action, helpers: Sequence[Person], news: Sequence[Update], now: Now, *, shared: bool) -> Card:
    """One item in full. `shared` is the copy in the channel, which everybody may press."""
    today = now.today
    elements: list[AnyElement] = [Text(state(action, today))]
    if action.is_late(today):
        elements[0] = Text(joined([state(action, today), line(strong(dates.relative(action.due or today, today)))]))
    if 0 < action.progress < 100:  # noqa: PLR2004 - the ends say nothing that the status does not
        elements.append(Progress("Voortgang", action.progress))
    if action.description:
        elements.append(Text(line(action.description)))
    if facts := _facts(action, helpers):
        elements.append(Facts(facts))
    elements += [_news(each, now) for each in news[:2]]
    elements.append(Buttons(_detail_buttons(action, today, shared=shared)))
    return Card("actie", headline(action), tuple(elements), key=f"actie:{action.id}")


def _facts(action: Action, helpers: Sequence[Person]) -> tuple[Fact, ...]:
    pairs = (
        ("Thema", line(action.theme)),
        ("Doelgroep", line(action.target_group)),
        ("Helpt mee", line(", ".join(person.name for person in helpers))),
        ("Partners", line(action.partners)),
        ("Ontstaan uit", line(linked(action.origin, action.origin_url) if action.origin_url else action.origin)),
    )
    return tuple(Fact(label, said) for label, said in pairs if said)


def _news(news: Update, now: Now) -> Quote:
    return Quote(shortened(news.text, 500), by=f"{news.by}, {_day(news.at, now)}")


def _detail_buttons(action: Action, today: date, *, shared: bool) -> tuple[Button | Link, ...]:
    first = TO_OPEN.button("Heropenen", action.id) if action.is_closed else _first(action, today)
    middle = (first, UPDATE.button("Bijwerken", action.id, opens=True))
    history = HISTORY.button("Geschiedenis", action.id)
    return (*middle, history) if shared else (*middle, history, SHARE.button("Deel in kanaal", action.id))


def accept_button(action: Action, today: date) -> Button:
    """Accepting a proposal whose day has passed asks for another day."""
    passed = action.due is not None and action.due < today
    return ACCEPT.button("Aannemen", action.id, style="primary", opens=passed)


def _first(action: Action, today: date) -> Button:
    """The one thing that most people come for."""
    if action.proposed:
        return accept_button(action, today)
    if action.owner is None:
        return take_button(action)
    confirm = Confirm("Klaar?", f"{action.key} gaat op klaar.", "Ja, klaar")
    return TO_DONE.button("Klaar", action.id, style="primary", confirm=confirm)


def changed(action: Action, what: str, today: date) -> Card:
    """What just changed, in one line, with the item as it is now."""
    elements: tuple[AnyElement, ...] = (
        Text(state(action, today)),
        Buttons((SHOW.button("Bekijken", action.id),)),
    )
    return Card("gewijzigd", f"{action.key} {what}: {shortened(action.title, _TITLE)}", elements)


def _day(at: datetime, now: Now) -> str:
    return dates.spoken(at.astimezone(now.zone).date(), now.today)


# --- reminders -------------------------------------------------------------------------------------------------------


def reminder(owned: Sequence[Action], today: date) -> Card:
    """The card that reminds one person of their actions of today."""
    late = [action for action in owned if action.is_late(today)]
    coming = [action for action in owned if not action.is_late(today)]
    parts = [counted(len(late), "actie te laat", "acties te laat")] if late else []
    parts += [counted(len(coming), "actie die eraan komt", "acties die eraan komen")] if coming else []
    rows = tuple(
        Item(joined([line(strong(action.key), f" {action.title}"), when(action, today)]),
             button=UPDATE.button("Bijwerken", action.id, opens=True))
        for action in (*late, *coming)
    )  # fmt: skip
    pressed = Buttons((
        SNOOZE.button("Herinner me over een week", Several(tuple(action.id for action in owned))),
        MINE.button("Mijn acties", ""),
    ))  # fmt: skip
    return Card("herinnering", f"Je hebt {' en '.join(parts)}", (Items(rows), pressed))


def overdue(action: Action, today: date) -> Card:
    """The one question about what stayed late: another day, another owner, or let it go."""
    confirm = Confirm("Laten vervallen?", f"{action.key} gaat van de agenda.", "Ja, laat vervallen")
    pressed = Buttons((
        NEW_DATE.button("Nieuwe datum", action.id, style="primary", opens=True),
        NEW_OWNER.button("Andere actiehouder", action.id, opens=True),
        TO_DROPPED.button("Laten vervallen", action.id, confirm=confirm),
    ))  # fmt: skip
    late = line(f"Deze actie is {dates.relative(action.due or today, today)}. Ik herinner er niemand meer aan.")
    title = f"Wat doen jullie met {headline(action)}?"
    return Card("te_laat", title, (Text(state(action, today)), Text(late), pressed))


# --- what is not on the agenda (any more) ----------------------------------------------------------------------------


def reopen(action: Action, said: Pieces, asked: str) -> Card:
    """The question whether to reopen a finished item; `said` is the change that was asked, `asked` is that in words."""
    pressed = Buttons((
        REOPEN.button("Heropenen", Reopening(action.id, said), style="primary"),
        LEAVE_CLOSED.button("Laat zo", action.id),
    ))  # fmt: skip
    text = Text(line(f"Er is niets veranderd. Heropen je hem, dan gebeurt meteen wat je vroeg: {asked}."))
    return Card("heropenen", f"{action.key} is {action.status}. Wil je hem heropenen?", (text, pressed))


def told_key(action: Action) -> str:
    """The living card that messages about a new item are: by its key, which no other item ever gets."""
    return f"verteld:{action.key}"


def taken_back(key: str, title: str, by: str) -> Card:
    """The card of a removed action, in place of the one that a person was given."""
    who = f"{by} heeft" if by else "De maker heeft"
    return Card("teruggenomen", f"Teruggenomen: {key} · {shortened(title, _TITLE)}",
                (Text(line(f"{who} deze actie van de agenda gehaald. Je hoeft niets te doen.")),))  # fmt: skip
