"""How long a text is, and which texts a payload holds: what every platform counts in the same way."""

from collections.abc import Iterator, Mapping, Sequence


def length(text: str) -> int:
    """Characters as both platforms count them: one outside the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def strings(value: object, unseen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in a value from JSON, but for what stands under the keys that nobody sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for key, part in value.items() if key not in unseen for text in strings(part, unseen))
    elif isinstance(value, Sequence):
        yield from (text for part in value for text in strings(part, unseen))
