"""Rooms for guests, as dialogues: who comes in by which code, what they press and send, and what comes of bad input."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import func, select

from bot.browser.cards import card_html
from bot.lokaal.addresses import document_url
from bot.serving import addresses, web
from bot.serving.signing import Signer
from handlers import FEATURES, delivery
from handlers.anonymous import PROMISE
from handlers.cards import Buttons, Card, Link
from handlers.feature import Direct, Post
from handlers.registry import build_registry
from handlers.rooms import new_code, path as path_of, read_code, show_code
from storage import people, people_data
from storage.database import Session, Unavailable
from storage.outbox import outbox
from tests import toy_room
from tests.platforms.guest import GuestDriver
from tests.small_feature import small_feature
from tests.toy_room import PLANS
from tests.world import World

OPEN = "Hoe houden we genoeg stages?"
SHUT = "Deze code werkt niet (meer)"


@pytest.fixture
def guest(world: World) -> GuestDriver:
    """A device in front of a program with a room."""
    world.app.registry = build_registry(toy_room.features())
    toy_room.create(world.db)
    return GuestDriver(world.app)


def made(world: World, **more: object) -> toy_room.Made:
    return toy_room.make_room(world.db, world.clock().instant, **more)  # type: ignore[arg-type]


def inside(world: World, guest: GuestDriver, **more: object) -> toy_room.Made:
    """The room, with this guest in it by a personal code."""
    room = made(world, **more)
    assert guest.enter(room.personal[0]).status == 200
    return room


# --- coming in -------------------------------------------------------------------------------------------------------


def test_a_personal_code_acts_as_its_person_on_every_device_and_without_a_cookie(
    world: World, guest: GuestDriver
) -> None:
    room = made(world)
    for device in (guest, guest.another()):
        seen = device.enter(room.personal[0])
        assert (seen.status, seen.heading) == (200, OPEN)
        assert "Stem" in seen.buttons
        assert not device.cookies
        assert device.press("Ik ben er").title == "Fijn dat je er bent"
    assert toy_room.times_here(world.db) == 2


def test_an_open_code_asks_who_this_is_and_then_remembers_the_device(world: World, guest: GuestDriver) -> None:
    room = made(world)
    seen = guest.enter(room.open)
    assert seen.form is not None
    assert seen.form.fields["groep"].options[-1] == "Zeg ik liever niet"
    assert "telt apparaten, geen mensen" in seen.text
    assert guest.submit(naam="Gerda", groep="Onderwijs").heading == OPEN
    assert "Stem" in guest.enter(room.open).buttons
    other = guest.another()
    assert other.enter(room.open).form is not None, "another device is somebody else"


def test_the_cookie_is_signed_out_of_reach_of_scripts_and_for_this_room_alone(world: World, guest: GuestDriver) -> None:
    room, other = made(world), made(world)
    guest.enter(room.open)
    with_cookie = guest.form
    fields = guest.fields(naam="", groep="Overheid")
    answer = asyncio.run(_unfollowed(guest, f"/k/{show_code(room.open)}", fields))
    kept = answer.headers["set-cookie"]
    assert with_cookie["action"] == f"/k/{show_code(room.open)}"
    assert {"HttpOnly", "SameSite=lax", f"Path=/k/{show_code(room.open)}"} <= set(re.split(r"; ", kept))
    guest.submit(naam="", groep="Overheid")
    value = next(iter(guest.cookies.values()))
    assert guest.enter(other.open).form is not None, "a browser does not send it to another room"
    forged = guest.another()
    for changed in (value[:-1], value.replace(".", ".A"), "x" * 4000):
        answer = forged.http("GET", f"/k/{show_code(room.open)}", headers={"Cookie": f"tafelbot_k={changed}"})
        assert "Ik hoor bij" in answer.text
    answer = forged.http("GET", f"/k/{show_code(other.open)}", headers={"Cookie": f"tafelbot_k={value}"})
    assert "Ik hoor bij" in answer.text, "nor does it work there"


async def _unfollowed(guest: GuestDriver, path: str, fields: list[tuple[str, str]]) -> httpx.Response:
    transport = httpx.ASGITransport(app=guest.site, client=(guest.address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
        return await browser.post(path, data=dict(fields))


def test_joining_twice_with_the_same_form_makes_one_guest(world: World, guest: GuestDriver) -> None:
    room = made(world, most=2)
    guest.enter(room.open)
    form, fields = guest.form, guest.fields(naam="Gerda", groep="Overheid")
    guest.send(form, fields)
    guest.cookies.clear()
    assert "Stem" in guest.send(form, fields).buttons, "the answer was lost, and the phone sends it again"
    assert "Er is nog plaats voor 1" in guest.another().enter(room.open).text


def test_a_full_room_says_so_and_who_is_in_stays_in(world: World, guest: GuestDriver) -> None:
    room = made(world, most=1)
    late = guest.another()
    late.enter(room.open)
    guest.enter(room.open)
    assert "Stem" in guest.submit(naam="", groep="Overheid").buttons
    assert guest.another().enter(room.open).heading == "Deze kamer is vol"
    refused = late.submit(naam="Laat", groep="Overheid")
    assert refused.status == 409
    assert "Deze kamer is vol" in refused.text or "net vol" in refused.text
    assert "Stem" in guest.enter(room.open).buttons


def test_who_joins_without_a_group_hears_what_is_missing_and_keeps_the_name(world: World, guest: GuestDriver) -> None:
    guest.enter(made(world).open)
    seen = guest.submit(naam="Gerda de Groot")
    assert seen.status == 422
    assert seen.form is not None
    assert seen.form.errors == {"groep": "Kies er een."}
    assert seen.form.fields["naam"].value == "Gerda de Groot"


@pytest.mark.parametrize(
    "typed", ["{0}", "{1}", " {1} ", "{2}", "{3}"], ids=["as shown", "bare", "spaces", "small", "dots"]
)
def test_a_code_is_read_as_people_type_it(world: World, guest: GuestDriver, typed: str) -> None:
    code = made(world).personal[0]
    forms = (show_code(code), code, code.lower(), f"{code[:4]} – {code[4:]}")
    guest.open("/k")
    assert guest.submit(code=typed.format(*forms)).heading == OPEN


@pytest.mark.parametrize("typed", ["", "ABC", "wat is dit?", "7Q4D-M2RXX", "U" * 8, "\u202e" * 8, "A" * 5000])
def test_what_is_no_code_is_given_back_with_a_sentence(world: World, guest: GuestDriver, typed: str) -> None:
    guest.open("/k")
    seen = guest.submit(code=typed)
    assert seen.status == 422
    assert seen.form is not None
    assert seen.form.errors["code"] in (
        "Typ de code.",
        "Dit is geen code. Een code heeft acht letters en cijfers, zoals 7Q4D-M2RX.",
    )


def test_letters_that_look_like_figures_are_read_as_those() -> None:
    assert read_code("oil1-0aaa") == "01110AAA"
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(read_code(show_code(each)) == each for each in codes)


def test_codes_that_are_wrong_over_withdrawn_or_unknown_get_one_and_the_same_page(
    world: World, guest: GuestDriver
) -> None:
    room = made(world, guests=("Gerda", "Hans", "Ria", "Wim"))
    over, withdrawn, gone, forgotten = room.personal
    toy_room.change_code(world.db, over, ends_at=world.clock().instant)
    toy_room.change_code(world.db, withdrawn, revoked=True)
    toy_room.change_code(world.db, gone, room=99)
    with world.db.transaction() as session:
        people_data.forget(session, room.people[3], world.clock().instant)
    pages = [guest.enter(each) for each in (over, withdrawn, gone, forgotten, new_code())]
    texts = {guest.http("GET", f"/k/{each}").text for each in (show_code(new_code()), "te-kort", show_code(withdrawn))}
    assert {(page.status, page.heading) for page in pages} == {(404, SHUT)}
    assert len({page.text for page in pages}) == 1
    assert len(texts) == 1


def test_who_turned_out_to_be_somebody_else_comes_in_as_that_person(world: World, guest: GuestDriver) -> None:
    room = made(world, guests=("Gerda", "Petra"))
    guest.enter(room.personal[0])
    guest.press("Ik ben er")
    petra = world.person("petra").id
    with world.db.transaction() as session:
        people_data.merge(session, room.people[1], petra)
    seen = guest.another().enter(room.personal[1])
    assert (seen.status, seen.heading) == (200, OPEN)


# --- taking part -----------------------------------------------------------------------------------------------------


def test_an_anonymous_vote_is_given_changed_and_confirmed_from_memory(world: World, guest: GuestDriver) -> None:
    room = inside(world, guest)
    seen = guest.press("Stem")
    assert seen.form is not None
    assert PROMISE in seen.form.text
    assert guest.submit(plan=PLANS[1], reden="dichtbij").title == "Je stem telt mee"
    assert toy_room.votes(world.db, room.subject) == 1
    seen = guest.press("Stem")
    assert seen.form is not None
    assert seen.form.fields["plan"].value == (PLANS[1],), "one's own vote stands in it"
    guest.submit(plan=PLANS[0])
    assert toy_room.votes(world.db, room.subject) == 1


def test_the_same_vote_twice_is_once_and_says_so_in_the_same_words(world: World, guest: GuestDriver) -> None:
    room = inside(world, guest)
    guest.press("Stem")
    form, fields = guest.form, guest.fields(plan=PLANS[1])
    assert [guest.send(form, fields).title for _ in range(3)] == ["Je stem telt mee"] * 3
    assert toy_room.votes(world.db, room.subject) == 1


def test_a_press_that_is_sent_twice_is_once_and_on_a_new_page_it_is_another(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    form, value = guest.to_press("Ik ben er")
    assert value is None
    fields = [(each["name"], each["value"]) for each in form.all("input")]
    assert {guest.send(form, fields).title for _ in range(3)} == {"Fijn dat je er bent"}
    assert toy_room.times_here(world.db) == 1
    guest.press("Ik ben er")
    assert toy_room.times_here(world.db) == 2


def test_every_answer_is_on_the_page_and_nothing_waits_in_the_outbox(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    seen = guest.press("Goed")
    assert [card.title for card in seen.answers] == ["Je zei: goed", "Dank je"]
    assert world.db.read(waiting).result() == 0


def waiting(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(outbox)).scalar() or 0)


def test_a_message_to_somebody_who_is_only_a_guest_goes_nowhere_and_to_a_guest_with_an_account_there(
    world: World, guest: GuestDriver
) -> None:
    room = made(world)
    petra = world.person("petra").id
    with world.db.transaction() as session:
        people.identify(session, petra, "gast:van-petra")
        everybody = [each for each in (people.by_id(session, room.people[0]), people.by_id(session, petra)) if each]
        assert [each.id for each in people.reachable(session, everybody)] == [petra]
        card = Card("proef", "Iets om te weten")
        answers = [Post(card, Direct(room.people[0])), Post(card, Direct(petra))]
        delivery.send(session, answers, None, world.clock())
        assert delivery.direct(session, petra, None)[0].place.platform == world.platform
    assert world.db.read(waiting).result() == 1


def test_a_named_form_is_refused_at_its_field_and_then_stored(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    assert guest.press("Stel een vraag").form is not None
    seen = guest.submit(over="de bus", haast=True)
    assert seen.status == 422
    assert seen.form is not None
    assert seen.form.errors == {"vraag": "Schrijf je vraag op."}
    assert (seen.form.fields["over"].value, seen.form.fields["haast"].value) == ("de bus", "ja")
    assert guest.submit(vraag="Rijdt er een bus?").title == "Je vraag ligt bij de begeleider"
    assert "Rijdt er een bus?" in guest.open(guest.at).text


def test_the_bar_tells_where_the_room_is_by_the_clock_of_the_server(world: World, guest: GuestDriver) -> None:
    room = inside(world, guest, closes_at=world.clock().instant + timedelta(minutes=4, seconds=30))
    bar = guest.enter(room.personal[0]).bar
    assert "Wegen" in bar
    assert "stap 2 van 3" in bar
    assert "nog 5 minuten" in bar
    world.clock.forward(minutes=4)
    assert "nog 30 seconden" in guest.enter(room.personal[0]).bar
    world.clock.forward(minutes=1)
    assert "de tijd is om" in guest.enter(room.personal[0]).bar


def test_the_promise_stands_on_the_page_one_tap_away(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    promise = guest.page.one("details.promise")
    assert promise.one("summary").text().startswith("Je bent anoniem voor iedereen in deze kamer")
    assert promise.one("p").text() == PROMISE


# --- the wall --------------------------------------------------------------------------------------------------------


def test_the_wall_shows_the_question_the_counter_and_the_way_in_and_nothing_to_press(
    world: World, guest: GuestDriver
) -> None:
    room = made(world, closes_at=world.clock().instant + timedelta(minutes=3))
    for code in (room.open, room.screen):
        seen = guest.wall(code)
        assert seen.heading == OPEN
        assert "0 van 30 stemden" in seen.bar
        assert show_code(room.open) in seen.text
        assert guest.page.one("svg.qr")["aria-label"] == "QR-code om mee te doen"
        assert guest.page.all("form, button, input, a, summary") == []
        assert "Gerda" not in seen.text
    assert guest.enter(room.screen).heading == OPEN, "a code for the screen leads there by itself"
    assert guest.at.endswith("/scherm")
    assert guest.wall(room.personal[0]).heading == SHUT


def test_after_the_close_the_wall_shows_ten_bars(world: World, guest: GuestDriver) -> None:
    room = made(world)
    toy_room.step(world.db, room.subject, "Bespreken")
    guest.wall(room.screen)
    figure = guest.page.one("figure.chart-wide")
    assert len(figure.all("rect")) == 10
    assert guest.page.all("details, summary") == []


def test_nobody_takes_part_by_a_code_for_the_screen(world: World, guest: GuestDriver) -> None:
    room = made(world)
    guest.enter(room.open)
    fields = guest.fields(naam="", groep="Overheid")
    answer = guest.http("POST", f"/k/{show_code(room.screen)}", data=dict(fields))
    assert answer.status_code == 422


# --- what every page says to the browser -----------------------------------------------------------------------------


def test_no_page_is_kept_indexed_framed_or_asks_anything_of_elsewhere(world: World, guest: GuestDriver) -> None:
    room = made(world)
    paths = ["/k", f"/k/{show_code(room.open)}", f"/k/{show_code(room.personal[0])}",
             f"/k/{show_code(room.screen)}/scherm", f"/k/{show_code(new_code())}"]  # fmt: skip
    for path in paths:
        answer = guest.http("GET", path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "http://" not in answer.text.replace("http://127.0.0.1:8000", "")
        assert "https://" not in answer.text
        assert " style=" not in answer.text


def test_the_whole_first_view_is_at_most_fifty_kilobytes(world: World, guest: GuestDriver) -> None:
    inside(world, guest, question="Welke richtingen helpen het meest om genoeg stages en leerbanen te houden?")
    assert guest.last is not None
    base = guest.at.rpartition("/")[0]
    files = {each["href"] or each["src"] for each in guest.page.all("head link[href], head script")} | {
        "static/down.svg"
    }
    sizes = {each: len(guest.http("GET", f"{base}/{each}").content) for each in files}
    room = made(world)
    page = len(guest.http("GET", f"/k/{show_code(room.personal[0])}").content)
    assert page + sum(sizes.values()) <= 50_000, (page, sizes)


# --- bad input -------------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", '=HYPERLINK("http://x")', "<!channel>",
    "#set page(width: 1pt)", "\u202egnaadsre\u202c", "\u200b\u200b", "👩‍👩‍👧‍👦" * 25,
    "a\u0300" * 80, "\x00\x07\x1b[31m", "  \t ", "\ufffe\uffff",
    "'; DROP TABLE people; --", "A" * 199,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_data_and_stands_on_the_page_as_words(world: World, guest: GuestDriver, text: str) -> None:
    room = inside(world, guest)
    guest.press("Stel een vraag")
    seen = guest.submit(vraag=text, over=text[:39])
    assert seen.status in (200, 422)
    assert guest.last is not None
    assert "<script>alert" not in guest.last.text
    assert "<img" not in guest.last.text
    assert "49" not in guest.last.text or "7*7" not in text
    guest.enter(room.personal[0])
    guest.press("Stem")
    assert guest.submit(plan=PLANS[0], reden=text).title == "Je stem telt mee"
    joining = guest.another()
    joining.enter(room.open)
    assert joining.submit(naam=text[:90], groep="Overheid").heading == OPEN
    assert guest.http("GET", f"/k/{quote(text[:30], safe='')}").status_code == 404


def test_ten_thousand_characters_come_back_with_a_sentence(world: World, guest: GuestDriver) -> None:
    room = inside(world, guest)
    guest.press("Stem")
    seen = guest.submit(plan=PLANS[2], reden="é" * 10_000)
    assert seen.status == 422
    assert seen.form is not None
    assert seen.form.errors == {"reden": "Dit mag hoogstens 200 tekens lang zijn, en het zijn er 10.000."}
    assert seen.form.fields["reden"].value == "é" * 10_000
    assert seen.form.fields["plan"].value == (PLANS[2],)
    assert guest.submit(reden="korter").title == "Je stem telt mee"
    assert toy_room.votes(world.db, room.subject) == 1


def test_a_form_of_the_phase_before_is_refused_and_comes_back_as_it_was_filled_in(
    world: World, guest: GuestDriver
) -> None:
    room = inside(world, guest)
    for opened, filled in (
        ("Stem", {"plan": PLANS[2], "reden": "om de reis"}),
        ("Stel een vraag", {"vraag": "En nu?"}),
    ):
        toy_room.step(world.db, room.subject, "Wegen")
        guest.enter(room.personal[0])
        guest.press(opened)
        toy_room.step(world.db, room.subject, "Bespreken")
        seen = guest.submit(**filled)
        assert seen.status == 422
        assert seen.form is not None
        assert "fase" in seen.text or "voorbij" in seen.text
        held = {name: field.value for name, field in seen.form.fields.items()}
        assert held | {name: (each,) if name == "plan" else each for name, each in filled.items()} == held
        assert "Bespreken" in seen.bar, "the bar is that of now"
    assert toy_room.votes(world.db, room.subject) == 0


def test_a_press_on_a_page_of_before_is_refused_in_words(world: World, guest: GuestDriver) -> None:
    room = inside(world, guest)
    toy_room.step(world.db, room.subject, "Bespreken")
    seen = guest.press("Stem")
    assert seen.title == "Het stemmen is voorbij. Je stem is niet veranderd."


@pytest.mark.parametrize("name", ["blad", "gebaar", "action", "state"])
@pytest.mark.parametrize("value", ["", "x", "A" * 3000, "\x00", "kring.stem", "tafels.vergeet", None])
def test_hidden_values_that_were_changed_do_nothing(
    world: World, guest: GuestDriver, name: str, value: str | None
) -> None:
    room = inside(world, guest)
    guest.press("Stel een vraag")
    form, fields = guest.form, guest.fields(vraag="Mijn vraag")
    changed = [(each, text if each != name else value) for each, text in fields if each != name or value is not None]
    seen = guest.send(form, [(each, text) for each, text in changed if text is not None])
    if name in ("action", "state"):
        assert seen.title == "Je vraag ligt bij de begeleider", "what counts is what we signed"
    else:
        assert seen.status == 422
        assert "Mijn vraag" in seen.text, "what was typed comes back"
    assert toy_room.votes(world.db, room.subject) == 0


def test_the_slip_of_somebody_else_or_of_another_room_is_refused(world: World, guest: GuestDriver) -> None:
    room, other = inside(world, guest, guests=("Gerda", "Hans")), made(world)
    guest.press("Stel een vraag")
    form, fields = guest.form, guest.fields(vraag="Van Gerda")
    for code in (room.personal[1], other.personal[0]):
        answer = guest.http("POST", f"/k/{show_code(code)}", files=[(each, (None, text)) for each, text in fields])
        assert answer.status_code == 422
        assert "Van Gerda" in answer.text
    assert form["method"] == "post"


@pytest.mark.parametrize("action", ["tafels.vergeet_mij", "actieagenda.klaar", "kringen.hier", "", "kring", "k" * 5000])
def test_a_guest_reaches_the_actions_of_the_room_and_no_others(world: World, guest: GuestDriver, action: str) -> None:
    inside(world, guest)
    form, _ = guest.to_press("Ik ben er")
    fields = {each["name"]: each["value"] for each in form.all("input")} | {"action": action}
    seen = guest.send(form, list(fields.items()))
    assert seen.status == 422
    assert toy_room.times_here(world.db) == 0


def test_a_choice_that_was_not_offered_is_refused_at_its_field(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    guest.press("Stem")
    form = guest.form
    fields = [(name, "99" if name == "field.plan" else text) for name, text in guest.fields(plan=PLANS[0])]
    seen = guest.send(form, fields)
    assert seen.form is not None
    assert seen.form.errors == {"plan": "Kies iets uit de lijst."}


PARTS, PAIRS = (
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Content-Type": "application/x-www-form-urlencoded"},
)
HEAD = b"--x\r\nContent-Disposition: form-data; name="
BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", {}),
    "no form": (b'{"a": 1}', {"Content-Type": "application/json"}),
    "no boundary": (b"--x\r\nrommel", {"Content-Type": "multipart/form-data"}),
    "broken parts": (HEAD + b'"a"\r\n\r\n1', PARTS),
    "no text at all": (bytes(range(256)) * 20, PAIRS),
    "an unknown alphabet": (
        HEAD + b'"gebaar"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        {"Content-Type": "multipart/form-data; boundary=x; charset=klingon"},
    ),
    "a file": (HEAD + b'"blad"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n', PARTS),
    "too many fields": (b"&".join(b"a%d=1" % each for each in range(5000)), PAIRS),
    "a wrong length": (b"a=1", {"Content-Length": "-5", **PAIRS}),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("where", ["/k", "personal", "open"])
def test_a_broken_body_is_a_page_with_a_sentence(world: World, guest: GuestDriver, what: str, where: str) -> None:
    room = made(world)
    path = {"personal": f"/k/{show_code(room.personal[0])}", "open": f"/k/{show_code(room.open)}"}.get(where, where)
    content, headers = BODIES[what]
    answer = guest.http("POST", path, content=content, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")
    assert guest.seen(answer).text


def test_a_hundred_megabytes_are_refused_before_they_are_read(world: World, guest: GuestDriver) -> None:
    room = made(world)
    read = []

    async def receive() -> dict[str, object]:
        read.append(1)
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    told = [(b"content-length", b"100000000")]
    for headers in (told, []):
        read.clear()
        status, body = asyncio.run(_raw(guest, f"/k/{show_code(room.personal[0])}", headers, receive))
        assert status == 413
        assert "te veel tekst" in body
        assert len(read) <= (0 if headers else 11)


async def _raw(guest: GuestDriver, path: str, headers: list[tuple[bytes, bytes]], receive: object) -> tuple[int, str]:
    sent: list[dict[str, object]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "scheme": "http", "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "client": (guest.address, 1), "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/x-www-form-urlencoded"), *headers],
    }  # fmt: skip

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await guest.site(scope, receive, send)  # type: ignore[arg-type]
    body = b"".join(each.get("body", b"") for each in sent)  # type: ignore[misc]
    return int(sent[0]["status"]), body.decode()  # type: ignore[call-overload]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/k", "/k/{}", "/k/{}/scherm", "/k/{}/live"])
def test_an_odd_method_is_a_page_with_a_sentence(world: World, guest: GuestDriver, method: str, path: str) -> None:
    answer = guest.http(method, path.format(show_code(made(world).open)))
    assert answer.status_code == 405
    assert "Open hem in een browser" in answer.text


def test_a_form_from_another_site_does_nothing(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    form, _ = guest.to_press("Ik ben er")
    fields = {each["name"]: each["value"] for each in form.all("input")}
    answer = guest.http("POST", guest.at, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert toy_room.times_here(world.db) == 0


def test_what_goes_wrong_inside_is_a_sentence_with_a_code_and_the_room_is_there(
    world: World, guest: GuestDriver
) -> None:
    inside(world, guest)
    form, _ = guest.to_press("Ik ben er")
    fields = {each["name"]: each["value"] for each in form.all("input")} | {"action": "kring.stuk"}
    seen = guest.send(form, list(fields.items()))
    assert "Er ging iets mis" in seen.title
    assert "Stem" in seen.buttons


@pytest.mark.parametrize("why", ["locked", "full", "readonly", "unreachable", "unsure"])
def test_a_database_that_cannot_now_loses_nothing_that_was_typed(
    world: World, guest: GuestDriver, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside(world, guest)
    guest.press("Stel een vraag")
    form, fields = guest.form, guest.fields(vraag="Blijft dit staan?")

    def broken(_work: object) -> object:
        raise Unavailable(why)  # type: ignore[arg-type]

    for part in ("write", "read"):
        with monkeypatch.context() as broken_one:
            broken_one.setattr(world.db, part, broken)
            seen = guest.send(form, fields)
        assert seen.status in (422, 503)
        assert seen.form is not None
        assert seen.form.fields["vraag"].value == "Blijft dit staan?"
    assert guest.send(form, fields).title == "Je vraag ligt bij de begeleider"


def test_a_form_that_was_open_too_long_comes_back_filled_in(world: World, guest: GuestDriver) -> None:
    inside(world, guest)
    guest.press("Stel een vraag")
    world.clock.forward(hours=25)
    seen = guest.submit(vraag="Van gisteren")
    assert seen.status == 422
    assert seen.form is not None
    assert "te oud" in seen.text
    assert seen.form.fields["vraag"].value == "Van gisteren"


# --- features and addresses ------------------------------------------------------------------------------------------


def test_without_a_feature_that_has_a_room_there_is_nothing_of_it(world: World, guest: GuestDriver) -> None:
    code = show_code(made(world).open)
    world.app.registry = build_registry(each for each in FEATURES if not each.around.rooms)
    bare = web.build(world.app)
    device = GuestDriver(world.app, site=bare)
    for path in ("/k", f"/k/{code}", f"/k/{code}/scherm", f"/k/{code}/live"):
        answer = device.http("GET", path)
        assert answer.status_code == 404
        assert answer.text == "Deze pagina is er niet."


def test_a_room_in_the_place_of_what_is_the_houses_own_is_refused(world: World) -> None:
    taken = small_feature("proef", rooms=(replace(toy_room.ROOM, name="privacy"),))
    world.app.registry = build_registry((taken,))
    with pytest.raises(ValueError, match="'privacy', and that address is the house's own"):
        web.build(world.app)
    with pytest.raises(ValueError, match="the room 'k' is there twice"):
        build_registry((toy_room.FEATURE, small_feature("ander", rooms=(toy_room.ROOM,))))


@pytest.mark.parametrize("platform", ["lokaal"], indirect=True)
def test_a_card_leads_to_a_room_by_an_address_that_needs_no_signature(world: World, guest: GuestDriver) -> None:
    where = path_of("k", made(world).open)
    assert addresses.path(Signer(("secret",)), where) == where
    assert document_url(where) == where
    card = Card("proef", "Kom binnen", (Buttons((Link("Doe mee", page=where),)),))
    assert f'href="{where}"' in card_html(card, document_url, "/lokaal/druk", {})
    assert guest.open(where).status == 200
