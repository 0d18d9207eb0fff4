"""Tell after how long something comes back: "driewekelijks", "3-wekelijks", "halfmaandelijks", "tweejaarlijks"."""

from types import MappingProxyType

from handlers.dates.words import NUMBERS

_UNITS = MappingProxyType(
    {"dagelijks": "dagen", "wekelijks": "weken", "maandelijks": "maanden", "jaarlijks": "jaar"},
)
_HALVES = MappingProxyType({"halfmaandelijks": "2 weken", "halfjaarlijks": "half jaar"})


def interval(adverb: str, count: str = "") -> str:
    """A phrase for the next time: "over 3 weken". `count` is a number that was typed apart from the adverb."""
    if adverb in _HALVES:
        return f"over een {_HALVES[adverb]}" if adverb == "halfjaarlijks" else f"over {_HALVES[adverb]}"
    habit = next(each for each in _UNITS if adverb.endswith(each))
    number = count or adverb.removesuffix(habit) or "een"
    return f"over {NUMBERS.get(number, number)} {_UNITS[habit]}"
