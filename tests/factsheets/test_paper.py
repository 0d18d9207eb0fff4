"""A paper of many pages: nothing of what it says is cut, read as markup or lost, whatever people wrote in it."""

import re
import struct
import zlib
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from factsheets import document, paper_pdf
from factsheets.font_letters import letters
from factsheets.paper import (
    Beside,
    Column,
    Drawing,
    Fact,
    Facts,
    Heading,
    Named,
    Note,
    PageOf,
    Paper,
    Paragraph,
    Points,
    Quote,
    Strong,
    Table,
    Tile,
    Tiles,
)
from factsheets.svg import Canvas
from tests.factsheets.test_factsheet_paper import inflated, texts
from tests.pdf_words import pages, squeezed, whole

MARKUP = '#set page(width: 1pt) *vet* _schuin_ $x$ @ergens <label> `code` // niets #sys.inputs \\ "aan" <!channel> <b>'
LONG_WORD = "onafgebroken" * 250
SENTENCE = "Een richting die nauwkeurig zegt wat we samen gaan doen, met wie en vóór wanneer. " * 3
MANY = [f"woord{number}." for number in range(900)]
HEADS = ("Nummer", "Naam", "Hoeveel")


def drawing(words: str) -> Drawing:
    canvas = Canvas(200, 60)
    canvas.rect(0, 0, 100, 60, fill="#1F4E5F")
    return Drawing(canvas.svg(), words, 200, 60)


def paper(**given) -> Paper:
    usual: dict[str, Any] = {
        "title": "Hoe houden we genoeg stages?", "kicker": "Proef · KAMER-7", "moment": "18 mei 2026",
        "lead": "Eén zin.",
        "colour": "#FFD000", "made": date(2026, 5, 18), "footer": "KAMER-7 · Bouw", "blocks": (Paragraph("Iets."),),
    }  # fmt: skip
    return Paper(**(usual | given))


