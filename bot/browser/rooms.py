"""Rooms for guests: who has a code reads, presses and fills in, from a browser and without an account.

`routes(app)` gives the paths of every room that a feature declares: `/k` takes a code, `/k/CODE` is the room,
`/k/CODE/scherm` hangs on the wall, and `/k/CODE/live` tells open pages of changes. A personal code acts as its person.
By an open code a device becomes a guest, and a signed cookie for that address alone tells it again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from starlette.requests import Request as Web
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from bot.app import App
from bot.browser.cards import STATIC
from bot.browser.files import Static
from bot.browser.room_entry import Entry
from bot.browser.room_gestures import Changed, Gestures, read_sent
from bot.browser.room_guesses import Guesses, Shut, TooMany
from bot.browser.room_html import CODE, SCREEN, Drawing
from bot.browser.room_live import Followers
from bot.serving.body import Rejected
from handlers.feature import Refusal, Work
from handlers.forms import Form, Line, single
from handlers.parts import note
from handlers.rooms import OwnedRoom, path, read_code, show_code
from storage.database import Unavailable

Act: TypeAlias = Callable[[Web], Awaitable[Response]]

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_READS: Final = ("GET", "HEAD")
_SHUT: Final = (
    "Misschien is de kamer voorbij, is de code ingetrokken of zit er een typefout in.",
    "Kijk nog eens goed naar de code, of vraag de begeleider om een nieuwe.",
)
_TOO_MANY: Final = (
    "Vanaf jouw netwerk zijn veel codes geprobeerd die niet kloppen. Daarom gaat een nieuwe code nu even langzamer.",
    "Probeer het over {} seconden opnieuw. Wie al binnen is, merkt hier niets van.",
)
_CHANGED: Final = (
    "Wat je stuurde, hoort niet bij jou of bij deze kamer, of er is iets aan veranderd. Begin in de kamer."
)
_WAIT: Final = "Er is niets mis met je code. Probeer het over een minuut nog eens."
_BROKEN: Final = "Er is niets mis met je code, maar hier ging iets mis. Geef de begeleider dit nummer: {}."
_REJECTED: Final = {
    413: "Dat is te veel tekst voor één keer. Er is niets verstuurd. Ga terug, maak het korter en probeer het opnieuw.",
    400: "Wat je browser stuurde, is niet goed aangekomen. Er is niets veranderd. Ga terug en probeer het opnieuw.",
    403: "Dit kwam van een andere site. Er is niets veranderd.",
    405: "Zo werkt deze pagina niet. Open hem in een browser.",
}
_HINT: Final = "Acht letters en cijfers, zoals 7Q4D-M2RX. Je vindt hem in je uitnodiging of op het scherm."
_NO_CODE: Final = "Dit is geen code. Een code heeft acht letters en cijfers, zoals 7Q4D-M2RX."


def routes(app: App) -> list[BaseRoute]:
    """The paths of every room; none where no feature has one."""
    return [route for owned in app.registry.rooms.values() for route in RoomDoor(app, owned).routes()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a page says where something is wrong; `knows_room` says that the way back is the room itself."""

    heading: str
    sentences: tuple[str, ...]
    status: int
    wait: int = 0
    knows_room: bool = True


