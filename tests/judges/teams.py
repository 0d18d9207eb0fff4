"""A judge that applies Teams' rules to a card or dialog first, because Teams itself says nothing: it shows nothing.

`judge_card` gives one complaint per broken rule, an empty list when the card is right. It knows the elements that this
bot draws and refuses every other one, and every property that it does not know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from bot.teams import limits
from bot.teams.limits import TEAMS, length, size
from tests.judges import rules
from tests.judges.rules import (
    Complaints,
    Rule,
    Rules,
    address,
    among,
    day,
    either,
    flag,
    number,
    once,
    several,
    shape,
    typed,
    unsendable,
)

Surface: TypeAlias = Literal["message", "dialog"]

IDENTIFIER = 255
MANY = 1000  # where Teams gives no number
REFRESHED = 60  # people for whom a card may look different


def judge_card(
    card: Mapping[str, Any], where: Surface = "message", pictures: Mapping[str, tuple[int, int]] | None = None
) -> list[str]:
    """What is wrong with an Adaptive Card as a message, or as the content of a dialog; `pictures` tells of addresses
    how many pixels wide and high is what stands there."""
    wrong = list(typed({"AdaptiveCard": CARD})(card, "card"))
    return wrong or [*_whole(card, where), *_too_wide(card, pictures or {})]


def calm(most: int) -> Rule:
    """Text that Teams reads as Markdown, and in which there is nothing that does something."""

    def judge(value: object, at: str) -> Complaints:
        yield from string(most)(value, at)
        if found := re.search(r"</?at>|\]\(|\{\{", value if isinstance(value, str) else ""):
            yield f"{at}: {found[0]!r} would be acted on"

    return judge


string = partial(rules.string, size=length)
name = string(IDENTIFIER)
url, picture = address(TEAMS.url), address(TEAMS.url, "https", "https address")
real = number(-limits.LARGEST, limits.LARGEST, whole=False)
text_size = among("Small", "Default", "Medium", "Large", "ExtraLarge")
colour = among("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention")
side = among("Left", "Center", "Right")
ground = among("default", "emphasis", "accent", "good", "attention", "warning")
spacing = among("None", "ExtraSmall", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding")

# --- actions ---------------------------------------------------------------------------------------------------------


def _same_fallback(action: Mapping[str, Any], at: str) -> Complaints:
    """A client that does not know Action.Execute sends exactly the same."""
    for key in ("title", "data", "associatedInputs"):
        if action["fallback"].get(key) != action.get(key):
            yield f"{at}: the fallback has another {key}"
    if action["verb"] != action["data"]["action"]:
        yield f"{at}: the verb is another than the action in the data"


def _data(value: object, at: str) -> Complaints:
    """What comes back with a press: at least our action, and perhaps that Teams has to ask for a dialog."""
    given = value if isinstance(value, Mapping) else {}
    anything = {key: _anything for key in given if key not in {"action", "msteams"}}
    yield from shape({"action": name}, {"msteams": DIALOG, **anything})(value, at)


def _anything(value: object, at: str) -> Complaints:
    if value is None:
        yield f"{at}: is nothing"


def nested(value: object, at: str) -> Complaints:
    yield from typed({"AdaptiveCard": shape({"version": among(limits.VERSION), **CONTENT}, {})})(value, at)


def element(value: object, at: str) -> Complaints:
    yield from typed(ELEMENTS)(value, at)


def plain_element(value: object, at: str) -> Complaints:
    """What every client can draw, for where Teams' own elements are not known."""
    yield from typed(ELEMENTS, *(kind for kind in ELEMENTS if not OWN.fullmatch(kind)))(value, at)


