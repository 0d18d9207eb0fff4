"""Look whether the public address leads to this installation, by asking it as everybody else would."""

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from bot.serving.addresses import HEALTH, MARK, is_own_mark
from bot.settings import Settings
from bot.teams.sdk import PATH
from handlers.feature import Check

_NAME: Final = "Openbaar adres"
_PATIENCE: Final = 5
_NO_TLS: Final = " Het adres is zonder TLS. Zet er een reverse proxy met https voor."
_ELSEWHERE: Final = (
    "{} antwoordt, maar niet als deze Tafelbot. Wijst het naar een andere server of een andere installatie, of draait "
    "daar nog een oude versie?"
)


def check_address(settings: Settings) -> Iterator[Check]:
    """Check that the public address leads to this installation, or say what is missing without one."""
    if settings.is_demo:
        return
    if settings.tafelbot_url:
        yield _answer(settings)
    elif settings.slack_app_token:
        text = "geen: bestanden en plaatjes worden geüpload; gasten en pagina's in de browser kunnen niet"
        yield Check(_NAME, "let op", text)
    elif settings.has_slack:
        yield Check(_NAME, "fout", "TAFELBOT_URL ontbreekt, dus Slack kan Tafelbot niet bereiken.")
    else:
        yield Check(_NAME, "let op", "geen: in de emulator werken links naar bestanden en plaatjes niet")


def _answer(settings: Settings) -> Check:
    address = settings.public_url
    insecure = _NO_TLS if address.startswith("http://") else ""
    try:
        with urllib.request.urlopen(address + HEALTH, timeout=_PATIENCE) as response:  # noqa: S310 - their own setting
            is_ours = response.status == 200 and is_own_mark(response.headers.get(MARK) or "", settings)  # noqa: PLR2004 - "ok"
    except urllib.error.HTTPError as error:
        text = f"{address}{HEALTH} antwoordt met {error.code}. Draait Tafelbot, en stuurt de reverse proxy door?"
        return Check(_NAME, "fout", text + insecure)
    except (OSError, ValueError) as error:
        return Check(_NAME, "fout", _unreachable(address, error) + insecure)
    if not is_ours:
        return Check(_NAME, "fout", _ELSEWHERE.format(address) + insecure)
    if insecure:
        return Check(_NAME, "let op", f"{address} antwoordt en is deze installatie.{insecure}")
    endpoint = f"; het eindpunt in Azure is {address}{PATH}" if settings.teams_client_id else ""
    return Check(_NAME, "goed", f"{address} antwoordt en is deze installatie{endpoint}")


def _unreachable(address: str, error: Exception) -> str:
    """Why the address does not answer, as far as this machine can tell."""
    reason = getattr(error, "reason", error)
    host = urlsplit(address).hostname
    if isinstance(reason, socket.gaierror):
        return f"{host} bestaat niet, of deze machine kan de naam niet vinden. Klopt TAFELBOT_URL?"
    if isinstance(reason, ssl.SSLError):
        return f"het certificaat van {host} klopt niet ({getattr(reason, 'verify_message', '') or reason.reason})."
    kind = getattr(reason, "strerror", "") or type(reason).__name__
    return f"{address} antwoordt niet ({kind}). Draait Tafelbot, en laat de firewall deze machine erbij?"
