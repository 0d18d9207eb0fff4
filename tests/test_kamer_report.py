"""What comes out of a closed room: one outcome in a report, a workbook, a list of figures and a picture."""

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from typing import Final

import msgspec
import openpyxl
import pytest

from factsheets.room_chart import histogram
from factsheets.room_page import MOST_ROWS, Scale
from factsheets.room_picture import pictures
from handlers.versnellingskamer import picture, published, report, report_files, sentences
from handlers.versnellingskamer.reported import Reported
from handlers.versnellingskamer.votes import Ballot, Method
from tests.factsheets.test_factsheet_paper import inflated, texts
from tests.kamer_votes import METHODS, ballots, seeded, vote
from tests.pdf_words import pages, squeezed, whole
from tests.programs import launch
from tests.room_reports import NAMES, SIZES, fingerprints, reported

HOSTILE: Final = (
    "<!channel> <script>alert(1)</script>", '=HYPERLINK("https://a.example";"klik")', "#set page(width: 1pt) *vet*",
    "+1+2 is drie", "@SUM(A1)", "-2+3", "\u202eomgekeerd", "🙂🙂 mooi plan", "ﷺ", "\tmet een tab", 'a;b\nc "d"',
    "x" * 200,
)  # fmt: skip
Files = Mapping[str, bytes]


def files_of(told: Reported) -> Files:
    return {each.kind: each.body for each in report_files.files(told)}


@pytest.fixture(scope="module")
def every() -> Mapping[Method, tuple[Reported, Files]]:
    """A room of each method, with its files."""
    rooms = {method: reported(method) for method in METHODS}
    return {method: (told, files_of(told)) for method, told in rooms.items()}


@pytest.fixture(scope="module")
def hostile() -> tuple[Reported, Files]:
    """A room in which people wrote what they should not."""
    asked = vote("akkoord", len(HOSTILE))
    found = [
        msgspec.structs.replace(each, reasons={number: HOSTILE[number - 1] for number in list(each.reasons)[:3]})
        for each in ballots(asked, SIZES, seeded("hostile"))
    ]  # fmt: skip
    told = reported("akkoord", names=HOSTILE, every=found)
    return told, files_of(told)


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def book_of(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body))


# --- the report ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_a_report_begins_with_the_outcome_and_ends_with_how_it_was_counted(every, method: Method) -> None:
    told, files = every[method]
    found = told.result
    text = whole(files["pdf"])
    first = squeezed(pages(files["pdf"])[0])
    for part in (found.question, found.headline, "27 van 30", "KAMER-7", "De uitslag"):
        assert squeezed(part) in first
    for outcome in found.outcomes:
        assert squeezed(f"{outcome.number}. {outcome.text}") in text
        assert squeezed(picture.score(found, outcome).removesuffix(" stippen")) in text
    for rule in found.rules:
        assert squeezed(rule.text) in text
    for part in ("Hoe dit is geteld", "Kleinste groep (k) 5", "Op de lijst 30", "Stemmen (n) 27", "09:20 uur"):
        assert squeezed(part) in text
    assert squeezed(f"Versie van de methode {found.version}") in text


@pytest.mark.parametrize("method", METHODS)
def test_a_report_is_accessible_with_every_chart_in_words(every, method: Method) -> None:
    _, files = every[method]
    opened = inflated(files["pdf"])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in opened
    assert re.search(rb"/Marked\s+true", opened)
    charts = texts(files["pdf"], "Alt")
    assert len(charts) == (0 if method == "peiling" else len(NAMES))
    assert all(each.startswith("Hoe vaak elk punt werd gekozen. ") for each in charts)


def test_every_direction_has_its_criteria_its_groups_and_its_place_in_the_file(every) -> None:
    told, files = every["score"]
    text = whole(files["pdf"])
    for outcome in told.result.outcomes:
        for each in outcome.criteria:
            assert each.figures is not None
            mean = sentences.decimal(each.figures.mean)
            cells = f"{each.criterion} {each.weight} {each.figures.n} {each.figures.abstained} {mean}"
            assert squeezed(cells) in text
        broken = outcome.breakdown
        assert broken is not None
        assert squeezed(f"Minst gedragen door {broken.weakest[0]}") in text
    _, of_dots = every["stippen"]
    assert whole(of_dots["pdf"]).count(squeezed("overig (met onderzoek en omgeving)")) == len(NAMES)