DIALOG = shape({"type": among("task/fetch")})
PRESS: Rules = {"title": string(TEAMS.button_text)}
SENT: Rules = {"associatedInputs": among("auto", "none"), "style": among("default", "positive", "destructive")}
SUBMIT = shape({**PRESS, "data": _data}, SENT)
OPEN = shape({"url": url}, PRESS)
ACTIONS: Rules = {
    "Action.Execute": shape(
        {**PRESS, "verb": name, "data": _data, "fallback": typed({"Action.Submit": SUBMIT})}, SENT, _same_fallback
    ),
    "Action.OpenUrl": shape({**PRESS, "url": url}),
    "Action.ShowCard": shape({**PRESS, "card": nested}, {"style": SENT["style"]}),
    "Action.Submit": SUBMIT,
}
BAR = several(typed(ACTIONS), TEAMS.buttons)

# --- elements --------------------------------------------------------------------------------------------------------

BODY = several(element, MANY)
CONTENT: Rules = {"body": BODY, "actions": BAR}
COMMON: Rules = {"id": name, "isVisible": flag, "separator": flag, "spacing": spacing}
LETTERS: Rules = {
    "color": colour, "fontType": among("Default", "Monospace"), "isSubtle": flag, "size": text_size,
    "weight": among("Lighter", "Default", "Bolder"),
}  # fmt: skip
RUN = shape(
    {"text": string(TEAMS.text)},
    {
        **LETTERS,
        **dict.fromkeys(("highlight", "italic", "strikethrough", "underline"), flag),
        "selectAction": typed({"Action.OpenUrl": OPEN}),
    },
)
INPUT: Rules = {"id": name, "label": calm(TEAMS.label)}
ASKED: Rules = {
    **COMMON, "errorMessage": calm(limits.ERROR), "isRequired": flag, "placeholder": calm(TEAMS.label),
}  # fmt: skip


def part(required: Rules, optional: Rules | None = None, *also: Rule) -> Rule:
    return shape(required, {**COMMON, **(optional or {})}, *also)


def asked(required: Rules, optional: Rules, *also: Rule) -> Rule:
    return shape({**INPUT, **required}, {**ASKED, **optional}, _says_what_is_missing, *also)


def own(required: Rules, optional: Rules, *also: Rule) -> Rule:
    """An element that only Teams has: without a fallback others see nothing."""
    return part({**required, "fallback": plain_element}, optional, *also)


def _says_what_is_missing(made: Mapping[str, Any], at: str) -> Complaints:
    if made.get("isRequired") and "errorMessage" not in made:
        yield f"{at}: errorMessage is missing while isRequired"


def _chosen(made: Mapping[str, Any], at: str) -> Complaints:
    offered = [choice["value"] for choice in made["choices"]]
    value = [made["value"]] if "value" in made else []
    given = [part for each in value for part in each.split(",")] if made.get("isMultiSelect") else value
    yield from once(offered, at, "the choice")
    if "choices.data" not in made:
        yield from [] if offered else [f"{at}: there is nothing to choose"]
        yield from (f"{at}: the value {each!r} is no choice" for each in given if each not in offered)


def _in_order(made: Mapping[str, Any], at: str) -> Complaints:
    given = [made[key] for key in ("min", "value", "max") if key in made]
    if given != sorted(given):
        yield f"{at}: min, value and max are not in this order"


def _fits(made: Mapping[str, Any], at: str) -> Complaints:
    if length(made.get("value", "")) > made["maxLength"]:
        yield f"{at}: the value is longer than maxLength"


def _rectangular(table: Mapping[str, Any], at: str) -> Complaints:
    for place, row in enumerate(table["rows"]):
        if len(row["cells"]) != len(table["columns"]):
            yield f"{at}/rows/{place}: {len(row['cells'])} cells in {len(table['columns'])} columns"


def _points(key: str, inside: str = "") -> Rule:
    """No point of a chart is there twice, and each series has the same ones."""

    def judge(chart: Mapping[str, Any], at: str) -> Complaints:
        rows = [each[inside] for each in chart["data"]] if inside else [chart["data"]]
        names = [[point[key] for point in row] for row in rows]
        yield from once(names[0], at, "the point")
        yield from once([each["legend"] for each in chart["data"]] if inside else [], at, "the series")
        yield from [f"{at}: the series have different points"] if any(each != names[0] for each in names) else []

    return judge


