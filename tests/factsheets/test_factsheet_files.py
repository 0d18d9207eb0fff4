"""Files as people deliver them: every way they go wrong gets one clear Dutch sentence, and nothing is guessed."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given, strategies as st

from factsheets.observation import Observation, Period, period
from factsheets.sources import cells
from factsheets.sources.files import Preview, preview
from factsheets.sources.mapping import mapping, mappings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LAYOUT = """
key = "proef"
name = "Proef"
source = "uwv"
totals = ["Totaal"]
{extra}
[region]
column = "Gemeente"
kind = "gemeente"
[period]
kind = "{kind}"
column = "Periode"
[[values]]
column = "Aantal"
indicator = "ww_uitkeringen"
{value}
"""
HEAD = "Gemeente;Periode;Aantal\n"


def layout(kind="month", value="", extra=""):
    return mapping(LAYOUT.format(kind=kind, value=value, extra=extra))


def csv(rows, head=HEAD, encoding="utf-8", how=None, previous=()):
    return preview("lijst.csv", (head + rows).encode(encoding), how or layout(), NOW, previous)


def saved(rows):
    book = openpyxl.Workbook()
    for row in [["Gemeente", "Periode", "Aantal"], *rows]:
        book.worksheets[0].append(row)
    return book


def xlsx(rows, how=None, fill=None, name="lijst.xlsx"):
    book = saved(rows)
    if fill:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return preview(name, out.getvalue(), how or layout(), NOW)


def told(found: Preview):
    return [problem.sentence for problem in found.problems]


def values(found: Preview):
    assert not found.problems, told(found)
    return [seen.value for seen in found.observations]


def only(found: Preview):
    assert not found.storable
    assert found.observations == ()
    assert len(found.problems) == 1, told(found)
    return found.problems[0]


# 1 to 4: how numbers are written
def test_a_decimal_comma_with_semicolons_is_read():
    assert values(csv("Zwolle;2023MM01;16,8\n")) == [16.8]


def test_a_decimal_point_where_a_comma_was_promised_is_a_problem_and_never_ten_times_as_much():
    problem = only(csv("Zwolle;2023MM01;16.8\n", how=layout(value='decimal = "komma"')))
    assert problem.sentence == (
        "lijst.csv, rij 2, kolom Aantal (C), gevonden: '16.8'. Dit getal heeft een punt op de verkeerde plaats. "
        "Schrijf het met een komma in het bestand, of vraag de beheerder om de kolomindeling aan te passen."
    )


def test_one_point_three_hundred_alone_is_asked_about():
    assert "dertienhonderd of 1,3" in only(csv("Zwolle;2023MM01;1.300\n")).what


@pytest.mark.parametrize(("other", "value"), [("2,5", 1300), ("1.234.567", 1300), ("12.5", 1.3)])
def test_the_rest_of_the_column_settles_how_a_point_is_meant(other, value):
    assert values(csv(f"Zwolle;2023MM01;1.300\nKampen;2023MM01;{other}\n"))[0] == value


def test_a_column_that_contradicts_itself_is_asked_about():
    assert "twee manieren" in only(csv("Zwolle;2023MM01;16.8\nKampen;2023MM01;16,8\n")).what


def test_text_in_excel_is_not_read_as_a_number_of_another_size():
    assert "twee manieren" in only(xlsx([["Zwolle", "2023MM01", "1.300"]])).what
    assert values(xlsx([["Zwolle", "2023MM01", 1300]])) == [1300]
    assert values(xlsx([["Zwolle", "2023MM01", 18.1]])) == [18.1]


# 5 to 8: encodings and the first line
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_every_usual_encoding_is_read(encoding):
    rows = "Zwolle;2023MM01;5\nSúdwest-Fryslân;2023MM01;6\n"
    found = csv(rows, encoding=encoding)
    assert values(found) == [5]
    assert found.notes == ("Overgeslagen: 1 rij over andere regio's.",)


def test_excel_s_unicode_text_with_tabs_is_read():
    assert values(csv("Zwolle\t2023MM01\t5\n", head=HEAD.replace(";", "\t"), encoding="utf-16")) == [5]


def test_names_that_were_read_in_the_wrong_encoding_are_noticed():
    assert "beschadigd" in only(csv("FryslÃ¢n;2023MM01;6\n")).what


def test_a_first_line_that_names_the_separator_is_obeyed():
    found = csv("Zwolle;2023MM01;x\nKampen;2023MM01;vijf\n", head="sep=;\n" + HEAD)
    assert found.problems[0].row == 4


# 9 to 13: gaps, stars, spaces and signs
@pytest.mark.parametrize(
    ("text", "reason"),
    [(".", "geheim"), ("       .", "geheim"), ("x", "geheim"), ("-", "niet van toepassing"), ("", "onbekend"),
     ("–", "niet van toepassing"), ("n.b.", "nog niet bekend"), ("nb", "nog niet bekend"), ("*", "nog niet bekend"),
     ("NA", "onbekend"), ("<5", "te klein om te tonen"), ("5 of minder", "te klein om te tonen")],
)  # fmt: skip
def test_a_gap_has_a_reason_and_is_never_zero(text, reason):
    [seen] = csv(f"Zwolle;2023MM01;{text}\n").observations
    assert (seen.value, seen.missing) == (None, reason)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,3*", 12.3), ("16,8²", 16.8), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234,5", 1234.5), ("€ 12", 12),
     ("1,2E+05", 120000), ("0", 0)],
)  # fmt: skip
def test_stars_footnotes_and_spaces_do_not_change_a_number(text, value):
    assert values(csv(f"Zwolle;2023MM01;{text}\n")) == [value]


@pytest.mark.parametrize("text", ["−5,5", "(5,5)", "-5,5"])
def test_below_zero_is_below_zero(text):
    assert values(csv(f"Zwolle;2023MM01;{text}\n", how=layout(value="lowest = -100"))) == [-5.5]
    assert "kleiner dan kan" in only(csv(f"Zwolle;2023MM01;{text}\n")).what


def test_a_star_makes_a_figure_provisional():
    assert csv("Zwolle;2023MM01;12,3*\n").observations[0].status == "voorlopig"


# 14 and 15: keys
@pytest.mark.parametrize("text", ["GM0193", "GM0193  ", "0193", "193", "zwolle", " Zwolle "])
def test_a_region_is_known_by_name_and_by_code_padded_or_without_its_zeros(text):
    [seen] = csv(f"{text};2023MM01;5\n").observations
    assert seen.region.code == "GM0193"


def test_a_number_that_excel_turned_into_a_date_is_told():
    problem = only(xlsx([["Zwolle", "2023MM01", datetime(2023, 5, 1)]]))  # noqa: DTZ001 - Excel knows no zones
    assert "datum gemaakt" in problem.what


def test_a_branch_that_excel_turned_into_a_date_is_told():
    how = layout(extra='[branch]\ncolumn = "SBI"\nkeys = { "1-5" = "301000" }')
    assert (
        "datum gemaakt"
        in only(csv("Zwolle;2023MM01;5;2023-05-01\n", head="Gemeente;Periode;Aantal;SBI\n", how=how)).what
    )


# 16: dates
@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [("1-9-2015", "2015MM09", "month"), ("01/09/2015", "2015MM09", "month"), ("2015-09-01", "2015MM09", "month"),
     ("september 2015", "2015MM09", "month"), ("2015 september*", "2015MM09", "month"),
     ("3e kwartaal 2023", "2023KW03", "quarter"), ("2023 3e kwartaal", "2023KW03", "quarter"),
     ("2023KW03", "2023KW03", "quarter"), ("2023-Q3", "2023KW03", "quarter"), ("30-9-2023", "2023KW03", "quarter"),
     ("2023", "2023JJ00", "year"), ("2023*", "2023JJ00", "year"), ("2022/2023", "2022SJ00", "schoolyear"),
     ("2022-23", "2022SJ00", "schoolyear"), ("week 12 2024", "2024W112", "week")],
)  # fmt: skip
def test_periods_are_read_as_people_write_them_days_before_months(text, code, kind):
    [seen] = csv(f"Zwolle;{text};5\n", how=layout(kind=kind)).observations
    assert seen.period == period(code)


@pytest.mark.parametrize("text", ["2022/2024", "13-13-2020", "ooit", "2023KW05"])
def test_a_period_that_is_none_is_a_problem(text):
    assert "Periode (B)" in only(csv(f"Zwolle;{text};5\n", how=layout(kind="quarter"))).sentence


# 17 and 18: what stands around the table
def test_titles_above_units_below_and_a_footer_do_not_matter():
    head = "Uitkeringen per gemeente\n\nPeriode: 2023\n" + HEAD + ";;x 1\n;;\n"
    found = csv("Zwolle;2023MM01;5\n;;;\n\n© CBS\n;;;;\n", head=head)
    assert values(found) == [5]


def test_a_merged_heading_belongs_to_the_columns_below():
    def fill(book):
        book.active.insert_rows(1)
        book.active["A1"] = "Proef"
        book.active.merge_cells("A1:C1")

    assert values(xlsx([["Zwolle", "2023MM01", 5]], fill=fill)) == [5]


# 19 to 22: the form of the table
def test_more_fields_than_titles_is_a_problem_and_shifts_nothing():
    assert "meer velden" in only(csv("Zwolle;2023MM01;5;6\n")).what


def test_a_short_row_misses_its_figure():
    assert csv("Zwolle;2023MM01\nKampen;2023MM01;4\n").observations[0].missing == "onbekend"


def test_two_columns_with_one_title_are_a_problem():
    assert "meer dan één keer" in only(csv("Zwolle;2023MM01;5;6\n", head="Gemeente;Periode;Aantal;Aantal\n")).what


def test_two_tables_in_one_file_are_not_chosen_between():
    assert "op meer plaatsen" in only(csv("Zwolle;2023MM01;5\n\n" + HEAD + "Kampen;2023MM01;6\n")).what


def test_a_hidden_sheet_is_not_read():
    def fill(book):
        hidden = book.create_sheet("Oud")
        hidden.append(["Gemeente", "Periode", "Aantal"])
        hidden.sheet_state = "hidden"

    assert values(xlsx([["Zwolle", "2023MM01", 5]], fill=fill)) == [5]


def test_a_sheet_that_is_not_there_is_named():
    assert "Gevonden: Sheet" in only(xlsx([["Zwolle", "2023MM01", 5]], how=layout(extra='sheet = "Data"'))).what


def test_totals_and_year_rows_between_quarters_are_left_out_and_counted():
    found = csv("Totaal;2023KW01;99\nZwolle;2023KW01;5\nZwolle;2023;20\n", how=layout(kind="quarter"))
    assert values(found) == [5]
    assert found.notes == ("Overgeslagen: 1 rij met een totaal en 1 rij met een ander soort periode.",)


# 23 and 24: shares and formulas
def test_a_share_is_a_percentage_however_it_is_written():
    how = layout(value='percent = "fractie"\nlargest = 100')
    assert values(csv("Zwolle;2023MM01;0,163\nKampen;2023MM01;16,3%\n", how=how)) == [16.3, 16.3]
    assert "groter dan kan" in only(csv("Zwolle;2023MM01;16,3\n", how=how)).what


def test_a_cell_shown_as_a_percentage_is_one():
    def fill(book):
        book.active["C2"].number_format = "0.0%"

    assert values(xlsx([["Zwolle", "2023MM01", 0.163]], how=layout(value='percent = "getal"'), fill=fill)) == [16.3]


def test_a_formula_without_a_result_is_a_problem():
    assert "formule zonder uitkomst" in only(xlsx([["Zwolle", "2023MM01", "=1+1"]])).what


@pytest.mark.parametrize("text", ["#REF!", "#DEEL/0!", "#N/B"])
def test_an_error_of_excel_is_a_problem(text):
    assert "Excel geeft hier een fout" in only(csv(f"Zwolle;2023MM01;{text}\n")).what


# 25 and 26: what the file is
def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oud Excelbestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "webpagina"),
        (b"%PDF-1.7\n", "pdf"),
        (b"", "leeg"),
        (b"\r\n \n", "leeg"),
        (b"PK\x03\x04rommel", "beschadigd"),
        (zipped({"a.txt": "a"}), "zip-bestand"),
        (zipped({"xl/workbook.xml": b"0" * 90_000_000, "[Content_Types].xml": b""}), "verdacht groot"),
        (b"a\x00b\x00\xff;1\n", "geen tekstbestand"),
        (("Gemeente;Periode;Aantal\n" + "x;" * 400).encode(), "300 kolommen"),
        (b"Gemeente Periode Aantal\nZwolle 2023 5\n", "puntkomma"),
        (b"Gemeente;Jaar;Aantal\nZwolle;2023;5\n", "'Periode' is niet gevonden"),
        (b"Stad;Jaar;Aantal\nZwolle;2023;5\n", "'Gemeente' en 'Periode' zijn niet gevonden"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["lijst.xlsx", "lijst.csv"])
def test_what_we_do_not_read_is_recognised_by_its_contents_and_told(name, data, advice):
    problem = only(preview(name, data, layout(), NOW))
    assert advice in problem.what
    assert problem.sentence.startswith(f"{name}. ")


def test_a_sheet_that_claims_a_million_columns_is_read_by_what_it_holds():
    out = io.BytesIO()
    saved([["Zwolle", "2023MM01", 5]]).save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    lied = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    assert lied != parts["xl/worksheets/sheet1.xml"]
    assert values(preview("groot.xlsx", zipped(parts | {"xl/worksheets/sheet1.xml": lied}), layout(), NOW)) == [5]


def test_macros_are_not_run_and_that_is_said():
    out = io.BytesIO()
    saved([["Zwolle", "2023MM01", 5]]).save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {"xl/vbaProject.bin": b"macro"}
    assert preview("lijst.xlsm", zipped(parts), layout(), NOW).notes == (
        "De macro's in dit bestand zijn niet uitgevoerd.",
    )


def test_a_table_without_rows_is_told():
    assert "staan geen rijen" in only(csv("")).what


# 29 to 32
def test_a_damaged_name_gets_a_suggestion_and_no_guess():
    problem = only(csv("Steenw\N{REPLACEMENT CHARACTER}kerland;2023MM01;5\n"))
    assert "Bedoeld is misschien Steenwijkerland" in problem.what


def test_four_that_stands_for_fewer_than_five_is_not_four():
    head = "GEMEENTENAAM;STUDIEJAAR;AANTAL;INDICATIEAVG\n"
    rows = head + "Zwolle;2022/2023;120;N\nZwolle;2022/2023;4;J\nOmmen;2022/2023;4;J\n"
    zwolle, ommen = preview("duo.csv", rows.encode(), mappings()["duo_mbo"], NOW).observations
    assert (zwolle.value, zwolle.kind) == (120, "benadering")
    assert (ommen.value, ommen.missing) == (None, "te klein om te tonen")


def test_one_figure_told_twice_differently_is_a_problem_told_twice_alike_is_not():
    assert "verschillende cijfers" in only(csv("Zwolle;2023MM01;5\nZwolle;2023MM01;6\n")).what
    assert values(csv("Zwolle;2023MM01;5\nZwolle;2023MM01;5\n")) == [5]


def test_the_future_is_a_problem():
    assert "in de toekomst" in only(csv("Zwolle;2027MM01;5\n")).what


def test_a_delivery_that_puts_older_figures_over_newer_ones_is_a_problem_beside_all_others():
    previous = csv("Zwolle;2024MM04;6\nZwolle;2024MM05;5\n").observations
    found = csv("Zwolle;2024MM04;5\nKampen;2024MM04;veel\n", previous=previous)
    assert [problem.row for problem in found.problems] == [3, 0]
    assert "we hebben al mei 2024" in found.problems[1].what


def test_older_periods_that_we_did_not_have_are_added_and_told():
    previous = csv("Zwolle;2024MM04;6\nZwolle;2024MM05;5\n").observations
    found = csv("Zwolle;2024MM03;5\nZwolle;2024MM04;6\n", previous=previous)
    assert found.storable
    assert found.notes == ("Dit vult oudere periodes aan voor Zwolle; we hebben al mei 2024.",)


@pytest.mark.parametrize("told", ["16,3%", "16,3 %", "0,163%"])
def test_a_percentage_where_no_percentage_belongs_is_refused(told):
    problem = only(csv(f"Zwolle;2024MM03;12\nKampen;2024MM03;{told}\n"))
    assert (problem.row, problem.found) == (3, told)
    assert "maar dit cijfer is geen percentage" in problem.what


def test_a_column_of_percentages_that_are_all_fractions_is_asked_about():
    how = layout(value='percent = "getal"')
    assert "tussen 0 en 1" in only(csv("Zwolle;2024MM03;0,163\nKampen;2024MM03;0,2\n", how=how)).what
    assert csv("Zwolle;2024MM03;0,163\nKampen;2024MM03;2\n", how=how).storable


def test_a_quote_that_is_not_closed_is_told_with_its_row():
    problem = only(csv('Zwolle;2024MM03;12\n"Kampen;2024MM03;12\nDalfsen;2024MM03;4\n'))
    assert "In rij 3 begint een aanhalingsteken" in problem.what
    assert csv('"Zwolle";2024MM03;12\n').storable
    assert csv('"Zwolle\n";2024MM03;12\n').storable


@pytest.mark.parametrize("value", ["5000", "0,005"])
def test_a_jump_by_a_thousand_asks_about_the_unit(value):
    previous = csv("Zwolle;2024MM05;5\n").observations
    assert "Is de eenheid veranderd" in only(csv(f"Zwolle;2024MM06;{value}\n", previous=previous)).what


def test_a_wrong_column_is_told_a_few_times_and_then_counted():
    found = csv("".join(f"Zwolle;2023MM{month:02d};veel\n" for month in range(1, 13)))
    assert len(found.problems) == 6
    assert found.problems[-1].what.endswith("Dit geldt ook voor nog 7 rijen.")
    assert found.summary == "6 problemen in lijst.csv. Er is niets opgeslagen."


def test_a_file_about_other_regions_only_is_told():
    assert "Geen enkele rij gaat over onze regio (1 rij over andere regio's)" in only(csv("Utrecht;2023MM01;5\n")).what


def test_the_shipped_layouts_read_what_they_say():
    uwv = "Arbeidsmarktregio;Kwartaal;Spanningsindicator\nZwolle;1e kwartaal 2026;3,1\nFlevoland;1e kwartaal 2026;4,2\n"
    [seen] = preview("uwv.csv", uwv.encode(), mappings()["uwv_spanning"], NOW).observations
    assert (seen.region.code, seen.value, seen.edition) == ("AM36", 3.1, "2026-11-20")
    sbb = "Arbeidsmarktregio;Jaar;Kans op stage\nRegio Zwolle;2026;4\n"
    assert preview("sbb.csv", sbb.encode(), mappings()["sbb_stage"], NOW).storable


def test_a_mistake_in_a_layout_names_the_place():
    with pytest.raises(ValueError, match=r"kolomindeling klopt niet.*kolum"):
        mapping(LAYOUT.format(kind="month", value="", extra="kolum = 1"))


# whatever comes
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    assert isinstance(preview("wat.csv", data, layout(), NOW), Preview)


@given(st.data())
def test_no_damaged_workbook_breaks_the_reader(data):
    out = io.BytesIO()
    saved([["Zwolle", "2023MM01", 5]]).save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for name in data.draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3)):
        start = data.draw(st.integers(0, len(parts[name])))
        end = start + data.draw(st.integers(0, 40))
        parts[name][start:end] = data.draw(st.binary(max_size=6))
    found = preview("lijst.xlsx", zipped({name: bytes(part) for name, part in parts.items()}), layout(), NOW)
    assert isinstance(found, Preview)


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reader(text):
    found = preview("wat.csv", (HEAD + f"Zwolle;2023MM01;{text}\n").encode("utf-8", "ignore"), layout(), NOW)
    assert all(isinstance(seen, Observation) for seen in found.observations)


@given(st.text(alphabet="0123456789.,-−() eE%*²\u00a0x", max_size=14))
def test_a_number_is_read_in_one_way_or_not_at_all(text):
    ways = {cell.value for how in ("komma", "punt") if (cell := cells.number(text, how)) and cell.value is not None}
    if len(ways) > 1:
        assert cells.style([text]) in {None, "komma", "punt"}
        settled = cells.style([text])
        assert settled is None or cells.number(text, settled) is not None


@given(st.integers(-(10**9), 10**9), st.integers(0, 999))
def test_a_dutch_number_means_what_it_says(whole, thousandths):
    text = f"{whole:,}".replace(",", ".") + f",{thousandths:03d}"
    cell = cells.number(text, "komma")
    assert cell is not None
    assert cell.value is not None
    sign = -1 if text.startswith("-") else 1
    assert float(cell.value) == pytest.approx(whole + sign * thousandths / 1000)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_codes_of_months_are_read_back(year, month):
    assert period(Period("month", year, month).code) == Period("month", year, month)
