"""A file with figures that somebody sends to the bot: shown first, kept when they say so, and never by anybody else."""

import asyncio
import hashlib

import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.background import attachments
from bot.doors.door import Refused, TooLarge
from bot.lokaal.app import LokaalDoor
from bot.settings import Settings
from factsheets.sources.mapping import mappings
from handlers import FEATURES
from handlers.dispatch import dispatch
from handlers.factsheet import callbacks
from handlers.factsheet.callbacks import Layout
from handlers.feature import Account, Address, Attachment, Place, Refusal, Request
from handlers.registry import build_registry
from handlers.tafels import privacy
from storage import audit, demo, documents, figures, people_data, sent_files
from storage.database import Session
from tests.databases import opened

UWV = "Arbeidsmarktregio;Kwartaal;Spanningsindicator\nRegio Zwolle;2025KW01;3,4\nRegio Zwolle;2025KW02;{}\n"
GOOD, BAD = UWV.format("3,9").encode(), UWV.format("veel").encode()
STRANGE = b"naam;leeftijd\nik;40\n"


def spanning(session: Session) -> list[float | None]:
    return [seen.value for seen in figures.observed(session, indicator="uwv_spanning")]


def stored(world):
    with world.db.transaction() as session:
        return spanning(session)


def raw(world):
    with world.db.transaction() as session:
        column = documents.documents.c
        return list(session.execute(select(column.body).where(column.name == "uwv.csv")).scalars())


def latest(chat, who="petra"):
    chat.settle()
    return chat.direct(who)[-1]


def given(chat, name, body, *, by="petra"):
    """The answer that stands there when all is done."""
    chat.give(name, body, by=by)
    return latest(chat, by)


@pytest.mark.every_door
def test_a_file_is_shown_as_it_was_understood_and_kept_when_its_sender_says_so(chat, world):
    seen = given(chat, "uwv.csv", GOOD)
    assert seen.title == "2 cijfers uit uwv.csv, klaar om op te slaan."
    assert seen.rows[1] == ("Spanningsindicator", "Arbeidsmarktregio Zwolle", "1e kwartaal 2025", seen.rows[1][3])
    assert seen.rows[1][3].startswith("3,40")
    assert (stored(world), raw(world)) == ([], [])

    chat.press("Opslaan", on=seen)
    assert "2 nieuwe of herziene cijfers" in latest(chat).title
    assert (stored(world), raw(world)) == ([3.4, 3.9], [GOOD])
    with world.db.transaction() as session:
        batch = session.execute(select(figures.batches).where(figures.batches.c.name == "uwv.csv")).one()
        [entry] = [each for each in audit.latest(session, None) if each.did == "cijfers ingelezen"]
    assert batch.sha256 == hashlib.sha256(GOOD).hexdigest()
    assert (entry.name, entry.detail) == ("Petra", "uwv.csv (UWV spanningsindicator)")
    assert "3,90 in het 2e kwartaal 2025" in chat.say("/factsheet verloop spanningsindicator").title


def test_whole_figures_are_shown_without_decimals_and_a_sum_with_shielded_parts_as_near_it(chat):
    rows = "ZWOLLE;2024/2025;12;N\nZWOLLE;2024/2025;4;J\nKAMPEN;2024/2025;7;N\n"
    duo = f"GEMEENTENAAM;STUDIEJAAR;AANTAL;INDICATIEAVG\n{rows}"
    seen = given(chat, "duo.csv", duo.encode())
    assert [row[3].replace("\u00a0", " ") for row in seen.rows[1:]] == ["12 (benadering)", "7"]


def test_pressed_twice_it_is_kept_once(chat, world):
    seen = given(chat, "uwv.csv", GOOD)
    chat.press("Opslaan", on=seen)
    again = given(chat, "uwv.csv", GOOD)
    chat.press("Opslaan", on=again)
    assert "was al opgeslagen" in latest(chat).title
    assert len(raw(world)) == 1


def test_every_problem_is_told_by_row_and_nothing_can_be_kept(chat, world):
    seen = given(chat, "uwv.csv", BAD)
    assert seen.title == "1 probleem in uwv.csv. Er is niets opgeslagen."
    assert "rij 3" in seen.text
    assert "Opslaan" not in seen.buttons
    assert stored(world) == []


def test_who_does_not_want_it_leaves_nothing_behind(chat, world):
    seen = given(chat, "uwv.csv", GOOD)
    chat.press("Niet opslaan", on=seen)
    assert any(each.title == "Niets opgeslagen van “uwv.csv”." for each in chat.direct("petra"))
    assert (stored(world), raw(world)) == ([], [])
    with world.db.transaction() as session:
        assert session.execute(select(sent_files.sent_files)).all() == []


def test_a_layout_that_cannot_be_told_is_asked(chat, world):
    asked = given(chat, "lijst.csv", STRANGE)
    assert asked.title == "Welke cijfers staan er in “lijst.csv”?"
    [labels] = asked.choices.values()
    assert set(labels) == {how.name for how in mappings().values()}
    chat.press("UWV spanningsindicator", on=asked)
    assert "'Arbeidsmarktregio'" in latest(chat).text


