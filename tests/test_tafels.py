"""Tafels, people and roles, as people meet them: the same lines on every door."""

import json

import pytest
from sqlalchemy import select

from handlers import FEATURES, roles
from handlers.registry import build_registry
from storage import documents, koers, memberships, people, tafels


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
        assert "kartrekker" in memberships.roles_of(session, fatima.id).values()
    assert "Fatima" in chat.say("/tafel leden").text
    assert "rol kartrekker" in chat.say("/tafel logboek").text


def test_what_one_tafel_writes_down_about_somebody_changes_nothing_at_another(chat, world):
    """Case W04: Bram sits at Techniek with another organisation than the one Bouw knows him by."""
    chat.say("/tafel lid @bram kartrekker FNV omgeving", by="petra", at="bouw")
    assert (world.member("bram", "bouw").title, world.member("bram", "bouw").sphere) == ("Bram (FNV)", "omgeving")
    assert world.member("bram", "tech").title == "Bram (Voorbeeld Machinebouw)"
    assert "Bram (FNV)" in chat.say("/tafel", by="petra", at="bouw").text
    assert "Bram (Voorbeeld Machinebouw)" in chat.say("/tafel", by="sanne", at="tech").text
    assert "FNV, omgeving" in chat.say("/tafel logboek", by="petra", at="bouw").text
    assert "Er is nog niets gewijzigd" in chat.say("/tafel logboek", by="sanne", at="tech").text


def test_an_action_shows_its_owner_as_its_own_tafel_knows_them(chat):
    chat.say("/tafel lid @bram kartrekker FNV", by="petra", at="bouw")
    for at, by, known in (("bouw", "petra", "Bram (FNV)"), ("tech", "sanne", "Bram (Voorbeeld Machinebouw)"),
                          ("creatief", "sanne", "Bram ·")):  # fmt: skip
        assert known in chat.say("/actie nieuw Open dag @bram eind mei", by=by, at=at).text
    assert "Bram (FNV)" in chat.say("/actie BOUW-1", by="petra", at="bouw").text
    assert "Bram (Voorbeeld Machinebouw)" in chat.say("/actie TECH-1", by="sanne", at="tech").text


def test_another_role_leaves_organisation_and_sphere_as_they_were(chat, world):
    chat.say("/tafel lid @bram kartrekker FNV omgeving")
    said = chat.say("/tafel lid @bram waarnemer")
    assert "FNV" in said.text
    assert "omgeving" in said.text
    here = world.member("bram", "bouw")
    assert (here.role, here.organisation, here.sphere) == ("waarnemer", "FNV", "omgeving")


def test_people_with_one_name_are_told_apart_by_what_this_tafel_knows(chat, world):
    with world.db.transaction() as session:
        for tafel, organisation in (("bouw", "FNV"), ("tech", "Voorbeeld Machinebouw")):
            dirk = people.add(session, 1, name="Dirk", now=world.clock().instant)
            [at] = [each for each in tafels.all_tafels(session) if each.key == tafel]
            memberships.appoint(session, dirk.id, at.id, "deelnemer", organisation=organisation)
    said = chat.say("/actie nieuw Open dag @dirk", at="bouw").text
    assert "Dirk (FNV)" in said
    assert "Dirk (Techniek & Energietransitie)" in said
    assert "Machinebouw" not in said


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


def own_data(chat, world, by="karim"):
    """What is in the file that somebody gets."""
    chat.say("/tafel mijn gegevens", by=by)
    chat.settle()
    newest = select(documents.documents.c.body).order_by(documents.documents.c.created_at.desc()).limit(1)
    with world.db.transaction() as session:
        return json.loads(session.execute(newest).scalar())


def test_my_data_are_everything_in_words_that_i_understand(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei", by="petra")
    chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim")
    chat.say("/actie BOUW-1 wacht", by="karim")
    chat.say("/tafel lid @karim kartrekker FNV omgeving", by="petra")
    world.clock.forward(minutes=5)
    mine = own_data(chat, world)
    known, items = mine["tafels"], mine["actieagenda"]
    assert known["naam"] == "Karim"
    assert known["accounts"] == [world.account("karim")]
    assert known["rollen"] == [
        {"tafel": "Bouw", "rol": "kartrekker", "organisatie": "FNV", "groep": "omgeving"},
    ]
    [logged] = known["logboek over jou"]
    assert logged == {
        "moment": "18 mei 2026 om 09:00 uur", "tafel": "Bouw", "wat": "rol kartrekker", "detail": "FNV, omgeving",
        "door": "Petra",
    }  # fmt: skip
    assert items["acties"] == [
        {"actie": "BOUW-1 Stagepact tekenen", "status": "wacht", "voortgang in %": 0, "uiterlijk": "29 mei 2026"}
    ]
    assert [each["tekst"] for each in items["nieuws"]] == ["eerste vijf bedrijven doen mee"]
    assert {"moment": "18 mei 2026 om 09:00 uur", "waarover": "BOUW-1", "wat": "status", "van": "open",
            "naar": "wacht"} in mine["gebeurtenissen"]["door jou"]  # fmt: skip
    world.clock.forward(minutes=5)
    assert [each["naam"] for each in own_data(chat, world)["tafels"]["bestanden voor jou"]] == ["mijn-gegevens.json"]


def test_a_feature_that_is_switched_off_still_tells_and_still_forgets(chat, world):
    chat.say("/koers zet omscholing 10 op 1 maart 2026 bron Q1", by="noor")
    world.app.registry = build_registry(tuple(each for each in FEATURES if each.name != "koers"))
    assert own_data(chat, world, by="noor")["koers"]["resultaten"][0]["bron"] == "Q1"
    chat.press("Vergeet mij", by="noor", on=chat.say("/tafel vergeet mij", by="noor"))
    with world.db.transaction() as session:
        assert session.execute(select(koers.results.c.person_id)).scalars().all() == [None]


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
    assert "Karim" not in chat.press("Geschiedenis", on=chat.say("/actie BOUW-1")).text


def test_who_had_an_action_is_a_former_member_in_its_history_once_forgotten(chat):
    chat.say("/actie nieuw Stagepact tekenen @karim", by="petra")
    chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim")
    chat.say("/actie BOUW-1 naar @bram", by="petra")
    shown = chat.press("Geschiedenis", on=chat.say("/actie BOUW-1"))
    assert "actiehouder van Karim naar Bram" in shown.text
    chat.press("Vergeet mij", by="karim", on=chat.say("/tafel vergeet mij", by="karim"))
    text = chat.press("Geschiedenis", on=chat.say("/actie BOUW-1")).text
    assert "actiehouder van voormalig lid naar Bram" in text
    assert "voormalig lid: eerste vijf bedrijven doen mee" in text
    assert "Karim" not in text


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


def test_an_organisation_that_is_too_long_is_refused_and_nothing_is_kept(chat, world):
    before = membership_of(world, "karim")
    answer = chat.say(f"/tafel lid @karim kartrekker {'Werk ' * 60}", by="noor", at="bouw")
    assert "Een organisatie heeft hooguit" in answer.title + answer.text
    assert membership_of(world, "karim") == before


def membership_of(world, key):
    person = world.person(key)
    with world.db.transaction() as session:
        return memberships.membership(session, person.id, world.tafel(session, "bouw").id)
