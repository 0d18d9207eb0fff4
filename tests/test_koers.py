"""KOERS as people get it: goals beside results, entered, corrected, doubted and undone, on every door."""

import re
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from factsheets.goals import Told
from handlers import cockpit as whole
from handlers.cards import Heading, Note, Text, plain
from handlers.filling import fill_shipped
from handlers.koers import cockpit, reading, view, words
from handlers.koers.standings import standing_of
from handlers.tafels import privacy
from storage import audit, documents, jobs, koers, people, people_data, people_export, seed
from tests.world import work

NOW = datetime(2026, 5, 18, 7, tzinfo=UTC)
MAY = date(2026, 5, 18)
ZET = "/koers zet inwoners 1.800 op 1 maart 2026 bron Rapportage Q1"


def standing(world, key="inwoners_2021"):
    with world.db.transaction() as session:
        goal = koers.get(session, key)
        assert goal is not None
        return standing_of(session, goal)


def entered(world):
    with world.db.transaction() as session:
        return session.execute(select(func.count()).select_from(koers.results)).scalar()


def pictures(world):
    """What was drawn for a chat, without the smaller copies."""
    with world.db.transaction() as session:
        column = documents.documents.c
        return list(
            session.execute(
                select(column.body).where(column.name.endswith(".png"), ~column.name.endswith("-klein.png"))
            ).scalars()
        )


def new_goal(chat, **fields):
    chat.say("/koers doel", by="noor")
    said = {"naam": "Statushouders aan het werk", "minstens": "2.500", "hoogstens": "5.000", "eenheid": "mensen",
            "begin": "2026-01-01", "streefdatum": "2027-12-31", "bron": "Programmaplan 2026"}  # fmt: skip
    return chat.submit(by="noor", **(said | fields))


# --- everything beside each other ------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_everybody_sees_all_goals_beside_what_was_reached(chat):
    answer = chat.say("/koers", by="fatima")
    assert answer.title == "Koers: 2 van de 19 doelen zijn gehaald, 6 niet of nog niet; van 11 is geen meting bekend"
    assert answer.private
    assert [row[1:] for row in answer.rows if row[0].startswith("Aanvragen")] == [
        ("1.689", "400", "● gehaald, april 2021"),
        ("457", "55 tot 60", "● ruim gehaald, april 2021"),
        ("12", "9", "◐ hangt af van de telling, april 2021"),
    ]
    assert "Nog geen meting: Mensen in beweging voor leven lang ontwikkelen, " in answer.text
    assert "Resultaat invoeren" not in answer.buttons


def test_it_says_everything_once_with_one_warning(world):
    with world.db.transaction() as session:
        found = view.overview(session, world.clock())
    kinds = [type(element).__name__ for element in words.overview(found, world.clock(), may_enter=True).elements]
    assert kinds == ["Notice", "Table", "Note", "Choice", "Buttons"]  # the picture comes first once it is drawn


@pytest.mark.parametrize("first", [(), ("fatima",)], ids=["drawn by the worker", "drawn before"])
def test_a_beheerder_can_enter_from_it(chat, first):
    for who in first:
        assert "Resultaat invoeren" not in chat.say("/koers", by=who).buttons
    assert "Resultaat invoeren" in chat.say("/koers", by="noor").buttons


def test_sources_that_contradict_each_other_are_both_shown_with_their_source(chat):
    answer = chat.say("/koers")
    for part in ("(2.029 of 2.053), ", "werkgeversroute (290 of 330) en ", "communicatie (35.947 of 345.947). "):
        assert part in answer.text
    reached = ("35.947 of 345.947", "minstens 400.000", "◐ 8% of 86%, december 2020")
    assert ("Mensen bereiken met communicatie", *reached) in answer.rows
    for goal, said in (
        ("communicatie_bereik", "35.947 (Informatienota Dalfsen) en 345.947 (Beeldverslag HCA, 19.147 + 325.000"),
        ("fonds_trajecten", "2.029 (Beeldverslag HCA, 219 + 704 + 1.106) en 2.053 (Informatienota Dalfsen)"),
        ("werkgevers_aanvragen", "290 (Ontwikkelfonds) en 330 (Beeldverslag HCA)"),
    ):
        assert said in chat.say(f"/koers {goal}").text


