"""The trial workspace in a real browser, from `python -m bot run` on: what somebody sees who tries Tafelbot out."""

import contextlib
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.databases import DEMO, Sqlite
from tests.programs import launch
from tests.test_starting import Program
from tests.waiting import HANG, wait_until

EVERY_SIZE = [(1600, 1000), (1280, 800), (360, 740), (360, 560)]
SIZES = EVERY_SIZE if os.environ.get("STORM") else [EVERY_SIZE[0], EVERY_SIZE[-1]]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[str]:
    """The address of a trial workspace that somebody has just started."""
    folder = tmp_path_factory.mktemp("workspace")
    sqlite.write(DEMO, folder / "var" / "demo.db")
    program = Program(folder, ["run"], {})
    program.ready()
    yield f"http://127.0.0.1:{program.port}"
    assert program.stop()[0] == 0


@contextlib.contextmanager
def browsing(
    chromium: Browser, workspace: str, size: tuple[int, int] = (1280, 800), *, touch: bool = False, script: bool = True
) -> Iterator[Page]:
    """A page that complains about everything a browser complains about, and about every look outside."""
    context = chromium.new_context(
        locale="nl-NL", viewport={"width": size[0], "height": size[1]}, has_touch=touch, is_mobile=touch,
        java_script_enabled=script,
    )  # fmt: skip
    context.set_default_timeout(HANG * 1000)
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


@pytest.fixture
def page(chromium: Browser, workspace: str) -> Iterator[Page]:
    with browsing(chromium, workspace) as page:
        yield page


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
    wait_until(lambda: hint() == "block", "the table says that it goes on")
    table.focus()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: table.evaluate("each => each.scrollLeft") > 0, "the table scrolls")


def test_the_tips_take_one_line_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ribbon = page.get_by_role("region", name="Probeer")
    expect(ribbon).to_be_visible()
    assert ribbon.evaluate("each => each.offsetHeight") <= 52
    ribbon.get_by_role("button", name="Verberg deze tips").click()
    expect(ribbon).to_have_count(0)


def test_with_pages_open_in_a_browser_the_program_stops_at_once(
    chromium: Browser, tmp_path: Path, sqlite: Sqlite
) -> None:
    sqlite.write(DEMO, tmp_path / "var" / "demo.db")
    program = Program(tmp_path, ["run"], {})
    program.ready()
    context = chromium.new_context()
    for page in (context.new_page(), context.new_page()):
        with page.expect_response("**/lokaal/live"):
            page.goto(f"http://127.0.0.1:{program.port}")
        expect(page.locator("#text")).to_be_visible()
    code, _, err = program.stop()
    context.close()

    assert code == 0
    assert "graceful shutdown exceeded" not in err  # as the server says when it cuts pages off
    assert launch.complaints(err) == []


# --- popups, and where a list of messages stands ---------------------------------------------------------------------

CORNERS = """each => {
  const { left, top, right, bottom } = each.getBoundingClientRect();
  const spots = [[left + 5, top + 5], [right - 5, top + 5], [left + 5, bottom - 5], [right - 5, bottom - 5]];
  spots.push([(left + right) / 2, (top + bottom) / 2]);
  return spots.every(([x, y]) => each.contains(document.elementFromPoint(x, y)));
}"""
NEWEST = "box => [...document.querySelector(box).closest('main, aside').querySelectorAll('[data-message]')].at(-1)"
OWN = "const own = document.createElement('p'); own.dataset.own = '';"
POPUP = "details[data-popup][open] > .popup"


def expect_in_view(each: Locator) -> None:
    """Wait until every corner of it is on the screen with nothing over it: not an edge, not the place to write."""
    expect(each).to_be_visible()
    each.page.wait_for_function(CORNERS, arg=each.element_handle())


def expect_top_in_view(message: Locator) -> None:
    """Wait until the beginning of a message that is taller than the view is at the top of the view."""
    message.page.wait_for_function(
        "each => Math.abs(each.getBoundingClientRect().top - each.closest('.stream').getBoundingClientRect().top) < 20",
        arg=message.element_handle(),
    )


def expect_popup_in_view(page: Page) -> None:
    popup = page.locator(POPUP)
    expect(popup).to_have_count(1)
    expect_in_view(popup)
    for each in popup.locator("button:visible, a:visible, summary:visible").all():
        expect_in_view(each)


