"""Workers are killed and frozen at every moment while a platform answers badly: everything comes exactly once.

`STORM=1` makes the campaigns long.
"""

import json
import os
import random
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from storage import audit, backup, jobs, outbox, tafels
from storage.database import Database, metadata
from tests.databases import MIGRATED
from tests.programs import at, forked, killed_worker, launch
from tests.programs.killed_worker import Orders
from tests.waiting import HANG, wait_until

STORM = bool(os.environ.get("STORM"))
LAG = 0.9  # less than the worker takes for a history to settle
TAFELS = ("bouw", "zorg", "teelt", "logistiek")
JOBS = 4
PATIENCE = 10 * HANG  # for a whole campaign
MOST_STEPS, TOGETHER = 400, 12


class Platform:
    """The platform's process, as the test sees it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def posted(self) -> list[tuple[str, str]]:
        """Channel and text of everything that stands there."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/everything", timeout=HANG) as answer:
            return [(each["channel"], each["text"]) for each in json.load(answer)]


@contextmanager
def platform(seed: int, faults: float, lag: float = LAG) -> Iterator[Platform]:
    command = launch.command("-m", "tests.programs.platform_server", str(seed), str(faults), str(lag))
    with subprocess.Popen(command, env=launch.environment(), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield Platform(int(server.stdout.readline()))
        finally:
            server.kill()


def prepare(url: str, *, keys: tuple[str, ...] = TAFELS, work: int = JOBS, mark: str = "") -> None:
    """Tafels with a channel each (the first has two), and jobs that wait."""
    db = Database(url)
    metadata.create_all(db.engine)
    now = at.now()
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=True)
        for key in keys:
            tafel = tafels.add(
                session, region, key=key, prefix=key.upper()[:8], name=key, colour="#123456", organisations=(), now=now
            )
            tafels.link(session, tafel, "nep", f"C-{key}{mark}", key, now)
        tafels.link(session, 1, "nep", f"C-extra{mark}", "extra", now)
        for number in range(work):
            jobs.enqueue(session, "proef.werk", json.dumps({"nummer": str(number)}), "null", now)
    db.close()


def began(orders: Orders) -> BaseProcess:
    return forked.start(killed_worker.main, orders)


def ended(process: BaseProcess) -> None:
    """Wait for a worker to find that everything is done."""
    process.join(PATIENCE)
    late = process.is_alive()
    process.kill()
    process.join()
    assert not late, "the work never came to an end"
    assert process.exitcode == 0


def expected(
    periods: int, *, keys: tuple[str, ...] = TAFELS, work: int = JOBS, mark: str = ""
) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    channels = {key: [f"C-{key}{mark}"] for key in keys}
    channels[keys[0]].append(f"C-extra{mark}")
    for key, places in channels.items():
        found.update((place, f"proef:{key}:{period:03}") for place in places for period in range(periods))
    found.update((place, f"taak:{number}") for place in channels[min(keys)] for number in range(work))
    return found


def check(url: str, posted: list[tuple[str, str]], wanted: Counter[tuple[str, str]], work: int = JOBS) -> None:
    """Nothing lost, nothing twice, and the database knows it."""
    found = Counter(posted)
    assert {what: count for what, count in found.items() if count > 1} == {}
    assert found == wanted
    db = Database(url)
    with db.transaction() as session:
        rows = outbox.waiting(session, ["wacht", "dood", "onzeker", "verzonden", "vervallen"])
        done = [row.did for row in session.execute(audit.audit.select())]
    db.close()
    assert {row.state for row in rows} == {"verzonden"}
    assert all(row.message for row in rows)
    assert sorted(done) == sorted(f"taak {number}" for number in range(work))


# --- at random moments -----------------------------------------------------------------------------------------------


def campaign(url: str, seed: int, *, periods: int, blows: int) -> None:
    """Two workers that are killed and frozen again and again, on a platform that fails one time in four."""
    prepare(url)
    dice = random.Random(seed)  # noqa: S311 - a campaign can be repeated
    with platform(seed, 0.25) as place:
        every = blows * 0.3 / periods  # seconds, of the half one that a blow takes
        orders = Orders(url=url, port=place.port, start=at.now(), periods=periods, every=every, until_done=False)
        workers = [began(orders) for _ in range(2)]
        for _ in range(blows):
            time.sleep(dice.uniform(0.02, 0.6))
            number = dice.randrange(2)
            if dice.random() < 0.3:
                freeze(workers[number], dice.uniform(0.1, 2.5 if STORM else 1))
            else:
                kill(workers[number])
                workers[number] = began(orders)
        for worker in workers:
            kill(worker)
        ended(began(Orders(url=url, port=place.port, start=orders.start, periods=periods, every=every)))
        check(url, place.posted(), expected(periods))


