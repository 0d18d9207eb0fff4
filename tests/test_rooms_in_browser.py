"""A room in a real browser: on a phone, by keyboard, in the dark, without script, while it moves on, and on a wall.

Whether everybody can use the pages is judged by axe, as far as a program can judge that.
"""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot.lokaal.clock import DemoClock
from handlers.rooms import show_code
from storage.database import Database
from tests import toy_room
from tests.databases import DEMO, Sqlite
from tests.programs.at import AMSTERDAM
from tests.test_in_browser import browsing
from tests.test_starting import Program
from tests.toy_room import PLANS, QUESTION, Made
from tests.waiting import HANG

PHONE = (360, 740)
SMALLEST_TARGET = 44


@dataclass(frozen=True)
class Place:
    """A program with a room, and its database to move the room on."""

    address: str
    room: Made
    db: Database
    fresh: Iterator[str]

    def url(self, code: str, more: str = "") -> str:
        return f"{self.address}/k/{show_code(code)}{more}"

    def step(self, phase: str, minutes: float | None = None) -> None:
        """Move the room on, to close so many minutes from now."""
        ends = None if minutes is None else DemoClock(self.db, AMSTERDAM)().instant + timedelta(minutes=minutes)
        toy_room.step(self.db, self.room.subject, phase, ends)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("room")
    sqlite.write(DEMO, folder / "var" / "demo.db")
    program = Program(folder, ["run"], {}, module="tests.programs.with_room")
    program.ready()
    room = msgspec.json.decode((folder / "codes.json").read_bytes(), type=Made)
    db = Database(f"sqlite:///{folder / 'var' / 'demo.db'}")
    yield Place(f"http://127.0.0.1:{program.port}", room, db, itertools.cycle(room.personal))
    db.close()
    assert program.stop()[0] == 0


@contextlib.contextmanager
def phone(
    chromium: Browser, place: Place, path: str = "", *, script: bool = True, expects: str = ""
) -> Iterator[Page]:  # fmt: skip
    """A phone in the room by a personal code of its own.

    It complains about everything a browser complains about but what a test expects, and about every look outside.
    """
    place.step("Wegen")
    size: ViewportSize = {"width": PHONE[0], "height": PHONE[1]}
    context = chromium.new_context(
        locale="nl-NL", viewport=size, has_touch=True, is_mobile=True, java_script_enabled=script
    )  # fmt: skip
    context.set_default_timeout(HANG * 1000)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(place.address) else None)
    page.goto(f"{place.address}{path}" if path else place.url(next(place.fresh)))
    yield page
    context.close()
    assert [each for each in complaints if not expects or expects not in each] == []


