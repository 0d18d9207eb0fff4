"""What the bot asks, as values: a form is a title, who will read it, and fields.

Every door sends a filled-in form back as `Values`: text for a line, an ISO date for a day, "ja" or "" for a toggle,
and a tuple for what can hold several (options, people as identities, files). A form that is refused comes back with
what was typed (`filled`) and a sentence per field that was wrong.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec

from handlers.cards import Option

ABSTAIN: Final = "-"
"""What a scale gives back for "no judgement"; an empty value means that nothing was chosen."""

Value: TypeAlias = str | tuple[str, ...]
Values: TypeAlias = Mapping[str, Value]


class Field(msgspec.Struct, frozen=True, omit_defaults=True, tag=True, kw_only=True):
    """What every field has; `required` fields say so and are checked again by the handler."""

    name: str
    label: str
    hint: str = ""
    required: bool = False


class Line(Field, frozen=True, kw_only=True):
    value: str = ""
    longest: int = 150


class Paragraph(Field, frozen=True, kw_only=True):
    value: str = ""
    longest: int = 3000


class Day(Field, frozen=True, kw_only=True):
    """A date; the value is ISO ("2026-05-29") or empty."""

    value: str = ""


class Choose(Field, frozen=True, kw_only=True):
    """One option, or several with `many`. Long lists name a `search` action that a door asks while a person types."""

    options: tuple[Option, ...]
    value: tuple[str, ...] = ()
    many: bool = False
    search: str = ""


class Persons(Field, frozen=True, kw_only=True):
    """People of this workspace, as identities ("slack:U1")."""

    value: tuple[str, ...] = ()
    many: bool = False


class Scale(Field, frozen=True, kw_only=True):
    """A whole number from low to high with a word at each end; `abstain` is the label of "no judgement"."""

    low: int
    high: int
    low_label: str
    high_label: str
    abstain: str = ""
    value: str = ""


class Number(Field, frozen=True, kw_only=True):
    lowest: int = 0
    highest: int = 1_000_000_000
    unit: str = ""
    value: str = ""


class Toggle(Field, frozen=True, kw_only=True):
    value: bool = False


class Upload(Field, frozen=True, kw_only=True):
    """Files by their endings ("xlsx", "csv")."""

    endings: tuple[str, ...]
    most: int = 1


AnyField: TypeAlias = Line | Paragraph | Day | Choose | Persons | Scale | Number | Toggle | Upload


class Form(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Questions whose answers reach `action` ("actieagenda.nieuw") with `state`.

    `audience` says who will read the answers, before anybody types. `state` travels through a client: it names things
    and the handler looks them up again.
    """

    action: str
    title: str
    submit: str
    fields: tuple[AnyField, ...]
    audience: str = ""
    state: str = ""
    errors: dict[str, str] = {}

    def refused(self, values: Values, errors: Mapping[str, str]) -> "Form":
        """The same form with what was filled in, and an error at each wrong field."""
        filled_in = tuple(filled(field, values.get(field.name)) for field in self.fields)
        return msgspec.structs.replace(self, fields=filled_in, errors=dict(errors))


def filled(field: AnyField, value: Value | None) -> AnyField:
    """The field holding a submitted value, whatever shape the door sent it in."""
    match field:
        case _ if value is None:
            return field
        case Choose() | Persons():
            return msgspec.structs.replace(field, value=several(value))
        case Toggle():
            return msgspec.structs.replace(field, value=bool(single(value)))
        case Upload():
            return field
        case _:
            return msgspec.structs.replace(field, value=single(value))


def single(value: Value | None) -> str:
    """A submitted value as one text."""
    if isinstance(value, str) or value is None:
        return (value or "").strip()
    return value[0].strip() if value else ""


def several(value: Value | None) -> tuple[str, ...]:
    """A submitted value as several."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value or ())
