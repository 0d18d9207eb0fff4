"""Teams' numbers, for who draws.

`size` is what something weighs in a message, `length` how long a text is. Where Teams gives no number, what a person
still reads on a phone does.
"""

from collections.abc import Mapping

import msgspec

from bot.doors import surface

VERSION = "1.5"
SIZE = 25_000  # bytes of a card; Teams itself stops somewhere between 28 and 100 kB, depending on the way in
PIECE = 8000  # bytes of one block of text: small enough to lay out over several cards
SEAM = "\N{ZERO WIDTH SPACE}"  # parts characters that only mean something together
URL, TEXT, ALT, FALLBACK_TEXT = 2000, 3000, 2000, 600
HEADER, FACT_TITLE, FACT_VALUE = 250, 200, 1000
ACTIONS, BUTTON_TEXT = 6, 80
BUTTON_VALUE, DIALOG_VALUE = 2000, 8000  # bytes; most presses travel twice, one that opens a dialog once
LABEL, ERROR, OPTION_TEXT, OPTION_VALUE, INPUT = 300, 300, 200, 500, 12_000
FOUND = 15  # what a list shows of what was found while somebody types
TABLE_ROWS, TABLE_COLUMNS, NARROW_COLUMNS, CELL = 100, 12, 3, 1000
CHART_POINTS, CHART_SERIES, CHART_SEGMENTS, CHART_LABEL, CHART_TITLE = 120, 8, 8, 40, 200
COLOURS = tuple(
    f"categorical{each}" for each in ("Blue", "Marigold", "Teal", "Purple", "Red", "LightBlue", "Green", "Lavender")
)
"""For series and segments, as many as there may be; by itself Teams takes shades of one colour."""
PICTURE = 1024  # pixels, in width and in height, of what Teams fetches to show
LARGEST = 1e15  # beyond that a float is no figure any more
DIALOG_TITLE, SUBMIT = 60, 40
# Of the manifest, by Microsoft's schema 1.29.
MANIFEST_COMMANDS, MANIFEST_ACTIONS, MANIFEST_URL = 12, 10, 2048
COMMAND_TITLE, COMMAND_DESCRIPTION = 128, 4000
ACTION_ID, ACTION_TITLE, ACTION_DESCRIPTION = 64, 32, 128


class TooLarge(ValueError):
    """More than Teams can hold: whoever made it has to ask or name less."""


def length(text: str) -> int:
    """Characters as Teams counts them. Our seams take no room."""
    return surface.length(text.replace(SEAM, ""))


def size(part: Mapping[str, object] | list[dict[str, object]]) -> int:
    """Bytes of a part of a card, as it travels."""
    return len(msgspec.json.encode(part))
