"""What is measured under load: storing, a burst of clicks, many commands, long agendas. Each case gives tables."""

import time
from functools import partial

import msgspec

from bench import world
from bench.report import Table, number, times
from bench.requests import Load
from bench.rig import Measured, Rig
from bench.targets import Server
from bench.world import Rows

_OWN = "nieuw Open dag {} bij drie bouwers eind mei"
_GIVEN = "nieuw Open dag {} bij drie bouwers <@UKARIM|karim> eind mei"
_KEPT = "BOUW-"
_LOADED = ("target", "req/s", "of echo", "of floor", "p50 ms", "p99 ms", "p99 of echo", "cpu µs/req", "cpu of echo")


def storing(rig: Rig) -> list[Table]:
    """A signed `/actie nieuw`, stored and answered, beside the echo and the floor."""
    database, flat = rig.database("stored"), rig.folder / "floor.db"
    with rig.house(database) as house, rig.bare("echo", "command") as echo, rig.bare("floor", str(flat)) as floor:
        asked = {
            "Tafelbot": (house, _command(_OWN, _KEPT)),
            "Tafelbot, for a colleague": (house, _command(_GIVEN, _KEPT)),
            "Bolt echo": (echo, _command(_OWN, "Open dag")),
            "floor": (floor, _command(_OWN, "Open dag")),
        }
        kept, told = Rows(database, "actions"), Rows(database, "outbox", "kind = 'once'")
        under = Rows(flat, "rows")
        delivered = partial(world.deliver, database)
        many, one = (rig.rounds(asked, connections, delivered) for connections in (rig.size.connections, 1))
    own, given, _, raw = (many[name].stored + one[name].stored for name in asked)
    checks = [kept.match(own + given), told.match(given), under.match(raw)]
    title = "A signed `/actie nieuw`, stored (FULL) and answered"
    notes = ["`for a colleague` names another owner: that also queues a message to them.", *checks]
    return [
        Table(f"{title}, {rig.size.connections} connections", _LOADED, _loaded(many), _aims(many)),
        Table(f"{title}, one connection", _LOADED, _loaded(one), [" ".join(notes)]),
    ]


def _command(text: str, expect: str) -> Load:
    return Load(port=0, run="", text=text, expect=expect)


def _loaded(found: dict[str, Measured]) -> list[tuple[str, ...]]:
    echo, floor = found["Bolt echo"], found["floor"]
    return [
        (
            name, number(each.rate), times(each.rate, echo.rate), times(each.rate, floor.rate), number(each.at(0.5)),
            number(each.at(0.99)), times(each.at(0.99), echo.at(0.99)), number(each.cost),
            times(each.cost, echo.cost),
        )
        for name, each in found.items()
    ]  # fmt: skip


def _aims(found: dict[str, Measured]) -> list[str]:
    house, echo = found["Tafelbot"], found["Bolt echo"]
    rate, slow = house.rate / echo.rate, house.at(0.99) / echo.at(0.99)
    fast = f"Aim: at least 0.50 of the echo's req/s: {rate:.2f}, {_met(rate >= 0.5)}."
    return [f"{fast} Aim: p99 at most 4 times the echo's: {slow:.1f}, {_met(slow <= 4)}."]


def _met(met: bool) -> str:  # noqa: FBT001 - it is the whole question
    return "met" if met else "missed"


# --- a burst of clicks -----------------------------------------------------------------------------------------------