def test_a_count_that_began_before_the_goal_is_told_where_it_decides(chat):
    """Twelve requests in all, nine aimed at for 2020-2021, and four of the twelve came in 2019."""
    routes = "individuele werkgeversroute, Aanvragen samenwerkingsroute en Scholingstrajecten samenwerkingsroute."
    told = chat.say("/koers").text
    assert f"Wat je meetelt, bepaalt of dit is gehaald: Scholingstrajecten {routes}" in told
    answer = chat.say("/koers aanvragen samenwerkingsroute")
    assert answer.title.endswith("12, doel 9 · ◐ hangt af van de telling")
    assert "4 van de 12 waren er al toen het begon, op 1 januari 2020. Sindsdien zijn het er 8." in answer.text


def test_its_picture_is_drawn_once_for_what_it_shows(chat, world):
    chat.say("/koers")
    chat.say("/koers", by="karim")
    [picture] = pictures(world)
    assert picture.startswith(b"\x89PNG")
    world.clock.forward(days=1)
    chat.say("/koers")
    assert len(pictures(world)) == 1
    chat.say(ZET, by="noor")
    chat.say("/koers")
    assert len(pictures(world)) == 2


def test_once_it_is_drawn_the_worker_has_nothing_to_do(chat, world):
    chat.say("/koers")
    chat.say("/koers", by="karim")
    with world.db.transaction() as session:
        assert jobs.waiting_count(session) == 0


def test_it_can_be_shared_with_the_channel(chat):
    answer = chat.say("/koers", by="karim")
    chat.press("Deel in kanaal", by="karim", on=answer)
    assert [seen.title for seen in chat.channel("bouw")] == [answer.title]
    chat.press("Deel in kanaal", by="karim", on=chat.say("/koers inwoners", by="karim"))
    assert chat.channel("bouw")[-1].title == "Aanvragen/scholingstrajecten inwonersroute: 1.689, doel 400 · ● gehaald"


# --- one goal --------------------------------------------------------------------------------------------------------


def test_one_goal_tells_its_history_with_what_was_revised(chat):
    answer = chat.say("/koers werkgevers_aanvragen")
    assert answer.title == "Aanvragen individuele werkgeversroute: 457, doel 55 tot 60 · ● ruim gehaald"
    for part in ("De streefdatum (31 december 2021) is voorbij; de laatste meting is van april 2021",
                 "63 van de 457 waren er al toen het begon", "290 (Ontwikkelfonds) en 330 (Beeldverslag HCA)",
                 "was 351 (uitgave februari 2021)"):  # fmt: skip
        assert part in answer.text
    assert (
        "februari 2021",
        "364",
        "was 351 (uitgave februari 2021)",
        "Ontwikkelfonds, uitgave april 2021",
    ) in answer.rows


def test_a_count_from_before_the_goal_whose_beginning_nobody_knows_is_told_alike(chat):
    answer = chat.say("/koers samenwerking_trajecten")
    assert answer.title.endswith("1.106, doel minstens 900 · ◐ hangt af van de telling")
    assert "Hoeveel er toen al waren, is niet bekend." in answer.text


def test_another_way_to_count_is_said(chat):
    assert "Ook anders geteld: 400 scholingsaanvragen (Ontwikkelfonds, april 2021)" in chat.say("/koers inwoners").text


def test_words_that_fit_more_goals_ask_which(chat):
    answer = chat.say("/koers werkgevers")
    assert answer.title == "Welk doel bedoel je met “werkgevers”?"
    assert "1.025" in chat.press("Scholingstrajecten individuele werkgeversroute", on=answer).title


