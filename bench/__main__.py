"""Measure everything and print the tables: `python -m bench`, or some cases by name: `python -m bench storing agenda`.

`BENCH_SHORT=1` runs every case as small as it gets, to see that it still works; its figures mean nothing.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bench import cases, figures, footprint, inside, rooms, teams, votes
from bench.report import Table
from bench.rig import SHORT, Rig, Size, rig

CASES: Final[Mapping[str, Callable[[Rig], list[Table]]]] = {
    "storing": cases.storing,
    "burst": cases.burst,
    "commands": cases.commands,
    "agenda": cases.agenda,
    "teams": teams.presses,
    "statements": inside.statements,
    "digests": inside.digests,
    "votes": votes.votes,
    "footprint": footprint.footprint,
    "factsheets": figures.factsheets,
    "rooms": rooms.rooms,
}


def main(names: Sequence[str]) -> None:
    unknown = set(names) - set(CASES)
    if unknown:
        sys.exit(f"no such case: {', '.join(sorted(unknown))}; there are: {', '.join(CASES)}")
    began = time.monotonic()
    with rig(SHORT if os.environ.get("BENCH_SHORT") else Size()) as where:
        for name in names or CASES:
            for table in CASES[name](where):
                print(table, flush=True)
    print(f"{time.monotonic() - began:.0f} seconds, {os.cpu_count()} cores, {os.getloadavg()[0]:.1f} load.")


if __name__ == "__main__":
    main(sys.argv[1:])
