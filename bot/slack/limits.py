"""Slack's numbers, and a judge that applies its rules to what the bot wants to send.

`judge_message` and `judge_view` give one complaint per broken rule, an empty list when Slack would take it. The judge
knows the blocks that this bot draws and refuses every other one; where Slack is vague it is stricter than Slack.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

Surface: TypeAlias = Literal["message", "home", "modal"]
Complaints: TypeAlias = Iterator[str]
Rule: TypeAlias = Callable[[Any, str], Complaints]

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
PLACEHOLDER, LABEL, INPUT, ALT, FILES = 150, 2000, 3000, 2000, 10
TABLES, TABLE_ROWS, TABLE_COLUMNS, TABLE_TEXT = 1, 100, 20, 10_000
CHARTS, CHART_TITLE, CHART_LABEL, CHART_AXIS, CHART_SERIES, CHART_POINTS = 2, 50, 20, 50, 6, 20
VIEW_TITLE, VIEW_METADATA, VIEW_BYTES = 24, 3000, 250_000
MANY = 1000  # where Slack gives no number


def judge_message(payload: Mapping[str, Any], surface: Literal["message", "home"] = "message") -> list[str]:
    """What Slack would refuse in the text and blocks of a message, or in a home view."""
    if surface == "home":
        return list(HOME(payload, "view")) or list(_whole(payload, surface))
    known = {key: payload[key] for key in ("text", "blocks") if key in payload}
    return list(MESSAGE(known, "message")) or list(_whole(known, surface))


def judge_view(view: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a modal."""
    return list(MODAL(view, "view")) or list(_whole(view, "modal"))


