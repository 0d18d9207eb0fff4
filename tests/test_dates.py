"""Dutch dates: what is read, what is asked, and above all what is left alone."""

import json
import re
import sys
from datetime import date, time, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from handlers import dates
from handlers.dates import (
    Ambiguous,
    Impossible,
    Open,
    Past,
    Reading,
    Unsure,
    Why,
    doubts,
    heard,
    read,
    rules,
    spelling,
    split_due,
    templates,
)
from tests import dates_corpus as corpus, dates_phrases as phrases
from tests.dates_corpus import FRIDAY, NEW_YEARS_EVE, SATURDAY, SUNDAY, WEDNESDAY
from tests.waiting import must_end

TODAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
CASES = Path(__file__).parent / "cases" / "datums.json"
LONG = 10_000
MUCH = 80_000  # calls of functions; a sentence that tries every rule at every word takes most of these


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


def cases(table: dict[date, str]) -> list[tuple[date, str, list[date]]]:
    """Phrases with the days that are expected of them: one, two when it has to be asked ("?"), or none ("-")."""
    rows = [(today, line[:36].strip(), line[36:].split()) for today, block in table.items() for line in lines(block)]
    return [(today, phrase, [date.fromisoformat(day) for day in days if len(day) > 1]) for today, phrase, days in rows]


def dues(phrase: str, today: date) -> list[date]:
    match read(phrase, today):
        case Reading(due=due):
            return [due]
        case Ambiguous(readings=readings):
            return [reading.due for reading in readings]
        case Open(review=review):
            return [review]
        case None:
            return []


@pytest.mark.parametrize(("today", "phrase", "expected"), cases(corpus.READINGS))
def test_a_phrase_is_read_as_it_is_meant(today, phrase, expected):
    assert dues(phrase, today) == expected


@pytest.mark.parametrize(("today", "phrase", "expected"), cases(corpus.AMBIGUOUS))
def test_what_can_mean_two_days_is_asked(today, phrase, expected):
    found = read(phrase, today)

    assert isinstance(found, Ambiguous)
    assert [reading.due for reading in found.readings] == expected


@pytest.mark.parametrize(("today", "phrase", "expected"), cases(corpus.OPEN))
def test_a_phrase_that_sets_no_date_on_purpose_gets_a_review_date(today, phrase, expected):
    found = read(phrase, today)

    assert isinstance(found, Open)
    assert [found.review] == expected


@pytest.mark.parametrize("phrase", lines(corpus.UNREAD))
@pytest.mark.parametrize("today", [WEDNESDAY, FRIDAY])
def test_what_is_impossible_vague_or_no_date_is_not_read(today, phrase):
    assert read(phrase, today) is None


@pytest.mark.parametrize("sentence", lines(corpus.SENTENCES))
@pytest.mark.parametrize("today", [WEDNESDAY, FRIDAY, NEW_YEARS_EVE, SUNDAY, SATURDAY])
def test_a_sentence_without_a_date_never_yields_one(today, sentence):
    assert read(sentence, today) is None
    assert split_due(sentence, today) == (sentence, None)


@pytest.mark.parametrize("line", lines(corpus.TITLES))
def test_a_due_date_is_taken_off_the_end_of_a_title(line):
    title, phrase, due = line.split(" | ")

    found, reading = split_due(f"{title} {phrase}", WEDNESDAY)

    assert found == title
    assert isinstance(reading, Reading)
    assert (reading.phrase, reading.due) == (phrase, date.fromisoformat(due))


@pytest.mark.parametrize("text", lines(corpus.UNTITLED))
def test_a_time_that_belongs_to_the_sentence_stays_in_it(text):
    assert split_due(text, WEDNESDAY) == (text, None)


def apart(text: str) -> str:
    """With a boundary where a name was, as the caller writes it."""
    return text.replace("@", "\x1f")


@pytest.mark.parametrize("line", lines(corpus.MENTIONED))
def test_a_mention_closes_off_the_date_next_to_it(line):
    text, title, due = line.split(" | ")

    found, reading = split_due(apart(text), WEDNESDAY)

    assert found == apart(title)
    assert isinstance(reading, Reading)
    assert reading.due == date.fromisoformat(due)


@pytest.mark.parametrize("text", lines(corpus.UNMENTIONED))
def test_a_mention_makes_no_date_of_what_is_none(text):
    assert split_due(apart(text), WEDNESDAY) == (apart(text), None)


