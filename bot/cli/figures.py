"""What the command line does with figures: draw a factsheet, follow one figure, fetch what is new, bring in a file.

pandas, Typst and httpx are imported only by the commands that need them.
"""

import argparse

from bot.cli import commands
from bot.doors import plain
from bot.settings import Settings
from handlers.cards import Card
from handlers.factsheet import series, words
from handlers.feature import Now, Refusal
from storage import jobs, tafels
from storage.database import Session

_TIE = "\N{NO-BREAK SPACE}"


def _say(told: str) -> None:
    print(plain.visible(told))


def drawn(settings: Settings, args: argparse.Namespace) -> None:
    """`factsheet bouw --uit MAP`."""
    from handlers.factsheet import making  # noqa: PLC0415 - only here pandas and Typst are needed

    with commands.working(settings) as (session, now):
        key = _key(session, args.tafel.casefold())
    with commands.opened(settings) as db:
        made = db.read(lambda session: making.papers(session, key, now)).result()
    args.uit.mkdir(parents=True, exist_ok=True)
    path = args.uit / f"factsheet-{key}.pdf"
    path.write_bytes(made.pdf)
    path.with_suffix(".png").write_bytes(made.pictures.large)
    path.with_suffix(".txt").write_text(_written(making.written(made.sheet)) + "\n", "utf-8")
    _say(f"{path}, met .png en .txt ernaast.")


def _written(card: Card) -> str:
    return plain.visible(plain.text(card).replace(_TIE, " "))


def followed(settings: Settings, args: argparse.Namespace) -> None:
    """`cijfers verloop "openstaande vacatures" --tafel bouw`."""
    from handlers.factsheet import history  # noqa: PLC0415 - only here pandas is needed

    with commands.working(settings) as (session, now):
        key = _key(session, args.tafel.casefold())
        subject = _subject(session, key, args.cijfer)
        place = next((each.code for each in subject.places if args.gebied in (each.code, each.name)), "")
        if args.gebied and not place:
            msg = f"Dat gebied is er niet. Kies uit: {', '.join(each.name for each in subject.places)}."
            raise Refusal(msg)
        card = history.card(session, series.key(key, subject, place, whole=True), now, shared=True)
    _say(_written(card))


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


def fetched(settings: Settings, args: argparse.Namespace) -> None:
    """`cijfers vernieuw`; a table that could not be fetched well is a reason to end with 1.

    `--accepteer TABEL` takes in what the last look held back because the table is built otherwise.
    """
    from handlers.factsheet import fetching  # noqa: PLC0415 - only here pandas and httpx are needed

    now = _now(settings)
    with commands.opened(settings) as db, jobs.transaction(db) as session:
        if args.accepteer:
            outcomes = [fetching.accept(session, settings.cbs_url, now, args.accepteer, "", None)]
        else:
            outcomes = fetching.fetch(session, settings.cbs_url, now)
    _say("\n".join(words.lines(outcomes)))
    if troubles := [reason for _, _, reason, _ in outcomes if reason]:
        raise Refusal("\n".join(troubles))


def imported(settings: Settings, args: argparse.Namespace) -> None:
    """`cijfers importeer BESTAND`: a preview; with --bewaar the figures are stored."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    now = _now(settings)
    with commands.opened(settings) as db, jobs.transaction(db) as session:
        found = files.read(session, args.bestand, args.indeling, now)
        _say("\n".join([*plain.table(files.rows(found.preview)), *found.preview.notes, found.preview.summary]))
        if args.bewaar:
            _say(files.keep(session, found, now))


def _now(settings: Settings) -> Now:
    with commands.working(settings) as (_, now):
        return now
