"""What Teams says in an odd way is read as far as it goes: nobody waits for an answer that never comes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from bot.teams.inbound import moment
from tests.platforms.teams import TeamsDriver
from tests.world import World

NOW = datetime(2026, 5, 18, 7, 0, tzinfo=UTC)
STAMPS = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01", "gisteren", "", "-1"]


@pytest.fixture
def platform() -> str:
    return "teams"


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_time_that_is_none_counts_as_now(stamp: str) -> None:
    assert moment(stamp, NOW) == NOW


@given(st.text() | st.datetimes(timezones=st.timezones() | st.none()).map(datetime.isoformat))
def test_a_time_is_read_or_counts_as_now_whatever_it_looks_like(stamp: str) -> None:
    assert moment(stamp, NOW).tzinfo is UTC


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_command_with_an_odd_time_is_answered(chat: TeamsDriver, world: World, stamp: str) -> None:
    conversation = chat.teams.personal("29:petra")
    activity, _ = chat.payloads.message("/tafel rechten", "petra", conversation)
    chat.deliver({**activity, "timestamp": stamp})
    chat.settle()
    assert "Wie mag" in chat.direct("petra")[-1].text
    assert world.person("petra").name == "Petra"


@pytest.mark.parametrize("content", [{"downloadUrl": 5}, {"uniqueId": ["x"]}, {"downloadUrl": {"a": 1}}])
def test_a_file_that_cannot_be_read_gets_a_sentence(chat: TeamsDriver, content: dict[str, object]) -> None:
    conversation = chat.teams.personal("29:petra")
    activity, _ = chat.payloads.message("", "petra", conversation)
    kind = "application/vnd.microsoft.teams.file.download.info"
    attached = {"contentType": kind, "name": "cijfers.csv", "content": content}
    answer = chat.post({**activity, "attachments": [attached]})
    assert answer.status_code == 200
    chat.settle()
    assert chat.direct("petra")[-1].text
