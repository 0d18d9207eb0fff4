"""Typst for the tests: what is typeset from the same template, data and options is typeset once per worker.

Typst is a pure function of these, and dozens of tests draw the same sheet; what a test compares are its bytes.
"""

from typing import Any

import typst

_Compiler = typst.Compiler


class RememberingCompiler:
    """The compiler of typst, with a memory."""

    def __init__(self, **options: Any) -> None:
        self._compiler = _Compiler(**options)
        self._made: dict[object, Any] = {}

    def compile_with_warnings(self, source: bytes, **options: Any) -> Any:
        key = (source, repr(sorted(options.items())))
        if key not in self._made:
            self._made[key] = self._compiler.compile_with_warnings(source, **options)
        return self._made[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)


def remember() -> None:
    """Let everything that is typeset in this process be remembered; call it before the first document is made."""
    setattr(typst, "Compiler", RememberingCompiler)  # noqa: B010 - it has the one method that is used