@pytest.mark.parametrize("line", lines(corpus.ADORNED))
def test_emoji_punctuation_and_courtesies_hide_no_date(line):
    text, title, due = line.rsplit(" | ", 2)

    found, reading = split_due(text, WEDNESDAY)

    assert found == title
    assert isinstance(reading, Reading)
    assert reading.due == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("today", "line"), [(today, line) for today in corpus.PAST for line in lines(corpus.PAST[today])]
)
def test_a_day_that_has_been_is_told_and_not_guessed(today, line):
    title, phrase, day = line.split(" | ")

    assert split_due(f"{title} {phrase}", today) == (title, Past(phrase, date.fromisoformat(day)))


@pytest.mark.parametrize("line", lines(corpus.IMPOSSIBLE))
def test_a_day_that_no_calendar_has_is_told(line):
    title, phrase = line.split(" | ")

    assert split_due(f"{title} {phrase}", WEDNESDAY) == (title, Impossible(phrase))
    assert read(phrase, WEDNESDAY) is None


def test_in_front_of_a_title_a_day_can_have_been_or_be_impossible_too():
    assert split_due("voor 1 mei: Stagepact", WEDNESDAY) == ("Stagepact", Past("voor 1 mei", date(2026, 4, 30)))
    assert split_due("Uiterlijk 31 juni: Stagepact", WEDNESDAY) == ("Stagepact", Impossible("Uiterlijk 31 juni"))
    assert split_due("1-2-2026 \x1f Stagepact", WEDNESDAY) == ("\x1fStagepact", Past("1-2-2026", date(2026, 2, 1)))


@pytest.mark.parametrize(("text", "due"), [("week 3", date(2027, 1, 22)), ("wk 8", date(2027, 2, 26))])
def test_a_low_week_number_is_a_due_date_when_it_is_near(text, due):
    title, reading = split_due(f"Stagepact tekenen {text}", FRIDAY)

    assert title == "Stagepact tekenen"
    assert isinstance(reading, Reading)
    assert reading.due == due
    assert split_due(f"Leerlijn {text}", FRIDAY) == (f"Leerlijn {text}", None)


@pytest.mark.parametrize(
    ("text", "title", "phrase"),
    [
        ("uiterlijk eind mei: open dag", "open dag", "uiterlijk eind mei"),
        ("Uiterlijk vrijdag rapport inleveren", "rapport inleveren", "Uiterlijk vrijdag"),
        ("Uiterlijk vrijdag open dag van 1 mei voorbereiden", "open dag van 1 mei voorbereiden", "Uiterlijk vrijdag"),
        ("deadline 1 juni - rapport", "rapport", "deadline 1 juni"),
        ("Deadline: 1 juni, rapport inleveren", "rapport inleveren", "Deadline: 1 juni"),
        ("uiterlijk 1 juni: 12 bedrijven benaderen", "12 bedrijven benaderen", "uiterlijk 1 juni"),
    ],
)
def test_after_uiterlijk_the_due_date_may_come_first(text, title, phrase):
    found, reading = split_due(text, WEDNESDAY)

    assert found == title
    assert reading is not None
    assert reading.phrase == phrase


@pytest.mark.parametrize(
    "text",
    ["Open dag, eind mei", "Open dag (eind mei)", "Open dag: eind mei.", "Open dag - eind mei", "Open dag\neind mei"],
)
def test_punctuation_between_title_and_date_goes(text):
    assert split_due(text, WEDNESDAY)[0] == "Open dag"


@pytest.mark.parametrize("mark", ["->", "→", "=>", "-", "~", "<", "|", ">", "@", ":"])
def test_a_mark_that_leads_to_a_date_goes_with_it(mark):
    assert split_due(f"Zaal reserveren {mark} 29 mei", WEDNESDAY)[0] == "Zaal reserveren"


@pytest.mark.parametrize("title", ["Tekst <b>vet</b>", "Map plannen/2026/", "Stand 5>3=", "Sein geven bij =>x"])
def test_a_mark_that_belongs_to_the_last_word_of_a_title_stays(title):
    assert split_due(f"{title} uiterlijk vrijdag", WEDNESDAY)[0] == title


