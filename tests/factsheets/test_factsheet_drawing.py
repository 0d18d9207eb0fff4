"""What people see on a sheet: nothing overlaps, letters are large enough, numbers stay with their words, ties are kept.

The charts are judged as they are drawn for the page and for the picture, at every size that the page may need.
"""

import itertools
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import msgspec
import pytest
import typst

from factsheets import document
from factsheets.chart import Look, in_thousands, line, pairs
from factsheets.document import CARD_LETTER, FOOTER, ROOM
from factsheets.figures import Track, track
from factsheets.frame import table
from factsheets.overview import region_sheet
from factsheets.page import COLUMNS, Panel, Sheet
from factsheets.sheet import sheet
from factsheets.shipped import observations
from factsheets.svg import width
from tests.factsheets.sure import sure
from tests.factsheets.test_factsheet_sheet import EVERY, TAFELS, TODAY

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def every():
    frame = table(observations())
    return [*(sheet(frame, tafel, TODAY) for tafel in TAFELS), region_sheet(frame, TODAY)]


def looks(panel: Panel, colour: str) -> Iterator[Look]:
    """From the narrowest on the page to the widest of the picture."""
    yield from (Look(203, 122 * share, colour, 8.2) for share in ROOM)
    yield from (Look(280, 122 * share, colour, 8.2) for share in ROOM)
    if panel.shape != "pairs":
        yield from (Look(486, 320 * share, colour, CARD_LETTER) for share in ROOM if share >= 0.8)


Box = tuple[float, float, float, float]


def boxes(svg: str) -> list[tuple[str, Box]]:
    """Every text of a drawing with the room that its letters take."""
    found = []
    for one in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314 - our own drawing
        x, y, size = (float(sure(one.get(name))) for name in ("x", "y", "font-size"))
        wide = width(sure(one.text), size) * 0.94  # it reckons a little too wide
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[sure(one.get("text-anchor"))]
        found.append((sure(one.text), (left, y - size * 0.66, left + wide, y)))
    return found


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_no_letters_of_a_chart_overlap_and_none_leave_it(every):
    for found in every:
        for panel in found.panels:
            for look in looks(panel, found.tafel.colour):
                told = boxes(panel.draw(look).svg)
                assert told
                for (name, one), (other_name, other) in itertools.combinations(told, 2):
                    assert not overlap(one, other), (found.tafel.key, panel.title, look, name, other_name)
                for name, (left, top, right, bottom) in told:
                    assert left >= -1, (found.tafel.key, panel.title, look, name)
                    assert right <= look.wide + 1, (found.tafel.key, panel.title, look, name)
                    assert (top >= -1, bottom <= look.high) == (True, True), (found.tafel.key, panel.title, look, name)


def test_letters_of_charts_are_large_enough_to_read(every):
    for found in every:
        for panel in found.panels:
            for size, wide in ((8.2, 280), (CARD_LETTER, 560)):
                svg = panel.draw(Look(wide, wide * 0.5, found.tafel.colour, size)).svg
                assert min(map(float, re.findall(r'font-size="([\d.]+)"', svg))) >= size
    assert CARD_LETTER / 3 >= 7, "a phone shows the picture at a third of its size"