colour = among(*limits.COLOURS)


def chart(point: Rule, most: int, *also: Rule) -> Rule:
    axis = dict.fromkeys(("xAxisTitle", "yAxisTitle"), string(TEAMS.chart_label))
    look: Rules = {"colorSet": among("categorical", "sequential", "diverging"), "showBarValues": flag}
    coloured: Rules = {**axis, **look, "color": colour}
    return own({"title": string(TEAMS.chart_title), "data": several(point, most)}, coloured, *also)


legend = string(TEAMS.chart_label)
POINT = shape({"x": legend, "y": real})
SERIES = shape({"legend": legend, "values": several(POINT, TEAMS.chart_points)}, {"color": colour})
SEGMENT = shape({"legend": legend, "value": number(0, limits.LARGEST, whole=False)}, {"color": colour})
CHOICE = shape({"title": calm(TEAMS.option_text), "value": string(TEAMS.option_value)})
QUERY = shape({"dataset": name}, {"associatedInputs": among("auto", "none")})
CELL = part({"items": BODY}, {"style": ground})
ROW = shape({"cells": several(typed({"TableCell": CELL}), TEAMS.table_columns)}, {"style": ground})
COLUMN = shape({"width": number(1, 100)}, {"horizontalCellContentAlignment": side})
PILLAR = part(
    {"items": BODY},
    {
        "style": ground,
        "verticalContentAlignment": among("Top", "Center", "Bottom"),
        "width": either(among("auto", "stretch"), number(1, 100)),
    },
)
FACT = shape({"title": calm(limits.FACT_TITLE), "value": calm(limits.FACT_VALUE)})
OWN = re.compile(r"Chart\..+|ProgressBar|Badge")
ELEMENTS: Rules = {
    "ActionSet": part({"actions": BAR}),
    "Badge": own({"text": string(TEAMS.button_text)}, {
        "style": among("Default", "Subtle", "Informative", "Accent", "Good", "Attention", "Warning"),
        "appearance": among("Filled", "Tint"), "tooltip": string(TEAMS.label),
    }),
    "Chart.Donut": chart(SEGMENT, limits.CHART_SEGMENTS, _points("legend")),
    "Chart.Line": chart(SERIES, TEAMS.chart_series, _points("x", "values")),
    "Chart.VerticalBar": chart(POINT, TEAMS.chart_points, _points("x")),
    "Chart.VerticalBar.Grouped": chart(SERIES, TEAMS.chart_series, _points("x", "values")),
    "ColumnSet": part({"columns": several(typed({"Column": PILLAR}), TEAMS.table_columns)}, {"style": ground}),
    "Container": part({"items": BODY}, {"style": ground, "bleed": flag}),
    "FactSet": part({"facts": several(FACT, MANY)}),
    "Image": part({"url": picture, "altText": string(TEAMS.alt)}, {
        "size": among("Auto", "Stretch", "Small", "Medium", "Large"), "msteams": shape({"allowExpand": flag}),
    }),
    "Input.ChoiceSet": asked({"choices": several(CHOICE, MANY, 0)}, {
        "choices.data": typed({"Data.Query": QUERY}), "isMultiSelect": flag, "value": string(TEAMS.input),
        "style": among("compact", "expanded", "filtered"), "wrap": flag,
    }, _chosen),
    "Input.Date": asked({"errorMessage": ASKED["errorMessage"]}, {"value": day, "min": day, "max": day}, _in_order),
    "Input.Number": asked({"errorMessage": ASKED["errorMessage"]}, dict.fromkeys(("value", "min", "max"), real),
                          _in_order),
    "Input.Text": asked({"maxLength": number(1, TEAMS.input)}, {
        "isMultiline": flag, "value": string(TEAMS.input),
    }, _fits),
    "Input.Toggle": asked({"title": calm(TEAMS.label), "valueOn": name, "valueOff": name}, {"value": name}),
    "ProgressBar": own({"value": number(0, 100), "max": number(1, 100)}, {
        "color": among("Accent", "Good", "Warning", "Attention"),
    }),
    "RichTextBlock": part({"inlines": several(typed({"TextRun": RUN}), MANY)}, {"horizontalAlignment": side}),
    "Table": part({"columns": several(COLUMN, TEAMS.table_columns),
                   "rows": several(typed({"TableRow": ROW}), TEAMS.table_rows + 1)}, {
        "firstRowAsHeaders": flag, "gridStyle": ground, "showGridLines": flag,
    }, _rectangular),
    "TextBlock": part({"text": calm(TEAMS.text), "wrap": among(True)}, {
        **LETTERS, "horizontalAlignment": side, "style": among("default", "columnHeader", "heading"),
    }),
}  # fmt: skip

