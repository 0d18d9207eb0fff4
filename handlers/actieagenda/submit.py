"""Submitted forms of an item: store them, or give them back with a sentence at each wrong field."""

from collections.abc import Mapping
from datetime import date

from handlers import roles
from handlers.actieagenda import asking, capture, change, find, rights
from handlers.actieagenda.callbacks import State
from handlers.actieagenda.form import (
    TEXT_LONGEST,
    TITLE_LONGEST,
    accept_form,
    change_form,
    day_form,
    mark,
    new_form,
)
from handlers.actieagenda.words import SHAPES
from handlers.dutch import number
from handlers.feature import Answers, Ask, Refusal, Turn, wrong_fields
from handlers.forms import Form, several, single
from handlers.mentions import person
from handlers.words import clean, says_something
from storage import action_helpers, actions, news
from storage.actions import Action, Draft, Field, Status
from storage.people import Person
from storage.tafels import Tafel


def begin(turn: Turn, key: str) -> Answers:
    """The button "Nieuwe actie"."""
    tafel = roles.named(turn, key)
    roles.require_proposal(turn, rights.CREATE, tafel)
    return Ask(new_form(tafel))


def new(turn: Turn, state: State) -> Answers:
    """Store a new item from the form."""
    tafel = capture.tafel_of_state(turn, state.tafel)
    roles.require_proposal(turn, rights.CREATE, tafel)
    form = new_form(tafel, origin=state.origin, origin_url=state.origin_url)
    _check(turn, form, {**_text_errors(turn), **_date_error(turn, None)})
    owner, helpers = _people(turn)
    draft = Draft(
        title=_text(turn, "titel"), owner=owner, due=_date(turn), theme=_text(turn, "thema"),
        description=_text(turn, "toelichting"), origin=state.origin, origin_url=state.origin_url,
    )  # fmt: skip
    return capture.store(turn, tafel, draft, helpers=helpers)


def day(turn: Turn, state: State) -> Answers:
    """Store the day that a person chose for a date that was not sure."""
    action, tafel = find.by_id(turn, state.action)
    asking.require_answer(turn, action, tafel)
    form = day_form(action, tafel)
    _check(turn, form, _date_error(turn, None))
    chosen = _date(turn)
    if chosen is None:
        _check(turn, form, {"datum": "Kies een dag."})
        return None
    return asking.set_day(turn, action, chosen)


def changed(turn: Turn, state: State) -> Answers:
    """Store the fields that a person changed, and no others: somebody else may have changed those meanwhile."""
    action, tafel = find.by_id(turn, state.action)
    roles.require(turn, rights.UPDATE, tafel, own=change.owns(turn, action) or action.owner is None)
    touched = {name for name, value in turn.request.values.items() if mark(value) != state.shown.get(name, "")}
    form = change_form(turn, action, tafel, ())
    wrong = {**_text_errors(turn), **_date_error(turn, action), **_number_error(turn)}
    wrong |= _closed_errors(turn, action, touched)
    _check(turn, form, {name: error for name, error in wrong.items() if name in touched})
    if not touched:
        msg = f"Er is niets veranderd aan {action.key}."
        raise Refusal(msg)
    _store_short(turn, action, tafel, touched)
    if touched & _WHOLE:
        _store_whole(turn, action, tafel, touched)
    after = actions.get(turn.session, action.id) or action
    is_other = "actiehouder" in touched
    told = [*capture.tell_owner(turn, after), *capture.tell_former_owner(turn, action, after)] if is_other else []
    return [*change.changed(turn, action.id, "is bijgewerkt"), *told]


def accepted(turn: Turn, state: State) -> Answers:
    """Accept a proposal on another day than the one that has passed."""
    action, tafel = find.by_id(turn, state.action)
    roles.require(turn, rights.CHANGE, tafel)
    if not action.proposed or action.is_closed:
        msg = f"{action.key} staat al op de agenda, of is al {action.status}."
        raise Refusal(msg)
    errors = _date_error(turn, None)
    _check(turn, accept_form(action, tafel, turn.now.today), errors)
    actions.set_due(turn.session, action, _date(turn), now=turn.now.instant, by=turn.person.id)
    return change.accepted(turn, actions.get(turn.session, action.id) or action)


def _check(turn: Turn, form: Form, errors: dict[str, str]) -> None:
    if errors:
        raise wrong_fields(form, turn.request.values, errors)


def _text(turn: Turn, name: str) -> str:
    return clean(single(turn.request.values.get(name))).strip()


def _text_errors(turn: Turn) -> dict[str, str]:
    errors = {}
    title, description = _text(turn, "titel"), _text(turn, "toelichting")
    if not says_something(title):
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


_TEXTS: Mapping[str, Field] = {"titel": "title", "thema": "theme", "doelgroep": "target_group", "partners": "partners",
          "toelichting": "description"}  # fmt: skip
_WHOLE = {*_TEXTS, "actiehouder", "helpers"}
"""What only somebody who may change the whole item changes, and the columns behind the texts of it."""


def _closed_errors(turn: Turn, action: Action, touched: set[str]) -> dict[str, str]:
    """The errors for a finished item that would be changed without being reopened."""
    status = _new_status(turn, action, touched)
    if not action.is_closed or (status and status not in actions.CLOSED):
        return {}
    error = f"{action.key} is {action.status}. Zet de status ook op open of bezig, of laat dit zoals het was."
    return dict.fromkeys(touched & {"voortgang", "datum", "actiehouder"}, error)


def _store_short(turn: Turn, action: Action, tafel: Tafel, touched: set[str]) -> None:
    """Store news, status, progress and date, which an owner may change; reopen the item first."""
    now, by = turn.now.instant, turn.person.id
    if "nieuws" in touched:
        news.add(turn.session, action, _text(turn, "nieuws"), by=by, now=now)
    if touched & {"voortgang", "datum"}:
        roles.require(turn, rights.CHANGE, tafel, own=change.owns(turn, action))
    status = _new_status(turn, action, touched)
    if status and status not in actions.CLOSED:
        change.to_status(turn, action, tafel, status, "")
        action = actions.get(turn.session, action.id) or action
    if "voortgang" in touched:
        progress = int(single(turn.request.values.get("voortgang")) or 0)
        actions.set_progress(turn.session, action, progress, now=now, by=by)
    if "datum" in touched:
        actions.set_due(turn.session, action, _date(turn), now=now, by=by)
    if status and status in actions.CLOSED:
        change.to_status(turn, actions.get(turn.session, action.id) or action, tafel, status, "")


def _new_status(turn: Turn, action: Action, touched: set[str]) -> Status | None:
    status: Status = single(turn.request.values.get("status"))  # type: ignore[assignment]
    return status if "status" in touched and status in SHAPES and status != action.status else None


def _store_whole(turn: Turn, action: Action, tafel: Tafel, touched: set[str]) -> None:
    """Store texts and people, which a projectleider may change."""
    roles.require(turn, rights.CHANGE, tafel)
    now, by = turn.now.instant, turn.person.id
    for field in sorted(touched & _TEXTS.keys()):
        actions.set_text(turn.session, action, _TEXTS[field], _text(turn, field), now=now, by=by)
    owner, helpers = _people(turn)
    if "actiehouder" in touched:
        actions.set_owner(turn.session, action, owner, now=now, by=by)
    if "helpers" in touched:
        helping = [person.id for person in helpers]
        action_helpers.set_all(turn.session, action.id, action.subject, helping, now=now, by=by)