@pytest.mark.parametrize(
    ("words", "hint"),
    [("inwonrs", "Bedoelde je /koers inwoners_2021"), ("zett", "Bedoelde je /koers zet?"), ("xyz", "staan bij /koers")],
)
def test_what_it_does_not_know_it_says_with_the_nearest(chat, words, hint):
    assert hint in chat.say(f"/koers {words}").title


# --- entered ---------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_a_result_is_entered_in_one_line_and_stands_in_the_overview(chat, world):
    answer = chat.say(ZET, by="noor")
    assert answer.title == "Opgeslagen: Aanvragen/scholingstrajecten inwonersroute, 1.800 op 1 maart 2026"
    last = standing(world).readings[-1]
    assert (last.on, last.value, last.last.source, last.last.by) == (date(2026, 3, 1), 1800, "Rapportage Q1", "Noor")
    assert ("1.800", "400") in [row[1:3] for row in chat.say("/koers", by="fatima").rows]
    assert "ingevoerd door Noor, 18 mei 2026" in chat.say("/koers inwoners").text


@pytest.mark.every_door
def test_the_course_of_a_goal_is_a_chart_where_the_platform_draws_one(chat):
    chat.say(ZET, by="noor")
    assert chat.say("/koers inwoners").charts == ("line",)


def test_a_correction_keeps_the_older_value(chat, world):
    chat.say(ZET, by="noor")
    answer = chat.say(ZET.replace("1.800", "1.810"), by="noor")
    assert "Gecorrigeerd: was 1.800" in answer.text
    [was] = standing(world).readings[-1].was
    assert (was.value, entered(world)) == (1800, 2)
    assert ("1 maart 2026", "1.810", "was 1.800") in [row[:3] for row in chat.say("/koers inwoners").rows]


def test_another_source_about_the_same_day_is_a_contradiction(chat):
    chat.say(ZET, by="noor")
    answer = chat.say("/koers zet inwoners 1.750 op 1 maart 2026 bron Gemeenten", by="noor")
    assert "Bronnen spreken elkaar tegen" in answer.text
    assert "inwonersroute (1.750 of 1.800)" in chat.say("/koers").text
    assert "1.750 (Gemeenten) en 1.800 (Rapportage Q1)" in chat.say("/koers inwoners").text


def test_a_correction_in_the_name_of_a_source_settles_a_contradiction(chat):
    chat.say("/koers zet communicatie_bereik 345.947 op 31-12-2020 bron Informatienota Dalfsen", by="noor")
    answer = chat.say("/koers communicatie_bereik")
    assert "Bronnen spreken elkaar tegen" not in answer.text
    assert "was 35.947 (uitgave mei 2021)" in answer.text


def test_only_an_administrator_writes(chat, world):
    tries = {
        "petra": "zet inwoners 1.800 op 1 maart 2026 bron x",
        "karim": "zet",
        "fatima": "doel",
        "sanne": "doel llo",
    }
    for by, said in tries.items():
        assert "kan alleen een beheerder" in chat.say(f"/koers {said}", by=by).title
    assert entered(world) == 0


def test_the_same_delivery_twice_stores_once(chat, world):
    for _ in range(2):
        chat.say(ZET, by="noor", id="the-same")
    chat.say(ZET, by="noor")
    assert entered(world) == 1


def test_what_was_just_entered_can_be_undone(chat, world):
    answer = chat.say(ZET, by="noor")
    undone = chat.press("Ongedaan maken", by="noor", on=answer)
    assert undone.title.startswith("Ongedaan gemaakt")
    assert "Ongedaan maken" not in undone.buttons
    assert (entered(world), standing(world).value) == (0, 1689)


