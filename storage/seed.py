"""Fill an empty database: `fill_tafels` with the region, its tafels and what comes with the product, `fill_demo` with
the trial workspace's example.

Both leave alone what is there already, so they may run at every start.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from factsheets import shipped
from storage import actions, demo, demo_reads, figures, koers, memberships, news, people, tafels
from storage.actions import Action, Draft, Status
from storage.database import Session
from storage.figures import Batch
from storage.tafels import Tafel

DATA = Path(__file__).parent / "data"
REGION = "Regio Zwolle"
PLATFORM = "lokaal"
_ZONE = ZoneInfo("Europe/Amsterdam")  # the example lives in Zwolle, wherever the machine thinks it is
_FRIDAY = 4
_NEW_SINCE = timedelta(days=3)  # what is younger is still unread at the first visit

Entry: TypeAlias = Mapping[str, Any]
"""A table of the TOML file."""


def fill_tafels(session: Session, region_name: str, demo: bool, path: Path | None, now: datetime) -> int:  # noqa: FBT001
    """Make the region unless there is one, each tafel of the file that it does not have, and what comes with the
    product; gives the region's id."""
    known = tafels.region(session)
    region_id = known[0] if known else tafels.add_region(session, region_name, demo=demo)
    for entry in _read(path or DATA / "tafels.toml")["tafel"]:
        if tafels.by_key(session, entry["key"]) is None:
            values = {name: entry[name] for name in ("key", "prefix", "name", "colour")}
            tafels.add(session, region_id, **values, organisations=tuple(entry.get("organisations", ())), now=now)
    fill_shipped(session, now)
    return region_id


def fill_demo(session: Session, now: datetime) -> bool:
    """Give an empty database the example of the trial workspace; False where something stands already."""
    if tafels.region(session) is not None:
        fill_shipped(session, now)
        return False
    region_id = fill_tafels(session, REGION, True, None, now)  # noqa: FBT003
    local = now.astimezone(_ZONE)
    _Example(session, region_id, local, _read(DATA / "voorbeeld.toml")).fill()
    return True


def fill_shipped(session: Session, now: datetime) -> None:
    """The goals and the figures that come with the product, each once."""
    koers.fill(session, now)
    if not figures.is_stored(session, shipped.BATCH):
        batch = Batch(key=shipped.BATCH, name="Meegeleverde cijfers")
        figures.store(session, batch, shipped.observations(), now)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


Happening: TypeAlias = tuple[datetime, Callable[[], None]]


