"""A file with figures that was sent to the bot: what it says or every problem in it, and keeping it when its sender
says so. pandas is imported here only when a job needs it."""

from collections.abc import Iterable

from factsheets.sources.mapping import Mapping, mappings
from handlers import roles, sent
from handlers.cards import Button, Buttons, Card, Choice, Note, Option, line
from handlers.factsheet.words import with_button
from handlers.feature import Answers, Given, Later, Outcome, Post, Refusal, Turn
from storage import audit, sent_files

WHAT, ENDINGS = "cijfers van UWV, SBB of DUO", (".csv", ".xlsx")


def may(turn: Turn) -> bool:
    """A beheerder, the projectleider of the tafel whose channel it is, or of any tafel in a direct message."""
    if turn.known is None:
        return False
    if turn.tafel is not None:
        return roles.may(turn, "beheren", turn.tafel)
    return turn.known.administrator or "projectleider" in turn.roles.values()


# --- in the worker ---------------------------------------------------------------------------------------------------


def looks(outcome: Outcome, given: Given) -> Answers:
    """What it says, by the one layout that fits; None where no layout does."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    found = files.fitting(given.name, given.data)
    if len(found) == 1:
        return Post(_previewed(outcome, given, found[0]))
    return Post(_which(given, found)) if found else None


def asks(_outcome: Outcome, given: Given) -> Answers:
    return Post(_which(given, mappings().values()))


def _which(given: Given, layouts: Iterable[Mapping]) -> Card:
    """The question by which layout to read it; a choice says what is missing for that one."""
    options = tuple(Option(f"{given.key}:{how.key}", how.name) for how in layouts)
    hint = Note(line("Ik zie het niet aan de kolommen. Kies er een, dan zeg ik wat klopt en wat niet. Er is nog niets "
                     "opgeslagen."))  # fmt: skip
    return Card("cijfers_indeling", f"Welke cijfers staan er in “{given.name}”?",
                (Choice("Indeling", "factsheet.indeling", options), hint))  # fmt: skip


def look(outcome: Outcome) -> Answers:
    """Read it by the layout that its sender chose."""
    given = sent.fetched(outcome, outcome.payload["bestand"])
    return Post(_previewed(outcome, given, _layout(outcome.payload["indeling"])))


def _layout(key: str) -> Mapping:
    if key not in mappings():
        msg = "Die indeling is er niet (meer). Stuur het bestand nog eens."
        raise Refusal(msg)
    return mappings()[key]


def _previewed(outcome: Outcome, given: Given, how: Mapping) -> Card:
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    found = files.looked(outcome.session, given.name, given.data, how, outcome.now)
    if not found.preview.storable:
        return files.problems(found.preview, how)
    value = f"{given.key}:{how.key}"
    return with_button(files.card(found.preview, how), Button("Bewaar", "factsheet.bewaar", value, style="primary"),
                       Button("Niet bewaren", "factsheet.niet_bewaren", value))  # fmt: skip


def keep(outcome: Outcome) -> Answers:
    """Keep what its sender was shown, with the file itself."""
    from handlers.factsheet import files  # noqa: PLC0415 - only here pandas is needed

    how = _layout(outcome.payload["indeling"])
    given = sent.fetched(outcome, outcome.payload["bestand"])
    found = files.looked(outcome.session, given.name, given.data, how, outcome.now)
    if not found.preview.storable:
        return Post(files.problems(found.preview, how))
    if not sent_files.kept(outcome.session, given.key):
        return Post(Card("cijfers_bewaard", f"“{given.name}” was al opgeslagen."))
    told = files.keep(outcome.session, found, outcome.now)
    by = outcome.person.id if outcome.person else None
    audit.write(outcome.session, "cijfers ingelezen", now=outcome.now.instant, by=by, tafel=given.tafel,
                detail=f"{given.name} ({how.name})")  # fmt: skip
    again = Buttons((Button("Bronnen", "factsheet.bronnen"),))
    return Post(Card("cijfers_bewaard", f"“{given.name}”: {told[:1].lower()}{told[1:]}", (again,)))


# --- what its sender presses -----------------------------------------------------------------------------------------


def layout_chosen(turn: Turn) -> Answers:
    return Later("factsheet.bekijk", _asked(turn))


def keep_pressed(turn: Turn) -> Answers:
    asked, name = _asked(turn), sent.name_of(sent.named(turn))
    return [Later("factsheet.bewaar", asked), Post(Card("cijfers_bezig", f"Ik sla “{name}” op."), replace=True)]


def drop_pressed(turn: Turn) -> Answers:
    return Post(Card("cijfers_niet_bewaard", f"Niets bewaard van “{sent.dropped(turn)}”."), replace=True)


def _asked(turn: Turn) -> dict[str, str]:
    """The file and the layout that were pressed, for who may still do this."""
    if not may(turn):
        msg = "Cijfers inlezen kan een projectleider of beheerder."
        raise Refusal(msg)
    return {"bestand": sent.named(turn).key, "indeling": turn.request.value.partition(":")[2]}
