"""Enter a result, by a typed line or by the form; what is odd is asked about first, and an entry can be undone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from factsheets.goals import Reading, Standing, day
from handlers.cards import AnyElement, Buttons, Card, Notice, Text, line
from handlers.feature import Answers, Ask, Post, Refusal, Turn, wrong_fields
from handlers.forms import Form, single
from handlers.koers import callbacks, find, form, reading, words
from handlers.koers.reading import Entered
from handlers.koers.standings import standing_of
from storage import audit, koers

_UNDO_WITHIN: Final = timedelta(days=1)


def require_administrator(turn: Turn, what: str) -> None:
    """Everybody reads; only administrators write."""
    if not turn.person.administrator:
        msg = f"{what} kan alleen een beheerder. Lezen mag iedereen: typ `/koers`."
        raise Refusal(msg)


def typed(turn: Turn, said: str) -> Answers:
    """`/koers zet inwoners 1.300 op 1 maart 2026 bron Rapportage Q1`; the form where something is missing or wrong."""
    require_administrator(turn, "Resultaten invoeren")
    if not said.strip():
        return Ask(_form(turn, {"datum": turn.now.today.isoformat()}))
    fields, wrong = reading.in_fields(turn.session, reading.line(said), turn.now.today)
    entered, errors = reading.checked(turn.session, fields, turn.now.today)
    if entered is None:
        return Ask(_form(turn, fields, errors | wrong))
    return accept(turn, entered)


def begin(turn: Turn, key: str) -> Answers:
    """The button "Resultaat invoeren", on one goal or on all."""
    require_administrator(turn, "Resultaten invoeren")
    return Ask(_form(turn, {"doel": key, "datum": turn.now.today.isoformat()}))


def submitted(turn: Turn, _payload: str) -> Answers:
    require_administrator(turn, "Resultaten invoeren")
    fields = {name: single(turn.request.values.get(name)) for name in ("doel", "waarde", "datum", "bron")}
    entered, errors = reading.checked(turn.session, fields, turn.now.today)
    if entered is None:
        raise wrong_fields(_form(turn, {}), turn.request.values, errors)
    return accept(turn, entered)


def _form(turn: Turn, fields: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    return form.result(koers.listed(turn.session), fields, errors)


# --- keep it, or ask first -------------------------------------------------------------------------------------------


def accept(turn: Turn, entered: Entered) -> Answers:
    """Keep a result; one that is odd beside the others is asked about first."""
    standing = standing_of(turn.session, find.by_key(turn.session, entered.goal))
    doubts = reading.doubts(standing, entered)
    return Post(_asked(standing, entered, doubts)) if doubts else _kept(turn, standing, entered)


def _asked(standing: Standing, entered: Entered, doubts: list[str]) -> Card:
    """The question about an odd result; nothing is stored yet. The buttons carry the result, and the presser's rights
    are checked again."""
    pressed = Buttons((
        callbacks.SURE.button("Ja, sla op", entered, style="primary"),
        callbacks.REVISE.button("Aanpassen", entered, opens=True),
    ))  # fmt: skip
    source = Text(line(f"Bron: {entered.source}. Er is nog niets opgeslagen."))
    title = f"Klopt {_named(standing, entered)}?"
    return Card("koers_zeker", title, (*(Notice("warning", line(doubt)) for doubt in doubts), source, pressed))


def sure(turn: Turn, carried: Entered) -> Answers:
    """The button "Ja, sla op"."""
    require_administrator(turn, "Resultaten invoeren")
    entered, errors = reading.checked(turn.session, carried.fields, turn.now.today)
    if entered is None:
        raise Refusal(" ".join(errors.values()))
    standing = standing_of(turn.session, find.by_key(turn.session, entered.goal))
    return _kept(turn, standing, entered, replace=True)


def revise(turn: Turn, carried: Entered) -> Answers:
    """ "Aanpassen": open the form, prefilled with the result."""
    require_administrator(turn, "Resultaten invoeren")
    return Ask(_form(turn, carried.fields))


def _kept(turn: Turn, standing: Standing, entered: Entered, *, replace: bool = False) -> Answers:
    made = koers.enter(turn.session, entered.goal, entered.told, by=turn.person.id, now=turn.now.instant)
    named = _named(standing, entered)
    if not made:
        return Post(Card("koers_stond_er", f"{named} stond er al", (_look(entered),)), replace=replace)
    _audit(turn, "resultaat ingevoerd", f"{entered.goal} {entered.on.isoformat()}")
    after = standing_of(turn.session, standing.goal)
    elements: tuple[AnyElement, ...] = (*words.short(after, turn.now.today), *_remarks(after, entered))
    pressed = Buttons((callbacks.UNDO.button("Ongedaan maken", made), *_look(entered).buttons))
    return Post(Card("koers_ingevoerd", f"Opgeslagen: {named}", (*elements, pressed)), replace=replace)


def _named(standing: Standing, entered: Entered) -> str:
    return f"{standing.goal.name}, {standing.goal.shown(entered.value)} op {day(entered.on)}"


def _look(entered: Entered) -> Buttons:
    return Buttons((callbacks.GOAL.button("Bekijk dit doel", entered.goal),))


def _remarks(after: Standing, entered: Entered) -> tuple[AnyElement, ...]:
    """That it corrects something, and that another source says otherwise."""
    return (
        *(Text(line(f"Gecorrigeerd: {told}. De oude waarde blijft in de geschiedenis staan."))
          for each in after.readings if _is(each, entered) and (told := words.was(after.goal, each))),
        *(Notice("warning", line(f"Bronnen spreken elkaar tegen. {found.sentence(after.goal)}"))
          for found in after.contradictions if found.on == entered.on),
    )  # fmt: skip


def _is(each: Reading, entered: Entered) -> bool:
    return (each.on, each.last.source.casefold()) == (entered.on, entered.source.casefold())


# --- undo ------------------------------------------------------------------------------------------------------------


def undo(turn: Turn, number: int) -> Answers:
    """Remove a result that was just entered: by the same person, within a day, while nobody corrected it."""
    require_administrator(turn, "Resultaten invoeren")
    found = koers.result(turn.session, number)
    if found is None:
        msg = "Dit resultaat is al ongedaan gemaakt."
        raise Refusal(msg)
    mine = found.person == turn.person.id and found.at + _UNDO_WITHIN >= turn.now.instant
    if not mine or not koers.is_last(turn.session, found):
        msg = "Dit resultaat is al gecorrigeerd, te oud, of van een ander. Voer de juiste stand in met `/koers zet`."
        raise Refusal(msg)
    koers.take_back(turn.session, found.id)
    _audit(turn, "resultaat ongedaan", f"{found.goal} {found.on.isoformat()}")
    goal = find.by_key(turn.session, found.goal)
    title = f"Ongedaan gemaakt: {goal.name}, {goal.shown(found.value)} op {day(found.on)}"
    return Post(Card("koers_ongedaan", title), replace=True)


def _audit(turn: Turn, did: str, detail: str) -> None:
    """Log who entered or undid a result of which goal; the figures are in the results themselves."""
    audit.write(turn.session, did, now=turn.now.instant, by=turn.person.id, detail=detail)
