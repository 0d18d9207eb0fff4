"""Sheets of all tafels: every number traced to the data, one page, lasting, accessible, and twice the same."""

import csv
import re
import struct
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
import typst

from factsheets import document
from factsheets.catalogue import sectors
from factsheets.chart import Look, line, pairs
from factsheets.colour import INK, PAPER, SHAPE_CONTRAST, SOFT, TEXT_CONTRAST, contrast, mixed, readable, softer, tint
from factsheets.credits import short_credits
from factsheets.figures import track
from factsheets.frame import table
from factsheets.observation import period
from factsheets.overview import WHOLE, region_sheet, side_by_side
from factsheets.page import Tafel
from factsheets.ranking import Bar, ranked_bars
from factsheets.sheet import changed, sheet
from factsheets.shipped import observations
from tests.factsheets.sure import sure

HOME = Path(__file__).parents[2]
TAFELS = [Tafel(row["key"], row["name"], row["colour"])
          for row in tomllib.loads((HOME / "storage/data/tafels.toml").read_text("utf-8"))["tafel"]]  # fmt: skip
TODAY = date(2026, 11, 20)
EVERY = pytest.mark.parametrize("tafel", TAFELS, ids=[tafel.key for tafel in TAFELS])
INDICATORS = {"Openstaande vacatures": "vacatures_open", "Ontstane vacatures": "vacatures_ontstaan",
              "Vervulde vacatures": "vacatures_vervuld"}  # fmt: skip
REGIONS = {"Nederland": "NL01", "Overijssel": "PV23", "Gelderland": "PV25", "Drenthe": "PV22", "Flevoland": "PV24"}


@pytest.fixture(scope="module")
def frame():
    return table(observations())


@pytest.fixture(scope="module")
def sheets(frame):
    return {tafel.key: sheet(frame, tafel, TODAY) for tafel in TAFELS}


@pytest.fixture(scope="module")
def raw():
    """The data as it lies in the files, read without any of the code under test."""
    with (HOME / "factsheets/data/vacatures.csv").open(encoding="utf-8") as lines:
        return {
            (r["indicator"], r["branch"], r["region"], r["period"]): Decimal(r["value"]) for r in csv.DictReader(lines)
        }


def dutch(amount, parts):
    if amount == 0:
        return f"minder dan {50 * parts}"
    return f"{int(amount * 1000):,}".replace(",", ".")


def code(short):
    quarter = sure(re.search(r"([1-4])e kw\. (\d{4})", short))
    return f"{quarter[2]}KW0{quarter[1]}"


@EVERY
def test_every_number_of_the_table_is_in_the_data(sheets, raw, tafel):
    branches = sectors()[tafel.key].branches
    rows = [row for row in sheets[tafel.key].rows if row.origin.startswith("CBS")]
    assert len(rows) == 7
    for row in rows:
        for told in (f"{row.text} ({row.period})", row.before):
            key = (INDICATORS[row.indicator.split(" (")[0]], REGIONS[row.region], code(told))
            amount = sum(raw[key[0], branch, key[1], key[2]] for branch in branches)
            assert told.split(" (")[0] == dutch(amount, len(branches)), row


@EVERY
def test_every_number_of_headline_tiles_and_questions_is_in_the_table(sheets, tafel):
    found = sheets[tafel.key]
    table_ = {row.text for row in found.rows} | {row.before.split(" (")[0] for row in found.rows}
    for tile in found.tiles:
        assert tile.text in table_
        assert sure(re.search(r"\(([^)]*)\)$", tile.change))[1] in table_
    for question in found.questions:
        assert set(re.findall(r"\d+\.\d{3}", question)) <= table_
    assert found.rows[0].text in found.headline


@EVERY
def test_every_figure_tells_its_place_moment_age_and_source(sheets, tafel):
    for row in sheets[tafel.key].rows:
        assert all(row.cells)
        assert row.period.endswith("mnd oud")
    assert sheets[tafel.key].notice.startswith("Let op: het nieuwste cijfer is 37 maanden oud")
    assert "CC BY 4.0" in sheets[tafel.key].sources


