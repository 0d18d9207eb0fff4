"""What happens by itself: a look at CBS every morning, a new sheet for a tafel whose figures changed (once a month at
most, on a working day), every sheet for the cockpit while somebody has a link to it, and a line in the digest."""

from collections.abc import Iterator
from datetime import datetime, time

from handlers import dates
from handlers.cards import Heading, Text, line, told
from handlers.factsheet import places
from handlers.feature import Answer, Due, Later, Now, Section, Week
from handlers.registry import Registry
from storage import figures, jobs, links, sheets, tafels
from storage.database import Session

FETCH, NEWS, COCKPIT = "cijfers", "factsheet", "cockpitplaten"
_FETCH_AT, _FROM, _UNTIL = time(6, 30), time(8), time(18)
_ORDER = 70


def due(session: Session, now: Now) -> Iterator[Due]:
    yield from _fetch_due(session, now)
    yield from _cockpit_due(session, now)
    if dates.is_working_day(now.today) and _FROM <= now.local.time() < _UNTIL:
        yield from _news_due(session, now)


def _fetch_due(session: Session, now: Now) -> Iterator[Due]:
    """Every morning, from the day after the installation was made; never in the trial workspace."""
    at = datetime.combine(now.today, _FETCH_AT, now.zone)
    region, every = tafels.region(session), tafels.all_tafels(session)
    if region is None or region[2] or not every or now.instant < at:
        return
    if min(tafel.created_at for tafel in every) < at:
        yield Due(kind=FETCH, tafel="", period=now.today.isoformat(), at=at)


def _news_due(session: Session, now: Now) -> Iterator[Due]:
    """Every tafel with a channel and with something that it has not heard, unless it had its sheet this month.

    A tafel that switched this off gets its sheet when it asks; the digest tells what is new all the same.
    """
    linked = {link.tafel_id for link in tafels.links_of(session)}
    period = f"{now.today:%Y-%m}"
    waiting = {news.tafel: news for news in sheets.untold(session)}
    for key, news in waiting.items():
        tafel = tafels.by_key(session, key)
        if tafel and tafel.factsheet_on and tafel.id in linked and not jobs.claimed(session, NEWS, key, period):
            yield Due(kind=NEWS, tafel=key, period=period, at=news.at)


def _cockpit_due(session: Session, now: Now) -> Iterator[Due]:
    """The sheets of every state and month, while a board has a link to the page that shows them."""
    if links.live(session, now.instant):
        yield Due(kind=COCKPIT, tafel="", period=f"{places.month(now)}:{figures.state(session)}", at=now.instant)


def fetch(_session: Session, _now: Now, _due: Due, _registry: Registry) -> Answer:
    return Later("factsheet.vernieuw")


def tell(_session: Session, _now: Now, what: Due, _registry: Registry) -> Answer:
    return Later("factsheet.bericht", {"tafel": what.tafel, "period": what.period})


def draw(session: Session, now: Now, _due: Due, _registry: Registry) -> Iterator[Answer]:
    """A job for each sheet that nobody had drawn yet."""
    there = places.all_drawn(session, now)
    return (Later("factsheet.teken", {"key": each.key}) for each in tafels.all_tafels(session) if each.key not in there)


def digest(_session: Session, week: Week) -> Iterator[Section]:
    """What is new in the figures since the last digest; the latest word is enough."""
    found = [fact for fact in week.facts if fact.kind == "figures"]
    if found:
        elements = (Heading("Nieuwe cijfers"), Text(line(str(found[-1].after))), Text(told("Alles: `/factsheet`")))
        yield Section(order=_ORDER, elements=elements, stirs=True)
