"""The states of a room: no illegal step, one row per step, undo but never of a close."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from handlers.versnellingskamer import phases
from handlers.versnellingskamer.phases import Illegal
from storage.kamers import Step

NOW = datetime(2026, 5, 18, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def begun() -> Step:
    return phases.begin(now=NOW, by=1)


def opened(closes_at: datetime | None = None) -> Step:
    return phases.opened(begun(), closes_at=closes_at, now=NOW, by=1)


def test_a_room_goes_from_preparing_over_voting_and_talking_to_done() -> None:
    step = opened(NOW + HOUR)
    assert (step.number, step.phase) == (2, "wegen")
    step = phases.told(step, now=NOW + HOUR)
    assert step.phase == "bespreken"
    assert phases.finished(step, now=NOW + HOUR, by=1).phase == "afgerond"


def test_a_vote_is_open_until_just_before_its_end() -> None:
    step = opened(NOW + HOUR)
    assert phases.is_open(step, NOW + HOUR - timedelta(microseconds=1))
    assert not phases.is_open(step, NOW + HOUR)
    assert phases.is_over(step, NOW + HOUR)


def test_a_vote_that_was_closed_stays_closed_when_the_clock_is_set_back() -> None:
    step = phases.closed(opened(), now=NOW + HOUR, by=1)
    assert phases.is_over(step, NOW)
    with pytest.raises(Illegal, match="er wordt al geteld"):
        phases.extended(step, HOUR, now=NOW, by=1)


@pytest.mark.parametrize("what", [
    lambda step: phases.extended(step, HOUR, now=NOW, by=1),
    lambda step: phases.moved(step, NOW + HOUR, now=NOW, by=1),
    lambda step: phases.closed(step, now=NOW, by=1),
    lambda step: phases.told(step, now=NOW),
])  # fmt: skip
def test_what_belongs_to_a_vote_cannot_be_done_before_it_opens(what: Callable[[Step], Step]) -> None:
    with pytest.raises(Illegal):
        what(begun())


def test_a_vote_does_not_open_with_an_end_that_has_been() -> None:
    with pytest.raises(Illegal, match="al voorbij"):
        opened(NOW)


def test_a_vote_that_is_open_opens_no_second_time_and_is_not_finished() -> None:
    with pytest.raises(Illegal, match="al geopend"):
        phases.opened(opened(), closes_at=None, now=NOW, by=1)
    with pytest.raises(Illegal, match="Sluit eerst"):
        phases.finished(opened(), now=NOW, by=1)


def test_more_time_needs_an_end_and_an_end_can_come_and_go() -> None:
    with pytest.raises(Illegal, match="geen eindtijd"):
        phases.extended(opened(), HOUR, now=NOW, by=1)
    ends = phases.moved(opened(), NOW + HOUR, now=NOW, by=1)
    assert phases.extended(ends, HOUR, now=NOW, by=1).closes_at == NOW + 2 * HOUR
    assert phases.moved(ends, None, now=NOW, by=1).closes_at is None


# --- back ------------------------------------------------------------------------------------------------------------


def test_an_opening_is_taken_back_while_nobody_voted() -> None:
    steps = [begun(), opened(NOW + HOUR)]
    assert phases.undone(steps, voted=0, now=NOW, by=1).phase == "voorbereiden"
    with pytest.raises(Illegal, match="al gestemd"):
        phases.undone(steps, voted=1, now=NOW, by=1)


def test_more_time_is_taken_back_to_the_end_that_was() -> None:
    steps = [begun(), opened(NOW + HOUR)]
    steps.append(phases.extended(steps[-1], HOUR, now=NOW, by=1))
    assert phases.undone(steps, voted=3, now=NOW, by=1).closes_at == NOW + HOUR
    with pytest.raises(Illegal, match="al voorbij"):
        phases.undone(steps, voted=3, now=NOW + HOUR, by=1)


def test_two_steps_back_take_back_two_steps() -> None:
    steps = [begun(), opened(NOW + HOUR)]
    steps.append(phases.extended(steps[-1], HOUR, now=NOW, by=1))
    steps.append(phases.undone(steps, voted=0, now=NOW, by=1))
    steps.append(phases.undone(steps, voted=0, now=NOW, by=1))
    assert steps[-1].phase == "voorbereiden"
    with pytest.raises(Illegal, match="niets terug te nemen"):
        phases.undone(steps, voted=0, now=NOW, by=1)


def test_a_close_and_a_result_are_never_taken_back() -> None:
    steps = [begun(), opened()]
    steps.append(phases.closed(steps[-1], now=NOW, by=1))
    with pytest.raises(Illegal, match="niet weer open"):
        phases.undone(steps, voted=0, now=NOW, by=1)
    steps.append(phases.told(steps[-1], now=NOW))
    with pytest.raises(Illegal, match="niet weer open"):
        phases.undone(steps, voted=0, now=NOW, by=1)
    steps.append(phases.finished(steps[-1], now=NOW, by=1))
    assert phases.undone(steps, voted=0, now=NOW, by=1).phase == "bespreken"


def test_each_opening_has_a_number_of_its_own() -> None:
    steps = [begun(), opened()]
    first = phases.opening(steps)
    steps.append(phases.undone(steps, voted=0, now=NOW, by=1))
    assert phases.opening(steps) == 0
    steps.append(phases.opened(steps[-1], closes_at=None, now=NOW, by=1))
    assert phases.opening(steps) > first > 0


ACTS: Mapping[str, Callable[[list[Step], datetime, int], Step]] = {
    "open": lambda steps, now, _: phases.opened(steps[-1], closes_at=now + HOUR, now=now, by=1),
    "open without an end": lambda steps, now, _: phases.opened(steps[-1], closes_at=None, now=now, by=1),
    "extend": lambda steps, now, _: phases.extended(steps[-1], HOUR, now=now, by=1),
    "move": lambda steps, now, _: phases.moved(steps[-1], now + HOUR, now=now, by=1),
    "close": lambda steps, now, _: phases.closed(steps[-1], now=now, by=1),
    "tell": lambda steps, now, _: phases.told(steps[-1], now=now),
    "finish": lambda steps, now, _: phases.finished(steps[-1], now=now, by=1),
    "undo": lambda steps, now, voted: phases.undone(steps, voted=voted, now=now, by=1),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(-120, 120)), max_size=25))
def test_whatever_people_try_and_whatever_the_clock_does_a_result_is_never_undone(acts: list[tuple[str, int]]) -> None:
    steps, now, voted = [begun()], NOW, 0
    for act, minutes in acts:
        now += timedelta(minutes=minutes)
        was_told = any(each.what == "uitslag" for each in steps)
        with contextlib.suppress(Illegal):
            steps.append(ACTS[act](steps, now, voted))
        assert [each.number for each in steps] == list(range(1, len(steps) + 1))
        assert not was_told or steps[-1].phase in ("bespreken", "afgerond")
        voted += phases.is_open(steps[-1], now)
