"""Which letters and signs the font of documents can draw, read from the font itself."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

WEIGHTS: Final = ("Regular", "Semibold", "Bold")
"""What running text is set in. The italics have no Greek and no Cyrillic: nothing that people wrote is set in those."""


@cache
def letters() -> frozenset[int]:
    """The code points that every weight has a drawing of."""
    folder = Path(str(files("font_source_sans_pro").joinpath("files")))
    return frozenset.intersection(*(_covered(folder / f"SourceSansPro-{weight}.ttf") for weight in WEIGHTS))


def is_unseen(sign: str) -> bool:
    """Whether a sign shows nothing by itself: a control, a mark of direction, half of a pair, an accent alone."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Mn", "Me"}


def _covered(path: Path) -> frozenset[int]:
    """The table "cmap" of a TrueType font, of which format 4 covers the letters up to U+FFFF."""
    font = path.read_bytes()
    table = next(start for name, start in _tables(font) if name == b"cmap")
    (amount,) = struct.unpack_from(">H", font, table + 2)
    starts = (table + struct.unpack_from(">HHL", font, table + 4 + 8 * number)[2] for number in range(amount))
    start = next(each for each in starts if struct.unpack_from(">H", font, each)[0] == 4)  # noqa: PLR2004 - the format
    return frozenset(_of_format_4(font, start))


def _tables(font: bytes) -> Iterator[tuple[bytes, int]]:
    (amount,) = struct.unpack_from(">H", font, 4)
    for number in range(amount):
        name, _, start, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        yield name, start


def _of_format_4(font: bytes, start: int) -> Iterator[int]:
    """Segments of code points, each with what to add for the number of its drawing; number 0 is no drawing."""
    (double,) = struct.unpack_from(">H", font, start + 6)
    size = double // 2
    lasts = struct.unpack_from(f">{size}H", font, start + 14)
    firsts, adds, offsets = (
        struct.unpack_from(f">{size}H", font, start + 16 + double * part) for part in (1, 2, 3)
    )  # fmt: skip
    for number, (first, last, add, offset) in enumerate(zip(firsts, lasts, adds, offsets, strict=True)):
        here = start + 16 + 3 * double + 2 * number
        for code in range(first, min(last, 0xFFFE) + 1):
            drawn = code
            if offset:
                (drawn,) = struct.unpack_from(">H", font, here + offset + 2 * (code - first))
            if (drawn + add) % 0x10000:
                yield code
