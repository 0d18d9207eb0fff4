"""Comparisons that may be printed: the right quarter, within the rounding, and never out of nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from factsheets.catalogue import indicators, regions
from factsheets.dutch import number, rounded
from factsheets.figures import compare, ranked, top, track, year_earlier
from factsheets.frame import newest, table
from factsheets.headline import headline
from factsheets.observation import Observation, Period, period
from tests.factsheets.sure import sure

NL = regions()["NL01"]


def seen(code, value, indicator="vacatures_open", region=NL, branch="x", **more):
    told: dict[str, Any] = {"value": value, "missing": "geheim" if value is None else None, **more}
    return Observation(indicator=indicator, region=region, period=period(code), branch=branch, source="cbs",
                       unit=indicators()[indicator].unit, **told)  # fmt: skip


def series(values, **more):
    rows = [seen(code, value, **more) for code, value in values.items()]
    return sure(track(table(rows), "vacatures_open", "NL01", ("x",)))


def change_of(values):
    return sure(year_earlier(series(values)))


def test_a_quarter_is_compared_with_the_same_quarter_of_the_year_before():
    change = change_of({"2022KW03": 20.0, "2023KW02": 90.0, "2023KW03": 26.0})
    assert (change.then.period.code, change.words) == ("2022KW03", "30% meer")


def test_year_rows_between_quarters_are_no_fifth_quarter():
    found = series({"2022JJ00": 99.0, "2022KW04": 20.0, "2023KW01": 21.0})
    assert [figure.period.code for figure in found.figures] == ["2022KW04", "2023KW01"]


def test_without_the_quarter_before_there_is_no_comparison():
    assert year_earlier(series({"2023KW02": 20.0, "2023KW03": 26.0})) is None


@pytest.mark.parametrize("values", [{"2022KW03": None, "2023KW03": 2.0}, {"2022KW03": 2.0, "2023KW03": None}])
def test_a_missing_figure_is_compared_with_nothing(values):
    found = series(values)
    assert compare(found.figures[1], found.figures[0]) is None


def test_a_missing_figure_says_so_and_is_not_zero():
    figure = series({"2023KW03": None}).figures[0]
    assert (figure.text, figure.amount) == ("geen cijfer (geheim)", None)


@pytest.mark.parametrize(
    ("indicator", "value", "text"),
    [("vacatures_open", 0.0, "minder dan 50"), ("vacatures_ontstaan", 0.0, "minder dan 500"),
     ("vacatures_open", 0.1, "100"), ("vacatures_open", 18.1, "18.100"), ("ww_uitkeringen", 0.0, "0"),
     ("uwv_spanning", 3.1, "3,10")],
)  # fmt: skip
def test_a_rounded_zero_is_less_than_half_a_step(indicator, value, text):
    frame = table([seen("2023KW03", value, indicator, branch="")])
    assert sure(sure(track(frame, indicator, "NL01", cadence="quarter")).last).text == text


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [(27.0, 26.6, "1% minder"), (3.0, 3.6, "600 meer"), (6.4, 6.2, "200 minder"), (0.4, 0.4, "gelijk"),
     (0.4, 0.5, "ongeveer gelijk"), (0.0, 0.4, "400 meer"), (0.3, 0.0, "300 minder"), (100.0, 100.2, "200 meer")],
)  # fmt: skip
def test_a_difference_is_told_as_far_as_the_rounding_allows(then, now, words):
    assert change_of({"2022KW03": then, "2023KW03": now}).words == words


def test_a_sum_with_a_missing_part_is_at_least_that_and_is_not_compared():
    rows = [seen("2022KW03", 5.0, branch="a"), seen("2022KW03", 1.0, branch="b"), seen("2023KW03", 5.0, branch="a"),
            seen("2023KW03", None, branch="b")]  # fmt: skip
    found = sure(track(table(rows), "vacatures_open", "NL01", ("a", "b")))
    assert sure(found.last).text == "ten minste 5.000"
    assert year_earlier(found) is None


@pytest.mark.parametrize(
    ("code", "day", "stale"),
    [("2023KW03", date(2024, 3, 31), False), ("2023KW03", date(2024, 4, 1), True),
     ("2023JJ00", date(2025, 6, 30), False),
     ("2023JJ00", date(2025, 7, 1), True), ("2024MM02", date(2024, 5, 31), False),
     ("2024MM02", date(2024, 6, 1), True)],
)  # fmt: skip
def test_a_quarter_is_old_after_six_months_and_a_year_after_eighteen(code, day, stale):
    frame = table([seen(code, 1.0)])
    found = sure(track(frame, "vacatures_open", "NL01", ("x",), period(code).kind))
    assert sure(found.last).stale(day) is stale


def test_a_later_edition_counts_and_the_earlier_stays():
    fetched = datetime(2024, 2, 14, tzinfo=UTC)
    rows = [seen("2023KW03", 26.6, edition="2023KW03"), seen("2023KW03", 26.9, edition="2024", retrieved=fetched)]
    for order in (rows, rows[::-1]):
        frame = table(order)
        assert [one.value for one in newest(frame)["observation"]] == [26.9]
        assert len(frame) == 2


def places(values):
    codes = [code for code, region in regions().items() if region.kind == "gemeente"]
    rows = [seen("2021MM04", value, "fonds_inwoners_aanvragen", regions()[code], branch="")
            for code, value in zip(codes, values, strict=False)]  # fmt: skip
    frame = table(rows)
    return ranked(sure(track(frame, row.indicator, row.region.code)).figures[0] for row in rows)


@pytest.mark.parametrize(
    ("values", "wanted", "shown"),
    [([9, 8, 7, 6], 2, 2), ([9, 8, 8, 8], 2, 1), ([9, 9, 9, 1], 2, 3), ([5, 5, 5], 2, 3), ([9], 8, 1), ([], 8, 0)],
)
def test_a_tie_is_never_cut_in_the_middle(values, wanted, shown):
    ahead, rest = top(places(values), wanted)
    assert (len(ahead), len(rest)) == (shown, len(values) - shown)


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 8))
def test_whatever_the_values_no_figure_outside_equals_one_inside(values, wanted):
    ahead, rest = top(places(values), wanted)
    assert not {figure.amount for figure in ahead} & {figure.amount for figure in rest}
    assert len(ahead) + len(rest) == len(values)
    assert bool(ahead) == bool(values)


def test_missing_places_come_last():
    assert [figure.amount for figure in places([None, 3, 5])] == [5, 3, None]


def test_the_headline_holds_both_numbers_and_the_quarter_it_compares():
    found = series({"2019KW03": 18.0, "2021KW03": 28.0, "2022KW03": 27.0, "2023KW03": 26.6})
    assert headline(found, "in de bouw").replace("\u00a0", " ") == (
        "In het 3e kwartaal van 2023 stonden in de bouw in Nederland 26.600 vacatures open, 1% minder dan een jaar "
        "eerder (27.000), maar 48% meer dan vier jaar eerder (18.000)."
    )


def test_a_record_is_told_as_one():
    found = series({"2020KW03": 18.0, "2021KW03": 19.0, "2022KW03": 20.0, "2023KW02": 90.0, "2023KW03": 26.6})
    assert headline(found, "in de bouw").endswith(
        "Dat is het hoogste 3e kwartaal sinds de start van deze reeks in 2020.")  # fmt: skip


def test_a_record_within_the_rounding_is_none():
    found = series({"2020KW03": 18.0, "2021KW03": 26.5, "2022KW03": 20.0, "2023KW03": 26.6})
    assert "hoogste" not in headline(found, "in de bouw")


def test_without_figures_the_headline_says_so():
    assert headline(None, "in de bouw") == "Er zijn nog geen cijfers over vacatures in de bouw."
    assert headline(series({"2023KW03": None}), "in de bouw").startswith("Er zijn nog geen cijfers")


@given(st.dictionaries(st.sampled_from([f"{y}KW{q:02d}" for y in range(2017, 2024) for q in range(1, 5)]),
                       st.one_of(st.none(), st.integers(0, 900).map(lambda n: n / 10)), min_size=1))  # fmt: skip
def test_every_number_of_a_headline_is_in_the_series_or_between_two_of_it(values):
    found = series(values)
    told = headline(found, "in de bouw")
    if found.last:
        assert found.last.text in told
    change = year_earlier(found)
    assert (change is not None) == ("jaar eerder" in told)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(345947, 0, "345.947"), (-16.8, 1, "−16,8"), (5.25, 1, "5,3"), (0.05, 1, "0,1"), (1e9, 0, "1.000.000.000"),
     (-0.4, 0, "0"), (1234.5, 0, "1.235")],
)  # fmt: skip
def test_numbers_are_dutch_and_half_goes_up(value, decimals, text):
    assert number(value, decimals) == text


@given(st.decimals(-(10**12), 10**12, places=3))
def test_rounding_is_never_more_than_half_a_step_away(value):
    assert abs(rounded(value) - value) <= Decimal("0.5")


@given(st.sampled_from(["year", "quarter", "month", "week", "schoolyear"]), st.integers(1900, 2199), st.integers(0, 60))
def test_a_period_is_real_or_refused_and_reads_back(kind, year, place):
    try:
        made = Period(kind, year, place)
    except ValueError:
        return
    assert period(made.code) == made
    assert made.first <= made.last
    later = made.years_later(1)
    assert later is None or later.first > made.first


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_a_label_without_time(text):
    made = period(text)
    if made.kind == "other":
        with pytest.raises(ValueError, match="not a moment"):
            _ = made.first
