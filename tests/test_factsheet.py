"""The factsheet, as people get it: asked for, by itself, side by side, and with where its figures come from."""

import subprocess
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import delete, func, select

from bot import processes
from bot.doors.plain import text
from bot.settings import Settings
from factsheets import shipped
from factsheets.frame import table
from factsheets.sources import polite
from handlers.factsheet import making, words
from handlers.feature import Now, Outside
from handlers.filling import fill_example, fill_shipped
from storage import figures, koers, seed, tafels
from storage.figures import Batch, Look
from tests.factsheets.cbs_replay import replay
from tests.factsheets.coming_in import comes_in, kept, let_pass, open_in, sheets, waiting
from tests.factsheets.editions import revisions
from tests.programs import launch
from tests.world import MONDAY, work

# --- asked for -------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_asked_in_a_channel_everybody_there_gets_one_message_that_says_it_all(chat, world):
    chat.say("/factsheet")
    [sheet] = sheets(chat)
    assert sheet.title == "Factsheet Bouw · cijfers tot en met het 3e kwartaal 2023"
    for part in (
        "In het 3e kwartaal van 2023 stonden in de bouw in Nederland 26.600 vacatures open",
        "Het nieuwste cijfer is 31 maanden oud",
        "Open vacatures in Overijssel",
        "300 minder dan een jaar eerder (2.600)",
        "CC BY 4.0",
        "ophaaldatum niet bekend",
    ):
        assert part in sheet.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ("Openstaande vacatures, Flevoland", "500", "500 (2e kw. 2022)", "2e kw. 2023, 34 mnd oud") in sheet.rows
    assert {"Vergelijk", "Bronnen"} <= set(sheet.buttons)
    [picture], [paper] = kept(world, "image/png"), kept(world, "application/pdf")
    assert picture.startswith(b"\x89PNG")
    assert paper.startswith(b"%PDF")


def test_a_figure_that_is_old_says_so_where_the_newest_is_not(chat, world):
    comes_in(world, open_in("2026KW01", 25.1))
    chat.say("/factsheet")
    [sheet] = sheets(chat)
    assert "Het nieuwste cijfer is" not in sheet.text
    assert "2e kw. 2023, 34 maanden oud" in sheet.text


def test_asked_again_within_a_day_the_answer_points_to_it(chat):
    chat.say("/factsheet")
    again = chat.say("/factsheet bouw", by="karim")
    assert again.title == "De factsheet van Bouw staat hier al sinds vandaag om 09:00 uur"
    assert again.private
    assert len(sheets(chat)) == 1


def test_a_day_later_it_is_shown_again_as_it_was_drawn(chat, world):
    chat.say("/factsheet")
    world.clock.forward(hours=23)
    assert "staat hier al" in chat.say("/factsheet").title
    world.clock.forward(hours=2)
    chat.say("/factsheet")
    assert len(sheets(chat)) == 2
    assert len(kept(world, "image/png")) == 1


def test_when_the_figures_changed_it_is_shown_at_once_and_drawn_anew(chat, world):
    chat.say("/factsheet")
    comes_in(world, open_in("2023KW04", 25.1))
    chat.say("/factsheet")
    assert [sheet.title.rpartition("het ")[2] for sheet in sheets(chat)] == ["3e kwartaal 2023", "4e kwartaal 2023"]


def test_in_another_month_the_ages_on_it_are_told_anew(chat, world):
    chat.say("/factsheet")
    world.clock.forward(days=30)
    chat.say("/factsheet")
    assert "32 maanden oud" in sheets(chat)[-1].text
    assert len(kept(world, "image/png")) == 2


def test_a_second_tafel_gets_what_was_drawn_without_the_worker(chat, world):
    chat.say("/factsheet")
    before = waiting(world)
    chat.say("/factsheet bouw", by="sanne", at="tech")
    assert (len(sheets(chat, "tech")), before, waiting(world)) == (1, 0, 0)
    assert len(kept(world, "application/pdf")) == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [("zorg", "Zorg & Welzijn"), ("Techniek", "Techniek & Energietransitie"), ("regio", "Regio Zwolle")],
)
def test_everybody_may_see_the_sheet_of_every_tafel_and_of_the_region(chat, words, name):
    chat.say(f"/factsheet {words}", by="fatima")
    [sheet] = sheets(chat)
    assert sheet.title.startswith(f"Factsheet {name} · ")


