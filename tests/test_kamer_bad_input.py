"""What goes wrong in a room gets a clear answer and loses nothing: forms of a former phase, old cards, doubles and late
deliveries, votes at the close, odd words, nobody there, a clock that is set back, a database that cannot."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.background.schedule import tick
from handlers.answer import Ask, Post
from handlers.delivery import Reply
from handlers.feature import Account, Address, Callback, Place, Request
from handlers.forms import Form
from handlers.versnellingskamer import callbacks, lookup, phases
from handlers.versnellingskamer.lookup import Room
from handlers.versnellingskamer.votes import decode
from storage import ballot_tables, kamer_ballots, kamers
from storage.database import Unavailable
from storage.kamer_ballots import BALLOTS
from tests.anonymity.plays import KamerPlay, Voters
from tests.kamer import QUESTION, begin, card, close, fill_tafel, press, put_away, steps, stored, vote, wait
from tests.platforms import Chat
from tests.world import World

ANNA = "slack:UANNA"


@pytest.fixture(autouse=True)
def tafel(world: World) -> None:
    fill_tafel(world)


def opened(chat: Chat, **values: Any) -> None:
    chat.press("Open de stemming", on=begin(chat, **values))


def state(world: World) -> str:
    with world.db.transaction() as session:
        return BALLOTS.state(session, "1")


# --- forms of a former phase, old cards ------------------------------------------------------------------------------


def test_a_form_from_before_the_opening_is_refused_with_what_was_typed(chat: Chat, world: World) -> None:
    made = begin(chat)
    chat.press("Aanpassen", on=made)
    number = stored(world).id
    with world.db.transaction() as session:  # the medebegeleider opened it meanwhile
        kamer = kamers.get(session, number)
        assert kamer is not None
        lookup.take(
            Room(session, kamer, world.clock()),
            lambda step, now: phases.opened(step, closes_at=None, now=now, by=None),
        )
    refused = chat.submit(vraag="Een vraag die te laat komt")
    assert refused is not None
    assert refused.form is not None
    assert "De stemming is al geopend" in " ".join(refused.form.errors.values())
    assert refused.form.fields["vraag"].value == "Een vraag die te laat komt"
    assert stored(world).question == QUESTION


def test_a_ballot_of_an_opening_that_was_taken_back_counts_nowhere(chat: Chat, world: World) -> None:
    opened(chat)
    form = chat.press("Stem", by="karim", on=card(chat))
    assert form is not None
    press(chat, "Terug")
    press(chat, "Open de stemming")
    late = chat.submit(by="karim", richting_1=("Bezwaar",), reden_1="Te duur voor ons")
    assert late is not None
    assert "De stemming is intussen opnieuw geopend." in late.text
    assert "Te duur voor ons" in late.text
    with world.db.transaction() as session:
        assert BALLOTS.count(session, "1") == 0


def test_what_was_written_when_the_vote_closed_comes_back(chat: Chat, world: World) -> None:
    opened(chat)
    chat.press("Stem", by="karim", on=card(chat))
    sure = press(chat, "Sluit")
    chat.press("Ja, sluit nu", on=sure)
    late = chat.submit(by="karim", richting_1=("Bezwaar",), reden_1="Een reden van een halve bladzijde")
    assert late is not None
    assert "De stemming is gesloten" in late.text
    assert "Een reden van een halve bladzijde" in late.text


# --- two devices, again, late, at the close --------------------------------------------------------------------------


class Devices:
    """One person with several devices, without a door: every form is kept, and sent whenever it suits."""

    def __init__(self, world: World) -> None:
        self.world, self.play = world, KamerPlay()
        self.voters = Voters(world.app, self.play)
        self.subject = self.play.begin(world.db)

    def open_form(self) -> Form:
        self.world.clock.forward(seconds=5)
        return self.voters.open_form(self.subject, ANNA)

    def send(self, form: Form, choice: int) -> str:
        self.world.clock.forward(seconds=5)
        return said(self.voters.submit(form, ANNA, self.play.contents[choice]))

    def press(self) -> str:
        """Press Stem on a card that was never drawn anew."""
        return said(self.voters.send(self.voters.opened(self.subject, ANNA)))

    def result(self) -> list[int]:
        self.voters.close(self.subject)
        return self.closed()

    def closed(self) -> list[int]:
        with self.world.db.transaction() as session:
            found = kamer_ballots.closed(session, self.subject, 2)
        return [number - 1 for each in found for number in decode(each).chosen]


def said(reply: Reply) -> str:
    [answer] = reply.inline
    if isinstance(answer, Post):
        return answer.card.title
    assert isinstance(answer, Ask)
    return answer.form.audience


only_slack = pytest.mark.parametrize("platform", ["slack"])
COUNTS = "Je stem telt mee"


@pytest.fixture
def devices(world: World) -> Devices:
    return Devices(world)


@only_slack
def test_of_two_devices_the_form_that_was_opened_last_wins(devices: Devices) -> None:
    phone, laptop = devices.open_form(), devices.open_form()
    assert devices.send(laptop, 2) == COUNTS
    assert "later nog eens geopend" in devices.send(phone, 1)
    assert devices.result() == [2]


@only_slack
def test_the_same_submit_three_times_late_and_out_of_order_is_one_vote(devices: Devices) -> None:
    first = devices.open_form()
    assert [devices.send(first, 1), devices.send(first, 1)] == [COUNTS, COUNTS]
    second = devices.open_form()
    assert devices.send(second, 3) == COUNTS
    assert "later nog eens geopend" in devices.send(first, 1)
    assert devices.send(second, 3) == COUNTS
    assert devices.result() == [3]


@only_slack
def test_the_same_form_with_something_else_in_it_changes_nothing(devices: Devices) -> None:
    form = devices.open_form()
    devices.send(form, 1)
    assert "Dit formulier heb je al verstuurd" in devices.send(form, 2)
    assert devices.result() == [1]


@only_slack
def test_a_vote_in_the_second_of_the_close_is_counted_or_hears_that_it_was_late(devices: Devices) -> None:
    early, late = devices.open_form(), devices.open_form()
    devices.send(early, 1)
    assert devices.result() == [1]
    assert "De stemming is gesloten" in devices.send(late, 2)
    assert devices.closed() == [1]


@only_slack
def test_a_press_on_last_months_card_says_that_the_vote_is_closed(devices: Devices) -> None:
    devices.send(devices.open_form(), 1)
    devices.result()
    devices.world.clock.forward(days=31)
    assert devices.press().startswith("De stemming is gesloten ma 18 mei om 09:")
    assert devices.closed() == [1]


# --- odd words -------------------------------------------------------------------------------------------------------

ODD = (
    "<!channel> alle bedrijven", '=HYPERLINK("https://kwaad.example","klik")', "<b>vet</b> & meer", "#set text(red) x",
    "*ster* _streep_ `code`", "[link](https://kwaad.example)", "\u202eomgekeerd\u202c richting", "2\u200b keer",
)  # fmt: skip


@pytest.mark.every_door
def test_words_of_people_are_shown_as_they_were_typed(chat: Chat, world: World) -> None:
    opened(chat, richtingen="\n".join(ODD), vraag="Wat doen we met <!here>?")
    shown = card(chat, "Wat doen we met <!here>?")
    form = chat.press("Stem", by="karim", on=shown)
    assert form is not None
    assert form.form is not None
    labels = [each.label for each in form.form.fields.values()]
    for words in ODD[:4]:
        assert any(words in each for each in labels), (words, labels)
    thanks = chat.submit(by="karim", richting_1=("Bezwaar",), reden_1="<!channel> =1+1 <script>alert(1)</script>")
    assert thanks is not None
    assert thanks.title == "Je stem telt mee"


@pytest.mark.parametrize("question", ["", "   ", "\u200b\u200d", "🎉🎉"])
def test_a_question_without_words_is_refused(chat: Chat, question: str) -> None:
    refused = begin(chat, vraag=question or " ")
    assert refused.form is not None
    assert refused.form.errors


def test_ten_thousand_characters_are_refused_and_come_back(chat: Chat) -> None:
    chat.say("/kamer peiling " + "x" * 10_000)
    refused = begin(chat, vraag="y" * 299, richtingen="z" * 2_900)
    assert refused.form is not None
    assert "Te lang" in " ".join(refused.form.errors.values())
    assert refused.form.fields["vraag"].value == "y" * 299


# --- nobody, one, unlinked -------------------------------------------------------------------------------------------


def test_a_room_in_which_nobody_voted_ends_with_a_sentence(chat: Chat, world: World) -> None:
    opened(chat)
    close(chat, world)
    assert steps(world)[-1] == "uitslag"
    [told] = [each for each in chat.channel("bouw") if each.title == f"Uitslag: {QUESTION}"]
    assert "minder dan 5 stemmen" in told.text


def test_a_room_in_which_somebody_only_looked_ends_without_a_key(chat: Chat, world: World) -> None:
    opened(chat)
    form = chat.press("Stem", by="karim", on=card(chat))
    assert form is not None
    close(chat, world)
    assert (steps(world)[-1], state(world)) == ("uitslag", "unlinkable")


def test_of_one_participant_nothing_is_told(chat: Chat, world: World) -> None:
    opened(chat)
    vote(chat, "karim", richting_1=("Bezwaar",), reden_1="Alleen van mij")
    close(chat, world)
    assert "Alleen van mij" not in " ".join(each.text for each in chat.channel("bouw"))
    nothing = chat.say("/kamer KAMER-1 bespreken")
    assert nothing is not None
    assert "te weinig stemmen" in nothing.text


def test_a_channel_that_is_unlinked_halfway_loses_no_vote(chat: Chat, world: World) -> None:
    opened(chat)
    vote(chat, "karim", richting_1=("Akkoord",))
    shown = card(chat)
    chat.say("/tafel ontkoppel", by="noor")
    form = chat.press("Stem", by="bram", on=shown)
    assert form is not None
    put_away(chat, "bram", chat.submit(by="bram", richting_1=("Akkoord",)) or form)
    with world.db.transaction() as session:
        assert BALLOTS.count(session, "1") == 2


# --- time, copies, faults --------------------------------------------------------------------------------------------


@only_slack
def test_a_clock_that_is_set_back_opens_no_vote_again(devices: Devices) -> None:
    devices.send(devices.open_form(), 1)
    devices.result()
    devices.world.clock.instant -= timedelta(hours=1)
    assert "De stemming is gesloten" in devices.press()
    assert devices.closed() == [1]


def test_after_a_copy_was_put_back_the_vote_begins_again_and_says_so(chat: Chat, world: World) -> None:
    opened(chat)
    vote(chat, "karim", richting_1=("Akkoord",))
    with world.db.transaction() as session:
        ballot_tables.begin_again(session)
    world.clock.forward(minutes=1)
    again = chat.press("Stem", by="karim", on=card(chat))
    assert again is not None
    assert again.form is not None
    assert "Deze stemming is opnieuw begonnen" in again.form.text
    put_away(chat, "karim", chat.submit(by="karim", richting_1=("Akkoord",)) or again)
    wait(chat, world)
    assert "opnieuw begonnen" in card(chat).text
    assert "1 van 6 hebben gestemd" in card(chat).text


def test_a_warning_comes_once_before_the_end_to_who_leads(chat: Chat, world: World) -> None:
    opened(chat, tot="over 20 minuten")
    for minutes in (10, 8, 1):
        world.clock.forward(minutes=minutes)
        asyncio.run(tick(world.app))
        chat.settle()
    [told] = [each for each in chat.direct("petra") if each.title.startswith("KAMER-1: nog")]
    assert told.title == "KAMER-1: nog 2 minuten"
    assert "De stemming sluit bijna." in card(chat).text


@contextmanager
def unavailable(world: World, why: Any) -> Iterator[None]:
    """A database that writes nothing for a while."""

    def refused(_work: object) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(Unavailable(why))
        return future

    kept = world.db.write, world.db.write_alone
    world.db.write = world.db.write_alone = refused  # type: ignore[method-assign,assignment]
    yield
    world.db.write, world.db.write_alone = kept  # type: ignore[method-assign]


def pressed(world: World, callback: Callback[int], number: str) -> str:
    """What Petra hears when she presses a button of the first room."""
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"))
    request = Request(
        "press", f"slack:{number}", address, world.clock.instant, action=callback.name, value="1",
        inline=("Post", "Ask"),
    )  # fmt: skip
    with asyncio.Runner() as runner:
        return said(runner.run(world.app.answer(request)))


@pytest.mark.parametrize(("why", "hears"), [
    ("locked", "even te druk"), ("full", "schijf van Tafelbot is vol"), ("unreachable", "niet bij de gegevens"),
])  # fmt: skip
@only_slack
def test_a_database_that_cannot_is_told_in_every_phase_and_nothing_is_half_done(
    chat: Chat, world: World, why: str, hears: str
) -> None:
    begin(chat)
    with unavailable(world, why):
        assert hears in pressed(world, callbacks.OPEN, "1")
    assert steps(world) == ["gemaakt"]
    press(chat, "Open de stemming")
    voters = Voters(world.app, KamerPlay())
    vote(chat, "karim", richting_1=("Akkoord",))
    form = voters.open_form("1", "slack:UBRAM")
    with unavailable(world, why):
        assert hears in said(voters.submit(form, "slack:UBRAM", KamerPlay().contents[0]))
        assert hears in pressed(world, callbacks.CLOSE_NOW, "2")
    assert stored(world).step.phase == "wegen"
    vote(chat, "bram", richting_1=("Akkoord",))
    close(chat, world)
    with world.db.transaction() as session:
        assert len(BALLOTS.closed(session, "1")) == 2


def test_two_people_who_lead_and_press_at_once_take_one_step(chat: Chat, world: World) -> None:
    opened(chat)
    with world.db.transaction() as session:
        kamer = kamers.get(session, 1)
        assert kamer is not None
        both = [Room(session, kamer, world.clock()), Room(session, kamer, world.clock())]
        lookup.take(both[0], lambda step, now: phases.closed(step, now=now, by=None))
        with pytest.raises(Exception, match="Iemand anders was je net voor"):
            lookup.take(both[1], lambda step, now: phases.closed(step, now=now, by=None))
    assert steps(world)[-1] == "gesloten"
