"""Change what a tafel sets, and switch what it is sent by itself: one rule for every feature."""

from typing import TypeVar

from handlers import roles
from handlers.feature import Refusal, Setting, Switch, Turn
from storage import audit
from storage.tafels import Tafel

V = TypeVar("V")


def turned(turn: Turn, tafel: Tafel, switch: Switch, *, on: bool) -> Tafel:
    """Switch it; refuses a person who may not, and a switch that stands so already."""
    roles.require(turn, roles.MANAGE, tafel)
    if switch.of(tafel) == on:
        title = switch.called[:1].upper() + switch.called[1:]
        msg = f"{title} van {tafel.name} staat al {'aan' if on else 'uit'}."
        raise Refusal(msg)
    return put(turn, tafel, switch, on)


def put(turn: Turn, tafel: Tafel, setting: Setting[V], value: V) -> Tafel:
    """Keep a value where it differs; gives the tafel as it is then. Rights are the caller's."""
    now = turn.now.instant
    after = setting.keep(turn.session, tafel, value, now)
    if setting.audited and after is not tafel:
        detail = setting.value_in_words(after)
        audit.write(turn.session, setting.audited, now=now, by=turn.person.id, tafel=tafel.id, detail=detail)
    return after
