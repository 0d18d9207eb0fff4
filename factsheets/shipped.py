"""The figures that come with the product, so that a fresh machine shows real content."""

from functools import cache

import msgspec

from factsheets.catalogue import indicators, regions, rows, sectors
from factsheets.observation import Observation, period

FILES = ("vacatures.csv", "ontwikkelfonds.csv", "programma.csv")
BATCH = "meegeleverd"


@cache
def observations() -> tuple[Observation, ...]:
    """CBS vacancies for all tafels, and what the programme reported. When they were retrieved was not handed down."""
    return tuple(_observation(row) for name in FILES for row in rows(name))


def _observation(row: dict[str, str]) -> Observation:
    place = {"region": regions()[row["region"]], "period": period(row["period"])}
    sbi = _sbi(row["branch"])
    unit = indicators()[row["indicator"]].unit
    told = {**row, "value": row["value"] or None, "missing": row["missing"] or None}
    return msgspec.convert({**told, **place, "unit": unit, "sbi": sbi, "batch": BATCH}, Observation, strict=False)


def _sbi(branch: str) -> str:
    return next((sector.sbi for sector in sectors().values() if branch in sector.branches), "")
