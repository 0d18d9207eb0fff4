"""Rewrite cards for places where the bot hears only messages that mention it: commands are shown with the mention."""

import re
from typing import Any, Final

import msgspec

from handlers.cards import Card, Note, line

NAME: Final = "@Tafelbot"
HINTS: Final = {
    "gekoppeld": "In Teams lees ik berichten die mij noemen: begin met @Tafelbot. Met toestemming van wie mij "
    "toevoegde lees ik alle berichten van het team of de groepschat, en kan het ook zonder @Tafelbot.",
    "hulp": "In een kanaal of groep van Teams begin je met @Tafelbot, bijvoorbeeld “@Tafelbot tafel”. "
    "Anders lees ik het niet.",
}
"""What people read on the house's own cards that tell them to write something, by the name of the card."""
_REPLY: Final = "In Teams begin je je antwoord met @Tafelbot, anders lees ik het niet."
_COMMAND = re.compile(r"(?<![^\s(“‘])/(?=[a-z])")


def mentioning(card: Card) -> Card:
    """The card as it reads where only a mention reaches the bot: “/actie hulp” is “@Tafelbot actie hulp” there."""
    drawn = msgspec.convert(_written(msgspec.to_builtins(card), ours=card.name == "hulp"), Card)
    if card.name == "refusal":  # a sentence has no tones to tell what is a command
        sentences = {key: _COMMAND.sub(f"{NAME} ", getattr(card, key)) for key in ("title", "summary")}
        drawn = msgspec.structs.replace(drawn, **sentences)
    hints = filter(None, (HINTS.get(card.name), _REPLY if card.invites_reply else None))
    return msgspec.structs.replace(drawn, elements=(*drawn.elements, *(Note(line(hint)) for hint in hints)))


def _written(part: Any, *, ours: bool) -> Any:  # noqa: ANN401 - any part of a card
    """The words in the tone of what can be typed; where every word is ours, all of them."""
    match part:
        case str() if ours:
            return _COMMAND.sub(f"{NAME} ", part)
        case list() | tuple():
            return [_written(each, ours=ours) for each in part]
        case dict():
            typed = ours or part.get("tone") == "code"
            return {key: _written(value, ours=typed) for key, value in part.items()}
        case _:
            return part
