"""What an anonymous vote costs in rooms of very different size, beside a stored `/actie BOUW-1 60%` in the same run.

All of it in one process, through the app's one way in. The vote is of a small feature of the bench's own, with a living
card that counts; `measure` takes any feature that is played as a `Voting` says.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import MetaData

from bench import world
from bench.inside import opened, spoken
from bench.report import Table, median, number, percentile, times
from bench.requests import PEOPLE
from bench.rig import Rig
from bot.app import App
from bot.settings import Settings
from handlers import FEATURES
from handlers.anonymous import Admission, Alone, Anonymous, AnonymousAction
from handlers.answer import Answers, Ask, Post, Refresh
from handlers.cards import Card, Note, line
from handlers.feature import Account, Address, Around, Feature, Now, Place, Shown, Turn, Work
from handlers.forms import Form, Line, Values, single
from handlers.pieces import Text
from handlers.registry import build_registry
from handlers.request import Request
from storage import people, posted
from storage.apart import Apart, write_apart
from storage.ballots import Ballots, Voter
from storage.database import Database
from storage.vault import Vault

_SECRET: Final = "bench-geheim-bench-geheim"
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_ACTION: Final = "`/actie BOUW-1 60%`"


@dataclass(frozen=True)
class Voting:
    """How a feature is voted in. `begin` makes a subject for so many people and gives its name, with which a press on
    `action` opens the form; `values` is the form as it is filled in for the so-manieth vote, and `content` the ballot.
    """

    feature: Feature
    ballots: Ballots
    action: str
    values: Callable[[int], Values]
    content: Callable[[int], str]
    begin: Callable[[Database, int], str] = lambda _db, count: str(count)


@dataclass
class Found:
    """Milliseconds that each answer took, and of processor time."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


# --- a small feature -------------------------------------------------------------------------------------------------


def small_voting(length: int = 200) -> Voting:
    """One line to fill in; every ballot is as long as what a room of thirty directions stores."""
    ballots = Ballots("proefstem", MetaData())

    def ask(alone: Alone[str]) -> Answers:
        own = alone.ballots.own(alone.session, alone.subject, alone.voter) or ""
        fields = (Line(name="stem", label="Jouw stem", value=own.strip()),)
        return Ask(Form(action="proefstem.stem", title="Stem", submit="Stem", fields=fields, state=alone.subject))

    def vote(alone: Alone[str]) -> Answers:
        content = single(alone.values.get("stem")).ljust(length)
        done = alone.ballots.cast(alone.session, alone.subject, alone.voter, revision=alone.revision, content=content)
        assert done == "stored", done
        return Post(Card("gestemd", "Je stem telt mee")), Refresh(f"proefstem:{alone.subject}")

    def card(work: Work, subject: str) -> Card:
        return Card("proefstem", "Stem", (Note(line(f"{ballots.count(work.session, subject)} gestemd")),))

    def admit(turn: Turn) -> Admission[str]:
        assert turn.person.id
        return Admission(subject=turn.request.value, given="")

    feature = Feature(
        name="proefstem",
        shown=Shown(cards={"proefstem": card}),
        around=Around(
            anonymous=Anonymous(
                ballots=ballots,
                presses={"stem": AnonymousAction(admit=admit, act=ask)},
                submits={"stem": AnonymousAction(admit=admit, act=vote)},
                card="proefstem",
            )
        ),
    )
    return Voting(
        feature, ballots, "proefstem.stem", lambda each: {"stem": f"Plan {each}"},
        lambda each: f"Plan {each}".ljust(length),
    )  # fmt: skip


# --- rooms -----------------------------------------------------------------------------------------------------------


def votes(rig: Rig) -> list[Table]:
    """A vote that is stored and answered, in each room, and the same action again and again in between."""
    voting = small_voting()
    with opened(world.database(rig.folder / "votes.db")) as db:
        for table in voting.ballots.tables:
            table.create(db.engine)
        found = measure(db, voting, rig.size.rooms, rounds=rig.size.votes[0], each=rig.size.votes[1])
    action, first = found[_ACTION], found[_room(rig.size.rooms[0])]
    rows = [
        (
            name, number(percentile(each.wall, 0.5)), number(percentile(each.wall, 0.9)), number(median(each.cpu)),
            times(median(each.cpu), median(action.cpu)), times(median(each.cpu), median(first.cpu)),
        )
        for name, each in found.items()
    ]  # fmt: skip
    columns = ("request", "p50 ms", "p90 ms", "cpu ms", "cpu of the action", "cpu of the first room")
    return [Table("An anonymous vote, stored and answered", columns, rows, _aims(rig, found))]


