"""A Versnellingskamer as people see it: from a question in one line, or a form, to a result on every door."""

import pytest

from storage import kamer_ballots, people_data
from tests.kamer import (
    DIRECTIONS,
    EVERYBODY,
    QUESTION,
    begin,
    card,
    close,
    fill_tafel,
    press,
    put_away,
    steps,
    stored,
    vote,
    wait,
)
from tests.platforms import Chat
from tests.world import World

POLL = "Waar zitten we?"


@pytest.fixture(autouse=True)
def tafel(world: World) -> None:
    fill_tafel(world)


# --- a poll ----------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_a_poll_in_one_line_is_open_at_once_and_ends_in_a_result(chat: Chat, world: World) -> None:
    answer = chat.say(f'/kamer peiling "{POLL}" “Zwolle” "Kampen"', by="karim")
    assert answer is not None
    assert answer.title == "Je peiling staat in het kanaal van Bouw"
    assert "Anoniem. Van minder dan 5 mensen tonen we niets." in card(chat, POLL).text
    for by in EVERYBODY[:5]:
        assert vote(chat, by, POLL, keuze=("Zwolle" if by != "bram" else "Kampen",)).title == "Je stem telt mee"
    wait(chat, world)
    assert "5 mensen hebben gestemd" in card(chat, POLL).text
    close(chat, world, by="karim")
    living = card(chat, POLL)
    assert "“Zwolle” werd het meest gekozen: door 4 van 5." in living.text
    assert "Niemand kan de stemmen nog aan iemand koppelen" in living.text
    assert "Stem" not in living.buttons
    [result] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {POLL}"]
    assert ("1. Zwolle", "4") in [row[:2] for row in result.rows]
    assert steps(world) == ["gemaakt", "geopend", "gesloten", "uitslag"]


def test_a_poll_whose_answers_are_not_told_apart_is_asked_in_the_form(chat: Chat) -> None:
    asked = chat.say(f"/kamer peiling {POLL}", by="fatima")
    assert asked is not None
    form = chat.press("Formulier openen", by="fatima", on=asked) if asked.form is None else asked
    assert form is not None
    assert form.form is not None
    assert form.form.fields["vraag"].value == POLL
    made = chat.submit(by="fatima", richtingen="Zwolle\nKampen\nzwolle")
    assert made is not None
    assert made.title == f"KAMER-1: {POLL}"
    assert "1 regel stond er dubbel" in made.text


def test_of_a_poll_with_fewer_than_k_votes_nothing_is_told(chat: Chat, world: World) -> None:
    chat.say(f'/kamer peiling "{POLL}" "Zwolle" "Kampen"')
    vote(chat, "petra", POLL, keuze=("Zwolle",))
    close(chat, world)
    [result] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {POLL}"]
    assert "minder dan 5 stemmen" in result.text
    assert "Zwolle" not in result.text


# --- a room ----------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_a_room_goes_from_its_form_to_what_to_talk_about(chat: Chat, world: World) -> None:
    made = begin(chat, by="karim", tot="over 20 minuten")
    assert made.title == f"KAMER-1: {QUESTION}"
    for word in ("Richtingen wegen", "Anoniem, vanaf 5 mensen", "20 minuten", "nu 6"):
        assert word in made.text
    chat.press("Open de stemming", by="karim", on=made)
    shown = card(chat)
    assert "KAMER-1 · stemming open tot 09:20 uur" in shown.text
    assert "0 van 6 hebben gestemd" in shown.text
    for by in EVERYBODY:
        against = by in ("bram", "fatima")
        vote(
            chat, by, richting_1=("Akkoord",), richting_2=("Bezwaar",) if against else ("Akkoord",),
            reden_2="Te ver reizen" if against else "", richting_3=("Weet niet",),
        )  # fmt: skip
    wait(chat, world)
    assert "6 van 6 hebben gestemd" in card(chat).text
    close(chat, world, by="karim")
    shown = card(chat)
    assert "uitslag bespreken" in shown.text
    result = press(chat, "Uitslag", by="karim")
    assert "6 van 6" in result.text
    assert "4 van 6" in result.text
    topic = chat.press("Bespreek meest verdeelde", by="karim", on=result)
    assert topic is not None
    assert topic.title == "1 van 3: Eén stageloket"
    assert "Te ver reizen" in topic.text
    done = press(chat, "Rond af", by="karim")
    assert "Afgerond" in done.text
    assert steps(world) == ["gemaakt", "geopend", "gesloten", "uitslag", "afgerond"]


