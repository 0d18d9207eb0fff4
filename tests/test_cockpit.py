"""The cockpit: a link from chat or the command line opens a page for boards, for as long as it works."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError

from bot.background.schedule import keep_house, tick
from bot.serving import web
from bot.serving.signing import DOCUMENT, Signer
from bot.settings import Settings
from bot.slack import cards as slack
from bot.teams import cards as teams
from handlers.cards import Buttons, Card, Link
from handlers.cockpit import NAME
from handlers.factsheet import timing
from handlers.request import Account, Address, Place, Request
from handlers.tafels import privacy
from storage import actions, audit, jobs, page_links, people, people_data, tafels
from storage.actions import Draft
from storage.page_links import PageLink
from tests.command_line import Run
from tests.databases import disk_error
from tests.gallery import HOSTILE
from tests.html import Node, check_nesting, parse
from tests.platforms.lokaal import BASE

COCKPIT = "cockpit"
BOARD = "Dagelijks bestuur"
TYPED = HOSTILE.encode("utf-8", "ignore").decode().replace("\0", "")  # what a door lets through
NAMES = ("Petra", "Karim", "Bram", "Sanne", "Fatima", "Noor")


class Browser:
    """Somebody with a link and nothing else."""

    def __init__(self, app):
        self._asgi, self._runner = web.build(app), asyncio.Runner()

    def get(self, path, method="GET"):
        return self._runner.run(self._asked(path, method))

    async def _asked(self, path, method):
        transport = httpx.ASGITransport(app=self._asgi, raise_app_exceptions=False, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE, follow_redirects=True) as browser:
            return await browser.request(method, path.replace("https://tafelbot.test", ""))

    def close(self):
        self._runner.close()


@pytest.fixture
def browser(world, request):
    if "chat" in request.fixturenames:
        request.getfixturevalue("chat")  # a door of its own settings comes first
    made = Browser(world.app)
    yield made
    made.close()


def made(chat, made_for=BOARD, **values):
    """What an administrator sees who made a link."""
    chat.press("Nieuwe link", by="noor", on=chat.say("/koers cockpit", by="noor"))
    return chat.submit(by="noor", voor=made_for, **values)


def given(world, made_for=BOARD, days=90) -> PageLink:
    with world.db.transaction() as session:
        now = world.clock().instant
        return page_links.make(session, NAME, made_for=made_for, by=None, now=now, expires=now + timedelta(days=days))


def signed(world, key, purpose=COCKPIT):
    return f"/cockpit/{Signer(world.app.settings.tafelbot_geheim).sign(key, purpose)}"


def live(world) -> list[PageLink]:
    with world.db.transaction() as session:
        return page_links.live(session, NAME, world.clock().instant)


def filled(world, tafel="bouw", count=1, **values):
    """Actions on an agenda, as many as a test needs."""
    with world.db.transaction() as session:
        found, now = tafels.by_key(session, tafel), world.clock().instant
        assert found is not None
        draft = Draft(**{"title": "Iets", **values})
        return [actions.create(session, found, draft, now=now, by=None).id for _ in range(count)]


def page_of(world, browser) -> Node:
    answer = browser.get(signed(world, given(world).key))
    assert answer.status_code == 200
    check_nesting(answer.text)
    return parse(answer.text)


@contextmanager
def every_statement(does: Callable[[str], object]) -> Iterator[None]:
    """Do something at each statement to whichever database, the one for reading too."""

    def note(_connection, _cursor, statement, *_):
        does(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def cells(page: Node) -> dict[str, list[str]]:
    """The rows of the table of the agendas, by tafel."""
    rows = [[cell.text() for cell in row.all("th, td")] for row in page.one("table").all("tr")]
    return {row[0]: [each.replace("\N{NO-BREAK SPACE}", " ") for each in row[1:]] for row in rows}


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.every_door
def test_a_link_that_an_administrator_makes_opens_for_whoever_has_it(chat, world, browser):
    card = made(chat)
    assert card.title == "De link voor Dagelijks bestuur werkt tot en met zo 16 augustus"
    answer = browser.get(card.links["Open de cockpit"])
    assert answer.status_code == 200
    page = parse(answer.text)
    assert page.one("h1").text() == "Cockpit Regio Zwolle"
    for part in ("Stand van ma 18 mei 2026, 09:00", BOARD, "tot en met zo 16 augustus 2026", "geen persoonsgegevens"):
        assert part in page.text()


def test_it_works_to_the_end_of_its_last_day(chat, world, browser):
    address = made(chat, tot="2026-05-29").links["Open de cockpit"]
    assert browser.get(world.clock.at("2026-05-29T23:59") and address).status_code == 200
    assert browser.get(world.clock.at("2026-05-30T00:00") and address).status_code == 404


def test_a_link_that_is_taken_back_stops_working_and_the_others_go_on(chat, world, browser):
    first = made(chat, "Raad van toezicht").links["Open de cockpit"]
    world.clock.forward(minutes=1)
    second = made(chat).links["Open de cockpit"]
    listing = chat.say("/koers cockpit", by="noor")
    assert listing.title == "Er werken 2 links naar de cockpit"
    assert f"{BOARD} · tot en met zo 16 augustus" in listing.text
    left = chat.press("Intrekken", by="noor", on=listing)  # the newest stands on top
    assert left.title == "Er werkt 1 link naar de cockpit"
    assert "De link voor Dagelijks bestuur is ingetrokken." in left.text
    assert [browser.get(each).status_code for each in (first, second)] == [200, 404]


def test_taking_back_what_does_not_work_any_more_is_said(world):
    link = given(world)
    replies = [
        asyncio.run(world.app.answer(asked(world, "press", "intrekken", by="noor", value=link.key, id=each)))
        for each in ("1", "2")
    ]
    assert ["werkte al niet meer" in str(reply) for reply in replies] == [False, True]
    assert live(world) == []


def test_links_are_for_administrators_alone(chat, world):
    link = given(world)
    for who in ("petra", "karim", "fatima"):
        assert "alleen voor beheerders" in chat.say("/koers cockpit", by=who).text
    for kind, action in (("press", "nieuwe_link"), ("press", "intrekken"), ("submit", "link")):
        reply = asyncio.run(world.app.answer(asked(world, kind, action, value=link.key, by="petra")))
        assert "alleen voor beheerders" in str(reply)
    assert live(world) == [link]


def asked(world, kind, action, *, by, value="", id="1", **values) -> Request:  # noqa: A002
    account = Account(world.account(by))
    address = Address(Place(world.platform, world.channel("bouw")), account)
    return Request(kind, f"{kind}:{action}:{by}:{id}", address, world.clock().instant, action=f"koers.{action}",
                   value=value, values=values, inline=("Post", "Ask"))  # fmt: skip


def test_the_form_that_comes_in_twice_makes_one_link(chat, world):
    form = asked(world, "submit", "link", by="noor", voor=BOARD, tot="2026-08-16")
    first, again = (asyncio.run(world.app.answer(form)) for _ in range(2))
    assert first.inline == again.inline
    assert first.inline
    assert len(live(world)) == 1


@pytest.mark.parametrize(
    ("voor", "tot", "wrong"),
    [
        ("   ", "2026-08-16", {"voor"}),
        (BOARD, "2026-05-24", {"tot"}),
        (BOARD, "2027-05-19", {"tot"}),
        (BOARD, "onzin", {"tot"}),
        ("", "", {"voor", "tot"}),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_made(world, voor, tot, wrong):
    reply = asyncio.run(world.app.answer(asked(world, "submit", "link", by="noor", voor=voor, tot=tot)))
    [answer] = reply.inline
    assert set(answer.form.errors) == wrong
    assert live(world) == []


@pytest.mark.parametrize("days", [7, 365])
def test_the_shortest_and_the_longest_time_are_taken(world, days):
    until = (world.clock().today + timedelta(days=days)).isoformat()
    asyncio.run(world.app.answer(asked(world, "submit", "link", by="noor", voor=BOARD, tot=until)))
    assert len(live(world)) == 1


def test_who_made_and_took_back_links_can_be_read_later_and_a_forgotten_maker_is_nobody(chat, world, browser):
    address = made(chat).links["Open de cockpit"]
    with world.db.transaction() as session:
        noor = people.by_account(session, world.account("noor"))
        assert noor is not None
        assert privacy.held(session, noor, world.clock.zone)["koers"]["links naar de cockpit"] == [
            {"moment": "18 mei 2026 om 09:00 uur", "voor": BOARD}
        ]
        assert [(each.did, each.detail, each.name) for each in audit.latest(session, None)][:1] == [
            ("cockpitlink gemaakt", f"voor {BOARD}", "Noor")
        ]
        people_data.forget(session, noor.id, world.clock().instant)
        assert session.execute(select(page_links.page_links.c.created_by)).scalars().all() == [None]
    assert browser.get(address).status_code == 200


def test_a_link_that_ended_long_ago_is_let_go(world):
    old, kept = given(world, days=7), given(world, days=60)
    world.clock.forward(days=38)
    asyncio.run(keep_house(world.app))
    with world.db.transaction() as session:
        then = world.clock().instant - timedelta(days=32)
        assert [page_links.get(session, NAME, each.key, then) for each in (old, kept)] == [None, kept]


# --- the door --------------------------------------------------------------------------------------------------------


def test_every_link_that_does_not_work_gives_the_same_page(world, browser):
    link = given(world)
    good = signed(world, link.key).removeprefix("/cockpit/")
    revoked, expired = given(world), given(world, days=-1)
    with world.db.transaction() as session:
        page_links.revoke(session, NAME, revoked.key, world.clock().instant)
    mac, _, packed = good.partition(".")
    wrong = [
        good[1:], f"{mac[:-2]}AA.{packed}", f"{mac}.{packed}AA", f"{mac}.", f".{packed}", mac, link.key, "x" * 5000,
        "%00",
        "%E2%82%AC.%E2%82%AC", Signer(("another secret for tests",)).sign(link.key, COCKPIT),
        signed(world, link.key, DOCUMENT).removeprefix("/cockpit/"), signed(world, "nobody").removeprefix("/cockpit/"),
        *(signed(world, each.key).removeprefix("/cockpit/") for each in (revoked, expired)),
    ]  # fmt: skip
    answers = [browser.get(f"/cockpit/{each}") for each in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({tuple(sorted((k, v) for k, v in answer.headers.items() if k != "date")) for answer in answers}) == 1
    page = parse(answers[0].text)
    assert page.one("h1").text() == "Deze link werkt niet (meer)"
    assert "/koers cockpit" in page.text()
    assert browser.get(f"/cockpit/{good}").status_code == 200


def test_without_a_link_the_same_is_said(world, browser):
    answer = browser.get("/cockpit")
    assert answer.status_code == 404
    assert parse(answer.text).one("h1").text() == "Deze link werkt niet (meer)"
    sheets = [each["href"] for each in parse(answer.text).all("link")]
    assert [browser.get(f"/{each}").status_code for each in sheets] == [200] * 3


def test_the_signature_of_a_cockpit_opens_no_document_and_without_a_secret_nothing_opens(world, browser):
    link = given(world)
    assert browser.get(signed(world, link.key).replace("/cockpit/", "/bestand/")).status_code == 404
    path = signed(world, link.key)
    world.app.settings = replace(world.app.settings, tafelbot_geheim=())
    assert browser.get(path).status_code == 404


def test_a_database_that_is_away_is_not_the_fault_of_the_link(world, browser):
    path = signed(world, given(world).key)

    def broken(statement):
        raise OperationalError(statement, None, disk_error())

    with every_statement(broken):
        answer = browser.get(path)
    assert answer.status_code == 503
    assert "niets mis met je link" in parse(answer.text).text()


def test_what_is_not_ours_costs_no_look_in_the_database(world, browser):
    seen: list[str] = []
    with every_statement(seen.append):
        browser.get("/cockpit/onzin.onzin")
    assert seen == []


# --- the page --------------------------------------------------------------------------------------------------------


def test_it_says_how_every_agenda_stands_without_a_name(chat, world, browser):
    chat.say("/actie nieuw Stagepact tekenen @karim eind mei")
    chat.say("/actie nieuw Open dag @petra uiterlijk 22 mei")
    chat.say("/actie nieuw Rooster voor zij-instroom")
    chat.say("/actie nieuw Iets met techniek", by="sanne", at="tech")
    chat.say("/actie BOUW-3 klaar")
    world.clock.forward(days=9)
    chat.say("BOUW-1: eerste vijf bedrijven doen mee", by="karim")
    page = page_of(world, browser)
    assert cells(page)["Bouw"] == ["2", "1", "0", "1", "27 mei"]
    assert cells(page)["Techniek & Energietransitie"] == ["1", "0", "1", "0", "18 mei"]
    assert cells(page)["Zorg & Welzijn"] == ["0", "0", "0", "0", "nog geen"]
    assert len(cells(page)) == 10
    assert "Samen hebben de tafels 3 open acties: 1 te laat en 1 zonder actiehouder." in page.text()
    assert "Dit kwartaal is er 1 klaar." in page.text()
    assert "1 van de 3 open acties is te laat" in page.text()
    for name in (*NAMES, "Stagepact", "bedrijven"):
        assert name not in page.raw()


def test_an_empty_programme_is_said_in_words(world, browser):
    page = page_of(world, browser)
    assert "De tafels hebben geen open acties. Dit kwartaal is er nog niets klaar." in page.text()
    assert [each for each in page.all("figure") if "open acties" in each.text().casefold()] == []


def done(world, action_id, at):
    with world.db.transaction() as session:
        found = actions.get(session, action_id)
        assert found is not None
        actions.set_status(session, found, "klaar", now=at, by=None)


def test_a_quarter_is_compared_with_the_same_days_of_the_one_before_where_the_agenda_was_there(world, browser):
    world.clock.at("2025-12-15T12:00")
    every = [filled(world, tafel.key, 4) for tafel in _all_tafels(world)]
    mine = every[0]
    for moment, action_id in zip(("2026-02-01T12:00", "2026-03-30T12:00", "2026-04-02T09:00"), mine, strict=False):
        done(world, action_id, world.clock.at(moment)().instant)
    done(world, every[1][0], world.clock.at("2026-05-17T12:00")().instant)
    world.clock.at("2026-05-18T09:00")
    page = page_of(world, browser)
    assert cells(page)["Tafel"][4] == "Vorig kwartaal, zelfde dagen"
    assert [cells(page)[name][3:5] for name in ("Agri & Food", "Bouw", "Zorg & Welzijn")] == [
        ["1", "1"], ["1", "0"], ["0", "0"],
    ]  # fmt: skip
    assert "Dit kwartaal zijn er 2 klaar, 1 meer dan in dezelfde dagen van het vorige kwartaal." in page.text()


def test_an_agenda_that_is_too_young_is_not_compared(world, browser):
    world.clock.at("2025-12-15T12:00")
    filled(world, "bouw", 1)
    world.clock.at("2026-02-15T12:00")
    filled(world, "tech", 1)
    world.clock.at("2026-05-18T09:00")
    page = page_of(world, browser)
    assert [cells(page)[name][4] for name in ("Bouw", "Techniek & Energietransitie")] == ["0", "niet bekend"]
    assert "vorige kwartaal" not in page.text()


def _all_tafels(world):
    with world.db.transaction() as session:
        return tafels.all_tafels(session)


def test_more_than_can_be_counted_says_so(world, browser):
    filled(world, "bouw", 1001)
    page = page_of(world, browser)
    assert cells(page)["Bouw"][0] == "meer dan 999"
    assert "Samen hebben de tafels meer dan 999 open acties" in page.text()


def test_the_work_of_the_page_does_not_grow_with_the_agenda(world, browser):
    path = signed(world, given(world).key)
    amounts = []
    for more in (3, 300):
        filled(world, "bouw", more, due=world.clock().today - timedelta(days=3))
        seen: list[str] = []
        with every_statement(seen.append):
            assert browser.get(path).status_code == 200
        amounts.append(len(seen))
    assert amounts[0] == amounts[1]
    assert 0 < amounts[0] < 80


def test_what_people_typed_is_never_markup(world, browser):
    with world.db.transaction() as session:
        session.execute(tafels.tafels.update().where(tafels.tafels.c.key == "bouw").values(name=TYPED[:100]))
    filled(world, title=TYPED[:300])
    link = given(world, made_for=TYPED[:150])
    answer = browser.get(signed(world, link.key))
    assert answer.status_code == 200
    check_nesting(answer.text)
    page = parse(answer.text)
    assert page.all("script, iframe, object, form, button, input") == []
    assert [each for node in page.walk() for each in node.attributes if each.startswith("on") or each == "style"] == []


def test_it_needs_no_script_and_nothing_from_elsewhere_and_nobody_keeps_it(world, browser):
    answer = browser.get(signed(world, given(world).key))
    page, policy = parse(answer.text), answer.headers["content-security-policy"]
    assert page.all("script, form, button, input, iframe") == []
    addresses = [node[name] for node in page.walk() for name in ("href", "src") if node[name]]
    assert [each for each in addresses if re.match(r"[a-z]+:|//", each)] == []
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    wanted = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "noindex" in answer.headers["x-robots-tag"]
    assert browser.get(signed(world, given(world).key), "POST").status_code == 405


def test_headings_landmarks_and_tables_can_be_found_without_seeing(world, browser):
    filled(world)
    page = page_of(world, browser)
    levels = [int(node.tag[1]) for node in page.all("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))
    assert [len(page.all(each)) for each in ("header", "main", "footer", "nav")] == [1, 1, 1, 1]
    assert page.one("a.skip")["href"] == f"#{page.one('main')['id']}"
    ids = {node["id"] for node in page.walk() if node["id"]}
    assert {node["href"][1:] for node in page.all("a") if node["href"].startswith("#")} <= ids
    assert {node["aria-labelledby"] for node in page.walk() if node["aria-labelledby"]} <= ids
    assert all(table.one("caption").text() for table in page.all("table"))
    assert all(svg.one("title").raw() and svg.one("desc").raw() for svg in page.all("svg") if svg["role"] == "img")


# --- factsheets ------------------------------------------------------------------------------------------------------


def waiting(world):
    with world.db.transaction() as session:
        return jobs.waiting_count(session)


def test_while_a_link_works_every_sheet_is_drawn_once_for_the_page(chat, world, browser):
    asyncio.run(tick(world.app))
    assert waiting(world) == 0
    address = made(chat).links["Open de cockpit"]
    assert "De factsheet van Bouw wordt nog getekend." in browser.get(address).text
    asyncio.run(tick(world.app))
    assert waiting(world) == 9
    chat.settle()
    asyncio.run(tick(world.app))
    assert waiting(world) == 0
    page = parse(browser.get(address).text)
    pictures, files = page.all("img"), [each for each in page.all("p.file a") if each["href"]]
    assert [len(pictures), len(files)] == [9, 9]
    assert all(len(each["alt"]) > 100 for each in pictures)
    assert "Factsheet Bouw (pdf)" in [each.text() for each in files]
    assert "stonden in de bouw in Nederland" in page.text().replace("\N{NO-BREAK SPACE}", " ")
    kinds = {browser.get(each["src"].removeprefix("..")).headers["content-type"] for each in pictures}
    kinds |= {browser.get(each["href"].removeprefix("..")).headers["content-type"] for each in files}
    assert kinds == {"image/png", "application/pdf"}
    assert not chat.channel("bouw")
    with world.db.transaction() as session:
        assert len(jobs.runs_of(session, timing.COCKPIT, "", most=9)) == 1


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", [slack.message, teams.message], ids=["slack", "teams"])
def test_where_the_installation_has_no_address_the_link_says_so_in_words(drawn):
    card = Card("proef", "Een link", (Buttons((Link("Open de cockpit", page="cockpit/1"),)),))
    assert "Open de cockpit: dat kan nog niet. Tafelbot heeft hier geen openbaar adres" in str(
        drawn(card, lambda _: "")
    )
    assert "https://a.example/cockpit/1" in str(drawn(card, lambda name: f"https://a.example/{name}"))


# --- the command line ------------------------------------------------------------------------------------------------

PUBLIC = {"TAFELBOT_URL": "https://tafelbot.example"}


def test_the_command_line_prints_a_link_of_this_installation(real: Run, database):
    said = real("koers", "cockpit", "--voor", BOARD, "--dagen", "30", **PUBLIC)
    assert said.code == 0
    address = said.out.strip()
    assert address.startswith("https://tafelbot.example/cockpit/")
    key = Signer(("een geheim voor proeven",)).verify(address.rpartition("/")[2], COCKPIT)
    with database.transaction() as session:
        [link] = page_links.live(session, NAME, links_now(session))
        assert (link.key, link.made_for) == (key, BOARD)
        assert timedelta(days=30) < link.expires - link.created_at <= timedelta(days=31)


def links_now(session):
    return session.execute(page_links.page_links.select()).one().created_at


@pytest.mark.parametrize(
    ("words", "settings", "why"),
    [
        ((), {}, "TAFELBOT_URL"),
        (("--dagen", "6"), PUBLIC, "--dagen moet tussen 7 en 365 liggen, maar is 6."),
        (("--dagen", "366"), PUBLIC, "tussen 7 en 365"),
        (("--voor", "  "), PUBLIC, "voor welk bestuur"),
        (("--voor", "x" * 151), PUBLIC, "voor welk bestuur"),
    ],
    ids=["no address", "too short", "too long", "for nobody", "too many words"],
)
def test_a_link_that_could_not_work_is_refused_before_it_is_made(real: Run, database, words, settings, why):
    said = real("koers", "cockpit", *words, **settings)
    assert (said.code, said.out) == (1, "")
    assert why in said.err
    with database.transaction() as session:
        assert session.execute(page_links.page_links.select()).all() == []


def test_the_trial_workspace_prints_an_address_on_this_machine(in_trial: Run, tmp_path):
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "PORT": "8017"}
    assert in_trial("koers", "cockpit", **state).out.startswith(f"{Settings(port=8017).public_url}/cockpit/")