def say(page: Page, words: str, box: str = "#text") -> Locator:
    """Send words, and give the newest message once there is a newer one than before."""
    page.locator(box).fill(words)
    before = page.evaluate(f"box => ({NEWEST})(box)?.dataset.message ?? ''", box)
    page.locator(box).press("Escape")
    page.locator(box).press("Enter")
    page.wait_for_function(f"([box, before]) => (({NEWEST})(box)?.dataset.message ?? '') !== before", arg=[box, before])
    expect(page.locator(box)).to_have_value("")
    newest = page.evaluate(f"box => ({NEWEST})(box).dataset.message", box)
    return page.locator("main" if box == "#text" else "aside").locator(f"[data-message='{newest}']")


def new_action(page: Page) -> Locator:
    """The card of an action that was just put on the agenda, as the newest message."""
    title = say(page, f"/actie nieuw Proef {next(_numbers)} @petra over een maand").locator(".card-title").inner_text()
    return say(page, f"/actie {title.partition(' ')[0]}")


def top_of(message: Locator) -> float:
    top: float = message.evaluate("each => each.getBoundingClientRect().top")
    return top


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_popup_of_the_newest_message_is_in_view_and_the_mouse_presses_it(
    page: Page, width: int, height: int
) -> None:
    page.emulate_media(color_scheme="dark" if (width, height) == SIZES[-1] else "light")
    page.set_viewport_size({"width": width, "height": height})
    card = new_action(page)
    card.locator("summary", has_text="Klaar").click()
    expect_popup_in_view(page)
    page.get_by_role("button", name="Annuleren").click()
    expect(page.locator(POPUP)).to_have_count(0)
    card.locator("summary", has_text="Klaar").click()
    page.get_by_role("button", name="Ja, klaar").click()
    expect_in_view(page.locator("main [data-message]").last.get_by_text(" is klaar: "))

    said = say(page, f"Een bericht van {width} bij {height}")
    said.hover()
    said.locator(".menu > summary").click()
    expect_popup_in_view(page)
    page.get_by_role("link", name="Bewerken").click()
    expect(page.locator("#edit-text")).to_be_focused()
    page.get_by_role("link", name="Annuleren").click()
    said.hover()
    said.locator(".menu > summary").click()
    said.get_by_text("Verwijderen", exact=True).click()
    expect_popup_in_view(page)
    page.get_by_role("button", name="Ja, verwijder dit bericht").click()
    expect(said).to_contain_text("Dit bericht is verwijderd.")


@pytest.mark.parametrize("height", [740, 560])
def test_a_finger_presses_the_popups_of_the_newest_message(chromium: Browser, workspace: str, height: int) -> None:
    with browsing(chromium, workspace, (360, height), touch=True) as page:
        card = new_action(page)
        card.locator("summary", has_text="Klaar").tap()
        expect_popup_in_view(page)
        page.get_by_role("button", name="Ja, klaar").tap()
        expect_in_view(page.locator("main [data-message]").last.get_by_text(" is klaar: "))
        said = say(page, "Een bericht van een telefoon")
        said.locator(".menu > summary").tap()
        expect_popup_in_view(page)
        page.locator("h1").tap()
        expect(page.locator(POPUP)).to_have_count(0)
        page.get_by_label("De klok:").tap()
        expect_popup_in_view(page)


@pytest.mark.parametrize(("width", "height"), SIZES[1:])
def test_the_keyboard_opens_a_popup_walks_through_it_and_closes_it(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    card = new_action(page)
    button = card.locator("summary", has_text="Klaar")
    button.focus()
    page.keyboard.press("Enter")
    expect_popup_in_view(page)
    page.keyboard.press("Tab")
    yes = page.get_by_role("button", name="Ja, klaar")
    expect(yes).to_be_focused()
    expect(yes).to_have_css("outline-style", "solid")
    page.keyboard.press("Escape")
    expect(page.locator(POPUP)).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(POPUP)).to_have_count(0)  # who leaves it with the keyboard has closed it
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_in_view(page.locator("main [data-message]").last.get_by_text(" is klaar: "))


