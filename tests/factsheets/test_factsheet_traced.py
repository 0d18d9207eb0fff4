"""Every printed number once more, by another way: from the CSV files with plain sums, without any code of the product.

What a sheet says is made here anew, as whole sentences, and compared letter by letter.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from factsheets.frame import table
from factsheets.overview import region_sheet
from factsheets.page import Sheet
from factsheets.sheet import sheet
from factsheets.shipped import observations
from tests.factsheets.test_factsheet_sheet import EVERY, TAFELS, TODAY

DATA = Path(__file__).parents[2] / "factsheets" / "data"
KEYS = {
    "agri": ["301000"], "bouw": ["350000"], "creatief": ["428100"], "ecom": ["391600"], "onderwijs": ["419000"],
    "tech": ["307500", "346600", "348000"], "logistiek": ["383100"], "vrijetijd": ["389100"], "zorg": ["422400"],
}  # fmt: skip
PLACES = {"agri": "in de landbouw", "bouw": "in de bouw", "creatief": "in cultuur, sport en recreatie",
          "ecom": "in informatie en communicatie", "onderwijs": "in het onderwijs", "tech": "in industrie en energie",
          "logistiek": "in vervoer en opslag", "vrijetijd": "in de horeca", "zorg": "in zorg en welzijn"}  # fmt: skip
PARTS = {"agri": " (deel)", "vrijetijd": " (deel)", "creatief": " (benadering)", "ecom": " (benadering)",
         "tech": " (benadering)"}  # fmt: skip
PROVINCES = {"PV23": "Overijssel", "PV25": "Gelderland", "PV22": "Drenthe", "PV24": "Flevoland"}
NEWEST, REGIONAL = "2023KW03", "2023KW02"


@pytest.fixture(scope="module")
def made() -> dict[str, Sheet]:
    frame = table(observations())
    return {tafel.key: sheet(frame, tafel, TODAY) for tafel in TAFELS} | {"regio": region_sheet(frame, TODAY)}


@pytest.fixture(scope="module")
def vacancies() -> dict[tuple[str, str, str, str], int]:
    """In hundreds, so that nothing is rounded on the way."""
    with (DATA / "vacatures.csv").open(encoding="utf-8") as lines:
        return {(row["indicator"].removeprefix("vacatures_"), row["branch"], row["region"], row["period"]):
                round(float(row["value"]) * 10) for row in csv.DictReader(lines)}  # fmt: skip


@pytest.fixture(scope="module")
def fund() -> dict[tuple[str, str, str], int]:
    """The last row of a figure is the last report's."""
    with (DATA / "ontwikkelfonds.csv").open(encoding="utf-8") as lines:
        return {(row["indicator"].removeprefix("fonds_"), row["region"], row["period"]): int(row["value"])
                for row in csv.DictReader(lines) if row["source"] == "ontwikkelfonds"}  # fmt: skip


def dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


class Series:
    """A tafel's series, in people's numbers, with how far rounding may put each beside the truth."""

    def __init__(self, known: dict[tuple[str, str, str, str], int], key: str, what: str, place: str) -> None:
        self.of = lambda period: sum(known[what, branch, place, period] for branch in KEYS[key]) * 100
        self.periods = sorted({period for (one, branch, region, period) in known
                               if (one, branch, region) == (what, KEYS[key][0], place)})  # fmt: skip
        self.step = (100 if what == "open" else 1000) * len(KEYS[key])

    def text(self, period: str) -> str:
        return dotted(self.of(period)) if self.of(period) else f"minder dan {dotted(self.step // 2)}"

    def beside(self, now: str, then: str) -> str:
        more = self.of(now) - self.of(then)
        if abs(more) <= self.step:
            return "gelijk" if more == 0 else "ongeveer gelijk"
        word = "meer" if more > 0 else "minder"
        if self.of(then) < 100 * self.step:
            return f"{dotted(abs(more))} {word}"
        return f"{(abs(more) * 200 + self.of(then)) // (2 * self.of(then))}% {word}"


