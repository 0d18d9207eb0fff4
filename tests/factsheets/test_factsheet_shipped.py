"""The figures that come with the product: whole, traced to what was published, and nothing uncertain."""

from collections import Counter
from datetime import date

import pytest

from factsheets.catalogue import gemeenten, goals, indicators, regions, sectors, sources
from factsheets.figures import track
from factsheets.frame import table
from factsheets.observation import Missing, Observation, Period
from factsheets.shipped import observations
from tests.factsheets.editions import contradictions, revisions
from tests.factsheets.sure import sure


@pytest.fixture(scope="module")
def frame():
    return table(observations())


def history(frame, indicator, region, branch=""):
    rows = frame[(frame["indicator"] == indicator) & (frame["region"] == region) & (frame["branch"] == branch)]
    return list(rows["observation"])


def published(frame, indicator, region, period, branch=""):
    found = [o for o in history(frame, indicator, region, branch) if o.period.code == period]
    return [o.value for o in found]


# Read from CBS StatLine, tables 80472ned (Nederland) and 83599NED (provincies), in thousands.
@pytest.mark.parametrize(
    ("branch", "region", "period", "value"),
    [
        ("350000", "NL01", "2023KW03", 26.6), ("350000", "NL01", "2022KW03", 27.0),
        ("350000", "NL01", "2021KW01", 18.1),
        ("350000", "NL01", "2019KW01", 18.9), ("350000", "NL01", "2020KW02", 13.1), ("350000", "PV23", "2021KW01", 1.6),
        ("350000", "PV23", "2020KW01", 1.2), ("350000", "PV23", "2023KW02", 2.3), ("422400", "NL01", "2023KW03", 63.9),
        ("422400", "NL01", "2022KW03", 67.0), ("422400", "PV25", "2023KW02", 8.1), ("301000", "NL01", "2023KW03", 3.6),
        ("301000", "PV22", "2023KW02", 0.1), ("307500", "NL01", "2023KW03", 33.4), ("346600", "NL01", "2023KW03", 2.4),
        ("348000", "NL01", "2023KW03", 1.7), ("346600", "PV24", "2023KW02", 0.0), ("389100", "PV23", "2022KW02", 2.7),
    ],
)  # fmt: skip
def test_open_vacancies_are_those_that_cbs_published(frame, branch, region, period, value):
    assert published(frame, "vacatures_open", region, period, branch) == [value]


@pytest.mark.parametrize(
    ("indicator", "period", "values"),
    [
        ("fonds_inwoners_aanvragen", "2021MM04", [1689]), ("fonds_inwoners_aanvragen", "2021MM02", [1300]),
        ("fonds_werkgevers_aanvragen", "2021MM04", [457]), ("fonds_werkgevers_toegekend", "2021MM04", [352]),
        ("fonds_werkgevers_werknemers", "2021MM04", [1025]), ("fonds_samenwerking_toegekend", "2021MM04", [10]),
        ("fonds_werkgevers_ontvangen", "2021MM01", [37, 38]), ("fonds_werkgevers_ontvangen", "2021MM02", [27, 36]),
        ("fonds_inwoners_ontvangen", "2021MM04", [208]),
    ],
)  # fmt: skip
def test_the_ontwikkelfonds_is_as_it_was_reported_with_every_edition(frame, indicator, period, values):
    assert published(frame, indicator, "RZ20", period) == values


def test_every_tafel_has_all_its_quarters_in_every_region():
    counted = Counter((o.branch, o.table) for o in observations() if o.source == "cbs")
    branches = {branch for sector in sectors().values() for branch in sector.branches}
    assert counted == {(b, "80472ned"): 81 for b in branches} | {(b, "83599NED"): 104 for b in branches}


def test_requests_per_gemeente_add_up_to_what_the_reports_say(frame):
    for route, edition, total in (("inwoners", "2021MM04", 1689), ("inwoners", "2021MM02", 1300),
                                  ("werkgevers", "2021MM04", 450), ("werkgevers", "2021MM02", 342)):  # fmt: skip
        codes = [place.region.code for place in gemeenten()] + ["RZ-ONB"]
        found = [published(frame, f"fonds_{route}_aanvragen", code, edition) for code in codes]
        assert sum(value for values in found for value in values) == total


def test_nothing_uncertain_is_shipped(frame):
    told = set(frame["indicator"])
    assert not [name for name in told if any(word in name for word in ("afgewezen_", "vrouw", "leeftijd", "status"))]
    workers = history(frame, "fonds_samenwerking_werknemers", "RZ20")
    assert [(o.source, o.value) for o in workers] == [("jaarbeeld", 1106)]
    assert not {o.value for o in observations() if o.indicator.startswith("fonds_werkgevers")} & {86, 66, 76, 97}


def test_every_figure_says_where_it_is_from_and_of_which_edition():
    for seen in observations():
        assert seen.source in sources()
        assert seen.indicator in indicators()
        assert seen.region.code in regions()
        assert seen.edition
        assert (seen.retrieved, seen.status, seen.batch) == (None, "onbekend", "meegeleverd")
        assert bool(seen.table) == bool(seen.branch) == bool(seen.sbi) == (seen.source == "cbs")


def test_the_region_has_twenty_gemeenten_in_four_provinces():
    provinces = Counter(place.province for place in gemeenten())
    assert provinces == {"Overijssel": 10, "Gelderland": 5, "Drenthe": 3, "Flevoland": 2}
    assert len({place.region.code for place in gemeenten()}) == 20


def test_sources_that_contradict_each_other_are_both_kept(frame):
    found = {group[0].indicator: {o.source: o.value for o in group} for group in contradictions(frame)}
    assert found == {"bereik_online": {"jaarbeeld": 345947, "memo": 35947}}


def test_what_a_report_revised_is_known(frame):
    steps = {(step.before.period.words, step.before.value, step.after.value) for step in revisions(frame)}
    assert steps == {("2019", 62, 63), ("2020", 225, 227), ("januari 2021", 37, 38), ("februari 2021", 27, 36)}


def test_goals_name_figures_that_exist():
    assert len(goals()) == 19
    assert {goal.indicator for goal in goals().values()} - {""} <= set(indicators())
    assert (goals()["werk_naar_werk"].low, goals()["werk_naar_werk"].high) == (2500, 5000)
    assert goals()["omscholing"].high is None


def test_a_series_of_several_branches_is_their_sum(frame):
    last = sure(sure(track(frame, "vacatures_open", "NL01", sectors()["tech"].branches)).last)
    assert (last.text, last.parts, last.kind) == ("37.500", 3, "benadering")
    assert last.period == Period("quarter", 2023, 3)
    assert last.stale(date(2026, 11, 20))


def test_a_figure_has_a_value_or_a_reason():
    seen = observations()[0]
    wrong: list[tuple[float | None, Missing | None]] = [
        (None, None), (1.0, "geheim"), (float("nan"), None), (float("inf"), None)]  # fmt: skip
    for value, missing in wrong:
        with pytest.raises(ValueError, match="figure"):
            Observation(indicator=seen.indicator, region=seen.region, period=seen.period, unit=seen.unit,
                        source=seen.source, value=value, missing=missing)  # fmt: skip
