"""The two pictures of the app in Teams, drawn here: a round table with nine seats, in colour and as an outline."""

import math
import struct
import zlib
from collections.abc import Callable
from itertools import product
from typing import Final, TypeAlias

Colour: TypeAlias = tuple[int, int, int, int]

_SEATS: Final = 9
_FINE: Final = 4  # points per pixel and direction, for edges without steps
_BLUE: Final = (0x1D, 0x35, 0x57)
_WHITE: Final = (0xFF, 0xFF, 0xFF)


def color() -> bytes:
    """192 by 192, white on blue."""
    return _png(192, lambda x, y: _on_blue(_drawn(x, y, 192, seats=0.06, table=0.19)))


def outline() -> bytes:
    """32 by 32, white on nothing, as Teams asks."""
    return _png(32, lambda x, y: (*_WHITE, round(255 * _drawn(x, y, 32, seats=0.085, table=0.2))))


def _on_blue(part: float) -> Colour:
    mixed = [round(blue + (white - blue) * part) for blue, white in zip(_BLUE, _WHITE, strict=True)]
    return mixed[0], mixed[1], mixed[2], 255


def _drawn(x: int, y: int, size: int, *, seats: float, table: float) -> float:
    """How much of a pixel is drawn on, from 0 to 1."""
    offsets = [(step + 0.5) / _FINE for step in range(_FINE)]
    points = product(offsets, offsets)
    hits = sum(_inside((x + dx) / size - 0.5, (y + dy) / size - 0.5, seats, table) for dx, dy in points)
    return hits / _FINE**2


def _inside(x: float, y: float, seats: float, table: float) -> bool:
    """Whether a point is on the table or on one of the seats around it."""
    if math.hypot(x, y) <= table:
        return True
    step = 2 * math.pi / _SEATS
    nearest = round(math.atan2(x, -y) / step) * step
    return math.hypot(x - 0.36 * math.sin(nearest), y + 0.36 * math.cos(nearest)) <= seats


def _png(size: int, colour: Callable[[int, int], Colour]) -> bytes:
    """A picture in which every point has a colour and an opacity."""
    rows = b"".join(b"\0" + bytes(part for x in range(size) for part in colour(x, y)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