class RoomDoor:
    """One kind of room in front of an app."""

    def __init__(self, app: App, owned: OwnedRoom[Work], guesses: Guesses | None = None) -> None:
        self._app, self._room, self._feature = app, owned.room, owned.feature
        self._drawing = Drawing(app.settings, owned.room)
        self._entry = Entry(app, owned.room, guesses or Guesses())
        self._gestures = Gestures(app, owned, self._drawing, self._entry)
        self._followers = Followers(app, owned.feature, owned.room)

    def routes(self) -> list[BaseRoute]:
        name = self._room.name
        pages = {
            f"/{name}": (self._typed, f"{name}/"),
            f"/{name}/{{code}}": (self._in_room, ""),
            f"/{name}/{{code}}/{SCREEN}": (self._screen, "../"),
            f"/{name}/{{code}}/live": (self._live, "../"),
        }
        found: list[BaseRoute] = [Mount(f"/{name}/static", Static(STATIC))]
        found += [Route(at, partial(self._guarded, *what), methods=_METHODS) for at, what in pages.items()]
        return found

    # --- what is there -----------------------------------------------------------------------------------------------

    async def _typed(self, web: Web) -> Response:
        """The page with one field, for who has a code on paper or sees it on the wall."""
        if web.method in _READS:
            return self._asked_for_code()
        sent = await read_sent(web)
        typed = single(sent.text("field.code"))
        if not (code := read_code(typed)):
            return self._asked_for_code(typed[:40], _NO_CODE if typed else "Typ de code.")
        return RedirectResponse(path(self._room.name, code), status_code=303)

    def _asked_for_code(self, typed: str = "", error: str = "") -> Response:
        field = Line(name="code", label="Code", hint=_HINT, required=True, value=typed, longest=40)
        errors = {"code": error} if error else {}
        form = Form(action=CODE, title="Doe mee", submit="Verder", fields=(field,), errors=errors)
        here, home = self._room.name, f"{self._room.name}/"
        return self._drawing.door(form, gesture=CODE, here=here, home=home, status=422 if error else 200)

    async def _in_room(self, web: Web) -> Response:
        if web.method not in _READS:
            return await self._gestures.answer(web)
        asked = web.path_params["code"]
        code = read_code(asked)
        if code and asked != show_code(code):
            return RedirectResponse(path(self._room.name, code), status_code=303)
        found = await self._entry.find(web)
        if found.entrance.screen:
            return RedirectResponse(f"{path(self._room.name, found.code)}/{SCREEN}", status_code=303)
        return self._gestures.page(found)

    async def _screen(self, web: Web) -> Response:
        return self._drawing.screen(await self._entry.wall(web), self._app.clock())

    async def _live(self, web: Web) -> Response:
        return _Following(partial(self._followers.follow, await self._entry.subject(web)))

    # --- and what is wrong -------------------------------------------------------------------------------------------

    async def _guarded(self, act: Act, home: str, web: Web) -> Response:
        """Whatever is wrong is a page with a sentence, and what was typed stands on it."""
        try:
            self._refuse_odd(act, web)
            return await act(web)
        except ConnectionResetError:
            return Response(status_code=400)  # nobody reads it
        except Exception as error:  # noqa: BLE001 - a guest gets a sentence, as everybody does
            wrong = _wrong(error) or self._broken(error)
            typed = getattr(web.state, "typed", ())
            here = self._here(web) if wrong.knows_room else ""
            return self._drawing.sentence(
                wrong.heading, wrong.sentences, wrong.status, typed=typed, here=here, home=home, wait=wrong.wait
            )

    def _broken(self, error: Exception) -> Wrong:
        told = _BROKEN.format(note(error, self._feature, "rooms"))
        return Wrong(heading="Dat lukt niet", sentences=(told,), status=500)

    def _refuse_odd(self, act: Act, web: Web) -> None:
        """Refuse what no page of ours does."""
        takes = _READS if act in (self._screen, self._live) else (*_READS, "POST")
        if web.method not in takes:
            raise Rejected(405, "method")
        if web.method == "POST" and web.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Rejected(403, "foreign")

    def _here(self, web: Web) -> str:
        """Where to begin anew."""
        code = read_code(web.path_params.get("code", ""))
        return path(self._room.name, code) if code else f"/{self._room.name}"


def _wrong(error: Exception) -> Wrong | None:  # noqa: PLR0911 - one branch per kind
    heading = "Dat lukt niet"
    match error:
        case Shut():
            return Wrong(heading="Deze code werkt niet (meer)", sentences=_SHUT, status=404, knows_room=False)
        case TooMany(seconds=wait):
            told = tuple(each.format(wait) for each in _TOO_MANY)
            return Wrong(heading="Even wachten", sentences=told, status=429, wait=wait, knows_room=False)
        case Changed():
            return Wrong(heading=heading, sentences=(_CHANGED,), status=422)
        case Rejected(status=status):
            return Wrong(heading=heading, sentences=(_REJECTED[status],), status=status)
        case Refusal(text=text):
            return Wrong(heading=heading, sentences=(text,), status=409)
        case Unavailable():
            return Wrong(heading="Even geduld", sentences=(_WAIT,), status=503, wait=60)
        case _:
            return None


class _Following(Response):
    """A response that lasts as long as the page is open."""

    def __init__(self, follow: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        super().__init__()
        self._follow = follow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._follow(scope, receive, send)
