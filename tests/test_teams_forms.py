"""Forms in Teams: one form is one submission, and a form of days ago is not taken as if it were new."""

import pytest

from tests.platforms.teams import TeamsDriver, channel
from tests.platforms.teams_payloads import user
from tests.world import World


@pytest.fixture
def platform() -> str:
    return "teams"


def _forms_data(chat: TeamsDriver, title: str) -> dict[str, object]:
    """What the open form sends when somebody fills in this title."""
    if user("petra") not in chat.teams.dialogs:
        chat.press("Invullen", on=chat.whispers("petra")[-1])
    card = chat.teams.dialogs[user("petra")]["card"]["content"]
    [send] = card["actions"]
    return {**send["data"], "een_titel": title}


def _send_form(chat: TeamsDriver, data: dict[str, object]) -> str:
    place = chat.teams.conversations[channel("bouw")]
    answer = chat.deliver(chat.payloads.invoke("task/submit", "petra", place, {"data": data}))
    chat.settle()
    return str(answer)


def test_a_form_that_is_sent_more_than_once_counts_once(chat: TeamsDriver, world: World) -> None:
    chat.say("/actie nieuw")
    data = _forms_data(chat, "Een keer")
    first, *again = [_send_form(chat, data) for _ in range(3)]
    assert again == [first, first]
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1) is not None
        assert world.action(session, "BOUW", 2) is None


def test_a_form_that_was_refused_can_be_corrected(chat: TeamsDriver, world: World) -> None:
    chat.say("/actie nieuw")
    data = _forms_data(chat, "")
    _send_form(chat, data)
    _send_form(chat, {**data, "een_titel": "Toch iets"})
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1) is not None


def test_a_form_of_more_than_a_day_ago_is_too_old_and_gives_back_what_was_typed(
    chat: TeamsDriver, world: World
) -> None:
    chat.say("/actie nieuw")
    data = _forms_data(chat, "Woorden die blijven")
    world.clock.forward(hours=25)
    told = _send_form(chat, data)
    assert "te oud" in told
    assert "Woorden die blijven" in told
    assert "Nog eens versturen" not in told
    with world.db.transaction() as session:
        assert world.action(session, "BOUW", 1) is None


def test_a_form_that_waited_behind_a_button_for_more_than_a_day_is_too_old(chat: TeamsDriver, world: World) -> None:
    chat.say("/actie nieuw")
    waiting = chat.whispers("petra")[-1]
    world.clock.forward(hours=25)
    opened = chat.press("Invullen", on=waiting)
    assert opened is not None
    assert "te oud" in opened.text
