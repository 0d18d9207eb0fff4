"""A form as the Adaptive Card of a dialog, and what was filled in as values again.

`dialog` draws a form, `title` says what stands above it, `opened` and `values` read the data of a submission. A dialog
is one card: where it would be too large, words are shortened first and choices counted, and what somebody typed last.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import assert_never

from bot.doors.texts import clean, clipped, flat, head
from bot.teams import limits
from bot.teams.escape import (
    GUID,
    NOTHING,
    Block,
    account,
    heading,
    identity,
    in_full,
    menu,
    option,
    paragraphs,
    picked,
    query,
    received,
    shown,
    small,
    titled,
    unlike,
    worded,
    words,
)
from bot.teams.limits import TEAMS, TooLarge, length, size
from handlers import forms
from handlers.cards import Option, line, strong
from handlers.dutch import counted, number
from handlers.forms import ABSTAIN, AnyField, Form, Value

SHAPES = {forms.Choose: "meer", forms.Persons: "mens", forms.Scale: "keus", forms.Toggle: "aan"}
MOST_POINTS, FEW_POINTS, FEW, MARKS = 100, 11, 6, 10
EVERYBODY = "graph.microsoft.com/users"
_IDENTITY = re.compile("[a-z]+:[!-~]{1,150}")


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one field: characters of input, characters of each text, and bytes of choices."""

    value: int
    words: int

    @property
    def choices(self) -> int:
        return 5 * self.words

    @property
    def label(self) -> int:
        return min(self.words, TEAMS.label)

    @property
    def option(self) -> int:
        return min(self.words, TEAMS.option_text)

    def cut(self, text: str) -> str:
        return clipped(flat(text), self.words)


ROOMS = [
    Room(value, words) for value, words in product((TEAMS.input, 4000, 1500, 500), (3000, 1200, 600, 300, 150, 80))
]


def title(form: Form) -> str:
    """The title of the dialog; a longer one is repeated inside."""
    return flat(form.title) if 0 < length(flat(form.title)) <= limits.DIALOG_TITLE else "Tafelbot"


def dialog(form: Form, state: str) -> Block:
    """The dialog of a form. `state` comes back with it.

    A dialog is one card of a limited size, and the sizes of texts, choices and input differ per person and agenda. So
    it is laid out in steps, each with less room per field, until it fits: words are shortened first, then choices are
    counted, and a person's own input last.
    """
    for room in ROOMS:
        if size(drawn := _dialog(form, state, room)) <= limits.SIZE:
            return drawn
    msg = f"the form {form.action} has too many fields for one dialog: {len(form.fields)}"
    raise TooLarge(msg)


def _dialog(form: Form, state: str, room: Room) -> Block:
    asked = [block for field in form.fields for block in _asked(field, form.errors.get(field.name, ""), room)]
    body = [*_opening(form, room), *asked, *_closing(form, room)]
    names = [_id(field) for field in form.fields if not isinstance(field, forms.Upload)]
    data = {"action": form.action, "state": state, "fields": names}
    send = {"type": "Action.Submit", "title": _submit(form), "data": data}
    return {
        "type": "AdaptiveCard",
        "version": limits.VERSION,
        "body": body or paragraphs(line("Er is niets om in te vullen." if form.action else shown(form.title))),
        **({"actions": [send]} if form.action else {}),
    }


def _opening(form: Form, room: Room) -> Iterator[Block]:
    if title(form) != flat(form.title) and flat(form.title):
        yield from heading(room.cut(form.title), "Medium")
    names = {field.name for field in form.fields}
    yield from (block for name, text in form.errors.items() if name not in names for block in _error(text, room))
    if form.audience:
        asked = "" if form.audience.startswith("Wie ziet dit") or not form.action else "Wie ziet dit? "
        yield from small(line(asked, room.cut(form.audience)))
    yield from in_full([form.title, form.audience], room.words, room.words)


def _submit(form: Form) -> str:
    return flat(form.submit) if 0 < length(flat(form.submit)) <= limits.SUBMIT else "Versturen"


def _closing(form: Form, room: Room) -> list[Block]:
    if not form.action or _submit(form) == flat(form.submit):
        return []
    return [
        *small(line("Met ‘Versturen’ kies je: ", room.cut(form.submit))),
        *in_full([form.submit], room.words, room.words),
    ]


def _error(text: str, room: Room) -> list[Block]:
    told = clipped(flat(text), max(room.words, limits.ERROR))
    return paragraphs(line(strong("Let op: "), told), {"color": "Attention"}, spacing="Small")


# --- fields ----------------------------------------------------------------------------------------------------------