def test_every_tafel_has_its_sheet(chat, world):
    for key in ("agri", "creatief", "ecom", "logistiek", "onderwijs", "vrijetijd"):
        chat.say(f"/factsheet {key}")
    assert len(sheets(chat)) == 6
    assert len(set(kept(world, "image/png"))) == 6


def test_in_a_direct_message_it_comes_there(chat):
    chat.say("/factsheet zorg", by="fatima", at="direct")
    chat.settle()
    assert [seen.title for seen in chat.direct("fatima") if seen.title.startswith("Factsheet Zorg")]
    assert sheets(chat, "zorg") == []


def test_it_can_be_had_alone_where_it_stands_already(chat):
    chat.say("/factsheet")
    again = chat.say("/factsheet", by="karim")
    chat.press("Stuur hem naar mij", by="karim", on=again)
    chat.settle()
    assert any(seen.title.startswith("Factsheet Bouw · ") for seen in chat.direct("karim"))
    assert len(sheets(chat)) == 1


@pytest.mark.every_door
def test_where_several_tafels_could_be_meant_it_asks_which(chat):
    answer = chat.say("/factsheet", by="sanne", at="direct")
    assert answer.title == "Van welke tafel wil je de factsheet?"
    chat.press("Bouw", by="sanne", on=answer)
    chat.settle()
    assert any(seen.title.startswith("Factsheet Bouw · ") for seen in chat.direct("sanne"))


@pytest.mark.parametrize(
    ("words", "hint"), [("bronnnen", "Bedoelde je /factsheet bronnen?"), ("kapsalon", "geen tafel die ik ken")]
)
def test_what_it_does_not_know_it_says_with_what_it_does_know(chat, words, hint):
    assert hint in chat.say(f"/factsheet {words}").title


def test_two_workers_that_draw_the_same_sheet_keep_one(world):
    cards = []
    for _ in range(2):
        with world.db.transaction() as session:
            cards.append(making.drawn(session, "bouw", world.clock()))
    assert cards[0] == cards[1]


# --- side by side ----------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_tafels_stand_side_by_side_for_the_asker_and_can_be_shared(chat):
    chat.say("/factsheet")
    answer = chat.say("/factsheet vergelijk bouw en techniek", by="karim")
    assert answer.title == "Bouw en Techniek & Energietransitie naast elkaar"
    assert answer.private
    assert answer.rows[0][1:] == ("Bouw", "Techniek & Energietransitie")
    assert answer.rows[1][1].replace("\N{NO-BREAK SPACE}", " ") == "26.600 (1% minder)"
    assert "Sectoren overlappen" in answer.text
    assert answer.charts == ("bar",)
    chat.press("Deel in kanaal", by="karim", on=answer)
    assert [seen.title for seen in chat.channel("bouw")][-1] == answer.title


def test_the_button_asks_with_which_tafel_to_compare(chat):
    chat.say("/factsheet")
    answer = chat.press("Vergelijk", by="karim", on=sheets(chat)[0])
    assert answer.title == "Met welke tafel vergelijk je Bouw?"
    chosen = chat.press("Zorg & Welzijn", by="karim", on=answer)
    assert chosen.title == "Bouw en Zorg & Welzijn naast elkaar"


def test_more_tafels_than_fit_are_refused_in_words(chat):
    assert "hoogstens 4" in chat.say("/factsheet vergelijk bouw tech zorg agri ecom").title


# --- where figures come from -----------------------------------------------------------------------------------------


def test_the_sources_say_how_far_they_reach_and_what_is_not_known(chat):
    answer = chat.say("/factsheet bronnen")
    for part in ("Centraal Bureau voor de Statistiek 80472ned", "tot en met het 3e kwartaal 2023", "CC BY 4.0",
                 "ophaaldatum niet bekend", "Ontwikkelfonds"):  # fmt: skip
        assert part in answer.text
    assert "Vernieuw de cijfers" not in answer.buttons
    assert "Vernieuw de cijfers" in chat.say("/factsheet bronnen", by="noor").buttons


