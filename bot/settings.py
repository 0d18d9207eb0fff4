"""Every setting, typed, from the environment or `.env`; wrong ones stop the start, with a sentence for each."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PLATFORMS = ("slack", "teams", "lokaal")
SECRET = 16
"""Characters that a secret has at least; 64 are advised, and made by `openssl rand -hex 32`."""
HOW_IDENTITY = f"Schrijf platform:id, bijvoorbeeld slack:U123. Platforms: {', '.join(PLATFORMS)}."
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENTRA_ID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]+")
_SLACK_TEAM = re.compile(r"[TE][A-Z0-9]+")


class WrongSetting(Exception):
    """What is wrong, for whoever starts the program: a sentence for each setting, each on its own line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one installation. The comment behind each says what it is, as docs/beheer.md lists it."""

    database_url: str = "sqlite:///var/tafelbot.db"  # adres van de database: SQLite of PostgreSQL
    port: int = 8000  # poort van de webserver
    host: str = "127.0.0.1"  # adres waarop de webserver luistert
    tafelbot_url: str = ""  # openbaar adres, voor links in berichten
    tafelbot_tijdzone: str = "Europe/Amsterdam"  # tijdzone van de regio
    tafelbot_beheerders: tuple[str, ...] = ()  # identiteiten van beheerders, zoals slack:U123, met komma's ertussen
    tafelbot_geheim: tuple[str, ...] = ()  # geheim voor handtekeningen onder links; bij wisselen nieuw,oud
    tafelbot_tafels: str = ""  # bestand met een andere set tafels
    tafelbot_bewaar_dagen: int = 30  # dagen dat inhoud van verzonden berichten bewaard blijft
    tafelbot_privacy_url: str = ""  # adres van de privacyverklaring
    slack_bot_token: str = ""  # bottoken van Slack (xoxb-...)
    slack_signing_secret: tuple[str, ...] = ()  # ondertekeningsgeheim van Slack; bij wisselen nieuw,oud
    slack_app_token: str = ""  # app-token van Slack (xapp-...); dan werkt Socket Mode
    slack_team_id: str = ""  # werkruimte van Slack; verzoeken van andere worden geweigerd
    slack_api_url: str = "https://slack.com/api/"  # ander basisadres van de Slack Web API
    teams_client_id: str = ""  # app-id van de bot in Azure
    teams_client_secret: str = ""  # clientgeheim van de bot in Azure
    teams_tenant_id: str = ""  # tenant van de organisatie; verzoeken van andere worden geweigerd
    teams_onbeveiligd: Literal["", "1"] = ""  # 1 voor de emulator van Microsoft: alleen zonder gegevens en op 127.0.0.1
    cbs_url: str = "https://datasets.cbs.nl/odata/v1/CBS"  # ander basisadres van CBS (OData v4)
    log_level: str = "INFO"  # DEBUG, INFO, WARNING of ERROR
    log_format: Literal["text", "json"] = "text"  # text of json

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tafelbot_tijdzone)

    @property
    def has_slack(self) -> bool:
        return bool(self.slack_bot_token)

    @property
    def has_teams(self) -> bool:
        return bool(self.teams_client_id or self.teams_onbeveiligd)

    @property
    def is_demo(self) -> bool:
        """Without platform credentials the program is the trial workspace."""
        return not self.has_slack and not self.has_teams

    @property
    def public_url(self) -> str:
        return (self.tafelbot_url or f"http://{self.host}:{self.port}").rstrip("/")


def load(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Read and check the settings; the environment goes before the file. Raises `WrongSetting`."""
    from_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    values = {**{k: v for k, v in from_file.items() if v}, **(os.environ if environment is None else environment)}
    given = (each for each in fields(Settings) if values.get(each.name.upper(), "").strip())
    read = {each.name: _read(each.name, each.type, values) for each in given}
    settings = Settings(**{name: value for name, value in read.items() if value is not None})  # type: ignore[arg-type]
    unread = [_no_number(name, values) for name, value in read.items() if value is None]
    if problems := [*unread, *_problems(settings)]:
        raise WrongSetting("\n".join(problems))
    named = (identity(each) or each for each in settings.tafelbot_beheerders)
    return replace(settings, tafelbot_beheerders=tuple(named))