def _asked(field: AnyField, error: str, room: Room) -> Iterator[Block]:
    options = _options(field, room)
    element = _element(field, options, room)
    yield from in_full([_label(field), field.hint], room.label, room.words)
    yield from in_full(map(worded, options), room.option, room.words)
    yield _input(field, element, room) if element else _without_input(field, room)
    yield from _error(error, room) if error else ()
    remarks = filter(None, [clipped(flat(field.hint), room.label), *_remarks(field, options, room)])
    yield from small(line(" ".join(remarks)), spacing="Small")


def _input(field: AnyField, element: Block, room: Room) -> Block:
    label = titled(flat(_label(field)) or field.name, room.label)
    drawn = {"id": _id(field), "label": label, "spacing": "Medium", **element}
    return {**drawn, "isRequired": True, "errorMessage": _missing(field)} if field.required else drawn


def _without_input(field: AnyField, room: Room) -> Block:
    """Teams takes files in a chat, not in a dialog."""
    told = "er is niets om te kiezen."
    if isinstance(field, forms.Upload):
        endings = ", ".join(ending.removeprefix(".").lower() for ending in field.endings)
        most = f"hoogstens {counted(max(field.most, 1), 'bestand', 'bestanden')}"
        told = f"zet dit in je eigen chat met mij, want hier kan dat niet ({endings}; {most})."
    label = clipped(flat(_label(field)) or field.name, room.label)
    return paragraphs(line(strong(label), ": ", told), spacing="Medium")[0]


def _id(field: AnyField) -> str:
    """The field's name, after the shape in which its value comes back."""
    return f"{SHAPES.get(type(field), 'een')}_{field.name}"


def _label(field: AnyField) -> str:
    return f"{field.label} ({field.unit})" if isinstance(field, forms.Number) and field.unit else field.label


def _missing(field: AnyField) -> str:
    match field:
        case forms.Choose() | forms.Scale() | forms.Persons():
            return "Kies hier eerst iets."
        case forms.Toggle():
            return "Vink dit aan om verder te gaan."
        case forms.Number():
            return _range(field.lowest, field.highest)
        case _:
            return "Vul hier iets in."


def _range(low: int, high: int) -> str:
    return f"Vul een heel getal in van {number(low)} tot en met {number(high)}."


def _element(field: AnyField, options: Sequence[Option], room: Room) -> Block:  # noqa: PLR0911 - one line for each kind
    match field:
        case forms.Line():
            return _text(field, clean(field.value).replace("\n", " "), room)
        case forms.Paragraph():
            return {**_text(field, clean(field.value), room), "isMultiline": True}
        case forms.Day():
            value = {"value": field.value} if _is_day(field.value) else {}
            return {"type": "Input.Date", "errorMessage": "Kies een datum.", **value}
        case forms.Choose():
            return _choose(field, options, room)
        case forms.Persons():
            return _persons(field)
        case forms.Scale():
            return _scale(field, options, room)
        case forms.Number():
            return _number(field.value, field.lowest, field.highest)
        case forms.Toggle():
            value = {"value": "ja"} if field.value else {}
            return {"type": "Input.Toggle", "title": "Ja", "valueOn": "ja", "valueOff": "nee", **value}
        case forms.Upload():
            return {}
        case _:
            assert_never(field)


def _text(field: forms.Line | forms.Paragraph, value: str, room: Room) -> Block:
    started = head(value, room.value)
    longest = min(max(field.longest, length(started), 1), TEAMS.input)
    return {"type": "Input.Text", "maxLength": longest, **({"value": started} if started else {})}


def _number(value: str, lowest: int, highest: int) -> Block:
    fits = re.fullmatch(r"-?[0-9]{1,15}", value) and lowest <= int(value) <= highest
    drawn = {"type": "Input.Number", "min": lowest, "max": highest, "errorMessage": _range(lowest, highest)}
    return {**drawn, "value": int(value)} if fits else drawn


def _choose(field: forms.Choose, options: Sequence[Option], room: Room) -> Block:
    if not options and not field.search:
        return {}
    chosen = field.value if field.many else field.value[:1]
    many = {"isMultiSelect": True} if field.many else {}
    if field.search:
        sought = {"placeholder": "Typ om te zoeken", **query(field.search, associatedInputs="none")}
        return {**_list(options, chosen, "filtered", room), **many, **sought}
    few = len(options) <= (MARKS if field.many else FEW) and (field.many or field.required)
    style = "expanded" if few else "filtered" if len(options) > MARKS else "compact"
    none = "" if field.many or field.required else "Geen keuze"
    return {**_list(options, chosen, style, room, none=none), **many}


