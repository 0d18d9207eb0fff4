"""What people type is read the same on every door, and what they typed as a title or as news comes back exactly."""

import pytest
from hypothesis import given, strategies as st

from handlers.pieces import Break, Code, Emoji, Link, Mention, Quote, Text, flat, own, plain, trimmed, without_call
from handlers.typed import read_text, tail
from handlers.words import clean, first_word, one_line, tidy
from tests.words_corpus import COMMANDS, FOLDER, KEPT, NEWS, NOTHING, OFFERED, OFFERED_NOTHING, SMALL_TALK
from tests.world import open_actions

ON_EVERY_DOOR = pytest.mark.parametrize("platform", ["lokaal", "slack", "teams"], indirect=True)


def titles(world):
    with world.db.transaction() as session:
        return [action.title for action in open_actions(session, "bouw")]


def kept(world):
    """The news of every item, by its number."""
    with world.db.transaction() as session:
        found = {action.number: world.news(session, action.id) for action in open_actions(session, "bouw")}
    return {number: news[0].text for number, news in found.items() if news}


@pytest.fixture
def agenda(chat):
    """Three items with an owner."""
    for title in ("Stagepact tekenen", "Open dag", "Rooster maken"):
        chat.say(f"/actie nieuw {title} @karim")
    chat.settle()
    return chat


# --- the one table, on three doors -----------------------------------------------------------------------------------


@ON_EVERY_DOOR
def test_whatever_a_keyboard_makes_of_a_command_it_is_the_same_command(chat, world):
    for words in COMMANDS.values():
        chat.say(words)
    assert dict(zip(COMMANDS, titles(world), strict=True)) == dict.fromkeys(COMMANDS, FOLDER)


@ON_EVERY_DOOR
def test_a_line_break_behind_a_mention_or_a_key_is_a_blank(chat, world):
    chat.say("@tafelbot actie\nnieuw Folder drukken")
    assert titles(world) == [FOLDER]
    assert chat.say("/actie BOUW-1\nklaar").title.startswith("BOUW-1 is klaar")


@ON_EVERY_DOOR
def test_what_was_typed_as_a_title_and_as_news_comes_back_exactly(chat, world):
    for number, words in enumerate(KEPT, 1):
        chat.say(f"/actie nieuw {words}")
        chat.say(f"BOUW-{number}: {words}")
    assert titles(world) == list(KEPT)
    assert list(kept(world).values()) == list(KEPT)


@ON_EVERY_DOOR
def test_what_was_typed_in_a_form_comes_back_exactly(chat, world):
    for words in KEPT[:4]:
        chat.say("/actie nieuw")
        chat.submit(titel=words, toelichting=f"Zo: {words}")
    assert titles(world) == list(KEPT[:4])


@ON_EVERY_DOOR
def test_messages_become_the_news_that_they_are(agenda, world):
    for words, wanted in NEWS.items():
        agenda.say(words, by="karim")
        assert kept(world) == wanted, words
        agenda.delete(agenda.last_message, by="karim")


@ON_EVERY_DOOR
def test_what_is_no_news_is_not_kept_and_gets_no_sign(agenda, world):
    for words in NOTHING:
        agenda.say(words, by="karim")
        assert kept(world) == {}, words
        agenda.settle()
        assert agenda.reactions(agenda.last_message) == [], words


def test_news_of_a_status_is_kept_and_the_status_offered_for_somebody_to_confirm(agenda, world):
    for words, status in OFFERED.items():
        agenda.say(words, by="karim")
        agenda.settle()
        assert list(kept(world)) == [1], words
        offer = agenda.channel("bouw")[-1]
        assert offer.title == f"Zal ik BOUW-1 op {status} zetten?", words
        assert status_of(world) == "open", words
        agenda.press(f"Zet op {status}", by="karim", on=offer)
        assert status_of(world) == status, words
        agenda.say("/actie BOUW-1 open")
        agenda.delete(agenda.last_message, by="karim")


def status_of(world):
    with world.db.transaction() as session:
        return world.action(session, "BOUW", 1).status


