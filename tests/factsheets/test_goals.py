"""Goals against results: the bands, the slope that outliers do not bend, and a line that promises nothing."""

import struct
import subprocess
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, strategies as st

from factsheets import catalogue, goals_chart, goals_page, readings, shipped, trend
from factsheets.goals import Goal, Standing, Told, amount, careful, settled, when
from factsheets.trend import theil_sen
from tests.factsheets.sure import sure
from tests.programs import launch

TODAY = date(2026, 5, 18)
FIRST = date(2026, 1, 1)


def goal(low=400.0, high=None, until=date(2027, 12, 31)):
    return Goal(key="proef", name="Proef", unit="trajecten", low=low, high=high, until=until)


def told(days, value, source="Rapportage", edition=""):
    return Told(on=FIRST + timedelta(days=days), value=value, source=source, edition=edition)


def standing(*said, **bounds):
    return Standing(goal(**bounds), said)


def shipped_standing(key):
    seen, aim = shipped.observations(), readings.shipped_goal(catalogue.goals()[key])
    return Standing(aim, readings.told(key, seen), readings.also(key, seen), readings.since(key))


# --- bands -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "words", "value", "place", "met", "percent"),
    [
        (530, None, "minstens 530", 529, "onder", False, 99),
        (530, None, "minstens 530", 1025, "erin", True, 193),
        (None, 2, "hoogstens 2", 2, "erin", True, 100),
        (None, 2, "hoogstens 2", 3, "erboven", False, 150),
        (2500, 5000, "2.500 tot 5.000", 2499, "onder", False, 99),
        (2500, 5000, "2.500 tot 5.000", 5000, "erin", True, 200),
        (55, 60, "55 tot 60", 457, "erboven", True, 830),
        (400, 400, "400", 400, "erin", True, 100),
        (None, 0, "hoogstens 0", 0, "erin", True, 100),
    ],
)
def test_a_value_stands_below_in_or_above_what_was_aimed_at(low, high, words, value, place, met, percent):
    found = goal(low, high)
    assert (found.target, found.place(value), found.met(value), found.percent(value)) == (words, place, met, percent)


@given(st.integers(1, 10**9), st.integers(0, 10**10))
def test_a_hundred_per_cent_is_never_too_early(bound, value):
    found = goal(float(bound))
    assert (found.percent(value) >= 100) == found.met(value)


@pytest.mark.parametrize(("low", "high"), [(None, None), (5.0, 4.0)])
def test_a_goal_without_sense_is_none(low, high):
    with pytest.raises(ValueError, match="proef"):
        goal(low, high)


@given(st.lists(st.floats(0, 1e9), min_size=1))
def test_of_what_sources_say_the_least_favourable_counts(values):
    assert careful(goal(), values) == min(values)
    assert careful(goal(None, 2.0), values) == max(values)


@pytest.mark.parametrize(
    ("value", "words"), [(1300, "1.300"), (37000, "37.000"), (12.5, "12,5"), (0, "0"), (100, "100"), (0.25, "0,25")]
)
def test_values_are_written_as_dutch_people_do(value, words):
    assert amount(float(value)) == words


def test_a_day_at_the_end_of_a_month_is_called_by_its_month():
    assert (when(date(2021, 4, 30)), when(date(2026, 3, 1))) == ("april 2021", "1 maart 2026")


# --- what was said ---------------------------------------------------------------------------------------------------


def test_the_last_word_of_a_source_counts_and_the_older_ones_stay():
    [found] = settled([told(0, 310), told(0, 320), told(0, 320), told(0, 330)])
    assert (found.value, [each.value for each in found.was]) == (330, [310, 320])


def test_two_sources_about_one_day_are_both_kept():
    found = standing(told(0, 10, "A"), told(0, 12, "B"), told(31, 20, "A"))
    [against] = found.contradictions
    assert [each.value for each in against.readings] == [10, 12]
    assert against.sentence(found.goal) == "Proef, 1 januari 2026: 10 (A) en 12 (B)."
    assert found.track == ((FIRST + timedelta(days=31), 20),)


@given(st.permutations([told(day, value, source) for day, value, source in
                        ((0, 10, "A"), (0, 12, "B"), (40, 12, "A"), (40, 12, "B"), (90, 30, "A"))]))  # fmt: skip
def test_between_sources_the_order_in_which_they_came_makes_no_difference(said):
    found = standing(*said)
    assert found.readings == standing(*sorted(said, key=lambda each: (each.on, each.source))).readings
    assert (found.shown, found.disputed, len(found.contradictions)) == ("30", False, 1)


