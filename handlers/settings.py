"""What a tafel sets: a typed value with the field that asks for it, declared once, beside the feature that brings it.

Every setting of every feature stands on one form (`handlers.tafels.settings`). The value is kept under the setting's
name (`storage.tafel_settings`) and read with the tafel, so `SETTING.of(tafel)` costs no statement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

import msgspec

from handlers.answer import Refusal
from handlers.forms import AnyField, Choose, Day, Line, Number, Paragraph, Scale, Toggle, Value, filled, several, single
from storage import tafel_settings, tafels
from storage.database import Session
from storage.tafels import Tafel

V = TypeVar("V")
SettingField: TypeAlias = Line | Paragraph | Day | Choose | Scale | Number | Toggle
"""The fields that a setting may have: one that holds a person or a file needs a table of the feature's own."""
_KINDS: Final = (bool, int, str, tuple)
_DIGITS: Final = 16
_EMPTY: Final = "Vul dit in."
_TOO_LONG: Final = "Dit is te lang: hoogstens {} tekens."
_NO_NUMBER: Final = "Vul een heel getal in van {} tot en met {}."
_NO_OPTION: Final = "Kies een van de mogelijkheden."


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[V]):
    """Something that a tafel sets: yes or no, a number, words, or (with `many`) a tuple of chosen words.

    `name` is what the value is kept under, and begins with the feature's ("dank.grens"). `default` holds until a tafel
    sets it, and its type is that of every value: what was kept and is of another type counts as not set. `field` asks
    for it, with its label and hint, and its limits are checked. `parses` makes a value of what was typed, where that
    takes more, and raises `Refusal` for what is wrong; `shows` is the way back.

    `label` and `says` are its line in what a tafel reads of itself ("Weekbericht: maandag om 08:00 uur"). Without a
    label it has none, because the line of another setting tells it along. `audited` names the line in the log for a
    change.
    """

    name: str
    default: V
    field: SettingField
    label: str = ""
    says: Callable[[Tafel], str] | None = None
    parses: Callable[[str], V] | None = None
    shows: Callable[[V], str] = str
    audited: str = ""

    def __post_init__(self) -> None:
        kind = type(self.default)
        if kind not in _KINDS or (kind is bool) != isinstance(self.field, Toggle):
            msg = f"the setting {self.name!r} is yes or no with a Toggle, or a number, words, or a tuple of words"
            raise TypeError(msg)

    def of(self, tafel: Tafel) -> V:
        """What the tafel set, or the default."""
        kept = tafel.kept(self.name)
        if kept is None:
            return self.default
        try:
            found: V = msgspec.json.decode(kept.value, type=type(self.default))
        except msgspec.MsgspecError:  # kept by a release in which this was something else
            return self.default
        return found

    def since(self, tafel: Tafel) -> datetime:
        """Since when it is what it is."""
        kept = tafel.kept(self.name)
        return kept.set_at if kept else tafel.created_at

    def describe(self, tafel: Tafel) -> str:
        """How it stands, in the words of its feature."""
        return self.says(tafel) if self.says else self.value_in_words(tafel)

    def value_in_words(self, tafel: Tafel) -> str:
        """What was chosen or typed, as people read it on the form."""
        return _described(self.on_form(tafel))

    def on_form(self, tafel: Tafel) -> AnyField:
        """The field as it stands for a tafel."""
        value = self.of(tafel)
        match value:
            case bool():
                return filled(self.field, "ja" if value else "")
            case tuple():
                return filled(self.field, value)
            case _:
                return filled(self.field, self.shows(value))

    def read(self, given: Value | None) -> V:
        """The value of a field that was filled in. Raises `Refusal`."""
        _check(self.field, given)
        found: Any = single(given)
        if self.parses:
            found = self.parses(found)
        elif isinstance(self.default, bool):
            found = bool(found)
        elif isinstance(self.default, int):
            found = int(found)
        elif isinstance(self.default, tuple):
            found = several(given)
        value: V = found
        return value

    def keep(self, session: Session, tafel: Tafel, value: V, now: datetime) -> Tafel:
        """Keep a value where it differs from what holds; gives the tafel as it is then."""
        if self.of(tafel) == value:
            return tafel
        tafel_settings.put(session, tafel.id, self.name, msgspec.json.encode(value).decode(), now)
        return tafels.by_id(session, tafel.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Setting[bool]):
    """Something that a tafel has or is sent unless it switches it off; `called` as in "Het weekbericht van Bouw"."""

    called: str


def _described(field: AnyField) -> str:
    match field:
        case Toggle(value=on):
            return "aan" if on else "uit"
        case Choose(value=chosen, options=options):
            return ", ".join(each.label for each in options if each.value in chosen)
        case Number(value=number, unit=unit):
            return f"{number} {unit}".rstrip()
        case _:
            return single(getattr(field, "value", ""))


def _check(field: AnyField, given: Value | None) -> None:
    """Refuse what the field does not allow: platforms check some of it, and what they send travelled."""
    text = single(given)
    if not text and field.required and not isinstance(field, Toggle):
        raise Refusal(_EMPTY)
    match field:
        case Line(longest=longest) | Paragraph(longest=longest) if len(text) > longest:
            raise Refusal(_TOO_LONG.format(longest))
        case Number(lowest=low, highest=high) | Scale(low=low, high=high) if not _is_between(text, low, high):
            raise Refusal(_NO_NUMBER.format(low, high))
        case Choose(options=options, search="") if not {*several(given)} <= {each.value for each in options}:
            raise Refusal(_NO_OPTION)


def _is_between(text: str, low: int, high: int) -> bool:
    return text.removeprefix("-").isdecimal() and len(text) < _DIGITS and low <= int(text) <= high
