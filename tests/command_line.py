"""The command line as a test types it: in an empty folder, in a trial workspace, or on a real installation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.database import Database
from tests.databases import DEMO, Sqlite, opened
from tests.plain_logs import logging_kept

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "TAFELBOT_GEHEIM": "een geheim voor proeven",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a command printed, and with which number it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Type a command in an empty folder; keywords are settings."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: str, **settings: str) -> Said:
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(name, value)
            try:
                code = main(words)
            except SystemExit as end:
                code = int(end.code or 0)
        return Said(code, *capsys.readouterr())

    with logging_kept():
        yield typed


@pytest.fixture
def in_trial(run: Run, sqlite: Sqlite, tmp_path: Path) -> Run:
    """The same where a trial workspace is."""
    sqlite.write(DEMO, tmp_path / "var" / "demo.db")
    return run


@pytest.fixture
def real(run: Run, url: str) -> Run:
    """The same on a real installation's database, of each kind, with its tafels and one administrator."""

    def typed(*words: str, **settings: str) -> Said:
        return run(*words, **{**SLACK, "DATABASE_URL": url, **settings})

    return typed


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with opened(url) as db:
        yield db