def test_directions_with_criteria_are_graded_and_weights_can_be_chosen_before_the_opening(
    chat: Chat, world: World
) -> None:
    made = begin(chat, manier=("Cijfers van 1 tot 5 op criteria",), niveau=("Anoniem, met je O",))
    form = chat.press("Gewichten", on=made)
    assert form is not None
    assert form.form is not None
    refused = chat.submit(gewicht_1="9")
    assert refused is not None
    assert refused.form is not None
    assert refused.form.errors
    weighed = chat.submit(gewicht_1="3")
    assert weighed is not None
    assert "Impact (3)" in weighed.text
    press(chat, "Open de stemming")
    locked = chat.say("/kamer KAMER-1 gewichten")
    assert locked is not None
    assert locked.title == "De stemming is al geopend: wat er wordt gevraagd ligt vast."
    opened = chat.press("Stem", by="karim", on=card(chat))
    assert opened is not None
    assert opened.form is not None
    assert len(opened.form.fields) == 15
    assert "Naast je stem staat alleen je O, of “overig”." in opened.form.text


def test_a_long_ballot_is_asked_in_pages_and_each_page_counts_at_once(chat: Chat, world: World) -> None:
    lines = "\n".join(f"Richting {number}" for number in range(1, 31))
    made = begin(chat, richtingen=lines)
    chat.press("Open de stemming", on=made)
    first = chat.press("Stem", by="karim", on=card(chat))
    assert first is not None
    assert first.title == "Jouw stem (1 van 3)"
    second = chat.submit(by="karim", richting_1=("Akkoord",))
    assert second is not None
    assert second.title == "Jouw stem (2 van 3)"
    wait(chat, world)
    assert "1 van 6 hebben gestemd" in card(chat).text
    third = chat.submit(by="karim", richting_12=("Akkoord",))
    assert third is not None
    thanks = chat.submit(by="karim")
    assert thanks is not None
    assert "2 van 30 richtingen." in thanks.text
    put_away(chat, "karim", thanks)
    again = chat.press("Stem", by="karim", on=card(chat))
    assert again is not None
    assert again.form is not None
    assert again.form.fields["richting_1"].value in (("Akkoord",), "Akkoord", ("akkoord",))


def test_dots_over_the_budget_are_refused_with_what_was_filled_in(chat: Chat) -> None:
    made = begin(chat, manier=("Stippen verdelen",))
    chat.press("Open de stemming", on=made)
    chat.press("Stem", by="karim", on=card(chat))
    refused = chat.submit(by="karim", richting_1="5", richting_2="3")
    assert refused is not None
    assert refused.form is not None
    assert "Je hebt 5 stippen en verdeelde er 8." in " ".join(refused.form.errors.values())
    assert refused.form.fields["richting_2"].value == "3"
    assert chat.submit(by="karim", richting_1="2", richting_2="3") is not None


# --- by name ---------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_a_room_by_name_says_so_and_tells_after_the_close_who_said_what(chat: Chat, world: World) -> None:
    made = begin(chat, niveau=("Op naam",))
    chat.press("Open de stemming", on=made)
    assert "Op naam: iedereen in de kamer ziet na het sluiten wie wat stemde." in card(chat).text
    for by in EVERYBODY:
        vote(
            chat,
            by,
            richting_1=("Bezwaar",) if by == "bram" else ("Akkoord",),
            reden_1="Te duur" if by == "bram" else "",
        )
    world.clock.forward(minutes=1)
    changed = chat.press("Stem", by="bram", on=card(chat))
    assert changed is not None
    assert changed.form is not None
    assert changed.form.fields["reden_1"].value == "Te duur"
    put_away(chat, "bram", chat.submit(by="bram", reden_1="Veel te duur") or changed)
    close(chat, world)
    assert "koppelen" not in card(chat).text
    topic = press(chat, "Bespreek meest verdeelde")
    assert "Veel te duur" in topic.text
    assert "Bram" in topic.text


