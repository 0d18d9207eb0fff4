"""Send the digest of a claimed week to every channel: the facts it was not told, late if need be, and nothing in a
silent week."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from handlers import dates
from handlers.digest import build, timing
from handlers.feature import Answer, Due, Now, Work
from storage import jobs, tafels
from storage.tafels import Tafel

_QUIET_WEEKS: Final = 4


def send(work: Work, what: Due) -> Iterator[Answer]:
    """Send the digest of a claimed week. A quiet week sends nothing, and is written down as quiet."""
    session, now = work.session, work.now
    tafel = tafels.by_key(session, what.tafel)
    if tafel is None:
        return
    late = now.instant - what.at > build.LATE
    note = build.late_note(_moment(what.at, now)) if late else ""
    once = f"{timing.KIND}:{tafel.key}:{what.period}"
    posts = build.send(work, tafel, now, once=once, period=what.period, due_at=what.at, note=note)
    made = list(posts)
    if made:
        jobs.mark(session, timing.KIND, tafel.key, what.period, "gedaan", "vertraagd" if late else "")
        yield from made
    else:
        jobs.mark(session, timing.KIND, tafel.key, what.period, "stil")
        yield from _quiet(work, tafel, what, once)


def _quiet(work: Work, tafel: Tafel, what: Due, once: str) -> Iterator[Answer]:
    now = work.now
    silence = timing.quiet_since(work.session, tafel)
    if silence is None or silence[0] % _QUIET_WEEKS or " " in what.period:
        return
    since = dates.spoken(silence[1].astimezone(now.zone).date(), now.today)
    yield from build.quiet_posts(work, tafel, now, since, once=once, period=what.period, due_at=what.at)


def _moment(at: datetime, now: Now) -> str:
    local = at.astimezone(now.zone)
    return f"{dates.spoken(local.date(), now.today)} om {local:%H:%M} uur"