def earlier(period: str, years: int = 1) -> str:
    return f"{int(period[:4]) - years}{period[4:]}"


def short(period: str) -> str:
    return f"{period[-1]}e kw. {period[:4]}"


def told_change(series: Series, now: str, words: str, years: int = 1) -> str:
    joint = "aan" if series.beside(now, earlier(now)).endswith("gelijk") else "dan"
    return f"{series.beside(now, earlier(now))} {joint} {words} ({series.text(earlier(now, years))})"


FOUR = (("open", "NL01", NEWEST), ("open", "PV23", REGIONAL), ("ontstaan", "NL01", NEWEST), ("vervuld", "NL01", NEWEST))


@EVERY
def test_the_four_tiles(made, vacancies, tafel):
    for tile, (what, place, period) in zip(made[tafel.key].tiles, FOUR, strict=True):
        series = Series(vacancies, tafel.key, what, place)
        assert tile.text == series.text(period)
        assert plain(tile.change) == told_change(series, period, "een jaar eerder")
        assert tile.moment == f"{'Nederland' if place == 'NL01' else 'Overijssel'}, {short(period)}"
        assert tile.caution.endswith("37 maanden oud" if period == NEWEST else "40 maanden oud")
        arrow = {"meer": "meer", "minder": "minder", "gelijk": "gelijk"}[
            series.beside(period, earlier(period)).split()[-1]
        ]
        assert tile.direction == arrow


@EVERY
def test_the_whole_table(made, vacancies, fund, tafel):
    what = [("open", "NL01"), *(("open", place) for place in PROVINCES), ("ontstaan", "NL01"), ("vervuld", "NL01")]
    names = {"open": "Openstaande vacatures", "ontstaan": "Ontstane vacatures", "vervuld": "Vervulde vacatures"}
    rows = []
    for one, place in what:
        period, months, source = (REGIONAL, 40, "83599NED") if place in PROVINCES else (NEWEST, 37, "80472ned")
        series = Series(vacancies, tafel.key, one, place)
        rows.append((names[one] + PARTS.get(tafel.key, ""), PROVINCES.get(place, "Nederland"), series.text(period),
                     f"{series.text(earlier(period))} ({short(earlier(period))})", f"{short(period)}, {months} mnd oud",
                     f"CBS {source}"))  # fmt: skip
    for route in ("werkgevers", "inwoners"):
        now, then = (dotted(fund[f"{route}_aanvragen", "RZ20", month]) for month in ("2021MM04", "2021MM02"))
        rows.append((f"Aanvragen {route}, alle sectoren", "Regio Zwolle", now, f"{then} (feb. 2021)",
                     "apr. 2021, 66 mnd oud", "Ontwikkelfonds 2021-04"))  # fmt: skip
    assert [row.cells for row in made[tafel.key].rows] == rows


@EVERY
def test_the_headline(made, vacancies, tafel):
    series = Series(vacancies, tafel.key, "open", "NL01")
    begin = (f"In het 3e kwartaal van 2023 stonden {PLACES[tafel.key]} in Nederland {series.text(NEWEST)} vacatures "
             f"open, {told_change(series, NEWEST, 'een jaar eerder')}")  # fmt: skip
    gaps = [series.of(NEWEST) - series.of(period) for period in series.periods[:-1] if period.endswith("KW03")]
    if min(gaps) > series.step:
        end = ". Dat is het hoogste 3e kwartaal sinds de start van deze reeks in 2017."
    elif max(gaps) < -series.step:
        end = ". Dat is het laagste 3e kwartaal sinds de start van deze reeks in 2017."
    else:
        four = series.beside(NEWEST, "2019KW03")
        year = series.beside(NEWEST, "2022KW03")
        same = four.split()[-1] == year.split()[-1]
        if "%" in year and "%" not in four:
            size = dotted(abs(series.of(NEWEST) - series.of("2022KW03")))
            begin = begin.replace(year, f"{size} {year.split()[-1]}")
        end = f", {'en' if same else 'maar'} {four} dan vier jaar eerder ({series.text('2019KW03')})."
    assert plain(made[tafel.key].headline) == begin + end