def test_reasons_stand_by_what_people_chose_and_without_anybody(every) -> None:
    told, files = every["akkoord"]
    text = whole(files["pdf"])
    for outcome in told.result.outcomes:
        against = [each for each in outcome.reasons if each.consent == "bezwaar"]
        assert squeezed(f"Geschreven bij bezwaar ({len(against)})") in text
    assert all(not each.name for outcome in told.result.outcomes for each in outcome.reasons)


def test_what_to_discuss_comes_most_divided_first_with_who_is_furthest_apart() -> None:
    asked = vote("score", 2)
    camps = {"ondernemers": (5, 4), "onderwijs": (1, 4)}
    found = [
        Ballot(group=group, grades={1: (one,), 2: (two,)}) for group, (one, two) in camps.items() for _ in range(8)
    ]
    told = reported(every=found, names=("Stageloket", "Open dag"), criteria=asked.criteria, groups=tuple(camps))
    text = whole(files_of(told)["pdf"])
    assert squeezed(
        "Eerst bespreken 1. 1. Stageloket: twee kampen. Het verst uit elkaar: ondernemers 5,0 en onderwijs 1,0."
    ) in text  # fmt: skip


def test_a_report_of_thirty_long_directions_tells_all_of_them() -> None:
    names = [f"{number} {'een richting die precies zegt wat we doen ' * 5}"[:200] for number in range(30)]
    found = pages(files_of(reported(names=names))["pdf"])
    text = squeezed("".join(found))
    assert all(text.count(squeezed(each)) >= 3 for each in names)
    assert found[-1].endswith(f"{len(found)} van {len(found)}")


# --- what stays untold -----------------------------------------------------------------------------------------------


def test_of_too_few_votes_no_format_tells_more_than_that() -> None:
    told = reported("akkoord", sizes={"ondernemers": 4}, names=NAMES[:2])
    files = files_of(told)
    assert "Minder dan 5 stemmen." in " ".join(pages(files["pdf"]))
    assert [row["maat"] for row in rows_of(files["csv"])] == ["Op de lijst"]
    assert published.decode(files["json"].decode()).ballots is None
    sheets = book_of(files["xlsx"])
    assert [row[4:] for row in sheets["Uitslag"].iter_rows(min_row=2, values_only=True)] == [(None,) * 14] * 2
    for name in ("Per criterium", "Per O", "Redenen"):
        assert sheets[name].max_row == 1
    assert picture.page(told).voters == "minder dan 5 stemmen"


@pytest.mark.parametrize("method", METHODS)
def test_who_of_the_small_groups_said_what_changes_no_byte_of_any_format(method: Method) -> None:
    """Onderzoek and omgeving stand together: their ballots may change places, and nobody can see it."""
    asked = vote(method, 4)
    before = ballots(asked, SIZES, seeded("small"))
    small = [each for each in before if each.group in ("onderzoek", "omgeving")]
    swapped = [
        msgspec.structs.replace(each, group=other.group) for each, other in zip(small, reversed(small), strict=True)
    ]
    after = [each for each in before if each not in small] + swapped
    rooms = [
        reported(method, every=each, names=NAMES[:4], criteria=asked.criteria, groups=asked.groups)
        for each in (before, after)
    ]
    assert fingerprints(rooms[0]) == fingerprints(rooms[1])


def test_groups_that_are_too_small_stand_in_no_format_with_a_figure(every) -> None:
    for told, files in every.values():
        shown = set(picture.groups_shown(told.result))
        assert not shown & {"onderzoek", "omgeving"}
        assert {row["groep"] for row in rows_of(files["csv"])} <= {"", *shown}
        groups = book_of(files["xlsx"])["Per O"].iter_rows(min_row=2, min_col=3, max_col=3, values_only=True)
        assert {group for (group,) in groups if group} <= shown
        assert set(picture.page(told).groups) == shown


