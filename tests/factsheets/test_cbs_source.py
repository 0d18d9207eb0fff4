"""CBS as it behaves on good and on bad days: what comes through is whole, and what is strange stays out."""

import json
from datetime import UTC, datetime

import pytest

from factsheets.catalogue import regions
from factsheets.frame import newest, table
from factsheets.observation import Observation
from factsheets.shipped import observations
from factsheets.sources import cbs_changes
from factsheets.sources.cbs import Known, pull
from factsheets.sources.cbs_shape import Measure, Query
from factsheets.sources.cbs_tables import queries
from factsheets.sources.polite import Reader, Refused
from tests.factsheets.cbs_replay import BRANCHES, QUARTERS, REGIONS, TABLE, YEARS, replay, zipped

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
QUERY = Query(
    TABLE, (Measure("Openstaande vacatures", "vacatures_open"),), "BedrijfstakkenBranchesSBI2008", BRANCHES,
    tuple(regions()[code] for code in REGIONS), "2017", "SBI 2008", frozenset({"422400"}),
)  # fmt: skip


class Waiting:
    """A clock that jumps when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self):
        self.now += 1
        return self.now


@pytest.fixture
def cbs():
    with replay() as server:
        yield server


@pytest.fixture
def waiting():
    return Waiting()


@pytest.fixture
def reader(cbs, waiting):
    found = Reader(cbs.base + "/CBS", sleep=waiting.sleep, clock=waiting, patience=5)
    yield found
    found.close()


@pytest.fixture
def get(reader, tmp_path):
    def fetch(known=Known(), query=QUERY):  # noqa: B008 - frozen
        return pull(reader, query, NOW, known, tmp_path)

    yield fetch
    left = list(tmp_path.iterdir())
    assert len(left) <= 1, "a pull that failed leaves no spool behind"


def test_a_table_comes_whole_through_all_its_pages(get, cbs):
    found = get()
    assert found.outcome == "nieuw"
    wanted = len(BRANCHES) * len(REGIONS) * (len(QUARTERS) - 4 + len(YEARS) - 1)
    seen = list(found.snapshot.observations())
    assert len(seen) == found.snapshot.rows == wanted
    assert cbs.asked["Observations"] == -(-wanted // cbs.page)


def test_an_observation_carries_everything_that_is_known_about_it(get):
    snapshot = get().snapshot
    found = {(o.branch, o.region.code, o.period.code): o for o in snapshot.observations()}[
        "422400", "PV23", "2023KW02"]  # fmt: skip
    number = (2 * len(REGIONS) + 1) * (len(QUARTERS) + len(YEARS)) + QUARTERS.index("2023KW02")
    assert found == Observation(
        indicator="vacatures_open", region=regions()["PV23"], period=found.period, unit="x 1.000", source="cbs",
        value=number / 10, branch="422400", status="voorlopig", kind="benadering", sbi="SBI 2008", table=TABLE,
        edition="202311140200", retrieved=NOW, batch="cbs-83599NED-202311140200",
    )  # fmt: skip
    assert len(snapshot.sha256) == 64


def test_a_shielded_figure_keeps_its_reason(get):
    gone = [found for found in get().snapshot.observations() if found.value is None]
    assert gone
    assert {found.missing for found in gone} == {"geheim"}


def test_year_rows_between_quarters_are_years(get):
    kinds = {found.period.kind for found in get().snapshot.observations()}
    assert kinds == {"quarter", "year"}


def test_what_did_not_change_is_not_fetched_again(get, cbs):
    before = get().snapshot
    cbs.asked.clear()
    assert get(Known(before.version, before.shape.fingerprint)).outcome == "ongewijzigd"
    assert cbs.asked == {"Properties": 1}


def test_a_new_version_of_the_same_shape_is_fetched(get, cbs):
    before = get().snapshot
    before.discard()
    cbs.version = "202402140200"
    after = get(Known(before.version, before.shape.fingerprint))
    assert (after.outcome, after.snapshot.version) == ("nieuw", "202402140200")
    assert after.snapshot.sha256 == before.sha256


@pytest.mark.parametrize("fault", ["reset:2", "busy:2"])
def test_a_read_that_fails_is_tried_again(get, cbs, fault):
    cbs.fault = fault
    assert get().outcome == "nieuw"


def test_the_service_says_how_long_to_wait(get, cbs, waiting):
    cbs.fault = "busy:1"
    get()
    assert waiting.slept == [7.0]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("reset", "geen goed antwoord"), ("busy", "antwoordt met 503"), ("slow", "geen goed antwoord"),
     ("truncated", "beschadigd"), ("html", "webpagina"), ("moving", "veranderde tijdens het ophalen")],
)  # fmt: skip
def test_when_cbs_does_not_answer_well_the_last_good_figures_stay(get, cbs, fault, reason):
    cbs.fault = fault
    found = get()
    assert (found.outcome, found.snapshot) == ("niet bereikbaar", None)
    assert reason in found.reason
    assert found.reason.startswith("CBS 83599NED: ")
    assert found.reason.endswith("De laatste goede cijfers blijven staan.")


def test_an_answer_that_drips_is_broken_off(cbs, waiting, tmp_path):
    cbs.fault = "slow"
    reader = Reader(cbs.base + "/CBS", sleep=waiting.sleep, clock=waiting, most_seconds=3, patience=5)
    found = pull(reader, QUERY, NOW, folder=tmp_path)
    assert "duurde langer dan 3 seconden" in found.reason


def test_an_answer_that_is_too_large_is_refused(cbs, waiting, tmp_path):
    reader = Reader(cbs.base + "/CBS", sleep=waiting.sleep, clock=waiting, most_bytes=2000, patience=5)
    found = pull(reader, QUERY, NOW, folder=tmp_path)
    assert found.outcome == "nakijken"
    assert "groter dan" in found.reason


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("loop", "terug"), ("elsewhere", "ander adres (elders.example)"), ("redirect", "ander adres (elders.example)"),
     ("renamed", "heet nu anders (99999NED)"), ("empty", "geen enkele waarneming")],
)  # fmt: skip
def test_what_is_strange_is_left_for_a_person_to_look_at(get, cbs, fault, reason):
    cbs.fault = fault
    found = get()
    assert (found.outcome, found.snapshot) == ("nakijken", None)
    assert reason in found.reason


def test_a_redirect_on_the_same_host_is_followed(get, cbs):
    cbs.fault = "moved:1"
    assert get().outcome == "nieuw"


def unit(cbs):
    cbs.measures[0]["Unit"] = "aantal"


def title(cbs):
    cbs.measures[0]["Title"] = "Vacatures"


def twice(cbs):
    cbs.measures.append({**cbs.measures[0], "Identifier": "D003093"})


def dimension(cbs):
    cbs.dimensions.append({"Identifier": "Bedrijfsgrootte", "Kind": "Dimension"})


def no_place(cbs):
    cbs.dimensions = [found for found in cbs.dimensions if found["Kind"] != "GeoDimension"]


def repeated(cbs):
    cbs.rows[50]["Id"] = cbs.rows[51]["Id"]


def null(cbs):
    cbs.rows[50].update(Value=None, ValueAttribute="None")


def word(cbs):
    cbs.rows[50]["Value"] = "18,1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [(unit, "eenheid van 'Openstaande vacatures' is nu 'aantal'"), (title, "komt 0 keer voor"),
     (twice, "komt 2 keer voor"), (dimension, "nieuwe dimensie (Bedrijfsgrootte)"), (no_place, "andere dimensies"),
     (repeated, "twee keer voor"), (null, "leeg zonder reden"), (word, "geen getal")],
)  # fmt: skip
def test_a_table_that_changed_shape_is_not_published(get, cbs, change, reason):
    change(cbs)
    found = get()
    assert found.outcome == "nakijken"
    assert reason in found.reason


def test_a_change_that_only_the_fingerprint_sees_is_looked_at_first(get, cbs):
    before = get().snapshot
    cbs.version, cbs.measures[0]["Decimals"] = "202402140200", 0
    found = get(Known(before.version, before.shape.fingerprint, before.shape.parts))
    assert found.outcome == "nakijken"
    assert "anders opgebouwd: “Openstaande vacatures” heeft nu 0 decimalen en had er 1" in found.reason
    before.discard()
    assert get(Known(before.version, found.pending)).outcome == "nieuw"


@pytest.mark.parametrize("fault", ["reset", "truncated", "html"])
def test_where_the_service_breaks_off_the_download_of_the_table_says_the_same(get, cbs, fault):
    first = get().snapshot
    usual = list(first.observations())
    first.discard()
    cbs.fault, cbs.download = fault, f"HERE/CSV/CBS/nl/{TABLE}"
    snapshot = get().snapshot
    assert sorted(snapshot.observations(), key=lambda one: one.key) == sorted(usual, key=lambda one: one.key)


@pytest.mark.parametrize(
    ("download", "packed"),
    [
        ("", b""),
        (f"https://elders.example/csv/CBS/nl/{TABLE}", b""),
        (f"HERE/csv/CBS/nl/{TABLE}", b"geen zip"),
        (f"HERE/csv/CBS/nl/{TABLE}", zipped([{"Id": 1, "Value": None, "StringValue": "", "Anders": 2}])),
    ],
    ids=["none", "elsewhere", "no zip", "other columns"],
)
def test_a_download_that_is_strange_or_elsewhere_changes_nothing(get, cbs, download, packed):
    cbs.fault, cbs.download, cbs.packed = "reset", download, packed
    assert get().outcome == "niet bereikbaar"


DIMENSION, MEASURE = ["Perioden", "TimeDimension"], ["D1", "Vraag", "x 1.000", "1"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([[DIMENSION], [MEASURE]], [[], [MEASURE]], "de dimensie Perioden is verdwenen"),
        ([[], [MEASURE]], [[["RegioS", "GeoDimension"]], [MEASURE]], "er is een dimensie RegioS bijgekomen"),
        ([[DIMENSION], []], [[["Perioden", "Dimension"]], []], "de dimensie Perioden is van een andere soort"),
        ([[], [MEASURE]], [[], []], "de maat “Vraag” is verdwenen"),
        ([[], [MEASURE]], [[], [["D1", "Open", "x 1.000", "1"]]], "de maat “Vraag” heet nu “Open”"),
        ([[], [MEASURE]], [[], [["D1", "Vraag", "%", "1"]]], "de eenheid van “Vraag” is nu “%” en was “x 1.000”"),
        ([[], [MEASURE]], [[], [["D2", *MEASURE[1:]]]], "de maat “Vraag” heeft een andere code (D2 in plaats van D1)"),
        ([[], []], [[], [[f"D{n}", f"M{n}", "", ""] for n in range(9)]], "en nog 4 andere verschillen"),
        ("", [[], [MEASURE]], "wat er precies anders is, is niet bewaard"),
    ],
)  # fmt: skip
def test_every_difference_has_a_sentence(before, after, words):
    old, new = (json.dumps(parts) if parts else "" for parts in (before, after))
    assert cbs_changes.told(old, new).endswith(words)


RUBBISH = [
    b"", b"null", b"[]", b"1", b"{}", b'{"value": null}', b'{"value": {}}', b'{"value": [1]}', b'{"value": [[]]}',
    b'{"value": [{}]}', b'{"value": ["x"]}', b'{"value": [{"Id": true, "Value": 1}]}', b'{"value": [{"Id": -1}]}',
    b'{"value": [{"Id": 1e9, "Value": 1e999}]}', b'{"value": [], "@odata.nextLink": 5}', b"[" * 5000, b"\xff\xfe",
    b'{"value": [{"Id": 1, "Value": true, "Measure": "D003092", "Perioden": "2023KW01"}]}',
]  # fmt: skip


@pytest.mark.parametrize("name", ["Properties", "Dimensions", "MeasureCodes", "PeriodenCodes", "Observations"])
def test_no_answer_of_whatever_kind_breaks_a_pull_or_gets_through(get, cbs, name):
    for body in RUBBISH:
        cbs.instead = {name: body}
        found = get()
        assert found.outcome in {"nakijken", "niet bereikbaar"}, body
        assert found.snapshot is None


def test_an_unknown_table_is_told(get):
    assert "bestaat niet (meer)" in get(query=Query("83599ned", QUERY.measures)).reason


def test_a_filter_that_cbs_does_not_know_is_told(get, cbs):
    cbs.dimensions[0]["Identifier"] = "Bedrijfstak"
    query = Query(TABLE, QUERY.measures, "Bedrijfstak", BRANCHES, QUERY.regions)
    assert get(query=query).outcome == "nakijken"


ELSEWHERE = ["http://elders.example/CBS/x", "https://127.0.0.1/CBS/", "../../etc", "file:///x", "//x/CBS/"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_only_addresses_below_the_base_are_read(reader, address):
    with pytest.raises(Refused):
        reader.within(address)


def test_a_host_that_is_not_there_is_unreachable(waiting, tmp_path):
    found = pull(Reader("http://127.0.0.1:9/CBS", sleep=waiting.sleep), QUERY, NOW, folder=tmp_path)
    assert found.outcome == "niet bereikbaar"
    assert len(waiting.slept) == 2


def test_fetched_figures_replace_the_shipped_ones_and_the_older_value_stays_known(get):
    fetched = list(get().snapshot.observations())
    frame = table((*observations(), *fetched))
    one = {(seen.key, seen.edition) for seen in newest(frame)["observation"] if seen.region.code == "PV23"}
    assert (("vacatures_open", "350000", "PV23", "2023KW02"), "202311140200") in one
    assert len(frame) == len(observations()) + len(fetched)


def test_the_tables_that_feed_the_tafels_are_described():
    tables = {query.table: query for query in queries()}
    assert set(tables) == {"80472ned", "83599NED"}
    assert len(tables["80472ned"].branches) == 11
    assert tables["83599NED"].approximate == {"428100", "391600", "307500"}
