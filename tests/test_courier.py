"""The courier: each message once, each living card as it is now, each answer at most once and in time."""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import event

from bot.app import App
from bot.background.courier import Courier, Pace
from bot.doors.door import Sending
from bot.settings import Settings
from handlers.cards import Card
from handlers.delivery import SPACING
from handlers.feature import HERE, Account, Address, Ask, Place, Post, Work
from handlers.forms import Form
from handlers.registry import build_registry
from storage import backup, outbox, posted
from storage.database import Database
from storage.locks import Locks
from storage.outbox import Delivery
from tests.programs.fake_door import FakeDoor
from tests.searches import examples
from tests.small_feature import small_feature
from tests.waiting import HANG, until

PACE = Pace(settle=0, patience=HANG, pause=0.01, steps=(60,) * 7)
NEVER = replace(PACE, pause=3600)  # a courier that only the bell wakes


class Stopwatch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


class World:
    """One database, one platform, and things that living cards show."""

    def __init__(self, db: Database, clock) -> None:
        self.db, self.clock = db, clock
        self.things: dict[str, str | None] = {}
        feature = small_feature("proef", cards={"ding": self.draw})
        self.app = App(Settings(), db, build_registry((feature,)), clock)
        self.door = FakeDoor(self.app)
        self.app.doors["nep"] = self.door
        self.locks, self.stopwatch = Locks(db), Stopwatch()
        self._numbers = itertools.count()

    def draw(self, _work: Work, key: str) -> Card | None:
        title = self.things[key]
        return Card("ding", title, key=f"ding:{key}") if title else None

    def message(
        self, title: str, channel: str = "C1", *, shows: str = "", key: str | None = None, about: str = ""
    ) -> int:
        """Something that has to come once."""
        post = Post(Card("bericht", title, key=shows), HERE)
        row = self._put("once", post, channel, key=key or f"bericht:{next(self._numbers)}", about=about)
        assert row
        return row

    def answer(self, title: str, *, by: str = "petra", seconds: float = 1800, to=None, form: bool = False) -> int:
        """An answer to somebody."""
        content = Ask(Form("proef.x", title, "Bewaren", ())) if form else Post(Card("antwoord", title))
        content = replace_to(content, to)
        row = self._put("reply", content, by, expires=self.clock.instant + timedelta(seconds=seconds))
        assert row
        return row

    def _put(self, kind, content, lane: str, **more) -> int | None:
        address = Address(Place("nep", lane), Account("nep:petra"))
        where, what = msgspec.json.encode(address).decode(), msgspec.json.encode(content).decode()
        with self.db.transaction() as session:
            return outbox.put(
                session, kind, platform="nep", lane=lane, address=where, content=what, now=self.clock.instant, **more
            )

    def change(self, key: str, title: str | None) -> None:
        """A thing changes, and its cards have to be redrawn."""
        self.things[key] = title
        with self.db.transaction() as session:
            posted.refresh(session, f"ding:{key}", self.clock.instant, spacing=SPACING)

    def deliver(self, pace: Pace = PACE, **options) -> None:
        """One round of a courier that has just started."""
        asyncio.run(self.courier(pace, **options).deliver())

    def courier(self, pace: Pace = PACE, **options) -> Courier:
        return Courier(self.app, pace=pace, locks=self.locks, stopwatch=self.stopwatch, **options)

    def row(self, number: int) -> Delivery:
        with self.db.transaction() as session:
            found = outbox.get(session, number)
        assert found
        return found

    def state(self, number: int) -> str:
        return self.row(number).state

    def mend(self, number: int, *, again: bool = True) -> bool:
        with self.db.transaction() as session:
            return outbox.mend(session, number, again=again, now=self.clock.instant)


def replace_to(content, to):
    return msgspec.structs.replace(content, to=to) if to else content


@pytest.fixture
def world(db: Database, clock) -> Iterator[World]:
    made = World(db, clock)
    yield made
    made.locks.close()
    assert made.door.complaints == []


# --- messages --------------------------------------------------------------------------------------------------------


def test_a_message_is_posted_once_and_its_id_kept(world):
    row = world.message("Weekbericht")

    world.deliver()
    world.deliver()

    assert world.door.titles == ["Weekbericht"]
    assert (world.state(row), world.row(row).message) == ("verzonden", "m1")