def burst(rig: Rig) -> list[Table]:
    """Everybody clicks at moments of their own; what counts is how long after that moment the answer was there."""
    size, database = rig.size, rig.database("clicked")
    clicks = size.people * size.clicks
    first = world.fill(database, {"creatief": 2 * clicks}, owner=None)
    asked = Load(port=0, run="", kind="click", channel="CCREATIEF", people=size.people, each=size.clicks,
                 seconds=size.burst, most=clicks, reply_to=f"{rig.slack.address}/antwoord")  # fmt: skip
    house, echo = Measured(), Measured()
    with rig.house(database) as server, rig.bare("echo", "click") as bare:
        changed = Rows(database, "facts", "kind = 'owner'")
        later = [_clicked(rig, server, asked, start, house) for start in (first, first + clicks)]
        for _ in later:
            echo.note(*rig.once(bare, asked))
        check = changed.match(house.answers)
    rows = [_waited(name, each) for name, each in {"Tafelbot": house, "Bolt echo": echo}.items()]
    title = f"{size.people} people x {size.clicks} clicks in {size.burst:g} s (open loop)"
    columns = ("target", "clicks", "p50 ms", "p90 ms", "p99 ms", "slowest ms", "cpu µs/click")
    note = (
        "Every click changes an action, and its visible answer goes to the response address by the courier. The last "
        f"of those was there {' and '.join(number(each) for each in later)} s after the last click. {check}"
    )
    return [Table(title, columns, rows, [note])]


def _waited(name: str, each: Measured) -> tuple[str, ...]:
    waits = (*(each.at(part) for part in (0.5, 0.9, 0.99)), max(each.milliseconds))
    return (name, f"{each.answers:,}", *map(number, waits), number(each.cost))


def _clicked(rig: Rig, house: Server, asked: Load, first: int, measured: Measured) -> float:
    """One burst; gives the seconds until the last answer was delivered, which count as the server's work."""
    before, cpu = rig.slack.calls["antwoord"], house.cpu()
    result, _ = rig.once(house, msgspec.structs.replace(asked, first=first))
    began = time.monotonic()
    while rig.slack.calls["antwoord"] - before < result.answers and time.monotonic() - began < 60:
        time.sleep(0.01)
    later, delivered = time.monotonic() - began, rig.slack.calls["antwoord"] - before
    assert delivered == result.answers, f"{result.answers} clicks, but {delivered} answers were delivered"
    measured.note(result, house.cpu() - cpu)
    return later


# --- size ------------------------------------------------------------------------------------------------------------


def commands(rig: Rig) -> list[Table]:
    """What it costs to have many commands."""
    few, many, asked = rig.database("few"), rig.database("many"), _command(_OWN, _KEPT)
    with rig.house(few, 1) as one, rig.house(many, 60) as sixty:
        found = rig.rounds({"1 command": (one, asked), "60 commands": (sixty, asked)}, rig.size.connections)
    base = found["1 command"]
    rows = [
        (name, number(each.rate), number(each.at(0.5)), number(each.cost), times(each.cost, base.cost))
        for name, each in found.items()
    ]
    dearer = found["60 commands"].cost / base.cost
    note = f"Aim: 60 commands at most 1.10 times as dear as one: {dearer:.2f}, {_met(dearer <= 1.1)}."
    return [Table("60 registered commands against 1", ("registered", "req/s", "p50 ms", "cpu µs/req", "ratio"), rows,
                  [note])]  # fmt: skip


def agenda(rig: Rig) -> list[Table]:
    """`/actie` on agendas of very different length."""
    database, counts = rig.database("agendas"), dict(zip(("tech", "zorg", "agri"), rig.size.agendas, strict=True))
    world.fill(database, counts)
    with rig.house(database) as house:
        asked = {
            f"{count:,} actions": (house, Load(port=0, run="", channel=f"C{key.upper()}", expect="Actieagenda"))
            for key, count in counts.items()
        }
        found = rig.rounds(asked, 1)
    base = next(iter(found.values()))
    rows = [
        (name, number(each.rate), number(each.at(0.5)), number(each.at(0.99)), times(each.at(0.5), base.at(0.5)))
        for name, each in found.items()
    ]
    columns = ("agenda", "req/s", "p50 ms", "p99 ms", "p50 ratio")
    return [Table("The agenda list (`/actie`), one connection", columns, rows)]
