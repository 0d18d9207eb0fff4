"""What the cards of the factsheet call, and what a worker does for it, each with what it carries."""

from typing import Final

import msgspec

from handlers.feature import Callback, Nothing, Task


class SeriesKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """One series in time: a tafel, a figure and a place; `whole` asks for all years."""

    tafel: str
    figure: str
    place: str
    whole: bool = False


class Beside(msgspec.Struct, frozen=True, omit_defaults=True):
    """The tafels to compare, `shared` with the channel or for the asker's `own` direct messages."""

    tafels: tuple[str, ...]
    shared: bool = False
    own: bool = False


class Course(msgspec.Struct, frozen=True, omit_defaults=True):
    """A series to show, for the asker alone or `shared` with the channel."""

    series: SeriesKey
    shared: bool = False


class Held(msgspec.Struct, frozen=True):
    """A table of CBS that is built otherwise than before, and the beginning of its new shape's fingerprint."""

    table: str
    shape: str


class Layout(msgspec.Struct, frozen=True):
    """A sent file, and the layout to read it by."""

    file: str
    layout: str


class Whose(msgspec.Struct, frozen=True, omit_defaults=True):
    """The key of a sheet, and where it was asked; `person` is set for direct messages."""

    key: str
    platform: str = ""
    channel: str = ""
    person: int = 0


class News(msgspec.Struct, frozen=True):
    """A tafel whose figures changed, with the month."""

    tafel: str
    period: str


SHEET: Final = Callback("factsheet.toon", str)
SEND_ALONE: Final = Callback("factsheet.stuur", str)
COMPARE: Final = Callback("factsheet.vergelijk", str)
COMPARE_WITH: Final = Callback("factsheet.naast", Beside)
SHARE: Final = Callback("factsheet.deel", Beside)
COURSE: Final = Callback("factsheet.verloop", str)
SERIES: Final = Callback("factsheet.reeks", SeriesKey)
SHARE_SERIES: Final = Callback("factsheet.deel_reeks", SeriesKey)
SOURCES: Final = Callback("factsheet.bronnen", str)
FETCH: Final = Callback("factsheet.vernieuw", str)
ACCEPT: Final = Callback("factsheet.overneem", Held)
LAYOUT: Final = Callback("factsheet.indeling", Layout)
KEEP: Final = Callback("factsheet.bewaar", Layout)
DROP: Final = Callback("factsheet.niet_bewaren", Layout)

MAKE: Final = Task("factsheet.maak", Whose)
MAKE_BESIDE: Final = Task("factsheet.vergelijk", Beside)
MAKE_COURSE: Final = Task("factsheet.verloop", Course)
FETCH_FIGURES: Final = Task("factsheet.vernieuw", Nothing)
ACCEPT_TABLE: Final = Task("factsheet.overneem", Held)
LOOK: Final = Task("factsheet.bekijk", Layout)
KEEP_FILE: Final = Task("factsheet.bewaar", Layout)
TELL: Final = Task("factsheet.bericht", News)
DRAW: Final = Task("factsheet.teken", Whose)
