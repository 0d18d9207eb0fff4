"""Which words a command may not be, so that "dank je!" stays a sentence and every command is reached."""

import re
from typing import Final

import pytest

from handlers import FEATURES
from handlers.actieagenda import small_talk
from handlers.feature import ROOT
from handlers.registry import build_registry
from tests.platforms import TAFELS
from tests.readme import ROOT as FOLDER

REGISTRY: Final = build_registry(FEATURES)
OF_SMALL_TALK: Final = small_talk._COURTESIES | small_talk._FILLERS | small_talk._THANKS  # noqa: SLF001 - the one list
_BEGINNINGS: Final = """
alles dinsdag doe doen doet donderdag ga gaan gaat geef geen gisteren heb hebben heeft help hoe hoeveel iemand is kan
kun kunnen kunt laat maak maandag mag mogen moet moeten morgen niemand niet niets nieuw stuur vandaag vraag vrijdag waar
waarom wanneer wat welk welke weet weten wie wil willen wilt woensdag zal zet zijn zou zullen
"""
_BUILT_IN: Final = """
archive away apps call collapse dm dnd expand feed help invite join leave me msg mute open prefs remind remove rename
search shortcuts shrug star status topic who
"""
OF_SENTENCES: Final = frozenset(_BEGINNINGS.split())
"""Words with which people begin a question, a request or a statement."""
OF_SLACK: Final = frozenset(_BUILT_IN.split())
"""Slack's own slash commands, which an app cannot have."""


def never() -> frozenset[str]:
    tafel = REGISTRY.commands[ROOT]
    verbs = {word for verb in tafel.verbs for word in (verb.word, *verb.aliases)}
    return OF_SMALL_TALK | OF_SENTENCES | OF_SLACK | verbs | frozenset(TAFELS)


def test_no_command_is_a_word_with_which_people_begin_a_sentence() -> None:
    assert REGISTRY.commands.keys() & never() == set()


def test_the_example_for_who_makes_a_feature_keeps_the_rule_and_the_page_tells_it() -> None:
    word = re.findall(r'word="(\w+)"', (FOLDER / "docs" / "features.md").read_text())
    assert word == ["pluim"]
    assert "pluim" not in never()
    assert {"dank", "leden", "bouw", "invite", "ik", "je", "wil"} <= never()


@pytest.mark.parametrize(
    "words", ["dank je!", "Top, dank je wel", "hoe gaat het?", "wil je dat doen?", "ja hoor", "goed gedaan", "leden?"]
)
def test_a_sentence_to_the_bot_stays_a_sentence(chat, words):
    assert chat.say(words, at="direct").title == "Dit kan Tafelbot voor je doen"
