"""When a tafel's digest is due, and sending it: once per tafel and week, late rather than never, quiet if need be."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from handlers import dates, weekly
from handlers.digest import build
from handlers.feature import Answer, Channels, Due, Now, Post, Week, Work
from handlers.switches import Switch
from storage import jobs, tafels
from storage.database import Session
from storage.tafels import Tafel

KIND = "weekbericht"
SWITCH = Switch("digest", "het weekbericht", "Stuur elke week een weekbericht", "weekbericht")
_WEEK = timedelta(days=7)
_QUIET_WEEKS = 4


def due(work: Work) -> Iterator[Due]:
    """The newest digest of every tafel that has channels, and the older ones that were missed."""
    session, now = work.session, work.now
    linked = {link.tafel_id for link in tafels.links_of(session)}
    for tafel in tafels.all_tafels(session):
        if tafel.digest_on and tafel.id in linked:
            yield from _due_of(session, tafel, now)


def _due_of(session: Session, tafel: Tafel, now: Now) -> Iterator[Due]:
    weekday, time, since = tafel.digest_weekday, tafel.digest_time, tafel.digest_since
    newest = weekly.newest_due(now, weekday, time, since)
    missed = weekly.missed(now, weekday, time, since)
    for occurrence, skipped in [(each, True) for each in missed] + [(newest, False)]:
        if occurrence and not jobs.claimed(session, KIND, tafel.key, occurrence.period):
            yield Due(tafel=tafel.key, period=occurrence.period, at=occurrence.at, skipped=skipped)


def send(work: Work, what: Due) -> Iterator[Answer]:
    """Build the digest of a claimed week. A quiet week sends nothing, and is written down as quiet."""
    session, now = work.session, work.now
    tafel = tafels.by_key(session, what.tafel)
    if tafel is None:
        return
    week = week_of(session, tafel, now, what.at)
    found = build.sections(work, week)
    if build.is_quiet(found):
        yield from _quiet(work, week, what)
        return
    late = now.instant - what.at > build.LATE
    note = build.late_note(_moment(what.at, now)) if late else ""
    jobs.mark(session, KIND, tafel.key, what.period, "gedaan", "vertraagd" if late else "")
    yield Post(build.card(work, week, found, note=note), Channels(tafel.id), once=f"{KIND}:{tafel.key}:{what.period}")


def _quiet(work: Work, week: Week, what: Due) -> Iterator[Answer]:
    session = work.session
    key = week.tafel.key
    jobs.mark(session, KIND, key, what.period, "stil")
    runs = jobs.runs_of(session, KIND, key, most=50)
    silent = list(takewhile(lambda run: run.state == "stil", runs))
    if len(silent) % _QUIET_WEEKS == 0:
        first = silent[-1].due_at.astimezone(week.now.zone).date()
        card = build.quiet_card(work, week, dates.spoken(first, week.now.today))
        yield Post(card, Channels(week.tafel.id), once=f"{KIND}:{key}:{what.period}")


def week_of(session: Session, tafel: Tafel, now: Now, at: datetime | None = None) -> Week:
    """What a digest made now tells about: everything since the last one that was sent, at most four weeks.

    Quiet and skipped weeks count as not told. `at` is when it was due, from which a first digest looks a week back.
    """
    runs = [run for run in jobs.runs_of(session, KIND, tafel.key) if run.at < now.instant]
    sent = [run for run in runs if run.state == "gedaan"]
    first = min([run.due_at for run in runs] + [at or now.instant]) - _WEEK
    since = max(sent[0].at if sent else first, now.instant - 4 * _WEEK)
    before = (sent[1].at if len(sent) > 1 else sent[0].due_at - _WEEK) if sent else None
    return Week(tafel=tafel, now=now, since=since, before=before)


def _moment(at: datetime, now: Now) -> str:
    local = at.astimezone(now.zone)
    return f"{dates.spoken(local.date(), now.today)} om {local:%H:%M} uur"
