"""A vote as people see it, on every door and both databases; and forms that are repeated, tampered with or too old."""

import pytest

from handlers import FEATURES
from handlers.feature import Registry
from handlers.registry import build_registry
from storage.database import Database
from tests.anonymity import peiling
from tests.platforms import Chat, Seen
from tests.world import World

QUESTION = "Waar komen we de volgende keer bij elkaar?"
pytestmark = pytest.mark.every_database
DOORS = ("lokaal", "slack", "teams")


@pytest.fixture
def registry() -> Registry:
    return build_registry((*FEATURES, peiling.FEATURE))


@pytest.fixture
def db(url: str, db: Database) -> Database:
    peiling.create(db)
    return db


def asked(chat: Chat) -> Seen:
    """A question in the channel of Bouw, as the card stands there."""
    chat.say(f"/peiling {QUESTION}", by="petra", at="bouw")
    return on(chat)


def on(chat: Chat) -> Seen:
    [card] = [each for each in chat.channel("bouw") if each.title == QUESTION]
    return card


def voted(chat: Chat, by: str, choice: str) -> Seen | None:
    chat.press("Stem", by=by, on=on(chat))
    return chat.submit(by=by, keuze=(choice,))


@pytest.mark.parametrize("platform", DOORS)
def test_people_vote_change_their_vote_and_see_the_result_after_the_close(chat: Chat, world: World) -> None:
    asked(chat)
    opened = chat.press("Stem", by="petra", on=on(chat))
    assert opened is not None
    assert opened.form is not None
    assert opened.form.title == "Jouw stem"
    assert "ziet het platform" in opened.form.text
    assert opened.form.fields["keuze"].value in ((), ("",))
    answer = chat.submit(by="petra", keuze=("Plan 01",))
    assert answer is not None
    assert "Je stem telt mee" in (answer.title, *answer.text.splitlines())
    voted(chat, "karim", "Plan 02")
    world.clock.forward(minutes=1)
    again = chat.press("Stem", by="petra", on=on(chat))
    assert again is not None
    assert again.form is not None
    assert again.form.fields["keuze"].value == ("Plan 01",)
    chat.submit(by="petra", keuze=("Plan 03",))
    world.clock.forward(minutes=1)
    chat.settle()
    assert "2 gestemd" in on(chat).text
    chat.press("Sluit", by="karim", on=on(chat))
    world.clock.forward(minutes=1)
    chat.settle()
    world.clock.forward(minutes=1)
    chat.settle()
    text = on(chat).text
    assert "Plan 02" in text
    assert "Plan 03" in text
    assert "Plan 01" not in text
    assert "Niemand kan deze stemmen nog aan iemand koppelen." in text
