"""The action agenda, as people use it: the same lines on every door."""

from datetime import date

import pytest

from storage import actions, agenda
from tests.world import open_actions


@pytest.mark.every_door
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


@pytest.mark.every_door
def test_an_action_without_owner_says_so_and_can_be_picked_up(chat):
    answer = chat.say("/actie nieuw Rooster voor zij-instroom")
    assert "nog geen actiehouder" in answer.text

    taken = chat.press("Ik pak hem op", by="karim", on=chat.say("/actie BOUW-1", by="karim"))
    assert taken.title.startswith("BOUW-1 is nu van Karim")


@pytest.mark.parametrize("platform", ["slack", "teams"], indirect=True)
def test_who_is_just_too_late_to_pick_an_action_up_hears_that_once(chat):
    chat.say("/actie nieuw Rooster voor zij-instroom")
    shown = chat.say("/actie BOUW-1")
    chat.press("Deel in kanaal", on=shown)
    chat.settle()
    shared = chat.channel("bouw")[-1]
    chat.press("Ik pak hem op", by="karim", on=chat.say("/actie BOUW-1", by="karim"))
    messages, popups = len(everything(chat, "fatima")), len(getattr(chat, "popups", ()))
    refused = chat.press("Ik pak hem op", by="fatima", on=shared)

    assert "Karim" in refused.text
    told = len(everything(chat, "fatima")) - messages + len(getattr(chat, "popups", ())) - popups
    assert told == 1


def everything(chat, who):
    """Every message of the bot that somebody can see in the channel of Bouw and in their own chat."""
    return [*chat.channel("bouw"), *chat.whispers(who), *chat.direct(who)]


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
        ("/actie nieuw 31 februari", "“31 februari” bestaat niet als datum. Kies een dag die wel bestaat."),
        ("/actie nieuw 31 februari @karim", "“31 februari” bestaat niet als datum."),
        ("/actie nieuw gisteren", "al geweest"),
        ("/actie nieuw Open dag op 31 februari", "“op 31 februari” bestaat niet als datum."),
        ("/actie nieuw Open dag week 54", "“week 54” bestaat niet als datum."),
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


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("uiterlijk 31 februari", "“uiterlijk 31 februari” bestaat niet als datum."),
        ("30-2-2027", "“30-2-2027” bestaat niet als datum."),
        ("op gisteren", "al geweest"),
    ],
)
def test_a_day_that_does_not_exist_is_no_new_date_for_an_action(chat, world, words, part):
    chat.say("/actie nieuw Stagepact tekenen eind mei")
    assert part in chat.say(f"/actie BOUW-1 {words}").text
    with world.db.transaction() as session:
        assert [action.due for action in open_actions(session, "bouw")] == [date(2026, 5, 29)]


def test_a_title_that_is_too_long_comes_back_whole(chat):
    text = "Stagepact " * 500
    assert text.strip()[:2000] in chat.say(f"/actie nieuw {text}").text


def test_an_unknown_number_gets_the_one_that_looks_like_it(chat):
    chat.say("/actie nieuw Een")
    assert "Bedoelde je BOUW-1?" in chat.say("/actie BOUW-11").text


@pytest.mark.parametrize("title", ["<!channel> kijk", "<https://evil.example|Klik>", "*vet* _x_", "kijk <!here>"])
def test_markup_in_a_title_stays_text(chat, title):
    assert chat.say(f"/actie nieuw {title}").title.startswith("BOUW-1 · ")


@pytest.mark.every_door
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


@pytest.mark.every_door
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


