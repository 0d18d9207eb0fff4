"""`python -m bot doctor`: one line per thing that has to be right, and what to do about what is not."""

import secrets
import shutil
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urljoin

import msgspec

from bot import processes
from bot.cli import schema
from bot.cli.check_address import check_address
from bot.cli.check_clock import Clock, check_clock
from bot.cli.check_disk import network_disk
from bot.cli.check_socket import check_socket
from bot.cli.check_teams import check_teams
from bot.settings import Settings
from bot.slack import manifest
from bot.teams.sdk import Microsoft
from handlers import parts
from handlers.dutch import counted, listed
from handlers.feature import Check, Now, Work
from handlers.parts import Missing
from storage import backup, migrate, outbox, people, references, seen, standing, tafels
from storage.database import Database, Session, Unavailable

_PATIENCE: Final = 5
_STUCK: Final = timedelta(minutes=10)
_LITTLE: Final = 500 * 1024 * 1024
UNAVAILABLE: Final = {
    "locked": "De database is bezet door een ander programma. Probeer het zo nog eens.",
    "readonly": "De database kan alleen gelezen worden. Kijk naar de rechten van het bestand en de map, of bij "
    "PostgreSQL of dit de server is waarop geschreven wordt.",
    "full": "De schijf van de database is vol.",
    "unreachable": "De database is niet bereikbaar. Kijk of DATABASE_URL klopt en of de server draait.",
    "unsure": "De database viel weg terwijl er iets werd opgeslagen. Kijk na of dat gelukt is.",
}
_CLOSED: Final = {"removed": "de bot is verwijderd", "archived": "gearchiveerd", "missing": "bestaat niet meer"}


def examine(settings: Settings, clock: Clock, microsoft: Microsoft | None = None) -> list[Check]:
    """Look at everything, this machine's clock included; what cannot be looked at is said too."""
    doors = [*_of_slack(settings, clock), *check_teams(settings, clock, microsoft or Microsoft())]
    return [*_of_settings(settings), *_of_database(settings, clock), *doors, *check_address(settings)]


def lines(checks: list[Check]) -> list[str]:
    width = max(len(check.name) for check in checks)
    return [f"{check.state:<6}  {check.name:<{width}}  {check.text}" for check in checks]


def _of_settings(settings: Settings, env_file: Path = Path(".env")) -> Iterator[Check]:
    doors = {"Slack": settings.has_slack, "Teams": settings.has_teams}
    with_them = f"echt gebruik, met {listed([name for name, on in doors.items() if on])}"
    kind = "proefwerkruimte (geen gegevens van Slack of Teams)" if settings.is_demo else with_them
    kind = "de emulator van Teams, geen echt gebruik" if settings.teams_onbeveiligd else kind
    yield Check("Instellingen", "goed", f"kloppen; {kind}")
    if settings.teams_onbeveiligd:
        text = (
            "IEDEREEN op deze machine kan zich als ieder ander uitgeven (TEAMS_ONBEVEILIGD). Alleen voor de emulator."
        )
        yield Check("ONBEVEILIGD", "let op", text)
    if env_file.is_file() and stat.S_IMODE(env_file.stat().st_mode) & 0o077:
        yield Check("Rechten van .env", "let op", "anderen op deze machine kunnen .env lezen. Doe: chmod 600 .env")
    if not settings.is_demo and not settings.tafelbot_beheerders:
        example = "slack:U123" if settings.has_slack else "teams:0b5fd9c4-... (je object-id in Entra)"
        yield Check("Beheerders", "let op", f"niemand. Vul TAFELBOT_BEHEERDERS in, bijvoorbeeld {example}.")
    if settings.has_slack and not settings.slack_team_id:
        text = "SLACK_TEAM_ID is leeg, dus een andere werkruimte wordt niet geweigerd. Vul hem in; hij begint met T."
        yield Check("Werkruimte", "let op", text)


# --- database --------------------------------------------------------------------------------------------------------


def _of_database(settings: Settings, clock: Clock) -> list[Check]:
    """All that can be said about it, or only why nothing can."""
    db = Database(processes.address_of_database(settings))  # who only looks makes no folder
    try:
        found = list(_of_contents(db, settings, clock()))
    except Unavailable as error:
        found = [Check("Database", "fout", UNAVAILABLE[error.why])]
    except migrate.WrongSchema as error:
        found = [Check("Database", "fout", schema.explain(error))]
    finally:
        db.close()
    return found


