"""Which CBS tables feed the tafels: `data/cbs.toml` with the branches of `data/sectoren.toml` filled in."""

import tomllib
from functools import cache
from typing import Any

import msgspec

from factsheets.catalogue import regions, sectors, text
from factsheets.sources.cbs_shape import Measure, Query


@cache
def queries() -> tuple[Query, ...]:
    return tuple(map(_query, tomllib.loads(text("cbs.toml"))["table"]))


def _query(row: dict[str, Any]) -> Query:
    known = sectors().values()
    return Query(
        table=row["id"], measures=tuple(msgspec.convert(item, Measure) for item in row["measures"]),
        branch_dimension=row["branch_dimension"], since=row["since"], sbi="SBI 2008",
        branches=tuple(branch for sector in known for branch in sector.branches),
        regions=tuple(regions()[code] for code in row["regions"]),
        approximate=frozenset(sector.branches[0] for sector in known if sector.part == "benadering"),
    )  # fmt: skip