def violations(page: Page) -> list[str]:
    """What axe finds, with where."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found["violations"]]


def sticks_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def picture(page: Page, name: str, folder: Path) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_a_vote_from_the_invitation_to_the_confirmation_on_a_phone(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    with phone(chromium, place) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
        picture(page, "kamer", tmp_path)
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_text("Vraag 1 van 2")).to_be_visible()
        picture(page, "vraag", tmp_path)
        page.get_by_text(PLANS[1]).click()
        page.get_by_role("button", name="Volgende").click()
        expect(page.get_by_label("Waarom?")).to_be_focused()
        page.get_by_label("Waarom?").fill("dichtbij huis")
        picture(page, "waarom", tmp_path)
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_role("heading", name="Je stem telt mee")).to_be_visible()
        expect(page.locator("#teller")).to_contain_text("van 30 stemden")
        picture(page, "gestemd", tmp_path)
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_label(PLANS[1])).to_be_checked()


def test_a_device_joins_by_the_open_code_and_is_known_after_a_reload(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    with phone(chromium, place, "/k") as page:
        assert violations(page) == []
        page.get_by_label("Code").fill(show_code(place.room.open).lower())
        page.get_by_role("button", name="Verder").click()
        page.get_by_label("Je naam").fill("Gerda")
        page.get_by_text("Onderwijs", exact=True).click()
        picture(page, "binnen", tmp_path)
        assert violations(page) == []
        assert not sticks_out(page)
        page.get_by_role("button", name="Doe mee").click()
        expect(page.get_by_role("button", name="Stem", exact=True)).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Stem", exact=True)).to_be_visible()
        expect(page.get_by_text("telt apparaten, geen mensen")).to_be_visible()


def test_without_a_script_all_of_it_works_too(chromium: Browser, place: Place, tmp_path: Path) -> None:
    with phone(chromium, place, script=False) as page:
        page.get_by_role("button", name="Stem", exact=True).click()
        page.get_by_text(PLANS[2]).click()
        page.get_by_label("Waarom?").fill("de bus")
        picture(page, "zonder-script", tmp_path)
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_role("heading", name="Je stem telt mee")).to_be_visible()
        page.get_by_role("button", name="Stel een vraag").click()
        page.get_by_label("Je vraag").fill("Rijdt er een bus?")
        page.get_by_role("link", name="Terug naar de kamer").click()
        page.get_by_text("Ik ga weg").click()
        page.get_by_role("button", name="Ja, ik ga").click()
        expect(page.get_by_role("heading", name="Fijn dat je er bent")).to_be_visible()
        page.get_by_text("Je bent anoniem").click()
        expect(page.get_by_text("Zolang het open is")).to_be_visible()
        assert not sticks_out(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opened", ["room", "vote", "question", "refused", "told"])
def test_everybody_can_use_every_page(
    chromium: Browser, place: Place, scheme: str, opened: str, tmp_path: Path
) -> None:
    with phone(chromium, place, expects="status of 422") as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if opened in ("vote", "told"):
            page.get_by_role("button", name="Stem", exact=True).click()
            expect(page.get_by_text("Vraag 1 van 2")).to_be_visible()
        if opened in ("question", "refused"):
            page.get_by_role("button", name="Stel een vraag").click()
            expect(page.get_by_text("Vraag 1 van 3")).to_be_visible()
        if opened == "refused":
            page.get_by_label("Je vraag").fill("x" * 600)
            page.get_by_role("button", name="Toon alles").click()
            page.get_by_role("button", name="Verstuur").click()
            expect(page.get_by_text("Nog één ding klopt niet")).to_be_visible()
        if opened == "told":
            page.get_by_text(PLANS[0]).click()
            page.get_by_role("button", name="Volgende").click()
            page.get_by_role("button", name="Stem", exact=True).click()
            expect(page.get_by_role("heading", name="Je stem telt mee")).to_be_visible()
        picture(page, f"{opened}-{scheme}", tmp_path)
        assert violations(page) == []
        assert not sticks_out(page)


def test_what_a_finger_has_to_hit_is_large(chromium: Browser, place: Place) -> None:
    with phone(chromium, place) as page:
        for label in ("Stem", "Stel een vraag"):
            page.get_by_role("button", name=label, exact=True).click()
            expect(page.locator("form.form")).to_be_visible()
            targets = page.locator("main :is(button, summary, .pick, select, input[type=text], textarea):visible")
            heights: list[float] = targets.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
            assert min(heights) >= SMALLEST_TARGET, heights
            page.get_by_role("button", name="Annuleren").click()
            expect(page.get_by_role("button", name="Stel een vraag")).to_be_visible()


def test_a_vote_by_keyboard_alone(chromium: Browser, place: Place) -> None:
    with phone(chromium, place) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#inhoud")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Stem", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label(PLANS[0])).to_be_focused()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Volgende").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Waarom?")).to_be_focused()
        page.keyboard.type("om de reis")
        page.get_by_role("button", name="Stem", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Je stem telt mee")).to_be_visible()


def test_a_page_that_is_open_follows_the_room(chromium: Browser, place: Place) -> None:
    with phone(chromium, place) as page:
        expect(page.get_by_role("button", name="Stem", exact=True)).to_be_visible()
        place.step("Bespreken")
        expect(page.locator("#fase")).to_have_text("Bespreken")
        expect(page.get_by_role("button", name="Stem", exact=True)).to_have_count(0)
        expect(page.get_by_text(PLANS[9])).to_be_visible()


def test_nothing_moves_while_somebody_types_and_nothing_typed_is_lost(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    with phone(chromium, place) as page:
        page.get_by_role("button", name="Stel een vraag").click()
        page.get_by_label("Je vraag").fill("Dit typ ik nu")
        before = page.get_by_label("Je vraag").bounding_box()
        place.step("Bespreken")
        expect(page.get_by_text("Er is iets veranderd.")).to_be_visible()
        assert page.get_by_label("Je vraag").bounding_box() == before
        expect(page.get_by_label("Je vraag")).to_be_focused()
        expect(page.get_by_label("Je vraag")).to_have_value("Dit typ ik nu")
        picture(page, "veranderd", tmp_path)
        assert violations(page) == []
        page.get_by_role("link", name="Bekijk het").click()
        expect(page.get_by_text(PLANS[9])).to_be_visible()
        expect(page.get_by_role("heading", name="Dit heb je nog niet verstuurd")).to_be_visible()
        expect(page.get_by_text("Dit typ ik nu")).to_be_visible()
        place.step("Wegen")
        page.get_by_role("button", name="Stel een vraag").click()
        expect(page.get_by_label("Je vraag")).to_have_value("Dit typ ik nu")


def test_what_was_typed_is_there_when_the_connection_is_gone_and_after_a_reload(
    chromium: Browser, place: Place
) -> None:
    with phone(chromium, place, expects="ERR_FAILED") as page:
        page.get_by_role("button", name="Stem", exact=True).click()
        page.get_by_text(PLANS[3]).click()
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("Waarom?").fill("in de trein")
        page.route("**/k/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_text("Geen verbinding.")).to_be_visible()
        expect(page.get_by_label("Waarom?")).to_have_value("in de trein")
        page.unroute_all()
        page.reload()
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_label(PLANS[3])).to_be_checked()
        page.get_by_role("button", name="Volgende").click()
        expect(page.get_by_label("Waarom?")).to_have_value("in de trein")
        page.get_by_role("button", name="Stem", exact=True).click()
        expect(page.get_by_role("heading", name="Je stem telt mee")).to_be_visible()


def test_the_time_that_is_left_runs_and_is_not_read_aloud_each_second(chromium: Browser, place: Place) -> None:
    with phone(chromium, place) as page:
        place.step("Wegen", minutes=10)
        expect(page.locator("#over")).to_have_text("nog 10 minuten")
        expect(page.get_by_role("button", name="Stem", exact=True)).to_be_visible()
        place.step("Wegen", minutes=1)
        expect(page.locator("#over")).to_contain_text("seconden")
        first = page.locator("#over").inner_text()
        expect(page.locator("#over")).not_to_have_text(first)
        expect(page.locator("#gezegd")).not_to_contain_text(page.locator("#over").inner_text())


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
@pytest.mark.parametrize("phase", ["Wegen", "Bespreken"])
def test_the_wall_is_read_from_ten_metres(
    chromium: Browser, place: Place, size: tuple[int, int], phase: str, tmp_path: Path
) -> None:
    place.step("Wegen")
    with browsing(chromium, place.address, size) as page:
        page.goto(place.url(place.room.screen))
        expect(page).to_have_url(place.url(place.room.screen, "/scherm"))
        place.step(phase)
        expect(page.locator("#fase")).to_have_text(phase)
        if phase == "Bespreken":
            expect(page.locator(".chart-wide rect")).to_have_count(10)
        picture(page, f"muur-{phase}-{size[0]}", tmp_path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nobody scrolls a wall"
        letters = "each => Math.min(...[...each.querySelectorAll(%r)].map(one => one.getBoundingClientRect().height))"
        smallest = page.locator("main").evaluate(letters % ".chart-wide text, h1")
        assert smallest >= size[1] / 32, "a letter of three centimetres on a wall two metres wide"
