"""An anonymous vote in a real browser: what somebody sees is shown from memory, with a script and without one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.anonymity.plays import PeilingPlay
from tests.databases import DEMO, Sqlite
from tests.test_in_browser import browsing
from tests.test_starting import Program

QUESTION = PeilingPlay.question


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("workspace")
    sqlite.write(DEMO, folder / "var" / "demo.db")
    program = Program(folder, ["run"], {}, module="tests.programs.with_peiling")
    program.ready()
    yield f"http://127.0.0.1:{program.port}"
    assert program.stop()[0] == 0


def asked(page: Page, question: str) -> None:
    page.locator("#text").fill(f"/peiling {question}")
    page.locator("#text").press("Enter")
    expect(page.locator("article.card", has_text=question)).to_be_visible()


def test_a_vote_is_confirmed_in_the_dialog_and_leaves_nothing_in_the_channel(chromium: Browser, workspace: str) -> None:
    with browsing(chromium, workspace) as page:
        asked(page, QUESTION)
        card, dialog = page.locator("article.card", has_text=QUESTION), page.get_by_role("dialog")
        card.get_by_role("button", name="Stem").click()
        expect(dialog.get_by_role("heading", name="Jouw stem")).to_be_visible()
        expect(dialog.get_by_text("ziet het platform")).to_be_visible()
        dialog.get_by_label("Waar komen we").select_option("Plan 07")
        dialog.get_by_role("button", name="Stem").click()
        expect(dialog.get_by_text("Je stem telt mee")).to_be_visible()
        expect(dialog.get_by_role("button", name="Sluiten")).to_be_focused()
        dialog.get_by_role("button", name="Sluiten").click()
        expect(dialog).to_be_hidden()
        expect(card).to_contain_text("1 gestemd")
        expect(page.locator(".message", has_text="Je stem telt mee")).to_have_count(0)
        expect(page.locator("#toasts")).not_to_contain_text("niets is opgeslagen")


def test_a_vote_without_a_script_is_confirmed_on_a_page_that_leads_back(chromium: Browser, workspace: str) -> None:
    with browsing(chromium, workspace) as page:
        asked(page, "En de keer daarna?")
    with browsing(chromium, workspace, script=False) as page:
        page.locator("article.card", has_text="En de keer daarna?").get_by_role("button", name="Stem").click()
        page.get_by_label("En de keer daarna?").select_option("Plan 08")
        page.get_by_role("button", name="Stem").click()
        expect(page.get_by_text("Je stem telt mee")).to_be_visible()
        page.get_by_role("link", name="Terug").click()
        expect(page.locator("article.card", has_text="En de keer daarna?")).to_be_visible()
