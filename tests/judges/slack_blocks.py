"""Slack's blocks as rules: `BLOCK` says what each may hold, `ELSEWHERE` where alone some of them may stand."""

import math
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from bot.doors.texts import length, strings
from bot.slack import limits
from bot.slack.limits import SLACK, UNSEEN
from tests.judges.rules import (
    Complaints,
    Rule,
    Rules,
    address,
    among,
    day,
    flag,
    matching,
    number,
    once,
    several,
    shape,
    string,
    typed,
)

Surface: TypeAlias = Literal["message", "home", "modal"]

# What the bot never comes near, and only a judge needs.
FIELD, FIELDS, CONTEXT, OVERFLOW, PLACEHOLDER, TABLE_TEXT = 2000, 10, 10, 5, 150, 10_000
MANY = 1000  # where Slack gives no number


def texts(most: int) -> dict[str, Rule]:
    said = {"text": string(most)}
    return {"plain_text": shape(said, {"emoji": flag}), "mrkdwn": shape(said, {"verbatim": flag})}


def text(most: int, *kinds: str) -> Rule:
    return typed(texts(most), *(kinds or ("plain_text",)))


name = string(limits.IDENTIFIER)
url = address(SLACK.url)
user = matching(r"[UW][A-Z0-9]+", "user", limits.IDENTIFIER)
digits = matching(r"-?\d+", "whole number", limits.IDENTIFIER)

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
    given = (
        element.get("min_length", 0),
        length(element.get("initial_value", "")),
        element.get("max_length", SLACK.input),
    )
    if given[0] > given[2] or given[1] > given[2]:
        yield f"{at}: min_length and the initial value must stay under max_length"


def _number_fits(element: Mapping[str, Any], at: str) -> Complaints:
    given = [int(element[key]) for key in ("min_value", "initial_value", "max_value") if key in element]
    if given != sorted(given):
        yield f"{at}: min_value, initial_value and max_value are not in this order"


DIALOGUE = {key: text(limits.CONFIRM_BUTTON) for key in ("confirm", "deny")}
CONFIRM = shape(
    {"title": text(limits.CONFIRM_TITLE), "text": text(limits.CONFIRM_TEXT), **DIALOGUE},
    {"style": among("primary", "danger")},
)
OPTION = shape(
    {"text": text(SLACK.option_text), "value": string(SLACK.option_value)}, {"description": text(SLACK.option_text)}
)
GROUP = shape({"label": text(SLACK.option_text), "options": several(OPTION, limits.OPTIONS)})

ID: Rules = {"action_id": name}
PRESS = {**ID, "confirm": CONFIRM}
MENU = {**PRESS, "focus_on_load": flag, "placeholder": text(PLACEHOLDER)}
TYPED = {**ID, "focus_on_load": flag, "placeholder": text(PLACEHOLDER)}
LISTED = {"options": several(OPTION, limits.OPTIONS), "option_groups": several(GROUP, limits.GROUPS)}
ONE = {"initial_option": OPTION}
SOME = {"initial_options": several(OPTION, limits.OPTIONS * limits.GROUPS), "max_selected_items": number(1, math.inf)}
SOUGHT = {"min_query_length": number(0, SLACK.text)}
MARKED = {"options": several(OPTION, limits.MARKS)}

