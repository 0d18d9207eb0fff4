"""Without a public address pictures and files come as files of Slack's: each once, to the channel or to the asker."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.slack import uploads
from handlers import delivery
from handlers.answer import Answer, Channels, Direct, Post
from handlers.cards import Card, File, Image, Text, line
from storage import documents, outbox
from tests import kamer
from tests.databases import Sqlite
from tests.platforms.slack import SlackDriver
from tests.platforms.slack_payloads import user
from tests.platforms.slack_world import BOT, Fault, Written
from tests.world import World

BROKEN = ("429", "500", "500-after", "reset", "reset-after", "truncated", "html")
STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info", "chat.postMessage")

HARMS = [(step, harm) for step in STEPS for harm in BROKEN if (step, harm) != ("upload", "truncated")]  # it says "OK"


@pytest.fixture
def platform() -> str:
    return "slack"


@pytest.fixture
def server(sqlite: Sqlite) -> Sqlite:
    """What comes of it does not depend on the kind of database."""
    return sqlite


@pytest.fixture
def chat(world: World) -> Iterator[SlackDriver]:
    """An installation behind a firewall: Slack reaches it over a socket, and nobody opens its links."""
    driver = SlackDriver(world.app, socket=True, address="")
    driver.courier_waits_no_longer()
    yield driver
    driver.close()


def shared(chat: SlackDriver, channel: str = "CBOUW") -> list[Written]:
    """The messages of the bot's in a channel that share files."""
    return [each for each in chat.slack.written if each.channel == channel and each.user == BOT and each.files]


def bytes_of(chat: SlackDriver, message: Written) -> dict[str, bytes]:
    """What stands in the files of a message, by the title that people see."""
    found = [chat.slack.uploads[each["id"]] for each in message.files]
    return {each.title: each.body or b"" for each in found}


def card_with_files(world: World, *, lives: timedelta = timedelta(days=7)) -> Card:
    now = world.clock().instant

    def kept(name: str, mime: str, body: bytes) -> str:
        with world.db.transaction() as session:
            return documents.keep(session, name, mime, body, now=now, expires=now + lives)

    picture = Image(kept("kaart.png", "image/png", b"\x89PNG plaatje"), "Een staaf van 300 en een van 400.", 1200, 900)
    paper = File(kept("kaart.pdf", "application/pdf", b"%PDF papier"), "Kaart op papier.pdf", "Eén A4")
    return Card("proef", "Een kaart", (Text(line("Met bestanden.")), picture, paper))


def send(world: World, *answers: Answer) -> None:
    now = world.clock()
    with world.db.transaction() as session:
        delivery.send(session, answers, None, now)


def to_bouw(world: World, card: Card) -> Post:
    with world.db.transaction() as session:
        tafel = world.tafel(session, "bouw")
    assert tafel
    return Post(card, Channels(tafel.id), once="proef:1")


def through_bad_luck(chat: SlackDriver, world: World) -> None:
    """Let the courier go on for as long as anything waits."""
    for _ in range(8):
        chat.settle()
        world.clock.forward(minutes=20)


def states(world: World) -> list[str]:
    with world.db.transaction() as session:
        return [each.state for each in outbox.waiting(session, ("wacht", "verzonden", "dood", "onzeker", "vervallen"))]


# --- what people ask for ---------------------------------------------------------------------------------------------


def test_a_factsheet_comes_with_its_picture_and_its_paper(chat: SlackDriver) -> None:
    chat.say("/factsheet")

    [sheet] = [seen for seen in chat.channel("bouw") if seen.title.startswith("Factsheet Bouw")]
    assert "De afbeelding staat hieronder." in sheet.text
    assert "(hieronder)" in sheet.text
    [files] = shared(chat)
    picture, paper = bytes_of(chat, files).values()
    assert picture.startswith(b"\x89PNG")
    assert paper.startswith(b"%PDF")
    described = [chat.slack.uploads[each["id"]].alt for each in files.files]
    assert "vacatures" in described[0]


