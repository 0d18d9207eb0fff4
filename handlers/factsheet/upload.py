"""A sent file with figures: preview it with every problem, and store it when its sender confirms.

pandas is imported only when a job needs it.
"""

from collections.abc import Iterable

from factsheets.sources.mapping import Mapping, mappings
from handlers import roles, sent
from handlers.cards import Buttons, Card, Note, line
from handlers.factsheet import callbacks
from handlers.factsheet.callbacks import Layout
from handlers.factsheet.words import with_button
from handlers.feature import Answers, Given, Post, Refusal, Turn, Work
from storage import audit, sent_files

WHAT, ENDINGS = "cijfers van UWV, SBB of DUO", (".csv", ".xlsx")


def may(turn: Turn) -> bool:
    """A beheerder, the projectleider of the tafel whose channel it is, or of any tafel in a direct message."""
    if turn.known is None:
        return False
    if turn.tafel is not None:
        return roles.may(turn, roles.MANAGE, turn.tafel)
    return turn.known.administrator or "projectleider" in turn.roles.values()


# --- in the worker ---------------------------------------------------------------------------------------------------


def looks(work: Work, given: Given) -> Answers:
    """The preview by the one layout that fits, or the question which of several to use; None where none fits."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    found = files.fitting(given.name, given.data)
    if len(found) == 1:
        return Post(_previewed(work, given, found[0]))
    return Post(_which(given, found)) if found else None


def asks(_work: Work, given: Given) -> Answers:
    return Post(_which(given, mappings().values()))


def _which(given: Given, layouts: Iterable[Mapping]) -> Card:
    """The question by which layout to read it; a choice says what is missing for that one."""
    options = [callbacks.LAYOUT.option(Layout(given.key, how.key), how.name) for how in layouts]
    hint = Note(line("Ik zie het niet aan de kolommen. Kies er een, dan zeg ik wat klopt en wat niet. Er is nog niets "
                     "opgeslagen."))  # fmt: skip
    return Card("cijfers_indeling", f"Welke cijfers staan er in “{given.name}”?",
                (callbacks.LAYOUT.choice("Indeling", options), hint))  # fmt: skip


def look(work: Work, wanted: Layout) -> Answers:
    """Read it by the layout that its sender chose."""
    given = sent.fetched(work, wanted.file)
    return Post(_previewed(work, given, _layout(wanted.layout)))


def _layout(key: str) -> Mapping:
    if key not in mappings():
        msg = "Die indeling is er niet (meer). Stuur het bestand nog eens."
        raise Refusal(msg)
    return mappings()[key]


def _previewed(work: Work, given: Given, how: Mapping) -> Card:
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    found = files.looked(work.session, given.name, given.data, how, work.now)
    if not found.preview.storable:
        return files.problems(found.preview, how)
    chosen = Layout(given.key, how.key)
    return with_button(files.card(found.preview, how), callbacks.KEEP.button("Opslaan", chosen, style="primary"),
                       callbacks.DROP.button("Niet opslaan", chosen))  # fmt: skip


def keep(work: Work, wanted: Layout) -> Answers:
    """Keep what its sender was shown, with the file itself."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    how = _layout(wanted.layout)
    given = sent.fetched(work, wanted.file)
    found = files.looked(work.session, given.name, given.data, how, work.now)
    if not found.preview.storable:
        return Post(files.problems(found.preview, how))
    if not sent_files.kept(work.session, given.key):
        return sent.kept_before(given, card="cijfers_bewaard")
    told = files.keep(work.session, found, work.now)
    by = work.person.id if work.person else None
    audit.write(work.session, "cijfers ingelezen", now=work.now.instant, by=by, tafel=given.tafel,
                detail=f"{given.name} ({how.name})")  # fmt: skip
    again = Buttons((callbacks.SOURCES.button("Bronnen", ""),))
    return Post(Card("cijfers_bewaard", f"“{given.name}”: {told[:1].lower()}{told[1:]}", (again,)))


# --- what its sender presses -----------------------------------------------------------------------------------------


def layout_chosen(turn: Turn, chosen: Layout) -> Answers:
    _require(turn)
    sent.named(turn, chosen.file)
    return callbacks.LOOK.later(chosen)


def keep_pressed(turn: Turn, shown: Layout) -> Answers:
    _require(turn)
    return sent.keep(turn, shown.file, callbacks.KEEP_FILE.later(shown), card="cijfers_bezig")


def drop_pressed(turn: Turn, shown: Layout) -> Answers:
    return sent.drop(turn, shown.file, card="cijfers_niet_bewaard")


def _require(turn: Turn) -> None:
    if not may(turn):
        msg = "Cijfers inlezen kan een projectleider of beheerder."
        raise Refusal(msg)
