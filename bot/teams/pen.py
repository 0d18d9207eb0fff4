"""The renderer of a card: links to documents, and the number of choices drawn so far."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

DocumentLink: TypeAlias = Callable[[str], str]


@dataclass
class Pen:
    """The renderer of one card: links to documents, and how many choices it holds."""

    link: DocumentLink
    choices: int = 1
    inputs: int = 0

    def input_id(self) -> str:
        self.inputs += 1
        return f"keuze{self.inputs}"
