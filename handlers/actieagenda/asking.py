"""Ask about a date that is not sure: the item is kept without it, and three buttons put it right.

"Bedoel je met “dondrdag” een datum?" - a day that was suggested, another day by a form, or no: then the words go back
into the title, exactly as they were typed.
"""

from dataclasses import dataclass
from datetime import date

from handlers import dates, roles
from handlers.actieagenda import find, rights, words
from handlers.actieagenda.callbacks import ANOTHER_DAY, NO_DATE, ON_DAY, Meant
from handlers.actieagenda.form import day_form, mark
from handlers.cards import AnyElement, Button, Buttons, Card, Note, Text, line
from handlers.dates import Why
from handlers.feature import Answer, Answers, Ask, Post, Refresh, Refusal, Turn
from storage import actions
from storage.actions import Action
from storage.tafels import Tafel


@dataclass(frozen=True, slots=True)
class Question:
    """What looked like a time, and the title with those words in it."""

    unsure: dates.Unsure
    whole: str


_BECAUSE = {
    Why.BEGIN: " Dat is een begin. Wanneer moet het klaar zijn?",
    Why.REPEAT: " Een actie heeft één datum, bijvoorbeeld de eerstvolgende.",
    Why.SCHOOL: " Niet elke school heeft dan vrij.",
    Why.CONFLICT: " De dag en de datum passen niet bij elkaar.",
    Why.BEGUN: " Dat is al begonnen of net geweest.",
}
_GONE = "Deze vraag geldt niet meer: {} is intussen gewijzigd. Pas hem aan met `/actie {}`."


def card(action: Action, question: Question, today: date) -> Card:
    """The card of a new item with the question about its date."""
    unsure = question.unsure
    asked = f"{is_meant(unsure)}{_BECAUSE.get(unsure.why, '')}"
    elements: list[AnyElement] = [Text(words.state(action, today)), Text(line(asked))]
    if action.proposed:
        elements.append(Note(line(words.PROPOSAL)))
    elements.append(Buttons((*_days(action, unsure, today), *_others(action, question))))
    return Card("vastgelegd", words.headline(action), tuple(elements), summary=f"Vastgelegd: {words.headline(action)}")


def is_meant(unsure: dates.Unsure) -> str:
    """The question whether words that look like a time are one."""
    return f"Bedoel je met “{unsure.phrase}” een datum?"


def _days(action: Action, unsure: dates.Unsure, today: date) -> list[Button]:
    return [ON_DAY.button(dates.spoken(day, today), Meant(action.id, day=day.isoformat())) for day in unsure.days]


def _others(action: Action, question: Question) -> tuple[Button, Button]:
    no = Meant(action.id, title=question.whole, was=mark(action.title))
    return (
        ANOTHER_DAY.button("een andere dag", action.id, opens=True),
        NO_DATE.button("nee, hoort bij de titel", no),
    )


def _asked_about(turn: Turn, meant: Meant) -> Action:
    action, tafel = find.by_id(turn, meant.action)
    require_answer(turn, action, tafel)
    return action


def require_answer(turn: Turn, action: Action, tafel: Tafel) -> None:
    """Refuse unless this person typed the line or may change the item."""
    if action.created_by != turn.person.id:
        roles.require(turn, rights.CHANGE, tafel, own=action.owner is not None and action.owner.id == turn.person.id)


def on_day(turn: Turn, meant: Meant) -> Answers:
    """The suggested day was meant."""
    action = _asked_about(turn, meant)
    try:
        day = date.fromisoformat(meant.day)
    except ValueError as error:
        raise Refusal(_GONE.format(action.key, action.key)) from error
    if action.due is not None or day < turn.now.today:
        raise Refusal(_GONE.format(action.key, action.key))
    return set_day(turn, action, day)


def set_day(turn: Turn, action: Action, day: date) -> list[Answer]:
    """The date is kept, and the echo says what an ordinary capture says."""
    actions.set_due(turn.session, action, day, now=turn.now.instant, by=turn.person.id)
    return _kept(turn, action.id)


def another_day(turn: Turn, number: int) -> Answers:
    """The form that asks for nothing but the day."""
    action, tafel = find.by_id(turn, number)
    require_answer(turn, action, tafel)
    return Ask(day_form(action, tafel))


def no_date(turn: Turn, meant: Meant) -> Answers:
    """The words belong to the title, and go back into it."""
    action = _asked_about(turn, meant)
    if action.due is not None or mark(action.title) != meant.was or not meant.title:
        raise Refusal(_GONE.format(action.key, action.key))
    actions.set_text(turn.session, action, "title", meant.title, now=turn.now.instant, by=turn.person.id)
    return _kept(turn, action.id)


def _kept(turn: Turn, action_id: int) -> list[Answer]:
    action = actions.get(turn.session, action_id)
    assert action is not None  # noqa: S101 - it was changed in this transaction
    return [Post(words.captured(action, turn.now.today), replace=True), Refresh(f"actie:{action.id}")]
