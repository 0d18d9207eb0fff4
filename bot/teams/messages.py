"""Cards as Teams takes them in a message: with a summary, as the one card of an edit, or marked for its only reader."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from bot.teams.files import ADAPTIVE
from bot.teams.inbound import PRIVATE

Json: TypeAlias = dict[str, Any]


def as_message(card: Json) -> Json:
    """A message that is a card; its summary is what a notification shows."""
    summary = str(card.get("fallbackText") or "")
    return {"type": "message", "summary": summary, "attachments": [{"contentType": ADAPTIVE, "content": card}]}


def as_one_card(drawn: list[Json]) -> Json:
    """The one card that an edit can be."""
    first, *more = drawn
    if not more:
        return first
    rest = {"type": "TextBlock", "text": "De rest past niet in dit bericht.", "wrap": True, "isSubtle": True}
    return {**first, "body": [*first["body"], rest]}


def for_one_person(card: Json) -> Json:
    """A card on which every press says that only one person sees it."""
    marked: Json = with_data(card, {PRIVATE: "1"})
    return marked


def with_data(part: Any, more: Mapping[str, str], action: str = "") -> Any:  # noqa: ANN401 - any part of a card
    """The same card with more in the data of its presses, or of those of one action."""
    if isinstance(part, list):
        return [with_data(each, more, action) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: with_data(value, more, action) for key, value in part.items() if key != "data"}
    if "data" in part:
        data = part["data"]
        ours = isinstance(data, dict) and "action" in data and action in ("", data["action"])
        made["data"] = {**data, **more} if ours else data
    return made