def test_newest_readings_that_differ_are_shown_both():
    found = standing(told(0, 10, "A"), told(0, 12, "B"))
    assert (found.shown, found.value, found.disputed) == ("10 of 12", 10, True)


def test_what_was_there_before_the_goal_began_counts_where_it_decides():
    found = shipped_standing("samenwerking_aanvragen_2021")
    assert (found.value, found.baseline, found.counts, found.met) == (12, 4, (8, 12), False)
    assert goals_page.state(found, TODAY) == ("◐", "hangt af van de telling")
    other = shipped_standing("werkgevers_aanvragen_2021")
    assert (other.value, other.baseline, other.counts, other.met) == (457, 63, (457,), True)


@pytest.mark.parametrize("key", ["samenwerking_trajecten_2021", "werkgevers_trajecten_2021"])
def test_what_counts_from_before_the_goal_is_not_reached_while_nobody_knows_how_much_there_was(key):
    found = shipped_standing(key)
    assert found.goal.met(sure(found.value))
    assert (found.met, found.unproven) == (False, True)
    assert goals_page.state(found, TODAY) == ("◐", "hangt af van de telling")
    assert found.before_start == (
        "De teller loopt al vanaf 1 januari 2019, en dit doel begint op 1 januari 2020. Hoeveel er toen al waren, is "
        "niet bekend."
    )


def test_what_stood_there_at_the_start_or_what_came_since_decides_it():
    found = shipped_standing("samenwerking_trajecten_2021")
    at_the_start = Told(on=date(2019, 12, 31), value=100, source="Ontwikkelfonds")
    known = Standing(found.goal, (at_the_start, *found.told), since=found.since)
    assert (known.met, known.unproven) == (True, False)
    enough = Told(on=date(2021, 12, 1), value=1106 + 900, source="Ontwikkelfonds")
    since = Standing(found.goal, (*found.told, enough), since=found.since)
    assert (since.met, since.unproven) == (True, False)


@pytest.mark.parametrize(
    ("said", "bounds", "words"),
    [
        ((told(0, 390), told(200, 410)), {}, "gehaald na de streefdatum"),
        ((told(0, 390), told(200, 900)), {"high": 500}, "ruim gehaald na de streefdatum"),
        ((told(0, 400), told(200, 410)), {}, "gehaald"),
        ((told(0, 390, "A"), told(0, 410, "B"), told(200, 410)), {}, "gehaald na de streefdatum"),
        ((told(0, 1), told(200, 2)), {"low": None, "high": 2.0}, "binnen de grens"),
    ],
)
def test_what_is_reached_after_the_target_date_is_late(said, bounds, words):
    found = standing(*said, until=FIRST + timedelta(days=100), **bounds)
    assert goals_page.state(found, TODAY) == ("●", words)
    late = " (1 na de streefdatum)" if "na de" in words else ""
    assert goals_page.headline([found], TODAY).startswith(f"1 van de 1 doelen is gehaald{late}.")


# --- the slope -------------------------------------------------------------------------------------------------------


def test_the_slope_is_that_of_the_published_example():
    """Hollander & Wolfe, the effect of cloud seeding: five years, ten slopes, their median is -0.056."""
    ratios = (1.26, 1.27, 1.12, 1.16, 1.03)
    found = sure(theil_sen(list(enumerate(ratios, start=1))))
    assert found.middle == pytest.approx(-0.05625)
    assert [found.low, found.high] == pytest.approx([-0.15, 0.04])


def test_the_slope_and_its_range_by_hand():
    """Points 0:0 1:1 2:4 have the slopes 1, 2 and 3."""
    found = sure(theil_sen([(0, 0), (1, 1), (2, 4)]))
    assert (found.middle, found.low, found.high) == (2, 1, 3)


def test_nothing_can_be_said_of_one_moment():
    assert theil_sen([]) is None
    assert theil_sen([(1, 2)]) is None
    assert theil_sen([(1, 2), (1, 5)]) is None


points = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 10**6)), min_size=3, max_size=25,
                  unique_by=lambda point: point[0])  # fmt: skip


@given(points)
def test_the_slope_lies_in_its_range_and_in_that_of_its_pairs(some):
    found = sure(theil_sen(some))
    assert found.low <= found.middle <= found.high
    steps = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(sorted(some))]
    assert min(steps) - 1e-9 <= found.low
    assert found.high <= max(steps) + 1e-9


