"""A ballot of a Versnellingskamer: asked in pages, checked whole, and stored as a text whose length tells nothing."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from handlers.forms import ABSTAIN, Choose, Form, Number, Paragraph, Scale
from handlers.versnellingskamer import ballot_form, votes
from handlers.versnellingskamer.checks import CHOICE, check, field_of, reason_field
from handlers.versnellingskamer.votes import NO_GRADE, Ballot, Criterion, Direction, Vote
from tests import kamer_votes
from tests.kamer_votes import FIVE, HOSTILE, METHODS, OS, vote

STIPPEN, SCORE, AKKOORD, PEILING = (vote(method) for method in ("stippen", "score", "akkoord", "peiling"))
LONG = "Zonder begeleiding op de werkvloer haken leerlingen af. " * 6


# --- stored ----------------------------------------------------------------------------------------------------------


@given(st.data())
def test_a_ballot_comes_back_as_it_was(data: st.DataObject) -> None:
    asked = data.draw(kamer_votes.votes())
    said = data.draw(kamer_votes.good_ballots(asked))
    back = votes.decode(votes.encode(said, asked))
    told = {"dots": {n: dots for n, dots in said.dots.items() if dots}, "chosen": tuple(sorted(said.chosen))}
    assert msgspec.structs.replace(back, group="") == msgspec.structs.replace(said, group="", **told)


@given(st.data())
def test_every_ballot_of_a_vote_is_as_long(data: st.DataObject) -> None:
    asked = data.draw(kamer_votes.votes())
    one, other = (data.draw(kamer_votes.good_ballots(asked)) for _ in range(2))
    texts = [votes.encode(each, asked) for each in (one, other, Ballot())]
    assert len({len(text.encode()) for text in texts}) == len({len(text) for text in texts}) == 1


@pytest.mark.parametrize("text", ["x", "🙂" * 300, "é" * 300, "a" * 300, "e\u0301" * 150])
def test_what_a_reason_says_does_not_change_the_length(text: str) -> None:
    one, several = vote("akkoord", directions=1), vote("akkoord", directions=30)
    said = Ballot(consents={1: "bezwaar"}, reasons={1: text})
    for asked in (one, several):
        assert check(asked, said) == {}
        assert len(votes.encode(said, asked)) == len(votes.encode(Ballot(consents={1: None}), asked))


def test_thirty_full_reasons_do_not_make_a_ballot_of_50_kb() -> None:
    asked = vote("akkoord", directions=30)
    full = Ballot(consents=dict.fromkeys(range(1, 31), "zorg"), reasons=dict.fromkeys(range(1, 31), "z" * 50))
    assert check(asked, full) == {}
    assert len(votes.encode(full, asked)) < 3_000
    assert len(votes.encode(Ballot(), vote("score", directions=30, criteria=FIVE))) < 500


@given(st.data())
def test_the_same_ballot_is_the_same_text_in_whatever_order_it_was_filled_in(data: st.DataObject) -> None:
    asked = data.draw(kamer_votes.votes())
    said = data.draw(kamer_votes.good_ballots(asked))
    turned = msgspec.structs.replace(
        said, grades=dict(reversed(said.grades.items())), consents=dict(reversed(said.consents.items())),
        dots=dict(reversed(said.dots.items())), chosen=said.chosen[::-1],
    )  # fmt: skip
    assert votes.encode(said, asked) == votes.encode(turned, asked)


def test_only_what_the_level_keeps_is_stored() -> None:
    said = Ballot(dots={1: 2}, group="overheid", name="Karim")

    def kept(**given: Any) -> tuple[str, str]:
        back = votes.decode(votes.encode(said, vote("stippen", **given)))
        return back.group, back.name

    assert kept(level="anoniem") == ("", "")
    assert kept(level="groep") == ("overheid", "")
    assert kept(level="groep", groups=("onderwijs", "overig")) == ("overig", "")
    assert kept(level="groep", groups=()) == ("", "")
    assert kept(level="naam") == ("overheid", "Karim")
    assert kept(level="naam", groups=()) == ("", "Karim")


def test_a_ballot_that_was_never_checked_is_not_cut_off() -> None:
    said = Ballot(consents={1: "zorg"}, reasons={1: "x" * 10_000})
    with pytest.raises(votes.TooLarge):
        votes.encode(said, AKKOORD)


@pytest.mark.parametrize("text", ["", "niets", "AAAA", "AAUA", "\u200b"])
def test_a_text_that_is_no_ballot_is_not_read_as_one(text: str) -> None:
    with pytest.raises((ValueError, msgspec.MsgspecError)):
        votes.decode(text)


# --- checked ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said", "field", "sentence"),
    [
        (STIPPEN, Ballot(), "richting_1", "Je hebt nog geen stip verdeeld. Geef er minstens één."),
        (STIPPEN, Ballot(dots={2: 0}), "richting_1", "Je hebt nog geen stip verdeeld. Geef er minstens één."),
        (STIPPEN, Ballot(dots={1: 3, 2: 3}), "richting_1", "Je hebt 5 stippen en verdeelde er 6. Haal er 1 weg."),
        (STIPPEN, Ballot(dots={2: 4}), "richting_2", "Geef hier een heel aantal van 0 tot en met 3."),
        (STIPPEN, Ballot(dots={2: -1, 1: 1}), "richting_2", "Geef hier een heel aantal van 0 tot en met 3."),
        (STIPPEN, Ballot(dots={9: 1}), "richting_9", "Dit hoort niet bij deze stemming. Open het formulier opnieuw."),
        (SCORE, Ballot(), "richting_1_1",
         "Je hebt nog niets ingevuld. Geef minstens één cijfer, of kies “weet niet”."),
        (SCORE, Ballot(grades={1: (NO_GRADE,)}), "richting_1_1",
         "Je hebt nog niets ingevuld. Geef minstens één cijfer, of kies “weet niet”."),
        (SCORE, Ballot(grades={1: (3, 4)}), "richting_1_1", "Geef één cijfer per criterium."),
        (SCORE, Ballot(grades={1: ()}, unsure=True), "richting_1_1",
         "Dit hoort niet bij deze stemming. Open het formulier opnieuw."),
        (SCORE, Ballot(grades={2: (6,)}), "richting_2_1", "Kies een cijfer van 1 tot en met 5, of “weet niet”."),
        (SCORE, Ballot(grades={2: (-1,)}), "richting_2_1", "Kies een cijfer van 1 tot en met 5, of “weet niet”."),
        (SCORE, Ballot(dots={1: 1}), "richting_1_1", "Dit hoort niet bij deze stemming. Open het formulier opnieuw."),
        (AKKOORD, Ballot(), "richting_1", "Je hebt nog niets ingevuld. Kies minstens één keer, of kies “weet niet”."),
        (AKKOORD, Ballot(consents={3: "bezwaar"}), "reden_3", "Schrijf erbij wat je bezwaar is."),
        (AKKOORD, Ballot(consents={3: "zorg"}, reasons={3: "  "}), "reden_3", "Schrijf erbij wat je zorg is."),
        (AKKOORD, Ballot(reasons={2: "want"}), "richting_2", "Kies ook akkoord, zorg, bezwaar of “weet niet”."),
        (AKKOORD, Ballot(consents={1: "zorg"}, reasons={1: "x" * 10_000}), "reden_1",
         "Maak dit korter: hoogstens 300 tekens. Nu zijn het er 10.000."),
        (vote("akkoord", directions=9),
         Ballot(consents=dict.fromkeys(range(1, 8), "zorg"), reasons=dict.fromkeys(range(1, 8), "x" * 250)),
         "reden_1", "Je redenen zijn samen te lang. Maak deze korter."),
        (PEILING, Ballot(), CHOICE, "Je hebt nog niets gekozen. Kies een antwoord, of kies “weet niet”."),
        (PEILING, Ballot(chosen=(9,)), CHOICE, "Kies een van de antwoorden."),
        (PEILING, Ballot(chosen=(1, 2)), CHOICE, "Kies één antwoord."),
        (vote("peiling", choices=2), Ballot(chosen=(1, 2, 3)), CHOICE, "Kies er hoogstens 2."),
        (vote("peiling", choices=2), Ballot(chosen=(1, 1)), CHOICE, "Je koos een antwoord twee keer."),
        (PEILING, Ballot(chosen=(1,), unsure=True), CHOICE, "Kies een antwoord of “weet niet”, niet allebei."),
    ],
)  # fmt: skip
def test_what_may_not_stand_in_a_ballot_is_told_at_its_field(
    asked: Vote, said: Ballot, field: str, sentence: str
) -> None:
    assert check(asked, said)[field] == sentence


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (STIPPEN, Ballot(dots={1: 3, 2: 2})),
        (STIPPEN, Ballot(dots={1: 1})),  # fewer dots than one has
        (SCORE, Ballot(grades={1: (None,)})),  # "weet niet" is something
        (SCORE, Ballot(grades={4: (5,)})),
        (AKKOORD, Ballot(consents={1: None})),
        (AKKOORD, Ballot(consents={1: "akkoord"}, reasons={1: "mooi plan"})),
        (PEILING, Ballot(unsure=True)),
        (PEILING, Ballot(chosen=(4,))),
    ],
)
def test_a_ballot_may_leave_things_open_but_not_everything(asked: Vote, said: Ballot) -> None:
    assert check(asked, said) == {}


def test_what_is_left_open_can_be_told() -> None:
    two = vote(criteria=FIVE[:2])
    assert votes.left_open(two, Ballot(grades={1: (3, None), 2: (3, NO_GRADE)})) == (2, 3, 4)
    assert votes.left_open(AKKOORD, Ballot(consents={1: None, 4: "akkoord"})) == (2, 3)
    assert votes.left_open(STIPPEN, Ballot(dots={1: 1})) == votes.left_open(PEILING, Ballot(chosen=(1,))) == ()


# --- asked -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "criteria", "directions", "sizes"),
    [
        ("score", 5, 10, [4, 3, 3]),
        ("score", 1, 10, [10]),
        ("score", 5, 4, [4]),
        ("score", 5, 30, [4, 4, 4, 4, 4, 4, 3, 3]),
        ("stippen", 0, 21, [11, 10]),
        ("akkoord", 0, 10, [10]),
        ("akkoord", 0, 11, [6, 5]),
        ("peiling", 0, 40, [40]),
    ],
)
def test_a_form_has_pages_of_about_twenty_fields(method: Any, criteria: int, directions: int, sizes: list[int]) -> None:
    asked = vote(method, directions=directions, criteria=FIVE[:criteria])
    assert ballot_form.pages(asked) == len(sizes)
    pages = [ballot_form.directions_of(asked, page) for page in range(1, len(sizes) + 1)]
    assert [len(page) for page in pages] == sizes
    assert sum(pages, ()) == asked.directions


def test_a_page_that_does_not_exist_is_the_nearest_that_does() -> None:
    asked = vote(directions=10, criteria=FIVE)
    assert ballot_form.fields(asked, 0) == ballot_form.fields(asked, 1)
    assert ballot_form.fields(asked, 99) == ballot_form.fields(asked, 3)


def test_a_score_is_asked_with_the_words_of_its_criterion_and_weet_niet() -> None:
    asked = vote(criteria=(Criterion("Impact", "nauwelijks", "heel veel"), FIVE[1]), directions=1)
    first, second = ballot_form.fields(asked, 1, Ballot(grades={1: (4, None)}))
    assert isinstance(first, Scale)
    assert isinstance(second, Scale)
    assert (first.label, first.low_label, first.high_label) == ("Richting 1 · Impact", "nauwelijks", "heel veel")
    assert (first.low, first.high, first.abstain) == (1, 5, "weet niet")
    assert (first.value, second.value) == ("4", ABSTAIN)


def test_a_form_opens_as_it_was_filled_in() -> None:
    [dots, *_] = ballot_form.fields(STIPPEN, 1, Ballot(dots={1: 2}))
    assert isinstance(dots, Number)
    assert (dots.value, dots.highest, dots.unit) == ("2", 3, "stippen")
    consent, reason, unsure, *_ = ballot_form.fields(
        AKKOORD, 1, Ballot(consents={1: "bezwaar", 2: None}, reasons={1: "te duur"})
    )
    assert isinstance(consent, Choose)
    assert isinstance(reason, Paragraph)
    assert isinstance(unsure, Paragraph | Choose)
    assert (consent.value, reason.value, unsure.value) == (("bezwaar",), "te duur", (ABSTAIN,))
    [poll] = ballot_form.fields(PEILING, 1, Ballot(chosen=(3,)))
    assert isinstance(poll, Choose)
    assert (poll.value, poll.required, [each.label for each in poll.options][-1]) == (("3",), True, "Weet niet")


# --- read ------------------------------------------------------------------------------------------------------------


def values_of(asked: Vote, page: int, said: Ballot) -> dict[str, Any]:
    """What a door sends back of a form that opened with this ballot."""
    return {field.name: getattr(field, "value", "") for field in ballot_form.fields(asked, page, said)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(5))
def test_a_ballot_is_read_back_page_by_page(method: Any, seed: int) -> None:
    asked = vote(method, directions=25, criteria=FIVE if method == "score" else ())
    said = kamer_votes.ballot(asked, "overheid", kamer_votes.seeded(seed))
    read: Ballot | dict[str, str] = Ballot(group="overheid")
    for page in range(1, ballot_form.pages(asked) + 1):
        assert isinstance(read, Ballot)
        page_of = values_of(asked, page, said)
        made = ballot_form.read(asked, page, page_of, read)
        read = read if isinstance(made, dict) and not any(page_of.values()) else made
    assert read == msgspec.structs.replace(
        said, grades={number: row for number, row in said.grades.items() if any(row) or None in row}
    )


def test_a_page_leaves_the_others_as_they_were() -> None:
    asked = vote("stippen", directions=30, budget=9)
    before = Ballot(dots={1: 2, 29: 1}, group="overheid", name="Karim")
    read = ballot_form.read(asked, 2, {field_of(30): "3"}, before)
    assert read == Ballot(dots={1: 2, 30: 3}, group="overheid", name="Karim")


def test_too_many_dots_together_are_told_on_the_page_that_was_sent() -> None:
    asked = vote("stippen", directions=30, budget=4)
    read = ballot_form.read(asked, 2, {field_of(30): "3"}, Ballot(dots={1: 2}))
    assert read == {field_of(16): "Je hebt 4 stippen en verdeelde er 5. Haal er 1 weg."}


@pytest.mark.parametrize("typed", ["-1", "1,5", "veel", "²", "３", "1e3", "9" * 5_000, "4", "0x1"])
def test_what_is_no_number_of_dots_is_refused(typed: str) -> None:
    read = ballot_form.read(STIPPEN, 1, {field_of(2): typed, field_of(1): "1"})
    assert read == {field_of(2): "Geef hier een heel aantal van 0 tot en met 3."}


@pytest.mark.parametrize("value", ["0", "6", "vijf", "3.0", "--", "9" * 5_000])
def test_what_is_no_grade_is_refused(value: str) -> None:
    read = ballot_form.read(SCORE, 1, {field_of(2, 1): value, field_of(1, 1): "3"})
    assert read == {field_of(2, 1): "Kies een cijfer van 1 tot en met 5, of “weet niet”."}


def test_two_answers_to_one_question_are_refused() -> None:
    assert ballot_form.read(SCORE, 1, {field_of(1, 1): ("3", "4")}) == {field_of(1, 1): "Kies één cijfer."}
    assert ballot_form.read(AKKOORD, 1, {field_of(1): ("akkoord", "zorg")}) == {field_of(1): "Kies één antwoord."}
    assert ballot_form.read(PEILING, 1, {CHOICE: ("1", "2")}) == {CHOICE: "Kies één antwoord."}


def test_an_option_that_is_not_there_is_refused() -> None:
    assert ballot_form.read(AKKOORD, 1, {field_of(1): "ja"}) == {field_of(1): "Kies één antwoord."}
    assert ballot_form.read(PEILING, 1, {CHOICE: "5"}) == {CHOICE: "Kies een van de antwoorden."}


def test_nothing_filled_in_is_refused_with_a_sentence() -> None:
    for method in METHODS:
        asked = vote(method)
        wrong = ballot_form.read(asked, 1, {})
        assert isinstance(wrong, dict)
        [(field, sentence)] = wrong.items()
        assert field == ballot_form.fields(asked, 1)[0].name
        assert sentence.startswith("Je hebt nog")


def test_what_was_typed_comes_back_with_a_refused_form() -> None:
    typed = {field_of(1): "bezwaar", reason_field(1): "  ", field_of(2): "zorg", reason_field(2): "y" * 10_000}
    errors = ballot_form.read(AKKOORD, 1, typed)
    assert isinstance(errors, dict)
    form = Form("kamer.stem", "Jouw stem", "Stem", ballot_form.fields(AKKOORD, 1)).refused(typed, errors)
    shown = {field.name: getattr(field, "value", None) for field in form.fields}
    assert (shown[field_of(1)], shown[reason_field(2)]) == (("bezwaar",), "y" * 10_000)
    assert form.errors == {
        reason_field(1): "Schrijf erbij wat je bezwaar is.",
        reason_field(2): "Maak dit korter: hoogstens 300 tekens. Nu zijn het er 10.000.",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_reason_is_refused_or_stays_data(text: str) -> None:
    read = ballot_form.read(AKKOORD, 1, {field_of(1): "zorg", reason_field(1): text})
    if isinstance(read, dict):
        assert read.keys() == {reason_field(1)}
        return
    assert votes.decode(votes.encode(read, AKKOORD)).reasons == read.reasons
    assert len(votes.encode(read, AKKOORD)) == len(votes.encode(Ballot(), AKKOORD))


def test_a_reason_that_nobody_can_see_is_none() -> None:
    for text in ("", "   ", "\u200b\u200b", "\u200f\u200e", "\n\n"):
        read = ballot_form.read(AKKOORD, 1, {field_of(1): "bezwaar", reason_field(1): text})
        assert read == {reason_field(1): "Schrijf erbij wat je bezwaar is."}


def test_hostile_directions_are_asked_as_they_are() -> None:
    asked = vote(criteria=FIVE[:2], directions=0)
    asked = msgspec.structs.replace(asked, directions=tuple(map(Direction, range(1, len(HOSTILE) + 1), HOSTILE)))
    labels = {field.label for page in (1, 2) for field in ballot_form.fields(asked, page)}
    assert labels == {f"{text} · {criterion.name}" for text in HOSTILE for criterion in FIVE[:2]}


def test_groups_that_are_longer_or_shorter_leave_the_length_alone() -> None:
    lengths = {len(votes.encode(Ballot(group=group, dots={1: 1}), STIPPEN)) for group in (*OS, "overig", "")}
    assert len(lengths) == 1
