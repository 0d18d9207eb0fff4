"""One figure in time: asked for in words or chosen, as a chart and a table, with what was revised and who disagrees."""

import msgspec
import pytest

from factsheets import history
from factsheets.catalogue import regions
from factsheets.frame import table
from factsheets.observation import Observation, period
from handlers.factsheet.callbacks import SeriesKey
from handlers.feature import Refusal
from tests.factsheets.coming_in import comes_in, open_in, sheets

SPACE = "\N{NO-BREAK SPACE}"


def words(seen):
    return seen.text.replace(SPACE, " ")


def test_a_figure_is_followed_in_time_with_how_it_compares_and_how_old_it_is(chat):
    answer = chat.say("/factsheet verloop openstaande vacatures")
    assert answer.title == (
        "Openstaande vacatures, Bouw, Nederland: 26.600 in het 3e kwartaal 2023, 1% minder dan een jaar eerder"
    )
    assert answer.private
    assert answer.rows[1][:3] == ("3e kw. 2023", "26.600", "1% minder")
    assert "31 maanden oud (3e kwartaal 2023): lees het als terugblik" in words(answer)
    assert "Eenheid: aantal, door de bron afgerond op 100" in words(answer)
    assert "Bron: CBS 80472ned (CC BY 4.0)" in words(answer)
    assert "Bouwnijverheid (SBI F: 41, 42 en 43)" in words(answer)
    assert sheets(chat) == []


@pytest.mark.every_door
def test_it_is_a_chart_where_the_platform_draws_one(chat):
    assert chat.say("/factsheet verloop openstaande vacatures").charts == ("line",)


def test_all_of_a_long_series_can_be_had(chat):
    answer = chat.say("/factsheet verloop openstaande vacatures")
    assert len(answer.rows) == 13
    whole = chat.press("Alle 27 cijfers", on=answer)
    assert (len(whole.rows), whole.rows[-1][0]) == (28, "1e kw. 2017")
    assert "Alle 27 cijfers" not in whole.buttons


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("openstaande vacatures zorg", "Openstaande vacatures, Zorg & Welzijn, Nederland"),
        ("vacatures_open overijssel", "Openstaande vacatures, Bouw, Overijssel"),
        ("Ontstane vacatures bij Techniek", "Ontstane vacatures, Techniek & Energietransitie, Nederland"),
        ("online bereik regio", "Online bereik, Regio Zwolle"),
    ],
)
def test_the_words_may_name_a_tafel_and_a_place(chat, said, title):
    assert chat.say(f"/factsheet verloop {said}").title.startswith(f"{title}: ")


def test_what_a_source_revised_is_told_with_when(chat):
    answer = chat.say("/factsheet verloop ontvangen van werkgevers")
    assert "2020: 225 werd 227 in de rapportage van april 2021" in answer.text
    assert "februari 2021: 27 werd 36 in de rapportage van april 2021" in answer.text


def test_sources_that_contradict_each_other_are_both_shown(chat):
    answer = chat.say("/factsheet verloop online bereik", by="karim")
    assert "345.947 volgens Beeldverslag HCA 2020; 35.947 volgens Informatienota Dalfsen" in words(answer)
    assert {row[1] for row in answer.rows[1:]} == {"345.947", "35.947"}
    assert "Tafelbot kiest daar niet tussen" in answer.text


@pytest.mark.parametrize("said", ["samenwerkingsverbanden", "werkgevers"])
def test_what_counts_from_the_start_contradicts_no_single_year(chat, said):
    answer = chat.say(f"/factsheet verloop ontvangen van {said} regio")
    assert "spreken elkaar tegen" not in answer.text
    assert any("opgeteld vanaf de start" in cell for row in answer.rows for cell in row)


def test_a_missing_figure_says_why_it_is_missing(chat, world):
    gone = msgspec.structs.replace(open_in("2023KW04", 1), value=None, missing="geheim")
    comes_in(world, gone)
    answer = chat.say("/factsheet verloop openstaande vacatures")
    assert answer.rows[1][:2] == ("4e kw. 2023", "geen cijfer (geheim)")
    assert "26.600 in het 3e kwartaal 2023" in answer.title
    assert answer.charts == ("line",)


@pytest.mark.every_door
def test_the_list_says_what_there_is_and_a_choice_shows_it(chat):
    answer = chat.say("/factsheet verloop", by="fatima", at="zorg")
    assert answer.title == "Welk cijfer van Zorg & Welzijn wil je door de tijd zien?"
    [labels] = answer.choices.values()
    assert any(label.startswith("Vervulde vacatures") for label in labels)
    [label] = [each for each in labels if each.startswith("Vervulde vacatures")]
    chosen = chat.press(label, by="fatima", on=answer)
    assert chosen.title.startswith("Vervulde vacatures, Zorg & Welzijn, Nederland: ")