def test_a_day_with_a_question_mark_is_asked_and_a_question_has_no_date():
    title, asked = split_due("Zaal reserveren 29 mei?", WEDNESDAY)
    assert (title, asked) == ("Zaal reserveren", Unsure("29 mei?", (date(2026, 5, 29),), Why.WISH))
    for question in ("Is de zaal te reserveren op 29 mei?", "Wie kan de zaal reserveren vrijdag?", "Vrijdag?"):
        assert split_due(question, WEDNESDAY) == (question, None)


def test_the_spacing_inside_a_title_stays():
    assert split_due("Open  dag\tbij drie bouwers  eind mei ", WEDNESDAY)[0] == "Open  dag\tbij drie bouwers"


@pytest.mark.parametrize("title", ["Training", "Zaal reserveren"])
def test_a_weekday_said_on_that_day_is_asked_because_it_may_be_today(title):
    for phrase in ("op maandag", "maandag", "uiterlijk maandag"):
        found_title, found = split_due(f"{title} {phrase}", phrases.MONDAY)
        assert (found_title, said(found)) == (title, "? 2026-11-30 2026-12-07")


def test_a_range_is_due_on_its_last_working_day_however_it_is_written():
    for phrase in ("4-11 april", "4 t/m 11 april", "tussen 4 en 11 april", "tussen 4/4 en 11/4", "van 4 tot 11 april"):
        assert said(split_due(f"Zaal reserveren {phrase}", phrases.MONDAY)[1]) == "2027-04-09"


def test_a_title_may_end_in_an_open_or_an_ambiguous_date():
    assert isinstance(split_due("Website bijwerken zsm", WEDNESDAY)[1], Open)
    assert isinstance(split_due("Website bijwerken (z.s.m.)", WEDNESDAY)[1], Open)
    assert isinstance(split_due("Evaluatie, deadline n.t.b.", WEDNESDAY)[1], Open)
    assert isinstance(split_due("Bellen volgende vrijdag", WEDNESDAY)[1], Ambiguous)
    assert isinstance(split_due("Stukken insturen kan tot 1 juni", WEDNESDAY)[1], Ambiguous)


def test_a_period_is_kept_with_both_its_ends():
    assert read("eind mei", WEDNESDAY) == Reading(date(2026, 5, 21), date(2026, 5, 31), date(2026, 5, 29), "eind mei")
    assert read("half juni", WEDNESDAY) == Reading(date(2026, 6, 11), date(2026, 6, 20), date(2026, 6, 15), "half juni")
    assert read("week 22", WEDNESDAY) == Reading(date(2026, 5, 25), date(2026, 5, 31), date(2026, 5, 29), "week 22")


def test_before_and_after_keep_the_period_that_was_named():
    assert read("voor Pasen", WEDNESDAY) == Reading(
        date(2027, 3, 28), date(2027, 3, 29), date(2027, 3, 25), "voor Pasen"
    )
    assert read("na Pasen", WEDNESDAY) == Reading(date(2027, 3, 28), date(2027, 3, 29), date(2027, 3, 30), "na Pasen")


def test_before_something_that_has_begun_is_not_read():
    assert read("voor vandaag", WEDNESDAY) is None
    assert read("voor mei", WEDNESDAY) is None
    assert read("voor week 21", WEDNESDAY) is None


def test_after_something_that_is_just_over_is_not_read_as_next_years():
    assert read("na de zomer", date(2026, 9, 1)) is None
    assert read("na Koningsdag", date(2026, 4, 30)) is None
    assert read("na kerst", date(2026, 12, 28)) is None


def test_a_school_holiday_that_is_not_in_the_table_is_not_read():
    assert read("na de zomer van 2031", WEDNESDAY) is None
    assert read("na de zomer", date(2031, 5, 20)) is None


def test_on_new_years_day_the_feast_that_is_going_on_is_meant():
    assert dues("na oud en nieuw", date(2027, 1, 1)) == [date(2027, 1, 4)]


def test_on_the_first_of_january_the_iso_week_is_last_years():
    assert dues("week 53", date(2027, 1, 1)) == [date(2027, 1, 3)]
    assert dues("deze week", date(2027, 1, 1)) == [date(2027, 1, 3)]


# -- read, asked or none -----------------------------------------------------------------------------------------------


def table(block: str) -> list[tuple[str, str]]:
    """Phrases, and what has to come of each on that Monday."""
    rows = [line.partition(" | ") for line in lines(block) if line]
    return [(phrase.strip(), expected.strip()) for phrase, _, expected in rows]


