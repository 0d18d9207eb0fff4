"""A near word is a slip of the keyboard; letters that happen to be in common are none."""

import pytest

from handlers.near import nearest, slips

VERBS = ("nu", "aan", "uit", "status", "hulp", "vergelijk", "verloop")
KEYS = ("agri", "bouw", "zorg", "tech", "logistiek", "werk_naar_werk")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("statsu", "status"), ("staus", "status"), ("hlup", "hulp"), ("aann", "aan"), ("vergelyk", "vergelijk"),
        ("verglijkk", "vergelijk"), ("bouv", "bouw"), ("zrog", "zorg"), ("logistek", "logistiek"), ("Bouwe", "bouw"),
    ],
)  # fmt: skip
def test_a_slip_is_near(said: str, meant: str) -> None:
    assert nearest(said, (*VERBS, *KEYS)) == meant


@pytest.mark.parametrize("said", ["banaan", "maandag", "werk", "vrijdag", "25:00", "x", "na", "", "sport", "koffie"])
def test_what_only_looks_like_it_is_not(said: str) -> None:
    assert nearest(said, (*VERBS, *KEYS)) == ""


def test_between_two_that_are_as_near_nobody_guesses() -> None:
    assert nearest("raam", ("naam", "kaam")) == ""


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("", "abc", 3), ("bouw", "bouw", 0), ("ab", "ba", 1), ("abc", "ca", 3), ("kat", "kast", 1)],
)
def test_slips_are_counted(one: str, other: str, number: int) -> None:
    assert slips(one, other) == slips(other, one) == number
