"""What goes out: answers as values, each with whom it is for; and the one exception that speaks to people."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import msgspec

from handlers.cards import AnyElement, Card
from handlers.forms import Form, Values


class Asker(msgspec.Struct, frozen=True, tag=True):
    """Only the person who asked, in the place where they asked."""


class Here(msgspec.Struct, frozen=True, tag=True):
    """Everybody in the place where the question was asked."""


class InThread(msgspec.Struct, frozen=True, tag=True):
    """Everybody, in the thread of the message it is about."""


class Direct(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """The direct messages of a person, by id; of one of their accounts where that is named."""

    person: int
    account: str = ""


class Channels(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Every channel that is linked to a tafel, by id; or the one of this link."""

    tafel: int
    link: int = 0


To: TypeAlias = Asker | Here | InThread | Direct | Channels
ASKER, HERE, IN_THREAD = Asker(), Here(), InThread()


class Post(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Send a card. `replace` puts it in the place of the card that was pressed. `once` is a key per kind, tafel and
    period: whatever happens, each channel or person gets it once."""

    card: Card
    to: To = ASKER
    replace: bool = False
    once: str = ""


class Ask(msgspec.Struct, frozen=True, tag=True):
    """Open a form for the person who asked; in answer to a submission it replaces the submitted form."""

    form: Form


class React(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Acknowledge the message with a sign, or take that back."""

    sign: Literal["gezien", "vraag"]
    on: bool = True
    message: str = ""


class Refresh(msgspec.Struct, frozen=True, tag=True):
    """Redraw every posted card with this key ("actie:12")."""

    key: str


class Later(msgspec.Struct, frozen=True, omit_defaults=True, tag=True):
    """Queue a task for the worker, which sends its answers to the person who asked. `Task.later` makes one with its
    payload."""

    task: str
    payload: str = "{}"


Answer: TypeAlias = Post | Ask | React | Refresh | Later
Answers: TypeAlias = Answer | Iterable[Answer] | None


class Refusal(Exception):
    """The only exception that speaks to people: what is wrong and what to do, in one or two Dutch sentences.

    It rolls everything back. `form` is given when a submission is refused: what was typed, with the errors.
    """

    def __init__(self, text: str, *, form: Form | None = None, also: tuple[AnyElement, ...] = ()) -> None:
        super().__init__(text)
        self.text, self.form, self.also = text, form, also


def wrong_fields(form: Form, values: Values, errors: Mapping[str, str]) -> Refusal:
    """The refusal of a form that was filled in wrongly: it comes back as it was, with a sentence at each field."""
    return Refusal("Controleer wat je hebt ingevuld.", form=form.refused(values, errors))


def flat(answers: Answers) -> Iterable[Answer]:
    """The answers of a handler, one by one."""
    if answers is None:
        return ()
    return answers if isinstance(answers, Iterable) else (answers,)