def test_in_direct_messages_the_factsheet_comes_there(chat: SlackDriver) -> None:
    chat.say("/factsheet bouw", at="direct")
    chat.settle()

    assert [len(each.files) for each in shared(chat, chat.slack.direct_channel(user("petra")).id)] == [2]
    assert shared(chat) == []


def test_a_persons_own_data_come_to_that_person_alone(chat: SlackDriver) -> None:
    chat.say("/actie nieuw Open dag")
    chat.say("/tafel mijn gegevens")
    chat.settle()

    [files] = shared(chat, chat.slack.direct_channel(user("petra")).id)
    [(title, body)] = bytes_of(chat, files).items()
    assert title == "mijn-gegevens.json"
    assert json.loads(body)
    assert shared(chat) == []


def test_a_picture_for_the_asker_alone_comes_by_direct_message_and_the_channel_says_where(chat: SlackDriver) -> None:
    chat.say("/koers")
    chat.settle()

    [files] = shared(chat, chat.slack.direct_channel(user("petra")).id)
    assert [body[:4] for body in bytes_of(chat, files).values()] == [b"\x89PNG"]
    assert "Dat staat in je directe berichten met Tafelbot" in chat.whispers("petra")[-1].text
    assert chat.whispers("karim") == []
    again = chat.say("/koers")  # now the picture is there already, and the answer could have been a response
    assert again
    assert len(shared(chat, chat.slack.direct_channel(user("petra")).id)) == 2


def test_with_a_public_address_slack_fetches_and_nothing_is_uploaded(world: World) -> None:
    driver = SlackDriver(world.app, socket=True)
    send(world, to_bouw(world, card_with_files(world)))
    driver.settle()

    assert shared(driver) == []
    assert driver.slack.uploads == {}
    driver.close()


def test_what_slack_could_not_fetch_without_tls_is_uploaded_too(world: World) -> None:
    driver = SlackDriver(world.app, socket=True, address="http://tafelbot.intern")
    send(world, to_bouw(world, card_with_files(world)))
    driver.settle()

    assert len(shared(driver)) == 1
    driver.close()


# --- once, whatever happens on the way -------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "harm"), HARMS)
def test_whichever_step_breaks_card_and_files_are_there_once(
    chat: SlackDriver, world: World, step: str, harm: str
) -> None:
    chat.slack.faults.append(Fault(step, harm))
    send(world, to_bouw(world, card_with_files(world)))
    through_bad_luck(chat, world)

    assert [seen.title for seen in chat.channel("bouw") if seen.title == "Een kaart"] == ["Een kaart"]
    [files] = shared(chat)
    found = {"kaart": b"\x89PNG plaatje", "Kaart op papier.pdf": b"%PDF papier"}
    assert bytes_of(chat, files) == found
    assert states(world) == ["verzonden"]


@pytest.mark.parametrize("harm", ["reset-after", "500"])
def test_another_process_finds_what_the_first_one_had_shared(chat: SlackDriver, world: World, harm: str) -> None:
    chat.slack.faults.append(Fault("files.completeUploadExternal", harm))
    send(world, to_bouw(world, card_with_files(world)))
    chat.settle()
    assert states(world) == ["wacht"]
    chat.restart()
    chat.courier_waits_no_longer()
    through_bad_luck(chat, world)

    assert [seen.title for seen in chat.channel("bouw")].count("Een kaart") == 1
    assert len(shared(chat)) == 1
    assert states(world) == ["verzonden"]


def test_a_secret_that_was_replaced_meanwhile_still_finds_them(chat: SlackDriver, world: World) -> None:
    chat.slack.faults.append(Fault("files.completeUploadExternal", "reset-after"))
    send(world, to_bouw(world, card_with_files(world)))
    chat.settle()
    secrets = ("nieuw", *world.app.settings.tafelbot_geheim)
    world.app.settings = replace(world.app.settings, tafelbot_geheim=secrets)
    chat.restart()
    chat.courier_waits_no_longer()
    through_bad_luck(chat, world)

    assert len(shared(chat)) == 1


