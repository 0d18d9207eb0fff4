"""A room on the pages of others: the digest, the start page, a tafel at a glance; rooms about an action; large ones."""

import asyncio
from datetime import UTC

import pytest

from bot.background.schedule import tick
from handlers.feature import Now, Week
from handlers.sections import Section
from handlers.versnellingskamer import overview
from storage import facts
from storage.kamers import KAMER
from tests.kamer import EVERYBODY, QUESTION, begin, card, close, fill_tafel, press, put_away, stored, vote, wait
from tests.platforms import Chat
from tests.world import MONDAY, World, work


@pytest.fixture(autouse=True)
def tafel(world: World) -> None:
    fill_tafel(world)


def digest(world: World) -> list[Section]:
    with world.db.transaction() as session:
        bouw = world.tafel(session, "bouw")
        assert bouw is not None
        happened = facts.of_thing(session, KAMER, "KAMER-1")
        week = Week(tafel=bouw, now=world.clock(), since=MONDAY.astimezone(UTC), facts=tuple(happened))
        return list(overview.digest(work(session), week))


def test_the_digest_tells_of_a_room_and_nothing_of_what_was_said_in_it(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat))
    for by in EVERYBODY:
        vote(chat, by, richting_1=("Bezwaar",), reden_1="Een reden die nergens staat")
    [section] = digest(world)
    assert section.stirs
    assert f"{QUESTION} · stemming open" in words(section)
    close(chat, world)
    [section] = digest(world)
    assert "KAMER-1" in words(section)
    for secret in ("Een reden", "bezwaar", "Stagepact", "6 van 6"):
        assert secret not in words(section)


def words(section: Section) -> str:
    spans = (
        span.text for element in section.elements for item in getattr(element, "items", ()) for span in item.line
    )  # fmt: skip
    return "".join(spans)


def test_a_room_in_preparation_is_in_no_digest(chat: Chat, world: World) -> None:
    begin(chat)
    assert digest(world) == []


def test_the_start_page_and_the_tafel_show_what_is_open(chat: Chat) -> None:
    chat.press("Open de stemming", on=begin(chat))
    home = chat.home(by="karim")
    assert home is not None
    assert "Open stemmingen" in home.text
    assert QUESTION in home.text
    glance = chat.say("/tafel", by="karim")
    assert glance is not None
    assert "1 stemming open" in glance.text
    assert "Versnellingskamer" in glance.buttons


def test_one_action_is_sharpened_in_a_room_of_its_own(chat: Chat, world: World) -> None:
    chat.say("/actie nieuw Stagepact tekenen met drie bouwers")
    refused = begin(chat, vorm=("Eén actie aanscherpen",), actie="BOUW-9", richtingen="Per gemeente een tafel")
    assert refused.form is not None
    assert "staat niet op de agenda van Bouw" in " ".join(refused.form.errors.values())
    made = chat.submit(actie="bouw-1")
    assert made is not None
    assert "Eén actie aanscherpen" in made.text
    assert stored(world).action == "BOUW-1"


@pytest.mark.every_door
def test_a_large_room_fits_every_door(chat: Chat, world: World) -> None:
    """Thirty directions of full length with five criteria: the card, the form's pages, and the result."""
    lines = "\n".join(f"{number:02} {'een lange richting ' * 9}| {'uitleg ' * 14}" for number in range(1, 11))
    chat.press("Open de stemming", on=begin(
        chat, richtingen=lines, manier=("Cijfers van 1 tot 5 op criteria",), niveau=("Anoniem, met je O",),
        k=("3 mensen",),
    ))  # fmt: skip
    for place, by in enumerate(EVERYBODY):
        chat.press("Stem", by=by, on=card(chat))
        for page in range(3):
            values = {
                f"richting_{number}_{criterion}": str(1 + (place * number + criterion) % 5)
                for number in pages()[page] for criterion in range(1, 6)
            }  # fmt: skip
            answer = chat.submit(by=by, **values)
            assert answer is not None
            assert answer.title == ("Je stem telt mee" if page == 2 else f"Jouw stem ({page + 2} van 3)")
            put_away(chat, by, answer)
    close(chat, world)
    wait(chat, world)
    [told] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {QUESTION}"]
    assert "6 van 6 stemden" in told.text
    topic = press(chat, "Bespreek meest verdeelde")
    assert topic.title.startswith("1 van 10: ")
    seen = [topic.title]
    while "Volgende" in topic.buttons:
        after = chat.press("Volgende", on=topic)
        assert after is not None
        topic = after
        seen.append(topic.title)
    assert len(seen) == len(set(seen)) == 10


def pages() -> list[list[int]]:
    """The directions of each page."""
    return [[1, 2, 3, 4], [5, 6, 7], [8, 9, 10]]


def test_a_room_by_name_ends_by_the_clock_too(chat: Chat, world: World) -> None:
    chat.press("Open de stemming", on=begin(chat, niveau=("Op naam",), tot="over 20 minuten"))
    vote(chat, "karim", richting_1=("Akkoord",))
    world.clock.forward(minutes=21)
    asyncio.run(tick(world.app))
    asyncio.run(tick(world.app))
    chat.settle()
    assert stored(world).step.phase == "bespreken"
    assert len([each for each in chat.channel("bouw") if each.title.startswith("Uitslag")]) == 1


def test_a_vote_over_the_change_of_clocks_ends_at_the_hour_on_the_wall(chat: Chat, world: World) -> None:
    world.clock.at("2026-10-24T12:00")
    made = begin(chat, tot="morgen 12:00")
    chat.press("Open de stemming", on=made)
    assert isinstance(world.clock(), Now)
    assert "stemming open tot zo 25 oktober om 12:00 uur" in card(chat).text
