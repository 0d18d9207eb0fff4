"""A sent file with results: preview it with every problem, and store it when its sender confirms.

pandas is imported only when a job needs it.
"""

from typing import Final

from handlers import sent
from handlers.cards import AnyElement, Buttons, Card, Column, Item, Items, Note, Notice, Table, line
from handlers.dutch import counted
from handlers.feature import Answers, Given, Post, Turn, Work
from handlers.koers import callbacks
from handlers.koers.callbacks import Sent
from handlers.koers.entry import require_administrator
from storage import sent_files

WHAT, ENDINGS = "resultaten van doelen", (".csv", ".xlsx")
_SHOWN: Final = 12
_COLUMNS: Final = (Column("Doel"), Column("Stand", numeric=True), Column("Op"), Column("Bron"))
_HELP: Final = "Een bestand met resultaten heeft de kolommen doel, waarde, op en bron."


def may(turn: Turn) -> bool:
    return turn.known is not None and turn.known.administrator


# --- in the worker ---------------------------------------------------------------------------------------------------


def looks(work: Work, given: Given) -> Answers:
    """The preview, if the file has the columns of results."""
    from factsheets.sources import results  # noqa: PLC0415 - only here pandas is needed

    return asks(work, given) if results.fits(given.name, given.data) else None


def asks(work: Work, given: Given) -> Answers:
    """The preview or every problem; nothing is stored."""
    from handlers.koers import files  # noqa: PLC0415 - only here pandas is needed

    found = files.looked(work.session, given.name, given.data, work.now)
    if found.problems:
        return Post(_problems(found.summary, found.sentences))
    pressed = (
        callbacks.KEEP.button("Toch opslaan" if found.doubts else "Opslaan", given.key, style="primary"),
        callbacks.DROP.button("Niet opslaan", given.key),
    )
    return Post(_preview(given.name, found.rows[1:], found.doubts, Buttons(pressed)))


def _preview(name: str, rows: list[tuple[str, ...]], doubts: list[str], pressed: Buttons) -> Card:
    """The first results as they were understood, and all that is odd about any of them."""
    rest = len(rows) - _SHOWN
    more = f"En nog {counted(rest, 'resultaat', 'resultaten')}. " if rest > 0 else ""
    odd = (Notice("warning", line(" ".join(doubts))),) if doubts else ()
    title = f"{counted(len(rows), 'resultaat', 'resultaten')} uit {name}, klaar om op te slaan."
    shown = Table("Zo lees ik het", _COLUMNS, tuple(rows[:_SHOWN]))
    note = Note(line(f"{more}Er is nog niets opgeslagen."))
    return Card("koers_voorbeeld", title[:1].upper() + title[1:], (*odd, shown, note, pressed))


def _problems(summary: str, sentences: list[str]) -> Card:
    told: tuple[AnyElement, ...] = (Items(tuple(Item(line(each)) for each in sentences)),)
    help_ = Note(line(f"Pas het bestand aan en stuur het nog eens. {_HELP}"))
    return Card("koers_problemen", summary[:1].upper() + summary[1:], (*told, help_))


def keep(work: Work, wanted: Sent) -> Answers:
    """Keep what its sender was shown, all of it."""
    from handlers.koers import files  # noqa: PLC0415 - only here pandas is needed

    given = sent.fetched(work, wanted.file)
    found = files.looked(work.session, given.name, given.data, work.now)
    if found.problems:
        return Post(_problems(found.summary, found.sentences))
    if not sent_files.kept(work.session, given.key):
        return sent.kept_before(given, card="koers_bewaard")
    told = files.keep(work.session, found, work.now, by=work.person.id if work.person else None)
    look = Buttons((callbacks.OVERVIEW.button("Alle doelen", ""),))
    return Post(Card("koers_bewaard", f"“{given.name}” is opgeslagen: {told.removeprefix('Opgeslagen: ')}", (look,)))


# --- what its sender presses -----------------------------------------------------------------------------------------


def keep_pressed(turn: Turn, key: str) -> Answers:
    require_administrator(turn, "Resultaten invoeren")
    return sent.keep(turn, key, callbacks.KEEP_FILE.later(Sent(key)), card="koers_bezig")


def drop_pressed(turn: Turn, key: str) -> Answers:
    return sent.drop(turn, key, card="koers_niet_bewaard")