def _aims(rig: Rig, found: Mapping[str, Found]) -> list[str]:
    rooms = [found[_room(count)] for count in rig.size.rooms]
    small = _ratio(rooms[0], found[_ACTION])
    large = max(_ratio(each, rooms[0]) for each in rooms[1:])
    first = f"Aim: the first room at most 1.5 times the action: {small:.2f}, {'met' if small <= 1.5 else 'missed'}."
    others = f"Aim: the others at most twice the first: {large:.2f}, {'met' if large <= 2 else 'missed'}."
    note = "Both by p50. Everybody has voted before, so each vote is a change of one. Opening the form is not in it."
    return [f"{first} {others} {note}"]


def _ratio(one: Found, other: Found) -> float:
    return median(one.wall) / median(other.wall)


def measure(db: Database, voting: Voting, rooms: tuple[int, ...], *, rounds: int, each: int) -> dict[str, Found]:
    """Rooms of so many voters who all have voted, and people among them who change their votes: in turns, `each` after
    another, so that a machine that is busy with something else slows all of it alike."""
    app = App(Settings(tafelbot_geheim=(_SECRET,)), db, build_registry((*FEATURES, voting.feature)), _now)
    known = db.read(lambda session: [people.by_account(session, _account(place)) for place in range(PEOPLE)]).result()
    ids = [person.id for person in known if person]
    subjects = {count: voting.begin(db, count) for count in rooms}
    for count, subject in subjects.items():
        voters = [*ids[:count], *range(1_000_000, 1_000_000 + count - len(ids))]
        write_apart(db, voting.ballots.tables, Vault((_SECRET,)), partial(_fill, voting, subject, voters)).result()
    numbers, found = itertools.count(1), {name: Found() for name in (_ACTION, *map(_room, rooms))}

    async def run() -> None:
        await app.answer(spoken((Text("/actie nieuw Open dag bij drie bouwers eind mei"),), "slack:first"))
        for _ in range(rounds):
            for _ in range(each):
                await _act(app, next(numbers), found[_ACTION])
            for count, subject in subjects.items():
                _show(db, voting, subject)
                for _ in range(each):
                    await _vote(app, voting, subject, count, next(numbers), found[_room(count)])

    asyncio.run(run())
    return found


def _fill(voting: Voting, subject: str, voters: list[int], apart: Apart) -> None:
    voting.ballots.open(apart, subject)
    for place, person in enumerate(voters):
        voting.ballots.cast(apart, subject, Voter((person,)), revision=1, content=voting.content(place))


def _show(db: Database, voting: Voting, subject: str) -> None:
    """The card that counts stands in the channel and was drawn just now, as a courier would have done."""
    kind = voting.feature.around.anonymous.card if voting.feature.around.anonymous else ""
    db.write(
        lambda session: posted.keep(session, f"{kind}:{subject}", "slack", "CBOUW", subject, _now().instant)
    ).result()


async def _act(app: App, order: int, found: Found) -> None:
    await _timed(app, spoken((Text(f"/actie BOUW-1 {order % 99 + 1}%"),), f"slack:{order}"), found, "BOUW-1 is op")


async def _vote(app: App, voting: Voting, subject: str, count: int, order: int, found: Found) -> None:
    account = _account(order % min(count, PEOPLE))
    press = _request("press", order, account, voting.action, subject, {})
    [form] = [each.form for each in (await app.answer(press)).inline if isinstance(each, Ask)]
    submit = _request("submit", order, account, voting.action, form.state, voting.values(order))
    await _timed(app, submit, found, "telt mee")


async def _timed(app: App, request: Request, found: Found, expect: str) -> None:
    clock, cpu = time.perf_counter(), time.process_time()
    reply = await app.answer(request)
    found.wall.append((time.perf_counter() - clock) * 1000)
    found.cpu.append((time.process_time() - cpu) * 1000)
    assert expect in str(reply), reply


def _request(
    kind: Literal["press", "submit"], order: int, account: str, action: str, value: str, values: Values
) -> Request:
    address = Address(Place("slack", "CBOUW", "channel", "bouw"), Account(account, account.partition(":")[2].title()))
    return Request(
        kind, f"slack:{kind}{order}", address, _now().instant, action=action, value=value, values=values,
        inline=("Ask", "Post"),
    )  # fmt: skip


def _room(count: int) -> str:
    return f"a vote in a room of {count:,}"


def _account(place: int) -> str:
    return f"slack:U{place:04}"


def _now() -> Now:
    return Now(datetime.now(UTC), _ZONE)
