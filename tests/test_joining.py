"""Joining accounts with a code: on the other platform only, once, where nobody looks on, and never unnoticed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.app import App
from bot.settings import Settings
from handlers.dispatch import dispatch
from handlers.feature import Account, Address, Place, Request
from storage import people
from storage.database import Session
from tests.platforms import Chat, Seen
from tests.platforms.slack import SlackDriver
from tests.platforms.teams import TeamsDriver
from tests.platforms.teams_payloads import entra
from tests.world import World

ASK = "/tafel koppel-mij"


@pytest.fixture
def other(chat: Chat, world: World) -> Iterator[SlackDriver | TeamsDriver]:
    """The other platform, where nobody is known yet."""
    kind = TeamsDriver if world.platform == "slack" else SlackDriver
    driver = kind(App(Settings(tafelbot_geheim=("a secret for tests",)), world.db, world.app.registry, world.clock))
    yield driver
    driver.close()


def _code(seen: Seen | None) -> str:
    assert seen is not None
    return seen.title.removeprefix("Je code is ")


def _asked(chat: Chat, by: str = "karim") -> str:
    code = _code(chat.say(ASK, by=by, at="direct"))
    assert len(code) == 8
    return code


def _typed(chat: Chat, code: str, by: str, at: str = "direct") -> str:
    seen = chat.say(f"{ASK} {code}", by=by, at=at)
    assert seen is not None
    return seen.text


def _is(world: World, account: str) -> people.Person | None:
    with world.db.transaction() as session:
        return people.by_account(session, account)


def _on(other: SlackDriver | TeamsDriver, key: str) -> str:
    return f"slack:U{key.upper()}" if other.name == "slack" else f"teams:{entra(key)}"


def test_a_code_makes_one_person_of_two_accounts_and_works_once(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    code = _asked(chat)
    assert "dezelfde Karim" in _typed(other, code, "karim")
    assert _is(world, _on(other, "karim")) == world.person("karim")
    assert "werkt niet" in _typed(other, code, "bram")


def test_a_code_does_not_work_on_the_platform_where_it_was_asked_and_is_used_up_by_that(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    for by in ("karim", "fatima"):
        code, before = _asked(chat), world.person(by)
        assert "alleen op je andere platform" in _typed(chat, code, by)
        assert world.person(by) == before
        assert "werkt niet" in _typed(other, code, "karim")


def test_a_code_asked_for_in_a_channel_comes_where_only_its_owner_looks(chat: Chat, world: World) -> None:
    seen = chat.say(ASK, by="karim", at="bouw")
    assert seen is not None
    assert "eigen chat" in seen.text
    chat.settle()
    code = _code(chat.direct("karim")[-1])
    assert len(code) == 8
    assert code not in seen.text
    assert all(code not in each.text for each in chat.channel("bouw"))
    assert world.person("karim").name == "Karim"


def test_a_code_typed_in_a_channel_is_refused_and_used_up(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    code = _asked(chat)
    assert "maak een nieuwe" in _typed(other, code, "karim", at="bouw")
    assert "werkt niet" in _typed(other, code, "karim")
    assert _is(world, _on(other, "karim")) != world.person("karim")


def test_nobody_may_go_on_guessing(chat: Chat, other: SlackDriver | TeamsDriver, world: World) -> None:
    for number in range(5):
        assert "werkt niet" in _typed(other, f"AAAAAAA{number}", "bram")
    assert "te veel codes" in _typed(other, _asked(chat), "bram")
    assert _is(world, _on(other, "bram")) != world.person("karim")
    world.clock.forward(minutes=61)
    assert "dezelfde Karim" in _typed(other, _asked(chat), "bram")


def test_a_code_is_too_old_after_a_quarter_of_an_hour(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    code = _asked(chat)
    world.clock.forward(minutes=15)
    assert "werkt niet" in _typed(other, code, "karim")


def test_who_gave_the_code_hears_what_it_was_used_for_and_can_take_that_back(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    _typed(other, _asked(chat), "bram")
    chat.settle()
    told = chat.direct("karim")[-1]
    assert "is nu gekoppeld aan Karim" in told.title
    assert "het account van bram" in told.text.casefold()
    pressed = chat.press("Dit was ik niet: maak los", by="karim", on=told)
    assert pressed is not None
    assert "hoort niet meer bij jou" in pressed.text
    assert _is(world, _on(other, "bram")) is None
    other.say("/tafel", by="bram")
    other.say("/tafel lid @niemand", by="bram", at="direct")
    assert _is(world, _on(other, "bram")) != world.person("karim")


def test_only_who_gave_the_code_can_take_it_back(chat: Chat, other: SlackDriver | TeamsDriver, world: World) -> None:
    _typed(other, _asked(chat), "karim")
    own = world.account("karim")
    found = _is(world, _on(other, "karim"))
    assert found == world.person("karim")
    platform = other.name
    for account, value in ((_on(other, "karim"), own), (_on(other, "karim"), _on(other, "karim"))):
        address = Address(Place(platform, "x", "direct"), Account(account))
        asked = Request(
            "press", f"{platform}:{value}", address, world.clock().instant, action="tafels.maak_los", value=value,
            inline=("Post",),
        )  # fmt: skip
        reply = other.run(world.app.answer(asked))
        assert "kan dat niet meer" in str(reply.inline)
    assert _is(world, own) == _is(world, _on(other, "karim")) == found


def test_accounts_of_an_administrator_do_not_go_with_a_code(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    seen = chat.say(ASK, by="noor", at="direct")
    assert seen is not None
    assert "beheerder" in seen.text
    code = _asked(chat)
    karim = world.person("karim").id
    with world.db.transaction() as session:
        people.change(session, karim, administrator=True)
    assert "beheerder" in _typed(other, code, "karim")
    assert _is(world, _on(other, "karim")) != world.person("karim")


def test_a_second_account_on_a_platform_does_not_go_with_a_code(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    _typed(other, _asked(chat), "karim")
    chat.settle()
    assert "heeft hier al een account" in _typed(other, _asked(chat), "bram")
    assert _is(world, _on(other, "bram")) != world.person("karim")


def test_a_repeated_delivery_gets_the_answer_of_the_first_and_one_message(
    chat: Chat, other: SlackDriver | TeamsDriver, world: World
) -> None:
    code = _asked(chat)
    for _ in range(3):
        other.say(f"{ASK} {code}", by="karim", at="direct", id="same")
        other.settle()
    chat.settle()
    assert _is(world, _on(other, "karim")) == world.person("karim")
    assert len([seen for seen in chat.direct("karim") if "is nu gekoppeld" in seen.title]) == 1


def test_whoever_is_forgotten_leaves_no_code_that_works(chat: Chat, other: SlackDriver | TeamsDriver) -> None:
    code = _asked(chat)
    asked = chat.say("/tafel vergeet mij", by="karim", at="direct")
    chat.press("Vergeet mij", by="karim", on=asked)
    assert "werkt niet" in _typed(other, code, "karim")


def test_two_who_type_each_others_code_at_once_become_one_person_once(world: World) -> None:
    """Each of both transactions would make the other's person its own: who comes second finds its code gone."""
    platform = "slack" if world.platform != "slack" else "teams"
    mine, other, ready = world.account("karim"), f"{platform}:een", Barrier(2)

    def handled(account: str, words: str) -> str:
        address = Address(Place(account.partition(":")[0], account, "direct"), Account(account, account))
        request = Request(
            "say", f"{account} {words}", address, world.clock().instant, words, addressed=True, inline=("Post",)
        )

        def work(session: Session) -> str:
            return str(dispatch(session, request, world.app.registry, world.clock()).inline)

        return world.db.write(work).result()

    codes = {account: handled(account, ASK).partition("Je code is ")[2][:8] for account in (mine, other)}

    def typed(account: str, code: str) -> str:
        ready.wait()
        return handled(account, f"{ASK} {code}")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(typed, (mine, other), (codes[other], codes[mine])))
    assert ["Gelukt" in each for each in answers].count(True) == 1
    assert ["werkt niet" in each for each in answers].count(True) == 1
    with world.db.transaction() as session:
        [one] = {people.by_account(session, account) for account in (mine, other)}
        assert one is not None
        assert people.accounts_of(session, [one.id])[one.id] == tuple(sorted((mine, other)))


