"""The koers on the command line: list goals, enter a result, bring in a file, and make a link to the cockpit.

pandas is imported only by the command that needs it.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from factsheets import goals_page, trend
from factsheets.goals import Standing, day, when
from handlers.feature import Now, Refusal, Terminal, TerminalCommand
from handlers.koers import link, reading
from handlers.koers.standings import standing_of, standings_of
from storage import audit, koers
from storage.database import Session

_HEAD = ("SLEUTEL", "DOEL", "STAND", "STREEFGETAL", "HOE STAAT HET", "PEILDATUM", "TREND")
_SURE = "Klopt het toch, zet er dan --toch bij."


def show(terminal: Terminal, _args: Namespace) -> None:
    """`koers`: every goal on a line, and what sources do not agree about."""
    with terminal.work() as work:
        standings, now = standings_of(work.session, koers.listed(work.session)), work.now
    terminal.table([_HEAD, *(_row(each, now) for each in standings)])
    for each in standings:
        for found in each.contradictions:
            terminal.say(f"Bronnen spreken elkaar tegen. {found.sentence(each.goal)}")
        if fallen := trend.fallen(each):
            terminal.say(f"{each.goal.name}. {fallen}")


def _row(each: Standing, now: Now) -> tuple[str, ...]:
    heading = trend.word(each, now.today) if each.told else "-"
    return (each.goal.key, each.goal.name, each.shown or "-", each.goal.target, goals_page.shaped(each, now.today),
            when(each.on) if each.on else "-", heading)  # fmt: skip


def enter(terminal: Terminal, args: Namespace) -> None:
    """`koers zet DOEL WAARDE --op DATUM --bron TEKST`."""
    with terminal.work() as work:
        session, now = work.session, work.now
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
    terminal.say(f"Opgeslagen: {told}." if made else f"{told} stond er al.")


def _noted(session: Session, now: Now, detail: str) -> None:
    audit.write(session, "resultaat ingevoerd", now=now.instant, by=None, detail=detail)


def _unless_odd(doubts: Sequence[str], *, sure: bool) -> None:
    """Refuse an odd result, unless `--toch` confirms it."""
    if doubts and not sure:
        raise Refusal("\n".join([*doubts, f"Er is niets opgeslagen. {_SURE}"]))


def bring(terminal: Terminal, args: Namespace) -> None:
    """`koers importeer BESTAND`: a preview; with --bewaar the results are stored, all of them or none."""
    from handlers.koers import files  # noqa: PLC0415 - only here pandas is needed

    with terminal.work() as work:
        session, now = work.session, work.now
        found = files.read(session, args.bestand, now)
        terminal.table(found.rows)
        if found.doubts:
            terminal.say("\n".join(found.doubts))
        if not args.bewaar:
            terminal.say("Nog niet opgeslagen. Zet er --bewaar bij als het klopt.")
            return
        _unless_odd(found.doubts, sure=args.toch)
        terminal.say(files.keep(session, found, now))


def make_link(terminal: Terminal, args: Namespace) -> None:
    """`koers cockpit --voor TEKST --dagen N`: make a link; refuses before it makes one that nobody could open."""
    made_for = args.voor.strip()
    if problem := link.problem(made_for):
        raise Refusal(problem)
    if not link.SHORTEST <= args.dagen <= link.LONGEST:
        msg = f"--dagen moet tussen {link.SHORTEST} en {link.LONGEST} liggen, maar is {args.dagen}."
        raise Refusal(msg)
    with terminal.work() as work:
        until = work.now.today + timedelta(days=args.dagen)
        made = link.given(work.session, made_for, until, work.now, by=None)
        address = terminal.address(made.path)
    terminal.say(address)


# --- what follows the commands ---------------------------------------------------------------------------------------


def _of_enter(parser: ArgumentParser) -> None:
    parser.add_argument("doel", metavar="DOEL", help="sleutel van het doel, of een deel van de naam")
    parser.add_argument("waarde", metavar="WAARDE", help="de stand, zoals 1.300")
    parser.add_argument("--op", metavar="DATUM", required=True, help="de dag van de stand, zoals 2026-03-01")
    parser.add_argument("--bron", metavar="TEKST", required=True, help="waar het getal vandaan komt")
    parser.add_argument("--toch", action="store_true", help="ook als het getal vreemd is naast de andere")


def _of_bring(parser: ArgumentParser) -> None:
    parser.add_argument("bestand", metavar="BESTAND", type=Path, help="CSV of Excel-werkmap")
    parser.add_argument("--bewaar", action="store_true", help="sla de resultaten op als er niets mis is")
    parser.add_argument("--toch", action="store_true", help="ook als een getal vreemd is naast de andere")


def _of_link(parser: ArgumentParser) -> None:
    parser.add_argument("--voor", metavar="TEKST", default="het bestuur", help="voor welk bestuur of welke organisatie")
    days = f"hoe lang hij werkt; anders {link.USUAL}"
    parser.add_argument("--dagen", metavar="N", type=int, default=link.USUAL, help=days)


COMMANDS: Final = (
    TerminalCommand(
        word="koers", help="de doelen en wat er is bereikt", does=show,
        more="Zonder meer: alle doelen met hun stand, één per regel, en wat bronnen elkaar tegenspreken.",
        verbs=(
            TerminalCommand(word="zet", help="voer een resultaat in", does=enter, arguments=_of_enter),
            TerminalCommand(
                word="importeer", help="lees een bestand met resultaten", does=bring, arguments=_of_bring,
                more="De kolommen zijn doel, waarde, op en bron. Zonder --bewaar zie je alleen wat er in staat.",
            ),
            TerminalCommand(
                word="cockpit", help="maak een link naar de cockpit, en toon het adres", does=make_link,
                arguments=_of_link,
            ),
        ),
    ),
)  # fmt: skip