def said(found: object) -> str:
    """The outcome as the tables write it: a day, "?" with the days that are offered, "!" or "-"."""
    match found:
        case Reading(due=due):
            return due.isoformat()
        case Ambiguous(readings=readings):
            return " ".join(["?", *(reading.due.isoformat() for reading in readings)])
        case Unsure(days=days):
            return " ".join(["?", *(day.isoformat() for day in days)])
        case Past() | Impossible():
            return "!"
    return "-"


def is_expected(found: object, expected: str) -> bool:
    if expected.startswith("?"):
        outcome, *days = said(found).split()
        return outcome == "?" and set(expected.split()[1:]) <= set(days)
    return said(found) in expected.split(" | ")


@pytest.mark.parametrize("title", phrases.TASKS)
def test_behind_a_title_every_phrase_is_read_or_asked_as_it_is_meant(title):
    wrong = {}
    for phrase, expected in table(phrases.PHRASES):
        found_title, found = split_due(f"{title} {phrase}", phrases.MONDAY)
        if found_title != title or not is_expected(found, expected):
            wrong[phrase] = (expected, said(found), found_title)
    assert wrong == {}


def test_by_itself_every_phrase_is_read_or_asked_as_it_is_meant():
    wrong = {}
    for phrase, expected in table(phrases.PHRASES):
        found = heard(phrase, phrases.MONDAY)
        past = isinstance(found, Reading) and found.due < phrases.MONDAY
        if not (past and expected == "!") and not is_expected(found, expected):
            wrong[phrase] = (expected, said(found))
    assert wrong == {}


@pytest.mark.parametrize("today", phrases.BASE_DAYS)
def test_on_no_day_a_phrase_is_lost_or_read_as_a_day_that_has_been(today):
    wrong = {}
    for phrase, _ in table(phrases.PHRASES):
        for title in phrases.TASKS:
            found_title, found = split_due(f"{title} {phrase}", today)
            over = isinstance(found, Reading) and found.due < today
            if found is None or found_title != title or over:
                wrong[phrase] = (title, found_title, found)
    assert wrong == {}


@pytest.mark.parametrize("today", phrases.BASE_DAYS)
def test_a_title_that_only_looks_like_a_date_stays_whole(today):
    assert {trap: found for trap in lines(phrases.TRAPS) if (found := split_due(trap, today)) != (trap, None)} == {}


@pytest.mark.parametrize("block", lines(phrases.OTHER_DAYS))
def test_on_other_days_a_phrase_is_read_from_that_day(block):
    today, phrase, expected = block.split(" | ", 2)

    found_title, found = split_due(f"Zaal reserveren {phrase}", date.fromisoformat(today))

    assert found_title == "Zaal reserveren"
    assert is_expected(found, expected), said(found)


@pytest.mark.parametrize("case", json.loads(CASES.read_text())["phrases"], ids=lambda case: case["id"])
def test_a_phrase_that_somebody_tried_comes_out_right(case):
    title, found = split_due(f"{case['title']} {case['phrase']}", date.fromisoformat(case["base"]))

    outcome = {"?": "ask", "!": "refuse", "-": "silent"}.get(said(found)[0], "due")
    assert title == case["title"]
    assert outcome in case["ok"]
    assert outcome != "due" or said(found) in case["accepted_due"]


@pytest.mark.parametrize("title", json.loads(CASES.read_text())["traps"])
def test_a_title_without_a_date_that_somebody_tried_stays_whole(title):
    assert split_due(title, phrases.MONDAY) == (title, None)


def test_every_reason_to_ask_is_met_in_the_tables():
    missed = set(Why)
    for phrase, _ in table(phrases.PHRASES):
        for title, today in product(("Zaal", "Zaal reserveren"), phrases.BASE_DAYS):
            _, found = split_due(f"{title} {phrase}", today)
            missed -= {found.why} if isinstance(found, Unsure) else set()
        if not missed:
            break  # the other phrases can add nothing

    assert missed == set()


@pytest.mark.parametrize(
    ("title", "phrase", "why"),
    [
        ("Overleg", "elke vrijdag", Why.REPEAT),
        ("Beurs", "vanaf 1 juni", Why.BEGIN),
        ("Overleg", "19/6", Why.PLACE),
        ("Rapport", "vr", Why.PLACE),
        ("Bel", "volgend kwartaal", None),
        ("Rapport", "19-6", Why.PLACE),
    ],
)
def test_behind_a_subject_less_is_certain_than_behind_something_to_do(title, phrase, why):
    found_title, found = split_due(f"{title} {phrase}", WEDNESDAY)

    assert found_title == title
    assert (found.why if isinstance(found, Unsure) else None) == why


