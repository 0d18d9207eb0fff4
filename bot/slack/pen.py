"""The renderer that all parts of a card share: links to documents, room for blocks, and notes on what was left out."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

from bot.doors.texts import length, said
from bot.slack import limits
from bot.slack.escape import Block, context, objects, paragraphs
from bot.slack.forms import TooLarge
from handlers.cards import Line, joined, line, plain

DocumentLink: TypeAlias = Callable[[str], str]

ROOM = 7000  # what one element takes of a message at most


@dataclass
class Pen:
    """The renderer of one card: links to documents, and blocks of which a message holds only so many."""

    link: DocumentLink
    tables: int = limits.TABLES
    charts: int = limits.CHARTS
    uploads: bool = False
    """Whether pictures and files follow the card as files of Slack's, because nobody can fetch them from us."""
    used: Counter[str] = field(default_factory=Counter)

    def action_id(self, action: str) -> str:
        """The action as an id that is not there yet; `pressed` reads it back."""
        self.used[action] += 1
        made = action if self.used[action] == 1 else f"{action}#{self.used[action]}"
        if length(made) > limits.IDENTIFIER:
            msg = f"the action is too long: {action[:40]!r}"
            raise TooLarge(msg)
        return made


def stacked(lines: Sequence[Line]) -> list[Block]:
    return paragraphs(joined(list(lines), "\n"))


def section(spoken: Line, accessory: Block) -> list[Block]:
    """Words with something to press beside them."""
    *parts, last = ({"type": "section", "text": part} for part in objects(spoken if said(spoken) else line("–")))
    return [*parts, {**last, "accessory": accessory}]


def size(spoken: Line) -> int:
    return length(plain(spoken)) + limits.LEAF_COST * (len(spoken) + 1)


def fitting(costs: Iterable[int], room: int) -> int:
    """How many have room: the first always, and then as far as it goes."""
    return max(1, sum(1 for total in accumulate(costs) if total <= room))


def more(left: int, one: str, many: str) -> list[Block]:
    return context(line(f"en nog {dutch(left)} {one if left == 1 else many}")) if left > 0 else []


def dutch(value: float | None) -> str:
    """A number as it is written here, and a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{round(value, 3):,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
