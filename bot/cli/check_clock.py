"""Look whether this machine's clock is that of the platforms, by the date in their answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias

from handlers.feature import Check, Now

Clock: TypeAlias = Callable[[], Now]
_SKEW: Final = timedelta(seconds=60)  # Slack and Microsoft refuse what differs five minutes


def check_clock(date: str | None, whose: str, clock: Clock) -> Iterator[Check]:
    """Compare this machine's clock with the date of an HTTP answer; nothing without a date."""
    if date is None:
        return
    skew = abs(clock().instant - parsedate_to_datetime(date))
    if skew > _SKEW:
        seconds = int(skew.total_seconds())
        yield Check("Klok", "fout", f"scheelt {seconds} seconden met {whose}. Zet tijdsynchronisatie aan.")
    else:
        yield Check("Klok", "goed", f"gelijk met {whose}")
