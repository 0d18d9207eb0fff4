"""Teams' limits. `size` is how much something counts in a message, `length` how long a text is.

Where Teams gives no number, the limit is what a person reads on a phone.
"""

from collections.abc import Mapping

import msgspec

from bot.doors import texts
from bot.doors.surface import Surface

TEAMS = Surface(
    text=3000,
    header=250,
    alt=2000,
    url=2000,
    buttons=6,
    button_text=80,
    button_value=2000,
    label=300,
    input=12_000,
    option_text=200,
    option_value=500,
    table_rows=100,
    table_columns=12,
    chart_title=200,
    chart_label=40,
    chart_series=8,
    chart_points=120,
)

VERSION = "1.5"
SIZE = 25_000  # bytes of a card; Teams itself stops somewhere between 28 and 100 kB, depending on the way in
PIECE = 8000  # bytes of one block of text: small enough to lay out over several cards
SEAM = "\N{ZERO WIDTH SPACE}"  # parts characters that only mean something together
FALLBACK_TEXT, FACT_TITLE, FACT_VALUE, ERROR = 600, 200, 1000, 300
DIALOG_VALUE = 8000  # bytes, as `button_value` is here; most presses travel twice, one that opens a dialog once
FOUND = 15  # what a list shows of what was found while somebody types
NARROW_COLUMNS, CELL, CHART_SEGMENTS = 3, 1000, 8
COLOURS = tuple(
    f"categorical{each}" for each in ("Blue", "Marigold", "Teal", "Purple", "Red", "LightBlue", "Green", "Lavender")
)
"""For series and segments, as many as there may be; by itself Teams takes shades of one colour."""
PICTURE = 1024  # pixels, in width and in height, of what Teams fetches to show
LARGEST = 1e15  # beyond that a float is no figure any more
DIALOG_TITLE, SUBMIT = 60, 40
# Of the manifest, by Microsoft's schema 1.29.
MANIFEST_COMMANDS, MANIFEST_ACTIONS, MANIFEST_URL, ABOUT = 12, 10, 2048, 4000
COMMAND_TITLE, COMMAND_DESCRIPTION = 128, 4000
ACTION_ID, ACTION_TITLE, ACTION_DESCRIPTION = 64, 32, 128


class TooLarge(ValueError):
    """More than Teams allows: the maker of the card or form has to ask or name less."""


def length(text: str) -> int:
    """Characters as Teams counts them. Our seams take no room."""
    return texts.length(text.replace(SEAM, ""))


def size(part: Mapping[str, object] | list[dict[str, object]]) -> int:
    """Bytes of a part of a card, as it travels."""
    return len(msgspec.json.encode(part))