@pytest.mark.every_door
def test_a_message_that_names_an_action_becomes_an_update(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    assert chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim") is None
    chat.settle()

    assert updates(world) == ["eerste vijf bedrijven doen mee"]
    assert chat.reactions(chat.last_message) == ["gezien"]


@pytest.mark.every_door
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


@pytest.mark.every_door
def test_when_it_is_unclear_which_action_is_meant_the_bot_asks_in_the_thread(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/actie nieuw Open dag @karim")
    chat.say("update: de gemeente doet mee", by="karim")
    message = chat.last_message
    chat.settle()
    assert chat.reactions(message) == ["vraag"]
    question = chat.channel("bouw")[-1]
    assert (question.thread, question.title) == (message, "Bij welke actie hoort dit nieuws?")

    chat.press("BOUW-2 · Open dag", by="karim", on=question)
    chat.settle()
    assert updates(world, 2) == ["de gemeente doet mee"]
    assert chat.reactions(message) == ["gezien"]


@pytest.mark.every_door
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


@pytest.mark.every_door
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


@pytest.mark.every_door
def test_a_message_becomes_an_action_with_the_shortcut(chat, world):
    chat.say("We moeten echt eens met de gemeente praten", by="karim")
    answer = chat.shortcut("Maak er een actie van", chat.last_message)
    assert answer.form.fields["titel"].value == "We moeten echt eens met de gemeente praten"
    assert chat.submit().title == "BOUW-1 · We moeten echt eens met de gemeente praten"


# --- rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
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


def test_in_ones_own_chat_there_is_no_channel_to_share_in_and_none_to_link(chat):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    assert "Deel in kanaal" in chat.say("/actie BOUW-1").buttons
    assert "Deel in kanaal" not in chat.say("/actie BOUW-1", at="direct").buttons
    assert "Zet haar naam erbij" in chat.say("/weekbericht", at="direct", by="noor").text


@pytest.mark.parametrize("platform", ["slack"], indirect=True)  # in the trial workspace live only the six
def test_somebody_who_is_mentioned_for_the_first_time_becomes_a_person(chat, world):
    assert chat.say("/actie nieuw Iets doen @slack:UNIEUW").title == "BOUW-1 · Iets doen"
    assert world.person("nieuw").provisional


# --- what a newcomer ran into ----------------------------------------------------------------------------------------


def test_undo_does_not_destroy_what_others_have_worked_on(chat, world):
    captured = chat.say("/actie nieuw Oude actie @karim")
    chat.say("/actie BOUW-1 60%", by="karim")
    assert "al bijgewerkt" in chat.press("Ongedaan maken", on=captured).text
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1) is not None


def test_undo_is_over_after_a_day(chat, world):
    captured = chat.say("/actie nieuw Oude actie")
    world.clock.forward(days=2)
    assert "te oud" in chat.press("Ongedaan maken", on=captured).text


def test_a_form_that_was_open_for_a_while_takes_nothing_back(chat, world):
    chat.say("/actie nieuw Stagepact @karim")
    chat.press("Bijwerken", on=chat.say("/actie BOUW-1"))
    with world.db.transaction() as session:
        actions.set_text(
            session, world.action(session, "BOUW", 1), "title", "Stagepact 2.0", now=world.clock().instant, by=None
        )
    chat.submit(nieuws="Eerste gesprek gehad")
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1).title == "Stagepact 2.0"
    assert updates(world) == ["Eerste gesprek gehad"]


def test_helpers_alone_can_be_changed(chat, world):
    chat.say("/actie nieuw Stagepact @karim")
    chat.press("Bijwerken", on=chat.say("/actie BOUW-1"))
    assert chat.submit(helpers=("petra",)).title.startswith("BOUW-1 is bijgewerkt")
    assert "Petra" in chat.say("/actie BOUW-1").text


@pytest.mark.parametrize("verb", ["nieuw", "mijn", "laat", "stil", "alles", "zoek"])
def test_help_works_behind_every_verb_and_does_nothing(chat, world, verb):
    assert chat.say(f"/actie {verb} hulp").title.startswith("/actie: ")
    with world.db.transaction() as session:
        assert open_actions(session, "bouw") == []


def test_a_proposal_is_decided_once(chat):
    chat.say("/actie nieuw Koffie", by="fatima")
    chat.settle()
    asked = chat.direct("petra")[-1]
    chat.press("Aannemen", on=asked)
    assert "staat al op de agenda" in chat.press("Afwijzen", on=asked).text
    assert "staat al op de agenda" in chat.press("Aannemen", on=asked).text


def test_a_proposal_of_a_tafel_without_projectleider_goes_to_the_programmateam(chat, world):
    chat.say("/tafel lid @petra weg", by="noor")
    chat.say("/actie nieuw Koffie", by="fatima")
    chat.settle()
    assert chat.direct("noor")[-1].title.startswith("Fatima stelt een actie voor")


def test_a_deelnemer_cannot_close_a_proposal_that_nobody_accepted(chat):
    chat.press("Ik pak hem op", by="fatima", on=chat.say("/actie nieuw Koffie", by="fatima"))
    assert "nog een voorstel" in chat.say("/actie BOUW-1 klaar", by="fatima").text


