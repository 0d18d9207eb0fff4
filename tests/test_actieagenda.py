"""The action agenda, as people use it: the same lines on every door."""

from datetime import date

import pytest

from storage import agenda
from storage.agenda import open_actions


def test_a_new_action_lands_on_the_agenda_of_this_table(chat, world):
    answer = chat.say("/actie nieuw Open dag bij drie bouwers @karim eind mei", by="petra", at="bouw")

    assert answer.title == "BOUW-1 · Open dag bij drie bouwers"
    assert answer.buttons == ["Aanpassen", "Ongedaan maken"]
    assert "Karim (FNV) · uiterlijk vr 29 mei (week 22)" in answer.text
    with world.db.transaction() as session:
        [action] = open_actions(session, "bouw")
    assert action.owner is not None
    assert (action.owner.name, action.due) == ("Karim", date(2026, 5, 29))


def test_the_same_command_delivered_twice_is_stored_once_and_answered_the_same(chat, world):
    first = chat.say("/actie nieuw Stagepact tekenen", id="same")
    again = chat.say("/actie nieuw Stagepact tekenen", id="same")

    assert first.title == again.title == "BOUW-1 · Stagepact tekenen"
    with world.db.transaction() as session:
        assert len(open_actions(session, "bouw")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "/actie  nieuw   Stagepact tekenen eind mei.",
        "/Actie NIEUW Stagepact tekenen eind mei",
        "/actie “nieuw” Stagepact tekenen eind mei",
    ],
)
def test_capitals_spaces_quotes_and_a_full_stop_do_not_matter(chat, words):
    assert chat.say(words).title == "BOUW-1 · Stagepact tekenen"


def test_an_action_without_owner_says_so_and_can_be_picked_up(chat):
    answer = chat.say("/actie nieuw Rooster voor zij-instroom")
    assert "nog geen actiehouder" in answer.text

    taken = chat.press("Ik pak hem op", by="karim", on=chat.say("/actie BOUW-1", by="karim"))
    assert taken.title.startswith("BOUW-1 is nu van Karim")


