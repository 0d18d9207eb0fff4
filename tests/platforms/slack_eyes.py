"""Block Kit as people see it: words in reading order, what can be pressed, and the questions of a form.

It knows Slack's blocks and nothing of ours: marks of mrkdwn fall away, escapes become characters again, and the
look-alikes that stand in for marks are read as what they look like.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.slack.escape import LOOKALIKES
from tests.platforms import PEOPLE, SeenField, SeenForm

Json = dict[str, Any]
PRESSABLE = ("button", "static_select", "external_select", "overflow")
_SEEN = {alike: mark for mark, alike in LOOKALIKES.items()} | {"\u200b": ""}
_LIKE = re.compile("|".join(map(re.escape, _SEEN)))


def read(blocks: Iterable[Json]) -> list[str]:
    """The words of every block that says something."""
    return [text for block in blocks if (text := "\n".join(filter(None, _words(block))).strip())]


def rows(blocks: Iterable[Json]) -> tuple[tuple[str, ...], ...]:
    """The cells of tables."""
    tables = (block for block in blocks if block["type"] == "table")
    return tuple(tuple(_cell(cell) for cell in row) for table in tables for row in table["rows"])


def elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """What can be pressed or chosen outside a form, each with the block around it."""
    for block in blocks:
        inside = [*block.get("elements", [])] if block["type"] == "actions" else []
        inside += [block["accessory"]] if "accessory" in block else []
        yield from ((element, block) for element in inside if element["type"] in PRESSABLE)


def buttons(blocks: Iterable[Json]) -> list[str]:
    return [shown(element["text"]) for element, _ in elements(blocks) if element["type"] == "button"]


def charts(blocks: Iterable[Json]) -> tuple[str, ...]:
    kinds = {"pie": "share"}
    drawn = [block["chart"]["type"] for block in blocks if block["type"] == "data_visualization"]
    return tuple(kinds.get(kind, kind) for kind in drawn)


def links(blocks: Iterable[Json]) -> dict[str, str]:
    return {shown(element["text"]): element["url"] for element, _ in elements(blocks) if "url" in element}


def choices(blocks: Iterable[Json]) -> dict[str, tuple[str, ...]]:
    menus = [(element, block) for element, block in elements(blocks) if element["type"] != "button"]
    return {_beside(block): tuple(shown(each["text"]) for each in options(element)) for element, block in menus}


def options(element: Json) -> list[Json]:
    groups = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *groups]


def shown(text: Json) -> str:
    """A text object as it is read."""
    words = text["text"]
    if text["type"] == "mrkdwn":
        words = re.sub(r"<[^|>]*\|([^>]*)>|<([^>]*)>", lambda link: link[1] or _called(link[2]), words)
        words = re.sub(r"(?<!\w)([*_~`]+)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", words)
        words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _LIKE.sub(lambda mark: _SEEN[mark[0]], words)


def _called(entity: str) -> str:
    """A mention as Slack shows it: with the name of whoever it is."""
    return f"@{PEOPLE.get(entity[2:].lower(), entity[1:])}" if entity.startswith("@U") else entity


def _beside(block: Json) -> str:
    return shown(block["text"]) if "text" in block else ""


def _words(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield shown(block["text"])
        case "section":
            texts = [*([block["text"]] if "text" in block else []), *block.get("fields", [])]
            yield from map(shown, texts)
        case "context":
            yield "".join(_small(each) for each in block["elements"])
        case "rich_text":
            yield from (_rich(part) for part in block["elements"])
        case "table":
            yield from (" | ".join(map(_cell, row)) for row in block["rows"])
        case "image":
            yield block["alt_text"]
        case "data_visualization":
            yield block["title"] if isinstance(block["title"], str) else shown(block["title"])
        case "actions":
            yield " ".join(shown(each["text"]) for each in block["elements"] if each["type"] == "button")
        case _:
            pass
    if accessory := block.get("accessory"):
        yield shown(accessory["text"]) if accessory["type"] == "button" else ""


def _small(element: Json) -> str:
    return element["alt_text"] if element["type"] == "image" else shown(element)


def _rich(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"• {_rich(each)}" for each in part["elements"])
    return "".join(_leaf(each) for each in part["elements"])


def _leaf(leaf: Json) -> str:
    match leaf["type"]:
        case "text":
            return str(leaf["text"])
        case "link":
            return str(leaf.get("text") or leaf["url"])
        case "user":
            return _called(f"@{leaf['user_id']}")
        case "emoji":
            return f":{leaf['name']}:"
        case _:
            return ""


def _cell(cell: Json) -> str:
    if cell["type"] == "rich_text":
        return "\n".join(_rich(part) for part in cell["elements"])
    return str(cell["text"])


# --- forms -----------------------------------------------------------------------------------------------------------


WARNING = "Let op: "


def form(view: Json, marked: Mapping[str, str]) -> SeenForm:
    """An open modal. What is wrong Slack has marked at its field, or it is written under it."""
    asked = [block for block in view["blocks"] if block["type"] == "input"]
    around = [block for block in view["blocks"] if block["type"] != "input"]
    submit = shown(view["submit"]) if "submit" in view else ""
    return SeenForm(
        shown(view["title"]), submit, {block["block_id"]: _field(block) for block in asked},
        {**_written(view["blocks"]), **marked}, "\n".join(read(around)),
    )  # fmt: skip


def _written(blocks: list[Json]) -> dict[str, str]:
    """Warnings by the field that they stand under."""
    found, name = {}, ""
    for block in blocks:
        name = block["block_id"] if block["type"] == "input" else name
        words = "".join(read([block]))
        if name and words.startswith(WARNING):
            found[name] = words.removeprefix(WARNING)
    return found


def _field(block: Json) -> SeenField:
    element = block["element"]
    hint = shown(block["hint"]) if "hint" in block else ""
    labels = tuple(shown(each["text"]) for each in options(element))
    label, required = shown(block["label"]), not block.get("optional", False)
    return SeenField(block["block_id"], label, kind(element), hint, required, held(element), labels)


def kind(element: Json) -> str:
    """Which kind of question this looks like."""
    values = [each["value"] for each in options(element)]
    match element["type"]:
        case "plain_text_input":
            return "paragraph" if element.get("multiline") else "line"
        case "radio_buttons" | "static_select" if values and all(_is_point(value) for value in values):
            return "scale"
        case "checkboxes" if values == ["ja"]:
            return "toggle"
        case "users_select" | "multi_users_select":
            return "persons"
        case other:
            return {"datepicker": "day", "number_input": "number", "file_input": "upload"}.get(other, "choose")


def _is_point(value: str) -> bool:
    return value.removeprefix("-").isdigit() or value == "-"


def held(element: Json) -> str | tuple[str, ...]:
    """What an element holds before anybody touches it: options by label, people by key, the rest as it is written."""
    one = [element["initial_option"]] if "initial_option" in element else []
    chosen = [*one, *element.get("initial_options", [])]
    users = [*([element["initial_user"]] if "initial_user" in element else []), *element.get("initial_users", [])]
    match kind(element):
        case "choose":
            return tuple(shown(each["text"]) for each in chosen)
        case "persons":
            return tuple(user[1:].lower() for user in users)
        case "scale" | "toggle":
            return str(chosen[0]["value"]) if chosen else ""
        case _:
            return str(element.get("initial_value") or element.get("initial_date") or "")


def state(view: Json, filled: Mapping[str, Any]) -> Json:
    """What Slack sends of a form: what was filled in, the rest as it stood."""
    asked = [block for block in view["blocks"] if block["type"] == "input"]
    names = [block["block_id"] for block in asked]
    assert filled.keys() <= set(names), f"the form has {names}, not {sorted(filled.keys() - set(names))}"
    values = {}
    for block in asked:
        element, name = block["element"], block["block_id"]
        sent = _sent(element, filled[name] if name in filled else held(element))
        values[name] = {element["action_id"]: {"type": element["type"], **sent}}
    return {"values": values}


def _sent(element: Json, value: str | bool | tuple[str, ...]) -> Json:  # noqa: PLR0911 - one for each kind
    """A value in the shape that Slack gives back for this element."""
    several = () if value in ("", False) else (value,) if isinstance(value, str | bool) else tuple(value)
    match element["type"]:
        case "plain_text_input" | "number_input":
            text = "".join(map(str, several))
            assert len(text) <= element.get("max_length", 3000), f"more than fits in {element}"
            return {"value": text or None}
        case "datepicker":
            return {"selected_date": several[0] if several else None}
        case "users_select":
            return {"selected_user": _user(str(several[0])) if several else None}
        case "multi_users_select":
            return {"selected_users": [_user(str(each)) for each in several]}
        case "file_input":
            return {"files": [{"id": str(each), "name": str(each), "size": 1} for each in several]}
        case "static_select" | "radio_buttons" | "external_select":
            return {"selected_option": _option(element, several[0]) if several else None}
        case _:
            return {"selected_options": [_option(element, each) for each in several]}


def _user(key: str) -> str:
    return key if key.isupper() else f"U{key.upper()}"


def _option(element: Json, value: str | bool) -> Json:
    """An option by its label or its value; what was found by searching is kept beside the element."""
    known = [*options(element), *element.get("initial_options", []), *element.get("found", [])]
    known += [element["initial_option"]] if "initial_option" in element else []
    wanted = "ja" if value is True else value
    for each in known:
        if wanted in (shown(each["text"]), each["value"]):
            return {"text": each["text"], "value": each["value"]}
    msg = f"there is no {wanted!r} among {[shown(each['text']) for each in known]}"
    raise AssertionError(msg)


def missing(view: Json, sent: Json) -> dict[str, str]:
    """The questions that Slack itself does not let anybody leave open."""
    asked = [block for block in view["blocks"] if block["type"] == "input" and not block.get("optional", False)]
    empty = [block["block_id"] for block in asked if not _answered(sent["values"][block["block_id"]])]
    return dict.fromkeys(empty, "Vul dit verplichte veld in")


def _answered(held_by: Json) -> bool:
    [given] = held_by.values()
    return any(value for key, value in given.items() if key != "type")
