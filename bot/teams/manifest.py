"""The app package for Teams, made from the registry: what Teams offers is what the features answer to.

`package` gives the zip that an administrator uploads; `manifest` what it says. With `everything` the bot asks to hear
all messages of the teams and chats that it is in; without it only those that name it. The SDK is not needed for this.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from bot.doors.about import describe
from bot.settings import Settings, WrongSetting
from bot.teams import limits
from bot.teams.called import NAME as NAMED
from bot.teams.inbound import SAY
from handlers import floor
from handlers.feature import Command, Registry, Shortcut

Manifest: TypeAlias = dict[str, Any]

SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"
VERSION: Final = "1.0.0"
NAME: Final = "tafelbot-teams.zip"
ICONS: Final = Path(__file__).parent / "icons"
"""A round table with nine seats: in colour, and as the white outline that Teams shows in its bar."""
NEW: Final = "nieuw"
"""The verb that, without more words, asks with a form: it is offered where people type, too."""
_ICONS = {"color": "color.png", "outline": "outline.png"}
_EVERYWHERE, _SHARED = ["personal", "team", "groupChat"], ["team", "groupChat"]
_SHORT = "De assistent van de sectortafels, in het kanaal van de tafel."
_LONG = (
    "Tafelbot is de assistent van de sectortafels, waar de tafel al praat: in het eigen kanaal. Je noemt @Tafelbot in "
    "een bericht, met een opdracht erachter, of stuurt hem een direct bericht. Typ @Tafelbot hulp om te beginnen."
)
_HEARS = (
    "Tafelbot leest de berichten van een team of een groepschat om te herkennen wat voor hem is. Hij zegt daarover: "
    "“{}”"
)
_VERSION = re.compile(r"(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_WEB = re.compile(r"https://[^\s<>|\"]+")
_URLS = ("websiteUrl", "privacyUrl", "termsOfUseUrl")
_RSC = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")


def package(registry: Registry, settings: Settings, *, everything: bool = True, version: str = VERSION) -> bytes:
    """The zip: the same for the same registry and settings."""
    said = manifest(registry, settings, everything=everything, version=version)
    made = json.dumps(said, indent=2, ensure_ascii=False)
    files = {"manifest.json": made.encode(), **{name: (ICONS / name).read_bytes() for name in _ICONS.values()}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def write(
    registry: Registry, settings: Settings, folder: Path, *, everything: bool = True, version: str = VERSION
) -> Path:
    """Put the package in a folder; gives where it is."""
    made = package(registry, settings, everything=everything, version=version)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(made)
    return path


def manifest(registry: Registry, settings: Settings, *, everything: bool = True, version: str = VERSION) -> Manifest:
    """The manifest of the Teams app; raises `WrongSetting` where Teams could not reach this installation."""
    made = _made(registry, settings, everything=everything, version=version)
    if wrong := list(_too_much(made)):
        msg = f"Teams neemt dit manifest niet: {'; '.join(wrong[:3])}"
        raise ValueError(msg)
    return made


def _made(registry: Registry, settings: Settings, *, everything: bool, version: str) -> Manifest:
    host, bot = _host(settings), settings.teams_client_id
    if not bot:
        msg = "TEAMS_CLIENT_ID ontbreekt: dat is het nummer van de bot in Azure, en het staat in het manifest."
        raise WrongSetting(msg)
    if not _VERSION.fullmatch(version):
        msg = f"“{version}” is geen versie. Schrijf drie getallen met punten, zoals 1.0.1."
        raise WrongSetting(msg)
    privacy = settings.tafelbot_privacy_url or f"{settings.public_url}/privacy"
    if not privacy.startswith("https://"):
        msg = "TAFELBOT_PRIVACY_URL moet met https:// beginnen: Teams laat hem zien waar mensen de app toevoegen."
        raise WrongSetting(msg)
    return {
        "$schema": SCHEMA,
        "manifestVersion": "1.29",
        "version": version,
        "id": bot,
        "developer": {
            "name": "Tafelbot",
            "websiteUrl": settings.public_url,
            "privacyUrl": privacy,
            "termsOfUseUrl": f"{settings.public_url}/privacy",
        },
        "name": {"short": "Tafelbot", "full": "Tafelbot, de assistent van de sectortafels"},
        "description": {"short": _SHORT, "full": _about(registry, everything=everything)},
        "icons": dict(_ICONS),
        "accentColor": "#1d3557",
        "bots": [_bot(registry, bot)],
        "validDomains": [host],
        "defaultInstallScope": "team",
        "supportedChannelTypes": ["sharedChannels", "privateChannels"],
        "supportsChannelFeatures": "tier1",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "webApplicationInfo": {"id": bot, "resource": f"api://{host}/{bot}"},
        **_extensions(registry, bot),
        **(_consent() if everything else {}),
    }


def _about(registry: Registry, *, everything: bool) -> str:
    """What the app is, what it answers to, and with `everything` what it keeps of what it hears."""
    hears = _HEARS.format(floor.kept(registry)) if everything else ""
    return describe(
        registry, _LONG, hears, most=limits.ABOUT, length=limits.length, written=lambda one: f"{NAMED} {one.word}"
    )


def _consent() -> Manifest:
    asked = [{"name": name, "type": "Application"} for name in _RSC]
    return {"authorization": {"permissions": {"resourceSpecific": asked}}}


def _too_much(made: Manifest) -> Iterator[str]:
    """What Teams would refuse of what differs per installation and per registry; the rest of the manifest is fixed."""
    commands = made["bots"][0]["commandLists"][0]["commands"]
    actions = [action for each in made.get("composeExtensions", ()) for action in each["commands"]]
    yield from _outside("commands", commands, limits.MANIFEST_COMMANDS)
    yield from _outside("actions", actions, limits.MANIFEST_ACTIONS) if actions else ()
    ids = [each["id"] for each in actions]
    yield from (f"the action {each!r} is there twice" for each in dict.fromkeys(ids) if ids.count(each) > 1)
    for each in commands:
        yield from _outside("title of a command", each["title"], limits.COMMAND_TITLE)
        yield from _outside("description of a command", each["description"], limits.COMMAND_DESCRIPTION)
    for each in actions:
        yield from _outside("id of an action", each["id"], limits.ACTION_ID)
        yield from _outside("title of an action", each["title"], limits.ACTION_TITLE)
        yield from _outside("description of an action", each["description"], limits.ACTION_DESCRIPTION)
    for key in _URLS:
        yield from _outside(key, made["developer"][key], limits.MANIFEST_URL)
        yield from () if _WEB.fullmatch(made["developer"][key]) else (f"{key}: no https address",)
    yield from (f"{each!r} is no name of a host" for each in made["validDomains"] if not _HOST.fullmatch(each))


def _outside(what: str, value: str | list[Manifest], most: int) -> Iterator[str]:
    count = len(value) if isinstance(value, list) else limits.length(value)
    if not 0 < count <= most:
        yield f"{what}: {count}, must be from 1 to {most}"


def _host(settings: Settings) -> str:
    parts = urlsplit(settings.tafelbot_url)
    if parts.scheme != "https" or not parts.hostname:
        msg = "TAFELBOT_URL moet met https:// beginnen: Teams belt Tafelbot daar, en opent er bestanden."
        raise WrongSetting(msg)
    return parts.hostname


def _bot(registry: Registry, bot: str) -> Manifest:
    commands = [_command(command) for command in registry.commands.values()]  # also what is no slash command in Slack
    return {
        "botId": bot,
        "scopes": _EVERYWHERE,
        "supportsFiles": True,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,
        "commandLists": [
            {"scopes": _EVERYWHERE, "triggers": ["mention"], "commands": commands},
            {"scopes": _SHARED, "triggers": ["slash"], "commands": commands},
        ],
    }


def _command(command: Command) -> Manifest:
    return {"title": command.word, "description": command.help}


def _extensions(registry: Registry, bot: str) -> Manifest:
    """Teams takes no empty list, so without anything to offer there is no extension."""
    actions = _actions(registry)
    return {"composeExtensions": [{"botId": bot, "commands": actions}]} if actions else {}


def _actions(registry: Registry) -> list[Manifest]:
    """What the menu of a message offers, and the box where people type."""
    made = [_on_message(shortcut) for shortcut in registry.shortcuts]
    made += [action for command in registry.commands.values() for action in _forms(command)]
    return made


def _on_message(shortcut: Shortcut) -> Manifest:
    return _action(shortcut.action, shortcut.label, f"{shortcut.label} (Tafelbot)", ["message"])


def _forms(command: Command) -> Iterator[Manifest]:
    verb = command.verb(NEW)
    if verb is not None and command.slash:
        title = f"{command.word.capitalize()}: {NEW}"
        made = _action(f"{SAY}{command.word} {NEW}", title, verb.help, ["compose", "commandBox"])
        yield {**made, "triggers": ["slash"]}


def _action(key: str, title: str, about: str, context: list[str]) -> Manifest:
    return {
        "id": key, "type": "action", "title": title, "description": about, "context": context, "fetchTask": True,
    }  # fmt: skip
