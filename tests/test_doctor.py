"""`doctor` against a Slack that answers as Slack does: every trouble gets a line that says what to do."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot import doctor, manifest, processes
from bot.doctor import Check
from bot.settings import Settings
from storage import migrate, outbox, tafels
from storage.database import Database

SETTINGS = Settings(
    slack_bot_token="xoxb-1",
    slack_signing_secret=("s",),
    tafelbot_geheim=("een geheim voor proeven",),
    slack_team_id="T1",
    tafelbot_url="https://tafelbot.example",
    tafelbot_beheerders=("slack:UNOOR",),
)
ME = {"ok": True, "team": "Proef", "team_id": "T1", "user": "tafelbot"}
SCOPES = manifest.slack(processes.registry(), SETTINGS)["oauth_config"]["scopes"]["bot"]

Asked = Callable[..., dict[str, Check]]


@pytest.fixture
def slack() -> Iterator[ThreadingHTTPServer]:
    """Answers auth.test with whatever `server.answer` and `server.extra` hold."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Authorization"] == "Bearer xoxb-1"
            body = self.server.answer  # type: ignore[attr-defined]
            self.send_response_only(200)
            for name, value in self.server.extra.items():  # type: ignore[attr-defined]
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask(slack: ThreadingHTTPServer, sqlite_url: str) -> Asked:
    """Have everything examined on a filled database, with Slack answering like this."""

    def asked(
        answer: object = ME, *, scopes: list[str] = SCOPES, skew: timedelta = timedelta(0), **other: object
    ) -> dict[str, Check]:
        slack.answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()  # type: ignore[attr-defined]
        date = format_datetime(datetime.now(UTC) + skew, usegmt=True)
        slack.extra = {"X-OAuth-Scopes": ",".join(scopes), "Date": date}  # type: ignore[attr-defined]
        url = f"http://127.0.0.1:{slack.server_address[1]}/api/"
        settings = replace(SETTINGS, database_url=sqlite_url, slack_api_url=url, **other)  # type: ignore[arg-type]
        return {check.name: check for check in doctor.examine(settings)}

    db = Database(sqlite_url)
    processes.prepare(db, replace(SETTINGS, database_url=sqlite_url))
    with db.transaction() as session:
        tafels.link(session, tafels.all_tafels(session)[0].id, "slack", "C1", "agri", datetime.now(UTC))
    db.close()
    return asked


def test_when_all_is_well_every_line_is_good(ask: Asked) -> None:
    found = ask()
    assert {check.state for check in found.values()} == {"goed"}
    assert found["Slack"].text == "verbonden met Proef als tafelbot"
    assert found["Klok"].text == "gelijk met Slack"


def test_a_token_that_slack_refuses(ask: Asked) -> None:
    found = ask({"ok": False, "error": "invalid_auth"})["Slack"]
    assert found.wrong
    assert "invalid_auth" in found.text


def test_a_token_of_another_workspace(ask: Asked) -> None:
    found = ask({**ME, "team_id": "T2"})["Slack"]
    assert found.wrong
    assert "T2" in found.text


def test_without_a_workspace_to_keep_to_it_warns(ask: Asked) -> None:
    assert "Werkruimte" not in ask()
    found = ask(slack_team_id="")["Werkruimte"]
    assert found.state == "let op"
    assert "SLACK_TEAM_ID is leeg" in found.text


def test_a_server_out_of_reach_gets_one_verdict() -> None:
    for host in ("127.0.0.1:1", "geen.host.invalid"):
        found = doctor.examine(replace(SETTINGS, database_url=f"postgresql://x@{host}/x", slack_bot_token=""))
        [check] = [check for check in found if check.name == "Database"]
        assert check.wrong
        assert "niet bereikbaar" in check.text


def test_rights_that_are_missing_are_named(ask: Asked) -> None:
    found = ask(scopes=[scope for scope in SCOPES if scope != "chat:write"])["Rechten op Slack"]
    assert found.wrong
    assert found.text == "chat:write ontbreekt. Installeer de app opnieuw."


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off(ask: Asked, minutes: int) -> None:
    found = ask(skew=timedelta(minutes=minutes))["Klok"]
    assert found.wrong
    assert "tijdsynchronisatie" in found.text


@pytest.mark.parametrize("answer", [b"<html>onderhoud</html>", b"", b"[1]"])
def test_an_answer_that_is_none_is_said_and_breaks_nothing(ask: Asked, answer: bytes) -> None:
    found = ask(answer)
    assert found["Slack"].wrong
    assert "Uitgaand" in found


def test_what_stays_behind_is_noticed(ask: Asked, sqlite_url: str) -> None:
    db, hour_ago = Database(sqlite_url), datetime.now(UTC) - timedelta(hours=1)
    with db.transaction() as session:
        outbox.put(session, "once", platform="slack", lane="C1", address="{}", content="{}", now=hour_ago, key="a")
    assert "Draait de worker?" in ask()["Uitgaand"].text
    with db.transaction() as session:
        outbox.finish(session, outbox.waiting(session)[0], "dood")
    assert "python -m bot uitgaand --dood" in ask()["Uitgaand"].text
    db.close()


def test_without_a_public_address_it_says_what_that_means(ask: Asked) -> None:
    socket = ask(tafelbot_url="", slack_app_token="xapp-1", slack_signing_secret=())["Openbaar adres"]
    assert (socket.state, "gasten" in socket.text) == ("let op", True)
    assert ask(tafelbot_url="")["Openbaar adres"].wrong
    assert "TLS" in ask(tafelbot_url="http://tafelbot.example")["Openbaar adres"].text


def test_a_schema_that_is_behind(ask: Asked, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.transaction() as session:
        session.exec_driver_sql("DELETE FROM alembic_version")
    found = ask()["Schema"]
    assert found.wrong
    assert migrate.newest() in found.text
    db.close()
