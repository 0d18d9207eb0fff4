"""What a platform waits for: Slack gives up after three seconds, so nothing slow comes before an answer.

How long anything takes depends on the machine; what is waited for does not. The drivers hold every call to their
platform until the bot has answered (`Served.holding_calls`); here is shown that they notice, and that handling a
command renders nothing, loads nothing that renders, and runs no job.
"""

import asyncio
import json
import subprocess
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any

import pytest

from tests.platforms import Chat, slack, teams
from tests.platforms.served import Served
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.programs import launch
from tests.readme import ROOT
from tests.waiting import until


def test_no_command_renders_or_fetches_anything_or_runs_a_job(sqlite_url: str) -> None:
    program = launch.command("-m", "tests.programs.every_command", sqlite_url)
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])

    assert told["answered"] > 60
    assert told["loaded"] == []
    assert told["jobs"] == ["wacht"]  # there are some, and none was run


@pytest.mark.parametrize("platform", ["slack", "teams"], indirect=True)
def test_an_answer_that_waits_for_the_platform_is_noticed(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot may ask for names before it answers; here the driver is told that it may not."""
    match chat:
        case SlackDriver():
            monkeypatch.setattr(slack, "_first", lambda _payload: ())
            give_up_at_the_first_call(monkeypatch, slack, chat.slack)
            with pytest.raises(AssertionError, match=r"the bot waits: \['users.info'"):
                chat.say("update: hallo", by="karim")
        case TeamsDriver():
            monkeypatch.setattr(teams, "READS", ())
            give_up_at_the_first_call(monkeypatch, teams, chat.teams)
            with pytest.raises(AssertionError, match=r"the bot waits: \['GET team'"):
                chat.say("/actie", by="karim")


def give_up_at_the_first_call(monkeypatch: pytest.MonkeyPatch, driver: ModuleType, platform: Served) -> None:
    """Let a driver wait no longer than until the bot made a call that is held."""

    async def ended(work: Coroutine[Any, Any, object], what: Callable[[], str]) -> object:
        task = asyncio.ensure_future(work)
        await until(lambda: platform.held or task.done(), "an answer, or a call before it")
        if task.done():
            return task.result()
        said = what()
        task.cancel()
        await asyncio.wait([task])
        raise AssertionError(said)

    monkeypatch.setattr(driver, "ended", ended)
