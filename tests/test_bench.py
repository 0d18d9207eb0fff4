"""The bench still runs: one tiny run, with a row for each of what it compares. Figures are not judged.

Each case starts programs of its own; `STORM=1` runs all of them, the others those that most others resemble.
"""

import os
import re
import shlex
import subprocess

import pytest

from tests.programs import launch

EVERY = {
    "storing": ["Tafelbot", "Tafelbot, for a colleague", "Bolt echo", "floor"],
    "burst": ["Tafelbot", "Bolt echo"],
    "commands": ["1 command", "60 commands"],
    "agenda": ["20 actions", "40 actions", "80 actions"],
    "teams": ["Tafelbot, reads", "Tafelbot, stores", "Teams SDK echo"],
    "statements": ["`/actie nieuw Open dag bij drie bouwers eind mei`", "`/actie`"],
    "digests": ["9", "10"],
    "votes": ["`/actie BOUW-1 60%`", "a vote in a room of 3", "a vote in a room of 300"],
    "footprint": ["`/healthz` answers", "web, at rest", "worker, at rest"],
    "factsheets": ["nine sheets, first", "nine sheets, again", "csv, 40 rows", "xlsx, 40 rows", "CBS, 60 observations"],
    "rooms": ["a guest's page", "bare page", "10 open pages"],
}
"""What begins the lines of each case's tables."""
ROWS = (
    EVERY
    if os.environ.get("STORM")
    else {name: EVERY[name] for name in ("storing", "agenda", "statements", "digests", "votes")}
)


@pytest.fixture(scope="module")
def said() -> str:
    """What one short run of everything prints; it fails by itself where something answered was not stored."""
    words = launch.command("-m", "bench", *ROWS)
    env = launch.environment(BENCH_SHORT="1", BENCH_PYTHON=shlex.join(launch.command()))  # one clock for all of it
    done = subprocess.run(words, cwd=launch.ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("case", ROWS)
def test_a_tiny_run_of_each_case_gives_its_rows(said: str, case: str) -> None:
    for row in ROWS[case]:
        assert re.search(rf"^\| {re.escape(row)} +\| +[0-9.,]+ \|", said, re.MULTILINE), f"{row} has no figures"