def test_only_an_administrator_fetches_and_hears_what_came_of_it(chat, world):
    assert "alleen een beheerder" in chat.say("/factsheet vernieuw").title
    assert "staat hier uit" in chat.say("/factsheet vernieuw", by="noor").title
    with replay() as cbs:
        world.app.outside = Outside(cbs_url=f"{cbs.base}/CBS")
        told = chat.say("/factsheet vernieuw", by="noor")
        assert "cijfers van CBS" in told.title
        assert "CBS 83599NED · nieuwe cijfers opgehaald" in told.text
        assert "CBS 80472ned · nakijken" in told.text
        again = chat.say("/factsheet vernieuw", by="noor")
    assert again.title == "Geen nieuwe of herziene cijfers van CBS"
    assert "CBS 83599NED · niets nieuws" in again.text
    sources = chat.say("/factsheet bronnen", by="noor")
    assert sources.title.endswith("1 nakijken")
    assert "Er is niets veranderd aan de cijfers; kijk dit na." in sources.text
    assert "opgehaald vandaag" in sources.text


def test_when_cbs_is_out_of_reach_that_comes_first_with_the_figures_that_stand(chat, world, monkeypatch):
    monkeypatch.setattr(polite, "TRIES", 1)
    world.app.outside = Outside(cbs_url="http://127.0.0.1:1/CBS")
    told = chat.say("/factsheet vernieuw", by="noor")

    assert told.title.startswith("CBS was niet te bereiken; de cijfers ")
    assert told.title.endswith(" blijven staan")
    assert "CBS 80472ned · niet bereikbaar · de cijfers tot en met het 3e kwartaal 2023 blijven staan" in told.text
    assert "er kwam geen verbinding" in told.text
    assert "ConnectError" not in told.text
    assert "nieuwe of herziene" not in told.text
    assert "niets nieuws" not in told.text
    assert "niet bereikbaar" in chat.say("/factsheet bronnen", by="noor").title


LOOK = Look(table="80472ned", outcome="niet bereikbaar", checked_at=MONDAY, fetched_at=MONDAY - timedelta(days=10))
NOW = Now(MONDAY, ZoneInfo("Europe/Amsterdam"))
MISSED, SAME = ("80472ned", "niet bereikbaar", "", 0), ("83599NED", "ongewijzigd", "", 0)


@pytest.mark.parametrize(
    ("outcomes", "title"),
    [
        ([MISSED], "CBS was niet te bereiken; de cijfers van vr 8 mei blijven staan"),
        ([MISSED, SAME], "CBS gaf 1 van de 2 tabellen niet; de cijfers van vr 8 mei blijven staan"),
        ([SAME], "Geen nieuwe of herziene cijfers van CBS"),
        ([MISSED, ("x", "niet bereikbaar", "", 0)],
         "CBS was niet te bereiken; de cijfers die er al waren blijven staan"),
    ],
)  # fmt: skip
def test_what_was_not_seen_is_never_called_nothing_new(outcomes, title):
    assert words.fetched(outcomes, [LOOK], [], NOW).title == title


def test_what_did_come_is_told_below_what_did_not():
    card = words.fetched([MISSED, ("83599NED", "nieuw", "", 12)], [LOOK], [], NOW)
    assert card.title.startswith("CBS gaf 1 van de 2 tabellen niet")
    assert "12 nieuwe of herziene cijfers van CBS." in text(card)


def test_a_table_that_waits_for_somebody_says_which_figures_stand():
    card = words.fetched([("80472ned", "nakijken", "anders", 0)], [LOOK], [], NOW)
    assert "1 tabel van CBS moet worden nagekeken; de cijfers van vr 8 mei blijven staan." in text(card)


def test_every_morning_a_real_installation_looks_at_cbs_and_the_trial_does_not(chat, world):
    with replay() as cbs:
        world.app.outside = Outside(cbs_url=f"{cbs.base}/CBS")
        let_pass(world, chat, hours=1)
        assert not cbs.asked
        let_pass(world, chat, days=1)
        assert bool(cbs.asked) == (world.platform != "lokaal")
        before = cbs.asked.copy()
        let_pass(world, chat, hours=2)
        assert cbs.asked == before


# --- by itself -------------------------------------------------------------------------------------------------------


def test_when_its_figures_changed_a_tafel_gets_its_sheet_with_what_changed(chat, world):
    comes_in(world, open_in("2023KW04", 25.1))
    let_pass(world, chat, minutes=1)
    [sheet] = sheets(chat)
    assert "Nieuw: 25.100 open vacatures in het 4e kwartaal 2023" in sheet.text
    assert sheets(chat, "zorg") == []
    let_pass(world, chat, minutes=1)
    assert len(sheets(chat)) == 1
    assert "staat hier al" in chat.say("/factsheet").title


