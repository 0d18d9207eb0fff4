"""Send signed requests over kept-alive connections and time the answers, in a process of its own.

`Sender` is that process; it takes a `Load` and gives its `Result`. Every request has an id and a signature of its own.
Closed loop: each connection sends its next request when the last was answered. Open loop (`people`): every click has
its moment, and what it waited counts, whoever it waited for. Both end by count and by time, and stay on this machine.
"""

import asyncio
import os
import random
import re
import shlex
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final, Self

import msgspec
import uvloop

from bench.requests import Load, Requests

HOST: Final = "127.0.0.1"
PYTHON: Final = shlex.split(os.environ.get("BENCH_PYTHON", sys.executable))
"""How every program of the bench is started; the test of the bench gives them all the same clock."""
PATIENCE: Final = 20  # seconds after its end in which a load must have its answers
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Result(msgspec.Struct):
    """What came of it: how many were answered as expected, other answers by status, and milliseconds per answer."""

    answers: int
    other: dict[str, int]
    seconds: float
    milliseconds: list[float]


class Sender:
    """The process that sends: a process of its own shares no interpreter with whoever measures."""

    def __enter__(self) -> Self:
        words = [*PYTHON, "-m", "bench.load"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, load: Load) -> Result:
        """Do it, to its end, which it has by itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(load) + b"\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Result)


# --- one connection --------------------------------------------------------------------------------------------------


class Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request under way."""

    def __init__(self, answered: "Callable[[Connection, int, bytes], None]", broken: Callable[[], None]) -> None:
        self._answered, self._broken = answered, broken
        self._buffer = b""
        self._transport: Any = None  # uvloop's is none of asyncio's own classes
        self.since = 0.0
        self.waiting: deque[float] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        self._broken()

    def send(self, request: bytes, since: float) -> None:
        self.since = since
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        found = _LENGTH.search(self._buffer, 0, end + 2)
        size = int(found[1]) if found else 0
        if len(self._buffer) >= end + 4 + size:
            whole, self._buffer = self._buffer, b""
            self._answered(self, int(whole[9:12]), whole[end + 4 :])

    def close(self) -> None:
        self._transport.close()


# --- the two loops ---------------------------------------------------------------------------------------------------


class Run:
    """One load on its way."""

    def __init__(self, load: Load) -> None:
        self._load, self._requests, self._expect = load, Requests(load), load.expect.encode()
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[None] = self._loop.create_future()
        self._times: list[float] = []
        self._other: Counter[str] = Counter()
        self._under_way = self._planned = 0
        self._until = 0.0

    async def result(self) -> Result:
        count = self._load.people or self._load.connections
        connections = [await self._connect() for _ in range(count)]
        start = time.perf_counter()
        self._until = start + self._load.seconds
        (self._schedule if self._load.people else self._begin)(connections, start)
        async with asyncio.timeout(self._load.seconds + PATIENCE):
            await self._over
        seconds = time.perf_counter() - start
        for connection in connections:
            connection.close()
        good = len(self._times) - self._other.total()
        return Result(good, dict(self._other), seconds, [round(each * 1000, 3) for each in self._times])

    async def _connect(self) -> Connection:
        answered = self._answered_open if self._load.people else self._answered_closed
        _, made = await self._loop.create_connection(lambda: Connection(answered, self._broken), HOST, self._load.port)
        return made

    def _broken(self) -> None:
        if not self._over.done():
            self._over.set_exception(ConnectionError("the server closed a connection"))

    def _send(self, connection: Connection, since: float) -> None:
        self._under_way += 1
        connection.send(self._requests.next(), since)

    def _note(self, connection: Connection, status: int, body: bytes) -> float:
        now = time.perf_counter()
        self._under_way -= 1
        self._times.append(now - connection.since)
        if status != 200 or self._expect not in body:
            self._other[f"{status} {body[:200].decode(errors='replace')}".strip()] += 1
        return now

    def _end(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    def _begin(self, connections: list[Connection], _start: float) -> None:
        for connection in connections:
            self._send(connection, time.perf_counter())

    def _answered_closed(self, connection: Connection, status: int, body: bytes) -> None:
        now = self._note(connection, status, body)
        if now < self._until and self._requests.made < self._load.most:
            self._send(connection, time.perf_counter())
        elif not self._under_way:
            self._end()

    def _schedule(self, connections: list[Connection], start: float) -> None:
        """Everybody's clicks, at moments of their own."""
        chance = random.Random(self._load.run)
        self._planned = min(len(connections) * self._load.each, self._load.most)
        moments = ((start + chance.random() * self._load.seconds, each) for each in connections * self._load.each)
        for moment, connection in list(moments)[: self._planned]:
            self._loop.call_later(moment - time.perf_counter(), self._click, connection, moment)

    def _click(self, connection: Connection, moment: float) -> None:
        if connection.since:
            connection.waiting.append(moment)
        else:
            self._send(connection, moment)

    def _answered_open(self, connection: Connection, status: int, body: bytes) -> None:
        self._note(connection, status, body)
        connection.since = 0.0
        if connection.waiting:
            self._send(connection, connection.waiting.popleft())
        elif len(self._times) == self._planned:
            self._end()


async def _sent(load: Load) -> Result:
    return await Run(load).result()


def main() -> None:
    for line in sys.stdin.buffer:
        result = uvloop.run(_sent(msgspec.json.decode(line, type=Load)))
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
