"""A form as a modal, and what was filled in as values again.

`view` draws a form, `errors` says what was wrong the way Slack wants it as the answer to a submission, `values` reads
the state of a view. `menu` and `suggestions` make the options of a select, for cards too and for who types in one.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from bot.doors.texts import clean, flat, head, length
from bot.slack import limits
from bot.slack.escape import Block, context, headline, in_full, paragraphs, plain_text, user_id
from bot.slack.limits import SLACK
from handlers import forms
from handlers.cards import Option, line, strong
from handlers.forms import (
    ABSTAIN,
    AnyField,
    Choose,
    Day,
    Form,
    Number,
    Paragraph,
    Persons,
    Scale,
    Toggle,
    Upload,
    Value,
)

ONE, SEVERAL = "een", "meer"  # action ids: in which shape the value comes back
MOST_POINTS = 100
_NOTHING = "∅"


class TooLarge(ValueError):
    """A form is larger than Slack allows: its maker has to ask less."""


def view(form: Form, metadata: str, *, show_errors: bool = False) -> Block:
    """The modal of a form. `show_errors` writes the errors in it, for a form that does not answer a submission."""
    wrong = form.errors if show_errors else {}
    blocks = [*_opening(form, wrong), *(block for field in form.fields for block in _asked(field, wrong))]
    drawn = {
        "type": "modal",
        "callback_id": form.action,
        "title": plain_text(flat(form.title) if _short(form.title) else "Tafelbot"),
        "submit": plain_text(flat(form.submit) if _short(form.submit) else "Versturen"),
        "close": plain_text("Annuleren"),
        "private_metadata": metadata,
        "blocks": [*blocks, *_closing(form)] or paragraphs(line("Er is niets om in te vullen.")),
    }
    if len(drawn["blocks"]) > limits.BLOCKS["modal"] or len(json.dumps(drawn)) > limits.VIEW_BYTES:
        msg = f"the form {form.action} takes {len(drawn['blocks'])} blocks and {len(json.dumps(drawn))} bytes"
        raise TooLarge(msg)
    return drawn


def errors(form: Form) -> dict[str, str]:
    """The errors by block. An error of no field, or of one that cannot be marked, is put at the first that can."""
    marked = [block["block_id"] for field in form.fields for block in _input(field)]
    told = {name: text for name, text in form.errors.items() if name in marked}
    loose = [text for name, text in form.errors.items() if name not in marked]
    if loose and marked:
        told[marked[0]] = " ".join([*loose, *filter(None, [told.get(marked[0])])])
    return {name: flat(text) for name, text in told.items()}


def _short(title: str) -> bool:
    return 0 < length(flat(title)) <= limits.VIEW_TITLE


def _opening(form: Form, wrong: Mapping[str, str]) -> Iterator[Block]:
    title = flat(form.title)
    if not _short(title) and title:
        yield from headline(title)
    names = {field.name for field in form.fields}
    yield from (block for name, text in wrong.items() if name not in names for block in _error(text))
    if form.audience:
        asked = "" if form.audience.startswith("Wie ziet dit") else "Wie ziet dit? "
        yield from context(line(asked, form.audience))


def _closing(form: Form) -> list[Block]:
    return [] if _short(form.submit) else context(line("Met ‘Versturen’ kies je: ", flat(form.submit)))


def _error(text: str) -> list[Block]:
    return paragraphs(line(strong("Let op: "), text))


# --- fields ----------------------------------------------------------------------------------------------------------


def _asked(field: AnyField, wrong: Mapping[str, str]) -> Iterator[Block]:
    yield from in_full([_label(field), _hint(field)], SLACK.label)
    yield from in_full((text for each in _options(field) for text in (each.label, each.note)), SLACK.option_text)
    yield from _input(field) or context(line(flat(field.label), ": er is niets om te kiezen."))
    if field.name in wrong:
        yield from _error(wrong[field.name])


def _input(field: AnyField) -> list[Block]:
    """The input block of a field, or nothing where there is nothing to choose."""
    if not (element := _element(field)):
        return []
    drawn = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(flat(_label(field)), SLACK.label),
        "element": element,
        "optional": not field.required,
    }
    return [{**drawn, "hint": plain_text(hint, SLACK.label)} if (hint := _hint(field)) else drawn]


def _hint(field: AnyField) -> str:
    return " ".join(filter(None, [flat(field.hint), *_remarks(field)]))


def _label(field: AnyField) -> str:
    return f"{field.label} ({field.unit})" if isinstance(field, Number) and field.unit else field.label


def _element(field: AnyField) -> Block:  # noqa: PLR0911 - one line for each kind of field
    match field:
        case forms.Line():
            return _typed(field, clean(field.value).replace("\n", " "))
        case Paragraph():
            return {**_typed(field, field.value), "multiline": True}
        case Day():
            return _given("datepicker", "initial_date", field.value if _is_day(field.value) else "")
        case Choose():
            return _choose(field)
        case Persons():
            return _persons(field)
        case Scale():
            return _scale(field)
        case Number():
            return _number(field.value, field.lowest, field.highest)
        case Toggle():
            return _marks([Option("ja", "Ja")], ("ja",) if field.value else (), ONE)
        case Upload():
            return _upload(field)
        case _:
            assert_never(field)


def _given(kind: str, key: str, value: object, action: str = ONE) -> Block:
    """The element with its initial value, if there is one."""
    return {"type": kind, "action_id": action, **({key: value} if value else {})}


def _typed(field: forms.Line | Paragraph, value: str) -> Block:
    started = head(clean(value), SLACK.input)
    longest = min(max(field.longest, length(started), 1), SLACK.input)
    return {**_given("plain_text_input", "initial_value", started), "max_length": longest}


def _number(value: str, lowest: int, highest: int) -> Block:
    fits = _is_number(value) and lowest <= int(value) <= highest
    bounds = {"min_value": str(lowest), "max_value": str(highest), "is_decimal_allowed": False}
    return {**_given("number_input", "initial_value", str(int(value)) if fits else ""), **bounds}


def _persons(field: Persons) -> Block:
    users = [user for identity in field.value if (user := user_id(identity))]
    if field.many:
        return _given("multi_users_select", "initial_users", list(dict.fromkeys(users)), SEVERAL)
    return _given("users_select", "initial_user", "".join(users[:1]), SEVERAL)


def _scale(field: Scale) -> Block:
    if field.high - field.low >= MOST_POINTS:
        return _number(field.value, field.low, field.high)
    chosen = (field.value,) if field.value else ()
    return _one(_options(field), chosen, ONE, marks=True)


def _upload(field: Upload) -> Block:
    endings = [ending.removeprefix(".").lower() for ending in field.endings]
    return {**_given("file_input", "filetypes", endings), "max_files": min(max(field.most, 1), limits.FILES)}


def _choose(field: Choose) -> Block:
    options = _options(field)
    if field.search:
        return _sought(field, options)
    if not field.many:
        return _one(options, field.value[:1], SEVERAL, marks=field.required)
    if len(options) <= limits.MARKS:
        return _marks(options, field.value, SEVERAL)
    return _given("multi_static_select", "initial_options", _picked(options, field.value), SEVERAL) | menu(options)


def _one(options: Sequence[Option], chosen: Sequence[str], action: str, *, marks: bool) -> Block:
    """One choice: radio buttons for a few options that need no clearing, else a menu."""
    if not options:
        return {}
    few = marks and len(options) <= limits.MARKS
    picked = next(iter(_picked(options, chosen)), None)
    return _given("radio_buttons" if few else "static_select", "initial_option", picked, action) | menu(options)


def _marks(options: Sequence[Option], chosen: Sequence[str], action: str) -> Block:
    if not options:
        return {}
    return _given("checkboxes", "initial_options", _picked(options, chosen), action) | menu(options)


def _sought(field: Choose, options: Sequence[Option]) -> Block:
    picked = _picked(options, field.value)
    action = f"{SEVERAL}?{field.search}"
    if field.many:
        made = _given("multi_external_select", "initial_options", picked, action)
    else:
        made = _given("external_select", "initial_option", next(iter(picked), None), action)
    return {**made, "min_query_length": 0, "placeholder": plain_text("Typ om te zoeken")}


def _options(field: AnyField) -> list[Option]:
    """The options, including chosen ones that were found by searching."""
    if isinstance(field, Scale) and field.high - field.low < MOST_POINTS:
        ends = {field.low: field.low_label, field.high: field.high_label}
        points = [Option(str(point), _point(point, ends)) for point in range(field.low, field.high + 1)]
        return [*points, *([Option(ABSTAIN, field.abstain)] if field.abstain else [])]
    if not isinstance(field, Choose):
        return []
    known = {option.value for option in field.options}
    return [*field.options, *(Option(value, value) for value in dict.fromkeys(field.value) if value not in known)]


def _point(point: int, ends: Mapping[int, str]) -> str:
    return f"{point} · {ends[point]}" if ends.get(point) else str(point)


def _remarks(field: AnyField) -> Iterator[str]:
    """What the element itself cannot show."""
    match field:
        case forms.Line() | Paragraph() if length(clean(field.value)) > SLACK.input:
            yield "Dit was langer; hier staat het begin."
        case Day() if field.value and not _is_day(field.value):
            yield f"Ingevuld was: {flat(field.value)}"
        case Number() if field.value and "initial_value" not in _element(field):
            yield f"Ingevuld was: {flat(field.value)}"
        case Scale() if field.high - field.low >= MOST_POINTS:
            yield f"Van {field.low} ({flat(field.low_label)}) tot en met {field.high} ({flat(field.high_label)})."
            yield f"Laat dit leeg voor: {flat(field.abstain)}" if field.abstain else ""
        case Persons() if others := [identity for identity in field.value if not user_id(identity)]:
            who = "1 persoon" if len(others) == 1 else f"{len(others)} mensen"
            yield f"Nu ook gekozen: {who} zonder account in Slack."
        case _:
            return


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,18}", value) is not None


# --- options ---------------------------------------------------------------------------------------------------------


def option(choice: Option) -> Block:
    drawn = {"text": plain_text(flat(choice.label), SLACK.option_text), "value": sent(choice.value)}
    note = {"description": plain_text(flat(choice.note), SLACK.option_text)}
    return {**drawn, **note} if flat(choice.note) else drawn


def menu(options: Sequence[Option]) -> Block:
    """The options of a select, in groups where there are too many for one list."""
    drawn = [option(choice) for choice in options]
    size = limits.OPTIONS
    if len(drawn) <= size:
        return {"options": drawn}
    if len(drawn) > size * limits.GROUPS:
        msg = f"{len(drawn)} options"
        raise TooLarge(msg)
    groups = [drawn[start : start + size] for start in range(0, len(drawn), size)]
    return {"option_groups": [_group(f"{n * size + 1}-{n * size + len(g)}", g) for n, g in enumerate(groups)]}


def suggestions(options: Iterable[Option]) -> Block:
    """The answer to what was typed in a select that searches."""
    found = list(options)
    if len(found) <= limits.OPTIONS:
        return {"options": [option(choice) for choice in found]}
    label = f"De eerste {limits.OPTIONS} van {len(found)}. Typ verder om te zoeken."
    return {"option_groups": [_group(label, [option(choice) for choice in found[: limits.OPTIONS]])]}


def _group(label: str, options: list[Block]) -> Block:
    return {"label": plain_text(label), "options": options}


def _picked(options: Sequence[Option], chosen: Sequence[str]) -> list[Block]:
    by_value = {choice.value: option(choice) for choice in reversed(options)}
    return [by_value[value] for value in dict.fromkeys(chosen) if value in by_value]


def sent(value: str) -> str:
    """An option's value as Slack takes it, which is never empty."""
    made = _NOTHING + value if not value or value.startswith(_NOTHING) else value
    if length(made) > SLACK.option_value:
        msg = f"the option's value is too long: {value[:40]!r}"
        raise TooLarge(msg)
    return made


def received(value: str) -> str:
    return value.removeprefix(_NOTHING)


# --- and back --------------------------------------------------------------------------------------------------------


def values(state: Mapping[str, Any]) -> dict[str, Value]:
    """What was filled in, by field, from the state of a view."""
    asked = {
        name: (action, held) for name, held_by in state.get("values", {}).items() for action, held in held_by.items()
    }
    return {name: _value(action.partition("?")[0], held) for name, (action, held) in asked.items()}


def _value(shape: str, held: Mapping[str, Any]) -> Value:
    found = tuple(_held(held))
    if shape == SEVERAL or held.get("type") == "file_input":
        return found
    return found[0] if found else ""


def _held(held: Mapping[str, Any]) -> Iterator[str]:
    """Every value of an element, whatever its type."""
    one = held.get("selected_option")
    yield from (received(each["value"]) for each in [*([one] if one else []), *(held.get("selected_options") or [])])
    users = [held.get("selected_user"), *(held.get("selected_users") or [])]
    yield from (f"slack:{user}" for user in users if user)
    yield from (each["id"] for each in held.get("files") or [])
    yield from filter(None, (held.get("value"), held.get("selected_date")))
