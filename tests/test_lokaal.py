"""The trial workspace: who sees what, what reaches the bot, and that it stays on this machine."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.app import App
from bot.background.courier import Courier
from bot.browser.chart import printable
from bot.doors.door import Gone, Refused, Sending
from bot.lokaal import HEADERS, POLICY
from bot.lokaal.app import LokaalDoor
from bot.lokaal.clock import DemoClock, clock_text, let_pass, recent_text, stops
from bot.lokaal.crowd import Company
from bot.settings import Settings, WrongSetting
from handlers import FEATURES
from handlers.cards import Button, Buttons, Card, Choice, Column, Option, Table, Text, line
from handlers.digest import settings as digest
from handlers.feature import (
    HERE,
    IN_THREAD,
    Account,
    Address,
    Answers,
    Ask,
    Command,
    Heard,
    Now,
    Place,
    Post,
    React,
    Refusal,
    Turn,
    Verb,
)
from handlers.filling import fill_example
from handlers.forms import Form, Line, Persons, Toggle, Upload, several, single
from handlers.registry import build_registry
from storage import actions, demo, documents, facts, migrate, people, people_data, seed, tafels
from storage.action_facts import ACTION
from storage.database import Database, Session, metadata
from storage.tafels import Tafel
from tests.databases import DEMO, Sqlite
from tests.html import Node, check_nesting, hidden_values, parse
from tests.platforms.lokaal import LokaalDriver
from tests.programs import launch
from tests.programs.at import AMSTERDAM
from tests.searches import examples
from tests.small_feature import small_feature
from tests.test_cockpit import every_statement
from tests.test_starting import Program
from tests.waiting import until
from tests.world import Clock, open_actions, work

OURS = "http://127.0.0.1:8000"


# --- a small feature, so that every way through the door is walked ---------------------------------------------------


_NOT_YET, _NOT_SO, _NOT_YOU = "Dat klopt nog niet.", "Zo kan het niet.", "Dat mag alleen de projectleider."


def _menu(title: str) -> Card:
    pressable = (
        Button("Vervang", "proef.vervang", "12"), Button("Hardop", "proef.hardop"), Button("Vraag", "proef.vraag"),
        Button("Mag niet", "proef.mag_niet"),
    )  # fmt: skip
    options = (Option("1", "Eén"), Option("2", "Twee"))
    return Card("menu", title, (Buttons(pressable), Choice("Kies er een", "proef.koos", options, search="proef.zoek")))


def _card(title: str, *words: str) -> Card:
    return Card("proef", title, tuple(Text(line(each)) for each in words))


def _form(**values: str) -> Form:
    fields = (
        Line(name="titel", label="Titel", required=True, value=values.get("titel", "")),
        Persons(name="wie", label="Wie", many=True), Toggle(name="snel", label="Snel"),
        Upload(name="bijlage", label="Bijlage", endings=("csv",), most=2),
    )  # fmt: skip
    return Form("proef.klaar", "Proefformulier", "Bewaar", fields, audience="Alleen jij.", state="7")


def _submitted(turn: Turn) -> Answers:
    values = turn.request.values
    if not single(values["titel"]):
        raise Refusal(_NOT_YET, form=_form().refused(values, {"titel": "Vul een titel in."}))
    if single(values["titel"]) == "nee":
        raise Refusal(_NOT_SO)
    told = [single(values["titel"]), turn.request.value, *several(values["wie"]), single(values["snel"])]
    return Post(_card("Bewaard", "|".join(told), f"bestanden: {len(several(values['bijlage']))}"))


def _pressed(turn: Turn) -> Answers:
    about = turn.request.message
    return Post(_card("Gedrukt", f"{about.id}|{about.text}|{about.account.id}" if about and about.account else "niets"))


def _refuses(_turn: Turn) -> Answers:
    raise Refusal(_NOT_YOU)


def _heard(turn: Turn) -> Answers:
    words = turn.request.words
    if words.startswith("punt"):
        return React("gezien")
    if words.startswith("welke"):
        return [React("vraag"), Post(_card("Welke bedoel je?"), IN_THREAD)]
    if words.startswith("echo"):
        names = ", ".join(each.name for each in turn.request.files)
        return Post(_card("Echo", words, f"addressed={turn.request.addressed}", names), HERE)
    return None


def _edited(turn: Turn) -> Answers:
    about = turn.request.message
    return Post(_card("Bewerkt", f"{about.id}: {turn.request.words}"), HERE) if about else None


def _deleted(turn: Turn) -> Answers:
    about = turn.request.message
    return [React("gezien", on=False), Post(_card("Weg", about.id), HERE)] if about else None


PROEF = small_feature(
    "proef",
    commands=(
        Command(
            word="proef", help="Probeert de deur", bare=lambda _turn, _words: Post(_menu("Menu")),
            verbs=(
                Verb(word="hardop", does=lambda _turn, words: Post(_menu("Hardop " + words), HERE), help="Hardop"),
                Verb(word="vorm", does=lambda _turn, _words: Ask(_form(titel="Begin")), help="Een formulier"),
                Verb(word="nee", does=lambda turn, _words: _refuses(turn), help="Mag niet"),
                Verb(word="stuk", does=lambda _turn, _words: 1 / 0, help="Gaat stuk"),  # type: ignore[arg-type,return-value]
            ),
        ),
    ),
    presses={
        "vervang": lambda turn: Post(_card("Vervangen", turn.request.value), replace=True),
        "hardop": lambda _turn: Post(_card("Voor iedereen"), HERE),
        "vraag": lambda _turn: Ask(_form()),
        "mag_niet": _refuses,
        "koos": lambda turn: Post(_card(f"Gekozen: {turn.request.value}")),
        "bericht": _pressed,
    },
    submits={"klaar": _submitted},
    searches={"zoek": lambda turn, words: [Option(words, f"{words} voor {turn.person.name}", "gevonden")] * 30},
    shortcuts={"Doe iets met dit bericht": "bericht"},
    heard=Heard(message=_heard, edit=_edited, delete=_deleted),
)  # fmt: skip


@pytest.fixture
def app(sqlite: Sqlite, clock: Clock) -> App:
    db = sqlite.reuse(DEMO)
    return App(Settings(database_url=str(db.url)), db, build_registry((PROEF, *FEATURES)), clock)


@pytest.fixture
def trial(app: App) -> Iterator[LokaalDriver]:
    with closing(LokaalDriver(app)) as driver:
        yield driver


T = TypeVar("T")


def _there(found: T | None) -> T:
    assert found is not None
    return found


def _page(trial: LokaalDriver, by: str = "petra", channel: str = "kanaal/bouw", **query: str) -> Node:
    answer = trial.http(by, "GET", f"/lokaal/{channel}", params=query)
    assert answer.status_code == 200
    check_nesting(answer.text)
    return parse(answer.text)


def _texts(page: Node) -> list[str]:
    return [each.text() for each in page.all("main p.said")]


def _post(trial: LokaalDriver, name: str, by: str = "petra", /, **fields: str) -> httpx.Response:
    headers = {"X-Fetch": "1"}
    return trial.http(by, "POST", f"/lokaal/{name}", data={"channel": "bouw", **fields}, headers=headers)


# --- on this machine only --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/lokaal", "/lokaal/kanaal/bouw", "/lokaal/nergens", "/lokaal/kanaal/nergens"])
def test_every_page_says_that_nothing_from_elsewhere_belongs_here(trial, path):
    answer = trial.http("petra", "GET", path)

    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "script-src 'self'" in POLICY
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://kwaad.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "kwaad.example"},
        {"Host": "127.0.0.1.kwaad.example"},
    ],
)
def test_a_gesture_from_another_site_is_refused_and_nothing_happens(trial, headers):
    answer = trial.http("petra", "POST", "/lokaal/zeg", data={"channel": "bouw", "text": "van elders"}, headers=headers)

    assert answer.status_code == 403
    assert "van elders" not in _texts(_page(trial))


def test_a_page_is_not_given_under_a_name_that_is_not_this_machine(trial):
    assert trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Host": "kwaad.example:8000"}).status_code == 403
    assert trial.http("petra", "GET", "/static/cards.css", headers={"Host": "kwaad.example"}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_the_names_of_this_machine_are_all_good(trial, host):
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    answer = trial.http("petra", "POST", "/lokaal/zeg", data={"channel": "bouw", "text": "hallo"}, headers=headers)

    assert answer.status_code == 303


def test_another_machine_gets_nothing(app):
    async def asked(client: str) -> int:
        transport = httpx.ASGITransport(Starlette(routes=LokaalDoor(app).routes()), client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=OURS) as browser:
            return (await browser.get("/lokaal/kanaal/bouw")).status_code

    assert asyncio.run(asked("192.168.1.20")) == 403
    assert asyncio.run(asked("127.0.0.1")) == 200


@pytest.mark.parametrize(
    "settings",
    [Settings(slack_bot_token="xoxb-1", slack_signing_secret=("s",)), Settings(host="0.0.0.0")],  # noqa: S104
)
def test_there_is_no_trial_workspace_beside_real_credentials_or_on_another_address(app, settings):
    with pytest.raises(WrongSetting):
        LokaalDoor(replace(app, settings=settings))


def test_a_page_fetches_nothing_from_elsewhere(trial):
    page = _page(trial, open="start")
    addresses = [each[name] for each in page.walk() for name in ("href", "src", "action", "srcset") if each[name]]
    sheets = [each["href"] for each in page.all("link")] + [each["src"] for each in page.all("script") if each["src"]]

    assert addresses
    assert [each for each in addresses if not re.match(r"/(?!/)|#", each)] == []
    for sheet in sheets:
        answer = trial.http("petra", "GET", sheet)
        assert answer.status_code == 200
        assert not re.search(r"(url\(|@import|from)\s*['\"]?(https?:)?//", answer.text)


def test_static_files_are_asked_for_anew_and_not_sent_twice(trial):
    for path in ("/static/cards.css", "/lokaal/static/lokaal.css", "/lokaal/static/lokaal.js", "/lokaal/kleuren.css"):
        first = trial.http("petra", "GET", path)
        again = trial.http("petra", "GET", path, headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, first.headers["cache-control"], again.status_code) == (200, "no-cache", 304)


def test_a_file_outside_the_static_folder_is_not_given(trial):
    assert trial.http("petra", "GET", "/static/..%2f..%2fsettings.py").status_code == 404


@pytest.mark.parametrize(
    "back",
    ["https://kwaad.example/", "//kwaad.example", "/lokaal\\kwaad", "/lokaal/\\kwaad", "/lokaal/a\nX: y", "/andere"],
)
def test_afterwards_one_only_ever_goes_to_a_page_of_ours(trial, back):
    answer = trial.http("petra", "POST", "/lokaal/zeg", data={"channel": "bouw", "text": "hallo", "back": back})

    assert answer.headers["location"] == "/lokaal/kanaal/bouw"


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_workspace_opens_in_the_last_channel(trial):
    first = trial.http("petra", "GET", "/lokaal")
    last = trial.http("petra", "GET", "/lokaal", headers={"Cookie": "lokaal_kanaal=direct/tafelbot"})

    assert (first.status_code, first.headers["location"]) == (303, "/lokaal/kanaal/bouw")
    assert last.headers["location"] == "/lokaal/direct/tafelbot"


def test_the_nine_tables_are_there_with_who_is_who(trial):
    page = _page(trial)

    assert len(page.all("nav a.row")) == 11
    assert page.one("select option").text() == "Karim, kartrekker Bouw"
    assert page.one("header.channel-head p.topic").text() == "Karim, Petra · 3 open acties · 1 te laat"
    assert page.one("div.clock time").text() == "ma 18 mei 2026, 09:00"


def test_a_channel_that_is_not_there_says_so_in_dutch(trial):
    answer = trial.http("petra", "GET", "/lokaal/kanaal/nergens", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "Dit kanaal is er niet." in parse(answer.text).one("main").text()
    assert trial.http("petra", "GET", "/lokaal/direct/karim").status_code == 404
    assert _post(trial, "zeg", channel="nergens", text="hallo").status_code == 404


def test_an_unknown_person_is_somebody_who_is_here(trial):
    moved = trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": "lokaal_persoon=niemand"})
    answer = trial.http("petra", "GET", moved.headers["location"], headers={"Cookie": "lokaal_persoon=niemand"})

    assert parse(answer.text).one("form.who option").text()
    [chosen] = [each for each in parse(answer.text).all("form.who option") if "selected" in each.attributes]
    assert chosen["value"] == "petra"


def test_one_becomes_somebody_else_with_a_cookie_that_scripts_cannot_read(trial):
    answer = trial.http("petra", "POST", "/lokaal/wissel", data={"person": "karim", "back": "/lokaal/kanaal/zorg"})
    cookie = answer.headers["set-cookie"]

    assert answer.headers["location"] == "/lokaal/kanaal/zorg"
    assert cookie.startswith("lokaal_persoon=karim;")
    assert {"HttpOnly", "Path=/lokaal", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert _post(trial, "wissel", person="niemand").status_code == 404


def test_a_link_to_try_something_makes_one_the_right_person(trial):
    ribbon = parse(trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": ""}).text).all(
        "section.ribbon a"
    )
    answer = trial.http("petra", "GET", ribbon[0]["href"])

    assert len(ribbon) == 4
    assert answer.headers["set-cookie"].startswith("lokaal_persoon=bram;")
    page = parse(trial.http("bram", "GET", answer.headers["location"]).text)
    assert page.one("textarea").raw().strip() == "TECH-5: bijeenkomst over het Young Potentials-programma is gepland"
    elsewhere = trial.http("petra", "GET", ribbon[0]["href"], headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 200


def test_in_two_tabs_one_is_whom_each_of_them_shows(trial):
    shown = hidden_values(_page(trial, "petra").one("form.composer"))
    assert shown["person"] == "petra"

    sent = trial.http("karim", "POST", "/lokaal/zeg", data={**shown, "text": "echo uit het oude tabblad"})
    assert sent.status_code == 303
    said = next(each for each in _page(trial, "karim").all("main li.message") if "oude tabblad" in each.text())
    assert said.one("span.author").text().startswith("Petra")
    looked = trial.http("karim", "GET", "/lokaal/kanaal/bouw", headers={"X-Person": "petra", "X-Fragment": "1"})
    assert parse(looked.text).one("main")["data-shown"] == "petra"


def test_every_gesture_on_a_page_says_whom_the_page_shows(trial):
    menu = trial.say("/proef hardop", by="petra")
    trial.say("van mij", by="petra")
    pages = [
        _page(trial, draad=menu.message), _page(trial, bewerk=trial.last_message), _page(trial, open="start"),
        parse(trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": "lokaal_persoon=petra"}).text),
        parse(_post(trial, "zeg", text="/proef vorm").text),
    ]  # fmt: skip
    forms = [form for page in pages for form in page.all("form") if form["action"] != "/lokaal/wissel"]

    assert {form["action"] for form in forms} == {
        f"/lokaal/{name}" for name in ("zeg", "druk", "formulier", "bewerk", "verwijder", "klok", "lint", "proef")
    }
    assert [form for form in forms if hidden_values(form).get("person") != "petra"] == []


@pytest.mark.parametrize("name", ["zeg", "druk", "klok", "lint"])
def test_nobody_does_anything_as_somebody_who_is_not_there(trial, name):
    answer = _post(trial, name, person="niemand", text="van niemand", step="uur")

    assert answer.status_code == 404
    assert answer.text.startswith("Die persoon is er niet (meer).")
    assert "van niemand" not in _texts(_page(trial))


def test_somebody_who_was_forgotten_is_in_no_tip_and_one_hears_who_one_is_now(trial, app):
    with app.db.transaction() as session:
        people_data.forget(session, _there(people.by_account(session, "lokaal:bram")).id, app.clock().instant)
    fresh = parse(trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": ""}).text)
    assert [each.text() for each in fresh.all("section.ribbon strong")] == [
        "Zet een actie op de agenda", "Bekijk de factsheet van Bouw", "Laat een week voorbijgaan"
    ]  # fmt: skip

    old = {"Cookie": "lokaal_persoon=bram", "X-Person": "bram"}
    moved = trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers=old)
    assert moved.headers["set-cookie"].startswith("lokaal_persoon=petra;")
    page = parse(trial.http("petra", "GET", moved.headers["location"], headers=old).text)
    assert page.one("p.flash").text() == "Die persoon is er niet meer. Je bent nu Petra."

    link = trial.http("karim", "GET", "/lokaal/kanaal/tech?als=bram&concept=hallo")
    assert "lokaal_persoon" not in link.headers.get("set-cookie", "")
    assert _page(trial, "karim", "kanaal/tech", gedaan="weg").one("p.flash").text().endswith("Je bent nu Karim.")
    assert link.headers["location"] == "/lokaal/kanaal/tech?gedaan=weg"


def _tips(trial: LokaalDriver, cookie: str = "") -> list[str]:
    page = parse(trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": cookie}).text)
    return [each.text() for each in page.all("section.ribbon strong")]


def test_a_tip_goes_away_when_it_was_tried_and_the_ribbon_with_the_last(app):
    clock = DemoClock(app.db, AMSTERDAM, lambda: datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM).astimezone(UTC))
    with closing(LokaalDriver(replace(app, clock=clock))) as trial:
        trial.say("een gewoon bericht")
        _post(trial, "klok", step="dag")
        assert len(_tips(trial)) == 4
        trial.say("TECH-5: de bijeenkomst is gepland", by="bram", at="tech")
        assert _tips(trial)[0] == "Zet een actie op de agenda"
        trial.say("/actie nieuw Open dag @karim eind mei")
        assert _tips(trial) == ["Bekijk de factsheet van Bouw", "Laat een week voorbijgaan"]
        trial.say("/factsheet bouw")
        assert _tips(trial) == ["Laat een week voorbijgaan"]
        _post(trial, "klok", step="week")
        assert _tips(trial) == []
        assert "ribbon" not in trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": ""}).text


def test_the_tips_are_there_on_the_first_day_only(trial):
    first = trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"Cookie": ""})
    [kept] = [each for each in first.headers.get_list("set-cookie") if each.startswith("lokaal_lint=")]

    assert len(_tips(trial, kept.partition(";")[0])) == 4
    assert _tips(trial, "lokaal_lint=2026-05-17") == []


def test_the_tips_can_be_closed(trial):
    answer = trial.http("petra", "POST", "/lokaal/lint", data={"back": "/lokaal/kanaal/bouw"})

    assert answer.headers["set-cookie"].startswith("lokaal_lint=dicht;")
    assert _page(trial).all("section.ribbon") == []


def test_a_fragment_is_only_what_changes(trial):
    whole = trial.http("petra", "GET", "/lokaal/kanaal/bouw").text
    part = trial.http("petra", "GET", "/lokaal/kanaal/bouw", headers={"X-Fragment": "1"}).text

    assert "<html" in whole
    assert "<html" not in part
    assert [node["id"] for node in parse(part).children if node["id"]] == ["topbar", "sidebar", "channel", "panel"]


def test_old_messages_are_all_reachable_and_each_stands_once(trial, app, clock):
    with app.db.transaction() as session:
        for number in range(130):
            demo.say(session, "agri", account="lokaal:petra", text=f"bericht {number}", at=clock().instant)
    page, found = _page(trial, channel="kanaal/agri"), list[str]()
    while True:
        found = _texts(page) + found
        if not (older := page.one("p.older a")):
            break
        page = parse(trial.http("petra", "GET", older["href"]).text)

    assert found == [f"bericht {number}" for number in range(130)]


def test_every_command_and_its_words_can_be_completed(trial, app):
    commands = {each["value"]: (each["label"], each["data-usage"]) for each in _page(trial).all("datalist option")}

    assert commands["/proef"] == ("Probeert de deur", "")
    assert commands["/proef vorm"] == ("Een formulier", "")
    assert {"/actie", "/actie nieuw", "/tafel", "/tafel hulp", "/weekbericht"} <= commands.keys()


# --- saying ----------------------------------------------------------------------------------------------------------


def test_what_somebody_says_is_read_by_everybody(trial):
    trial.say("Morgen om tien uur bij Deltion", by="karim")

    assert _texts(_page(trial, "petra"))[-1] == "Morgen om tien uur bij Deltion"


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
@hypothesis_settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_typed_is_shown_as_it_was_typed(trial, text):
    text = f"x {text} x"
    _post(trial, "zeg", text=text)

    assert _page(trial).all("main p.said")[-1].raw() == printable(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}",
        "</textarea><b>",
        "&lt;b&gt;",
        "@petra <b>",
    ],
)
def test_hostile_text_stays_text_wherever_it_stands(trial, text):
    trial.say(text)
    trial.say(f"echo {text}")
    message = _page(trial).all("main li.message")[-1]["data-message"]
    page = _page(trial, bewerk=trial.last_message, draad=message, concept=text)

    assert page.one("textarea").raw()
    assert not [each for each in page.all("main ol.messages") for tag in ("script", "img", "b") if each.all(tag)]
    assert [each["src"] for each in page.all("script") if each["src"]] == ["/lokaal/static/lokaal.js"]


def test_a_message_that_arrives_twice_is_said_once(trial):
    trial.say("echo een keer", id="zelfde")
    trial.say("echo een keer", id="zelfde")

    assert _texts(_page(trial)).count("echo een keer") == 1
    assert [seen.title for seen in trial.channel()].count("Echo") == 1


def test_the_same_id_of_two_people_are_two_gestures(trial):
    trial.say("eerste", by="petra", id="zelfde")
    trial.say("tweede", by="karim", id="zelfde")

    assert _texts(_page(trial))[-2:] == ["eerste", "tweede"]


@pytest.mark.parametrize(("text", "sentence"), [("   ", "Typ eerst een bericht."), ("x" * 8001, "te lang")])
def test_nothing_and_too_much_are_refused_in_words(trial, text, sentence):
    answer = _post(trial, "zeg", text=text)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/plain; charset=utf-8")
    assert sentence in answer.text
    without_script = trial.http(
        "petra", "POST", "/lokaal/zeg", data={"channel": "bouw"}, headers={"Accept": "text/html"}
    )
    assert "Typ eerst een bericht." in parse(without_script.text).one("main").text()


def test_a_slash_command_is_shown_to_nobody(trial):
    trial.say("/proef", by="petra")

    for person in ("petra", "karim"):
        assert not any("/proef" in text for text in _texts(_page(trial, person)))


@pytest.mark.parametrize(
    ("words", "heard", "addressed"),
    [
        ("echo hallo", "echo hallo", False),
        ("echo aan @petra en @Karim.", "echo aan @lokaal:petra en @lokaal:karim.", False),
        ("echo aan @onbekend", "echo aan @onbekend", False),
        ("echo mail a@petra.nl", "echo mail a@petra.nl", False),
        ("@tafelbot echo hallo", "echo hallo", True),
    ],
)
def test_people_who_are_mentioned_reach_the_bot_as_identities(trial, words, heard, addressed):
    answer = trial.say(words)

    assert answer.text.splitlines() == ["Echo", heard, f"addressed={addressed}"]


def test_a_mention_is_shown_with_the_name_of_the_person(trial):
    trial.say("vraag het @karim of @niemand")

    assert _page(trial).all("main p.said")[-1].one("strong").text() == "@Karim"
    assert _texts(_page(trial))[-1] == "vraag het @Karim of @niemand"


def test_reactions_stand_at_the_message(trial):
    trial.say("punt voor ons")
    assert trial.reactions(trial.last_message) == ["gezien"]

    trial.say("welke dan")
    [asked] = [seen for seen in trial.channel() if seen.title == "Welke bedoel je?"]
    assert trial.reactions(trial.last_message) == ["vraag"]
    assert asked.thread == trial.last_message


def test_an_answer_in_a_thread_stands_in_that_thread(trial):
    trial.say("wie komt er?")
    root = trial.last_message
    trial.say("ik", by="karim", thread=root)
    page = _page(trial, draad=root)

    assert "ik" not in _texts(page)
    assert [each.text() for each in page.all("aside p.said")] == ["wie komt er?", "ik"]
    assert page.one("main a.replies").text() == "1 antwoord, vandaag 09:00"
    assert page.one("aside ol.root time").text() == "vandaag 09:00"
    assert _post(trial, "zeg", text="ik ook", thread="999999").status_code == 404


# --- private ---------------------------------------------------------------------------------------------------------


def test_a_private_answer_is_private(trial):
    answer = trial.say("/proef", by="petra")

    assert answer.private
    assert "Menu" not in _page(trial, "karim").one("main").text()
    assert _page(trial, "karim", open=answer.message).all("aside article") == []
    refused = _post(trial, "druk", "karim", action="proef.vervang", message=answer.message, value="")
    assert (refused.status_code, refused.text) == (404, "Dit bericht is er niet meer.")


def test_a_private_answer_stays_until_it_is_replaced(trial):
    menu = trial.say("/proef")
    replaced = trial.press("Vervang", on=menu)

    assert (replaced.title, replaced.text, replaced.message) == ("Vervangen", "Vervangen\n12", menu.message)
    assert "Menu" not in _page(trial).one("main").text()


def test_a_press_on_a_card_for_everybody_answers_beside_it(trial):
    menu = trial.say("/proef hardop", by="petra")
    replaced = trial.press("Vervang", by="karim", on=menu)

    assert (replaced.private, replaced.message != menu.message) == (True, True)
    assert menu.title in [seen.title for seen in trial.channel()]
    assert "Vervangen" not in _page(trial, "petra").one("main").text()


def test_an_answer_for_everybody_is_seen_by_everybody(trial):
    trial.say("/proef", by="petra")
    trial.press("Hardop")

    assert "Voor iedereen" in _page(trial, "karim").one("main").text()


def test_a_refusal_is_a_card_for_one(trial):
    for refusal in (trial.say("/proef nee"), trial.press("Mag niet", on=trial.say("/proef"))):
        assert (refusal.private, refusal.title) == (True, "Dat mag alleen de projectleider.")


def test_what_breaks_is_told_without_its_secrets(trial):
    with capture_logs() as lines:
        answer = trial.say("/proef stuk")
    [logged] = [each for each in lines if each["event"] == "request failed"]

    assert answer.title.startswith("Er ging iets mis en er is niets veranderd.")
    assert logged["reference"] in answer.title
    assert "ZeroDivision" not in _page(trial).raw()


def test_direct_messages_are_between_one_person_and_the_bot(trial):
    answer = trial.say("echo onder ons", by="petra", at="direct")

    assert answer.text.splitlines()[2] == "addressed=True"
    assert not answer.private
    assert [seen.title for seen in trial.direct("petra")] == ["Echo"]
    assert trial.direct("karim") == []
    assert _page(trial, "karim", "direct/tafelbot", draad=trial.last_message).all("aside article") == []
    for name, fields in (("verwijder", {}), ("bewerk", {"text": "anders"})):
        answer = _post(trial, name, "karim", channel="direct/tafelbot", message=trial.last_message, **fields)
        assert answer.status_code == 403


# --- presses and forms -----------------------------------------------------------------------------------------------


def test_a_choice_reaches_its_handler(trial):
    trial.say("/proef")
    assert trial.press("Twee").title == "Gekozen: 2"


def test_a_long_choice_can_be_searched(trial):
    trial.say("/proef")
    found = trial.search("Kies er een", "sta", by="petra")

    assert found == ["sta voor Petra"] * 20


def test_a_message_has_a_menu_of_its_own(trial):
    trial.say("doe iets met @karim", by="karim")
    answer = trial.shortcut("Doe iets met dit bericht", trial.last_message, by="petra")

    assert answer.text.splitlines()[1] == f"{trial.last_message}|doe iets met @lokaal:karim|lokaal:karim"


def test_a_form_opens_holds_what_was_typed_when_refused_and_is_stored_when_right(trial):
    opened = trial.say("/proef vorm")
    assert (opened.form.title, opened.form.fields["titel"].value) == ("Proefformulier", "Begin")
    assert "Alleen jij." in opened.form.text

    refused = trial.submit(titel="", snel=True, wie=("karim", "petra"))
    assert refused.form.errors == {"titel": "Vul een titel in."}
    assert (refused.form.fields["snel"].value, refused.form.fields["wie"].value) == ("ja", ("karim", "petra"))

    stored = trial.submit(titel="Stagepact")
    assert stored.text.splitlines()[1] == "Stagepact|7|lokaal:karim|lokaal:petra|ja"
    assert stored.private


def test_a_refused_form_keeps_its_dialog_where_only_a_sentence_is_said(trial):
    trial.say("/proef vorm")
    answer = trial.submit(titel="nee")

    assert answer.text == "Zo kan het niet."
    assert trial.submit(titel="ja").title == "Bewaard"


def test_a_form_works_without_script(trial):
    form = trial.http(
        "petra", "POST", "/lokaal/zeg", data={"channel": "zorg", "text": "/proef vorm", "back": "/lokaal/kanaal/zorg"}
    )
    page = parse(form.text).one("form.form")
    fields = {**hidden_values(page), "one": ["titel", "snel"], "several": ["wie", "bijlage"], "field.titel": "Zonder"}
    done = trial.http("petra", "POST", "/lokaal/formulier", data=fields)

    assert (form.status_code, done.status_code, done.headers["location"]) == (200, 303, "/lokaal/kanaal/zorg")
    assert "Zonder|7|" in _page(trial, channel="kanaal/zorg").one("main").text()


def test_files_reach_the_bot_and_are_given_back(trial):
    csv = ("file", ("acties.csv", b"titel;wie", "text/csv"))
    trial.http("petra", "POST", "/lokaal/zeg", data={"channel": "bouw", "text": "echo bestand"}, files=[csv])
    trial.settle()
    link = _page(trial).one("ul.files a")
    given = trial.http("karim", "GET", link["href"])

    assert "acties.csv" in trial.channel()[-1].text
    assert (link.text(), given.content) == ("acties.csv", b"titel;wie")
    assert trial.http("petra", "GET", "/lokaal/bestand/onbekend").status_code == 404


def test_files_in_a_form_reach_the_handler(trial):
    trial.say("/proef vorm")
    body = {
        "channel": "bouw", "action": "proef.klaar", "state": "7", "one": ["titel", "snel"],
        "several": ["wie", "bijlage"], "field.titel": "Met",
    }  # fmt: skip
    files = [("field.bijlage", (f"{name}.csv", b"a;b")) for name in ("een", "twee")]
    trial.http("petra", "POST", "/lokaal/formulier", data=body, files=files)

    assert "bestanden: 2" in _page(trial).one("main").text()


def test_a_body_that_does_not_say_how_long_it_is_is_counted(trial):
    async def body():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="groot.bin"\r\n\r\n'
        for _ in range(26):
            yield b"x" * 1_000_000
        yield b"\r\n--x--\r\n"

    kind = {"Content-Type": "multipart/form-data; boundary=x", "X-Fetch": "1"}
    answer = trial.http("petra", "POST", "/lokaal/zeg", content=body(), headers=kind)

    assert (answer.status_code, answer.text) == (413, "Dat is te groot. Een bestand mag hoogstens 25 MB zijn.")


@pytest.mark.parametrize("name", ["zeg", "bewerk"])
def test_a_text_that_is_far_too_long_is_refused_with_the_same_sentence(trial, name):
    trial.say("van mij")
    body = [("channel", "bouw"), ("message", trial.last_message), ("text", "x" * 250_000)]
    files = [(field, (None, text)) for field, text in body]
    answer = trial.http("petra", "POST", f"/lokaal/{name}", files=files, headers={"X-Fetch": "1"})

    assert answer.status_code == 422
    assert answer.text == "Dit bericht is te lang. Het mag hoogstens 8.000 tekens zijn."


def test_too_many_files_are_refused_in_words(trial):
    files = [("file", (f"{number}.txt", b"a")) for number in range(11)]
    data = {"channel": "bouw", "text": "elf"}
    answer = trial.http("petra", "POST", "/lokaal/zeg", data=data, files=files, headers={"X-Fetch": "1"})

    assert (answer.status_code, answer.text) == (422, "Stuur hoogstens 10 bestanden tegelijk.")
    assert trial.http("petra", "POST", "/lokaal/zeg", data=data, files=files[:10]).status_code == 303


def test_a_body_that_makes_no_sense_is_refused_in_dutch(trial):
    kind = {"Content-Type": "multipart/form-data; boundary=x", "X-Fetch": "1"}
    answer = trial.http("petra", "POST", "/lokaal/zeg", content=b"onzin", headers=kind)

    assert answer.status_code == 400
    assert answer.text.startswith("Dit verzoek klopt niet.")


_OLD = ["", "1", "-1", "999999", "onzin", "1|2", "BOUW-999", "999999|bezig", "{}"]


@pytest.mark.parametrize("action", [each.callback.name for feature in FEATURES for each in feature.asked.presses])
def test_a_button_of_a_page_from_before_the_database_was_begun_anew_says_so_in_dutch(trial, action):
    gone = _post(trial, "druk", action=action, value="12", message="999999")
    assert (gone.status_code, gone.text) == (404, "Dit bericht is er niet meer.")
    with capture_logs() as lines:
        answers = [_post(trial, "druk", action=action, value=value) for value in _OLD]

    assert {answer.status_code for answer in answers} <= {200, 204, 422}
    assert [each for each in lines if each["event"] == "request failed"] == []


@pytest.mark.parametrize("action", [each.callback.name for feature in FEATURES for each in feature.asked.submits])
def test_a_form_whose_state_means_nothing_any_more_says_so_in_dutch(trial, action):
    with capture_logs() as lines:
        answers = [_post(trial, "formulier", action=action, state=state) for state in _OLD]

    assert {answer.status_code for answer in answers} <= {200, 204, 422}
    assert not [each["error"] for each in lines if each["event"] == "request failed"]


@pytest.mark.parametrize("name", ["kwaad.html", "kwaad.svg", "kwaad.xml", "kwaad"])
def test_a_file_that_could_run_something_is_only_ever_saved(trial, name):
    body = b"<script>alert(1)</script>"
    trial.http("petra", "POST", "/lokaal/zeg", data={"channel": "bouw"}, files=[("file", (name, body))])
    given = trial.http("petra", "GET", _page(trial).one("ul.files a")["href"])

    assert given.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in given.headers["content-security-policy"]


def test_a_file_in_direct_messages_is_nobody_elses(trial):
    data = {"channel": "direct/tafelbot", "text": "voor jou"}
    trial.http("petra", "POST", "/lokaal/zeg", data=data, files=[("file", ("geheim.txt", b"geheim"))])
    url = _page(trial, channel="direct/tafelbot").one("ul.files a")["href"]

    assert trial.http("petra", "GET", url).content == b"geheim"
    assert trial.http("karim", "GET", url).status_code == 404


def test_a_kept_document_opens_beside_the_channel_for_who_may_see_it(trial, app, clock):
    now = clock().instant
    with app.db.transaction() as session:
        petra = _there(people.by_account(session, "lokaal:petra"))
        keep = {"now": now, "expires": now + timedelta(days=1)}
        own = documents.keep(session, "mijn.pdf", "application/pdf", b"%PDF", person=petra.id, **keep)
        shared = documents.keep(session, "kaart.png", "image/png", b"png", **keep)
    given = trial.http("petra", "GET", f"/lokaal/document/{own}")

    assert (given.content, given.headers["content-security-policy"]) == (b"%PDF", "frame-ancestors 'self'")
    assert _page(trial, bestand=own).one("aside iframe")["src"] == f"/lokaal/document/{own}"
    assert _page(trial, "karim", bestand=shared).one("aside img")["src"] == f"/lokaal/document/{shared}"
    assert trial.http("karim", "GET", f"/lokaal/document/{own}").status_code == 404
    assert _page(trial, "karim", bestand=own).all("aside iframe") == []


def test_the_bots_home_page_is_there_and_can_be_used(trial):
    home = trial.home(by="petra")

    assert home.title
    assert [label for label in home.buttons if label]


# --- edits, deletes, reading -----------------------------------------------------------------------------------------


def test_an_edit_is_shown_and_reaches_the_bot(trial):
    trial.say("eerst dit")
    message = trial.last_message
    answer = trial.edit(message, "dan dat @karim")

    assert answer.text == f"Bewerkt\n{message}: dan dat @lokaal:karim"
    [shown] = [each for each in _page(trial).all("main li.message") if each["data-message"] == message]
    assert (shown.one("p.said").text(), shown.one("span.edited").text()) == ("dan dat @Karim", "(bewerkt)")
    assert _page(trial, bewerk=message).one("form.edit textarea").raw().strip() == "dan dat @karim"


def test_a_delete_leaves_nothing_of_the_words_and_reaches_the_bot(trial, app):
    trial.say("punt dit had ik niet moeten zeggen")
    message = trial.last_message
    answer = trial.delete(message)

    assert answer.text == f"Weg\n{message}"
    assert "niet moeten zeggen" not in _page(trial).raw()
    assert _post(trial, "bewerk", message=message, text="toch").status_code == 404
    with app.db.transaction() as session:
        assert _there(demo.get(session, int(message))).text == ""


def test_nobody_changes_what_another_said(trial):
    trial.say("van mij", by="petra")
    for name in ("bewerk", "verwijder"):
        answer = _post(trial, name, "karim", message=trial.last_message, text="van karim")
        assert (answer.status_code, answer.text) == (403, "Je kunt alleen je eigen berichten veranderen.")

    assert _texts(_page(trial))[-1] == "van mij"


def _unread(page: Node, key: str) -> str:
    """The number beside a channel."""
    return next(
        row.one("span.dot").text() for row in page.all("nav a.row") if row["href"].partition("#")[0].endswith(key)
    )


def test_two_people_see_different_things(trial):
    _page(trial, "petra", "kanaal/zorg")
    _page(trial, "karim", "kanaal/zorg")
    trial.say("nieuws voor de zorg", by="fatima", at="zorg")

    assert _unread(_page(trial, "petra"), "/zorg") == "1"
    assert _unread(_page(trial, "petra", "kanaal/zorg"), "/zorg") == ""
    assert _unread(_page(trial, "petra"), "/zorg") == ""
    assert _unread(_page(trial, "karim"), "/zorg") == "1"
    assert _unread(_page(trial, "fatima"), "/zorg") != "1"


# --- the courier -----------------------------------------------------------------------------------------------------


def _sending(content: Post | Ask | React, key: str = "digest:bouw", **where: str) -> Sending:
    address = Address(Place("lokaal", "bouw"), Account("lokaal:petra"), **where)
    return Sending(key, address, content, datetime(2026, 5, 18, 7, tzinfo=UTC))


def test_the_same_thing_sent_twice_is_there_once_and_can_be_found(trial, app):
    async def work() -> None:
        door, sending = app.doors["lokaal"], _sending(Post(_card("Weekbericht"), HERE))
        assert await door.find(sending) is None
        first = await door.send(sending)
        assert (await door.send(sending), await door.find(sending)) == (first, first)
        await door.redraw("bouw", first, _card("Weekbericht, bijgewerkt"))
        with pytest.raises(Gone):
            await door.redraw("bouw", "999999", _card("Weg"))
        with pytest.raises(Gone):
            await door.send(_sending(React("gezien"), key="", message="999999"))
        with pytest.raises(Refused):
            await door.send(_sending(Ask(_form()), key=""))

    asyncio.run(work())
    assert [seen.title for seen in trial.channel()] == ["Weekbericht, bijgewerkt"]


def test_sendings_without_a_key_are_each_a_message(trial, app):
    async def work() -> set[str]:
        return {await app.doors["lokaal"].send(_sending(Post(_card("Antwoord"), HERE), key="")) for _ in range(2)}

    assert len(asyncio.run(work())) == 2


def test_a_message_to_a_person_lands_in_their_direct_messages_and_rings_their_bell(trial, app):
    address = Address(Place("lokaal", "karim", "direct"), Account("lokaal:karim"))
    sending = Sending("herinnering", address, Post(_card("Het is morgen zover")), datetime(2026, 5, 18, tzinfo=UTC))
    asyncio.run(app.doors["lokaal"].send(sending))

    assert _page(trial, "karim").one("a.bell span.badge").text() == "1"
    assert _page(trial, "petra").all("a.bell span.badge") == []
    assert [seen.title for seen in trial.direct("karim")] == ["Het is morgen zover"]
    assert _page(trial, "karim").all("a.bell span.badge") == []


def test_a_wide_card_can_be_opened_beside_the_channel(trial, app):
    table = Table("Cijfers", (Column("Wat"), Column("Aantal", numeric=True)), (("Banen", "1.200"),))
    message = asyncio.run(app.doors["lokaal"].send(_sending(Post(Card("cijfers", "Cijfers", (table,)), HERE))))
    panel = _page(trial, open=message).one("aside")

    assert panel.one("h2").text() == "Cijfers"
    assert panel.one("td").text() == "1.200"


def test_a_card_of_an_older_version_does_not_break_the_page(trial, app, clock):
    with app.db.transaction() as session:
        demo.say(session, "bouw", card='{"type": "Card", "elements": 3}', at=clock().instant)

    assert "oudere versie" in _page(trial).one("main").text()


def test_a_page_with_many_messages_asks_the_database_no_more_than_one_with_few(trial, app, clock):
    """The first look marks what was read; how many statements a look takes does not depend on the messages."""
    counts = []
    for _ in range(2):
        with app.db.transaction() as session:
            for number in range(20):
                demo.say(session, "bouw", text=f"Bericht {number}", account="lokaal:karim", at=clock().instant)
        statements: list[str] = []
        for _ in range(2):
            statements.clear()
            with every_statement(statements.append):
                trial.http("petra", "GET", "/lokaal/kanaal/bouw")
        counts.append(len(statements))
    assert counts[0] == counts[1]


# --- live ------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _open_page(app: App) -> AsyncIterator[tuple[list[str], asyncio.Task[None]]]:
    """A page that is open: what it hears, and the task that ends with its stream."""
    heard: list[str] = []
    asgi = Starlette(routes=app.doors["lokaal"].routes())
    headers = [(b"host", b"127.0.0.1:8000")]
    scope = {"type": "http", "method": "GET", "path": "/lokaal/live", "raw_path": b"/lokaal/live", "query_string": b"",
             "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "scheme": "http",
             "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0", "spec_version": "2.4"}}  # fmt: skip

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message) -> None:
        heard.append(message.get("body", b"").decode())

    page = asyncio.create_task(asgi(scope, receive, send))
    await until(lambda: any(heard) or page.done(), "the page opens")
    yield heard, page
    await until(page.done, "the stream of the page ends")
    await page


async def _told(app: App, sending: Sending) -> str:
    """What an open page hears of something that is sent, from its beginning until the door stops."""
    door = app.doors["lokaal"] = LokaalDoor(app)
    async with _open_page(app) as (heard, _):
        await door.send(sending)
        await until(lambda: len([each for each in heard if "event" in each]) > 1, "the page hears of a change")
        await door.stop()
    return "".join(heard)


def test_an_open_page_hears_what_changed_and_ends_when_the_door_stops(app):
    heard = asyncio.run(_told(app, _sending(Post(_card("Nieuws"), HERE))))
    beginning, _, news = heard.partition("\n\n")
    assert beginning == "retry: 1500\n: ok"
    assert [json.loads(data) for data in re.findall(r"data: (.*)", news)] == [{"channel": "*"}, {"channel": "bouw"}]


def test_a_page_that_comes_while_the_program_stops_is_let_go_at_once(app):
    app.doors["lokaal"] = LokaalDoor(app)
    app.live.end()

    async def visit() -> list[str]:
        async with _open_page(app) as (heard, page):
            await until(page.done, "the page is let go although the door is still open")
            return heard

    assert "event" not in "".join(asyncio.run(visit()))


def _rest(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(4096), b""))


@pytest.mark.parametrize("pages", [1, 20])
def test_with_open_pages_the_program_stops_at_once_and_in_silence(tmp_path, sqlite, pages):
    sqlite.write(DEMO, tmp_path / "var" / "demo.db")
    program = Program(tmp_path, ["run"], {})
    program.ready()
    with ExitStack() as stack:
        lines = []
        for _ in range(pages):
            line_ = stack.enter_context(socket.create_connection(("127.0.0.1", program.port)))
            line_.sendall(f"GET /lokaal/live HTTP/1.1\r\nHost: 127.0.0.1:{program.port}\r\n\r\n".encode())
            assert b"200 OK" in line_.recv(4096)
            lines.append(line_)
        code, _, err = program.stop()
        ends = [_rest(line_) for line_ in lines]

    assert code == 0
    assert [end for end in ends if not end.endswith(b"0\r\n\r\n")] == []  # who is cut off misses the last chunk
    assert launch.complaints(err) == []


def test_a_direct_message_is_told_under_the_name_that_pages_know(app):
    address = Address(Place("lokaal", "karim", "direct"), Account("lokaal:karim"))
    sending = Sending("k", address, Post(_card("Voor jou")), datetime(2026, 5, 18, tzinfo=UTC))

    assert '{"channel": "direct/tafelbot"}' in asyncio.run(_told(app, sending))


# --- the clock -------------------------------------------------------------------------------------------------------


@given(
    steps=st.lists(
        st.tuples(st.integers(-90_000, 90_000), st.sampled_from(["", "hours", "days", "weeks"])), max_size=12
    )
)
@hypothesis_settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_clock_never_runs_back_whatever_the_machine_does(app, steps):
    real = [datetime(2026, 5, 18, 7, tzinfo=UTC)]
    clock = DemoClock(app.db, AMSTERDAM, lambda: real[0])
    seen = [clock().instant]
    for seconds, step in steps:
        real[0] += timedelta(seconds=seconds)
        if step:
            clock.later(**{step: 1})
        clock = DemoClock(app.db, AMSTERDAM, lambda: real[0]) if seconds % 3 == 0 and step else clock
        seen.append(clock().instant)

    assert seen == sorted(seen)


def test_a_day_and_a_week_later_it_is_the_same_time_on_peoples_clocks(app):
    before_summer = datetime(2027, 3, 27, 8, 30, tzinfo=AMSTERDAM)
    clock = DemoClock(app.db, AMSTERDAM, lambda: before_summer.astimezone(UTC))
    start = clock().local

    assert clock.later(days=1).local.replace(tzinfo=None) == start.replace(tzinfo=None) + timedelta(days=1)
    assert clock.later(weeks=1).local.replace(tzinfo=None) == start.replace(tzinfo=None) + timedelta(days=8)
    assert clock.later(hours=1).instant - clock.later().instant == timedelta(0)


def test_the_clock_remembers_after_a_restart(app):
    def real() -> datetime:
        return datetime(2026, 5, 18, 7, tzinfo=UTC)

    later = DemoClock(app.db, AMSTERDAM, real).later(weeks=2)

    assert DemoClock(app.db, AMSTERDAM, real)() == later


def test_on_the_way_the_clock_stops_on_working_mornings_and_after_each_digest_in_order(app):
    with app.db.transaction() as session:
        bouw, tech, zorg = (_there(tafels.by_key(session, key)) for key in ("bouw", "tech", "zorg"))
        for tafel, weekday, time in ((bouw, 5, "16:00"), (tech, 7, "23:58"), (zorg, 3, "10:00")):
            _move_digest(session, tafel, weekday, time, app.clock().instant)
        digest.SWITCH.keep(session, zorg, value=False, now=app.clock().instant)
        now = Now(datetime(2026, 5, 16, 10, tzinfo=AMSTERDAM).astimezone(UTC), AMSTERDAM)
        work = app.work(session, now)
        local = [each.astimezone(AMSTERDAM) for each in stops(work, now.instant + timedelta(days=10))]
        assert stops(work, now.instant + timedelta(hours=1)) == []

    assert [f"{each:%a %d %H:%M}" for each in local] == [
        "Mon 18 00:03", "Mon 18 08:05", "Mon 18 09:00", "Tue 19 09:00", "Wed 20 09:00", "Thu 21 09:00",
        "Fri 22 09:00", "Fri 22 16:05", "Mon 25 00:03", "Mon 25 08:05", "Tue 26 09:00",
    ]  # fmt: skip


def _move_digest(session: Session, tafel: Tafel, weekday: int, time: str, now: datetime) -> None:
    digest.WEEKDAY.keep(session, tafel, weekday, now)
    digest.TIME.keep(session, tafel, time, now)


def test_a_digest_on_friday_afternoon_comes_on_friday_afternoon_when_a_week_goes_by(app):
    clock = DemoClock(app.db, AMSTERDAM, lambda: datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM).astimezone(UTC))
    with app.db.transaction() as session:
        bouw = _there(tafels.by_key(session, "bouw"))
        _move_digest(session, bouw, 5, "16:00", clock().instant)

    with closing(LokaalDriver(replace(app, clock=clock))) as trial:
        _post(trial, "klok", step="week")
        trial.settle()
        [sent] = [each for each in _page(trial).all("main li.message") if "week 21" in each.text()]

    assert sent.one("time")["datetime"] == "2026-05-22T16:05:00+02:00"


def test_a_week_later_the_digest_and_the_reminders_are_there_at_their_own_time(app):
    clock = DemoClock(app.db, AMSTERDAM, lambda: datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM).astimezone(UTC))
    app = replace(app, clock=clock)

    async def work() -> Now:
        courier = Courier(app)
        running = asyncio.create_task(courier.run())
        later = await let_pass(app, clock, Company(app), weeks=1)
        await courier.stop()
        await running
        return later

    with closing(LokaalDriver(app)) as trial:
        assert asyncio.run(work()).local == datetime(2026, 5, 25, 9, tzinfo=AMSTERDAM)
        [digest] = [each for each in _page(trial).all("main li.message") if "week 22" in each.text()]
        reminders = _page(trial, "karim", "direct/tafelbot").all("main li.message time")
        [wrong] = [trial.http("petra", "POST", "/lokaal/klok", data={"step": "eeuw"})]

    assert digest.one("time")["datetime"] == "2026-05-25T08:05:00+02:00"
    assert {each["datetime"][10:] for each in reminders} == {"T09:00:00+02:00"}
    assert wrong.status_code == 404


def test_the_clocks_buttons_move_it_and_say_so_without_script(app):
    clock = DemoClock(app.db, AMSTERDAM, lambda: datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM).astimezone(UTC))
    with closing(LokaalDriver(replace(app, clock=clock))) as trial:
        answer = trial.http("petra", "POST", "/lokaal/klok", data={"step": "uur", "channel": "bouw"})
        page = parse(trial.http("petra", "GET", answer.headers["location"]).text)

    assert page.one("div.clock time").text() == "ma 18 mei 2026, 10:00"
    assert page.one("p.flash").text() == "Het is nu ma 18 mei 2026, 10:00."


def test_a_fixed_clock_cannot_be_moved_from_a_page(trial):
    assert _post(trial, "klok", step="week").status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-05-18T07:05", "vandaag 07:05"),
        ("2026-05-17T23:59", "gisteren 23:59"),
        ("2026-05-11T09:00", "ma 11 mei 09:00"),
        ("2025-12-31T09:00", "wo 31 december 2025 09:00"),
    ],
)
def test_moments_are_said_as_people_say_them(moment, words):
    today = datetime(2026, 5, 18, 9, tzinfo=AMSTERDAM)
    assert recent_text(datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM), today) == words
    assert clock_text(today) == "ma 18 mei 2026, 09:00"


# --- the example -----------------------------------------------------------------------------------------------------


def test_the_example_is_put_in_once_and_lies_in_the_past(app, clock):
    with app.db.transaction() as session:
        assert fill_example(work(session, clock().instant)) is False
        every = tafels.all_tafels(session)
        texts = [said for tafel in every for said in demo.latest(session, tafel.key, "lokaal:petra", most=100)]
        assert (len(every), len(demo.accounts(session)), _there(tafels.region(session))[2]) == (9, 6, True)
        assert {link.channel for link in tafels.links_of(session)} == {tafel.key for tafel in every}
        assert [action.key for action in open_actions(session, "bouw")] == ["BOUW-1", "BOUW-2", "BOUW-4"]
        closed = _there(actions.by_number(session, "BOUW", 3))
        assert (closed.status, closed.progress) == ("klaar", 100)
        assert _there(closed.closed_at) < clock().instant
        assert len(facts.of_thing(session, ACTION, closed.key)) >= 2

    assert all(said.at <= clock().instant for said in texts)
    assert [said.at for said in texts if said.conversation == "bouw"] == sorted(
        said.at for said in texts if said.conversation == "bouw"
    )


@pytest.mark.parametrize("start", range(7))
def test_nothing_in_the_example_is_due_in_a_weekend(sqlite_url, start):
    with closing(Database(sqlite_url)) as db:
        migrate.upgrade(db)
        demo.create(db.engine)
        with db.transaction() as session:
            fill_example(work(session, datetime(2026, 5, 18 + start, 7, tzinfo=UTC)))
            found = [each.due for tafel in tafels.all_tafels(session) for each in open_actions(session, tafel.key)]

    assert len([day for day in found if day]) > 5
    assert [day for day in found if day and day.weekday() > 4] == []


def test_news_of_the_example_hangs_on_the_message_that_brought_it(trial):
    trial.say("/weekbericht", by="petra")
    links = [each["href"] for each in _page(trial).all("main article a") if "draad=" in each["href"]]

    assert links
    for link in links:
        assert parse(trial.http("petra", "GET", link).text).one("aside p.said").text().startswith("BOUW-")


def test_a_tenth_tafel_comes_from_a_file_and_the_others_stay(app, clock, tmp_path: Path):
    more = tmp_path / "tafels.toml"
    tenth = '[[tafel]]\nkey = "haven"\nprefix = "HAV"\nname = "Haven"\ncolour = "#123456"\norganisations = ["A", "B"]\n'
    more.write_text((seed.DATA / "tafels.toml").read_text() + tenth)
    with app.db.transaction() as session:
        before = tafels.all_tafels(session)
        region = seed.fill_tafels(session, "Elders", False, more, clock().instant)
        after = tafels.all_tafels(session)

        assert region == _there(tafels.region(session))[0]
        assert [tafel for tafel in after if tafel in before] == before
        assert [tafel.organisations for tafel in after if tafel not in before] == [("A", "B")]


def test_a_real_database_knows_nothing_of_the_trial(sqlite_url, clock):
    assert not {name for name in metadata.tables if name.startswith("demo")}
    with closing(Database(sqlite_url)) as db:
        migrate.upgrade(db)
        with db.transaction() as session:
            seed.fill_tafels(session, "Regio", False, None, clock().instant)
            names = session.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
            assert _there(tafels.region(session))[2] is False
    assert not [name for name in names if "demo" in name]
