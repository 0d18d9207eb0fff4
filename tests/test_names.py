"""Whom people name: by a platform's own mention or by a typed name, the longest first; and what is nobody is said."""

import pytest

from storage import memberships, people, people_data, tafels
from tests.world import World, open_actions


@pytest.fixture
def known(world: World) -> World:
    """More people, of whom some share a name or a part of one."""
    with world.db.transaction() as session:
        region = tafels.region(session)
        bouw = tafels.by_key(session, "bouw")
        assert region
        assert bouw
        for name, organisation in (
            ("Jan van der Berg", "Bouwmensen"), ("Jan Willem de Boer", "VNO-NCW"), ("Henk van 't Hoff", "UWV"),
            ("Ayşe Yılmaz", "Cibap"), ("Samira El Amrani", "Landstede"), ("Piet Jansen", "FNV"),
            ("Piet Jansen", "Windesheim"), ("Anne-Marie O’Neill", "SBB"), ("Zoë", ""), ("Kees", "Deltion"),
            ("De Lange", "Aannemer"),
        ):  # fmt: skip
            person = people.add(session, region[0], name=name, now=world.clock().instant)
            memberships.appoint(session, person.id, bouw.id, "deelnemer", organisation=organisation)
        gone = people.add(session, region[0], name="Vera Vertrokken", now=world.clock().instant)
        people_data.forget(session, gone.id, world.clock().instant)
    return world


def made(world):
    with world.db.transaction() as session:
        return [(action.title, _titled(session, action)) for action in open_actions(session, "bouw")]


def _titled(session, action):
    """The owner as the tafel of the action knows them."""
    if action.owner is None:
        return None
    here = memberships.organisation_at(session, action.owner.id, action.tafel_id)
    return memberships.titled(action.owner.name, here)