def test_a_question_a_condition_a_negation_and_a_part_offer_nothing(agenda, world):
    before = len(agenda.channel("bouw"))
    for words in OFFERED_NOTHING:
        agenda.say(words, by="karim")
        agenda.settle()
        assert list(kept(world)) == [1], words
        assert len(agenda.channel("bouw")) == before, words
        agenda.delete(agenda.last_message, by="karim")


@ON_EVERY_DOOR
def test_small_talk_under_the_card_of_an_action_does_not_displace_its_news(agenda, world):
    agenda.press("Deel in kanaal", on=agenda.say("/actie BOUW-1"))
    agenda.settle()
    card = agenda.channel("bouw")[-1]
    agenda.say("twintig bedrijven hebben getekend", by="karim", thread=card.id)
    for words in SMALL_TALK:
        agenda.say(words, by="fatima", thread=card.id)
        assert kept(world) == {1: "twintig bedrijven hebben getekend"}, words


def test_two_items_without_a_heading_are_asked_about_and_can_both_be_chosen(agenda, world):
    agenda.say("BOUW-1 en BOUW-2 gaan samen", by="karim")
    agenda.settle()
    question = agenda.channel("bouw")[-1]
    agenda.press("Bij BOUW-1 en BOUW-2", by="karim", on=question)
    assert kept(world) == dict.fromkeys((1, 2), "BOUW-1 en BOUW-2 gaan samen")


def test_an_edit_moves_news_of_several_items_along(agenda, world):
    agenda.say("BOUW-1/BOUW-2: samen", by="karim")
    message = agenda.last_message
    agenda.edit(message, "BOUW-2/BOUW-3: toch samen", by="karim")
    assert kept(world) == {2: "toch samen", 3: "toch samen"}
    agenda.edit(message, "BOUW-3: alleen deze", by="karim")
    assert kept(world) == {3: "alleen deze"}
    agenda.edit(message, "laat maar", by="karim")
    assert kept(world) == {}


def test_an_edit_that_says_it_is_done_offers_so(agenda):
    agenda.say("BOUW-1: we zijn er bijna", by="karim")
    agenda.edit(agenda.last_message, "BOUW-1 is klaar", by="karim")
    agenda.settle()
    assert agenda.channel("bouw")[-1].title == "Zal ik BOUW-1 op klaar zetten?"


@pytest.mark.every_door
def test_everybody_at_the_table_may_add_news_and_others_may_not(agenda, world):
    agenda.say("BOUW-1: de tweede groep is gestart", by="fatima")
    assert kept(world) == {1: "de tweede groep is gestart"}
    assert "hoort bij een andere tafel" in agenda.say("BOUW-1: van elders", by="bram", at="tech").text
    assert "Alleen de leden" in agenda.say("BOUW-1: van elders", by="bram", at="direct").text
    assert kept(world) == {1: "de tweede groep is gestart"}


def test_a_deelnemer_cannot_confirm_what_they_may_not_close(agenda, world):
    agenda.say("BOUW-1 is klaar", by="fatima")
    agenda.settle()
    offer = agenda.channel("bouw")[-1]
    assert "niet zelf" in agenda.press("Zet op klaar", by="fatima", on=offer).text
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).status == "open"


@pytest.mark.parametrize("words", ["“young potentials”", "‘young’ potentials", "young potentials.", "POTENTIALS"])
def test_quote_marks_do_not_hide_what_is_searched(chat, words):
    chat.say("/actie nieuw Werk voor “Young potentials” zoeken")
    assert "BOUW-1" in chat.say(f"/actie zoek {words}").text


def test_an_apostrophe_and_a_hyphen_are_found_however_they_are_typed(chat):
    chat.say("/actie nieuw Foto’s van zij‑instromers maken")
    assert "BOUW-1" in chat.say("/actie zoek foto's zij-instromers").text


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "/actie nieuw " + " " * 500, "/actie nieuw \u200b\u2060\ufeff", "/actie nieuw \u200f\u200e\u202e",
        "/actie nieuw 👍", "/actie nieuw ...", "/actie nieuw \u00ad",
    ],
)  # fmt: skip
def test_a_title_of_nothing_is_asked_for(chat, world, words):
    assert "titel" in chat.say(words).form.fields
    assert titles(world) == []


