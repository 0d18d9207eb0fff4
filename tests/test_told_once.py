"""Every fact is told once in the digests that arrived, whatever arrives, fails, moves or is switched."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from bot.app import App
from bot.background import schedule
from bot.background.courier import Courier, Pace
from bot.doors import plain
from bot.doors.door import Sending
from bot.settings import Settings
from handlers import FEATURES, delivery
from handlers.delivery import Sent
from handlers.digest import build
from handlers.digest.settings import SWITCH, WEEKDAY
from handlers.feature import Post
from handlers.registry import build_registry
from storage import actions, digests, memberships, news, outbox, people, tafels
from storage.actions import Draft
from storage.database import Database
from storage.locks import Locks
from tests.databases import opened
from tests.programs import digest_worker, forked
from tests.programs.fake_door import FakeDoor
from tests.searches import examples
from tests.waiting import HANG

PACE = Pace(settle=0, patience=HANG, pause=0.01, steps=(60,) * 7)
CHANNELS = ("C1", "C2")


class Door(FakeDoor):
    """A platform of which the words can be read back."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.words: dict[str, str] = {}
        self.closed: set[str] = set()

    async def send(self, sending: Sending) -> str:
        if sending.address.place.channel in self.closed:
            self.faults.insert(0, "refused")
        return await super().send(sending)

    def store(self, sending: Sending):
        message = super().store(sending)
        content: Sent = sending.content
        self.words[message.id] = plain.text(content.card) if isinstance(content, Post) else ""
        return message

    def heard(self, channel: str) -> str:
        """Everything that stands in a channel."""
        return "\n".join(self.words[each.id] for each in self.messages if each.channel == channel)


class World:
    """One tafel with two channels and a projectleider, in front of the real features."""

    _numbers = itertools.count(1)

    def __init__(self, db: Database, clock) -> None:
        self.db, self.clock = db, clock
        self.key = f"t{next(self._numbers)}"
        self.app = App(Settings(), db, build_registry(FEATURES), clock)
        self.door = Door(self.app)
        self.app.doors["nep"] = self.door
        self.locks = Locks(db)
        self.latest = clock.instant
        self.said: list[str] = []
        self._words = itertools.count(1)
        before = clock.instant - timedelta(weeks=20)  # whatever the clock is set back to: the tafel was there already
        with db.transaction() as session:
            found = tafels.region(session)
            region = found[0] if found else tafels.add_region(session, "Proef", demo=True)
            self.tafel_id = tafels.add(
                session, region, key=self.key, prefix=self.key.upper(), name=self.key.title(), colour="#123456",
                organisations=(), now=before,
            )  # fmt: skip
            for channel in CHANNELS:
                tafels.link(session, self.tafel_id, "nep", f"{self.key}-{channel}", channel, before)
            self.petra = people.add(session, region, name="Petra", now=clock.instant)
            people.identify(session, self.petra.id, f"nep:petra-{self.key}")
            memberships.appoint(session, self.petra.id, self.tafel_id, "projectleider")

    def word(self, kind: str) -> str:
        """Something that was never said before."""
        made = f"{kind}{next(self._words):03}x"
        self.said.append(made)
        return made

    # --- what can happen ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        with self.db.transaction() as session:
            tafel = tafels.by_id(session, self.tafel_id)
            actions.create(session, tafel, Draft(title=self.word("plan")), now=self.clock.instant, by=self.petra.id)

    def news(self) -> None:
        with self.db.transaction() as session:
            action = actions.by_number(session, self.key.upper(), 1)
            if action is not None:
                news.add(session, action, self.word("nieuws"), by=self.petra.id, now=self.clock.instant)

    def taken_back(self) -> None:
        """Made and undone: nobody ever hears of it."""
        with self.db.transaction() as session:
            tafel = tafels.by_id(session, self.tafel_id)
            made = actions.create(session, tafel, Draft(title="ongedaan"), now=self.clock.instant, by=self.petra.id)
            actions.undo(session, made, now=self.clock.instant, by=self.petra.id)

    def moved(self, weekday: int) -> None:
        with self.db.transaction() as session:
            WEEKDAY.keep(session, tafels.by_id(session, self.tafel_id), weekday, self.clock.instant)

    def switched(self, on: bool) -> None:
        with self.db.transaction() as session:
            SWITCH.keep(session, tafels.by_id(session, self.tafel_id), on, self.clock.instant)

    def now(self) -> None:
        """Somebody sends it by hand."""
        with self.db.transaction() as session:
            tafel, moment = tafels.by_id(session, self.tafel_id), self.clock()
            once = f"weekbericht:{self.key}:nu:{next(self._words)}"
            posts = build.send(
                self.app.work(session, moment), tafel, moment, once=once, period="nu", due_at=moment.instant,
                also_quiet=True,
            )  # fmt: skip
            delivery.send(session, list(posts), None, moment)

    def closed(self, channel: int) -> None:
        self.door.closed ^= {f"{self.key}-{CHANNELS[channel]}"}

    def fail(self, fault: str) -> None:
        self.door.faults.append(fault)

    def cannot_look(self) -> None:
        self.door.findable = not self.door.findable

    def days(self, amount: int) -> None:
        for _ in range(amount):
            self.clock.forward(days=1)
            self.live()

    def back(self) -> None:
        """Somebody sets the machine's clock back."""
        self.latest = max(self.latest, self.clock.instant)
        self.clock.forward(days=-7)
        self.live()

    def live(self) -> None:
        """Everything that is due happens and is sent, and somebody looks what became of what is unsure."""
        asyncio.run(schedule.tick(self.app))
        for _ in range(3):
            asyncio.run(Courier(self.app, pace=PACE, locks=self.locks).deliver())
            self.clock.forward(minutes=2)
        with self.db.transaction() as session:
            for digest in digests.of_tafel(session, self.tafel_id):
                there = any(message.key == digest.key for message in self.door.messages)
                outbox.settle(session, digest.key, arrived=there)

    def end(self) -> None:
        """Everything works again, and whatever has to come gets the time to come."""
        self.door.faults, self.door.findable = [], True
        self.door.closed.clear()
        self.days(2 + max(0, (self.latest - self.clock.instant).days))  # until the clock is where it was before
        self.switched(on=True)
        self.days(15)
        self.switched(on=False)  # other examples share the database