@pytest.mark.parametrize(("words", "title", "owner"), [
    ("Folder @Jan van der Berg eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @jan van der berg eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Jan_van_der_Berg eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Jan Willem eind mei", "Folder", "Jan Willem de Boer (VNO-NCW)"),
    ("Folder @Jan Willem de Boer, eind mei", "Folder", "Jan Willem de Boer (VNO-NCW)"),
    ("@Jan van der Berg Folder drukken eind mei", "Folder drukken", "Jan van der Berg (Bouwmensen)"),
    ("@Jan van der Berg: Folder drukken eind mei", "Folder drukken", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Henk van ’t Hoff", "Folder", "Henk van 't Hoff (UWV)"),
    ("Folder @van 't Hoff", "Folder", "Henk van 't Hoff (UWV)"),
    ("Folder @Hoff vrijdag", "Folder", "Henk van 't Hoff (UWV)"),
    ("Folder @Ayşe eind mei", "Folder", "Ayşe Yılmaz (Cibap)"),
    ("Folder @Zoë", "Folder", "Zoë"),
    ("Folder @Zoe\u0308 eind mei", "Folder", "Zoë"),
    ("Folder @Anne-Marie O'Neill 1 juni", "Folder", "Anne-Marie O’Neill (SBB)"),
    ("Folder @Anne\u2011Marie", "Folder", "Anne-Marie O’Neill (SBB)"),
    ("Folder @Piet Jansen (FNV) eind mei", "Folder", "Piet Jansen (FNV)"),
    ("Folder @Piet Jansen van Windesheim eind mei", "Folder", "Piet Jansen (Windesheim)"),
    ("Folder @Samira El Amrani eind mei", "Folder", "Samira El Amrani (Landstede)"),
    ("Folder @Jan vd Berg eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Jan v.d. Berg eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Jan v/d Berg, eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder @Henk vant Hoff", "Folder", "Henk van 't Hoff (UWV)"),
    ("Folder @Henk van't Hoff vrijdag", "Folder", "Henk van 't Hoff (UWV)"),
    ("Folder @De Boer eind mei", "Folder", "Jan Willem de Boer (VNO-NCW)"),
    ("Folder @De Lange eind mei", "Folder", "De Lange (Aannemer)"),
    ("Folder, actiehouder: @Jan van der Berg", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Folder drukken door @Jan van der Berg eind mei", "Folder drukken", "Jan van der Berg (Bouwmensen)"),
    ("Folder (@Jan van der Berg) eind mei", "Folder", "Jan van der Berg (Bouwmensen)"),
    ("Overleg met @Jan van der Berg over de tent eind mei", "Overleg met Jan van der Berg over de tent", None),
    ("Overleg met @Jan van der Berg eind mei", "Overleg met Jan van der Berg", None),
    ("Overleg met @karim en @Jan van der Berg eind mei", "Overleg met Karim en Jan van der Berg", None),
    ("Tent @karim en @noor eind mei", "Tent", "Karim (FNV)"),
    ("Tent @karim/@noor eind mei", "Tent", "Karim (FNV)"),
    ("Tent (@karim/@Jan van der Berg)", "Tent", "Karim (FNV)"),
    ("Tent @karim+@noor", "Tent", "Karim (FNV)"),
    ("Tent @@karim eind mei", "Tent", "Karim (FNV)"),
    ("@@Jan van der Berg Tent", "Tent", "Jan van der Berg (Bouwmensen)"),
    ("Map plannen/ @karim", "Map plannen/", "Karim (FNV)"),
    ("Tent @Kees bellen", "Tent Kees bellen", None),
    ("Tent @karim!", "Tent", "Karim (FNV)"),
    ("Tent @karim 🎉", "Tent", "Karim (FNV)"),
    ("Tent @karim graag", "Tent", "Karim (FNV)"),
    ("- Tent @karim", "Tent", "Karim (FNV)"),
    ("Tent voor @karim", "Tent voor Karim", None),
    ("Tent van @karim's buren lenen", "Tent van Karim's buren lenen", None),
    ("Mail info@bouw.example over 2 @ 5 euro", "Mail info@bouw.example over 2 @ 5 euro", None),
])  # fmt: skip
def test_the_longest_name_counts_and_nothing_of_it_stays_behind(chat, known, words, title, owner):
    chat.say(f"/actie nieuw {words}")
    assert made(known) == [(title, owner)]


@pytest.mark.parametrize(("words", "name"), [
    ("Folder @Jan van Dijk eind mei", "Jan van Dijk"),
    ("Folder @Kees de Wit eind mei", "Kees de Wit"),
    ("Folder @Kees Bakker eind mei", "Kees Bakker"),
    ("@Jan van der Laan Folder drukken", "Jan van der Laan"),
    ("Folder @Pieter eind mei", "Pieter"),
    ("Folder @Vera Vertrokken eind mei", "Vera Vertrokken"),
    ("Overleg met @Pieter over de tent", "Pieter"),
    ("Folder @karim/@Roos", "Roos"),
    ("Folder @@Roos eind mei", "Roos"),
    ("Folder @Jan jansen eind mei", "Jan jansen"),
    ("Folder @Jan jansen bellen", "Jan jansen"),
    ("Folder @Kees de wit eind mei", "Kees de wit"),
    ("Folder @Kees van der berg", "Kees van der berg"),
])  # fmt: skip
def test_a_name_that_nobody_bears_is_said_and_the_line_given_back(chat, known, words, name):
    answer = chat.say(f"/actie nieuw {words}")
    assert f"niemand die @{name} heet" in answer.text
    assert "Folder" in answer.text or "tent" in answer.text
    assert made(known) == []


@pytest.mark.parametrize(
    "words", ["Folder @Piet Jansen eind mei", "Folder @Piet eind mei", "@Piet Jansen Folder eind mei"]
)
def test_two_people_of_one_name_are_asked_about_by_organisation(chat, known, words):
    asked = chat.say(f"/actie nieuw {words}")
    assert "Piet Jansen (FNV)" in asked.form.errors["actiehouder"]
    assert "Piet Jansen (Windesheim)" in asked.form.errors["actiehouder"]
    assert asked.form.fields["titel"].value == "Folder"
    assert made(known) == []


def test_a_short_surname_that_two_people_may_mean_is_asked_about(chat, known):
    with known.db.transaction() as session:
        region = tafels.region(session)
        assert region
        people.add(session, region[0], name="Jan van den Berg", now=known.clock().instant)
    asked = chat.say("/actie nieuw Folder @Jan vd Berg")
    assert "meer mensen die @Jan vd Berg heten" in asked.form.errors["actiehouder"]
    assert made(known) == []


def test_who_is_handed_an_action_can_be_typed_in_full(chat, known):
    chat.say("/actie nieuw Folder @karim")
    assert "is nu van Jan van der Berg" in chat.say("/actie BOUW-1 naar Jan van der Berg omdat Karim weg is").title
    assert made(known) == [("Folder", "Jan van der Berg (Bouwmensen)")]
    assert "meer mensen" in chat.say("/actie BOUW-1 naar @Piet").text


def test_nothing_of_a_name_becomes_an_organisation(chat, known):
    answer = chat.say("/tafel lid @Jan van der Berg kartrekker FNV omgeving")
    assert answer.title == "Jan van der Berg is nu kartrekker bij Bouw"
    assert "FNV" in answer.text
    assert "van der" not in answer.text.partition("\n")[2]
    assert "niemand die @Jan de Wit heet" in chat.say("/tafel lid @Jan de Wit kartrekker FNV").text
    assert "niemand die @Kees Bakker heet" in chat.say("/tafel lid @Kees Bakker kartrekker FNV").text


@pytest.mark.parametrize("words", ["@iedereen", "@here", "@everyone"])
def test_everybody_at_once_owns_nothing(chat, known, words):
    answer = chat.say(f"/actie nieuw Borrel {words} eind mei")
    assert "is een groep" in answer.text
    assert "Alleen een persoon" in answer.text
    assert made(known) == []


@pytest.mark.parametrize("platform", ["lokaal", "slack"], indirect=True)
def test_the_bot_in_a_command_is_not_passed_over(chat, world):
    assert "@Tafelbot is een bot" in chat.say("/actie nieuw Folder @tafelbot eind mei").text
    assert made(world) == []
    chat.say("/actie nieuw Folder over @tafelbot eind mei")
    assert made(world) == [("Folder over @Tafelbot", None)]


@pytest.mark.every_door
def test_the_bot_owns_nothing_and_says_so(chat, world):
    answer = chat.say("@tafelbot actie nieuw Stagepact tekenen @tafelbot eind mei")
    assert "@Tafelbot is een bot" in answer.text
    assert made(world) == []


@pytest.mark.every_door
def test_the_menu_of_a_message_reads_it_as_the_line_is_read(chat, world):
    chat.say("Leerbanen tellen @Karim eind juni", by="karim")
    form = chat.shortcut("Maak er een actie van", chat.last_message).form
    assert form.fields["titel"].value == "Leerbanen tellen"
    assert form.fields["datum"].value == "2026-06-30"
    assert form.fields["actiehouder"].value
    assert chat.submit().title == "BOUW-1 · Leerbanen tellen"
    assert made(world) == [("Leerbanen tellen", "Karim (FNV)")]


def test_the_menu_of_a_message_keeps_what_is_below_the_first_line(chat, world):
    chat.say("Leerbanen tellen @karim eind juni\nen daarna bellen met Windesheim", by="karim")
    form = chat.shortcut("Maak er een actie van", chat.last_message).form
    assert form.fields["titel"].value == "Leerbanen tellen"
    assert "bellen met Windesheim" in form.fields["toelichting"].value


def test_somebody_who_is_only_part_of_a_title_does_not_become_a_person(chat, world):
    with world.db.transaction() as session:
        before = [each.name for each in people.by_name(session, "nieuw")]
    chat.say("/actie nieuw Overleg met @slack:UNIEUW over de tent" if world.platform == "slack" else "/actie nieuw x")
    with world.db.transaction() as session:
        assert [each.name for each in people.by_name(session, "nieuw")] == before == []
        assert people.by_account(session, "slack:UNIEUW") is None


@pytest.mark.parametrize("platform", ["lokaal"], indirect=True)
@pytest.mark.parametrize(("words", "title", "owner"), [
    ("Folder @Jan van der Berg eind november", "Folder", "Jan van der Berg"),
    ("Folder @jan eind november", "Folder", "Jan van der Berg"),
    ("Folder @Jan Jansen eind november", "Folder", "Jan Jansen"),
    ("@Jan van der Berg Folder eind november", "Folder", "Jan van der Berg"),
])  # fmt: skip
def test_in_the_workspace_a_whole_name_is_one_mention(chat, world, words, title, owner):
    with world.db.transaction() as session:
        for key, name in (("jan", "Jan van der Berg"), ("jan2", "Jan Jansen")):
            person = people.add(session, 1, name=name, now=world.clock().instant)
            people.identify(session, person.id, f"lokaal:{key}")
    chat.say(f"/actie nieuw {words}")
    assert made(world) == [(title, owner)]
