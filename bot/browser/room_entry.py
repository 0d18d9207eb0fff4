"""Who comes in by which code: a person by a personal one, a guest whom a cookie remembers by an open one.

`Entry.find` looks a code up, slowly for who guesses, and reads what its page needs in the same transaction. Whatever is
wrong with a code raises `Shut`: nobody learns whether there was such a code once.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import msgspec
from starlette.requests import Request as Web
from starlette.responses import Response

from bot.app import App
from bot.browser.room_guesses import Guesses, Shut, client_address
from bot.serving.signing import Signer
from handlers.cards import Option
from handlers.feature import Entrance, Room, RoomPage, ScreenPage
from handlers.forms import Choose, Form, Line, Values, single
from handlers.rooms import fingerprint, path, read_code
from handlers.words import tidy
from storage import people, seen
from storage.database import Session
from storage.memberships import SPHERES
from storage.people import GUEST, Person

_KEPT: Final = 90 * 24 * 3600  # seconds a browser keeps the cookie; the code itself ends long before
_RATHER_NOT: Final = "liever niet"


@dataclass(frozen=True, slots=True)
class Found:
    """What a working code leads to, and for whom: `person` is None for who has yet to join."""

    code: str
    entrance: Entrance
    person: Person | None = None
    account: str = ""
    page: RoomPage | None = None
    heading: str = ""


class Entry:
    """The way into one kind of room."""

    def __init__(self, app: App, room: Room, guesses: Guesses) -> None:
        self._app, self._room, self._guesses = app, room, guesses
        self._signer = Signer(app.settings.tafelbot_geheim)

    async def find(self, web: Web, *, draws: bool = True) -> Found:
        """What the code in an address leads to, with its page where somebody is inside. Raises `Shut` and `TooMany`."""
        code = _code(web)
        look = partial(self._look, code, self._remembered(web, code), draws=draws)
        async with self._guesses.turn(client_address(web.scope), fingerprint(code)):
            return await self._app.read(look)

    async def subject(self, web: Web) -> str:
        """Of which room the code is, whoever it is for. Raises `Shut` and `TooMany`."""
        code = _code(web)
        async with self._guesses.turn(client_address(web.scope), fingerprint(code)):
            return (await self._app.read(partial(self._enter, code))).subject

    def _enter(self, code: str, session: Session) -> Entrance:
        entrance = self._room.enter(self._app.work(session, self._app.clock()), code)
        if entrance is None:
            raise Shut
        return entrance

    def _look(self, code: str, remembered: str, session: Session, *, draws: bool) -> Found:
        entrance = self._enter(code, session)
        if entrance.screen:
            return Found(code, entrance)
        known = _whom(session, entrance, remembered)
        if known is None:
            work = self._app.work(session, self._app.clock())
            wall = self._room.screen(work, entrance.subject) if draws else None
            return Found(code, entrance, heading=wall.heading if wall else "")
        found = Found(code, entrance, *known)
        return replace(found, page=self.draw(session, found)) if draws else found

    def draw(self, session: Session, found: Found) -> RoomPage:
        """The page of somebody who is inside. Raises `Shut` when the room is gone."""
        work = replace(self._app.work(session, self._app.clock()), person=found.person)
        page = self._room.draws(work, found.entrance.subject)
        if page is None:
            raise Shut
        return page

    async def wall(self, web: Web) -> ScreenPage:
        """What hangs on the wall, for an open code and for one of the screen."""
        found = await self.find(web, draws=False)
        if found.entrance.person_id is not None:
            raise Shut

        def work(session: Session) -> ScreenPage | None:
            return self._room.screen(self._app.work(session, self._app.clock()), found.entrance.subject)

        page = await self._app.read(work)
        if page is None:
            raise Shut
        return page

    # --- joining by an open code -------------------------------------------------------------------------------------

    async def join(self, code: str, number: str, values: Values) -> str:
        """Make a guest, once however often the same form is sent; gives the account."""
        name, group = tidy(single(values.get("naam"))), single(values.get("groep"))
        account = await self._app.write(partial(self._joined, code, number, name, group if group in SPHERES else ""))
        self._app.live.ring()
        return account

    def _joined(self, code: str, number: str, name: str, group: str, session: Session) -> str:
        now, claim = self._app.clock(), f"{GUEST}:{self._room.name}:{fingerprint(code)[:16]}:{number}"
        if seen.first_time(session, claim, now.instant):
            person = self._room.join(self._app.work(session, now), code, name, group)
            account = people.account_on(session, person, GUEST)
            seen.remember(session, claim, msgspec.json.encode(account).decode())
            return account
        return msgspec.json.decode(seen.answer_of(session, claim) or '""', type=str)

    # --- the cookie --------------------------------------------------------------------------------------------------

    def remember(self, answer: Response, code: str, account: str) -> None:
        """Have this browser say who it is, at the address of this code and nowhere else."""
        secure = self._app.settings.public_url.startswith("https:")
        value, where = self._signer.sign(account, self._purpose(code)), path(self._room.name, code)
        answer.set_cookie(
            self._cookie, value, max_age=_KEPT, path=where, httponly=True, samesite="lax", secure=secure
        )  # fmt: skip

    def _remembered(self, web: Web, code: str) -> str:
        kept = web.cookies.get(self._cookie, "")
        return self._signer.verify(kept[:300], self._purpose(code)) or "" if kept else ""

    @property
    def _cookie(self) -> str:
        return f"tafelbot_{self._room.name}"

    def _purpose(self, code: str) -> str:
        return f"gast van {self._room.name} {fingerprint(code)}"


def _code(web: Web) -> str:
    code = read_code(web.path_params["code"])
    if code is None:
        raise Shut
    return code


def _whom(session: Session, entrance: Entrance, remembered: str) -> tuple[Person, str] | None:
    """Whom a page is for; raises `Shut` where a personal code is for somebody who is not here any more."""
    if entrance.person_id is not None:
        known = people.with_account(session, entrance.person_id, GUEST)
        if known is None:
            raise Shut
        return known
    person = people.by_account(session, remembered) if remembered else None
    return (person, remembered) if person else None


def joining_form() -> Form:
    """What an open code asks of a device that is new."""
    groups = tuple(Option(each, each[0].upper() + each[1:]) for each in SPHERES)
    return Form(
        action="mee", title="Doe mee", submit="Doe mee",
        audience="De begeleider ziet je naam in de lijst van wie meedoet. Je groep telt mee als die groot genoeg is.",
        fields=(
            Line(name="naam", label="Je naam", hint="Dit mag leeg blijven.", longest=people.LONGEST),
            Choose(name="groep", label="Ik hoor bij", required=True,
                   options=(*groups, Option(_RATHER_NOT, "Zeg ik liever niet"))),
        ),
    )  # fmt: skip
