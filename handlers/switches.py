"""Switch something that a tafel is sent by itself off or on: one rule for all features."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers import roles
from handlers.feature import Refusal, Setting, Turn
from handlers.forms import Toggle, Values, single
from storage import audit, tafels
from storage.tafels import Sent, Tafel


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that a tafel is sent by itself: `name` as in "Het weekbericht van Bouw"; `asks` is its setting."""

    what: Sent
    name: str
    asks: str
    audited: str

    @property
    def field(self) -> str:
        """What the setting is called in the form."""
        return f"aan_{self.what}"

    def toggle(self, tafel: Tafel) -> Toggle:
        """The field with which a tafel sets this."""
        return Toggle(name=self.field, label=self.asks, value=tafel.sends(self.what))

    def setting(self, label: str, says: Callable[[Tafel], str]) -> Setting:
        """The setting of something that is only switched, never moved."""
        return Setting(label=label, fields=lambda tafel: (self.toggle(tafel),), store=self.store, says=says)

    def store(self, turn: Turn, tafel: Tafel, values: Values) -> None:
        """Keep what the form says."""
        put(turn, tafel, self, on=bool(single(values.get(self.field))))


def turned(turn: Turn, tafel: Tafel, switch: Switch, *, on: bool) -> Tafel:
    """Switch it; refuses a person who may not, and a switch that stands so already."""
    roles.require(turn, roles.MANAGE, tafel)
    if tafel.sends(switch.what) == on:
        title = switch.name[:1].upper() + switch.name[1:]
        msg = f"{title} van {tafel.name} staat al {'aan' if on else 'uit'}."
        raise Refusal(msg)
    return put(turn, tafel, switch, on=on)


def put(turn: Turn, tafel: Tafel, switch: Switch, *, on: bool) -> Tafel:
    """Switch it, and log it where that changed something. Rights are the caller's to check."""
    if tafel.sends(switch.what) != on:
        tafels.switch(turn.session, tafel.id, switch.what, on=on, now=turn.now.instant)
        detail = "aan" if on else "uit"
        audit.write(
            turn.session, switch.audited, now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail
        )
    return tafels.by_id(turn.session, tafel.id)