def titles(found: Sheet) -> Iterable[str]:
    return (panel.title for panel in found.panels)


@EVERY
def test_the_three_charts(made, vacancies, tafel):
    course, provinces, flow = made[tafel.key].panels
    series = Series(vacancies, tafel.key, "open", "NL01")
    assert [int(figure.amount) for figure in course.tracks[0].figures] == [series.of(one) for one in series.periods]
    highest = max(map(series.of, series.periods))
    for period in series.periods:
        named = f"{period[-1]}e" in course.title and period[:4] in course.title
        assert named == (series.of(period) == highest), period
    regional = {name: Series(vacancies, tafel.key, "open", place) for place, name in PROVINCES.items()}
    bars = [(bar.name, bar.figure.text, bar.before.text) for bar in provinces.bars]
    assert sorted(bars) == sorted((name, one.text(REGIONAL), one.text("2022KW02")) for name, one in regional.items())
    amounts = [regional[name].of(REGIONAL) for name, _, _ in bars]
    assert amounts == sorted(amounts, reverse=True)
    assert provinces.title == f"De meeste stonden open in {bars[0][0]}"
    assert amounts[0] > amounts[1], "a shared first place would need two names"
    both = [Series(vacancies, tafel.key, what, "NL01") for what in ("ontstaan", "vervuld")]
    for one, drawn in zip(both, flow.tracks, strict=True):
        assert [int(figure.amount) for figure in drawn.figures] == [one.of(period) for period in one.periods[-8:]]
    more = sum(both[0].of(period) for period in both[0].periods[-4:]) - sum(map(both[1].of, both[1].periods[-4:]))
    if abs(more) <= 8 * both[0].step // 2:
        assert flow.title == "In een jaar ongeveer evenveel erbij als eraf"
    else:
        assert flow.title == f"In een jaar {dotted(abs(more))} {'minder' if more > 0 else 'meer'} vervuld dan ontstaan"


@EVERY
def test_numbers_in_questions_are_those_of_the_tiles(made, vacancies, tafel):
    known = {" stonden": ("open", "NL01"), "Overijssel": ("open", "PV23"), "ontstonden": ("ontstaan", "NL01"),
             "vervuld": ("vervuld", "NL01")}  # fmt: skip
    for question in made[tafel.key].questions:
        first = question.split("?")[0].split(". ")[0]
        numbers = re.findall(r"\d[\d.]*\d", first)
        if not numbers:
            continue
        place = (
            ["Overijssel"]
            if "Overijssel" in first
            else [word for word in known if word in first and word != "Overijssel"]
        )
        wanted = [Series(vacancies, tafel.key, *known[word]).text(REGIONAL if word == "Overijssel" else NEWEST)
                  for word in place]  # fmt: skip
        assert numbers == wanted, question


# --- traced by hand --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("bouw", ["26.600", "1% minder", "27.000", "48% meer", "18.000"]),
        ("zorg", ["63.900", "5% minder", "67.000", "69% meer", "37.700"]),
        ("tech", ["37.500", "1.600 minder", "39.100", "12.300 meer", "25.200"]),
    ],
)  # fmt: skip
def test_headlines_are_those_that_a_person_reckoned(made, key, told):
    """From the rows of CBS 80472ned, with a pencil; tech is the sum of C, D and E in each quarter."""
    assert (
        re.findall(
            r"\d[\d.]*(?:% (?:meer|minder)| (?:meer|minder)|(?=[ )]))", plain(made[key].headline).split("Nederland ")[1]
        )
        == told
    )


# --- the region ------------------------------------------------------------------------------------------------------