def test_a_sheet_that_somebody_asked_for_already_does_not_come_again_by_itself(chat, world):
    comes_in(world, open_in("2023KW04", 25.1))
    chat.say("/factsheet")
    chat.settle()
    assert len(sheets(chat)) == 1
    let_pass(world, chat, minutes=1)
    assert len(sheets(chat)) == 1
    [news] = [seen for seen in chat.channel("bouw") if seen.title == "Nieuwe cijfers voor Bouw"]
    assert "Nieuw: 25.100 open vacatures in het 4e kwartaal 2023" in news.text


def test_it_comes_once_a_month_at_most(chat, world):
    comes_in(world, open_in("2023KW04", 25.1))
    let_pass(world, chat, minutes=1)
    comes_in(world, open_in("2023KW04", 25.3))
    let_pass(world, chat, days=1)
    assert len(sheets(chat)) == 1
    let_pass(world, chat, days=14)  # Tuesday the second of June
    [_, second] = sheets(chat)
    assert "Herzien: in het 4e kwartaal 2023 25.300 open vacatures in plaats van 25.100." in second.text


def test_not_in_the_night_nor_in_the_weekend(chat, world):
    world.clock.at("2026-05-23T11:00")
    comes_in(world, open_in("2023KW04", 25.1))
    let_pass(world, chat, minutes=1)
    world.clock.at("2026-05-26T07:30")
    let_pass(world, chat, minutes=1)
    assert sheets(chat) == []
    let_pass(world, chat, hours=1)
    assert len(sheets(chat)) == 1


def test_what_says_nothing_new_is_no_news(chat, world):
    assert comes_in(world, open_in("2023KW03", 26.6)).added == 1  # its status became known, the figure stays
    let_pass(world, chat, minutes=1)
    assert sheets(chat) == []


def test_the_digest_tells_it_since_the_last_one(chat, world):
    world.clock.at("2026-05-23T11:00")
    comes_in(world, open_in("2023KW04", 25.1))
    assert "Nieuwe cijfers" in (told := chat.say("/weekbericht").text)
    assert "Nieuw: 25.100 open vacatures" in told
    assert "Nieuwe cijfers" not in chat.say("/weekbericht", by="fatima", at="zorg").text


# --- figures in storage ----------------------------------------------------------------------------------------------


def held(db):
    with db.transaction() as session:
        return figures.observed(session)


def take(db, key, *seen):
    with db.transaction() as session:
        return figures.store(session, Batch(key=key, name=key), seen, MONDAY)


def test_what_comes_with_the_product_is_read_back_as_it_was(db):
    with db.transaction() as session:
        for _start in range(2):
            fill_shipped(work(session))
    assert tuple(held(db)) == shipped.observations()


def test_an_installation_made_before_gets_them_at_its_next_start(db):
    """Whether it is a real one or the trial workspace; what an administrator made of a goal stays."""
    with db.transaction() as session:
        tafels.add_region(session, seed.REGION, demo=False)
        processes.fill(session, Settings())
    assert tuple(held(db)) == shipped.observations()
    with db.transaction() as session:
        [goal, *_] = koers.listed(session)
        koers.change(session, goal, MONDAY, retired=True)
        session.execute(delete(figures.observations))
        session.execute(delete(figures.batches))
        assert not fill_example(work(session))
        assert koers.get(session, goal.key) is None
    assert tuple(held(db)) == shipped.observations()


def test_a_revised_figure_keeps_its_older_value(db):
    take(db, "first", open_in("2023KW04", 25.1), open_in("2023KW03", 26.6))
    later = [msgspec.structs.replace(open_in(quarter, value), retrieved=MONDAY + timedelta(days=1))
             for quarter, value in (("2023KW04", 25.3), ("2023KW03", 26.6))]  # fmt: skip
    assert take(db, "second", *later).added == 1
    [revision] = revisions(table(held(db)))
    assert (revision.before.value, revision.after.value) == (25.1, 25.3)


def test_the_same_delivery_twice_changes_nothing(db):
    take(db, "first", open_in("2023KW04", 25.1))
    assert take(db, "first", open_in("2023KW04", 99)) is None
    assert take(db, "second", open_in("2023KW04", 25.1)).added == 0
    with db.transaction() as session:
        assert session.execute(select(func.count()).select_from(figures.observations)).scalar() == 1
        assert figures.state(session) == 1