def test_a_file_that_slack_shares_a_moment_later_is_waited_for(chat: SlackDriver, world: World) -> None:
    chat.slack.looks_before_shared = 2
    send(world, to_bouw(world, card_with_files(world)))
    chat.settle()

    assert states(world) == ["verzonden"]
    assert len(shared(chat)) == 1


def test_a_file_that_slack_says_to_share_and_does_not_is_not_called_sent(
    chat: SlackDriver, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAUSES", (0.0, 0.0))
    chat.slack.drops_shares = True
    send(world, to_bouw(world, card_with_files(world)))
    chat.settle()
    assert states(world) == ["wacht"]
    chat.slack.drops_shares = False
    through_bad_luck(chat, world)

    assert states(world) == ["verzonden"]
    assert len(shared(chat)) == 1
    assert [seen.title for seen in chat.channel("bouw")].count("Een kaart") == 1


def test_an_answer_of_which_nobody_knows_whether_its_files_came_is_not_given_twice(
    chat: SlackDriver, world: World
) -> None:
    chat.say("/koers")
    chat.settle()
    chat.slack.faults.append(Fault("files.completeUploadExternal", "reset-after"))
    chat.say("/koers", by="karim")
    through_bad_luck(chat, world)

    assert len(shared(chat, chat.slack.direct_channel(user("karim")).id)) == 1


# --- what slack will not have ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_files_that_slack_refuses_are_missed_in_words_and_the_card_is_there(
    chat: SlackDriver, world: World, step: str
) -> None:
    chat.slack.faults.append(Fault(step, "error:missing_scope"))
    send(world, to_bouw(world, card_with_files(world)))
    through_bad_luck(chat, world)

    card, sorry = chat.channel("bouw")
    assert card.title == "Een kaart"
    assert "kon ik niet plaatsen: Slack neemt ze niet aan (missing_scope)" in sorry.text
    assert states(world) == ["verzonden"]


def test_a_file_that_is_gone_meanwhile_is_missed_in_words(chat: SlackDriver, world: World) -> None:
    card = card_with_files(world, lives=timedelta(minutes=1))
    world.clock.forward(minutes=2)
    send(world, to_bouw(world, card))
    chat.settle()

    assert "het bestand is er niet meer" in chat.channel("bouw")[-1].text


def test_a_channel_that_the_bot_may_not_write_in_gets_nothing_and_the_row_says_why(
    chat: SlackDriver, world: World
) -> None:
    chat.slack.channels["CBOUW"].archived = True
    send(world, to_bouw(world, card_with_files(world)))
    through_bad_luck(chat, world)

    assert states(world) == ["dood"]
    assert shared(chat) == []


def test_a_message_for_one_person_shares_its_files_with_them_alone(chat: SlackDriver, world: World) -> None:
    send(world, Post(card_with_files(world), Direct(world.person("karim").id)))
    chat.settle()

    assert len(shared(chat, chat.slack.direct_channel(user("karim")).id)) == 1
    assert shared(chat) == []


def test_a_living_card_keeps_its_chart_where_no_picture_can_be_put(chat: SlackDriver, world: World) -> None:
    """The picture of a result is drawn after its card was posted, and an edit brings no file."""
    kamer.fill_tafel(world)
    chat.press("Open de stemming", on=kamer.begin(chat))
    for by in kamer.EVERYBODY:
        kamer.vote(chat, by, richting_1=("Akkoord",))
    kamer.close(chat, world)
    with world.db.transaction() as session:
        names = session.execute(select(documents.documents.c.name)).scalars().all()
    assert "KAMER-1-uitslag.png" in names
    [result] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {kamer.QUESTION}"]
    assert "hieronder" not in result.text
    assert "Akkoord per richting" in result.text
    assert shared(chat) == []
