"""What the worker does for the koers: draw its picture once for what it shows. Typst is imported only by the job."""

from typing import TYPE_CHECKING

from factsheets.goals_page import Page
from handlers.feature import HERE, Answers, Now, Post, Work
from handlers.koers import view, words
from handlers.koers.callbacks import Picture
from handlers.koers.view import Overview
from storage.database import Session

if TYPE_CHECKING:
    from factsheets.document import Pictures


def make(work: Work, wanted: Picture) -> Answers:
    """Draw the overview unless it is drawn already, and send it to the asker or the channel."""
    may = work.person is not None and work.person.administrator
    found = with_picture(work.session, work.now)
    if wanted.shared:
        return Post(words.shared(found, work.now), HERE)
    return Post(words.overview(found, work.now, may_enter=may))


def with_picture(session: Session, now: Now) -> Overview:
    found = view.overview(session, now)
    if found.picture:
        return found
    page, made = found.page, _drawn(found.page, now)
    large = view.keep(session, page.state, "", made.large, now)
    return Overview(found.standings, page, large, view.keep(session, page.small, "-klein", made.small, now))


def _drawn(page: Page, now: Now) -> "Pictures":
    from factsheets import goals_chart  # noqa: PLC0415 - only here Typst is needed

    return goals_chart.pictures(page, now.today)
