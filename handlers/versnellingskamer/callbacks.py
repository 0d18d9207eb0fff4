"""What the cards and forms of a room call, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback, Id, Task


class Start(msgspec.Struct, frozen=True, omit_defaults=True):
    """A new room: of which tafel, and as which template."""

    tafel: str = ""
    template: str = "wegen"


class Somebody(msgspec.Struct, frozen=True):
    """Somebody in a room."""

    room: Id
    person: Id


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of a ballot by name: of which opening, and when the form was opened."""

    room: Id
    page: Id = 1
    opening: Id = 0
    revision: int = 0


class Extension(msgspec.Struct, frozen=True):
    """How many minutes more."""

    room: Id
    minutes: Id


class Topic(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place on the agenda of what to talk about, the most divided first; 0 is the whole result."""

    room: Id
    place: Id = 1


OVERVIEW: Final = Callback("kamer.alles", str)
NEW: Final = Callback("kamer.begin", Start)
NEW_FORM: Final = Callback("kamer.nieuw", Start)
SHOW: Final = Callback("kamer.toon", int)

CHANGE: Final = Callback("kamer.aanpassen", int)
WEIGHTS: Final = Callback("kamer.gewichten", int)
ANNOUNCE: Final = Callback("kamer.aankondigen", int)
DROP: Final = Callback("kamer.vervallen", int)
OPEN: Final = Callback("kamer.openen", int)
MORE_TIME: Final = Callback("kamer.verlengen", Extension)
CLOSE: Final = Callback("kamer.sluiten", int)
CLOSE_NOW: Final = Callback("kamer.sluit_nu", int)
BACK: Final = Callback("kamer.terug", int)
RESULT: Final = Callback("kamer.uitslag", int)
TALK: Final = Callback("kamer.bespreken", Topic)
SHARE: Final = Callback("kamer.deel", Topic)
FINISH: Final = Callback("kamer.afronden", int)
REPORT: Final = Callback("kamer.rapport", int)
MAKE_REPORT: Final = Task("kamer.rapport", int)
DRAW: Final = Task("kamer.teken", int)

PEOPLE: Final = Callback("kamer.deelnemers", int)
JOIN: Final = Callback("kamer.meedoen", int)
ASK_IN: Final = Callback("kamer.vraag_mee", int)
LET_IN: Final = Callback("kamer.toelaten", Somebody)
ROLES: Final = Callback("kamer.rollen", int)
GUESTS: Final = Callback("kamer.gasten", int)
OPEN_LINK: Final = Callback("kamer.open_link", int)
CLOSE_LINK: Final = Callback("kamer.link_dicht", int)

NAMED: Final = Callback("kamer.stem_op_naam", Page)
"""The form of a ballot by name; the button that opens it carries the room alone."""
VOTE: Final = "stem"
VOTE_PRESS: Final = "kamer.stem"
"""The anonymous action, whose press carries the room's number and whose form a page as well ("7:2:1")."""
