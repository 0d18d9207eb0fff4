"""Read the words of a PDF without a PDF library: the drawn letters by the fonts' own tables, page by page.

Only what our documents use: strings of two bytes for each letter, shown with Tj and TJ.
"""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PLAIN_PART = rb"[^()\\]|\\."
_STRING = rb"\(((?:" + _PLAIN_PART + rb"|\((?:" + _PLAIN_PART + rb")*\))*)\)"  # pairs of brackets need no escape
_TOKEN = re.compile(
    rb"/ActualText\s*(?:<FEFF([0-9A-F]*)>|"
    + _STRING
    + rb")>>BDC|(\bEMC\b)|/(f\d+) [\d.]+ Tf|"
    + _STRING
    + rb"|(\bBT\b)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def objects(paper: bytes) -> dict[int, bytes]:
    """Every object by its number, those in object streams too; streams unpacked, behind what is said of them."""
    found = {int(number): _unpacked(body) for number, body in _OBJECT.findall(paper)}
    for body in [each for each in found.values() if b"/ObjStm" in each]:
        packed = body.partition(b"stream\n")[2]
        first = int(re.findall(rb"/First (\d+)", body)[0])
        numbers = [int(each) for each in packed[:first].split()]
        starts = [*numbers[1::2], len(packed)]
        for place, number in enumerate(numbers[::2]):
            found[number] = packed[first + starts[place] : first + starts[place + 1]]
    return found


def _unpacked(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    if stream is None or b"/FlateDecode" not in body[: stream.start()]:
        return body
    return body[: stream.start()] + b"stream\n" + zlib.decompressobj().decompress(stream[1])


def pages(paper: bytes) -> list[str]:
    """The words of each page, in the order in which they are drawn."""
    found = objects(paper)
    [tree] = [each for each in found.values() if re.search(rb"/Type\s*/Pages\b", each)]
    kids = re.findall(rb"(\d+) 0 R", re.findall(rb"/Kids\s*\[(.*?)\]", tree, re.DOTALL)[0])
    return [_words(found, found[int(kid)]) for kid in kids]


def squeezed(text: str) -> str:
    """A text without blanks and hyphens, for comparing what may be broken over lines."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", text)


def whole(paper: bytes) -> str:
    """All words of a document, squeezed."""
    return squeezed("".join(pages(paper)))


def _words(found: dict[int, bytes], page: bytes) -> str:
    fonts = {name: _letters(found, int(number)) for name, number in _fonts(found, page)}
    contents = re.findall(rb"/Contents\s*(?:\[([^]]*)\]|(\d+) 0 R)", page)[0]
    numbers = re.findall(rb"(\d+) 0 R", contents[0]) if contents[0] else [contents[1]]
    drawn = b"".join(found[int(each)].partition(b"stream\n")[2] for each in numbers)
    return "".join(_drawn(drawn, fonts))


def _drawn(drawn: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    """What is drawn as words; where a document says itself what some letters are, that."""
    letters: dict[int, str] = {}
    told = False
    for coded, plain, ends, font, string, begins in _TOKEN.findall(drawn):
        if coded or plain:
            told = True
            yield (
                bytes.fromhex(coded.decode()).decode("utf-16-be")
                if coded
                else _ESCAPE.sub(_byte, plain).decode("latin-1")
            )
        elif ends:
            told = False
        elif font:
            letters = fonts[font]
        elif begins:
            yield " "
        elif not told:
            codes = _ESCAPE.sub(_byte, string)
            yield "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))


def _byte(escape: re.Match[bytes]) -> bytes:
    told = escape[1]
    return bytes([int(told, 8)]) if told.isdigit() else _PLAIN.get(told, told)


def _fonts(found: dict[int, bytes], page: bytes) -> list[tuple[bytes, bytes]]:
    reference = re.findall(rb"/Resources\s*(\d+) 0 R", page)
    told = found[int(reference[0])] if reference else page
    return [(name, number) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", told)]


def _letters(found: dict[int, bytes], font: int) -> dict[int, str]:
    [table] = re.findall(rb"/ToUnicode (\d+) 0 R", found[font])
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", found[int(table)])
    return {int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in pairs}
