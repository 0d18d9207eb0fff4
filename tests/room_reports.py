"""Rooms to report of, for tests: the same votes in any order, of any method, with words that people could write."""

import random
import sys
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from handlers.versnellingskamer.reported import Reported
from handlers.versnellingskamer.result import compute
from handlers.versnellingskamer.votes import Ballot, Direction, Method
from tests.kamer_votes import FIVE, ballots, seeded, vote

NAMES: Final = (
    "Stagepact per gemeente", "Eén stageloket voor alle scholen", "Open dag bij tien bedrijven",
    "Docenten een week naar het bedrijf", "Reiskosten vergoeden", "Stagebegeleiders opleiden",
    "Een app met alle plekken", "Kleine bedrijven delen een leerling", "Voorlichting op het vmbo",
    "Campagne op sociale media", "Elke gemeente tien leerbanen", "Een prijs voor het beste leerbedrijf",
)  # fmt: skip
SIZES: Final = {"ondernemers": 9, "overheid": 7, "onderwijs": 6, "onderzoek": 3, "omgeving": 2}
ZONE: Final = ZoneInfo("Europe/Amsterdam")


def reported(
    method: Method = "score", *, names: Sequence[str] = NAMES, every: Sequence[Ballot] | None = None, order: int = 0,
    sizes: dict[str, int] = SIZES, **given: Any,
) -> Reported:  # fmt: skip
    """A closed room; `order` shuffles the ballots, which changes nothing."""
    directions = tuple(Direction(number, name, "Met een uitleg.") for number, name in enumerate(names, 1))
    usual = {"criteria": FIVE if method == "score" else ()}
    asked = msgspec.structs.replace(vote(method, **(usual | given)), directions=directions)
    found = list(every if every is not None else ballots(asked, sizes, seeded(method)))
    if asked.level == "naam":
        found = [msgspec.structs.replace(each, name=f"Persoon {number}") for number, each in enumerate(found)]
    random.Random(order).shuffle(found)  # noqa: S311 - an order, no secret
    named = tuple(sorted(found, key=lambda each: each.name)) if asked.level == "naam" else ()
    return Reported(
        result=compute(asked, found), tafel="Bouw", colour="#1F6F4E", opened=datetime(2026, 5, 18, 9, tzinfo=ZONE),
        closed=datetime(2026, 5, 18, 9, 20, tzinfo=ZONE), named=named,
    )  # fmt: skip


def fingerprints(told: Reported) -> list[str]:
    """A line for each file of a report, and for its pictures."""
    from handlers.versnellingskamer import report_files  # noqa: PLC0415 - only here Typst is needed

    bodies = {each.kind: each.body for each in report_files.files(told)}
    large, small = msgspec.structs.astuple(report_files.pictures(told))
    return [f"{kind} {sha256(body).hexdigest()}" for kind, body in (bodies | {"png": large, "klein": small}).items()]


if __name__ == "__main__":
    print("\n".join(fingerprints(reported("akkoord", order=int(sys.argv[1])))))  # noqa: T201 - a program of a test
