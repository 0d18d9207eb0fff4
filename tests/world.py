"""The people that most tests have in front of the bot: nine tafels, six people, and what comes with the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from handlers.feature import Now
from storage import actions, demo, news, people, seed, tafels
from storage.database import Database
from tests.platforms import PEOPLE
from tests.platforms.teams import channel as teams_channel
from tests.platforms.teams_payloads import entra
from tests.programs.at import AMSTERDAM

MONDAY = datetime(2026, 5, 18, 9, 0, tzinfo=AMSTERDAM)


class Clock:
    """The time, as a test wants it; the app reads it by calling it."""

    def __init__(self, start: datetime = MONDAY, zone: ZoneInfo = AMSTERDAM) -> None:
        self.instant, self.zone = start.astimezone(UTC), zone

    def __call__(self) -> Now:
        return Now(self.instant, self.zone)

    def at(self, local: str) -> "Clock":
        """Put the hands on a local moment ("2026-10-25T02:30")."""
        self.instant = datetime.fromisoformat(local).replace(tzinfo=self.zone).astimezone(UTC)
        return self

    def forward(self, **amount: float) -> "Clock":
        """Let time pass: `forward(days=1)`."""
        self.instant += timedelta(**amount)
        return self


_ROLES: Mapping[str, tuple[str, Mapping[str, people.Role]]] = {
    "petra": ("MKB Regio Zwolle", {"bouw": "projectleider"}),
    "karim": ("FNV", {"bouw": "kartrekker"}),
    "bram": ("Voorbeeld Machinebouw", {"tech": "kartrekker"}),
    "sanne": ("Windesheim", {"tech": "projectleider", "creatief": "projectleider"}),
    "fatima": ("Deltion College", {"zorg": "deelnemer"}),
    "noor": ("Programmateam", {}),
}
"""Organisation and roles; noor is an administrator, and fatima is nobody in particular at any other tafel."""

_USERS: Mapping[str, Callable[[str], str]] = {
    "lokaal": str,
    "slack": lambda key: f"U{key.upper()}",
    "teams": entra,
}
_CHANNELS: Mapping[str, Callable[[str], str]] = {
    "lokaal": str,
    "slack": lambda key: f"C{key.upper()}",
    "teams": teams_channel,
}
PLATFORMS = tuple(_USERS)


@dataclass(frozen=True)
class World:
    """The nine tafels with six people on one platform; nothing has happened yet."""

    app: App
    clock: Clock
    platform: str
    action = staticmethod(actions.by_number)
    news = staticmethod(news.of_action)
    tafel = staticmethod(tafels.by_key)

    @property
    def db(self) -> Database:
        return self.app.db

    def account(self, key: str) -> str:
        return account(self.platform, key)

    def channel(self, key: str) -> str:
        return _CHANNELS[self.platform](key)

    def person(self, key: str) -> people.Person:
        with self.db.transaction() as session:
            found = people.by_account(session, self.account(key))
        assert found is not None
        return found


def account(platform: str, key: str) -> str:
    return f"{platform}:{_USERS[platform](key)}"


def fill(db: Database, platform: str, moment: datetime = MONDAY) -> None:
    """Store the world of a platform in a migrated database, as of that moment."""
    now = moment.astimezone(UTC)
    if platform == "lokaal":
        demo.create(db.engine)
    with db.transaction() as session:
        seed.fill_shipped(session, now)
        region = seed.fill_tafels(session, seed.REGION, demo=platform == "lokaal", path=None, now=now)
        by_key = {tafel.key: tafel.id for tafel in tafels.all_tafels(session)}
        for key, tafel in by_key.items():
            tafels.link(session, tafel, platform, _CHANNELS[platform](key), key, now)
        for key, (organisation, roles) in _ROLES.items():
            person = people.add(session, region, name=PEOPLE[key], organisation=organisation, now=now)
            people.change(session, person.id, administrator=key == "noor")
            people.identify(session, person.id, account(platform, key))
            for tafel_key, role in roles.items():
                people.appoint(session, person.id, by_key[tafel_key], role)
