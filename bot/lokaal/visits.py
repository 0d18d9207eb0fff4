"""What pages and gestures share: the visitor, one gesture, and the response.

`who` is the person a page is for and `doer` the one who acted on it, a `Gesture` is one act, `drawn` renders a
template, `remember` sets a cookie, and `Wrong` is an error in a sentence.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request as Web
from starlette.responses import Response

from bot.app import App
from bot.browser.cards import environment
from bot.lokaal.addresses import PLATFORM, address, direct_of
from handlers.feature import Account, Place
from storage import demo

HERE: Final = Path(__file__).parent
FIRST: Final = f"{PLATFORM}:petra"
PERSON, CHANNEL, RIBBON = "lokaal_persoon", "lokaal_kanaal", "lokaal_lint"
SHOWN: Final = "x-person"  # whom the page shows from which the script asks


class Wrong(HTTPException):
    """Something cannot be done; its words are a Dutch sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One thing that somebody did on a page."""

    id: str
    account: Account
    place: Place
    channel: str
    message: str
    thread: str
    posted: FormData
    script: bool

    @property
    def conversation(self) -> str:
        return self.place.channel if self.place.kind == "channel" else direct_of(self.account.id)

    @property
    def back(self) -> str:
        """Where to go afterwards: only ever a page of ours."""
        back = self.text("back")
        is_ours = back.startswith("/lokaal/") and back.isprintable() and "\\" not in back
        return back if is_ours else address(self.channel)

    def text(self, name: str) -> str:
        value = self.posted.get(name)
        return value if isinstance(value, str) else ""


async def who(app: App, web: Web) -> Account:
    """The person named by the page's request, else by the cookie, else the first one."""
    everybody = dict(await app.read(demo.accounts))
    wanted = [f"{PLATFORM}:{each}" for each in (web.headers.get(SHOWN, ""), web.cookies.get(PERSON, ""))]
    chosen = next((each for each in (*wanted, FIRST, *everybody) if each in everybody), None)
    if chosen is None:
        raise Wrong(404, "Er is niemand meer in deze proefwerkruimte. Begin opnieuw met een lege map var.")
    return Account(chosen, everybody[chosen].name)


async def doer(app: App, web: Web, person: str) -> Account:
    """The person that the page showed on which somebody acted: another tab may have changed the cookie since."""
    if not person:
        return await who(app, web)
    account = f"{PLATFORM}:{person}"
    everybody = dict(await app.read(demo.accounts))
    if account not in everybody:
        raise Wrong(404, "Die persoon is er niet (meer). Laad de pagina opnieuw en kies wie je bent.")
    return Account(account, everybody[account].name)


def is_gone(web: Web, account: str) -> bool:
    """Whether somebody was a person here who is there no more."""
    wanted = web.headers.get(SHOWN) or web.cookies.get(PERSON)
    return bool(wanted) and account != f"{PLATFORM}:{wanted}"


@cache
def _templates() -> Environment:
    return environment(HERE / "templates")


def drawn(template: str, **context: object) -> str:
    return _templates().get_template(template).render(**context)


def remember(response: Response, name: str, value: str) -> None:
    safe = value if value.isascii() and value.replace("/", "").replace("-", "").replace("_", "").isalnum() else ""
    response.set_cookie(name, safe, max_age=31_536_000, path="/lokaal", httponly=True, samesite="strict")
