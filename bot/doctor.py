"""`python -m bot doctor`: one line per thing that has to be right, and what to do about what is not."""

import shutil
import stat
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from bot import manifest, processes
from bot.settings import Settings
from handlers.dutch import counted
from storage import backup, migrate, outbox, people, tafels
from storage.database import Database, Session, Unavailable

_PATIENCE: Final = 5
_SKEW: Final = timedelta(seconds=60)  # Slack refuses what differs five minutes
_STUCK: Final = timedelta(minutes=10)
_LITTLE: Final = 500 * 1024 * 1024
UNAVAILABLE: Final = {
    "locked": "De database is bezet door een ander programma. Probeer het zo nog eens.",
    "readonly": "De database kan alleen gelezen worden. Kijk naar de rechten van het bestand en de map.",
    "full": "De schijf van de database is vol.",
    "unreachable": "De database is niet bereikbaar. Kijk of DATABASE_URL klopt en of de server draait.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do."""

    name: str
    state: Literal["goed", "let op", "fout"]
    text: str

    @property
    def wrong(self) -> bool:
        return self.state == "fout"


def examine(settings: Settings) -> list[Check]:
    """Look at everything; what cannot be looked at is said too."""
    return [*_of_settings(settings), *_of_database(settings), *_of_slack(settings), *_of_address(settings)]


def lines(checks: list[Check]) -> list[str]:
    width = max(len(check.name) for check in checks)
    return [f"{check.state:<6}  {check.name:<{width}}  {check.text}" for check in checks]


def _of_settings(settings: Settings, env_file: Path = Path(".env")) -> Iterator[Check]:
    kind = "proefwerkruimte (geen Slack-gegevens)" if settings.is_demo else "echt gebruik, met Slack"
    yield Check("Instellingen", "goed", f"kloppen; {kind}")
    if env_file.is_file() and stat.S_IMODE(env_file.stat().st_mode) & 0o077:
        yield Check("Rechten van .env", "let op", "anderen op deze machine kunnen .env lezen. Doe: chmod 600 .env")
    if not settings.is_demo and not settings.tafelbot_beheerders:
        yield Check("Beheerders", "let op", "niemand. Vul TAFELBOT_BEHEERDERS in, bijvoorbeeld slack:U123.")
    if settings.has_slack and not settings.slack_team_id:
        text = "SLACK_TEAM_ID is leeg, dus een andere werkruimte wordt niet geweigerd. Vul hem in; hij begint met T."
        yield Check("Werkruimte", "let op", text)


# --- database --------------------------------------------------------------------------------------------------------


def _of_database(settings: Settings) -> list[Check]:
    """All that can be said about it, or only why nothing can."""
    db = processes.open_database(settings)
    try:
        found = list(_of_contents(db, settings))
    except Unavailable as error:
        found = [Check("Database", "fout", UNAVAILABLE[error.why])]
    except migrate.WrongSchema as error:
        found = [Check("Database", "fout", str(error))]
    finally:
        db.close()
    return found


def _of_contents(db: Database, settings: Settings) -> Iterator[Check]:
    if db.path is not None and not db.path.is_file():
        yield Check("Database", "fout", f"{db.path} is er nog niet. Doe: python -m bot migrate")
        return
    revision = migrate.current(db)
    yield _place(db)
    if behind := migrate.behind(revision):
        yield Check("Schema", "fout", f"mist {', '.join(behind)}. Doe: python -m bot migrate")
        return
    yield Check("Schema", "goed", f"versie {revision}")
    with db.transaction() as session:
        yield from _of_rows(session, settings)


def _place(db: Database) -> Check:
    if db.path is None:
        return Check("Database", "goed", f"PostgreSQL op {db.url.host or 'een lokale socket'}")
    free = shutil.disk_usage(db.path.parent).free
    if free < _LITTLE:
        return Check("Database", "let op", f"{db.path}; er is nog maar {free // 1024**2} MB vrij op deze schijf")
    return Check("Database", "goed", f"SQLite in {db.path}")


def _of_rows(session: Session, settings: Settings) -> Iterator[Check]:
    now, region = datetime.now(UTC), tafels.region(session)
    if region is not None and region[2] != settings.is_demo:
        text = "is van de proefwerkruimte" if region[2] else "is een echte, maar er zijn geen Slack-gegevens"
        yield Check("Soort database", "fout", f"{text}. Kies met DATABASE_URL een andere.")
    linked = {link.tafel_id for link in tafels.links_of(session)}
    count = len(tafels.all_tafels(session))
    text = f"{counted(count, 'tafel', 'tafels')}, {len(linked)} met een kanaal"
    unlinked = "" if linked else ". Typ in een kanaal: /tafel koppel bouw"
    yield Check("Tafels", "goed" if linked else "let op", text + unlinked)
    if not settings.is_demo and settings.tafelbot_beheerders and not people.administrators(session):
        yield Check("Beheerders", "let op", "staan nog niet in de database; dat gebeurt bij de start.")
    yield _of_outbox(session, now, is_demo=settings.is_demo)
    if backup.in_doubt(session, now):
        yield Check("Teruggezet", "let op", "een kopie; wat al verstuurd kan zijn, wordt eerst opgezocht")


def _of_outbox(session: Session, now: datetime, *, is_demo: bool) -> Check:
    oldest, dead, unsure = outbox.health(session)
    if dead or unsure:
        text = f"{dead} mislukt en {unsure} onzeker. Kijk met: python -m bot uitgaand --dood"
        return Check("Uitgaand", "let op", text)
    if oldest is not None and now - oldest > _STUCK and not is_demo:
        minutes = int((now - oldest).total_seconds() // 60)
        return Check("Uitgaand", "let op", f"er wacht iets al {minutes} minuten. Draait de worker?")
    return Check("Uitgaand", "goed", "niets blijft liggen")


# --- Slack -----------------------------------------------------------------------------------------------------------


def _of_slack(settings: Settings) -> Iterator[Check]:
    if not settings.has_slack:
        return
    request = urllib.request.Request(  # noqa: S310 - the address is the administrator's own setting
        f"{settings.slack_api_url.rstrip('/')}/auth.test", method="POST",
        headers={"Authorization": f"Bearer {settings.slack_bot_token}"},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310 - as above
            answer, headers = msgspec.json.decode(response.read(), type=dict[str, object]), response.headers
    except (OSError, msgspec.MsgspecError) as error:
        reason = getattr(error, "reason", "") or type(error).__name__
        yield Check("Slack", "fout", f"{settings.slack_api_url} antwoordt niet ({reason}).")
        return
    yield _of_token(answer, settings)
    yield from _of_scopes(headers.get("x-oauth-scopes"))
    yield from _of_clock(headers.get("date"))


def _of_token(answer: dict[str, object], settings: Settings) -> Check:
    if not answer.get("ok"):
        return Check("Slack", "fout", f"weigert SLACK_BOT_TOKEN ({answer.get('error')}). Maak een nieuwe bij de app.")
    if settings.slack_team_id and answer.get("team_id") != settings.slack_team_id:
        team = answer.get("team_id")
        return Check("Slack", "fout", f"het token hoort bij {team}, SLACK_TEAM_ID is {settings.slack_team_id}.")
    return Check("Slack", "goed", f"verbonden met {answer.get('team')} als {answer.get('user')}")


def _of_scopes(given: str | None) -> Iterator[Check]:
    if given is None:
        return
    missing = sorted(set(manifest.scopes()) - {scope.strip() for scope in given.split(",")})
    if missing:
        yield Check("Rechten op Slack", "fout", f"{', '.join(missing)} ontbreekt. Installeer de app opnieuw.")
    else:
        yield Check("Rechten op Slack", "goed", "compleet")


def _of_clock(date: str | None) -> Iterator[Check]:
    if date is None:
        return
    skew = abs(datetime.now(UTC) - parsedate_to_datetime(date))
    if skew > _SKEW:
        seconds = int(skew.total_seconds())
        yield Check("Klok", "fout", f"scheelt {seconds} seconden met Slack. Zet tijdsynchronisatie aan.")
    else:
        yield Check("Klok", "goed", "gelijk met Slack")


def _of_address(settings: Settings) -> Iterator[Check]:
    if settings.is_demo:
        return
    if settings.tafelbot_url:
        insecure = settings.tafelbot_url.startswith("http://")
        text = "zonder TLS. Zet er een reverse proxy met https voor." if insecure else settings.tafelbot_url
        yield Check("Openbaar adres", "let op" if insecure else "goed", text)
    elif settings.slack_app_token:
        yield Check("Openbaar adres", "let op", "geen: bestanden worden geüpload en gasten kunnen niet meedoen")
    else:
        yield Check("Openbaar adres", "fout", "TAFELBOT_URL ontbreekt, dus Slack kan Tafelbot niet bereiken.")