@dataclass
class _Example:
    """The example on its way into a database. What happened is written in the order in which it happened."""

    session: Session
    region_id: int
    now: datetime
    data: Mapping[str, list[Entry]]
    tafels: dict[str, Tafel] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def fill(self) -> None:
        self.tafels = {tafel.key: tafel for tafel in tafels.all_tafels(self.session)}
        for tafel in self.tafels.values():
            tafels.link(self.session, tafel.id, PLATFORM, tafel.key, tafel.name, self._ago(90))
        self.people = {entry["key"]: self._person(entry) for entry in self.data["persoon"]}
        happenings = [each for entry in self.data["actie"] for each in self._action(entry)]
        happenings += [self._message(entry, number) for number, entry in enumerate(self.data["bericht"])]
        for _, happen in sorted(happenings, key=lambda each: each[0]):
            happen()

    def _ago(self, days: int, minute: int = 0) -> datetime:
        """A moment on a weekday's morning so many days back, never after now."""
        day = self.now - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
        return min(day.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(minutes=minute), self.now)

    def _person(self, entry: Entry) -> int:
        name, administrator = entry["name"], entry["beheerder"]
        person = people.add(self.session, self.region_id, name=name, administrator=administrator, now=self._ago(90))
        people.identify(self.session, person.id, _account(entry["key"]))
        for role in entry["roles"]:
            tafel, known = self.tafels[role["tafel"]], {"organisation": role["organisatie"], "sphere": role["o"]}
            memberships.appoint(self.session, person.id, tafel.id, role["rol"], **known)
        return person.id

    # --- actions -----------------------------------------------------------------------------------------------------

    def _action(self, entry: Entry) -> Iterator[Happening]:
        """An action with what happened to it since: it was made, it was begun, there was news, it is this far."""
        tafel, news = self.tafels[entry["tafel"]], sorted(entry["updates"], key=lambda each: -each["days_ago"])
        made = self._ago(max([21, *(each["days_ago"] for each in news)]) + 9)
        action = self._made(entry, tafel, made)
        action_id, key = action.id, action.key
        told = [(self._ago(each["days_ago"], 5 * number + action_id % 7), each) for number, each in enumerate(news)]
        status: Status = entry["status"]
        if status != "open":
            when = told[-1][0] if told and status == "klaar" else made + timedelta(days=2)
            yield when, partial(self._begin, action_id, status, when, entry.get("owner"))
        for when, each in told:
            yield when, partial(self._update, action_id, key, tafel, each, when)
        if 0 < entry["progress"] < 100:  # noqa: PLR2004 - what is finished is full by itself
            when = told[-1][0] if told else made + timedelta(days=2)
            yield when, partial(self._progress, action_id, entry["progress"], when, entry.get("owner"))

    def _made(self, entry: Entry, tafel: Tafel, made: datetime) -> Action:
        owner = people.by_id(self.session, self.people.get(entry.get("owner", ""), 0))
        draft = Draft(
            title=entry["title"], description=entry["description"], theme=entry["theme"], owner=owner,
            target_group=entry.get("doelgroep", ""), partners=", ".join(entry["partners"]), due=self._due(entry),
            origin=entry["source"],
        )  # fmt: skip
        return actions.create(self.session, tafel, draft, now=made, by=owner.id if owner else None)

    def _due(self, entry: Entry) -> date | None:
        """The day that is meant, or the Friday before it: nobody plans for a weekend."""
        if "due_in_days" not in entry:
            return None
        day = self.now.date() + timedelta(days=entry["due_in_days"])
        return day - timedelta(days=max(0, day.weekday() - _FRIDAY))

    def _begin(self, action_id: int, status: Status, when: datetime, owner: str | None) -> None:
        if action := actions.get(self.session, action_id):
            actions.set_status(self.session, action, status, now=when, by=self.people.get(owner or ""))

    def _progress(self, action_id: int, progress: int, when: datetime, owner: str | None) -> None:
        if action := actions.get(self.session, action_id):
            actions.set_progress(self.session, action, progress, now=when, by=self.people.get(owner or ""))

    def _update(self, action_id: int, key: str, tafel: Tafel, entry: Entry, when: datetime) -> None:
        """News is what somebody said in the channel, with the sign that the bot puts at it."""
        message = self._say(tafel.key, entry["by"], f"{key}: {entry['text']}", when)
        demo.react(self.session, message, "gezien", on=True)
        news.add(
            self.session, action_id, entry["text"], by=self.people[entry["by"]], now=when, platform=PLATFORM,
            channel=tafel.key, message=str(message), url=f"/lokaal/kanaal/{tafel.key}?draad={message}",
        )  # fmt: skip

    # --- messages ----------------------------------------------------------------------------------------------------

    def _message(self, entry: Entry, number: int) -> Happening:
        when = self._ago(entry["days_ago"], 30 + 9 * number)
        return when, partial(self._say, entry["tafel"], entry["by"], entry["text"], when)  # type: ignore[return-value]

    def _say(self, channel: str, by: str, text: str, when: datetime) -> int:
        message = demo.say(self.session, channel, account=_account(by), text=text, at=when)
        if when < self.now - _NEW_SINCE:
            for key in self.people:
                demo_reads.keep(self.session, _account(key), channel, message)
        return message


def _account(key: str) -> str:
    return f"{PLATFORM}:{key}"
