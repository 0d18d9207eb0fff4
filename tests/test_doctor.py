"""`doctor` against a Slack that answers as Slack does: every trouble gets a line that says what to do."""

import json
import re
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bot import processes
from bot.cli import check_disk, check_teams, doctor
from bot.cli.check_disk import network_disk
from bot.serving.addresses import MARK, own_mark
from bot.settings import Settings
from bot.slack import manifest
from bot.teams.sdk import Microsoft
from handlers import FEATURES
from handlers.feature import Around, Check, Feature, Work
from handlers.registry import build_registry
from storage import figures, migrate, outbox, references, standing, tafels
from storage.database import Database
from storage.figures import Look
from storage.standing import ChannelState, Gone
from tests.databases import Postgres, opened
from tests.platforms.slack_server import FakeSlack
from tests.platforms.slack_world import APP_TOKEN, TEAM, TOKEN as BOT_TOKEN, Fault
from tests.programs import at

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

TEAMS = replace(
    SETTINGS, slack_bot_token="", slack_signing_secret=(), teams_client_id="11111111-2222-3333-4444-555555555555",
    teams_client_secret="proef-geheim", teams_tenant_id="99999999-8888-7777-6666-555555555555",
    tafelbot_beheerders=("teams:29:noor",),
)  # fmt: skip
ADDRESS = "tafelbot.example"
"""What TAFELBOT_URL names; in these tests a server on this machine answers there, with TLS."""
TOKEN = {"token_type": "Bearer", "expires_in": 3599, "access_token": "eyJ.proef.token"}

Asked = Callable[..., dict[str, Check]]


class Site(ThreadingHTTPServer):
    """What answers at the public address: `status` and `mark` are what it says on /healthz."""

    status, mark, asked = 200, own_mark(SETTINGS), 0


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the public address with its key, signed by itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ADDRESS)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(ADDRESS)]), critical=False)
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(key.private_bytes(*plain) + signed)
    return path