def test_what_was_corrected_since_is_not_undone(chat, world):
    answer = chat.say(ZET, by="noor")
    chat.say(ZET.replace("1.800", "1.810"), by="noor")
    assert "al gecorrigeerd" in chat.press("Ongedaan maken", by="noor", on=answer).title
    assert entered(world) == 2


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("inwoners 1.300 op 1 maart 2026 bron Q1", "lager dan 1.689 (april 2021)"),
        ("inwoners 18.000 op 1 maart 2026 bron Q1", "factor 10"),
        ("inwoners 1.700 op 1 januari 2021 bron Q1", "hoger dan 1.168 (januari 2021)"),
    ],
)
def test_what_is_odd_is_asked_about_before_it_is_stored(chat, world, words, doubt):
    question = chat.say(f"/koers zet {words}", by="noor")
    assert question.title.startswith("Klopt Aanvragen/scholingstrajecten inwonersroute")
    assert doubt in question.text
    assert entered(world) == 0
    if world.platform != "lokaal":  # there nobody else can even see the question
        assert "kan alleen een beheerder" in chat.press("Ja, sla op", by="petra", on=question).title
    assert chat.press("Ja, sla op", by="noor", on=question).title.startswith("Opgeslagen")
    assert entered(world) == 1


def test_a_count_that_falls_is_pointed_out(chat):
    chat.say("/koers zet inwoners 1.300 op 1 maart 2026 bron Q1", by="noor")
    chat.press("Ja, sla op", by="noor")
    assert "De teller loopt terug bij Aanvragen/scholingstrajecten inwonersroute." in chat.say("/koers").text
    fallen = "De teller daalt: van 1.689 (april 2021) naar 1.300 (1 maart 2026)"
    assert fallen in chat.say("/koers inwoners").text


@pytest.mark.parametrize(("value", "stands"), [("19", True), ("20", False), ("1.300", False), ("1,3 mln", False)])
def test_a_first_value_far_above_the_target_is_asked_about(chat, world, value, stands):
    answer = chat.say(f"/koers zet loopbaan {value} op 1 maart 2026 bron Q1", by="noor")
    assert bool(entered(world)) == stands
    if not stands:
        assert "de eerste meting, en 10 keer het streefgetal (2) of meer" in answer.text
        chat.press("Ja, sla op", by="noor", on=answer)
        assert entered(world) == 1


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("llo_aandeel 120%", "een aandeel is hoogstens 100%"),
        ("loopbaan 1,5", "telt in hele getallen"),
        ("loopbaan 1,3 bananen", "“1,3 bananen” lees ik niet als een getal"),
        ("loopbaan 1.3 mln", "“1.3 mln” lees ik niet als een getal"),
    ],
)
def test_a_number_that_cannot_be_comes_back_with_all_the_rest(chat, world, words, error):
    opened = chat.say(f"/koers zet {words} op 1 maart 2026 bron Q1", by="noor")
    assert set(opened.form.errors) == {"waarde"}
    assert error in opened.form.errors["waarde"]
    fields = {name: field.value for name, field in opened.form.fields.items()}
    value = words.partition(" ")[2]
    assert fields["doel"]
    assert (fields["waarde"], fields["datum"], fields["bron"]) == (value, "2026-03-01", "Q1")
    assert entered(world) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,3 mln", 1_300_000),
        ("1,3mln.", 1_300_000),
        ("2 miljoen", 2_000_000),
        ("12,5k", 12_500),
        ("37 duizend", 37_000),
        ("0,1 Miljard", 100_000_000),
    ],
)
def test_thousands_and_millions_are_understood_by_their_names(text, value):
    assert reading.amount_in(text, whole=True) == value


@pytest.mark.parametrize(
    ("said", "goal", "value"),
    [
        ("loopbaan 1,3 mln op 1 mei bron Q1", "loopbaan", "1,3 mln"),
        ("inwoners_2021 1.300 op 1 mei bron Q1", "inwoners_2021", "1.300"),
        ("inwoners_2021 op 1 mei", "inwoners_2021", ""),
        ("llo_aandeel 9 % op 1 mei", "llo_aandeel", "9 %"),
    ],
)
def test_a_line_is_taken_apart_at_its_number(said, goal, value):
    found = reading.line(said)
    assert (found["doel"], found["waarde"]) == (goal, value)


# --- by form ---------------------------------------------------------------------------------------------------------


