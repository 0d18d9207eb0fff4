"""The program's address: health, figures, documents and the privacy page, as a browser or a probe sees them."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import psycopg
import pytest
from sqlalchemy import func, select, text

from bot.app import App
from bot.background.schedule import HEARTBEAT
from bot.serving import web
from bot.serving.addresses import MARK, is_own_mark
from bot.serving.readiness import EVERY, Readiness
from bot.serving.signing import DOCUMENT, Signer
from bot.settings import Settings
from handlers import FEATURES
from handlers.registry import build_registry
from storage import documents, jobs, outbox, people, seed, seen
from storage.database import Database, Session
from tests.world import Clock

SECRET = ("een geheim voor proeven",)


@pytest.fixture
def app(db: Database, clock: Clock) -> App:
    with db.transaction() as session:
        seed.fill_tafels(session, seed.REGION, demo=False, path=None, now=clock().instant)
    return App(Settings(tafelbot_geheim=SECRET), db, build_registry(FEATURES), clock)


class Browser:
    def __init__(self, app: App) -> None:
        self._asgi, self._runner = web.build(app), asyncio.Runner()

    def get(self, path: str, method: str = "GET") -> httpx.Response:
        return self._runner.run(self._asked(path, method))

    async def _asked(self, path: str, method: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._asgi, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://tafelbot.test") as browser:
            return await browser.request(method, path)

    def close(self) -> None:
        self._runner.close()


@pytest.fixture
def browser(app: App) -> Iterator[Browser]:
    made = Browser(app)
    yield made
    made.close()


# --- health ----------------------------------------------------------------------------------------------------------


def test_ready_says_what_waits_and_when_the_worker_last_ticked(app: App, browser: Browser, clock: Clock) -> None:
    assert browser.get("/healthz").text == "ok"
    now = clock().instant
    with app.db.transaction() as session:
        jobs.beat(session, HEARTBEAT, now)
        for key in ("a", "b", "c"):
            outbox.put(session, "once", platform="slack", lane="C1", address="{}", content="{}", now=now, key=key)
        dead, unsure, _ = outbox.waiting(session)
        outbox.finish(session, dead, "dood")
        outbox.finish(session, unsure, "onzeker")
    clock.forward(minutes=2)
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "klaar": True, "database": "goed", "schema": "goed", "laatste_tik": now.isoformat(),
        "oudste_wachtende_seconden": 120, "dood": 1, "onzeker": 1, "taken": 0,
    }  # fmt: skip


def test_what_is_stuck_in_the_outbox_does_not_make_it_unready(app: App, browser: Browser, clock: Clock) -> None:
    with app.db.transaction() as session:
        outbox.put(
            session, "once", platform="slack", lane="C1", address="{}", content="{}", now=clock().instant, key="a"
        )
    clock.forward(days=3)
    assert browser.get("/readyz").status_code == 200


@pytest.mark.usefixtures("url")  # what it does to its schema no other test should meet
@pytest.mark.parametrize("harm", ["DELETE FROM alembic_version", "DROP TABLE outbox", "DROP TABLE alembic_version"])
def test_without_its_schema_it_is_not_ready_and_lives_on(app: App, browser: Browser, harm: str) -> None:
    with app.db.transaction() as session:
        session.execute(text(harm))
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["klaar"] is False
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/metrics").status_code == 200


def test_without_its_database_it_is_not_ready_and_says_why(clock: Clock) -> None:
    db = Database("postgresql://nobody@127.0.0.1:1/nothing")
    browser = Browser(App(Settings(tafelbot_geheim=SECRET), db, build_registry(FEATURES), clock))
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"klaar": False, "database": "unreachable"})
    browser.close()
    db.close()


@contextmanager
def held(db: Database) -> Iterator[None]:
    """Somebody else is writing, and does not stop."""
    with ExitStack() as stack:
        if db.is_sqlite:
            other = stack.enter_context(closing(sqlite3.connect(str(db.path), isolation_level=None)))
            other.execute("BEGIN IMMEDIATE")
        else:
            locks = stack.enter_context(psycopg.connect(db.url.render_as_string(hide_password=False)))
            locks.execute("LOCK TABLE seen_requests IN EXCLUSIVE MODE")
        yield


def test_while_writing_fails_it_is_not_ready_and_afterwards_it_is(app: App, browser: Browser) -> None:
    with held(app.db):
        answer = browser.get("/readyz")
        assert (answer.status_code, answer.json()["klaar"], answer.json()["database"]) == (503, False, "locked")
        assert browser.get("/healthz").status_code == 200
    later = Browser(app)  # as a few seconds later
    assert later.get("/readyz").status_code == 200
    later.close()


def test_to_look_whether_it_can_write_leaves_nothing_and_is_done_once_in_a_while(app: App) -> None:
    moment, written, write = [0.0], list[object](), app.db.write

    def counted(work: Callable[[Session], object]) -> Future[object]:
        written.append(work)
        return write(work)

    async def asked() -> None:
        readiness = Readiness(app, lambda: moment[0])
        for _ in range(5):
            await asyncio.gather(*(readiness.report() for _ in range(5)))
        assert len(written) == 1
        moment[0] += EVERY
        ready, _ = await readiness.report()
        assert ready
        assert len(written) == 2

    app.db.write = counted  # type: ignore[method-assign,assignment]
    try:
        asyncio.run(asked())
    finally:
        app.db.write = write  # type: ignore[method-assign]
    with app.db.transaction() as session:
        assert session.execute(select(func.count()).select_from(seen.seen)).scalar_one() == 0


def test_health_carries_a_mark_by_which_this_installation_knows_itself(app: App, browser: Browser) -> None:
    given = browser.get("/healthz").headers[MARK]
    assert is_own_mark(given, app.settings)
    assert not is_own_mark(given, replace(app.settings, tafelbot_geheim=("een ander",)))


def test_what_a_door_says_of_itself_is_a_field_and_decides_nothing(app: App, browser: Browser) -> None:
    app.health["slack_socket"] = lambda: {"verbonden": False}
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["slack_socket"]) == (200, {"verbonden": False})


def test_a_newer_schema_is_no_reason_to_stop_serving(app: App, browser: Browser) -> None:
    with app.db.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert browser.get("/readyz").status_code == 200


def test_requests_are_counted_by_route_and_never_by_what_was_typed(browser: Browser) -> None:
    for path in ("/healthz", "/bestand/geheime-sleutel", "/nergens/petra"):
        browser.get(path)
    figures = browser.get("/metrics").text
    assert 'tafelbot_requests_total{path="/healthz",status="200"} 1.0' in figures
    assert 'tafelbot_requests_total{path="/bestand/{key}",status="404"} 1.0' in figures
    assert 'tafelbot_requests_total{path="anders",status="404"} 1.0' in figures
    assert "tafelbot_outbox_dead 0.0" in figures
    assert "geheime-sleutel" not in figures
    assert "petra" not in figures


# --- documents -------------------------------------------------------------------------------------------------------


def keep(app: App, name: str, mime: str, body: bytes = b"inhoud", person: int | None = None) -> str:
    now = app.clock().instant
    with app.db.transaction() as session:
        if person is not None:
            person = people.add(session, 1, name="Petra", now=now).id
        expires = now + timedelta(days=7)
        return documents.keep(session, name, mime, body, now=now, expires=expires, person=person)


def test_a_picture_is_shown_and_anything_else_is_kept_as_a_file(app: App, browser: Browser) -> None:
    shown = browser.get(f"/bestand/{keep(app, 'kaart.png', 'image/png')}")
    assert shown.headers["content-disposition"].startswith("inline")
    for name, mime in (("a.html", "text/html"), ("a.svg", "image/svg+xml"), ("a.pdf", "application/pdf")):
        kept = browser.get(f"/bestand/{keep(app, name, mime)}")
        assert kept.content == b"inhoud"
        assert kept.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert kept.headers["x-content-type-options"] == "nosniff"
        assert kept.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_name_cannot_break_out_of_its_header(app: App, browser: Browser) -> None:
    key = keep(app, 'ré"\r\nX-Evil: 1;.csv', "text/csv")
    kept = browser.get(f"/bestand/{key}")
    assert kept.status_code == 200
    assert "x-evil" not in kept.headers
    assert kept.headers["content-disposition"] == "attachment; filename*=UTF-8''r%C3%A9%22%0D%0AX-Evil%3A%201%3B.csv"


def test_a_persons_own_file_opens_only_by_a_signed_address(app: App, browser: Browser) -> None:
    key = keep(app, "mijn-gegevens.json", "application/json", person=1)
    assert browser.get(f"/bestand/{key}").status_code == 404
    signed = browser.get(f"/bestand/{Signer(SECRET).sign(key, DOCUMENT)}")
    assert signed.status_code == 200
    assert signed.headers["cache-control"] == "private, no-store"
    assert browser.get(f"/bestand/{Signer(('een ander',)).sign(key, DOCUMENT)}").status_code == 404
    assert browser.get(f"/bestand/{Signer(SECRET).sign(key, 'iets anders')}").status_code == 404


def test_an_address_signed_with_the_former_secret_still_opens(app: App) -> None:
    key = keep(app, "a.json", "application/json", person=1)
    app.settings = replace(app.settings, tafelbot_geheim=("nieuw", *SECRET))
    browser = Browser(app)
    assert browser.get(f"/bestand/{Signer(SECRET).sign(key, DOCUMENT)}").status_code == 200
    browser.close()


def test_a_file_whose_time_is_over_is_gone(app: App, browser: Browser, clock: Clock) -> None:
    key = keep(app, "a.pdf", "application/pdf")
    clock.forward(days=8)
    assert browser.get(f"/bestand/{key}").status_code == 404


@pytest.mark.parametrize("key", ["x", "..%2f..%2fetc%2fpasswd", "%00", "a" * 4000, "'; DROP TABLE documents; --"])
def test_a_key_that_nobody_gave_out_opens_nothing(browser: Browser, key: str) -> None:
    assert browser.get(f"/bestand/{key}").status_code == 404


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_privacy_page_says_which_messages_are_kept_and_that_they_are_kept_whole(app: App) -> None:
    browser = Browser(app)
    page = " ".join(browser.get("/privacy").text.split())
    for said in ("waarin een actienummer staat", "met “update” beginnen", "onder de kaart van een actie", "geheel"):
        assert said in page
    browser.close()


def test_the_privacy_page_speaks_of_no_feature_that_is_switched_off(app: App) -> None:
    app.registry = build_registry(each for each in FEATURES if each.name != "actieagenda")
    browser = Browser(app)
    page = browser.get("/privacy").text
    assert "Berichten in dit kanaal bewaar ik niet." in page
    assert "actie" not in page.casefold()
    assert "BOUW-12" not in page
    browser.close()


def test_the_privacy_page_says_how_long_and_where_to_read_more(app: App) -> None:
    app.settings = replace(app.settings, tafelbot_bewaar_dagen=14, tafelbot_privacy_url='https://x.example/"><script>')
    browser = Browser(app)
    page = browser.get("/privacy")
    assert "14 dagen" in page.text
    assert "/tafel vergeet mij" in page.text
    assert "<script>" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    browser.close()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/nergens", 404), ("POST", "/privacy", 405)]
)
def test_what_is_not_there_is_said_in_dutch(browser: Browser, method: str, path: str, status: int) -> None:
    answer = browser.get(path, method)
    assert (answer.status_code, answer.text) == (status, "Deze pagina is er niet.")


def test_what_breaks_is_said_without_its_reasons(app: App) -> None:
    class Broken(Database):
        def __init__(self) -> None:
            pass

    app.db = Broken()
    browser = Browser(app)
    answer = browser.get("/bestand/x")
    assert (answer.status_code, answer.text) == (500, "Er ging iets mis. Probeer het zo nog eens.")
    assert json.loads(browser.get("/readyz").text)["klaar"] is False
    browser.close()
