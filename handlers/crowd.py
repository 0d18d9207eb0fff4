"""What made-up people do in the trial workspace, so that one person alone can see a whole group at work.

A feature says who comes in and what each of them presses and fills in, and when. `bot.lokaal.crowd` does it, by the
same requests as everybody's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from handlers.forms import Values
from handlers.request import Account
from storage.tafels import Tafel

W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one of them does at a moment: a press, and then every form that opens, one after another.

    `key` tells this deed from all others, so that it is done once. `fill` gives what is filled in on the form with this
    number, from 1.
    """

    key: str
    account: Account
    at: datetime
    action: str
    value: str
    fill: Callable[[int], Values]


@dataclass(frozen=True, kw_only=True)
class Crowd(Generic[W]):
    """A button beside the clock that lets made-up people take part at the tafel of a channel.

    `joins` lets them come in where that can be done, and says whether it did; it raises `Refusal` where they have
    nothing to do. `deeds` gives all that they do, also what is done already.
    """

    label: str
    hint: str
    joins: Callable[[W, Tafel], bool]
    deeds: Callable[[W], Iterable[Deed]]