def test_without_a_date_on_purpose_there_is_a_day_to_look_again(chat, world):
    assert "opnieuw bekijken" in chat.say("/actie nieuw Plan maken @karim zsm").text
    with world.db.transaction() as session:
        action = world.action(session, "BOUW", 1)
    assert (action.title, action.due) == ("Plan maken", None)
    assert action.review is not None


@pytest.mark.parametrize(("words", "title", "owner"), [
    ("Oude actie @karim 1 juni", "Oude actie", "Karim"),
    ("@karim Stagepact tekenen eind mei", "Stagepact tekenen", "Karim"),
    ("Stagepact tekenen 👍 @karim 1 juni", "Stagepact tekenen 👍", "Karim"),
    ("Overleg met @karim en @noor over de tent", "Overleg met Karim en Noor over de tent", None),
])  # fmt: skip
def test_who_stands_before_or_behind_the_title_gets_it_and_a_name_in_it_stays(chat, world, words, title, owner):
    chat.say(f"/actie nieuw {words}")
    with world.db.transaction() as session:
        action = world.action(session, "BOUW", 1)
    assert (action.title, action.owner.name if action.owner else None) == (title, owner)


@pytest.mark.parametrize("words", ["@karim", "@karim eind mei", "eind mei"])
def test_without_a_title_the_form_asks(chat, world, words):
    assert "titel" in chat.say(f"/actie nieuw {words}").form.fields
    with world.db.transaction() as session:
        assert open_actions(session, "bouw") == []


def test_who_sits_at_two_tafels_says_which_one_in_a_direct_message(chat, world):
    assert "Zet er de tafel bij: creatief of tech" in chat.say("/actie nieuw Iets doen", by="sanne", at="direct").text
    assert chat.say("/actie nieuw tech Iets doen", by="sanne", at="direct").title == "TECH-1 · Iets doen"
    assert "TECH-1" in chat.say("/actie zoek tech iets", by="sanne", at="direct").text


@pytest.mark.parametrize("words", ["Wat is de status van BOUW-1?", "BOUW-1", "BOUW-1:", "https://voorbeeld.nl/BOUW-1"])
def test_a_message_that_says_nothing_about_an_action_is_no_update(chat, world, words):
    chat.say("/actie nieuw Stagepact @karim")
    chat.say(words, by="karim")
    assert updates(world) == []


@pytest.mark.parametrize("words", ["/actie klaar BOUW-1", "/actie BOUW-1 is klaar", "/actie bouw-1 KLAAR."])
def test_sloppy_words_for_done_are_understood(chat, words):
    chat.say("/actie nieuw Stagepact @karim")
    assert chat.say(words).title.startswith("BOUW-1 is klaar")


@pytest.mark.parametrize("words", ["/actie BOUW-1 naar karim", "/actie BOUW-1 @karim", "/actie BOUW-1 naar @karim"])
def test_sloppy_words_for_handing_over_are_understood(chat, words):
    chat.say("/actie nieuw Stagepact")
    assert chat.say(words).title.startswith("BOUW-1 is nu van Karim")


@pytest.mark.parametrize("words", ["/actie te laat", "/actie te-laat", "/actie TE  LAAT."])
def test_what_is_late_is_asked_in_one_word_or_two(chat, words):
    assert "Niets te laat" in chat.say(words).text


@pytest.mark.parametrize("words", ["hallo", "dank je!", "wat moet ik doen?"])
def test_who_just_talks_to_the_bot_gets_help(chat, words):
    assert chat.say(words, at="direct").title == "Dit kan Tafelbot voor je doen"


@pytest.mark.parametrize("status", ["bezig", "wacht", "klaar"])
def test_a_row_says_its_status_in_a_word_beside_the_shape(chat, status):
    chat.say("/actie nieuw Stagepact tekenen @petra")
    chat.say(f"/actie BOUW-1 {status}")
    seen = chat.say("/actie alles")
    [row] = [each for each in seen.text.splitlines() if "Stagepact tekenen" in each]
    assert status in row


def test_a_search_that_is_too_long_is_refused_whole_and_not_cut(chat):
    answer = chat.say(f"/actie zoek {'stage' * 17}", by="petra", at="bouw")
    assert "Zoek met hooguit 80 tekens" in answer.title + answer.text