def identity(text: str) -> str | None:
    """An identity (platform:id) as its platform writes it; None when it is none."""
    platform, _, name = text.partition(":")
    platform = platform.casefold()
    if platform == "slack":
        name = name.upper()
        return f"slack:{name}" if _SLACK_ID.fullmatch(name) else None
    if _ENTRA_ID.fullmatch(name):
        name = name.lower()
    return f"{platform}:{name}" if platform in PLATFORMS and name else None


def _read(name: str, kind: object, values: Mapping[str, str]) -> object:
    """The value of a setting; None where it has to be a number and is none."""
    text = values[name.upper()].strip()
    if kind in (int, "int"):
        return int(text) if text.isdecimal() else None
    if "tuple" in str(kind):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text.lower() if name in ("teams_client_id", "teams_tenant_id") else text


def _no_number(name: str, values: Mapping[str, str]) -> str:
    return f"{name.upper()} moet een getal zijn, maar is “{values[name.upper()].strip()}”."


def _problems(settings: Settings) -> list[str]:
    """A sentence for every setting that cannot work."""
    problems = []
    if not 0 < settings.port < 65536:  # noqa: PLR2004 - the range of ports
        problems.append(f"PORT moet tussen 1 en 65535 liggen, maar is {settings.port}.")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        problems.append("DATABASE_URL moet met sqlite:/// of postgresql:// beginnen.")
    try:
        ZoneInfo(settings.tafelbot_tijdzone)
    except (ZoneInfoNotFoundError, ValueError):
        problems.append(f"TAFELBOT_TIJDZONE “{settings.tafelbot_tijdzone}” bestaat niet. Probeer Europe/Amsterdam.")
    if settings.tafelbot_url and not _is_address(settings.tafelbot_url):
        problems.append("TAFELBOT_URL moet een adres zijn dat met https:// begint, zoals https://tafelbot.example.nl.")
    problems += [f"{name.upper()} moet een adres zijn dat met https:// begint."
                 for name in ("cbs_url", "slack_api_url", "tafelbot_privacy_url")
                 if (address := getattr(settings, name)) and not _is_address(address)]  # fmt: skip
    if settings.log_format not in ("text", "json"):
        problems.append("LOG_FORMAT moet text of json zijn.")
    if settings.log_level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        problems.append("LOG_LEVEL moet DEBUG, INFO, WARNING of ERROR zijn.")
    if settings.tafelbot_tafels and not Path(settings.tafelbot_tafels).is_file():
        problems.append(f"TAFELBOT_TAFELS: het bestand “{settings.tafelbot_tafels}” is er niet.")
    problems += [f"TAFELBOT_BEHEERDERS: “{each}” is geen identiteit. {HOW_IDENTITY}"
                 for each in settings.tafelbot_beheerders if not identity(each)]  # fmt: skip
    problems += _place_problems(settings) + _secret_problems(settings) + _slack_problems(settings)
    return problems + _teams_problems(settings) + _exposure_problems(settings)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _place_problems(settings: Settings) -> list[str]:
    """A typing error in the path must not become a tree of new folders: only the last one is made."""
    scheme, _, path = settings.database_url.partition(":///")
    folder = Path(path.partition("?")[0]).parent
    if scheme != "sqlite" or folder.is_dir():
        return []
    if not folder.parent.is_dir():
        return [f"DATABASE_URL: de map {folder.parent} is er niet. Maak haar eerst, of kijk of het pad klopt."]
    if not os.access(folder.parent, os.W_OK):
        return [f"DATABASE_URL: de map {folder} is er niet, en kan in {folder.parent} niet gemaakt worden."]
    return []


