"""The cockpit in a real browser without script: on a phone, a wide screen and paper, in the dark, by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import DEMO, Sqlite
from tests.test_starting import Program
from tests.waiting import wait_until

TAFELS = 9
DARK = 0.2  # of white
WHOLE = 640  # from here on the table needs no scrolling


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[str]:
    """The address of a cockpit that a board got, with every factsheet drawn."""
    folder = tmp_path_factory.mktemp("board")
    sqlite.write(DEMO, folder / "var" / "demo.db")
    code, address, err = Program(folder, ["koers", "cockpit", "--voor", "Dagelijks bestuur"], {}).ended()
    assert code == 0, err
    program = Program(folder, ["run"], {})
    program.ready()
    path = address.strip().partition("/cockpit/")[2]
    wait_until(lambda: program.get(f"/cockpit/{path}")[1].count("<img") >= TAFELS, "all are drawn", every=0.2)
    yield f"http://127.0.0.1:{program.port}/cockpit/{path}"
    assert program.stop()[0] == 0


@pytest.fixture
def page(chromium: Browser, board: str) -> Iterator[Page]:
    """A page that complains about everything a browser complains about, and about every look outside."""
    context = chromium.new_context(locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    complaints: list[str] = []
    here = board.partition("/cockpit")[0]
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda failed: complaints.append(failed.url))
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    page.on("request", lambda asked: None if asked.url.startswith(here) else complaints.append(asked.url))
    page.goto(board)
    yield page
    context.close()
    assert complaints == []


def test_a_board_reads_it_without_script(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Cockpit Regio Zwolle")
    expect(page.get_by_role("table", name="Acties per tafel").get_by_role("row")).to_have_count(TAFELS + 1)
    pictures = page.locator("img")
    expect(pictures).to_have_count(TAFELS)
    pictures.last.scroll_into_view_if_needed()
    expect(pictures.last).to_have_js_property("naturalWidth", 1200)


@pytest.mark.parametrize("width", [360, 640, 1600], ids=["phone", "twice as large", "wide"])
def test_nothing_sticks_out_and_every_word_can_be_reached(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    table = page.get_by_role("region", name="Tabel: Acties per tafel")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth") or width < WHOLE


def test_the_keyboard_skips_to_the_content_and_shows_where_it_is(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    assert skip.evaluate("each => getComputedStyle(each).clipPath") == "none"
    skip.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()


def ground_and_ink(page: Page) -> tuple[float, float]:
    """How light the page and its words are, from 0 to 1."""
    found = page.evaluate(
        "(() => { const style = getComputedStyle(document.body); return [style.backgroundColor, style.color] })()"
    )
    ground, ink = (sum(map(int, re.findall(r"\d+", each)[:3])) / 765 for each in found)
    return ground, ink


def test_it_is_dark_where_the_reader_wants_that_and_always_light_on_paper(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    ground, ink = ground_and_ink(page)
    assert ground < DARK
    assert ink > 1 - DARK
    page.emulate_media(color_scheme="dark", media="print")
    ground, ink = ground_and_ink(page)
    assert ink < DARK
    assert ground == 1


def test_on_paper_it_is_a_few_pages_of_a4(page: Page, tmp_path: Path) -> None:
    printed = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert 2 <= len(sizes) <= 7
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {(595, 842)}


def test_on_paper_headings_and_tables_are_told_to_who_cannot_see_them(page: Page) -> None:
    printed = page.pdf(prefer_css_page_size=True, tagged=True)
    found = {kind: len(re.findall(rb"/S /%b\b" % kind, printed)) for kind in (b"H1", b"H2", b"H3", b"Table", b"TR")}
    page.emulate_media(media="print")
    shown = {kind: page.locator(f"{kind.decode()}:visible").count() for kind in found}
    assert found == shown
    assert found[b"H3"] > TAFELS


def test_on_paper_no_goal_and_no_factsheet_is_split(page: Page) -> None:
    page.emulate_media(media="print")
    kept = page.locator(".inner").evaluate_all("all => all.map(each => getComputedStyle(each).breakInside)")
    assert len(kept) > TAFELS
    assert set(kept) == {"avoid"}


def test_a_link_that_does_not_work_is_a_page_too(chromium: Browser, board: str) -> None:
    page = chromium.new_page()
    for address in (board[:-1], board.rpartition("/")[0]):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet (meer)")
        assert page.locator("main").evaluate("each => getComputedStyle(each).display") == "grid"  # its style came along
    page.close()
