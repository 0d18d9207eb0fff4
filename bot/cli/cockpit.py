"""What the command line does for boards: make a link to the cockpit, and print its address."""

import argparse
from datetime import timedelta

from bot import processes
from bot.cli import commands
from bot.doors import plain
from bot.serving import addresses
from bot.serving.signing import COCKPIT, Signer
from bot.settings import Settings
from handlers.feature import Refusal
from handlers.koers import link


def linked(settings: Settings, args: argparse.Namespace) -> None:
    """`koers cockpit --voor TEKST --dagen N`."""
    made_for = args.voor.strip()
    _check(settings, made_for, args.dagen)
    secret = settings.tafelbot_geheim or (processes.kept_secret(),)
    with commands.working(settings) as (session, now):
        until = now.today + timedelta(days=args.dagen)
        made = link.given(session, made_for, until, now, by=None)
    address = f"{settings.public_url}{addresses.path(Signer(secret), f'{COCKPIT}/{made.key}')}"
    print(plain.visible(address))


def _check(settings: Settings, made_for: str, days: int) -> None:
    """Refuse before a link is made that nobody could open."""
    if problem := link.problem(made_for):
        raise Refusal(problem)
    if not link.SHORTEST <= days <= link.LONGEST:
        msg = f"--dagen moet tussen {link.SHORTEST} en {link.LONGEST} liggen, maar is {days}."
        raise Refusal(msg)
    if not settings.is_demo and not settings.tafelbot_url:
        msg = "Tafelbot heeft hier geen openbaar adres, dus kan niemand de link openen. Stel TAFELBOT_URL in."
        raise Refusal(msg)