NAMES = {
    "inwoners_aanvragen": "Aanvragen van inwoners", "inwoners_ingediend": "Ingediend door inwoners",
    "werkgevers_aanvragen": "Aanvragen van werkgevers", "werkgevers_toegekend": "Toegekend aan werkgevers",
    "werkgevers_werknemers": "Werknemers in toegekende aanvragen",
    "samenwerking_aanvragen": "Aanvragen van samenwerkingsverbanden",
    "samenwerking_toegekend": "Toegekend aan samenwerkingsverbanden",
}  # fmt: skip


def test_the_table_of_the_region(made, fund):
    rows = [(name, "Regio Zwolle", dotted(fund[what, "RZ20", "2021MM04"]),
             f"{dotted(fund[what, 'RZ20', '2021MM02'])} (feb. 2021)", "apr. 2021, 66 mnd oud", "Ontwikkelfonds 2021-04")
            for what, name in NAMES.items()]  # fmt: skip
    benefits = (
        "WW-uitkeringen",
        "Arbeidsmarktregio Zwolle",
        "7.460",
        "–",
        "aug. 2020, 74 mnd oud",
        "Actieplan Werk(t) 2020",
    )
    assert [row.cells for row in made["regio"].rows] == [*rows, benefits]


def test_the_tiles_of_the_region(made, fund):
    wanted = ("inwoners_aanvragen", "werkgevers_aanvragen", "werkgevers_toegekend", "werkgevers_werknemers")
    for tile, what in zip(made["regio"].tiles, wanted, strict=True):
        now, then = fund[what, "RZ20", "2021MM04"], fund[what, "RZ20", "2021MM02"]
        share = ((now - then) * 200 + then) // (2 * then)
        assert (tile.text, tile.change) == (dotted(now), f"{share}% meer dan gemeld t/m feb. 2021 ({dotted(then)})")


@pytest.mark.parametrize(("route", "panel"), [("inwoners", 0), ("werkgevers", 1)])
def test_the_bars_of_the_region_are_cut_at_a_gap_and_the_rest_is_added_up(made, fund, route, panel):
    known = {place: amount for (what, place, month), amount in fund.items()
             if (what, month) == (f"{route}_aanvragen", "2021MM04") and place.startswith("GM")}  # fmt: skip
    assert len(known) == 20
    drawn = made["regio"].panels[panel]
    shown = [int(bar.figure.amount) for bar in drawn.bars]
    ordered = sorted(known.values(), reverse=True)
    assert shown == ordered[: len(shown)]
    assert ordered[len(shown)] < shown[-1], "a tie is not cut"
    rest = ordered[len(shown) :]
    assert drawn.source == f"{len(rest)} andere gemeenten: {sum(rest)}. Bron: Ontwikkelfonds 2021-04 en 2021-02"
    before = [fund[f"{route}_aanvragen", bar.figure.region.code, "2021MM02"] for bar in drawn.bars]
    assert [int(bar.before.amount) for bar in drawn.bars] == before
    whole = fund[f"{route}_aanvragen", "RZ20", "2021MM04"]
    told = f"{dotted(sum(ordered))} van de {dotted(whole)} aanvragen van {route} zijn aan een gemeente gekoppeld."
    assert told in made["regio"].notes


def test_the_months_of_the_region_and_what_was_revised(made, fund):
    months = ("2021MM01", "2021MM02", "2021MM03", "2021MM04")
    for drawn, route in zip(made["regio"].panels[2].tracks, ("inwoners", "werkgevers"), strict=True):
        assert [int(figure.amount) for figure in drawn.figures] == [
            fund[f"{route}_ontvangen", "RZ20", m] for m in months
        ]
    came = fund["werkgevers_ontvangen", "RZ20", "2021MM03"] + fund["werkgevers_ontvangen", "RZ20", "2021MM04"]
    added = fund["werkgevers_aanvragen", "RZ20", "2021MM04"] - fund["werkgevers_aanvragen", "RZ20", "2021MM02"]
    assert (came, added) == (93, 106)
    told = f"{came} aanvragen van werkgevers binnen; {added - came} kwamen erbij in eerdere maanden, door herziening."
    assert f"Na februari 2021 kwamen {told}" in made["regio"].notes
    assert not [note for note in made["regio"].notes if "aanvragen van inwoners binnen" in note]  # 181 + 208 = 389


