"""The cockpit: a page for boards that shows how the programme stands, under a signed link and without an account.

`routes(app)` gives its paths. The page is one read of the database; it has no script, asks nothing of elsewhere, and
prints on A4. A link that is wrong, over or taken back leads to one and the same page, which says how to get a new one.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Final

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.app import App
from bot.browser.cards import STATIC, Way, colour_class, colours_css, element_html, environment
from bot.browser.files import Static
from bot.serving.signing import COCKPIT, Signer
from handlers import cockpit
from handlers.cards import AnyElement, Heading
from handlers.dates.words import MONTHS, SHORT_DAYS
from handlers.feature import Now, Section, Work
from storage import links, tafels
from storage.database import Session, Unavailable
from storage.links import CockpitLink

_LONGEST: Final = 200  # characters of a link's own part; ours have 62
_POLICY: Final = (
    "default-src 'none'; style-src 'self' {}; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def routes(app: App) -> list[BaseRoute]:
    """The page, the page for who has no (working) link, and their style sheets."""
    return [
        Route(f"/{COCKPIT}", _without),
        Mount(f"/{COCKPIT}/static", Static(STATIC)),
        Route(f"/{COCKPIT}/{{token}}", partial(_opened, app)),
    ]


async def _without(_request: Request) -> Response:
    return _apart("gone.html", 404, home=f"{COCKPIT}/")


async def _opened(app: App, request: Request) -> Response:
    key = _key(app, request.path_params["token"])
    try:
        found = await app.read(partial(_found, app, key, app.clock())) if key else None
    except Unavailable:
        return _apart("busy.html", 503)
    return _page(found) if found else _apart("gone.html", 404)


def _key(app: App, token: str) -> str | None:
    """The key in a link of ours; whatever is not ours costs no look in the database."""
    secret = app.settings.tafelbot_geheim
    return Signer(secret).verify(token, COCKPIT) if secret and len(token) <= _LONGEST else None


# --- the page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Board:
    """What the page shows, all of the same moment."""

    link: CockpitLink
    now: Now
    region: str
    sections: Sequence[Section]
    colours: Mapping[str, str]


def _found(app: App, key: str, now: Now, session: Session) -> Board | None:
    """Everything on the page, while the link works."""
    link = links.get(session, key, now.instant)
    return _board(app.work(session, now), link) if link else None


def _board(work: Work, link: CockpitLink) -> Board:
    region = tafels.region(work.session)
    colours = {each.name: each.colour for each in tafels.all_tafels(work.session)}
    return Board(link, work.now, region[1] if region else "", cockpit.page(work), colours)


def _page(board: Board) -> Response:
    sheet = colours_css(board.colours.values())
    marks = {name: colour_class(colour) for name, colour in board.colours.items()}
    parts = [_part(number, section, marks) for number, section in enumerate(board.sections, 1)]
    local, until = board.now.local, board.link.expires.astimezone(board.now.zone) - timedelta(seconds=1)
    words = {"made": _moment(local), "iso": local.isoformat(timespec="minutes"), "until": _day(until)}
    told = {"region": board.region, "made_for": board.link.made_for, "parts": parts, "home": "", **words}
    return _answer(_drawn("cockpit.html", colours=Markup(sheet), **told), 200, sheet)  # noqa: S704 - only colours


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it, and the smaller parts within."""

    id: str
    title: str
    html: Markup
    colour: str = ""
    parts: tuple["Part", ...] = ()


def _part(number: int, section: Section, marks: Mapping[str, str]) -> Part:
    """A section of the page: its first heading names it, each later one begins a part of it."""
    (title, top), *rest = _split(section.elements)
    name = f"deel-{number}"
    inner = (Part(f"{name}-{place}", head, _html(each, 4, marks), marks.get(head, ""))
             for place, (head, each) in enumerate(rest, 1))  # fmt: skip
    return Part(name, title or "Overzicht", _html(top, 3, marks), parts=tuple(inner))


def _split(elements: Iterable[AnyElement]) -> list[tuple[str, list[AnyElement]]]:
    """Elements under the heading before them; what comes before any heading has none."""
    found: list[tuple[str, list[AnyElement]]] = []
    for element in elements:
        if isinstance(element, Heading):
            found.append((element.text, []))
        else:
            found = found or [("", [])]
            found[-1][1].append(element)
    return found or [("", [])]


def _html(elements: Iterable[AnyElement], level: int, marks: Mapping[str, str]) -> Markup:
    way = Way(_document, level=level, marks=marks)
    return Markup("\n").join(element_html(element, way) for element in elements)


def _document(key: str) -> str:
    """Where a picture or a file is, from the page."""
    return f"../bestand/{key}"


def _day(local: datetime) -> str:
    """ "za 21 november 2026": a page that is printed says the year."""
    return f"{SHORT_DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"


def _moment(local: datetime) -> str:
    return f"{_day(local)}, {local:%H:%M}"


# --- answers ---------------------------------------------------------------------------------------------------------


def _apart(template: str, status: int, home: str = "") -> Response:
    """A page that says that there is nothing to see, and what to do."""
    return _answer(_drawn(template, home=home), status)


def _answer(page: str, status: int, sheet: str = "") -> Response:
    """A page that may use our own files and this one style sheet, and that nobody keeps."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = _POLICY.format(f"'sha256-{digest}'" if sheet else "")
    return HTMLResponse(page, status, {**_HEADERS, "Content-Security-Policy": policy})


@cache
def _templates() -> Environment:
    return environment()


def _drawn(template: str, **told: object) -> str:
    return _templates().get_template(template).render(told)