def test_the_form_keeps_a_result(chat, world):
    opened = chat.say("/koers zet", by="noor")
    assert opened.form.fields["datum"].value == "2026-05-18"
    chat.submit(
        by="noor", doel="Trajecten van werk naar werk", waarde="1.300", datum="2026-03-01", bron="Rapportage Q1"
    )
    assert standing(world, "werk_naar_werk").value == 1300


@pytest.mark.every_door
def test_a_wrong_value_comes_back_at_its_field(chat, world):
    chat.say("/koers zet", by="noor")
    right = {"doel": "Trajecten van werk naar werk", "waarde": "1.300", "datum": "2026-03-01", "bron": "Q1"}
    for field, value, error in (
        ("waarde", "12.3", "lees ik niet als een getal"),
        ("waarde", "veel", "lees ik niet als een getal"),
        ("waarde", "12,5", "telt in hele getallen"),
        ("waarde", "-5", "nul of meer"),
        ("datum", "2026-05-19", "komt nog"),
    ):
        again = chat.submit(by="noor", **(right | {field: value}))
        assert set(again.form.errors) == {field}
        assert error in again.form.errors[field]
        assert again.form.fields["bron"].value == "Q1"
    assert entered(world) == 0
    chat.submit(by="noor", **right)
    assert standing(world, "werk_naar_werk").value == 1300


def test_a_line_that_misses_something_opens_the_form_with_what_was_said(chat, world):
    opened = chat.say("/koers zet omscholing 3.700 op eind april", by="noor")
    fields = opened.form.fields
    assert (fields["waarde"].value, fields["datum"].value) == ("3.700", "2026-04-30")
    chat.submit(by="noor", bron="Jaarverslag")
    assert standing(world, "omscholing").value == 3700


def test_the_question_can_go_back_to_the_form(chat, world):
    question = chat.say("/koers zet inwoners 1.300 op 1 maart 2026 bron Q1", by="noor")
    opened = chat.press("Aanpassen", by="noor", on=question)
    assert opened.form.fields["waarde"].value == "1.300"
    chat.submit(by="noor", waarde="1.900")
    assert standing(world).value == 1900


# --- goals -----------------------------------------------------------------------------------------------------------


def test_a_goal_for_a_new_period_is_made_reached_and_forecast(chat, world):
    assert new_goal(chat).title == "Nieuw doel: Statushouders aan het werk, 2.500 tot 5.000 mensen"
    for value, day in (("100", "1 januari 2026"), ("140", "1 maart 2026"), ("180", "1 mei 2026")):
        chat.say(f"/koers zet statushouders {value} op {day} bron Maandcijfers", by="noor")
    answer = chat.say("/koers statushouders", by="fatima")
    assert "stijgt, 20 per maand" in answer.text.replace("20,3", "20")
    assert "dan staat de teller op 31 december 2027" in answer.text
    assert "Dit is een doorgetrokken lijn, geen voorspelling." in answer.text
    assert "het doel is 2.500 tot 5.000" in answer.text


def test_a_goal_changes_and_keeps_what_was_reached(chat, world):
    chat.press("Doel aanpassen", by="noor", on=chat.say("/koers inwoners", by="noor"))
    changed = chat.submit(by="noor", minstens="2.000", hoogstens="", streefdatum="2027-12-31")
    assert changed.title == "Aanvragen/scholingstrajecten inwonersroute is nu minstens 2.000 aanvragen/trajecten"
    assert "1.689, doel minstens 2.000 · ◐ 84%" in chat.say("/koers inwoners").title


def test_a_goal_that_is_retired_is_gone_and_does_not_come_back(chat, world):
    chat.say("/koers doel inwoners", by="noor")
    chat.submit(by="noor", vervallen=True)
    assert "is geen doel dat ik ken" in chat.say("/koers inwonersroute").title
    with world.db.transaction() as session:
        koers.fill(session, world.clock().instant)
        assert koers.get(session, "inwoners_2021") is None


