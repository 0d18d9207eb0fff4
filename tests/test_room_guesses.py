"""Guessing codes: it is slowed for each address and for all together, nothing grows, and who has a code comes in."""

import asyncio
import random

import pytest
from hypothesis import given, strategies as st
from starlette.applications import Starlette

from bot.browser import room_guesses
from bot.browser.room_guesses import (
    ADDRESSES,
    ALL_FREE,
    ALL_PACE,
    FREE,
    KNOWN,
    PACE,
    PATIENCE,
    Guesses,
    Shut,
    TooMany,
    client_address,
)
from bot.browser.rooms import RoomDoor
from handlers.registry import build_registry
from handlers.rooms import fingerprint, new_code, show_code
from storage.database import Session
from tests import toy_room
from tests.platforms.guest import GuestDriver
from tests.searches import examples
from tests.world import World


class Time:
    """A clock that moves when somebody sleeps, and remembers how long that was."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def guesses(time: Time) -> Guesses:
    return Guesses(time, time.sleep)


def guess(guesses: Guesses, address: str, code: str = "", *, right: bool = False) -> bool:
    """One try; says whether the code was looked up."""
    return asyncio.run(tried(guesses, address, code or new_code(), right=right))


async def tried(guesses: Guesses, address: str, code: str, *, right: bool = False) -> bool:
    try:
        async with guesses.turn(address, fingerprint(code)):
            await asyncio.sleep(0)
            if not right:
                raise Shut  # noqa: TRY301 - the block says so
    except TooMany:
        return False
    except Shut:
        return True
    return True


# --- by itself -------------------------------------------------------------------------------------------------------


def test_some_wrong_guesses_cost_nothing_and_further_ones_a_second_each(guesses: Guesses, time: Time) -> None:
    for _ in range(FREE + 1):
        assert guess(guesses, "a")
    assert time.slept == 0
    for _ in range(100):
        assert guess(guesses, "a")
    assert time.slept == pytest.approx(100 * PACE, abs=PACE)


def test_a_neighbour_at_another_address_notices_nothing(guesses: Guesses, time: Time) -> None:
    for _ in range(60):
        guess(guesses, "a")
    before = time.slept
    assert guess(guesses, "b")
    assert time.slept == before


def test_a_right_code_costs_nothing_and_does_not_wait_again(guesses: Guesses, time: Time) -> None:
    for _ in range(300):
        assert guess(guesses, "school", new_code(), right=True), "300 people behind one address come in"
    assert time.slept == 0
    code = new_code()
    assert guess(guesses, "school", code, right=True)
    for _ in range(100):
        guess(guesses, "school")
    before = time.slept
    assert guess(guesses, "school", code, right=True)
    assert time.slept == before, "whoever was inside is not slowed by a neighbour who guesses"


def test_three_hundred_who_come_in_together_from_one_address_all_come_in(guesses: Guesses, time: Time) -> None:
    async def everybody() -> list[bool]:
        return await asyncio.gather(*(tried(guesses, "school", new_code(), right=True) for _ in range(300)))

    assert all(asyncio.run(everybody()))
    assert time.slept == 0
    assert guesses.sizes() == (1, 300, 0)


def test_who_guesses_many_at_once_hears_when_to_try_again(time: Time) -> None:
    async def still(_seconds: float) -> None:
        await asyncio.sleep(0)

    guesses = Guesses(time, still)  # time stands still

    async def all_at_once() -> list[bool]:
        return await asyncio.gather(*(tried(guesses, "a", new_code()) for _ in range(2000)))

    looked = asyncio.run(all_at_once())
    assert sum(looked) <= FREE + PATIENCE / PACE + 1
    with pytest.raises(TooMany) as told:
        asyncio.run(_once(guesses))
    assert 0 < told.value.seconds <= PATIENCE + PACE + 1
    time.now += told.value.seconds
    assert guess(guesses, "a")


async def _once(guesses: Guesses) -> None:
    async with guesses.turn("a", "x"):
        raise AssertionError


def test_what_goes_wrong_while_a_code_is_looked_up_costs_nothing(guesses: Guesses, time: Time) -> None:
    async def broken() -> None:
        async with guesses.turn("a", fingerprint(new_code())):
            raise RuntimeError

    for _ in range(3 * FREE):
        with pytest.raises(RuntimeError):
            asyncio.run(broken())
    assert time.slept == 0


def test_a_code_that_was_withdrawn_is_like_any_other_that_is_wrong(guesses: Guesses, time: Time) -> None:
    code = new_code()
    guess(guesses, "a", code, right=True)
    for _ in range(FREE + 40):
        guess(guesses, "a", code)
    assert time.slept > 0


def test_what_is_remembered_does_not_grow(guesses: Guesses) -> None:
    async def many() -> None:
        for number in range(3 * KNOWN):
            await tried(guesses, f"10.{number}", new_code(), right=number % 2 == 0)

    asyncio.run(many())
    addresses, known, under_way = guesses.sizes()
    assert addresses <= ADDRESSES
    assert known <= KNOWN
    assert under_way == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 5)), min_size=1, max_size=200))
def test_in_no_stretch_of_time_more_wrong_codes_are_looked_up_than_allowed(
    tries: list[tuple[str, bool, float]],
) -> None:
    time = Time()

    async def still(_seconds: float) -> None:
        await asyncio.sleep(0)

    guesses, looked = Guesses(time, still), [(time.now, "")]
    for address, right, pause in tries:
        time.now += pause
        if guess(guesses, address, right=right) and not right:
            looked.append((time.now, address))
    for address in "abc":
        mine = [at for at, whose in looked if whose == address]
        for start in range(len(mine)):
            for end in range(start, len(mine)):
                allowed = FREE + 1 + (mine[end] - mine[start] + PATIENCE) / PACE + 1
                assert end - start + 1 <= allowed


def test_a_hundred_thousand_guesses_find_none_of_three_hundred() -> None:
    chance = random.Random(13)  # noqa: S311 - the same guesses in every run
    codes = {fingerprint("".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8))) for _ in range(300)}
    time = Time()
    tries = ["".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8)) for _ in range(100_000)]
    assert not codes & set(map(fingerprint, tries))

    async def all_of_them(guesses: Guesses, some: list[str]) -> int:
        return sum([await tried(guesses, f"10.0.{number % 50}", each) for number, each in enumerate(some)])

    some = tries[: examples(100) * 50]
    looked = asyncio.run(all_of_them(Guesses(time, time.sleep), some))
    assert time.slept > (looked - ALL_FREE) * ALL_PACE / 2


# --- whose address counts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "told", "counts"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.7"], "203.0.113.5"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.1.2.3", ["1.2.3.4, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7", "198.51.100.8"], "198.51.100.8"),
        ("127.0.0.1", ["rommel"], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("2a02:a420:1:2:3:4:5:6", [], "2a02:a420:1:2::/64"),
        ("::ffff:203.0.113.5", [], "203.0.113.5"),
        ("::1", ["2a02:a420:1:2::9"], "2a02:a420:1:2::/64"),
        ("", [], "None"),
    ],
)
def test_what_a_proxy_nearby_says_counts_and_what_a_client_made_up_does_not(
    peer: str, told: list[str], counts: str
) -> None:
    headers = [(b"x-forwarded-for", each.encode()) for each in told]
    scope = {"type": "http", "headers": headers, "client": (peer, 1) if peer else None}
    assert client_address(scope) == counts


# --- in front of a room ----------------------------------------------------------------------------------------------


@pytest.fixture
def guest(world: World, guesses: Guesses) -> GuestDriver:
    world.app.registry = build_registry(toy_room.features())
    toy_room.create(world.db)
    door = RoomDoor(world.app, world.app.registry.rooms["k"], guesses)
    return GuestDriver(world.app, site=Starlette(routes=door.routes()))


def test_a_room_that_is_guessed_at_stays_open_for_who_has_a_code(world: World, guest: GuestDriver, time: Time) -> None:
    room = toy_room.make_room(world.db, world.clock().instant, guests=("Gerda", "Hans"))
    assert guest.enter(room.personal[0]).status == 200
    for _ in range(FREE + 30):
        assert guest.enter(new_code()).status == 404
    assert time.slept > 0, "who guesses waits"
    before = time.slept
    neighbour = guest.another(same_address=True)
    assert neighbour.enter(room.personal[0]).status == 200
    assert neighbour.press("Ik ben er").title == "Fijn dat je er bent"
    assert time.slept == before, "who is inside does not"
    assert neighbour.enter(room.personal[1]).status == 200, "who comes in now waits a moment"
    assert time.slept <= before + PACE


def test_too_many_at_once_is_an_honest_page_that_says_when_to_try_again(
    world: World, guest: GuestDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_guesses, "PATIENCE", -1.0)
    room = toy_room.make_room(world.db, world.clock().instant)
    seen = guest.enter(room.personal[0])
    assert seen.status == 429
    assert guest.last is not None
    assert guest.last.headers["retry-after"] == "2"
    assert "Probeer het over 2 seconden opnieuw" in seen.text


def test_a_wrong_code_costs_one_look_up_and_what_is_no_code_none(
    world: World, guest: GuestDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    execute = Session.execute

    def counting(session: Session, statement: object, *more: object, **named: object) -> object:
        asked.append(str(statement))
        return execute(session, statement, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Session, "execute", counting)
    guest.enter(new_code())
    assert len(asked) == 1
    assert "toy_codes.fingerprint = " in asked[0]
    guest.open(f"/k/{show_code('ABC')}")
    assert len(asked) == 1
