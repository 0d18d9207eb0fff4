"""Reminders to owners: a week and a day before the date, then when something is one, two, four and eight weeks late.

All of a person's come in one message a day, on working days. What stays late after that is asked of the projectleider,
once: another day, another owner, or let it go?
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from handlers import dates
from handlers.actieagenda import words
from handlers.feature import Answer, Direct, Due, Now, Post, Work
from storage import agenda, facts, jobs, memberships
from storage.action_facts import ACTION
from storage.actions import Action
from storage.database import Session

KIND: Final = "herinneringen"
LATE_AFTER: Final = (7, 14, 28, 56)
"""After so many days late something is told again; what stays late comes rarer and rarer."""
_ASK_AFTER: Final = 63
_FROM, _UNTIL = time(8), time(18)
_BEFORE: Final = (7, 1)
_MISSED: Final = 14  # days for which reminders are made up for after a stop
_ASKED_A_DAY: Final = 3


def due(work: Work) -> Iterable[Due]:
    """Once every working day, between eight and six."""
    now, today = work.now, work.now.today
    if dates.is_working_day(today) and _FROM <= now.local.time() < _UNTIL:
        at = datetime.combine(today, _FROM, now.zone)
        yield Due(period=today.isoformat(), at=at)


def send(work: Work, what: Due) -> Iterator[Answer]:
    """Send one card per owner whose items are due a reminder, and ask the projectleider about items nine weeks late."""
    session, now = work.session, work.now
    days = _days(session, now.today, what)
    near = agenda.reminded(session, now.today, max(_BEFORE))
    asking = [action for action in near if asks(action, [day for day in days if day > _made(action, now)])]
    for owner, owned in groupby(asking, key=lambda action: action.owner.id if action.owner else 0):
        card = words.reminder(list(owned), now.today)
        yield Post(card, Direct(owner), once=f"herinnering:{now.today.isoformat()}")
    yield from _questions(session, now)


def _made(action: Action, now: Now) -> date:
    """The day on which an item was made: it is reminded of nothing from before that."""
    return action.created_at.astimezone(now.zone).date()


def asks(action: Action, days: Iterable[date]) -> bool:
    """Whether an item wants a reminder on one of these days; the end of a snooze was promised."""
    return any(_wanted(action, day) for day in days)


def _wanted(action: Action, day: date) -> bool:
    if action.snoozed_until == day:
        return True
    if action.due is None:
        return action.review == day
    days = (action.due - day).days
    return days in _BEFORE or -days in LATE_AFTER


def _days(session: Session, today: date, what: Due) -> list[date]:
    """The days since the last reminders: days off, and days on which the program did not run."""
    earlier = [run.period for run in jobs.runs_of(session, KIND, "", most=2) if run.period < what.period]
    passed = (today - date.fromisoformat(earlier[0])).days if earlier else _MISSED
    return [today - timedelta(days=back) for back in range(min(max(passed, 1), _MISSED))]


# --- what nobody moves -----------------------------------------------------------------------------------------------


def _questions(session: Session, now: Now) -> Iterator[Answer]:
    """Items too late to remind their owner of; a few a day, so that a projectleider does not get a pile."""
    asked: dict[int, int] = {}
    for action in agenda.overdue(session, now.today - timedelta(days=_ASK_AFTER - 1)):
        if asked.get(action.tafel_id, 0) >= _ASKED_A_DAY or _was_asked(session, action):
            continue
        asked[action.tafel_id] = asked.get(action.tafel_id, 0) + 1
        leaders = memberships.leaders(session, action.tafel_id)
        for person in leaders:
            card = words.overdue(action, now.today)
            yield Post(card, Direct(person.id), once=f"te_laat:{action.key}:{action.due}")
        if leaders:
            facts.write(session, "asked", action.subject, now=now.instant, by=None, after=str(action.due))


def _was_asked(session: Session, action: Action) -> bool:
    """Once about each day that was agreed."""
    last = facts.last(session, "asked", ACTION, action.key)
    return last is not None and last.after == str(action.due)