def test_a_date_that_can_be_read_in_two_ways_is_asked_and_nothing_is_stored(chat, world):
    answer = chat.say("/actie nieuw Bel de gemeente volgende vrijdag")

    assert "volgende vrijdag" in answer.form.errors["datum"]
    assert answer.form.fields["titel"].value == "Bel de gemeente"
    with world.db.transaction() as session:
        assert open_actions(session, "bouw") == []

    stored = chat.submit(datum="2026-05-29")
    assert stored.title == "BOUW-1 · Bel de gemeente"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("/actie nieuw Stagepact tekenen uiterlijk 1-5-2020", "al geweest"),
        ("/actie nieuw Stagepact @nietbekend", "niemand die @nietbekend heet"),
        ("/actie nieuw " + "lang " * 1000, "tekens lang"),
        ("/actie BOUW-99", "BOUW-99 bestaat niet bij Bouw"),
        ("/actie CREA-1", "CREA-1 hoort bij Creatieve industrie"),
        ("/actie XX-1", "Geen tafel gebruikt nummers met XX"),
        ("/actie nuew x", "Bedoelde je /actie nieuw?"),
        ("/actei", "Bedoelde je /actie?"),
        ("/weekbericht vrijdag 03:00", "tussen 04:00 en 23:59"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_stored(chat, world, words, part):
    assert part in chat.say(words).text
    with world.db.transaction() as session:
        assert open_actions(session, "bouw") == []


def test_a_title_that_is_too_long_comes_back_whole(chat):
    text = "Stagepact " * 500
    assert text.strip()[:2000] in chat.say(f"/actie nieuw {text}").text


def test_an_unknown_number_gets_the_one_that_looks_like_it(chat):
    chat.say("/actie nieuw Een")
    assert "Bedoelde je BOUW-1?" in chat.say("/actie BOUW-11").text


@pytest.mark.parametrize("title", ["<!channel> kijk", "<https://evil.example|Klik>", "*vet* _x_", "kijk <!here>"])
def test_markup_in_a_title_stays_text(chat, title):
    assert chat.say(f"/actie nieuw {title}").title.startswith("BOUW-1 · ")


def test_the_form_keeps_what_was_typed_when_something_is_wrong(chat):
    chat.say("/actie nieuw")
    refused = chat.submit(titel="Open dag", datum="2020-01-01", thema="Instroom")

    assert "al geweest" in refused.form.errors["datum"]
    assert refused.form.fields["titel"].value == "Open dag"
    assert chat.submit(datum="2026-05-29").title == "BOUW-1 · Open dag"


def test_undo_takes_a_capture_back_until_somebody_adds_to_it(chat, world):
    captured = chat.say("/actie nieuw Verkeerd getypt")
    assert chat.press("Ongedaan maken", on=captured).title == "BOUW-1 is van de agenda gehaald"
    with world.db.transaction() as session:
        assert open_actions(session, "bouw") == []
    assert chat.say("/actie nieuw Goed getypt").title.startswith("BOUW-2")  # a number is never given out twice


def test_status_owner_date_and_progress_change_by_words_and_are_remembered(chat):
    chat.say("/actie nieuw Stagepact tekenen")
    assert chat.say("/actie BOUW-1 bezig").title.startswith("BOUW-1 staat op bezig")
    assert chat.say("/actie BOUW-1 naar @karim").title.startswith("BOUW-1 is nu van Karim")
    assert "vr 29 mei" in chat.say("/actie BOUW-1 uiterlijk eind mei").title
    assert chat.say("/actie BOUW-1 60%").title.startswith("BOUW-1 is op 60%")
    assert chat.say("/actie bouw-1 klaar alle drie tekenden").title.startswith("BOUW-1 is klaar")

    history = chat.press("Geschiedenis", on=chat.say("/actie BOUW-1")).text
    for part in ("status van bezig naar klaar (alle drie tekenden)", "voortgang van 0% naar 60%",
                 "datum van leeg naar vr 29 mei", "actiehouder van leeg naar Karim"):  # fmt: skip
        assert part in history


def test_the_list_is_paged_and_filtered(chat):
    for number in range(1, 12):
        chat.say(f"/actie nieuw Actie nummer {number}")
    first = chat.say("/actie")
    assert "1-8 van 11" in first.text
    second = chat.press("Volgende", on=first)
    assert "BOUW-11" in second.text
    assert "9-11 van 11" in second.text
    assert "Niets te laat" in chat.say("/actie laat").text
    assert "BOUW-7" in chat.say("/actie zoek nummer 7").text


# --- updates from the channel ----------------------------------------------------------------------------------------


def updates(world, number=1):
    with world.db.transaction() as session:
        found = world.action(session, "BOUW", number)
        return [each.text for each in world.news(session, found.id)]


def test_a_message_that_names_an_action_becomes_an_update(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    assert chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim") is None
    chat.settle()

    assert updates(world) == ["eerste vijf bedrijven doen mee"]
    assert chat.reactions(chat.last_message) == ["gezien"]


def test_an_edit_follows_through_and_a_delete_too(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/actie nieuw Open dag @karim")
    chat.say("BOUW-1: vijf bedrijven", by="karim")
    message = chat.last_message

    chat.edit(message, "BOUW-1: zes bedrijven", by="karim")
    assert updates(world) == ["zes bedrijven"]
    chat.edit(message, "BOUW-2: zes bedrijven", by="karim")
    assert (updates(world), updates(world, 2)) == ([], ["zes bedrijven"])
    chat.delete(message, by="karim")
    assert updates(world, 2) == []


def test_an_edit_that_takes_the_number_out_takes_the_update_and_the_sign_back(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("BOUW-1: vijf bedrijven", by="karim")
    chat.settle()
    chat.edit(chat.last_message, "vijf bedrijven, geen idee welke actie", by="karim")
    chat.settle()
    assert updates(world) == []
    assert chat.reactions(chat.last_message) == []


def test_a_message_without_an_action_is_not_stored(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("Goedemorgen allemaal, tot straks om 10 uur!", by="karim")
    chat.settle()
    assert updates(world) == []
    assert chat.reactions(chat.last_message) == []


def test_when_it_is_unclear_which_action_is_meant_the_bot_asks_in_the_thread(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/actie nieuw Open dag @karim")
    chat.say("update: de gemeente doet mee", by="karim")
    message = chat.last_message
    chat.settle()
    assert chat.reactions(message) == ["vraag"]
    question = chat.channel("bouw")[-1]
    assert (question.thread, question.title) == (message, "Bij welke actie hoort deze update?")

    chat.press("BOUW-2 · Open dag", by="karim", on=question)
    chat.settle()
    assert updates(world, 2) == ["de gemeente doet mee"]
    assert chat.reactions(message) == ["gezien"]


def test_a_reply_under_the_card_of_an_action_is_an_update_of_it(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.press("Deel in kanaal", on=chat.say("/actie BOUW-1"))
    chat.settle()
    card = chat.channel("bouw")[-1]
    chat.say("De offerte is binnen", by="karim", thread=card.id)
    world.clock.forward(seconds=3)  # a card is edited at most once in two seconds
    chat.settle()
    assert updates(world) == ["De offerte is binnen"]
    assert "De offerte is binnen" in chat.channel("bouw")[-1].text  # the card in the channel keeps up


def test_done_in_the_channel_is_offered_and_only_happens_when_confirmed(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("BOUW-1 klaar", by="karim")
    chat.settle()
    offer = chat.channel("bouw")[-1]
    assert offer.title == "Zal ik BOUW-1 op klaar zetten?"
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).status == "open"
    chat.press("Zet op klaar", by="karim", on=offer)
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).status == "klaar"


def test_a_message_becomes_an_action_with_the_shortcut(chat, world):
    chat.say("We moeten echt eens met de gemeente praten", by="karim")
    answer = chat.shortcut("Maak er een actie van", chat.last_message)
    assert answer.form.fields["titel"].value == "We moeten echt eens met de gemeente praten"
    assert chat.submit().title == "BOUW-1 · We moeten echt eens met de gemeente praten"


# --- rights ----------------------------------------------------------------------------------------------------------


def test_a_deelnemer_proposes_and_the_projectleider_decides(chat, world):
    proposed = chat.say("/actie nieuw Koffie met de wethouder", by="fatima")
    assert "Dit is een voorstel" in proposed.text
    chat.settle()
    asked = chat.direct("petra")[-1]
    assert asked.title.startswith("Fatima stelt een actie voor")
    assert chat.press("Aannemen", by="petra", on=asked).title.startswith("BOUW-1 staat op de agenda")


def test_a_deelnemer_cannot_close_the_action_of_somebody_else(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    assert "niet zelf" in chat.say("/actie BOUW-1 klaar", by="fatima").text
    with world.db.transaction() as session:
        assert agenda.counted(session, agenda.open_ones(agenda.of_tafel(world.tafel(session, "bouw").id))) == 1


@pytest.mark.parametrize("platform", ["slack"], indirect=True)  # in the trial workspace live only the six
def test_somebody_who_is_mentioned_for_the_first_time_becomes_a_person(chat, world):
    assert chat.say("/actie nieuw Iets doen @slack:UNIEUW").title == "BOUW-1 · Iets doen"
    assert world.person("nieuw").provisional