@given(points, st.integers(-50, 50), st.integers(-1000, 1000), st.integers(1, 20))
def test_tilting_lifting_and_stretching_do_to_the_slope_what_they_do_to_the_points(some, tilt, lift, times):
    found, moved = sure(theil_sen(some)), sure(theil_sen([(x, times * y + tilt * x + lift) for x, y in some]))
    assert moved.middle == pytest.approx(times * found.middle + tilt, abs=1e-6)


@given(points, st.randoms(use_true_random=False))
def test_the_order_of_the_points_makes_no_difference(some, chance):
    mixed = some.copy()
    chance.shuffle(mixed)
    assert theil_sen(mixed) == theil_sen(some)


@given(st.integers(0, 100), st.integers(8, 20), st.data())
def test_one_wrong_reading_does_not_bend_a_straight_row(pace, long, data):
    place, wrong = data.draw(st.integers(0, long - 1)), data.draw(st.integers(0, 10**9))
    row = [(x, pace * x if x != place else wrong) for x in range(long)]
    assert sure(theil_sen(row)).middle == pace


# --- the line to the target date -------------------------------------------------------------------------------------

ROW = (told(0, 100), told(31, 140), told(59, 175), told(90, 215))


def test_a_steady_row_is_drawn_on_with_its_range_and_promises_nothing():
    """By hand: the pairs rise 35/28 to 40/31 a day, and 639 days lie ahead: 1.013 to 1.039, to two figures outwards."""
    found = sure(trend.forecast(standing(*ROW), TODAY))
    assert (found.low, found.high) == (1000, 1100)
    assert trend.sentence(standing(*ROW), TODAY) == (
        "Gaat het zo door (39 per maand, over 4 metingen), dan staat de teller op 31 december 2027 tussen 1.000 en "
        "1.100; het doel is minstens 400. Dit is een doorgetrokken lijn, geen voorspelling."
    )
    assert trend.word(standing(*ROW), TODAY) == "stijgt, 39 per maand"


@pytest.mark.parametrize(
    ("said", "until", "why"),
    [
        ((), date(2027, 12, 31), "Er is nog geen meting."),
        ((), date(2025, 12, 31), "De streefdatum (31 december 2025) is voorbij. Er is geen meting bekend."),
        (ROW[:2], date(2027, 12, 31), "Te weinig metingen voor een vooruitblik: 2 van de minstens 3."),
        (ROW[:3], date(2027, 12, 31), "ze liggen minder dan 90 dagen uit elkaar."),
        (ROW, None, "Dit doel heeft geen streefdatum"),
        (ROW, date(2026, 4, 15), "de laatste meting is van 1 april 2026. Hoe het afliep is hier niet bekend."),
        ((*ROW, told(135, 390)), date(2026, 5, 1), "de laatste meting is van 16 mei 2026: 390."),
        ((*ROW, told(100, 400)), date(2026, 5, 1), "Het doel was toen al gehaald."),
        ((*ROW, told(100, 90)), date(2027, 12, 31), "De teller daalt: van 215 (1 april 2026) naar 90 (11 april 2026)."),
        ((told(-500, 1), told(-440, 2), told(-400, 3)), date(2027, 12, 31), "te oud om een lijn"),
        ((told(0, 1), told(0, 2, "B"), told(40, 3), told(99, 5)), date(2027, 12, 31), "het eens zijn"),
    ],
)  # fmt: skip
def test_no_line_is_drawn_without_reason_and_the_reason_is_said(said, until, why):
    found = standing(*said, until=until)
    assert trend.forecast(found, TODAY) is None
    assert why in trend.sentence(found, TODAY)


def test_what_was_is_told_as_what_was():
    assert trend.word(shipped_standing("inwoners_2021"), TODAY) == "steeg, 160 per maand"
    assert trend.word(shipped_standing("inwoners_2021"), date(2021, 6, 1)) == "stijgt, 160 per maand"
    assert trend.word(shipped_standing("samenwerking_aanvragen_2021"), TODAY) == (
        "tempo veranderd: eerst 0,7 per maand, tussen december 2020 en april 2021 geen groei"
    )


STALLED = tuple(Told(on=date(2026, month, 1), value=100.0 * month, source="Q") for month in range(1, 6))


