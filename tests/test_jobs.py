"""Jobs: done once, with their answers, and honest when they fail. And the locks that keep processes apart."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from sqlalchemy import text

from bot.app import App
from bot.background.jobs import Jobs
from bot.settings import Settings
from handlers import delivery
from handlers.cards import Card
from handlers.delivery import Asked
from handlers.feature import Account, Address, Answer, Answers, Channels, Place, Post, Refusal, Work
from handlers.registry import build_registry
from storage import audit, jobs, outbox, people, tafels
from storage.database import Database, metadata
from storage.locks import Locks
from tests.programs import launch
from tests.small_feature import small_feature, task
from tests.waiting import HANG, wait_until


class World:
    """A feature with jobs that leave a trace, and somebody who asks for them."""

    def __init__(self, db: Database, clock) -> None:
        self.db, self.clock = db, clock
        self.seen: list[Work] = []
        self.failures = 0
        works = {"werk": self.work, "weigert": self.refuses, "doorgeven": self.passes_on, "klok": self.takes_long}
        self.app = App(Settings(), db, build_registry((small_feature("proef", jobs=works),)), clock)
        self.locks = Locks(db)
        with db.transaction() as session:
            region = tafels.add_region(session, "Proef", demo=True)
            self.petra = people.add(session, region, name="Petra", now=clock.instant)

    def work(self, work: Work, payload: dict[str, str]) -> Iterator[Answer]:
        self.seen.append(work)
        audit.write(work.session, "proef", now=work.now.instant, by=self.petra.id)
        if self.failures:
            self.failures -= 1
            raise RuntimeError(payload["wat"])
        yield Post(Card("klaar", f"Klaar: {payload['wat']}"))

    def refuses(self, work: Work, payload: dict[str, str]) -> Answers:
        audit.write(work.session, "proef", now=work.now.instant, by=self.petra.id)
        msg = "Dit bestand is leeg."
        raise Refusal(msg)

    def passes_on(self, work: Work, payload: dict[str, str]) -> Answers:
        return task("proef", "werk").later({"wat": "doorgegeven"})

    def takes_long(self, work: Work, payload: dict[str, str]) -> Answers:
        """Somebody else can write while it has not written yet."""
        self.db.write(lambda session: audit.write(session, "ander", now=work.now.instant, by=None)).result(HANG)
        return self.work(work, payload)

    def ask(self, kind: str = "werk", what: str = "verslag", *, asked: bool = True) -> int:
        address = Address(Place("nep", "C1"), Account("nep:petra"))
        request = msgspec.json.encode(Asked(address, self.petra.id) if asked else None).decode()
        payload = msgspec.json.encode({"wat": what}).decode()
        with self.db.transaction() as session:
            return jobs.enqueue(session, f"proef.{kind}", payload, request, self.clock.instant)

    def run(self, **options) -> None:
        asyncio.run(Jobs(self.app, locks=self.locks, **options).work())

    def states(self) -> list[str]:
        with self.db.transaction() as session:
            return [row.state for row in session.execute(jobs.jobs.select().order_by(jobs.jobs.c.id))]

    def answers(self) -> list[str]:
        with self.db.transaction() as session:
            contents = [delivery.decode_content(row.content) for row in outbox.waiting(session)]
        return [content.card.title for content in contents if isinstance(content, Post)]

    def traces(self, did: str = "proef") -> int:
        with self.db.transaction() as session:
            return len([row for row in session.execute(audit.audit.select()) if row.did == did])


@pytest.fixture
def world(db: Database, clock) -> Iterator[World]:
    metadata.create_all(db.engine)
    made = World(db, clock)
    yield made
    made.locks.close()


def test_a_job_is_done_once_and_answers_whoever_asked(world):
    world.ask()

    world.run()
    world.run()

    assert world.states() == ["klaar"]
    assert world.answers() == ["Klaar: verslag"]
    assert world.traces() == 1
    assert [work.person for work in world.seen] == [world.petra]
    with world.db.transaction() as session:
        [row] = outbox.waiting(session)
        assert (row.kind, row.lane) == ("reply", "nep:nep:petra")
        assert session.execute(jobs.jobs.select()).one().request == "null"


def test_a_job_without_an_asker_may_only_speak_to_those_it_names(world):
    world.ask(asked=False)

    world.run()

    assert world.states() == ["wacht"]
    assert world.answers() == []
    assert world.traces() == 0


def test_a_job_that_fails_leaves_no_trace_and_is_tried_again(world):
    world.failures = 2
    world.ask()
    for _ in range(3):
        world.run()
        world.clock.forward(minutes=5)

    assert world.states() == ["klaar"]
    assert world.traces() == 1
    assert world.answers() == ["Klaar: verslag"]


def test_after_five_attempts_whoever_asked_hears_that_it_did_not_work(world):
    world.failures = 99
    number = world.ask()
    for _ in range(8):
        world.run()
        world.clock.forward(minutes=5)

    assert len(world.seen) == 5
    assert world.states() == ["dood"]
    [answer] = world.answers()
    assert answer.startswith("Dat is niet gelukt")
    assert f"taak {number}" in answer


def test_attempts_wait_longer_and_longer(world):
    world.failures = 99
    world.ask()
    moments = []
    for _ in range(400):
        before = len(world.seen)
        world.run(steps=(2, 10, 30, 120))
        if len(world.seen) > before:
            moments.append(world.clock.instant)
        world.clock.forward(seconds=1)

    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    assert gaps == [2, 10, 30, 120]


def test_a_refusal_is_an_answer_and_undoes_the_work(world):
    world.ask("weigert")

    world.run()

    assert world.states() == ["klaar"]
    assert world.answers() == ["Dit bestand is leeg."]
    assert world.traces() == 0


def test_a_job_may_leave_work_for_later_too(world):
    world.ask("doorgeven")

    world.run()
    world.run()

    assert world.states() == ["klaar", "klaar"]
    assert world.answers() == ["Klaar: doorgegeven"]


def test_a_job_nobody_knows_is_tried_and_told(world):
    world.ask("onbekend")
    for _ in range(6):
        world.run()
        world.clock.forward(minutes=5)

    assert world.states() == ["dood"]
    assert len(world.answers()) == 1


def test_a_job_that_kills_its_process_comes_to_an_end(world):
    number = world.ask()
    for _ in range(5):
        with world.db.transaction() as session:
            assert jobs.begin(session, number, world.clock.instant, world.clock.instant + timedelta(seconds=2))
        world.clock.forward(seconds=3)

    world.run()

    assert world.seen == []
    assert world.states() == ["dood"]
    assert len(world.answers()) == 1


def test_a_job_holds_nobody_up_before_it_writes(world):
    world.ask("klok")

    world.run()

    assert world.states() == ["klaar"]
    assert (world.traces("ander"), world.traces()) == (1, 1)


def test_many_workers_do_every_job_once(world, url):
    for number in range(12):
        world.ask(what=f"{number}")
    others = [Database(url) for _ in range(2)]
    apps = [App(world.app.settings, db, world.app.registry, world.clock) for db in others]

    async def all_together() -> None:
        workers = [Jobs(app, at_once=4) for app in (world.app, *apps)]
        for _ in range(3):
            await asyncio.gather(*(worker.work() for worker in workers))
        await asyncio.gather(*(worker.stop() for worker in workers))

    asyncio.run(all_together())
    for db in others:
        db.close()

    assert sorted(world.answers()) == sorted(f"Klaar: {number}" for number in range(12))
    assert world.traces() == 12


def test_without_a_lock_a_job_is_still_closed_once(world):
    """The lock saves work; what makes it once is the transaction."""
    world.ask()
    both = threading.Barrier(2)

    def slowly(work: Work, payload: dict[str, str]) -> Iterator[Answer]:
        both.wait(HANG)
        yield from world.work(work, payload)

    world.app.registry = build_registry((small_feature("proef", jobs={"werk": slowly}),))
    twins = [Jobs(world.app, locks=NoLocks(world.db), steps=(0, 0)) for _ in range(2)]

    async def race() -> None:
        await asyncio.gather(*(twin.work() for twin in twins))

    asyncio.run(race())

    assert len(world.seen) == 2
    assert world.states() == ["klaar"]
    assert world.answers() == ["Klaar: verslag"]
    assert world.traces() == 1


class NoLocks(Locks):
    """Everybody gets every lock."""

    def take(self, name: str):
        return lambda: None


def test_nothing_of_the_words_of_an_error_is_logged(world, capsys):
    world.failures = 1
    world.ask(what="Petra belt")

    world.run()

    written = "".join(capsys.readouterr())
    assert "RuntimeError" in written
    assert "belt" not in written


def test_answers_for_channels_go_to_all_of_them(world):
    with world.db.transaction() as session:
        tafel = tafels.add(
            session, 1, key="bouw", prefix="BOUW", name="Bouw", colour="#123456", organisations=(),
            now=world.clock.instant,
        )  # fmt: skip
        for channel in ("C1", "C2"):
            tafels.link(session, tafel, "nep", channel, channel, world.clock.instant)
    post = Post(Card("klaar", "Rapport"), Channels(tafel), once="rapport:1")
    world.app.registry = build_registry((small_feature("proef", jobs={"werk": lambda _work, _payload: post}),))
    world.ask(asked=False)

    world.run()

    with world.db.transaction() as session:
        assert sorted(row.key or "" for row in outbox.waiting(session)) == ["rapport:1:nep:C1", "rapport:1:nep:C2"]


# --- locks -----------------------------------------------------------------------------------------------------------


def test_a_lock_is_held_by_one_at_a_time_and_given_back(db, url):
    other = Database(url)
    with ExitStack() as closing:
        ours, theirs = Locks(db), Locks(other)
        closing.callback(other.close)
        closing.callback(theirs.close)
        closing.callback(ours.close)

        with ours.try_hold("x") as mine, theirs.try_hold("x") as yours, ours.try_hold("x") as again:
            assert (mine, yours, again) == (True, False, False)
            with theirs.try_hold("y") as another:
                assert another
        with theirs.try_hold("x") as yours:
            assert yours


def test_threads_never_hold_a_lock_together(db):
    locks = [Locks(db) for _ in range(2)]
    holders, worst, held = 0, 0, 0

    def hold(each: Locks) -> None:
        nonlocal holders, worst, held
        for _ in range(100):
            with each.try_hold("x") as mine:
                if mine:
                    holders += 1
                    worst, held = max(worst, holders), held + 1
                    holders -= 1

    threads = [threading.Thread(target=hold, args=(locks[number % 2],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in locks:
        each.close()

    assert worst == 1
    assert held > 0


HOLDER = """
import sys, time
from storage.database import Database
from storage.locks import Locks
locks = Locks(Database(sys.argv[1]))
print(locks.take("x") is not None, flush=True)
time.sleep(600)
"""


def test_a_frozen_process_keeps_its_lock_and_a_killed_one_loses_it(db, url):
    command = launch.command("-c", HOLDER, url)
    holder = subprocess.Popen(command, env=launch.environment(), stdout=subprocess.PIPE, text=True)
    locks = Locks(db)
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "True\n"
        os.kill(holder.pid, signal.SIGSTOP)
        with locks.try_hold("x") as mine:
            assert not mine
        holder.kill()
        holder.wait()
        wait_until(lambda: taken(locks), "the server notices that the connection is gone")
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
        locks.close()


def taken(locks: Locks) -> bool:
    with locks.try_hold("x") as mine:
        return mine


def test_locks_survive_a_connection_that_breaks(pg_url):
    db = Database(pg_url)
    ours, theirs = Locks(db), Locks(db)
    release = ours.take("x")
    assert release
    with db.transaction() as session:
        session.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE '%advisory%'"
        ))  # fmt: skip

    yours = wait_until(lambda: theirs.take("x"), "the server ends the session, in its own time")
    assert yours
    with ours.try_hold("y") as mine:
        assert mine
    release()
    with ours.try_hold("x") as mine:
        assert not mine
    yours()
    ours.close()
    theirs.close()
    db.close()


def test_no_lock_files_stay_behind(sqlite_url, tmp_path):
    db = Database(sqlite_url)
    locks = Locks(db)
    for number in range(20):
        with locks.try_hold(f"{number}") as mine:
            assert mine
    release = locks.take("x")
    locks.close()
    assert release
    release()
    db.close()

    assert list((tmp_path / "test.db.locks").iterdir()) == []
