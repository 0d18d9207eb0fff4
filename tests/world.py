"""The people that most tests have in front of the bot: nine tafels, six people, and what comes with the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from handlers import FEATURES
from handlers.feature import Now, Work
from handlers.filling import fill_shipped
from handlers.registry import build_registry
from storage import actions, demo, memberships, news, people, seed, tafels
from storage.actions import ITEM, Action
from storage.agenda import listed, open_ones
from storage.database import Database, Session
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


_ROLES: Mapping[str, tuple[str, Mapping[str, memberships.Role]]] = {
    "petra": ("MKB Regio Zwolle", {"bouw": "projectleider"}),
    "karim": ("FNV", {"bouw": "kartrekker"}),
    "bram": ("Voorbeeld Machinebouw", {"tech": "kartrekker"}),
    "sanne": ("Windesheim", {"tech": "projectleider", "creatief": "projectleider"}),
    "fatima": ("Deltion College", {"zorg": "deelnemer"}),
    "noor": ("", {}),
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

    def member(self, key: str, tafel: str) -> memberships.Member | None:
        """Somebody as one tafel knows them."""
        person = self.person(key)
        with self.db.transaction() as session:
            found = tafels.by_key(session, tafel)
            assert found is not None
            return memberships.membership(session, person.id, found.id)

    def person(self, key: str) -> people.Person:
        with self.db.transaction() as session:
            found = people.by_account(session, self.account(key))
        assert found is not None
        return found


def account(platform: str, key: str) -> str:
    return f"{platform}:{_USERS[platform](key)}"


def work(session: Session, moment: datetime = MONDAY) -> Work:
    """What the features get to do something by themselves at a moment."""
    return Work(session=session, now=Now(moment.astimezone(UTC), AMSTERDAM), registry=build_registry(FEATURES))


def fill(db: Database, platform: str, moment: datetime = MONDAY) -> None:
    """Store the world of a platform in a migrated database, as of that moment."""
    now = moment.astimezone(UTC)
    if platform == "lokaal":
        demo.create(db.engine)
    with db.transaction() as session:
        region = seed.fill_tafels(session, seed.REGION, demo=platform == "lokaal", path=None, now=now)
        fill_shipped(work(session, now))
        by_key = {tafel.key: tafel.id for tafel in tafels.all_tafels(session)}
        for key, tafel in by_key.items():
            tafels.link(session, tafel, platform, _CHANNELS[platform](key), key, now)
        for key, (organisation, roles) in _ROLES.items():
            person = people.add(session, region, name=PEOPLE[key], now=now)
            people.change(session, person.id, administrator=key == "noor")
            people.identify(session, person.id, account(platform, key))
            for tafel_key, role in roles.items():
                memberships.appoint(session, person.id, by_key[tafel_key], role, organisation=organisation)


def open_actions(session: Session, tafel: str) -> list[Action]:
    """Every open item of a tafel, by number."""
    query = open_ones(ITEM.where(tafels.tafels.c.key == tafel)).order_by(actions.actions.c.number)
    return listed(session, query, most=1_000_000)