def test_after_a_stall_the_old_pace_is_not_drawn_on():
    found = standing(*STALLED, Told(on=date(2026, 11, 20), value=505, source="Q"))
    paces = "eerst 100 per maand, sinds 1 mei 2026 ongeveer 0,7 per maand"
    assert trend.word(found, date(2026, 11, 21)) == f"tempo veranderd: {paces}"
    assert trend.sentence(found, date(2026, 11, 21)) == (
        f"Het tempo is veranderd: {paces}. Daarom is er geen vooruitblik."
    )


def test_a_shipped_goal_that_was_measured_again_after_years_does_not_rise_as_it_did():
    shipped_one = shipped_standing("inwoners_2021")
    again = Told(on=date(2026, 3, 1), value=1800, source="Rapportage Q1")
    found = trend.word(Standing(shipped_one.goal, (*shipped_one.told, again)), TODAY)
    assert found == "tempo veranderd: eerst 160 per maand, sinds april 2021 ongeveer 1,9 per maand"


def test_where_sources_dispute_the_newest_day_the_trend_is_about_what_was():
    found = standing(*ROW, told(130, 250), told(130, 260, "B"))
    assert trend.word(found, TODAY) == "steeg, 39 per maand"
    assert trend.sentence(found, TODAY) == (
        "De bronnen zijn het oneens over de nieuwste meting (11 mei 2026), dus er is geen vooruitblik."
    )


@pytest.mark.parametrize(("days", "words"), [(364, "stijgt"), (365, "steeg")])
def test_a_reading_is_of_now_for_a_year(days, words):
    assert trend.word(standing(*ROW), ROW[-1].on + timedelta(days=days)).startswith(words)


stretches = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 3000)), min_size=3, max_size=15)


def rows_until_today(steps):
    days, total, said = -sum(days for days, _ in steps), 0, []
    for stretch, step in steps:
        said.append(Told(on=TODAY + timedelta(days=days), value=float(total), source="Q"))
        days, total = days + stretch, total + step
    return standing(*said, Told(on=TODAY, value=float(total), source="Q"), until=TODAY + timedelta(days=500))


@given(stretches)
@example([(30, 100), (30, 100), (30, 100), (30, 100), (200, 1)])
@example([(30, 100), (30, 120), (30, 90), (95, 0)])
@example([(30, 1), (30, 1), (30, 1), (95, 3000)])
def test_the_range_holds_the_recent_pace_drawn_on_or_there_is_none(steps):
    found = rows_until_today(steps)
    ahead = trend.forecast(found, TODAY)
    if ahead is None:
        return
    last, total = found.track[-1]
    on, stood = next((on, stood) for on, stood in reversed(found.track) if (last - on).days >= trend.SHORTEST)
    drawn_on = total + (total - stood) / (last - on).days * 500
    assert ahead.low <= drawn_on * (1 + 1e-9)
    assert ahead.high >= drawn_on * (1 - 1e-9)