@pytest.fixture
def site(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The public address, as this machine finds it: by name, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/healthz"
            server = cast("Site", self.server)
            server.asked += 1
            self.send_response_only(server.status)
            self.send_header(MARK, server.mark)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = Site(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    look_up = socket.getaddrinfo

    def found(host: str, port: int, *rest: Any, **more: Any) -> Any:
        return look_up(*(("127.0.0.1", server.server_address[1]) if host == ADDRESS else (host, port)), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("no_proxy", "*")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


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
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask(slack: ThreadingHTTPServer, site: Site, sqlite_url: str) -> Asked:
    """Have everything examined on a filled database, with Slack answering like this."""
    assert site.asked == 0

    def asked(
        answer: object = ME, *, scopes: list[str] = SCOPES, skew: timedelta = timedelta(0), **other: object
    ) -> dict[str, Check]:
        slack.answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()  # type: ignore[attr-defined]
        date = format_datetime(at.now() + skew, usegmt=True)
        slack.extra = {"X-OAuth-Scopes": ",".join(scopes), "Date": date}  # type: ignore[attr-defined]
        url = f"http://127.0.0.1:{slack.server_address[1]}/api/"
        settings = replace(SETTINGS, database_url=sqlite_url, slack_api_url=url, **other)  # type: ignore[arg-type]
        return {check.name: check for check in doctor.examine(settings, processes.clock(settings))}

    db = Database(sqlite_url)
    processes.prepare(db, replace(SETTINGS, database_url=sqlite_url))
    with db.transaction() as session:
        tafels.link(session, tafels.all_tafels(session)[0].id, "slack", "C1", "agri", at.now())
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
        settings = replace(SETTINGS, database_url=f"postgresql://x@{host}/x", slack_bot_token="")
        found = doctor.examine(settings, processes.clock(settings))
        [check] = [check for check in found if check.name == "Database"]
        assert check.wrong
        assert "niet bereikbaar" in check.text


def test_a_server_on_which_nobody_can_write_is_a_mistake(postgres: Postgres, pg_url: str) -> None:
    with opened(pg_url) as db:
        name = db.url.database
    postgres.admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
    settings = replace(SETTINGS, database_url=pg_url, slack_bot_token="", tafelbot_url="")
    [found] = [check for check in doctor.examine(settings, processes.clock(settings)) if check.name == "Database"]
    assert found.wrong
    assert "kan alleen gelezen worden" in found.text


def test_trying_to_write_leaves_nothing_behind(ask: Asked, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    assert ask()["Database"].state == "goed"
    with db.transaction() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM seen_requests WHERE id LIKE 'doctor:%'").scalar() == 0
    db.close()


def test_looking_at_a_database_that_is_not_there_makes_no_folder(tmp_path: Path) -> None:
    settings = replace(SETTINGS, database_url=f"sqlite:///{tmp_path}/weg/x.db", slack_bot_token="", tafelbot_url="")
    found = {check.name: check for check in doctor.examine(settings, processes.clock(settings))}
    assert "is er nog niet" in found["Database"].text
    assert not (tmp_path / "weg").exists()


@pytest.mark.parametrize(("gone", "why"), [
    ("removed", "de bot is verwijderd"), ("archived", "gearchiveerd"), ("missing", "bestaat niet meer"),
])  # fmt: skip
def test_linked_channels_in_slack_that_closed_are_named(ask: Asked, sqlite_url: str, gone: Gone, why: str) -> None:
    assert "Kanalen in Slack" not in ask()
    db = Database(sqlite_url)
    with db.transaction() as session:
        standing.note(session, [ChannelState(platform="slack", channel="C1", gone=gone)], at.now())
    db.close()
    found = ask()["Kanalen in Slack"]
    assert found.state == "let op"
    assert found.text.startswith(f"1 gekoppeld kanaal is dicht: #agri ({why}).")


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
    db, hour_ago = Database(sqlite_url), at.now() - timedelta(hours=1)
    with db.transaction() as session:
        outbox.put(session, "once", platform="slack", lane="C1", address="{}", content="{}", now=hour_ago, key="a")
    assert "Draait de worker?" in ask()["Uitgaand"].text
    with db.transaction() as session:
        outbox.finish(session, outbox.waiting(session)[0], "dood")
    assert "python -m bot uitgaand --dood" in ask()["Uitgaand"].text
    db.close()


def test_a_source_of_figures_that_is_out_of_reach_is_noticed(ask: Asked, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    for outcome, words in (("niet bereikbaar", "80472ned niet bereikt op "), ("nakijken", "/factsheet bronnen")):
        with db.transaction() as session:
            figures.looked(session, Look(table="80472ned", outcome=outcome, reason="x", checked_at=at.now()))
        found = ask()["Cijfers van CBS"]
        assert found.state == "let op"
        assert words in found.text
    with db.transaction() as session:
        figures.looked(session, Look(table="80472ned", outcome="ongewijzigd", checked_at=at.now()))
    assert "Cijfers van CBS" not in ask()
    db.close()


def test_what_a_feature_looks_at_is_said_and_goes_with_it_and_one_that_cannot_look_is_a_mistake(
    ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_work: Work) -> list[Check]:
        raise ValueError

    glue = Feature(name="lijm", around=Around(checks=lambda _work: [Check("Lijm", "goed", "is op voorraad")]))
    broken = Feature(name="stuk", around=Around(checks=fails))
    monkeypatch.setattr(processes, "registry", lambda: build_registry((*FEATURES, broken, glue)))
    found = ask()
    assert found["Lijm"] == Check("Lijm", "goed", "is op voorraad")
    assert found["Onderdeel"].state == "fout"
    assert "code" in found["Onderdeel"].text


def test_without_a_public_address_it_says_what_that_means(ask: Asked) -> None:
    socket = ask(tafelbot_url="", slack_app_token="xapp-1", slack_signing_secret=())["Openbaar adres"]
    assert (socket.state, "gasten" in socket.text) == ("let op", True)
    assert ask(tafelbot_url="")["Openbaar adres"].wrong
    assert "TLS" in ask(tafelbot_url="http://tafelbot.example")["Openbaar adres"].text


# --- the public address ----------------------------------------------------------------------------------------------


def test_the_public_address_is_asked_and_knows_itself(ask: Asked, site: Site) -> None:
    found = ask()["Openbaar adres"]
    assert (found.state, found.text) == ("goed", "https://tafelbot.example antwoordt en is deze installatie")
    assert site.asked == 1


def test_a_public_address_that_does_not_exist_is_a_mistake(ask: Asked) -> None:
    found = ask(tafelbot_url="https://bestaat-niet.invalid")["Openbaar adres"]
    assert found.wrong
    assert "bestaat-niet.invalid bestaat niet" in found.text


def test_a_public_address_where_nobody_listens_is_a_mistake(ask: Asked) -> None:
    found = ask(tafelbot_url="http://127.0.0.1:1")["Openbaar adres"]
    assert found.wrong
    assert "http://127.0.0.1:1 antwoordt niet (Connection refused)" in found.text


@pytest.mark.parametrize("status", [301, 404, 502, 503])
def test_a_proxy_that_answers_something_else_is_quoted(ask: Asked, site: Site, status: int) -> None:
    site.status = status
    found = ask()["Openbaar adres"]
    assert found.wrong
    assert f"https://tafelbot.example/healthz antwoordt met {status}." in found.text


@pytest.mark.parametrize("said", ["", own_mark(replace(SETTINGS, tafelbot_geheim=("van een ander",)))])
def test_another_server_or_installation_at_the_public_address_is_noticed(ask: Asked, site: Site, said: str) -> None:
    site.mark = said
    found = ask()["Openbaar adres"]
    assert found.wrong
    assert "antwoordt, maar niet als deze Tafelbot" in found.text


def test_a_former_secret_still_is_this_installation(ask: Asked) -> None:
    assert ask(tafelbot_geheim=("nieuw", *SETTINGS.tafelbot_geheim))["Openbaar adres"].state == "goed"


def test_a_certificate_that_is_not_trusted_is_named(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    found = ask()["Openbaar adres"]
    assert found.wrong
    assert found.text.startswith("het certificaat van tafelbot.example klopt niet (")


# --- Socket Mode -----------------------------------------------------------------------------------------------------


@contextmanager
def over_socket(sqlite_url: str) -> Iterator[tuple[FakeSlack, Callable[[], Check]]]:
    """A Slack to connect to, and what doctor finds there."""
    fake = FakeSlack(manifest.slack(processes.registry(), SETTINGS), now=at.now)
    fake.start()
    settings = replace(
        SETTINGS, database_url=sqlite_url, slack_api_url=fake.url, slack_bot_token=BOT_TOKEN, slack_team_id=TEAM,
        slack_app_token=APP_TOKEN, slack_signing_secret=(), tafelbot_url="",
    )  # fmt: skip

    def found() -> Check:
        [check] = [each for each in doctor.examine(settings, processes.clock(settings)) if each.name == "Socket Mode"]
        return check

    try:
        yield fake, found
    finally:
        fake.stop()


def test_doctor_goes_in_and_out_over_socket_mode(sqlite_url: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        assert found() == Check("Socket Mode", "goed", "Slack laat Tafelbot binnen")
        assert slack.connected.is_set()
    assert slack.sockets == []


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("invalid_auth", "nieuw app-token"),
        ("missing_scope", "connections:write"),
        ("not_allowed_token_type", "begint met xapp-"),
        ("iets_nieuws", "Slack weigert SLACK_APP_TOKEN (iets_nieuws)."),
    ],
)
def test_an_app_token_that_slack_refuses_is_a_mistake(sqlite_url: str, said: str, part: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        slack.faults.append(Fault("apps.connections.open", f"error:{said}"))
        check = found()
    assert check.wrong
    assert part in check.text


def test_socket_mode_that_is_switched_off_is_a_mistake(sqlite_url: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        slack.greeting = {"type": "disconnect", "reason": "link_disabled"}
        check = found()
    assert check.wrong
    assert "Socket Mode staat uit" in check.text


@pytest.mark.parametrize("harm", ["500", "reset", "truncated", "html"])
def test_a_socket_address_that_does_not_come_is_a_mistake(sqlite_url: str, harm: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        slack.faults.append(Fault("apps.connections.open", harm))
        check = found()
    assert check.wrong
    assert "geen verbinding" in check.text


def test_a_socket_that_turns_us_away_is_a_mistake(sqlite_url: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        slack.tickets_refused = 1
        assert found().wrong


def test_a_token_of_another_app_is_a_mistake_although_it_connects(sqlite_url: str) -> None:
    with over_socket(sqlite_url) as (slack, found):
        slack.app_of_bot = "AANDERS"
        check = found()
    assert check.wrong
    assert "andere app (APROEF) dan SLACK_BOT_TOKEN (AANDERS)" in check.text


# --- rights ----------------------------------------------------------------------------------------------------------


def test_rights_that_are_not_needed_are_named(ask: Asked) -> None:
    found = ask(scopes=[*SCOPES, "admin"])["Rechten op Slack"]
    assert (found.state, found.text) == ("let op", "admin is niet nodig. Haal het weg bij de app.")


def test_commands_that_slack_does_not_tell_about_are_left_to_a_person(ask: Asked) -> None:
    found = ask()["Rechten op Slack"].text
    assert "zegt Slack een bot niet" in found
    for command in processes.registry().commands.values():
        assert not command.slash or f"/{command.word}" in found


# --- the disk --------------------------------------------------------------------------------------------------------

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/net rw - nfs4 nas:/vol rw
31 30 8:2 / /srv/net/lokaal rw - xfs /dev/sdb rw
32 22 0:41 / /srv/twee\\040woorden rw - cifs //nas/deel rw
33 22 0:42 / /home/deel rw - fuse.sshfs nas: rw
34 22 8:3 / /dubbel rw - ext4 /dev/sdc rw
35 22 0:43 / /dubbel rw - 9p host rw
vreemd
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/tafelbot.db", ""),
        ("/srv/net/tafelbot.db", "nfs4"),
        ("/srv/network/tafelbot.db", ""),
        ("/srv/net/lokaal/tafelbot.db", ""),
        ("/srv/twee woorden/tafelbot.db", "cifs"),
        ("/home/deel/x/tafelbot.db", "fuse.sshfs"),
        ("/dubbel/tafelbot.db", "9p"),
    ],
)
def test_a_disk_is_known_by_where_it_is_mounted(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_disk(Path(path), mounts) == kind


def test_without_a_list_of_mounts_nobody_can_tell(tmp_path: Path) -> None:
    assert network_disk(tmp_path / "x.db", tmp_path / "nergens") == ""


def test_sqlite_on_a_network_disk_is_warned_about(
    ask: Asked, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("22 1 0:5 / / rw - nfs4 nas:/ rw\n")
    monkeypatch.setattr(check_disk, "MOUNTS", mounts)
    found = ask()["Database"]
    assert found.state == "let op"
    assert "netwerkschijf (nfs4)" in found.text
    assert sqlite_url.removeprefix("sqlite:///") in found.text


# --- the schema ------------------------------------------------------------------------------------------------------


def test_a_schema_that_is_behind(ask: Asked, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.transaction() as session:
        session.exec_driver_sql("DELETE FROM alembic_version")
    found = ask()["Schema"]
    assert found.wrong
    assert migrate.newest() in found.text
    db.close()


def test_a_schema_of_a_newer_version_is_not_called_good(ask: Asked, sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.transaction() as session:
        session.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    found = ask()["Schema"]
    assert found.state == "let op"
    assert "nieuwere Tafelbot" in found.text
    db.close()


# --- Teams -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def microsoft() -> Iterator[ThreadingHTTPServer]:
    """Signs in like Microsoft: `server.answer` is a status and what it says; `server.keys` what its keys are."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == f"/{TEAMS.teams_tenant_id}/oauth2/v2.0/token"
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert asked == {
                "grant_type": ["client_credentials"], "client_id": [TEAMS.teams_client_id],
                "client_secret": ["proef-geheim"], "scope": ["https://api.botframework.com/.default"],
            }  # fmt: skip
            self._say(*self.server.answer)  # type: ignore[attr-defined]

        def do_GET(self) -> None:
            self._say(*self.server.keys)  # type: ignore[attr-defined]

        def _say(self, status: int, body: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Date", self.server.date)  # type: ignore[attr-defined]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask_teams(microsoft: ThreadingHTTPServer, site: Site, sqlite_url: str) -> Asked:
    """Have an installation with Teams examined, with Microsoft answering like this."""
    assert site.asked == 0

    def asked(
        answer: object = TOKEN, *, status: int = 200, keys: tuple[int, bytes] = (200, b'{"keys":[]}'),
        skew: timedelta = timedelta(0), **other: object,
    ) -> dict[str, Check]:  # fmt: skip
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        microsoft.answer, microsoft.keys = (status, body), keys  # type: ignore[attr-defined]
        microsoft.date = format_datetime(at.now() + skew, usegmt=True)  # type: ignore[attr-defined]
        there = f"http://127.0.0.1:{microsoft.server_address[1]}"
        settings = replace(TEAMS, database_url=sqlite_url, **other)  # type: ignore[arg-type]
        found = doctor.examine(settings, processes.clock(settings), Microsoft(login=there, openid=f"{there}/keys"))
        assert "proef-geheim" not in "".join(doctor.lines(found))
        return {check.name: check for check in found}

    db = Database(sqlite_url)
    processes.prepare(db, replace(TEAMS, database_url=sqlite_url))
    with db.transaction() as session:
        tafels.link(session, tafels.all_tafels(session)[0].id, "teams", "19:agri@thread.tacv2", "Agri", at.now())
    db.close()
    return asked


def test_with_teams_alone_every_line_is_about_teams(ask_teams: Asked) -> None:
    found = ask_teams()

    assert {check.state for check in found.values()} == {"goed"}
    assert found["Instellingen"].text == "kloppen; echt gebruik, met Teams"
    assert found["Teams SDK"].text == "versie 2.1.1"
    assert found["Teams"].text == "de bot kan zich aanmelden bij tenant 99999999-8888-7777-6666-555555555555"
    assert found["Sleutels van Teams"].text == "bereikbaar"
    assert found["Klok"].text == "gelijk met Microsoft"
    assert found["Openbaar adres"].text.endswith("het eindpunt in Azure is https://tafelbot.example/api/messages")
    assert not any("Slack" in check.text for check in found.values())


def test_with_both_it_says_both(ask_teams: Asked) -> None:
    found = ask_teams(slack_bot_token="xoxb-1", slack_api_url="http://127.0.0.1:1/")

    assert found["Instellingen"].text == "kloppen; echt gebruik, met Slack en Teams"
    assert (found["Teams"].state, found["Slack"].state) == ("goed", "fout")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7000215, "weigert TEAMS_CLIENT_SECRET. Neem de waarde"),
        (7000222, "TEAMS_CLIENT_SECRET verlopen is. Maak in Azure een nieuw"),
        (700016, "kent TEAMS_CLIENT_ID niet"),
        (90002, "kent TEAMS_TENANT_ID niet"),
        (53003, "weigert de bot (invalid_client)."),
    ],
)
def test_a_refusal_of_microsofts_names_the_setting(ask_teams: Asked, number: int, words: str) -> None:
    told = {"error": "invalid_client", "error_codes": [number], "error_description": "AADSTS: Trace ID: geheim"}
    found = ask_teams(told, status=401)["Teams"]

    assert found.wrong
    assert words in found.text
    assert "Trace ID" not in found.text


@pytest.mark.parametrize(("status", "answer"), [(503, b"<html>"), (200, b"<html>portal"), (200, b"[]"), (200, b"{}")])
def test_an_answer_that_is_no_token_is_said(ask_teams: Asked, status: int, answer: bytes) -> None:
    found = ask_teams(answer, status=status)

    assert found["Teams"].wrong
    assert "Uitgaand" in found


def test_without_a_network_it_names_what_it_cannot_reach(ask_teams: Asked, sqlite_url: str) -> None:
    ask_teams()
    nowhere = Microsoft(login="http://127.0.0.1:1", openid="http://127.0.0.1:1/keys")
    settings = replace(TEAMS, database_url=sqlite_url)
    found = {each.name: each for each in doctor.examine(settings, processes.clock(settings), nowhere)}

    for name in ("Teams", "Sleutels van Teams"):
        assert found[name].wrong
        assert "firewall" in found[name].text


def test_keys_out_of_reach_are_a_mistake_of_their_own(ask_teams: Asked) -> None:
    found = ask_teams(keys=(502, b"<html>"))

    assert not found["Teams"].wrong
    assert found["Sleutels van Teams"].wrong


def test_a_clock_that_is_off_from_microsofts(ask_teams: Asked) -> None:
    assert "met Microsoft. Zet tijdsynchronisatie aan." in ask_teams(skew=timedelta(minutes=6))["Klok"].text


def test_an_sdk_that_does_not_load_is_said(ask_teams: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "microsoft_teams.apps", None)
    found = ask_teams()["Teams SDK"]

    assert found.wrong
    assert "pip install -r requirements.txt" in found.text


def test_the_emulators_door_is_called_what_it_is(ask_teams: Asked) -> None:
    open_door = {"teams_client_id": "", "teams_client_secret": "", "teams_tenant_id": "", "tafelbot_url": ""}
    found = ask_teams(**open_door, teams_onbeveiligd="1")

    assert found["ONBEVEILIGD"].state == "let op"
    assert found["Instellingen"].text == "kloppen; de emulator van Teams, geen echt gebruik"
    assert "Alleen voor de emulator." in found["ONBEVEILIGD"].text
    assert not {"Teams", "Sleutels van Teams", "Klok"} & found.keys()
    assert "emulator" in found["Openbaar adres"].text


def test_channels_that_closed_count_where_a_tafel_is_linked(ask_teams: Asked, sqlite_url: str) -> None:
    closed(sqlite_url, "19:ander@thread.tacv2")
    elsewhere = ask_teams()["Kanalen in Teams"]
    closed(sqlite_url, "19:agri@thread.tacv2")
    linked = ask_teams()["Kanalen in Teams"]

    assert elsewhere == Check(
        "Kanalen in Teams", "goed", "uit 1 kanaal of chat is de bot weg; geen daarvan is gekoppeld"
    )
    assert linked.state == "let op"
    assert linked.text.startswith("1 gekoppeld kanaal is dicht: Agri (de bot is verwijderd).")


def closed(url: str, place: str) -> None:
    db, now = Database(url), at.now()
    there = references.Reference(platform="teams", place=place, conversation=place, service_url="https://x.example")
    with db.transaction() as session:
        references.keep(session, there, now)
        references.close(session, "teams", place, "de bot is verwijderd", now)
    db.close()


def test_the_guide_says_what_to_do_about_every_refusal() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "koppelen.md").read_text()

    for sentence in check_teams.REFUSED.values():
        assert f"Microsoft {re.split(r'[,.] ', sentence)[0]}" in guide
