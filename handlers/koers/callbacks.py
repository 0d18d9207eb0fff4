"""What the cards and forms of the koers call, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback, Task
from handlers.koers.reading import Entered


class Picture(msgspec.Struct, frozen=True, omit_defaults=True):
    """The overview with its picture: for the asker alone, or `shared` with the channel."""

    shared: bool = False


class Sent(msgspec.Struct, frozen=True):
    """The file with results that somebody wants to keep."""

    file: str


OVERVIEW: Final = Callback("koers.alles", str)
GOAL: Final = Callback("koers.toon", str)
SHARE: Final = Callback("koers.deel", str)
ENTER: Final = Callback("koers.invoeren", str)
RESULT: Final = Callback("koers.resultaat", str)
SURE: Final = Callback("koers.zeker", Entered)
REVISE: Final = Callback("koers.anders", Entered)
UNDO: Final = Callback("koers.ongedaan", int)
TARGET: Final = Callback("koers.doel", str)
NEW_LINK: Final = Callback("koers.nieuwe_link", str)
LINK: Final = Callback("koers.link", str)
REVOKE: Final = Callback("koers.intrekken", str)
KEEP: Final = Callback("koers.bewaar", str)
DROP: Final = Callback("koers.niet_bewaren", str)

MAKE: Final = Task("koers.maak", Picture)
KEEP_FILE: Final = Task("koers.bewaar", Sent)
