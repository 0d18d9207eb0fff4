"""Slack's numbers, and what counts against them: `weight` is what a block costs of the room in a message."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.doors.surface import Surface
from bot.doors.texts import length, strings

SLACK = Surface(
    text=3000,
    header=150,
    alt=2000,
    url=3000,
    buttons=25,
    button_text=75,
    button_value=2000,
    label=2000,
    input=3000,
    option_text=75,
    option_value=150,
    table_rows=100,
    table_columns=20,
    chart_title=50,
    chart_label=20,
    chart_series=6,
    chart_points=20,
)

BLOCKS: Mapping[str, int] = {"message": 50, "home": 100, "modal": 100}
# All blocks of a message share this room (msg_blocks_too_long came at 13,172 to 13,297). What a block costs beside its
# text was measured for headers; a leaf of rich text is reckoned by its size in JSON.
WEIGHT, BLOCK_COST, LEAF_COST = 13_000, 100, 30
IDENTIFIER, FILES = 255, 10
OPTIONS, GROUPS, MARKS = 100, 100, 10
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
TABLES, CHARTS, CHART_AXIS = 1, 2, 50
FILE_ALT = 1000
VIEW_TITLE, VIEW_METADATA, VIEW_BYTES = 24, 3000, 250_000
UNSEEN = frozenset({"type", "action_id", "block_id", "style"})  # what is in a block, but takes no room in it


def weight(block: Mapping[str, Any]) -> int:
    """What a block costs of the room that all blocks of a message share."""
    return BLOCK_COST + sum(map(length, strings(block, UNSEEN))) + LEAF_COST * sum(1 for _ in _leaves(block))


def _leaves(block: Mapping[str, Any]) -> Iterator[object]:
    if block.get("type") == "rich_text":
        yield from (leaf for part in block["elements"] for leaf in part["elements"])