# --- the whole -------------------------------------------------------------------------------------------------------

CARD = shape(
    {"version": among(limits.VERSION), "body": BODY},
    {
        "actions": BAR,
        "fallbackText": string(limits.FALLBACK_TEXT),
        "msteams": shape({"width": among("full")}),
        "refresh": shape({"action": typed(ACTIONS, "Action.Execute"), "userIds": several(name, REFRESHED)}),
    },
)


def _whole(card: Mapping[str, Any], where: Surface) -> Complaints:
    """What can only be seen on the whole: what stands where, what is there twice, and how much it is together."""
    parts = list(_parts(card))
    inputs = [each for each in parts if each["type"].startswith("Input.")]
    presses = [each for each in parts if each["type"] in {"Action.Execute", "Action.Submit"}]
    yield from once([each["id"] for each in parts if "id" in each], "card", "the id")
    yield from _misplaced(parts, where)
    yield from _overwritten(presses, {each["id"] for each in inputs})
    if inputs and all(each.get("associatedInputs") == "none" for each in presses):
        yield "card: nothing sends what is filled in"
    yield from list(unsendable(card)) or _too_big(card)


def _parts(value: object) -> Iterator[Mapping[str, Any]]:
    """Everything on the card that says its type; a fallback only stands in for what is counted already."""
    if isinstance(value, Mapping):
        yield from [value] if "type" in value else []
        yield from (each for key, inner in value.items() if key not in {"fallback", "data"} for each in _parts(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in _parts(inner))


def _misplaced(parts: Sequence[Mapping[str, Any]], where: Surface) -> Complaints:
    for each in parts:
        kind, opens = each["type"], "msteams" in each.get("data", ())
        if where == "dialog" and (kind in {"Action.Execute", "Action.ShowCard"} or opens):
            yield f"card: {kind} does not work in a dialog"
        if where == "message" and kind == "Action.Submit" and not opens:
            yield "card: Action.Submit on a message is only a fallback, or opens a dialog"
        if kind == "Action.ShowCard" and any(inner["type"] == kind for inner in _parts(each["card"])):
            yield "card: Action.ShowCard inside another"


def _overwritten(presses: Sequence[Mapping[str, Any]], inputs: set[str]) -> Complaints:
    """What is filled in arrives among the data of the press, and takes the place of what has the same name."""
    names = [key for each in presses for key in each["data"] if key in inputs]
    yield from (f"card: the input {key!r} would take the place of the data" for key in dict.fromkeys(names))


def _too_wide(card: Mapping[str, Any], pictures: Mapping[str, tuple[int, int]]) -> Complaints:
    for each in (part for part in _parts(card) if part["type"] == "Image"):
        if max(known := pictures.get(each["url"], (1, 1))) > limits.PICTURE:
            yield f"card: a picture of {known[0]} by {known[1]} pixels, at most {limits.PICTURE}"


def _too_big(card: Mapping[str, Any]) -> Complaints:
    if (weight := size(card)) > limits.SIZE:
        yield f"card: {weight} bytes, at most {limits.SIZE}"
