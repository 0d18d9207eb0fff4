"""What a feature brings for whoever is new and for whoever keeps an installation: a tip to try, and a check."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """Something for a newcomer to the trial workspace to try: a message that is put ready, as somebody, at a tafel.

    `key` begins with the feature's name ("dank.eerste"). `text` says who one becomes and what one sends. Whatever
    somebody sends that begins as `tried` says, as a pattern, takes the tip away.
    """

    key: str
    title: str
    text: str
    tafel: str
    person: str
    message: str
    tried: str


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that has to be right, as a line of `doctor`. "goed" is only said of what was seen to be right."""

    name: str
    state: Literal["goed", "let op", "fout"]
    text: str

    @property
    def wrong(self) -> bool:
        return self.state == "fout"