def test_messages_of_a_channel_keep_their_order(world):
    for number in range(7):
        world.message(f"{number}", "C1")
        world.message(f"{number}", "C2")

    world.deliver()

    assert world.door.of("C1") == world.door.of("C2") == [f"{number}" for number in range(7)]


def test_a_slow_channel_does_not_hold_up_the_others(world):
    world.door.faults, world.door.busy = ["slow"] * 6, lambda: world.door.most_under_way < 6
    for number in range(6):
        world.message("x", f"C{number}")

    world.deliver()

    assert world.door.most_under_way == 6
    assert len(world.door.titles) == 6


def test_no_more_channels_at_once_than_agreed(world):
    world.door.faults, world.door.busy = ["slow"] * 6, lambda: world.door.most_under_way < 2
    for number in range(6):
        world.message("x", f"C{number}")

    world.deliver(replace(PACE, lanes=2))

    assert world.door.most_under_way == 2
    assert len(world.door.titles) == 6


def test_two_couriers_share_the_work_and_nothing_comes_twice(world, url):
    for number in range(40):
        world.message(f"{number:02}", f"C{number % 4}")
    other = Database(url)
    twin = App(world.app.settings, other, world.app.registry, world.clock, world.app.doors)

    async def both() -> None:
        couriers = [Courier(app, pace=PACE) for app in (world.app, twin) for _ in range(2)]
        for _ in range(3):
            await asyncio.gather(*(courier.deliver() for courier in couriers))
        await asyncio.gather(*(courier.stop() for courier in couriers))

    asyncio.run(both())
    other.close()

    assert len(world.door.titles) == 40
    for channel in range(4):
        assert world.door.of(f"C{channel}") == sorted(world.door.of(f"C{channel}"))


def test_who_is_told_to_come_back_later_does_so_without_counting_or_looking_up(world):
    row = world.message("Weekbericht")
    world.door.faults = ["later:90"]

    world.deliver()
    assert world.row(row).attempts == 0
    world.clock.forward(seconds=89)
    world.deliver()
    assert world.door.titles == []
    world.clock.forward(seconds=2)
    world.deliver()

    assert world.door.titles == ["Weekbericht"]
    assert not any(call.startswith("find") for call in world.door.calls)


def test_what_has_to_wait_holds_up_its_own_channel_only(world):
    world.door.faults = ["later:90"]
    world.message("eerst", "C1")
    world.deliver()
    world.message("daarna", "C1")
    world.message("elders", "C2")

    world.deliver()
    assert world.door.titles == ["elders"]

    world.clock.forward(seconds=91)
    world.deliver()
    assert world.door.of("C1") == ["eerst", "daarna"]


def test_a_refused_message_is_dead_at_once_and_the_next_one_goes(world):
    first, second = world.message("weg kanaal"), world.message("volgende")
    world.door.faults = ["refused"]

    world.deliver()

    assert (world.state(first), world.row(first).error) == ("dood", "channel_not_found")
    assert world.state(second) == "verzonden"
    assert world.door.titles == ["volgende"]


def test_what_arrived_although_the_answer_was_lost_is_found_and_not_sent_again(world):
    row = world.message("Weekbericht", shows="ding:1")
    world.things["1"] = "Anders"
    world.door.faults = ["lost"]

    world.deliver()
    assert world.state(row) == "wacht"
    world.clock.forward(minutes=2)
    world.deliver()

    assert world.door.titles == ["Weekbericht"]
    assert (world.state(row), world.row(row).message) == ("verzonden", "m1")
    world.change("1", "Anders")
    world.clock.forward(seconds=3)
    world.deliver()
    assert world.door.titles == ["Anders"]


@pytest.mark.parametrize("fault", ["reset", "bug", "hang"])
def test_what_did_not_arrive_is_looked_up_and_sent_again(world, fault):
    row = world.message("Weekbericht")
    world.door.faults = [fault]

    world.deliver(replace(PACE, patience=0.1) if fault == "hang" else PACE)
    world.clock.forward(minutes=2)
    world.deliver()

    assert world.door.titles == ["Weekbericht"]
    assert [call.split()[0] for call in world.door.calls] == ["send", "find", "send"]
    assert world.state(row) == "verzonden"


