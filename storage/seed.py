"""Fill an empty database with the region and its tafels, and with the people and messages of the trial workspace.

What features add to either is theirs: see `handlers.filling`.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from storage import demo, demo_reads, memberships, people, tafels
from storage.database import Session

DATA = Path(__file__).parent / "data"
REGION = "Regio Zwolle"
PLATFORM = "lokaal"
_ZONE = ZoneInfo("Europe/Amsterdam")  # the example lives in Zwolle, wherever the machine thinks it is
_FRIDAY = 4
_NEW_SINCE = timedelta(days=3)  # what is younger is still unread at the first visit

Entry: TypeAlias = Mapping[str, Any]
"""A table of the TOML file."""


def fill_tafels(session: Session, region_name: str, demo: bool, path: Path | None, now: datetime) -> int:  # noqa: FBT001
    """Make the region unless there is one, and each tafel of the file that it does not have; gives the region's id."""
    known = tafels.region(session)
    region_id = known[0] if known else tafels.add_region(session, region_name, demo=demo)
    for entry in read_entries(path or DATA / "tafels.toml")["tafel"]:
        if tafels.by_key(session, entry["key"]) is None:
            values = {name: entry[name] for name in ("key", "prefix", "name", "colour")}
            tafels.add(session, region_id, **values, organisations=tuple(entry.get("organisations", ())), now=now)
    return region_id


def read_entries(path: Path) -> dict[str, Any]:
    """The tables of a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


Happening: TypeAlias = tuple[datetime, Callable[[], object]]
"""When something happened, and what writes it."""


class Example:
    """The example on its way into a database: `people` and `tafels` by key, and moments as the people there live them.

    A feature adds happenings; all of them are written in the order in which they happened.
    """

    def __init__(self, session: Session, region_id: int, now: datetime) -> None:
        self.session, self._region, self.now = session, region_id, now.astimezone(_ZONE)
        self._data = read_entries(DATA / "voorbeeld.toml")
        self.tafels = {tafel.key: tafel for tafel in tafels.all_tafels(session)}
        for tafel in self.tafels.values():
            tafels.link(session, tafel.id, PLATFORM, tafel.key, tafel.name, self.ago(90))
        self.people = {entry["key"]: self._person(entry) for entry in self._data["persoon"]}

    def happen(self, happenings: Iterable[Happening]) -> None:
        """Write what features add, between the messages that people exchange."""
        said = [self._message(entry, number) for number, entry in enumerate(self._data["bericht"])]
        for _, happen in sorted([*happenings, *said], key=lambda each: each[0]):
            happen()

    def ago(self, days: int, minute: int = 0) -> datetime:
        """A moment on a weekday's morning so many days back, never after now."""
        day = self.now - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
        return min(day.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(minutes=minute), self.now)

    def _person(self, entry: Entry) -> int:
        name, administrator = entry["name"], entry["beheerder"]
        person = people.add(self.session, self._region, name=name, administrator=administrator, now=self.ago(90))
        people.identify(self.session, person.id, _account(entry["key"]))
        for role in entry["roles"]:
            tafel, known = self.tafels[role["tafel"]], {"organisation": role["organisatie"], "sphere": role["o"]}
            memberships.appoint(self.session, person.id, tafel.id, role["rol"], **known)
        return person.id

    # --- messages ----------------------------------------------------------------------------------------------------

    def _message(self, entry: Entry, number: int) -> Happening:
        when = self.ago(entry["days_ago"], 30 + 9 * number)
        return when, partial(self.say, entry["tafel"], entry["by"], entry["text"], when)

    def say(self, channel: str, by: str, text: str, when: datetime) -> int:
        """Post a message as a person of the example; returns its id."""
        message = demo.say(self.session, channel, account=_account(by), text=text, at=when)
        if when < self.now - _NEW_SINCE:
            for key in self.people:
                demo_reads.keep(self.session, _account(key), channel, message)
        return message


def _account(key: str) -> str:
    return f"{PLATFORM}:{key}"
