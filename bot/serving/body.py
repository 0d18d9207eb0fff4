"""Read the body of a request up to a limit; a body that declares a greater length is refused unread.

`Rejected` ends a request at a door.
"""

import re
from typing import Final

from starlette.types import Receive

_LENGTH: Final = re.compile(rb"[0-9]{1,15}")


class Rejected(Exception):
    """A request that ends here, with its status and one word for who reads the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def values(headers: list[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    """Every value of a header."""
    return [value for key, value in headers if key.lower() == name]


def declared(headers: list[tuple[bytes, bytes]], most: int) -> int:
    """The declared length of the body; 0 where none is declared. Raises `Rejected` for more than `most`."""
    lengths = values(headers, b"content-length")
    if len(lengths) > 1 or any(not _LENGTH.fullmatch(each) for each in lengths):
        raise Rejected(400, "invalid length")
    told = int(lengths[0]) if lengths else 0
    if told > most:
        raise Rejected(413, "too large")
    return told


async def read(receive: Receive, most: int) -> bytes:
    """The body, as long as it has no more than `most` bytes."""
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            raise Rejected(413, "too large")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