@pytest.mark.parametrize(("width", "height"), [*SIZES, (1000, 640)])
def test_popups_are_in_view_with_a_card_or_a_thread_beside_the_channel(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    card = new_action(page)
    key = card.get_attribute("data-message")
    page.goto(f"{page.url.partition('?')[0]}?open={key}")
    panel = page.locator("#panel")
    for place in (panel, page.locator("main")) if width > 1139 else (panel,):
        place.locator("summary", has_text="Klaar").last.click()
        expect_popup_in_view(page)
        page.keyboard.press("Escape")
    panel.get_by_role("link", name="Sluit").click()
    expect(panel.get_by_role("link", name="Sluit")).to_have_count(0)
    said = say(page, "Hier begint een draad")
    said.hover()
    said.get_by_role("link", name="Antwoord in een draad").click()
    answer = say(page, "En dit is het antwoord", "#thread-text")
    answer.hover()
    answer.locator(".menu > summary").click()
    expect_popup_in_view(page)


def test_a_popup_stays_in_view_when_the_window_the_list_or_its_own_words_change(page: Page) -> None:
    new_action(page).locator("summary", has_text="Klaar").click()
    for width, height in ((360, 560), (1600, 1000), (360, 360), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        expect_popup_in_view(page)
    page.locator("main .stream").hover(position={"x": 5, "y": 5})
    for distance, scrolled in ((-100, "(-100)"), (-200, "(-300)"), (4000, "0")):
        page.mouse.wheel(0, distance)
        within_a_pixel = f"Math.abs(document.querySelector('main .stream').scrollTop - {scrolled}) <= 1"
        page.wait_for_function(f"() => {within_a_pixel}")
        expect_popup_in_view(page)
    page.locator(POPUP).evaluate(f"each => {{ {OWN} each.prepend(own); own.textContent = 'woord '.repeat(3000); }}")
    expect_in_view(page.locator(POPUP))
    page.get_by_role("button", name="Ja, klaar").scroll_into_view_if_needed()
    expect_in_view(page.get_by_role("button", name="Ja, klaar"))


def test_without_script_a_popup_opens_where_it_can_be_scrolled_to(
    chromium: Browser, workspace: str, page: Page
) -> None:
    new_action(page)
    say(page, "En een bericht daarna")
    with browsing(chromium, workspace, (360, 560), script=False) as bare:
        last = bare.locator("main [data-message]").last
        last.hover()
        last.locator(".menu > summary").click()
        last.get_by_role("link", name="Bewerken").click()
        bare.get_by_role("link", name="Annuleren").click()
        button = bare.locator("main summary", has_text="Klaar").last
        button.click()
        bare.get_by_role("button", name="Ja, klaar").click()
        expect(bare.locator("main [data-message]").last).to_contain_text(" is klaar: ")


def test_without_script_a_long_message_opens_at_its_top_and_a_short_one_at_the_end(
    chromium: Browser, workspace: str
) -> None:
    with browsing(chromium, workspace, (360, 560), script=False) as bare:
        bare.goto(f"{workspace}/lokaal/kanaal/creatief")
        said = bare.locator("main [data-message]")
        expect_in_view(send_bare(bare, "Een korte zin", said, "#text"))
        tall = send_bare(bare, "Regel\n" * 100, said, "#text")
        expect_top_in_view(tall)
        bare.goto(f"{workspace}/lokaal/kanaal/creatief?draad={tall.get_attribute('data-message')}")
        answers = bare.locator("aside [data-message]")
        expect_in_view(send_bare(bare, "Een kort antwoord", answers, "#thread-text"))
        expect_top_in_view(send_bare(bare, "Antwoord\n" * 100, answers, "#thread-text"))

    with browsing(chromium, workspace, script=False) as bare:
        bare.locator("nav a[href*='creatief']").click()
        expect_top_in_view(bare.locator("main [data-message]").last)


def send_bare(page: Page, words: str, messages: Locator, box: str) -> Locator:
    """Send words without script, and give the newest message."""
    page.locator(box).fill(words)
    page.locator(f"form:has({box}) .send").click()
    expect(messages.last).to_contain_text(words.split(maxsplit=1)[0])
    return messages.last


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_new_message_is_shown_whole_or_from_its_top(page: Page, workspace: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    tafel = ("bouw", "zorg", "onderwijs", "agri")[
        EVERY_SIZE.index((width, height))
    ]  # a sheet comes once in each channel
    page.goto(f"{workspace}/lokaal/kanaal/{tafel}")
    say(page, "/factsheet")
    sheet = page.locator("main .card", has=page.get_by_role("heading", name=re.compile("^Factsheet ")))
    expect_in_view(sheet.locator(".card-title"))  # a job draws it, after the answer to the command
    expect(sheet.locator("img")).to_be_in_viewport()
    koers = say(page, "/koers")
    expect_in_view(koers.locator(".card-title"))
    expect(koers.locator("img")).to_be_in_viewport()
    for words in ("/hulp", "/tafel rechten"):
        expect_in_view(say(page, words).locator(".card-title"))
    short = say(page, "Een korte zin")
    expect_in_view(short)
    page.reload()
    expect_in_view(short)


def test_a_panel_that_was_closed_stays_closed_for_who_sends_before_the_page_is_there(page: Page) -> None:
    key = new_action(page).get_attribute("data-message")
    channel = page.url.partition("?")[0]
    page.goto(f"{channel}?open={key}")
    close = page.locator("#panel").get_by_role("link", name="Sluit")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    page.route(channel, hold_first)
    with page.expect_request(channel):
        close.click()
    expect_in_view(say(page, "Dit zeg ik meteen erna"))
    expect(close).to_have_count(0)
    assert page.url == channel
    held[0].continue_()
    expect_in_view(say(page, "En dit daarna"))
    expect(close).to_have_count(0)
    page.go_back()
    expect(close).to_be_visible()


def test_the_answer_in_a_thread_is_shown_from_its_top(page: Page) -> None:
    said = say(page, "Hoe staan we ervoor?")
    said.hover()
    said.get_by_role("link", name="Antwoord in een draad").click()
    for words in ("/koers", "/hulp"):
        expect_in_view(say(page, words, "#thread-text").locator(".card-title"))
    expect_in_view(say(page, "Dank je", "#thread-text"))


def test_what_grows_later_keeps_its_top_in_view(page: Page) -> None:
    pictures: list[Route] = []

    def keep(route: Route) -> None:
        pictures.append(route)

    page.route("**/document/*", keep)
    with page.expect_request("**/document/*"):
        message = say(page, "/koers")
    title = message.locator(".card-title")
    expect_in_view(title)
    for picture in pictures:
        picture.continue_()
    expect(message.locator("img")).to_have_js_property("complete", value=True)
    expect_in_view(title)

    short = say(page, "Een korte zin")
    short.evaluate(f"each => {{ {OWN} each.append(own); own.style.height = '3000px'; }}")
    expect_top_in_view(short)


def test_who_has_scrolled_up_or_types_is_left_alone_and_led_to_what_is_new(
    page: Page, chromium: Browser, workspace: str
) -> None:
    say(page, "/hulp")
    last = say(page, "Tot hier heb ik gelezen")
    jump = page.get_by_role("button", name="Nieuwe berichten")
    with browsing(chromium, workspace) as other:
        other.goto(page.url)
        page.locator("main .stream").hover()
        page.mouse.wheel(0, -300)
        page.wait_for_function("() => document.querySelector('main .stream').scrollTop <= -300")
        above = top_of(last)
        say(other, "Dit komt van elders")
        expect(jump).to_be_visible()
        assert top_of(last) == pytest.approx(above, abs=1)
        jump.click()
        expect_in_view(page.get_by_text("Dit komt van elders"))
        expect(jump).to_have_count(0)

        button = new_action(page).locator("summary", has_text="Klaar")
        button.click()
        above = top_of(button)
        say(other, "En dit komt er nog bij")
        expect(jump).to_be_visible()
        assert top_of(button) == pytest.approx(above, abs=1)
        expect_popup_in_view(page)
        page.keyboard.press("Escape")
        jump.click()

        last = page.get_by_text("En dit komt er nog bij")
        page.locator("#text").fill("ik ben nog aan het ty")
        above = top_of(last)
        other.locator("#text").fill("Regel\n" * 100)
        other.locator("#text").press("Enter")
        expect(jump).to_be_visible()
        assert top_of(last) == pytest.approx(above, abs=1)
        expect(page.locator("#text")).to_be_focused()
        jump.click()
        expect_top_in_view(page.locator("main [data-message]").last)
        expect(page.locator("#text")).to_have_value("ik ben nog aan het ty")


def test_a_press_on_the_newest_message_shows_its_answer_from_its_top(page: Page, workspace: str) -> None:
    page.goto(f"{workspace}/lokaal/kanaal/zorg")
    say(page, "/koers")
    before = page.locator("main [data-message]").count()
    page.locator("main [data-message]").last.get_by_role("button").last.click()
    expect(page.locator("main [data-message]")).to_have_count(before + 1)
    expect_in_view(page.locator("main [data-message]").last.locator(".card-title"))