def test_a_goal_that_cannot_be_comes_back_at_its_field(chat, world):
    again = new_goal(chat, naam="Trajecten van werk naar werk")
    assert set(again.form.errors) == {"naam"}
    for fields, wrong in (
        ({"minstens": "5.001"}, "hoogstens"),
        ({"minstens": "", "hoogstens": ""}, "minstens"),
        ({"minstens": "veel"}, "minstens"),
        ({"minstens": "1", "streefdatum": "2025-12-31"}, "streefdatum"),
    ):
        again = chat.submit(by="noor", **({"naam": "Statushouders", "hoogstens": "5.000"} | fields))
        assert set(again.form.errors) == {wrong}
    with world.db.transaction() as session:
        assert len(koers.listed(session)) == 19


# --- people ----------------------------------------------------------------------------------------------------------


def test_who_entered_a_result_is_theirs_to_see_and_to_be_forgotten(chat, world):
    chat.say(ZET, by="noor")
    noor = world.person("noor")
    with world.db.transaction() as session:
        held = privacy.held(session, noor, world.clock.zone)
        mine = held["koers"]
        assert isinstance(mine, dict)
        assert mine["resultaten"] == [{
            "doel": "Aanvragen/scholingstrajecten inwonersroute", "waarde": 1800.0, "op": "1 maart 2026",
            "bron": "Rapportage Q1", "ingevoerd": "18 mei 2026 om 09:00 uur"}]  # fmt: skip
        assert [each.detail for each in audit.latest(session, None)] == ["inwoners_2021 2026-03-01"]
        people_data.forget(session, noor.id, world.clock().instant)
        rows = session.execute(select(koers.results.c.person_id)).scalars().all()
        assert rows == [None]
        assert session.execute(select(people.people.c.name).where(people.people.c.id == noor.id)).scalar() != "Noor"
    assert "ingevoerd door een beheerder" in chat.say("/koers inwoners").text


def test_accounts_that_turn_out_to_be_one_person_keep_what_both_entered(db):
    with db.transaction() as session:
        region = seed.fill_tafels(session, "Proef", False, None, NOW)
        fill_shipped(work(session, NOW))
        one, two = (people.add(session, region, name=name, now=NOW).id for name in ("Noor", "Noor (Teams)"))
        koers.enter(session, "omscholing", Told(on=MAY, value=10, source="Q1"), by=one, now=NOW)
        people_data.merge(session, one, two)
        one_has, two_has = (people_export.collect(session, number).get("koers", {}) for number in (one, two))
        assert (len(one_has), len(two_has["resultaten"])) == (0, 1)


# --- the cockpit -----------------------------------------------------------------------------------------------------


def test_the_cockpit_gets_every_measured_goal_and_nothing_to_press(world):
    with world.db.transaction() as session:
        [section] = cockpit.sections(world.app.work(session, world.clock()))
    kinds = [type(element).__name__ for element in section.elements]
    assert kinds[:3] == ["Heading", "Text", "Note"]
    assert " ".join(kinds[3:]).replace(" Note", "") == " ".join(["Heading Text Progress"] * 8)
    told = [plain(each.line) for each in section.elements if isinstance(each, Text | Note)]
    assert (
        "● ruim gehaald · 457, doel 55 tot 60 · april 2021, Ontwikkelfonds · streefdatum 31 december 2021 (voorbij)."
    ) in told
    assert "Ook anders geteld: 400 scholingsaanvragen" in "\n".join(told)


def test_a_ceiling_that_was_passed_says_so_and_has_no_bar_that_fills(chat, world):
    chat.say("/koers zet onderzoekslabs 3 op 1 maart 2026 bron Q1", by="noor")
    with world.db.transaction() as session:
        [section] = cockpit.sections(world.app.work(session, world.clock()))
    start = section.elements.index(Heading("Onderzoekslabs opstarten"))
    stands, after = section.elements[start + 1 : start + 3]
    assert isinstance(stands, Text)
    assert isinstance(after, Heading)
    assert plain(stands.line).startswith("✕ boven de grens · 3, doel hoogstens 2 · 1 maart 2026, Q1")
    assert "%" not in chat.say("/koers onderzoekslabs").text