@pytest.mark.parametrize(
    ("title", "date_"),
    [
        ("Bellen met Piet", "Vrijdag"),
        ("Overleg met Karim", "Mei"),
        ("Contact met Jan", "Zondag"),
        ("Brief aan An", "Dondrdag"),
    ],
)
def test_a_capital_behind_a_first_name_is_a_surname(title, date_):
    assert split_due(f"{title} {date_}", WEDNESDAY) == (f"{title} {date_}", None)
    assert split_due(f"{title} {date_.lower()}", WEDNESDAY)[0] in {title, f"{title} {date_.lower()}"}


# -- moments, and dates said back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("vrijdag 16:00", (5, time(16))),
        ("vr 16.00 uur", (5, time(16))),
        ("Vr. 16:30", (5, time(16, 30))),
        ("maandag om 8 uur", (1, time(8))),
        ("ma 8u", (1, time(8))),
        ("ma 8 u.", (1, time(8))),
        ("maandag om acht uur", (1, time(8))),
        ("elke dinsdag om 9:15", (2, time(9, 15))),
        ("zondag 23:59", (7, time(23, 59))),
        ("woensdag 04:00", (3, time(4))),
        ("vrijdagmiddag 4 uur", (5, time(16))),
        ("vrijdag om 4 uur 's middags", (5, time(16))),
        ("donderdagavond 8 uur", (4, time(20))),
        ("maandag 8 uur ’s ochtends", (1, time(8))),
        ("maandag 12 uur", (1, time(12))),
        ("zo 10:00", (7, time(10))),
    ],
)
def test_the_moment_of_the_digest(phrase, expected):
    assert dates.moment(phrase) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "vrijdag",
        "16:00",
        "vrijdag 4 uur",
        "vrijdag 4:00",
        "vrijdag half drie",
        "vrijdag 25:00",
        "vrijdag 16:60",
        "vrijdag 24 uur",
        "maandagochtend 16:00",
        "vrijdag 16",
        "nu",
        "uit",
        "status",
        "",
        "vrijdag 16:00 " * 800,
    ],
)
def test_what_is_no_certain_moment(phrase):
    assert dates.moment(phrase) is None


def test_dates_are_said_with_the_year_only_when_it_is_another():
    assert dates.spoken(date(2026, 5, 29), WEDNESDAY) == "vr 29 mei"
    assert dates.spoken(date(2027, 1, 4), WEDNESDAY) == "ma 4 januari 2027"
    assert dates.spoken_with_week(date(2026, 5, 29), WEDNESDAY) == "vr 29 mei (week 22)"
    assert dates.spoken_with_week(date(2027, 1, 1), WEDNESDAY) == "vr 1 januari 2027 (week 53)"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "vandaag"),
        (1, "morgen"),
        (2, "over 2 dagen"),
        (6, "over 6 dagen"),
        (7, "wo 27 mei"),
        (-1, "1 dag te laat"),
        (-4, "4 dagen te laat"),
        (-7, "7 dagen te laat"),
        (-12, "12 dagen te laat"),
        (-400, "400 dagen te laat"),
    ],
)
def test_dates_are_relative_under_a_week_and_whenever_they_are_late(days, words):
    assert dates.relative(WEDNESDAY + timedelta(days=days), WEDNESDAY) == words


def test_working_days_skip_weekends_and_holidays():
    assert dates.is_working_day(date(2026, 5, 29))
    assert not dates.is_working_day(date(2026, 5, 30))
    assert not dates.is_working_day(date(2026, 4, 27))  # Koningsdag
    assert not dates.is_working_day(date(2025, 5, 5))  # Bevrijdingsdag, once in five years
    assert dates.is_working_day(date(2026, 5, 5))
    assert dates.next_working_day(date(2026, 4, 25)) == date(2026, 4, 28)
    assert dates.last_working_day(date(2026, 12, 27)) == date(2026, 12, 24)
    assert dates.next_working_day(date(2026, 5, 29)) == dates.last_working_day(date(2026, 5, 29)) == date(2026, 5, 29)


# -- properties --------------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return text.split()