def test_a_look_up_that_fails_is_repeated_and_nothing_is_sent_meanwhile(world):
    row = world.message("Weekbericht")
    world.door.faults = ["lost", "reset", "later:5", "bug"]

    for _ in range(5):
        world.deliver()
        world.clock.forward(minutes=2)

    assert world.door.titles == ["Weekbericht"]
    assert world.state(row) == "verzonden"
    assert [call.split()[0] for call in world.door.calls] == ["send", "find", "find", "find", "find"]


def test_where_nothing_can_be_looked_up_a_person_decides(world):
    world.door.findable = False
    row, later = world.message("Weekbericht"), world.message("volgende")
    world.door.faults = ["reset"]

    world.deliver()
    world.clock.forward(minutes=2)
    world.deliver()

    assert (world.state(row), world.state(later)) == ("onzeker", "verzonden")
    assert world.door.titles == ["volgende"]

    world.clock.forward(days=3)
    assert world.mend(row)
    world.deliver()
    assert world.door.titles == ["volgende", "Weekbericht"]


def test_a_person_may_let_a_row_fall(world):
    world.door.faults = ["refused"]
    row = world.message("Weekbericht")
    world.deliver()

    assert world.mend(row, again=False)
    world.deliver()

    assert world.state(row) == "vervallen"
    assert not world.mend(row)
    assert world.door.titles == []


def test_asking_for_a_waiting_row_again_does_not_skip_the_look_up(world):
    world.door.faults = ["lost"]
    row = world.message("Weekbericht")
    world.deliver()

    world.clock.forward(seconds=HANG)
    assert world.mend(row)
    world.deliver()

    assert world.door.titles == ["Weekbericht"]
    assert world.state(row) == "verzonden"


def test_after_eight_attempts_it_is_dead_and_later_ones_were_not_held_up_for_ever(world):
    row, later = world.message("pech"), world.message("volgende")
    passed_after = 0
    for attempt in range(1, 12):
        world.door.faults = ["reset"] if attempt == 1 else ["", "reset"]
        world.deliver()
        if world.door.titles and not passed_after:
            passed_after = attempt
        world.clock.forward(minutes=2)

    assert (world.state(row), world.state(later)) == ("dood", "verzonden")
    assert world.door.calls.count("send pech") == 8
    assert passed_after == outbox.HOLDING


def test_after_a_day_it_is_dead(world):
    row = world.message("pech")
    for _ in range(30):
        world.door.faults = ["later:3600"]
        world.deliver()
        world.clock.forward(hours=1)

    assert world.state(row) == "dood"
    assert world.door.titles == []


def test_a_first_attempt_that_comes_late_is_still_made(world):
    row = world.message("Weekbericht")
    world.clock.forward(days=4)

    world.deliver()

    assert world.state(row) == "verzonden"


def test_what_nobody_can_read_is_dead_and_holds_nothing_up(world):
    with world.db.transaction() as session:
        letter = '{"type":"Brief"}'
        row = outbox.put(
            session, "once", platform="nep", lane="C1", address="{}", content=letter, now=world.clock.instant
        )
    assert row
    world.message("volgende")

    world.deliver()

    assert world.state(row) == "dood"
    assert world.door.titles == ["volgende"]


def test_a_platform_without_a_door_here_is_left_alone(world):
    rows = [world.message("Weekbericht"), world.answer("Hoi")]
    world.app.doors.clear()

    world.deliver()

    assert [(world.state(row), world.row(row).attempts) for row in rows] == [("wacht", 0), ("wacht", 0)]


# --- after a crash ---------------------------------------------------------------------------------------------------


def begun(world: World, row: int) -> None:
    """Somebody wrote down the intent to send, and was never heard of again."""
    delivery = world.row(row)
    with world.db.transaction() as session:
        assert outbox.begin(session, delivery, world.clock.instant)


@pytest.mark.parametrize("arrived", [True, False])
def test_after_a_crash_it_is_looked_up_when_the_history_has_had_time_to_settle(world, arrived):
    row = world.message("Weekbericht", key="bericht:x")
    begun(world, row)
    world.door = world.app.doors["nep"] = FakeDoor(world.app, lag=9, stopwatch=world.stopwatch)

    async def live() -> None:
        courier = world.courier(replace(PACE, settle=10))
        await courier.deliver()
        assert world.door.calls == []  # the call may still be under way
        if arrived:
            world.door.messages.append(message_of(world, "Weekbericht", "bericht:x"))
        world.clock.forward(seconds=HANG + 10)
        await courier.deliver()
        assert world.door.calls == []
        world.stopwatch.forward(10)
        await courier.deliver()

    asyncio.run(live())

    assert world.door.titles == ["Weekbericht"]
    assert world.door.calls == (["find bericht:x"] if arrived else ["find bericht:x", "send Weekbericht"])
    assert world.state(row) == "verzonden"