def _scale(field: forms.Scale, options: Sequence[Option], room: Room) -> Block:
    if field.high - field.low >= MOST_POINTS:
        return _number(field.value, field.low, field.high)
    if not options:
        return {}
    style = "expanded" if len(options) <= FEW_POINTS + 1 else "compact"
    return _list(options, [field.value], style, room, none="" if field.required or field.abstain else "Sla ik over")


def _list(options: Sequence[Option], chosen: Sequence[str], style: str, room: Room, *, none: str = "") -> Block:
    """A choice; where none need be made there is one to take it back with, which Teams itself does not offer."""
    skip = [{"title": none, "value": NOTHING}] if none else []
    drawn = {"type": "Input.ChoiceSet", "choices": [*(option(each, room.option) for each in options), *skip]}
    hint = {} if style == "expanded" else {"placeholder": "Kies"}
    return {**drawn, "style": style, "wrap": True, **hint, **picked(options, chosen)}


def _persons(field: forms.Persons) -> Block:
    """The people of Teams; who is chosen already and has no account there stays to choose."""
    given = [each for each in field.value if _IDENTITY.fullmatch(each)]
    chosen = list(dict.fromkeys(map(account, given if field.many else given[:1])))
    others = [each for each in chosen if not GUID.fullmatch(each)]
    known = [{"title": f"Al gekozen, niet in Teams ({place})", "value": each} for place, each in enumerate(others, 1)]
    value = {"value": ",".join(chosen)} if chosen else {}
    many = {"isMultiSelect": True} if field.many else {}
    return {
        "type": "Input.ChoiceSet",
        "choices": known,
        "placeholder": "Typ een naam",
        **query(EVERYBODY),
        **value,
        **many,
    }


def _options(field: AnyField, room: Room) -> list[Option]:
    """The options, including chosen ones that were found by searching."""
    if isinstance(field, forms.Scale) and field.high - field.low < MOST_POINTS:
        ends = {field.low: field.low_label, field.high: field.high_label}
        marks = range(field.low, field.high + 1)
        points = [Option(str(mark), " · ".join(filter(None, [str(mark), ends.get(mark)]))) for mark in marks]
        return [*points, *([Option(ABSTAIN, field.abstain)] if field.abstain else [])]
    return menu(_complete(field), field.value, room.choices, room.option) if isinstance(field, forms.Choose) else []


def _complete(field: forms.Choose) -> list[Option]:
    return unlike([*field.options, *(Option(value, value) for value in field.value)])


def _remarks(field: AnyField, options: Sequence[Option], room: Room) -> Iterator[str]:
    """What the element itself cannot show."""
    match field:
        case forms.Line() | forms.Paragraph() if length(clean(field.value)) > room.value:
            yield "Dit was langer; hier staat het begin."
        case forms.Day() if field.value and not _is_day(field.value):
            yield f"Ingevuld was: {room.cut(field.value)}"
        case forms.Number() if field.value and "value" not in _number(field.value, field.lowest, field.highest):
            yield f"Ingevuld was: {room.cut(field.value)}"
        case forms.Scale() if field.high - field.low >= MOST_POINTS:
            low, high = room.cut(field.low_label), room.cut(field.high_label)
            yield f"Van {field.low} ({low}) tot en met {field.high} ({high})."
            yield f"Laat dit leeg voor: {room.cut(field.abstain)}" if field.abstain else ""
        case forms.Choose() if not field.search and (left := len(_complete(field)) - len(options)):
            yield f"en nog {counted(left, 'keuze', 'keuzes')}; daarvoor is hier geen plaats."
        case _:
            return


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


# --- and back --------------------------------------------------------------------------------------------------------


def opened(data: Mapping[str, object]) -> tuple[str, str]:
    """The action and the state of the form that was filled in."""
    return words(data.get("action")), words(data.get("state"))


def values(data: Mapping[str, object]) -> dict[str, Value]:
    """The submitted values by field. The form names its fields, because Teams leaves out empty ones."""
    names = data.get("fields")
    asked = [name.partition("_") for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return {name: _value(shape, words(data.get(f"{shape}_{name}"))) for shape, _, name in asked}


def _value(shape: str, given: str) -> Value:
    parts = dict.fromkeys(part for part in given.split(",") if part not in {"", NOTHING})
    match shape:
        case "keus":
            return received(given)
        case "meer":
            return tuple(map(received, parts))
        case "mens":
            return tuple(map(identity, parts))
        case "aan":
            return "ja" if given in {"ja", "true"} else ""
        case _:
            return given
