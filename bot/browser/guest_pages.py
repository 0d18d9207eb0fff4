"""Pages for guests: what a feature shows under a signed link and without an account, until the link ends.

`routes(app)` gives their paths. A page is one read of the database; it has no script, asks nothing of elsewhere, and
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
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.app import App
from bot.browser.cards import STATIC, Way, colour_class, colours_css, element_html, environment
from bot.browser.files import Static
from bot.serving.signing import Signer
from handlers.cards import AnyElement, Heading
from handlers.dates.words import MONTHS, SHORT_DAYS
from handlers.feature import Now, Page, PageContent, Refusal, Section
from handlers.pages import read_only
from handlers.parts import note
from storage import page_links, tafels
from storage.database import Session, Unavailable
from storage.page_links import PageLink

_LONGEST: Final = 300  # characters of a link's own part; ours have 62
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
_BROKEN: Final = "Er is niets mis met je link, maar hier ging iets mis. Geef wie je de link stuurde deze code: {}."
_WAIT: Final = "Er is niets mis met je link. Probeer het over een minuut nog eens."


class _Signed(StringConvertor):
    """A part of an address that has the shape of what we sign."""

    regex = r"[\w-]{43}\.[\w-]+"


register_url_convertor("signed", _Signed())


def routes(app: App) -> list[BaseRoute]:
    """The routes of every page, and of the page for links that do not work."""
    return [route for page in app.registry.pages.values() for route in _of_page(app, page)]


def other_routes() -> list[BaseRoute]:
    """Links to pages of features that are switched off: they are answered as links that never were. These paths come
    after all others."""
    return [Mount("/{page}/static", Static(STATIC)), Route("/{page}/{token:signed}", partial(_gone, None))]


def _of_page(app: App, page: Page) -> list[BaseRoute]:
    return [
        Route(f"/{page.name}", partial(_gone, page, home=f"{page.name}/")),
        Mount(f"/{page.name}/static", Static(STATIC)),
        Route(f"/{page.name}/{{token}}", partial(_opened, app, page)),
    ]


async def _gone(page: Page | None, _request: Request, home: str = "") -> Response:
    return _refusal(page, home)


async def _opened(app: App, page: Page, request: Request) -> Response:
    key = _key(app, page, request.path_params["token"])
    try:
        found = await app.read(partial(_find, app, page, key, app.clock())) if key else None
    except Unavailable:
        return _sentence(page, _WAIT, 503)
    except Refusal as refusal:
        return _sentence(page, refusal.text, 409)
    except Exception as error:  # noqa: BLE001 - a guest gets a sentence, as everybody does
        return _sentence(page, _BROKEN.format(note(error, page.name, "pages")), 500)
    return _page(page, found) if found else _refusal(page)


def _key(app: App, page: Page, token: str) -> str | None:
    """The key in a link of ours; whatever is not ours costs no look in the database."""
    secret = app.settings.tafelbot_geheim
    return Signer(secret).verify(token, page.name) if secret and len(token) <= _LONGEST else None


# --- the page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of a page, read in one transaction."""

    link: PageLink
    now: Now
    content: PageContent
    sections: Sequence[Section]
    colours: Mapping[str, str]


def _find(app: App, page: Page, key: str, now: Now, session: Session) -> Opened | None:
    """The content of a page, if the link works and its subject exists."""
    link = page_links.get(session, page.name, key, now.instant)
    content = page.draws(app.work(session, now), link.subject) if link else None
    if link is None or content is None:
        return None
    colours = {each.name: each.colour for each in tafels.all_tafels(session)}
    return Opened(link, now, content, read_only(content.sections), colours)


def _page(page: Page, found: Opened) -> Response:
    sheet = colours_css(found.colours.values())
    marks = {name: colour_class(colour) for name, colour in found.colours.items()}
    parts = [_part(number, section, marks) for number, section in enumerate(found.sections, 1)]
    local, until = found.now.local, found.link.expires.astimezone(found.now.zone) - timedelta(seconds=1)
    words = {"made": _moment(local), "iso": local.isoformat(timespec="minutes"), "until": _day(until)}
    told = {"title": page.title, "content": found.content, "made_for": found.link.made_for, "parts": parts, **words}
    return _answer(_drawn("guest.html", colours=Markup(sheet), home="", **told), 200, sheet)  # noqa: S704 - only colours


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its elements and smaller parts."""

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
    """Group elements under the headings before them; those before the first heading have none."""
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


def _refusal(page: Page | None, home: str = "") -> Response:
    """The page for every link that does not work: nobody learns from it which links there were."""
    return _answer(_drawn("gone.html", page=page, home=home), 404)


def _sentence(page: Page, text: str, status: int) -> Response:
    """A page that says why there is nothing to see now."""
    return _answer(_drawn("sentence.html", page=page, text=text, home=""), status)


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
