"""Reminders to owners: a week and a day before the date, then weekly while late; one message a day per person."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from handlers import dates
from handlers.actieagenda import words
from handlers.feature import Answer, Direct, Due, Post, Work
from storage import agenda
from storage.actions import Action

_FROM, _UNTIL = time(8), time(18)
_BEFORE = (7, 1)
_WEEKLY = 7


def due(work: Work) -> Iterable[Due]:
    """Once every working day, between eight and six."""
    now, today = work.now, work.now.today
    if dates.is_working_day(today) and _FROM <= now.local.time() < _UNTIL:
        at = datetime.combine(today, _FROM, now.zone)
        yield Due(period=today.isoformat(), at=at)


def send(work: Work, _due: Due) -> Iterator[Answer]:
    """One card per owner whose items ask for it today."""
    now = work.now
    asking = [action for action in agenda.reminded(work.session, now.today, max(_BEFORE)) if asks(action, now.today)]
    for owner, owned in groupby(asking, key=lambda action: action.owner.id if action.owner else 0):
        if owner:
            card = words.reminder(list(owned), now.today)
            yield Post(card, Direct(owner), once=f"herinnering:{now.today.isoformat()}")


def asks(action: Action, today: date) -> bool:
    """Whether an item wants a reminder today; one that falls on a day off comes on the next working day."""
    if action.due is None:
        return any(action.review == day for day in _days_since_last(today))
    return any(_wanted(action.due, day) for day in _days_since_last(today))


def _wanted(due: date, day: date) -> bool:
    days = (due - day).days
    return days in _BEFORE or (days < 0 and -days % _WEEKLY == 1)


def _days_since_last(today: date) -> Iterator[date]:
    """Today, and the days off just before it."""
    yield today
    day = today - timedelta(days=1)
    while not dates.is_working_day(day):
        yield day
        day -= timedelta(days=1)
