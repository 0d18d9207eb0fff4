"""What a platform waits for: Slack gives up after three seconds, so nothing slow comes before an answer.

How long anything takes depends on the machine; what is waited for does not. The drivers hold every call to their
platform until the bot has answered (`Served.holding_calls`); here is shown that they notice, and that handling a
command renders nothing, loads nothing that renders, and runs no job.
"""

import json
import subprocess

import pytest

from tests import waiting
from tests.platforms import Chat, slack, teams
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.programs import launch
from tests.readme import ROOT
from tests.world import World


def test_no_command_renders_or_fetches_anything_or_runs_a_job(sqlite_url: str) -> None:
    program = launch.command("-m", "tests.programs.every_command", sqlite_url)
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])

    assert told["answered"] > 60
    assert told["loaded"] == []
    assert told["jobs"] == ["wacht"]  # there are some, and none was run


@pytest.mark.parametrize("platform", ["slack", "teams"], indirect=True)
def test_an_answer_that_waits_for_the_platform_is_noticed(
    chat: Chat, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot may ask for names before it answers; here the driver is told that it may not."""
    monkeypatch.setattr(waiting, "HANG", 0.5)
    monkeypatch.setattr(slack, "_first", lambda _payload: ())
    monkeypatch.setattr(teams, "READS", ())
    match chat:
        case SlackDriver():
            with pytest.raises(AssertionError, match=r"the bot waits: \['users.info'"):
                chat.say("update: hallo", by="karim")
        case TeamsDriver():
            with pytest.raises(AssertionError, match=r"the bot waits: \['GET team'"):
                chat.say("/actie", by="karim")
