"""What a tafel sets is one declaration beside a feature: it stands on the form, is checked, kept, and told."""

from datetime import UTC, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import event

from handlers import FEATURES
from handlers.answer import Refusal
from handlers.cards import Option
from handlers.feature import ByItself, Feature, Setting, Switch
from handlers.forms import Choose, Line, Number, Toggle
from handlers.registry import build_registry
from storage import audit, tafel_settings, tafels
from storage.tafels import Tafel
from tests.platforms import Chat
from tests.world import MONDAY, World

MOST: Final = Setting(
    name="dank.grens", default=3, label="Dankjes",
    field=Number(name="grens", label="Hoeveel per week?", lowest=1, highest=20, unit="per week"),
)  # fmt: skip
DAYS: Final = Setting(
    name="dank.dagen", default=("ma",), label="Dankdagen",
    field=Choose(
        name="dagen", label="Dankdagen", many=True, options=(Option("ma", "maandag"), Option("di", "dinsdag"))
    ),
)  # fmt: skip
WORD: Final = Setting(name="dank.woord", default="dank", field=Line(name="woord", label="Woord", longest=5))
SUM_UP: Final = Switch(
    name="dank.lijst", default=False, called="de danklijst", label="Danklijst", audited="danklijst",
    field=Toggle(name="danklijst", label="Stuur elke maand wie bedankt is"),
)  # fmt: skip
DANK: Final = Feature(name="dank", by_itself=ByItself(settings=(MOST, DAYS, WORD, SUM_UP)))
NOW: Final = MONDAY.astimezone(UTC)


@pytest.fixture(autouse=True)
def with_dank(world: World) -> None:
    world.app.registry = build_registry((*FEATURES, DANK))


def bouw(world: World) -> Tafel:
    with world.db.transaction() as session:
        found = tafels.by_key(session, "bouw")
    assert found is not None
    return found


def values(tafel: Tafel) -> tuple[Any, ...]:
    return tuple(each.of(tafel) for each in (MOST, DAYS, WORD, SUM_UP))


@pytest.mark.every_door
def test_what_is_declared_once_stands_on_the_form_and_is_kept(chat: Chat, world: World) -> None:
    opened = chat.say("/tafel instellingen")
    assert opened is not None
    assert opened.form is not None
    assert opened.form.fields["grens"].value == "3"
    chat.submit(grens="5", dagen=("maandag", "dinsdag"), woord="hulde", danklijst=True)
    tafel, told = bouw(world), chat.say("/tafel")
    assert values(tafel) == (5, ("ma", "di"), "hulde", True)
    for each in ("5 per week", "maandag, dinsdag", "aan"):
        assert told is not None
        assert each in told.text
    with world.db.transaction() as session:
        changes = {each.did for each in audit.latest(session, tafel.id)}
    assert changes == {"danklijst", "instellingen"}


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(chat: Chat, world: World) -> None:
    chat.say("/tafel instellingen")
    refused = chat.submit(tijd="25:00", danklijst=True)
    assert refused is not None
    assert refused.form is not None
    assert "Schrijf een tijd" in refused.form.errors["tijd"]
    assert bouw(world).settings == ()


def test_a_tafel_that_set_nothing_has_the_defaults_since_it_was_made(world: World) -> None:
    tafel = bouw(world)
    assert values(tafel) == (3, ("ma",), "dank", False)
    assert tafel.settings == ()
    assert MOST.since(tafel) == tafel.created_at


def test_what_changes_nothing_is_not_kept_and_a_change_is_known_with_its_moment(world: World) -> None:
    later = NOW + timedelta(days=3, microseconds=5)
    tafel = bouw(world)
    with world.db.transaction() as session:
        assert MOST.keep(session, tafel, 3, later) is tafel
        changed = MOST.keep(session, tafel, 4, later)
        assert (MOST.of(changed), MOST.since(changed)) == (4, later)
        assert MOST.keep(session, changed, 4, later + timedelta(days=1)) is changed
        assert MOST.of(MOST.keep(session, changed, 3, later)) == 3
        other = tafels.by_key(session, "tech")
        assert other is not None
        assert values(other) == values(tafel)


def test_words_come_back_as_they_were_typed(world: World) -> None:
    tafel = bouw(world)
    with world.db.transaction() as session:
        for words in ("a\tb\nc\x1f", '"\\"', "Łódź \U0001f600", ""):
            tafel = WORD.keep(session, tafel, words, NOW)
            tafel = MOST.keep(session, tafel, len(words) + 7, NOW)
            assert (WORD.of(tafel), MOST.of(tafel)) == (words, len(words) + 7)


@pytest.mark.parametrize("kept", ['"vijf"', "[]", "{", "true"])
def test_what_an_older_release_kept_otherwise_counts_as_not_set(world: World, kept: str) -> None:
    tafel = bouw(world)
    with world.db.transaction() as session:
        tafel_settings.put(session, tafel.id, MOST.name, kept, NOW)
    assert MOST.of(bouw(world)) == 3


@pytest.mark.parametrize(
    ("setting", "given"),
    [(MOST, ""), (MOST, "0"), (MOST, "21"), (MOST, "3.5"), (MOST, "٣x"), (MOST, "9" * 5000), (DAYS, ("zo",)),
     (WORD, "te lang")],
)  # fmt: skip
def test_what_a_field_does_not_allow_is_refused(setting: Setting[Any], given: str | tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        setting.read(given)


def test_settings_are_read_with_the_tafel_in_one_statement(world: World) -> None:
    with world.db.transaction() as session:
        for each in tafels.all_tafels(session):
            MOST.keep(session, each, 9, NOW)
            SUM_UP.keep(session, each, value=True, now=NOW)
    statements: list[str] = []
    event.listen(world.db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with world.db.transaction() as session:
        every = tafels.all_tafels(session)
    assert {values(each) for each in every} == {(9, ("ma",), "dank", True)}
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
