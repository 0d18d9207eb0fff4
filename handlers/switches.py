"""What a tafel is sent by itself, and switching each of those off or on: one rule for every feature."""

from dataclasses import dataclass
from typing import Final

from handlers import roles
from handlers.feature import Refusal, Turn
from storage import audit, tafels
from storage.tafels import Sent, Tafel


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that a tafel is sent by itself: `name` as in "Het weekbericht van Bouw"; `asks` is its setting."""

    what: Sent
    name: str
    asks: str
    audited: str


DIGEST: Final = Switch("digest", "het weekbericht", "Stuur elke week een weekbericht", "weekbericht")
FACTSHEET: Final = Switch(
    "factsheet", "de factsheet", "Stuur de factsheet als de cijfers veranderen", "factsheet vanzelf"
)
SWITCHES: Final = (DIGEST, FACTSHEET)


def turned(turn: Turn, tafel: Tafel, switch: Switch, *, on: bool) -> Tafel:
    """Switch it; refuses who may not, and what stands so already."""
    roles.require(turn, "beheren", tafel)
    if tafel.sends(switch.what) == on:
        title = switch.name[:1].upper() + switch.name[1:]
        msg = f"{title} van {tafel.name} staat al {'aan' if on else 'uit'}."
        raise Refusal(msg)
    return put(turn, tafel, switch, on=on)


def put(turn: Turn, tafel: Tafel, switch: Switch, *, on: bool) -> Tafel:
    """Switch it, and write down who did where that changed something. Rights are the caller's."""
    if tafel.sends(switch.what) != on:
        tafels.switch(turn.session, tafel.id, switch.what, on=on, now=turn.now.instant)
        detail = "aan" if on else "uit"
        audit.write(
            turn.session, switch.audited, now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail
        )
    return tafels.by_id(turn.session, tafel.id)
