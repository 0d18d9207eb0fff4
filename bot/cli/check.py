"""One line of `doctor`: what was checked, the result, and what to do."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check. "goed" is only said of what was seen to work."""

    name: str
    state: Literal["goed", "let op", "fout"]
    text: str

    @property
    def wrong(self) -> bool:
        return self.state == "fout"
