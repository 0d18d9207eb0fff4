"""What the command line does with the database as a whole: bring its schema up to date, copy it, put a copy back."""

import argparse
from pathlib import Path

from bot import processes
from bot.cli.commands import say, working
from bot.processes import CannotStart
from bot.settings import Settings
from handlers.dutch import counted, listed
from storage import backup, migrate
from storage.database import Database


def migrated(settings: Settings, args: argparse.Namespace) -> None:
    db = processes.open_database(settings)
    try:
        if args.van:
            _moved(db, args.van)
        changed = processes.prepare(db, settings)
        say(f"De database is bijgewerkt tot {migrate.newest()}." if changed else "De database was al bij.")
    finally:
        db.close()


def _moved(db: Database, source: Path) -> None:
    if not source.is_file():
        msg = f"{source} is er niet."
        raise CannotStart(msg)
    if db.is_sqlite:
        msg = "Overzetten gaat van SQLite naar PostgreSQL: zet DATABASE_URL op de nieuwe PostgreSQL-database."
        raise CannotStart(msg)
    old = Database(f"sqlite:///{source}")
    try:
        rows = migrate.move(old, db)
    finally:
        old.close()
    say(f"{counted(rows, 'rij', 'rijen')} overgezet uit {source}. Dat bestand kan weg als alles klopt.")


def backed_up(settings: Settings, args: argparse.Namespace) -> None:
    db = processes.open_database(settings)
    try:
        backup.backup(db, args.naar)
    finally:
        db.close()
    say(f"De kopie staat in {args.naar} en is gecontroleerd.")


def restored(settings: Settings, args: argparse.Namespace) -> None:
    if args.achteraf:
        with working(settings) as (session, now):
            dropped = backup.mark(session, now.instant)
        _say_restored("Onthouden. Wat de afgelopen dagen verstuurd kan zijn, zoekt Tafelbot eerst op.", dropped, None)
        return
    moment = processes.clock(settings)().instant
    db = processes.open_database(settings)
    try:
        done = backup.restore(db, args.van, moment, trial=_kind(settings))
    finally:
        db.close()
    said = "De kopie is teruggezet. Wat er na de kopie verstuurd kan zijn, zoekt Tafelbot eerst op."
    _say_restored(said, done.dropped, done.forgotten)
    if done.former:
        say(f"De vorige database staat in {done.former}.")


def _say_restored(said: str, dropped: int, forgotten: tuple[int, ...] | None) -> None:
    """Say what was restored, and what a copy does not know that a person must check."""
    say(said)
    if dropped:
        waiting = counted(dropped, "vraag die nog wachtte, vervalt", "vragen die nog wachtten, vervallen")
        say(f"{waiting}: misschien is het antwoord er al. Wie het mist, vraagt het opnieuw.")
    if forgotten is None:
        say("Wie na de kopie is vergeten, staat er misschien weer in. Vergeet hen opnieuw: python -m bot avg vergeet.")
    elif forgotten:
        say(f"Na de kopie vergeten, en nu opnieuw: {listed([f'nummer {number}' for number in forgotten])}.")


def _kind(settings: Settings) -> bool | None:
    """Whether this is the trial workspace's installation; None where only the database itself can tell."""
    if processes.address_of_database(settings) == processes.DEMO_DATABASE:
        return True
    return None if settings.is_demo else False
