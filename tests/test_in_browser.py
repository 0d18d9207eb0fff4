"""The trial workspace in a real browser, from `python -m bot run` on: what somebody sees who tries Tafelbot out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

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
