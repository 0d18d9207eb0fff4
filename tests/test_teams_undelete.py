"""A message in Teams that is deleted and put back: its news goes and comes back, in whichever order Teams tells."""

from itertools import permutations

import pytest

from tests.platforms.teams import Json, TeamsDriver
from tests.world import World

ORDERS = list(permutations(("say", "delete", "back")))
NEWS = "BOUW-1: de offerte is binnen"


@pytest.fixture
def platform() -> str:
    return "teams"


def _told(chat: TeamsDriver, world: World) -> dict[str, Json]:
    """What Teams tells of a message that is said, deleted and put back, a minute between each."""
    conversation = chat.teams.conversations["19:bouw@thread.tacv2"]
    said, written = chat.payloads.message(NEWS, "karim", conversation)
    told = {"say": said}
    kinds = (("delete", "messageDelete", "softDeleteMessage"), ("back", "messageUpdate", "undeleteMessage"),
             ("again", "messageDelete", "softDeleteMessage"))  # fmt: skip
    for name, kind, event in kinds:
        world.clock.forward(minutes=1)
        told[name] = chat.payloads.about(kind, written, eventType=event)
    return told


def _news(world: World) -> list[str]:
    with world.db.transaction() as session:
        action = world.action(session, "BOUW", 1)
        assert action is not None
        return [each.text for each in world.news(session, action.id)]


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_news_that_was_deleted_and_put_back_is_there_again(
    chat: TeamsDriver, world: World, order: tuple[str, ...]
) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    told = _told(chat, world)
    for name in (*order, *order):
        chat.deliver(told[name])
        chat.settle()
    assert _news(world) == ["de offerte is binnen"]


@pytest.mark.parametrize("order", list(permutations(("delete", "back", "again"))), ids=" ".join)
def test_news_that_was_deleted_again_after_it_was_put_back_is_gone(
    chat: TeamsDriver, world: World, order: tuple[str, ...]
) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    told = _told(chat, world)
    for name in ("say", *order, *order):
        chat.deliver(told[name])
        chat.settle()
    assert _news(world) == []
