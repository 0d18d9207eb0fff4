"""One line of `doctor`: what was looked at, how it is, and what to do."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that has to be right. "goed" is only said of what was seen to be right."""

    name: str
    state: Literal["goed", "let op", "fout"]
    text: str

    @property
    def wrong(self) -> bool:
        return self.state == "fout"
