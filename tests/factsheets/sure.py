"""For tests: what must be there."""

from typing import TypeVar

T = TypeVar("T")


def sure(found: T | None) -> T:
    assert found is not None
    return found