def test_words_that_fit_several_figures_ask_which(chat):
    answer = chat.say("/factsheet verloop toegekend")
    [labels] = answer.choices.values()
    assert len(labels) == 4
    assert all("oegekend" in label for label in labels)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("opnstaande vacatures", "Bedoelde je “openstaande vacatures”?"),
        ("kapsalons", "Typ /factsheet verloop voor wat er is"),
        ("ontstane vacatures flevoland", "Wel voor: Nederland"),
    ],
)
def test_what_there_is_no_figure_of_is_said_with_what_there_is(chat, said, told):
    assert told in chat.say(f"/factsheet verloop {said}").title


def test_the_sheet_leads_to_it_and_another_place_is_a_choice_away(chat):
    chat.say("/factsheet")
    listed = chat.press("Verloop", by="karim", on=sheets(chat)[0])
    [label] = [each for each in next(iter(listed.choices.values())) if each.startswith("Openstaande vacatures")]
    country = chat.press(label, by="karim", on=listed)
    assert chat.press("Flevoland", by="karim", on=country).title.startswith("Openstaande vacatures, Bouw, Flevoland: ")


def test_it_can_be_shared_and_then_stands_there_without_the_ways_on(chat):
    answer = chat.say("/factsheet verloop openstaande vacatures", by="karim")
    chat.press("Deel in kanaal", by="karim", on=answer)
    shared = chat.channel("bouw")[-1]
    assert shared.title == answer.title
    assert "Deel in kanaal" not in shared.buttons


def test_a_button_that_somebody_made_up_is_refused_in_words(chat, world):
    with world.db.transaction() as session, pytest.raises(Refusal, match="niet"):
        history_card(session, SeriesKey("bouw", "wachtwoorden", "NL01"), world)


def history_card(session, asked, world):
    from handlers.factsheet import history as made  # noqa: PLC0415 - it shares its name with the calculation

    return made.card(session, asked, world.clock())


# --- the calculation -------------------------------------------------------------------------------------------------


def seen(value, *, branch="1", edition="2026-01", source="ontwikkelfonds", when="2025KW04", missing=None):
    return Observation(
        indicator="vacatures_open", region=regions()["NL01"], period=period(when), unit="x 1.000", source=source,
        value=value, missing=missing, branch=branch, edition=edition,
    )  # fmt: skip


def followed(*observations, branches=("1", "2")):
    return history.course(table(observations), "vacatures_open", "NL01", branches)


def test_a_revision_of_one_branch_is_told_as_one_of_the_sum():
    found = followed(seen(1.0), seen(2.0, branch="2"), seen(1.5, edition="2026-02"))
    assert [change.sentence for change in found.changes] == [
        "4e kwartaal 2025: 3.000 werd 3.500 in de rapportage van februari 2026"
    ]


def test_revisions_of_branches_that_cancel_out_are_none():
    assert not followed(
        seen(1.0), seen(2.0, branch="2"), seen(1.5, edition="2026-02"), seen(1.5, branch="2", edition="2026-02")
    ).changes


def test_a_figure_that_goes_missing_is_a_revision():
    [change] = followed(seen(1.0), seen(None, missing="geheim", edition="2026-02"), branches=("1",)).changes
    assert change.sentence.startswith("4e kwartaal 2025: 1.000 werd geen cijfer (geheim)")


def test_two_sources_are_two_tracks_and_never_a_sum():
    found = followed(seen(1.0), seen(4.0, source="uwv"), branches=("1",))
    assert sorted(figure.text for figure in found.figures) == ["1.000", "4.000"]
    [clash] = found.clashes
    assert len(clash.figures) == 2


def test_a_figure_without_a_place_in_time_makes_no_series():
    assert followed(seen(1.0, when="ooit")) is None


# --- the command line ------------------------------------------------------------------------------------------------


def test_a_file_that_came_in_is_followed_too(in_trial, tmp_path):
    rows = "\n".join(f"Regio Zwolle;2024KW0{quarter};{value}" for quarter, value in ((1, "3,4"), (2, "3,9")))
    (tmp_path / "uwv.csv").write_text(f"Arbeidsmarktregio;Kwartaal;Spanningsindicator\n{rows}\n")
    assert in_trial("cijfers", "importeer", str(tmp_path / "uwv.csv"), "--bewaar").code == 0
    said = in_trial("cijfers", "verloop", "spanningsindicator", "--tafel", "bouw")
    assert "Spanningsindicator, Arbeidsmarktregio Zwolle: 3,90 in het 2e kwartaal 2024" in said.out
    assert "vacatures per kortdurend werkzoekende" in said.out


def test_a_figure_that_is_not_known_is_refused_with_what_there_is(in_trial):
    said = in_trial("cijfers", "verloop", "kapsalons")
    assert (said.code, "“kapsalons” ken ik niet. Er is:" in said.err) == (1, True)
    assert "Dat gebied is er niet" in in_trial("cijfers", "verloop", "online bereik", "--gebied", "Parijs").err
