"""Dutch as people write it: plurals, numbers, lists, and what things of the house are called."""

from collections.abc import Sequence

from babel.numbers import format_decimal

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

_PLATFORMS = {"slack": "Slack", "teams": "Teams", "lokaal": "de proefwerkruimte"}


def platform_name(platform: str) -> str:
    """What people call a platform: "Slack"."""
    return _PLATFORMS.get(platform, platform)


def number(value: float) -> str:
    """1234.5 as "1.234,5"."""
    return str(format_decimal(value, locale="nl_NL"))


def counted(amount: int, one: str, many: str) -> str:
    """ "1 actie", "2 acties", "geen acties"."""
    if amount == 0:
        return f"geen {many}"
    return f"{number(amount)} {one if amount == 1 else many}"


def capped(amount: int, limit: int) -> str:
    """A count that stopped at its limit says so."""
    return f"meer dan {number(limit - 1)}" if amount >= limit else number(amount)


def listed(words: Sequence[str]) -> str:
    """ "a", "a en b", "a, b en c"."""
    return " en ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def either(words: Sequence[str]) -> str:
    """ "a", "a of b", "a, b of c"."""
    return " of ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, cut at a word, with an ellipsis where something fell off."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"
