"""When something happens: the moment as a value, what falls due, and the week that a digest is about."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.facts import Fact
from storage.tafels import Tafel


@dataclass(frozen=True, slots=True)
class Now:
    """The moment something is handled: an instant in UTC and the zone people live in."""

    instant: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        return self.instant.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that has to happen once for a subject (a tafel's key, a vote; "" for the region) and a period.

    `skipped` periods are written down and not done: they are too old, or a newer one takes their place.
    """

    tafel: str = ""
    period: str
    at: datetime
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The subject of a digest: a tafel, the moment, and the facts that its channel was not told.

    `since` is when the last digest that arrived there was made, and `told_before` what it told; None for the first one.
    """

    tafel: Tafel
    now: Now
    since: datetime
    facts: tuple[Fact, ...] = ()
    told_before: tuple[Fact, ...] | None = None