OPS = st.one_of(
    st.tuples(st.sampled_from(["new", "new", "news", "news", "taken_back", "now", "cannot_look", "back"])),
    st.tuples(st.just("moved"), st.integers(1, 7)),
    st.tuples(st.just("switched"), st.booleans()),
    st.tuples(st.just("closed"), st.integers(0, 1)),
    st.tuples(st.just("fail"), st.sampled_from(["lost", "reset", "later", "refused"])),
    st.tuples(st.just("days"), st.integers(1, 9)),
)  # fmt: skip


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(story=[("new",), ("closed", 0), ("days", 8), ("news",), ("closed", 0), ("days", 7)])
@example(story=[("new",), ("days", 8), ("moved", 5), ("news",), ("days", 8)])
@example(story=[("new",), ("now",), ("news",), ("fail", "lost"), ("cannot_look",), ("days", 8), ("news",)])
@example(story=[("new",), ("days", 8), ("back",), ("news",), ("days", 8)])
@example(story=[("new",), ("back",), ("back",)])
@example(story=[("back",), ("back",), ("new",)])
@given(story=st.lists(OPS, max_size=14))
def test_every_fact_is_told_exactly_once_in_the_digests_that_arrived(sqlite_db, clock, story):
    world = World(sqlite_db, clock)
    for name, *arguments in story:
        getattr(world, name)(*arguments)
    world.end()
    world.locks.close()
    assert world.door.complaints == []
    for channel in CHANNELS:
        heard = world.door.heard(f"{world.key}-{channel}")
        told = Counter({word: heard.count(told_as(world, word)) for word in world.said})
        assert told == Counter(dict.fromkeys(world.said, 1)), heard
        assert "ongedaan" not in heard


def told_as(world: World, word: str) -> str:
    """How a digest tells it: news is quoted, and a new item stands under "Nieuw" with who does it."""
    return f"“{word}”" if word.startswith("nieuws") else f"{word} · nog geen actiehouder · nog geen datum"


# --- four weeks of one tafel -----------------------------------------------------------------------------------------


@pytest.fixture
def tafel(db: Database, clock) -> Iterator[World]:
    clock.at("2026-11-09T10:00")
    made = World(db, clock)
    yield made
    made.locks.close()


def weeks(world: World, first: str) -> Callable[[], str]:
    """Pass to the next Monday morning, and give what was heard in the first channel since."""
    mondays = itertools.count()

    def week() -> str:
        before = world.door.heard(f"{world.key}-C1")
        world.clock.at(first).forward(weeks=next(mondays))
        world.live()
        world.live()
        return world.door.heard(f"{world.key}-C1").removeprefix(before).strip()

    return week


def test_four_weeks_with_the_bot_removed_in_the_second_tell_everything_and_nothing_twice(tafel: World) -> None:
    next_week, channel = weeks(tafel, "2026-11-16T08:01"), f"{tafel.key}-C1"
    tafel.new()
    tafel.news()
    first = next_week()
    assert all(word in first for word in tafel.said)

    tafel.news()
    tafel.door.closed.add(channel)
    assert next_week() == ""
    told = tafel.door.heard(f"petra-{tafel.key}")
    assert told.count("kon niet in #C1 worden gezet") == 1

    tafel.door.closed.clear()
    tafel.new()
    third = next_week()
    assert all(word in third for word in tafel.said[2:])
    assert not any(told_as(tafel, word) in third for word in tafel.said[:2])

    assert "Nieuw" not in next_week()
    other = tafel.door.heard(f"{tafel.key}-C2")
    assert all(other.count(told_as(tafel, word)) == 1 for word in tafel.said)


# --- killed on the way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "arrives"), [("made", False), ("sent", False), ("sent", True)])
def test_a_worker_that_is_killed_between_making_and_arriving_changes_nothing(url, clock, where, arrives) -> None:
    with opened(url) as db:
        clock.at("2026-11-09T10:00")
        world = World(db, clock)
        world.new()
        world.news()
        clock.at("2026-11-16T08:01")
        ours, its = forked.processes.Pipe(duplex=False)
        worker = forked.start(digest_worker.main, url, clock.instant.isoformat(), where, its)
        its.close()
        assert ours.poll(HANG)
        assert ours.recv() == where
        worker.kill()
        worker.join()
        if arrives:
            _arrived(world)
        clock.forward(minutes=5)
        world.live()
        world.days(14)
        world.locks.close()
        for channel in CHANNELS:
            heard = world.door.heard(f"{world.key}-{channel}")
            assert {word: heard.count(told_as(world, word)) for word in world.said} == dict.fromkeys(world.said, 1)


def _arrived(world: World) -> None:
    """What the killed worker had begun to send did arrive after all."""
    with world.db.transaction() as session:
        rows: Sequence[outbox.Delivery] = [row for row in outbox.waiting(session, ["wacht"]) if row.attempts]
    assert rows
    for row in rows:
        address, content = delivery.decode_address(row.address), delivery.decode_content(row.content)
        world.door.store(Sending(row.key or "", address, content, world.clock.instant - timedelta(minutes=1)))