@EVERY
def test_what_a_sector_does_not_cover_is_said_on_the_page(sheets, tafel):
    sector = sectors()[tafel.key]
    begin = {"heel": "De hele", "deel": "Een deel van de", "benadering": "Een benadering van de"}[sector.part]
    assert sheets[tafel.key].covers == f"{begin} sector: {sector.covers}."


@EVERY
def test_the_pdf_is_one_page_accessible_lasting_and_the_same_twice(sheets, tafel):
    made = document.pdf(sheets[tafel.key])
    assert made == document.pdf(sheets[tafel.key])
    assert re.search(rb"<pdfuaid:part>1<", made)
    assert re.search(rb"<pdfaid:part>2<.*<pdfaid:conformance>A<", made, re.DOTALL)
    assert b"/Lang" in made
    assert len(made) < 150_000


@EVERY
def test_the_picture_is_1200_by_900_and_smaller_and_the_same_twice(sheets, tafel):
    made = document.pictures(sheets[tafel.key])
    assert struct.unpack(">II", made.large[16:24]) == (1200, 900)
    assert struct.unpack(">II", made.small[16:24]) == (1024, 768)
    assert made == document.pictures(sheets[tafel.key])


@EVERY
def test_the_picture_in_words_holds_every_key_figure(sheets, tafel):
    words = document.alt(sheets[tafel.key])
    assert all(f"{tile.label}: {tile.text}" in words for tile in sheets[tafel.key].tiles)
    assert sheets[tafel.key].headline in words


@EVERY
def test_charts_state_all_their_values_in_words(sheets, tafel):
    course, provinces, flow = (panel.draw(Look(300, 120, tafel.colour)) for panel in sheets[tafel.key].panels)
    assert course.alt.count(";") == 26
    assert provinces.alt.count("(was") == 4
    assert flow.alt.count("e kw.") == 16


@EVERY
def test_doors_that_draw_charts_themselves_get_the_same_values(sheets, tafel):
    for panel in sheets[tafel.key].panels:
        assert all(len(values) == len(panel.categories) for _, values in panel.series)
    course, provinces, flow = sheets[tafel.key].panels
    assert course.series[0][1][-1] == float(course.tracks[0].last.amount)
    assert provinces.series[0][1][0] == float(provinces.bars[0].figure.amount)
    assert [name for name, _ in flow.series] == ["Ontstaan", "Vervuld"]


@EVERY
def test_colours_can_be_told_apart(tafel):
    colour = readable(tafel.colour)
    pale = tint(colour, 0.92)
    for paper in (PAPER, pale):
        assert min(contrast(one, paper) for one in (INK, SOFT)) >= TEXT_CONTRAST
    assert contrast(colour, PAPER) >= TEXT_CONTRAST
    assert contrast(colour, pale) >= SHAPE_CONTRAST  # large figures and signs
    assert contrast(softer(colour), PAPER) >= SHAPE_CONTRAST
    assert contrast("#5C3C00", "#FFF4DC") >= TEXT_CONTRAST


def test_contrast_is_measured_as_the_standard_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"


def test_a_colour_too_light_to_read_is_made_darker():
    assert contrast(readable("#FFFF00"), PAPER) >= TEXT_CONTRAST


LONG = Tafel("bouw", "Techniek, Energietransitie & Zwartewaterland", "#FFFF00")
HOSTILE = Tafel("bouw", '#let x = 1 *b* $x$ <a> \\ "q" & [c] @d', "#0B5A7A")
STRANGE = Tafel("bouw", "Bouw \N{BUILDING CONSTRUCTION} \u6f22\x07 Łódź ñ \xad", "#0B5A7A")
NEW = Tafel("circulair", "Circulair", "#0B5A7A")


@pytest.mark.parametrize("tafel", [LONG, HOSTILE, STRANGE, NEW], ids=["long", "hostile", "strange", "new"])
def test_any_tafel_gets_its_page_and_picture(frame, tafel):
    found = sheet(frame, tafel, TODAY)
    assert document.pdf(found)
    assert document.pictures(found).large


def test_a_tafel_without_a_sector_hears_why_there_are_no_vacancies(frame):
    found = sheet(frame, NEW, TODAY)
    assert found.headline == "Er zijn nog geen cijfers over vacatures bij Circulair."
    assert "nog niet vastgelegd" in found.covers
    assert found.moment == "Cijfers tot en met april 2021"