def length(text: str) -> int:
    """Characters as Slack counts them: one outside the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(block: Mapping[str, Any]) -> int:
    """What a block costs of the room that all blocks of a message share."""
    return BLOCK_COST + sum(map(length, _texts(block))) + LEAF_COST * sum(1 for _ in _leaves(block))


def _texts(
    value: object, unseen: frozenset[str] = frozenset({"type", "action_id", "block_id", "style"})
) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() if key not in unseen for text in _texts(part, unseen))
    elif isinstance(value, Sequence):
        yield from (text for part in value for text in _texts(part, unseen))


def _leaves(block: Mapping[str, Any]) -> Iterator[object]:
    if block.get("type") == "rich_text":
        yield from (leaf for part in block["elements"] for leaf in part["elements"])


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


def several(rule: Rule, most: int, least: int = 1) -> Rule:
    def judge(value: object, at: str) -> Complaints:
        if not isinstance(value, list):
            yield f"{at}: must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{at}: {len(value)} items, must be from {least} to {most}"
        yield from (complaint for place, item in enumerate(value) for complaint in rule(item, f"{at}/{place}"))

    return judge


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule) -> Rule:
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


def typed(rules: Mapping[str, Rule], *only: str) -> Rule:
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


def texts(most: int) -> dict[str, Rule]:
    said = {"text": string(most)}
    return {"plain_text": shape(said, {"emoji": flag}), "mrkdwn": shape(said, {"verbatim": flag})}


def text(most: int, *kinds: str) -> Rule:
    return typed(texts(most), *(kinds or ("plain_text",)))


flag = among(True, False)  # noqa: FBT003 - the two values themselves
name = string(IDENTIFIER)
url = matching(r"https?://[^\s<>|\"]+", "web address")
day = matching(r"\d{4}-\d\d-\d\d", "date")
user = matching(r"[UW][A-Z0-9]+", "user")
digits = matching(r"-?\d+", "whole number")

# --- options and elements --------------------------------------------------------------------------------------------


def _chosen(element: Mapping[str, Any], at: str) -> Complaints:
    """There is one list of options, and what is chosen beforehand is exactly one of them."""
    if ("options" in element) == ("option_groups" in element):
        yield f"{at}: needs options or option_groups, not both"
    groups = [element, *element.get("option_groups", [])]
    offered = [option for group in groups for option in group.get("options", [])]
    initial = [
        *element.get("initial_options", []),
        *([element["initial_option"]] if "initial_option" in element else []),
    ]
    yield from (f"{at}: the initial option {each['value']!r} is no option" for each in initial if each not in offered)


def _most_chosen(element: Mapping[str, Any], at: str) -> Complaints:
    most = element.get("max_selected_items", math.inf)
    lists = ("initial_options", "initial_users")
    yield from (f"{at}: {key} are more than max_selected_items" for key in lists if len(element.get(key, [])) > most)


def _length_fits(element: Mapping[str, Any], at: str) -> Complaints:
    given = (element.get("min_length", 0), length(element.get("initial_value", "")), element.get("max_length", INPUT))
    if given[0] > given[2] or given[1] > given[2]:
        yield f"{at}: min_length and the initial value must stay under max_length"


def _number_fits(element: Mapping[str, Any], at: str) -> Complaints:
    given = [int(element[key]) for key in ("min_value", "initial_value", "max_value") if key in element]
    if given != sorted(given):
        yield f"{at}: min_value, initial_value and max_value are not in this order"


DIALOGUE = {key: text(CONFIRM_BUTTON) for key in ("confirm", "deny")}
CONFIRM = shape(
    {"title": text(CONFIRM_TITLE), "text": text(CONFIRM_TEXT), **DIALOGUE}, {"style": among("primary", "danger")}
)
OPTION = shape({"text": text(OPTION_TEXT), "value": string(OPTION_VALUE)}, {"description": text(OPTION_TEXT)})
GROUP = shape({"label": text(OPTION_TEXT), "options": several(OPTION, OPTIONS)})

ID: dict[str, Rule] = {"action_id": name}
PRESS = {**ID, "confirm": CONFIRM}
MENU = {**PRESS, "focus_on_load": flag, "placeholder": text(PLACEHOLDER)}
TYPED = {**ID, "focus_on_load": flag, "placeholder": text(PLACEHOLDER)}
LISTED = {"options": several(OPTION, OPTIONS), "option_groups": several(GROUP, GROUPS)}
ONE = {"initial_option": OPTION}
SOME = {"initial_options": several(OPTION, OPTIONS * GROUPS), "max_selected_items": number(1, math.inf)}
SOUGHT = {"min_query_length": number(0, TEXT)}
MARKED = {"options": several(OPTION, MARKS)}

ELEMENTS: dict[str, Rule] = {
    "button": shape(
        {"text": text(BUTTON_TEXT)},
        {**PRESS, "value": string(BUTTON_VALUE), "url": url, "style": among("primary", "danger")},
    ),
    "checkboxes": shape(MARKED, {**PRESS, "focus_on_load": flag, "initial_options": MARKED["options"]}, _chosen),
    "datepicker": shape({}, {**MENU, "initial_date": day}),
    "external_select": shape({}, {**MENU, **SOUGHT, **ONE}),
    "file_input": shape({}, {**ID, "filetypes": several(string(20), MANY), "max_files": number(1, FILES)}),
    "image": shape({"image_url": url, "alt_text": string(ALT)}),
    "multi_external_select": shape({}, {**MENU, **SOUGHT, **SOME}, _most_chosen),
    "multi_static_select": shape({}, {**MENU, **LISTED, **SOME}, _chosen, _most_chosen),
    "multi_users_select": shape({}, {**MENU, "initial_users": several(user, MANY)}, _most_chosen),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**TYPED, "min_value": digits, "initial_value": digits, "max_value": digits},
        _number_fits,
    ),
    "overflow": shape({"options": several(OPTION, OVERFLOW)}, PRESS),
    "plain_text_input": shape(
        {},
        {
            **TYPED,
            "initial_value": string(INPUT),
            "multiline": flag,
            "min_length": number(0, INPUT),
            "max_length": number(1, INPUT),
        },
        _length_fits,
    ),
    "radio_buttons": shape(MARKED, {**PRESS, "focus_on_load": flag, **ONE}, _chosen),
    "static_select": shape({}, {**MENU, **LISTED, **ONE}, _chosen),
    "users_select": shape({}, {**MENU, "initial_user": user}),
}
PRESSABLE = tuple(ELEMENTS.keys() - {"file_input", "image", "number_input", "plain_text_input"})
SINGLE = tuple(kind for kind in PRESSABLE if not kind.startswith("multi_"))

# --- rich text, tables, charts ---------------------------------------------------------------------------------------


def _rectangular(table: Mapping[str, Any], at: str) -> Complaints:
    if len({len(row) for row in table["rows"]}) > 1:
        yield f"{at}: the rows are not equally long"
    if (size := sum(map(length, _texts(table["rows"])))) > TABLE_TEXT:
        yield f"{at}: {size} characters in the cells, at most {TABLE_TEXT}"


def _once(names: Sequence[str], at: str, what: str) -> Complaints:
    yield from (f"{at}: {what} {each!r} is there twice" for each in dict.fromkeys(names) if names.count(each) > 1)


def _points(chart: Mapping[str, Any], at: str) -> Complaints:
    categories = chart["axis_config"]["categories"]
    yield from _once(categories, at, "category")
    yield from _once([series["name"] for series in chart["series"]], at, "series")
    for series in chart["series"]:
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield f"{at}: series {series['name']!r} must have exactly one point per category"


def _segments(chart: Mapping[str, Any], at: str) -> Complaints:
    yield from _once([segment["label"] for segment in chart["segments"]], at, "segment")


STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code"), flag))
LEAVES = {
    "link": shape({"url": url}, {"text": string(TEXT), "style": STYLE}),
    "text": shape({"text": string(TABLE_TEXT)}, {"style": STYLE}),
    "user": shape({"user_id": user}, {"style": STYLE}),
}
PARTS = {
    "rich_text_preformatted": shape({"elements": several(typed(LEAVES, "text", "link"), MANY)}),
    "rich_text_quote": shape({"elements": several(typed(LEAVES), MANY)}),
    "rich_text_section": shape({"elements": several(typed(LEAVES), MANY)}),
}
RICH_TEXT = shape({"elements": several(typed(PARTS), MANY)}, {"block_id": name})
CELL = typed({"raw_text": shape({"text": string(TABLE_TEXT)}), "rich_text": RICH_TEXT})
COLUMN = shape({}, {"align": among("left", "center", "right"), "is_wrapped": flag})

POINT = shape({"label": string(CHART_LABEL), "value": number(-1e15, 1e15, whole=False)})
SERIES = shape({"name": string(CHART_LABEL), "data": several(POINT, CHART_POINTS)})
AXES = shape(
    {"categories": several(string(CHART_LABEL), CHART_POINTS)},
    dict.fromkeys(("x_label", "y_label"), string(CHART_AXIS)),
)
DRAWN = shape({"series": several(SERIES, CHART_SERIES), "axis_config": AXES}, {}, _points)
SEGMENT = shape({"label": string(CHART_LABEL), "value": number(math.ulp(0), 1e15, whole=False)})
PIE = shape({"segments": several(SEGMENT, CHART_SERIES)}, {}, _segments)

# --- blocks ----------------------------------------------------------------------------------------------------------


def block(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule) -> Rule:
    return shape(required, {**(optional or {}), "block_id": name}, *also)


def _says_something(section: Mapping[str, Any], at: str) -> Complaints:
    if not section.keys() & {"text", "fields"}:
        yield f"{at}: needs text or fields"


EITHER = ("plain_text", "mrkdwn")
CHART = typed({"bar": DRAWN, "line": DRAWN, "area": DRAWN, "pie": PIE})
BLOCK: dict[str, Rule] = {
    "actions": block({"elements": several(typed(ELEMENTS, *SINGLE), ACTIONS)}),
    "context": block({"elements": several(typed({**texts(TEXT), "image": ELEMENTS["image"]}), CONTEXT)}),
    "data_visualization": block({"title": string(CHART_TITLE), "chart": CHART}),
    "divider": block({}),
    "header": block({"text": text(HEADER)}),
    "image": block({"image_url": url, "alt_text": string(ALT)}, {"title": text(ALT)}),
    "input": block(
        {"label": text(LABEL), "element": typed(ELEMENTS, *(ELEMENTS.keys() - {"button", "image", "overflow"}))},
        {"hint": text(LABEL), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
    "section": block(
        {},
        {
            "text": text(TEXT, *EITHER),
            "fields": several(text(FIELD, *EITHER), FIELDS),
            "accessory": typed(ELEMENTS, "image", *PRESSABLE),
            "expand": flag,
        },
        _says_something,
    ),
    "table": block(
        {"rows": several(several(CELL, TABLE_COLUMNS), TABLE_ROWS)},
        {"column_settings": several(COLUMN, TABLE_COLUMNS)},
        _rectangular,
    ),
}
ELSEWHERE: Mapping[str, tuple[Surface, ...]] = {
    "data_visualization": ("message", "home"),
    "table": ("message",),
    "file_input": ("modal",),
    "number_input": ("modal",),
}

# --- surfaces --------------------------------------------------------------------------------------------------------


def _whole(whole: Mapping[str, Any], surface: Surface) -> Complaints:
    """What can only be seen on the whole: what stands where, what is there twice, and how much it is together."""
    blocks = whole.get("blocks", [])
    yield from _unsendable(whole)
    yield from _misplaced(blocks, surface)
    yield from _once([part["block_id"] for part in blocks if "block_id" in part], "blocks", "block_id")
    for place, part in enumerate(blocks):
        ids = [each["action_id"] for each in _elements(part) if "action_id" in each]
        yield from _once(ids, f"blocks/{place}", "action_id")
    yield from _too_much(blocks) if surface == "message" else _too_big(whole)
    if "submit" not in whole and surface == "modal" and any(part["type"] == "input" for part in blocks):
        yield "view: submit is required with an input block"


def _unsendable(whole: Mapping[str, Any]) -> Complaints:
    for each in _texts(whole, frozenset()):
        if wrong := re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", each):
            yield f"{each[:20]!a}: {wrong[0]!a} cannot be sent"


def _misplaced(blocks: Sequence[Mapping[str, Any]], surface: Surface) -> Complaints:
    kinds = [[part["type"], *(each["type"] for each in _elements(part))] for part in blocks]
    for place, found in enumerate(kinds):
        strange = [kind for kind in found if surface not in ELSEWHERE.get(kind, (surface,))]
        yield from (f"blocks/{place}: no {kind} on a {surface}" for kind in strange)
    for kind, most in (("table", TABLES), ("data_visualization", CHARTS)):
        if (count := sum(found[0] == kind for found in kinds)) > most:
            yield f"blocks: {count} of {kind}, at most {most}"


def _elements(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*part.get("elements", []), *(part[key] for key in ("accessory", "element") if key in part)]


def _too_much(blocks: Sequence[Mapping[str, Any]]) -> Complaints:
    if (size := sum(map(weight, blocks))) > WEIGHT:
        yield f"blocks: they weigh {size} together, at most {WEIGHT}"


def _too_big(whole: Mapping[str, Any]) -> Complaints:
    if (size := len(json.dumps(whole))) > VIEW_BYTES:
        yield f"view: {size} bytes, at most {VIEW_BYTES}"


def _bytes(value: str, at: str) -> Complaints:
    if (size := len(value.encode("utf-8", "replace"))) > NOTIFICATION_BYTES:
        yield f"{at}: {size} bytes, at most {NOTIFICATION_BYTES}"


def _notification(value: object, at: str) -> Complaints:
    yield from string(NOTIFICATION_BYTES)(value, at)
    yield from _bytes(value, at) if isinstance(value, str) else ()


VIEW = {"private_metadata": string(VIEW_METADATA, 0), "callback_id": name, "external_id": name}
MESSAGE = shape({"text": _notification}, {"blocks": several(typed(BLOCK), BLOCKS["message"])})
HOME = shape({"type": among("home"), "blocks": several(typed(BLOCK), BLOCKS["home"])}, VIEW)
MODAL = shape(
    {"type": among("modal"), "title": text(VIEW_TITLE), "blocks": several(typed(BLOCK), BLOCKS["modal"])},
    {
        **VIEW,
        "submit": text(VIEW_TITLE),
        "close": text(VIEW_TITLE),
        "notify_on_close": flag,
        "clear_on_close": flag,
    },
)
