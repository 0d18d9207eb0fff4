"""What people type for a room is read or refused with a sentence: ends, directions, polls in a line, guests."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from handlers.feature import Now
from handlers.versnellingskamer import guests, lookup
from handlers.versnellingskamer.poll import Poll, read_poll
from handlers.versnellingskamer.templates import LONGEST_DIRECTION, read_directions
from handlers.versnellingskamer.until import LIVE, Unread, read_until, said_at, time_left
from tests.programs.at import AMSTERDAM
from tests.world import MONDAY

NOW = Now(MONDAY.astimezone(UTC), AMSTERDAM)


# --- until when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "minutes"), [
    ("over 20 minuten", 20), ("20 min", 20), ("Over een kwartier.", 15), ("over een uur", 60), ("half uur", 30),
    ("2 uur", 120), ("nog vijf minuten", 5),
])  # fmt: skip
def test_a_duration_counts_from_the_opening(words: str, minutes: int) -> None:
    assert read_until(words, NOW).minutes == minutes


@pytest.mark.parametrize(("words", "moment"), [
    ("15:00", "om 15:00 uur"), ("om 15.00 uur", "om 15:00 uur"), ("vrijdag 15:00", "vr 22 mei om 15:00 uur"),
    ("tot vrijdag om 15 uur", "vr 22 mei om 15:00 uur"), ("morgen 12:00", "di 19 mei om 12:00 uur"),
    ("29 mei", "vr 29 mei om 17:00 uur"), ("29 mei 16:00", "vr 29 mei om 16:00 uur"), ("vandaag", "om 17:00 uur"),
])  # fmt: skip
def test_a_moment_is_read_as_people_write_it(words: str, moment: str) -> None:
    at = read_until(words, NOW).at
    assert at is not None
    assert said_at(at, NOW) == moment


@pytest.mark.parametrize("words", ["", "  ", "live", "geen"])
def test_without_an_end_the_begeleider_closes(words: str) -> None:
    assert read_until(words, NOW) == LIVE


@pytest.mark.parametrize(("words", "because"), [
    ("straks", "kan ik niet als moment lezen"), ("8:00", "al voorbij"), ("vrijdag om 3 uur", "03:00 of 15:00"),
    ("maandag 10:00", "voluit"), ("9999 uur", "hooguit 62 dagen"), ("12 december 2027", "hooguit 62 dagen"),
    ("0 minuten", "minstens een minuut"), ("<!channel>", "kan ik niet als moment lezen"),
])  # fmt: skip
def test_an_end_that_is_not_certain_is_refused_with_how_to_write_it(words: str, because: str) -> None:
    with pytest.raises(Unread, match=because):
        read_until(words, NOW)


def test_an_end_on_the_night_of_the_change_of_clocks_is_that_of_the_wall() -> None:
    saturday = Now(datetime(2026, 10, 24, 12, 0, tzinfo=AMSTERDAM).astimezone(UTC), AMSTERDAM)
    at = read_until("morgen 12:00", saturday).at
    assert at is not None
    assert at - saturday.instant == timedelta(hours=25)


@given(st.text(max_size=80))
def test_whatever_is_typed_as_an_end_is_read_or_refused(words: str) -> None:
    with contextlib.suppress(Unread):
        assert read_until(words, NOW) == LIVE or read_until(words, NOW).from_now(NOW.instant) > NOW.instant  # type: ignore[operator]


def test_the_time_left_is_told_in_words() -> None:
    left = [time_left(NOW.instant + timedelta(minutes=each), NOW) for each in (0, 0.5, 12, 180, 4000)]
    assert left == ["de tijd is om", "nog 1 minuut", "nog 12 minuten", "nog 3 uur", "nog 2 dagen"]


# --- directions ------------------------------------------------------------------------------------------------------


def test_directions_are_read_from_notes_with_marks_numbers_and_explanations() -> None:
    found = read_directions(
        "- Stagepact: per gemeente\n2. Eén stageloket | voor alle scholen\n\n• Open dag om 12:00", "wegen"
    )
    assert [(each.number, each.text, each.explanation) for each in found.kept] == [
        (1, "Stagepact", "per gemeente"), (2, "Eén stageloket", "voor alle scholen"), (3, "Open dag om 12:00", ""),
    ]  # fmt: skip
    assert (found.notes, found.wrong) == ((), "")


def test_doubles_and_lines_without_words_are_left_out_and_told() -> None:
    found = read_directions("Stagepact\nstagepact \n🚲🚲\n\u200b\nLoket", "wegen")
    assert [each.text for each in found.kept] == ["Stagepact", "Loket"]
    assert found.notes == ("1 regel stond er dubbel en telt één keer.", "1 regel zonder woorden is weggelaten.")


@pytest.mark.parametrize(("text", "because"), [
    ("", "minstens twee"), ("   \n\u200b", "minstens twee"), ("Eén", "minstens twee"),
    ("x" * 10_000 + "\nLoket", "Te lang"),
    ("\n".join(f"Richting {number}" for number in range(31)), "hooguit 30"),
])  # fmt: skip
def test_directions_that_cannot_be_kept_are_refused_with_a_sentence(text: str, because: str) -> None:
    assert because in read_directions(text, "wegen").wrong


@given(st.text(max_size=80))
def test_whatever_is_pasted_is_kept_as_words_on_one_line_or_refused(text: str) -> None:
    found = read_directions(text, "wegen")
    if not found.wrong:
        assert all("\n" not in each.text and 0 < len(each.text) <= LONGEST_DIRECTION for each in found.kept)


# --- a poll in one line ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [
    '"Waar zitten we?" "Zwolle" "Kampen"', "“Waar zitten we?” “Zwolle” „Kampen”",
    '"Waar zitten we?", "Zwolle", "Kampen"',
    "Waar zitten we? Zwolle, Kampen", "Waar zitten we?\nZwolle\nKampen", "Waar zitten we? «Zwolle» «Kampen»",
    '"Waar zitten we?"\n"Zwolle"\n"Kampen"',
])  # fmt: skip
def test_a_poll_is_read_however_its_parts_are_told_apart(said: str) -> None:
    assert read_poll(said) == Poll("Waar zitten we?", ("Zwolle", "Kampen"))


def test_an_apostrophe_is_no_quote() -> None:
    assert read_poll('"Wie z\'n plan?" "Oma\'s plan" "Ben\'s plan"').answers == ("Oma's plan", "Ben's plan")


def test_what_cannot_be_told_apart_is_the_question() -> None:
    assert read_poll("Waar zitten we?") == Poll("Waar zitten we?", ())


@given(st.text(max_size=80))
def test_whatever_is_typed_as_a_poll_is_read(said: str) -> None:
    assert "\n" not in read_poll(said).question


# --- guests, keys ----------------------------------------------------------------------------------------------------


def test_guests_are_read_with_organisation_and_o() -> None:
    found = guests.read_guests("Anna de Vries, Deltion, onderwijs\nBen\nCem, Bakker, Zonen, Ondernemer\nDaan, overheid")
    assert [(each.name, each.organisation, each.sphere) for each in found.guests] == [
        ("Anna de Vries", "Deltion", "onderwijs"), ("Ben", "", ""), ("Cem", "Bakker, Zonen", "ondernemers"),
        ("Daan", "", "overheid"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "because"), [
    ("", "minstens één naam"), ("Anna, Deltion, onderwjis", "Bedoelde je “onderwijs”"),
    ("x" * 200, "kan ik niet lezen"),
    ("Anna, Deltion, iets", "Kies uit"), ("\n".join(f"Gast {number}" for number in range(101)), "hooguit 100"),
])  # fmt: skip
def test_guests_that_cannot_be_read_are_refused_with_a_sentence(text: str, because: str) -> None:
    assert because in guests.read_guests(text).wrong


@pytest.mark.parametrize("said", ["KAMER-7", "kamer-7", "Kamer 7", "kamer\u20117", "7", "KAMER7.", "“KAMER-7”"])
def test_a_room_is_named_by_its_key(said: str) -> None:
    assert lookup.room_number(said) == 7


@pytest.mark.parametrize("said", ["", "BOUW-7", "KAMER-", "zeven", "KAMER-1234567890"])
def test_other_words_name_no_room(said: str) -> None:
    assert lookup.room_number(said) is None