def _of_contents(db: Database, settings: Settings, now: Now) -> Iterator[Check]:
    if db.path is not None and not db.path.is_file():
        yield Check("Database", "fout", f"{db.path} is er nog niet. Doe: python -m bot migrate")
        return
    revision = migrate.current(db)
    yield _place(db)
    if behind := migrate.behind(revision):
        yield Check("Schema", "fout", f"mist {', '.join(behind)}. Doe: python -m bot migrate")
        return
    yield _of_schema(revision or "")
    _try_to_write(db, now.instant)
    with db.transaction() as session:
        yield from _of_rows(session, settings, now)


def _of_schema(revision: str) -> Check:
    if migrate.is_newer(revision):
        text = f"versie {revision} is van een nieuwere Tafelbot dan deze. Neem hier ook de nieuwe versie."
        return Check("Schema", "let op", text)
    return Check("Schema", "goed", f"versie {revision}")


def _try_to_write(db: Database, now: datetime) -> None:
    """Write a row and take it back. Reading says too little: a standby of PostgreSQL reads for days."""
    with suppress(_Undone), db.transaction() as session:
        seen.first_time(session, f"doctor:{secrets.token_hex(8)}", now)
        raise _Undone


class _Undone(Exception):
    """The write went well, and is rolled back."""


def _place(db: Database) -> Check:
    if db.path is None:
        return Check("Database", "goed", f"PostgreSQL op {db.url.host or 'een lokale socket'}")
    if kind := network_disk(db.path):
        text = f"{db.path} staat op een netwerkschijf ({kind}), en daar kan SQLite stuk gaan. "
        return Check(
            "Database", "let op", text + "Zet DATABASE_URL op een schijf van deze machine, of neem PostgreSQL."
        )
    free = shutil.disk_usage(db.path.parent).free
    if free < _LITTLE:
        return Check("Database", "let op", f"{db.path}; er is nog maar {free // 1024**2} MB vrij op deze schijf")
    return Check("Database", "goed", f"SQLite in {db.path}")


def _of_rows(session: Session, settings: Settings, now: Now) -> Iterator[Check]:
    region = tafels.region(session)
    if region is not None and region[2] != settings.is_demo:
        text = (
            "is van de proefwerkruimte" if region[2] else "is een echte, maar er zijn geen gegevens van Slack of Teams"
        )
        yield Check("Soort database", "fout", f"{text}. Kies met DATABASE_URL een andere.")
    linked = {link.tafel_id for link in tafels.links_of(session)}
    count = len(tafels.all_tafels(session))
    text = f"{counted(count, 'tafel', 'tafels')}, {len(linked)} met een kanaal"
    said = "@Tafelbot tafel" if settings.has_teams and not settings.has_slack else "/tafel"
    unlinked = "" if linked else f". Typ in een kanaal: {said} koppel bouw"
    yield Check("Tafels", "goed" if linked else "let op", text + unlinked)
    if not settings.is_demo and settings.tafelbot_beheerders and not people.administrators(session):
        yield Check("Beheerders", "let op", "staan nog niet in de database; dat gebeurt bij de start.")
    yield from _of_closed(session)
    yield from _of_closed_in_slack(session)
    yield _of_outbox(session, now.instant, is_demo=settings.is_demo)
    yield from _of_features(Work(session=session, now=now, registry=processes.registry()))
    if backup.in_doubt(session, now.instant):
        yield Check("Teruggezet", "let op", "een kopie; wat al verstuurd kan zijn, wordt eerst opgezocht")


def _of_closed(session: Session) -> Iterator[Check]:
    """Where the bot was removed; that matters where a tafel is linked."""
    gone = {(each.platform, each.place): each for each in references.closed(session) if each.kind != "direct"}
    linked = {(link.platform, link.channel): link.name for link in tafels.links_of(session)}
    if lost := [f"{linked[at] or each.name or each.place} ({each.gone})" for at, each in gone.items() if at in linked]:
        kinds = counted(len(lost), "gekoppeld kanaal is", "gekoppelde kanalen zijn")
        text = f"{kinds} dicht: {listed(lost)}. Voeg de app daar weer toe, of typ elders /tafel koppel."
        yield Check("Kanalen in Teams", "let op", text)
    elif gone:
        text = (
            f"uit {counted(len(gone), 'kanaal of chat', 'kanalen en chats')} is de bot weg; geen daarvan is gekoppeld"
        )
        yield Check("Kanalen in Teams", "goed", text)


