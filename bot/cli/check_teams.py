"""Look whether Teams can be reached as the bot reaches it: the SDK, the sign-in, and Microsoft's keys."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

import msgspec

from bot.cli.check_clock import Clock, check_clock
from bot.settings import Settings
from bot.teams import sdk
from bot.teams.sdk import Microsoft
from handlers.feature import Check

_PATIENCE: Final = 5
REFUSED: Final = {
    7000215: "weigert TEAMS_CLIENT_SECRET. Neem de waarde van het clientgeheim over, niet het id ervan.",
    7000222: "zegt dat TEAMS_CLIENT_SECRET verlopen is. Maak in Azure een nieuw clientgeheim.",
    700016: "kent TEAMS_CLIENT_ID niet in deze tenant. Neem de toepassings-id over uit de app-registratie.",
    7000229: "kent de app wel, maar niet als toepassing in deze tenant. Maak de Azure Bot met type Eén tenant.",
    90002: "kent TEAMS_TENANT_ID niet. Neem de map-id over uit de app-registratie.",
    900023: "kent TEAMS_TENANT_ID niet. Neem de map-id over uit de app-registratie.",
}
"""What Microsoft's own numbers of a refusal mean (AADSTS...)."""


def check_teams(settings: Settings, clock: Clock, microsoft: Microsoft) -> Iterator[Check]:
    """Check that the bot can sign in to Teams and be signed in to; nothing without Teams."""
    if not settings.has_teams:
        return
    try:
        yield Check("Teams SDK", "goed", f"versie {sdk.version()}")
    except ImportError as error:
        yield Check("Teams SDK", "fout", f"laadt niet ({error}). Doe: python -m pip install -r requirements.txt")
    if settings.teams_client_id:
        yield from _of_sign_in(settings, clock, microsoft)
        yield from _of_keys(microsoft)


def _of_sign_in(settings: Settings, clock: Clock, microsoft: Microsoft) -> Iterator[Check]:
    """Ask for a token as the bot does before it sends; the token itself is thrown away."""
    asked = {
        "grant_type": "client_credentials", "client_id": settings.teams_client_id,
        "client_secret": settings.teams_client_secret, "scope": sdk.SCOPE,
    }  # fmt: skip
    address = f"{microsoft.login}/{settings.teams_tenant_id}/oauth2/v2.0/token"
    try:
        with urllib.request.urlopen(address, urlencode(asked).encode(), timeout=_PATIENCE) as response:  # noqa: S310 - ours
            answer, headers = msgspec.json.decode(response.read(), type=dict[str, object]), response.headers
    except urllib.error.HTTPError as error:
        yield Check("Teams", "fout", _why_not(error))
        return
    except (OSError, msgspec.MsgspecError) as error:
        reason = getattr(error, "reason", "") or type(error).__name__
        yield Check("Teams", "fout", f"{microsoft.login} antwoordt niet ({reason}). Sta dat adres toe in de firewall.")
        return
    if answer.get("access_token"):
        yield Check("Teams", "goed", f"de bot kan zich aanmelden bij tenant {settings.teams_tenant_id}")
    else:
        yield Check("Teams", "fout", f"{microsoft.login} geeft geen token. Klopt het adres?")
    if not settings.has_slack:
        yield from check_clock(headers.get("date"), "Microsoft", clock)


def _why_not(error: urllib.error.HTTPError) -> str:
    """A refusal in our words; Microsoft's own hold numbers of people and machines."""
    try:
        found = msgspec.json.decode(error.read(), type=dict[str, object])
    except (OSError, msgspec.MsgspecError):
        return f"Microsoft antwoordt met {error.code}. Probeer het straks nog eens."
    numbers = found.get("error_codes")
    known = (REFUSED.get(each) for each in (numbers if isinstance(numbers, list) else ()))
    words = next(filter(None, known), f"weigert de bot ({str(found.get('error') or error.code)[:60]}).")
    return f"Microsoft {words}"


def _of_keys(microsoft: Microsoft) -> Iterator[Check]:
    """Check that Microsoft's keys can be fetched: without them every request is refused."""
    try:
        with urllib.request.urlopen(microsoft.openid, timeout=_PATIENCE) as response:  # noqa: S310 - an address of ours
            msgspec.json.decode(response.read(), type=dict[str, object])
    except (OSError, msgspec.MsgspecError) as error:
        reason = getattr(error, "reason", "") or type(error).__name__
        text = f"{microsoft.openid} antwoordt niet ({reason}), en zonder die sleutels komt niemand binnen."
        yield Check("Sleutels van Teams", "fout", f"{text} Sta dat adres toe in de firewall.")
    else:
        yield Check("Sleutels van Teams", "goed", "bereikbaar")