def test_without_any_figure_there_is_still_an_honest_page(frame):
    found = sheet(frame.iloc[:0], TAFELS[1], TODAY)
    assert {tile.text for tile in found.tiles} == {"geen cijfer"}
    assert (found.rows, found.panels) == ((), ())
    assert document.pdf(found)


def test_fresh_figures_bring_no_warning_and_their_day_of_retrieval(frame):
    fetched = datetime(2023, 11, 14, 6, 30, tzinfo=UTC)
    rows = [msgspec.structs.replace(o, retrieved=fetched, status="voorlopig") for o in observations() if o.branch]
    found = sheet(table(rows), TAFELS[1], date(2023, 11, 20))
    assert found.notice == ""
    assert "opgehaald op 14 november 2023" in found.sources
    assert any("voorlopig" in note for note in found.notes)
    assert "oud" not in found.tiles[0].when
    assert found.tiles[0].caution == ""


def test_a_page_that_cannot_hold_everything_is_not_made(sheets):
    full = msgspec.structs.replace(sheets["bouw"], rows=sheets["bouw"].rows * 12)
    with pytest.raises(document.Untidy, match="3 pages"):
        document.pdf(full)


def test_more_to_say_makes_charts_smaller_before_it_fails(sheets):
    more = msgspec.structs.replace(sheets["zorg"], notes=sheets["zorg"].notes + sheets["zorg"].notes[:2])
    assert document.pdf(more)


def drawn(svg):
    page = (
        b'#set page(width: 300pt, height: 120pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", alt: "x")'
    )
    return typst.Compiler(font_paths=document.fonts()).compile(page, format="png", sys_inputs={"svg": svg})


def test_letters_of_charts_are_really_drawn(sheets):
    svg = sheets["bouw"].panels[0].draw(Look(300, 120, "#0B5A7A")).svg
    silent = re.sub(r"<text[^>]*>[^<]*</text>", "", svg)
    assert drawn(svg) != drawn(silent)
    assert drawn(svg.replace("Source Sans Pro", "Onbekend 3")) == drawn(silent), "an unknown font would be noticed"


def odd(values):
    named = sure(track(table(observations()), "vacatures_open", "NL01", ("350000",)))
    made = tuple(msgspec.structs.replace(f, value=v, missing=None if v is not None else "geheim")
                 for f, v in zip(named.figures, values, strict=False))  # fmt: skip
    return msgspec.structs.replace(named, figures=made)


@pytest.mark.parametrize("values", [[None], [0.0], [None, 1.0, None, 2.0], [5.0] * 9, [0.1, 9000.0], [1.0]])
def test_charts_can_be_drawn_of_anything(values):
    found = odd(values)
    bars = [Bar("<b>&", figure, found.figures[0]) for figure in found.figures]
    for made in (line(found, Look(300, 120, "#0B5A7A")), pairs((found, found), Look(300, 120, "#0B5A7A")),
                 ranked_bars(bars, Look(300, 120, "#0B5A7A"))):  # fmt: skip
        ET.fromstring(made.svg)  # noqa: S314 - our own drawing
        assert made.alt
        assert "nan" not in made.svg


def test_a_gap_in_a_series_is_a_gap_with_a_sign():
    made = line(odd([1.0, None, 2.0, 3.0]), Look(300, 120, "#0B5A7A"))
    assert ">?<" in made.svg
    assert "geen cijfer (geheim)" in made.alt


def test_letters_stay_within_the_drawing(sheets):
    for found in sheets.values():
        for panel in found.panels:
            made = panel.draw(Look(280, 118, found.tafel.colour, 8.2))
            for text in ET.fromstring(made.svg).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314
                assert 0 <= float(sure(text.get("x"))) <= made.wide
                assert 0 <= float(sure(text.get("y"))) <= made.high


