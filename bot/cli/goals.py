"""What the command line does with goals and results: list them, enter one, and bring in a file.

pandas is imported only by the command that needs it.
"""

import argparse
from collections.abc import Sequence

from bot.cli import commands
from bot.doors import plain
from bot.settings import Settings
from factsheets import goals_page, trend
from factsheets.goals import Standing, day, when
from handlers.feature import Now, Refusal
from handlers.koers import reading
from handlers.koers.standings import standing_of, standings_of
from storage import audit, jobs, koers
from storage.database import Session

_HEAD = ("SLEUTEL", "DOEL", "STAND", "STREEFGETAL", "HOE STAAT HET", "PEILDATUM", "TREND")
_SURE = "Klopt het toch, zet er dan --toch bij."


def _say(told: str) -> None:
    print(plain.visible(told))


def listed(settings: Settings, _args: argparse.Namespace) -> None:
    """`koers`: every goal on a line, and what sources do not agree about."""
    with commands.working(settings) as (session, now):
        standings = standings_of(session, koers.listed(session))
    _say("\n".join(plain.table([_HEAD, *(_row(each, now) for each in standings)])))
    for each in standings:
        for found in each.contradictions:
            _say(f"Bronnen spreken elkaar tegen. {found.sentence(each.goal)}")
        if fallen := trend.fallen(each):
            _say(f"{each.goal.name}. {fallen}")


def _row(each: Standing, now: Now) -> tuple[str, ...]:
    heading = trend.word(each, now.today) if each.told else "-"
    return (each.goal.key, each.goal.name, each.shown or "-", each.goal.target, goals_page.shaped(each, now.today),
            when(each.on) if each.on else "-", heading)  # fmt: skip


def entered(settings: Settings, args: argparse.Namespace) -> None:
    """`koers zet DOEL WAARDE --op DATUM --bron TEKST`."""
    with commands.working(settings) as (session, now):
        said = {"doel": args.doel, "waarde": args.waarde, "datum": args.op, "bron": args.bron}
        fields, wrong = reading.in_fields(session, said, now.today)
        found, errors = reading.checked(session, fields, now.today)
        if found is None:
            raise Refusal("\n".join((errors | wrong).values()))
        goal = koers.get(session, found.goal)
        assert goal is not None  # noqa: S101 - it was found in this transaction
        before = standing_of(session, goal)
        _unless_odd(reading.doubts(before, found), sure=args.toch)
        made = koers.enter(session, found.goal, found.told, by=None, now=now.instant)
        if made:
            _noted(session, now, f"{found.goal} {found.on.isoformat()}")
    told = f"{goal.name}, {goal.shown(found.value)} op {day(found.on)} ({found.source})"
    _say(f"Opgeslagen: {told}." if made else f"{told} stond er al.")


def _noted(session: Session, now: Now, detail: str) -> None:
    audit.write(session, "resultaat ingevoerd", now=now.instant, by=None, detail=detail)


def _unless_odd(doubts: Sequence[str], *, sure: bool) -> None:
    """Refuse what is odd, until somebody says that it is right."""
    if doubts and not sure:
        raise Refusal("\n".join([*doubts, f"Er is niets opgeslagen. {_SURE}"]))


def imported(settings: Settings, args: argparse.Namespace) -> None:
    """`koers importeer BESTAND`: a preview; with --bewaar the results are stored, all of them or none."""
    from handlers.koers import files  # noqa: PLC0415 - only here pandas is needed

    with commands.working(settings) as (_, now):
        pass
    with commands.opened(settings) as db, jobs.transaction(db) as session:
        found = files.read(session, args.bestand, now)
        _say("\n".join([*plain.table(found.rows), *found.doubts]))
        if not args.bewaar:
            _say("Nog niet opgeslagen. Zet er --bewaar bij als het klopt.")
            return
        _unless_odd(found.doubts, sure=args.toch)
        _say(files.keep(session, found, now))
