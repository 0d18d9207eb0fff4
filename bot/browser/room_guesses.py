"""Slow down who guesses codes, without shutting anybody out.

Each address may guess wrong twenty times; from then on its codes are looked up one a second, for as long as somebody
waits for an answer. All addresses together have an allowance of the same kind. A code that worked before is
looked up at once, so who is inside, and who follows by an open code, notices nothing of a neighbour who guesses.
Nothing is stored, and what is remembered has a fixed size.

A guess at 300 codes out of 32^8 hits once in 3.7 billion: after the allowance, 100,000 of them take a day from one
address and 80 minutes from thousands.
"""

import asyncio
import contextlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

FREE, PACE = 20, 1.0
"""Wrong guesses that cost an address nothing, and the seconds that each further one costs."""
ALL_FREE, ALL_PACE = 1000, 0.05
"""The same for all addresses together."""
AT_ONCE, WAITING = 8, 500
"""Look-ups of one address at the same moment, and how many may wait for that."""
PATIENCE: Final = 8.0  # seconds that a look-up may wait; who would wait longer hears so at once
ADDRESSES, KNOWN = 4096, 8192
_ALL: Final = ""
_NEAR: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


class Shut(Exception):
    """No way in by this code: it is wrong, over or taken back, or what it led to is gone."""


class TooMany(Exception):
    """So many codes wait already that this one cannot; `seconds` says when it may try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = max(2, math.ceil(seconds))


class Allowance:
    """Some for free, then one per `pace`: one moment per key, the last used ones of them."""

    def __init__(self, free: int, pace: float, most: int) -> None:
        self._free, self._pace, self._most = free, pace, most
        self._spent_until: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._spent_until)

    def wait(self, key: str, now: float) -> float:
        """The seconds before the next one may go."""
        return max(0.0, self._spent_until.get(key, now) - self._free * self._pace - now)

    def take(self, key: str, now: float) -> None:
        self._spent_until[key] = max(self._spent_until.get(key, now), now) + self._pace
        self._spent_until.move_to_end(key)
        if len(self._spent_until) > self._most:
            self._spent_until.popitem(last=False)

    def give_back(self, key: str) -> None:
        if key in self._spent_until:
            self._spent_until[key] -= self._pace


@dataclass(slots=True)
class Lane:
    """The codes of one address that are being looked up, and those that wait for that."""

    gate: asyncio.Semaphore
    inside: int = 0


class Guesses:
    """The guesses at codes of one kind of room, in one process."""

    def __init__(
        self, stopwatch: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._stopwatch, self._sleep = stopwatch, sleep
        self._each, self._all = Allowance(FREE, PACE, ADDRESSES), Allowance(ALL_FREE, ALL_PACE, 1)
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lanes: dict[str, Lane] = {}

    @contextlib.asynccontextmanager
    async def turn(self, address: str, fingerprint: str) -> AsyncIterator[None]:
        """Look a code up in this block, in its turn; `Shut` in it says that it was wrong.

        Raises `TooMany` where the turn would be long in coming. What goes wrong otherwise costs nothing.
        """
        if self._known.pop(fingerprint, "") is None:
            yield
            self._remember(fingerprint)
            return
        async with self._lane(address):
            wait = self._taken(address)
            try:
                if wait:
                    await self._sleep(wait)
                yield
            except Shut:
                raise
            except BaseException:
                self._give_back(address)
                raise
            self._give_back(address)
            self._remember(fingerprint)

    @contextlib.asynccontextmanager
    async def _lane(self, address: str) -> AsyncIterator[None]:
        """A few look-ups at once per address: three hundred who come in together wait for each other, not in vain."""
        lane = self._lanes.setdefault(address, Lane(asyncio.Semaphore(AT_ONCE)))
        wait = self._wait(address)
        if lane.inside >= WAITING or (wait and wait + lane.inside * PACE > PATIENCE):
            raise TooMany(max(wait, PACE))
        lane.inside += 1
        try:
            async with lane.gate:
                yield
        finally:
            lane.inside -= 1
            if not lane.inside:
                self._lanes.pop(address, None)

    def _wait(self, address: str) -> float:
        now = self._stopwatch()
        return max(self._each.wait(address, now), self._all.wait(_ALL, now))

    def _taken(self, address: str) -> float:
        """Take one of what is allowed, as if it were wrong; gives how long to wait for it."""
        wait, now = self._wait(address), self._stopwatch()
        if wait > PATIENCE:
            raise TooMany(wait)
        self._each.take(address, now)
        self._all.take(_ALL, now)
        return wait

    def _give_back(self, address: str) -> None:
        self._each.give_back(address)
        self._all.give_back(_ALL)

    def _remember(self, fingerprint: str) -> None:
        self._known[fingerprint] = None
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def sizes(self) -> tuple[int, int, int]:
        """How many addresses and codes are remembered, and how many addresses have a code under way."""
        return len(self._each), len(self._known), len(self._lanes)


def client_address(scope: Scope) -> str:
    """Who asks, as far as counts for guessing: an IPv4 address, or the first half of an IPv6 one.

    A proxy on this machine or in its own network says for whom it asks, and only what it added last counts: what stands
    before that in `X-Forwarded-For` the client may have made up. From anywhere else the header is not read.
    """
    client = scope.get("client")
    near = _address(client[0] if client else "")
    if near is not None and any(near in network for network in _NEAR):
        told = Headers(scope=scope).getlist("x-forwarded-for")
        near = _address(told[-1].rpartition(",")[2].strip() if told else "") or near
    if isinstance(near, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((near, 64), strict=False))
    return str(near)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