def test_a_title_of_twenty_thousand_characters_is_given_back(chat, world):
    for filler in ("a", " ", ",", "-", "@", "`", "*a ", "x.", "\u00a0y"):
        text = ("Stage" + filler * 7_500)[:7_500]
        assert chat.say(f"/actie nieuw {text} einde") is not None
    assert len(titles(world)) == 1  # of the blanks nothing stays


def test_a_thousand_mentions_are_too_many(chat, world):
    answer = chat.say("/actie nieuw Borrel " + "@karim " * 1000)
    assert "meer dan 50 mensen" in answer.text
    assert titles(world) == []


def test_lines_pasted_from_a_spreadsheet_are_one_title(chat, world):
    chat.say("/actie nieuw Folder\tdrukken\r\nvoor\tbouwers")
    assert titles(world) == ["Folder drukken voor bouwers"]


def test_signs_that_hide_the_rest_of_a_sentence_are_taken_out(chat, world):
    chat.say("/actie nieuw Folder \u202egnid\u202c drukken\u2066 \U000f0001")
    assert titles(world) == ["Folder gnid drukken"]


# --- pieces ----------------------------------------------------------------------------------------------------------


def test_words_are_read_as_pieces():
    said = read_text("BOUW-1: zie www.voorbeeld.nl/a, `BOUW-2`\n> zei Karim\nen mail naar x@voorbeeld.nl.")
    assert said == (
        Text("BOUW-1: zie "), Link("www.voorbeeld.nl/a", "www.voorbeeld.nl/a"), Text(", "), Code("BOUW-2"), Break(),
        Quote("zei Karim"), Break(), Text("en mail naar "), Link("x@voorbeeld.nl", "x@voorbeeld.nl"), Text("."),
    )  # fmt: skip
    assert plain(own(said)) == "BOUW-1: zie www.voorbeeld.nl/a, `BOUW-2`\nen mail naar x@voorbeeld.nl."


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link("board", "https://voorbeeld.nl/app/board/1"), "board (https://voorbeeld.nl/app/board/1)"),
        (Link("voorbeeld.nl", "https://voorbeeld.nl/"), "voorbeeld.nl"),
        (Link("a@b.nl", "mailto:a@b.nl"), "a@b.nl"),
        (Link("", "https://voorbeeld.nl"), "https://voorbeeld.nl"),
    ],
)
def test_a_link_keeps_its_address(link, words):
    assert plain((link,)) == words


BOT = Mention("bot", name="@Tafelbot")


@pytest.mark.parametrize(
    ("said", "left", "called"),
    [
        ((BOT, Text(" actie mijn")), (Text("actie mijn"),), True),
        ((BOT, Text(": actie mijn")), (Text("actie mijn"),), True),
        ((Text("actie mijn "), BOT), (Text("actie mijn"),), True),
        ((Text("zie "), BOT, Text(" hier")), (Text("zie hier"),), True),
        ((BOT, Text(" voor "), BOT), (Text("voor "), BOT), True),
        ((Text("actie mijn"),), (Text("actie mijn"),), False),
    ],
)
def test_how_the_bot_is_called_falls_away_once(said, left, called):
    assert without_call(said, anywhere=True) == (left, called)


def test_a_mention_of_the_bot_that_calls_nobody_stays():
    said = (Text("tekenen "), BOT)
    assert without_call(said, anywhere=False) == (said, False)


@given(st.lists(st.sampled_from([Text("a b"), Text(" c "), BOT, Emoji("🎉"), Link("x", "https://x.nl"), Break()])))
def test_the_end_of_a_row_is_found_again(said):
    row = trimmed(said)
    for at in range(len(row)):
        words = plain(row[at:])
        assert plain(tail(row, words)) == words


@given(st.text())
def test_whatever_is_cleaned_is_clean(text):
    assert clean(clean(text)) == clean(text)
    assert one_line(text) == one_line(one_line(text))
    assert "\n" not in one_line(text)
    word, rest = first_word(text)
    assert tidy(word) == word
    assert text.rstrip().endswith(rest)


@given(st.text())
def test_typed_words_lose_nothing_as_pieces(text):
    assert flat(read_text(text)).words(flat(read_text(text)).text) == plain(read_text(text))
