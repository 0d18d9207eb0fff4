"""The weekly digest, as people get it: the same lines on every door."""

import asyncio
import re

import pytest

from bot.background.schedule import tick
from storage import jobs


def let_pass(world, chat, **amount):
    """Time passes, and everything that falls due happens."""
    world.clock.forward(**amount)
    asyncio.run(tick(world.app))
    chat.settle()


def digests(chat, key="bouw"):
    return [seen for seen in chat.channel(key) if ", week " in seen.title]


def runs(world):
    with world.db.transaction() as session:
        return [(run.period, run.state) for run in jobs.runs_of(session, "weekbericht", "bouw")]


@pytest.mark.every_door
def test_a_week_later_the_digest_tells_exactly_what_changed(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    chat.say("/actie nieuw Rooster voor zij-instroom")
    chat.say("/actie nieuw Open dag @petra uiterlijk 22 mei")
    chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim")
    chat.say("/actie BOUW-2 klaar")
    let_pass(world, chat, days=6, hours=23)  # Monday, eight o'clock

    [digest] = digests(chat)
    assert digest.title == "Bouw, week 22 · 2 open · 1 te laat · 1 klaar"
    for part in (
        "Klaar",
        "BOUW-2 Rooster voor zij-instroom",
        "Te laat",
        "BOUW-3 Open dag · Petra · 3 dagen",
        "Nieuws",
        "“eerste vijf bedrijven doen mee”",
        "Komende twee weken",
        "BOUW-1 Stagepact tekenen · vr 29 mei",
    ):
        assert part in digest.text
    assert "Stil" not in digest.text


def test_it_comes_once_however_often_the_tick_comes_by(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    for _ in range(4):
        let_pass(world, chat, days=7)
        let_pass(world, chat, seconds=30)
    assert [period for period, _ in runs(world)] == ["2026-W25", "2026-W24", "2026-W23", "2026-W22"]
    assert len(digests(chat)) == len([state for _, state in runs(world) if state == "gedaan"])


def test_a_week_in_which_nothing_happens_is_quiet_and_after_four_it_says_so(chat, world):
    for _ in range(4):
        let_pass(world, chat, days=7)
    assert {state for _, state in runs(world)} == {"stil"}
    [only] = chat.channel("bouw")
    assert only.title.startswith("Bouw: rustig sinds ma 25 mei")


def test_after_downtime_the_newest_comes_late_and_older_ones_are_skipped(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    let_pass(world, chat, days=16)
    [digest] = digests(chat)
    assert "Vertraagd: dit weekbericht hoorde te komen op ma 1 juni om 08:00 uur." in digest.text
    assert runs(world) == [("2026-W23", "gedaan"), ("2026-W22", "overgeslagen")]


@pytest.mark.every_door
def test_a_preview_is_for_the_asker_alone_and_only_who_may_sees_the_button(chat):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    preview = chat.say("/weekbericht")
    assert "alleen jij ziet dit" in preview.text
    assert "Verstuur nu" in preview.buttons
    assert "Verstuur nu" not in chat.say("/weekbericht", by="karim").buttons
    chat.settle()
    assert chat.channel("bouw") == []


def test_now_sends_it_now_and_a_second_delivery_of_the_command_does_not(chat):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    for _ in range(2):
        assert chat.say("/weekbericht nu", id="now").title == "Het weekbericht van Bouw gaat naar 1 kanaal."
        chat.settle()
    assert len(digests(chat)) == 1


def test_day_and_time_can_be_moved_and_the_same_week_never_comes_twice(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    let_pass(world, chat, days=7)
    assert chat.say("/weekbericht vrijdag 16:00").title == "Het weekbericht van Bouw komt op vrijdag om 16:00 uur"
    let_pass(world, chat, days=5)
    assert len(digests(chat)) == 1
    assert "vr 5 juni om 16:00" in chat.say("/weekbericht status").title


@pytest.mark.parametrize(("words", "then"), [("uit", "niet meer"), ("aan", "staat al aan")])
def test_it_is_switched_off_and_on(chat, words, then):
    assert then in chat.say(f"/weekbericht {words}").title


def test_switched_off_nothing_comes(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    chat.say("/weekbericht uit")
    let_pass(world, chat, days=7)
    assert chat.channel("bouw") == []


def test_an_owner_is_reminded_once_a_day_and_not_at_night_or_in_the_weekend(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim uiterlijk 22 mei")
    chat.say("/actie nieuw Open dag @karim uiterlijk 22 mei")
    before = len(chat.direct("karim"))  # that he was given two actions
    world.clock.at("2026-05-21T07:00")
    let_pass(world, chat, minutes=30)
    assert len(chat.direct("karim")) == before
    let_pass(world, chat, hours=2)
    let_pass(world, chat, hours=2)
    [reminder] = chat.direct("karim")[before:]
    assert reminder.title == "Je hebt 2 acties die eraan komen"
    world.clock.at("2026-05-23T10:00")
    let_pass(world, chat, minutes=1)
    assert len(chat.direct("karim")) == before + 1


def test_a_reminder_can_be_put_off_for_a_week(chat, world):
    chat.say("/actie nieuw Stagepact tekenen @karim uiterlijk 22 mei")
    world.clock.at("2026-05-21T09:00")
    let_pass(world, chat, minutes=1)
    answer = chat.press("Herinner me over een week", by="karim", on=chat.direct("karim")[-1])
    assert answer.title == "Goed. Ik herinner je er vanaf do 28 mei weer aan."
    told = len(chat.direct("karim"))
    world.clock.at("2026-05-26T09:00")
    let_pass(world, chat, minutes=1)
    assert len(chat.direct("karim")) == told


def test_news_of_a_late_first_digest_and_of_quiet_weeks_is_not_lost(chat, world):
    let_pass(world, chat, days=8)
    let_pass(world, chat, days=7)
    chat.say("/actie nieuw Stagepact @karim")
    chat.say("BOUW-1: eerste gesprek gehad", by="karim")
    let_pass(world, chat, days=9)
    [digest] = digests(chat)
    assert "eerste gesprek gehad" in digest.text


def test_the_second_digest_compares_with_the_first(chat, world):
    world.clock.forward(hours=1)
    for number in (1, 2):
        chat.say(f"/actie nieuw Iets doen {'x' * number}")
        chat.say(f"/actie BOUW-{number} klaar")
        let_pass(world, chat, days=7)
        world.clock.forward(hours=1)
    assert [seen.title.split(" · ")[-1] for seen in digests(chat)] == [
        "1 klaar",
        "1 klaar, evenveel als de vorige keer",
    ]


# --- what it understands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("maandag 25:00", "“maandag” begrijp ik, maar “25:00” bestaat niet. Kies een tijd tussen 04:00 en 23:59."),
        ("maandag 12:75", "“maandag” begrijp ik, maar “12:75” bestaat niet."),
        ("zondag 24:00", "“24:00” bestaat niet."),
        ("maandag 03:00", "Om 03:00 komt het weekbericht niet. Kies een tijd tussen 04:00 en 23:59."),
        ("maandag", "Hoe laat op maandag? Typ bijvoorbeeld /weekbericht maandag 16:00."),
        ("vr 3", "“vrijdag” begrijp ik. Is “3” 03:00 of 15:00? Typ bijvoorbeeld /weekbericht vrijdag 15:00."),
        ("vrijdag middag", "“vrijdag” begrijp ik, “middag” niet als tijd."),
        ("9:00", "Op welke dag om 09:00? Typ bijvoorbeeld /weekbericht vrijdag 09:00."),
        ("25:00", "“25:00” bestaat niet. Typ bijvoorbeeld /weekbericht vrijdag 16:00."),
        ("mandag 9:00", "“mandag” is geen dag van de week. Bedoelde je /weekbericht maandag 09:00?"),
        ("overmorgen 9:00", "“overmorgen” is geen dag van de week. Typ bijvoorbeeld /weekbericht vrijdag 16:00."),
        ("16:00 vrijdag", "Noem eerst de dag. Bedoelde je /weekbericht vrijdag 16:00?"),
        ("nu?", "“nu?” ken ik niet bij /weekbericht. Bedoelde je /weekbericht nu?"),
        ("statsu", "Bedoelde je /weekbericht status?"),
        ("zrog", "Bedoelde je /weekbericht zorg?"),
        ("banaan", "“banaan” ken ik niet bij /weekbericht: het is geen tafel, en geen dag met een tijd."),
    ],
)
def test_what_cannot_be_carried_out_is_taken_apart_in_words(chat, said, answer):
    assert answer in chat.say(f"/weekbericht {said}").text


def test_what_advises_a_moment_advises_one_that_works(chat):
    for said in ("maandag", "vr 3", "9:00", "mandag 9:00", "banaan", "maandag 25:00"):
        advice = chat.say(f"/weekbericht {said}").text
        [example] = re.findall(r"/weekbericht (\w+ \d\d:\d\d)", advice)
        assert "komt op" in chat.say(f"/weekbericht {example}").title
