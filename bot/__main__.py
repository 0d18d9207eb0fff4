"""The command line: `python -m bot`. Exit 0 is done, 1 is refused with a reason on stderr, 2 is wrong usage."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from bot import logs, processes, settings
from bot.cli import commands, copies, features, schema
from bot.cli.doctor import UNAVAILABLE
from bot.processes import CannotStart
from bot.settings import Settings, WrongSetting
from handlers.feature import Refusal, TerminalCommand
from storage.backup import CannotCopy
from storage.database import Unavailable
from storage.memberships import SPHERES
from storage.migrate import WrongSchema

Does: TypeAlias = Callable[[Settings, argparse.Namespace], int | None]

_DUTCH: Final = {
    "usage: ": "gebruik: ",
    "positional arguments": "argumenten",
    "options": "opties",
    "show this help message and exit": "deze uitleg",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "the following arguments are required: %s": "dit ontbreekt: %s",
    "unrecognized arguments: %s": "dit ken ik niet: %s",
    "one of the arguments %s is required": "een van deze is nodig: %s",
    "not allowed with argument %s": "kan niet samen met %s",
    "expected one argument": "hier hoort iets achter",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r kan niet; kies uit %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r kan niet",
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say; gives the exit code."""
    args = parser().parse_args(words)
    try:
        chosen = settings.load()
        logs.start(chosen)
        does: Does = args.does
        return does(chosen, args) or 0
    except Unavailable as error:
        return _refused(UNAVAILABLE[error.why])
    except WrongSchema as error:
        return _refused(schema.explain(error))
    except (WrongSetting, CannotStart, CannotCopy, Refusal) as error:
        return _refused(str(error))
    except BrokenPipeError:
        return 1


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its help, in Dutch."""
    # argparse has no other way to speak Dutch than the name under which it looks up its words
    argparse._ = lambda text: _DUTCH.get(text, text)  # type: ignore[attr-defined]
    top = argparse.ArgumentParser(prog="python -m bot", description="Tafelbot, de assistent van de sectortafels.")
    top.set_defaults(does=_run)
    subs = top.add_subparsers(title="opdrachten", metavar="OPDRACHT")
    _processes(subs)
    _people(subs)
    _messages(subs)
    _features(subs)
    _keeping(subs)
    return top


_Subs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def _add(subs: _Subs, name: str, does: Does, text: str, more: str = "") -> argparse.ArgumentParser:
    added = subs.add_parser(name, help=text, description=_described(text, more))
    added.set_defaults(does=does)
    return added


def _described(text: str, more: str) -> str:
    return f"{text[0].upper()}{text[1:]}. {more}".strip()


def _processes(subs: _Subs) -> None:
    _add(
        subs,
        "run",
        _run,
        "web, berichten en planning in één proces; zonder gegevens van Slack of Teams de proefwerkruimte",
    )
    _add(subs, "web", _web, "alleen de webserver; zoveel processen als je wilt op één PostgreSQL")
    _add(subs, "worker", _worker, "alleen berichten en planning; zoveel processen als je wilt op één PostgreSQL")
    migrate = _add(subs, "migrate", copies.migrated, "breng de database bij, ook als meer processen dat tegelijk doen")
    migrate.add_argument("--van", metavar="SQLITE", type=Path, help="zet eerst alles uit dit SQLite-bestand over")
    _add(subs, "doctor", commands.doctor, "kijk of alles klopt, en zeg wat er te doen is")
    manifest = _add(subs, "manifest", commands.manifest, "het manifest waarmee je de app op een platform aanmaakt")
    manifest.add_argument("platform", choices=["slack", "teams"], help="het platform")
    manifest.add_argument("--socket", action="store_true", help="zonder openbaar adres (Socket Mode)")
    manifest.add_argument("--uit", type=Path, default=Path(), help="de map voor het pakket van Teams")
    manifest.add_argument("--versie", default="1.0.0", help="van het pakket van Teams; bij elk nieuw pakket hoger")
    manifest.add_argument("--zonder-meelezen", action="store_true", help="Teams: alleen berichten die de bot noemen")


def _people(subs: _Subs) -> None:
    _add(subs, "tafels", commands.tafels_listed, "de tafels, één per regel: sleutel, naam, gekoppelde kanalen")
    more = "Identiteiten zijn platform:id, zoals slack:U123. “lid koppel PERSOON IDENTITEIT” geeft iemand er een bij."
    lid = _add(subs, "lid", commands.member, "geef iemand een rol aan een tafel, of koppel een identiteit", more)
    lid.add_argument("tafel", metavar="TAFEL", help="sleutel van de tafel, of “koppel”")
    lid.add_argument("identiteit", metavar="IDENTITEIT", help="wie, als platform:id; na “koppel” de persoon")
    lid.add_argument("rol", metavar="ROL", help="kartrekker, projectleider, deelnemer, waarnemer of weg")
    lid.add_argument("--naam", metavar="NAAM", help="hoe deze persoon heet")
    lid.add_argument("--organisatie", metavar="TEKST", help="namens welke organisatie, aan deze tafel")
    lid.add_argument("--o", choices=SPHERES, help="welke van de vijf O's, aan deze tafel")
    lid.add_argument("--verplaats", action="store_true", help="na “koppel”: ook als de identiteit van een ander is")
    avg = subs.add_parser("avg", help="de gegevens van een persoon inzien of verwijderen")
    verbs = avg.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    shown = _add(verbs, "inzage", commands.personal_data, "schrijf alles over een persoon naar een bestand")
    shown.add_argument("persoon", metavar="PERSOON", help="nummer, naam of identiteit")
    shown.add_argument("--uit", metavar="MAP", type=Path, required=True, help="map voor het bestand")
    forgotten = _add(
        verbs, "vergeet", commands.forgotten, "verwijder een persoon; wat die voor een tafel vastlegde, blijft"
    )
    forgotten.add_argument("persoon", metavar="PERSOON", help="nummer, naam of identiteit")


def _messages(subs: _Subs) -> None:
    outgoing = _add(subs, "uitgaand", commands.outgoing, "wat wacht, mislukte of onzeker is, en wat daarmee moet")
    chosen = outgoing.add_mutually_exclusive_group()
    chosen.add_argument("--dood", action="store_true", help="alleen wat mislukte of onzeker is")
    chosen.add_argument("--opnieuw", metavar="ID", type=int, help="verstuur dit bericht (nog eens)")
    chosen.add_argument("--laat-vallen", metavar="ID", type=int, help="verstuur dit bericht niet meer")


def _features(subs: _Subs) -> None:
    """What the features bring, each command with what follows it."""
    for command in features.brought():
        _brought(subs, command)


def _brought(subs: _Subs, command: TerminalCommand) -> None:
    parser = subs.add_parser(command.word, help=command.help, description=_described(command.help, command.more))
    command.arguments(parser)
    if command.does:
        parser.set_defaults(does=partial(features.run, does=command.does))
    if command.verbs:
        verbs = parser.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=command.does is None)
        for verb in command.verbs:
            _brought(verbs, verb)


def _keeping(subs: _Subs) -> None:
    backup = _add(subs, "backup", copies.backed_up, "maak een kopie van de SQLite-database, ook terwijl alles draait")
    backup.add_argument("naar", metavar="NAAR", type=Path, help="bestand dat er nog niet is")
    restore = _add(subs, "restore", copies.restored, "zet een kopie terug; daarna wordt niets dubbel verstuurd")
    source = restore.add_mutually_exclusive_group(required=True)
    source.add_argument("van", metavar="VAN", type=Path, nargs="?", help="de kopie")
    source.add_argument("--achteraf", action="store_true", help="na pg_restore: alleen onthouden dat het een kopie is")


def _run(chosen: Settings, _args: argparse.Namespace) -> None:
    processes.run(chosen, _announce)


def _web(chosen: Settings, _args: argparse.Namespace) -> None:
    processes.run(chosen, _announce, works=False)


def _worker(chosen: Settings, _args: argparse.Namespace) -> None:
    processes.run(chosen, _announce, serves=False)


def _announce(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
