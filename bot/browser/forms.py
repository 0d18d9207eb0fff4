"""A form as HTML: `form_html` draws one, `values` reads back what a person filled in.

The fields are posted as `field.NAME`, beside what the door itself sends along, so that no field can pass itself off as
something else. For each field the page also says whether it holds one value or several; an unticked box, which browsers
leave out, is thus still an answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, assert_never

from markupsafe import Markup

from bot.browser.cards import macro
from handlers.cards import Option
from handlers.forms import (
    ABSTAIN,
    AnyField,
    Choose,
    Day,
    Form,
    Line,
    Number,
    Paragraph,
    Persons,
    Scale,
    Toggle,
    Upload,
    Value,
    Values,
)

MOST_RADIOS = 5
MOST_MARKS = 11
NO_HIGHEST = 1_000_000_000

People = Sequence[tuple[str, str]]


def form_html(
    form: Form, post_url: str, people: People, hidden: Mapping[str, str], *, radios: int = MOST_RADIOS
) -> Markup:  # fmt: skip
    """A form as HTML; up to so many options (`radios`) of a choice that must be made stand beside each other."""
    fields = [
        _field(field, f"field-{number}", form.errors.get(field.name, ""), people, first=number == 1, radios=radios)
        for number, field in enumerate(form.fields, 1)
    ]
    return _macro("form")(form, post_url, hidden, Markup("\n").join(fields), list(_errors(form)))


def _errors(form: Form) -> Iterator[tuple[str, str, str]]:
    """The errors in the order of the fields; errors of no field come first."""
    names = {field.name for field in form.fields}
    yield from (("", "", sentence) for name, sentence in form.errors.items() if name not in names)
    for number, field in enumerate(form.fields, 1):
        if field.name in form.errors:
            yield f"field-{number}", field.label, form.errors[field.name]


def _field(field: AnyField, at: str, error: str, people: People, *, first: bool, radios: int) -> Markup:  # noqa: PLR0911 - one branch per member
    match field:
        case Line():
            limit = Markup(' data-longest="{}"').format(field.longest)
            return _macro("input")(field, at, error, "text", first, limit)
        case Paragraph():
            return _macro("paragraph")(field, at, error, first)
        case Day():
            return _macro("input")(field, at, error, "date", first)
        case Choose():
            return _choose(field, at, error, first, radios)
        case Persons():
            return _persons(field, at, error, first, people)
        case Scale():
            return _scale(field, at, error, first)
        case Number():
            return _macro("number")(field, at, error, first, _range(field), None)
        case Toggle():
            return _macro("toggle")(field, at, error, first)
        case Upload():
            accept = ",".join(f".{ending.removeprefix('.')}" for ending in field.endings)
            return _macro("upload")(field, at, error, first, accept)
        case _:
            assert_never(field)


def _choose(field: Choose, at: str, error: str, first: bool, radios: int) -> Markup:  # noqa: FBT001
    options = _complete(field.options, field.value)
    if field.many:
        return _macro("picks")(field, at, error, first, options, "checkbox", field.search)
    if field.required and not field.search and 0 < len(options) <= radios:
        return _macro("picks")(field, at, error, first, options, "radio", "")
    return _macro("dropdown")(field, at, error, first, options, field.search)


def _persons(field: Persons, at: str, error: str, first: bool, people: People) -> Markup:  # noqa: FBT001
    options = _complete(tuple(Option(identity, name) for identity, name in people), field.value)
    if field.many:
        return _macro("picks")(field, at, error, first, options, "checkbox", "")
    return _macro("dropdown")(field, at, error, first, options, "")


def _complete(options: tuple[Option, ...], chosen: tuple[str, ...]) -> tuple[Option, ...]:
    """The options, including chosen ones that were found by searching."""
    known = {option.value for option in options}
    return options + tuple(Option(value, value) for value in chosen if value and value not in known)


def _scale(field: Scale, at: str, error: str, first: bool) -> Markup:  # noqa: FBT001
    escape = Option(ABSTAIN, field.abstain) if field.abstain else None
    if field.high - field.low >= MOST_MARKS:
        after = f"van {field.low} ({field.low_label}) tot en met {field.high} ({field.high_label})"
        return _macro("number")(field, at, error, first, after, escape)
    marks = [str(mark) for mark in range(field.low, field.high + 1)]
    if not escape and not field.required:
        escape = Option("", "Sla ik over")
    return _macro("scale")(field, at, error, first, marks, escape)


def _range(field: Number) -> str:
    """The text behind a number: its unit, and its range if it has one."""
    words = [field.unit, f"({field.lowest} tot en met {field.highest})" if field.highest != NO_HIGHEST else ""]
    return " ".join(filter(None, words))


def _macro(name: str) -> Callable[..., Markup]:
    return macro("form.html", name)


# --- and back --------------------------------------------------------------------------------------------------------


class Posted(Protocol):
    """The fields of a submission, each perhaps more than once."""

    def getlist(self, key: str, /) -> Sequence[object]: ...


def values(posted: Posted, form: Form | None = None) -> Values:
    """What was filled in, by field. Without `form` the page itself says which fields it had."""
    return {name: _value(posted, name, many=many) for name, many in _shapes(posted, form)}


def _shapes(posted: Posted, form: Form | None) -> Iterator[tuple[str, bool]]:
    if form is not None:
        yield from ((field.name, isinstance(field, Choose | Persons | Upload)) for field in form.fields)
        return
    yield from ((name, False) for name in _texts(posted, "one"))
    yield from ((name, True) for name in _texts(posted, "several"))


def _value(posted: Posted, name: str, *, many: bool) -> Value:
    texts = [text.replace("\r\n", "\n") for text in _texts(posted, f"field.{name}")]
    if many:
        return tuple(filter(None, texts))
    return next((text.strip() for text in reversed(texts) if text.strip()), "")


def _texts(posted: Posted, key: str) -> list[str]:
    return [item for item in posted.getlist(key) if isinstance(item, str)]