MONTHS = words("januari februari maart april mei juni juli augustus september oktober november december")
DAYS = words("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")
RANKS = words(
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende "
    "vijftiende zestiende zeventiende achttiende negentiende twintigste eenentwintigste tweeëntwintigste "
    "drieëntwintigste vierentwintigste vijfentwintigste zesentwintigste zevenentwintigste achtentwintigste "
    "negenentwintigste dertigste eenendertigste"
)


def spellings(day: date) -> list[str]:
    number, month, year = day.day, MONTHS[day.month - 1], day.year
    short = {"maart": "mrt"}.get(month, month[:3])
    weekday, iso = DAYS[day.weekday()], day.isocalendar()
    return [
        f"{number} {month} {year}",
        f"{number:02} {month} {year}",
        f"{number}e {month} {year}",
        f"{RANKS[number - 1]} {month} {year}",
        f"de {number}e van {month} {year}",
        f"{number} {month.upper()}  {year}.",
        f"{number} {short} {year}",
        f"{number} {short}. {year}",
        f"{number} {month} '{year % 100:02}",
        f"{number} {month} ’{year % 100:02}",
        f"{number}-{day.month}-{year}",
        f"{number:02}-{day.month:02}-{year}",
        f"{number:02}/{day.month:02}/{year}",
        f"{number}.{day.month}.{year}",
        f"{number}-{day.month}-{year % 100:02}",
        f"{number}-{day.month}-'{year % 100:02}",
        f"{number}/{day.month}/'{year % 100:02}",
        f"{number}/{day.month}/{year}",
        f"{number}-{short}-{year}",
        f"{number}{short} {year}",
        f"[{number} {month} {year}]",
        f"{number} {month} {year} nog",
        f"{number} {month} {year} uiterlijk",
        f"graag voor of op {number} {month} {year}",
        f"ddl {number}-{day.month}-{year}",
        f"uiterl. {number} {short}. {year}",
        f"m.i.v. {number} {month} {year}",
        f"{number} {month} {year} van 10 tot 12 uur",
        f"{weekday[:3]} {number} {month} {year}",
        f"wk {iso.week} {iso.year}, {weekday[:2]}",
        f"{number}–{day.month}–{year}",
        day.isoformat(),
        f"{weekday} {number} {month} {year}",
        f"{weekday[:2]} {number} {month} {year}",
        f"{weekday[:2]}. {number} {short} {year}",
        f"{weekday.title()}, {number} {month.title()} {year}",
        f"{weekday} {number}-{day.month}-{year}",
        f"{weekday} week {iso.week} {iso.year}",
        f"week {iso.week} van {iso.year} op {weekday}",
        f"uiterlijk {number} {month} {year}",
        f"t/m {number} {month} {year}",
        f"deadline: {number} {month} {year}",
        f"op {weekday} {number} {month} {year} om 16:00 uur",
    ]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), TODAYS)
@example(date(2028, 2, 29), WEDNESDAY)
@example(date(2027, 1, 1), WEDNESDAY)  # in week 53 of 2026
def test_every_spelling_of_a_date_reads_as_that_date(day, today):
    for phrase in spellings(day):
        assert dues(phrase, today) == [day], phrase


@given(TODAYS, st.integers(0, 364))
def test_a_date_without_a_year_is_the_first_one_ahead(today, days):
    day = today + timedelta(days=days)
    phrases = [f"{day.day} {MONTHS[day.month - 1]}", f"{day.day}-{day.month}", f"uiterlijk {day.day}/{day.month}"]
    leap_between = (day.month, day.day) == (2, 29)  # the year of today may be one in which it does not exist

    for phrase in phrases:
        assert dues(phrase, today) == [day] or leap_between


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), TODAYS, st.sampled_from(phrases.TASKS), st.integers(0, 6))
def test_behind_a_title_every_spelling_is_that_date_or_one_that_has_been(day, today, title, first):
    for phrase in spellings(day)[first::7]:
        found_title, found = split_due(f"{title} {phrase}", today)

        assert found_title == title, phrase
        assert isinstance(found, Past) or dues(phrase, today) == [day], phrase
        assert not isinstance(found, Past) or found.day == day, phrase
        assert isinstance(found, Past) == (day < today), phrase