def test_a_goal_that_still_runs_says_on_the_cockpit_what_may_come_of_it(chat, world):
    new_goal(chat)
    for value, day in ((100, "1-2-2026"), (200, "15-3-2026"), (300, "15-5-2026")):
        chat.say(f"/koers zet statushouders {value} op {day} bron Maandcijfers", by="noor")
    with world.db.transaction() as session:
        [section] = cockpit.sections(world.app.work(session, world.clock()))
    told = [plain(each.line) for each in section.elements if isinstance(each, Text)]
    assert "streefdatum 31 december 2027. Gaat het zo door (" in told[-1]


def test_the_cockpit_tells_of_agendas_then_goals_then_factsheets(world):
    with world.db.transaction() as session:
        sections = whole.page(world.app.work(session, world.clock()))
    titles = [each.text for section in sections for each in section.elements[:1] if isinstance(each, Heading)]
    assert titles == ["De actieagenda’s van de tafels", "Doelen", "De arbeidsmarkt per sector"]
    assert len({section.order for section in sections}) == 3


# --- in storage ------------------------------------------------------------------------------------------------------


def test_the_same_word_of_the_same_source_is_stored_once(db):
    told = Told(on=date(2026, 3, 1), value=10, source="Q1")
    with db.transaction() as session:
        koers.fill(session, NOW)
        first = koers.enter(session, "omscholing", told, by=None, now=NOW)
        again = koers.enter(session, "omscholing", Told(on=told.on, value=10, source="q1"), by=None, now=NOW)
        assert (first > 0, again) == (True, 0)
        assert koers.enter(session, "omscholing", Told(on=told.on, value=11, source="Q1"), by=None, now=NOW)
        assert koers.enter(session, "omscholing", told, by=None, now=NOW)  # back to what it was is a change too