def message_of(world: World, title: str, key: str):
    stand_in = FakeDoor(world.app)
    content = Post(Card("bericht", title))
    address = Address(Place("nep", "C1"), Account(""))
    return stand_in.store(Sending(key, address, content, world.clock.instant))


def test_a_clock_that_runs_ahead_does_not_shorten_the_settling(world):
    row = world.message("Weekbericht", key="bericht:x")
    begun(world, row)
    world.clock.forward(days=3650)
    world.door = world.app.doors["nep"] = FakeDoor(world.app, lag=9, stopwatch=world.stopwatch)
    world.door.messages.append(message_of(world, "Weekbericht", "bericht:x"))

    async def live() -> None:
        courier = world.courier(replace(PACE, settle=10))
        await courier.deliver()
        assert world.door.calls == []
        world.stopwatch.forward(10)
        await courier.deliver()

    asyncio.run(live())

    assert world.door.titles == ["Weekbericht"]
    assert world.state(row) == "verzonden"


def test_a_process_that_stood_still_before_its_call_leaves_it_until_it_can_look_it_up(world):
    row = world.message("Weekbericht")
    event.listen(world.db.engine, "commit", lambda _: world.stopwatch.forward(HANG + 1))

    world.deliver()
    assert world.door.calls == []

    world.clock.forward(minutes=2)
    world.deliver()
    assert [call.split()[0] for call in world.door.calls] == ["find"]
    assert world.state(row) == "wacht"


def test_edits_go_on_while_a_message_settles(world):
    world.message("Kaart", shows="ding:1")
    world.deliver()
    begun(world, world.message("Weekbericht"))
    world.clock.forward(seconds=5)
    world.change("1", "Nieuw")

    world.deliver(replace(PACE, settle=60))

    assert world.door.titles == ["Nieuw"]


def test_after_a_restore_everything_is_looked_up_before_its_first_attempt(world):
    with world.db.transaction() as session:
        backup.mark(session, world.clock.instant)
    world.clock.forward(days=1)
    world.door.messages.append(message_of(world, "Weekbericht", "week:48"))
    known, new = world.message("Weekbericht", key="week:48"), world.message("Herinnering", key="herinnering:9")

    world.deliver()

    assert world.door.titles == ["Weekbericht", "Herinnering"]
    assert (world.row(known).message, world.row(new).state) == ("m1", "verzonden")
    assert world.door.calls == ["find week:48", "find herinnering:9", "send Herinnering"]

    world.clock.forward(days=8)
    world.message("Volgende")
    world.deliver()
    assert world.door.calls[-1] == "send Volgende"
    assert len(world.door.calls) == 4


def test_after_a_restore_what_cannot_be_looked_up_waits_for_a_person(world):
    with world.db.transaction() as session:
        backup.mark(session, world.clock.instant)
    world.door.findable = False
    row = world.message("Weekbericht")

    world.deliver()

    assert world.state(row) == "onzeker"
    assert world.door.titles == []


# --- living cards ----------------------------------------------------------------------------------------------------


@pytest.fixture
def card(world: World) -> int:
    world.things["1"] = "versie 0"
    row = world.message("versie 0", shows="ding:1")
    world.deliver()
    return row


def test_a_card_is_redrawn_as_it_is_when_it_is_drawn(world, card):
    world.change("1", "versie 1")
    world.change("1", "versie 2")
    world.deliver()
    assert world.door.titles == ["versie 0"]  # two seconds have not passed

    world.clock.forward(seconds=2)
    world.things["1"] = "versie 3"
    world.deliver()
    world.deliver()

    assert world.door.messages[0].edits == ["versie 3"]


def test_a_hundred_changes_are_at_most_an_edit_per_two_seconds_and_the_last_one_shows(world, card):
    for number in range(100):
        world.change("1", f"versie {number}")
        world.deliver()
        world.clock.forward(seconds=0.1)
    world.clock.forward(seconds=3)
    world.deliver()

    assert 4 <= len(world.door.messages[0].edits) <= 6
    assert world.door.titles == ["versie 99"]


