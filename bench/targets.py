"""Run the servers under test, each a process of its own, and see what they cost.

There are four: the program itself (`bench.house`, or plainly `python -m bot`), a bare Bolt (`bench.echo`), a bare Teams
SDK (`bench.teams_echo`), and what nobody can do without (`bench.floor`). They get no settings but their own, and listen
to this machine only.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped]
import uvicorn
from starlette.types import ASGIApp

from bench.load import HOST, PYTHON
from bench.requests import APP, SECRET, TENANT

ROOT: Final = Path(__file__).parent.parent
_KEPT: Final = ("PATH", "LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")  # all but the first: `make days`
READY: Final = 20  # seconds in which a server must be there


@dataclass(frozen=True)
class Server:
    """A program that runs, and what it has cost so far."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time, its own threads included."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> tuple[float, float]:
        """RSS and USS in MB: what it occupies, and what would come free if it stopped."""
        found = self.process.memory_full_info()
        return found.rss / 1e6, found.uss / 1e6


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What a program of ours needs, and nothing of whoever runs the bench."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return {**kept, "HOME": str(folder), "PYTHONPATH": str(ROOT), **settings}


def slack(folder: Path, database: Path, port: int, api: str) -> dict[str, str]:
    """The settings of an installation with Slack over HTTP, whose Slack is on this machine."""
    return environment(
        folder, DATABASE_URL=f"sqlite:///{database}", PORT=str(port), SLACK_BOT_TOKEN="xoxb-bench",
        SLACK_SIGNING_SECRET=SECRET, SLACK_TEAM_ID="T1", SLACK_API_URL=api, TAFELBOT_GEHEIM="bench-geheim-bench-geheim",
    )  # fmt: skip


def teams(folder: Path, database: Path, port: int) -> dict[str, str]:
    """The settings of an installation with Teams."""
    return environment(
        folder, DATABASE_URL=f"sqlite:///{database}", PORT=str(port), TEAMS_CLIENT_ID=APP, TEAMS_CLIENT_SECRET="bench",
        TEAMS_TENANT_ID=TENANT, TAFELBOT_URL="https://bench.example", TAFELBOT_GEHEIM="bench-geheim-bench-geheim",
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def start(words: Sequence[str], folder: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Begin `python ...` in a folder without settings of its own; what it says goes to a file there."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([*PYTHON, *words], cwd=folder, env=env, stdout=log, stderr=log)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def wait_until_there(port: int, process: subprocess.Popen[bytes], folder: Path, path: str = "/healthz") -> None:
    until = time.monotonic() + READY
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"http://{HOST}:{port}{path}", timeout=5):
            return
        time.sleep(0.005)
    raise RuntimeError((folder / "log").read_text()[-2000:] or "the server does not answer")


@contextlib.contextmanager
def started(words: Sequence[str], folder: Path, env: dict[str, str], port: int) -> Iterator[Server]:
    """A server while it is measured."""
    process = start(words, folder, env)
    try:
        wait_until_there(port, process, folder)
        yield Server(port, psutil.Process(process.pid))
    finally:
        stop(process)


def serve(app: ASGIApp, port: int) -> None:
    """Serve as the program does (see `bot.processes`)."""
    uvicorn.run(
        app, host=HOST, port=port, loop="uvloop", http="httptools", ws="none", lifespan="off", log_config=None,
        access_log=False, server_header=False, proxy_headers=False,
    )  # fmt: skip
