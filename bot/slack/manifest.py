"""The app's manifests, made from the registry: what a platform offers is what the features answer to.

`slack` gives what goes into "Create an app from a manifest", ready for this installation. With Socket Mode it has no
addresses; without it Slack calls us under the public address, so there has to be one.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from bot.doors.about import describe
from bot.settings import Settings, WrongSetting
from handlers.feature import ROOT, Command, Registry, Shortcut

Manifest: TypeAlias = dict[str, Any]

COMMANDS, COMMAND, USAGE, DESCRIPTION, ABOUT = 50, 32, 1000, 2000, 4000
SHORTCUTS, SHORTCUT, SHORTCUT_ID = 10, 24, 255
EVENTS: Final = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    **dict.fromkeys(
        ("channel_archive", "channel_deleted", "channel_left", "channel_rename", "channel_unarchive"),
        ("channels:read",),
    ),
    **dict.fromkeys(
        ("group_archive", "group_deleted", "group_left", "group_rename", "group_unarchive"), ("groups:read",)
    ),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "user_change": ("users:read",),
}
"""What Slack tells us, with the scopes that it asks for that. The histories also serve to find a message again."""
CALLS: Final = ("chat:write", "commands", "files:read", "files:write", "im:write", "reactions:write", "users:read")
ENDPOINT: Final = "/slack/events"
_SHORT = "De assistent van de sectortafels, in het kanaal van de tafel."
_LONG = (
    "Tafelbot is de assistent van de sectortafels, waar de tafel al praat: in het eigen kanaal. Je typt een opdracht, "
    f"noemt Tafelbot in een bericht of stuurt hem een direct bericht. Typ /{ROOT} hulp om te beginnen."
)


def slack(registry: Registry, settings: Settings) -> Manifest:
    """The manifest of the Slack app; raises `WrongSetting` where Slack could not reach this installation."""
    address = _address(settings)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Tafelbot",
            "description": _SHORT,
            "long_description": _about(registry, settings),
            "background_color": "#1d3557",
        },
        "features": _features(registry, address),
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**_url("request_url", address), "bot_events": sorted(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **_url("request_url", address),
                **_url("message_menu_options_url", address),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def scopes() -> list[str]:
    """The rights that the app asks for."""
    return sorted({*CALLS, *(scope for each in EVENTS.values() for scope in each)})


def _about(registry: Registry, settings: Settings) -> str:
    """What the app is and, of what it can do, as many commands as fit."""
    end = _privacy(settings)
    return describe(registry, _LONG, end, most=ABOUT, length=len, written=lambda command: f"/{command.word}")


def _address(settings: Settings) -> str:
    """Where Slack calls us; "" in Socket Mode."""
    if settings.slack_app_token:
        return ""
    if not settings.tafelbot_url:
        msg = (
            "TAFELBOT_URL ontbreekt: Slack moet weten op welk openbaar adres Tafelbot te bereiken is. "
            "Zonder openbaar adres kan het met SLACK_APP_TOKEN (Socket Mode)."
        )
        raise WrongSetting(msg)
    if urlsplit(settings.tafelbot_url).scheme != "https":
        msg = (
            "TAFELBOT_URL begint niet met https://, en Slack stuurt alleen naar een adres met https. "
            "Zet een reverse proxy met een certificaat voor Tafelbot, of gebruik SLACK_APP_TOKEN (Socket Mode)."
        )
        raise WrongSetting(msg)
    return settings.public_url + ENDPOINT


def _url(name: str, address: str) -> dict[str, str]:
    return {name: address} if address else {}


def _privacy(settings: Settings) -> str:
    return f"Privacyverklaring: {settings.tafelbot_privacy_url}" if settings.tafelbot_privacy_url else ""


def _features(registry: Registry, address: str) -> Manifest:
    commands = [_command(command, address) for command in registry.commands.values() if command.slash]
    shortcuts = [_shortcut(shortcut) for shortcut in registry.shortcuts]
    _fits(len(commands), COMMANDS, "opdrachten")
    _fits(len(shortcuts), SHORTCUTS, "snelkoppelingen")
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Tafelbot", "always_online": True},
        **({"slash_commands": commands} if commands else {}),
        **({"shortcuts": shortcuts} if shortcuts else {}),
    }


def _command(command: Command, address: str) -> Manifest:
    """A slash command. Slack gives us mentions by id only when it may escape them."""
    _fits(len(command.word) + 1, COMMAND, f"tekens in /{command.word}")
    _fits(len(command.help), DESCRIPTION, f"tekens uitleg bij /{command.word}")
    usage = _joined(_usages(command), USAGE)
    return {
        "command": f"/{command.word}",
        "description": command.help,
        **({"usage_hint": usage} if usage else {}),
        **_url("url", address),
        "should_escape": True,
    }


def _usages(command: Command) -> Iterable[str]:
    yield from (f"{verb.word} {verb.usage}".strip() for verb in command.verbs)
    yield from (usage for usage, _ in (command.other.usages if command.other else ()))


def _joined(usages: Iterable[str], most: int) -> str:
    """As many usages as fit, whole: it is a hint, and `hulp` shows all of them."""
    hint = ""
    for usage in usages:
        longer = f"{hint} | {usage}" if hint else usage
        if len(longer) > most:
            break
        hint = longer
    return hint


def _shortcut(shortcut: Shortcut) -> Manifest:
    _fits(len(shortcut.label), SHORTCUT, f"tekens in “{shortcut.label}”")
    _fits(len(shortcut.action), SHORTCUT_ID, f"tekens in {shortcut.action}")
    about = f"{shortcut.label} (Tafelbot)"
    return {"name": shortcut.label, "type": "message", "callback_id": shortcut.action, "description": about}


def _fits(size: int, most: int, what: str) -> None:
    if size > most:
        msg = f"{size} {what}, en Slack neemt er {most}."
        raise ValueError(msg)
