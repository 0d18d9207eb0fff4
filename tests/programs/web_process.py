"""A process of the real program, with Slack's settings, that a test may kill and start again on the same port."""

import signal
import socket
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.programs import launch
from tests.waiting import HANG


class WebProcess:
    """`python -m bot web` (or `run`), and everything that it wrote down."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, command: str = "web") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._log = folder / f"{self.port}.log"
        self._folder, self._command = folder, command
        state = {"XDG_STATE_HOME": str(folder / "state"), "PORT": str(self.port)}
        self._environment = launch.environment(**{**state, **settings})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                launch.command("-m", "bot", self._command), cwd=self._folder, env=self._environment,
                stdout=log, stderr=log,
            )  # fmt: skip

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"it ended by itself: {self.log[-2000:]}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=HANG) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(HANG)

    def end(self) -> None:
        """Whatever happened, it runs no longer."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