def test_a_figure_that_goes_missing_is_a_revision_and_so_is_one_that_comes_back(db):
    gone = msgspec.structs.replace(open_in("2023KW04", 1), value=None, missing="geheim")
    added = [take(db, str(number), seen).added for number, seen in
             enumerate([open_in("2023KW04", 25.1), gone, gone, open_in("2023KW04", 25.1)])]  # fmt: skip
    assert added == [1, 1, 0, 1]
    assert [seen.missing for seen in held(db)] == [None, "geheim", None]


# --- the house -------------------------------------------------------------------------------------------------------


def test_neither_web_nor_worker_load_pandas_or_typst_before_they_need_them():
    heavy = "{'pandas', 'numpy', 'typst', 'openpyxl', 'xlsxwriter'}"
    program = f"import sys, bot.__main__, bot.background.worker; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        launch.command("-c", program), env=launch.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- the command line ------------------------------------------------------------------------------------------------

UWV = "Arbeidsmarktregio;Kwartaal;Spanningsindicator\nRegio Zwolle;2025KW01;{}\n"


def test_a_sheet_is_written_as_pdf_picture_and_text(in_trial, tmp_path):
    assert in_trial("factsheet", "bouw", "--uit", "uit").code == 0
    found = {path.suffix: path.read_bytes() for path in (tmp_path / "uit").iterdir()}
    assert found[".pdf"].startswith(b"%PDF")
    assert found[".png"].startswith(b"\x89PNG")
    assert "26.600 vacatures open" in found[".txt"].decode()
    assert "�" not in found[".txt"].decode()


def test_a_tafel_that_is_none_is_refused(in_trial):
    assert "is geen tafel" in in_trial("factsheet", "kapsalon").err


def test_a_file_is_shown_first_and_stored_when_asked(in_trial, tmp_path):
    path = tmp_path / "uwv.csv"
    path.write_text(UWV.format("3,4"))
    shown = in_trial("cijfers", "importeer", str(path))
    assert "Arbeidsmarktregio Zwolle" in shown.out
    assert "3,40 vacatures per" in shown.out
    assert "Opgeslagen" not in shown.out
    assert "1 nieuw of herzien cijfer" in in_trial("cijfers", "importeer", str(path), "--bewaar").out
    assert "was al opgeslagen" in in_trial("cijfers", "importeer", str(path), "--bewaar").out


def test_a_file_with_mistakes_tells_each_and_stores_nothing(in_trial, tmp_path):
    path = tmp_path / "uwv.csv"
    path.write_text(UWV.format("veel"))
    said = in_trial("cijfers", "importeer", str(path), "--bewaar")
    assert said.code == 1
    assert "rij 2" in said.err
    assert "Er is niets opgeslagen" in said.err


@pytest.mark.parametrize(
    ("name", "layout", "told"),
    [
        ("weg.csv", "", "is er niet. Kijk de naam en de map na."),
        ("los.csv", "", "Kies met --indeling"),
        ("los.csv", "x", "is er niet"),
    ],
)
def test_a_file_that_nobody_understands_is_refused_with_what_to_do(in_trial, tmp_path, name, layout, told):
    (tmp_path / "los.csv").write_text("a;b\n1;2\n")
    said = in_trial("cijfers", "importeer", name, *(["--indeling", layout] if layout else []))
    assert (said.code, told in said.err) == (1, True)


def test_fetching_tells_per_table_and_ends_with_one_where_something_asks_for_a_look(in_trial):
    with replay() as cbs:
        said = in_trial("cijfers", "vernieuw", CBS_URL=f"{cbs.base}/CBS")
    assert said.code == 1
    assert "CBS 83599NED: nieuwe cijfers opgehaald" in said.out
    assert "CBS 80472ned" in said.err


@pytest.mark.parametrize(("said", "near"), [("zrog", "zorg"), ("bouww", "bouw")])
def test_a_mistyped_tafel_is_suggested_beside_all_that_can_be_chosen(chat, said, near):
    answer = chat.say(f"/factsheet {said}")
    assert f"Bedoelde je “{near}”?" in answer.title
    assert "regio" in answer.title


@pytest.mark.parametrize("said", ["“zorg”", '"zorg"', "‘zorg’"])
def test_quotes_around_a_tafel_do_not_matter(chat, said):
    assert "geen tafel" not in chat.say(f"/factsheet {said}").title
