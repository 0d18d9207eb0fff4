"""Slack's numbers, and what counts against them: the length of a text, `weight` of a block."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from bot.rules import length, strings

Surface: TypeAlias = Literal["message", "home", "modal"]

BLOCKS: Mapping[Surface, int] = {"message": 50, "home": 100, "modal": 100}
# All blocks of a message share this room (msg_blocks_too_long came at 13,172 to 13,297). What a block costs beside its
# text was measured for headers; a leaf of rich text is reckoned by its size in JSON.
WEIGHT, BLOCK_COST, LEAF_COST = 13_000, 100, 30
NOTIFICATION_BYTES = 4000  # chat.update counts bytes, and refuses more with msg_too_long
IDENTIFIER, URL, TEXT = 255, 3000, 3000
HEADER, FIELD, FIELDS, CONTEXT, ACTIONS = 150, 2000, 10, 10, 25
BUTTON_TEXT, BUTTON_VALUE = 75, 2000
OPTION_TEXT, OPTION_VALUE, OPTIONS, GROUPS, MARKS, OVERFLOW = 75, 150, 100, 100, 10, 5
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
PLACEHOLDER, LABEL, INPUT, ALT, FILES, FILE_ALT = 150, 2000, 3000, 2000, 10, 1000
TABLES, TABLE_ROWS, TABLE_COLUMNS, TABLE_TEXT = 1, 100, 20, 10_000
CHARTS, CHART_TITLE, CHART_LABEL, CHART_AXIS, CHART_SERIES, CHART_POINTS = 2, 50, 20, 50, 6, 20
VIEW_TITLE, VIEW_METADATA, VIEW_BYTES = 24, 3000, 250_000
MANY = 1000  # where Slack gives no number
UNSEEN = frozenset({"type", "action_id", "block_id", "style"})  # what is in a block, but takes no room in it


def weight(block: Mapping[str, Any]) -> int:
    """What a block costs of the room that all blocks of a message share."""
    return BLOCK_COST + sum(map(length, strings(block, UNSEEN))) + LEAF_COST * sum(1 for _ in _leaves(block))


def _leaves(block: Mapping[str, Any]) -> Iterator[object]:
    if block.get("type") == "rich_text":
        yield from (leaf for part in block["elements"] for leaf in part["elements"])