def test_of_two_people_at_once_one_gets_it(world: World) -> None:
    """Two transactions that both hold the same code: one is joined, whichever comes first."""
    platform = "slack" if world.platform != "slack" else "teams"
    place, ready = Place(world.platform, "x", "direct"), Barrier(2)

    def said(account: str, where: Place, words: str) -> Request:
        called = "Karim" if account == world.account("karim") else account
        return Request(
            "say", f"{account} {words}", Address(where, Account(account, called)), world.clock().instant, words,
            addressed=True, inline=("Post",),
        )  # fmt: skip

    def handled(request: Request) -> str:
        def work(session: Session) -> str:
            return str(dispatch(session, request, world.app.registry, world.clock()).inline)

        return world.db.write(work).result()

    given = handled(said(world.account("karim"), place, ASK))
    code = given.partition("Je code is ")[2][:8]

    def typed(account: str) -> str:
        ready.wait()
        return handled(said(account, Place(platform, account, "direct"), f"{ASK} {code}"))

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(typed, (f"{platform}:een", f"{platform}:twee")))
    assert ["dezelfde Karim" in each for each in answers].count(True) == 1
    assert ["werkt niet" in each for each in answers].count(True) == 1
    karim = world.person("karim").id
    with world.db.transaction() as session:
        accounts = people.accounts_of(session, [karim])
    assert len(accounts[karim]) == 2