def freeze(worker: BaseProcess, seconds: float) -> None:
    assert worker.pid
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(worker.pid, signal.SIGCONT)


def kill(worker: BaseProcess) -> None:
    worker.kill()
    worker.join()
    worker.close()


@pytest.mark.parametrize("seed", range(8 if STORM else 1))
def test_whatever_is_killed_and_however_the_platform_fails_everything_comes_once(url, seed):
    campaign(url, seed, periods=60 if STORM else 5, blows=180 if STORM else 7)


# --- at every step ---------------------------------------------------------------------------------------------------


def dies_at(steps: Sequence[int], urls: Sequence[str]) -> bool:
    """Each worker has one message and one job to do and dies at its step; then another one takes over.

    Says whether all of them outlived their work.
    """
    start, cases = at.now(), list(zip(steps, urls, strict=True))
    for step, url in cases:
        prepare(url, keys=("bouw",), work=1, mark=f"-{step}")
    with platform(1, 0) as place:
        first = [began(Orders(url=url, port=place.port, start=start, kill_at=step)) for step, url in cases]
        for worker in first:
            worker.join(PATIENCE)
        survived = [worker.exitcode == 0 for worker in first]
        assert {worker.exitcode for worker in first} <= {0, -signal.SIGKILL}
        for worker in [began(Orders(url=url, port=place.port, start=start)) for _, url in cases]:
            ended(worker)
        posted = place.posted()
        for step, url in cases:
            mine = [each for each in posted if each[0].endswith(f"-{step}")]
            check(url, mine, expected(1, keys=("bouw",), work=1, mark=f"-{step}"), work=1)
    return all(survived)


def batches(some: range) -> Iterator[range]:
    """Some of the steps together, or all of them in turn."""
    every = range(1, MOST_STEPS)
    return (every[start : start + TOGETHER] for start in range(0, MOST_STEPS, TOGETHER)) if STORM else iter([some])


def test_a_worker_that_dies_at_any_step_loses_nothing_and_repeats_nothing(tmp_path, sqlite):
    for steps in batches(range(1, 60, 4)):
        for step in steps:
            sqlite.write(MIGRATED, tmp_path / f"{step}.db")
        if dies_at(steps, [f"sqlite:///{tmp_path}/{step}.db" for step in steps]):
            return
    assert not STORM, "a worker has more steps than we foresaw"


def test_the_same_on_postgresql(postgres):
    for steps in batches(range(3, 60, 7)):
        with ExitStack() as databases:
            urls = [databases.enter_context(postgres.copy(MIGRATED)) for _ in steps]
            if dies_at(steps, urls):
                return
    assert not STORM, "a worker has more steps than we foresaw"


# --- asked to stop ---------------------------------------------------------------------------------------------------


def test_a_worker_that_is_asked_to_stop_ends_its_calls_first(url):
    prepare(url)
    with platform(5, 0) as place:
        worker = began(Orders(url=url, port=place.port, start=at.now(), periods=20, until_done=False))
        wait_until(lambda: len(place.posted()) > 3, "some of it is there", every=0.02)
        assert worker.pid
        os.kill(worker.pid, signal.SIGTERM)
        ended(worker)
        posted = place.posted()

    db = Database(url)
    with db.transaction() as session:
        rows = outbox.waiting(session, ["wacht", "dood", "onzeker", "verzonden", "vervallen"])
    db.close()
    assert len([row for row in rows if row.state == "verzonden"]) == len(posted)
    assert {row.state for row in rows if row.attempts} == {"verzonden"}


# --- after a restore -------------------------------------------------------------------------------------------------


def test_a_database_that_forgot_what_it_sent_sends_nothing_twice(tmp_path, sqlite_url):
    prepare(sqlite_url)
    path, copy = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "kopie.db"
    with platform(3, 0.1, lag=0) as place:  # a restore comes long after what it makes the program forget
        orders = Orders(url=sqlite_url, port=place.port, start=at.now(), periods=2)
        db = Database(sqlite_url)
        backup.backup(db, copy)
        db.close()
        ended(began(orders))
        sent = place.posted()

        db = Database(sqlite_url)
        db.close()
        backup.restore(db, copy, at.now())
        assert path.exists()
        ended(began(orders))

        assert sorted(place.posted()) == sorted(sent)
        check(sqlite_url, place.posted(), expected(2))