# --- read ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("1 maart 2026", date(2026, 3, 1)), ("1 maart", date(2026, 3, 1)), ("1 juni", date(2025, 6, 1)),
        ("eind april", date(2026, 4, 30)), ("december", date(2025, 12, 31)), ("gisteren", date(2026, 5, 17)),
        ("vandaag", MAY), ("Q1 2026", date(2026, 3, 31)), ("31-12-2025", date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_a_day_is_one_that_has_been_and_a_period_its_last(phrase, day):
    assert reading.past_day(phrase, MAY) == day


@pytest.mark.parametrize("phrase", ["", "mei 2026", "1 juni 2027", "zsm", "ooit"])
def test_a_day_that_cannot_be_is_said_in_words(phrase):
    assert isinstance(reading.past_day(phrase, MAY), str)


# --- the command line ------------------------------------------------------------------------------------------------


def zet(in_trial, *more, value="1.800"):
    return in_trial("koers", "zet", "inwoners", value, "--op", "2024-03-01", "--bron", "Q1", *more)


def test_the_command_line_lists_the_goals_and_what_contradicts(in_trial):
    said = in_trial("koers")
    assert said.code == 0
    assert re.search(r"inwoners_2021 .* 1\.689 +400 +● gehaald +april 2021 +steeg, 160 per maand", said.out)
    assert "35.947 (Informatienota Dalfsen) en 345.947" in said.out


@pytest.mark.parametrize("command", ["koers", "cijfers"])
def test_a_file_that_is_not_there_is_said_in_dutch(in_trial, tmp_path, command):
    (tmp_path / "map").mkdir()
    for name, told in (("weg.csv", "weg.csv is er niet. Kijk de naam en de map na."), ("map", "map is een map.")):
        said = in_trial(command, "importeer", str(tmp_path / name))
        assert said.code != 0
        assert told in said.err


def test_a_result_is_entered_on_the_command_line_once(in_trial):
    assert "Opgeslagen" in zet(in_trial).out
    assert "stond er al" in zet(in_trial).out
    assert "1.800" in in_trial("koers").out


def test_what_is_wrong_or_odd_is_refused_with_what_to_do(in_trial):
    wrong = in_trial("koers", "zet", "inwonrs", "12.3", "--op", "ooit", "--bron", " ")
    assert (wrong.code, wrong.err.count("\n")) == (1, 4)
    odd = zet(in_trial, value="18.000")
    assert (odd.code, "factor 10" in odd.err, "--toch" in odd.err) == (1, True, True)
    assert zet(in_trial, "--toch", value="18.000").code == 0


FILE = (
    "Resultaten eerste kwartaal;;;\ndoel;waarde;op;bron\ninwoners;1.800;31-3-2024;Q1\nomscholing;3.700;eind april;Q1\n"
)


def test_a_file_is_shown_first_and_stored_when_asked(in_trial, tmp_path):
    path = tmp_path / "resultaten.csv"
    path.write_text(FILE)
    shown = in_trial("koers", "importeer", str(path))
    assert re.search(r"inwoners_2021 +1\.800 +31 maart 2024 +Q1", shown.out)
    assert "Nog niet opgeslagen" in shown.out
    assert "3.700" not in in_trial("koers").out.partition("omscholing")[2].partition("\n")[0]
    assert "Opgeslagen: 2 resultaten." in in_trial("koers", "importeer", str(path), "--bewaar").out
    assert "Opgeslagen: geen resultaten; 2 stonden er al." in in_trial("koers", "importeer", str(path), "--bewaar").out


def test_a_workbook_is_read_the_same(in_trial, tmp_path):
    book = openpyxl.Workbook()
    for row in (("Doel", "Waarde", "Op", "Bron"), ("inwoners", 1800.0, date(2025, 2, 28), "Q1")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "resultaten.xlsx")
    shown = in_trial("koers", "importeer", "resultaten.xlsx")
    assert re.search(r"inwoners_2021 +1\.800 +28 februari 2025 +Q1", shown.out)


def test_a_file_with_mistakes_tells_each_by_its_row_and_stores_nothing(in_trial, tmp_path):
    rows = ["xyzzy;veel;ooit;", "inwoners;1.800;31-3-2024;Q1", "inwoners;1.801;31-3-2024;Q1", ";;;"]
    path = tmp_path / "resultaten.csv"
    path.write_text("doel;waarde;op;bron\n" + "\n".join(rows) + "\n")
    said = in_trial("koers", "importeer", str(path), "--bewaar")
    assert said.code == 1
    for part in ("rij 2, kolom doel (A), gevonden: 'xyzzy'. ", "rij 2, kolom waarde (B), gevonden: 'veel'",
                 "rij 2, kolom op (C)", "rij 2, kolom bron (D)", "rij 4, kolom waarde (B), gevonden: '1.801'",
                 "5 problemen in resultaten.csv. Er is niets opgeslagen."):  # fmt: skip
        assert part in said.err
    assert "1.689" in in_trial("koers").out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "leeg"), ("doel;waarde;op\ninwoners;1;vandaag\n", "'bron'"), ("doel;waarde;op;bron\n", "geen rijen"),
        ("doel;waarde;op;bron;doel\na;1;b;c;d\n", "meer dan één keer"),
        ("doel;waarde;op;bron\ninwoners;1.800;vandaag;Q1;weg\n", "meer velden"),
    ],
)  # fmt: skip
def test_a_file_that_nobody_understands_is_refused_with_what_to_do(in_trial, tmp_path, text, told):
    (tmp_path / "los.csv").write_text(text)
    said = in_trial("koers", "importeer", "los.csv", "--bewaar")
    assert (said.code, told in said.err) == (1, True), said.err


def test_what_is_odd_in_a_file_is_said_and_stored_only_when_somebody_insists(in_trial, tmp_path):
    (tmp_path / "vreemd.csv").write_text("doel;waarde;op;bron\nomscholing;50;1-2-2024;Q1\nomscholing;40;1-3-2024;Q1\n")
    said = in_trial("koers", "importeer", "vreemd.csv", "--bewaar")
    assert (said.code, "Rij 3, Trajecten om- en bijscholing: Dit is lager dan 50" in said.out) == (1, True)
    assert in_trial("koers", "importeer", "vreemd.csv", "--bewaar", "--toch").code == 0
