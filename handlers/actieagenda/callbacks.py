"""What the cards of the agenda call, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback
from handlers.pieces import Pieces


class Reopening(msgspec.Struct, frozen=True):
    """A finished item, and what was asked of it: that happens once it is open again."""

    action: int
    said: Pieces


REOPEN: Final = Callback("actieagenda.heropen_en", Reopening)