@EVERY
def test_bars_side_by_side_carry_their_own_figures(every, tafel):
    [found] = [one for one in every if one.tafel.key == tafel.key]
    flow = found.panels[2]
    made = flow.draw(Look(238, 92, tafel.colour, 8.2))
    told = [words for words, _ in boxes(made.svg)]
    assert "x 1.000" in flow.subtitle
    for one in flow.tracks:
        for figure in one.figures:
            assert str(int(sure(figure.amount)) // 1000) in told


def flat(values: list[float]) -> Track:
    named = sure(track(table(observations()), "vacatures_ontstaan", "NL01", ("350000",)))
    made = tuple(msgspec.structs.replace(figure, value=value)
                 for figure, value in zip(named.figures, values, strict=False))  # fmt: skip
    return msgspec.structs.replace(named, figures=made)


def test_a_rounded_zero_is_never_a_bar_of_nothing_without_a_word():
    made = pairs((flat([0, 3]), flat([2, 0])), Look(238, 92, "#0B5A7A", 8.2))
    assert [words for words, _ in boxes(made.svg)].count("<0,5") == 2


def test_figures_that_are_no_thousands_are_not_cut_to_them():
    assert in_thousands((flat([3, 4]),))
    assert not in_thousands((flat([0]),))
    assert not in_thousands((flat([3, 4.5]),))
    made = pairs((flat([1.25, 2]), flat([2, 3])), Look(600, 92, "#0B5A7A", 8.2))
    assert "1.250" in [words for words, _ in boxes(made.svg)]


def test_bars_too_narrow_for_their_figures_get_an_axis():
    made = pairs((flat([1.25] * 20), flat([2.0] * 20)), Look(238, 92, "#0B5A7A", 8.2))
    told = [words for words, _ in boxes(made.svg)]
    assert "1.250" not in told
    assert {"Ontstaan: 1.250", "Ontstaan: 2.000", "0"} <= set(told)


def test_whoever_shares_the_highest_or_lowest_place_gets_a_ring_too():
    for values, rings in (([2, 9, 9, 5, 4], 3), ([2, 9, 2, 5, 4], 3), ([2, 9, 3, 5, 4], 2)):
        made = line(flat(list(map(float, values))), Look(560, 290, "#0B5A7A", 16))
        assert made.svg.count("<circle") == rings + 1, values  # the newest has a dot of its own
        assert ("2 keer" in made.svg) == (rings == 3), "a label of two points names neither of them"


def test_a_place_without_any_figure_keeps_its_line_in_chart_and_table(every):
    """Missing is not nothing: who looks for Flevoland must see that there is no figure, and why."""
    frame = table(one if one.region.code[:2] != "PV" or one.region.code == "PV23"
                  else msgspec.structs.replace(one, value=None, missing="te klein om te tonen")
                  for one in observations())  # fmt: skip
    for tafel in (one.tafel for one in every[:-1]):
        found, words = sheet(frame, tafel, TODAY), "geen cijfer (te klein om te tonen)"
        assert [row.text for row in found.rows if row.region == "Flevoland"] == [words]
        assert ("Flevoland", words) in [(bar.name, bar.figure.text) for bar in found.panels[1].bars]
        assert document.pdf(found)
        assert document.pictures(found).large


def test_titles_name_every_highest_point(every):
    titles = {found.tafel.key: found.panels[0].title for found in every}
    assert titles["bouw"] == "Het hoogste punt lag in het 2e kwartaal van 2022"
    assert titles["creatief"] == "Het hoogst in het 1e kwartaal van 2022 en 2023"
    assert titles["ecom"] == "Het hoogst in het 1e en 2e kwartaal van 2022"


def test_what_is_past_is_told_as_past(every):
    """Figures are months old when they come out; a page that says "er staan nu" is wrong the day it is made."""
    for found in every:
        for words in (found.headline, *found.questions, *(panel.title for panel in found.panels)):
            assert not re.search(r"\b(staan|ontstaan er|gaat het om|komen er)\b", words), words


def test_a_figure_in_a_question_says_which_place_it_is_about(every):
    for found in every:
        for question in found.questions:
            if re.search(r"\d", question):
                assert re.search(r"In (Nederland|Overijssel) ", question), question


@pytest.mark.parametrize(
    ("told", "kept"),
    [("in het 3e kwartaal van 2023", "in het 3e~kwartaal van~2023"), ("26.600 vacatures open", "26.600~vacatures open"),
     ("jaar eerder (27.000), maar", "jaar eerder~(27.000), maar"),
     ("dan t/m feb. 2021 (351)", "dan t/m~feb.~2021~(351)"),
     ("37 maanden oud", "37~maanden~oud"), ("2e kw. 2023", "2e~kw.~2023"), ("in 2017 en later", "in 2017 en later")],
)  # fmt: skip
def test_a_number_stays_with_its_word(told, kept):
    assert document.TOGETHER.sub("~", told) == kept


def larger(found: Sheet) -> Sheet:
    """As much as a sheet can have to say: two lines of what it covers, the longest headline, the longest tiles."""
    tiles = tuple(msgspec.structs.replace(tile, text="minder dan 1.500", reach="deel van de sector",
                                          change="ongeveer gelijk aan een jaar eerder (minder dan 1.500)")
                  for tile in found.tiles)  # fmt: skip
    return msgspec.structs.replace(
        found, tiles=tiles, headline=found.headline.replace("in Nederland", "in " + "heel " * 8)
    )


@EVERY
def test_the_fullest_sheet_still_fits_page_and_picture(every, tafel):
    [found] = [one for one in every if one.tafel.key == tafel.key]
    assert document.pdf(larger(found))
    assert document.pictures(larger(found)).large


def test_a_picture_that_cannot_hold_everything_is_not_made(every):
    crammed = msgspec.structs.replace(every[0], covers="Een deel van de sector: " + "landbouw en " * 200)
    with pytest.raises(document.Untidy):
        document.pictures(crammed)


def test_every_letter_that_a_sheet_uses_is_in_the_font(every):
    """What the font lacks becomes a question mark or falls away; on our own sheets nothing may."""
    for found in every:
        told = msgspec.to_builtins(msgspec.structs.replace(found, panels=(), motif=None, made=None))
        for words in (*strings(told), *COLUMNS, FOOTER):
            assert all(document._letter(letter) == letter for letter in words), words  # noqa: SLF001


def strings(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        yield from itertools.chain.from_iterable(map(strings, told.values()))
    elif isinstance(told, list | tuple):
        yield from itertools.chain.from_iterable(map(strings, told))


@EVERY
def test_labels_leave_ink_where_they_stand(every, tafel):
    """Each text of a chart, drawn alone, changes the picture: an empty place would be a letter that got lost."""
    [found] = [one for one in every if one.tafel.key == tafel.key]
    for panel in found.panels:
        svg = panel.draw(Look(280, 118, tafel.colour, 8.2)).svg
        whole = ink(svg)
        for text in (
            sure(re.findall(r"<text[^>]*>[^<]*</text>", svg))[0],
            re.findall(r"<text[^>]*>[^<]*</text>", svg)[-1],
        ):
            assert ink(svg.replace(text, "")) != whole, text


def ink(svg: str) -> object:
    page = (
        b'#set page(width: 280pt, height: 118pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", alt: "x")'
    )
    return typst.Compiler(font_paths=document.fonts()).compile(page, format="png", sys_inputs={"svg": svg})
