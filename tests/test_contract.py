"""The contract between features and the house: what it refuses loudly, what a payload survives, and who is asked."""

import asyncio
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given, strategies as st
from sqlalchemy import event

from handlers import FEATURES
from handlers.callbacks import Callback, Id, Outdated, Task
from handlers.cards import Card
from handlers.contract import AboutPeople, Around, Asked, ByItself, Heard, Shown
from handlers.feature import (
    Account,
    Address,
    Answers,
    Command,
    Feature,
    Place,
    Post,
    Press,
    Refusal,
    Request,
    Right,
    Setting,
    Submit,
    TerminalCommand,
    Timed,
    Turn,
    Verb,
)
from handlers.forms import Line
from handlers.registry import build_registry
from storage import audit
from tests.small_feature import small_feature
from tests.world import World

PAGE: Final = (Path(__file__).parent.parent / "docs/features.md").read_text()
GROUPS: Final = {
    "asked": Asked, "heard": Heard, "by_itself": ByItself, "shown": Shown, "about_people": AboutPeople,
    "around": Around,
}  # fmt: skip


class Now(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payload as this release writes it."""

    key: str
    number: Id = 0


class Before(msgspec.Struct, frozen=True):
    """The same as an older release wrote it."""

    key: str
    colour: str = "rood"


def answer(world: World, **asked: Any) -> str:
    """All that comes back to Petra, who asks this at Bouw in Slack."""
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"))
    request = Request(id="slack:1", address=address, at=world.clock().instant, inline=("Post", "Ask"), **asked)
    return str(asyncio.run(world.app.answer(request)).inline)


# --- assembling ------------------------------------------------------------------------------------------------------


def test_a_feature_that_is_listed_twice_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="'actieagenda' is there twice"):
        build_registry((*FEATURES, FEATURES[0]))


def test_two_features_that_claim_the_same_are_refused_by_what_they_claim() -> None:
    command = Command(word="actie", help="Nog een", bare=lambda _turn, _words: None)
    with pytest.raises(ValueError, match="the command 'actie' is there twice"):
        build_registry((*FEATURES, small_feature("proef", commands=(command,))))


def test_a_callback_under_another_features_name_is_refused() -> None:
    wrong = Feature(name="proef", asked=Asked(presses=(Press(Callback("actieagena.klaar", str), lambda *_: None),)))
    with pytest.raises(ValueError, match=r"'proef' calls something 'actieagena.klaar'; that must begin with 'proef.'"):
        build_registry((wrong,))


def test_a_word_behind_a_command_that_would_mean_two_things_is_refused() -> None:
    verbs = (_verb("lijst"), _verb("alles", "lijst"))
    with pytest.raises(ValueError, match="/proef lijst would mean two things"):
        build_registry((*FEATURES, small_feature("proef", commands=(_command("proef", *verbs),))))
    with pytest.raises(ValueError, match="/tafel leden would mean two things"):
        build_registry((*FEATURES, small_feature("proef", commands=(_command("leden"),))))


def _verb(word: str, *aliases: str) -> Verb:
    return Verb(word=word, help="Een woord", does=lambda _turn, _words: None, aliases=aliases)


def _command(word: str, *verbs: Verb) -> Command:
    return Command(word=word, help="Een proef", bare=lambda _turn, _words: None, verbs=verbs)


@pytest.mark.parametrize("name", ["", "Dank", "dank je", "1dank", "dank.je", "dank-je"])
def test_a_feature_without_a_name_that_others_can_begin_with_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"a feature is called '{name}'"):
        build_registry((*FEATURES, Feature(name=name)))


@pytest.mark.parametrize("word", ["", "Dank", "dank je", " dank", "dank:", "/dank"])
def test_a_command_or_a_verb_that_can_never_be_typed_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=f"the command '{word}' can never be typed"):
        build_registry((*FEATURES, small_feature("proef", commands=(_command(word),))))
    for verb in (_verb(word), _verb("goed", word)):
        with pytest.raises(ValueError, match=f"the verb '{word}' of /proef can never be typed"):
            build_registry((*FEATURES, small_feature("proef", commands=(_command("proef", verb),))))


@pytest.mark.parametrize("word", ["hulp", "help", "?"])
def test_a_verb_may_not_be_called_help(word: str) -> None:
    for verb in (_verb(word), _verb("goed", word)):
        with pytest.raises(ValueError, match=re.escape(f"/proef {word} is help")):
            build_registry((*FEATURES, small_feature("proef", commands=(_command("proef", verb),))))


@pytest.mark.parametrize("kind", ["", "actie:een", ":"])
def test_a_kind_of_card_that_would_never_be_drawn_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=f"the kind of card '{kind}' would never be drawn"):
        build_registry((small_feature("proef", cards={kind: lambda _work, _subject: None}),))


def test_two_features_with_one_kind_of_card_are_refused() -> None:
    with pytest.raises(ValueError, match="the kind of card 'actie' is there twice"):
        build_registry((*FEATURES, small_feature("proef", cards={"actie": lambda _work, _subject: None})))


@pytest.mark.parametrize("name", ["maken", "beheren"])
def test_two_features_with_one_right_are_refused_and_managing_is_the_houses(name: str) -> None:
    right = Right(name, "ja ja ja ja ja nee", "Iets maken", "Dat kan niet.")
    with pytest.raises(ValueError, match=f"the right '{name}' is there twice"):
        build_registry((*FEATURES, Feature(name="proef", about_people=AboutPeople(rights=(right,)))))


def test_two_settings_with_one_field_or_one_name_are_refused_before_anybody_opens_the_form() -> None:
    time = _setting("proef.tijd", "tijd")
    with pytest.raises(ValueError, match="the field of a setting 'tijd' is there twice"):
        build_registry((*FEATURES, _with_settings(time)))
    with pytest.raises(ValueError, match=r"the setting 'proef.tijd' is there twice"):
        build_registry((_with_settings(time, _setting("proef.tijd", "uur")),))
    with pytest.raises(ValueError, match=r"'proef' calls something 'digest.tijd'"):
        build_registry((_with_settings(_setting("digest.tijd", "uur")),))
    with pytest.raises(ValueError, match="at most 60"):
        build_registry((_with_settings(_setting("proef." + "t" * 60, "uur")),))


@pytest.mark.parametrize("name", ["", "Uur", "het uur", "uur\n", "é"])
def test_a_field_of_a_setting_that_cannot_stand_on_a_form_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="of a setting cannot stand on a form"):
        build_registry((_with_settings(_setting("proef.tijd", name)),))


@pytest.mark.parametrize("name", ["proef.", "proef.Maak", "proef.a b", "proef.x\n", "proef." + "a" * 60])
def test_a_press_whose_name_cannot_come_back_is_refused(name: str) -> None:
    press = Press(Callback(name, str), _writes)
    with pytest.raises(ValueError, match=r"must begin with 'proef\.', go on in small letters"):
        build_registry((Feature(name="proef", asked=Asked(presses=(press,))),))


@pytest.mark.parametrize("kind", ["", "Elke dag", "t" * 41])
def test_a_timed_kind_that_cannot_be_kept_is_refused(kind: str) -> None:
    timed = Timed(kind, lambda _work: (), lambda _work, _due: None)
    with pytest.raises(ValueError, match="the timed kind"):
        build_registry((Feature(name="proef", by_itself=ByItself(timed=(timed,))),))


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_words_on_a_button_that_no_database_can_be_asked_for_are_outdated(value: str) -> None:
    with pytest.raises(Outdated):
        Callback("proef.a", str).decode(value)


def _setting(name: str, field: str) -> Setting[str]:
    return Setting(name=name, default="", field=Line(name=field, label="Tijd"))


def _with_settings(*settings: Setting[Any]) -> Feature:
    return Feature(name="proef", by_itself=ByItself(settings=settings))


@pytest.mark.parametrize("default", [None, 1.5, True])
def test_a_setting_whose_value_does_not_fit_its_field_is_refused(default: Any) -> None:
    with pytest.raises(TypeError, match=r"'proef.a' is yes or no with a Toggle, or a number"):
        Setting(name="proef.a", default=default, field=Line(name="a", label="A"))


def test_a_button_and_a_form_with_one_name_and_two_payloads_are_refused() -> None:
    press, submit = Press(Callback("proef.a", int), _writes), Submit(Callback("proef.a", str), _writes)
    with pytest.raises(ValueError, match=r"a press and a form are both called 'proef.a'"):
        build_registry((Feature(name="proef", asked=Asked(presses=(press,), submits=(submit,))),))


def test_two_features_with_one_command_of_the_command_line_are_refused() -> None:
    koers = Around(terminal=(TerminalCommand(word="koers", help="Nog een"),))
    with pytest.raises(ValueError, match="the command of the command line 'koers' is there twice"):
        build_registry((*FEATURES, Feature(name="proef", around=koers)))


def test_a_line_in_the_menu_of_a_message_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the shortcut 'Dank' leads to no press \('proef.dank'\)"):
        build_registry((small_feature("proef", shortcuts={"Dank": "dank"}),))


def test_a_right_whose_refusal_has_a_word_that_nothing_fills_in_is_refused() -> None:
    with pytest.raises(KeyError, match="persoon"):
        Right("danken", "ja ja ja ja ja nee", "Iemand danken", "Danken mag {persoon} niet.")


# --- payloads --------------------------------------------------------------------------------------------------------

WORDS, NUMBER, STRUCT = Callback("proef.a", str), Callback("proef.b", int), Callback("proef.c", Now)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.integers(0, 2_147_483_647))
def test_what_a_button_carries_comes_back(words: str, number: int) -> None:
    assert WORDS.decode(WORDS.button("x", words).value) == words
    assert NUMBER.decode(NUMBER.button("x", number).value) == number
    payload = Now(words, number)
    assert STRUCT.decode(STRUCT.button("x", payload).value) == payload
    assert Task("proef.d", Now).decode(Task("proef.d", Now).later(payload).payload) == payload


@given(st.text() | st.from_regex(r"-?[0-9]{1,30}(\.[0-9]+)?") | st.sampled_from(['{"key":1}', '{"number":-1}', "[]"]))
def test_whatever_comes_back_instead_is_read_or_outdated_and_nothing_else(value: str) -> None:
    for callback in (NUMBER, STRUCT):
        try:
            found = callback.decode(value)
        except Outdated:
            continue
        assert callback.decode(callback.button("x", found).value) == found  # type: ignore[arg-type]


def test_a_payload_that_is_nested_without_end_is_outdated() -> None:
    for callback in (NUMBER, STRUCT):
        with pytest.raises(Outdated):
            callback.decode('{"key":"bouw","more":' + "[" * 5000)


def test_a_payload_of_another_release_is_read_where_it_can_be() -> None:
    older = Callback("proef.c", Before).button("x", Before("bouw")).value
    assert STRUCT.decode(older) == Now("bouw")
    assert Callback("proef.c", Before).decode(STRUCT.button("x", Now("bouw", 3)).value) == Before("bouw")
    with pytest.raises(Outdated):
        STRUCT.decode("open:bouw:0:")


def _writes(turn: Turn, _payload: object) -> Answers:
    audit.write(turn.session, "proef", now=turn.now.instant, by=None)
    return Post(Card("proef", "Gedaan"))


@pytest.mark.parametrize("platform", ["slack"], indirect=True)
@pytest.mark.parametrize("kind", ["press", "submit"])
def test_what_is_of_an_older_release_says_so_and_gives_back_what_was_typed(world: World, kind: str) -> None:
    press = Press(STRUCT, _writes)
    feature = Feature(name="proef", asked=Asked(presses=(press,), submits=(press,)))  # type: ignore[arg-type]
    world.app.registry = build_registry((*FEATURES, feature))
    text = answer(world, kind=kind, action="proef.c", value="open:bouw:0:", values={"titel": "Stagepact tekenen"})

    assert "van een oudere versie" in text
    assert kind == "press" or "Stagepact tekenen" in text
    with world.db.transaction() as session:
        assert audit.latest(session, None) == []


# --- what is heard ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["slack"], indirect=True)
def test_a_message_that_concerns_no_feature_touches_no_database(world: World) -> None:
    deaf = Feature(name="doof", heard=Heard(concerns=lambda request: "doof" in request.words, message=_never))
    world.app.registry = build_registry((deaf,))
    statements: list[str] = []
    event.listen(world.db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    assert answer(world, kind="say", words="Goedemorgen allemaal") == "()"
    assert statements == []
    assert "ik hoorde het" in answer(world, kind="say", words="ben je doof?")
    assert statements


@pytest.mark.parametrize("platform", ["slack"], indirect=True)
def test_small_talk_in_a_channel_costs_no_statement(world: World) -> None:
    statements: list[str] = []
    event.listen(world.db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    assert answer(world, kind="say", words="Goedemorgen! Wie haalt er koffie voor @slack:UPETRA?") == "()"
    assert statements == []
    answer(world, kind="say", words="Update: de folder is gedrukt")
    assert statements


def _never(_turn: Turn) -> Answers:
    msg = "ik hoorde het"
    raise Refusal(msg)


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
def test_every_hook_is_described_on_the_page(group: str) -> None:
    described = set(re.findall(rf"^\| `{group}\.(\w+)` \|", PAGE, re.MULTILINE))
    assert described == {each.name for each in fields(GROUPS[group])}


def test_the_page_names_every_group_of_the_contract() -> None:
    assert [each.name for each in fields(Feature)] == ["name", *GROUPS]
    assert re.findall(r"^### `(\w+)`", PAGE, re.MULTILINE) == list(GROUPS)


def test_a_feature_can_be_changed_in_one_place() -> None:
    """A feature is a plain value: leaving a hook out is replacing it."""
    quiet = replace(FEATURES[0], heard=Heard())
    assert build_registry((quiet, *FEATURES[1:])).commands.keys() == build_registry(FEATURES).commands.keys()
