"""Read addresses of one host politely: one at a time, with patience, limits and no trust.

Reads may be tried again (time-outs, resets, 429, 5xx). A redirect or a next page on another host is refused, an answer
that is too large or too slow is broken off, and what claims to be JSON must be JSON.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

TRIES = 3
REDIRECTS = 3
LONGEST_WAIT = 60.0
MEGABYTE = 1 << 20
T = TypeVar("T")
AGAIN = {408, 425, 429, 500, 502, 503, 504}


class Unreachable(Exception):
    """The source does not answer as it should; the last good figures stay."""


class Refused(Exception):
    """The source answers something that we must not accept."""


def _in_words(error: httpx.HTTPError) -> str:
    """Why an address did not answer, in Dutch for administrators."""
    if isinstance(error, httpx.ConnectError):
        return "er kwam geen verbinding"
    return "het duurde te lang" if isinstance(error, httpx.TimeoutException) else type(error).__name__


class Reader:
    """`sleep` and `clock` are handed in, so that a test does not wait."""

    def __init__(
        self, base: str, *, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic,
        most_bytes: int = 64 * MEGABYTE, most_seconds: float = 120.0, patience: float = 30.0,
    ) -> None:  # fmt: skip
        self.base = base.rstrip("/") + "/"
        self._sleep, self._clock = sleep, clock
        self._most_bytes, self._most_seconds = most_bytes, most_seconds
        self._client = httpx.Client(timeout=httpx.Timeout(patience, connect=5.0), follow_redirects=False,
                                    headers={"User-Agent": "Tafelbot", "Accept": "application/json"})  # fmt: skip

    def close(self) -> None:
        self._client.close()

    def json(self, address: str) -> dict[str, Any]:
        return decoded(self.read(address), dict[str, Any])

    def read(self, address: str) -> bytes:
        """The body behind an address of this host; relative ones are read from the base."""
        url = self.within(address)
        for attempt in range(TRIES):
            try:
                return self._follow(url)
            except _Again as again:
                if attempt == TRIES - 1:
                    raise Unreachable(str(again)) from again
                self._sleep(min(again.wait or 2.0**attempt + random.random(), LONGEST_WAIT))  # noqa: S311 - jitter
        raise AssertionError

    def within(self, address: str) -> str:
        """An address below the base; raises for any other, whatever its origin."""
        url = urljoin(self.base, address)
        ours, theirs = urlsplit(self.base), urlsplit(url)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc) or not theirs.path.startswith(ours.path):
            message = f"verwijst naar een ander adres ({theirs.netloc or theirs.scheme}); dat volgen we niet"
            raise Refused(message)
        return url

    def is_ours(self, url: str) -> bool:
        """Whether an address is on the same host, below the base or not."""
        ours, theirs = urlsplit(self.base), urlsplit(url)
        return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)

    def download(self, url: str) -> bytes:
        """A file elsewhere on the same host, once and without following anything; a caller has another way."""
        if not self.is_ours(url):
            message = "verwijst naar een ander adres; dat volgen we niet"
            raise Refused(message)
        try:
            answer = self._once(url)
        except _Again as again:
            raise Unreachable(str(again)) from again
        if isinstance(answer, str):
            message = "verwijst de download door; dat volgen we niet"
            raise Refused(message)
        return answer

    def _follow(self, url: str) -> bytes:
        for _ in range(REDIRECTS):
            answer = self._once(url)
            if isinstance(answer, bytes):
                return answer
            url = self.within(urljoin(url, answer))
        message = "blijft doorverwijzen"
        raise Refused(message)

    def _once(self, url: str) -> bytes | str:
        try:
            with self._client.stream("GET", url) as response:
                if response.has_redirect_location:
                    return response.headers["Location"]
                _check(response)
                return b"".join(self._limited(response))
        except httpx.HTTPError as error:
            message = f"geen goed antwoord ({_in_words(error)})"
            raise _Again(message) from error

    def _limited(self, response: httpx.Response) -> Iterator[bytes]:
        until, size = self._clock() + self._most_seconds, 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._most_bytes:
                message = f"een antwoord is groter dan {self._most_bytes // MEGABYTE} MB"
                raise Refused(message)
            if self._clock() > until:
                message = f"een antwoord duurde langer dan {self._most_seconds:.0f} seconden"
                raise Unreachable(message)
            yield piece


class _Again(Exception):
    def __init__(self, message: str, wait: float = 0) -> None:
        super().__init__(message)
        self.wait = wait


def _check(response: httpx.Response) -> None:
    if response.status_code in AGAIN:
        after = response.headers.get("Retry-After", "")
        message = f"antwoordt met {response.status_code}"
        raise _Again(message, wait=float(after) if after.isdecimal() else 0)
    if response.status_code >= httpx.codes.BAD_REQUEST:
        message = f"antwoordt met {response.status_code}; de tabel of het filter bestaat niet (meer)"
        raise Refused(message)
    if "html" in response.headers.get("Content-Type", ""):
        message = "stuurde een webpagina in plaats van cijfers"
        raise Unreachable(message)


def decoded(body: bytes, shape: type[T]) -> T:
    """JSON of the shape that we know."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError) as error:
        message = "stuurde een beschadigd antwoord"
        raise Unreachable(message) from error
