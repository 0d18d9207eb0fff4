"""What the factsheet does by itself: fetch from CBS every morning, post a new sheet when figures changed (once a month,
on a working day), draw every sheet while a link to the cockpit works, and add a line to the digest."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from handlers import cockpit, dates
from handlers.cards import Heading, Text, line, told
from handlers.factsheet import callbacks, places
from handlers.factsheet.callbacks import News, Whose
from handlers.feature import NOTHING, Answer, Due, Section, Switch, Week, Work
from handlers.forms import Toggle
from storage import figures, jobs, page_links, sheets, tafels
from storage.tafels import Tafel

FETCH, NEWS, COCKPIT = "cijfers", "factsheet", "cockpitplaten"
_FETCH_AT, _FROM, _UNTIL = time(6, 30), time(8), time(18)
_ORDER = 70


def fetch_due(work: Work) -> Iterator[Due]:
    """Every morning, from the day after the installation was made; never in the trial workspace."""
    session, now = work.session, work.now
    at = datetime.combine(now.today, _FETCH_AT, now.zone)
    region, every = tafels.region(session), tafels.all_tafels(session)
    if region is None or region[2] or not every or now.instant < at:
        return
    if min(tafel.created_at for tafel in every) < at:
        yield Due(period=now.today.isoformat(), at=at)


def news_due(work: Work) -> Iterator[Due]:
    """Every tafel with a channel and with something that it has not heard, unless it had its sheet this month.

    A tafel that switched this off gets its sheet when it asks; the digest tells what is new all the same.
    """
    session, now = work.session, work.now
    if not dates.is_working_day(now.today) or not _FROM <= now.local.time() < _UNTIL:
        return
    linked = {link.tafel_id for link in tafels.links_of(session)}
    period = f"{now.today:%Y-%m}"
    waiting = {news.tafel: news for news in sheets.untold(session)}
    for key, news in waiting.items():
        tafel = tafels.by_key(session, key)
        if tafel and SWITCH.of(tafel) and tafel.id in linked and not jobs.claimed(session, NEWS, key, period):
            yield Due(tafel=key, period=period, at=news.at)


def cockpit_due(work: Work) -> Iterator[Due]:
    """The sheets of every state and month, while a board has a link to the page that shows them."""
    if page_links.live(work.session, cockpit.NAME, work.now.instant):
        period = f"{places.month(work.now)}:{figures.state(work.session)}"
        yield Due(period=period, at=work.now.instant)


def fetch(_work: Work, _due: Due) -> Answer:
    return callbacks.FETCH_FIGURES.later(NOTHING)


def tell(_work: Work, what: Due) -> Answer:
    return callbacks.TELL.later(News(what.tafel, what.period))


def draw(work: Work, _due: Due) -> Iterator[Answer]:
    """Queue a job for each sheet that is not drawn yet."""
    there = places.all_drawn(work.session, work.now)
    every = tafels.all_tafels(work.session)
    return (callbacks.DRAW.later(Whose(each.key)) for each in every if each.key not in there)


def digest(_work: Work, week: Week) -> Iterator[Section]:
    """The news about figures since the last digest; only the latest sentence."""
    found = [fact for fact in week.facts if fact.kind == "figures"]
    if found:
        elements = (Heading("Nieuwe cijfers"), Text(line(str(found[-1].after))), Text(told("Alles: `/factsheet`")))
        yield Section(order=_ORDER, elements=elements, stirs=True)


def _says(tafel: Tafel) -> str:
    """When a tafel is sent its sheet, in words."""
    return "vanzelf bij nieuwe cijfers" if SWITCH.of(tafel) else "alleen als je erom vraagt"


SWITCH: Final = Switch(
    name="factsheet.vanzelf",
    default=True,
    called="de factsheet",
    field=Toggle(name="aan_factsheet", label="Stuur de factsheet als de cijfers veranderen"),
    label="Factsheet",
    says=_says,
    audited="factsheet vanzelf",
)
