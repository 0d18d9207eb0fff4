"""Adaptive Cards as people see them: words in reading order, what can be pressed, and the questions of a form.

It knows Teams' elements and nothing of ours: the look-alikes that stand in for marks are read as what they look like.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.platforms import PEOPLE, SeenField, SeenForm
from tests.platforms.teams_payloads import key_of, user

Json = dict[str, Any]
_SEEN = {"∗": "*", "∼": "~", "ˋ": "`", "ˍ": "_", "\N{ZERO WIDTH SPACE}": ""}
"""What cards write instead of marks, so that no client acts on them."""
_LIKE = re.compile("|".join(map(re.escape, _SEEN)))
WARNING = "Let op: "


def shown(text: str) -> str:
    return _LIKE.sub(lambda mark: _SEEN[mark[0]], text)


def read(card: Json) -> list[str]:
    """The words of everything that says something."""
    return [text for part in [*card.get("body", []), *_bar(card)] for text in _words(part) if text.strip()]


def _bar(card: Json) -> list[Json]:
    return [{"type": "ActionSet", "actions": card["actions"]}] if card.get("actions") else []


def _words(part: Json) -> Iterator[str]:  # noqa: C901, PLR0912 - one case per element
    match part["type"]:
        case "TextBlock":
            yield shown(part["text"])
        case "RichTextBlock":
            yield "".join(shown(run["text"]) for run in part["inlines"])
        case "Container" | "Column" | "TableCell":
            for each in part["items"]:
                yield from _words(each)
        case "ColumnSet":
            for each in part["columns"]:
                yield from _words({"type": "Column", **each})
        case "Table":
            yield from (" | ".join(row) for row in _rows(part))
        case "FactSet":
            yield from (f"{shown(each['title'])} {shown(each['value'])}" for each in part["facts"])
        case "ActionSet":
            yield " ".join(shown(each["title"]) for each in part["actions"])
        case "Image":
            yield part["altText"]
        case "Badge":
            yield part["text"]
        case kind if kind.startswith("Chart."):
            yield part["title"]
        case kind if kind.startswith("Input."):
            yield shown(part["label"])
        case _:
            return


def pictures(card: Json) -> list[str]:
    """Where the client fetches what it shows."""
    return [part["url"] for part in parts(card) if part["type"] == "Image"]


def rows(card: Json) -> tuple[tuple[str, ...], ...]:
    """The cells of tables."""
    return tuple(row for part in parts(card) if part["type"] == "Table" for row in _rows(part))


def _rows(table: Json) -> list[tuple[str, ...]]:
    return [tuple("\n".join(_words({"type": "Column", **cell})) for cell in row["cells"]) for row in table["rows"]]


def parts(value: Any) -> Iterator[Json]:
    """Everything that says its type, in reading order; fallbacks and data are not seen."""
    if isinstance(value, dict):
        yield from [value] if "type" in value else []
        for key, inner in value.items():
            if key not in ("fallback", "data", "msteams", "choices.data"):
                yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def actions(card: Json) -> Iterator[tuple[str, Json]]:
    """What can be pressed, by label; what asks first is pressed twice, and shows the first label."""
    asking = {id(inner): each for each in parts(card) if each["type"] == "Action.ShowCard"
              for inner in parts(each["card"]) if inner["type"] in ("Action.Execute", "Action.Submit")}  # fmt: skip
    for each in parts(card):
        pressable = each["type"] in ("Action.Execute", "Action.Submit", "Action.OpenUrl") and "title" in each
        if pressable and "choice" not in each.get("data", {}):
            yield shown(asking.get(id(each), each)["title"]), each


def buttons(card: Json) -> list[str]:
    return [label for label, _ in actions(card)]


def links(card: Json) -> dict[str, str]:
    return {label: each["url"] for label, each in actions(card) if each["type"] == "Action.OpenUrl"}


def menus(card: Json) -> Iterator[tuple[Json, Json]]:
    """The choices outside a form, each with the button that sends it."""
    inputs = {each["id"]: each for each in parts(card) if each["type"] == "Input.ChoiceSet"}
    for each in parts(card):
        chosen = each.get("data", {}).get("choice") if each["type"] == "Action.Execute" else None
        if chosen in inputs:
            yield inputs[chosen], each


def charts(card: Json) -> tuple[str, ...]:
    kinds = {"Line": "line", "Donut": "share"}
    drawn = [part["type"].split(".")[1] for part in parts(card) if part["type"].startswith("Chart.")]
    return tuple(kinds.get(kind, "bar") for kind in drawn)


def choices(card: Json) -> dict[str, tuple[str, ...]]:
    return {shown(menu["label"]): tuple(shown(each["title"]) for each in menu["choices"]) for menu, _ in menus(card)}


# --- forms -----------------------------------------------------------------------------------------------------------


def inputs(card: Json) -> list[Json]:
    return [each for each in parts(card) if each["type"].startswith("Input.")]


def name_of(element: Json) -> str:
    return str(element["id"]).partition("_")[2]


def form(value: Json, marked: Mapping[str, str]) -> SeenForm:
    """An open dialog. What is wrong is marked at its field, or written under it."""
    card = value["card"]["content"]
    around = [text for part in card["body"] if not part["type"].startswith("Input.") for text in _words(part)]
    send = next((shown(each["title"]) for each in card.get("actions", [])), "")
    fields = {name_of(each): _field(each) for each in inputs(card)}
    return SeenForm(value["title"], send, fields, {**_written(card["body"]), **marked}, "\n".join(around))


def _written(body: list[Json]) -> dict[str, str]:
    """Warnings by the field that they stand under."""
    found, name = {}, ""
    for part in body:
        name = name_of(part) if part["type"].startswith("Input.") else name
        words = "".join(_words(part))
        if name and words.startswith(WARNING):
            found[name] = words.removeprefix(WARNING)
    return found


def _field(element: Json) -> SeenField:
    labels = tuple(shown(each["title"]) for each in element.get("choices", []))
    required = bool(element.get("isRequired"))
    return SeenField(name_of(element), shown(element["label"]), kind(element), "", required, held(element), labels)


def kind(element: Json) -> str:
    shape = element["id"].partition("_")[0]
    match element["type"]:
        case "Input.Text":
            return "paragraph" if element.get("isMultiline") else "line"
        case "Input.ChoiceSet":
            return {"keus": "scale", "mens": "persons"}.get(shape, "choose")
        case other:
            return {"Input.Date": "day", "Input.Number": "number", "Input.Toggle": "toggle"}[other]


def held(element: Json) -> str | tuple[str, ...]:
    """What an input holds before anybody touches it: options by label, people by key, the rest as it is written."""
    value = str(element.get("value", ""))
    match kind(element):
        case "choose":
            labels = {each["value"]: shown(each["title"]) for each in element["choices"]}
            return tuple(labels.get(each, each) for each in value.split(",") if each)
        case "persons":
            return tuple(_key(each) for each in value.split(",") if each)
        case "toggle":
            return "ja" if value == element["valueOn"] else ""
        case _:
            return value


_LISTED: dict[str, str] = {}


def _key(number: str) -> str:
    return _LISTED.get(number, key_of(number))


def listed(numbers: Mapping[str, str]) -> None:
    """Whose number in Teams' list of people is whose."""
    _LISTED.update({number: key_of(who) for who, number in numbers.items()})