PARTS_OF_TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(PARTS_OF_TITLES, st.sampled_from([phrase for phrase, _ in table(phrases.PHRASES)]), TODAYS)
def test_cutting_a_phrase_changes_no_other_character(title, phrase, today):
    typed = f"{title} laten tekenen {phrase}"
    kept, found = split_due(typed, today)

    if found is None:
        assert kept == typed
    else:
        assert typed.startswith(kept) or kept in typed
        assert found.phrase in typed
        gone = typed.replace(kept, "", 1).replace(found.phrase, "", 1)
        assert not any(map(str.isalnum, gone))


@given(TODAYS, st.integers(0, 1000))
def test_what_the_bot_says_it_can_read_back(today, days):
    day = today + timedelta(days=days)

    assert dues(dates.spoken(day, today), today) == [day]
    assert dues(dates.spoken_with_week(day, today), today) == [day]


@given(TODAYS, st.integers(1, 99))
def test_offsets_add_up(today, number):
    assert dues(f"over {number} dagen", today) == [today + timedelta(days=number)]
    assert dues(f"over {number} weken", today) == [today + timedelta(weeks=number)]
    [due] = dues(f"over {number} werkdagen", today)
    between = [today + timedelta(days=later) for later in range(1, (due - today).days + 1)]
    assert sum(map(dates.is_working_day, between)) == number
    assert dates.is_working_day(due)


LEADS = ["", "op", "per", "in", "rond", "t/m", "tot", "uiterlijk", "uiterlijk in", "deadline", "voor", "na", "nog voor"]
WHENS = [
    line[:36].strip()
    for block in (*corpus.READINGS.values(), *corpus.AMBIGUOUS.values())
    for line in lines(block)
    if {"voor", "vóór", "na", "tot"}.isdisjoint(line.lower().split())
]
PERIODS = [
    f"{part} {period}".strip()
    for part in ("", "begin", "half", "eind")
    for period in (*MONTHS, "volgende week", "volgende maand", "Q1", "Q2", "Q3", "Q4", "volgend jaar", "week 20")
]


def readings(phrase: str, today: date) -> tuple[Reading, ...]:
    match read(phrase, today):
        case Reading() as reading:
            return (reading,)
        case Ambiguous(readings=found):
            return found
        case _:
            return ()


@given(st.sampled_from(LEADS), st.sampled_from(WHENS), TODAYS)
def test_a_due_date_lies_in_its_period_except_before_and_after(lead, when, today):
    for reading in readings(f"{lead} {when}", today):
        assert reading.start <= reading.end
        if lead == "na":
            assert reading.due > reading.end
        elif lead.endswith(("voor", "tot")):
            assert reading.due <= reading.end
        else:
            assert reading.start <= reading.due <= reading.end


@given(st.sampled_from(PERIODS), TODAYS)
def test_a_period_is_due_on_a_working_day_as_long_as_one_is_left(phrase, today):
    for reading in readings(phrase, today):
        left = [reading.start + timedelta(days=later) for later in range((reading.end - reading.start).days + 1)]
        assert dates.is_working_day(reading.due) or not any(dates.is_working_day(day) for day in left if day >= today)


@given(st.sampled_from(PERIODS), TODAYS)
def test_a_period_without_a_year_is_never_over(phrase, today):
    found = readings(phrase, today)

    assert found
    assert all(reading.due >= today for reading in found)


@given(st.sampled_from(LEADS), st.sampled_from(WHENS), TODAYS)
def test_ambiguous_readings_are_different_days_in_order(lead, when, today):
    found = read(f"{lead} {when}", today)
    if isinstance(found, Ambiguous):
        days = [reading.due for reading in found.readings]
        assert len(days) > 1
        assert days == sorted(set(days))


@given(st.sampled_from(WHENS), TODAYS)
def test_capitals_spaces_quotes_and_a_full_stop_never_matter(phrase, today):
    expected = dues(phrase, today)

    for variant in (phrase.upper(), phrase.replace(" ", "  "), f" {phrase}\n", f"“{phrase}”", f"{phrase.rstrip('.')}."):
        assert dues(variant, today) == expected, variant


WORDS = words(
    " ".join([*WHENS, *LEADS, "Open dag van de bouw Karim Mei groep 8 ( ) , : - ? ' notulen gisteren jl 31 32 graag"])
)
WORDS += ["\x1f", "👍", ":tada:"]


