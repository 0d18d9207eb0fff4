"""The factsheet on the command line: draw one, follow one figure, fetch what is new, bring in a file.

pandas, Typst and httpx are imported only by the commands that need them.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handlers.dutch import listed
from handlers.factsheet import series, words
from handlers.feature import Check, Refusal, Terminal, TerminalCommand, Work
from storage import figures, tafels
from storage.database import Session


def draw(terminal: Terminal, args: Namespace) -> None:
    """`factsheet bouw --uit MAP`."""
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas and Typst are needed

    with terminal.work() as work:
        key = _key(work.session, args.tafel.casefold())
        made = making.papers(work.session, key, work.now)
    args.uit.mkdir(parents=True, exist_ok=True)
    path = args.uit / f"factsheet-{key}.pdf"
    path.write_bytes(made.pdf)
    path.with_suffix(".png").write_bytes(made.pictures.large)
    path.with_suffix(".txt").write_text(terminal.written(making.written(made.sheet)) + "\n", "utf-8")
    terminal.say(f"{path}, met .png en .txt ernaast.")


def follow(terminal: Terminal, args: Namespace) -> None:
    """`cijfers verloop "openstaande vacatures" --tafel bouw`."""
    from handlers.factsheet import history  # noqa: PLC0415 - only here pandas is needed

    with terminal.work() as work:
        key = _key(work.session, args.tafel.casefold())
        subject = _subject(work.session, key, args.cijfer)
        place = next((each.code for each in subject.places if args.gebied in (each.code, each.name)), "")
        if args.gebied and not place:
            msg = f"Dat gebied is er niet. Kies uit: {', '.join(each.name for each in subject.places)}."
            raise Refusal(msg)
        card = history.card(work.session, series.key(key, subject, place, whole=True), work.now, shared=True)
    terminal.say(terminal.written(card))


def _subject(session: Session, key: str, said: str) -> series.Subject:
    known = series.of_tafel(session, key)
    found = series.fitting(known, said)
    if len(found) != 1:
        names = "; ".join(each.indicator.name for each in found or known)
        msg = f"“{said}” kan van alles zijn. Kies uit: {names}." if found else f"“{said}” ken ik niet. Er is: {names}."
        raise Refusal(msg)
    return found[0]


def _key(session: Session, key: str) -> str:
    known = [tafel.key for tafel in tafels.all_tafels(session)]
    if key not in (*known, words.WHOLE):
        msg = f"“{key}” is geen tafel. Kies uit: {', '.join(known)} of {words.WHOLE}."
        raise Refusal(msg)
    return key


def fetch(terminal: Terminal, args: Namespace) -> None:
    """`cijfers vernieuw`; a table that could not be fetched well is a reason to end with 1.

    `--accepteer TABEL` takes in what the last look held back because the table is built otherwise.
    """
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    with terminal.work() as work:
        url = work.outside.cbs_url
        if args.accepteer:
            outcomes = [fetching.accept(work.session, url, work.now, args.accepteer, "", None)]
        else:
            outcomes = fetching.fetch(work.session, url, work.now)
    terminal.say("\n".join(words.lines(outcomes)))
    if troubles := [reason for _, _, reason, _ in outcomes if reason]:
        raise Refusal("\n".join(troubles))


def bring(terminal: Terminal, args: Namespace) -> None:
    """`cijfers importeer BESTAND`: a preview; with --bewaar the figures are stored."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    with terminal.work() as work:
        found = files.read(work.session, args.bestand, args.indeling, work.now)
        terminal.table(files.rows(found.preview))
        terminal.say("\n".join([*found.preview.notes, found.preview.summary]))
        if args.bewaar:
            terminal.say(files.keep(work.session, found, work.now))


# --- what follows the commands ---------------------------------------------------------------------------------------


def _of_draw(parser: ArgumentParser) -> None:
    parser.add_argument("tafel", metavar="TAFEL", help="sleutel van de tafel, of “regio”")
    parser.add_argument("--uit", metavar="MAP", type=Path, default=Path(), help="map voor de bestanden; anders hier")


def _of_fetch(parser: ArgumentParser) -> None:
    parser.add_argument("--accepteer", metavar="TABEL", help="neem een tabel over die anders is opgebouwd")


def _of_follow(parser: ArgumentParser) -> None:
    parser.add_argument("cijfer", metavar="CIJFER", help="zoals “openstaande vacatures”")
    parser.add_argument("--tafel", metavar="TAFEL", default="regio", help="sleutel van de tafel; anders de regio")
    parser.add_argument("--gebied", metavar="GEBIED", default="", help="zoals “Overijssel”; anders het naaste")


def _of_bring(parser: ArgumentParser) -> None:
    parser.add_argument("bestand", metavar="BESTAND", type=Path, help="CSV of Excel-werkmap")
    parser.add_argument("--indeling", metavar="NAAM", default="", help="welke kolomindeling, of een eigen .toml")
    parser.add_argument("--bewaar", action="store_true", help="sla de cijfers op als er niets mis is")


def checks(work: Work) -> Iterator[Check]:
    """What became of the latest look at CBS, where that was not what it should be."""
    looks = figures.looks(work.session)
    if missed := [each.table for each in looks if each.outcome == "niet bereikbaar"]:
        when = max(each.checked_at for each in looks if each.table in missed)
        text = f"{listed(missed)} niet bereikt op {when:%d-%m-%Y}; de cijfers die er waren staan nog. Klopt CBS_URL?"
        yield Check("Cijfers van CBS", "let op", text)
    elif held := [each.table for each in looks if each.outcome == "nakijken"]:
        yield Check("Cijfers van CBS", "let op", f"{listed(held)} nakijken. Kijk met: /factsheet bronnen")


COMMANDS: Final = (
    TerminalCommand(
        word="factsheet", help="schrijf de factsheet van een tafel als pdf, plaatje en tekst", does=draw,
        arguments=_of_draw,
    ),
    TerminalCommand(
        word="cijfers", help="de cijfers achter de factsheets",
        verbs=(
            TerminalCommand(word="vernieuw", help="haal op wat er nieuw is bij CBS", does=fetch, arguments=_of_fetch),
            TerminalCommand(
                word="verloop", help="één cijfer door de tijd, met wat er is herzien", does=follow, arguments=_of_follow
            ),
            TerminalCommand(
                word="importeer", help="lees een bestand van UWV, SBB, DUO of een ander", does=bring,
                more="Zonder --bewaar zie je alleen wat er in staat en wat er mis is.", arguments=_of_bring,
            ),
        ),
    ),
)  # fmt: skip
