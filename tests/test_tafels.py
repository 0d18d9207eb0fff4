"""Tafels, people and roles, as people meet them: the same lines on every door."""

import pytest

from handlers import roles
from storage import people, tafels


def unlink(world, key="bouw"):
    with world.db.transaction() as session:
        tafels.unlink(session, world.platform, world.channel(key))


def linked(world, key="bouw"):
    with world.db.transaction() as session:
        tafel = tafels.of_channel(session, world.platform, world.channel(key))
        return tafel.key if tafel else None


@pytest.mark.every_door
def test_a_tafel_is_seen_at_a_glance(chat):
    answer = chat.say("/tafel")
    assert answer.title == "Sectortafel Bouw"
    for part in ("Karim (FNV)", "Petra (MKB Regio Zwolle)", "maandag om 08:00 uur"):
        assert part in answer.text


@pytest.mark.every_door
def test_an_administrator_links_a_channel_and_everybody_sees_it(chat, world):
    unlink(world)
    assert "hoort nog niet bij een sectortafel" in chat.say("/tafel", by="noor").text
    chat.say("/tafel koppel bouw", by="noor")
    chat.settle()
    assert linked(world) == "bouw"
    assert chat.channel("bouw")[-1].title == "Dit kanaal hoort nu bij Bouw"


QUESTION, LINKED = "Bij welke sectortafel hoort dit kanaal?", "Dit kanaal hoort nu bij Bouw"
JOINS = pytest.mark.parametrize("platform", ["slack", "teams"], indirect=True)


def test_a_choice_that_only_one_person_saw_gives_way_and_everybody_sees_the_result(chat, world):
    unlink(world)
    asked = chat.say("/tafel koppel", by="noor")
    assert asked.title == QUESTION
    assert chat.press("Bouw", by="noor", on=asked).title == LINKED
    chat.settle()
    assert linked(world) == "bouw"
    assert [seen.title for seen in chat.channel("bouw")] == [LINKED]


@JOINS
def test_the_question_in_a_channel_becomes_its_answer_where_it_stands(chat, world):
    unlink(world)
    asked = chat.join("bouw")
    world.clock.forward(minutes=5)
    chat.press("Bouw", by="noor", on=asked)
    chat.settle()
    assert [(seen.title, dict(seen.choices)) for seen in chat.channel("bouw")] == [(LINKED, {})]
    assert "Actieagenda" in chat.channel("bouw")[0].buttons


@JOINS
def test_the_question_in_a_channel_goes_however_it_was_answered(chat, world):
    unlink(world)
    chat.join("bouw")
    world.clock.forward(minutes=5)
    chat.say("/tafel koppel bouw", by="noor")
    chat.settle()
    assert [seen.title for seen in chat.channel("bouw")] == [LINKED, LINKED]


@JOINS
def test_who_asked_for_a_link_sees_it_in_the_channel(chat, world):
    unlink(world)
    asked = chat.join("bouw")
    world.clock.forward(minutes=5)
    chat.press("Vraag het aan de beheerder", by="fatima", on=chat.press("Bouw", by="fatima", on=asked))
    chat.settle()
    assert [seen.title for seen in chat.channel("bouw")] == [QUESTION]
    chat.press("Koppel het kanaal", by="noor", on=chat.direct("noor")[-1])
    chat.settle()
    assert [seen.title for seen in chat.channel("bouw")] == [LINKED]


@pytest.mark.parametrize("chosen", ["Bouw", "Zorg & Welzijn"])
def test_who_chooses_a_tafel_after_somebody_else_did_hears_which_one_it_is(chat, world, chosen):
    unlink(world)
    late = chat.say("/tafel koppel", by="noor")
    chat.say("/tafel koppel bouw", by="noor")
    heard = chat.press(chosen, by="noor", on=late)
    assert "Dit kanaal is al gekoppeld aan Bouw." in heard.text
    assert "/tafel koppel" in heard.text.replace("@Tafelbot ", "/")
    assert linked(world) == "bouw"


def test_who_may_not_link_asks_with_one_button_and_who_may_does_it_with_one(chat, world):
    unlink(world)
    refused = chat.say("/tafel koppel bouw", by="fatima")
    chat.press("Vraag het aan de beheerder", by="fatima", on=refused)
    chat.settle()
    assert linked(world) is None
    asked = chat.direct("noor")[-1]
    assert asked.title.startswith("Fatima wil het kanaal")
    chat.press("Koppel het kanaal", by="noor", on=asked)
    assert linked(world) == "bouw"


def test_a_projectleider_of_another_tafel_cannot_take_a_channel_over(chat, world):
    chat.say("/tafel koppel tech", by="sanne")
    assert linked(world) == "bouw"


@pytest.mark.parametrize(
    "words", ["/tafel koppel bauw", "/tafel koppel", "/tafel lid", "/tafel lid @karim", "/tafel lid @karim baas"]
)
def test_what_is_missing_or_wrong_is_said(chat, words):
    assert chat.say(words).text


