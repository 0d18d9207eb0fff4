"""Callbacks and tasks as typed values: what a button, a choice or a form calls when it comes back, and what a worker
does later. Each knows its name and the type of its payload, makes what carries that payload, and checks it on return.

A payload travels through a client or waits in a row, so it may have been tampered with, or come from a release that
wrote it differently. A field that a newer release added has a default; anything else that does not fit is `Outdated`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, Generic, Literal, TypeAlias, TypeVar

import msgspec

from handlers.answer import Later
from handlers.cards import Button, Choice, Confirm, Option
from handlers.forms import AnyField, Form

P = TypeVar("P")
_LARGEST: Final = 2_147_483_647
Id: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]
"""A number that names a row, as a field of a payload: what no database could hold is refused before it is looked up."""


class Outdated(ValueError):
    """A payload that this release cannot read: it was tampered with, or written by an older release."""


@dataclass(frozen=True, slots=True)
class Callback(Generic[P]):
    """What comes back to a feature: `name` is "actieagenda.klaar", `payload` is `str`, `int` or a msgspec struct.

    Words stay as they are and a number is written in digits, so that a callback may share its function with a command.
    A struct is written as JSON.
    """

    name: str
    payload: type[P]

    def button(
        self, label: str, payload: P, *, style: Literal["normal", "primary", "danger"] = "normal", opens: bool = False,
        confirm: Confirm | None = None,
    ) -> Button:  # fmt: skip
        """A button that calls this; `opens` says that the answer is a form."""
        return Button(label, self.name, encode(payload), style, opens, confirm)

    def option(self, payload: P, label: str, note: str = "") -> Option:
        """One of the options of `choice`."""
        return Option(encode(payload), label, note)

    def choice(self, label: str, options: Iterable[Option], *, chosen: P | None = None, search: str = "") -> Choice:
        """A choice that calls this with the payload of what was chosen; `search` names the search for more options."""
        return Choice(label, self.name, tuple(options), "" if chosen is None else encode(chosen), search)

    def form(
        self, payload: P, *, title: str, submit: str, fields: tuple[AnyField, ...], audience: str = ""
    ) -> Form:  # fmt: skip
        """A form that calls this when it is sent in; `audience` says who will read the answers."""
        return Form(
            action=self.name, title=title, submit=submit, fields=fields, audience=audience, state=encode(payload)
        )

    def decode(self, value: str) -> P:
        """The payload that came back. Raises `Outdated`."""
        return decode(value, self.payload)


@dataclass(frozen=True, slots=True)
class Task(Generic[P]):
    """Something for the worker: what renders, fetches, reads a file or takes long. `name` is "factsheet.maak"."""

    name: str
    payload: type[P]

    def later(self, payload: P) -> Later:
        """The answer that has a worker do it."""
        return Later(self.name, msgspec.json.encode(payload).decode())

    def decode(self, value: str) -> P:
        """The payload of a row. Raises `Outdated`."""
        try:
            return msgspec.json.decode(value, type=self.payload, strict=False)
        except msgspec.MsgspecError as error:
            raise Outdated(self.name) from error


def encode(payload: object) -> str:
    """A payload as text."""
    return payload if isinstance(payload, str) else msgspec.json.encode(payload).decode()


def decode(value: str, kind: type[P]) -> P:
    """A payload from text. Raises `Outdated`."""
    if kind is str:
        if not _is_storable(value):
            raise Outdated(value)
        return value  # type: ignore[return-value] # P is str here
    try:
        found = msgspec.json.decode(value or "null", type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:  # the last for what is nested without end
        raise Outdated(value) from error
    if kind is int and not 0 <= found <= _LARGEST:  # type: ignore[operator] # P is int here
        raise Outdated(value)
    return found


def _is_storable(value: str) -> bool:
    """Whether a database can be asked for it: PostgreSQL knows no zero byte, and half a surrogate pair is no text."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


class Nothing(msgspec.Struct, frozen=True):
    """The payload of a task that needs none."""


NOTHING: Final = Nothing()