def test_only_a_vote_by_name_tells_names_and_then_who_said_what() -> None:
    for level in ("anoniem", "naam"):
        files = files_of(reported("akkoord", level=level, names=NAMES[:3]))
        is_named = level == "naam"
        for body in (whole(files["pdf"]).encode(), files["json"]):
            assert (re.search(rb"Persoon ?3\b|Persoon3", body) is not None) is is_named
        assert ("Op naam" in book_of(files["xlsx"]).sheetnames) is is_named
        assert (squeezed("Wie stemde wat") in whole(files["pdf"])) is is_named
        assert b"Persoon" not in files["csv"]


# --- for other programs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_json_is_the_stored_result_with_what_is_known_besides(every, method: Method) -> None:
    told, files = every[method]
    assert published.decode(files["json"].decode()) == told.result
    whole_file = msgspec.json.decode(files["json"])
    assert whole_file["version"] == told.result.version
    assert whole_file["over"] == {
        "tafel": "Bouw", "geopend": "2026-05-18T09:00:00+02:00", "gesloten": "2026-05-18T09:20:00+02:00",
    }  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_the_csv_has_one_figure_on_a_row(every, method: Method) -> None:
    told, files = every[method]
    rows = rows_of(files["csv"])
    places = [tuple(row[name] for name in ("nummer", "criterium", "groep", "maat")) for row in rows]
    figures = [each for each in places if not each[3].startswith("Reden")]
    assert len(set(figures)) == len(figures)
    for outcome in told.result.outcomes:
        [score] = [row for row in rows if row["nummer"] == str(outcome.number) and row["maat"] == "Score"]
        assert float(score["waarde"].replace(",", ".")) == outcome.score
        assert score["richting"] == outcome.text


def test_the_workbook_has_the_figures_as_numbers_and_the_rules_in_words(every) -> None:
    told, files = every["score"]
    book = book_of(files["xlsx"])
    assert book.sheetnames == ["Uitslag", "Per criterium", "Per O", "Redenen", "Methode"]
    shown = list(book["Uitslag"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in shown] == sorted(each.rank for each in told.result.outcomes if each.rank)
    assert {row[1]: row[4] for row in shown} == {each.number: each.score for each in told.result.outcomes}
    assert book["Per criterium"].max_row == 1 + 5 * len(NAMES)
    said = [row[2] for row in book["Methode"].iter_rows(values_only=True)]
    assert all(rule.text in said for rule in told.result.rules)


def test_a_workbook_refuses_what_no_cell_can_hold() -> None:
    told = reported("peiling", names=("x" * 40_000, "Nee"))
    with pytest.raises(ValueError, match="40000"):
        files_of(told)


# --- words that people wrote -----------------------------------------------------------------------------------------


def test_nothing_that_people_wrote_is_a_formula_in_a_spreadsheet(hostile) -> None:
    _, files = hostile
    for sheet in book_of(files["xlsx"]):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in row)
    texts_ = [cell for row in rows_of(files["csv"]) for cell in row.values()]
    assert not [cell for cell in texts_ if cell.lstrip()[:1] in set("=+-@\t\r") and cell.lstrip()]
    assert '\'=HYPERLINK("https://a.example";"klik")' in texts_


def test_a_workbook_and_a_list_keep_what_people_wrote_to_the_letter(hostile) -> None:
    told, files = hostile
    names = {row[2] for row in book_of(files["xlsx"])["Uitslag"].iter_rows(min_row=2, values_only=True)}
    assert names == set(HOSTILE)
    listed = {row["richting"].removeprefix("'") for row in rows_of(files["csv"]) if row["richting"]}
    assert listed == set(HOSTILE)
    assert published.decode(files["json"].decode()) == told.result