@pytest.mark.parametrize(("name", "body"), [("oud.xlsx", b"\xd0\xcf\x11\xe0 oud"), ("leeg.csv", b"")])
def test_what_is_no_table_is_told_in_words(chat, world, name, body):
    if world.platform == "lokaal" and not body:
        body = b"\n"
    answer = given(chat, name, body)
    assert name in answer.title
    assert "Opslaan" not in answer.buttons


def test_who_may_not_bring_figures_hears_who_can(chat, world):
    answer = given(chat, "uwv.csv", GOOD, by="fatima")
    assert "kan een projectleider of beheerder" in answer.title
    with world.db.transaction() as session:
        assert session.execute(select(sent_files.sent_files)).all() == []


def test_an_unknown_kind_of_file_is_told_what_is_known(chat):
    answer = given(chat, "vakantie.jpg", b"\xff\xd8", by="fatima")
    assert answer.title == "Met “vakantie.jpg” kan ik niets"
    assert "UWV, SBB of DUO (.csv of .xlsx)" in answer.text


def test_a_file_that_is_too_large_is_refused_in_words(chat, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 20)
    assert "is te groot" in given(chat, "uwv.csv", GOOD).title


def test_a_preview_expires_and_then_says_so(chat, world):
    seen = given(chat, "uwv.csv", GOOD)
    world.clock.forward(hours=13)
    answer = chat.press("Opslaan", on=seen)
    assert "Dit voorbeeld is verlopen" in answer.title
    assert stored(world) == []


@pytest.mark.parametrize("platform", ["lokaal", "slack"])
@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
class TestInAChannel:
    """In Teams a bot gets no files of a channel."""

    def test_a_file_beside_a_mention_is_read_for_that_tafel(self, chat, world):
        seen = chat.give("uwv.csv", GOOD, "@tafelbot kijk eens", at="bouw")
        assert (seen.title, seen.private) == ("2 cijfers uit uwv.csv, klaar om op te slaan.", True)
        assert stored(world) == []
        chat.press("Opslaan", on=seen)
        assert stored(world) == [3.4, 3.9]

    def test_a_file_that_is_not_for_the_bot_is_not_talked_about(self, chat, world):
        before = len(chat.channel("bouw"))
        assert chat.give("uwv.csv", GOOD, "voor de vergadering", at="bouw") is None
        assert len(chat.channel("bouw")) == before

    def test_somebody_elses_tafel_is_not_theirs_to_bring_figures_for(self, chat, world):
        assert (
            "kan een projectleider of beheerder" in chat.give("uwv.csv", GOOD, "@tafelbot", by="sanne", at="bouw").title
        )


@pytest.mark.parametrize(
    ("who", "refused"), [("sanne", "iemand anders"), ("karim", "projectleider of beheerder"), ("noor", "")]
)
def test_only_its_sender_or_an_administrator_keeps_it(chat, world, who, refused):
    given(chat, "uwv.csv", GOOD)
    with world.db.transaction() as session:
        key = session.execute(select(sent_files.sent_files.c.key)).scalar_one()
    where = Address(Place(world.platform, world.account(who).partition(":")[2], "direct"), Account(world.account(who)))
    pressed = Request(
        "press", f"{world.platform}:{who}", where, world.clock().instant, action="factsheet.bewaar",
        value=callbacks.KEEP.button("", Layout(key, "uwv_spanning")).value,
    )  # fmt: skip
    with world.db.transaction() as session:
        if refused:
            with pytest.raises(Refusal, match=refused):
                dispatch(session, pressed, world.app.registry, world.clock())
        else:
            assert dispatch(session, pressed, world.app.registry, world.clock()).rows


def test_what_changed_after_the_preview_is_not_kept_in_its_name(chat, world):
    seen = given(chat, "uwv.csv", GOOD)
    with world.db.transaction() as session:
        session.execute(update(sent_files.sent_files).values(sha256="0" * 64))
    chat.press("Opslaan", on=seen)
    assert "is intussen veranderd" in latest(chat).title
    assert stored(world) == []


def test_who_is_forgotten_leaves_no_file_waiting_and_can_see_which_do(chat, world):
    given(chat, "uwv.csv", GOOD)
    petra = world.person("petra")
    with world.db.transaction() as session:
        assert privacy.held(session, petra, world.clock.zone)["bestand"] == {"bestanden in voorbeeld": ["uwv.csv"]}
        people_data.forget(session, petra.id, world.clock().instant)
        assert session.execute(select(sent_files.sent_files)).all() == []


def test_the_trial_workspace_gives_its_own_files_and_no_more_than_asked(sqlite_url, clock):
    with opened(sqlite_url) as db:
        app = App(Settings(), db, build_registry(FEATURES), clock)
        demo.create(db.engine)
        door = LokaalDoor(app)
        with db.transaction() as session:
            kept = demo.keep_file(session, "lokaal:petra", "a.csv", b"12345")
        file = Attachment(kept.id, "a.csv", 5)
        assert asyncio.run(door.fetch(file, 5)) == b"12345"
        with pytest.raises(TooLarge):
            asyncio.run(door.fetch(file, 4))
        with pytest.raises(Refused):
            asyncio.run(door.fetch(Attachment("elders", "a.csv", 5), 5))