@given(st.lists(st.sampled_from(WORDS), max_size=14), TODAYS)
def test_a_title_and_its_date_are_the_words_that_were_typed(typed, today):
    text = " ".join(typed)
    title, found = split_due(text, today)
    if found is None:
        assert title == text
    else:
        assert title
        assert title.lstrip("\x1f") in text
        assert found.phrase in text
        assert isinstance(found, Past | Impossible | Unsure) or found == read(found.phrase, today)
        assert not isinstance(found, Unsure) or all(day >= today for day in found.days)
        assert not isinstance(found, Reading) or found.due >= today
        assert not isinstance(found, Past) or found.day < today
        assert split_due(found.phrase, today) == (found.phrase, None)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.dates())
@example("over 999 jaar", date.max)
@example("voor vandaag", date.min)
@example("eind van de week", date.max)
@example("volgend jaar", date.max)
@example("1 mei '99", date.min)
def test_nothing_that_can_be_typed_is_an_error(text, today):
    read(text, today)
    split_due(text, today)
    dates.moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG,
        " " * LONG,
        "1" * LONG,
        "(" * LONG,
        "vr " * (LONG // 3),
        "over een week " * (LONG // 14),
        "eind van " * (LONG // 9),
        "uiterlijk " * (LONG // 10),
        "1-" * (LONG // 2),
        "eerste week van " * (LONG // 16),
        "Open dag bij drie bouwers " * (LONG // 26) + "eind mei",
        " " * LONG + "eind mei",
        "x" * LONG + " eind mei",
        "vr " * 26,
        "1-" * 39,
        "eind van de week van " * 3 + "1 mei",
        "vrijdag over een week " * 3 + "over een week",
        "liefst " * (LONG // 7) + "vrijdag",
        "liefst " * 10 + "mei",
        "1 of 2 of " * (LONG // 10) + "3 mei",
        "1 of 2 of " * 6 + "3 mei",
        "en/of " * 12 + "1 mei",
        "elke " * 12 + "week",
        "een week na " * 6 + "Pasen",
        "tussen 1 en " * 6 + "3 mei",
        "Offerte opvragen " + "de week voor " * 5 + "kerst",
        "dondrdag vrijdg " * (LONG // 16),
        "\u200f" * LONG + "1 mei",
        "\u200b" * LONG,
        "1 mei\t2 mei\tBouw\n" * (LONG // 17),
        "3-4 5/6 " * (LONG // 8),
    ],
)
def test_long_input_takes_no_more_work_than_its_length(text):
    with must_end("an expression goes back and forth over its text"):
        read_everyway(text)
        work, twice = calls(text), calls(text * 2)

    assert work < MUCH
    assert twice < max(2.1 * work, MUCH)


def read_everyway(text: str) -> None:
    read(text, WEDNESDAY)
    split_due(text, WEDNESDAY)
    dates.moment(text)


def calls(text: str) -> int:
    """How many functions are called to read this, ours and the interpreter's own."""
    count = 0

    def counted(_frame: object, kind: str, _what: object) -> None:
        nonlocal count
        count += kind in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_everyway(text)
    finally:
        sys.setprofile(before)
    return count


# -- what it costs -----------------------------------------------------------------------------------------------------

CHEAP = 40
"""Pattern matches for a line; a line took 1.300 on average, and 3.800 at most, when every rule was tried everywhere."""


def matches(text: str, today: date) -> int:
    """How many times a regular expression is tried to read a line that was never seen."""
    for module in (rules.find_spans, templates.features, spelling.canonical, doubts._look):  # noqa: SLF001 - its cache
        module.cache_clear()
    count = 0

    def counted(_frame: object, kind: str, what: object) -> None:
        nonlocal count
        count += kind == "c_call" and isinstance(getattr(what, "__self__", None), re.Pattern)

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        split_due(text, today)
    finally:
        sys.setprofile(before)
    return count


def test_a_title_tries_few_patterns_whatever_it_ends_in():
    typed = [f"{title} {phrase}" for phrase, _ in table(phrases.PHRASES) for title in phrases.TASKS[:2]]
    counts = {text: matches(text, phrases.MONDAY) for text in [*typed, *lines(phrases.TRAPS)]}

    assert sum(counts.values()) < CHEAP * len(counts)
    assert max(counts.values()) < CHEAP * 10, max(counts, key=lambda text: counts[text])


def test_a_title_without_a_word_of_time_at_its_end_tries_none_of_the_rules():
    assert matches("Open dag bij drie bouwers op vrijdag voorbereiden met Windesheim", WEDNESDAY) <= 3
