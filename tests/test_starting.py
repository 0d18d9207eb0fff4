"""Starting and stopping for real: processes on a machine, told what they may not do, and asked to stop."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command_line import Run
from tests.programs import launch
from tests.waiting import HANG, must_end, wait_until

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "TAFELBOT_GEHEIM": "een geheim van lengte",
    "SLACK_API_URL": "http://127.0.0.1:9/api/", "TAFELBOT_BEHEERDERS": "slack:UNOOR",
}  # fmt: skip


class Program:
    """One process of the program, in a folder of its own, on our clock unless it is to run ahead of the machine's."""

    def __init__(
        self, folder: Path, words: list[str], settings: dict[str, str], *, ahead: float | None = None,
        module: str = "bot",
    ) -> None:  # fmt: skip
        self.port = free_port()
        own = {"XDG_STATE_HOME": str(folder / "state"), "PORT": str(self.port)}
        self.process = subprocess.Popen(
            launch.command("-m", module, *words, ahead=ahead), env=launch.environment(**{**own, **settings}),
            cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=HANG) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def ready(self) -> dict[str, object]:
        """Wait until it can do its work."""
        return wait_until(self._is_ready, "the program is ready", every=0.05)

    def _is_ready(self) -> dict[str, object]:
        if self.process.poll() is not None:
            pytest.fail(f"it ended by itself: {self.process.communicate(timeout=HANG)}")
        try:
            status, body = self.get("/readyz")
        except OSError:
            return {}
        found: dict[str, object] = json.loads(body) if status == 200 else {}
        return found

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(by)
        return self.ended()

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=HANG)
        return self.process.returncode, out, err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started = []

    def begin(*words: str, **settings: str) -> Program:
        started.append(Program(tmp_path, list(words), settings))
        return started[-1]

    yield begin
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
            program.process.communicate()


# --- the trial workspace ---------------------------------------------------------------------------------------------


def test_without_settings_the_trial_workspace_starts_and_prints_its_address_last(start: Start, tmp_path: Path) -> None:
    program = start()
    assert program.ready()["klaar"] is True
    assert program.get("/")[0] == 200
    assert "Bouw" in program.get("/lokaal")[1]
    code, out, err = program.stop()
    assert code == 0
    assert f"http://127.0.0.1:{program.port}/lokaal" in out
    assert "Traceback" not in err
    secret = tmp_path / "state" / "tafelbot" / "geheim"
    assert len(secret.read_text()) == 64
    assert secret.stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / "demo.db").is_file()


def test_it_starts_again_with_what_was_there(start: Start, tmp_path: Path) -> None:
    start_of_first = start()
    start_of_first.ready()
    start_of_first.stop(signal.SIGINT)
    secret = (tmp_path / "state" / "tafelbot" / "geheim").read_text()
    again = start("run")
    again.ready()
    assert again.stop()[0] == 0
    assert (tmp_path / "state" / "tafelbot" / "geheim").read_text() == secret


def test_a_port_that_is_taken_is_one_sentence(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = start("run", PORT=str(port)).ended()
    assert (code, out) == (1, "")
    assert err == f"Poort {port} is al in gebruik. Stop het andere programma, of kies een andere: PORT={port + 1}.\n"


def test_an_open_page_does_not_hold_up_the_end(start: Start) -> None:
    program = start()
    program.ready()
    page = socket.create_connection(("127.0.0.1", program.port))
    page.sendall(b"GET /lokaal/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lokaal_persoon=petra\r\n\r\n")
    assert page.recv(12).startswith(b"HTTP/1.1")
    assert program.stop()[0] == 0
    with page, page.makefile("rb") as rest:
        assert rest.read().endswith(b"0\r\n\r\n")  # who is cut off after three seconds misses the last chunk


REFUSED = [
    ([], {"DATABASE_URL": "postgresql://h/d"}, "DATABASE_URL wijst naar PostgreSQL"),
    (["web"], {}, "python -m bot run"),
    (["worker"], {}, "python -m bot run"),
    (["run"], {"HOST": "0.0.0.0"}, "HOST"),  # noqa: S104 - that is what is refused
    (["run"], {**SLACK, "HOST": "0.0.0.0", "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1"}, "HOST"),  # noqa: S104
    (["run"], {"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN ontbreekt"),
]


@pytest.mark.parametrize(("words", "settings", "part"), REFUSED)
def test_what_it_will_not_do_is_one_sentence(run: Run, words: list[str], settings: dict[str, str], part: str) -> None:
    with must_end("it started"):
        said = run(*words, **settings)
    assert (said.code, said.out) == (1, "")
    assert part in said.err
    assert said.err.count("\n") == 1


# --- never on each other's database ----------------------------------------------------------------------------------


def test_slack_never_starts_on_the_database_of_the_trial_workspace(start: Start, in_trial: Run) -> None:
    assert in_trial("tafels").code == 0
    code, _, err = start("run", **SLACK, DATABASE_URL="sqlite:///var/demo.db").ended()
    assert code == 1
    assert err.startswith("Deze database is van de proefwerkruimte")


def test_the_trial_workspace_never_starts_on_a_real_database(start: Start, run: Run) -> None:
    assert run("migrate", **SLACK, DATABASE_URL="sqlite:///echt.db").code == 0
    code, _, err = start("run", DATABASE_URL="sqlite:///echt.db").ended()
    assert code == 1
    assert "zonder gegevens van Slack of Teams draait alleen de proefwerkruimte" in err


# --- for real --------------------------------------------------------------------------------------------------------


def test_with_slack_there_is_no_trial_workspace(start: Start) -> None:
    program = start("run", **SLACK, DATABASE_URL="sqlite:///echt.db")
    assert program.ready()["schema"] == "goed"
    assert program.get("/lokaal")[0] == 404
    assert program.get("/")[0] == 404
    assert program.get("/slack/events")[0] in (404, 405)
    code, out, err = program.stop()
    assert code == 0
    assert f"127.0.0.1:{program.port}" in out
    assert "xoxb" not in err + out


def test_several_webs_and_workers_share_one_postgresql(start: Start, pg_url: str) -> None:
    settings = {**SLACK, "DATABASE_URL": pg_url}
    webs = [start("web", **settings) for _ in range(2)]
    workers = [start("worker", **settings) for _ in range(2)]
    for web in webs:
        web.ready()
    wait_until(lambda: json.loads(webs[0].get("/readyz")[1])["laatste_tik"], "a worker ticks", every=0.1)
    for program in (*webs, *workers):
        code, _, err = program.stop()
        assert code == 0, err
        assert "Traceback" not in err
