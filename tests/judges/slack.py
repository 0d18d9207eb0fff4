"""A judge that applies Slack's rules to what the bot wants to send.

`judge_message` and `judge_view` give one complaint per broken rule, an empty list when Slack would take it. The judge
knows the blocks that this bot draws and refuses every other one; where Slack is vague it is stricter than Slack.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from bot.slack import limits
from bot.slack.limits import weight
from tests.judges.rules import Complaints, among, flag, once, several, shape, string, typed, unsendable
from tests.judges.slack_blocks import BLOCK, ELSEWHERE, Surface, name, text

NOTIFICATION_BYTES = 4000  # chat.update counts bytes, and refuses more with msg_too_long


def judge_message(payload: Mapping[str, Any], surface: Literal["message", "home"] = "message") -> list[str]:
    """What Slack would refuse in the text and blocks of a message, or in a home view."""
    if surface == "home":
        return list(HOME(payload, "view")) or list(_whole(payload, surface))
    known = {key: payload[key] for key in ("text", "blocks") if key in payload}
    return list(MESSAGE(known, "message")) or list(_whole(known, surface))


def judge_view(view: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a modal."""
    return list(MODAL(view, "view")) or list(_whole(view, "modal"))


# --- the whole, and its surfaces -------------------------------------------------------------------------------------


def _whole(whole: Mapping[str, Any], surface: Surface) -> Complaints:
    """What can only be seen on the whole: what stands where, what is there twice, and how much it is together."""
    blocks = whole.get("blocks", [])
    yield from unsendable(whole)
    yield from _misplaced(blocks, surface)
    yield from once([part["block_id"] for part in blocks if "block_id" in part], "blocks", "block_id")
    for place, part in enumerate(blocks):
        ids = [each["action_id"] for each in _elements(part) if "action_id" in each]
        yield from once(ids, f"blocks/{place}", "action_id")
    yield from _too_much(blocks) if surface == "message" else _too_big(whole)
    if "submit" not in whole and surface == "modal" and any(part["type"] == "input" for part in blocks):
        yield "view: submit is required with an input block"


def _misplaced(blocks: Sequence[Mapping[str, Any]], surface: Surface) -> Complaints:
    kinds = [[part["type"], *(each["type"] for each in _elements(part))] for part in blocks]
    for place, found in enumerate(kinds):
        strange = [kind for kind in found if surface not in ELSEWHERE.get(kind, (surface,))]
        yield from (f"blocks/{place}: no {kind} on a {surface}" for kind in strange)
    for kind, most in (("table", limits.TABLES), ("data_visualization", limits.CHARTS)):
        if (count := sum(found[0] == kind for found in kinds)) > most:
            yield f"blocks: {count} of {kind}, at most {most}"


def _elements(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*part.get("elements", []), *(part[key] for key in ("accessory", "element") if key in part)]


def _too_much(blocks: Sequence[Mapping[str, Any]]) -> Complaints:
    if (size := sum(map(weight, blocks))) > limits.WEIGHT:
        yield f"blocks: they weigh {size} together, at most {limits.WEIGHT}"


def _too_big(whole: Mapping[str, Any]) -> Complaints:
    if (size := len(json.dumps(whole))) > limits.VIEW_BYTES:
        yield f"view: {size} bytes, at most {limits.VIEW_BYTES}"


def _bytes(value: str, at: str) -> Complaints:
    if (size := len(value.encode("utf-8", "replace"))) > NOTIFICATION_BYTES:
        yield f"{at}: {size} bytes, at most {NOTIFICATION_BYTES}"


def _notification(value: object, at: str) -> Complaints:
    yield from string(NOTIFICATION_BYTES)(value, at)
    yield from _bytes(value, at) if isinstance(value, str) else ()


VIEW = {"private_metadata": string(limits.VIEW_METADATA, 0), "callback_id": name, "external_id": name}
MESSAGE = shape({"text": _notification}, {"blocks": several(typed(BLOCK), limits.BLOCKS["message"])})
HOME = shape({"type": among("home"), "blocks": several(typed(BLOCK), limits.BLOCKS["home"])}, VIEW)
MODAL = shape(
    {"type": among("modal"), "title": text(limits.VIEW_TITLE), "blocks": several(typed(BLOCK), limits.BLOCKS["modal"])},
    {
        **VIEW,
        "submit": text(limits.VIEW_TITLE),
        "close": text(limits.VIEW_TITLE),
        "notify_on_close": flag,
        "clear_on_close": flag,
    },
)
