"""Cards on the command line: everything that can be read is there, and nothing moves the cursor."""

import pytest

from bot.doors import plain
from handlers.cards import Buttons, Card, Choice, Facts, Items, Text
from tests import gallery

CARDS = gallery.cards()


@pytest.mark.parametrize("name", CARDS)
def test_every_card_can_be_read(name: str) -> None:
    card = CARDS[name]
    said = plain.text(card)
    assert said.startswith(card.title)
    for element in card.elements:
        match element:
            case Text():
                assert all(span.text in said for span in element.line)
            case Facts():
                assert all(fact.label in said for fact in element.facts)
            case Items():
                assert all(span.text in said for item in element.items for span in item.line)
            case Buttons() | Choice():
                assert plain.text(Card("x", "Titel", (element,))) == "Titel"


def test_the_columns_of_a_table_stand_under_each_other() -> None:
    assert plain.table([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]


def test_what_somebody_typed_cannot_play_with_the_terminal() -> None:
    shown = plain.visible("BOUW-1\x1b[2J\x1b]0;weg\x07\r\nOpen dag é “”\u202e")
    assert "\x1b" not in shown
    assert shown.split("\n")[1] == "Open dag é “”\N{REPLACEMENT CHARACTER}"
