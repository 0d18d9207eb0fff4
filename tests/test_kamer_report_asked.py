"""Asking for what comes out of a room: its picture on the card in the channel, its files in chat, and by command."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select

from handlers.cards import Chart, Image
from handlers.versnellingskamer import phases, posted_result, published, reported
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.result import compute
from storage import documents, kamer_ballots, kamers, outbox, people_data, tafels
from storage.database import Database
from storage.kamers import Step
from tests.command_line import Run
from tests.kamer import EVERYBODY, QUESTION, begin, close, fill_tafel, vote
from tests.kamer_votes import ballots, seeded, vote as asked
from tests.pdf_words import squeezed, whole
from tests.platforms import Chat, Seen
from tests.world import World, work

FILES = tuple(f"KAMER-1-uitslag.{kind}" for kind in ("pdf", "xlsx", "csv", "json"))
NINE = datetime(2026, 5, 18, 7, tzinfo=UTC)


@pytest.fixture
def tafel(world: World) -> None:
    fill_tafel(world)


def opened(chat: Chat, level: str = "Anoniem") -> None:
    chat.press("Open de stemming", on=begin(chat, niveau=(level,)))


def everybody_votes(chat: Chat) -> None:
    for by in EVERYBODY:
        vote(chat, by, richting_1=("Akkoord",), richting_2=("Bezwaar",) if by == "bram" else ("Akkoord",),
             reden_2="Te ver reizen" if by == "bram" else "")  # fmt: skip


def kept(world: World) -> dict[str, bytes]:
    """The documents that there are, by name."""
    with world.db.transaction() as session:
        column = documents.documents.c
        return {row.name: row.body for row in session.execute(select(column.name, column.body))}


def results(chat: Chat) -> list[Seen]:
    chat.settle()
    return [each for each in chat.channel("bouw") if each.title == f"Uitslag: {QUESTION}"]


def living(world: World) -> list[str]:
    """The kinds of what stands on the living card of the result."""
    with world.db.transaction() as session:
        drawn = posted_result.draw(work(session), "1")
    assert drawn is not None
    return [type(each).__name__ for each in drawn.elements]


# --- the picture -----------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_the_result_is_posted_with_a_chart_that_its_picture_takes_the_place_of(
    tafel: None, chat: Chat, world: World
) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    assert [name for name in kept(world) if name.endswith(".png")] == [
        "KAMER-1-uitslag.png",
        "KAMER-1-uitslag-klein.png",
    ]
    [result] = results(chat)
    assert "Rapport" in result.buttons
    kinds = living(world)
    assert kinds.count("Image") == 1
    assert "Chart" not in kinds
    assert kinds.index("Text") < kinds.index("Image") < kinds.index("Table")


def test_the_card_is_posted_before_anything_is_drawn(tafel: None, chat: Chat, world: World) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    with world.db.transaction() as session:
        room = Room(session, stored_in(session), world.clock())
        fresh = posted_result.fresh(room, published.decode(kamer_ballots.result_of(session, 1) or ""))
    kinds = [type(each) for each in fresh.elements]
    assert kinds.count(Chart) == 1
    assert Image not in kinds
    assert fresh.key == "kamer_uitslag:1"


def test_a_card_that_is_on_its_way_while_the_picture_is_drawn_is_redrawn_once_it_is_there(
    tafel: None, chat: Chat, world: World
) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    with world.db.transaction() as session:
        sent = outbox.put(
            session, "once", platform="lokaal", lane="lokaal:bouw", address="{}", content="{}", now=NINE,
            key="proef", about="kamer_uitslag:1",
        )  # fmt: skip
        posted_result.make_picture(work(session), 1)
        assert session.execute(select(outbox.outbox.c.outdated).where(outbox.outbox.c.id == sent)).scalar() is True


def test_its_picture_is_drawn_once(tafel: None, chat: Chat, world: World) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    before = len(kept(world))
    with world.db.transaction() as session:
        posted_result.make_picture(work(session), 1)
        number = len(session.execute(select(documents.documents.c.key)).all())
    assert number == before


def test_of_a_vote_of_which_nothing_is_told_no_picture_is_drawn(tafel: None, chat: Chat, world: World) -> None:
    opened(chat)
    vote(chat, "karim", richting_1=("Akkoord",))
    close(chat, world)
    assert not [name for name in kept(world) if name.endswith(".png")]
    assert "Image" not in living(world)


# --- the files -------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_whoever_sees_a_room_gets_its_files_for_themselves(tafel: None, chat: Chat, world: World) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    [result] = results(chat)
    chat.press("Rapport", by="fatima", on=result)
    chat.settle()
    answer = chat.say("/kamer KAMER-1 rapport", by="fatima")
    assert answer is not None
    assert answer.title == "Rapport van KAMER-1"
    assert all(name in answer.text for name in FILES)
    found = kept(world)
    assert squeezed("Te ver reizen") in whole(found[FILES[0]])
    assert published.decode(found[FILES[3]].decode()).key == "KAMER-1"
    assert sum(name.endswith(".pdf") for name in found) == 1


def test_files_are_made_once_and_again_when_they_are_gone(tafel: None, chat: Chat, world: World) -> None:
    opened(chat)
    everybody_votes(chat)
    close(chat, world)
    for _ in range(2):
        chat.say("/kamer KAMER-1 rapport")
        chat.settle()
    keys = _keys(world)
    assert len(keys) == 4
    bodies = kept(world)
    world.clock.forward(days=31)
    with world.db.transaction() as session:
        documents.clean(session, world.clock().instant)
    chat.say("/kamer KAMER-1 rapport")
    chat.settle()
    assert len(_keys(world)) == 4
    assert not _keys(world) & keys
    assert {name: kept(world)[name] for name in FILES} == {name: bodies[name] for name in FILES}


def _keys(world: World) -> set[str]:
    with world.db.transaction() as session:
        column = documents.documents.c
        return set(session.execute(select(column.key).where(column.name.in_(FILES))).scalars())


def test_there_is_no_report_of_an_open_room(tafel: None, chat: Chat) -> None:
    opened(chat)
    answer = chat.say("/kamer KAMER-1 rapport")
    assert answer is not None
    assert answer.title == "Het rapport is er nog niet: dat kan pas als de stemming gesloten is."


def test_who_may_not_see_a_room_gets_no_report_of_it(chat: Chat, world: World) -> None:
    at_bouw = ("petra", "karim", "bram", "sanne", "noor")
    fill_tafel(world, at_bouw)
    opened(chat)
    for by in at_bouw:
        vote(chat, by, richting_1=("Akkoord",))
    close(chat, world)
    answer = chat.say("/kamer KAMER-1 rapport", by="fatima", at="zorg")
    assert answer is not None
    assert "zijn voor leden van die tafel" in answer.text
    assert not [name for name in kept(world) if name.endswith(".pdf")]


def test_somebody_who_is_forgotten_stands_in_no_report_that_is_made_since(
    tafel: None, chat: Chat, world: World
) -> None:
    opened(chat, "Op naam")
    everybody_votes(chat)
    close(chat, world)
    chat.say("/kamer KAMER-1 rapport")
    chat.settle()
    assert "Bram" in whole(kept(world)[FILES[0]])
    before, bram = _keys(world), world.person("bram").id
    with world.db.transaction() as session:
        people_data.forget(session, bram, world.clock().instant)
        told = reported.of_room(Room(session, stored_in(session), world.clock()))
        assert told is not None
        assert not [each for each in told.named if each.name == "Bram"]
    chat.say("/kamer KAMER-1 rapport")
    chat.settle()
    assert _keys(world) != before


def stored_in(session) -> kamers.Kamer:
    found = kamers.get(session, 1)
    assert found is not None
    return found


# --- on the command line ---------------------------------------------------------------------------------------------


def make_room(db: Database, steps: Sequence[str], *, question: str = QUESTION) -> int:
    """A room of Bouw that took these steps, and has a result when it was told."""
    voted = asked("akkoord", 3, question=question)
    with db.transaction() as session:
        at = tafels.by_key(session, "bouw")
        assert at is not None
        number = kamers.make(
            session, at.id, template="wegen", question=question, vote=msgspec.json.encode(voted).decode(),
            first=phases.begin(now=NINE, by=None),
        )  # fmt: skip
        for place, what in enumerate(steps, 2):
            phase = phases.MOVES[what][1]  # type: ignore[index]
            closes = None if what == "geopend" else NINE + timedelta(minutes=20)
            moment = NINE + timedelta(minutes=place)
            kamers.append(session, number, Step(number=place, what=what, phase=phase, closes_at=closes, at=moment))
        if "uitslag" in steps:
            found = compute(voted, ballots(voted, {"ondernemers": 9, "overheid": 8}, seeded(1)))
            kamer_ballots.keep_result(session, number, method="1", content=published.encode(found), now=NINE)
    return number


CLOSED = ("geopend", "gesloten", "uitslag")


def test_rooms_are_listed_with_where_they_stand(real: Run, database: Database) -> None:
    assert real("kamer").out == "Er zijn nog geen kamers.\n"
    make_room(database, CLOSED)
    make_room(database, (), question="Waar zitten we?")
    head, first, second = real("kamer").out.splitlines()
    assert head.split() == ["SLEUTEL", "TAFEL", "FASE", "VRAAG"]
    assert first.split()[:2] == ["KAMER-1", "bouw"]
    assert "uitslag bespreken" in first
    assert second.endswith("Waar zitten we?")


def test_a_report_is_written_with_all_its_files(real: Run, database: Database, tmp_path) -> None:
    make_room(database, CLOSED)
    folder = tmp_path / "nieuw" / "map"
    done = real("kamer", "rapport", "KAMER-1", "--uit", str(folder))
    assert done.code == 0
    assert done.out.startswith(str(folder / "KAMER-1-uitslag.pdf"))
    assert sorted(each.name for each in folder.iterdir()) == sorted([*FILES, "KAMER-1-uitslag.png"])
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert real("kamer", "rapport", "1", "--uit", str(folder)).code == 0
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [((), "De stemming van KAMER-1 is nog niet geopend."), (("geopend",), "De stemming van KAMER-1 is nog open."),
     (("geopend", "gesloten"), "De stemmen van KAMER-1 worden nu geteld."),
     (("afgerond",), "KAMER-1 is niet doorgegaan, dus er is geen uitslag.")],
)  # fmt: skip
def test_a_room_without_a_result_is_refused_with_the_reason(
    real: Run, database: Database, tmp_path, steps: Sequence[str], sentence: str
) -> None:
    make_room(database, steps)
    done = real("kamer", "rapport", "KAMER-1", "--uit", str(tmp_path / "uit"))
    assert done.code == 1
    assert sentence in done.err
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize("key", ["KAMER-2", "BOUW-1", "kamer", "KAMER-999999999999"])
def test_a_key_that_is_none_is_refused(real: Run, database: Database, tmp_path, key: str) -> None:
    make_room(database, CLOSED)
    done = real("kamer", "rapport", key, "--uit", str(tmp_path))
    assert done.code == 1
    assert f"“{key}” is geen kamer. Met `python -m bot kamer` zie je welke er zijn." in done.err


def test_a_folder_that_cannot_be_written_is_refused(real: Run, database: Database, tmp_path) -> None:
    make_room(database, CLOSED)
    (tmp_path / "bestand").write_text("hier staat al iets")
    done = real("kamer", "rapport", "KAMER-1", "--uit", str(tmp_path / "bestand"))
    assert done.code == 1
    assert "kan ik niet schrijven" in done.err


@pytest.mark.parametrize("words", [("kamer", "rapport"), ("kamer", "rapport", "KAMER-1"), ("kamer", "niets")])
def test_wrong_usage_ends_with_two(real: Run, words: tuple[str, ...]) -> None:
    assert real(*words).code == 2
