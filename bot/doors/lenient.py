"""Decode what a platform sends, and ignore odd fields that are not needed.

Platforms change fields without notice. A field with a default and an undocumented type keeps its default, and its path
is reported; a field without a default, and one that its shape calls needed, must be valid. So one odd optional field
loses no message.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import msgspec

S = TypeVar("S", bound=msgspec.Struct)
NEEDED: Final = "needed"
"""A class attribute of a shape: the fields that must be right although they may be left out."""


def read(value: object, shape: type[S]) -> tuple[S, tuple[str, ...]]:
    """The decoded value, and the paths that were ignored. Raises `msgspec.ValidationError`."""
    try:
        return msgspec.convert(value, shape), ()
    except msgspec.ValidationError:
        odd: list[str] = []
        usable = _usable(value, shape, "", odd)
        return msgspec.convert(usable, shape), tuple(odd)


def _usable(value: object, shape: type[msgspec.Struct], path: str, odd: list[str]) -> object:
    """The value without the fields that are odd and not needed."""
    if not isinstance(value, Mapping):
        return value
    made = dict(value)
    for field, kind, needed in _fields(shape):
        if field in made:
            made[field] = _inside(made[field], kind, f"{path}.{field}".lstrip("."), odd)
            if not needed and not _fits(made[field], kind):
                odd.append(f"{path}.{field}".lstrip("."))
                del made[field]
    return made


@cache
def _fields(shape: type[msgspec.Struct]) -> tuple[tuple[str, Any, bool], ...]:
    kinds: Mapping[str, Any] = get_type_hints(shape, include_extras=True)
    needed: frozenset[str] = getattr(shape, NEEDED, frozenset())
    return tuple(
        (field.encode_name, kinds[field.name], field.required or field.name in needed)
        for field in msgspec.structs.fields(shape)
    )


def _inside(value: object, kind: Any, path: str, odd: list[str]) -> object:  # noqa: ANN401 - any annotation
    """The same with what is odd deeper down left out."""
    shape = next(_shapes(kind), None)
    if shape is None:
        return value
    if isinstance(value, list):
        return [_usable(each, shape, f"{path}[{number}]", odd) for number, each in enumerate(value)]
    return _usable(value, shape, path, odd)


def _shapes(kind: Any) -> Iterator[type[msgspec.Struct]]:  # noqa: ANN401 - any annotation
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    elif get_origin(kind) is not Mapping:
        for each in get_args(kind):
            yield from _shapes(each)


def _fits(value: object, kind: Any) -> bool:  # noqa: ANN401 - any annotation
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