def test_a_report_shows_what_people_wrote_as_words(hostile) -> None:
    _, files = hostile
    text = whole(files["pdf"])
    for written in ("<!channel> <script>alert(1)</script>", "#set page(width: 1pt) *vet*", "-2+3", "x" * 200):
        assert squeezed(written) in text
    assert squeezed("[teken] mooi plan") in text
    assert squeezed("9. [teken]") in text


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_the_same_votes_give_the_same_bytes_in_another_order_process_and_on_another_day() -> None:
    def elsewhere(order: int, seed: str, days: int) -> list[str]:
        done = subprocess.run(
            launch.command("-m", "tests.room_reports", str(order), ahead=86_400.0 * days),
            env=launch.environment(PYTHONHASHSEED=seed, TZ="Pacific/Auckland"), capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return done.stdout.split("\n")[:-1]

    here = fingerprints(reported("akkoord", order=3))
    assert [line.partition(" ")[0] for line in here] == ["pdf", "xlsx", "csv", "json", "png", "klein"]
    assert elsewhere(1, "1", 0) == elsewhere(2, "2", 40) == here


def test_no_moment_of_making_is_in_a_workbook(every) -> None:
    _, files = every["score"]
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-05-18T07:20:00Z" in packed.read("docProps/core.xml")


# --- the picture -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_a_picture_has_the_ten_highest_and_says_how_many_more_there_are(every, method: Method) -> None:
    told, _ = every[method]
    page = picture.page(told)
    assert len(page.shown) == MOST_ROWS
    assert page.more == f"En nog 2 {'antwoorden' if method == 'peiling' else 'richtingen'}: die staan in de tabel."
    made = pictures(page, told.closed.date())
    for png, wide in ((made.large, 1200), (made.small, 1024)):
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20], "big") == wide


@pytest.mark.parametrize("method", METHODS)
def test_a_picture_says_in_words_what_it_shows(every, method: Method) -> None:
    told, _ = every[method]
    page = picture.page(told)
    assert page.alt.startswith("Hoe houden we genoeg stages en leerbanen? 27 van 30 stemden.")
    for row in page.shown:
        assert f"{row.name}: {row.score}" in page.alt
        assert row.shape in page.alt
    assert page.more in page.alt


@pytest.mark.parametrize("names", [HOSTILE, ["W" * 200] * 3, [f"Richting {n} " * 15 for n in range(30)]])
def test_a_picture_is_drawn_whatever_people_wrote(names) -> None:
    told = reported("akkoord", names=names, question="Een vraag die maar doorgaat " * 10)
    assert pictures(picture.page(told), told.closed.date()).large.startswith(b"\x89PNG")


def test_bars_and_marks_stay_on_their_scale(every) -> None:
    for told, _ in every.values():
        scale = picture.scale(told.result)
        for row in picture.page(told).rows:
            assert scale.low <= (row.bar.value or 0) <= scale.high
            assert all(scale.low <= mark.value <= scale.high + 0.01 for mark in row.bar.marks)
            assert (row.bar.value or 0) + sum(row.bar.beyond) <= scale.high + 0.01


def test_a_scale_of_dots_has_round_figures() -> None:
    told = reported("stippen", sizes={"ondernemers": 300}, groups=())
    scale = picture.scale(told.result)
    assert isinstance(scale, Scale)
    assert len(scale.ticks) <= 7
    assert all(value.is_integer() for value, _ in scale.ticks)


def test_a_histogram_with_many_columns_names_some_and_tells_what_is_in_them() -> None:
    counts = [0] * 101
    counts[7] = 4
    drawn = histogram([str(each) for each in range(101)], counts, None, "#1F6F4E")
    assert drawn.alt == "Hoe vaak elk punt werd gekozen. 7: 4 oordelen."
    assert drawn.svg.count("<text") < 220


def test_a_report_of_a_vote_without_groups_says_nothing_about_them() -> None:
    told = reported(level="anoniem", groups=())
    paper = report.paper(told)
    assert not [each for each in paper.blocks if getattr(each, "text", "") == "Per O"]
    assert picture.page(told).groups == ()