def test_a_result_by_name_has_no_name_of_whoever_was_forgotten_since(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat, niveau=("Op naam",)))
    for by in EVERYBODY:
        answer, reason = ("Bezwaar", "Te duur") if by == "bram" else ("Akkoord", "")
        vote(chat, by, richting_1=(answer,), reden_1=reason)
    close(chat, world)
    bram = world.person("bram").id
    with world.db.transaction() as session:
        assert "Bram" not in (kamer_ballots.result_of(session, 1) or "Bram")
        people_data.forget(session, bram, world.clock().instant)
    topic = press(chat, "Bespreek meest verdeelde")
    assert "Te duur" in topic.text
    assert "Bram" not in topic.text


# --- ends ------------------------------------------------------------------------------------------------------------


def test_a_vote_ends_by_the_clock_and_its_result_comes_by_itself(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat, tot="over 20 minuten"))
    vote(chat, "karim", richting_1=("Akkoord",))
    shown = card(chat)
    world.clock.forward(minutes=20)
    late = chat.press("Stem", by="bram", on=shown)
    assert late is not None
    assert "De stemming is gesloten om 09:20 uur." in late.text
    wait(chat, world)
    assert stored(world).step.phase == "bespreken"
    assert len([each for each in chat.channel("bouw") if each.title.startswith("Uitslag")]) == 1


def test_more_time_another_end_and_back_again(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat, tot="over 20 minuten"))
    more = press(chat, "+5 min")
    assert "Stemmen kan tot 09:25 uur" in f"{more.title}\n{more.text}"
    wait(chat, world)
    assert "stemming open tot 09:25 uur" in card(chat).text
    moved = chat.say("/kamer KAMER-1 tot vrijdag 15:00")
    assert moved is not None
    assert "vr 22 mei" in moved.text
    live = chat.say("/kamer KAMER-1 tot")
    assert live is not None
    assert "Open tot de begeleider sluit." in live.text
    for _ in range(3):
        press(chat, "Terug")
    assert stored(world).step.closes_at is not None
    assert press(chat, "Terug").title == f"KAMER-1: {QUESTION}"
    assert stored(world).step.phase == "voorbereiden"
    assert steps(world)[-1] == "terug"


def test_an_opening_is_not_taken_back_once_somebody_voted(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat))
    vote(chat, "karim", richting_1=("Akkoord",))
    assert press(chat, "Terug").title == "Er is al gestemd, dus de stemming blijft open. Je kunt haar wel sluiten."
    assert stored(world).step.phase == "wegen"


def test_who_leads_closes_early_at_once_when_everybody_is_in(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat))
    asked = press(chat, "Sluit")
    assert "0 van 6 hebben gestemd" in asked.text
    chat.press("Nee, laat open", on=asked)
    for by in EVERYBODY:
        vote(chat, by, richting_1=("Akkoord",))
    closed = press(chat, "Sluit")
    assert "Ja, sluit nu" not in closed.buttons
    wait(chat, world)
    assert stored(world).step.phase == "bespreken"


# --- what is shown elsewhere -----------------------------------------------------------------------------------------


def test_the_overview_teaches_while_there_is_nothing_and_lists_what_runs(chat: Chat) -> None:
    empty = chat.say("/kamer", by="fatima")
    assert empty is not None
    assert "Nog geen kamers." in empty.text
    assert tuple(empty.buttons) == ("Snelle peiling",)
    begin(chat)
    full = chat.say("/kamer", by="petra")
    assert full is not None
    assert f"KAMER-1 {QUESTION}" in full.text
    assert "Nieuwe kamer" in full.buttons


def test_a_room_can_be_changed_until_it_opens(chat: Chat) -> None:
    made = begin(chat)
    form = chat.press("Aanpassen", on=made)
    assert form is not None
    assert form.form is not None
    assert form.form.fields["richtingen"].value == DIRECTIONS
    changed = chat.submit(vraag="Een andere vraag", tot="morgen 12:00")
    assert changed is not None
    assert changed.title == "KAMER-1: Een andere vraag"
    assert "tot di 19 mei om 12:00 uur" in changed.text