def _of_closed_in_slack(session: Session) -> Iterator[Check]:
    """Linked channels in which the bot cannot speak, as far as Slack told."""
    closed = [link for link in standing.closed_channels(session) if link.platform == "slack"]
    if closed:
        kinds = counted(len(closed), "gekoppeld kanaal is", "gekoppelde kanalen zijn")
        why = listed([f"{link.title} ({_CLOSED.get(link.gone, link.gone)})" for link in closed])
        text = f"{kinds} dicht: {why}. Voeg de app daar weer toe, of typ elders /tafel koppel."
        yield Check("Kanalen in Slack", "let op", text)


def _of_features(work: Work) -> Iterator[Check]:
    """What the features look at themselves. One that cannot look is said too, and keeps no other from looking."""
    asks = ((each.name, partial(each.around.checks, work)) for each in work.registry.features if each.around.checks)
    for found in parts.gather(work.session, "checks", asks):
        yield Check("Onderdeel", "fout", found.text) if isinstance(found, Missing) else found


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


def _of_slack(settings: Settings, clock: Clock) -> Iterator[Check]:
    if not settings.has_slack:
        return
    try:
        answer, headers = _asked(settings, "auth.test")
    except (OSError, msgspec.MsgspecError) as error:
        reason = getattr(error, "reason", "") or type(error).__name__
        yield Check("Slack", "fout", f"{settings.slack_api_url} antwoordt niet ({reason}).")
        return
    yield _of_token(answer, settings)
    yield from _of_scopes(headers.get("x-oauth-scopes"))
    yield from check_socket(settings, _app_of(settings, str(answer.get("bot_id") or "")))
    yield from check_clock(headers.get("date"), "Slack", clock)


def _asked(settings: Settings, method: str, **arguments: str) -> tuple[dict[str, object], Message]:
    """What Slack answers to a call, with the headers of that."""
    request = urllib.request.Request(  # noqa: S310 - the address is the administrator's own setting
        urljoin(settings.slack_api_url.rstrip("/") + "/", method), urlencode(arguments).encode(), method="POST",
        headers={"Authorization": f"Bearer {settings.slack_bot_token}"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310 - as above
        return msgspec.json.decode(response.read(), type=dict[str, object]), response.headers


def _app_of(settings: Settings, bot: str) -> str:
    """The id of the app that the bot's token belongs to; "" where Slack does not say."""
    if not (settings.slack_app_token and bot):
        return ""
    try:
        found, _ = _asked(settings, "bots.info", bot=bot)
    except (OSError, msgspec.MsgspecError):
        return ""
    about = found.get("bot")
    return str(about.get("app_id") or "") if isinstance(about, dict) else ""


def _of_token(answer: dict[str, object], settings: Settings) -> Check:
    if not answer.get("ok"):
        return Check("Slack", "fout", f"weigert SLACK_BOT_TOKEN ({answer.get('error')}). Maak een nieuwe bij de app.")
    if settings.slack_team_id and answer.get("team_id") != settings.slack_team_id:
        team = answer.get("team_id")
        return Check("Slack", "fout", f"het token hoort bij {team}, SLACK_TEAM_ID is {settings.slack_team_id}.")
    return Check("Slack", "goed", f"verbonden met {answer.get('team')} als {answer.get('user')}")


def _of_scopes(given: str | None) -> Iterator[Check]:
    """The rights that Slack gave, beside those of the manifest."""
    if given is None:
        yield Check("Rechten op Slack", "let op", "Slack zegt niet welke rechten het token heeft.")
        return
    wanted, has = set(manifest.scopes()), {scope.strip() for scope in given.split(",")} - {"", "identify"}
    if missing := sorted(wanted - has):
        yield Check("Rechten op Slack", "fout", f"{', '.join(missing)} ontbreekt. Installeer de app opnieuw.")
    elif more := sorted(has - wanted):
        yield Check("Rechten op Slack", "let op", f"{', '.join(more)} is niet nodig. Haal het weg bij de app.")
    else:
        commands = ", ".join(f"/{each.word}" for each in processes.registry().commands.values() if each.slash)
        text = "precies die van het manifest. Welke opdrachten de app heeft, zegt Slack een bot niet: typ / in een "
        yield Check("Rechten op Slack", "goed", f"{text}kanaal en kijk of deze er staan: {commands}")