def test_a_card_that_changes_while_it_is_drawn_is_drawn_again(world, card):
    world.change("1", "versie 1")
    world.clock.forward(seconds=2)
    changed = asyncio.Event()
    world.door.faults, world.door.busy = ["slow"], lambda: not changed.is_set()

    async def live() -> None:
        courier = asyncio.create_task(world.courier().deliver())
        await until(lambda: world.door.under_way, "the card is on its way")
        await asyncio.to_thread(world.change, "1", "versie 2")
        changed.set()
        await courier

    asyncio.run(live())
    world.deliver()
    assert world.door.messages[0].edits == ["versie 1"]
    world.clock.forward(seconds=2)
    world.deliver()

    assert world.door.messages[0].edits == ["versie 1", "versie 2"]


def test_every_copy_of_a_card_is_redrawn(world, card):
    world.message("versie 0", "C2", shows="ding:1")
    world.deliver()
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")

    world.deliver()

    assert world.door.titles == ["versie 1", "versie 1"]


def test_a_card_whose_message_is_gone_is_forgotten(world, card):
    world.door.messages.clear()
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")
    world.deliver()
    world.door.calls.clear()

    world.message("ander ding", "C9", shows="ding:2")
    world.deliver()
    world.clock.forward(seconds=2)
    world.change("1", "versie 2")
    world.change("2", "ander ding 1")
    world.deliver()

    assert world.door.calls == ["send ander ding", "redraw ander ding 1"]
    assert world.door.titles == ["ander ding 1"]


def test_a_card_of_something_that_is_gone_stays_as_it_was(world, card):
    world.clock.forward(seconds=2)
    world.change("1", None)

    world.deliver()
    world.deliver()

    assert world.door.calls == ["send versie 0"]
    with world.db.transaction() as session:
        assert outbox.waiting(session) == []


@pytest.mark.parametrize("fault", ["reset", "bug", "later:30"])
def test_an_edit_that_failed_is_made_again(world, card, fault):
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")
    world.door.faults = [fault]
    world.deliver()
    assert world.door.titles == ["versie 0"]

    world.clock.forward(minutes=2)
    world.deliver()

    assert world.door.titles == ["versie 1"]


def test_an_edit_that_keeps_failing_ends_and_a_change_begins_anew(world, card):
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")
    for _ in range(12):
        world.door.faults = ["reset"]
        world.deliver()
        world.clock.forward(minutes=2)
    assert world.door.calls.count("redraw versie 1") == 8

    world.door.faults = []
    world.change("1", "versie 2")
    world.deliver()
    assert world.door.titles == ["versie 2"]


def test_a_refused_edit_is_not_repeated(world, card):
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")
    world.door.faults = ["refused"]
    for _ in range(3):
        world.deliver()
        world.clock.forward(minutes=5)

    assert world.door.calls.count("redraw versie 1") == 1


def test_a_message_goes_before_an_edit_that_waits(world, card):
    world.change("1", "versie 1")
    world.message("Weekbericht")

    world.deliver()

    assert world.door.titles == ["versie 0", "Weekbericht"]


# --- answers ---------------------------------------------------------------------------------------------------------


def test_answers_go_in_their_order_and_nothing_of_them_is_kept(world):
    rows = [world.answer(f"{number}") for number in range(4)]

    world.deliver(replies_only=True)

    assert world.door.titles == ["0", "1", "2", "3"]
    assert {(world.state(row), world.row(row).address, world.row(row).content) for row in rows} == {
        ("verzonden", "", "")
    }


def test_a_courier_for_answers_leaves_messages_and_cards_to_the_worker(world, card):
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")
    row = world.message("Weekbericht")

    world.deliver(replies_only=True)

    assert world.door.titles == ["versie 0"]
    assert world.state(row) == "wacht"


@pytest.mark.parametrize("fault", ["lost", "reset", "bug"])
def test_an_answer_is_never_sent_twice(world, fault):
    row = world.answer("Opgeslagen")
    world.door.faults = [fault]

    for _ in range(3):
        world.deliver()
        world.clock.forward(minutes=1)

    assert world.door.calls == ["send Opgeslagen"]
    assert world.state(row) == "vervallen"


