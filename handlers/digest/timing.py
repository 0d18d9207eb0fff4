"""When a tafel's digest comes: one rule gives what is due now and the next moment.

A week has one digest. A week without news, or whose digest no channel took, may still get one when its day is moved
later in the week; `/weekbericht status` follows the same rule.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, takewhile
from typing import Final

from handlers import weekly
from handlers.digest.settings import rule
from handlers.feature import Due, Now, Work
from handlers.weekly import Occurrence
from storage import digests, jobs, tafels
from storage.database import Session
from storage.jobs import Run
from storage.tafels import Tafel

KIND: Final = "weekbericht"
_LOOKED: Final = 60


def due(work: Work) -> Iterator[Due]:
    """The newest digest of every tafel that has channels, and the older ones that were missed."""
    session, now = work.session, work.now
    linked = {link.tafel_id for link in tafels.links_of(session)}
    for tafel in tafels.all_tafels(session):
        if rule(tafel).on and tafel.id in linked:
            yield from _due_of(session, tafel, now)


def _due_of(session: Session, tafel: Tafel, now: Now) -> Iterator[Due]:
    mine = rule(tafel)
    weekday, time, since = mine.weekday, mine.time, mine.since
    weeks = runs_by_week(session, tafel)
    for missed in weekly.missed(now, weekday, time, since):
        if missed.period not in weeks:
            yield Due(tafel=tafel.key, period=missed.period, at=missed.at, skipped=True)
    newest = weekly.newest_due(now, weekday, time, since)
    if newest and not _is_over(session, tafel, newest, weeks.get(newest.period, [])):
        period = f"{newest.period} {weekday} {time}" if newest.period in weeks else newest.period
        yield Due(tafel=tafel.key, period=period, at=newest.at)


def comes(work: Work, until: datetime) -> Iterator[datetime]:
    """Every moment until then at which the digest of some tafel falls due."""
    rules = {(mine.weekday, mine.time) for mine in map(rule, tafels.all_tafels(work.session)) if mine.on}
    for weekday, time in rules:
        yield from takewhile(lambda at: at < until, (each.at for each in weekly.upcoming(work.now, weekday, time)))


def next_digest(session: Session, tafel: Tafel, now: Now) -> Occurrence:
    """The moment that is promised: the one that is due and not done yet, else the first to come."""
    mine = rule(tafel)
    weeks = runs_by_week(session, tafel)
    newest = weekly.newest_due(now, mine.weekday, mine.time, mine.since)
    if newest and not _is_over(session, tafel, newest, weeks.get(newest.period, [])):
        return newest
    coming = weekly.upcoming(now, mine.weekday, mine.time)
    return next(each for each in coming if not _is_over(session, tafel, each, weeks.get(each.period, [])))


def _is_over(session: Session, tafel: Tafel, moment: Occurrence, runs: list[Run]) -> bool:
    """Whether the week of this moment has had its digest, or had its chance at this moment or a later one."""
    return any(run.due_at >= moment.at or run.state == "overgeslagen" or _was_sent(session, tafel, run) for run in runs)


def _was_sent(session: Session, tafel: Tafel, run: Run) -> bool:
    """Whether a digest went out that some channel took, or may take still."""
    made = [each for each in digests.of_tafel(session, tafel.id) if each.period == run.period]
    return run.state == "gedaan" and (not made or any(each.may_arrive or each.state == "onzeker" for each in made))


def runs_by_week(session: Session, tafel: Tafel) -> dict[str, list[Run]]:
    """The runs of each week, newest first; more than one where the day was moved within the week."""
    runs = jobs.runs_of(session, KIND, tafel.key, most=_LOOKED)
    return {week: list(some) for week, some in groupby(runs, key=lambda run: week_of(run.period))}


def week_of(period: str) -> str:
    """ "2026-W48" of "2026-W48 5 16:00"."""
    return period.partition(" ")[0]


def quiet_since(session: Session, tafel: Tafel) -> tuple[int, datetime] | None:
    """For how many weeks nothing was worth telling, and when that began; None where the last week had a digest."""
    weeks = runs_by_week(session, tafel)
    silent = []
    for runs in weeks.values():
        if any(run.state != "stil" for run in runs):
            break
        silent.append(runs[-1].due_at)
    return (len(silent), silent[-1]) if silent else None
