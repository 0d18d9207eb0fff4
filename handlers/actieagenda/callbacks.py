"""What the cards and forms of the agenda call, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback, Id
from handlers.pieces import Pieces


class Reopening(msgspec.Struct, frozen=True):
    """A finished item and the change that was asked of it, which is made once the item is reopened."""

    action: Id
    said: Pieces


class ListPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a list: which list, of which tafel, from which row on, and the words that were searched for."""

    kind: str
    tafel: str = ""
    skip: Id = 0
    said: str = ""


class Several(msgspec.Struct, frozen=True):
    """The items of one reminder, to be reminded of together."""

    actions: tuple[Id, ...]


class Belonging(msgspec.Struct, frozen=True):
    """A message of the channel, and the items that it is news of."""

    message: str
    actions: tuple[Id, ...]


class Meant(msgspec.Struct, frozen=True, omit_defaults=True):
    """What words that looked like a time meant: a day, or a part of the title as it was typed. `was` marks the title
    that the question was about."""

    action: Id
    day: str = ""
    title: str = ""
    was: str = ""


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The state of an item's form. It names things; the rights of the submitter are checked again.

    `shown` has a hash per field of what the form showed: only fields that the person changed are stored, so that a form
    that was open for a while reverts nothing that others changed meanwhile.
    """

    tafel: str
    action: Id = 0
    shown: dict[str, str] = {}
    origin: str = ""
    origin_url: str = ""


# --- buttons of one item, which carry its number ---------------------------------------------------------------------

SHOW: Final = Callback("actieagenda.toon", int)
HISTORY: Final = Callback("actieagenda.geschiedenis", int)
SHARE: Final = Callback("actieagenda.deel", int)
CHANGE: Final = Callback("actieagenda.aanpassen", int)
UPDATE: Final = Callback("actieagenda.bijwerken", int)
TAKE: Final = Callback("actieagenda.oppakken", int)
UNDO: Final = Callback("actieagenda.ongedaan", int)
TO_OPEN: Final = Callback("actieagenda.heropenen", int)
TO_BUSY: Final = Callback("actieagenda.op_bezig", int)
TO_WAITING: Final = Callback("actieagenda.op_wacht", int)
TO_DONE: Final = Callback("actieagenda.klaar", int)
TO_DROPPED: Final = Callback("actieagenda.vervallen", int)
LEAVE_CLOSED: Final = Callback("actieagenda.laat_zo", int)
ACCEPT: Final = Callback("actieagenda.aannemen", int)
REJECT: Final = Callback("actieagenda.afwijzen", int)
NEW_DATE: Final = Callback("actieagenda.nieuwe_datum", int)
NEW_OWNER: Final = Callback("actieagenda.andere_houder", int)
ANOTHER_DAY: Final = Callback("actieagenda.andere_dag", int)

# --- other buttons and choices ---------------------------------------------------------------------------------------

ON_DAY: Final = Callback("actieagenda.op_dag", Meant)
NO_DATE: Final = Callback("actieagenda.geen_datum", Meant)
REOPEN: Final = Callback("actieagenda.heropen_en", Reopening)
SNOOZE: Final = Callback("actieagenda.uitstel", Several)
BELONGS: Final = Callback("actieagenda.hoort_bij", Belonging)
TURN_PAGE: Final = Callback("actieagenda.blader", ListPage)
MINE: Final = Callback("actieagenda.mijn", str)
BEGIN: Final = Callback("actieagenda.begin", str)
FROM_MESSAGE: Final = Callback("actieagenda.van_bericht", str)

# --- forms -----------------------------------------------------------------------------------------------------------

NEW_FORM: Final = Callback("actieagenda.nieuw", State)
CHANGE_FORM: Final = Callback("actieagenda.wijzig", State)
DAY_FORM: Final = Callback("actieagenda.dag", State)
ACCEPT_FORM: Final = Callback("actieagenda.aannemen_op", State)
