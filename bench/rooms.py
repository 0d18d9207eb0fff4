"""What a guest's page costs beside a bare page of the same framework, and what open pages take of the memory."""

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from bench import targets
from bench.load import HOST
from bench.report import Table, number, times
from bench.requests import Load
from bench.rig import Rig
from bench.targets import Server
from handlers.rooms import path
from storage.database import Database
from tests import toy_room
from tests.world import MONDAY

_MOST_CPU, _MOST_BYTES, _MOST_MEMORY = 3.0, 50_000, 5.0
_FILES: Final = ("cards.css", "room.css", "room.js", "tafelbot.svg", "down.svg")


def rooms(rig: Rig) -> list[Table]:
    """Pages of many guests, and all of them open at once."""
    database = rig.database("rooms", alone=True)
    made = _make_room(database, rig.size.guests)
    addresses = [path("k", code) for code in made.personal]
    with rig.with_room(database) as house:
        with urlopen(f"http://{HOST}:{house.port}{addresses[0]}", timeout=targets.READY) as answer:
            page = answer.read()
        (drawn := rig.folder / "page.html").write_bytes(page)
        with rig.bare("page", str(drawn)) as bare:
            return [_cost(rig, house, bare, addresses[0], _whole(house, page)), _memory(rig, house, addresses)]


def _make_room(database: Path, guests: int) -> toy_room.Made:
    db = Database(f"sqlite:///{database}")
    try:
        toy_room.create(db)
        names = [f"Gast {each}" for each in range(guests)]
        return toy_room.make_room(db, MONDAY, question=toy_room.QUESTION, guests=names)
    finally:
        db.close()


def _cost(rig: Rig, house: Server, bare: Server, address: str, whole: int) -> Table:
    asked = Load(port=0, run="", kind="page", text=address, expect=toy_room.QUESTION)
    found = rig.rounds({"a guest's page": (house, asked), "bare page": (bare, asked)}, rig.size.connections)
    base = found["bare page"]
    rows = [
        (name, number(each.rate), number(each.at(0.5)), number(each.cost), times(each.cost, base.cost))
        for name, each in found.items()
    ]
    dearer = found["a guest's page"].cost / base.cost
    note = (
        f"Aim: at most {_MOST_CPU:g} times the processor time of the bare page: {dearer:.2f}, "
        f"{_met(dearer <= _MOST_CPU)}. The first view with its files: {whole:,} bytes, aim {_MOST_BYTES:,}, "
        f"{_met(whole <= _MOST_BYTES)}."
    )
    return Table("A guest's page", ("page", "req/s", "p50 ms", "cpu µs/req", "cpu of bare"), rows, [note])


def _whole(house: Server, page: bytes) -> int:
    """The bytes of a first view: the page with its style sheets, script and pictures."""
    sizes = [len(page)]
    for name in _FILES:
        with urlopen(f"http://{HOST}:{house.port}/k/static/{name}", timeout=targets.READY) as answer:
            sizes.append(len(answer.read()))
    return sum(sizes)


def _memory(rig: Rig, house: Server, addresses: Sequence[str]) -> Table:
    before = house.memory()
    with _open_pages(house, addresses):
        time.sleep(rig.size.seconds)
        after = house.memory()
    grown = [then - now for now, then in zip(before, after, strict=True)]
    name = f"{len(addresses)} open pages"
    note = f"Aim: at most {_MOST_MEMORY:g} MB more: {grown[0]:.1f}, {_met(grown[0] <= _MOST_MEMORY)}."
    rows = [(name, *map(number, (*after, *grown)))]
    return Table("Open pages", ("open", "RSS MB", "USS MB", "RSS more", "USS more"), rows, [note])


@contextlib.contextmanager
def _open_pages(house: Server, addresses: Sequence[str]) -> Iterator[None]:
    """So many pages that follow their room, each told how it stands."""
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection((HOST, house.port), targets.READY)) for _ in addresses]
        for line, address in zip(lines, addresses, strict=True):
            line.sendall(f"GET {address}/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        for line in lines:
            told = b""
            while b"event: stand" not in told:
                more = line.recv(4096)
                assert more, told
                told += more
        yield


def _met(met: bool) -> str:  # noqa: FBT001 - it is the whole question
    return "met" if met else "missed"
