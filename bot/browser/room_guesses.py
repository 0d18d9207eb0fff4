"""Slow down who guesses codes, without shutting anybody out.

Each address may guess wrong twenty times; from then on its codes are looked up one a second, for as long as somebody
waits for an answer. All addresses together have an allowance of the same kind. A code that worked before is
looked up at once, so who is inside, and who follows by an open code, notices nothing of a neighbour who guesses.
Nothing is stored, and what is remembered has a fixed size.

A guess at 300 codes out of 32^8 hits once in 3.7 billion: after the allowance, 100,000 of them take a day from one
address and 80 minutes from thousands.
"""

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

FREE, PACE = 20, 1.0
"""Wrong guesses that cost an address nothing, and the seconds that each further one costs."""
ALL_FREE, ALL_PACE = 200, 0.05
"""The same for all addresses together."""
PATIENCE: Final = 8.0  # seconds that a look-up may wait; who would wait longer hears so at once
ADDRESSES, KNOWN = 4096, 8192
_ALL: Final = ""


class TooMany(Exception):
    """So many codes wait already that this one cannot; `seconds` says when it may try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = math.ceil(seconds)


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


class Guesses:
    """The guesses at codes of one kind of room, in one process."""

    def __init__(
        self, stopwatch: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._stopwatch, self._sleep = stopwatch, sleep
        self._each, self._all = Allowance(FREE, PACE, ADDRESSES), Allowance(ALL_FREE, ALL_PACE, 1)
        self._known: OrderedDict[str, None] = OrderedDict()

    async def turn(self, address: str, fingerprint: str) -> None:
        """Wait until this code may be looked up. Raises `TooMany` where that would take long."""
        if fingerprint in self._known:
            return
        now = self._stopwatch()
        wait = max(self._each.wait(address, now), self._all.wait(_ALL, now))
        if wait > PATIENCE:
            raise TooMany(wait)
        self._each.take(address, now)
        self._all.take(_ALL, now)
        if wait:
            await self._sleep(wait)

    def right(self, address: str, fingerprint: str) -> None:
        """The code works: it costs nothing, and does not wait again."""
        if fingerprint not in self._known:
            self._each.give_back(address)
            self._all.give_back(_ALL)
        self._known[fingerprint] = None
        self._known.move_to_end(fingerprint)
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def sizes(self) -> tuple[int, int]:
        """How many addresses and codes are remembered."""
        return len(self._each), len(self._known)


def client_address(scope: Scope) -> str:
    """Who asks, as far as counts for guessing: an IPv4 address, or the first half of an IPv6 one.

    A proxy on this machine or in its own network says for whom it asks, and only what it added last counts: what stands
    before that in `X-Forwarded-For` the client may have made up. From anywhere else the header is not read.
    """
    client = scope.get("client")
    near = _address(client[0] if client else "")
    if near is not None and (near.is_loopback or near.is_private):
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
