"""What looks like a time and is no certain date: kept without one, and asked with buttons, on every door."""

from datetime import date

import pytest

from tests.world import open_actions


def stored(world):
    """The title, the owner and the date of everything on the agenda of Bouw."""
    with world.db.transaction() as session:
        return [
            (action.title, action.owner.name if action.owner else "", action.due)
            for action in open_actions(session, "bouw")
        ]


@pytest.mark.every_door
def test_a_word_that_may_be_a_day_is_asked_and_the_item_is_kept_without_a_date(chat, world):
    answer = chat.say("/actie nieuw Offerte opvragen dondrdag")

    assert answer.title == "BOUW-1 · Offerte opvragen"
    assert "Bedoel je met “dondrdag” een datum?" in answer.text
    assert "nog geen datum" in answer.text
    assert answer.buttons == ["do 21 mei", "een andere dag", "nee, hoort bij de titel"]
    assert stored(world) == [("Offerte opvragen", "", None)]


@pytest.mark.every_door
def test_the_suggested_day_becomes_the_date(chat, world):
    asked = chat.say("/actie nieuw Offerte opvragen @karim dondrdag")
    answer = chat.press("do 21 mei", on=asked)

    assert answer.title == "BOUW-1 · Offerte opvragen"
    assert "uiterlijk do 21 mei" in answer.text
    assert "Bedoel je" not in answer.text
    assert answer.buttons == ["Aanpassen", "Ongedaan maken"]
    assert stored(world) == [("Offerte opvragen", "Karim", date(2026, 5, 21))]


@pytest.mark.every_door
def test_no_puts_the_words_back_into_the_title_exactly(chat, world):
    asked = chat.say("/actie nieuw Groep Dondrdag, de (nieuwe) aanpak van dondrdag: bespreken dondrdag @karim")
    answer = chat.press("nee, hoort bij de titel", on=asked)

    whole = "Groep Dondrdag, de (nieuwe) aanpak van dondrdag: bespreken dondrdag"
    assert answer.title == f"BOUW-1 · {whole}"
    assert answer.buttons == ["Aanpassen", "Ongedaan maken"]
    assert stored(world) == [(whole, "Karim", None)]


@pytest.mark.every_door
def test_another_day_is_chosen_in_a_form_that_asks_for_nothing_else(chat, world):
    asked = chat.say("/actie nieuw Offerte opvragen dondrdag")
    form = chat.press("een andere dag", on=asked).form

    assert list(form.fields) == ["datum"]
    assert "al geweest" in chat.submit(datum="2020-01-01").form.errors["datum"]
    assert "uiterlijk vr 29 mei" in chat.submit(datum="2026-05-29").text
    assert stored(world) == [("Offerte opvragen", "", date(2026, 5, 29))]


@pytest.mark.parametrize(
    ("phrase", "said", "offered"),
    [
        ("vanaf 1 juli", "Dat is een begin. Wanneer moet het klaar zijn?", ["wo 1 juli"]),
        ("elke vrijdag", "Een actie heeft één datum", ["vr 22 mei"]),
        ("na de meivakantie", "Niet elke school heeft dan vrij.", ["ma 3 mei 2027"]),
        ("vrijdag de 21e", "passen niet bij elkaar", ["do 21 mei", "vr 22 mei"]),
        ("voor de bouwvak", "Niet elke school", []),
        ("het liefst voor 1 juni en anders voor 1 juli", "Bedoel je met", ["vr 29 mei", "di 30 juni"]),
        ("binnenkort", "Bedoel je met “binnenkort” een datum?", []),
    ],
)
def test_the_question_says_why_and_offers_the_days_that_could_be_meant(chat, world, phrase, said, offered):
    answer = chat.say(f"/actie nieuw Offerte opvragen {phrase}")

    assert f"“{phrase}”" in answer.text
    assert said in answer.text
    assert answer.buttons == [*offered, "een andere dag", "nee, hoort bij de titel"]
    assert stored(world) == [("Offerte opvragen", "", None)]


def test_a_line_that_is_nothing_but_an_uncertain_time_gets_the_form(chat, world):
    answer = chat.say("/actie nieuw vanaf 1 juli")

    assert "vanaf 1 juli" in answer.form.errors["datum"]
    assert answer.form.fields["titel"].value == "vanaf 1 juli"
    assert stored(world) == []


def test_an_answer_is_refused_once_the_item_was_changed(chat, world):
    asked = chat.say("/actie nieuw Offerte opvragen dondrdag")
    chat.say("/actie BOUW-1 uiterlijk 1 juni")

    assert "intussen gewijzigd" in chat.press("nee, hoort bij de titel", on=asked).text
    assert "intussen gewijzigd" in chat.press("do 21 mei", on=asked).text
    assert stored(world) == [("Offerte opvragen", "", date(2026, 6, 1))]


def test_what_was_captured_can_still_be_undone_after_the_answer(chat, world):
    answer = chat.press("do 21 mei", on=chat.say("/actie nieuw Offerte opvragen dondrdag"))

    assert chat.press("Ongedaan maken", on=answer).title == "BOUW-1 is van de agenda gehaald"
    assert stored(world) == []


def test_a_deelnemer_answers_about_the_own_proposal(chat, world):
    asked = chat.say("/actie nieuw Offerte opvragen dondrdag", by="fatima")
    assert "voorstel" in asked.text

    answer = chat.press("do 21 mei", by="fatima", on=asked)
    assert "uiterlijk do 21 mei" in answer.text


def test_a_title_that_is_too_long_with_the_uncertain_words_is_refused_whole(chat, world):
    text = "Offerte opvragen " + "bij de bouwers " * 8 + "vanaf de tweede week van september"

    assert "tekens lang" in chat.say(f"/actie nieuw {text}").text
    assert stored(world) == []


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("uiterlijk dondrdag", "Bedoel je do 21 mei? Schrijf hem voluit: do 21 mei."),
        ("datum binnenkort", "“binnenkort” is geen dag die ik zeker weet."),
    ],
)
def test_an_uncertain_day_is_no_new_date_for_an_action(chat, world, words, part):
    chat.say("/actie nieuw Stagepact tekenen eind mei")

    assert part in chat.say(f"/actie BOUW-1 {words}").text
    assert stored(world) == [("Stagepact tekenen", "", date(2026, 5, 29))]