def test_an_answer_to_everybody_that_may_not_have_arrived_is_shown_to_a_person(world):
    row = world.answer("BOUW-1 · Open dag", to=HERE)
    world.door.faults = ["lost"]

    world.deliver()

    assert world.state(row) == "onzeker"
    assert world.row(row).content


def test_an_answer_that_was_begun_before_a_crash_is_not_sent_and_lapses(world):
    row = world.answer("Opgeslagen")
    begun(world, row)
    world.deliver()
    assert world.door.calls == []

    world.clock.forward(hours=1)
    with world.db.transaction() as session:
        assert outbox.expire(session, world.clock.instant) == 1

    assert (world.state(row), world.row(row).error) == ("vervallen", "afgebroken")


def test_an_answer_that_comes_too_late_is_not_sent(world):
    row = world.answer("Formulier", seconds=3, form=True)
    world.clock.forward(seconds=3)

    world.deliver()

    assert world.door.calls == []
    assert world.state(row) == "vervallen"


def test_an_answer_comes_later_within_its_life(world):
    row = world.answer("Opgeslagen", seconds=100)
    world.door.faults = ["later:60"]
    world.deliver()
    world.clock.forward(seconds=61)
    world.deliver()
    assert world.door.titles == ["Opgeslagen"]
    assert world.state(row) == "verzonden"

    world.door.faults = ["later:60"]
    short = world.answer("Te laat", seconds=50)
    world.deliver()
    assert world.state(short) == "vervallen"


def test_a_refused_answer_does_not_hold_up_the_next(world):
    world.door.faults = ["refused"]
    first, second = world.answer("eerst"), world.answer("daarna")

    world.deliver()

    assert (world.state(first), world.state(second)) == ("dood", "verzonden")


def test_a_worker_leaves_fresh_answers_to_the_process_that_heard_the_question(world):
    world.answer("Opgeslagen")
    worker = replace(PACE, grace=5)

    world.deliver(worker)
    assert world.door.titles == []

    world.clock.forward(seconds=5)
    world.deliver(worker)
    assert world.door.titles == ["Opgeslagen"]


def test_two_processes_send_an_answer_once(world, url):
    for number in range(30):
        world.answer(f"{number}", by=f"p{number % 3}")
    other = Database(url)
    twin = App(world.app.settings, other, world.app.registry, world.clock, world.app.doors)

    async def both() -> None:
        await asyncio.gather(*(Courier(app, replies_only=True, pace=PACE).deliver() for app in (world.app, twin)))

    asyncio.run(both())
    other.close()

    assert sorted(world.door.titles, key=int) == [f"{number}" for number in range(30)]


def test_a_card_that_is_replaced_by_another_is_not_redrawn_any_more(world, card):
    content = Post(Card("klaar", "Afgerond"), replace=True)
    with world.db.transaction() as session:
        posted.keep(session, content.card.key, "nep", "C1", "m1", world.clock.instant)
    world.clock.forward(seconds=2)
    world.change("1", "versie 1")

    world.deliver()

    assert world.door.calls == ["send versie 0"]


# --- a database in trouble --------------------------------------------------------------------------------------------


def test_what_was_sent_is_written_down_although_the_database_is_held_by_somebody_else(sqlite_url, clock):
    db = Database(sqlite_url)
    world = World(db, clock)
    row = world.message("Weekbericht")
    world.door.faults, world.door.busy = ["slow"], lambda: True
    refused = list[BaseException]()
    world.db.write = told_when_refused(world.db.write, refused)  # type: ignore[method-assign]
    somebody = sqlite3.connect(str(db.path), isolation_level=None)

    async def live() -> None:
        sending = asyncio.create_task(world.courier().deliver())
        await until(lambda: world.door.under_way, "the call is under way")
        somebody.execute("BEGIN IMMEDIATE")
        world.door.busy = lambda: False
        await until(lambda: refused, "what happened cannot be written down")
        somebody.execute("ROLLBACK")
        await sending

    asyncio.run(live())
    somebody.close()

    assert world.state(row) == "verzonden"
    assert world.door.calls == ["send Weekbericht"]
    db.close()


def told_when_refused(write, refused: list[BaseException]):
    """The same way to write; those who were refused are put down."""

    def written(work):
        future = write(work)
        future.add_done_callback(lambda done: refused.append(done.exception()) if done.exception() else None)
        return future

    return written


# --- going on by itself ----------------------------------------------------------------------------------------------


