"""A press on a card through Teams' edge, beside a bare Teams SDK: every token is signed, by a key pair of our own."""

import json
import time
from functools import partial
from typing import Final

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from bench import world
from bench.report import Table, number, times
from bench.requests import APP, Load
from bench.rig import Measured, Rig
from bench.world import Rows
from handlers.actieagenda.callbacks import TURN_PAGE, ListPage
from handlers.callbacks import encode

_MOST: Final = 2000  # actions that may be taken in a round
_KEY: Final = "bench"
_COLUMNS = ("target", "req/s", "of echo", "p50 ms", "p99 ms", "p99 of echo", "cpu µs/req", "cpu of echo")


def presses(rig: Rig) -> list[Table]:
    """Another page of a list, which only reads, and taking an action, which stores. What follows a press counts too."""
    size, database = rig.size, rig.database("teams", alone=True)
    world.beside_teams(database)
    first = world.fill(database, {"bouw": 2 * (size.warm + size.rounds) * _MOST}, owner=None)
    keys, signed = _signed(rig)
    page = f"{TURN_PAGE.name} {encode(ListPage('open', 'bouw', 8))}"
    turn = msgspec.structs.replace(signed, text=page, expect="AdaptiveCard", private=True)
    take = msgspec.structs.replace(signed, text="actieagenda.oppakken {}", expect="is nu van", most=_MOST, first=first)
    with rig.beside_teams(database, keys) as house, rig.bare("teams_echo", keys) as echo:
        taken, sent = Rows(database, "facts", "kind = 'owner'"), rig.slack.calls.total()
        asked = {"Tafelbot, reads": (house, turn), "Tafelbot, stores": (house, take), "Teams SDK echo": (echo, turn)}
        calm = partial(world.quiet, database)
        many = rig.rounds(asked, size.connections, calm)
        further = msgspec.structs.replace(take, first=first + many["Tafelbot, stores"].stored)
        one = rig.rounds({**asked, "Tafelbot, stores": (house, further)}, 1, calm)
    check = taken.match(sum(each["Tafelbot, stores"].stored for each in (many, one)))
    answered = sum(each[name].stored for each in (many, one) for name in ("Tafelbot, reads", "Tafelbot, stores"))
    calls = rig.slack.calls.total() - sent
    assert calls >= answered, f"{answered} presses, but {calls} calls to Teams"
    notes = [f"Every press is answered in the response and by one call to Teams after it. {check} {calls:,} calls."]
    title = "A press on a card in Teams, its token checked"
    return [
        Table(f"{title}, {size.connections} connections", _COLUMNS, _rows(many), notes),
        Table(f"{title}, one connection", _COLUMNS, _rows(one)),
    ]


def _rows(found: dict[str, Measured]) -> list[tuple[str, ...]]:
    echo = found["Teams SDK echo"]
    return [
        (
            name, number(each.rate), times(each.rate, echo.rate), number(each.at(0.5)), number(each.at(0.99)),
            times(each.at(0.99), echo.at(0.99)), number(each.cost), times(each.cost, echo.cost),
        )
        for name, each in found.items()
    ]  # fmt: skip


def _signed(rig: Rig) -> tuple[str, Load]:
    """Where our public key is, as Microsoft publishes its own, and what every press carries."""
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(pair.public_key(), as_dict=True)
    published = {"keys": [{**public, "kid": _KEY, "use": "sig", "endorsements": ["msteams"]}]}
    rig.slack.pages["keys"] = json.dumps(published).encode()
    now, service = int(time.time()), f"{rig.slack.address}/teams/"
    claims = {"iss": "https://api.botframework.com", "aud": APP, "serviceurl": service, "nbf": now, "exp": now + 3600}
    token = jwt.encode(claims, pair, algorithm="RS256", headers={"kid": _KEY})
    load = Load(port=0, run="", kind="card", channel=world.CHANNEL, service=service, token=token)
    return f"{rig.slack.address}/keys", load