def test_people_get_a_role_an_organisation_and_a_sphere(chat, world):
    answer = chat.say("/tafel lid @fatima kartrekker Deltion College onderwijs")
    assert answer.title == "Fatima is nu kartrekker bij Bouw"
    fatima, here = world.person("fatima"), world.member("fatima", "bouw")
    assert (here.organisation, here.sphere) == ("Deltion College", "onderwijs")
    with world.db.transaction() as session:
        assert "kartrekker" in people.roles_of(session, fatima.id).values()
    assert "Fatima" in chat.say("/tafel leden").text
    assert "rol kartrekker" in chat.say("/tafel logboek").text


def test_a_leaver_leaves_a_list_of_open_actions(chat):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    answer = chat.say("/tafel lid @karim weg")
    assert "BOUW-1 Stagepact tekenen" in answer.text


@pytest.mark.every_door
def test_settings_are_a_form_that_says_what_is_wrong(chat, world):
    opened = chat.say("/tafel instellingen")
    assert opened.form.fields["tijd"].value == "08:00"
    assert "Schrijf een tijd" in chat.submit(tijd="25:00").form.errors["tijd"]
    chat.submit(tijd="9.30", dag="vrijdag")
    assert "vrijdag om 09:30 uur" in chat.say("/tafel").text


def test_a_kartrekker_cannot_change_settings(chat):
    assert "niet zelf" in chat.say("/tafel instellingen", by="karim").text


@pytest.mark.every_door
def test_my_data_comes_as_a_file_by_direct_message(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/tafel mijn gegevens", by="karim")
    chat.settle()
    assert "Dit heb ik over je bewaard" in [seen.title for seen in chat.direct("karim")]


@pytest.mark.parametrize("platform", ["slack", "teams"])  # in the browser everybody is known
@pytest.mark.parametrize("at", ["direct", "bouw"])
def test_somebody_who_is_not_written_down_hears_so_with_their_account_and_stays_unknown(chat, world, at):
    with world.db.transaction() as session:
        people.let_go(session, world.account("fatima"))
    seen = chat.say("/tafel mijn gegevens", by="fatima", at=at)
    assert "Ik heb niets over je bewaard" in seen.text
    assert world.account("fatima") in seen.text
    with world.db.transaction() as session:
        assert people.by_account(session, world.account("fatima")) is None


def test_who_is_forgotten_is_gone_and_the_actions_stay(chat, world):
    chat.say("/actie nieuw Stagepact tekenen", by="karim")
    chat.say("/actie BOUW-1 naar @karim", by="karim")
    karim = world.person("karim").id
    chat.press("Vergeet mij", by="karim", on=chat.say("/tafel vergeet mij", by="karim"))
    with world.db.transaction() as session:
        left = people.by_id(session, karim)
        assert left is not None
        assert left.name == "voormalig lid"
        assert people.accounts_of(session, [karim]) == {}
        assert world.action(session, "BOUW", 1).owner is None
    assert "Karim" not in chat.press("Geschiedenis", on=chat.say("/actie BOUW-1")).text.replace("van Karim", "")


@pytest.mark.every_door
def test_help_names_every_command(chat, world):
    text = chat.say("/tafel hulp").text
    for command in world.app.registry.commands.values():
        if command.slash:
            assert f"/{command.word}" in text


def test_the_matrix_that_people_read_is_the_one_that_counts(chat, world):
    rows = {row[0]: row[1:] for row in chat.say("/tafel rechten").rows}
    assert rows["Een actie maken"] == ("voorstel", "nee", "ja", "ja", "ja")
    assert len(rows) == len(list(roles.declared(world.app.registry))) + 1


@pytest.mark.parametrize("person", ["noor", "petra", "karim", "fatima", "sanne"])
@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("/actie", {"noor", "petra", "karim", "fatima", "sanne"}),
        ("/actie BOUW-1", {"noor", "petra", "karim", "fatima", "sanne"}),
        ("/actie BOUW-1 klaar", {"noor", "petra", "karim"}),
        ("/actie BOUW-1 uiterlijk 1 september", {"noor", "petra"}),
        ("/actie BOUW-1 naar @karim", {"noor", "petra"}),
        ("/weekbericht uit", {"noor", "petra"}),
        ("/tafel lid @bram deelnemer", {"noor", "petra"}),
        ("/tafel ontkoppel", {"noor", "petra"}),
    ],
)
@pytest.mark.parametrize("platform", ["lokaal"], indirect=True)
def test_everybody_may_do_exactly_what_the_matrix_says(chat, words, allowed, person):
    chat.say("/actie nieuw Open dag @petra", by="petra")
    answer = chat.say(words, by=person)
    refused = answer is not None and ("niet zelf" in answer.text or "is voor leden" in answer.text)
    assert refused == (person not in allowed)
