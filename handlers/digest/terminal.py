"""The digest on the command line: print a tafel's digest as it is at a moment, or queue it for its channels."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import Final

from handlers import delivery
from handlers.digest import build, timing
from handlers.dutch import counted
from handlers.feature import Now, Refusal, Terminal, TerminalCommand
from storage import tafels


def run(terminal: Terminal, args: Namespace) -> None:
    """`digest --tafel bouw [--op MOMENT] [--verstuur]`."""
    with terminal.work() as work:
        session, now = work.session, work.now
        tafel, then = tafels.by_key(session, args.tafel.casefold()), _moment(args.op, now)
        if tafel is None:
            known = ", ".join(each.key for each in tafels.all_tafels(session))
            msg = f"“{args.tafel}” is geen tafel. Kies uit: {known}."
            raise Refusal(msg)
        links = tafels.links_of(session, tafel.id)
        if not args.verstuur:
            made = build.draft(work, tafel, then, next(iter(links), None))
            terminal.say(terminal.written(build.card(work, made)))
            return
        if not links:
            msg = f"{tafel.name} heeft nog geen kanaal."
            raise Refusal(msg)
        once, moment = f"{timing.KIND}:{tafel.key}:hand:{then.local:%Y-%m-%dT%H:%M}", then.instant
        sent = list(build.send(work, tafel, then, once=once, period="nu", due_at=moment, also_quiet=True))
        delivery.send(session, sent, None, now)
        added, already = len(sent), len(links) - len(sent)
    about = f"Het weekbericht van {tafel.name}"
    if added:
        terminal.say(f"{about} staat klaar voor {counted(added, 'kanaal', 'kanalen')}.")
    if already:
        terminal.say(f"{about} van deze minuut was al klaargezet voor {counted(already, 'kanaal', 'kanalen')}.")


def _moment(text: str | None, now: Now) -> Now:
    if text is None:
        return now
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"“{text}” is geen moment. Schrijf het als 2026-11-23T08:00."
        raise Refusal(msg) from error
    return Now((local if local.tzinfo else local.replace(tzinfo=now.zone)).astimezone(UTC), now.zone)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--tafel", metavar="TAFEL", required=True, help="sleutel van de tafel")
    parser.add_argument("--op", metavar="MOMENT", help="zoals op dit moment, bijvoorbeeld 2026-11-23T08:00")
    parser.add_argument("--verstuur", action="store_true", help="zet het klaar voor de kanalen van de tafel")


COMMANDS: Final = (
    TerminalCommand(
        word="digest", help="toon het weekbericht van een tafel, of verstuur het", does=run, arguments=_arguments
    ),
)
