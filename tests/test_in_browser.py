"""The trial workspace in a real browser, from `python -m bot run` on: what somebody sees who tries Tafelbot out."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.programs import launch
from tests.test_starting import Program


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a trial workspace that somebody has just started."""
    program = Program(tmp_path_factory.mktemp("workspace"), ["run"], {})
    program.ready()
    yield f"http://127.0.0.1:{program.port}"
    assert program.stop()[0] == 0


@pytest.fixture
def page(chromium: Browser, workspace: str) -> Iterator[Page]:
    """A page that complains about everything a browser complains about, and about every look outside."""
    context = chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((workspace, "data:")) else complaints.append(request.url),
    )
    page.goto(workspace)
    yield page
    context.close()
    assert complaints == []


def test_the_bare_address_leads_to_the_workspace(page: Page, workspace: str) -> None:
    assert page.url.startswith(f"{workspace}/lokaal")
    expect(page.get_by_role("link", name="Bouw").first).to_be_visible()


def test_an_action_that_is_typed_appears_without_reloading(page: Page) -> None:
    box = page.locator("#text")
    box.fill("/actie nieuw Stagepact tekenen @karim eind mei")
    box.press("Enter")
    expect(page.get_by_text("Stagepact tekenen").last).to_be_visible()
    expect(page.get_by_role("button", name="Ongedaan maken").last).to_be_visible()


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_sticks_out_on_a_phone_or_a_wide_screen(page: Page, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_each_tab_goes_on_showing_its_own_person_and_sends_as_that_person(page: Page, workspace: str) -> None:
    other = page.context.new_page()
    other.goto(workspace)
    other.get_by_label("Je bent:").select_option("karim")
    expect(other.locator("#channel[data-shown=karim]")).to_be_visible()

    page.locator("#text").fill("dit zegt Petra")
    page.locator("#text").press("Enter")
    said = page.locator(".message", has_text="dit zegt Petra")
    expect(said.locator(".author")).to_contain_text("Petra")
    expect(page.get_by_label("Je bent:")).to_have_value("petra")
    other.locator("#text").fill("en dit zegt Karim")
    other.locator("#text").press("Enter")
    expect(page.locator(".message", has_text="en dit zegt Karim").locator(".author")).to_contain_text("Karim")
    expect(page.get_by_label("Je bent:")).to_have_value("petra")


def test_a_command_that_opened_a_form_does_not_stay_behind_in_the_place_to_write(page: Page) -> None:
    page.locator("#text").fill("/actie nieuw")
    page.locator("#text").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Annuleren").click()
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#text")).to_have_value("")


def test_an_example_to_send_does_not_wipe_what_somebody_typed(page: Page, workspace: str) -> None:
    page.goto(f"{workspace}/lokaal/kanaal/zorg?concept=een+voorbeeld")
    expect(page.locator("#text")).to_have_value("een voorbeeld")
    page.locator("#text").fill("mijn eigen woorden")
    page.goto(f"{workspace}/lokaal/kanaal/zorg?concept=een+ander+voorbeeld")
    expect(page.locator("#text")).to_have_value("mijn eigen woorden")
    page.get_by_role("button", name="Neem het voorbeeld").click()
    expect(page.locator("#text")).to_have_value("een ander voorbeeld")


def test_a_table_that_is_too_wide_for_a_phone_says_so_and_scrolls_with_the_keyboard(page: Page) -> None:
    def hint() -> str:
        shown: str = table.evaluate("each => getComputedStyle(each, '::before').display")
        return shown

    page.locator("#text").fill("/tafel rechten")
    page.locator("#text").press("Escape")
    page.locator("#text").press("Enter")
    table = page.get_by_role("region", name="Tabel:").last
    expect(table).to_be_visible()
    assert hint() == "none"
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_timeout(100)
    assert hint() == "block"
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert table.evaluate("each => each.scrollLeft") > 0


def test_the_tips_take_one_line_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ribbon = page.get_by_role("region", name="Probeer")
    expect(ribbon).to_be_visible()
    assert ribbon.evaluate("each => each.offsetHeight") <= 52
    ribbon.get_by_role("button", name="Verberg deze tips").click()
    expect(ribbon).to_have_count(0)


def test_with_pages_open_in_a_browser_the_program_stops_at_once(chromium: Browser, tmp_path: Path) -> None:
    program = Program(tmp_path, ["run"], {})
    program.ready()
    context = chromium.new_context()
    for page in (context.new_page(), context.new_page()):
        with page.expect_response("**/lokaal/live"):
            page.goto(f"http://127.0.0.1:{program.port}")
        expect(page.locator("#text")).to_be_visible()
    begun = time.monotonic()
    code, _, err = program.stop()
    took = time.monotonic() - begun
    context.close()

    assert code == 0
    assert took < 2  # cutting them off would take three; without any page it is half a second
    assert launch.complaints(err) == []