ELEMENTS: dict[str, Rule] = {
    "button": shape(
        {"text": text(SLACK.button_text)},
        {**PRESS, "value": string(SLACK.button_value), "url": url, "style": among("primary", "danger")},
    ),
    "checkboxes": shape(MARKED, {**PRESS, "focus_on_load": flag, "initial_options": MARKED["options"]}, _chosen),
    "datepicker": shape({}, {**MENU, "initial_date": day}),
    "external_select": shape({}, {**MENU, **SOUGHT, **ONE}),
    "file_input": shape({}, {**ID, "filetypes": several(string(20), MANY), "max_files": number(1, limits.FILES)}),
    "image": shape({"image_url": url, "alt_text": string(SLACK.alt)}),
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
            "initial_value": string(SLACK.input),
            "multiline": flag,
            "min_length": number(0, SLACK.input),
            "max_length": number(1, SLACK.input),
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
    if (size := sum(map(length, strings(table["rows"], UNSEEN)))) > TABLE_TEXT:
        yield f"{at}: {size} characters in the cells, at most {TABLE_TEXT}"


def _points(chart: Mapping[str, Any], at: str) -> Complaints:
    categories = chart["axis_config"]["categories"]
    yield from once(categories, at, "category")
    yield from once([series["name"] for series in chart["series"]], at, "series")
    for series in chart["series"]:
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield f"{at}: series {series['name']!r} must have exactly one point per category"


def _segments(chart: Mapping[str, Any], at: str) -> Complaints:
    yield from once([segment["label"] for segment in chart["segments"]], at, "segment")


STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code"), flag))
LEAVES = {
    "link": shape({"url": url}, {"text": string(SLACK.text), "style": STYLE}),
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

POINT = shape({"label": string(SLACK.chart_label), "value": number(-1e15, 1e15, whole=False)})
SERIES = shape({"name": string(SLACK.chart_label), "data": several(POINT, SLACK.chart_points)})
AXES = shape(
    {"categories": several(string(SLACK.chart_label), SLACK.chart_points)},
    dict.fromkeys(("x_label", "y_label"), string(limits.CHART_AXIS)),
)
DRAWN = shape({"series": several(SERIES, SLACK.chart_series), "axis_config": AXES}, {}, _points)
SEGMENT = shape({"label": string(SLACK.chart_label), "value": number(math.ulp(0), 1e15, whole=False)})
PIE = shape({"segments": several(SEGMENT, SLACK.chart_series)}, {}, _segments)

# --- blocks ----------------------------------------------------------------------------------------------------------


def block(required: Rules, optional: Rules | None = None, *also: Rule) -> Rule:
    return shape(required, {**(optional or {}), "block_id": name}, *also)


def _says_something(section: Mapping[str, Any], at: str) -> Complaints:
    if not section.keys() & {"text", "fields"}:
        yield f"{at}: needs text or fields"


EITHER = ("plain_text", "mrkdwn")
CHART = typed({"bar": DRAWN, "line": DRAWN, "area": DRAWN, "pie": PIE})
BLOCK: dict[str, Rule] = {
    "actions": block({"elements": several(typed(ELEMENTS, *SINGLE), SLACK.buttons)}),
    "context": block({"elements": several(typed({**texts(SLACK.text), "image": ELEMENTS["image"]}), CONTEXT)}),
    "data_visualization": block({"title": string(SLACK.chart_title), "chart": CHART}),
    "divider": block({}),
    "header": block({"text": text(SLACK.header)}),
    "image": block({"image_url": url, "alt_text": string(SLACK.alt)}, {"title": text(SLACK.alt)}),
    "input": block(
        {"label": text(SLACK.label), "element": typed(ELEMENTS, *(ELEMENTS.keys() - {"button", "image", "overflow"}))},
        {"hint": text(SLACK.label), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
    "section": block(
        {},
        {
            "text": text(SLACK.text, *EITHER),
            "fields": several(text(FIELD, *EITHER), FIELDS),
            "accessory": typed(ELEMENTS, "image", *PRESSABLE),
            "expand": flag,
        },
        _says_something,
    ),
    "table": block(
        {"rows": several(several(CELL, SLACK.table_columns), SLACK.table_rows)},
        {"column_settings": several(COLUMN, SLACK.table_columns)},
        _rectangular,
    ),
}
ELSEWHERE: Mapping[str, tuple[Surface, ...]] = {
    "data_visualization": ("message", "home"),
    "table": ("message",),
    "file_input": ("modal",),
    "number_input": ("modal",),
}