# --- what must be said, and what must not ----------------------------------------------------------------------------


def words(found: Sheet) -> str:
    tiles = [part for tile in found.tiles for part in (tile.label, tile.text, tile.change, tile.when, tile.reach)]
    panels = [part for panel in found.panels for part in (panel.title, panel.subtitle, panel.source)]
    bars = [bar.figure.text for panel in found.panels for bar in panel.bars]
    rows = [cell for row in found.rows for cell in row.cells]
    rest = (
        found.headline,
        found.covers,
        found.notice,
        found.sources,
        *found.questions,
        *found.notes,
        *found.definitions,
    )
    return plain(" | ".join([*tiles, *panels, *bars, *rows, *rest]))


# Read from the reports but of which label or sum is not sure: workers per sector of the collaborations, statuses of
# residents, man and woman, age, status at award, and what sector the training was in.
UNSURE = {
    7, 11, 20, 24, 26, 27, 33, 66, 74, 76, 80, 84, 86, 90, 97, 101, 114, 116, 117, 126, 134, 135, 144, 145, 147, 159,
    172, 173, 177, 194, 226, 227, 253, 257, 314, 700,
}  # fmt: skip
ELSEWHERE: set[int] = {74, 147}
"""Of those, what also stands for something sure: Steenwijkerland has 74, and thirteen gemeenten without a bar 147."""


def test_nothing_unsure_is_printed(made):
    told = re.sub(r"\d+ (maanden|mnd) oud", "", words(made["regio"]))
    for amount in UNSURE - ELSEWHERE:
        assert not re.search(rf"(?<![\d.,-]){amount}(?![\d.,]*\d)", told), amount
    assert not re.search(r"0,(24|25|31|32)", told)
    assert not re.search(r"\b(man|vrouw|leeftijd|bijstand|zzp|sector scholing|afgewezen|ingetrokken)\b", told.lower())


@EVERY
def test_what_is_not_known_is_said_and_not_claimed(made, tafel):
    told = words(made[tafel.key])
    assert "niet of de CBS-cijfers voorlopig of definitief zijn" in told
    assert "ophaaldatum niet bekend" in told
    assert "CC BY 4.0" in told
    assert "uitgave tot en met 3e kw. 2023 (80472ned) en 2e kw. 2023 (83599NED)" in told
    assert "Overijssel is dus niet de hele regio" in told
    assert ("benadering" in told.lower()) == (tafel.key in {"creatief", "ecom", "tech"})
    assert ("deel van de sector" in told.lower()) == (tafel.key in {"agri", "vrijetijd"})


def test_a_rounded_zero_of_a_province_prints_minder_dan_50():
    """83599NED counts in hundreds: 0,0 is fewer than fifty vacancies. Energy in Flevoland is such a figure."""
    energy = [one for one in observations() if one.branch != "346600" or one.table != "83599NED"]
    zero = [one for one in observations() if one.branch == "346600" and one.table == "83599NED"]
    assert [one.value for one in zero if (one.region.code, one.period.code) == ("PV24", REGIONAL)] == [0.0]
    alone = [msgspec.structs.replace(one, branch="350000") for one in zero]
    others = [one for one in energy if one.branch != "350000" or one.table != "83599NED"]
    [bouw] = [tafel for tafel in TAFELS if tafel.key == "bouw"]
    found = sheet(table([*others, *alone]), bouw, TODAY)
    [row] = [row for row in found.rows if row.region == "Flevoland"]
    assert row.text == "minder dan 50"
    assert ("Flevoland", "minder dan 50") in [(bar.name, bar.figure.text) for bar in found.panels[1].bars]
    assert not re.search(r"(?<![\d.,])0(?![\d.,]*\d)", words(found))
