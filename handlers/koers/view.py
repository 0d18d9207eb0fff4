"""The overview of goals and results, and the document that holds its picture."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from factsheets import goals_page
from factsheets.goals import Standing
from factsheets.goals_page import Page
from handlers.feature import Now
from handlers.koers.standings import standings_of
from storage import documents, koers
from storage.database import Session

KEPT: Final = timedelta(days=400)  # a posted picture stays readable for as long as people scroll back


@dataclass(frozen=True, slots=True)
class Overview:
    """All goals in force, with the page that a picture is drawn of, and that picture in two sizes once it is there."""

    standings: list[Standing]
    page: Page
    picture: str | None
    small: str | None = None


def overview(session: Session, now: Now) -> Overview:
    standings = standings_of(session, koers.listed(session))
    page = goals_page.page(standings, now.today)
    large, small = (koers.drawn(session, state, now.instant) for state in (page.state, page.small))
    return Overview(standings, page, large, small)


def keep(session: Session, state: str, size: str, png: bytes, now: Now) -> str:
    """Store a picture for the state it shows; returns the document that counts."""
    name = f"koers-{now.today.isoformat()}{size}.png"
    made = documents.keep(session, name, "image/png", png, now=now.instant, expires=now.instant + KEPT)
    return koers.keep_drawn(session, state, made, now.instant)
