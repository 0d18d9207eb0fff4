"""Look whether Slack lets this installation in over Socket Mode."""

import asyncio
from collections.abc import Iterator
from typing import Final

from bot.doors.door import NotNow, Refused, Unclear
from bot.settings import Settings
from handlers.feature import Check

_NAME: Final = "Socket Mode"
_PATIENCE: Final = 8.0  # seconds for the two calls and Slack's hello
_SAID: Final = {
    "invalid_auth": "Maak bij de app onder Basic Information een nieuw app-token (xapp-...).",
    "not_authed": "Maak bij de app onder Basic Information een nieuw app-token (xapp-...).",
    "token_revoked": "Het token is ingetrokken. Maak bij de app onder Basic Information een nieuw (xapp-...).",
    "account_inactive": "De app is uitgezet. Zet hem aan, of installeer hem opnieuw.",
    "not_allowed_token_type": "Dit is geen app-token. Het begint met xapp- en staat onder Basic Information.",
    "missing_scope": "Het token mist connections:write. Maak een nieuw met dat recht.",
    "link_disabled": "Socket Mode staat uit. Zet het aan bij de app, onder Socket Mode.",
    "socket_mode_not_enabled": "Socket Mode staat uit. Zet het aan bij de app, onder Socket Mode.",
    "too_many_websockets": "Er zijn al tien verbindingen open. Stop processen die niet meer nodig zijn.",
}
"""What to do about Slack's own words."""


def check_socket(settings: Settings, app_id: str) -> Iterator[Check]:
    """Go in and out over Socket Mode; `app_id` is the app of the bot's token, "" where that is not known."""
    if not settings.slack_app_token:
        return
    from bot.slack.try_socket import try_socket  # noqa: PLC0415 - only for Slack its libraries are loaded

    try:
        app = asyncio.run(try_socket(settings.slack_app_token, settings.slack_api_url, _PATIENCE))
    except Refused as error:
        code = str(error).partition(" ")[0]
        yield Check(_NAME, "fout", f"Slack weigert SLACK_APP_TOKEN ({code}). {_SAID.get(code, '')}".rstrip())
    except (NotNow, Unclear) as error:
        text = f"er komt geen verbinding tot stand ({error}). Laat de firewall wss://*.slack.com door?"
        yield Check(_NAME, "fout", text)
    else:
        yield _connected(app, app_id)


def _connected(app: str, expected: str) -> Check:
    if app and expected and app != expected:
        text = f"SLACK_APP_TOKEN is van een andere app ({app}) dan SLACK_BOT_TOKEN ({expected}): Tafelbot hoort niets."
        return Check(_NAME, "fout", text)
    return Check(_NAME, "goed", "Slack laat Tafelbot binnen")