def test_the_whole_region_has_a_sheet_of_its_own(frame):
    found = region_sheet(frame, TODAY)
    assert found.tafel == WHOLE
    assert found.headline == ("Tot en met april 2021 deden inwoners 1.689 en werkgevers 457 aanvragen bij het "
                              "Ontwikkelfonds, 389 en 106 meer dan gemeld tot en met februari 2021.")  # fmt: skip
    assert "450 van de 457 aanvragen van werkgevers zijn aan een gemeente gekoppeld." in found.notes
    assert [bar.figure.text for bar in found.panels[1].bars] == ["92", "55", "49", "34", "28", "23", "22"]
    assert found.panels[1].subtitle == "Aanvragen t/m apr. 2021; streepje: t/m feb. 2021"
    assert found.panels[1].source == "13 andere gemeenten: 147. Bron: Ontwikkelfonds 2021-04 en 2021-02"
    assert document.pdf(found)
    assert document.pictures(found).large


def test_tafels_stand_side_by_side_with_what_they_cover(frame):
    found = side_by_side(frame, [TAFELS[1], TAFELS[0]], TODAY)
    assert found.columns == ("", "Bouw", "Agri & Food")
    assert found.rows[0] == ("Open in Nederland", "26.600 (1%\u00a0minder)", "3.600 (600\u00a0meer)")
    assert found.rows[-1] == ("Telt mee", "bouwnijverheid (F)", "alleen landbouw (A)")
    assert "37 maanden oud" in found.note


def test_what_changed_is_one_sentence_or_nothing(frame):
    seen = next(o for o in observations() if o.key == ("vacatures_open", "350000", "NL01", "2023KW03"))
    later = msgspec.structs.replace(seen, period=period("2023KW04"), value=25.0, edition="2024")
    revised = msgspec.structs.replace(seen, value=26.9, edition="2024")
    bouw, zorg = TAFELS[1], TAFELS[-1]
    new = changed(frame, table((*observations(), later)), bouw)
    assert new == "Nieuw: 25.000 open vacatures in het 4e kwartaal 2023, 3% meer dan een jaar eerder."
    both = changed(frame, table((*observations(), revised, later)), bouw)
    assert both.endswith("een jaar eerder. Herzien: in het 3e kwartaal 2023 26.600, dat werd 26.900.")
    told = changed(frame, table((*observations(), revised)), bouw)
    assert told == "Herzien: in het 3e kwartaal 2023 26.900 open vacatures in plaats van 26.600."
    assert changed(frame, table((*observations(), revised)), zorg) == ""
    assert changed(frame.iloc[:0], frame, bouw).startswith("Nieuw: 26.600")


def test_every_delivery_is_named_with_its_own_day_and_a_chart_names_all_that_it_draws(frame):
    seen = next(o for o in observations() if o.key == ("vacatures_open", "350000", "NL01", "2023KW03"))
    came = datetime(2026, 11, 22, tzinfo=UTC)
    sent = [msgspec.structs.replace(seen, period=period(when), value=value, table="", retrieved=came)
            for when, value in (("2023KW03", 26.9), ("2023KW04", 25.0))]  # fmt: skip
    found = sheet(table((*observations(), *sent)), TAFELS[1], TODAY)
    assert found.sources.startswith(
        "Bron: CBS 80472ned en 83599NED (CC BY 4.0), uitgave tot en met 3e kw. 2023 (80472ned) en 2e kw. 2023 "
        "(83599NED), ophaaldatum niet bekend; CBS (bestand), 2 cijfers, ingelezen op 22 november 2026."
    )
    assert [panel.source for panel in found.panels] == [
        "Bron: CBS 80472ned en een bestand", "Bron: CBS 83599NED", "Bron: CBS 80472ned"
    ]  # fmt: skip
    assert found.rows[0].origin == "CBS (bestand)"
    assert document.pdf(found)


def test_the_picture_in_words_says_what_its_figures_do_not_cover(sheets):
    assert "benadering" in document.alt(sheets["tech"])
    assert "deel van de sector" in document.alt(sheets["agri"])
    assert "benadering" not in document.alt(sheets["bouw"])


def test_sources_stand_on_one_line_under_the_picture(sheets):
    figures = [figure for panel in sheets["bouw"].panels[:2] for figure in panel.figures]
    assert short_credits(figures) == "Bron: CBS 80472ned en 83599NED (CC BY 4.0)."
    assert short_credits([]) == ""
