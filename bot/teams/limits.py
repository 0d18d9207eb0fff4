"""Teams' numbers, for who draws and for who judges, and the small language in which the judge says what is right.

`size` is what something weighs in a message, `length` how long a text is. Where Teams gives no number, what a person
still reads on a phone does.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

Surface: TypeAlias = Literal["message", "dialog"]
Complaints: TypeAlias = Iterator[str]
Rule: TypeAlias = Callable[[Any, str], Complaints]
Rules: TypeAlias = Mapping[str, Rule]

VERSION = "1.5"
SIZE = 25_000  # bytes of a card; Teams itself stops somewhere between 28 and 100 kB, depending on the way in
PIECE = 8000  # bytes of one block of text: small enough to lay out over several cards
SEAM = "\N{ZERO WIDTH SPACE}"  # parts characters that only mean something together
IDENTIFIER, URL, TEXT, ALT, FALLBACK_TEXT = 255, 2000, 3000, 2000, 600
HEADER, FACT_TITLE, FACT_VALUE = 250, 200, 1000
ACTIONS, BUTTON_TEXT = 6, 80
BUTTON_VALUE, DIALOG_VALUE = 2000, 8000  # bytes; most presses travel twice, one that opens a dialog once
LABEL, ERROR, OPTION_TEXT, OPTION_VALUE, INPUT = 300, 300, 200, 500, 12_000
FOUND = 15  # what a list shows of what was found while somebody types
TABLE_ROWS, TABLE_COLUMNS, NARROW_COLUMNS, CELL = 100, 12, 3, 1000
CHART_POINTS, CHART_SERIES, CHART_SEGMENTS, CHART_LABEL, CHART_TITLE = 120, 8, 8, 40, 200
LARGEST = 1e15  # beyond that a float is no figure any more
REFRESHED = 60  # people for whom a card may look different
DIALOG_TITLE, SUBMIT = 60, 40


class TooLarge(ValueError):
    """More than Teams can hold: whoever made it has to ask or name less."""


def length(text: str) -> int:
    """Characters as Teams counts them: one outside the basic plane is two. Our seams take no room."""
    text = text.replace(SEAM, "")
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(part: Mapping[str, object] | list[dict[str, object]]) -> int:
    """Bytes of a part of a card, as it travels."""
    return len(msgspec.json.encode(part))


# --- a small language of rules ---------------------------------------------------------------------------------------


def string(most: int, least: int = 1) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, str):
            yield f"{at}: must be text"
        elif not least <= length(value) <= most:
            yield f"{at}: {length(value)} characters, must be from {least} to {most}"

    return judge


def matching(pattern: str, what: str, most: int = URL) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        yield from string(most)(value, at)
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            yield f"{at}: {value[:80]!r} is no {what}"

    return judge


def calm(most: int) -> Rule:
    """Text that Teams reads as Markdown, and in which there is nothing that does something."""

    def judge(value: object, at: str) -> Complaints:
        yield from string(most)(value, at)
        if found := re.search(r"</?at>|\]\(|\{\{", value if isinstance(value, str) else ""):
            yield f"{at}: {found[0]!r} would be acted on"

    return judge


def number(low: float, high: float) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield f"{at}: {value!r} is no number"
        elif not low <= value <= high:
            yield f"{at}: {value}, must be from {low:g} to {high:g}"

    return judge


def among(*allowed: str | bool) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not any(value == item and type(value) is type(item) for item in allowed):
            yield f"{at}: {value!r}, must be {' or '.join(map(repr, allowed))}"

    return judge


def either(*rules: Rule) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        found = [list(rule(value, at)) for rule in rules]
        yield from [] if [] in found else [" or ".join(each for complaints in found for each in complaints)]

    return judge


def several(rule: Rule, most: int, least: int = 1) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, list):
            yield f"{at}: must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{at}: {len(value)} items, must be from {least} to {most}"
        yield from (complaint for place, item in enumerate(value) for complaint in rule(item, f"{at}/{place}"))

    return judge


def shape(required: Rules, optional: Rules | None = None, *also: Rule) -> Rule:
    """An object with these properties and no others; `also` judges the whole once its parts are right."""
    rules = {**required, **(optional or {})}

    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, Mapping):
            yield f"{at}: must be an object"
            return
        wrong = [f"{at}: {key} is missing" for key in required if key not in value]
        wrong += [f"{at}: unknown property {key}" for key in value if key not in rules]
        wrong += [each for key in rules if key in value for each in rules[key](value[key], f"{at}/{key}")]
        yield from wrong or (each for rule in also for each in rule(value, at))

    return judge


def typed(rules: Rules, *only: str) -> Rule:
    """An object that says its own type; `only` narrows which types may stand here."""

    def judge(value: object, at: str) -> Complaints:
        kind = str(value.get("type")) if isinstance(value, Mapping) else ""
        if not isinstance(value, Mapping) or kind not in rules:
            yield f"{at}: unknown type {kind!r}"
        elif only and kind not in only:
            yield f"{at}: {kind} is not allowed here"
        else:
            yield from rules[kind]({key: part for key, part in value.items() if key != "type"}, at)

    return judge
