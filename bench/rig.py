"""What every case works with: a folder that is thrown away, servers, and rounds in which they take turns.

What is compared takes turns in short rounds, so that a machine that is busy with something else slows all of it alike.
The first round warms up: it is not in the figures, only in what was stored.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from bench import targets, world
from bench.load import Result, Sender
from bench.report import median, percentile
from bench.requests import Load
from bench.targets import Server


@dataclass(frozen=True)
class Size:
    """How long and how much. `shared` runs all cases on one server and database: quicker, and no figures to trust."""

    warm: int = 1
    rounds: int = 6
    seconds: float = 1.0
    connections: int = 16
    people: int = 300
    clicks: int = 10
    burst: float = 5.0
    agendas: tuple[int, int, int] = (100, 10_000, 1_000_000)
    digests: tuple[int, ...] = (9, 900)
    starts: int = 3
    drawings: int = 5
    imported: tuple[int, int] = (10_000, 100_000)
    pulled: tuple[int, int] = (50_000, 500_000)
    guests: int = 300
    page: int = 10_000
    rooms: tuple[int, ...] = (30, 300, 3_000)
    votes: tuple[int, int] = (10, 20)
    shared: bool = False


SHORT = Size(
    warm=0, rounds=1, seconds=0.05, connections=4, people=5, clicks=2, burst=0.1, agendas=(20, 40, 80),
    digests=(9, 10), starts=1, drawings=1, imported=(20, 40), pulled=(30, 60), page=20, guests=10, rooms=(3, 5, 300),
    votes=(1, 2), shared=True,
)  # fmt: skip


@dataclass
class Measured:
    """What came of the rounds of one target. `stored` counts the round that warms up as well."""

    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    cpu: float = 0
    answers: int = 0
    stored: int = 0

    def note(self, result: Result, cpu: float) -> None:
        self.rates.append(result.answers / result.seconds)
        self.milliseconds += result.milliseconds
        self.cpu += cpu
        self.answers += result.answers

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def cost(self) -> float:
        """Microseconds of processor time per answer: what other programs on the machine blur least."""
        return self.cpu / self.answers * 1e6

    def at(self, part: float) -> float:
        return percentile(self.milliseconds, part)


@dataclass
class Rig:
    """The folder, and a Slack that says yes."""

    size: Size
    folder: Path
    slack: world.FakeSlack
    sender: Sender
    _stack: contextlib.ExitStack
    _running: dict[tuple[str, ...], Server] = field(default_factory=dict)
    _runs: int = 0

    @cached_property
    def _empty(self) -> Path:
        return world.database(self.folder / "empty.db")

    def database(self, name: str, *, alone: bool = False) -> Path:
        """A database of one's own: the nine tafels and their people, and nothing on their agendas.

        One that is `alone` is shared with nothing, however short the run.
        """
        path = self.folder / f"{'shared' if self.size.shared and not alone else name}.db"
        return path if path.exists() else Path(shutil.copyfile(self._empty, path))

    def house(self, database: Path, commands: int = 0) -> contextlib.AbstractContextManager[Server]:
        """The program as it is; or with so many commands instead of its own."""
        words = ("bench.house", str(commands)) if commands else ("bot", "web")
        port = targets.free_port()
        return self._started(words, port, targets.slack(self.folder, database, port, self.slack.api))

    def beside_teams(self, database: Path, keys: str) -> contextlib.AbstractContextManager[Server]:
        """The program with a Teams that it knows by these keys."""
        port = targets.free_port()
        return self._started(("bench.house", "teams", keys), port, targets.teams(self.folder, database, port))

    def with_room(self, database: Path) -> contextlib.AbstractContextManager[Server]:
        """The program with the room of the tests."""
        port = targets.free_port()
        return self._started(("bench.house", "room"), port, targets.slack(self.folder, database, port, self.slack.api))

    def bare(self, name: str, what: str) -> contextlib.AbstractContextManager[Server]:
        """An echo, or the floor."""
        port = targets.free_port()
        return self._started((f"bench.{name}", str(port), what), port, targets.environment(self.folder))

    @contextlib.contextmanager
    def _started(self, words: tuple[str, ...], port: int, env: dict[str, str]) -> Iterator[Server]:
        begun = targets.started(["-m", *words], self.folder, env, port)
        if not self.size.shared:
            with begun as server:
                yield server
            return
        if words not in self._running:
            self._running[words] = self._stack.enter_context(begun)
        yield self._running[words]

    def once(self, server: Server, asked: Load, after: Callable[[], object] = lambda: None) -> tuple[Result, float]:
        """One round: what came of it, and the processor time that the server spent until `after` had nothing to do."""
        self._runs += 1
        before = server.cpu()
        result = self.sender.run(msgspec.structs.replace(asked, port=server.port, run=f"r{self._runs}"))
        if result.other:
            msg = f"unexpected answers: {result.other}"
            raise AssertionError(msg)
        after()
        return result, server.cpu() - before

    def rounds(
        self, each: Mapping[str, tuple[Server, Load]], connections: int, between: Callable[[], object] = lambda: None
    ) -> dict[str, Measured]:
        """Everybody in turn, so many rounds, numbers going on where the last one ended; `between` clears up."""
        found = {name: Measured() for name in each}
        more: dict[str, float] = {"connections": connections, "seconds": self.size.seconds}
        for counts in [False] * self.size.warm + [True] * self.size.rounds:
            for name, (server, asked) in each.items():
                first = asked.first + found[name].stored
                result, cpu = self.once(server, msgspec.structs.replace(asked, first=first, **more), between)
                found[name].stored += result.answers
                if counts:
                    found[name].note(result, cpu)
        return found


@contextlib.contextmanager
def rig(size: Size) -> Iterator[Rig]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tafelbot-bench-")))
        slack, sender = stack.enter_context(world.FakeSlack()), stack.enter_context(Sender())
        yield Rig(size, folder, slack, sender, stack)
