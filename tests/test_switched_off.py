"""A feature that is switched off is missed by nobody: no card, button, help or setting of the others speaks of it."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from handlers import FEATURES
from handlers.feature import Feature
from handlers.registry import build_registry
from tests.platforms import Chat, Seen
from tests.world import World

FLOOR: Final = {"tafels", "hulp"}
"""What every installation has: its tafels, and help."""
OFF: Final = [each for each in FEATURES if each.name not in FLOOR]
SPEAKS_OF: Final = {
    "actieagenda": r"\bacties?\b|\bactie(agenda|houder)s?\b",
    "factsheet": r"\bfactsheets?\b",
    "kamer": r"\b(versnellings)?kamers?\b|\bpeiling(en)?\b|\bstemming(en)?\b",
    "koers": r"\bkoers\b|\bcockpit\b",
    "digest": r"\bweekbericht(en)?\b",
    "bestand": r"\bbestanden\b",
}
"""The words in which people speak of a feature, as a pattern."""
TELL_OF_ALL: Final = {"koers", "factsheet"}
"""Features whose figures are the programme's, and may name anything of it."""
PRESSED_LAST: Final = "Vergeet mij"
OPENS_A_FORM: Final = (
    "Instellingen", "Nieuwe actie", "Resultaat invoeren", "Nieuwe link", "Doel aanpassen", "Nieuwe kamer",
    "Snelle peiling",
)  # fmt: skip
"""What is typed too, or is a form whose words are its own."""
DEAD: Final = ("werkt niet meer", "ken ik niet", "Er ging iets mis", "oudere versie")


@pytest.mark.parametrize("off", OFF, ids=lambda each: each.name)
def test_without_a_feature_nothing_of_the_others_dangles_or_speaks_of_it(
    chat: Chat, world: World, off: Feature
) -> None:
    world.app.registry = build_registry(each for each in FEATURES if each is not off)
    assert off.name in SPEAKS_OF, f"put in SPEAKS_OF how people speak of {off.name}"
    pattern = re.compile(rf"{SPEAKS_OF[off.name]}|/({'|'.join(_words(off)) or '-'})\b", re.IGNORECASE)

    for words, seen in _walk(chat, world):
        assert not [each for each in DEAD if each in seen.text], (words, seen.text)
        assert not pattern.search(seen.text), (words, seen.text)


def _words(feature: Feature) -> list[str]:
    return [command.word for command in feature.asked.commands]


def _walk(chat: Chat, world: World) -> Iterator[tuple[str, Seen]]:
    """Everything that an administrator can see with a command and press on what comes of it."""
    pressed = {*OPENS_A_FORM, PRESSED_LAST}
    for words in _typed(world):
        seen = chat.say(words, by="noor")
        if seen is not None:
            yield words, seen
            yield from _pressed(chat, seen, words, pressed)


def _typed(world: World) -> Iterator[str]:
    yield from ("/tafel", "/tafel hulp", "/tafel rechten", "/tafel leden", "/tafel logboek")
    yield "/tafel lid @iedereen kartrekker"
    yield from ("/tafel ontkoppel", "/tafel", "/tafel koppel bouw", "/tafel mijn gegevens", "/tafel vergeet mij")
    for command in world.app.registry.commands.values():
        if command.slash:
            yield f"/{command.word}"
            yield f"/{command.word} hulp"
    yield "/tafel instellingen"


def _pressed(chat: Chat, seen: Seen, words: str, pressed: set[str]) -> Iterator[tuple[str, Seen]]:
    for label in seen.buttons if seen.form is None else ():
        if label not in pressed and label not in seen.links:
            pressed.add(label)
            answer = chat.press(label, by="noor", on=chat.say(words, by="noor"))
            if answer is not None:
                yield f"{words} > {label}", answer