@given(st.integers(1, 5000), st.integers(3, 12), st.integers(90, 360), st.integers(0, 49))
def test_a_row_that_stalls_for_a_season_is_never_drawn_on_by_its_old_pace(pace, months, still, part):
    """Steady first, and then for at least three months less than half of that."""
    steps = [(30, pace)] * months + [(still, pace * still * part // 3000)]
    found = rows_until_today(steps)
    assert trend.forecast(found, TODAY) is None
    assert "Het tempo is veranderd" in trend.sentence(found, TODAY)


@given(st.integers(1, 5000), st.integers(4, 12))
def test_a_steady_row_did_not_change(pace, months):
    assert trend.forecast(rows_until_today([(30, pace)] * months), TODAY) is not None


rising = st.lists(st.integers(0, 5000), min_size=4, max_size=12)


@given(rising, st.integers(1, 800))
@example([0, 0, 0, 0], 300)
def test_a_count_never_ends_below_where_it_stands_nor_upside_down(steps, ahead):
    total, said = 0, []
    for place, step in enumerate(steps):
        total += step
        said.append(told(30 * place - 200, float(total)))
    last = said[-1].on
    assume((TODAY - last).days >= 0)
    found = trend.forecast(standing(*said, until=TODAY + timedelta(days=ahead)), TODAY)
    if found is not None:
        assert found.low <= found.high
        assert found.high >= total
        assert found.low >= total * 0.9  # rounded down to two figures


# --- what ships with the product -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "newest"),
    [
        ("inwoners_2021", [1689]), ("werkgevers_aanvragen_2021", [457]), ("werkgevers_trajecten_2021", [1025]),
        ("samenwerking_aanvragen_2021", [12]), ("samenwerking_trajecten_2021", [1106]),
        ("fonds_trajecten", [2029, 2053]), ("communicatie_bereik", [345947, 35947]), ("sectortafels_gepland", [9]),
        ("werk_naar_werk", []), ("experiment_aanvragen_2021", []),
    ],
)  # fmt: skip
def test_the_results_are_those_that_were_reported(key, newest):
    assert sorted({each.value for each in shipped_standing(key).newest}) == sorted(newest)


@pytest.mark.parametrize("key", ["inwoners_2021", "werkgevers_aanvragen_2021"])
def test_months_added_up_are_the_total_that_was_reported(key):
    """The running total is made of other rows than the reported one; where they meet they agree."""
    seen = shipped.observations()
    parts = catalogue.goals()[key]
    reported = {each.period.last: each.value for each in seen
                if each.indicator == parts.indicator and each.region.code == readings.REGION
                and each.edition == "2021-04"}  # fmt: skip
    added = {each.on: each.value for each in readings.told(key, seen) if each.edition == "2021-04"}
    assert reported == {on: value for on, value in added.items() if on in reported}
    assert len(added) > len(reported)


def test_an_earlier_edition_stays_in_the_history():
    found = {each.on: each for each in shipped_standing("werkgevers_aanvragen_2021").readings
             if each.last.source == "Ontwikkelfonds"}  # fmt: skip
    february = found[date(2021, 2, 28)]
    assert (february.value, [each.value for each in february.was]) == (364, [351])


def test_all_that_contradicts_itself_is_found_and_nothing_else():
    found = {key: [sorted(each.value for each in one.readings) for one in shipped_standing(key).contradictions]
             for key in catalogue.goals()}  # fmt: skip
    assert {key: values for key, values in found.items() if values} == {
        "fonds_trajecten": [[2029, 2053]],
        "communicatie_bereik": [[35947, 345947]],
        "werkgevers_aanvragen_2021": [[290, 330]],
    }


def test_every_goal_has_its_period_and_its_rule():
    goals = {key: readings.shipped_goal(each) for key, each in catalogue.goals().items()}
    assert {each.until for each in goals.values()} == {date(2023, 12, 31), date(2021, 12, 31), None}
    assert goals["onderzoekslabs"].target == "hoogstens 2"
    assert goals["llo_aandeel"].target == "10%"
    assert goals["llo_bereik"].target == "37.000"


# --- the picture -----------------------------------------------------------------------------------------------------


def everything():
    return [shipped_standing(key) for key in catalogue.goals()]


def test_the_page_is_the_same_until_something_on_it_changes():
    page = goals_page.page(everything(), TODAY)
    assert page.state == goals_page.page(everything(), TODAY + timedelta(days=90)).state
    changed = [Standing(each.goal, (*each.told, told(0, 99999))) for each in everything()[:1]]
    assert goals_page.page(changed, TODAY).state != page.state


def test_the_picture_has_its_size_and_says_all_its_values_in_words():
    page = goals_page.page(everything(), TODAY)
    made = goals_chart.pictures(page, TODAY)
    sizes = [struct.unpack(">II", png[16:24]) for png in (made.large, made.small)]
    assert sizes == [(1200, 900), (1024, 768)]
    for value in ("1.689", "35.947 of 345.947", "minstens 9.500", "Geen meting bekend"):
        assert value in page.alt


@pytest.mark.parametrize("amount_of_goals", [0, 1, 25])
def test_few_goals_and_many_fit_on_one_picture(amount_of_goals):
    name = "Een doel met een naam die zo lang is als een naam maar mag zijn, en die dus op twee regels komt " * 2
    many = [
        Standing(
            Goal(key=str(place), name=name[:150], unit="#", low=10.0, high=None),
            (told(0, place, "<b>*Bron*</b>"), told(0, place * 7.0, "B")),
        )
        for place in range(amount_of_goals)
    ]
    page = goals_page.page(many, TODAY)
    assert goals_chart.pictures(page, TODAY).large.startswith(b"\x89PNG")
    assert bool(page.more) == (amount_of_goals > goals_page.MOST_ROWS)


def test_the_web_process_can_do_all_this_without_pandas_and_typst():
    program = "import sys, factsheets.trend, factsheets.readings, factsheets.goals_page, handlers.koers; "
    program += "print(sorted({'pandas', 'numpy', 'typst', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run(
        launch.command("-c", program), env=launch.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
