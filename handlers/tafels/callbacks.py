"""What the cards and forms of tafels call, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback, Nothing, Place, Right, Task


class Asked(msgspec.Struct, frozen=True):
    """A channel that somebody wants linked, and to which tafel."""

    tafel: str
    place: Place


LINK: Final = Callback("tafels.koppel", str)
ASK_TO_LINK: Final = Callback("tafels.vraag_koppel", str)
LINK_FOR: Final = Callback("tafels.koppel_voor", Asked)
MEMBERS: Final = Callback("tafels.leden", str)
RIGHTS: Final = Callback("tafels.rechten", str)
SETTINGS: Final = Callback("tafels.instellingen", str)
DETACH: Final = Callback("tafels.maak_los", str)
FORGET: Final = Callback("tafels.vergeet", str)
COLLECT: Final = Task("tafels.gegevens", Nothing)

SEE_MEMBERS: Final = Right(
    "leden zien", "ja ja ja ja ja nee", "De leden zien",
    "De ledenlijst van {tafel} is voor leden van die tafel. Vraag de projectleider of je erbij mag.",
)  # fmt: skip