def _secret_problems(settings: Settings) -> list[str]:
    make = "Maak er een met: openssl rand -hex 32."
    if settings.is_demo:
        return []
    if not settings.tafelbot_geheim:
        return [f"TAFELBOT_GEHEIM ontbreekt. {make}"]
    if min(map(len, settings.tafelbot_geheim)) < SECRET:
        return [f"TAFELBOT_GEHEIM is te kort: elk geheim heeft minstens {SECRET} tekens. {make}"]
    return []


def _slack_problems(settings: Settings) -> list[str]:
    problems = []
    if settings.slack_bot_token and not settings.slack_bot_token.startswith("xoxb-"):
        problems.append("SLACK_BOT_TOKEN moet met xoxb- beginnen.")
    if settings.slack_app_token and not settings.slack_app_token.startswith("xapp-"):
        problems.append("SLACK_APP_TOKEN moet met xapp- beginnen.")
    if settings.slack_team_id and not _SLACK_TEAM.fullmatch(settings.slack_team_id):
        problems.append(f"SLACK_TEAM_ID moet met T beginnen, zoals T0123ABCD, maar is “{settings.slack_team_id}”.")
    if settings.slack_bot_token and not (settings.slack_signing_secret or settings.slack_app_token):
        problems.append("SLACK_SIGNING_SECRET ontbreekt (of SLACK_APP_TOKEN, voor Socket Mode).")
    if not settings.slack_bot_token and (settings.slack_signing_secret or settings.slack_app_token):
        problems.append("SLACK_BOT_TOKEN ontbreekt, terwijl andere Slack-instellingen er wel zijn.")
    return problems


def _teams_problems(settings: Settings) -> list[str]:
    needed = {name: getattr(settings, name) for name in ("teams_client_id", "teams_client_secret", "teams_tenant_id")}
    missing = [name.upper() for name, value in needed.items() if not value]
    problems = []
    if settings.teams_onbeveiligd not in ("", "1"):
        problems.append("TEAMS_ONBEVEILIGD moet 1 zijn, of leeg.")
    if settings.teams_onbeveiligd and len(missing) < len(needed):
        problems.append("TEAMS_ONBEVEILIGD is alleen voor de emulator, zonder TEAMS_CLIENT_ID en de rest.")
    elif settings.teams_onbeveiligd and (
        settings.has_slack or settings.slack_signing_secret or settings.slack_app_token
    ):
        problems.append("TEAMS_ONBEVEILIGD is alleen voor de emulator, en niet naast gegevens van Slack. Haal het weg.")
    elif settings.teams_onbeveiligd and settings.host not in LOOPBACK:
        problems.append(f"TEAMS_ONBEVEILIGD kan alleen op 127.0.0.1, maar HOST is {settings.host}.")
    elif missing and len(missing) < len(needed):
        problems.append(f"{missing[0]} ontbreekt, terwijl andere Teams-instellingen er wel zijn.")
    problems += [
        f"{name} moet een nummer zijn als 12345678-1234-1234-1234-123456789abc: neem het over uit Azure."
        for name in ("TEAMS_CLIENT_ID", "TEAMS_TENANT_ID")
        if (value := needed[name.lower()]) and not _GUID.fullmatch(value)
    ]
    if settings.teams_client_id and urlsplit(settings.tafelbot_url).scheme != "https":
        problems.append("TAFELBOT_URL moet met https:// beginnen: Teams belt Tafelbot daar, en opent er bestanden.")
    return problems


def _exposure_problems(settings: Settings) -> list[str]:
    if settings.host in LOOPBACK:
        return []
    if settings.is_demo:
        return [f"HOST is {settings.host}, maar zonder gegevens van Slack of Teams draait alleen de proefwerkruimte."]
    if settings.has_slack and not settings.slack_signing_secret:
        return [f"HOST is {settings.host}, maar SLACK_SIGNING_SECRET ontbreekt: iedereen zou verzoeken kunnen sturen."]
    return []