def test_the_bell_wakes_the_courier(world):
    async def live() -> None:
        courier = world.courier(NEVER, replies_only=True)
        world.answer("Eerst")
        running = asyncio.create_task(courier.run())
        await until(lambda: world.door.titles, "the first look")  # and by itself it does not look again
        await asyncio.to_thread(world.answer, "Opgeslagen")
        world.app.live.ring()
        await until(lambda: world.door.titles == ["Eerst", "Opgeslagen"], "the bell is heard")
        await courier.stop()
        await running

    asyncio.run(live())


def test_who_rings_while_a_lane_is_busy_is_heard(world):
    async def live() -> None:
        courier = world.courier(NEVER, replies_only=True)
        running = asyncio.create_task(courier.run())
        for number in range(40):
            await asyncio.to_thread(world.answer, f"{number}")
            world.app.live.ring()
            await asyncio.sleep(0.001 * (number % 7))
        await until(lambda: len(world.door.titles) == 40, "all are delivered")
        await courier.stop()
        await running

    asyncio.run(live())


def test_stopping_lets_the_call_under_way_end_and_begins_no_other(world):
    rows = [world.message("een"), world.message("twee")]
    world.door.faults, world.door.busy = ["slow", "slow"], lambda: True

    async def live() -> None:
        courier = world.courier()
        running = asyncio.create_task(courier.run())
        await until(lambda: world.door.under_way, "the call is under way")
        stopping = asyncio.create_task(courier.stop())
        await asyncio.sleep(0)  # it is asked to stop while the call is under way
        world.door.busy = lambda: False
        await stopping
        await running

    asyncio.run(live())

    assert [world.state(row) for row in rows] == ["verzonden", "wacht"]
    world.deliver()
    assert world.door.titles == ["een", "twee"]


def test_nothing_that_people_wrote_is_logged(world, capsys):
    world.message("Geheim van Petra")
    world.answer("Ook geheim")
    world.door.faults = ["bug", "lost"]
    for _ in range(3):
        world.deliver()
        world.clock.forward(minutes=2)

    written = "".join(capsys.readouterr())
    assert "KeyError" in written
    assert "Petra" not in written
    assert "eheim" not in written


# --- taken back ------------------------------------------------------------------------------------------------------


def test_what_nobody_tried_to_send_is_dropped_when_it_is_taken_back(world):
    row = world.message("Gegeven", shows="ding:1", about="ding:1")
    with world.db.transaction() as session:
        outbox.withdraw(session, "ding:1")

    world.deliver()

    assert world.door.titles == []
    assert world.state(row) == "vervallen"


def test_what_is_taken_back_on_its_way_is_drawn_anew_once_it_is_there(world):
    world.message("Gegeven", shows="ding:1", about="ding:1")
    world.door.faults = ["lost"]
    world.deliver()
    world.things["1"] = "Teruggenomen"
    with world.db.transaction() as session:
        outbox.withdraw(session, "ding:1")

    for _ in range(4):
        world.clock.forward(minutes=2)
        world.deliver()

    assert world.door.titles == ["Teruggenomen"]


# --- whatever happens ------------------------------------------------------------------------------------------------

FAULTS = st.sampled_from(["", "", "", "lost", "reset", "later", "bug", "refused"])


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(FAULTS, max_size=40), channels=st.lists(st.integers(0, 2), min_size=1, max_size=8))
def test_whatever_goes_wrong_nothing_comes_twice_and_what_does_not_come_is_shown(sqlite_url, clock, faults, channels):
    db = Database(sqlite_url)
    world = World(db, clock)
    rows = [world.message(f"{number:02}", f"C{channel}", key=f"{id(world)}:{number}:{clock.instant}")
            for number, channel in enumerate(channels)]  # fmt: skip
    world.door.faults = list(faults)

    for _ in range(60):
        world.deliver()
        clock.forward(minutes=2)

    states = {f"{number:02}": world.state(row) for number, row in enumerate(rows)}
    db.close()
    assert set(states.values()) <= {"verzonden", "dood", "onzeker"}
    assert len(set(world.door.titles)) == len(world.door.titles)
    assert {title for title, state in states.items() if state == "verzonden"} <= set(world.door.titles)
    assert not {title for title, state in states.items() if state == "dood"} & set(world.door.titles)
    assert world.door.complaints == []
