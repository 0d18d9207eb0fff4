"""What a PDF promises to whoever cannot see it, or opens it in thirty years: tags, words for pictures, its own fonts.

The file is read here as it lies on disk: objects and inflated streams, without a PDF library.
"""

import re
import zlib

import pytest

from factsheets import document
from factsheets.frame import table
from factsheets.overview import region_sheet
from factsheets.page import Sheet
from factsheets.sheet import sheet
from factsheets.shipped import observations
from tests.factsheets.test_factsheet_sheet import TAFELS, TODAY

KEYS = [*(tafel.key for tafel in TAFELS), "regio"]
EVERY = pytest.mark.parametrize("key", KEYS)


@pytest.fixture(scope="module")
def made() -> dict[str, Sheet]:
    frame = table(observations())
    return {tafel.key: sheet(frame, tafel, TODAY) for tafel in TAFELS} | {"regio": region_sheet(frame, TODAY)}


@pytest.fixture(scope="module")
def papers(made) -> dict[str, bytes]:
    return {key: document.pdf(found) for key, found in made.items()}


def inflated(paper: bytes) -> bytes:
    """The file with what is packed in object streams laid open."""
    streams = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)endstream", paper, re.DOTALL)
    return b"\n".join([paper, *(zlib.decompressobj().decompress(each) for each in streams)])


def texts(paper: bytes, name: str) -> list[str]:
    """Every string under a name, in whichever of the two ways PDF writes strings."""
    told = rb"/" + name.encode() + rb"\s*(?:<FEFF([0-9A-F]*)>|\(((?:[^()\\]|\\.|\([^()]*\))*)\))"
    found = re.findall(told, inflated(paper))
    return [_decoded(coded, plain) for coded, plain in found]


def _decoded(coded: bytes, plain: bytes) -> str:
    if coded:
        return bytes.fromhex(coded.decode()).decode("utf-16-be")
    return re.sub(r"\\(.)", r"\1", plain.decode("latin-1"))


@EVERY
def test_a_paper_says_that_it_is_accessible_and_lasting(papers, key):
    paper = inflated(papers[key])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper
    assert b"<pdfaid:part>2</pdfaid:part>" in paper
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in paper
    assert re.search(rb"/Marked\s+true", paper)
    assert re.search(rb"/DisplayDocTitle\s+true", paper)
    assert b"/OutputIntents" in paper


@EVERY
def test_a_paper_has_its_language_and_title(made, papers, key):
    assert texts(papers[key], "Lang")[0] == "nl-NL"
    assert made[key].title in texts(papers[key], "Title")
    assert made[key].title == ("Factsheet Ontwikkelfonds Regio Zwolle" if key == "regio"
                               else f"Factsheet arbeidsmarkt {made[key].tafel.name}")  # fmt: skip


@EVERY
def test_every_chart_has_its_values_in_words_and_decoration_has_none(made, papers, key):
    """A figure's words become the value of every point and bar; the motif behind the title is no figure."""
    told = [words.replace("\N{NO-BREAK SPACE}", " ") for words in texts(papers[key], "Alt")]
    assert len(told) == len(made[key].panels) == 3
    for panel, words in zip(made[key].panels, told, strict=True):
        assert words.startswith(panel.title)
        amounts = [figure.text for one in panel.tracks for figure in one.figures] + [
            bar.figure.text for bar in panel.bars
        ]
        assert amounts
        for amount in amounts:
            assert amount in words


@EVERY
def test_fonts_travel_along_and_nothing_is_fetched_or_run(papers, key):
    paper = inflated(papers[key])
    fonts = re.findall(rb"<<[^<>]*/Type/FontDescriptor[^<>]*>>", paper)
    assert len(fonts) >= 3
    assert all(re.search(rb"/FontName/[A-Z]{6}\+SourceSansPro-", each) for each in fonts), "a part of our own font"
    assert all(re.search(rb"/FontFile[23]? ", each) for each in fonts)
    assert not re.search(rb"/(JavaScript|JS|Launch|URI|EmbeddedFiles|OpenAction|AA)\b", paper)


@EVERY
def test_a_reader_meets_title_headings_table_and_lists_in_that_order(papers, key):
    """The tags of the page: one title, then the headings of the second level, and a table with a head."""
    tags = [tag.decode() for tag in re.findall(rb"/Type\s*/StructElem\s*/S\s*/(\w+)", inflated(papers[key]))]
    assert tags.count("H1") == 1
    assert tags.count("H2") == 7
    assert not {"H3", "H4"} & set(tags)
    assert (tags.count("Table"), tags.count("THead"), tags.count("TH")) == (1, 1, 6)
    assert tags.count("Figure") == 3


@EVERY
def test_the_same_sheet_gives_the_same_bytes_on_one_page(made, papers, key):
    assert document.pdf(made[key]) == papers[key]
    assert len(re.findall(rb"/Type\s*/Page\b", papers[key])) == 1
    assert str(TODAY.year).encode() in papers[key]