@pytest.fixture(scope="module")
def hostile() -> Paper:
    rows = tuple(
        (Strong(str(number)), Named(f"{SENTENCE}{number}", "een uitleg"), PageOf("verderop")) for number in range(1, 41)
    )
    columns = (Column(HEADS[0], 0.5, numeric=True), Column(HEADS[1], 3), Column(HEADS[2], 0.6, numeric=True))
    return paper(
        title=f"Een lange vraag {'die maar doorgaat ' * 16}{MARKUP}"[:300],
        blocks=(
            Tiles((Tile("27 van 30", "stemden"), Tile("10", "richtingen"))),
            Heading(MARKUP), Table(columns, rows), Heading(LONG_WORD[:200], 3),
            Beside((drawing("Een balk van honderd"),), (Facts((Fact("Woord", LONG_WORD[:500]),)),)),
            Heading("Verderop", anchor="verderop", fresh=True), Quote(LONG_WORD, MARKUP),
            Quote("Дорога Ζωή Șerban ﷺﷺ 🙂🙂 \u202eomgekeerd\u202c e\u0301e\u0301n \u200bniets"),
            Quote("de eerste regel\r\nde tweede\u2028de derde"), Note(MARKUP, "Let op."),
            Points((MARKUP, SENTENCE), numbered=True), Paragraph(" ".join(MANY)),
            Table(tuple(Column(f"Kolom met een lange naam {n}", 1, numeric=True) for n in range(9)),
                  (tuple(LONG_WORD[:80] for _ in range(9)),), small=True),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(hostile: Paper) -> bytes:
    return paper_pdf.pdf(hostile)


def test_a_paper_is_accessible_and_lasting(made: bytes) -> None:
    opened = inflated(made)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in opened
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in opened
    assert re.search(rb"/Marked\s+true", opened)
    assert texts(made, "Lang")[0] == "nl-NL"
    assert texts(made, "Alt") == ["Een balk van honderd"]
    for tag in (b"/TH", b"/TD", b"/H1", b"/H2", b"/H3", b"/Figure"):
        assert tag in opened


def test_nothing_that_it_says_is_cut_or_read_as_markup(made: bytes) -> None:
    text = whole(made)
    assert text.count(squeezed(MARKUP)) >= 3
    assert squeezed(LONG_WORD) in text
    assert all(each in text for each in MANY)
    for number in range(1, 41):
        assert squeezed(f"{SENTENCE}{number} een uitleg") in text


def test_lines_stay_lines_and_accents_stay_on_their_letters(made: bytes) -> None:
    text = " ".join(pages(made))
    assert "de eerste regel" in text
    assert "regelde" not in text
    assert "één niets" in text


def test_letters_of_other_scripts_are_drawn_and_what_the_font_lacks_is_said(made: bytes) -> None:
    text = " ".join(pages(made))
    for name in ("Дорога", "Ζωή", "Șerban"):
        assert name in text
    assert "Șerban [teken] omgekeerd" in text
    assert paper_pdf.lacks("🙂")
    assert not paper_pdf.lacks("Ζωή \u200f\n e\u0301")


def test_the_head_of_a_table_stands_on_each_of_its_pages(made: bytes) -> None:
    found = pages(made)
    of_table = [page for page in found if "een uitleg" in page]
    assert len(of_table) > 2
    assert all(all(head in page for head in HEADS) for page in of_table)


def test_pages_are_numbered_and_lead_to_each_other(made: bytes) -> None:
    found = pages(made)
    for number, page in enumerate(found, 1):
        assert page.rstrip().endswith(f"{number} van {len(found)}")
    [place] = [number for number, page in enumerate(found, 1) if " Verderop " in page]
    assert f"een uitleg {place} " in found[2]
    assert b"/Subtype/Link" in inflated(made)


def test_a_title_that_is_too_long_for_the_head_ends_in_dots_there(made: bytes) -> None:
    first, second, *_ = pages(made)
    assert squeezed("Een lange vraag die maar doorgaat") in squeezed(first)
    assert " …" in second


def test_nothing_is_drawn_in_the_margins(hostile: Paper) -> None:
    drawn = document.compiled(
        paper_pdf.TEMPLATE, paper_pdf.data(hostile), "png", hostile.made, scale=0.25, printable=lambda told: told
    )  # fmt: skip
    assert len(drawn) > 5
    for page in drawn:
        wide, rows = pixels(page)
        outside = [*range(int(wide * 0.075)), *range(int(wide * 0.925), wide)]
        assert all(row[3 * x : 3 * x + 3] == b"\xff\xff\xff" for row in rows for x in outside)


def pixels(png: bytes) -> tuple[int, list[bytes]]:
    """How wide a picture is, and its rows of red, green and blue on white."""
    wide, high, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) in {(8, 2), (8, 6)}
    size = 3 if kind == 2 else 4
    data = zlib.decompress(b"".join(re.findall(rb"(?s)IDAT(.*?).{4}(?=.{4}(?:IDAT|IEND))", png)))
    rows, before = [], bytes(size * wide)
    for number in range(high):
        start = number * (size * wide + 1)
        before = _unfiltered(data[start], data[start + 1 : start + 1 + size * wide], before, size)
        rows.append(before if size == 3 else b"".join(before[at : at + 3] for at in range(0, len(before), 4)))
    return wide, rows


def _unfiltered(kind: int, row: bytes, above: bytes, size: int) -> bytes:
    made = bytearray(row)
    for at in range(len(made)):
        left = made[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = left + above[at] - corner
        near = [abs(guess - each) for each in (left, above[at], corner)]
        nearest = (left, above[at], corner)[near.index(min(near))]
        made[at] = (made[at] + (0, left, above[at], (left + above[at]) // 2, nearest)[kind]) & 255
    return bytes(made)


def test_the_font_says_itself_which_letters_it_has() -> None:
    assert {ord(each) for each in "aéțЖΩΣ→≥½"} <= letters()
    assert not {ord(each) for each in "ع漢あ"} & letters()
    assert all(near < far for near, far in pairwise(sorted(letters())))


def test_a_paper_without_blocks_is_a_page() -> None:
    assert len(pages(paper_pdf.pdf(paper(blocks=(), lead="")))) == 1
