"""A small language of rules: what a value from JSON must look like, and a complaint for each thing that is wrong.

A platform says with it, as data, what it takes; the judge of that platform walks a payload and names each breach with
its place. `string`, `number` and `among` judge a value by itself; `several`, `shape` and `typed` make rules for lists
and objects out of rules for their parts. The numbers are the platforms' own.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.doors.texts import length, strings

Complaints: TypeAlias = Iterator[str]
Rule: TypeAlias = Callable[[Any, str], Complaints]
Rules: TypeAlias = Mapping[str, Rule]


# --- the rules -------------------------------------------------------------------------------------------------------


def string(most: int, least: int = 1, *, size: Callable[[str], int] = length) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, str):
            yield f"{at}: must be text"
        elif not least <= size(value) <= most:
            yield f"{at}: {size(value)} characters, must be from {least} to {most}"

    return judge


def matching(pattern: str, what: str, most: int) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        yield from string(most)(value, at)
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            yield f"{at}: {value[:80]!r} is no {what}"

    return judge


def number(low: float, high: float, *, whole: bool = True) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, int if whole else int | float) or isinstance(value, bool):
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


def once(names: Sequence[str], at: str, what: str) -> Complaints:
    yield from (f"{at}: {what} {each!r} is there twice" for each in dict.fromkeys(names) if names.count(each) > 1)


def unsendable(whole: object) -> Complaints:
    """Characters anywhere in the whole that no platform takes."""
    for each in strings(whole):
        if wrong := re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", each):
            yield f"{each[:20]!a}: {wrong[0]!a} cannot be sent"


def address(most: int, scheme: str = "https?", what: str = "web address") -> Rule:
    return matching(rf"{scheme}://[^\s<>|\"]+", what, most)


flag = among(True, False)
day = matching(r"\d{4}-\d\d-\d\d", "date", 10)
