"""What a card is drawn with, and what was drawn so far."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

DocumentLink: TypeAlias = Callable[[str], str]


@dataclass
class Pen:
    """What a card is drawn with: the addresses of documents, and how many choices stand on it."""

    link: DocumentLink
    choices: int = 1
    inputs: int = 0

    def input_id(self) -> str:
        self.inputs += 1
        return f"keuze{self.inputs}"
