"""A file with results that a beheerder sends to the bot: told apart from other files, shown first, kept on request."""

import pytest
from sqlalchemy import select

from storage import audit, koers, sent_files

HEAD = "doel;waarde;op;bron\n"
GOOD = f"{HEAD}inwoners;1.800;31-3-2026;Q1\nomscholing;3.700;30-4-2026;Q1\n".encode()
BAD = f"{HEAD}xyzzy;veel;31-3-2026;\ninwoners;1.800;31-3-2026;Q1\n".encode()
ODD = f"{HEAD}inwoners;1.300;31-3-2026;Q1\n".encode()
FIGURES = b"Arbeidsmarktregio;Kwartaal;Spanningsindicator\nRegio Zwolle;2025KW01;3,4\n"
STRANGE = b"naam;leeftijd\nik;40\n"


def latest(chat, who="noor"):
    chat.settle()
    return chat.direct(who)[-1]


def given(chat, name, body, by="noor"):
    chat.give(name, body, by=by)
    return latest(chat, by)


def stored(world):
    with world.db.transaction() as session:
        column = koers.results.c
        return [tuple(row) for row in session.execute(select(column.value, column.source, column.person_id))]


def test_it_is_shown_as_it_was_understood_and_kept_in_the_name_of_its_sender(chat, world):
    seen = given(chat, "q1.csv", GOOD)
    assert seen.title == "2 resultaten uit q1.csv, klaar om op te slaan."
    assert ("inwoners_2021", "1.800", "31 maart 2026", "Q1") in seen.rows
    assert stored(world) == []
    chat.press("Opslaan", on=seen, by="noor")
    assert latest(chat).title == "“q1.csv” is opgeslagen: 2 resultaten."
    noor = world.person("noor").id
    assert stored(world) == [(1800, "Q1", noor), (3700, "Q1", noor)]
    with world.db.transaction() as session:
        assert [(each.did, each.name, each.detail) for each in audit.latest(session, None)] == [
            ("resultaten ingelezen", "Noor", "2")
        ]


def test_every_problem_is_told_by_its_row_and_nothing_can_be_kept(chat, world):
    seen = given(chat, "q1.csv", BAD)
    assert seen.title == "3 problemen in q1.csv. Er is niets opgeslagen."
    for part in ("rij 2, kolom doel (A)", "rij 2, kolom waarde (B)", "rij 2, kolom bron (D)"):
        assert part in seen.text
    assert "Opslaan" not in seen.buttons
    assert stored(world) == []


def test_what_is_odd_is_said_before_it_is_kept(chat, world):
    seen = given(chat, "q1.csv", ODD)
    assert "Dit is lager dan 1.689" in seen.text
    assert stored(world) == []
    chat.press("Toch opslaan", on=seen, by="noor")
    latest(chat)
    assert [row[0] for row in stored(world)] == [1300]


def test_who_does_not_want_it_leaves_nothing_behind(chat, world):
    chat.press("Niet opslaan", on=given(chat, "q1.csv", GOOD), by="noor")
    assert any(each.title == "Niets opgeslagen van “q1.csv”." for each in chat.direct("noor"))
    with world.db.transaction() as session:
        assert session.execute(select(sent_files.sent_files)).all() == []
    assert stored(world) == []


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (GOOD, "2 resultaten uit los.csv, klaar om op te slaan."),
        (FIGURES, "1 cijfer uit los.csv, klaar om op te slaan."),
    ],
    ids=["results", "figures"],
)
def test_columns_tell_which_file_it_is(chat, body, title):
    assert given(chat, "los.csv", body).title == title


def test_a_file_that_may_be_either_is_asked_about(chat, world):
    asked = given(chat, "los.csv", STRANGE)
    assert asked.title == "Wat staat er in “los.csv”?"
    assert asked.buttons == ["Cijfers van UWV, SBB of DUO", "Resultaten van doelen"]
    chat.press("Resultaten van doelen", on=asked, by="noor")
    assert "'doel'" in latest(chat).text
    assert stored(world) == []


def test_a_projectleider_brings_figures_and_no_results(chat, world):
    assert given(chat, "q1.csv", GOOD, by="petra").title == "Welke cijfers staan er in “q1.csv”?"
    assert stored(world) == []
