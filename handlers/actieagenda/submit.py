"""What happens with the forms of an item once they are filled in: everything that is wrong is said at its field."""

from datetime import date

from handlers import roles
from handlers.actieagenda import capture, change, find
from handlers.actieagenda.form import TEXT_LONGEST, TITLE_LONGEST, change_form, decode, new_form
from handlers.dutch import number
from handlers.feature import Answers, Ask, Refusal, Turn
from handlers.forms import Form, several, single
from handlers.mentions import person
from handlers.words import tidy
from storage import actions, news
from storage.actions import Action, Status
from storage.people import Person
from storage.tafels import Tafel


def new(turn: Turn) -> Answers:
    """Store a new item from the form."""
    state = decode(turn.request.value)
    tafel = capture.tafel_of_state(turn, state.tafel)
    if roles.grant(turn, "maken", tafel) == "nee":
        roles.require(turn, "maken", tafel)
    form = new_form(tafel, origin=state.origin, origin_url=state.origin_url)
    _check(turn, form, {**_text_errors(turn), **_date_error(turn, None)})
    owner, helpers = _people(turn)
    return capture.store(
        turn, tafel, title=_text(turn, "titel"), owner=owner, helpers=helpers, due=_date(turn),
        theme=_text(turn, "thema"), description=_text(turn, "toelichting"), origin=state.origin,
        origin_url=state.origin_url,
    )  # fmt: skip


def changed(turn: Turn) -> Answers:
    """Store what was changed of an item; a field that kept its value leaves no trace."""
    state = decode(turn.request.value)
    action, tafel = find.by_id(turn, str(state.action))
    mine = change.owns(turn, action)
    roles.require(turn, "bijwerken", tafel, own=mine or action.owner is None)
    whole = "titel" in turn.request.values and roles.grant(turn, "wijzigen", tafel) == "ja"
    form = change_form(turn, action, tafel, ())
    errors = {**(_text_errors(turn) if whole else {}), **_date_error(turn, action), **_number_error(turn)}
    _check(turn, form, errors)
    before = _mark(turn, action)
    _store_short(turn, action, tafel, mine=mine)
    if whole:
        _store_whole(turn, action)
    if _mark(turn, action) == before:
        msg = f"Er is niets veranderd aan {action.key}."
        raise Refusal(msg)
    return change.changed(turn, action.id, "is bijgewerkt")


def _mark(turn: Turn, action: Action) -> tuple[int, int]:
    """How much is written about an item, to see whether something was added."""
    return (
        len(actions.changes_of(turn.session, action.id, most=1000)),
        len(news.of_action(turn.session, action.id, most=1000)),
    )


def _check(turn: Turn, form: Form, errors: dict[str, str]) -> None:
    if errors:
        msg = "Controleer wat je hebt ingevuld."
        raise Refusal(msg, form=form.refused(turn.request.values, errors))


def _text(turn: Turn, name: str) -> str:
    return tidy(single(turn.request.values.get(name)))


def _text_errors(turn: Turn) -> dict[str, str]:
    errors = {}
    title, description = _text(turn, "titel"), _text(turn, "toelichting")
    if not title:
        errors["titel"] = "Schrijf in een paar woorden wat je gaat doen."
    elif len(title) > TITLE_LONGEST:
        errors["titel"] = (
            f"De titel is {number(len(title))} tekens; {TITLE_LONGEST} is het meeste. Zet de rest in de aanpak."
        )
    if len(description) > TEXT_LONGEST:
        errors["toelichting"] = f"Dit zijn {number(len(description))} tekens; {number(TEXT_LONGEST)} is het meeste."
    return errors


def _date_error(turn: Turn, action: Action | None) -> dict[str, str]:
    """A day that is no day, or that has been; a late item may keep its date."""
    text = single(turn.request.values.get("datum"))
    if not text:
        return {}
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {"datum": "Dit is geen datum. Schrijf hem als 2026-05-29, of kies hem in de kalender."}
    if day < turn.now.today and (action is None or day != action.due):
        return {"datum": "Die dag is al geweest. Kies een dag die nog komt."}
    return {}


def _number_error(turn: Turn) -> dict[str, str]:
    text = single(turn.request.values.get("voortgang"))
    if text and not (text.isdecimal() and int(text) <= 100):  # noqa: PLR2004 - the whole
        return {"voortgang": "Vul een heel getal in van 0 tot en met 100."}
    return {}


def _date(turn: Turn) -> date | None:
    text = single(turn.request.values.get("datum"))
    return date.fromisoformat(text) if text else None


def _people(turn: Turn) -> tuple[Person | None, list[Person]]:
    owner = single(turn.request.values.get("actiehouder"))
    helpers = [person(turn, account) for account in several(turn.request.values.get("helpers"))]
    return (person(turn, owner) if owner else None), helpers


def _store_short(turn: Turn, action: Action, tafel: Tafel, *, mine: bool) -> None:
    """News, status, progress and date: what an owner may change."""
    now, by = turn.now.instant, turn.person.id
    if said := _text(turn, "nieuws"):
        news.add(turn.session, action.id, said, by=by, now=now)
    _store_status(turn, action, tafel)
    progress = single(turn.request.values.get("voortgang"))
    if progress and int(progress) != action.progress:
        roles.require(turn, "wijzigen", tafel, own=mine)
        actions.set_progress(turn.session, action, int(progress), now=now, by=by)
    if "datum" in turn.request.values and _date(turn) != action.due:
        roles.require(turn, "wijzigen", tafel, own=mine)
        actions.set_due(turn.session, action, _date(turn), now=now, by=by)


def _store_status(turn: Turn, action: Action, tafel: Tafel) -> None:
    status: Status = single(turn.request.values.get("status")) or action.status  # type: ignore[assignment]
    if status != action.status:
        change.to_status(turn, action, tafel, status, "")


def _store_whole(turn: Turn, action: Action) -> None:
    """Texts and people: what a projectleider may change."""
    now, by = turn.now.instant, turn.person.id
    names = {"titel": "title", "thema": "theme", "doelgroep": "target_group", "partners": "partners",
             "toelichting": "description"}  # fmt: skip
    for field, column in names.items():
        if field in turn.request.values and _text(turn, field) != getattr(action, column):
            actions.set_text(turn.session, action, column, _text(turn, field), now=now, by=by)
    if "actiehouder" in turn.request.values:
        owner, _ = _people(turn)
        if (owner.id if owner else None) != (action.owner.id if action.owner else None):
            actions.set_owner(turn.session, action, owner, now=now, by=by)
    if "helpers" in turn.request.values:
        actions.set_helpers(turn.session, action.id, [person.id for person in _people(turn)[1]])


def begin(turn: Turn) -> Answers:
    """The button "Nieuwe actie"."""
    tafel = roles.named(turn, turn.request.value)
    if roles.grant(turn, "maken", tafel) == "nee":
        roles.require(turn, "maken", tafel)
    return Ask(new_form(tafel))