def sent(card: Json, filled: Mapping[str, Any], numbers: Mapping[str, str]) -> Json:
    """What Teams sends of a dialog: what was filled in, the rest as it stood; what is empty it leaves out."""
    asked = {name_of(each): each for each in inputs(card)}
    assert filled.keys() <= asked.keys(), f"the form has {list(asked)}, not {sorted(filled.keys() - asked.keys())}"
    values = {each["id"]: _value(each, filled[name] if name in filled else held(each), numbers)
              for name, each in asked.items()}  # fmt: skip
    return {key: value for key, value in values.items() if value not in ("", None)}


def _value(element: Json, value: str | bool | tuple[str, ...], numbers: Mapping[str, str]) -> Any:
    several = () if value in ("", False) else (value,) if isinstance(value, str | bool) else tuple(value)
    match element["type"]:
        case "Input.Toggle":
            return element["valueOn"] if several else element["valueOff"]
        case "Input.ChoiceSet" if kind(element) == "persons":
            return ",".join(numbers.get(user(str(each)), str(each)) for each in several)
        case "Input.ChoiceSet":
            return ",".join(_option(element, str(each)) for each in several)
        case "Input.Number":
            return int(str(several[0])) if several else ""
        case _:
            text = "".join(map(str, several))
            assert len(text) <= element.get("maxLength", 12_000), f"more than fits in {element}"
            return text


def _option(element: Json, label: str) -> str:
    known = [*element["choices"], *element.get("found", [])]
    for each in known:
        if label in (shown(each["title"]), each["value"]):
            return str(each["value"])
    msg = f"there is no {label!r} among {[shown(each['title']) for each in known]}"
    raise AssertionError(msg)


def missing(card: Json, given: Json) -> dict[str, str]:
    """The questions that Teams itself does not let anybody leave open."""
    asked: Iterable[Json] = (each for each in inputs(card) if each.get("isRequired"))
    return {name_of(each): each["errorMessage"] for each in asked if not given.get(each["id"])}


__all__ = [
    "PEOPLE", "actions", "buttons", "choices", "form", "inputs", "links", "menus", "missing", "read", "rows", "sent",
]  # fmt: skip
